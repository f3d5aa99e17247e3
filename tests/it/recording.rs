use pyrates::ir::eval;
use pyrates::ir::system::{Layout, Role, VariableRef};
use pyrates::prelude::*;
use pyrates::{SolutionError, circuit, node, operator};

use crate::common::assert_close;
use crate::common::models::*;

/// Holds the columns of all variables to the interpreter, with the past of the run.
fn check<M: Model>(model: &M, t_end: f64) {
    let history = |t: f64, y: &mut [f64]| y.iter_mut().enumerate().for_each(|(i, y)| *y = 0.1 * i as f64 + t);
    let run = model.simulate(-0.25..t_end).rtol(1e-6).interval(0.05).dense();
    let run = if model.n_lookups() > 0 { run.history(History::function(history)) } else { run };
    let solution = run.run().expect("a solution");
    let (system, p) = (model.system().split().into_owned(), model.parameters());
    let layout = Layout::new(&system);
    let past = |state: usize, time: f64| {
        let mut y = vec![0.0; model.dim()];
        // The history jumps to the initial state at the start, which rounding must not hide.
        if time < -0.25 - 1e-12 {
            history(time, &mut y);
            return y[state];
        }
        solution.at(time.max(-0.25)).expect("within the run")[state]
    };
    for (g, group) in system.groups.iter().enumerate() {
        for v in 0..group.variables.len() {
            for unit in 0..group.n_units() {
                let (at, path) = (VariableRef { group: g, variable: v }, group.path(v, unit));
                if is_made_by_splitting(&path) {
                    continue;
                }
                let column = solution.column(&path).expect(&path);
                for (k, (t, y)) in solution.rows().enumerate() {
                    let expected = eval::variable(&system, at, unit, t, y, &p, &past);
                    assert_close(column[k], expected, 1e-13, &format!("{path} at {t}"));
                }
                if group.variables[v].role == Role::Parameter {
                    assert_eq!(column[0], p[layout.parameter(at) + unit]);
                }
            }
        }
    }
    let inputs = system.paths_with_role(Role::Input);
    for (path, value) in system.parameter_paths().iter().zip(&p).filter(|(path, _)| !inputs.contains(path)) {
        assert!(solution.column(path).expect(path).iter().all(|x| x == value), "{path}");
    }
}

/// The power of zero that is a state of it has no derivative.
fn complex() -> ComplexCircuit {
    let mut model = ComplexCircuit::default();
    model.set("all/f/y/re", 0.5).expect("a state");
    model
}

/// Parts of large complex expressions have names of their own, which the user did not give.
fn is_made_by_splitting(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|last| last.starts_with("part"))
}

#[test]
fn every_variable_has_a_column() {
    check(&Functions::default(), 0.5);
    check(&Delayed::default(), 1.5);
    check(&PredatorPrey::default(), 2.0);
    check(&Chain::default(), 0.5);
    check(&Mixed::default(), 0.25);
    check(&Sparse::default(), 1.0);
    check(&Stages::default(), 1.0);
    check(&populations(), 0.5);
    check(&complex(), 0.5);
    check(&Circuit::from_system(Chain::default().system()).expect("consistent"), 0.5);
}

#[test]
fn columns_are_chosen_before_or_after_the_run() {
    let (model, v) = (PredatorPrey::default(), PredatorPrey::variables());
    // Delayed values are there without `dense`, since the run knew that they were wanted.
    let run = model.simulate(0.0..2.0).interval(0.1);
    let recorded =
        run.record([&v.predator.lv.x_in, &v.prey.lv.x]).record("all/lv/alpha").run().expect("smooth");
    let labels = ["predator/lv/x_in", "prey/lv/x", "predator/lv/alpha", "prey/lv/alpha"];
    assert_eq!(recorded.labels(), labels);
    assert!(matches!(recorded.at(0.05), Err(SolutionError::NotDense)));
    let prey = recorded.column("prey/lv/x").expect("a column");
    let input = recorded.column(v.predator.lv.x_in).expect("a column");
    for k in 0..=20 {
        assert_close(input[k], prey[k.saturating_sub(5)], 1e-13, "the prey half a unit of time before");
    }
    assert!(
        recorded
            .to_csv()
            .starts_with("t,predator/lv/x_in,prey/lv/x,predator/lv/alpha,prey/lv/alpha\n0,0.5,0.5,-1,0.7\n")
    );
    // States are known in any case.
    assert_eq!(recorded.column("predator/lv/x").expect("a state").len(), 21);

    let all = model.simulate(0.0..2.0).interval(0.1).dense().run().expect("smooth");
    let selected = all.clone().select(["predator/lv/x_in", "all/lv/x"]).expect("variables");
    assert_eq!(selected.labels(), ["predator/lv/x_in", "predator/lv/x", "prey/lv/x"]);
    assert_eq!(selected.column("predator/lv/x_in").expect("a column"), input);
    let row = selected.at(1.25).expect("dense");
    assert_close(row[0], all.at(0.75).expect("dense")[1], 1e-13, "the prey half a unit of time before");
    let columns = all.columns("all/lv/x_in").expect("variables");
    assert_eq!(columns.len(), 2);
    assert_eq!(columns[0], ("predator/lv/x_in".to_string(), input));
}

