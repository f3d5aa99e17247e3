//! Events that models declare, against closed forms, in populations, and with other parts of the language.

use pyrates_runtime::prelude::*;

pyrates_runtime::operator! {
    /// Leaky integrate-and-fire neuron with an absolute refractory time.
    Lif {
        equations {
            d/dt v = where(t < free, 0, (i - v)/tau);
        }
        variables { v: output(0.0), free: variable(-1.0), count: variable(0.0), i: 2.0, tau: 1.0, v_th: 1.0, t_ref: 0.25 }
        events {
            spike: on v > v_th { v = 0; free = t + t_ref; count = count + 1; }
            // Steps end where the refractory time does.
            on t > free {}
        }
    }
}

/// Without noise the n-th spike is at `n*T + (n - 1)*t_ref`, where `T = tau*ln(i/(i - v_th))`.
#[test]
fn refractory_neurons_fire_at_exact_times() {
    let model = Lif::default();
    let solution = model.simulate(0.0..10.0).rtol(1e-10).run().unwrap();
    let spikes: Vec<f64> = solution.events().iter().filter(|e| e.event == 0).map(|e| e.t).collect();
    assert_eq!(spikes.len(), 10);
    for (n, t) in spikes.iter().enumerate() {
        let expected = (n + 1) as f64 * 2.0_f64.ln() + n as f64 * 0.25;
        assert!((t - expected).abs() < 1e-9, "spike {n} at {t} instead of {expected}");
    }
    assert_eq!(*solution.column("count").unwrap().last().unwrap(), 10.0);
    assert!(solution.column("v").unwrap().iter().all(|v| *v <= 1.0 + 1e-12));
}

pyrates_runtime::node! { Cell { lif: Lif } }

pyrates_runtime::circuit! {
    Cells { nodes { cells: [Cell; 40], other: Cell { lif.i: 3.0 } } }
}

fn cells() -> Cells {
    let mut model = Cells::default();
    for (k, cell) in model.cells.iter_mut().enumerate() {
        cell.lif.i = 1.2 + 0.1 * k as f64;
    }
    model
}

/// Each unit has events of its own, and compiled and run-time models have the same.
#[test]
fn units_fire_on_their_own() {
    let model = cells();
    let solution = model.simulate(0.0..5.0).rtol(1e-9).run().unwrap();
    for (unit, current) in (0..40).map(|k| (k, 1.2 + 0.1 * k as f64)).chain([(40, 3.0)]) {
        let spikes = solution.events().iter().filter(|e| e.event == 0 && e.unit == unit);
        let period = (current / (current - 1.0_f64)).ln();
        for (n, event) in spikes.enumerate() {
            let expected = (n + 1) as f64 * period + n as f64 * 0.25;
            assert!((event.t - expected).abs() < 1e-6, "unit {unit}: {} instead of {expected}", event.t);
        }
        let count = solution.at(5.0).unwrap();
        let number = ((5.0 + 0.25) / (period + 0.25)).floor();
        let path = if unit < 40 { format!("cells/{unit}/lif/count") } else { "other/lif/count".to_string() };
        let column = solution.labels().iter().position(|label| *label == path).unwrap();
        assert_eq!(count[column], number, "{path}");
    }
    let circuit = Circuit::from_system(model.system()).unwrap();
    let again = circuit.simulate(0.0..5.0).rtol(1e-9).run().unwrap();
    assert_eq!(again.events(), solution.events());
}

/// At the ends of steps events are late by a step at most, and all steps are on the grid.
#[test]
fn events_can_wait_for_the_end_of_the_step() {
    let model = cells();
    let run = model.simulate(0.0..5.0).method(Heun).dt(0.01).event_rule(EventRule::AtSteps);
    let solution = run.run().unwrap();
    assert_eq!(solution.stats.accepted, 500);
    for event in solution.events() {
        let steps = event.t / 0.01;
        assert!((steps - steps.round()).abs() < 1e-9);
    }
    let first = |unit: usize| solution.events().iter().find(|e| e.event == 0 && e.unit == unit).unwrap().t;
    for (unit, current) in (0..40).map(|k| (k, 1.2 + 0.1 * f64::from(k as u32))) {
        let late = first(unit) - (current / (current - 1.0)).ln();
        assert!((-1e-4..=0.01 + 1e-4).contains(&late), "unit {unit}: late by {late}");
    }
    let text = model.simulate(0.0..1.0).event_rule(EventRule::AtSteps).run().unwrap_err().to_string();
    assert!(text.contains("event_rule") && text.contains("fixed steps"), "{text}");
}

