//! Small models written by hand, in the form that the macros would give them.

use std::marker::PhantomData;

use pyrates_runtime::ir::system::{Group, Kind, Member, Role, System, Value, Variable};
use pyrates_runtime::model::{JacobianSink, LookUp, Model, Past, VectorField};
use pyrates_runtime::scalar::Scalar;

/// The equations of a test model: names and a right-hand side.
pub(crate) trait Equations {
    /// Paths of the states.
    const STATES: &'static [&'static str];
    /// Paths of the parameters.
    const PARAMETERS: &'static [&'static str] = &[];
    /// The state of each look-up, and the parameter that holds its delay.
    const LOOKUPS: &'static [(usize, usize)] = &[];

    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], p: &[S], past: &P, dy: &mut [S]);

    /// Hands over the derivatives of the right-hand side by the present states that are not zero.
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        add: &mut impl FnMut(usize, usize, S),
    );
}

/// A test model: equations with values.
pub(crate) struct TestModel<E> {
    y0: Vec<f64>,
    p: Vec<f64>,
    equations: PhantomData<E>,
}

impl<E> TestModel<E> {
    pub(crate) fn new(y0: &[f64], p: &[f64]) -> TestModel<E> {
        TestModel { y0: y0.to_vec(), p: p.to_vec(), equations: PhantomData }
    }
}

impl<E: Equations> VectorField for TestModel<E> {
    fn dim(&self) -> usize {
        E::STATES.len()
    }
    fn n_parameters(&self) -> usize {
        E::PARAMETERS.len()
    }
    fn n_work(&self) -> usize {
        0
    }
    fn n_lookups(&self) -> usize {
        E::LOOKUPS.len()
    }
    fn vector_field<S: Scalar, P: Past<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        _work: &mut [S],
        dy: &mut [S],
    ) {
        E::vector_field(t, y, p, past, dy);
    }
    fn jacobian<S: Scalar, P: Past<S>, J: JacobianSink<S>>(
        &self,
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        _work: &mut [S],
        jacobian: &mut J,
    ) {
        E::jacobian(t, y, p, past, &mut |row, column, value| jacobian.add(row, column, value));
    }
    fn lookups(&self, p: &[f64]) -> Vec<LookUp> {
        let lookup = |&(state, i): &(usize, usize)| LookUp { state, delay: p[i], transmitted: None };
        E::LOOKUPS.iter().map(lookup).collect()
    }
}

impl<E: Equations> Model for TestModel<E> {
    fn structure(&self) -> System {
        let variable = |path: &&str, role| Variable {
            path: path.split('/').map(String::from).collect(),
            role,
            kind: Kind::Real,
            unit: None,
            values: vec![Value::real(0.0)],
        };
        let states = E::STATES.iter().map(|path| variable(path, Role::State));
        let parameters = E::PARAMETERS.iter().map(|path| variable(path, Role::Parameter));
        let group = Group {
            events: Vec::new(),
            name: "test".into(),
            members: vec![Member { path: Vec::new(), count: None, resizable: false }],
            variables: states.chain(parameters).collect(),
            equations: Vec::new(),
        };
        System {
            name: "Test".into(),
            doc: String::new(),
            time_unit: None,
            groups: vec![group],
            couplings: Vec::new(),
        }
    }
    fn initial_state(&self) -> Vec<f64> {
        self.y0.clone()
    }
    fn parameters(&self) -> Vec<f64> {
        self.p.clone()
    }
    fn set_initial_state(&mut self, y: &[f64]) {
        self.y0 = y[..E::STATES.len()].to_vec();
    }
    fn set_parameters(&mut self, p: &[f64]) {
        self.p = p[..E::PARAMETERS.len()].to_vec();
    }
}

/// x' = v, v' = -x: from (1, 0) the solution is (cos t, -sin t).
pub(crate) struct Oscillator;
impl Equations for Oscillator {
    const STATES: &'static [&'static str] = &["x", "v"];
    fn vector_field<S: Scalar, P: Past<S>>(_t: S, y: &[S], _p: &[S], _past: &P, dy: &mut [S]) {
        dy[0] = y[1];
        dy[1] = -y[0];
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        add(0, 1, t.splat(1.0));
        add(1, 0, t.splat(-1.0));
    }
}

/// x' = -x t, with the solution exp(-t^2 / 2): depends on time explicitly.
pub(crate) struct Gaussian;
impl Equations for Gaussian {
    const STATES: &'static [&'static str] = &["x"];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], _p: &[S], _past: &P, dy: &mut [S]) {
        dy[0] = -(y[0] * t);
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        add(0, 0, -t);
    }
}

