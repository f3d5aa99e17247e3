//! Conditions of several numbers.

use std::ops::{BitAnd, BitOr, Not};

use fearless_simd::prelude::*;
use fearless_simd::{Select, mask32x16, mask64x8};

use super::{Lanes, SINGLE_WIDTH, SingleLanes, WIDTH};

/// The conditions of a type of lanes.
macro_rules! mask {
    ($(#[$doc:meta])* $mask:ident($of_vectors:ident) for $lanes:ident[$width:ident]) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $mask<S: Simd>(pub(super) $of_vectors<S>);

        impl<S: Simd> $mask<S> {
            /// A condition from its value in each lane.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn from_fn(simd: S, holds: impl FnMut(usize) -> bool) -> $mask<S> {
                let values: [bool; $width] = std::array::from_fn(holds);
                let bits =
                    values.iter().enumerate().fold(0, |bits, (lane, &holds)| bits | u64::from(holds) << lane);
                $mask($of_vectors::from_bitmask(simd, bits))
            }

            /// The value in a lane.
            ///
            /// # Panics
            /// If there is no such lane.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn lane(self, lane: usize) -> bool {
                assert!(lane < $width, "there are {} lanes, and {lane} is none of them", $width);
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
            pub fn select(self, a: $lanes<S>, b: $lanes<S>) -> $lanes<S> {
                $lanes(Select::select(self.0, a.0, b.0))
            }
        }

        impl<S: Simd> BitAnd for $mask<S> {
            type Output = $mask<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bitand(self, other: $mask<S>) -> $mask<S> {
                $mask(self.0 & other.0)
            }
        }

        impl<S: Simd> BitOr for $mask<S> {
            type Output = $mask<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn bitor(self, other: $mask<S>) -> $mask<S> {
                $mask(self.0 | other.0)
            }
        }

        impl<S: Simd> Not for $mask<S> {
            type Output = $mask<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn not(self) -> $mask<S> {
                $mask(!self.0)
            }
        }

        impl<S: Simd> std::fmt::Debug for $mask<S> {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.debug_list().entries((0..$width).map(|lane| self.lane(lane))).finish()
            }
        }
    };
}

mask! {
    /// A condition that holds in some lanes and not in others.
    LaneMask(mask64x8) for Lanes[WIDTH]
}
mask! {
    /// The same for [`SingleLanes`].
    SingleMask(mask32x16) for SingleLanes[SINGLE_WIDTH]
}
