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

/// One row: spelling, level, meaning.
pub(crate) struct OperatorRow {
    pub spelling: &'static str,
    pub level: Level,
    pub infix: Infix,
    /// One line for people who type expressions; not in a shipped library.
    #[cfg(test)]
    pub meaning: &'static str,
}

const fn infix_row(
    spelling: &'static str,
    level: Level,
    infix: Infix,
    _meaning: &'static str,
) -> OperatorRow {
    OperatorRow {
        spelling,
        level,
        infix,
        #[cfg(test)]
        meaning: _meaning,
    }
}

const fn row(
    spelling: &'static str,
    level: Level,
    operator: BinaryOperator,
    meaning: &'static str,
) -> OperatorRow {
    infix_row(spelling, level, Infix::Binary(operator), meaning)
}

/// Every operator between two operands that is spelled with signs. Longer spellings stand before
/// their own beginnings, so that the first match is the longest.
pub(crate) static INFIX: &[OperatorRow] = &[
    row("<<<", Level::Shift, BinaryOperator::RotateLeft, "rotate left, 64 bits"),
    row(">>>", Level::Shift, BinaryOperator::RotateRight, "rotate right, 64 bits"),
    row("<<", Level::Shift, BinaryOperator::ShiftLeft, "shift left"),
    row(">>", Level::Shift, BinaryOperator::ShiftRight, "shift right, copying the sign"),
    row("<=", Level::Comparison, BinaryOperator::LessOrEqual, "less or equal"),
    row(">=", Level::Comparison, BinaryOperator::GreaterOrEqual, "greater or equal"),
    row("<>", Level::Comparison, BinaryOperator::NotEqual, "not equal"),
    row("==", Level::Comparison, BinaryOperator::Equal, "equal"),
    row("!=", Level::Comparison, BinaryOperator::NotEqual, "not equal"),
    row("<", Level::Comparison, BinaryOperator::Less, "less"),
    row(">", Level::Comparison, BinaryOperator::Greater, "greater"),
    infix_row(
        "&&",
        Level::And,
        Infix::And,
        "logical and; the right side is skipped when the left one is false",
    ),
    infix_row(
        "||",
        Level::Or,
        Infix::Or,
        "logical or; the right side is skipped when the left one is true",
    ),
    row("&", Level::BitAnd, BinaryOperator::BitAnd, "bitwise and"),
    row("|", Level::BitOr, BinaryOperator::BitOr, "bitwise or"),
    row("**", Level::Power, BinaryOperator::Power, "power"),
    row("*", Level::Product, BinaryOperator::Multiply, "product"),
    row("/", Level::Product, BinaryOperator::Divide, "quotient"),
    row("%", Level::Product, BinaryOperator::Remainder, "remainder with the dividend's sign"),
    row("+", Level::Sum, BinaryOperator::Add, "sum"),
    row("-", Level::Sum, BinaryOperator::Subtract, "difference"),
    row("^", Level::Power, BinaryOperator::Power, "power"),
];

/// The operators that stand before their operand, for the documentation.
#[cfg(test)]
pub(crate) static PREFIX: &[(&str, PrefixOperator, &str)] = &[
    ("-", PrefixOperator::Negate, "negation"),
    ("+", PrefixOperator::Plus, "no change"),
    ("!", PrefixOperator::Not, "logical not"),
    ("not", PrefixOperator::Not, "logical not"),
    ("~", PrefixOperator::BitNot, "bitwise not: -x-1"),
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

/// The longest infix operator at the start of `text`.
pub(crate) fn infix_at(text: &[u8]) -> Option<(InfixId, usize)> {
    let found = INFIX.iter().position(|row| text.starts_with(row.spelling.as_bytes()))?;
    Some((InfixId(found as u8), INFIX[found].spelling.len()))
}
