//! One way to evaluate the polynomials that are too long to be written out, or wanted rarely.

/// The polynomial with these coefficients, the lowest first: four of them side by side in x^4, so that little waits for
/// the step before. On microcontrollers it is a function, so that each polynomial costs no more than its coefficients.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline(always))]
pub(super) fn polynomial(coefficients: &[[f64; 4]], x: f64) -> f64 {
    let x2 = x * x;
    let x4 = x2 * x2;
    let Some((last, others)) = coefficients.split_last() else {
        return 0.0;
    };
    let mut sums = *last;
    for row in others.iter().rev() {
        let ([a, b, c, d], [p, q, r, s]) = (sums, *row);
        sums = [a * x4 + p, b * x4 + q, c * x4 + r, d * x4 + s];
    }
    let [a, b, c, d] = sums;
    (a + b * x) + x2 * (c + d * x)
}
