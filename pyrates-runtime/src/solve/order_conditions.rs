//! The order of every tableau, by its order conditions: one for each rooted tree (Butcher; Hairer, Norsett
//! and Wanner, Solving Ordinary Differential Equations I, II.2 and II.6).

use super::tableau::{
    BOSH3, DOP853, DOPRI5, EULER, Embedded, ErrorWeights, HEUN, RALSTON, RK4, TSIT5, Tableau, Weights,
};
use super::vern7::VERN7;
use crate::delay::evaluate;

/// A rooted tree: its order, and the numbers of the trees that grow from its root.
struct Tree {
    order: usize,
    branches: Vec<usize>,
}

/// All rooted trees up to some order, smaller ones first.
fn trees(largest: usize) -> Vec<Tree> {
    let mut trees = vec![Tree { order: 1, branches: Vec::new() }];
    for order in 2..=largest {
        let smaller = trees.len();
        add_forests(&mut trees, order, order - 1, smaller, &mut Vec::new());
    }
    trees
}

/// Adds a tree for every multiset of the first `end` trees with orders that add up to `rest`.
fn add_forests(trees: &mut Vec<Tree>, order: usize, rest: usize, end: usize, branches: &mut Vec<usize>) {
    if rest == 0 {
        trees.push(Tree { order, branches: branches.clone() });
        return;
    }
    for next in 0..end {
        if trees[next].order <= rest {
            branches.push(next);
            add_forests(trees, order, rest - trees[next].order, next + 1, branches);
            branches.pop();
        }
    }
}

/// For each tree its order, its density, and its weight for every slope of a method.
fn weights_of_trees(tableau: &Tableau, largest: usize) -> Vec<(usize, f64, Vec<f64>)> {
    let rows = rows(tableau);
    let mut known: Vec<(usize, f64, Vec<f64>)> = Vec::new();
    for tree in trees(largest) {
        let mut density = tree.order as f64;
        let mut weights = vec![1.0; rows.len()];
        for branch in tree.branches {
            let (_, branch_density, branch_weights) = &known[branch];
            density *= branch_density;
            weights.iter_mut().zip(&rows).for_each(|(w, row)| *w *= apply(row, branch_weights));
        }
        known.push((tree.order, density, weights));
    }
    known
}

/// The matrix `A` of all slopes. That at the end of the step has the weights of the solution.
fn rows(tableau: &Tableau) -> Vec<Weights> {
    let stages = tableau.stages.iter().map(|stage| stage.a);
    let dense = tableau.dense.stages.iter().map(|stage| stage.a);
    let none: Weights = &[];
    std::iter::once(none).chain(stages).chain([tableau.b]).chain(dense).collect()
}

fn apply(weights: Weights, values: &[f64]) -> f64 {
    weights.iter().map(|&(i, w)| w * values[i]).sum()
}

/// The polynomial of the dense output for slopes with certain values, at `s`: what the stepper makes from
/// `y = 0` and `h = 1`.
fn dense_output(tableau: &Tableau, slopes: &[f64], s: f64) -> f64 {
    let y1 = apply(tableau.b, slopes);
    let mut r = vec![0.0; 4];
    super::hermite(0.0, y1, 1.0, slopes[0], slopes[tableau.end()], &mut r);
    r.extend(tableau.dense.d.iter().map(|d| apply(d, slopes)));
    evaluate(&r, s)
}

/// The largest residuals of the conditions of one order.
struct Residuals {
    solution: f64,
    error: Vec<f64>,
    dense: f64,
}

fn residuals(tableau: &Tableau, order: usize) -> Residuals {
    let errors: Vec<Weights> = match &tableau.embedded {
        Some(Embedded { error: ErrorWeights::One(e), .. }) => vec![e],
        Some(Embedded { error: ErrorWeights::Two(e5, e3), .. }) => vec![e5, e3],
        None => vec![],
    };
    let mut largest = Residuals { solution: 0.0, error: vec![0.0; errors.len()], dense: 0.0 };
    let trees = weights_of_trees(tableau, order);
    for (_, density, weights) in trees.into_iter().filter(|tree| tree.0 == order) {
        largest.solution = largest.solution.max((apply(tableau.b, &weights) - 1.0 / density).abs());
        for (largest, e) in largest.error.iter_mut().zip(&errors) {
            *largest = largest.max(apply(e, &weights).abs());
        }
        for s in [0.1, 0.35, 0.5, 0.8] {
            let exact = f64::powi(s, order as i32) / density;
            largest.dense = largest.dense.max((dense_output(tableau, &weights, s) - exact).abs());
        }
    }
    largest
}

/// What rounding leaves: coefficients are of size 600 at most.
const ROUNDING: f64 = 1e-12;

/// Checks that the conditions hold up to the orders, and do not hold beyond.
fn check(tableau: &Tableau, order: usize, embedded: &[usize], dense: usize) {
    for stage in tableau.stages.iter().chain(tableau.dense.stages) {
        let sum: f64 = stage.a.iter().map(|&(_, a)| a).sum();
        assert!((sum - stage.c).abs() < ROUNDING, "{stage:?}");
    }
    for k in 1..=order + 1 {
        let Residuals { solution, error, dense: between } = residuals(tableau, k);
        assert_eq!(solution < ROUNDING, k <= order, "order {k}: {solution}");
        assert_eq!(between < ROUNDING, k <= dense, "dense order {k}: {between}");
        for (error, &embedded) in error.iter().zip(embedded) {
            assert_eq!(*error < ROUNDING, k <= embedded, "embedded order {k}: {error}");
        }
    }
}

#[test]
fn there_are_as_many_trees_as_known() {
    // Hairer, Norsett and Wanner, table II.2.1.
    for (order, count) in [1, 1, 2, 4, 9, 20, 48, 115].into_iter().enumerate() {
        assert_eq!(trees(order + 1).iter().filter(|tree| tree.order == order + 1).count(), count);
    }
}

#[test]
fn methods_satisfy_their_order_conditions() {
    check(&EULER, 1, &[], 1);
    check(&HEUN, 2, &[], 2);
    check(&RALSTON, 2, &[], 2);
    check(&BOSH3, 3, &[2], 3);
    check(&RK4, 4, &[], 3);
    check(&DOPRI5, 5, &[4], 4);
    check(&TSIT5, 5, &[4], 4);
    check(&VERN7, 7, &[6], 6);
    check(&DOP853, 8, &[5, 3], 7);
}
