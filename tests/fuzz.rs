//! Random models with random values: nothing may panic, hang, or differ from what it is by definition.
//!
//! `PYRATES_FUZZ_RUNS=100000 cargo test --release --test fuzz` runs as many as one likes; `PYRATES_FUZZ_SEED` starts elsewhere.
//! What fails is printed with its number and its text.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

#[path = "common/random.rs"]
mod random;

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyrates::model::{Past, VectorField};
use pyrates::prelude::*;
use pyrates::{Solution, SolveError};
use random::Random;

/// Runs if nothing is said.
const RUNS: u64 = 400;
/// The largest number of steps of a run.
const MAX_STEPS: usize = 3000;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Random text and numbers.
struct Dice(Random);

impl Dice {
    fn number(&mut self, n: usize) -> usize {
        (self.0.uniform(0.0, n as f64) as usize).min(n - 1)
    }

    fn chance(&mut self, p: f64) -> bool {
        self.0.uniform(0.0, 1.0) < p
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let k = self.number(items.len());
        &items[k]
    }

    /// A number of moderate size.
    fn value(&mut self) -> String {
        let x = self.0.uniform(-2.0, 2.0);
        format!("{:.3}", if self.chance(0.1) { 0.0 } else { x })
    }

    fn expression(&mut self, depth: usize, names: &[&str]) -> String {
        if depth == 0 || self.chance(0.2) {
            return match self.number(4) {
                0 => self.value().replace('-', ""),
                _ => (*self.pick(names)).to_string(),
            };
        }
        let a = self.expression(depth - 1, names);
        match self.number(12) {
            0 => format!("({a} + {})", self.expression(depth - 1, names)),
            1 => format!("({a} - {})", self.expression(depth - 1, names)),
            2 | 3 => format!("({a})*({})", self.expression(depth - 1, names)),
            4 => format!("({a})/({})", self.expression(depth - 1, names)),
            5 => format!("(-({a}))"),
            6 => format!("({a})^{}", self.number(4)),
            7 => format!("where({a} > {}, {a}, t)", self.value()),
            _ => {
                let function =
                    *self.pick(&["tanh", "sin", "exp", "abs", "sigmoid", "sqrt", "log", "floor", "cosh"]);
                format!("{function}({a})")
            }
        }
    }

    /// An operator in the extended dialect.
    fn operator(&mut self, name: &str) -> String {
        let names = ["x", "w", "k", "u", "m", "d"];
        let mut text = format!("{name}:\n  base: OperatorTemplate\n  equations:\n");
        let slope = self.expression(3, &names);
        let noise = if self.chance(0.2) {
            format!(" + noise({})", self.expression(1, &["k", "x", "m"]))
        } else {
            String::new()
        };
        let past = match self.number(10) {
            0..3 => " + k*past(x, d)".to_string(),
            // A delay that changes, and may become negative or not finite.
            3 => format!(" + k*past(x, {})", self.expression(2, &["x", "w", "d", "m", "t"])),
            4 => " + k*past(x, abs(w) + past(w, d)^2)".to_string(),
            _ => String::new(),
        };
        let damping = if self.chance(0.7) { "-x + tanh" } else { "" };
        let _ = writeln!(text, "    - \"x' = {damping}({slope}){past}{noise}\"");
        let _ = writeln!(text, "    - \"w' = u - w\"");
        let _ = writeln!(text, "    - \"m = {}\"", self.expression(2, &["x", "w", "k", "t"]));
        if self.chance(0.3) {
            let (condition, value) =
                (self.expression(1, &["x", "w", "k"]), self.expression(1, &["x", "w", "k", "t"]));
            let _ = writeln!(text, "  events:\n    - \"spike: on {condition} > 0.5 {{ x = {value}; }}\"");
        }
        let d = if self.chance(0.2) { "0.0" } else { "0.7" };
        let _ = writeln!(
            text,
            "  variables: {{x: output({}), w: variable({}), k: {}, d: {d}, u: input(0.0), m: variable}}",
            self.value(),
            self.value(),
            self.value()
        );
        text
    }

