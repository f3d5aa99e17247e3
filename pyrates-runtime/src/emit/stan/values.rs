//! The files with values: constants for the block `data`, and where sampling starts.

use super::Shape;
use super::plan::{Fitted, Plan, Sign};
use crate::emit::prepared::Leaf;
use crate::emit::writer::{Continuation, Writer};

/// How long the solver may try, and how exact it is.
const SETTINGS: [(&str, &str); 4] =
    [("prior_only", "0"), ("rtol", "1e-6"), ("atol", "1e-9"), ("max_steps", "100000")];

/// All data but the observations.
pub(super) fn data(plan: &Plan, spread: f64) -> String {
    let model = plan.model;
    let initial: Vec<f64> = model.states.iter().flat_map(|v| v.values.iter().copied()).collect();
    let mut entries = vec![("t0".to_string(), "0.0".to_string())];
    entries.push(("y0".into(), value(Shape::Vector(initial.len()), &initial)));
    for (i, v) in model.parameters.iter().enumerate() {
        if !plan.is_fitted(Leaf::Parameter(i)) {
            entries.push((v.name.clone(), value(Shape::of(model, i), &v.values)));
        }
    }
    for k in model.used_tables() {
        let numbers: Vec<String> = model.tables[k].indices.iter().map(|i| (i + 1).to_string()).collect();
        entries.push((model.tables[k].name.clone(), format!("[{}]", numbers.join(", "))));
    }
    for fitted in &plan.fitted {
        entries.push((fitted.prior.clone(), value(fitted.shape, &fitted.variable.values)));
    }
    entries.push(("prior_spread".into(), format!("{spread:?}")));
    entries.extend(SETTINGS.map(|(name, value)| (name.to_string(), value.to_string())));
    object(&entries)
}

/// The values of the model for all that is fitted.
pub(super) fn inits(plan: &Plan) -> String {
    let entry = |f: &Fitted| (f.name.clone(), value(f.shape, &f.variable.values));
    object(&plan.fitted.iter().map(entry).collect::<Vec<_>>())
}

/// The scale of what is sought on both sides of its value: a part of the largest number.
pub(super) fn scale(sign: Sign, values: &[f64]) -> Option<String> {
    let largest = values.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    match (sign, largest) {
        (Sign::Positive | Sign::Negative, _) => None,
        (Sign::Any, 0.0) => Some("1.0".to_string()),
        (Sign::Any, largest) => Some(format!("prior_spread*{largest:?}")),
    }
}

fn value(shape: Shape, values: &[f64]) -> String {
    let list = |values: &[f64]| {
        let numbers: Vec<String> = values.iter().map(|x| format!("{x:?}")).collect();
        format!("[{}]", numbers.join(", "))
    };
    match shape {
        Shape::Real => values.iter().map(|x| format!("{x:?}")).collect(),
        Shape::Vector(_) => list(values),
        Shape::Matrix(_, columns) => {
            let rows: Vec<String> = values.chunks(columns).map(list).collect();
            format!("[{}]", rows.join(", "))
        }
    }
}

fn object(entries: &[(String, String)]) -> String {
    let mut w = Writer::new("  ", Continuation::Operator);
    w.block("{", "}", |w| {
        for (k, (name, value)) in entries.iter().enumerate() {
            let comma = if k + 1 < entries.len() { "," } else { "" };
            w.line(&format!("\"{name}\": {value}{comma}"));
        }
    });
    w.finish()
}
