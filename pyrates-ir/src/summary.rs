//! A system as text for people: equations, values and edges. `println!("{model}")` prints it.

use std::collections::HashMap;
use std::fmt;

use crate::display::{number, text};
use crate::expr::Expr;
use crate::system::{
    Coupling, Delays, EquationForm, Group, Kind, Pattern, Role, Symbol, System, UnitRange, Value,
    VariableRef, Weights,
};
use crate::vectors::dotted;

/// Groups with up to so many units show the values of each.
const MAX_COLUMNS: usize = 6;
/// So many edges are listed.
const MAX_EDGES: usize = 20;

impl fmt::Display for System {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        for line in self.doc.lines() {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "{}", counts(self))?;
        for group in &self.groups {
            writeln!(f)?;
            equations(f, group)?;
            values(f, group)?;
        }
        edges(f, self)
    }
}

fn counts(system: &System) -> String {
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let rows = edge_rows(system);
    let (edges, delayed) = (rows.len(), rows.iter().filter(|row| !row.delay.is_empty()).count());
    let mut parts = vec![
        plural(system.paths_with_role(Role::State).len(), "state"),
        plural(system.paths_with_role(Role::Parameter).len(), "parameter"),
    ];
    if edges > 0 {
        parts.push(plural(edges, "edge"));
    }
    if delayed > 0 {
        parts.push(format!("{delayed} of them delayed"));
    }
    parts.extend(system.time_unit.iter().map(|unit| format!("time in {unit}")));
    parts.join(", ")
}

/// The name of a variable as equations show it.
fn name(group: &Group, variable: usize) -> String {
    dotted(&group.variables[variable].path)
}

fn expression(group: &Group, e: &Expr<Symbol>) -> String {
    text(e, &|symbol| match symbol {
        Symbol::Time => "t".to_string(),
        Symbol::Delay => "delay".to_string(),
        Symbol::Variable(v) => name(group, *v),
        Symbol::Noise(source) => group.noise_text(*source),
    })
}

fn equations(f: &mut fmt::Formatter, group: &Group) -> fmt::Result {
    let members = group.members.iter().filter(|member| !member.path.is_empty()).map(|member| {
        let count = member.count.map(|n| format!("[{n}]")).unwrap_or_default();
        member.path.join(".") + &count
    });
    let members: Vec<String> = members.collect();
    if !members.is_empty() {
        writeln!(f, "{}:", shortened(&members))?;
    }
    for equation in group.equations.iter().filter(|e| !group.is_of_event(e.variable)) {
        let left = match equation.form {
            EquationForm::Derivative => "d/dt ",
            EquationForm::Assignment => "",
        };
        let value = expression(group, &equation.value);
        writeln!(f, "  {left}{} = {value}", name(group, equation.variable))?;
    }
    for event in &group.events {
        let value = |v: usize| group.assignment(v).map(|e| expression(group, e)).unwrap_or_default();
        let set = event.set.iter().map(|&(state, new)| format!("{} = {}; ", name(group, state), value(new)));
        let actions = set.collect::<String>() + if event.stop { "stop; " } else { "" };
        writeln!(f, "  {}: on {} > 0 {{ {actions}}}", name(group, event.switch), value(event.switch))?;
    }
    Ok(())
}

/// A list of names, cut if it is long.
fn shortened(names: &[String]) -> String {
    const MAX: usize = 12;
    match names.get(..MAX) {
        Some(first) if names.len() > MAX => format!("{} and {} more", first.join(", "), names.len() - MAX),
        _ => names.join(", "),
    }
}

/// A table of initial values and parameters.
fn values(f: &mut fmt::Formatter, group: &Group) -> fmt::Result {
    let shown: Vec<usize> = (0..group.variables.len())
        .filter(|&v| match group.variables[v].role {
            Role::State | Role::Parameter => true,
            // An extrinsic input is news only where there is one.
            Role::Input => group.variables[v].values.iter().any(|value| *value != Value::real(0.0)),
            Role::Auxiliary => false,
        })
        .collect();
    if shown.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::new();
    if group.n_units() > 1 && group.n_units() <= MAX_COLUMNS {
        let units = (0..group.n_units()).map(|unit| group.unit_path(unit).join("."));
        rows.push(std::iter::once(String::new()).chain(units).collect());
    }
    for v in shown {
        let variable = &group.variables[v];
        let start = if variable.role == Role::State { "(0)" } else { "" };
        let unit = variable.unit.iter().filter(|unit| *unit != "1").cloned().collect();
        rows.push([vec![format!("{}{start}", name(group, v))], cells(&variable.values), unit].concat());
    }
    writeln!(f)?;
    table(f, &rows)
}

/// The values of all units, one if they are equal, or their range if they are many.
fn cells(values: &[Value]) -> Vec<String> {
    let complex = values.iter().any(|value| value.kind() == Kind::Complex);
    if values.len() <= MAX_COLUMNS {
        return values.iter().map(|x| complex_number(*x)).collect();
    }
    let reals = values.iter().map(|value| value.re);
    let (low, high) = reals.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
    if complex {
        vec!["complex, different in each unit".to_string()]
    } else if low == high {
        vec![format!("{} in all units", number(low))]
    } else {
        vec![format!("{} to {}", number(low), number(high))]
    }
}

/// `0.5`, or `0.5 + 0.1i`.
fn complex_number(value: Value) -> String {
    match value.kind() {
        Kind::Real => number(value.re),
        Kind::Complex if value.im < 0.0 => format!("{} - {}i", number(value.re), number(-value.im)),
        Kind::Complex => format!("{} + {}i", number(value.re), number(value.im)),
    }
}

