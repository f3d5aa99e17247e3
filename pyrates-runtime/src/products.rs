//! Products of dense and sparse matrices with vectors; those of dense ones with the instructions of the processor.
//!
//! Every product of a row has the sums, and the sequence of additions, of [`Scalar::dot`], so results are the same to the last
//! bit with any instruction set. Rows are taken four at a time: a value that was read serves all of them, and additions
//! do not wait for each other. Weights may be numbers of 32 bits ([`Weight`]); sums never are. `lanes` multiplies one matrix with
//! the values of eight runs.

pub(crate) mod lanes;

use crate::lanes::{Job, Lanes, Simd, WIDTH, dispatch};
use crate::matrix::{Reading, Run, SparseMatrix};
use crate::scalar::Scalar;

/// How many rows are multiplied at a time.
pub(crate) const ROWS: usize = 4;

/// The form in which a weight is stored. It is multiplied as a number of 64 bits.
pub(crate) trait Weight: Copy {
    /// The weight nearest to a number.
    fn nearest(number: f64) -> Self;

    /// Its value.
    fn value(self) -> f64;

    /// The values of eight weights.
    fn values<S: Simd>(simd: S, weights: [Self; WIDTH]) -> Lanes<S>;

    /// The values of some weights, where there is room for them if they must be written anew.
    fn wide<'a>(weights: &'a [Self], room: &'a mut [f64]) -> &'a [f64];
}

