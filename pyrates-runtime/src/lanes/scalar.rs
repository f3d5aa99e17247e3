//! Lanes as the numbers that models compute with.

use fearless_simd::prelude::*;
use pyrates_ir::math::elementary;
use pyrates_ir::user_function::{Implementation, MAX_ARGUMENTS};

use super::{LaneMask, Lanes, WIDTH};
use crate::scalar::Scalar;

macro_rules! comparisons {
    ($($name:ident $of_vectors:ident)*) => {$(
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(self, other: Self) -> LaneMask<S> {
            LaneMask(self.0.$of_vectors(other.0))
        }
    )*};
}

/// Functions that are written for numbers and lanes. Their code is large, so the compiler may keep it apart.
macro_rules! elementary {
    ($($name:ident)*) => {$(
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(self) -> Self {
            self.simd().vectorize(#[inline(always)] || elementary::$name(self))
        }
    )*};
}

/// Operations that processors have.
macro_rules! instructions {
    ($($name:ident $of_vectors:ident)*) => {$(
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(self) -> Self {
            Lanes(self.0.$of_vectors())
        }
    )*};
}

impl<S: Simd> Scalar for Lanes<S> {
    type Mask = LaneMask<S>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn splat(self, value: f64) -> Self {
        Lanes::all(self.simd(), value)
    }

    comparisons!(lt simd_lt le simd_le gt simd_gt ge simd_ge eq simd_eq ne simd_ne);

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn select(mask: LaneMask<S>, a: Self, b: Self) -> Self {
        mask.select(a, b)
    }

    instructions!(sqrt sqrt abs abs floor floor ceil ceil round round_ties_even);
    elementary!(sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp ln log10 erf);

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn sign(self) -> Self {
        let (zero, one) = (self.splat(0.0), self.splat(1.0));
        let rest = self * zero + zero;
        Self::select(self.gt(zero), one, Self::select(self.lt(zero), -one, rest))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn atan2(self, x: Self) -> Self {
        self.simd().vectorize(
            #[inline(always)]
            || elementary::atan2(self, x),
        )
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pow(self, exponent: Self) -> Self {
        self.simd().vectorize(
            #[inline(always)]
            || elementary::pow(self, exponent),
        )
    }

    fn user(function: &Implementation, derivatives: &[usize], arguments: &[Self]) -> Self {
        let mut values = [[0.0; MAX_ARGUMENTS]; WIDTH];
        for (i, argument) in arguments.iter().enumerate() {
            for (values, value) in values.iter_mut().zip(argument.to_array()) {
                values[i] = value;
            }
        }
        let value = |lane: usize| function.at(derivatives, &values[lane][..arguments.len()]);
        Lanes::from_fn(arguments[0].simd(), value)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn vectorize<R>(self, f: impl FnOnce() -> R) -> R {
        self.simd().vectorize(f)
    }
}
