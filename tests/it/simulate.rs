use pyrates::emit::{Complex, MatlabOptions};
use pyrates::ir::arrays::{ArraySystem, Form, arrays, complex_arrays};
use pyrates::ir::scalarise::scalarise;
use pyrates::model::Past;
use pyrates::prelude::*;
use pyrates::{Source, SparseMatrix, Target};

use crate::common::links::sparse_pairs;
use crate::common::models::*;
use crate::common::{Random, Wave, assert_close};

/// An independent solution of the predator-prey model, every 0.1 units of time (see `reference/README.md`).
fn reference() -> Vec<[f64; 3]> {
    let text = std::fs::read_to_string("tests/reference/lv_delay.csv").expect("part of the repository");
    let row = |line: &str| {
        let mut numbers = line.split(',').map(|x| x.parse().expect("a number"));
        std::array::from_fn(|_| numbers.next().expect("three columns"))
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn predator_prey_agrees_with_an_independent_solution() {
    let model = PredatorPrey::default();
    let v = PredatorPrey::variables();
    for run in [model.simulate(0.0..10.0).method(Dopri5), model.simulate(0.0..10.0).method(Dop853)] {
        let solution = run.rtol(1e-10).interval(0.1).run().expect("a smooth problem");
        let (predator, prey) = (solution.column(&v.predator.lv.x), solution.column(&v.prey.lv.x));
        let (predator, prey) = (predator.expect("a state"), prey.expect("a state"));
        for (i, [t, x, y]) in reference().into_iter().enumerate() {
            assert_close(solution.t[i], t, 1e-12, "time");
            // The largest value is 2.8; the reference is good to 1e-9, the rest is the tolerance of the run.
            assert!((predator[i] - x).abs() < 2.8e-7 && (prey[i] - y).abs() < 2.8e-7, "t = {t}");
        }
    }
}

#[test]
fn models_reach_their_published_values() {
    // Values computed with DOP853 at rtol 1e-12 from the equations written by hand.
    let end = |solution: Solution, path: &str| *solution.column(path).expect(path).last().expect("samples");
    let run = |t_end: f64| JansenRit::default().simulate(0.0..t_end).rtol(1e-10).run().expect("not stiff");
    assert_close(end(run(0.5), "pc/rpo_e/v"), 0.024590407045, 1e-8, "excitatory potential");
    assert_close(end(run(0.5), "pc/rpo_i/v"), -0.01700759665, 1e-8, "inhibitory potential");
    assert_close(end(run(0.5), "ein/rpo_e/v"), 0.018327570636, 1e-8, "excitatory interneurons");
    let run = VanDerPol::default().simulate(0.0..10.0).rtol(1e-10).run().expect("not stiff");
    assert_close(end(run, "z"), -2.543931120875, 1e-7, "van der Pol");
}

/// Another kind of method, which uses the compiled Jacobians, finds the same solutions: of networks, populations, with
/// delays and complex states. Errors add up over the steps by less than a factor of 1000.
#[test]
fn stiff_methods_agree_with_explicit_ones() {
    fn check<M: Model>(model: &M, t_end: f64) {
        let run = || model.simulate(0.0..t_end).rtol(1e-8).interval(0.1 * t_end);
        let expected = run().method(Dop853).run().expect("smooth");
        let largest = expected.values().iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        for solution in [run().method(Rodas5P).run(), run().method(Radau9).run(), run().method(Auto).run()] {
            let solution = solution.expect("smooth");
            for (a, b) in solution.values().iter().zip(expected.values()) {
                assert!((a - b).abs() < 1e-5 * largest, "{}: {a} is not {b}", model.system().name);
            }
        }
    }
    check(&VanDerPol::default(), 10.0);
    check(&PredatorPrey::default(), 10.0);
    check(&Delayed::default(), 2.0);
    check(&JansenRit::default(), 0.2);
    check(&Circuit::from_system(JansenRit::default().system()).expect("consistent"), 0.2);
    check(&Chain::default(), 2.0);
    check(&Mixed::default(), 0.5);
    check(&Columns::default(), 0.1);
    check(&Stages::default(), 2.0);
    check(&populations(), 2.0);
    check(&sparse_pairs(), 2.0);
    check(&pyrates::models::oscillators::StuartLandau::default(), 2.0);
}

operator! {
    /// FitzHugh and Nagumo's membrane, with fast diffusion to its neighbours.
    Membrane {
        equations {
            d/dt v = v*(1 - v)*(v - 0.1) - w + 50*(u - 2*v);
            d/dt w = 0.01*(v - w);
        }
        variables { v: output(0.5), w: variable(0.0), u: input(0.0) }
    }
}
node! { Piece { membrane: Membrane } }
circuit! {
    Cable {
        nodes { pieces: [Piece] }
        edges { pieces.membrane.v -> pieces.membrane.u { weight: sparse }; }
    }
}

/// A ring of 40 pieces has 80 states and a Jacobian that is factorised as a sparse matrix. It relaxes with rates up to
/// 200; the difference of both methods is that of their errors.
#[test]
fn stiff_networks_agree_with_explicit_methods() {
    let n = 40;
    let mut cable = Cable::default();
    cable.pieces.resize(n);
    cable.fit_edges();
    let both = |i: usize| [(i, (i + 1) % n), ((i + 1) % n, i)];
    let links = (0..n).flat_map(both).map(|(i, j)| (Target(i), Source(j), 1.0));
    cable.edges.pieces_to_pieces.weights = SparseMatrix::from_links(n, n, links).expect("links inside");
    let y: Vec<f64> = (0..2 * n).map(|i| if i < n { (0.3 * i as f64).sin() } else { 0.0 }).collect();
    cable.set_initial_state(&y);
    let run = || cable.simulate(0.0..100.0).rtol(1e-7).interval(1.0);
    let expected = run().method(Dop853).run().expect("smooth");
    for solution in [run().method(Rodas5P).run(), run().method(Radau9).run()] {
        let solution = solution.expect("smooth");
        for (a, b) in solution.values().iter().zip(expected.values()) {
            assert!((a - b).abs() < 1e-5, "{a} is not {b}");
        }
        assert!(
            solution.stats.accepted * 10 < expected.stats.accepted,
            "{:?} {:?}",
            solution.stats,
            expected.stats
        );
    }
}

/// A past that is as the present.
struct Resting<'a>(&'a [f64]);

impl Past<f64> for Resting<'_> {
    fn value(&self, _lookup: usize, state: usize, _time: f64) -> f64 {
        self.0[state]
    }
}

