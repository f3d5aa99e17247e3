//! What exported code should give: vector fields and Jacobians at random points, and trajectories.

use pyrates_ir::eval;
use pyrates_ir::scalarise::scalarise;
use pyrates_ir::system::System;

/// The number of random points.
const POINTS: usize = 20;

/// The states of the past in all tests of vector fields: a function that every language can compute.
fn past(state: usize, time: f64) -> f64 {
    0.5 + 0.3 * (time + (state + 1) as f64).sin()
}

/// A point: time and states.
pub(crate) type Point = Vec<f64>;

/// Random points from a generator with a fixed seed; coordinates lie between -1.5 and 1.5.
pub(crate) fn points(system: &System) -> Vec<Point> {
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut random = || {
        // Xorshift, Marsaglia 2003.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        3.0 * ((seed >> 11) as f64 / (1u64 << 53) as f64) - 1.5
    };
    let n = 1 + system.initial_state().len();
    (0..POINTS).map(|_| (0..n).map(|_| random()).collect()).collect()
}

/// The points as text, one in each line, for programs to read.
pub(crate) fn points_file(system: &System) -> String {
    let line = |point: &Point| point.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" ");
    points(system).iter().map(|point| line(point) + "\n").collect()
}

/// Numbers in a text, whatever separates them.
pub(crate) fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace()
        .map(|word| word.parse().unwrap_or_else(|_| panic!("not a number: {word}\n{text}")))
        .collect()
}

/// Compares what a program printed, for each point the vector field and then the Jacobian by rows, with the
/// interpreter and with the symbolic Jacobian.
pub(crate) fn check_points(system: &System, printed: &str) {
    let scalars = scalarise(system).unwrap();
    let jacobian = scalars.jacobian();
    let p = system.parameters();
    let mut expected = Vec::new();
    for point in points(system) {
        let (t, y) = (point[0], &point[1..]);
        expected.extend(eval::vector_field(system, t, y, &p, &past));
        expected.extend(jacobian.values(&scalars, t, y, &p, &past).concat());
    }
    let values = numbers(printed);
    assert_eq!(values.len(), expected.len(), "{printed}");
    for (i, (a, b)) in values.iter().zip(&expected).enumerate() {
        // Both sides round at every operation, and mathematical libraries differ in the last place.
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "value {i}: {a} but should be {b}");
    }
}

/// The first ten units of time of the predator-prey model: rows of time, predator, prey.
pub(crate) fn predator_prey_truth() -> Vec<[f64; 3]> {
    let text = include_str!("../../../tests/reference/lv_delay.csv");
    let row = |line: &str| {
        let row: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        [row[0], row[1], row[2]]
    };
    text.lines().skip(1).map(row).take_while(|row| row[0] < 10.05).collect()
}

/// Compares printed rows of time and states with the truth.
pub(crate) fn check_predator_prey(printed: &str, tolerance: f64) {
    let truth = predator_prey_truth();
    let values = numbers(printed);
    assert_eq!(values.len(), 3 * truth.len(), "{printed}");
    for (row, expected) in values.chunks(3).zip(&truth) {
        for (a, b) in row.iter().zip(expected) {
            assert!((a - b).abs() < tolerance, "{row:?} but should be {expected:?}");
        }
    }
}

/// The van der Pol oscillator at t = 10, by the classical Runge-Kutta method; with 20000 steps its error is
/// near 1e-13.
pub(crate) fn van_der_pol_truth(system: &System) -> Vec<f64> {
    let p = system.parameters();
    let mut y = system.initial_state();
    let f = |y: &[f64]| eval::vector_field(system, 0.0, y, &p, &|_, _| f64::NAN);
    let add =
        |y: &[f64], h: f64, k: &[f64]| -> Vec<f64> { y.iter().zip(k).map(|(y, k)| y + h * k).collect() };
    let h = 10.0 / 20000.0;
    for _ in 0..20000 {
        let k1 = f(&y);
        let k2 = f(&add(&y, h / 2.0, &k1));
        let k3 = f(&add(&y, h / 2.0, &k2));
        let k4 = f(&add(&y, h, &k3));
        for i in 0..y.len() {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    y
}

/// Compares printed states of van der Pol at t = 10 with the truth.
pub(crate) fn check_van_der_pol(system: &System, printed: &str, tolerance: f64) {
    let values = numbers(printed);
    let truth = van_der_pol_truth(system);
    for (a, b) in values.iter().zip(&truth) {
        assert!((a - b).abs() < tolerance, "{values:?} but should be {truth:?}");
    }
    assert_eq!(values.len(), truth.len());
}
