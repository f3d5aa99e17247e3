//! Models in Modelica, read by pymoca and computed by CasADi: vector fields, and runs of SciPy with them.

use pyrates::emit::{Form, ModelicaOptions};
use pyrates::prelude::*;

use crate::happenings::{Fires, Stops, Swaps, Wanders};
use crate::models::{self, Suite};
use crate::tools::{Folder, modelica_python};

/// Reads models.
const LOAD: &str = include_str!("modelica.py");

const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    m = Model(written_out(open(f'{folder}/{name}').read()))
    rows = np.loadtxt(folder + '/points.txt', ndmin=2)
    past = lambda i, t: 0.5 + 0.3*np.sin(t + i + 1)
    for slopes in m.field(rows[:, 0], rows[:, 1:].T, past).T:
        print(*slopes)
    print('end')
";

/// Without delays, or over one step of those.
const TRAJECTORIES: &str = "
from scipy.integrate import solve_ivp
for line in open('models.txt'):
    m = Model(written_out(open('/'.join(line.split())).read()))
    shortest = min(m.lags, default=1.0)
    t, x, runs = 0.0, m.start, []
    def past(i, time):
        time = time[0]
        run = next((run for run in runs if time <= run.t[-1]), None)
        return np.array([m.start[i] if time <= 0 else run.sol(time)[i]])
    while t < END - 1e-12:
        last = min(t + shortest, END)
        field = lambda t, x: m.field(np.array([t]), x.reshape(-1, 1), past).ravel()
        runs.append(solve_ivp(field, (t, last), x, method='DOP853', rtol=1e-11, atol=1e-13, dense_output=True))
        t, x = last, runs[-1].y[:, -1]
    print(*x)
    print('end')
";

fn run(suite: &Suite, program: &str, options: &ModelicaOptions) -> Option<String> {
    let python = modelica_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_modelica_with(options), &str::to_string);
    folder.write("driver.py", &format!("{LOAD}{program}"));
    Some(folder.run(&python, &["driver.py"]))
}

#[test]
fn every_model_has_its_right_hand_sides_in_modelica() {
    for suite in models::suites() {
        let suite = suite.with_points(20);
        let Some(printed) = run(&suite, FIELDS, &ModelicaOptions::default()) else { return };
        suite.check(&printed);
    }
}

#[test]
fn units_are_written_out_in_modelica() {
    let options = ModelicaOptions { form: Form::Units, ..Default::default() };
    let suite = models::within_limits(&|system| system.emit_modelica_with(&options));
    if let Some(printed) = run(&suite, FIELDS, &options) {
        suite.check(&printed);
    }
}

#[test]
fn trajectories_in_modelica_are_those_of_the_library() {
    let [suite, _] = models::suites();
    // The square root of a state that starts at zero has an infinite derivative there.
    let suite = suite.filtered(|system| system.name != "ComplexCircuit" && !system.has_delays());
    assert!(suite.systems.len() > 20);
    let program = TRAJECTORIES.replace("END", "0.5");
    if let Some(printed) = run(&suite, &program, &ModelicaOptions::default()) {
        suite.check_ends(0.5, &printed);
    }
}

/// Over twelve delays.
#[test]
fn runs_with_delays_in_modelica_are_those_of_the_library() {
    let suite = Suite::of(vec![crate::common::models::PredatorPrey::default().system()]);
    let program = TRAJECTORIES.replace("END", "6.0");
    if let Some(printed) = run(&suite, &program, &ModelicaOptions::default()) {
        suite.check_ends(6.0, &printed);
    }
}

/// pymoca reads `when` but does not translate it. Conditions and new values are computed as variables here.
const EVENTS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    x, t = run_with_events(open(f'{folder}/{name}').read(), 5.0)
    print(t, *x)
    print('end')
";

