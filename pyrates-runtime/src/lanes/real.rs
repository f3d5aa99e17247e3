//! Lanes as the numbers that elementary functions are written for.

use fearless_simd::prelude::*;
use fearless_simd::{Bytes, f64x8, u64x8};
use pyrates_ir::math::Real;
use pyrates_ir::math::real::{
    EXPONENT_OF_ONE, LEADING, ROOT_OF_HALF, SIGNIFICAND, SIGNIFICAND_MASK, TO_SPLIT, TO_WHOLE, TWO_TO_52,
};

use super::{LaneMask, Lanes};

impl<S: Simd> Lanes<S> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bits(self) -> u64x8<S> {
        self.0.bitcast()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn from_bits(bits: u64x8<S>) -> Lanes<S> {
        Lanes(bits.bitcast::<f64x8<S>>())
    }
}

impl<S: Simd> Real for Lanes<S> {
    type Mask = LaneMask<S>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn constant(self, value: f64) -> Self {
        Lanes::all(self.simd(), value)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn abs(self) -> Self {
        Lanes(self.0.abs())
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sqrt(self) -> Self {
        Lanes(self.0.sqrt())
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn copysign(self, other: Self) -> Self {
        Lanes(self.0.copysign(other.0))
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn is_below(self, other: Self) -> LaneMask<S> {
        LaneMask(self.0.simd_lt(other.0))
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn is_equal(self, other: Self) -> LaneMask<S> {
        LaneMask(self.0.simd_eq(other.0))
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn all(mask: LaneMask<S>) -> bool {
        mask.all()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn select(mask: LaneMask<S>, a: Self, b: Self) -> Self {
        mask.select(a, b)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn choose(mask: LaneMask<S>, a: impl FnOnce() -> Self, b: impl FnOnce() -> Self) -> Self {
        if mask.all() {
            a()
        } else if !mask.any() {
            b()
        } else {
            mask.select(a(), b())
        }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn each(self, mask: LaneMask<S>, f: impl Fn(f64) -> f64, other: Self) -> Self {
        let value = |lane| if mask.lane(lane) { f(self.lane(lane)) } else { other.lane(lane) };
        Lanes::from_fn(self.simd(), value)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn leading(self) -> Self {
        Self::from_bits(self.bits() & LEADING)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn power_of_two(self) -> Self {
        Self::from_bits((self + (TO_WHOLE + EXPONENT_OF_ONE)).bits() << SIGNIFICAND)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has_bit(self, bit: u32) -> LaneMask<S> {
        let bits = (self + TO_WHOLE).bits() & (1 << bit);
        LaneMask(bits.simd_eq(u64x8::splat(self.simd(), 1 << bit)))
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn split(self) -> (Self, Self) {
        let bits = self.bits() + TO_SPLIT;
        let k =
            Self::from_bits((bits >> SIGNIFICAND) | TWO_TO_52) - (4_503_599_627_370_496.0 + EXPONENT_OF_ONE);
        (Self::from_bits((bits & SIGNIFICAND_MASK) + ROOT_OF_HALF), k)
    }
}
