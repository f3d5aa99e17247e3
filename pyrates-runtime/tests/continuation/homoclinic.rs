//! Homoclinic orbits that are known exactly.

use pyrates_runtime::continuation::{AutoModel, Branch, BranchKind, Direction, Point, PointKind};

use crate::models::Sandstede;
use crate::{assert_near, compiled};

/// The model, and a cycle of period 60 near the homoclinic orbit at `mu = 0`.
fn long_cycle() -> Option<(AutoModel, Point)> {
    let model = compiled(&Sandstede::default())?;
    let cycles = cycles(&model).stop_at("period", &[60.0]).run().unwrap();
    let long = cycles.chosen(1).unwrap().clone();
    // The difference falls as exp(-0.7*60).
    assert_near(&[long.parameter("mu").unwrap()], &[0.0], 1e-8);
    Some((model, long))
}

fn cycles(model: &AutoModel) -> pyrates_runtime::continuation::Run<'_> {
    let rest = model.equilibrium().unwrap();
    let branch = model.continue_from(&rest).parameter("mu", -0.1..0.2).run().unwrap();
    model.cycles_from(branch.hopf(1).unwrap()).tolerance(1e-9)
}

/// All orbits lie on the known one.
fn assert_exact(branch: &Branch) {
    assert_eq!(branch.kind, BranchKind::HomoclinicOrbits);
    assert!(branch.points.len() > 10, "{branch}");
    for point in &branch.points {
        let (mu, nu) = (point.parameter("mu").unwrap(), point.parameter("nu").unwrap());
        assert_near(&[mu], &[nu * nu], 1e-7);
        // The largest value of x, at the nodes of the mesh.
        assert_near(&[point.state("x").unwrap()], &[1.0], 1e-4);
    }
}

#[test]
fn homoclinic_orbits_follow_a_known_curve() {
    let Some((model, long)) = long_cycle() else { return };
    let run = model.homoclinic_from(&long).parameter("nu", -0.5..0.5).tolerance(1e-9).profiles_every(5);
    let curve = run.run().unwrap();
    assert_exact(&curve);
    // Until mu is at the end of its range.
    let end = |point: &Point| point.parameter("nu").unwrap();
    let ends = sorted(vec![end(&curve.points[0]), end(&curve.points[curve.points.len() - 1])]);
    assert_near(&ends, &[-f64::sqrt(0.2), f64::sqrt(0.2)], 1e-6);
    assert_eq!(curve.special().count(), 0, "{curve}");
    for point in &curve.points {
        let eigenvalues: Vec<f64> = point.eigenvalues.iter().map(|value| value.re).collect();
        // At the start the saddle is taken from the cycle, which passes it at a small distance.
        assert_near(&sorted(eigenvalues), &[-1.3, -0.7, -0.3, 0.7], 1e-5);
    }
    let profiles: Vec<_> =
        curve.points.iter().filter_map(|point| point.profile().zip(point.saddle())).collect();
    assert!(profiles.len() > 3);
    for (profile, saddle) in profiles {
        assert_near(&saddle, &[0.0; 4], 1e-8);
        let (x, y) = (profile.column("x").unwrap(), profile.column("y").unwrap());
        for (x, y) in x.iter().zip(&y) {
            assert_near(&[y * y], &[x * x * (1.0 - x)], 1e-7);
        }
        // It begins and ends near the saddle, in its unstable and stable directions.
        assert_near(&[x[0], x[x.len() - 1]], &[0.0; 2], 1e-5);
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// Where something about the saddle or the orbit changes, by the eigenvalues: `a + b = 0.3` makes the saddle neutral, at
/// `d = 0` the stable eigenvalues `c +- sqrt(d)` become complex, and without `k` the slow direction is not excited.
#[test]
fn bifurcations_of_codimension_two_are_found() {
    let Some((model, long)) = long_cycle() else { return };
    let run = |name: &str, range| model.homoclinic_from(&long).parameter(name, range).tolerance(1e-9);
    let found = |branch: &Branch, kind: PointKind, name: &str| {
        assert_eq!(branch.special().count(), 1, "{branch}");
        branch.point(kind, 1).unwrap().parameter(name).unwrap()
    };
    let curve = run("a", -0.9..-0.2).run().unwrap();
    assert_exact(&curve);
    assert_near(&[found(&curve, PointKind::NeutralSaddle, "a")], &[-0.7], 1e-6);
    let curve = run("d", -0.1..0.1).run().unwrap();
    assert_exact(&curve);
    assert_near(&[found(&curve, PointKind::DoubleStableEigenvalue, "d")], &[0.0], 1e-6);
    let curve = run("k", -0.2..0.3).orbit_flips().run().unwrap();
    assert_exact(&curve);
    assert_near(&[found(&curve, PointKind::StableOrbitFlip, "k")], &[0.0], 1e-5);
    assert!(curve.to_string().contains("OFS1"), "{curve}");
}

/// A run can go on from a homoclinic orbit, in other parameters.
#[test]
fn homoclinic_orbits_are_continued_in_other_parameters() {
    let Some((model, long)) = long_cycle() else { return };
    let first =
        model.homoclinic_from(&long).parameter("nu", 0.0..0.3).direction(Direction::Up).run().unwrap();
    let last = first.points.last().unwrap();
    let second = model.continue_from(last).parameter("mu", 0.0..0.2).parameter("b", 0.8..1.3).run().unwrap();
    assert_exact(&second);
    assert_eq!(second.continued(), ["mu", "b"]);
    assert_near(&[second.points[0].parameter("nu").unwrap()], &[0.3], 1e-6);
}

#[test]
fn cycles_that_rest_nowhere_are_refused() {
    let Some(model) = compiled(&Sandstede::default()) else { return };
    let cycles = cycles(&model).stop_at("period", &[7.0]).run().unwrap();
    let error =
        model.homoclinic_from(cycles.chosen(1).unwrap()).parameter("nu", -0.5..0.5).run().unwrap_err();
    let message = error.to_string();
    assert!(message.contains("follow the cycles to longer periods"), "{message}");
    let rest = model.equilibrium().unwrap();
    let error = model.homoclinic_from(&rest).parameter("nu", -0.5..0.5).run().unwrap_err();
    assert!(error.to_string().contains("give it a cycle of long period"), "{error}");
}
