//! Eight numbers at a time: compiled models compute with them as they do with one, for eight parameter sets at once.
//!
//! [`Lanes`] is a [`Scalar`](crate::scalar::Scalar), so a vector field takes times, states and parameters that differ from
//! lane to lane. What a lane computes does not depend on its neighbours, and is the same to the last bit as what `f64` gives:
//! operations are never fused, and elementary functions are the same code ([`pyrates_ir::math`]). NaN has no fixed bits.
//!
//! # The instruction set
//!
//! A program is compiled for any processor of its kind, and [`dispatch`] chooses the instructions when it runs: AVX-512, AVX2,
//! SSE4.2 or SSE2, or NEON. The work is a [`Job`], of which one copy is compiled for each set. A copy consists of what is
//! *inlined* into [`Job::run`]; a function that is called from it knows nothing of the instruction set, and each operation
//! in it is a call, which takes ten times as long. So:
//!
//! - dispatch rarely: a job is a whole run, or many steps of one;
//! - mark what the job calls with `#[inline(always)]`, closures included; generated vector fields are so;
//! - where a function shall not be inlined, let its body be a closure in
//!   [`Scalar::vectorize`](crate::scalar::Scalar::vectorize): then the instruction set is known again.
//!
//! With debug assertions operations are functions of their own: inlined without optimisation, they would fill the stack.
//!
//! ```
//! use pyrates_runtime::lanes::{Job, Lanes, Simd, WIDTH, dispatch};
//! use pyrates_runtime::model::NoPast;
//! use pyrates_runtime::prelude::*;
//! use pyrates_runtime::scalar::Scalar;
//!
//! pyrates_runtime::operator! {
//!     pub Decay {
//!         equations { d/dt x = -rate*x; }
//!         variables { x: output(1.0), rate: 1.0 }
//!     }
//! }
//!
//! /// Euler steps of eight members with rates of their own.
//! struct Run<'a, M> {
//!     model: &'a M,
//!     rates: [f64; WIDTH],
//! }
//!
//! impl<M: Model> Job for Run<'_, M> {
//!     type Output = [f64; WIDTH];
//!
//!     #[inline(always)]
//!     fn run<S: Simd>(self, simd: S) -> [f64; WIDTH] {
//!         let p = [Lanes::new(simd, self.rates)];
//!         let zero = Lanes::all(simd, 0.0);
//!         let (mut t, h) = (zero, Lanes::all(simd, 0.01));
//!         let (mut y, mut dy) = ([Lanes::all(simd, 1.0)], [zero]);
//!         for _ in 0..100 {
//!             self.model.vector_field(t, &y, &p, &NoPast, &mut [], &mut dy);
//!             y[0] = y[0] + h * dy[0];
//!             t = t + h;
//!         }
//!         y[0].to_array()
//!     }
//! }
//!
//! let rates = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
//! let y = dispatch(Run { model: &Decay::default(), rates });
//! let alone = (0..100).fold(1.0, |y, _| y + 0.01 * (-2.0 * y));
//! assert_eq!(y[2], alone);
//! ```

mod mask;
mod real;
mod scalar;

use std::ops::{Add, Div, Mul, Neg, Sub};

use fearless_simd::prelude::*;
use fearless_simd::{f32x8, f64x8};

pub use fearless_simd::{Level, Simd};
pub use mask::LaneMask;

/// The number of lanes.
pub const WIDTH: usize = 8;

/// Eight numbers, which operations treat alike. `S` is the instruction set.
#[derive(Clone, Copy)]
pub struct Lanes<S: Simd>(f64x8<S>);

