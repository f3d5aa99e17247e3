//! Models known at run time are the compiled ones, to the last bit.

use pyrates::Circuit;
use pyrates::ir::eval;
use pyrates::model::{LookUp, VectorField};
use pyrates::models::{
    base, izhikevich, jansen_rit, kuramoto, oscillators, plasticity, qif, theta, wilson_cowan,
};
use pyrates::prelude::*;

use crate::common::dual::Dual;
use crate::common::links;
use crate::common::models::*;
use crate::common::rates;
use crate::common::{Dense, Random, Wave, assert_close, check_all_models};

pub(crate) fn check<M: Model>(model: &M) {
    check_within(1.0, model);
}

/// Holds the circuit of a model to the compiled code and to the interpreter at random states up to `scale`.
fn check_within<M: Model>(scale: f64, model: &M) {
    let system = model.system();
    let circuit = Circuit::from_system(system.clone()).expect("systems of compiled models are consistent");
    assert_eq!((circuit.dim(), circuit.n_parameters()), (model.dim(), model.n_parameters()));
    assert_eq!(circuit.n_lookups(), model.n_lookups());
    assert_eq!(circuit.system(), system);
    let (n, parameters) = (model.dim(), model.parameters());
    let mut random = Random::new(n as u64 + 17);
    for _ in 0..20 {
        let (t, y) = (random.uniform(0.0, 2.0), random.vector(n, -scale, scale));
        // Extrinsic inputs are zero at first.
        let p: Vec<f64> = parameters
            .iter()
            .map(|p| p * random.uniform(0.9, 1.1) + scale * random.uniform(0.0, 1e-3))
            .collect();
        let (mut a, mut b) = (vec![f64::NAN; n], vec![f64::NAN; n]);
        circuit.vector_field(t, &y, &p, &Wave, &mut vec![f64::NAN; circuit.n_work()], &mut a);
        model.vector_field(t, &y, &p, &Wave, &mut vec![f64::NAN; model.n_work()], &mut b);
        let expected = eval::vector_field(&system, t, &y, &p, &|state, time| Wave::at(state, time));
        for (i, path) in system.state_paths().iter().enumerate() {
            assert_close(a[i], b[i], 0.0, &format!("compiled {path}"));
            assert_close(a[i], expected[i], 1e-13, path);
        }
        check_jacobian(model, &circuit, t, &y, &p);
        let without_places = |lookup: LookUp| LookUp { transmitted: None, ..lookup };
        let lookups: Vec<LookUp> = model.lookups(&p).into_iter().map(without_places).collect();
        assert_eq!(circuit.lookups(&p), lookups);
    }
    assert_eq!(circuit.sparsity(), model.sparsity());
    assert_eq!(circuit.depends_on_time(), model.depends_on_time());
    assert_eq!(circuit.to_string(), model.system().to_string());
}

/// The Jacobian against that of compiled code; the vector field on dual numbers likewise.
fn check_jacobian<M: Model>(model: &M, circuit: &Circuit, t: f64, y: &[f64], p: &[f64]) {
    let n = y.len();
    let (mut a, mut b) = (Dense { n, values: vec![0.0; n * n] }, Dense { n, values: vec![0.0; n * n] });
    circuit.jacobian(t, y, p, &Wave, &mut vec![f64::NAN; circuit.n_work()], &mut a);
    model.jacobian(t, y, p, &Wave, &mut vec![f64::NAN; model.n_work()], &mut b);
    for (i, (a, b)) in a.values.iter().zip(&b.values).enumerate() {
        assert_close(*a, *b, 1e-14, &format!("d f[{}] / d y[{}]", i / n, i % n));
    }
    let direction: Vec<Dual> = y.iter().map(|&y| Dual { value: y, slope: 0.5 + y }).collect();
    let p: Vec<Dual> = p.iter().copied().map(Dual::constant).collect();
    let (mut a, mut b) = (vec![Dual::constant(0.0); n], vec![Dual::constant(0.0); n]);
    let work = || vec![Dual::constant(f64::NAN); circuit.n_work().max(model.n_work())];
    circuit.vector_field(Dual::constant(t), &direction, &p, &Wave, &mut work(), &mut a);
    model.vector_field(Dual::constant(t), &direction, &p, &Wave, &mut work(), &mut b);
    for (a, b) in a.iter().zip(&b) {
        assert_close(a.slope, b.slope, 1e-14, "slope");
    }
}

