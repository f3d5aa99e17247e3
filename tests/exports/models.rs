//! The models of the library and of the tests, and what their vector fields should be.

use pyrates::emit::{EmitError, EmittedFiles};
use pyrates::ir::eval;
use pyrates::ir::scalarise::scalarise;
use pyrates::ir::system::{Layout, System};
use pyrates::models::{izhikevich, jansen_rit, kuramoto, oscillators, qif, theta, wilson_cowan};
use pyrates::prelude::*;
use pyrates::{Circuit, Complex64};

use crate::common::Random;
use crate::common::links::sparse_pairs;
use crate::common::models::*;
use crate::expressions;
use crate::rotors::*;
use crate::tools::Folder;

/// Models, and random states for each of them.
#[derive(Clone)]
pub struct Suite {
    pub systems: Vec<System>,
    pub points: usize,
    /// Whether sums may cancel, so that errors are measured by the largest slope of a model.
    sums: bool,
    /// Whether programs have complex numbers, so that all values are two numbers, real and imaginary part.
    complex: bool,
}

/// The suites that every target runs.
pub fn suites() -> [Suite; 2] {
    [Suite::of(all()), Suite { systems: expressions::all(), points: 100, sums: false, complex: false }]
}

/// The models that a target takes; the others must be too large for it.
pub fn within_limits(emit: &dyn Fn(&System) -> Result<EmittedFiles, EmitError>) -> Suite {
    let fits = |system: &System| match emit(system) {
        Ok(_) => true,
        Err(EmitError::TooLarge { .. }) => false,
        Err(error) => panic!("{}: {error}", system.name),
    };
    Suite { systems: all().into_iter().filter(fits).collect(), points: 5, sums: true, complex: false }
}

/// The suites with the models that a target takes; the others must be refused as it should be. Most must be taken.
pub fn accepted(
    emit: &dyn Fn(&System) -> Result<EmittedFiles, EmitError>,
    is_refused: &dyn Fn(&EmitError) -> bool,
) -> [Suite; 2] {
    let fits = |system: &System| match emit(system) {
        Ok(_) => true,
        Err(error) => {
            assert!(is_refused(&error), "{}: {error}", system.name);
            false
        }
    };
    suites().map(|suite| {
        let n = suite.systems.len();
        let suite = suite.filtered(fits).with_points(20);
        assert!(2 * suite.systems.len() > n, "{} of {n} models", suite.systems.len());
        suite
    })
}

/// Whether a model is too large to be written out.
pub fn is_too_large(error: &EmitError) -> bool {
    matches!(error, EmitError::TooLarge { .. })
}

/// The models with complex numbers, for files that have them too.
pub fn complex() -> Suite {
    let mut systems = vec![
        rotors().system(),
        late_rotors().system(),
        Rotor::default().system(),
        Waves::default().system(),
        crowd().system(),
        complex_circuit(),
    ];
    systems.extend(all().into_iter().filter(|system| system.is_complex() && system.name != "ComplexCircuit"));
    Suite { systems, points: 20, sums: true, complex: true }
}

/// [`ComplexCircuit`] where a run can start: zero has no complex powers.
fn complex_circuit() -> System {
    let mut model = ComplexCircuit::default();
    model.a.f.y = Complex64::new(0.1, 0.2);
    model.b.f.y = Complex64::new(0.3, -0.1);
    model.system()
}

/// All models that are ordinary or delay equations.
fn all() -> Vec<System> {
    vec![
        jansen_rit::JansenRit::default().system(),
        jansen_rit::JansenRitOperator::default().system(),
        jansen_rit::JansenRitPair::default().system(),
        qif::Qif::default().system(),
        qif::QifSfa::default().system(),
        qif::QifGap::default().system(),
        qif::QifConductance::default().system(),
        qif::QifAlpha::default().system(),
        qif::QifDepression::default().system(),
        qif::QifTsodyks::default().system(),
        wilson_cowan::WilsonCowan::default().system(),
        wilson_cowan::WilsonCowanPlastic::default().system(),
        izhikevich::Izhikevich::default().system(),
        theta::Theta::default().system(),
        theta::ThetaConductance::default().system(),
        oscillators::VanDerPol::default().system(),
        oscillators::StuartLandau::default().system(),
        kuramoto::Kuramoto::default().system(),
        kuramoto::KuramotoPair::default().system(),
        kuramoto::KuramotoMeanFieldPair::default().system(),
        Functions::default().system(),
        Names::default().system(),
        Delayed::default().system(),
        PredatorPrey::default().system(),
        Mixed::default().system(),
        Columns::default().system(),
        Brain::default().system(),
        Stages::default().system(),
        ComplexCircuit::default().system(),
        populations().system(),
        sparse_pairs().system(),
        large().system(),
        instant().system(),
    ]
}

