//! What the names of a batch mean: parsing, resolving and the batch itself look at it.

use super::NameId;

/// What a name of a batch means as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueMeaning {
    None,
    Parameter(u32),
    Expression(u32),
    /// A visible local, by its definition's number in the tree.
    Local(u32),
}

impl ValueMeaning {
    /// Number of the parameter, where it is one.
    #[inline]
    pub(crate) fn parameter(self) -> Option<u32> {
        match self {
            ValueMeaning::Parameter(index) => Some(index),
            _ => None,
        }
    }
}

/// What a name of a batch means.
#[derive(Clone, Copy)]
pub(crate) struct BatchName {
    pub value: ValueMeaning,
    /// Number of the array that is bound to it, plus 1; 0: none.
    array: u32,
    /// The name of the parameter that has this name's number: there are no fewer names.
    pub parameter: NameId,
}

impl BatchName {
    pub(crate) const NOTHING: BatchName =
        BatchName { value: ValueMeaning::None, array: 0, parameter: NameId(0) };

    /// Number of the array that is bound to the name.
    pub(crate) fn array(&self) -> Option<u32> {
        self.array.checked_sub(1)
    }

    /// Binds the array with this number, of which there are fewer than `u32::MAX`.
    pub(crate) fn bind_array(&mut self, number: u32) {
        self.array = number + 1;
    }
}
