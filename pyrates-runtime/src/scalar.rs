//! The numbers that compiled models compute with.
//!
//! Kernels printed by the macros are generic over [`Scalar`], so that one kernel serves `f64`, `f32`,
//! lanes of several parameter sets, and dual numbers. Conditions are masks, because lanes may differ.

use std::fmt::Debug;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

use pyrates_ir::math;
use pyrates_ir::user_function::{Implementation, MAX_ARGUMENTS};

use crate::lanes::{Job, Simd, dispatch};
use crate::matrix::SparseMatrix;
use crate::products;
use crate::units::{self, Arguments, UnitLoop};

/// How many sums a long sum is made of: as many as processors add at a time.
const SUMS: usize = 8;

/// A real number, or several of them in lanes, or one with derivatives.
///
/// Every operation has the meaning that [`pyrates_ir::function`] and [`pyrates_ir::math`] give it.
/// Constants are made from a value at hand ([`Scalar::splat`]), since lanes need to know their width
/// and instruction set.
#[expect(missing_docs, reason = "functions are named after what they compute; see Function")]
pub trait Scalar:
    Copy
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// Whether these are the plain real numbers of a run.
    #[doc(hidden)]
    const IS_REAL: bool = false;

    /// The result of a comparison.
    type Mask: Copy + BitAnd<Output = Self::Mask> + BitOr<Output = Self::Mask> + Not<Output = Self::Mask>;

    /// The constant `value`, in the form of `self` (the value of `self` does not matter).
    fn splat(self, value: f64) -> Self;

    fn lt(self, other: Self) -> Self::Mask;
    fn le(self, other: Self) -> Self::Mask;
    fn gt(self, other: Self) -> Self::Mask;
    fn ge(self, other: Self) -> Self::Mask;
    fn eq(self, other: Self) -> Self::Mask;
    fn ne(self, other: Self) -> Self::Mask;
    /// `a` where the mask is true, else `b`.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;

    fn sin(self) -> Self;
    fn cos(self) -> Self;
    fn tan(self) -> Self;
    fn asin(self) -> Self;
    fn acos(self) -> Self;
    fn atan(self) -> Self;
    fn sinh(self) -> Self;
    fn cosh(self) -> Self;
    fn tanh(self) -> Self;
    fn asinh(self) -> Self;
    fn acosh(self) -> Self;
    fn atanh(self) -> Self;
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    fn log10(self) -> Self;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    fn sign(self) -> Self;
    fn floor(self) -> Self;
    fn ceil(self) -> Self;
    /// Nearest whole number, halves to the even one.
    fn round(self) -> Self;
    fn erf(self) -> Self;
    fn atan2(self, x: Self) -> Self;
    /// `self` to the power `exponent`, with whole exponents as products (see [`math::pow`]).
    fn pow(self, exponent: Self) -> Self;

    /// `self` to a whole power known in advance, by repeated squaring.
    #[inline(always)]
    fn powi(self, n: i32) -> Self {
        let mut base = self;
        let mut result: Option<Self> = None;
        let mut k = n.unsigned_abs();
        while k > 0 {
            if k & 1 == 1 {
                result = Some(result.map_or(base, |r| r * base));
            }
            k >>= 1;
            if k > 0 {
                base = base * base;
            }
        }
        let one = self.splat(1.0);
        let result = result.unwrap_or(one);
        if n < 0 { one / result } else { result }
    }

    #[inline(always)]
    fn sigmoid(self) -> Self {
        let one = self.splat(1.0);
        one / (one + (-self).exp())
    }

    #[inline(always)]
    fn heaviside(self) -> Self {
        self.splat(0.5) * (self.sign() + self.splat(1.0))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self::select(self.lt(other) | self.ne(self), self, other)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self::select(self.gt(other) | self.ne(self), self, other)
    }

    /// The remainder with the sign of `other`.
    #[inline(always)]
    fn modulo(self, other: Self) -> Self {
        self - other * (self / other).floor()
    }

    /// The sum of the products of two lists of equal length. It is made of several sums, since each addition waits for the
    /// one before; the value of `self` does not matter.
    #[inline(always)]
    fn dot(self, a: &[Self], b: &[Self]) -> Self {
        let zero = self.splat(0.0);
        let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<SUMS>(), b.as_chunks::<SUMS>());
        let mut sums = [zero; SUMS];
        for (a, b) in a.iter().zip(b) {
            for i in 0..SUMS {
                sums[i] = sums[i] + a[i] * b[i];
            }
        }
        let last = SUMS - a_rest.len();
        for (sum, (&a, &b)) in sums[last..].iter_mut().zip(a_rest.iter().zip(b_rest)) {
            *sum = *sum + a * b;
        }
        sum_of_parts(sums)
    }

    /// The sum of a list, made of several sums as [`Scalar::dot`] is; the value of `self` does not matter.
    #[inline(always)]
    fn total(self, values: &[Self]) -> Self {
        let (values, rest) = values.as_chunks::<SUMS>();
        let mut sums = [self.splat(0.0); SUMS];
        for values in values {
            for i in 0..SUMS {
                sums[i] = sums[i] + values[i];
            }
        }
        let last = SUMS - rest.len();
        for (sum, &value) in sums[last..].iter_mut().zip(rest) {
            *sum = *sum + value;
        }
        sum_of_parts(sums)
    }

    /// Adds the product of each row of a matrix with `values` to one of `sums`: [`Scalar::dot`] for each row. The value of `self`
    /// does not matter.
    #[inline(always)]
    fn add_products(self, matrix: &[Self], values: &[Self], sums: &mut [Self]) {
        products::add_each(matrix, values, sums);
    }

    /// Adds what the links of a sparse matrix bring to sums: `weights` has a number for each link, `values` one for each column,
    /// and `sums` one for each row. The value of `self` does not matter.
    #[inline(always)]
    fn add_links(self, matrix: &SparseMatrix, weights: &[Self], values: &[Self], sums: &mut [Self]) {
        products::add_links(matrix, weights, values, sums);
    }

    /// A loop over `n` units of a population; the value of `self` does not matter.
    #[doc(hidden)]
    #[inline(always)]
    fn over_units<M: UnitLoop<Self, LOOP>, const LOOP: usize>(
        self,
        model: &M,
        n: usize,
        arguments: Arguments<'_, Self>,
    ) {
        units::one_by_one(model, n, arguments);
    }

    /// The value of a function written in Rust, which knows real numbers only, or a derivative of it; see
    /// [`Implementation::at`]. There is at least one argument, and at most [`MAX_ARGUMENTS`].
    fn user(function: &Implementation, derivatives: &[usize], arguments: &[Self]) -> Self;

    /// These numbers as plain real ones, if that is what they are.
    #[doc(hidden)]
    #[inline(always)]
    fn as_reals(_numbers: &[Self]) -> Option<&[f64]> {
        None
    }

    /// The same, to be written.
    #[doc(hidden)]
    #[inline(always)]
    fn as_reals_mut(_numbers: &mut [Self]) -> Option<&mut [f64]> {
        None
    }

    /// Calls `f` where the compiler knows the instructions that such numbers need; the value of `self` does not matter. It
    /// is for bodies of functions that are not inlined into a [`Job`]. Mark the closure with
    /// `#[inline(always)]`.
    #[inline(always)]
    fn vectorize<R>(self, f: impl FnOnce() -> R) -> R {
        f()
    }

    /// The same for a loop over `n` numbers, which is worth the choice of instructions if there are many.
    #[doc(hidden)]
    #[inline(always)]
    fn vectorize_loop(self, _n: usize, f: impl FnOnce()) {
        self.vectorize(f);
    }
}