circuit! {
    /// Populations without delays, which are ordinary differential equations.
    pub Instant {
        nodes { cells: [RatedNode; 12], others: [RatedNode; 5], a: RatedNode }
        edges {
            all: cells[j].li.m -> cells[i].li.m_in { weight: dense(0.1) };
            some: cells[j].li.r -> others[i].li.u { weight: sparse };
            others[j].li.m -> cells[i].li.u via Difference { pre: source, post: cells[i].li.r, weight: 0.3 };
            cells.li.m -> a.li.m_in { weight: 0.1 };
            a.li.m -> others.li.m_in { weight: 0.7 };
        }
    }
}

fn instant() -> Instant {
    use pyrates::{PairMatrix, Source, SparseMatrix, Target};
    let mut model = Instant::default();
    let weight = |Target(i), Source(j)| 0.1 - 0.02 * i as f64 + 0.03 * j as f64;
    model.edges.all.weights = PairMatrix::from_fn(12, 12, weight);
    let links = (0..12).map(|j| (Target(j % 4), Source(j), 0.2 + 0.1 * j as f64));
    model.edges.some.weights = SparseMatrix::from_links(5, 12, links).expect("links inside");
    model.fit_edges();
    for (k, unit) in model.cells.iter_mut().enumerate() {
        unit.li.tau = 1.0 + 0.1 * k as f64;
        unit.li.r = 0.05 * k as f64;
    }
    model
}

circuit! {
    /// Weights and links in such numbers that they are files beside the text.
    pub Large {
        nodes { cells: [RatedNode; 40], a: RatedNode }
        edges {
            all: cells[j].li.m -> cells[i].li.m_in { weight: dense(0.1) };
            late: cells[j].li.r -> cells[i].li.u { weight: sparse, delay: 0.3 };
            cells.li.m -> a.li.m_in { weight: 0.1 };
        }
    }
}

fn large() -> Large {
    use pyrates::{PairMatrix, Source, SparseMatrix, Target};
    let mut model = Large::default();
    let uneven = |i: usize, j: usize| 0.01 * (1.0 + i as f64 - 0.5 * j as f64);
    model.edges.all.weights = PairMatrix::from_fn(40, 40, |Target(i), Source(j)| uneven(i, j));
    let pairs = (0..40).flat_map(|i| (0..40).map(move |j| (i, j))).filter(|(i, j)| (i + j) % 4 > 0);
    let links = pairs.map(|(i, j)| (Target(i), Source(j), uneven(j, i)));
    model.edges.late.weights = SparseMatrix::from_links(40, 40, links).expect("links inside");
    model.fit_edges();
    for (k, unit) in model.cells.iter_mut().enumerate() {
        unit.li.tau = 1.0 + 0.1 * k as f64;
        unit.li.r = 0.01 * k as f64;
    }
    model
}

impl Suite {
    /// Some models with twenty points.
    pub fn of(systems: Vec<System>) -> Suite {
        Suite { systems, points: 20, sums: true, complex: false }
    }

    /// The same with so many points at most.
    pub fn with_points(mut self, n: usize) -> Suite {
        self.points = self.points.min(n);
        self
    }

    /// The same with so many models at most.
    pub fn first(mut self, n: usize) -> Suite {
        self.systems.truncate(n);
        self
    }

    /// The same with some of the models.
    pub fn filtered(mut self, keeps: impl Fn(&System) -> bool) -> Suite {
        self.systems.retain(keeps);
        self
    }

