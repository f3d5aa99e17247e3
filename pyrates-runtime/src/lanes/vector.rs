//! Several numbers side by side, of 64 or 32 bits: what both kinds of lanes have in common.

/// A type of lanes: how it is made and read, and its operators.
macro_rules! vector {
    ($(#[$doc:meta])* $lanes:ident($vector:ident) of [$float:ident; $width:ident]) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $lanes<S: Simd>(pub(in crate::lanes) $vector<S>);

        impl<S: Simd> $lanes<S> {
            /// These numbers.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn new(simd: S, values: [$float; $width]) -> $lanes<S> {
                $lanes($vector::load_array(simd, values))
            }

            /// One number in all lanes.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn all(simd: S, value: $float) -> $lanes<S> {
                $lanes($vector::splat(simd, value))
            }

            /// The numbers that a function gives for the lanes.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn from_fn(simd: S, value: impl FnMut(usize) -> $float) -> $lanes<S> {
                $lanes::new(simd, std::array::from_fn(value))
            }

            /// The numbers of all lanes.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn to_array(self) -> [$float; $width] {
                self.0.to_array()
            }

            /// The number in a lane.
            ///
            /// # Panics
            /// If there is no such lane.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn lane(&self, lane: usize) -> $float {
                self.0.as_array()[lane]
            }

            /// Replaces the number in a lane.
            ///
            /// # Panics
            /// If there is no such lane.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn set_lane(&mut self, lane: usize, value: $float) {
                self.0.as_mut_array()[lane] = value;
            }

            /// The instruction set.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn simd(self) -> S {
                self.0.simd
            }
        }

        impl<S: Simd> std::fmt::Debug for $lanes<S> {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                self.to_array().fmt(f)
            }
        }

        crate::lanes::vector::operators!($lanes $float: Add add Sub sub Mul mul Div div);

        impl<S: Simd> std::ops::Neg for $lanes<S> {
            type Output = $lanes<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn neg(self) -> $lanes<S> {
                $lanes(-self.0)
            }
        }
    };
}

/// Operators lane by lane, also with one number for all.
macro_rules! operators {
    ($lanes:ident $float:ident: $($trait:ident $name:ident)*) => {$(
        impl<S: Simd> std::ops::$trait for $lanes<S> {
            type Output = $lanes<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn $name(self, other: $lanes<S>) -> $lanes<S> {
                $lanes(std::ops::$trait::$name(self.0, other.0))
            }
        }

        impl<S: Simd> std::ops::$trait<$float> for $lanes<S> {
            type Output = $lanes<S>;
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn $name(self, other: $float) -> $lanes<S> {
                $lanes(std::ops::$trait::$name(self.0, other))
            }
        }
    )*};
}

pub(super) use {operators, vector};