impl<S: Simd> Lanes<S> {
    /// These eight numbers.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn new(simd: S, values: [f64; WIDTH]) -> Lanes<S> {
        Lanes(f64x8::load_array(simd, values))
    }

    /// Eight numbers of 32 bits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn widen(simd: S, values: [f32; WIDTH]) -> Lanes<S> {
        let (low, high) = simd.widen_f32x8(f32x8::load_array(simd, values));
        Lanes(simd.combine_f64x4(low, high))
    }

    /// The first eight numbers of a list.
    ///
    /// # Panics
    /// If there are fewer.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn load(simd: S, values: &[f64]) -> Lanes<S> {
        Lanes(f64x8::from_slice(simd, values))
    }

    /// Writes the numbers of all lanes to a list of eight.
    ///
    /// # Panics
    /// If it is shorter.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn store(self, values: &mut [f64]) {
        self.0.store_slice(values);
    }

    /// The numbers of all lanes in the opposite order.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn reverse(self) -> Lanes<S> {
        Lanes(self.0.reverse())
    }

    /// The numbers of this one and another one in turn, in two parts.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn interleave(self, other: Lanes<S>) -> [Lanes<S>; 2] {
        let (low, high) = self.0.interleave(other.0);
        [Lanes(low), Lanes(high)]
    }

    /// One number in all lanes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn all(simd: S, value: f64) -> Lanes<S> {
        Lanes(f64x8::splat(simd, value))
    }

    /// The numbers that a function gives for the lanes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn from_fn(simd: S, value: impl FnMut(usize) -> f64) -> Lanes<S> {
        Lanes::new(simd, std::array::from_fn(value))
    }

    /// The numbers of all lanes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn to_array(self) -> [f64; WIDTH] {
        self.0.to_array()
    }

    /// The number in a lane.
    ///
    /// # Panics
    /// If there is no such lane.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn lane(&self, lane: usize) -> f64 {
        self.0.as_array()[lane]
    }

    /// Replaces the number in a lane.
    ///
    /// # Panics
    /// If there is no such lane.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn set_lane(&mut self, lane: usize, value: f64) {
        self.0.as_mut_array()[lane] = value;
    }

    /// The sum of all lanes, in the sequence of [`sum_of_parts`](crate::scalar::sum_of_parts).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn sum(self) -> f64 {
        let simd = self.simd();
        let (low, high) = simd.split_f64x8(self.0);
        let (low, high) = simd.split_f64x4(low + high);
        let [a, b] = (low + high).to_array();
        a + b
    }

    /// The instruction set.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn simd(self) -> S {
        self.0.simd
    }
}

impl<S: Simd> std::fmt::Debug for Lanes<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        self.to_array().fmt(f)
    }
}

/// Operators lane by lane, also with one number for all.
macro_rules! operators {
    ($($trait:ident $name:ident)*) => {$(
        impl<S: Simd> $trait for Lanes<S> {
            type Output = Lanes<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn $name(self, other: Lanes<S>) -> Lanes<S> {
                Lanes($trait::$name(self.0, other.0))
            }
        }

        impl<S: Simd> $trait<f64> for Lanes<S> {
            type Output = Lanes<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn $name(self, other: f64) -> Lanes<S> {
                Lanes($trait::$name(self.0, other))
            }
        }
    )*};
}

operators!(Add add Sub sub Mul mul Div div);

impl<S: Simd> Neg for Lanes<S> {
    type Output = Lanes<S>;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn neg(self) -> Lanes<S> {
        Lanes(-self.0)
    }
}

/// Work that is compiled once for each instruction set; see [the module](self).
pub trait Job {
    /// What comes of it.
    type Output;

    /// Does the work. Mark it, and what it calls, with `#[inline(always)]`.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Does a job with the best instructions that the processor has.
#[inline]
pub fn dispatch<J: Job>(job: J) -> J::Output {
    dispatch_at(Level::new(), job)
}

/// Does a job with the instructions of a level, for instance to compare levels. The results are the same.
#[inline]
pub fn dispatch_at<J: Job>(level: Level, job: J) -> J::Output {
    fearless_simd::dispatch!(level, simd => job.run(simd))
}

/// All instruction sets that the processor has, from the least to the best.
pub fn levels() -> Vec<Level> {
    let best = Level::new();
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    {
        let sets = [
            best.as_sse2().map(Level::Sse2),
            best.as_sse4_2().map(Level::Sse4_2),
            best.as_avx2().map(Level::Avx2),
            best.as_avx512().map(Level::Avx512),
        ];
        sets.into_iter().flatten().collect()
    }
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    vec![best]
}
