//! The order of every tableau, by its order conditions: one for each rooted tree (Butcher; Hairer, Norsett
//! and Wanner, Solving Ordinary Differential Equations I, II.2 and II.6).

use super::radau9::{self, COMPLEX, DENSE, FROM_BASIS, NODES, REAL, STAGES, TO_BASIS};
use super::rodas5p::{RODAS5P, RosenbrockTableau};
use super::tableau::{
    BOSH3, DOP853, DOPRI5, EULER, Embedded, ErrorWeights, HEUN, RALSTON, RK4, TSIT5, Tableau,
};
use super::vern7::VERN7;
use super::weights::{Weights, weights};
use crate::delay::evaluate;
use crate::linear::{Lu, Matrix};
use crate::model::JacobianSink;
use num_complex::Complex64;

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
    let none: Weights = weights![];
    std::iter::once(none).chain(stages).chain([tableau.b]).chain(dense).collect()
}

fn apply(weights: &Weights, values: &[f64]) -> f64 {
    weights.terms.iter().map(|&(i, w)| w * values[i]).sum()
}

/// The polynomial of the dense output for slopes with certain values, at `s`: what the stepper makes from
/// `y = 0` and `h = 1`.
fn dense_output(tableau: &Tableau, slopes: &[f64], s: f64) -> f64 {
    let y1 = apply(&tableau.b, slopes);
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
        Some(Embedded { error: ErrorWeights::One(e), .. }) => vec![*e],
        Some(Embedded { error: ErrorWeights::Two(e5, e3), .. }) => vec![*e5, *e3],
        None => vec![],
    };
    let mut largest = Residuals { solution: 0.0, error: vec![0.0; errors.len()], dense: 0.0 };
    let trees = weights_of_trees(tableau, order);
    for (_, density, weights) in trees.into_iter().filter(|tree| tree.0 == order) {
        largest.solution = largest.solution.max((apply(&tableau.b, &weights) - 1.0 / density).abs());
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
        let sum: f64 = stage.a.terms.iter().map(|&(_, a)| a).sum();
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

/// For each tree its order, its density, and its weight for every stage of a Rosenbrock method before the
/// transformation (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7): a vertex with one
/// branch takes the matrix `alpha + gamma`, one with several takes `alpha`.
fn weights_of_rosenbrock_trees(
    alpha: &[Vec<f64>],
    beta: &[Vec<f64>],
    largest: usize,
) -> Vec<(usize, f64, Vec<f64>)> {
    let mut known: Vec<(usize, f64, Vec<f64>)> = Vec::new();
    for tree in trees(largest) {
        let mut density = tree.order as f64;
        let mut weights = vec![1.0; alpha.len()];
        let matrix = if tree.branches.len() == 1 { beta } else { alpha };
        for branch in tree.branches {
            let (_, branch_density, branch_weights) = &known[branch];
            density *= branch_density;
            weights.iter_mut().zip(matrix).for_each(|(w, row)| *w *= product(row, branch_weights));
        }
        known.push((tree.order, density, weights));
    }
    known
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The matrices `alpha` and `gamma` before the transformation `u = gamma k`, in which the coefficients are
/// `a = alpha gamma^-1` and `1/diagonal - gamma^-1`.
fn untransformed(tableau: &RosenbrockTableau) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let n = tableau.stages.len();
    let mut gamma: Vec<Vec<f64>> = Vec::new();
    for (i, stage) in tableau.stages.iter().enumerate() {
        let entry = |j: usize| {
            let sum: f64 = stage.gamma.terms.iter().map(|&(k, c)| c * gamma[k][j]).sum();
            tableau.gamma * (sum + if i == j { 1.0 } else { 0.0 })
        };
        let row = (0..n).map(entry).collect();
        gamma.push(row);
    }
    let columns =
        |i: usize, j: usize| apply(&tableau.stages[i].a, &gamma.iter().map(|row| row[j]).collect::<Vec<_>>());
    let alpha = (0..n).map(|i| (0..n).map(|j| columns(i, j)).collect()).collect();
    (alpha, gamma)
}

/// The published coefficients of Rodas5P are rounded to 16 digits and of size 150, products in the conditions are
/// larger: some 1e-12 remain.
#[test]
fn rodas5p_satisfies_its_order_conditions() {
    const ROUNDING: f64 = 1e-11;
    let tableau = &RODAS5P;
    let (alpha, gamma) = untransformed(tableau);
    let n = alpha.len();
    let beta: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| alpha[i][j] + gamma[i][j]).collect()).collect();
    for (i, stage) in tableau.stages.iter().enumerate() {
        assert!((alpha[i].iter().sum::<f64>() - stage.c).abs() < ROUNDING, "{stage:?}");
        assert!((gamma[i].iter().sum::<f64>() - stage.d).abs() < ROUNDING, "{stage:?}");
    }
    for order in 1..=6 {
        let mut largest = [0.0_f64; 3];
        let trees = weights_of_rosenbrock_trees(&alpha, &beta, order);
        for (_, density, weights) in trees.into_iter().filter(|tree| tree.0 == order) {
            let u: Vec<f64> = gamma.iter().map(|row| product(row, &weights)).collect();
            let y1 = apply(&tableau.m, &u);
            largest[0] = largest[0].max((y1 - 1.0 / density).abs());
            largest[1] = largest[1].max((y1 - apply(&tableau.error, &u) - 1.0 / density).abs());
            let r: Vec<f64> =
                [0.0, y1].into_iter().chain(tableau.dense.iter().map(|d| apply(d, &u))).collect();
            for s in [0.1, 0.35, 0.5, 0.8] {
                let exact = f64::powi(s, order as i32) / density;
                largest[2] = largest[2].max((evaluate(&r, s) - exact).abs());
            }
        }
        for (residual, of) in largest.into_iter().zip([5, 4, 4]) {
            assert_eq!(residual < ROUNDING, order <= of, "order {order}, claimed {of}: {residual}");
        }
    }
}