/// The sum of the parts of a sum, in pairs, so that additions need not wait for each other.
#[inline(always)]
pub(crate) fn sum_of_parts<S: Scalar>([a, b, c, d, e, f, g, h]: [S; SUMS]) -> S {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Implements the trait for a primitive float, with the instructions that it has; elementary functions go through `f64`.
macro_rules! primitive {
    ($float:ident: $($instruction:ident)*; $($function:ident)*; $($own:item)*) => {
        impl Scalar for $float {
            type Mask = bool;

            #[inline(always)]
            fn splat(self, value: f64) -> Self {
                value as $float
            }
            #[inline(always)]
            fn lt(self, other: Self) -> bool {
                self < other
            }
            #[inline(always)]
            fn le(self, other: Self) -> bool {
                self <= other
            }
            #[inline(always)]
            fn gt(self, other: Self) -> bool {
                self > other
            }
            #[inline(always)]
            fn ge(self, other: Self) -> bool {
                self >= other
            }
            #[inline(always)]
            fn eq(self, other: Self) -> bool {
                self == other
            }
            #[inline(always)]
            fn ne(self, other: Self) -> bool {
                self != other
            }
            #[inline(always)]
            fn select(mask: bool, a: Self, b: Self) -> Self {
                if mask { a } else { b }
            }
            $(
                #[inline(always)]
                fn $instruction(self) -> Self {
                    $float::$instruction(self)
                }
            )*
            $(
                #[inline(always)]
                fn $function(self) -> Self {
                    math::$function(f64::from(self)) as $float
                }
            )*
            #[inline(always)]
            fn sign(self) -> Self {
                math::sign(f64::from(self)) as $float
            }
            #[inline(always)]
            fn round(self) -> Self {
                self.round_ties_even()
            }
            #[inline(always)]
            fn user(function: &Implementation, derivatives: &[usize], arguments: &[Self]) -> Self {
                let mut real = [0.0; MAX_ARGUMENTS];
                real.iter_mut().zip(arguments).for_each(|(to, &x)| *to = f64::from(x));
                function.at(derivatives, &real[..arguments.len()]) as $float
            }
            #[inline(always)]
            fn atan2(self, x: Self) -> Self {
                math::atan2(f64::from(self), f64::from(x)) as $float
            }
            #[inline(always)]
            fn pow(self, exponent: Self) -> Self {
                match math::whole_exponent(f64::from(exponent)) {
                    Some(n) => Scalar::powi(self, n),
                    None => math::powf(f64::from(self), f64::from(exponent)) as $float,
                }
            }
            $($own)*
        }
    };
}

primitive!(f64: sqrt abs floor ceil; sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp ln log10 erf;
    #[inline]
    fn add_products(self, matrix: &[Self], values: &[Self], sums: &mut [Self]) {
        products::add_products(matrix, values, sums);
    }
    #[inline]
    fn over_units<M: UnitLoop<f64, LOOP>, const LOOP: usize>(
        self,
        model: &M,
        n: usize,
        arguments: Arguments<'_, f64>,
    ) {
        units::eight_at_a_time(model, n, arguments);
    }
    const IS_REAL: bool = true;
    #[inline(always)]
    fn as_reals(numbers: &[Self]) -> Option<&[f64]> {
        Some(numbers)
    }
    #[inline(always)]
    fn as_reals_mut(numbers: &mut [Self]) -> Option<&mut [f64]> {
        Some(numbers)
    }
    #[inline(always)]
    fn vectorize_loop(self, n: usize, f: impl FnOnce()) {
        if n < MANY { f() } else { dispatch(Loop(f)) }
    }
);

/// Below this length of a loop, the choice of instructions takes longer than it saves.
const MANY: usize = 64;

/// A loop that the compiler vectorises.
struct Loop<F>(F);

impl<F: FnOnce()> Job for Loop<F> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) {
        (self.0)();
    }
}

primitive!(f32: sqrt abs floor ceil; sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp ln log10 erf;);
