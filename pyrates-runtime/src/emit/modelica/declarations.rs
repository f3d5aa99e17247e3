//! Declarations: parameters, states, tables, and variables that are computed.

use super::description;
use super::spelling::SYNTAX;
use crate::emit::prepared::{Prepared, PreparedVariable};
use crate::emit::writer::Writer;

/// So many numbers stand in one line.
const IN_LINE: usize = 8;

pub(super) fn write(w: &mut Writer, model: &Prepared) {
    for (i, v) in model.parameters.iter().enumerate() {
        let columns = v.columns.filter(|_| model.is_multiplied(i));
        let (open, values) = values(v, columns);
        let subscript = subscript(v.n(), columns);
        list(w, &format!("parameter Real {}{subscript} = {open}", v.name), &values, &about(v));
    }
    for k in model.used_tables() {
        let table = &model.tables[k];
        let indices: Vec<String> = table.indices.iter().map(|i| (i + 1).to_string()).collect();
        let open = format!("constant Integer {}[{}] = {{", table.name, indices.len());
        list(w, &open, &in_lines(&indices, "}"), &format!("{};", description(&table.path)));
    }
    for v in &model.states {
        let (open, values) = values(v, None);
        let each = if v.n() == 1 { "" } else { "each " };
        // Equal values need no list.
        let (start, open) = match open.strip_prefix("fill(") {
            Some(_) => ("each start", SYNTAX.signed(v.value())),
            None => ("start", open),
        };
        let values = if start == "start" { values } else { Vec::new() };
        let open = format!("Real {}{}({start} = {open}", v.name, subscript(v.n(), None));
        list(w, &open, &values, &format!(", {each}fixed = true){}", about(v)));
    }
    let past = model.past.iter().map(|past| {
        let path = &model.states[past.state].path;
        (&past.name, past.n, format!("{path}, delayed"))
    });
    let computed = model.auxiliaries.iter().map(|a| (&a.name, a.n, a.path.clone()));
    for (name, n, path) in past.chain(computed) {
        w.line(&format!("Real {name}{}{};", subscript(n, None), description(&path)));
    }
}

/// What stands behind the name of an array in its declaration.
pub(super) fn subscript(n: usize, columns: Option<usize>) -> String {
    match (n, columns) {
        (1, _) => String::new(),
        (n, Some(columns)) => format!("[{}, {columns}]", n / columns),
        (n, None) => format!("[{n}]"),
    }
}

/// The path and the unit, and the end of the declaration.
fn about(v: &PreparedVariable) -> String {
    let unit = v.unit.as_ref().map_or(String::new(), |unit| format!(" [{unit}]"));
    format!("{};", description(&format!("{}{unit}", v.path)))
}

/// The values of a variable: what stands in the first line, and the lines that follow, the last of which ends the list.
fn values(v: &PreparedVariable, columns: Option<usize>) -> (String, Vec<String>) {
    let numbers: Vec<String> = v.values.iter().map(|x| SYNTAX.signed(*x)).collect();
    match (numbers.as_slice(), columns) {
        ([one], _) => (one.clone(), Vec::new()),
        ([first, ..], Some(columns)) if v.is_uniform() => {
            (format!("fill({first}, {}, {columns})", numbers.len() / columns), Vec::new())
        }
        ([first, ..], None) if v.is_uniform() => (format!("fill({first}, {})", numbers.len()), Vec::new()),
        (numbers, None) => ("{".to_string(), in_lines(numbers, "}")),
        (numbers, Some(columns)) => {
            let rows: Vec<&[String]> = numbers.chunks(columns).collect();
            let line = |(k, row): (usize, &&[String])| {
                let mut lines = in_lines(row, if k + 1 == rows.len() { "}}" } else { "}," });
                if let Some(first) = lines.first_mut() {
                    first.insert(0, '{');
                }
                lines
            };
            ("{".to_string(), rows.iter().enumerate().flat_map(line).collect())
        }
    }
}

/// Values in lines, behind the last of which stands something.
fn in_lines(values: &[String], end: &str) -> Vec<String> {
    let mut lines: Vec<String> = values.chunks(IN_LINE).map(|row| format!("{},", row.join(", "))).collect();
    if let Some(last) = lines.last_mut() {
        last.pop();
        last.push_str(end);
    }
    lines
}

/// A declaration with a list that may be long.
fn list(w: &mut Writer, open: &str, values: &[String], close: &str) {
    match values {
        [] => w.line(&format!("{open}{close}")),
        [one] => w.line(&format!("{open}{one}{close}")),
        [lines @ .., last] => w.block(open, "", |w| {
            w.lines(lines);
            w.line(&format!("{last}{close}"));
        }),
    }
}