#[test]
fn events_in_modelica_are_those_of_the_library() {
    let mut crowd = Crowd::default();
    for (k, unit) in crowd.cells.iter_mut().enumerate() {
        unit.fires.i = 2.5 + k as f64;
    }
    let systems = vec![
        Fires::default().system(),
        Swaps::default().system(),
        Stops::default().system(),
        Walls::default().system(),
        crowd.system(),
    ];
    let suite = Suite::of(systems);
    let Some(printed) = run(&suite, EVENTS, &ModelicaOptions::default()) else { return };
    for (system, part) in suite.systems.iter().zip(printed.split("end\n")) {
        let model = pyrates::Circuit::from_system(system.clone()).unwrap();
        let solution = model.simulate(0.0..5.0).method(Dop853).rtol(1e-11).atol(1e-13).run().unwrap();
        let (t, last) = solution.last().unwrap();
        let expected = [&[t], last].concat();
        let found: Vec<f64> = part.split_whitespace().map(|word| word.parse().expect("a number")).collect();
        assert_eq!(found.len(), expected.len(), "{}: {part}", system.name);
        for (a, b) in found.iter().zip(&expected) {
            assert!((a - b).abs() < 1e-7 * b.abs().max(1.0), "{}: {found:?}, {expected:?}", system.name);
        }
    }
}

node! { pub Cell { fires: Fires } }
circuit! {
    /// Units that fire, each by itself.
    pub Crowd {
        nodes { cells: [Cell; 3] }
    }
}

operator! {
    /// Two events that set the same state.
    Walls {
        equations { d/dt x = v; d/dt v = 0*v; d/dt hits = 0*hits; }
        variables { x: output(0.5), v: variable(1.0), hits: variable(0.0) }
        events {
            right: on x > 1 { v = -v; x = 0.99*x; hits = hits + 1; }
            left: on x < 0 { v = -v; x = 0.01; }
        }
    }
}

#[test]
fn modelica_refuses_what_it_does_not_have() {
    let error = Wanders::default().system().emit_modelica().unwrap_err().to_string();
    assert!(error.starts_with("Modelica cannot express noise of `x`"), "{error}");
    for (option, options) in [
        ("t_end", ModelicaOptions { t_end: 0.0, ..Default::default() }),
        ("tolerance", ModelicaOptions { tolerance: f64::NAN, ..Default::default() }),
    ] {
        let error = Swaps::default().system().emit_modelica_with(&options).unwrap_err().to_string();
        assert!(error.contains(option) && error.ends_with("must be a positive number"), "{error}");
    }
}

operator! {
    /// Variables that are words of Modelica.
    Words {
        equations { d/dt der = -time*der + when*x; d/dt x = model - x/end; d/dt Real = i*_a - Real; }
        variables {
            der: output(0.5), x: variable(0.2), Real: variable(0.1), time: 1.0, when: 2.0, model: 0.5, end: 0.25, i: 3.0,
            _a: 1.5,
        }
    }
}

#[test]
fn names_are_no_words_of_modelica() {
    let suite = Suite::of(vec![Words::default().system()]);
    if let Some(printed) = run(&suite, FIELDS, &ModelicaOptions::default()) {
        suite.check(&printed);
    }
}

function! {
    pub fn fourth(x: f64) -> f64 { x.powi(4) }
    spellings {
        modelica: {
            value: "fourth({x})",
            definition: "
                function fourth
                  input Real x;
                  output Real y;
                algorithm
                  y := x^4;
                end fourth;
            "
        },
        diffsl: "pow({x}, 4.0)"
    }
}

operator! {
    /// A function in Rust.
    pub Quartic {
        functions { fourth }
        equations { d/dt x = fourth(x - c); }
        variables { x: output(0.5), c: 0.25 }
    }
}

#[test]
fn functions_in_rust_are_spelled_in_modelica() {
    let suite = Suite::of(vec![Quartic::default().system()]);
    if let Some(printed) = run(&suite, FIELDS, &ModelicaOptions::default()) {
        suite.check(&printed);
    }
}
