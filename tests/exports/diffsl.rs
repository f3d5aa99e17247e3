//! Models in DiffSL, compiled by pydiffsol: vector fields, Jacobians, and runs.

use pyrates::emit::{DiffslOptions, EmitError, Form};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::common::models::*;
use crate::happenings::{Fires, Stops, Wanders};
use crate::models::{self, Suite};
use crate::tools::{Folder, diffsl_python};

/// Compiles a model, and reads the values of its inputs.
const LOAD: &str = "
import re, sys
import numpy as np
import pydiffsol as ds

def load(file):
    text = open(file).read()
    values = re.search(r'^//   p = \\[(.*?)\\]$', text, flags=re.S | re.M)[1].replace('//', '')
    p = np.array([float(x) for x in values.split(',') if x.strip()])
    return ds.Ode(text), p
";

const FIELDS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    ode, p = load(f'{folder}/{name}')
    for row in np.loadtxt(folder + '/points.txt', ndmin=2):
        print(*ode.rhs(p, row[0], row[1:].copy()))
    print('end')
";

const JACOBIANS: &str = "
for line in open('models.txt'):
    folder, name = line.split()
    ode, p = load(f'{folder}/{name}')
    for row in np.loadtxt(folder + '/points.txt', ndmin=2):
        t, y = row[0], row[1:].copy()
        # Derivatives are of the point at which the right-hand side was computed last.
        ode.rhs(p, t, y)
        print(*np.array([ode.rhs_jac_mul(p, t, y, v) for v in np.eye(len(y))]).T.ravel())
    print('end')
";

const TRAJECTORIES: &str = "
for line in open('models.txt'):
    ode, p = load('/'.join(line.split()))
    ode.ode_solver, ode.rtol, ode.atol = ds.tsit45, 1e-11, 1e-13
    print(*ode.solve_dense(p, np.array([0.0, 0.25, END])).ys[:, -1])
    print('end')
";

fn run_with(suite: &Suite, program: &str, options: &DiffslOptions) -> Option<String> {
    let python = diffsl_python()?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_diffsl_with(options), &str::to_string);
    folder.write("driver.py", &format!("{LOAD}{program}"));
    Some(folder.run(&python, &["driver.py"]))
}

fn run(suite: &Suite, program: &str) -> Option<String> {
    run_with(suite, program, &DiffslOptions::default())
}

/// DiffSL has no delays, and no functions with steps at whole numbers, which one model of the tests calls.
fn is_refused(error: &EmitError) -> bool {
    let constructs = ["the delay in the equation", "`floor` in the equation"];
    matches!(error, EmitError::Unsupported { construct, target: "DiffSL", .. } if constructs.contains(construct))
}

fn accepted() -> [Suite; 2] {
    models::accepted(&|system| system.emit_diffsl(), &is_refused)
}

#[test]
fn every_model_without_delays_has_its_right_hand_sides_in_diffsl() {
    for suite in accepted() {
        let Some(printed) = run(&suite, FIELDS) else { return };
        suite.check(&printed);
    }
}

/// Solvers need derivatives, which the compiler makes of the text; those of the library are symbolic.
#[test]
fn every_jacobian_in_diffsl_is_that_of_the_symbols() {
    let [suite, _] = accepted();
    if let Some(printed) = run(&suite, JACOBIANS) {
        suite.check_jacobians(&printed);
    }
}

#[test]
fn units_are_written_out_in_diffsl() {
    let options = DiffslOptions { form: Form::Units, ..Default::default() };
    let [suite, _] = models::accepted(&|system| system.emit_diffsl_with(&options), &|error| {
        is_refused(error) || models::is_too_large(error)
    });
    if let Some(printed) = run_with(&suite, FIELDS, &options) {
        suite.check(&printed);
    }
}

#[test]
fn trajectories_of_diffsol_are_those_of_the_library() {
    let [suite, _] = accepted();
    // The square root of a state that starts at zero has an infinite derivative there.
    let suite = suite.filtered(|system| system.name != "ComplexCircuit");
    if let Some(printed) = run(&suite, &TRAJECTORIES.replace("END", "0.5")) {
        suite.check_ends(0.5, &printed);
    }
}

/// Its event happens many times, and sets two states that need each other's old values.
#[test]
fn an_event_resets_states_in_diffsl() {
    let suite = Suite::of(vec![Fires::default().system(), Rotates::default().system()]);
    if let Some(printed) = run(&suite, &TRAJECTORIES.replace("END", "5.0")) {
        suite.check_ends_within(1e-6, 5.0, &printed);
    }
}

operator! {
    /// A condition that becomes true and false again: only the first happens.
    Rotates {
        equations { d/dt x = y; d/dt y = -4*x; d/dt n = 0*n; height = x + 0.1*t; }
        variables { x: output(0.0), y: variable(2.0), n: variable(0.0), height: variable }
        events { up: on height > 0.5 { n = n + 1; } }
    }
}

operator! {
    /// Two events.
    Both {
        equations { d/dt x = 1 + 0*x; d/dt y = 1 + 0*y; }
        variables { x: output(0.0), y: variable(0.5) }
        events { a: on x > 1 { x = 0; } b: on y > 1 { y = 0; } }
    }
}

operator! {
    /// A function with steps.
    Stairs {
        equations { d/dt x = -x + mod(y, 2); y = x + t; }
        variables { x: output(0.0), y: variable }
    }
}

