use pyrates::ir::eval;
use pyrates::model::Model;

use crate::common::dual::Dual;
use crate::common::links;
use crate::common::models::*;
use crate::common::rates;
use crate::common::{Dense, Random, Wave, assert_close, check_all_models};

/// Compiled code does the operations of the interpreter in the same order, so only the fusing and
/// regrouping that LLVM may do to constants can make a difference: a few units in the last place.
const TOLERANCE: f64 = 1e-14;

/// Holds a model to the interpreter at 20 random states and parameter sets.
pub(crate) fn check<M: Model>(model: &M) {
    check_within(1.0, model);
}

/// The same with states up to `scale`: potentials in volts saturate every sigmoid beyond 0.02.
fn check_within<M: Model>(scale: f64, model: &M) {
    let system = model.system();
    let (n, work) = (model.dim(), model.n_work());
    let parameters = model.parameters();
    assert_eq!((n, parameters.len()), (system.state_paths().len(), system.parameter_paths().len()));
    let mut random = Random::new(n as u64);
    for _ in 0..20 {
        let y = random.vector(n, -scale, scale);
        let t = random.uniform(0.0, 2.0);
        let p: Vec<f64> = parameters.iter().map(|p| p * random.uniform(0.9, 1.1)).collect();
        let mut dy = vec![f64::NAN; n];
        model.vector_field(t, &y, &p, &Wave, &mut vec![f64::NAN; work], &mut dy);
        let expected = eval::vector_field(&system, t, &y, &p, &|state, time| Wave::at(state, time));
        for (i, path) in system.state_paths().iter().enumerate() {
            assert_close(dy[i], expected[i], TOLERANCE, path);
        }
        check_f32(model, t, &y, &p, &expected);
        check_jacobian(model, t, &y, &p);
    }
    check_lookups(model);
}

fn check_f32<M: Model>(model: &M, t: f64, y: &[f64], p: &[f64], expected: &[f64]) {
    let single = |values: &[f64]| -> Vec<f32> { values.iter().map(|x| *x as f32).collect() };
    let mut dy = vec![0f32; y.len()];
    let mut work = vec![0f32; model.n_work()];
    model.vector_field(t as f32, &single(y), &single(p), &Wave, &mut work, &mut dy);
    let scale = expected.iter().fold(1.0f64, |m, x| m.max(x.abs()));
    for (a, b) in dy.iter().zip(expected) {
        // Single precision, with a margin for cancellation in a model's stiffest term.
        assert!((f64::from(*a) - b).abs() < 1e-2 * scale, "{a} and {b}");
    }
}

/// The analytic Jacobian against derivatives by dual numbers, column by column.
fn check_jacobian<M: Model>(model: &M, t: f64, y: &[f64], p: &[f64]) {
    let n = y.len();
    let mut jacobian = Dense { n, values: vec![0.0; n * n] };
    model.jacobian(t, y, p, &Wave, &mut vec![f64::NAN; model.n_work()], &mut jacobian);
    let constants: Vec<Dual> = p.iter().copied().map(Dual::constant).collect();
    let sparsity = model.sparsity();
    for column in 0..n {
        let mut state: Vec<Dual> = y.iter().copied().map(Dual::constant).collect();
        state[column] = Dual::variable(y[column]);
        let mut dy = vec![Dual::constant(0.0); n];
        let mut work = vec![Dual::constant(0.0); model.n_work()];
        model.vector_field(Dual::constant(t), &state, &constants, &Wave, &mut work, &mut dy);
        for (row, dy) in dy.iter().enumerate() {
            let analytic = jacobian.values[row * n + column];
            assert!(
                dy.slope == 0.0 || sparsity.contains(&(row, column)),
                "({row}, {column}) is not in the pattern"
            );
            // Both are exact up to rounding, which cancellation can enlarge.
            assert_close(analytic, dy.slope, 1e-11, &format!("d f[{row}] / d y[{column}]"));
        }
    }
}

/// Look-ups are numbered without gaps, and each has its delay.
fn check_lookups<M: Model>(model: &M) {
    use std::cell::RefCell;
    struct Recorder(RefCell<Vec<(usize, usize, f64)>>);
    impl pyrates::model::Past<f64> for Recorder {
        fn value(&self, lookup: usize, state: usize, time: f64) -> f64 {
            self.0.borrow_mut().push((lookup, state, time));
            0.5
        }
    }
    let recorder = Recorder(RefCell::new(Vec::new()));
    let mut dy = vec![0.0; model.dim()];
    let p = model.parameters();
    model.vector_field(0.0, &model.initial_state(), &p, &recorder, &mut vec![0.0; model.n_work()], &mut dy);
    let lookups = model.lookups(&p);
    assert_eq!(lookups.len(), model.n_lookups());
    let mut seen = vec![false; lookups.len()];
    for (lookup, state, time) in recorder.0.into_inner() {
        assert_close(-time, lookups[lookup].delay, 1e-15, "delay");
        assert_eq!(state, lookups[lookup].state);
        seen[lookup] = true;
    }
    assert!(seen.iter().all(|seen| *seen), "unused look-ups: {seen:?}");
}

check_all_models!(check, check_within);

pyrates::circuit! {
    /// Units of one kind into which go three edges, one or none, with and without delays.
    Uneven {
        nodes { a: RatedNode, b: RatedNode, c: RatedNode, d: RatedNode { li.tau: 2.0 } }
        edges {
            a.li.m -> c.li.m_in { weight: 0.3 };
            d.li.m -> a.li.m_in { weight: 0.5 };
            b.li.m -> c.li.m_in { weight: 0.4 };
            c.li.m -> c.li.m_in { weight: -0.4 };
            a.li.r -> d.li.u { weight: 0.2, delay: 0.1 };
            c.li.r -> b.li.u { weight: 0.1, delay: 0.3 };
            b.li.r -> b.li.u { weight: -0.3, delay: 0.2 };
            a.li.r -> b.li.u { weight: 0.7, delay: 0.4 };
        }
    }
}

#[test]
fn units_with_different_numbers_of_edges_are_those_of_the_interpreter() {
    check(&Uneven::default());
}

#[test]
fn the_pattern_of_a_jacobian_is_that_of_the_edges() {
    use pyrates::model::VectorField;
    // The delayed edge is no derivative with respect to the present.
    assert_eq!(PredatorPrey::default().sparsity(), [(0, 0), (1, 0), (1, 1)]);
    assert_eq!(VanDerPol::default().sparsity(), [(0, 1), (1, 0), (1, 1)]);
}