impl Weight for f64 {
    #[inline(always)]
    fn nearest(number: f64) -> f64 {
        number
    }
    #[inline(always)]
    fn value(self) -> f64 {
        self
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn values<S: Simd>(simd: S, weights: [f64; WIDTH]) -> Lanes<S> {
        Lanes::new(simd, weights)
    }
    #[inline(always)]
    fn wide<'a>(weights: &'a [f64], _room: &'a mut [f64]) -> &'a [f64] {
        weights
    }
}

impl Weight for f32 {
    #[inline(always)]
    fn nearest(number: f64) -> f32 {
        number as f32
    }
    #[inline(always)]
    fn value(self) -> f64 {
        f64::from(self)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn values<S: Simd>(simd: S, weights: [f32; WIDTH]) -> Lanes<S> {
        Lanes::widen(simd, weights)
    }
    #[inline(always)]
    fn wide<'a>(weights: &'a [f32], room: &'a mut [f64]) -> &'a [f64] {
        let room = &mut room[..weights.len()];
        for (to, &weight) in room.iter_mut().zip(weights) {
            *to = f64::from(weight);
        }
        room
    }
}

/// Adds the product of each row of `matrix` with `values` to one of `sums`. The matrix has as many rows as there are sums, and
/// as many columns as there are values.
pub(crate) fn add_products<W: Weight>(matrix: &[W], values: &[f64], sums: &mut [f64]) {
    match values.len() {
        0 => {}
        n if n < WIDTH => {
            let mut row = [0.0; WIDTH];
            for (sum, weights) in sums.iter_mut().zip(matrix.chunks_exact(n)) {
                row.iter_mut().zip(weights).for_each(|(to, weight)| *to = weight.value());
                *sum += 0.0.dot(&row[..n], values);
            }
        }
        _ => dispatch(Products { matrix, values, sums }),
    }
}

/// The same row by row.
#[inline(always)]
pub(crate) fn add_each<S: Scalar>(matrix: &[S], values: &[S], sums: &mut [S]) {
    let rows = matrix.chunks_exact(values.len().max(1));
    sums.iter_mut().zip(rows).for_each(|(sum, row)| *sum = *sum + sum.dot(row, values));
}

/// Adds what the links of a sparse matrix bring, whose numbers are in `weights`, to the sums of their targets: for each of
/// them in the order of sources.
#[inline(always)]
pub(crate) fn add_links<S: Scalar>(matrix: &SparseMatrix, weights: &[S], values: &[S], sums: &mut [S]) {
    match matrix.reading() {
        Reading::Targets => {
            add_rows(matrix.rows(), (matrix.columns(), weights), values, sums, |weight| weight);
        }
        Reading::Links(ends) => {
            for ((&end, &column), &weight) in ends.iter().zip(matrix.columns()).zip(weights) {
                let sum = &mut sums[end as usize];
                *sum = *sum + weight * values[column as usize];
            }
        }
        Reading::Runs(runs) => {
            for run in runs {
                add_run(run, weights, values, sums);
            }
        }
    }
}

/// The same for links between neighbours.
#[inline(always)]
fn add_run<S: Scalar>(run: &Run, weights: &[S], values: &[S], sums: &mut [S]) {
    let (values, sums) = (&values[run.source..][..run.len], &mut sums[run.target..][..run.len]);
    let weights = &weights[run.link..];
    if run.stride > 1 {
        for ((sum, &weight), &value) in sums.iter_mut().zip(weights.iter().step_by(run.stride)).zip(values) {
            *sum = *sum + weight * value;
        }
        return;
    }
    let weights = &weights[..run.len];
    values[0].vectorize_loop(
        run.len,
        #[inline(always)]
        || {
            for ((sum, &weight), &value) in sums.iter_mut().zip(weights).zip(values) {
                *sum = *sum + weight * value;
            }
        },
    );
}

/// The same for rows that begin at places of `rows`: the links of one end where those of the next begin.
#[inline(always)]
pub(crate) fn add_rows<W: Copy, S: Scalar>(
    rows: &[usize],
    (columns, weights): (&[u32], &[W]),
    values: &[S],
    sums: &mut [S],
    value: impl Fn(W) -> S,
) {
    for (sum, row) in sums.iter_mut().zip(rows.windows(2)) {
        let links = row[0]..row[1];
        let mut total = *sum;
        for (&weight, &column) in weights[links.clone()].iter().zip(&columns[links]) {
            total = total + value(weight) * values[column as usize];
        }
        *sum = total;
    }
}

struct Products<'a, W> {
    matrix: &'a [W],
    values: &'a [f64],
    sums: &'a mut [f64],
}

impl<W: Weight> Job for Products<'_, W> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let m = self.values.len();
        let mut sums = self.sums.chunks_exact_mut(ROWS);
        let mut rows = self.matrix.chunks_exact(ROWS * m);
        for (sums, rows) in sums.by_ref().zip(rows.by_ref()) {
            let (first, second) = rows.split_at(2 * m);
            let ((a, b), (c, d)) = (first.split_at(m), second.split_at(m));
            let products = products(simd, [a, b, c, d], self.values);
            for (sum, product) in sums.iter_mut().zip(products) {
                *sum += product;
            }
        }
        let rest = rows.remainder().chunks_exact(m);
        for (sum, row) in sums.into_remainder().iter_mut().zip(rest) {
            let [product] = products(simd, [row], self.values);
            *sum += product;
        }
    }
}

/// The products of some rows with `values`, all of one length, which is at least eight.
#[inline(always)]
fn products<S: Simd, W: Weight, const N: usize>(simd: S, rows: [&[W]; N], values: &[f64]) -> [f64; N] {
    let (chunks, rest) = values.as_chunks::<WIDTH>();
    // Lists of one length, as the compiler sees it.
    let row_chunks = rows.map(|row| &row.as_chunks::<WIDTH>().0[..chunks.len()]);
    let mut parts = [Lanes::all(simd, 0.0); N];
    for (k, value) in chunks.iter().enumerate() {
        let value = Lanes::new(simd, *value);
        for (part, row) in parts.iter_mut().zip(row_chunks) {
            *part = *part + W::values(simd, row[k]) * value;
        }
    }
    if !rest.is_empty() {
        let value = last(simd, values, rest.len());
        for (part, row) in parts.iter_mut().zip(rows) {
            *part = *part + last(simd, row, rest.len()) * value;
        }
    }
    let mut sums = [0.0; N];
    for (sum, part) in sums.iter_mut().zip(parts) {
        *sum = part.sum();
    }
    sums
}

