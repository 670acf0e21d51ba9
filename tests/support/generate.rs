//! Writes expressions from a sequence of choices: each byte decides one thing, and behind the last
//! byte everything is decided as if it were 0, which is the simplest. A shorter sequence, or one of
//! smaller bytes, is therefore a simpler text, which is how a failing case is made small.

use std::sync::LazyLock;

/// The bytes that decide.
pub struct Choices<'c> {
    bytes: &'c [u8],
    at: usize,
}

impl<'c> Choices<'c> {
    pub fn new(bytes: &'c [u8]) -> Self {
        Choices { bytes, at: 0 }
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % count
    }

    pub fn of<'t>(&mut self, among: &'t [&'t str]) -> &'t str {
        among[self.below(among.len())]
    }

    fn exhausted(&self) -> bool {
        self.at >= self.bytes.len()
    }
}

/// What an expression may name.
pub struct Scope<'s> {
    pub values: Vec<&'s str>,
    pub arrays: Vec<&'s str>,
    /// Functions that are not built in, with the number of their arguments.
    pub functions: Vec<(&'s str, usize)>,
}

const NUMBERS: [&str; 20] = [
    "1",
    "0",
    "2",
    "0.5",
    "3",
    "-1",
    "1.5",
    "0.1",
    "7",
    "63",
    "64",
    "0x10",
    "1_000",
    "1e3",
    "1e308",
    "4.9e-324",
    "9007199254740993",
    "inf",
    "nan",
    "pi",
];
const OPERATORS: [&str; 21] = [
    "+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "<>", "%", "**", "&", "|", "<<",
    ">>", "<<<", ">>>", "+",
];
const PREFIXES: [&str; 6] = ["-", "!", "+", "~", "not ", "- -"];
/// Built-in functions by the number of their arguments, 0 for any from one on.
const CALLS: [(usize, &str); 5] = [
    (
        1,
        "abs sign sqrt cbrt sqr exp exp2 exp10 expm1 ln log log2 log10 log1p sin cos tan asin acos \
         atan sinh cosh tanh asinh acosh atanh sec csc cot coth sinc deg2rad rad2deg floor ceil \
         trunc round rint frac not isnan isinf isfinite iseven isodd fac fact tgamma lgamma erf \
         erfc ncdf bitnot neg",
    ),
    (
        2,
        "log logn pow power hypot root atan2 round fmod mod floormod remainder copysign xor step \
         equal notequal ncr combin npr permut bitand bitor bitxor bitlshift bitrshift bitlrotate \
         bitrrotate add sub div comma",
    ),
    (3, "fma clamp inrange smoothstep lerp"),
    (5, "map"),
    (0, "min max sum mul avg average"),
];
static CALL_LIST: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| {
    let rows = CALLS.iter();
    rows.flat_map(|(count, names)| names.split_whitespace().map(|name| (name, *count))).collect()
});
const LOCALS: [&str; 4] = ["a1", "a2", "x", "pi"];

/// An expression of at most so many levels.
pub fn expression(choices: &mut Choices, scope: &Scope, depth: usize) -> String {
    expression_after(choices, scope, depth, &mut Vec::new())
}

/// The same, with parts of texts that were written before, so that there is something to share.
pub fn expression_after(
    choices: &mut Choices,
    scope: &Scope,
    depth: usize,
    earlier: &mut Vec<String>,
) -> String {
    Generator { choices, scope, locals: Vec::new(), earlier }.expression(depth)
}

struct Generator<'g, 'c, 's> {
    choices: &'g mut Choices<'c>,
    scope: &'g Scope<'s>,
    /// Those that are visible.
    locals: Vec<&'static str>,
    /// Texts to be written again.
    earlier: &'g mut Vec<String>,
}

