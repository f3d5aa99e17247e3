//! What every target can express, as a table: the one that refusals follow.

use super::{Form, TARGETS, Target};

/// A column of the table: what it says, and whether a target has it.
type Column = (&'static str, fn(&dyn Target) -> bool);

const COLUMNS: &[Column] = &[
    ("delays", |target| target.capabilities().delays),
    ("noise", |target| target.capabilities().noise),
    ("events", |target| target.capabilities().events),
    ("complex numbers", |target| target.capabilities().complex),
    ("populations as arrays", |target| target.form() == Form::Populations),
    ("Jacobian", |target| target.has_jacobian()),
    ("derivatives by parameters", |target| target.has_parameter_derivatives()),
    ("infinite values", |target| target.capabilities().infinite_values),
    ("functions in Rust without a spelling", |target| !target.needs_spellings()),
];

/// All targets and what they can express, as a table in Markdown. Complex variables become pairs of real ones where
/// there are no complex numbers; spikes on edges and delays that change in time are refused by all.
pub fn capability_table() -> String {
    let titles: Vec<&str> = COLUMNS.iter().map(|column| column.0).collect();
    let mut text = format!("| target | `--target` | {} |\n", titles.join(" | "));
    text += &format!("|---|---|{}\n", "---|".repeat(COLUMNS.len()));
    for entry in TARGETS {
        let target = (entry.target)();
        let cells = COLUMNS.iter().map(|(_, has)| if has(&*target) { "yes" } else { "" });
        let cells: Vec<&str> = cells.collect();
        text += &format!("| {} | `{}` | {} |\n", target.name(), entry.word, cells.join(" | "));
    }
    text
}