    /// A circuit of a few nodes and edges. `weight` and `delay` stand for those of the first edge.
    fn circuit(&mut self, weight: &str, delay: &str) -> String {
        let n_operators = 1 + self.number(2);
        let mut text = String::from("%YAML 1.2\n---\n");
        for k in 0..n_operators {
            text += &self.operator(&format!("op{k}"));
            let _ = writeln!(text, "n{k}:\n  base: NodeTemplate\n  operators: [op{k}]");
        }
        let n_nodes = 1 + self.number(4);
        let kinds: Vec<usize> = (0..n_nodes).map(|_| self.number(n_operators)).collect();
        text += "c:\n  base: CircuitTemplate\n  nodes:\n";
        for (node, kind) in kinds.iter().enumerate() {
            let _ = writeln!(text, "    p{node}: n{kind}");
        }
        text += "  edges:\n";
        for edge in 0..1 + self.number(5) {
            let (a, b) = (self.number(n_nodes), self.number(n_nodes));
            // The first one starts at a state, which is finite: zero times NaN is no zero.
            let source = *self.pick(if edge == 0 { &["x", "w"] } else { &["x", "w", "m", "x"] });
            let attributes = match edge {
                0 => format!("weight: {weight}, delay: {delay}"),
                _ => match self.number(5) {
                    0 => format!("weight: {}, delay: 0.5, spread: 0.3", self.value()),
                    1 => format!("weight: {}, delay: {:.2}", self.value(), self.0.uniform(0.0, 1.5)),
                    _ => format!("weight: {}", self.value()),
                },
            };
            let (from, to) = (kinds[a], kinds[b]);
            let _ = writeln!(text, "    - [p{a}/op{from}/{source}, p{b}/op{to}/u, null, {{{attributes}}}]");
        }
        text
    }

    /// Ordinary numbers, and now and then what no one expects.
    fn odd_value(&mut self) -> f64 {
        const ODD: [f64; 10] =
            [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 5e-324, 1e-308, 1e308, -1e308, 1e16];
        if self.chance(0.5) { *self.pick(&ODD) } else { self.0.uniform(-3.0, 3.0) }
    }

    /// An event with a later part, at known times or at a condition.
    fn event(&mut self) -> Event {
        let mut time = || if self.chance(0.1) { self.odd_value() } else { self.0.uniform(0.0, 3.0) };
        let times = [time(), time(), time()];
        let event = if self.chance(0.5) { Event::at_times(times) } else { Event::when("p0.op0.x > 0.5") };
        let value = ["p0.op0.x/2", "1/p0.op0.x", "t"][self.number(3)];
        let path = ["p0/op0/k", "p0/op0/x", "p0/op0/u"][self.number(3)];
        event.set(path, value).later(times[0]).set("p0/op0/k", "1").later(0.0).set("p0/op0/x", value)
    }

    /// Runs a model in one of many ways.
    fn run(&mut self, model: &Circuit) -> Result<Solution, SolveError> {
        let t_end = if self.chance(0.05) { self.odd_value() } else { 3.0 };
        let run = model.simulate(0.0..t_end).max_steps(MAX_STEPS);
        let noisy = model.system().has_noise();
        let dt = if self.chance(0.05) { self.odd_value() } else { 0.01 };
        let run = match (noisy, self.number(9)) {
            (true, 0) => run.method(Milstein).dt(dt),
            (true, 1) => run.method(Sra1).dt(dt),
            (true, 2) => run.method(StochasticHeun).dt(dt).interpretation(Interpretation::Stratonovich),
            (true, 3) => run.without_noise(),
            (true, _) => run.method(EulerMaruyama).dt(dt).seed(3),
            (false, 0) => run.method(Euler).dt(dt),
            (false, 1) => run.method(Rk4).dt(dt).event_rule(EventRule::AtSteps),
            (false, 2) => run.method(Rodas5P),
            (false, 3) => run.method(Auto).rtol(1e-4),
            (false, 4) => run.method(Vern7).rtol(1e-8),
            (false, 5) => run.method(Tsit5).interval(0.1),
            (false, 6) => run.method(Radau9).rtol(1e-7),
            (false, _) => run.method(Dopri5),
        };
        let run = if self.chance(0.1) { run.history(History::Zero) } else { run };
        let run = if self.chance(0.1) { run.input("p0/op0/k", Input::function(f64::sin)) } else { run };
        let run = if self.chance(0.2) { run.event(self.event()) } else { run };
        run.run()
    }
}

