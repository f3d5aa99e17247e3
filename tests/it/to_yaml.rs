use pyrates::Dialect;
use pyrates::model::{Past, VectorField};
use pyrates::models::{
    base, izhikevich, jansen_rit, kuramoto, oscillators, plasticity, qif, theta, wilson_cowan,
};
use pyrates::prelude::*;

use crate::common::models::{PredatorPrey, populations};
use crate::common::{Random, assert_close};

/// The past of every state is known by its value.
struct Shifted<'a>(&'a [f64]);

impl Past<f64> for Shifted<'_> {
    fn value(&self, _lookup: usize, state: usize, time: f64) -> f64 {
        self.0[state].sin() + 0.2 * time.cos()
    }
}

fn field<M: VectorField + Model>(model: &M, y: &[f64]) -> Vec<f64> {
    let (mut dy, mut work) = (vec![0.0; model.dim()], vec![0.0; model.n_work()]);
    model.vector_field(0.7, y, &model.parameters(), &Shifted(y), &mut work, &mut dy);
    dy
}

/// The states of the model that is read, by those of the model that was written: the same paths, with the names of
/// the node or operator that a file needs between.
fn places(written: &[String], read: &[String]) -> Vec<usize> {
    assert_eq!(written.len(), read.len(), "{written:?} and {read:?}");
    let place = |path: &String| {
        let same = |other: &String| {
            let mut parts = other.split('/');
            path.split('/').all(|part| parts.any(|other| other == part))
        };
        let fitting: Vec<usize> = (0..read.len()).filter(|&i| same(&read[i])).collect();
        assert_eq!(fitting.len(), 1, "{path} in {read:?}");
        fitting[0]
    };
    written.iter().map(place).collect()
}

/// Writes a model, reads the file, and compares right-hand sides at random states.
#[track_caller]
fn check<M: Model>(model: &M, dialect: Dialect) {
    let system = model.system();
    let text = model.to_yaml_as(dialect).unwrap_or_else(|error| panic!("{}: {error}", system.name));
    let circuit =
        Circuit::from_yaml_text(&text, &system.name).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let paths = system.state_paths();
    let places = places(&paths, &circuit.structure().state_paths());
    let mut random = Random::new(11);
    for _ in 0..5 {
        let y = random.vector(model.dim(), -0.5, 0.5);
        let mut there = vec![0.0; y.len()];
        places.iter().zip(&y).for_each(|(&place, &y)| there[place] = y);
        let (expected, found) = (field(model, &y), field(&circuit, &there));
        for (i, path) in paths.iter().enumerate() {
            assert_close(found[places[i]], expected[i], 1e-13, &format!("{} {path}", system.name));
        }
    }
}

macro_rules! check_all {
    ($($ty:path),* $(,)?) => {$(
        check(&<$ty>::default(), Dialect::PyRates);
        check(&<$ty>::default(), Dialect::Extended);
    )*};
}

#[test]
fn models_of_the_library_are_the_same_after_a_file() {
    check_all!(
        base::LeakyIntegrator,
        base::Monoexponential,
        base::Biexponential,
        base::Alpha,
        base::TanhNode,
        base::SigmoidNode,
        izhikevich::Izhikevich,
        izhikevich::IzhikevichEta,
        izhikevich::IzhikevichTheta,
        jansen_rit::JansenRit,
        jansen_rit::JansenRitPair,
        jansen_rit::JansenRitOperator,
        kuramoto::Kuramoto,
        kuramoto::KuramotoPair,
        kuramoto::KuramotoMeanField,
        kuramoto::KuramotoMeanFieldPair,
        oscillators::VanDerPol,
        oscillators::StuartLandau,
        plasticity::Tsodyks,
        plasticity::Depression,
        plasticity::Facilitation,
        qif::Qif,
        qif::QifSfa,
        qif::QifGap,
        qif::QifConductance,
        qif::QifAlpha,
        qif::QifDepression,
        qif::QifTsodyks,
        theta::Theta,
        theta::ThetaConductance,
        wilson_cowan::WilsonCowan,
        wilson_cowan::WilsonCowanPlastic,
    );
}

