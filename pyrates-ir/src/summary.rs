//! A system as text for people: equations, values and edges. `println!("{model}")` prints it.

use std::fmt;

use crate::display::{number, text};
use crate::expr::Expr;
use crate::system::{Coupling, Edge, EquationForm, Group, Role, Symbol, System, VariableRef};

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
    let edges: usize = system.couplings.iter().map(|c| c.edges.len()).sum();
    let delayed: usize = system.couplings.iter().filter(|c| c.delayed).map(|c| c.edges.len()).sum();
    let mut parts = vec![
        plural(system.initial_state().len(), "state"),
        plural(system.paths_with_role(Role::Parameter).len(), "parameter"),
    ];
    if edges > 0 {
        parts.push(plural(edges, "edge"));
    }
    if delayed > 0 {
        parts.push(format!("{delayed} of them delayed"));
    }
    parts.join(", ")
}

/// The name of a variable as equations show it.
fn name(group: &Group, variable: usize) -> String {
    group.variables[variable].path.join(".")
}

fn expression(group: &Group, e: &Expr<Symbol>) -> String {
    text(e, &|symbol| match symbol {
        Symbol::Time => "t".to_string(),
        Symbol::Delay => "delay".to_string(),
        Symbol::Variable(v) => name(group, *v),
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
    for equation in &group.equations {
        let left = match equation.form {
            EquationForm::Derivative => "d/dt ",
            EquationForm::Assignment => "",
        };
        let value = expression(group, &equation.value);
        writeln!(f, "  {left}{} = {value}", name(group, equation.variable))?;
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
        .filter(|&v| matches!(group.variables[v].role, Role::State | Role::Parameter))
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
        let numbers: Vec<f64> = variable.values.iter().map(|value| value.re).collect();
        rows.push([vec![format!("{}{start}", name(group, v))], cells(&numbers)].concat());
    }
    writeln!(f)?;
    table(f, &rows)
}

/// The values of all units, one if they are equal, or their range if they are many.
fn cells(values: &[f64]) -> Vec<String> {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| (a.min(x), b.max(x)));
    if values.len() <= MAX_COLUMNS {
        values.iter().map(|x| number(*x)).collect()
    } else if low == high {
        vec![format!("{} in all units", number(low))]
    } else {
        vec![format!("{} to {}", number(low), number(high))]
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

fn edges(f: &mut fmt::Formatter, system: &System) -> fmt::Result {
    let all: Vec<(&Coupling, &Edge)> =
        system.couplings.iter().flat_map(|c| c.edges.iter().map(move |edge| (c, edge))).collect();
    if all.is_empty() {
        return Ok(());
    }
    let end = |at: VariableRef, unit: usize| system.group(at).path(at.variable, unit).replace('/', ".");
    let row = |&(coupling, edge): &(&Coupling, &Edge)| {
        let delay = if coupling.delayed { format!("delay {}", number(edge.delay)) } else { String::new() };
        vec![
            edge.path().join("."),
            format!(
                "{} -> {}",
                end(coupling.source, edge.source_unit),
                end(coupling.target, edge.target_unit)
            ),
            format!("weight {}", number(edge.weight)),
            delay,
        ]
    };
    writeln!(f)?;
    table(f, &all.iter().take(MAX_EDGES).map(row).collect::<Vec<_>>())?;
    match all.len().checked_sub(MAX_EDGES) {
        Some(more) if more > 0 => writeln!(f, "  and {more} more edges"),
        _ => Ok(()),
    }
}
