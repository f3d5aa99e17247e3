//! In which order the links of a sparse matrix are read when it is multiplied. Sums are the same for all of them: whatever a
//! target gets is added in the order of sources.

use super::SparseMatrix;

/// How the links of a matrix are read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Reading {
    /// Target by target.
    #[default]
    Targets,
    /// Link by link, by the target of each, where most targets have no more than two: then loops over the links of each are
    /// too short.
    Links(Vec<u32>),
    /// By runs, in which neighbours have neighbours for sources: chains, rings and lattices.
    Runs(Vec<Run>),
}

/// Links between neighbours: that from `source + k` to `target + k` is number `link + k * stride`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run {
    pub(crate) target: usize,
    pub(crate) source: usize,
    pub(crate) link: usize,
    pub(crate) stride: usize,
    pub(crate) len: usize,
}

/// Runs of fewer links on average are not worth their loops.
const SHORTEST: usize = 16;

/// Matrices with more distances between targets and sources than this are no lattices of neighbours.
const MOST_DISTANCES: usize = 16;

impl Reading {
    /// The best one for a matrix.
    pub(super) fn of(matrix: &SparseMatrix) -> Reading {
        if let Some(runs) = runs(matrix) {
            return Reading::Runs(runs);
        }
        if matrix.len() > 2 * matrix.targets() {
            return Reading::Targets;
        }
        let ends: Result<Vec<u32>, _> = matrix.links().map(|(end, ..)| u32::try_from(end.0)).collect();
        ends.map_or(Reading::Targets, Reading::Links)
    }
}

/// The runs of a matrix that consists of long ones, by the distance of the source from the target: so a target has its
/// sources in their order.
fn runs(matrix: &SparseMatrix) -> Option<Vec<Run>> {
    // For each distance the runs so far.
    let mut of_distances: Vec<(i128, Vec<Run>)> = Vec::new();
    for (link, (target, source, _)) in matrix.links().enumerate() {
        let (target, source) = (target.0, source.0);
        let distance = source as i128 - target as i128;
        let new = Run { target, source, link, stride: 1, len: 1 };
        match of_distances.iter().position(|(of, _)| *of == distance) {
            Some(place) => {
                let runs = &mut of_distances[place].1;
                if !runs.last_mut().is_some_and(|run| run.grow(target, link)) {
                    runs.push(new);
                }
            }
            None if of_distances.len() == MOST_DISTANCES => return None,
            None => of_distances.push((distance, vec![new])),
        }
    }
    of_distances.sort_by_key(|(distance, _)| *distance);
    let runs: Vec<Run> = of_distances.into_iter().flat_map(|(_, runs)| runs).collect();
    (!runs.is_empty() && SHORTEST * runs.len() <= matrix.len()).then_some(runs)
}

impl Run {
    /// Takes a link of the same distance, if it is the next one of the run.
    fn grow(&mut self, target: usize, link: usize) -> bool {
        if self.len == 1 {
            self.stride = link - self.link;
        }
        let is_next = target == self.target + self.len && link == self.link + self.len * self.stride;
        self.len += usize::from(is_next);
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{Source, Target};

    fn matrix(n: usize, neighbours: &[isize]) -> SparseMatrix {
        let link = |i: usize, d: isize| Some((Target(i), Source(i.checked_add_signed(d)?), 1.0));
        let links = (0..n).flat_map(|i| neighbours.iter().filter_map(move |&d| link(i, d)));
        SparseMatrix::from_links(n, n, links.filter(|(_, j, _)| j.0 < n)).expect("links inside")
    }

    #[test]
    fn chains_are_runs() {
        let chain = matrix(40, &[-1]);
        let run = Run { target: 1, source: 0, link: 0, stride: 1, len: 39 };
        assert_eq!(chain.reading(), &Reading::Runs(vec![run]));
        let Reading::Runs(both) = matrix(40, &[1, -1]).reading().clone() else { panic!("no runs") };
        assert_eq!(both.iter().map(|run| (run.stride, run.len)).collect::<Vec<_>>(), [(2, 39), (2, 39)]);
    }

    #[test]
    fn other_matrices_are_not() {
        let short = matrix(15, &[-1]);
        assert!(matches!(short.reading(), Reading::Links(_)));
        let links = (0..40).map(|i| (Target(i), Source(i * 7 % 40), 1.0));
        let scattered = SparseMatrix::from_links(40, 40, links).expect("links inside");
        assert!(matches!(scattered.reading(), Reading::Links(_)));
        assert_eq!(SparseMatrix::empty(3, 3).reading(), &Reading::Targets);
        assert_eq!(matrix(3, &[-1, 0, 1]).reading(), &Reading::Targets);
    }
}