#[test]
fn delays_and_changed_values_are_written() {
    let mut model = PredatorPrey::default();
    model.prey.lv.alpha = 0.81;
    model.edges.prey_to_predator.delay = 0.35;
    check(&model, Dialect::PyRates);
    check(&model, Dialect::Extended);
    let circuit = Circuit::from_system(model.system()).expect("consistent");
    check(&circuit, Dialect::PyRates);
    assert_eq!(circuit.to_yaml(), model.to_yaml());
}

#[test]
fn what_cannot_be_written_is_named() {
    let mut model = PredatorPrey::default();
    model.prey.lv.alpha = f64::NAN;
    let error = model.to_yaml().expect_err("no number").to_string();
    assert!(error.contains("`prey/lv/alpha`") && error.contains("not finite"), "{error}");
    let error = pyrates::Error::from(populations().to_yaml().expect_err("not in PyRates"));
    assert!(error.to_string().contains("`edges/cells_to_others_3`: an edge with another delay"), "{error}");
    // PyRates refuses a variable of this name.
    let error = oscillators::Burst::default().to_yaml().expect_err("refused").to_string();
    assert!(error.contains("`burst/beta`: PyRates cannot have a variable `beta`"), "{error}");
    check(&oscillators::Burst::default(), Dialect::Extended);
}

/// The amplitudes of noise, summed over terms: for each pair of a state and a source.
fn amplitudes<M: VectorField + Model>(model: &M, y: &[f64]) -> Vec<((usize, usize), f64)> {
    let places = model.system().split().noise_places();
    let (mut values, mut work) = (vec![0.0; places.len()], vec![0.0; model.n_work()]);
    model.diffusion(0.7, y, &model.parameters(), &Shifted(y), &mut work, &mut values);
    places.into_iter().zip(values).collect()
}

/// Noise is written in the extended dialect, shared sources included, and refused in that of PyRates.
#[test]
fn noise() {
    operator! {
        Noisy {
            equations {
                d/dt x = -x + noise(sigma*x(t - tau), common)/2 - noise();
                d/dt v = x + noise(1 + v^2, common);
            }
            variables { x: output(0.5), v: variable(0.1), sigma: 0.3, tau: 0.4 }
        }
    }
    let model = Noisy::default();
    check(&model, Dialect::Extended);
    let again = Circuit::from_yaml_text(&model.to_yaml_as(Dialect::Extended).unwrap(), "Noisy").unwrap();
    let y = [0.3, -0.6];
    let past = 0.3_f64.sin() + 0.2 * 0.3_f64.cos();
    let expected = [((0, 0), 0.3 * past / 2.0), ((0, 1), -1.0), ((1, 0), 1.36)];
    for (found, (place, value)) in amplitudes(&again, &y).into_iter().zip(expected) {
        assert_eq!(found.0, place);
        assert_close(found.1, value, 1e-15, "amplitude");
    }
    assert_eq!(amplitudes(&again, &y), amplitudes(&model, &y));
    let message = model.to_yaml().unwrap_err().to_string();
    assert!(message.contains("`noisy/x`: noise") || message.contains("`x`: noise"), "{message}");
}

/// Events are written in the extended dialect, and refused in that of PyRates.
#[test]
fn events() {
    operator! {
        Neuron {
            equations { d/dt v = where(t < free, 0, (i - v)/tau); }
            variables { v: output(0.0), free: variable(-1.0), i: 2.0, tau: 0.5, v_th: 1.0, n: variable(0.0) }
            events {
                spike: on v > v_th && t < 100 { v = v - v_th; free = t + 0.1; n = n + 1; }
                on n > 3.5 { stop; }
            }
        }
    }
    let model = Neuron::default();
    check(&model, Dialect::Extended);
    let text = model.to_yaml_as(Dialect::Extended).unwrap();
    let again = Circuit::from_yaml_text(&text, "Neuron").unwrap();
    let run = |events: &[pyrates::Occurrence]| events.iter().map(|e| (e.t, e.event)).collect::<Vec<_>>();
    let expected = model.simulate(0.0..10.0).run().unwrap();
    assert_eq!(expected.events().len(), 5);
    assert_eq!(run(again.simulate(0.0..10.0).run().unwrap().events()), run(expected.events()));
    assert!(model.to_yaml().unwrap_err().to_string().contains("events"));
}
