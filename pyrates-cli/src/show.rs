//! `pyrates show`.

use std::fmt::Write as _;

use pyrates_runtime::ir::display::number;
use pyrates_runtime::ir::system::{Group, Kind, Member, Place, Role, System, Value};
use pyrates_runtime::model::Model;

use crate::args::ModelArgs;
use crate::failure::Failure;
use crate::output::print;

/// Prints a model and a table of its variables.
pub(crate) fn show(args: &ModelArgs) -> Result<(), Failure> {
    let circuit = args.file().load()?;
    let system = circuit.system();
    print(&format!("{}\nVariables\n{}", system, table(&rows(&system))))
}

/// One row for each variable of each node: path, role, value, number of units.
fn rows(system: &System) -> Vec<[String; 4]> {
    let mut rows = vec![["path", "role", "value", "units"].map(String::from)];
    for group in &system.groups {
        let mut first = 0;
        for member in &group.members {
            let n = member.count.unwrap_or(1);
            rows.extend((0..group.variables.len()).map(|v| row(group, member, v, first..first + n)));
            first += n;
        }
    }
    rows.extend(edge_rows(system));
    rows
}

fn row(group: &Group, member: &Member, v: usize, units: std::ops::Range<usize>) -> [String; 4] {
    let variable = &group.variables[v];
    let node = member.path.iter().map(String::as_str);
    let parts = node.chain(member.count.map(|_| "all")).chain(variable.path.iter().map(String::as_str));
    let path: Vec<&str> = parts.collect();
    let role = match variable.role {
        Role::State => "state",
        Role::Parameter => "parameter",
        Role::Input => "input",
        Role::Auxiliary => "algebraic",
    };
    let values = variable.values.get(units).unwrap_or_default();
    let value = match variable.kind {
        Kind::Real => range(values, 0),
        Kind::Complex if values.is_empty() => String::new(),
        Kind::Complex => format!("re {}, im {}", range(values, 0), range(values, 1)),
    };
    let count = member.count.map_or_else(|| "1".to_string(), |n| n.to_string());
    [path.join("/"), role.to_string(), value, count]
}

/// The weights and delays of edges.
fn edge_rows(system: &System) -> Vec<[String; 4]> {
    let (places, values) = (system.edge_parameters(), system.parameters());
    // They are the last parameters.
    let values = &values[values.len().saturating_sub(places.len())..];
    let row = |(place, &value): (&Place, &f64)| {
        [place.path(), "parameter".to_string(), number(value), "1".to_string()]
    };
    places.iter().zip(values).map(row).collect()
}

/// One value, or the lowest and the highest, of the real or imaginary parts.
fn range(values: &[Value], part: usize) -> String {
    let parts = || values.iter().map(|value| value.part(part));
    let (low, high) = (parts().fold(f64::INFINITY, f64::min), parts().fold(f64::NEG_INFINITY, f64::max));
    match values {
        [] => String::new(),
        _ if low == high => number(low),
        _ => format!("{} to {}", number(low), number(high)),
    }
}

/// Rows with aligned columns.
fn table(rows: &[[String; 4]]) -> String {
    let width = |c: usize| rows.iter().map(|row| row[c].chars().count()).max().unwrap_or(0);
    let (a, b, c) = (width(0), width(1), width(2));
    let mut text = String::new();
    for [path, role, value, units] in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {path:<a$}  {role:<b$}  {value:<c$}  {units}");
    }
    text
}