    /// Exports all models into folders of their own, each with its points. The file `models.txt` lists the folders and
    /// what `name` makes of the first file in each.
    pub fn write(
        &self,
        folder: &Folder,
        emit: &dyn Fn(&System) -> Result<EmittedFiles, EmitError>,
        name: &dyn Fn(&str) -> String,
    ) {
        let mut list = String::new();
        for (k, system) in self.systems.iter().enumerate() {
            let files = emit(system).unwrap_or_else(|e| panic!("{}: {e}", system.name));
            files.write_to(folder.0.join(format!("m{k}"))).unwrap();
            folder.write(&format!("m{k}/points.txt"), &self.points_file(system));
            list += &format!("m{k} {}\n", name(&files.files[0].name));
        }
        folder.write("models.txt", &list);
    }

    /// Compares what a program printed for each model, with a line `end` behind it, with the interpreter.
    pub fn check(&self, printed: &str) {
        let parts: Vec<&str> = printed.split("end\n").collect();
        assert_eq!(parts.len(), self.systems.len() + 1, "{printed}");
        self.systems.iter().zip(parts).for_each(|(system, part)| self.check_model(system, part));
    }

    /// Compares Jacobians at each point, row by row, with the symbolic ones.
    pub fn check_jacobians(&self, printed: &str) {
        let parts: Vec<&str> = printed.split("end\n").collect();
        assert_eq!(parts.len(), self.systems.len() + 1, "{printed}");
        for (system, part) in self.systems.iter().zip(parts) {
            let (scalars, p) = (scalarise(system).unwrap(), system.without_idle_inputs().parameters());
            let jacobian = scalars.jacobian();
            let values =
                |point: &Vec<f64>| jacobian.values(&scalars, point[0], &point[1..], &p, &past).concat();
            let expected: Vec<f64> = self.points(system).iter().flat_map(values).collect();
            compare(&system.name, part, &expected, 1e-12);
        }
    }

    /// Compares states at the end of a run from the initial states with those of the library; both integrate with
    /// tolerances of 1e-10 or less for each step.
    pub fn check_ends(&self, t_end: f64, printed: &str) {
        self.check_ends_within(1e-8, t_end, printed);
    }

    /// The same, up to a part of the largest state.
    pub fn check_ends_within(&self, tolerance: f64, t_end: f64, printed: &str) {
        let parts: Vec<&str> = printed.split("end\n").collect();
        assert_eq!(parts.len(), self.systems.len() + 1, "{printed}");
        for (system, part) in self.systems.iter().zip(parts) {
            let model = Circuit::from_system(system.clone()).unwrap();
            let run = model.simulate(0.0..t_end).method(Dop853).rtol(1e-12).atol(1e-14);
            let solution = run.run().unwrap_or_else(|e| panic!("{}: {e}", system.name));
            let end = |path: String| *solution.column(path.as_str()).unwrap().last().unwrap();
            let expected: Vec<f64> = system.state_paths().into_iter().map(end).collect();
            let expected = self.as_printed(system, expected);
            compare(&system.name, part, &expected, tolerance);
        }
    }

    /// Compares states in complex numbers with those in real and imaginary parts, which two programs printed; the second in
    /// the order of the library, each behind a zero in place of its imaginary part.
    pub fn check_alike(&self, native: &str, parts: &str) {
        let (native, parts): (Vec<&str>, Vec<&str>) =
            (native.split("end\n").collect(), parts.split("end\n").collect());
        assert!(native.len() == parts.len() && native.len() == self.systems.len() + 1, "{native:?}");
        for (system, (native, parts)) in self.systems.iter().zip(native.into_iter().zip(parts)) {
            let values = numbers(&system.name, parts).into_iter().step_by(2).collect();
            compare(&system.name, native, &self.as_printed(system, values), 1e-12);
        }
    }

    /// Times and states between 0.1 and 1.1, where all models are smooth.
    fn points(&self, system: &System) -> Vec<Vec<f64>> {
        let mut random = Random::new(5);
        (0..self.points).map(|_| random.vector(1 + system.initial_state().len(), 0.1, 1.1)).collect()
    }

