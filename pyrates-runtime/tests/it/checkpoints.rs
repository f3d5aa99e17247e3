//! Runs that are saved and taken up again, against runs that are not: every bit must be the same.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Duration;

use pyrates_runtime::model::Model;
use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveErrorKind};

pyrates_runtime::operator! {
    /// An oscillator that is stiff for a while in each period, and jumps.
    Relaxation {
        equations { d/dt x = mu*(x - x^3/3 - z); d/dt z = x/mu + 0.1*sin(t); }
        variables { x: output(2.0), z: variable(0.0), mu: 8.0 }
        events { low: on x < 1 { z = z - 0.05; } }
    }
}

pyrates_runtime::operator! {
    Delayed {
        equations { d/dt x = -k*x(t - tau) + 0.2*x(t - 0.3) + 0.5*m; d/dt m = -m; }
        variables { x: output(1.0), k: 1.2, tau: 1.0, m: variable(0.0) }
        events { kick: on x < -0.2 { m = m + 0.3; } }
    }
}

pyrates_runtime::operator! {
    Noisy {
        equations { d/dt v = i - v + u + g*noise(1); }
        variables { v: output(0.0), i: 1.3, u: input(0.0), g: 0.2 }
        events { spike: on v > 1 { v = 0; } }
    }
}

pyrates_runtime::node! { Cell { noisy: Noisy } }
pyrates_runtime::circuit! {
    Ring {
        nodes { a: Cell, b: Cell }
        edges {
            a.noisy.spike -> b.noisy.u { weight: 0.3, delay: 0.37 };
            b.noisy.spike -> a.noisy.u { weight: -0.4, delay: 0.9 };
        }
    }
}

/// Everything that a solution has, as bits.
fn bits(solution: &Solution) -> Vec<u64> {
    let numbers = solution.t.iter().chain(solution.values()).map(|x| x.to_bits());
    let events = solution.events().iter().flat_map(|e| [e.t.to_bits(), e.event as u64, e.unit as u64]);
    numbers.chain(events).collect()
}

/// Saves a run after each step, and goes on from some of the texts.
fn check<'m, M: Model + 'm>(simulation: impl Fn() -> Simulation<'m, M>) {
    let whole = simulation().run().unwrap();
    let texts = Rc::new(RefCell::new(Vec::new()));
    let kept = texts.clone();
    let save = move |checkpoint: &Checkpoint| {
        kept.borrow_mut().push(serde_json::to_string(checkpoint)?);
        Ok(())
    };
    let saved = simulation().checkpoints(Duration::ZERO, save).run().unwrap();
    assert_eq!(bits(&saved), bits(&whole), "saving changes nothing");
    let texts = texts.take();
    assert_eq!(texts.len(), whole.stats.accepted + 1);
    let n = texts.len();
    for k in [0, 1, n / 3, n / 2, 2 * n / 3, n - 2, n - 1] {
        let checkpoint: Checkpoint = serde_json::from_str(&texts[k]).unwrap();
        let resumed = simulation().resume(checkpoint).run().unwrap();
        assert_eq!(bits(&resumed), bits(&whole), "from step {k} of {n}");
        assert_eq!(resumed.stats, whole.stats, "from step {k} of {n}");
    }
}