impl Generator<'_, '_, '_> {
    fn expression(&mut self, depth: usize) -> String {
        if depth == 0 || self.choices.exhausted() {
            return self.leaf();
        }
        let depth = depth - 1;
        match self.choices.below(25) {
            0..=3 => self.leaf(),
            4..=9 => self.binary(depth),
            10 => self.prefix(depth),
            11..=13 => self.builtin(depth),
            14 => self.element(depth),
            15 | 16 => self.logic(depth),
            17 => self.choice(depth),
            18 => self.lazy_call(depth),
            19 => self.definition(depth),
            20 => format!("({}, {})", self.expression(depth), self.expression(depth)),
            21 | 22 => self.earlier(depth),
            _ => self.function(depth),
        }
    }

    fn leaf(&mut self) -> String {
        let visible = self.scope.values.len() + self.locals.len();
        let at = self.choices.below(visible + 3);
        if let Some(name) = self.scope.values.iter().chain(&self.locals).nth(at) {
            return (*name).to_owned();
        }
        self.choices.of(&NUMBERS).to_owned()
    }

    /// In brackets or not: what binds tighter changes the tree, not whether it is one.
    fn operand(&mut self, depth: usize) -> String {
        let text = self.expression(depth);
        let text = if self.choices.below(2) == 0 { text } else { format!("({text})") };
        if self.locals.is_empty() && !text.contains(":=") {
            self.earlier.push(text.clone());
        }
        text
    }

    fn earlier(&mut self, depth: usize) -> String {
        match self.earlier.len() {
            0 => self.expression(depth),
            count => {
                let at = self.choices.below(count);
                self.earlier[at].clone()
            }
        }
    }

    fn prefix(&mut self, depth: usize) -> String {
        let operator = self.choices.of(&PREFIXES);
        let operand = self.operand(depth);
        // Before a bracket `not` is a function, and a definition is none of its arguments.
        match operator {
            "not " if operand.starts_with('(') => format!("!{operand}"),
            _ => format!("{operator}{operand}"),
        }
    }

    fn binary(&mut self, depth: usize) -> String {
        let left = self.operand(depth);
        let operator = self.choices.of(&OPERATORS);
        format!("{left} {operator} {}", self.operand(depth))
    }

    /// An operand that may be skipped: its locals end with it.
    fn skippable(&mut self, depth: usize) -> String {
        let visible = self.locals.len();
        let text = self.expression(depth);
        self.locals.truncate(visible);
        text
    }

    fn logic(&mut self, depth: usize) -> String {
        let left = self.operand(depth);
        let operator = self.choices.of(&["&&", "||", "and", "or"]);
        let right = self.skippable(depth);
        format!("({left} {operator} ({right}))")
    }

    fn choice(&mut self, depth: usize) -> String {
        let condition = self.operand(depth);
        let [first, second] = [0, 1].map(|_| self.skippable(depth));
        match self.choices.below(2) {
            0 => format!("({condition} ? {first} : {second})"),
            _ => format!("{condition} ? {first} : {second}"),
        }
    }

    fn lazy_call(&mut self, depth: usize) -> String {
        let name = self.choices.of(&["if", "ifs", "and", "or"]);
        let count = match name {
            "if" => 3,
            "ifs" => 2 + 2 * self.choices.below(2),
            _ => 1 + self.choices.below(3),
        };
        let mut arguments = vec![self.expression(depth)];
        arguments.extend((1..count).map(|_| self.skippable(depth)));
        format!("{name}({})", arguments.join(", "))
    }

    fn definition(&mut self, depth: usize) -> String {
        let value = self.expression(depth);
        let Some(name) = LOCALS.into_iter().find(|name| !self.locals.contains(name)) else {
            return value;
        };
        self.locals.push(name);
        let separator = self.choices.of(&[";", ","]);
        format!("({name} := {value}{separator} {})", self.expression(depth))
    }

    fn arguments(&mut self, count: usize, depth: usize) -> String {
        let arguments: Vec<String> = (0..count).map(|_| self.expression(depth)).collect();
        arguments.join(", ")
    }

    fn builtin(&mut self, depth: usize) -> String {
        let (name, count) = CALL_LIST[self.choices.below(CALL_LIST.len())];
        let count = if count == 0 { 1 + self.choices.below(4) } else { count };
        format!("{name}({})", self.arguments(count, depth))
    }

    /// Mostly in range.
    fn element(&mut self, depth: usize) -> String {
        if self.scope.arrays.is_empty() {
            return self.leaf();
        }
        let array = self.scope.arrays[self.choices.below(self.scope.arrays.len())];
        match self.choices.below(8) {
            0..=2 => format!("{array}[{}]", self.choices.below(3)),
            3..=5 => format!("{array}[abs({}) % 3]", self.expression(depth)),
            6 => format!("{array}[clamp({}, -0.5, 2)]", self.expression(depth)),
            _ => format!("{array}[{}]", self.expression(depth)),
        }
    }

    fn function(&mut self, depth: usize) -> String {
        if self.scope.functions.is_empty() {
            return self.leaf();
        }
        let (name, count) = self.scope.functions[self.choices.below(self.scope.functions.len())];
        format!("{name}({})", self.arguments(count, depth))
    }
}
