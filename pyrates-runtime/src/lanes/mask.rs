//! Conditions of eight numbers.

use std::ops::{BitAnd, BitOr, Not};

use fearless_simd::prelude::*;
use fearless_simd::{Select, mask64x8};

use super::{Lanes, WIDTH};

/// A condition that holds in some lanes and not in others.
#[derive(Clone, Copy)]
pub struct LaneMask<S: Simd>(pub(super) mask64x8<S>);

impl<S: Simd> LaneMask<S> {
    /// A condition from its value in each lane.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn from_fn(simd: S, holds: impl FnMut(usize) -> bool) -> LaneMask<S> {
        let values: [bool; WIDTH] = std::array::from_fn(holds);
        let bits = values.iter().enumerate().fold(0, |bits, (lane, &holds)| bits | u64::from(holds) << lane);
        LaneMask(mask64x8::from_bitmask(simd, bits))
    }

    /// The value in a lane.
    ///
    /// # Panics
    /// If there is no such lane.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn lane(self, lane: usize) -> bool {
        assert!(lane < WIDTH, "there are {WIDTH} lanes, and {lane} is none of them");
        self.0.to_bitmask() >> lane & 1 == 1
    }

    /// Whether the condition holds in some lane.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn any(self) -> bool {
        self.0.any_true()
    }

    /// Whether the condition holds in all lanes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn all(self) -> bool {
        self.0.all_true()
    }

    /// `a` where the condition holds, else `b`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn select(self, a: Lanes<S>, b: Lanes<S>) -> Lanes<S> {
        Lanes(Select::select(self.0, a.0, b.0))
    }
}

impl<S: Simd> BitAnd for LaneMask<S> {
    type Output = LaneMask<S>;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bitand(self, other: LaneMask<S>) -> LaneMask<S> {
        LaneMask(self.0 & other.0)
    }
}

impl<S: Simd> BitOr for LaneMask<S> {
    type Output = LaneMask<S>;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bitor(self, other: LaneMask<S>) -> LaneMask<S> {
        LaneMask(self.0 | other.0)
    }
}

impl<S: Simd> Not for LaneMask<S> {
    type Output = LaneMask<S>;
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn not(self) -> LaneMask<S> {
        LaneMask(!self.0)
    }
}

impl<S: Simd> std::fmt::Debug for LaneMask<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_list().entries((0..WIDTH).map(|lane| self.lane(lane))).finish()
    }
}
