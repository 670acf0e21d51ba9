//! Do the peers compute the same? Each result of each row is compared with the C function's.

/// The largest relative difference that counts as agreement.
pub const TOLERANCE: f64 = 1e-12;

/// The largest relative difference between two sets of results; NaN on either side is infinity.
pub fn largest_difference(results: &[f64], reference: &[f64]) -> f64 {
    assert_eq!(results.len(), reference.len());
    let pairs = results.iter().zip(reference);
    pairs.map(|(&a, &b)| difference(a, b)).fold(0.0, f64::max)
}

fn difference(a: f64, b: f64) -> f64 {
    let relative = if a == b { 0.0 } else { (a - b).abs() / b.abs() };
    if relative.is_nan() {
        f64::INFINITY
    } else {
        relative
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_relative_difference_counts() {
        assert_eq!(largest_difference(&[1.0, 3.0], &[1.0, 2.0]), 0.5);
        assert_eq!(
            largest_difference(&[0.0, f64::INFINITY], &[0.0, f64::INFINITY]),
            0.0
        );
    }

    #[test]
    fn nan_never_agrees() {
        assert_eq!(largest_difference(&[f64::NAN], &[1.0]), f64::INFINITY);
        assert_eq!(largest_difference(&[f64::NAN], &[f64::NAN]), f64::INFINITY);
    }
}
