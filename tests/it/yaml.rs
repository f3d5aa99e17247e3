use pyrates::ir::yaml::{self, Dialect};
use pyrates::model::VectorField;
use pyrates::prelude::*;
use pyrates::{files, from_yaml, models};

use crate::common::{Random, Wave, assert_close};

from_yaml! { Column = "tests/yaml/library/jansen_rit.yaml", "column" }
from_yaml! { TwoColumns = "tests/yaml/library/jansen_rit.yaml", "two_columns" }
from_yaml! { Qif = "tests/yaml/library/qif.yaml", "qif" }
from_yaml! { QifDepression = "tests/yaml/library/qif.yaml", "qif_depression" }
from_yaml! { Theta = "tests/yaml/library/theta.yaml", "theta" }
from_yaml! { Order = "tests/yaml/library/oscillators.yaml", "order" }
from_yaml! { Phases = "tests/yaml/library/oscillators.yaml", "phases" }
from_yaml! {
    /// Documented here, not there.
    Leaky = "tests/yaml/library/base.yaml", "leaky"
}

/// The right-hand side at a random state.
fn field<M: Model + VectorField>(model: &M) -> Vec<f64> {
    let y = Random::new(3).vector(model.dim(), -0.5, 0.5);
    let (mut dy, mut work) = (vec![0.0; model.dim()], vec![0.0; model.n_work()]);
    model.vector_field(0.7, &y, &model.parameters(), &Wave, &mut work, &mut dy);
    dy
}

#[test]
fn compiled_files_compute_what_models_in_rust_compute() {
    assert_eq!(field(&Qif::default()), field(&models::qif::Qif::default()));
    let model = Column::default();
    assert_eq!((model.pc.driven.u, model.edges.pc_to_ein.weight), (220.0, 135.0));
    let solution =
        Column::default().simulate(0.0..0.5).method(Dop853).rtol(1e-11).atol(1e-14).run().expect("smooth");
    for (path, value) in [("pc/driven/v", 0.024590407045), ("pc/inhibition/v", -0.01700759665)] {
        assert_close(*solution.column(path).expect(path).last().expect("samples"), value, 1e-8, path);
    }
}

#[test]
fn golden_values_of_pyrates() {
    let last = |solution: &Solution, path: &str| *solution.column(path).expect(path).last().expect("samples");
    let run = QifDepression::default().simulate(0.0..40.0).method(Dop853).rtol(1e-11).atol(1e-14).run();
    let solution = run.expect("smooth");
    assert_close(last(&solution, "p/qif_op/r"), 0.072019810778, 1e-8, "r");
    assert_close(last(&solution, "edges/p_to_p/depression/x"), 0.151985930392, 1e-8, "x");
    let run = Order::default().simulate(0.0..1.0).method(Dop853).rtol(1e-11).atol(1e-14).run();
    let solution = run.expect("smooth");
    assert_close(last(&solution, "p/order_op/z/re"), -0.205240279315, 1e-8, "re");
    assert_close(last(&solution, "p/order_op/z/im"), -0.200060030581, 1e-8, "im");
    assert_eq!(Theta::default().p.theta_op.z.im, -0.8);
}

#[test]
fn fields_and_paths_are_those_of_the_file() {
    let mut model = TwoColumns::default();
    model.jrc2.pc.driven.u = 120.0;
    assert_eq!(model.get("jrc2/pc/driven/u").ok(), Some(120.0));
    assert_eq!(model.set("all/pc/driven/u", 90.0).ok(), Some(2));
    assert_eq!(Phases::default().edges.p1_to_p2.weight, -4.0);
    assert_eq!(Leaky { tau: 2.0, ..Leaky::default() }.r, 0.0);
}

#[test]
fn values_of_a_model_go_into_its_file() {
    let mut model = TwoColumns::default();
    model.jrc2.pc.driven.u = 120.0;
    model.edges.jrc1_pc_to_jrc2_pc.weight = 5.0;
    let text = yaml::to_yaml(&model.system(), Dialect::PyRates).expect("PyRates has all of it");
    assert!(text.contains("driven: {u: 120.0}") && text.contains("weight: 5.0"), "{text}");
    let read = |_: &std::path::Path, _: u64| Ok(text.clone().into_bytes());
    let again = yaml::load(std::path::Path::new("model.yaml"), "TwoColumns", &[], &read);
    let system = again.and_then(|loaded| loaded.system()).expect("what was written can be read");
    assert_eq!(system.parameters().iter().filter(|&&p| p == 120.0).count(), 1);
}

#[test]
fn files_are_read_from_the_disk() {
    let path = std::path::Path::new("tests/yaml/library/wilson_cowan.yaml");
    let loaded = yaml::load(path, "wc_stp", &[], &files::read).expect("a model of the library");
    assert_eq!(loaded.system().map(|system| system.state_paths().len()).ok(), Some(10));
}