/// Nothing moves at steady states, but for rounding beside the rates at the initial state.
#[test]
fn models_rest_in_their_steady_states() {
    fn check<M: Model>(model: &M) -> Vec<f64> {
        let y = model.steady_state().unwrap_or_else(|error| panic!("{}: {error}", model.system().name)).y;
        let slope = |y: &[f64]| {
            let (mut work, mut dy) = (vec![0.0; model.n_work()], vec![0.0; model.dim()]);
            model.vector_field(0.0, y, &model.parameters(), &Resting(y), &mut work, &mut dy);
            dy
        };
        let largest = |dy: Vec<f64>| dy.into_iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        let (start, end) = (largest(slope(&model.initial_state())), largest(slope(&y)));
        assert!(end <= 1e-10 * start.max(1.0), "{}: {end} and {start}", model.system().name);
        y
    }
    let y = check(&PredatorPrey::default());
    assert_close(y[0], 0.7 / 1.3, 1e-14, "predators");
    assert_close(y[1], 1.0, 1e-14, "prey");
    let y = check(&JansenRit::default());
    assert_eq!(check(&Circuit::from_system(JansenRit::default().system()).expect("consistent")), y);
}

/// What exports print is the form of the system in scalars or in arrays; both must be the compiled model.
#[test]
fn exports_start_from_what_is_compiled() {
    fn check<M: Model>(model: &M) {
        let scalar = scalarise(&model.system()).expect("a checked model");
        let arrays = arrays(&model.system(), Form::Populations).expect("a checked model");
        // Exports leave out extrinsic inputs that are zero.
        let exported = model.system().without_idle_inputs().parameters();
        let (n, p) = (model.dim(), model.parameters());
        let mut random = Random::new(7);
        for _ in 0..20 {
            let (t, y) = (random.uniform(0.0, 2.0), random.vector(n, -1.0, 1.0));
            let mut dy = vec![0.0; n];
            model.vector_field(t, &y, &p, &Wave, &mut vec![0.0; model.n_work()], &mut dy);
            let past = |state, time| Wave::at(state, time);
            let expected = scalar.vector_field(t, &y, &exported, &past);
            let of_arrays = arrays.vector_field(t, &y, &exported, &past);
            assert_eq!(of_arrays.len(), n);
            for i in 0..n {
                assert_close(dy[i], expected[i], 1e-13, &format!("{:?}", scalar.states[i].path));
                assert_close(dy[i], of_arrays[i], 1e-13, &format!("{:?} in arrays", scalar.states[i].path));
            }
        }
    }
    check(&Functions::default());
    check(&Names::default());
    check(&Delayed::default());
    check(&PredatorPrey::default());
    check(&JansenRit::default());
    check(&Chain::default());
    check(&Mixed::default());
    check(&Columns::default());
    check(&Brain::default());
    check(&Stages::default());
    check(&ComplexCircuit::default());
    check(&populations());
    check(&sparse_pairs());
    check(&Neighbours::default());
}