check_all_models!(check, check_within);

pyrates::circuit! {
    /// Few units with connections of every kind between them.
    pub Small {
        nodes { hub: [LeakNode; 2] { leak.m: 0.0, leak.u: 0.0 }, both: [Both; 3] { leak.m: 0.0 } }
        edges {
            both.leak.r -> hub.leak.m { weight: 0.3 };
            both.relay.m -> hub.leak.u { weight: 0.7, delay: 0.2 };
            hub[j].leak.r -> both[i].leak.m { weight: dense(0.2), delay: 0.4 };
            both[j].relay.m -> hub[i].leak.u { weight: dense(-0.2), delay: dense(0.1) };
            both[i].leak.r -> both[i].leak.m { weight: 0.1 };
        }
    }
}

#[test]
fn small_populations_are_the_compiled_ones() {
    check(&Small::default());
}

#[test]
fn the_library_is_the_compiled_one() {
    check(&base::LeakyIntegrator::default());
    check(&base::TanhNode::default());
    check(&base::SigmoidNode::default());
    check(&base::Monoexponential::default());
    check(&base::Biexponential::default());
    check(&base::Alpha::default());
    check_within(0.02, &jansen_rit::JansenRit::default());
    check_within(0.02, &jansen_rit::JansenRitOperator::default());
    check(&qif::Qif::default());
    check(&qif::QifSfa::default());
    check(&qif::QifGap::default());
    check(&qif::QifConductance::default());
    check(&wilson_cowan::WilsonCowan::default());
    check(&izhikevich::Izhikevich::default());
    check(&izhikevich::IzhikevichEta::default());
    check(&izhikevich::IzhikevichTheta::default());
    check(&oscillators::VanDerPol::default());
    check(&oscillators::StuartLandau::default());
    check(&oscillators::Burst::default());
    check_within(0.02, &jansen_rit::JansenRitPair::default());
    check(&qif::QifDepression::default());
    check(&qif::QifTsodyks::default());
    check(&qif::QifAlpha::default());
    check(&plasticity::Facilitation::default());
    check(&theta::Theta::default());
    check(&theta::ThetaConductance::default());
    check(&kuramoto::Kuramoto::default());
    check(&kuramoto::KuramotoPair::default());
    check(&kuramoto::KuramotoMeanField::default());
    check(&kuramoto::KuramotoMeanFieldPair::default());
    check(&wilson_cowan::WilsonCowanPlastic::default());
}

pyrates::circuit! {
    /// Populations of several blocks and a rest, with dense, sparse, delayed and algebraic edges between them.
    pub Blocks {
        nodes { cells: [LeakNode; 70] { leak.m: 0.0 }, relay: [RelayNode; 33] { relay.u: 0.0 }, both: [Both; 40], hub: LeakNode }
        edges {
            cells[69].leak.r -> cells[0].leak.m { weight: 0.5 };
            cells[31].leak.r -> cells[32].leak.m { weight: 0.25, delay: 0.5 };
            relay[32].relay.m -> cells[64].leak.m { weight: 0.75 };
            both[39].relay.m -> cells[65].leak.m { delay: 0.1 };
            hub.leak.r -> relay[32].relay.u { weight: 0.4 };
            cells[1].leak.r -> hub.leak.m { weight: 1.5 };
            relay[0].relay.m -> hub.leak.m { weight: -0.5 };
            hub.leak.r -> cells[66].leak.m { delay: 0.4, spread: 0.2 };
        }
    }
}

#[test]
fn blocks_of_units_are_the_compiled_ones() {
    check(&Blocks::default());
}

#[test]
fn whole_runs_are_the_compiled_ones() {
    fn run<M: Model>(model: &M) {
        let circuit = Circuit::from_system(model.system()).expect("consistent");
        let compiled = model.simulate(0.0..0.5).rtol(1e-6).run().expect("a solution");
        let interpreted = circuit.simulate(0.0..0.5).rtol(1e-6).run().expect("a solution");
        assert_eq!(compiled.labels(), interpreted.labels());
        assert_eq!(compiled.t, interpreted.t);
        assert_eq!(compiled.values(), interpreted.values());
    }
    run(&PredatorPrey::default());
    run(&VanDerPol::default());
    run(&Mixed::default());
    run(&JansenRit::default());
}

