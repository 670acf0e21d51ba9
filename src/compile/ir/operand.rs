//! What operations work on: values of others, slots, constants.

/// Where the value of an operand is found: a [`Place`] in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Operand(pub(super) u32);

/// What an [`Operand`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Place {
    /// Of the operation with this number.
    Value(u32),
    /// In a slot that is filled before the code runs, or a result's.
    Slot(u32),
    /// Number of a constant.
    Constant(u32),
}

/// Numbers of values, slots and constants are below this.
pub(in super::super) const MOST: u32 = 1 << 30;

impl Operand {
    /// Stands where there is no operand.
    pub(in super::super) const NONE: Operand = Operand::slot(0);

    /// Like none that there is.
    pub(in super::super) const NOWHERE: Operand = Operand(u32::MAX);

    pub(in super::super) const fn slot(number: u32) -> Operand {
        Operand(number)
    }

    pub(in super::super) const fn constant(number: u32) -> Operand {
        Operand(number | MOST)
    }

    pub(in super::super) const fn of(number: u32) -> Operand {
        Operand(number | MOST << 1)
    }

    pub(in super::super) const fn place(self) -> Place {
        let number = self.number();
        match self.0 / MOST {
            0 => Place::Slot(number),
            1 => Place::Constant(number),
            _ => Place::Value(number),
        }
    }

    /// The number of the value, slot or constant.
    #[inline]
    pub(in super::super) const fn number(self) -> u32 {
        self.0 & (MOST - 1)
    }

    #[inline]
    pub(in super::super) fn is_slot(self) -> bool {
        self.0 < MOST
    }

    /// The value's number.
    #[inline]
    pub(in super::super) fn value(self) -> Option<u32> {
        (self.0 >= MOST << 1).then_some(self.0 & (MOST - 1))
    }

    #[inline]
    pub(in super::super) fn is_constant(self) -> bool {
        self.0 / MOST == 1
    }

    /// Whether one of these is a constant.
    #[inline]
    pub(in super::super) fn any_constant(a: Operand, b: Operand, c: Operand) -> bool {
        (a.0 | b.0 | c.0) & MOST != 0
    }

    /// For hashing.
    pub(in super::super) fn key(self) -> u32 {
        self.0
    }
}
