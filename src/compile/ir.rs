//! The operations of a batch on values, in the order of evaluation: what lowering produces and
//! emission reads. An operation's number is the number of its value.

mod lowered;
mod operand;

use crate::program::Opcode;
use crate::real::Real;

pub(super) use lowered::{Lowered, list_at};
pub(super) use operand::{MOST, Operand, Place};

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Nothing any more.
    Nothing,
    /// A data operation in its form with slots, of as many operands as its equation reads.
    Data(Opcode),
    /// `a` decides whether the operations up to `EndAnd` are executed; that one's `a` is the right
    /// operand and its value that of the whole.
    And,
    EndAnd,
    Or,
    EndOr,
    /// `a` chooses between the operations up to `Else` and those up to `EndIf`; these two have the
    /// chosen values as their `a`.
    If,
    Else,
    EndIf,
    /// Expression `number` begins; executed only where it can fail.
    Begin,
    /// Fails as expression `number` failed.
    Check,
    /// Element `a` of array `number`.
    Element,
    /// Function `number` of the host, of the arguments that stand in a list.
    Native,
    /// Function `number` of the program, likewise.
    Call,
    /// `a` becomes the result of expression `number`.
    Result,
    /// `a` becomes the value of the function.
    Return,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub action: Action,
    /// Number of the function of a [`Opcode::Call1`] and its kind.
    pub k: u16,
    /// Operands that are this value: none, one, two, or more.
    pub uses: u16,
    /// Nobody may rely on its having been executed.
    pub forgotten: bool,
    pub a: Operand,
    pub b: Operand,
    pub c: Operand,
    pub value: Value,
}

const _: () = assert!(size_of::<Operation>() == 32);

/// What emission needs to know about an operation and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    /// The last operation that uses it.
    pub last: u32,
    /// Its slot, or [`NOWHERE`].
    pub home: u32,
    /// The operation that is executed next; behind the last one there is none of that number.
    pub next: u32,
}

/// Whether uses are counted when operations are appended: longer in code. Else they are before code is emitted, as
/// they are then where some operation is not used after all.
pub(super) const COUNTED: bool = !cfg!(target_os = "none");

/// No slot, no operation: all of them have lower numbers.
pub(super) const NOWHERE: u32 = u32::MAX;

impl Value {
    const UNKNOWN: Value = Value { last: 0, home: NOWHERE, next: NOWHERE };
}

impl Operation {
    #[inline]
    pub(super) const fn new(action: Action) -> Operation {
        let none = Operand::NONE;
        Operation {
            action,
            k: 0,
            uses: 0,
            forgotten: false,
            a: none,
            b: none,
            c: none,
            value: Value::UNKNOWN,
        }
    }

    #[inline]
    pub(super) fn with(action: Action, a: Operand) -> Operation {
        Operation { a, ..Operation::new(action) }
    }

    /// Whether an operand, of those that are in no list, is a value.
    #[inline]
    pub(super) fn uses_values(&self) -> bool {
        (self.a.0 | self.b.0 | self.c.0) >= MOST << 1
    }

    /// Whether no operand, of those that are in no list, is a value or a constant.
    #[inline]
    fn uses_slots_only(&self) -> bool {
        (self.a.0 | self.b.0 | self.c.0) < MOST
    }

    /// An operation that is not on data: its number, and the site where it can fail.
    pub(super) fn numbered(action: Action, number: u32, site: u32) -> Operation {
        Operation { b: Operand(number), c: Operand(site), ..Operation::new(action) }
    }

    /// A call whose arguments are the list that begins at `list`.
    pub(super) fn call(action: Action, number: u32, list: u32, site: u32) -> Operation {
        Operation { a: Operand(list), ..Operation::numbered(action, number, site) }
    }

    /// See [`Action`].
    pub(super) fn number(&self) -> u32 {
        self.b.0
    }

    /// Number of the source place where the operation can fail.
    pub(super) fn site(&self) -> u32 {
        self.c.0
    }

    /// Where the list of a call's arguments begins.
    pub(super) fn list(&self) -> Option<u32> {
        matches!(self.action, Action::Native | Action::Call).then_some(self.a.0)
    }

    /// Whether an operation may be left out when nobody uses its value.
    pub(super) fn is_removable(&self) -> bool {
        matches!(self.action, Action::Nothing | Action::Data(_))
    }

    /// Whether others can use it.
    #[inline]
    fn has_value(&self) -> bool {
        use Action::{Call, Data, Element, EndAnd, EndIf, EndOr, Native};
        matches!(self.action, Data(_) | EndAnd | EndOr | EndIf | Element | Native | Call)
    }

    /// Whether the value is 1 or 0.
    pub(super) fn is_boolean(&self) -> bool {
        use Opcode::{And, Equal, Less, LessEq, Not, NotEqual, Or, Truth};
        match self.action {
            Action::Data(opcode) => {
                matches!(opcode, And | Or | Not | Truth | Less | LessEq | Equal | NotEqual)
            }
            Action::EndAnd | Action::EndOr => true,
            _ => false,
        }
    }
}

/// A number that operations use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constant {
    pub number: Real,
    /// Its slot, or [`NOWHERE`] where no operation that is executed uses it.
    pub slot: u32,
}