pyrates_runtime::operator! {
    /// Complex, with a vector, a conjunction and an end.
    Mixed {
        equations { d/dt z = 1i*z; d/dt x = a; }
        variables { z: output(1 + 0i), x: variable([0.0, 1.0]), a: [1.0, 2.0], n: variable(0.0) }
        events {
            half: on real(z) < 0 && imag(z) > 0 { z = 2*z; x = 0.5*x + 1; n = n + 1 }
            on n > 2.5 { stop; }
        }
    }
}

/// The phase of `z` passes a right angle at a quarter of each turn.
#[test]
fn vectors_complex_numbers_and_conjunctions() {
    let solution = Mixed::default().simulate(0.0..100.0).rtol(1e-10).run().unwrap();
    let quarter = std::f64::consts::FRAC_PI_2;
    let times: Vec<f64> = solution.events().iter().map(|e| e.t).collect();
    let expected = [1.0, 5.0, 9.0, 9.0].map(|k| k * quarter);
    assert!(times.len() == 4 && times.iter().zip(expected).all(|(t, e)| (t - e).abs() < 1e-8), "{times:?}");
    let (t, end) = solution.last().unwrap();
    assert!((t - 9.0 * quarter).abs() < 1e-8);
    assert!((end[0].hypot(end[1]) - 8.0).abs() < 1e-7, "{end:?}");
}

pyrates_runtime::operator! {
    Sharper: Lif {
        variables { v_th: 0.5 }
        events { spike: on v >= v_th { v = -0.5; free = t; } }
    }
}

/// An extension replaces an event by its name, and keeps the others.
#[test]
fn extensions_replace_events() {
    let model = Sharper::default();
    assert!(model.to_string().contains("spike: on v - v_th > 0 { v = -0.5; free = t; }"), "{model}");
    let solution = model.simulate(0.0..1.0).rtol(1e-9).run().unwrap();
    let spikes: Vec<f64> = solution.events().iter().filter(|e| e.event == 0).map(|e| e.t).collect();
    let first = (2.0_f64 / 1.5).ln();
    let period = (2.5_f64 / 1.5).ln();
    let expected = [first, first + period];
    assert!(
        spikes.len() == 2 && spikes.iter().zip(expected).all(|(t, e)| (t - e).abs() < 1e-7),
        "{spikes:?}"
    );
}

#[test]
fn events_go_to_julia_and_to_no_other_crate() {
    let text = Lif::default().emit_fortran().unwrap_err().to_string();
    assert!(text.contains("event") && text.contains("export to Julia"), "{text}");
    assert!(Lif::default().emit_julia().unwrap().text().contains("function happen!"));
    let text = Lif::default().simulate(0.0..1.0).method(OdeSolvers::Dopri5).run().unwrap_err().to_string();
    assert!(text.contains("event"), "{text}");
}

/// Steps are counted, limited and seen where events are watched, too.
#[test]
fn steps_with_events_count() {
    let model = Lif::default();
    let mut seen = 0;
    let observe = |_t: f64, _y: &[f64]| {
        seen += 1;
        std::ops::ControlFlow::Continue(())
    };
    let solution = model.simulate(0.0..10.0).observe(observe).run().unwrap();
    assert!(solution.stats.accepted > 10);
    assert_eq!(seen, solution.stats.accepted);
    let error = model.simulate(0.0..10.0).max_steps(5).run().unwrap_err();
    assert!(error.to_string().contains("5 steps"), "{error}");
}