/// L-stability: the stability function of a stiffly accurate method vanishes at infinity, and is at most 1 on the
/// imaginary axis. `y' = z y` makes the matrix of each stage a number.
#[test]
fn rodas5p_is_l_stable() {
    let growth = |z: Complex64| {
        let mut u: Vec<Complex64> = Vec::new();
        for stage in RODAS5P.stages {
            let sum = |weights: Weights| weights.terms.iter().map(|&(j, w)| u[j] * w).sum::<Complex64>();
            let right = z * (1.0 + sum(stage.a)) + sum(stage.gamma);
            u.push(right / (1.0 / RODAS5P.gamma - z));
        }
        1.0 + RODAS5P.m.terms.iter().map(|&(j, w)| u[j] * w).sum::<Complex64>()
    };
    assert!(growth(Complex64::new(-1e9, 0.0)).norm() < 1e-6);
    for k in -40..=60 {
        let y = 10f64.powf(f64::from(k) / 10.0);
        assert!(growth(Complex64::new(0.0, y)).norm() <= 1.0 + 1e-9, "{y}");
    }
}

/// The inverse of the matrix `A` of Radau9, made of its eigenvalues.
fn inverse_of_radau() -> [[f64; STAGES]; STAGES] {
    let columns: [[f64; STAGES]; STAGES] = std::array::from_fn(|j| {
        let unit = std::array::from_fn(|i| if i == j { 1.0 } else { 0.0 });
        let w = radau9::product(&TO_BASIS, &unit);
        let [first, second] = [1, 3].map(|i| Complex64::new(w[i], w[i + 1]) * COMPLEX[i / 2]);
        radau9::product(&FROM_BASIS, &[REAL * w[0], first.re, first.im, second.re, second.im])
    });
    std::array::from_fn(|i| columns.map(|column| column[i]))
}

