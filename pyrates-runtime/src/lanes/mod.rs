//! Several numbers at a time: compiled models compute with them as they do with one, for eight parameter sets at once, or for
//! sixteen with numbers of 32 bits.
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
//!
//! # Numbers of 32 bits
//!
//! [`SingleLanes`] are sixteen numbers of 32 bits, with the same bits as `f32` in every lane. They are for jobs of your own
//! that make many short runs and can do with seven digits, such as fits and screenings of parameters: vectors of the processor hold
//! twice as many of them, and states take half the memory. Elementary functions gain nothing, since they are computed with 64 bits and
//! rounded. Times should follow from the number of the step, since a sum of many short steps loses digits. Solvers and sweeps compute
//! with 64 bits, which their error control needs.
//!
//! ```
//! use pyrates_runtime::lanes::{Job, SINGLE_WIDTH, Simd, SingleLanes, dispatch};
//! use pyrates_runtime::model::NoPast;
//! use pyrates_runtime::prelude::*;
//! use pyrates_runtime::scalar::Scalar;
//!
//! pyrates_runtime::operator! {
//!     pub Logistic {
//!         equations { d/dt x = rate*x*(1 - x); }
//!         variables { x: output(0.1), rate: 1.0 }
//!     }
//! }
//!
//! /// Euler steps of a member: the same text for one number and for lanes.
//! #[inline(always)]
//! fn euler<M: Model, S: Scalar>(model: &M, rate: S) -> S {
//!     let (mut y, mut dy) = ([rate.splat(0.1)], [rate.splat(0.0)]);
//!     for k in 0..100 {
//!         let t = rate.splat(0.1 * f64::from(k));
//!         model.vector_field(t, &y, &[rate], &NoPast, &mut [], &mut dy);
//!         y[0] = y[0] + rate.splat(0.1) * dy[0];
//!     }
//!     y[0]
//! }
//!
//! struct Members<'a, M>(&'a M, [f32; SINGLE_WIDTH]);
//!
//! impl<M: Model> Job for Members<'_, M> {
//!     type Output = [f32; SINGLE_WIDTH];
//!
//!     #[inline(always)]
//!     fn run<S: Simd>(self, simd: S) -> [f32; SINGLE_WIDTH] {
//!         euler(self.0, SingleLanes::new(simd, self.1)).to_array()
//!     }
//! }
//!
//! let rates: [f32; SINGLE_WIDTH] = std::array::from_fn(|member| 0.1 * member as f32);
//! let y = dispatch(Members(&Logistic::default(), rates));
//! assert_eq!(y, rates.map(|rate| euler(&Logistic::default(), rate)));
//! ```

mod mask;
mod real;
mod scalar;
mod single;
mod vector;

use fearless_simd::prelude::*;
use fearless_simd::{f32x8, f64x8};

pub use fearless_simd::{Level, Simd};
pub use mask::{LaneMask, SingleMask};
pub use single::{SINGLE_WIDTH, SingleLanes};

use vector::vector;

/// The number of lanes.
pub const WIDTH: usize = 8;

vector! {
    /// Eight numbers, which operations treat alike. `S` is the instruction set.
    Lanes(f64x8) of [f64; WIDTH]
}

impl<S: Simd> Lanes<S> {
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

    /// The sum of all lanes, in the sequence of [`sum_of_parts`](crate::scalar::sum_of_parts).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn sum(self) -> f64 {
        let simd = self.simd();
        let (low, high) = simd.split_f64x8(self.0);
        let (low, high) = simd.split_f64x4(low + high);
        let [a, b] = (low + high).to_array();
        a + b
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
