//! The numbers that factors of matrices are made of.

use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

use num_complex::Complex64;

/// A real number, or a complex one where a method needs that.
pub(crate) trait Entry:
    Copy
    + From<f64>
    + PartialEq
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + SubAssign
    + Mul<Output = Self>
{
    /// How large it is, for the choice of pivots.
    fn size(self) -> f64;

    /// The inverse; `None` unless both are finite.
    fn reciprocal(self) -> Option<Self>;
}

impl Entry for f64 {
    #[inline(always)]
    fn size(self) -> f64 {
        self.abs()
    }

    #[inline(always)]
    fn reciprocal(self) -> Option<f64> {
        let reciprocal = self.recip();
        (self.is_finite() && reciprocal.is_finite()).then_some(reciprocal)
    }
}

impl Entry for Complex64 {
    #[inline(always)]
    fn size(self) -> f64 {
        self.l1_norm()
    }

    #[inline(always)]
    fn reciprocal(self) -> Option<Complex64> {
        let reciprocal = self.inv();
        (self.is_finite() && reciprocal.is_finite()).then_some(reciprocal)
    }
}
