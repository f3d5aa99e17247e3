//! The order of elimination that keeps the factors of a sparse matrix sparse.

use std::collections::BTreeSet;

/// The order in which states are eliminated, and for each of them, in this order, those later ones that get an entry
/// with it: as places in the order, increasing. `None` if there are more than `limit` such pairs.
///
/// This is the minimum degree algorithm (W. F. Tinney and J. W. Walker, Proc. IEEE 55 (1967) 1801) on the graph of the
/// matrix with its transpose: the state with the fewest neighbours is next, and its neighbours become neighbours of
/// each other.
pub(super) fn minimum_degree(
    n: usize,
    places: &[(usize, usize)],
    limit: usize,
) -> Option<(Vec<usize>, Vec<Vec<usize>>)> {
    let mut neighbours = vec![BTreeSet::new(); n];
    for &(row, column) in places.iter().filter(|(row, column)| row != column) {
        neighbours[row].insert(column);
        neighbours[column].insert(row);
    }
    let mut queue: BTreeSet<(usize, usize)> = (0..n).map(|i| (neighbours[i].len(), i)).collect();
    let (mut order, mut later, mut pairs) = (Vec::new(), Vec::new(), 0);
    while let Some((degree, state)) = queue.pop_first() {
        pairs += degree;
        if pairs > limit {
            return None;
        }
        let around = std::mem::take(&mut neighbours[state]);
        for &i in &around {
            queue.remove(&(neighbours[i].len(), i));
            neighbours[i].remove(&state);
            neighbours[i].extend(around.iter().filter(|&&j| j != i));
            queue.insert((neighbours[i].len(), i));
        }
        order.push(state);
        later.push(around);
    }
    let mut place = vec![0; n];
    order.iter().enumerate().for_each(|(at, &state)| place[state] = at);
    let places_of = |around: BTreeSet<usize>| {
        let mut later: Vec<usize> = around.into_iter().map(|state| place[state]).collect();
        later.sort_unstable();
        later
    };
    let later = later.into_iter().map(places_of).collect();
    Some((order, later))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A star is eliminated from its rays: in any other order everything would be joined with everything.
    #[test]
    fn a_star_stays_sparse() {
        let places: Vec<(usize, usize)> = (1..10).map(|i| (0, i)).collect();
        let (order, later) = minimum_degree(10, &places, 9).unwrap();
        assert!(order[..8].iter().all(|&state| state != 0), "{order:?}");
        assert!(later[..9].iter().all(|later| later.len() == 1) && later[9].is_empty());
        assert!(minimum_degree(10, &places, 8).is_none());
    }

    /// A ring gets one more pair for each state but the last three.
    #[test]
    fn a_ring_is_filled_in() {
        let places: Vec<(usize, usize)> = (0..6).map(|i| (i, (i + 1) % 6)).collect();
        let (_, later) = minimum_degree(6, &places, 36).unwrap();
        assert_eq!(later.iter().map(Vec::len).sum::<usize>(), 9);
    }
}