/// The method is that of collocation: polynomials of degree 5 have exact stages and an exact dense output, and the last stage is
/// a formula of order 9.
#[test]
fn radau9_is_collocation() {
    const ROUNDING: f64 = 1e-12;
    let inverse = inverse_of_radau();
    let power = |c: f64, k: usize| f64::powi(c, k as i32);
    for k in 1..=6 {
        let ways = NODES.map(|c| power(c, k));
        let slopes = inverse.map(|row| dot(&row, &ways));
        let exact = NODES.map(|c| k as f64 * power(c, k - 1));
        let of_stages = slopes.iter().zip(exact).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let r: Vec<f64> = [0.0, 1.0].into_iter().chain(radau9::product(&DENSE, &ways)).collect();
        let between = [0.1, 0.35, 0.7, 0.9].map(|s| (evaluate(&r, s) - power(s, k)).abs());
        let between = between.into_iter().fold(0.0, f64::max);
        for residual in [of_stages, between] {
            assert_eq!(residual < ROUNDING, k <= STAGES, "degree {k}: {residual}");
        }
    }
    // The weights are the last row of `A`.
    let mut transposed = Matrix::new(STAGES);
    (0..STAGES * STAGES)
        .for_each(|at| transposed.add(at % STAGES, at / STAGES, inverse[at / STAGES][at % STAGES]));
    let (mut lu, mut weights) = (Lu::new(STAGES), [0.0, 0.0, 0.0, 0.0, 1.0]);
    assert!(lu.factorise(0.0, 1.0, &transposed));
    lu.solve(&mut weights);
    for k in 1..=10 {
        let residual = dot(&weights, &NODES.map(|c| power(c, k - 1))) - 1.0 / k as f64;
        assert_eq!(residual.abs() < ROUNDING, k <= 9, "order {k}: {residual}");
    }
}

fn dot(a: &[f64; STAGES], b: &[f64; STAGES]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// L-stability again: the ways `z` of stages of `y' = z y` from 1 satisfy `(A^-1 - z) ways = z`.
#[test]
fn radau9_is_l_stable() {
    let mut inverse = Matrix::new(STAGES);
    let entries = inverse_of_radau();
    (0..STAGES * STAGES)
        .for_each(|at| inverse.add(at / STAGES, at % STAGES, entries[at / STAGES][at % STAGES]));
    let growth = |z: Complex64| {
        let (mut lu, mut ways) = (Lu::new(STAGES), [z; STAGES]);
        assert!(lu.factorise(-z, 1.0, &inverse));
        lu.solve(&mut ways);
        1.0 + ways[STAGES - 1]
    };
    assert!(growth(Complex64::new(-1e9, 0.0)).norm() < 1e-6);
    assert!((growth(Complex64::new(-1.0, 0.0)).re - (-1.0_f64).exp()).abs() < 1e-8);
    for k in -40..=60 {
        let y = 10f64.powf(f64::from(k) / 10.0);
        assert!(growth(Complex64::new(0.0, y)).norm() <= 1.0 + 1e-9, "{y}");
    }
}

/// The interval of stability on the real axis ends where the stability polynomial leaves [-1, 1].
#[test]
fn limits_of_stability_are_right() {
    for tableau in [&BOSH3, &DOPRI5, &TSIT5, &VERN7, &DOP853] {
        let stability = tableau.embedded.as_ref().unwrap().stability;
        let growth = |z: f64| {
            let mut k: Vec<f64> = Vec::new();
            rows(tableau)[..tableau.end()].iter().for_each(|row| k.push(z * (1.0 + apply(row, &k))));
            1.0 + apply(&tableau.b, &k)
        };
        assert!((1..=99).all(|i| growth(-stability * f64::from(i) / 100.0).abs() <= 1.0), "{stability}");
        assert!(growth(-1.01 * stability).abs() > 1.0, "{stability}");
    }
}