/// The model of a text; random ones may be refused, with a message.
fn read(text: &str) -> Option<Circuit> {
    match Circuit::from_yaml_text(text, "c") {
        Ok(circuit) => Some(circuit),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

/// Runs `f` for many numbers, and says which one failed.
fn for_many(what: &str, f: impl Fn(u64) -> String) {
    let (runs, first) = (setting("PYRATES_FUZZ_RUNS", RUNS), setting("PYRATES_FUZZ_SEED", 0));
    for number in first..first + runs {
        if catch_unwind(AssertUnwindSafe(|| f(number))).is_err() {
            panic!(
                "{what} failed for number {number}: PYRATES_FUZZ_SEED={number} PYRATES_FUZZ_RUNS=1 repeats it"
            );
        }
    }
}

/// Reading, simulating, printing and exporting never panics and never hangs, whatever the values are.
#[test]
fn nothing_panics() {
    for_many("a random model", |number| {
        let mut dice = Dice(Random::new(number));
        let text = dice.circuit("0.8", "0.25");
        let Some(mut circuit) = read(&text) else { return text };
        let (mut y, mut p) = (circuit.initial_state(), circuit.parameters());
        for value in y.iter_mut().chain(&mut p) {
            if dice.chance(0.03) {
                *value = dice.odd_value();
            }
        }
        circuit.set_initial_state(&y);
        circuit.set_parameters(&p);
        match dice.run(&circuit) {
            Ok(solution) => {
                let _ = (solution.to_csv(), solution.events().len());
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        if dice.chance(0.05) {
            let _ = (circuit.to_string(), circuit.list().to_string(), circuit.steady_state().is_ok());
            let _ = (circuit.emit_fortran().is_ok(), circuit.emit_julia().is_ok(), circuit.to_yaml().is_ok());
        }
        text
    });
}

/// A past that is the present.
struct Constant<'a>(&'a [f64]);

impl Past<f64> for Constant<'_> {
    fn value(&self, _lookup: usize, state: usize, _time: f64) -> f64 {
        self.0[state]
    }
}

fn field(model: &Circuit, y: &[f64]) -> Vec<f64> {
    let (mut dy, mut work) = (vec![0.0; y.len()], vec![0.0; model.n_work()]);
    model.vector_field(0.3, y, &model.parameters(), &Constant(y), &mut work, &mut dy);
    dy
}

/// Compares right-hand sides at a random state, where they are finite in the first model.
#[track_caller]
fn same_field(a: &Circuit, b: &Circuit, dice: &mut Dice, text: &str) {
    let y = dice.0.vector(a.dim(), -1.0, 1.0);
    // What feeds a node decides with which others it stands in a group, and so where its states are.
    let (paths, others) = (a.structure().state_paths(), b.structure().state_paths());
    // The names of edges are counted, but they keep their order.
    let on_edge = |path: &&String| path.starts_with("edges/");
    let of_edges: Vec<&String> = others.iter().filter(on_edge).collect();
    let mut next = 0..;
    let place = |path: &String| {
        let there =
            if on_edge(&path) { next.next().and_then(|k| of_edges.get(k).copied()) } else { Some(path) };
        others.iter().position(|other| Some(other) == there)
    };
    let places: Option<Vec<usize>> = paths.iter().map(place).collect();
    let places = places.unwrap_or_else(|| panic!("{paths:?} and {others:?}\n{text}"));
    let mut there = vec![0.0; y.len()];
    places.iter().zip(&y).for_each(|(&place, y)| there[place] = *y);
    let (a, b) = (field(a, &y), field(b, &there));
    for (path, (a, &place)) in paths.iter().zip(a.iter().zip(&places)) {
        let b = b[place];
        let is_same = !a.is_finite() || (a - b).abs() <= 1e-13 * (1.0 + a.abs());
        assert!(is_same, "{path}: {a} and {b}\n{text}");
    }
}

/// A weight of zero is no edge, and a delay of zero is no delay.
#[test]
fn zeros_mean_nothing() {
    for_many("a property", |number| {
        let model = |weight: &str, delay: &str| Dice(Random::new(number)).circuit(weight, delay);
        let mut dice = Dice(Random::new(number ^ 0x5555));
        let text = model("0.0", "0.25");
        let first = text.find("weight: 0.0,").expect("the first edge");
        let line = text[..first].rfind("    - [").expect("the start of its line");
        let end = first + text[first..].find('\n').expect("the end of its line") + 1;
        let rest = format!("{}{}", &text[..line], &text[end..]);
        let rest = if rest.trim_end().ends_with("edges:") { format!("{rest}    []\n") } else { rest };
        // Zero times infinity is no number, so only finite slopes are compared.
        if let (Some(with), Some(without)) = (read(&text), read(&rest)) {
            same_field(&with, &without, &mut dice, &text);
        }
        let (zero, none) = (model("0.8", "0.0"), model("0.8", "null"));
        if let (Some(zero), Some(none)) = (read(&zero), read(&none)) {
            same_field(&zero, &none, &mut dice, &text);
        }
        text
    });
}
