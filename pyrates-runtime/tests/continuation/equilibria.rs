//! Equilibria with their folds, Hopf points and branch points.

use pyrates_runtime::continuation::{BranchEnd, BranchKind, Direction, PointKind};

use crate::models::{Cortex, Pitchfork, QifSfa, Species};
use crate::{assert_near, compiled};

/// The special points are known to thirty digits from the equations for them.
#[test]
fn the_mean_field_has_its_four_special_points() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).tolerance(1e-10).run().unwrap();
    let labels: Vec<&str> = branch.special().map(|point| point.label.as_str()).collect();
    assert_eq!(labels, ["HB1", "LP1", "LP2", "HB2"]);
    let at = |name: &str| -> Vec<f64> {
        branch.special().map(|p| p.parameter(name).or_else(|_| p.state(name)).unwrap()).collect()
    };
    let known = [-4.039818600838, -3.537497314192, -3.548702284447, -0.534080541355];
    assert_near(&at("eta"), &known, 1e-8);
    let known = [0.223648611346, 0.378014803146, 0.467761447974, 1.094524004428];
    assert_near(&at("r"), &known, 1e-8);
    let known = [-1.423258942981, -0.842056669565, -0.680496196432, -0.290820379358];
    assert_near(&at("v"), &known, 1e-8);
    assert_eq!((branch.kind, branch.ends), (BranchKind::Equilibria, [BranchEnd::Range; 2]));
    let eta = branch.parameter("eta").unwrap();
    assert_near(&[eta[0], eta[eta.len() - 1]], &[-15.0, 5.0], 1e-6);
    // Before the first Hopf point and behind the second one nothing grows, between them two directions or one.
    assert!(
        branch.points.first().unwrap().stable == Some(true)
            && branch.points.last().unwrap().stable == Some(true)
    );
    let largest = branch.points.iter().filter_map(|point| point.n_unstable).max();
    assert_eq!(largest, Some(2));
}

#[test]
fn variables_have_the_names_of_the_model() {
    let Some(cortex) = compiled(&Cortex::default()) else { return };
    assert_eq!(cortex.states(), ["p/qif/r", "p/qif/v", "p/qif/a", "p/qif/x"]);
    let rest = cortex.after(100.0).unwrap();
    assert_eq!(rest.parameter("p/qif/eta").unwrap(), -10.0);
    let run = cortex.continue_from(&rest).parameter("p.qif.eta", -10.0..-3.0).report_at("eta", &[-5.0, -8.0]);
    let branch = run.direction(Direction::Up).run().unwrap();
    assert_eq!(branch.continued(), ["p/qif/eta"]);
    let chosen = [1, 2].map(|n| branch.chosen(n).unwrap().parameter("eta").unwrap());
    assert_near(&chosen, &[-8.0, -5.0], 1e-6);
    assert_eq!(branch.ends, [BranchEnd::Start, BranchEnd::Range]);
    let message = branch.hopf(2).unwrap_err().to_string();
    assert_eq!(
        message,
        "the branch has no Hopf point 2; its special points are `UZ1`, `UZ2`, `HB1`, `LP1`, `LP2`"
    );
}

#[test]
fn runs_stop_where_they_are_told_to() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let run = || qif.continue_from(&rest).parameter("eta", -15.0..5.0);
    let branch = run().direction(Direction::Up).stop_at_point(PointKind::Fold, 1).run().unwrap();
    let last = branch.points.last().unwrap();
    assert_eq!((last.label.as_str(), branch.ends[1]), ("LP1", BranchEnd::Stop));
    let branch = run().direction(Direction::Down).stop_at("eta", &[-12.0]).run().unwrap();
    assert_eq!(branch.ends[1], BranchEnd::Stop);
    assert_near(&[branch.points.last().unwrap().parameter("eta").unwrap()], &[-12.0], 1e-6);
    let branch = run().max_points(10).run().unwrap();
    assert_eq!((branch.points.len(), branch.ends), (19, [BranchEnd::Points; 2]));
    // From an end of the range the branch goes to the other one.
    let start = run().run().unwrap().points.remove(0);
    let again = qif.continue_from(&start).run().unwrap();
    assert_eq!(again.ends, [BranchEnd::Range; 2]);
}

#[test]
fn branches_are_switched_where_they_cross() {
    let Some(model) = compiled(&Pitchfork::default()) else { return };
    let rest = model.equilibrium().unwrap();
    let branch = model.continue_from(&rest).parameter("mu", -1.0..1.0).run().unwrap();
    let crossing = branch.branch_point(1).unwrap();
    assert!(crossing.parameter("mu").unwrap().abs() < 1e-7);
    let other = model.switch_from(crossing).run().unwrap();
    let x = other.state("x").unwrap();
    let (low, high) = x.iter().fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
    assert_near(&[low, high], &[-1.0, 1.0], 1e-5);
    for point in &other.points {
        let error = point.state("x").unwrap().powi(2) - point.parameter("mu").unwrap();
        assert!(error.abs() < 1e-6, "{point}");
    }
}

/// The Hopf points of the species have a closed form: they lie where the sum of the delays has one value.
#[test]
fn delays_are_hidden_and_right() {
    const SUM: f64 = 1.4605198574;
    let Some(species) = compiled(&Species::default()) else { return };
    assert_eq!(species.states(), ["x1", "x2"]);
    let rest = species.equilibrium().unwrap();
    let branch = species.continue_from(&rest).parameter("tau12", 0.1..1.2).tolerance(1e-10).run().unwrap();
    let hopf = branch.hopf(1).unwrap();
    assert_near(&[hopf.parameter("tau12").unwrap()], &[SUM - 0.7], 1e-7);
    assert_near(&hopf.max, &[2.0 / 3.0; 2], 1e-8);
    let curve = species.curve_from(hopf).parameter("tau21", 0.2..1.2).tolerance(1e-10).run().unwrap();
    assert_eq!(curve.kind, BranchKind::HopfPoints);
    let sums = curve.points.iter().map(|p| p.parameter("tau12").unwrap() + p.parameter("tau21").unwrap());
    let error = sums.map(|sum| (sum - SUM).abs()).fold(0.0, f64::max);
    assert!(curve.points.len() > 20 && error < 1e-6, "{error}");
    let cycles = species.cycles_from(hopf).max_points(20).run().unwrap();
    let first = cycles.points.first().unwrap();
    assert_near(&[first.period.unwrap()], &[std::f64::consts::TAU / 0.5423656833], 1e-5);
    assert_eq!(first.max.len(), 2);
}
