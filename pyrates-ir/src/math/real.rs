//! What elementary functions ask of a number, so that one algorithm serves one number and several in lanes.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

/// Adding and subtracting this rounds a number below 2^51 to the nearest whole one, halves to the even one; after adding
/// it, the last bits of the representation are those of the whole number.
pub const TO_WHOLE: f64 = 6_755_399_441_055_744.0;

/// A number of IEEE 754's binary64, or several in lanes.
///
/// An algorithm written for it gives the same bits for one number and in lanes, if each operation is rounded on its own:
/// implementations must not fuse multiplications with additions. Functions are marked `#[inline(always)]` throughout, since
/// lanes need to know the instruction set where they are used.
#[expect(missing_docs, reason = "operations are named after what they compute")]
pub trait Real:
    Copy
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// The result of a comparison.
    type Mask: Copy + BitAnd<Output = Self::Mask> + BitOr<Output = Self::Mask> + Not<Output = Self::Mask>;

    /// The constant `value`, in the form of `self`.
    fn constant(self, value: f64) -> Self;
    fn abs(self) -> Self;
    fn sqrt(self) -> Self;
    /// The number with the sign of `other`.
    fn copysign(self, other: Self) -> Self;

    fn is_below(self, other: Self) -> Self::Mask;
    fn is_equal(self, other: Self) -> Self::Mask;
    /// Whether a condition holds in all lanes.
    fn all(mask: Self::Mask) -> bool;
    /// `a` where the mask is true, else `b`.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// The same for values that are not computed if they are needed in no lane.
    fn choose(mask: Self::Mask, a: impl FnOnce() -> Self, b: impl FnOnce() -> Self) -> Self;
    /// `f` of the number where the mask is true, else `other`.
    fn each(self, mask: Self::Mask, f: impl Fn(f64) -> f64, other: Self) -> Self;

    /// The number with the last 32 bits of its representation zero: 21 bits of the significand.
    fn leading(self) -> Self;
    /// 2 to the power of this whole number, which lies from -1022 to 1023.
    fn power_of_two(self) -> Self;
    /// Whether a bit of this whole number is set; its size is below 2^51, and negative numbers have two's complement.
    fn has_bit(self, bit: u32) -> Self::Mask;
    /// For a positive normal number `m 2^k` with `m` from sqrt(1/2) to sqrt(2), the pair `(m, k)`.
    fn split(self) -> (Self, Self);

    #[inline(always)]
    fn below(self, bound: f64) -> Self::Mask {
        self.is_below(self.constant(bound))
    }

    #[inline(always)]
    fn above(self, bound: f64) -> Self::Mask {
        self.constant(bound).is_below(self)
    }

    #[inline(always)]
    fn equals(self, value: f64) -> Self::Mask {
        self.is_equal(self.constant(value))
    }

    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        !self.is_equal(self)
    }

    /// The nearest whole number, for numbers below 2^51; NaN stays NaN.
    #[inline(always)]
    fn nearest(self) -> Self {
        (self + TO_WHOLE) - TO_WHOLE
    }

    /// At most `bound`; NaN stays NaN.
    #[inline(always)]
    fn at_most(self, bound: f64) -> Self {
        Self::select(self.above(bound), self.constant(bound), self)
    }

    /// At least `bound`; NaN stays NaN.
    #[inline(always)]
    fn at_least(self, bound: f64) -> Self {
        Self::select(self.below(bound), self.constant(bound), self)
    }
}

impl Real for f64 {
    type Mask = bool;

    #[inline(always)]
    fn constant(self, value: f64) -> f64 {
        value
    }
    #[inline(always)]
    fn abs(self) -> f64 {
        f64::abs(self)
    }
    #[inline(always)]
    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn copysign(self, other: f64) -> f64 {
        f64::copysign(self, other)
    }
    #[inline(always)]
    fn is_below(self, other: f64) -> bool {
        self < other
    }
    #[inline(always)]
    fn is_equal(self, other: f64) -> bool {
        self == other
    }
    #[inline(always)]
    fn all(mask: bool) -> bool {
        mask
    }
    #[inline(always)]
    fn select(mask: bool, a: f64, b: f64) -> f64 {
        if mask { a } else { b }
    }
    #[inline(always)]
    fn choose(mask: bool, a: impl FnOnce() -> f64, b: impl FnOnce() -> f64) -> f64 {
        if mask { a() } else { b() }
    }
    #[inline(always)]
    fn each(self, mask: bool, f: impl Fn(f64) -> f64, other: f64) -> f64 {
        if mask { f(self) } else { other }
    }
    #[inline(always)]
    fn leading(self) -> f64 {
        f64::from_bits(self.to_bits() & LEADING)
    }
    #[inline(always)]
    fn power_of_two(self) -> f64 {
        f64::from_bits((self + (TO_WHOLE + EXPONENT_OF_ONE)).to_bits() << SIGNIFICAND)
    }
    #[inline(always)]
    fn has_bit(self, bit: u32) -> bool {
        (self + TO_WHOLE).to_bits() >> bit & 1 == 1
    }
    #[inline(always)]
    fn split(self) -> (f64, f64) {
        let bits = self.to_bits().wrapping_add(TO_SPLIT);
        let k = f64::from_bits(bits >> SIGNIFICAND | TWO_TO_52) - (4_503_599_627_370_496.0 + EXPONENT_OF_ONE);
        (f64::from_bits((bits & SIGNIFICAND_MASK) + ROOT_OF_HALF), k)
    }
}

/// The bits that [`Real::leading`] keeps.
pub const LEADING: u64 = 0xffff_ffff_0000_0000;
/// The number of bits behind the exponent.
pub const SIGNIFICAND: u32 = 52;
/// The bits behind the exponent.
pub const SIGNIFICAND_MASK: u64 = (1 << SIGNIFICAND) - 1;
/// The exponent of one as it is stored.
pub const EXPONENT_OF_ONE: f64 = 1023.0;
/// The representation of 2^52.
pub const TWO_TO_52: u64 = 0x4330_0000_0000_0000;
/// The representation of a number near sqrt(1/2), where [`Real::split`] changes the exponent.
pub const ROOT_OF_HALF: u64 = 0x3fe6_a09e_0000_0000;
/// What is added to a representation so that the exponent changes there.
pub const TO_SPLIT: u64 = 0x3ff0_0000_0000_0000 - ROOT_OF_HALF;

/// A polynomial by Horner's rule, lowest power first.
#[inline(always)]
pub(super) fn polynomial<R: Real, const N: usize>(x: R, coefficients: &[f64; N]) -> R {
    let mut sum = x.constant(coefficients[N - 1]);
    for k in (0..N - 1).rev() {
        sum = sum * x + coefficients[k];
    }
    sum
}

/// The sum of two numbers, rounded, and the error of that, if the first is zero or larger in size than the second.
#[inline(always)]
pub(super) fn fast_two_sum<R: Real>(a: R, b: R) -> (R, R) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// The product of two numbers, rounded, and the error of that, by Dekker's splitting.
#[inline(always)]
pub(super) fn two_product<R: Real>(a: R, b: R) -> (R, R) {
    let (product, a1, b1) = (a * b, halve(a), halve(b));
    let (a2, b2) = (a - a1, b - b1);
    (product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

/// The number rounded to 26 bits.
#[inline(always)]
fn halve<R: Real>(a: R) -> R {
    let scaled = a * 134_217_729.0;
    scaled - (scaled - a)
}
