//! Loops over the units of populations, eight units at a time where numbers are `f64`.
//!
//! Generated code writes the body of a loop once, for numbers of any kind ([`UnitLoop`]). Whoever calls it decides by
//! [`Scalar::over_units`] how many units it is for ([`Units`]). Lanes have the bits of single numbers, so results do not depend
//! on it.

use crate::lanes::{Job, Lanes, Simd, WIDTH, dispatch};
use crate::scalar::Scalar;

/// What the body of a loop reads and writes: the arguments of [`VectorField::vector_field`](crate::model::VectorField::vector_field)
/// without the past.
#[derive(Debug)]
pub struct Arguments<'a, S> {
    /// The time.
    pub t: S,
    /// The states.
    pub y: &'a [S],
    /// The parameters.
    pub p: &'a [S],
    /// The work array.
    pub work: &'a mut [S],
    /// The derivatives.
    pub dy: &'a mut [S],
}

/// The body of loop number `LOOP` of a model. It writes nothing that it reads.
pub trait UnitLoop<S, const LOOP: usize> {
    /// Does what there is to do for the units from `i`.
    fn units<V: Scalar, U: Units<S, Value = V>>(&self, units: U, i: usize, arguments: &mut Arguments<'_, S>);
}

/// One unit or several that follow each other.
pub trait Units<S>: Copy {
    /// A number for each of the units.
    type Value: Scalar;

    /// The same number for all.
    fn all(self, value: S) -> Self::Value;

    /// The numbers from place `i` of an array.
    ///
    /// # Panics
    /// If the array ends before.
    fn load(self, array: &[S], i: usize) -> Self::Value;

    /// Writes numbers from place `i` of an array.
    ///
    /// # Panics
    /// If the array ends before.
    fn store(self, array: &mut [S], i: usize, value: Self::Value);
}

/// One unit.
#[derive(Debug, Clone, Copy)]
struct One;

impl<S: Scalar> Units<S> for One {
    type Value = S;

    #[inline(always)]
    fn all(self, value: S) -> S {
        value
    }
    #[inline(always)]
    fn load(self, array: &[S], i: usize) -> S {
        array[i]
    }
    #[inline(always)]
    fn store(self, array: &mut [S], i: usize, value: S) {
        array[i] = value;
    }
}

/// Eight units.
#[derive(Debug, Clone, Copy)]
struct Eight<S>(S);

impl<S: Simd> Units<f64> for Eight<S> {
    type Value = Lanes<S>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn all(self, value: f64) -> Lanes<S> {
        Lanes::all(self.0, value)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn load(self, array: &[f64], i: usize) -> Lanes<S> {
        Lanes::load(self.0, &array[i..i + WIDTH])
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn store(self, array: &mut [f64], i: usize, value: Lanes<S>) {
        value.store(&mut array[i..i + WIDTH]);
    }
}

/// A loop over `n` units one by one.
#[inline(always)]
pub(crate) fn one_by_one<S: Scalar, M: UnitLoop<S, LOOP>, const LOOP: usize>(
    model: &M,
    n: usize,
    mut arguments: Arguments<'_, S>,
) {
    (0..n).for_each(|i| model.units(One, i, &mut arguments));
}

/// A loop over `n` units, with the instructions of the processor. Where eight does not divide `n`, the last eight overlap those
/// before them: what is done twice is the same, since no loop reads what it writes.
#[inline]
pub(crate) fn eight_at_a_time<M: UnitLoop<f64, LOOP>, const LOOP: usize>(
    model: &M,
    n: usize,
    arguments: Arguments<'_, f64>,
) {
    match n < WIDTH {
        true => one_by_one(model, n, arguments),
        false => dispatch(EightAtATime::<M, LOOP> { model, n, arguments }),
    }
}

struct EightAtATime<'a, M, const LOOP: usize> {
    model: &'a M,
    n: usize,
    arguments: Arguments<'a, f64>,
}

impl<M: UnitLoop<f64, LOOP>, const LOOP: usize> Job for EightAtATime<'_, M, LOOP> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) {
        let last = self.n - WIDTH;
        for i in (0..last).step_by(WIDTH) {
            self.model.units(Eight(simd), i, &mut self.arguments);
        }
        self.model.units(Eight(simd), last, &mut self.arguments);
    }
}
