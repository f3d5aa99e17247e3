//! Tables of initial values and of parameters.

use super::symbol_of;
use super::symbols::{number, text};
use crate::emit::prepared::{Prepared, PreparedVariable};

/// The tables of a model.
pub(super) fn tables(model: &Prepared) -> Vec<String> {
    let mut lines = table("Initial value", &model.states);
    if !model.parameters.is_empty() {
        lines.push("\\bigskip".to_string());
        lines.extend(table("Value", &model.parameters));
    }
    lines
}

fn table(heading: &str, variables: &[PreparedVariable]) -> Vec<String> {
    let has_units = variables.iter().any(|v| v.unit.is_some());
    let (columns, unit) = if has_units { ("lrll", " & Unit") } else { ("lrl", "") };
    let mut lines = vec![
        "\\noindent".to_string(),
        format!("\\begin{{tabular}}{{{columns}}}"),
        "\\hline".to_string(),
        format!("Symbol & {heading}{unit} & Name in the model \\\\"),
        "\\hline".to_string(),
    ];
    lines.extend(variables.iter().map(|v| row(v, has_units)));
    lines.extend(["\\hline", "\\end{tabular}"].map(String::from));
    lines
}

fn row(v: &PreparedVariable, has_units: bool) -> String {
    let unit = match (&v.unit, has_units) {
        (_, false) => String::new(),
        (None, true) => " &".to_string(),
        (Some(unit), true) => format!(" & {}", text(unit)),
    };
    let index = match (v.n(), v.columns) {
        (1, _) => "",
        (_, Some(_)) => "i j",
        _ => "i",
    };
    format!("${}$ & {}{unit} & \\texttt{{{}}} \\\\", symbol_of(v, index), values(v), text(&v.path))
}

/// One number, or from which to which they go.
fn values(v: &PreparedVariable) -> String {
    let (low, high) =
        v.values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| (a.min(x), b.max(x)));
    if low < high {
        format!("${}$ to ${}$", number(low), number(high))
    } else {
        format!("${}$", number(v.value()))
    }
}
