//! Inputs from outside: methods keep their order, jumps and bends are hit, and mistakes are refused.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveErrorKind, circuit, node, operator};

operator! {
    /// Follows its input, which is multiplied by a gain.
    Leak {
        equations { d/dt r = -rate*r + gain*u + rate_in; }
        variables { r: output(0.0), rate: 1.0, gain: 1.0, u: input(0.5), rate_in: input(0.0) }
    }
}
operator! {
    Lag {
        equations { d/dt x = -x(t - tau) + u; }
        variables { x: output(1.0), tau: 1.0, u: input(0.0) }
    }
}
node! { Cell { leak: Leak } }
circuit! {
    Cells {
        nodes { cells: [Cell; 3], hub: Cell }
        edges { link: hub.leak.r -> cells[0].leak.rate_in { weight: 0.0 }; }
    }
}

fn integrator() -> Leak {
    Leak { rate: 0.0, ..Leak::default() }
}

fn end(solution: &Solution) -> f64 {
    solution.last().expect("the start is a sample").1[0]
}

/// r' = -r + sin t from 0.
fn exact(t: f64) -> f64 {
    0.5 * (t.sin() - t.cos() + (-t).exp())
}

#[test]
fn methods_keep_their_order() {
    fn check(method: impl Method, steps: [usize; 2]) {
        let leak = Leak::default();
        let errors = steps.map(|n| {
            let h = 2.0 / n as f64;
            let run = leak.simulate(0.0..2.0).method(method).dt(h).input("u", Input::function(f64::sin));
            let run = if method.is_adaptive() { run.rtol(1e6).atol(1e6).max_step(h) } else { run };
            let solution = run.run().expect("a smooth problem");
            solution.rows().map(|(t, row)| (row[0] - exact(t)).abs()).fold(0.0, f64::max)
        });
        let slope = (errors[0] / errors[1]).log2() / (steps[1] as f64 / steps[0] as f64).log2();
        assert!(slope > method.order() as f64 - 0.3, "{}: order {slope} {errors:?}", method.name());
    }
    check(Euler, [200, 400]);
    check(Heun, [100, 200]);
    check(Rk4, [20, 40]);
    check(Dopri5, [20, 40]);
    check(Dop853, [4, 8]);
}

#[test]
fn euler_holds_sample_k_during_step_k() {
    let u: Vec<f64> = (0..1000).map(|k| (0.37 * f64::from(k)).sin()).collect();
    let leak = Leak::default();
    let run = leak.simulate(0.0..1.0).method(Euler).dt(1e-3).input("u", Input::sampled(u.clone(), 1e-3));
    let solution = run.run().expect("fixed steps");
    let mut r = 0.0;
    for (k, (_, row)) in solution.rows().enumerate() {
        assert_eq!(row[0], r, "step {k}");
        r += 1e-3 * (-(1.0 * r) + u.get(k).copied().unwrap_or(0.0));
    }
}

#[test]
fn jumps_are_hit_exactly() {
    let u = [1.0, -2.0, 0.5, 4.0, 0.0, 1.5, 1.5];
    for start in [0.0, -1.25, 100.0] {
        let input = || Input::sampled(u, 0.3).starting_at(start);
        let t_end = start + 2.1;
        for run in [
            integrator().simulate(start..t_end).method(Dopri5).input("u", input()),
            integrator().simulate(start..t_end).method(Dop853).input("u", input()),
            integrator().simulate(start..t_end).method(Rk4).dt(0.15).input("u", input()),
            integrator().simulate(start..t_end).method(Heun).dt(0.3).input("u", input()),
        ] {
            let solution = run.run().expect("piecewise constant");
            assert_eq!(solution.stats.rejected, 0);
            for k in 0..=7 {
                let knot = start + 0.3 * f64::from(k);
                let at = solution.t.iter().position(|t| (t - knot).abs() < 1e-12);
                let at = at.unwrap_or_else(|| panic!("no step ends at {knot}"));
                let sum: f64 = 0.3 * u[..k as usize].iter().sum::<f64>();
                assert!(
                    (solution.values()[at] - sum).abs() < 1e-13,
                    "{} is not {sum}",
                    solution.values()[at]
                );
            }
        }
    }
}

#[test]
fn bends_are_hit_exactly() {
    let input = Input::sampled([0.0, 1.0, -1.0, 2.0], 0.5).interpolation(Interpolation::Linear);
    let solution = integrator().simulate(0.0..1.5).input("u", input).run().expect("piecewise linear");
    assert!(solution.t.contains(&0.5) && solution.t.contains(&1.0));
    // Areas of trapezia.
    assert!((end(&solution) - 0.5 * (0.5 + 0.0 + 0.5)).abs() < 1e-14);
}

#[test]
fn splines_follow_smooth_samples() {
    let samples = (0..=200).map(|k| (0.01 * f64::from(k)).sin());
    let input = Input::sampled(samples, 0.01).interpolation(Interpolation::Cubic);
    let solution = Leak::default().simulate(0.0..2.0).rtol(1e-9).input("u", input).run().expect("smooth");
    // The spline is good to about h^4/384.
    assert!((end(&solution) - exact(2.0)).abs() < 1e-9);
}

