//! Sixteen numbers of 32 bits.

use fearless_simd::f32x16;
use fearless_simd::prelude::*;
use pyrates_ir::math::MAX_POWI;

use super::vector::vector;
use super::{Lanes, SingleMask};
use crate::scalar::Scalar;

/// The number of lanes of [`SingleLanes`].
pub const SINGLE_WIDTH: usize = 16;

vector! {
    /// Sixteen numbers of 32 bits, which operations treat alike, with the same bits as `f32` in every lane; see
    /// [the module](super). `S` is the instruction set.
    SingleLanes(f32x16) of [f32; SINGLE_WIDTH]
}

impl<S: Simd> SingleLanes<S> {
    /// The same numbers with 64 bits: the first eight, and the others.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn widen(self) -> (Lanes<S>, Lanes<S>) {
        let (low, high) = self.simd().widen_f32x16(self.0);
        (Lanes(low), Lanes(high))
    }

    /// Numbers rounded to 32 bits, to the nearest ones.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn narrow(low: Lanes<S>, high: Lanes<S>) -> SingleLanes<S> {
        SingleLanes(low.simd().narrow_f64x8(low.0, high.0))
    }

    /// These numbers to powers, where whole ones are products; see [`pow`](pyrates_ir::math::pow).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn power(self, exponent: SingleLanes<S>) -> SingleLanes<S> {
        let is_whole = exponent.floor().eq(exponent) & exponent.abs().le(self.splat(f64::from(MAX_POWI)));
        if !is_whole.any() {
            return self.power_by_logarithms(exponent);
        }
        let product = self.whole_power(is_whole.select(exponent, self.splat(0.0)));
        if is_whole.all() { product } else { is_whole.select(product, self.power_by_logarithms(exponent)) }
    }

    /// A whole power by repeated squaring, in the order of [`Scalar::powi`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn whole_power(self, n: SingleLanes<S>) -> SingleLanes<S> {
        let (zero, one) = (self.splat(0.0), self.splat(1.0));
        let (mut base, mut result, mut k) = (self, one, n.abs());
        loop {
            let half = (k * 0.5).floor();
            let is_odd: SingleMask<S> = (half * 2.0).ne(k);
            result = is_odd.select(result * base, result);
            k = half;
            if k.eq(zero).all() {
                break;
            }
            base = base * base;
        }
        n.lt(zero).select(one / result, result)
    }
}