/// Zeros and the last `n` numbers of a list, fewer than eight.
#[inline(always)]
fn last<S: Simd, W: Weight>(simd: S, numbers: &[W], n: usize) -> Lanes<S> {
    let numbers = numbers.last_chunk::<WIDTH>().copied().unwrap_or([W::nearest(0.0); WIDTH]);
    let places = Lanes::new(simd, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
    let is_last = places.gt(places.splat((WIDTH - n) as f64));
    is_last.select(W::values(simd, numbers), Lanes::all(simd, 0.0))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::lanes::{dispatch_at, levels};

    /// Numbers of very different sizes, so that every other sequence of additions has another result.
    pub(crate) fn numbers(n: usize, seed: u64) -> Vec<f64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / 9_007_199_254_740_992.0 - 0.5
        };
        (0..n).map(|_| next() * 10f64.powf(12.0 * next())).collect()
    }

    /// Products of weights against those of their values, row by row, with all instructions.
    fn check<W: Weight>(weights: &[W], (n, m): (usize, usize)) {
        let (values, start) = (numbers(m, 2), numbers(n, 3));
        let wide: Vec<f64> = weights.iter().map(|weight| weight.value()).collect();
        let mut expected = start.clone();
        add_each(&wide, &values, &mut expected);
        let mut sums = start.clone();
        add_products(weights, &values, &mut sums);
        assert_eq!(sums, expected, "{n} x {m}");
        for level in levels().into_iter().filter(|_| m >= WIDTH) {
            let mut sums = start.clone();
            dispatch_at(level, Products { matrix: weights, values: &values, sums: &mut sums });
            assert_eq!(sums, expected, "{n} x {m}, {level:?}");
        }
    }

    #[test]
    fn products_have_the_bits_of_dot_with_all_instructions() {
        for (n, m) in (0..11).flat_map(|n| (0..40).map(move |m| (n, m))).chain([(130, 257)]) {
            let weights = numbers(n * m, 1);
            check(&weights, (n, m));
            check(&weights.iter().map(|&weight| f32::nearest(weight)).collect::<Vec<_>>(), (n, m));
        }
    }

    /// However links are read, each target gets the same, in the same order.
    #[test]
    fn links_have_the_bits_of_rows() {
        use crate::matrix::{Source, Target};
        let scattered = |n: usize| (0..n).map(|k| (k * 7 % 20, k * 11 % 90)).collect::<Vec<_>>();
        let shifted = |n: usize, by: &[usize]| {
            let link = |i: usize| by.iter().map(move |d| (i, i + d)).collect::<Vec<_>>();
            (0..n).flat_map(link).collect::<Vec<_>>()
        };
        let cases = [1, 20, 39, 40, 41, 70].map(scattered);
        let neighbours = [shifted(20, &[3]), shifted(80, &[0, 1, 9]), shifted(17, &[40, 2])];
        for links in cases.into_iter().chain(neighbours) {
            let weight = |(i, j)| (Target(i), Source(j), 0.3 + ((3 * i + j) as f64).sin());
            let matrix =
                SparseMatrix::from_links(80, 90, links.into_iter().map(weight)).expect("links inside");
            let values = numbers(90, 3);
            let (mut of_links, mut of_rows) = (numbers(80, 4), numbers(80, 4));
            add_links(&matrix, matrix.values(), &values, &mut of_links);
            let links = (matrix.columns(), matrix.values());
            add_rows(matrix.rows(), links, &values, &mut of_rows, |weight| weight);
            assert_eq!(of_links, of_rows, "{:?}", matrix.reading());
        }
    }

    #[test]
    fn infinite_weights_stay_where_they_are() {
        // Nine columns: the last eight overlap the first eight, and must not count the infinite one twice.
        let mut matrix = vec![1.0; 27];
        matrix[12] = f64::INFINITY;
        let mut sums = [0.0; 3];
        add_products::<f64>(&matrix, &[1.0; 9], &mut sums);
        assert_eq!(sums, [9.0, f64::INFINITY, 9.0]);
    }
}
