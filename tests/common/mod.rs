//! Models and helpers that several tests share.

pub mod dual;
pub mod links;
pub mod models;
pub mod random;
pub mod rates;

use pyrates::model::{JacobianSink, Model, Past};
use pyrates::scalar::Scalar;

pub use random::Random;

/// A past that differs for every state and time: `0.3 + 0.1 i + 0.2 sin(time)`.
pub struct Wave;

impl Wave {
    pub fn at(state: usize, time: f64) -> f64 {
        0.3 + 0.1 * state as f64 + 0.2 * time.sin()
    }
}

impl<S: Scalar> Past<S> for Wave {
    fn value(&self, _lookup: usize, state: usize, time: S) -> S {
        time.splat(0.3) + time.splat(0.1) * time.splat(state as f64) + time.splat(0.2) * time.sin()
    }
}

/// A dense Jacobian, row by row.
pub struct Dense<S> {
    pub n: usize,
    pub values: Vec<S>,
}

impl<S: Scalar> JacobianSink<S> for Dense<S> {
    fn add(&mut self, row: usize, column: usize, value: S) {
        let at = row * self.n + column;
        self.values[at] = self.values[at] + value;
    }
}

/// Asserts that two numbers agree to a relative tolerance, with an absolute one for values near zero.
pub fn assert_close(a: f64, b: f64, tolerance: f64, what: &str) {
    let agree = (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs())) || (a.is_nan() && b.is_nan());
    assert!(agree, "{what}: {a:e} and {b:e} differ by {:e}", (a - b).abs());
}

/// The derivative of the initial state, by path.
pub fn derivative<M: Model>(model: &M) -> impl Fn(&str) -> f64 + use<M> {
    let mut dy = vec![f64::NAN; model.dim()];
    let mut work = vec![0.0; model.n_work()];
    model.vector_field(0.0, &model.initial_state(), &model.parameters(), &Wave, &mut work, &mut dy);
    let paths = model.system().state_paths();
    move |path: &str| {
        dy[paths.iter().position(|p| p == path).unwrap_or_else(|| panic!("no {path} in {paths:?}"))]
    }
}

/// Tests that hold every model of [`models`] to a check, `$check` at states of about 1 and `$check_within` at
/// states up to a scale.
macro_rules! check_all_models {
    ($check:ident, $check_within:ident) => {
        #[test]
        fn operators() {
            $check(&LotkaVolterra::default());
            $check(&VanDerPol::default());
            $check(&Functions::default());
            $check(&Names::default());
            $check(&Delayed::default());
            $check(&Leak::default());
            $check(&Relay::default());
            $check(&Absorb::default());
        }

        #[test]
        fn nodes() {
            $check(&Species::default());
            $check_within(0.02, &Pyramidal::default());
            $check_within(0.02, &Interneuron::default());
            $check(&Both::default());
        }

        #[test]
        fn circuits() {
            $check(&PredatorPrey::default());
            $check_within(0.02, &JansenRit::default());
            $check(&Chain::default());
            $check(&Hands::default());
            $check(&Mixed::default());
            $check_within(0.02, &Columns::default());
            $check_within(0.02, &Brain::default());
            $check(&Sparse::default());
            $check(&Stages::default());
        }

        #[test]
        fn populations_of_units() {
            $check(&Populations::default());
            $check(&populations());
            $check(&links::SparsePairs::default());
            $check(&links::sparse_pairs());
        }

        #[test]
        fn complex_models() {
            $check(&ComplexFunctions::default());
            $check(&ComplexNode::default());
            $check(&ComplexCircuit::default());
        }

        #[test]
        fn models_with_functions_of_their_own() {
            $check(&rates::Adapting::default());
            $check(&rates::Rooted::default());
            $check(&rates::Gate::default());
            $check(&rates::Unit::default());
            $check(&rates::Inner::default());
            $check(&rates::Outer::default());
        }
    };
}
pub(crate) use check_all_models;