fn check_method(method: impl Method) {
    let (stiff, delayed) = (Relaxation::default(), Delayed::default());
    fn options<M: Model>(simulation: Simulation<'_, M>, method: impl Method) -> Simulation<'_, M> {
        match method.is_adaptive() {
            true => simulation.method(method).rtol(1e-5),
            false => simulation.method(method).dt(0.02),
        }
    }
    check(|| options(stiff.simulate(0.0..12.0), method));
    let past = || History::function(|t, y: &mut [f64]| y.fill(1.0 + 0.1 * t));
    check(|| options(delayed.simulate(0.5..7.0), method).interval(0.125).dense().history(past()));
    let pulse = || Input::sampled([0.0, 1.0, -0.5, 0.25, 0.0], 0.5).outside(Outside::Hold);
    check(|| options(delayed.simulate(0.5..7.0), method).input("k", pulse()).cutoff(2.0));
}

#[test]
fn every_method_goes_on_to_the_last_bit() {
    fn checked(method: impl Method, _order: usize, _steps: &[usize]) {
        check_method(method);
    }
    for_all_methods!(checked);
}

#[test]
fn noise_spikes_and_their_delays_go_on() {
    let model = Ring::default();
    check(|| model.simulate(0.0..8.0).method(EulerMaruyama).dt(0.01).seed(3));
    check(|| model.simulate(0.0..8.0).method(StochasticHeun).dt(0.01).event_rule(EventRule::AtSteps));
    check(|| model.simulate(0.0..8.0).method(Sra1).dt(0.03).interval(0.1).realization(4));
    check(|| model.simulate(0.0..8.0).without_noise().rtol(1e-8));
}

#[test]
fn the_rule_of_pyrates_goes_on() {
    pyrates_runtime::operator! {
        Plain { equations { d/dt x = -x(t - 1); } variables { x: output(1.0) } }
    }
    let model = Plain::default();
    check(|| model.simulate(0.0..5.0).method(Euler).dt(0.01).delay_rule(DelayRule::RingBuffer));
}

/// Steps that nobody looks at are made many at a time, but not while a run is saved.
#[test]
fn fixed_steps_between_samples_go_on() {
    pyrates_runtime::operator! {
        VanDerPol {
            equations { d/dt x = z; d/dt z = mu*(1 - x^2)*z - x; }
            variables { x: output(1.0), z: variable(0.0), mu: 1.0 }
        }
    }
    let model = VanDerPol::default();
    check(|| model.simulate(0.0..20.0).method(Euler).dt(0.01).interval(0.7));
    check(|| model.simulate(0.0..20.0).method(Rk4).dt(0.03).interval(0.5));
    check(|| model.simulate(0.0..20.0).method(Tsit5).dt(0.03).fixed_steps().interval(0.5));
}

#[test]
fn changing_delays_go_on() {
    pyrates_runtime::operator! {
        Changing {
            equations { d/dt x = -x(t - 1 - 0.3*x) + 0.2*x(t - 0.5); }
            variables { x: output(1.0) }
        }
    }
    let model = Changing::default();
    check(|| model.simulate(0.0..9.0).method(Dop853).rtol(1e-9).history(History::Zero));
    check(|| model.simulate(0.0..9.0).method(Auto).rtol(1e-6).interval(0.25));
}

/// Events that are given to the run, one of which ends it; columns that are computed after it.
#[test]
fn a_run_that_has_ended_stays_so() {
    let model = Delayed::default();
    let stop = || Event::when("x < -0.5").set("m", "0").stop();
    check(|| model.simulate(0.0..20.0).rtol(1e-8).event(stop()).record(["x", "m", "k"]).interval(0.1));
    let pulses = || Event::at_times([0.5, 2.0, 3.5]).set("k", "k + 0.2").later(0.7).set("k", "1.2");
    check(|| model.simulate(0.0..5.0).rtol(1e-8).event(pulses()).record(["x", "k"]).interval(0.1));
}

/// A run that was interrupted and one that had ended are the past of another.
#[test]
fn another_run_goes_on_from_a_file() {
    let file = std::env::temp_dir().join(format!("pyrates-checkpoint-{}.json", std::process::id()));
    let mut model = Delayed::default();
    let saved = model.simulate(0.0..4.0).checkpoints(Duration::MAX, |c| c.write(&file));
    let first = saved.run().unwrap();
    let checkpoint = Checkpoint::read(&file).unwrap();
    assert_eq!(checkpoint.to_string(), "a run of Delayed that has reached t = 4");
    let read = model.simulate(0.0..4.0).resume(checkpoint).run().unwrap();
    model.k = 0.7;
    let [a, b] = [first, read].map(|past| model.simulate(4.0..9.0).after(&past).run().unwrap());
    assert_eq!(bits(&a), bits(&b));
    std::fs::remove_file(&file).unwrap();
}

fn text() -> String {
    let text = RefCell::new(String::new());
    let save = |checkpoint: &Checkpoint| {
        *text.borrow_mut() = serde_json::to_string(checkpoint)?;
        Ok(())
    };
    let model = Delayed::default();
    let stop = |t: f64, _: &[f64]| if t > 1.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    model.simulate(0.0..4.0).observe(stop).checkpoints(Duration::MAX, save).run().unwrap();
    text.into_inner()
}

#[test]
fn a_checkpoint_of_another_run_is_refused() {
    let checkpoint: Checkpoint = serde_json::from_str(&text()).unwrap();
    let model = Delayed::default();
    let changed = Delayed { k: 1.0, ..Delayed::default() };
    let other = Relaxation::default();
    let what = |error: Result<Solution, pyrates_runtime::SolveError>| match error.unwrap_err().kind {
        SolveErrorKind::Resume { what, .. } => what,
        other => panic!("{other}"),
    };
    let resume = || model.simulate(0.0..4.0).resume(checkpoint.clone());
    assert!(resume().max_steps(1_000_000).record("x").run().is_ok());
    assert_eq!(what(resume().rtol(1e-7).run()), "rtol");
    assert_eq!(what(resume().method(Tsit5).run()), "method");
    assert_eq!(what(resume().interval(0.1).run()), "interval");
    assert_eq!(what(resume().event(Event::when("x > 2")).run()), "event");
    assert_eq!(what(resume().initial(&[2.0, 0.0]).run()), "initial state");
    assert_eq!(what(model.simulate(0.0..5.0).resume(checkpoint.clone()).run()), "interval of time");
    assert_eq!(what(changed.simulate(0.0..4.0).resume(checkpoint.clone()).run()), "parameters");
    assert_eq!(what(other.simulate(0.0..4.0).resume(checkpoint.clone()).run()), "model");
    let error = resume().rtol(1e-7).run().unwrap_err().to_string();
    assert!(error.contains("`rtol` was 1e-6, but now it is 1e-7"), "{error}");
    let error = resume().method(OdeSolvers::Dopri5).run().unwrap_err();
    assert!(matches!(
        error.kind,
        SolveErrorKind::UnusedOption { .. } | SolveErrorKind::DelaysUnsupported { .. }
    ));
}

/// No damage of a file goes unseen, and none is a panic.
#[test]
fn a_damaged_checkpoint_is_refused() {
    let text = text();
    let words = text.rfind('[').unwrap();
    for at in (0..text.len()).step_by(7).chain(words..text.len()) {
        let mut damaged = text.clone().into_bytes();
        damaged[at] = if damaged[at] == b'7' { b'3' } else { b'7' };
        let Ok(damaged) = String::from_utf8(damaged) else { continue };
        let read = serde_json::from_str::<Checkpoint>(&damaged);
        assert!(at < words || read.is_err(), "{at}");
        if let Ok(checkpoint) = read {
            // What is damaged is what the run must be, so that it is not this one, or a number that was a 7.
            let model = Delayed::default();
            let _ = model.simulate(0.0..4.0).resume(checkpoint).run();
        }
        assert!(serde_json::from_str::<Checkpoint>(&text[..at]).is_err());
    }
}

#[test]
fn a_checkpoint_that_cannot_be_saved_ends_the_run() {
    let model = Delayed::default();
    let mut n = 0;
    let full = |_: &Checkpoint| {
        n += 1;
        if n < 4 { Ok(()) } else { Err(std::io::Error::other("the disk is full")) }
    };
    let error = model.simulate(0.0..4.0).checkpoints(Duration::ZERO, full).run().unwrap_err();
    assert!(error.to_string().contains("could not be saved: the disk is full"), "{error}");
    assert_eq!(error.partial.stats.accepted, 4);
}
