//! Pictures.

use pyrates_runtime::model::Model;
use pyrates_runtime::{PlotError, Solution};

use crate::models::predator_prey;
use crate::solution::scratch;

fn solution() -> Solution {
    let solution = predator_prey().simulate(0.0..20.0).rtol(1e-8).run().unwrap();
    solution.rename(&[("predator/lv/x", "predator"), ("prey/lv/x", "prey")]).unwrap()
}

#[test]
fn pictures_have_labels_and_a_legend() {
    let solution = solution();
    let plot = solution.plot().title("Lotka-Volterra with a delay").x_label("time").y_label("density");
    let svg = plot.to_svg().unwrap();
    for text in ["Lotka-Volterra with a delay", ">time<", ">density<", ">predator<", ">prey<"] {
        assert!(svg.contains(text), "{text}");
    }
    plot.save(scratch("predator_prey.svg")).unwrap();
    plot.save(scratch("predator_prey.png")).unwrap();
    let png = std::fs::read(scratch("predator_prey.png")).unwrap();
    assert_eq!(&png[1..4], b"PNG");
    // Later the prey falls to 1e-53, where the solution is only noise around zero.
    let beginning = predator_prey().simulate(0.0..10.0).rtol(1e-8).run().unwrap();
    beginning.plot().log_y().save(scratch("log.png")).unwrap();
    beginning.plot().columns(&["prey"]).save(scratch("prey.png")).unwrap();
}

#[test]
fn impossible_pictures_are_refused() {
    let solution = solution();
    let plot = solution.plot();
    assert!(matches!(plot.save(scratch("a.pdf")), Err(PlotError::UnknownFormat { .. })));
    assert!(matches!(plot.save(scratch("a")), Err(PlotError::UnknownFormat { .. })));
    assert!(matches!(plot.save(scratch("no/such/folder.svg")), Err(PlotError::Write { .. })));
    assert!(matches!(plot.clone().columns(&["pray"]).to_svg(), Err(PlotError::Column(_))));
    assert!(matches!(plot.clone().columns(&[]).to_svg(), Err(PlotError::Empty)));
    let zero = predator_prey().simulate(0.0..1.0).initial(&[0.0, 1.0]).run().unwrap();
    assert!(matches!(zero.plot().log_y().to_svg(), Err(PlotError::NotPositive { .. })));
}

pyrates_runtime::operator! {
    /// A leaky membrane with a slow current.
    Membrane {
        equations {
            d/dt v = (v0 - v + r*i)/tau;
            d/dt w = (v - v0 - w)/(2*tau);
            d/dt i = -i/tau;
            rate = 1/tau;
        }
        variables {
            v: output(-60.0) [mV], w: variable(1.0) [mV], i: variable(0.5) [nA], rate: variable [1/ms],
            v0: -70.0 [mV], r: 10.0 [MOhm], tau: 20.0 [ms],
        }
    }
}

#[test]
fn units_stand_at_the_axes_or_in_the_legend() {
    let solution = Membrane::default().simulate(0.0..100.0).rtol(1e-6).run().unwrap();
    assert_eq!(solution.time_unit(), Some("ms"));
    assert_eq!(solution.units(), [Some("mV".into()), Some("mV".into()), Some("nA".to_string())]);
    let texts = |columns: &[&str]| solution.plot().columns(columns).to_svg().unwrap();
    let one = texts(&["v"]);
    assert!(one.contains(">t (ms)<") && one.contains(">v (mV)<"), "{one}");
    let alike = texts(&["v", "w"]);
    assert!(alike.contains(">mV<") && alike.contains(">v<") && alike.contains(">w<"), "{alike}");
    let mixed = texts(&["v", "i"]);
    assert!(mixed.contains(">v (mV)<") && mixed.contains(">i (nA)<"), "{mixed}");
    let recorded = solution.select("rate").unwrap();
    assert_eq!(recorded.units(), [Some("1/ms".to_string())]);
}