#[test]
fn diffsl_refuses_what_it_does_not_have() {
    let refused = |system: &System| system.emit_diffsl().unwrap_err().to_string();
    let table = [
        (Both::default().system(), "DiffSL cannot express a second event, as that of `b`"),
        (Stops::default().system(), "DiffSL cannot express the end of the run at the event of `low`"),
        (Stairs::default().system(), "DiffSL cannot express `mod` in the equation of `x`"),
        (Wanders::default().system(), "DiffSL cannot express noise of `x`"),
    ];
    for (system, expected) in table {
        let error = refused(&system);
        assert!(error.starts_with(expected), "{error}");
    }
}

circuit! {
    /// Populations joined in every way but with delays.
    pub Joined {
        nodes { a: RatedNode, cells: [RatedNode; 4], others: [RatedNode; 3] { li.tau: 2.0 } }
        edges {
            cells.li.r -> cells.li.m_in { weight: 0.25 };
            cells[i].li.m -> cells[i].li.m_in { weight: -0.5 };
            cells[j].li.m -> others[i].li.m_in { weight: dense(0.2) };
            others[j].li.m -> cells[i].li.m_in { weight: dense(0.1) };
            others[j].li.r -> others[i].li.u { weight: sparse };
            cells[2].li.r -> others[1].li.u { weight: 0.3 };
            a.li.r -> cells.li.u;
            cells.li.m -> a.li.u { weight: 0.01 };
            sine: cells[j].li.r -> cells[i].li.u via Difference { pre: source, post: cells[i].li.r, weight: 0.3 };
            low: cells[j].li.r -> others[i].li.u via LowPass { weight: dense(0.3) };
        }
    }
}

/// [`Joined`] with links and uneven weights, one row of which is zero.
fn joined() -> Joined {
    use pyrates::{PairMatrix, Source, SparseMatrix, Target};
    let mut model = Joined::default();
    let links = [(Target(0), Source(2), 0.5), (Target(0), Source(0), -0.5), (Target(1), Source(1), 0.25)];
    model.edges.others_to_others.weights = SparseMatrix::from_links(3, 3, links).expect("links inside");
    let uneven = |Target(i): Target, Source(j): Source| {
        if i == 1 { 0.0 } else { 0.1 * (1.0 + i as f64 - 2.0 * j as f64) }
    };
    model.edges.cells_to_others.weights = PairMatrix::from_fn(3, 4, uneven);
    model.edges.low.weights = PairMatrix::from_fn(3, 4, uneven);
    for (k, unit) in model.cells.iter_mut().enumerate() {
        unit.li.tau = 1.0 + k as f64;
        unit.li.r = 0.1 * k as f64;
    }
    model.fit_edges();
    model
}

#[test]
fn populations_are_vectors_in_diffsl() {
    let mut ring = Ring::default();
    ring.edges.all.weights = pyrates::PairMatrix::from_fn(
        5,
        5,
        |pyrates::Target(i), pyrates::Source(j)| if i == j { 0.5 } else { 0.0 },
    );
    let suite = Suite::of(vec![joined().system(), ring.system()]);
    let inputs = vec!["a/li/tau".to_string(), "cells_tau".to_string(), "othersR0".to_string()];
    for options in [DiffslOptions::default(), DiffslOptions { inputs, ..Default::default() }] {
        let suite = suite.clone().filtered(|system| options.inputs.is_empty() || system.name == "Joined");
        let Some(printed) = run_with(&suite, FIELDS, &options) else { return };
        suite.check(&printed);
        suite.check_jacobians(&run_with(&suite, JACOBIANS, &options).expect("pydiffsol"));
        // The other one jumps.
        let suite = suite.first(1);
        let ends = run_with(&suite, &TRAJECTORIES.replace("END", "0.5"), &options).expect("pydiffsol");
        suite.check_ends(0.5, &ends);
    }
}

circuit! {
    /// A population with a diagonal matrix, functions that are made of others, and choices.
    pub Ring {
        nodes { cells: [ChoosyNode; 5] }
        edges { all: cells[j].choosy.x -> cells[i].choosy.u { weight: dense(0.1) }; }
    }
}
node! { pub ChoosyNode { choosy: Choosy } }
operator! {
    /// Functions and choices for each unit.
    pub Choosy {
        equations {
            y = atan2(sin(x), u) + erf(x) + heaviside(x - 0.5) + sign(u) + asin(x/3) + acos(z/4);
            d/dt x = where((x > 0.4) & !(z == 0.7) | x <= 0.2, tan(z), -x) + atan(3*x);
            d/dt z = y*where(z != x, 1, k) - z + t + atan(1e200*z);
        }
        variables { x: output(0.3), z: variable(0.2), y: variable, u: input(0.0), k: 2.0 }
    }
}

/// A matrix is no input, and what is no parameter neither.
#[test]
fn inputs_are_parameters() {
    let system = joined().system();
    let error = |input: &str| {
        let options = DiffslOptions { inputs: vec![input.to_string()], ..Default::default() };
        system.emit_diffsl_with(&options).unwrap_err().to_string()
    };
    assert!(error("nothing").contains("`inputs`"), "{}", error("nothing"));
    let matrix = error("cells_to_others_weights");
    assert!(matrix.starts_with("DiffSL cannot express a matrix among the inputs"), "{matrix}");
}

operator! {
    /// Variables that are words of DiffSL.
    Words {
        equations { d/dt u = -F*u + dudt*sin_a; d/dt sinA = stop - sinA/N; d/dt x_1 = x1 - x_1; }
        variables { u: output(0.5), sinA: variable(0.2), x_1: variable(0.1), F: 1.0, dudt: 2.0, stop: 0.5, N: 0.25, sin_a: 3.0, x1: 1.5 }
    }
}

#[test]
fn names_are_no_words_of_diffsl() {
    let suite = Suite::of(vec![Words::default().system(), crate::modelica::Quartic::default().system()]);
    if let Some(printed) = run(&suite, FIELDS) {
        suite.check(&printed);
    }
}