/// Van der Pol's oscillator with mu = 1.
pub(crate) struct VanDerPol;
impl Equations for VanDerPol {
    const STATES: &'static [&'static str] = &["vdp/x", "vdp/y"];
    const PARAMETERS: &'static [&'static str] = &["vdp/mu"];
    fn vector_field<S: Scalar, P: Past<S>>(_t: S, y: &[S], p: &[S], _past: &P, dy: &mut [S]) {
        dy[0] = y[1];
        dy[1] = p[0] * (y[0].splat(1.0) - y[0] * y[0]) * y[1] - y[0];
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        y: &[S],
        p: &[S],
        _past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        let one = t.splat(1.0);
        add(0, 1, one);
        add(1, 0, t.splat(-2.0) * p[0] * y[0] * y[1] - one);
        add(1, 1, p[0] * (one - y[0] * y[0]));
    }
}

/// x'(t) = -x(t - tau).
pub(crate) struct Delayed;
impl Equations for Delayed {
    const STATES: &'static [&'static str] = &["x"];
    const PARAMETERS: &'static [&'static str] = &["tau"];
    const LOOKUPS: &'static [(usize, usize)] = &[(0, 0)];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, _y: &[S], p: &[S], past: &P, dy: &mut [S]) {
        dy[0] = -past.value(0, 0, t - p[0]);
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        _t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        _add: &mut impl FnMut(usize, usize, S),
    ) {
    }
}

/// x'(t) = -x(t) - x(t - tau).
pub(crate) struct Relaxation;
impl Equations for Relaxation {
    const STATES: &'static [&'static str] = &["x"];
    const PARAMETERS: &'static [&'static str] = &["tau"];
    const LOOKUPS: &'static [(usize, usize)] = &[(0, 0)];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], p: &[S], past: &P, dy: &mut [S]) {
        dy[0] = -y[0] - past.value(0, 0, t - p[0]);
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        _y: &[S],
        _p: &[S],
        _past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        add(0, 0, t.splat(-1.0));
    }
}

/// Two Van der Pol oscillators coupled with two delays.
pub(crate) struct CoupledOscillators;
impl Equations for CoupledOscillators {
    const STATES: &'static [&'static str] = &["a/x", "a/y", "b/x", "b/y"];
    const PARAMETERS: &'static [&'static str] = &["k", "edges/ab/delay", "edges/ba/delay"];
    const LOOKUPS: &'static [(usize, usize)] = &[(2, 2), (0, 1)];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], p: &[S], past: &P, dy: &mut [S]) {
        let one = t.splat(1.0);
        dy[0] = y[1];
        dy[1] = (one - y[0] * y[0]) * y[1] - y[0] + p[0] * past.value(0, 2, t - p[2]);
        dy[2] = y[3];
        dy[3] = (one - y[2] * y[2]) * y[3] - y[2] + p[0] * past.value(1, 0, t - p[1]);
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        y: &[S],
        _p: &[S],
        _past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        let one = t.splat(1.0);
        for i in [0, 2] {
            add(i, i + 1, one);
            add(i + 1, i, t.splat(-2.0) * y[i] * y[i + 1] - one);
            add(i + 1, i + 1, one - y[i] * y[i]);
        }
    }
}

/// The same without delays.
pub(crate) struct Undelayed;
impl Equations for Undelayed {
    const STATES: &'static [&'static str] = CoupledOscillators::STATES;
    const PARAMETERS: &'static [&'static str] = &["k"];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], p: &[S], _past: &P, dy: &mut [S]) {
        let one = t.splat(1.0);
        dy[0] = y[1];
        dy[1] = (one - y[0] * y[0]) * y[1] - y[0] + p[0] * y[2];
        dy[2] = y[3];
        dy[3] = (one - y[2] * y[2]) * y[3] - y[2] + p[0] * y[0];
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        CoupledOscillators::jacobian(t, y, p, past, add);
        add(1, 2, p[0]);
        add(3, 0, p[0]);
    }
}

/// The predator and prey of the reference solution.
pub(crate) struct PredatorPrey;
impl Equations for PredatorPrey {
    const STATES: &'static [&'static str] = &["predator/lv/x", "prey/lv/x"];
    const PARAMETERS: &'static [&'static str] = &["edges/prey_predator/delay"];
    const LOOKUPS: &'static [(usize, usize)] = &[(1, 0)];
    fn vector_field<S: Scalar, P: Past<S>>(t: S, y: &[S], p: &[S], past: &P, dy: &mut [S]) {
        dy[0] = y[0] * (past.value(0, 1, t - p[0]) - t.splat(1.0));
        dy[1] = y[1] * (t.splat(0.7) - t.splat(1.3) * y[0]);
    }
    fn jacobian<S: Scalar, P: Past<S>>(
        t: S,
        y: &[S],
        p: &[S],
        past: &P,
        add: &mut impl FnMut(usize, usize, S),
    ) {
        add(0, 0, past.value(0, 1, t - p[0]) - t.splat(1.0));
        add(1, 0, t.splat(-1.3) * y[1]);
        add(1, 1, t.splat(0.7) - t.splat(1.3) * y[0]);
    }
}

pub(crate) fn predator_prey() -> TestModel<PredatorPrey> {
    TestModel::new(&[0.5, 0.5], &[0.5])
}
