//! Weighted sums of slopes, the sums that all methods are made of.

use crate::scalar::Scalar;

/// Up to this number of states a sum has code of its own, without loops.
const FEW: usize = 8;

/// Up to this number of states all of a sum of real numbers is in registers.
const SOME: usize = 16;

/// A weighted sum for a known number of states: `y + h sum_j w_j k_j`, of `y`, `h` and all slopes, one after the other.
type SumOfFew = fn(&[f64], f64, &[f64], &mut [f64]);

/// The same of given terms.
type SumOfSome = fn(&[f64], f64, Terms<'_>, &[f64], &mut [f64]);

/// A weighted sum of slopes; see [`weights`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights {
    /// Pairs of the slope's index and its weight; zero weights are left out.
    pub(crate) terms: &'static [(usize, f64)],
    /// The last term, with a weight of 0 if there is none.
    pub(super) last: (usize, f64),
    /// The sum of all terms but the last, of real numbers, for one state, for two and so on.
    pub(super) few: [SumOfFew; FEW],
}

/// Weights from pairs of a slope's index and its weight.
macro_rules! weights {
    () => { weights!(@ [] []) };
    ($($term:tt),+ $(,)?) => { weights!(@ [] $($term)+) };
    (@ [$($before:tt)*] $next:tt $($rest:tt)+) => { weights!(@ [$($before)* $next] $($rest)+) };
    (@ [$(($slope:expr, $weight:expr))*] $last:tt) => {{
        const TERMS: &[(usize, f64)] = &[$(($slope, $weight)),*];
        const N_SLOPES: usize = $crate::solve::weights::n_slopes(TERMS);
        #[allow(unused_variables, unused_mut, reason = "there may be no terms before the last")]
        fn sum<const DIM: usize>(y: &[f64], h: f64, slopes: &[f64], out: &mut [f64]) {
            let (slopes, _) = slopes[..N_SLOPES * DIM].as_chunks::<DIM>();
            let mut sum = [0.0; DIM];
            sum.copy_from_slice(&y[..DIM]);
            $(
                let weight: f64 = h * $weight;
                for i in 0..DIM {
                    sum[i] += weight * slopes[$slope][i];
                }
            )*
            out[..DIM].copy_from_slice(&sum);
        }
        $crate::solve::weights::Weights {
            terms: weights!(@ terms [$(($slope, $weight))*] $last),
            last: weights!(@ last $last),
            few: [sum::<1>, sum::<2>, sum::<3>, sum::<4>, sum::<5>, sum::<6>, sum::<7>, sum::<8>],
        }
    }};
    (@ last []) => { (0, 0.0) };
    (@ last $last:tt) => { $last };
    (@ terms [] []) => { &[] };
    (@ terms [$($before:tt)*] $last:tt) => { &[$($before,)* $last] };
}
pub(crate) use weights;

/// How many slopes a sum needs: one more than the last index.
pub(crate) const fn n_slopes(terms: &[(usize, f64)]) -> usize {
    match terms {
        [] => 0,
        [.., (last, _)] => *last + 1,
    }
}

/// Writes `y + h * (weighted sum of slopes)` to `out`, always adding up the same terms in the same order.
#[inline(always)]
pub(super) fn weighted_sum<S: Scalar>(y: &[S], h: S, weights: &Weights, slopes: &[S], out: &mut [S]) {
    let dim = y.len();
    match (weights.terms, S::as_reals(y)) {
        ([.., (last, weight)], Some(_)) if dim <= FEW => {
            sum_before_last(y, h, weights, slopes, out);
            add_last(h, *weight, &slopes[last * dim..][..dim], out);
        }
        (terms, _) => sum_of_terms(y, h, terms, slopes, out),
    }
}

/// The same without the last term, for at least one state and no more than a few.
#[inline(always)]
pub(super) fn sum_before_last<S: Scalar>(y: &[S], h: S, weights: &Weights, slopes: &[S], out: &mut [S]) {
    let sum = weights.few.get(y.len().wrapping_sub(1));
    match (sum, S::as_reals(y), S::as_reals(&[h]), S::as_reals(slopes), S::as_reals_mut(out)) {
        (Some(sum), Some(y), Some(&[h]), Some(slopes), Some(out)) => sum(y, h, slopes, out),
        _ => {
            let before_last = weights.terms.split_last().map_or(&[][..], |(_, terms)| terms);
            sum_of_terms(y, h, before_last, slopes, out);
        }
    }
}

/// Adds the last term of a sum.
#[inline(always)]
pub(super) fn add_last<S: Scalar>(h: S, weight: f64, slope: &[S], sum: &mut [S]) {
    h.vectorize(
        #[inline(always)]
        || {
            let weight = h * h.splat(weight);
            for (sum, &slope) in sum.iter_mut().zip(slope) {
                *sum = *sum + weight * slope;
            }
        },
    );
}

type Terms<'a> = &'a [(usize, f64)];

/// The same for all numbers and many states. For few their number is turned into a constant, otherwise that of the terms, so
/// that the compiler unrolls the inner loop.
#[inline]
fn sum_of_terms<S: Scalar>(y: &[S], h: S, weights: Terms<'_>, slopes: &[S], out: &mut [S]) {
    if (FEW + 1..=SOME).contains(&y.len())
        && let (Some(y), Some(&[h]), Some(slopes)) = (S::as_reals(y), S::as_reals(&[h]), S::as_reals(slopes))
        && let Some(out) = S::as_reals_mut(out)
    {
        return sum_of_some(y, h, weights, slopes, out);
    }
    match y.len() {
        1 => sum_of_few::<S, 1>(y, h, weights, slopes, out),
        2 => sum_of_few::<S, 2>(y, h, weights, slopes, out),
        3 => sum_of_few::<S, 3>(y, h, weights, slopes, out),
        4 => sum_of_few::<S, 4>(y, h, weights, slopes, out),
        6 => sum_of_few::<S, 6>(y, h, weights, slopes, out),
        8 => sum_of_few::<S, 8>(y, h, weights, slopes, out),
        _ => sum_of_many(y, h, weights, slopes, out),
    }
}

