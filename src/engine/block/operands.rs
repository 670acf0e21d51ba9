//! What sums and products over columns read. Loads are what bounds them, little more than one vector
//! a cycle, so a constant is loaded once for a block and not as a column, and so is, vector by vector,
//! what an equation reads twice.

use super::Code;
use crate::real::Real;

/// An operand: a column, or the same number in every row.
pub(super) trait Operand: Copy {
    /// The vector of this number.
    ///
    /// # Safety
    /// The column has so many.
    unsafe fn vector<const LANES: usize>(self, number: usize) -> [Real; LANES];
}

impl Operand for *const Real {
    #[inline(always)]
    unsafe fn vector<const LANES: usize>(self, number: usize) -> [Real; LANES] {
        // SAFETY: the caller's word.
        unsafe { self.add(number * LANES).cast::<[Real; LANES]>().read_unaligned() }
    }
}

impl Operand for Real {
    #[inline(always)]
    unsafe fn vector<const LANES: usize>(self, _number: usize) -> [Real; LANES] {
        [self; LANES]
    }
}

impl Code {
    /// Whether a slot is a constant.
    #[inline(always)]
    pub(super) fn is_constant(&self, slot: u32) -> bool {
        slot.wrapping_sub(self.first_constant) < self.constants
    }
}

/// Whether an equation has only sums and products. A quotient takes longer than what it loads.
pub(super) const fn is_sum_or_product(equation: &str) -> bool {
    let equation = equation.as_bytes();
    let mut i = 0;
    while i < equation.len() {
        if !matches!(
            equation[i],
            b'a' | b'b' | b'c' | b'd' | b' ' | b'+' | b'-' | b'*' | b'(' | b')'
        ) {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_sum_or_product;

    #[test]
    fn equations_of_sums_and_products() {
        assert!(is_sum_or_product("(a * b) + (c * d)") && is_sum_or_product("acc - (a + b)"));
        assert!(!is_sum_or_product("a / b") && !is_sum_or_product("abs(a)"));
        assert!(!is_sum_or_product("c ? a : b") && !is_sum_or_product("acc && a < b"));
    }
}
