//! One model, three forms: written in Rust, compiled from a file, read from the file at run time.

use pyrates::model::VectorField;
use pyrates::models::{izhikevich, jansen_rit, kuramoto, oscillators, qif, theta, wilson_cowan};
use pyrates::prelude::*;
use pyrates::{Circuit, from_yaml};

use crate::common::{Random, Wave, assert_close};

/// The right-hand side at a random state.
fn field<M: Model + VectorField>(model: &M, seed: u64) -> Vec<f64> {
    let y = Random::new(seed).vector(model.dim(), -0.5, 0.5);
    let (mut dy, mut work) = (vec![0.0; model.dim()], vec![0.0; model.n_work()]);
    model.vector_field(0.7, &y, &model.parameters(), &Wave, &mut work, &mut dy);
    dy
}

fn compare<A: Model, B: Model>(in_rust: &A, compiled: &B, read: &Circuit) {
    assert_eq!(in_rust.initial_state(), compiled.initial_state());
    assert_eq!(compiled.initial_state(), read.initial_state());
    for seed in 0..20 {
        let (a, b, c) = (field(in_rust, seed), field(compiled, seed), field(read, seed));
        let scale = a.iter().fold(1.0f64, |m, x| m.max(x.abs()));
        for ((a, b), c) in a.iter().zip(&b).zip(&c) {
            // Files may write the terms of a sum in another order.
            assert_close(a / scale, b / scale, 1e-13, "in Rust and compiled from the file");
            assert_close(*b, *c, 1e-13, "compiled and read at run time");
        }
    }
}

/// Declares a type for each file and compares it with a model of the library.
macro_rules! three_forms {
    ($($test:ident: $model:path = $file:literal, $name:literal;)*) => {
        $(
            #[test]
            fn $test() {
                from_yaml! { Compiled = $file, $name }
                let path = concat!(env!("CARGO_MANIFEST_DIR"), "/", $file);
                let read = Circuit::from_yaml(path, $name).expect("a file of this test");
                let read = renamed(read, "Compiled");
                assert_eq!(Compiled::default().system(), read.system());
                compare(&<$model>::default(), &Compiled::default(), &read);
            }
        )*
    };
}

/// The circuit under another name: compiled models are called as their type.
fn renamed(circuit: Circuit, name: &str) -> Circuit {
    let mut system = circuit.system();
    system.name = name.to_string();
    Circuit::from_system(system).expect("a sound system")
}

three_forms! {
    jansen_rit_column: jansen_rit::JansenRit = "tests/yaml/library/jansen_rit.yaml", "column";
    jansen_rit_lumped: jansen_rit::JansenRitOperator = "tests/yaml/library/jansen_rit.yaml", "lumped_column";
    jansen_rit_pair: jansen_rit::JansenRitPair = "tests/yaml/library/jansen_rit.yaml", "two_columns";
    qif: qif::Qif = "tests/yaml/library/qif.yaml", "qif";
    qif_sfa: qif::QifSfa = "tests/yaml/library/qif.yaml", "qif_sfa";
    qif_gap: qif::QifGap = "tests/yaml/library/qif.yaml", "qif_gap";
    qif_conductance: qif::QifConductance = "tests/yaml/library/qif.yaml", "qif_conductance";
    qif_depression: qif::QifDepression = "tests/yaml/library/qif.yaml", "qif_depression";
    theta: theta::Theta = "tests/yaml/library/theta.yaml", "theta";
    wilson_cowan: wilson_cowan::WilsonCowan = "tests/yaml/library/wilson_cowan.yaml", "wc";
    wilson_cowan_plastic: wilson_cowan::WilsonCowanPlastic = "tests/yaml/library/wilson_cowan.yaml", "wc_stp";
    izhikevich: izhikevich::Izhikevich = "tests/yaml/library/izhikevich.yaml", "ik_plain";
    izhikevich_eta: izhikevich::IzhikevichEta = "tests/yaml/library/izhikevich.yaml", "ik_currents";
    izhikevich_theta: izhikevich::IzhikevichTheta = "tests/yaml/library/izhikevich.yaml", "ik_thresholds";
    phases: kuramoto::KuramotoPair = "tests/yaml/library/oscillators.yaml", "phases";
    order: kuramoto::KuramotoMeanField = "tests/yaml/library/oscillators.yaml", "order";
    two_orders: kuramoto::KuramotoMeanFieldPair = "tests/yaml/library/oscillators.yaml", "two_orders";
    van_der_pol: oscillators::VanDerPol = "tests/yaml/library/oscillators.yaml", "vdp";
    stuart_landau: oscillators::StuartLandau = "tests/yaml/library/oscillators.yaml", "stuart_landau";
}

operator! {
    PairOfUnits {
        equations { d/dt x = -x + matmul(W, tanh(x)) + mean(x); }
        variables { x: output([0.1, 0.2]), W: [[0.0, 1.0], [-2.0, 0.5]] }
    }
}
node! { PairNode { pair_op: PairOfUnits } }
circuit! {
    BothInRust { nodes { pair: PairNode, column: jansen_rit::Interneurons } }
}

/// Templates in other folders, which the user names, and vectors.
#[test]
fn other_folders_and_vectors() {
    from_yaml! { Both = "tests/yaml/elsewhere/pair.yaml", "both", search: ["tests/yaml/library"] }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yaml/elsewhere/pair.yaml");
    let library = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yaml/library");
    let read = YamlFile::new(path).template("both").search(library).load().expect("a file of this test");
    assert_eq!(Both::default().system(), renamed(read.clone(), "Both").system());
    compare(&BothInRust::default(), &Both::default(), &renamed(read.clone(), "Both"));
    let text = Both::default().to_yaml().expect("nothing that PyRates does not have");
    let again = Circuit::from_yaml_text(&text, "Both").expect("a file of our own");
    assert_eq!(again.initial_state(), read.initial_state());
    field(&again, 3).iter().zip(field(&read, 3)).for_each(|(a, b)| assert_close(*a, b, 1e-13, "written"));
    let mut model = Both::default();
    assert_eq!(model.pair.pair_op.x, [0.1, 0.2]);
    model.pair.pair_op.W[1][0] = -3.0;
    let (a, b) = (field(&Both::default(), 1), field(&read, 1));
    assert_eq!(a, b);
    assert!(field(&model, 1) != b, "the weight has no effect");
    assert!(Circuit::from_yaml(path, "both").is_err(), "the library is found without being named");
}
