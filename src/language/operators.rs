//! The operators: spelling, binding power and meaning, one row each.

/// What a binary operator with two plain operands does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    BitAnd,
    BitOr,
    ShiftLeft,
    ShiftRight,
    RotateLeft,
    RotateRight,
}

/// What a prefix operator does. `+` does nothing and has no entry of its own in a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PrefixOperator {
    Plus,
    Negate,
    Not,
    BitNot,
}

/// How tightly an operator binds, loosest first. Operators of one level are left associative but
/// for `:=`, `?:` and the powers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Not an operator: what waits for its other half, and lets nothing go before.
    Open,
    Sequence,
    Definition,
    Conditional,
    Or,
    And,
    BitOr,
    BitAnd,
    Comparison,
    Shift,
    Sum,
    Product,
    Prefix,
    Power,
}

/// What stands between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Infix {
    Binary(BinaryOperator),
    /// `&&`: the right operand is skipped when the left one is false.
    And,
    /// `||`: the right operand is skipped when the left one is true.
    Or,
}

/// Up to three bytes: a third of what a reference to a text takes, and the text.
#[derive(Clone, Copy)]
pub(crate) struct Spelling {
    bytes: [u8; 3],
    length: u8,
}

impl Spelling {
    const fn of(text: &str) -> Spelling {
        let (mut bytes, mut length) = ([0; 3], 0);
        while length < text.len() {
            bytes[length] = text.as_bytes()[length];
            length += 1;
        }
        Spelling { bytes, length: length as u8 }
    }

    pub(crate) const fn as_bytes(&self) -> &[u8] {
        match self.bytes.split_at_checked(self.length as usize) {
            Some((spelling, _)) => spelling,
            None => &self.bytes,
        }
    }
}

/// One row: spelling, level, meaning.
pub(crate) struct OperatorRow {
    pub spelling: Spelling,
    pub level: Level,
    pub infix: Infix,
    /// One line for people who type expressions, in Markdown; not in a shipped library.
    #[cfg(test)]
    pub meaning: &'static str,
    #[cfg(test)]
    pub example: &'static str,
}

const fn infix_row(
    spelling: &'static str,
    level: Level,
    infix: Infix,
    (_meaning, _example): (&'static str, &'static str),
) -> OperatorRow {
    OperatorRow {
        spelling: Spelling::of(spelling),
        level,
        infix,
        #[cfg(test)]
        meaning: _meaning,
        #[cfg(test)]
        example: _example,
    }
}

const fn row(
    spelling: &'static str,
    level: Level,
    operator: BinaryOperator,
    meaning: &'static str,
    example: &'static str,
) -> OperatorRow {
    infix_row(spelling, level, Infix::Binary(operator), (meaning, example))
}

/// Every operator between two operands that is spelled with signs. Longer spellings stand before
/// their own beginnings, so that the first match is the longest.
pub(crate) static INFIX: [OperatorRow; 22] = [
    row("<<<", Level::Shift, BinaryOperator::RotateLeft, "rotate left, 64 bits", "1 <<< 4 = 16"),
    row(">>>", Level::Shift, BinaryOperator::RotateRight, "rotate right, 64 bits", "16 >>> 4 = 1"),
    row("<<", Level::Shift, BinaryOperator::ShiftLeft, "shift left", "1 << 4 = 16"),
    row(
        ">>",
        Level::Shift,
        BinaryOperator::ShiftRight,
        "shift right, copying the sign",
        "-8 >> 1 = -4",
    ),
    row("<=", Level::Comparison, BinaryOperator::LessOrEqual, "less or equal", "2 <= 2 = 1"),
    row(">=", Level::Comparison, BinaryOperator::GreaterOrEqual, "greater or equal", "1 >= 2 = 0"),
    row("<>", Level::Comparison, BinaryOperator::NotEqual, "not equal", "1 <> 2 = 1"),
    row("==", Level::Comparison, BinaryOperator::Equal, "equal", "1 == 2 = 0"),
    row("!=", Level::Comparison, BinaryOperator::NotEqual, "not equal", "1 != 2 = 1"),
    row("<", Level::Comparison, BinaryOperator::Less, "less", "1 < 2 = 1"),
    row(">", Level::Comparison, BinaryOperator::Greater, "greater", "1 > 2 = 0"),
    infix_row(
        "&&",
        Level::And,
        Infix::And,
        ("and; the right side is skipped when the left one is false", "1 && 0 = 0"),
    ),
    infix_row(
        "||",
        Level::Or,
        Infix::Or,
        ("or; the right side is skipped when the left one is true", "1 || 0 = 1"),
    ),
    row("&", Level::BitAnd, BinaryOperator::BitAnd, "bitwise and", "5 & 3 = 1"),
    row("|", Level::BitOr, BinaryOperator::BitOr, "bitwise or", "5 | 3 = 7"),
    row("**", Level::Power, BinaryOperator::Power, "power", "2 ** 10 = 1024"),
    row("*", Level::Product, BinaryOperator::Multiply, "product", "2 * 3 = 6"),
    row("/", Level::Product, BinaryOperator::Divide, "quotient", "1 / 2 = 0.5"),
    row(
        "%",
        Level::Product,
        BinaryOperator::Remainder,
        "remainder with the dividend's sign",
        "-7 % 4 = -3",
    ),
    row("+", Level::Sum, BinaryOperator::Add, "sum", "1 + 2 = 3"),
    row("-", Level::Sum, BinaryOperator::Subtract, "difference", "1 - 2 = -1"),
    row("^", Level::Power, BinaryOperator::Power, "power", "2 ^ 10 = 1024"),
];

