//! What is evaluated: the expressions E1 to E9, the batch E10, and the rows of values.

/// One expression of the suite, in the language of exp-rs.
pub struct Expression {
    pub id: &'static str,
    pub source: &'static str,
    /// The parameters that it uses, in alphabetical order.
    pub params: &'static [&'static str],
}

/// One column of the report: expressions that are evaluated together.
pub struct Case {
    pub id: &'static str,
    /// The parameters that its expressions use, in alphabetical order.
    pub params: &'static [&'static str],
    pub expressions: Vec<&'static Expression>,
}

const ALL_PARAMS: [&str; 7] = ["a", "b", "c", "d", "x", "y", "z"];

#[rustfmt::skip]
pub static EXPRESSIONS: [Expression; 9] = [
    Expression { id: "E1", source: "x+y", params: &["x", "y"] },
    Expression { id: "E2", source: "(a+b*c-d)/(a*a+1)", params: &["a", "b", "c", "d"] },
    Expression { id: "E3", source: "sqrt(x*x+y*y)", params: &["x", "y"] },
    Expression { id: "E4", source: "sin(x)*cos(y)+sqrt(x*x+y*y)", params: &["x", "y"] },
    Expression { id: "E5", source: "a*x^3+b*x^2+c*x+d", params: &["a", "b", "c", "d", "x"] },
    Expression { id: "E6", source: "x>0 && y<1 || z==2", params: &["x", "y", "z"] },
    Expression { id: "E7", source: "x>y ? exp(-x) : ln(y+1)", params: &["x", "y"] },
    Expression {
        id: "E8",
        source: "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)+(a*b+c*d)*(a-b)*(c-d)",
        params: &ALL_PARAMS,
    },
    Expression {
        id: "E9",
        source: "exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)",
        params: &["a", "b", "c", "x", "y"],
    },
];

/// E1 to E9 alone, and E10: E1 to E5, E8 and E9 as one batch.
pub fn cases() -> Vec<Case> {
    let single = |e: &'static Expression| Case {
        id: e.id,
        params: e.params,
        expressions: vec![e],
    };
    let in_batch = |e: &&Expression| !["E6", "E7"].contains(&e.id);
    let mut cases: Vec<Case> = EXPRESSIONS.iter().map(single).collect();
    cases.push(Case {
        id: "E10",
        params: &ALL_PARAMS,
        expressions: EXPRESSIONS.iter().filter(in_batch).collect(),
    });
    cases
}

/// Rows of values, one column for each parameter of the suite, the same in every run.
pub struct Rows(Vec<[f64; ALL_PARAMS.len()]>);

impl Rows {
    /// How many rows the evaluations rotate through.
    pub const ROTATION: usize = 1024;

    /// Values for which no expression of the suite is NaN and every branch is taken.
    pub fn new(count: usize) -> Self {
        let mut random = SplitMix64(1);
        Self((0..count).map(|_| row(&mut random)).collect())
    }

    /// Row after row, only the columns of these parameters.
    pub fn packed(&self, params: &[&str]) -> Vec<f64> {
        let columns: Vec<usize> = params.iter().map(|p| position(p)).collect();
        self.0
            .iter()
            .flat_map(|row| columns.iter().map(|&c| row[c]))
            .collect()
    }

    /// One vector for each of these parameters.
    pub fn columns(&self, params: &[&str]) -> Vec<Vec<f64>> {
        let column = |p: &&str| self.0.iter().map(|row| row[position(p)]).collect();
        params.iter().map(column).collect()
    }
}

fn position(param: &str) -> usize {
    let found = ALL_PARAMS.iter().position(|p| *p == param);
    found.expect("a parameter of the suite")
}

/// In the order of [`ALL_PARAMS`]. `d` is small so that the sum in E2 does not cancel, `y` is above
/// -1 for the logarithm of E7, and `z` is 2 in a quarter of the rows for the comparison of E6.
fn row(random: &mut SplitMix64) -> [f64; ALL_PARAMS.len()] {
    let [a, b, c] = std::array::from_fn(|_| random.between(0.5, 2.5));
    let d = random.between(0.1, 0.7);
    let x = random.between(-2.0, 2.0);
    let y = random.between(-0.9, 2.0);
    let z = random.between(0.0, 4.0);
    let z = if random.between(0.0, 1.0) < 0.25 {
        2.0
    } else {
        z
    };
    [a, b, c, d, x, y, z]
}

/// Vigna's SplitMix64: enough for test values.
struct SplitMix64(u64);

impl SplitMix64 {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut v = self.0;
        v = (v ^ (v >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        v = (v ^ (v >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        v ^= v >> 31;
        low + (high - low) * ((v >> 11) as f64 / (1u64 << 53) as f64)
    }
}
