//! What would have been right, by number: the words are linked by a program that asks for messages.

/// What to do about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    MinusSign,
    Product,
    Quotient,
    PlainBlank,
    NoTexts,
    RoundBrackets,
    DotInside,
    CommentOpen,
    NumberForm,
    WriteProduct,
    AssignOrDefine,
    WriteSomething,
    OperandAtEnd,
    OperandDue,
    OperatorDue,
    LeftOperand,
    DefineInBrackets,
    DefineName,
    NoQuestion,
    ColonDue,
    OwnBrackets,
    NothingOpen,
    IndexOpen,
    BracketOpen,
    ColonMissing,
    NeverClosed,
    OperatorFunction,
    ParameterNames,
    Pairs,
    DefinedOnce,
}

impl Hint {
    /// What to write instead of a character that is not part of the language.
    pub(super) fn of_character(character: char) -> Option<Hint> {
        Some(match character {
            '\u{2212}' | '\u{2010}'..='\u{2015}' => Hint::MinusSign,
            '\u{d7}' | '\u{b7}' | '\u{22c5}' => Hint::Product,
            '\u{f7}' => Hint::Quotient,
            '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' | '\u{feff}' => Hint::PlainBlank,
            '\'' | '"' => Hint::NoTexts,
            '{' | '}' => Hint::RoundBrackets,
            '.' => Hint::DotInside,
            _ => return None,
        })
    }

    /// A sentence of it.
    pub(super) fn text(self) -> &'static str {
        match self {
            Hint::MinusSign => "the minus sign is '-'",
            Hint::Product => "the product is '*'",
            Hint::Quotient => "the quotient is '/'",
            Hint::PlainBlank => "use a plain blank",
            Hint::NoTexts => "there are no texts, only numbers",
            Hint::RoundBrackets => "use '(' and ')'",
            Hint::DotInside => "a dot belongs inside a number or a name",
            Hint::CommentOpen => "this comment is never closed with */",
            Hint::NumberForm => "digits, one dot, an exponent, or 0x 0b 0o and digits",
            Hint::WriteProduct => "write a product with '*'",
            Hint::AssignOrDefine => "'==' compares, ':=' defines",
            Hint::WriteSomething => "write a number, a name or a formula",
            Hint::OperandAtEnd => "a number, a name or '(' is due at the end",
            Hint::OperandDue => "a number, a name or '(' is due here",
            Hint::OperatorDue => "an operator is missing before it",
            Hint::LeftOperand => "it needs a left operand",
            Hint::DefineInBrackets => "a definition here needs brackets around it",
            Hint::DefineName => "only a name can be defined",
            Hint::NoQuestion => "there is no '?' before it",
            Hint::ColonDue => "':' is due, or brackets around the branch",
            Hint::OwnBrackets => "it needs brackets of its own here",
            Hint::NothingOpen => "no bracket is open here",
            Hint::IndexOpen => "the innermost open bracket is '['",
            Hint::BracketOpen => "the innermost open bracket is '('",
            Hint::ColonMissing => "the ':' of a '?' is missing",
            Hint::NeverClosed => "it is never closed",
            Hint::OperatorFunction => {
                "an operator's function takes its operands; min is at most max"
            }
            Hint::ParameterNames => "names between commas are due",
            Hint::Pairs => "conditions and values in pairs are due",
            Hint::DefinedOnce => "a local is defined once; choose another name",
        }
    }
}
