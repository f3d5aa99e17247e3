//! Bifurcations that are known from elsewhere, found through Auto-07p; and what happens when something fails.

mod curves;
mod cycles;
mod equilibria;
mod failures;
mod files;
mod homoclinic;
mod models;
#[allow(dead_code, reason = "these tests need only a part")]
#[path = "../emit/tools.rs"]
mod tools;

use pyrates_runtime::Model;
use pyrates_runtime::continuation::{Auto07p, AutoModel};

/// Compiles a model, if Auto-07p and gfortran are there.
fn compiled<M: Model>(model: &M) -> Option<AutoModel> {
    Some(installed()?.compile(model).unwrap())
}

/// Auto-07p, if it and gfortran are there.
fn installed() -> Option<Auto07p> {
    tools::auto()?;
    tools::tool("gfortran")?;
    Some(Auto07p::find().unwrap())
}

fn assert_near(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}, but should be {expected:?}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= tolerance, "{found:?}, but should be {expected:?}");
    }
}
