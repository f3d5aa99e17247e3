//! Curves of bifurcations in two parameters.

use pyrates_runtime::continuation::{BranchEnd, BranchKind};

use crate::models::{Bautin, QifSfa};
use crate::{assert_near, compiled};

#[test]
fn folds_meet_in_cusps_and_hopf_points_in_folds() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).run().unwrap();
    let folds = qif.curve_from(branch.fold(1).unwrap()).parameter("alpha", 0.0..2.0).run().unwrap();
    assert_eq!((folds.kind, folds.continued()), (BranchKind::Folds, vec!["eta", "alpha"]));
    assert!(folds.points.len() > 20 && folds.points.iter().all(|point| point.stable.is_none()));
    // Through both folds of the branch, since they are one curve.
    let alpha = folds.parameter("alpha").unwrap();
    let crossings = alpha.windows(2).filter(|pair| (pair[0] - 1.0) * (pair[1] - 1.0) < 0.0).count();
    assert!(crossings >= 1, "{folds}");
    let hopf = qif.curve_from(branch.hopf(1).unwrap()).parameter("alpha", 0.0..2.0).run().unwrap();
    assert_eq!(hopf.kind, BranchKind::HopfPoints);
    assert!(hopf.points.len() > 20, "{hopf}");
}

/// The fold of cycles lies at `mu = -beta^2/4`.
#[test]
fn folds_of_cycles_are_followed() {
    let Some(model) = compiled(&Bautin::default()) else { return };
    let rest = model.equilibrium().unwrap();
    let branch = model.continue_from(&rest).parameter("mu", -1.0..1.0).run().unwrap();
    let cycles = model.cycles_from(branch.hopf(1).unwrap()).run().unwrap();
    let fold = cycles.fold(1).unwrap();
    let curve = model.curve_from(fold).parameter("beta", 0.4..1.5).run().unwrap();
    assert_eq!(curve.kind, BranchKind::FoldsOfCycles);
    assert_eq!(curve.ends, [BranchEnd::Range; 2]);
    for point in &curve.points {
        let (mu, beta) = (point.parameter("mu").unwrap(), point.parameter("beta").unwrap());
        assert_near(&[mu], &[-0.25 * beta * beta], 1e-5);
    }
}

/// Long cycles near a saddle lie on the curve of homoclinic orbits.
#[test]
fn cycles_of_one_period_are_followed() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).run().unwrap();
    let cycles = qif.cycles_from(branch.hopf(1).unwrap()).stop_at("period", &[150.0]).run().unwrap();
    assert_eq!(cycles.ends[1], BranchEnd::Stop);
    let long = cycles.points.last().unwrap();
    assert_near(&[long.period.unwrap()], &[150.0], 1e-4);
    let run = qif.same_period_from(long).parameter("alpha", 0.9..1.1).max_points(20);
    let curve = run.run().unwrap();
    assert_eq!(curve.kind, BranchKind::CyclesOfOnePeriod);
    assert!(curve.points.len() > 5, "{curve}");
    assert!(curve.points.iter().all(|point| (point.period.unwrap() - 150.0).abs() < 1e-4), "{curve}");
}