circuit! {
    /// So many single nodes that they share arrays, and others that they meet.
    Neighbours {
        nodes {
            a: RatedNode, b: RatedNode, c: RatedNode, d: RatedNode, e: RatedNode, f: RatedNode,
            g: RatedNode, h: RatedNode, k: RatedNode { li.tau: 2.0 }, cells: [RatedNode; 3],
            last: RatedNode,
        }
        edges {
            a.li.m -> b.li.m_in { weight: 0.3 };
            b.li.m -> c.li.m_in { weight: 0.4 };
            c.li.m -> c.li.m_in { weight: -0.4 };
            k.li.m -> c.li.m_in { weight: 0.5 };
            k.li.r -> last.li.m_in { weight: 0.5 };
            last.li.r -> a.li.m_in { weight: 0.7 };
            d.li.r -> e.li.u { weight: 0.2, delay: 0.1 };
            e.li.r -> f.li.u { weight: 0.1, delay: 0.3 };
            h.li.r -> f.li.u { weight: 0.1, delay: 0.2 };
            g.li.m -> cells.li.u { weight: 0.6 };
            cells.li.r -> h.li.m_in { weight: 0.2, delay: 0.3 };
            cells[1].li.r -> k.li.m_in { weight: 0.2 };
        }
    }
}

#[test]
fn every_model_can_be_exported() {
    fn check<M: Model>(model: &M) {
        // MATLAB's solver of delay equations is for real states.
        let parts = MatlabOptions { complex: Complex::Parts, ..Default::default() };
        let matlab = model.emit_matlab_with(&parts);
        for files in [model.emit_fortran(), model.emit_julia(), matlab, model.emit_numpy()] {
            let text = files.expect("within the limits of the targets").text();
            assert!(text.contains(&model.system().name), "{text}");
            // Every value has a line in the table of names: its own, or that of its population; complex ones one of two parts
            // or one for both.
            let system = model.system();
            let forms = [Form::Units, Form::Populations]
                .map(|form| [arrays, complex_arrays].map(|of| of(&system, form)));
            let has_all = |system: &ArraySystem| {
                system.states.iter().chain(&system.parameters).all(|v| text.contains(&v.path.to_string()))
            };
            assert!(forms.iter().flatten().flatten().any(has_all), "a path is missing in\n{text}");
        }
    }
    check(&Functions::default());
    check(&Names::default());
    check(&JansenRit::default());
    check(&Chain::default());
    check(&Mixed::default());
    check(&Columns::default());
    check(&Brain::default());
    check(&Stages::default());
    check(&ComplexCircuit::default());
    check(&populations());
    check(&sparse_pairs());
}

#[test]
fn exports_have_the_present_values() {
    let mut model = VanDerPol { mu: 2.75, ..Default::default() };
    model.x = -0.125;
    let text = model.emit_numpy().expect("a plain model").text();
    assert!(
        text.contains("P0 = np.array([2.75, 0.0])") && text.contains("Y0 = np.array([-0.125, 1.0])"),
        "{text}"
    );
}

#[test]
fn values_are_set_by_path_and_wildcard() {
    let mut model = PredatorPrey::default();
    assert_eq!(model.set("all/lv/x", 0.25), Ok(2));
    assert_eq!(model.set(PredatorPrey::variables().prey.lv.alpha, 0.9), Ok(1));
    assert_eq!((model.predator.lv.x, model.prey.lv.x, model.prey.lv.alpha), (0.25, 0.25, 0.9));
    assert_eq!(model.get("edges/prey_to_predator/delay"), Ok(0.5));
    let error = model.set("prey/lv/alhpa", 1.0).expect_err("misspelt").to_string();
    assert_eq!(error, "the model has no parameter or state `prey/lv/alhpa`; did you mean `prey/lv/alpha`?");
    let error = model.get("all/lv/alpha").expect_err("two values").to_string();
    assert!(error.contains("names 2 values"), "{error}");
}

#[test]
fn failures_name_what_the_user_wrote() {
    let mut model = PredatorPrey::default();
    model.edges.prey_to_predator.delay = -0.5;
    let error = model.simulate(0.0..1.0).run().expect_err("the future").to_string();
    assert!(error.contains("the delay `edges/prey_to_predator/delay` is -0.5"), "{error}");
    let delayed = Delayed { tau: -1.0, ..Default::default() };
    let error = delayed.simulate(0.0..1.0).run().expect_err("the future").to_string();
    assert!(error.contains("the delay `tau` is -1"), "{error}");

    let growing = LotkaVolterra { alpha: 1.0, x_in: f64::NAN, ..Default::default() };
    let error = growing.simulate(0.0..1.0).run().expect_err("not a number").to_string();
    assert!(error.contains("x_in"), "{error}");
}
