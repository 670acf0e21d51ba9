//! The tree of an expression, laid out in one array in the order of evaluation: an operator stands
//! behind its operands, and what encloses operands (a call, an index, a definition, a lazy
//! operator) has a node before, between and behind them. So every pass over the tree is one loop
//! forward with a stack of operands, and nothing recurses.
//!
//! | text | nodes |
//! |---|---|
//! | `a + b` | `a b Binary` |
//! | `f(a, b)` | `Call a b EndCall` |
//! | `t[i]` | `Index i EndIndex` |
//! | `x := a` | `Define a EndDefine` |
//! | `a && b` | `a And b EndAnd` |
//! | `c ? a : b`, `if(c, a, b)` | `c Then a Else b EndIf` |

use crate::error::Span;
use crate::language::operators::{BinaryOperator, PrefixOperator};
use crate::real::Real;

/// A number of a node within its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub u32);

/// Which function of the language with an order of evaluation of its own a call names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lazy {
    If,
    Ifs,
    And,
    Or,
}

impl Lazy {
    /// The lazy function of this name.
    pub(crate) fn of_name(name: &str) -> Option<Lazy> {
        match name {
            "if" => Some(Lazy::If),
            "ifs" => Some(Lazy::Ifs),
            "and" => Some(Lazy::And),
            "or" => Some(Lazy::Or),
            _ => None,
        }
    }
}

/// One node. The variants of the second half take the place of names when they are resolved, parameters
/// that are known and calls of built-in functions when they are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    Number(Real),
    /// A value by name.
    Name(Span),
    Prefix {
        operator: PrefixOperator,
        span: Span,
    },
    Binary {
        operator: BinaryOperator,
        span: Span,
    },
    /// 1 if the operand is true, 0 if not.
    Truth,
    /// `,`: the operand before the last is dropped.
    Comma(Span),
    /// `;`, the same.
    Semicolon,
    And,
    EndAnd,
    Or,
    EndOr,
    Then,
    Else,
    EndIf,
    /// Definitions between these two are not seen outside.
    Scope,
    EndScope,
    /// A call of a lazy function follows, its parts as `&&`, `||` and `?:` have them.
    LazyCall {
        span: Span,
        lazy: Lazy,
        arguments: u32,
    },
    Call {
        span: Span,
        arguments: u32,
        /// Of the table of built-in functions, or [`NO_ROW`].
        row: u16,
    },
    /// The number of arguments and the row once more, for those that need not look back.
    EndCall {
        call: NodeId,
        arguments: u32,
        row: u16,
    },
    Index(Span),
    EndIndex(NodeId),
    Define(Span),
    EndDefine(NodeId),

    /// Parameter of the batch.
    Parameter(u32),
    /// Named expression of the batch, and where its name stands.
    Expression {
        index: u32,
        span: Span,
    },
    /// Parameter of the function whose body this is.
    Argument(u32),
    Local(u32),
    EndDefineLocal(u32),
    /// A call of a function of the host: its number in the context, and the node of the call.
    Native {
        function: u32,
        call: NodeId,
    },
    /// A call of an expression function, likewise.
    Function {
        function: u32,
        call: NodeId,
    },
    /// An operator that a function of the host replaces, and its number of operands.
    NativeOperator {
        function: u32,
        operands: u8,
    },
    /// An operator that an expression function replaces, and where it stands.
    FunctionOperator {
        function: u32,
        operands: u8,
        span: Span,
    },
    /// An element of an array: number among the arrays of the program, and the node of the index.
    Element {
        array: u32,
        index: NodeId,
    },
}

const _: () = assert!(size_of::<Node>() == 16);

/// The row of a function that is not built in.
pub(crate) const NO_ROW: u16 = u16::MAX;
