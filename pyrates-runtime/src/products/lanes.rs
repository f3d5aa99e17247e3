//! Products of one dense matrix with the values of all lanes: a product of two matrices, the second of which has eight columns.
//!
//! Sums have the parts of [`Scalar::dot`](crate::scalar::Scalar::dot), lane by lane, so a lane has the bits of a
//! single run. Six rows are taken at a time, and of each one part of its sum after the other: the sums of six rows fit into the
//! registers of AVX2, too, a value that was read serves all of them, and additions do not wait for each other. Columns are taken in blocks
//! that stay in the cache nearest to the processor. (Links of sparse matrices are added one after the other, by
//! [`add_rows`](super::add_rows): several rows at a time are no faster.)

use crate::lanes::{Lanes, Simd, WIDTH};
use crate::scalar::sum_of_parts;

use super::Weight;

/// How many rows are multiplied at a time.
const ROWS: usize = 6;

/// How many columns: the weights of six rows and the values of eight lanes take 14 KB.
const COLUMNS: usize = 128;

/// Adds the product of each row of `matrix` with `values` to one of `sums`. The matrix has as many rows as there are sums, and
/// as many columns as there are values.
#[inline(always)]
pub(crate) fn add_products<W: Weight, S: Simd>(
    simd: S,
    matrix: &[W],
    values: &[Lanes<S>],
    sums: &mut [Lanes<S>],
) {
    let m = values.len();
    if m == 0 {
        return;
    }
    let mut sums = sums.chunks_exact_mut(ROWS);
    let mut rows = matrix.chunks_exact(ROWS * m);
    for (sums, rows) in sums.by_ref().zip(rows.by_ref()) {
        add_rows::<W, S, ROWS>(simd, rows, values, sums);
    }
    let rest = rows.remainder().chunks_exact(m);
    for (sum, row) in sums.into_remainder().iter_mut().zip(rest) {
        add_rows::<W, S, 1>(simd, row, values, std::slice::from_mut(sum));
    }
}

/// The products of `N` rows of a dense matrix.
#[inline(always)]
fn add_rows<W: Weight, S: Simd, const N: usize>(
    simd: S,
    matrix: &[W],
    values: &[Lanes<S>],
    sums: &mut [Lanes<S>],
) {
    let m = values.len();
    let zero = Lanes::all(simd, 0.0);
    let mut parts = [[zero; N]; WIDTH];
    let mut room = [[0.0; COLUMNS]; N];
    for (k, values) in values.chunks(COLUMNS).enumerate() {
        let mut rows: [&[f64]; N] = [&[]; N];
        for (number, (row, room)) in rows.iter_mut().zip(&mut room).enumerate() {
            *row = W::wide(&matrix[number * m + k * COLUMNS..][..values.len()], room);
        }
        add_block(simd, rows, values, &mut parts);
    }
    for (number, sum) in sums.iter_mut().enumerate() {
        let mut of_row = [zero; WIDTH];
        for (to, part) in of_row.iter_mut().zip(&parts) {
            *to = part[number];
        }
        *sum = *sum + sum_of_parts(of_row);
    }
}