/// The operators that stand before their operand, for the documentation.
#[cfg(test)]
pub(crate) static PREFIX: &[(&str, PrefixOperator, &str, &str)] = &[
    ("-", PrefixOperator::Negate, "negation", "-(2 + 3) = -5"),
    ("+", PrefixOperator::Plus, "no change", "+5 = 5"),
    ("!", PrefixOperator::Not, "1 if false, else 0", "!5 = 0"),
    ("not", PrefixOperator::Not, "the same as `!`", "not 0 = 1"),
    ("~", PrefixOperator::BitNot, "bitwise not: `-x-1`", "~5 = -6"),
];

/// The operators that the parser knows without a table, for the documentation.
#[cfg(test)]
pub(crate) static OTHERS: &[(&str, Level, &str, &str)] = &[
    (",", Level::Sequence, "both are evaluated, the right one is the value", "1 + 1, 5 = 5"),
    (";", Level::Sequence, "the same as `,`; one may end the text", "1 + 1; 5; = 5"),
    (":=", Level::Definition, "defines a local name", "r := 3; r*r = 9"),
    (
        "? :",
        Level::Conditional,
        "evaluates only the branch that it chooses",
        "1 < 2 ? 10 : 20 = 10",
    ),
    ("and", Level::And, "the same as `&&`", "1 and 0 = 0"),
    ("or", Level::Or, "the same as `||`", "1 or 0 = 1"),
];

/// Words that are operators: never names of values or functions of the host.
pub(crate) static WORDS: &[&str] = &["and", "or", "not"];

/// The row of an infix operator that a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InfixId(pub u8);

impl InfixId {
    pub(crate) fn row(self) -> &'static OperatorRow {
        INFIX.get(self.0 as usize).unwrap_or(&INFIX[0])
    }

    /// The operator that a word stands for, `and` and `or`.
    pub(crate) fn of_word(word: &str) -> Option<InfixId> {
        match word {
            "and" => Some(AND),
            "or" => Some(OR),
            _ => None,
        }
    }
}

/// `&&`.
pub(crate) const AND: InfixId = position("&&");
/// `||`.
pub(crate) const OR: InfixId = position("||");

const fn position(spelling: &str) -> InfixId {
    let mut i = 0;
    while i < INFIX.len() {
        if same(INFIX[i].spelling.as_bytes(), spelling.as_bytes()) {
            return InfixId(i as u8);
        }
        i += 1;
    }
    panic!("no such operator")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// The infix operator that is spelled with this byte alone.
pub(crate) const fn infix_of_byte(byte: u8) -> Option<InfixId> {
    let mut i = 0;
    while i < INFIX.len() {
        if same(INFIX[i].spelling.as_bytes(), &[byte]) {
            return Some(InfixId(i as u8));
        }
        i += 1;
    }
    None
}

/// The left associative operator between two values that is spelled with this byte alone, and its level.
pub(crate) const fn plain_of_byte(byte: u8) -> Option<(BinaryOperator, Level)> {
    let Some(id) = infix_of_byte(byte) else { return None };
    match INFIX[id.0 as usize] {
        OperatorRow { level: Level::Power, .. } => None,
        OperatorRow { level, infix: Infix::Binary(operator), .. } => Some((operator, level)),
        _ => None,
    }
}

/// The longest infix operator at the start of `text`.
pub(crate) fn infix_at(text: &[u8]) -> Option<(InfixId, usize)> {
    if cfg!(target_os = "none") {
        // All of them, where flash is short.
        let spelled = |row: &OperatorRow| text.starts_with(row.spelling.as_bytes());
        let (found, row) = INFIX.iter().enumerate().find(|(_, row)| spelled(row))?;
        return Some((InfixId(found as u8), row.spelling.length.into()));
    }
    let mut rows = *CANDIDATES.get(*text.first()? as usize)?;
    while rows != 0 {
        let found = rows.trailing_zeros();
        let spelling = INFIX.get(found as usize)?.spelling.as_bytes();
        let spelled =
            spelling.len() <= text.len() && spelling.iter().zip(text).all(|(a, b)| a == b);
        if spelled {
            return Some((InfixId(found as u8), spelling.len()));
        }
        rows &= rows - 1;
    }
    None
}

/// By first byte: the rows of the operators that begin with it, one bit each.
static CANDIDATES: [u32; 128] = {
    assert!(INFIX.len() <= u32::BITS as usize);
    let mut rows = [0; 128];
    let mut i = 0;
    while i < INFIX.len() {
        rows[INFIX[i].spelling.as_bytes()[0] as usize] |= 1 << i;
        i += 1;
    }
    rows
};
