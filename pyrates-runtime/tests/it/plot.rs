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