/// Adds the products of some columns of `N` rows to the parts of their sums. Only the last block of a row has another number of
/// columns than a multiple of eight; the columns that are left there belong to the last parts.
#[inline(always)]
fn add_block<S: Simd, const N: usize>(
    simd: S,
    rows: [&[f64]; N],
    values: &[Lanes<S>],
    parts: &mut [[Lanes<S>; N]; WIDTH],
) {
    let (chunks, rest) = values.as_chunks::<WIDTH>();
    // Lists of one length, as the compiler sees it.
    let mut row_chunks: [&[[f64; WIDTH]]; N] = [&[]; N];
    for (to, row) in row_chunks.iter_mut().zip(&rows) {
        *to = &row.as_chunks::<WIDTH>().0[..chunks.len()];
    }
    let (whole, first_last) = (chunks.len() * WIDTH, WIDTH - rest.len());
    for (i, part) in parts.iter_mut().enumerate() {
        let mut sums = *part;
        for (k, values) in chunks.iter().enumerate() {
            for (sum, row) in sums.iter_mut().zip(&row_chunks) {
                *sum = *sum + Lanes::all(simd, row[k][i]) * values[i];
            }
        }
        if i >= first_last {
            let k = i - first_last;
            for (sum, row) in sums.iter_mut().zip(&rows) {
                *sum = *sum + Lanes::all(simd, row[whole + k]) * rest[k];
            }
        }
        *part = sums;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Job, dispatch_at, levels};
    use crate::products::tests::numbers;

    /// Products in lanes: values and sums one lane after the other.
    struct InLanes<'a, W> {
        matrix: &'a [W],
        /// Where the links of rows begin, and their columns, if the matrix is sparse.
        links: Option<(&'a [usize], &'a [u32])>,
        values: &'a [Vec<f64>],
        sums: &'a [Vec<f64>],
    }

    impl<W: Weight> Job for InLanes<'_, W> {
        type Output = Vec<Vec<f64>>;

        #[inline(always)]
        fn run<S: Simd>(self, simd: S) -> Self::Output {
            let lanes = |numbers: &[Vec<f64>]| -> Vec<Lanes<S>> {
                (0..numbers[0].len()).map(|i| Lanes::from_fn(simd, |lane| numbers[lane][i])).collect()
            };
            let (values, mut sums) = (lanes(self.values), lanes(self.sums));
            match self.links {
                None => add_products(simd, self.matrix, &values, &mut sums),
                Some((rows, columns)) => {
                    let in_all = |weight: W| Lanes::all(simd, weight.value());
                    super::super::add_rows(rows, (columns, self.matrix), &values, &mut sums, in_all);
                }
            }
            (0..WIDTH).map(|lane| sums.iter().map(|sum| sum.lane(lane)).collect()).collect()
        }
    }

    /// Numbers for each lane.
    fn lists(n: usize, seed: u64) -> Vec<Vec<f64>> {
        (0..WIDTH as u64).map(|lane| numbers(n, seed + lane)).collect()
    }

    /// Products with all instructions against those of single runs.
    fn check<W: Weight>(matrix: &[W], links: Option<(&[usize], &[u32])>, (n, m): (usize, usize)) {
        let (values, sums) = (lists(m, 20), lists(n, 40));
        let mut expected = sums.clone();
        for (sums, values) in expected.iter_mut().zip(&values) {
            match links {
                None => super::super::add_products(matrix, values, sums),
                Some((rows, columns)) => {
                    super::super::add_rows(rows, (columns, matrix), values, sums, W::value);
                }
            }
        }
        for level in levels() {
            let job = InLanes { matrix, links, values: &values, sums: &sums };
            assert_eq!(dispatch_at(level, job), expected, "{n} x {m}, {level:?}");
        }
    }

    fn single(weights: &[f64]) -> Vec<f32> {
        weights.iter().map(|&weight| f32::nearest(weight)).collect()
    }

    #[test]
    fn lanes_have_the_bits_of_single_products() {
        let small = (0..11).flat_map(|n| [0, 1, 2, 7, 8, 9, 15, 16, 23].map(|m| (n, m)));
        for (n, m) in small.chain([(13, 127), (9, 128), (15, 129), (6, 135), (3, 136), (10, 260), (19, 387)])
        {
            let weights = numbers(n * m, 1);
            check(&weights, None, (n, m));
            check(&single(&weights), None, (n, m));
        }
    }

    /// Rows of different lengths, empty ones among them.
    #[test]
    fn lanes_have_the_bits_of_single_links() {
        for n in 0..14 {
            let begins = (0..=n).scan(0, |begin, row| {
                let this = *begin;
                *begin += row * 5 % 7;
                Some(this)
            });
            let rows: Vec<usize> = begins.collect();
            let columns: Vec<u32> = (0..rows[n] as u32).map(|k| k * 11 % 30).collect();
            let weights = numbers(columns.len(), 1);
            check(&weights, Some((&rows, &columns)), (n, 30));
            check(&single(&weights), Some((&rows, &columns)), (n, 30));
        }
    }
}
