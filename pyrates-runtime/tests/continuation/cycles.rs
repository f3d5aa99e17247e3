//! Cycles: from Hopf points, through folds, to where they double their period or become points.

use pyrates_runtime::Complex64;
use pyrates_runtime::continuation::{BranchEnd, BranchKind, Direction, Point, PointKind};

use crate::models::{Bautin, QifSfa, Roessler};
use crate::{assert_near, compiled};

/// The folds of cycles come from multiple shooting with DOP853.
#[test]
fn cycles_of_the_mean_field_fold_where_they_should() {
    let Some(qif) = compiled(&QifSfa::default()) else { return };
    let rest = qif.equilibrium().unwrap();
    let branch = qif.continue_from(&rest).parameter("eta", -15.0..5.0).tolerance(1e-10).run().unwrap();
    let run = || qif.cycles_from(branch.hopf(1).unwrap()).mesh(300).tolerance(1e-10).ds_max(0.14);
    let cycles = run().run().unwrap();
    // Between the two folds with large amplitudes there are others of long periods, near a saddle.
    let known = [(1.50166650, 51.50682, 3.644477), (-4.2346021157, 85.22571, 3.076718)];
    for (eta, period, r_max) in known {
        let distance = |point: &&Point| (point.parameter("eta").unwrap() - eta).abs();
        let folds = cycles.special().filter(|point| point.kind == PointKind::Fold);
        let fold = folds.min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap();
        assert!(distance(&fold) < 5e-6, "{cycles}");
        assert_near(&[fold.period.unwrap()], &[period], 5e-2);
        // The largest value at the nodes of the polynomials.
        assert_near(&[fold.state("r").unwrap()], &[r_max], 1e-2);
    }
    // One branch joins both Hopf points.
    assert_eq!(cycles.ends, [BranchEnd::Start, BranchEnd::Hopf], "{cycles}");
    assert_near(&[cycles.points.last().unwrap().parameter("eta").unwrap()], &[-0.534080541355], 1e-3);
    let cycles = run().stop_at("eta", &[-2.0]).run().unwrap();
    let stable = cycles.chosen(1).unwrap();
    assert_near(&[stable.period.unwrap()], &[47.46267101], 1e-5);
    assert_eq!((stable.stable, stable.n_unstable), (Some(true), Some(0)));
    let profile = stable.profile().unwrap();
    let (t, r) = (&profile.t, profile.column("r").unwrap());
    assert_near(&[t[0], t[t.len() - 1]], &[0.0, stable.period.unwrap()], 1e-9);
    assert_near(&[r[0]], &[r[r.len() - 1]], 1e-8);
    assert_near(&[r.iter().copied().fold(0.0, f64::max)], &[stable.state("r").unwrap()], 1e-9);
}

/// `r^2 = (beta + sqrt(beta^2 + 4*mu))/2` and its like with a minus, and a period of 2 pi.
#[test]
fn a_branch_of_cycles_ends_where_they_become_a_point() {
    let Some(model) = compiled(&Bautin::default()) else { return };
    let rest = model.equilibrium().unwrap();
    let branch = model.continue_from(&rest).parameter("mu", -1.0..1.0).run().unwrap();
    let cycles = model.cycles_from(branch.hopf(1).unwrap()).run().unwrap();
    assert_near(&[cycles.fold(1).unwrap().parameter("mu").unwrap()], &[-0.25], 1e-6);
    assert_eq!(cycles.ends, [BranchEnd::Start, BranchEnd::Range]);
    let large = cycles.points.last().unwrap();
    assert_near(&[large.state("x").unwrap()], &[f64::sqrt(0.5 + f64::sqrt(1.25))], 1e-4);
    let run = model.continue_from(large).direction(Direction::Down);
    let back = run.run().unwrap();
    assert_eq!(back.ends[1], BranchEnd::Hopf, "{back}");
    assert!(back.points.last().unwrap().parameter("mu").unwrap().abs() < 1e-3, "{back}");
}

#[test]
fn periods_double() {
    let Some(model) = compiled(&Roessler { c: 0.6, ..Roessler::default() }) else { return };
    let rest = model.equilibrium().unwrap();
    let branch = model.continue_from(&rest).parameter("c", 0.2..10.0).run().unwrap();
    let cycles = model.cycles_from(branch.hopf(1).unwrap()).run().unwrap();
    let doubling = cycles.period_doubling(1).unwrap();
    let is_minus_one = |multiplier: &Complex64| (multiplier + 1.0).norm() < 1e-3;
    assert!(doubling.eigenvalues.iter().any(is_minus_one), "{:?}", doubling.eigenvalues);
    let after = cycles.points.iter().rev().find_map(|point| point.stable);
    assert_eq!((cycles.points[5].stable, after), (Some(true), Some(false)));
    let doubled = model.switch_from(doubling).max_points(20).run().unwrap();
    let ratio = doubled.points[1].period.unwrap() / doubling.period.unwrap();
    assert_near(&[ratio], &[2.0], 1e-2);
    let curve = model.curve_from(doubling).parameter("a", 0.05..0.15).max_points(10).run().unwrap();
    assert_eq!(curve.kind, BranchKind::PeriodDoublings);
    assert!(curve.points.len() > 5, "{curve}");
}