#[test]
fn expressions_are_computed() {
    let model = PredatorPrey::default();
    let solution = model.simulate(0.0..2.0).interval(0.1).dense().run().expect("smooth");
    let values = solution.evaluate("prey.lv.x*2 + tanh(`predator/lv/x_in`)/t").expect("an expression");
    let (x, x_in) = (solution.column("prey/lv/x").unwrap(), solution.column("predator/lv/x_in").unwrap());
    for k in 1..=20 {
        // The language has a hyperbolic tangent of its own.
        assert_close(values[k], x[k] * 2.0 + x_in[k].tanh() / solution.t[k], 1e-14, "an expression");
    }
    // The logarithm of the ratio of predators to what they need: all of the language.
    assert!(solution.evaluate("where(prey.lv.alpha > 0, ln(predator.lv.x), 0)").is_ok());
    let message = |text| solution.evaluate(text).expect_err("wrong").to_string();
    assert!(message("prey.lv.xx + 1").contains("no variable `prey/lv/xx`; did you mean `prey/lv/x`?"));
    assert!(message("prey.lv.x +").contains("cannot be evaluated"));
    assert!(message("prey/lv/x").contains("no variable `lv`"), "{}", message("prey/lv/x"));
}

#[test]
fn mistakes_offer_the_nearest_variable() {
    let model = PredatorPrey::default();
    let error = model.simulate(0.0..1.0).record("prey/lv/x_inn").run().expect_err("misspelt").to_string();
    assert!(
        error.contains("the model has no variable `prey/lv/x_inn`; did you mean `prey/lv/x_in`?"),
        "{error}"
    );
    let solution = model.simulate(0.0..1.0).interval(0.5).run().expect("smooth");
    let error = solution.column("predator/lv/x_inn").expect_err("misspelt").to_string();
    assert!(error.contains("did you mean `predator/lv/x_in`?"), "{error}");
    // Delayed inputs cannot be had from samples.
    assert!(matches!(solution.column("predator/lv/x_in"), Err(SolutionError::NotDense)));
    assert!(matches!(solution.column("all/lv/x_in"), Err(SolutionError::AmbiguousColumn { .. })));
}

#[test]
fn delayed_values_follow_the_rule_of_the_run() {
    let model = PredatorPrey::default();
    let run = model.simulate(0.0..2.0).method(Euler).dt(0.1).delay_rule(DelayRule::RingBuffer);
    let solution = run.record(["predator/lv/x_in", "prey/lv/x"]).run().expect("fixed steps");
    let rows: Vec<&[f64]> = solution.rows().map(|(_, row)| row).collect();
    for k in 0..rows.len() {
        // Zero before the start, then the state five steps ago.
        let expected = if k < 5 { 0.0 } else { rows[k - 5][1] };
        assert_close(rows[k][0], expected, 1e-13, "by PyRates' rule");
    }
}

operator! {
    pub Drive {
        equations { d/dt x = -x + 2*u; y = u^2; }
        variables { x: output(0.0), y: variable, u: input(0.0) }
    }
}
node! { pub DriveNode { drive: Drive } }
circuit! { pub Drives { nodes { cells: [DriveNode; 2] } } }

#[test]
fn inputs_are_columns_like_any_variable() {
    let input = Input::sampled([1.0, 3.0], 0.5);
    let run =
        Drives::default().simulate(0.0..1.0).method(Rk4).dt(0.25).input("cells/all/drive/u", input).run();
    let solution = run.expect("fixed steps");
    assert_eq!(solution.column("cells/1/drive/u").expect("driven"), [1.0, 1.0, 3.0, 3.0, 3.0]);
    assert_eq!(solution.column("cells/0/drive/y").expect("algebraic"), [1.0, 1.0, 9.0, 9.0, 9.0]);
    assert_eq!(solution.evaluate("cells.0.drive.u*2").expect("driven"), [2.0, 2.0, 6.0, 6.0, 6.0]);
}

#[test]
fn inputs_from_outside_add_to_edges() {
    let model = PredatorPrey::default();
    let run = model.simulate(0.0..1.0).method(Rk4).dt(0.1).input("predator/lv/x_in", Input::constant(0.25));
    let solution = run.run().expect("fixed steps");
    let (x_in, prey) = (solution.column("predator/lv/x_in").unwrap(), solution.column("prey/lv/x").unwrap());
    for k in 0..=10 {
        assert_close(x_in[k], 0.25 + prey[k.saturating_sub(5)], 1e-14, "the sum");
    }
}

#[test]
fn complex_variables_are_two_columns() {
    let model = complex();
    let solution = model.simulate(0.0..0.2).record("all/f/z").run().expect("smooth");
    assert_eq!(solution.labels(), ["a/f/z/re", "b/f/z/re", "a/f/z/im", "b/f/z/im"]);
    let solution = model.simulate(0.0..0.2).record("b/f/z").record("a/f/a").run().expect("smooth");
    assert_eq!(solution.labels(), ["b/f/z/re", "b/f/z/im", "a/f/a/re", "a/f/a/im"]);
}

#[test]
fn the_end_can_be_a_sample_of_its_own() {
    let run = PredatorPrey::default().simulate(0.0..1.0).interval(0.4).with_end().run().expect("smooth");
    assert_eq!(run.t, [0.0, 0.4, 0.8, 1.0]);
}