/// The sum for more than [`FEW`] states, up to [`SOME`]. It is no part of users' programs, which would take longer to compile. With
/// a `match` instead of the table the compiler joins the ends of all sums, and moves numbers one by one.
#[inline(never)]
fn sum_of_some(y: &[f64], h: f64, weights: Terms<'_>, slopes: &[f64], out: &mut [f64]) {
    const SUMS: [SumOfSome; SOME - FEW] = [
        sum_of_few::<f64, 9>,
        sum_of_few::<f64, 10>,
        sum_of_few::<f64, 11>,
        sum_of_few::<f64, 12>,
        sum_of_few::<f64, 13>,
        sum_of_few::<f64, 14>,
        sum_of_few::<f64, 15>,
        sum_of_few::<f64, SOME>,
    ];
    match SUMS.get(y.len().wrapping_sub(FEW + 1)) {
        Some(sum) => sum(y, h, weights, slopes, out),
        None => sum_of_many(y, h, weights, slopes, out),
    }
}

/// The sum for so many states.
#[inline]
fn sum_of_few<S: Scalar, const DIM: usize>(y: &[S], h: S, weights: Terms<'_>, slopes: &[S], out: &mut [S]) {
    h.vectorize(
        #[inline(always)]
        || {
            let (slopes, _) = slopes.as_chunks::<DIM>();
            let mut sum: [S; DIM] = std::array::from_fn(
                #[inline(always)]
                |i| y[i],
            );
            for &(j, w) in weights {
                let (w, slope) = (h * h.splat(w), &slopes[j]);
                for i in 0..DIM {
                    sum[i] = sum[i] + w * slope[i];
                }
            }
            out.copy_from_slice(&sum);
        },
    );
}

#[inline(always)]
fn sum_of_many<S: Scalar>(y: &[S], h: S, weights: Terms<'_>, slopes: &[S], out: &mut [S]) {
    match weights.len() {
        0 => out.copy_from_slice(y),
        1 => sum_of::<S, 1>(y, h, weights, slopes, out),
        2 => sum_of::<S, 2>(y, h, weights, slopes, out),
        3 => sum_of::<S, 3>(y, h, weights, slopes, out),
        4 => sum_of::<S, 4>(y, h, weights, slopes, out),
        5 => sum_of::<S, 5>(y, h, weights, slopes, out),
        6 => sum_of::<S, 6>(y, h, weights, slopes, out),
        7 => sum_of::<S, 7>(y, h, weights, slopes, out),
        8 => sum_of::<S, 8>(y, h, weights, slopes, out),
        9 => sum_of::<S, 9>(y, h, weights, slopes, out),
        _ => {
            // Longer sums are made in parts; no method here needs more than two.
            let (first, rest) = weights.split_at(9.min(weights.len()));
            sum_of::<S, 9>(y, h, first, slopes, out);
            for &(j, w) in rest {
                let slope = &slopes[j * y.len()..][..y.len()];
                h.vectorize_loop(
                    slope.len(),
                    #[inline(always)]
                    || {
                        let w = h * h.splat(w);
                        for (out, &k) in out.iter_mut().zip(slope) {
                            *out = *out + w * k;
                        }
                    },
                );
            }
        }
    }
}

#[inline]
fn sum_of<S: Scalar, const N: usize>(y: &[S], h: S, weights: Terms<'_>, slopes: &[S], out: &mut [S]) {
    let dim = y.len();
    let out = &mut out[..dim];
    h.vectorize_loop(
        dim,
        #[inline(always)]
        || {
            let w: [S; N] = std::array::from_fn(
                #[inline(always)]
                |n| h * h.splat(weights[n].1),
            );
            let k: [&[S]; N] = std::array::from_fn(
                #[inline(always)]
                |n| &slopes[weights[n].0 * dim..][..dim],
            );
            for i in 0..dim {
                let mut sum = y[i];
                for n in 0..N {
                    sum = sum + w[n] * k[n][i];
                }
                out[i] = sum;
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums with code of their own have the bits of the others.
    #[test]
    fn sums_of_few_states_are_those_of_many() {
        let sums = [
            weights![],
            weights![(0, 0.3)],
            weights![(1, 1.0 / 3.0), (2, -0.7)],
            weights![(0, 1.1), (2, 0.1), (4, -2.9)],
        ];
        let numbers: Vec<f64> = (0..102).map(|i| (f64::from(i) * 0.7 + 0.1).sin()).collect();
        for dim in 1..=17 {
            let (y, slopes) = (&numbers[85..85 + dim], &numbers[..5 * dim]);
            for sum in &sums {
                let (mut found, mut expected) = (vec![f64::NAN; dim], y.to_vec());
                weighted_sum(y, 0.37, sum, slopes, &mut found);
                for &(j, weight) in sum.terms {
                    expected
                        .iter_mut()
                        .zip(&slopes[j * dim..])
                        .for_each(|(to, slope)| *to += 0.37 * weight * slope);
                }
                let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&found), bits(&expected), "{dim} states, {sum:?}");
            }
        }
    }
}