    /// The points as text, one in each line.
    fn points_file(&self, system: &System) -> String {
        let line = |point: Vec<f64>| point.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" ");
        let all = |point: &Vec<f64>| [&point[..1], &self.as_printed(system, point[1..].to_vec())].concat();
        self.points(system).iter().map(|point| line(all(point)) + "\n").collect()
    }

    /// States in the order of the library as programs read and print them.
    fn as_printed(&self, system: &System, values: Vec<f64>) -> Vec<f64> {
        if !self.complex {
            return values;
        }
        let elements = Layout::new(system).elements(system);
        elements.into_iter().flat_map(|(re, im)| [values[re], im.map_or(0.0, |im| values[im])]).collect()
    }

    /// Compares what a program printed, the vector field at each point, with the interpreter.
    fn check_model(&self, system: &System, printed: &str) {
        let p = system.parameters();
        let elements = Layout::new(system).elements(system);
        let past = |state: usize, time: f64| match self.complex {
            true => complex_past(&elements, state, time),
            false => past(state, time),
        };
        let field = |point: &Vec<f64>| eval::vector_field(system, point[0], &point[1..], &p, &past);
        let printed_field = |point: &Vec<f64>| self.as_printed(system, field(point));
        let expected: Vec<f64> = self.points(system).iter().flat_map(printed_field).collect();
        self.check_values(&system.name, &numbers(&system.name, printed), &expected);
    }

    /// Compares right-hand sides with what they should be.
    pub fn check_values(&self, name: &str, values: &[f64], expected: &[f64]) {
        assert_eq!(values.len(), expected.len(), "{name}: {values:?}");
        // Sums over units are made in different orders, so errors are measured by the largest slope. Where there are none,
        // mathematical libraries differ in the last place.
        let largest = expected.iter().fold(1.0_f64, |a, b| a.max(b.abs()));
        let scale = |b: f64| if self.sums { largest } else { b.abs().max(1.0) };
        for (i, (a, b)) in values.iter().zip(expected).enumerate() {
            assert!((a - b).abs() <= 1e-12 * scale(*b), "{name}, value {i}: {a} but should be {b}");
        }
    }
}

fn numbers(name: &str, printed: &str) -> Vec<f64> {
    let number = |word: &str| word.parse().unwrap_or_else(|_| panic!("{name}: {word}\n{printed}"));
    printed.split_whitespace().map(number).collect()
}

/// Compares numbers with what they should be, up to a part of the largest of these.
fn compare(name: &str, printed: &str, expected: &[f64], tolerance: f64) {
    let values = numbers(name, printed);
    assert_eq!(values.len(), expected.len(), "{name}: {printed}");
    let scale = expected.iter().fold(1.0_f64, |a, b| a.max(b.abs()));
    for (i, (a, b)) in values.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * scale, "{name}, value {i}: {a} but should be {b}");
    }
}

/// States of the past in all these tests: a function that every language can compute. States count from 0.
fn past(state: usize, time: f64) -> f64 {
    0.5 + 0.3 * (time + (state + 1) as f64).sin()
}

/// The same for complex states: 0.5 + 0.3 sin(t + k) + i (0.4 + 0.2 cos(t + k)) for the k-th one, counted from 1.
fn complex_past(elements: &[(usize, Option<usize>)], state: usize, time: f64) -> f64 {
    let is_it = |&(re, im): &(usize, Option<usize>)| re == state || im == Some(state);
    let k = elements.iter().position(is_it).expect("a part of a state");
    let angle = time + (k + 1) as f64;
    if elements[k].0 == state { 0.5 + 0.3 * angle.sin() } else { 0.4 + 0.2 * angle.cos() }
}

/// Compares what a program printed, the states of [`PredatorPrey`] at t = 6 from steps of 0.012, with a run here.
pub fn check_predator_prey(printed: &str) {
    let run = PredatorPrey::default().simulate(0.0..6.0).method(Dop853).rtol(1e-11).atol(1e-13).run();
    let solution = run.expect("a solution");
    let expected = solution.last().expect("samples").1;
    let values: Vec<f64> = printed.split_whitespace().map(|word| word.parse().expect("a number")).collect();
    assert_eq!(values.len(), expected.len(), "{printed}");
    for (a, b) in values.iter().zip(expected) {
        // Steps of fourth order, and derivatives that jump within some of them.
        assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{values:?} but should be {expected:?}");
    }
}