#[test]
fn values_are_set_by_path_and_exported() {
    let mut circuit = Circuit::from_system(PredatorPrey::default().system()).expect("consistent");
    assert_eq!(circuit.set("all/lv/x", 0.25), Ok(2));
    assert_eq!(circuit.get("edges/prey_to_predator/delay"), Ok(0.5));
    let error = circuit.set("prey/lv/alhpa", 1.0).expect_err("misspelt").to_string();
    assert!(error.contains("did you mean `prey/lv/alpha`?"), "{error}");
    let text = circuit.emit_numpy().expect("a plain model").text();
    assert!(text.contains("0.25"), "{text}");
}

#[test]
fn inconsistent_systems_are_refused() {
    use pyrates::ir::expr::Expr;
    use pyrates::ir::system::{Symbol, System};
    let refuse = |change: &dyn Fn(&mut System)| {
        let mut system = PredatorPrey::default().system();
        change(&mut system);
        Circuit::from_system(system).expect_err("inconsistent").to_string()
    };
    let message = refuse(&|s| s.groups[0].equations.clear());
    assert!(message.contains("exactly one equation"), "{message}");
    let message = refuse(&|s| s.couplings[0].edges[0].source_unit = 9);
    assert!(message.contains("a unit that does not exist"), "{message}");
    let message = refuse(&|s| s.groups[0].equations[0].value = Expr::Leaf(Symbol::Variable(99)));
    assert!(message.contains("a variable that does not exist"), "{message}");
    let message = refuse(&|s| s.groups[0].equations[0].value = Expr::Leaf(Symbol::Delay));
    assert!(message.contains("delay of an edge"), "{message}");
    let message = refuse(&|s| s.groups[0].variables[0].values.clear());
    assert!(message.contains("2 values"), "{message}");
}

#[test]
fn files_are_models() {
    let file = "tests/yaml/library/jansen_rit.yaml";
    let column = Circuit::from_yaml(file, "column").expect("a file of the repository");
    // The published model, as in `library`.
    let run = column.simulate(0.0..0.5).method(Dop853).rtol(1e-11).atol(1e-14).run().expect("mildly stiff");
    let end = run.column("pc/driven/v").expect("a state").last().copied();
    assert_close(end.expect("samples"), 0.024590407045, 1e-8, "excitatory potential");
    // Searched folders, operators as models, and mistakes with places.
    let operator = YamlFile::new(file).template("firing").search("tests/yaml").load().expect("an operator");
    assert_eq!(operator.dim(), 0);
    let error = Circuit::from_yaml(file, "").expect_err("three circuits").to_string();
    assert!(error.contains("[P0407]") && error.contains("jansen_rit.yaml"), "{error}");
}

pyrates::operator! {
    /// Both branches are computed, one of them is NaN.
    pub Guarded {
        equations {
            d/dt x = if x > 0 { log(x)*sqrt(x) } else { -1.0 };
            d/dt y = where(x > 0 && !(y <= 0), 1/y, sqrt(-x)^3);
        }
        variables { x: output(0.5), y: variable(0.5) }
    }
}
pyrates::node! { pub GuardedNode { g: Guarded } }
pyrates::circuit! { pub ManyGuarded { nodes { cells: [GuardedNode; 70] } } }

#[test]
fn the_branch_not_chosen_has_no_influence() {
    check(&Guarded::default());
    check(&ManyGuarded::default());
    let circuit = Circuit::from_system(Guarded::default().system()).expect("consistent");
    let mut slopes = [Dual::constant(0.0); 2];
    let y = [Dual::variable(-0.25), Dual::variable(-1.0)];
    let mut work = vec![Dual::constant(f64::NAN); circuit.n_work()];
    circuit.vector_field(Dual::constant(0.0), &y, &[], &Wave, &mut work, &mut slopes);
    assert_eq!((slopes[0].value, slopes[0].slope), (-1.0, 0.0));
    assert!(slopes[1].value == 0.125 && slopes[1].slope.is_finite());
}