#[test]
fn columns_of_a_table_go_to_nodes() {
    let cells = Cells::default();
    let rows = [[1.0, 2.0, 3.0], [1.0, 0.0, 3.0]];
    let run = cells.simulate(0.0..2.0).input("cells/all/leak/gain", Input::table(rows, 1.0));
    let solution = run.record(["all/all/leak/r", "cells/all/leak/gain"]).run().expect("piecewise constant");
    let alone = |gains: [f64; 2]| {
        end(&Leak::default().simulate(0.0..2.0).input("gain", Input::sampled(gains, 1.0)).run().unwrap())
    };
    for (i, expected) in [alone([1.0, 1.0]), alone([2.0, 0.0]), alone([3.0, 3.0])].into_iter().enumerate() {
        let r = solution.column(format!("cells/{i}/leak/r")).expect("a state");
        assert!((r.last().unwrap() - expected).abs() < 1e-6);
    }
    assert_eq!(solution.column("cells/1/leak/gain").expect("driven").first(), Some(&2.0));
    let each = Input::each(|_, i| i as f64);
    let solution = cells.simulate(0.0..1.0).input("cells/all/leak/u", each).run().expect("constant");
    assert_eq!(solution.column("cells/0/leak/r").expect("a state").last(), Some(&0.0));
    assert_eq!(solution.column("cells/2/leak/u").expect("driven").last(), Some(&2.0));
}

#[test]
fn weights_can_be_driven() {
    let input = Input::function(|t| t);
    let solution =
        Cells::default().simulate(0.0..1.0).input("edges/link/weight", input).run().expect("smooth");
    assert_eq!(solution.column("edges/link/weight").expect("driven").last(), Some(&1.0));
}

#[test]
fn inputs_work_with_delays() {
    let step = || Input::sampled([0.0, 1.0], 0.3).outside(Outside::Hold);
    let run = |method: Dopri5, rtol| {
        Lag::default().simulate(0.0..4.0).method(method).rtol(rtol).input("u", step()).run()
    };
    let (coarse, fine) = (run(Dopri5, 1e-6).expect("smooth"), run(Dopri5, 1e-12).expect("smooth"));
    assert!((end(&coarse) - end(&fine)).abs() < 1e-5);
    // The jump and its images, as well as those of the start.
    for point in [0.3, 1.0, 1.3, 2.0, 2.3] {
        assert!(coarse.t.iter().any(|t| (t - point).abs() < 1e-12), "no step ends at {point}");
    }
    // By the method of steps: x' = -1 + u until 1, then x' = -x(t - 1) + 1.
    let x = |t: f64| if t < 0.3 { 1.0 - t } else { 0.7 };
    assert!((fine.at(0.8).expect("dense")[0] - x(0.8)).abs() < 1e-12);
    let second = |t: f64| 0.7 + (t - 1.0) - ((t - 1.0) - 0.5 * (t - 1.0).powi(2));
    assert!((fine.at(1.2).expect("dense")[0] - second(1.2)).abs() < 1e-10);
    // With fixed steps, to the order of the method.
    let rk4 =
        Lag::default().simulate(0.0..4.0).method(Rk4).dt(0.01).input("u", step()).run().expect("smooth");
    assert!((end(&rk4) - end(&fine)).abs() < 1e-8);
    let euler =
        Lag::default().simulate(0.0..4.0).method(Euler).dt(1e-3).input("u", step()).run().expect("smooth");
    assert!((end(&euler) - end(&fine)).abs() < 1e-2);
}

#[test]
fn other_solvers_take_smooth_inputs() {
    let leak = Leak::default();
    let run =
        leak.simulate(0.0..2.0).method(OdeSolvers::Dopri5).rtol(1e-9).input("u", Input::function(f64::sin));
    assert!((end(&run.run().expect("smooth")) - exact(2.0)).abs() < 1e-7);
    let run = leak.simulate(0.0..2.0).method(OdeSolvers::Dop853).input("u", Input::sampled([1.0, 2.0], 1.0));
    let message = run.run().expect_err("a jump").to_string();
    assert!(message.contains("OdeSolvers::Dop853 cannot stop where the input jumps"), "{message}");
}

#[test]
fn mistakes_are_refused() {
    let leak = Leak::default();
    let refuse = |path: &str, input: Input| {
        let error = leak.simulate(0.0..2.0).input(path, input).run().expect_err("refused");
        assert!(error.partial.t.is_empty());
        error.to_string()
    };
    let message = refuse("uu", Input::constant(1.0));
    assert!(message.contains("no parameter or state `uu`; did you mean `u`?"), "{message}");
    assert!(refuse("r", Input::constant(1.0)).contains("names a state"));
    let message = refuse("u", Input::sampled([1.0; 5], 0.1));
    assert!(
        message.contains("cover the times from 0 to 0.5") && message.contains("give 20 samples"),
        "{message}"
    );
    let message = refuse("u", Input::sampled([1.0; 5], 0.1).interpolation(Interpolation::Linear));
    assert!(message.contains("give 21 samples"), "{message}");
    assert!(refuse("u", Input::sampled([1.0; 9], 1.0).starting_at(1.0)).contains("from 1 to 10"));
    assert!(refuse("u", Input::sampled([], 1.0)).contains("no sample"));
    assert!(refuse("u", Input::sampled([1.0], -1.0)).contains("positive"));
    assert!(refuse("u", Input::sampled([1.0, f64::NAN], 1.0)).contains("sample 1 is NaN"));
    let message = refuse("u", Input::table([[1.0, 2.0], [3.0, 4.0]], 1.0));
    assert!(message.contains("row 0 of the table has 2 values, but the path matches 1"), "{message}");
    assert!(refuse("u", Input::constant(1.0).starting_at(0.0)).contains("sampled inputs only"));
    let twice = leak.simulate(0.0..1.0).input("u", Input::constant(1.0)).input("u", Input::constant(2.0));
    assert!(twice.run().expect_err("refused").to_string().contains("two inputs"));
    let delay =
        Lag::default().simulate(0.0..1.0).input("tau", Input::constant(1.0)).run().expect_err("refused");
    assert!(matches!(delay.kind, SolveErrorKind::Input { .. }) && delay.to_string().contains("delay"));
}
