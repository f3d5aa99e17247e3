//! Lanes as the numbers that models compute with.

use fearless_simd::prelude::*;
use pyrates_ir::math::elementary;
use pyrates_ir::user_function::{Implementation, MAX_ARGUMENTS};

use super::{LaneMask, Lanes, SINGLE_WIDTH, SingleLanes, SingleMask, WIDTH};
use crate::scalar::Scalar;

/// Operations of vectors, of one number or of two.
macro_rules! instructions {
    ($lanes:ident $($name:ident $of_vectors:ident)*) => {$(
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(self) -> Self {
            $lanes(self.0.$of_vectors())
        }
    )*};
}
macro_rules! comparisons {
    ($mask:ident $($name:ident $of_vectors:ident)*) => {$(
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(self, other: Self) -> $mask<S> {
            $mask(self.0.$of_vectors(other.0))
        }
    )*};
}

/// The value of a function that is written for lanes of 64 bits, of one argument or two. These are macros, since the call of a
/// function that was passed is not inlined, and then knows nothing of the instruction set.
macro_rules! of_lanes {
    ($function:ident $($x:ident)+) => { elementary::$function($($x),+) };
}
macro_rules! of_both_halves {
    ($function:ident $x:ident) => {{
        let (low, high) = $x.widen();
        SingleLanes::narrow(elementary::$function(low), elementary::$function(high))
    }};
    ($function:ident $x:ident $y:ident) => {{
        let ((x_low, x_high), (y_low, y_high)) = ($x.widen(), $y.widen());
        SingleLanes::narrow(elementary::$function(x_low, y_low), elementary::$function(x_high, y_high))
    }};
}

/// Elementary functions. Their code is large, so the compiler may keep it apart.
macro_rules! elementary {
    ($of_lanes:ident $($name:ident)*) => {$(
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn $name(self) -> Self {
            self.simd().vectorize(#[inline(always)] || $of_lanes!($name self))
        }
    )*};
}

/// Lanes of some type as numbers of models. Elementary functions are computed with 64 bits, as `$of_lanes` says.
macro_rules! scalar {
    ($lanes:ident[$float:ident; $width:ident], $mask:ident, $of_lanes:ident; $($own:item)*) => {
        impl<S: Simd> Scalar for $lanes<S> {
            type Mask = $mask<S>;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn splat(self, value: f64) -> Self {
                $lanes::all(self.simd(), value as $float)
            }

            comparisons!($mask lt simd_lt le simd_le gt simd_gt ge simd_ge eq simd_eq ne simd_ne);

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn select(mask: $mask<S>, a: Self, b: Self) -> Self {
                mask.select(a, b)
            }

            instructions!($lanes sqrt sqrt abs abs floor floor ceil ceil round round_ties_even);
            elementary!($of_lanes sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp ln log10 erf);

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn atan2(self, x: Self) -> Self {
                self.simd().vectorize(
                    #[inline(always)]
                    || $of_lanes!(atan2 self x),
                )
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn sign(self) -> Self {
                let (zero, one) = (self.splat(0.0), self.splat(1.0));
                let rest = self * zero + zero;
                Self::select(self.gt(zero), one, Self::select(self.lt(zero), -one, rest))
            }

            fn user(function: &Implementation, derivatives: &[usize], arguments: &[Self]) -> Self {
                let mut values = [[0.0; MAX_ARGUMENTS]; $width];
                for (i, argument) in arguments.iter().enumerate() {
                    for (values, value) in values.iter_mut().zip(argument.to_array()) {
                        values[i] = f64::from(value);
                    }
                }
                let value = |lane: usize| function.at(derivatives, &values[lane][..arguments.len()]) as $float;
                $lanes::from_fn(arguments[0].simd(), value)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn vectorize<R>(self, f: impl FnOnce() -> R) -> R {
                self.simd().vectorize(f)
            }

            $($own)*
        }
    };
}

scalar!(Lanes[f64; WIDTH], LaneMask, of_lanes;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pow(self, exponent: Self) -> Self {
        self.simd().vectorize(
            #[inline(always)]
            || elementary::pow(self, exponent),
        )
    }
);

scalar!(SingleLanes[f32; SINGLE_WIDTH], SingleMask, of_both_halves;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn pow(self, exponent: Self) -> Self {
        self.simd().vectorize(
            #[inline(always)]
            || self.power(exponent),
        )
    }
);

impl<S: Simd> SingleLanes<S> {
    /// These numbers to powers, by logarithms.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn power_by_logarithms(self, exponent: SingleLanes<S>) -> SingleLanes<S> {
        of_both_halves!(powf self exponent)
    }
}