/// Rows with aligned columns.
fn table(f: &mut fmt::Formatter, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell_width = |row: &Vec<String>, c: usize| row.get(c).map_or(0, |cell| cell.chars().count());
    let widths: Vec<usize> =
        (0..columns).map(|c| rows.iter().map(|row| cell_width(row, c)).max().unwrap_or(0)).collect();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        writeln!(f, "  {}", line.trim_end())?;
    }
    Ok(())
}

/// An edge of the user, from its source to its target, whatever lies between.
#[derive(Default)]
struct EdgeRow {
    path: String,
    source: String,
    target: String,
    weight: String,
    delay: String,
}

/// All edges in order of the couplings.
fn edge_rows(system: &System) -> Vec<EdgeRow> {
    let mut rows: Vec<EdgeRow> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let end = |at: VariableRef, unit: usize| {
        let outside = !system.group(at).is_on_edges();
        outside.then(|| system.group(at).path(at.variable, unit).replace('/', "."))
    };
    for coupling in &system.couplings {
        if coupling.connection.is_some() {
            connection_row(system, coupling, &mut index, &mut rows);
        }
        for edge in &coupling.edges {
            let path = edge.path().join(".");
            let at = *index.entry(path.clone()).or_insert_with(|| {
                rows.push(EdgeRow { path, ..EdgeRow::default() });
                rows.len() - 1
            });
            let row = &mut rows[at];
            if let Some(source) = end(coupling.source, edge.source_unit) {
                row.source = source;
            }
            if let Some(target) = end(coupling.target, edge.target_unit) {
                row.target = target;
            }
            if coupling.weights == Weights::Own {
                row.weight = format!("weight {}", number(edge.weight));
            }
            if coupling.delays == Delays::Own {
                row.delay = format!("delay {}", number(edge.delay));
            }
        }
    }
    parameters_of_edges(system, &index, &mut rows);
    rows
}

/// An edge between populations: `cells[j].op.r -> cells[i].op.u`.
fn connection_row(
    system: &System,
    coupling: &Coupling,
    index: &mut HashMap<String, usize>,
    rows: &mut Vec<EdgeRow>,
) {
    let Some(connection) = &coupling.connection else { return };
    let path = connection.path().join(".");
    let at = *index.entry(path.clone()).or_insert_with(|| {
        rows.push(EdgeRow { path, ..EdgeRow::default() });
        rows.len() - 1
    });
    let row = &mut rows[at];
    let equal_units = connection.pattern == Pattern::OneToOne;
    if !system.group(coupling.source).is_on_edges() {
        row.source =
            range_text(system, coupling.source, connection.sources, if equal_units { "i" } else { "j" });
    }
    if !system.group(coupling.target).is_on_edges() {
        row.target = range_text(system, coupling.target, connection.targets, "i");
    }
    if coupling.weights == Weights::Own {
        row.weight = values_text("weight", &connection.weights);
    }
    if coupling.delays == Delays::Own {
        row.delay = values_text("delay", &connection.delays);
    }
}

/// The path of a variable of a range of units, with a letter for the unit of a population.
fn range_text(system: &System, at: VariableRef, range: UnitRange, letter: &str) -> String {
    let group = system.group(at);
    let mut first = 0;
    for member in &group.members {
        let n = member.count.unwrap_or(1);
        if range.first < first + n {
            let whole = range.count > 1 || (member.count.is_some() && n == range.count);
            let unit = if whole { format!("[{letter}]") } else { String::new() };
            let path = if whole { member.path.join(".") } else { group.unit_path(range.first).join(".") };
            return format!("{path}{unit}.{}", name(group, at.variable));
        }
        first += n;
    }
    String::new()
}

fn values_text(what: &str, values: &[f64]) -> String {
    match values {
        [one] => format!("{what} {}", number(*one)),
        many => format!("{} {what}s", many.len()),
    }
}

/// Delays and complex weights are parameters of the units that lie on edges.
fn parameters_of_edges(system: &System, index: &HashMap<String, usize>, rows: &mut [EdgeRow]) {
    for group in system.groups.iter().filter(|group| group.is_on_edges()) {
        for variable in &group.variables {
            let [name] = variable.path.as_slice() else { continue };
            for (unit, value) in variable.values.iter().enumerate() {
                let row = index.get(&group.unit_path(unit).join(".")).and_then(|&row| rows.get_mut(row));
                match (row, name.as_str()) {
                    (Some(row), "weight") => row.weight = format!("weight {}", complex_number(*value)),
                    (Some(row), "delay") => row.delay = format!("delay {}", number(value.re)),
                    _ => {}
                }
            }
        }
    }
}

fn edges(f: &mut fmt::Formatter, system: &System) -> fmt::Result {
    let all = edge_rows(system);
    if all.is_empty() {
        return Ok(());
    }
    let row = |row: &EdgeRow| {
        let ends = format!("{} -> {}", row.source, row.target);
        vec![row.path.clone(), ends, row.weight.clone(), row.delay.clone()]
    };
    writeln!(f)?;
    table(f, &all.iter().take(MAX_EDGES).map(row).collect::<Vec<_>>())?;
    match all.len().checked_sub(MAX_EDGES) {
        Some(more) if more > 0 => writeln!(f, "  and {more} more edges"),
        _ => Ok(()),
    }
}
