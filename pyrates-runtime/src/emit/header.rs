//! The comment at the top of every file: what it is, which name means what, and values to check it by.

use pyrates_ir::system::Value;

use super::complex::number;
use super::prepared::{Prepared, PreparedVariable};
use super::syntax::Syntax;
use super::writer::table;

/// How a file refers to its states, parameters and delays by number.
pub struct References<'a> {
    /// A state, by its index.
    pub state: &'a dyn Fn(usize) -> String,
    /// A parameter, by its index.
    pub parameter: &'a dyn Fn(usize) -> String,
    /// A delay, by its index.
    pub delay: &'a dyn Fn(usize) -> String,
}

impl Prepared {
    /// The lines of the header, without comment signs.
    pub fn header(&self, syntax: &Syntax, places: &References) -> Vec<String> {
        let mut lines: Vec<String> = self.doc.trim().lines().map(|line| line.trim().to_string()).collect();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let (version, hash) = (env!("CARGO_PKG_VERSION"), self.hash);
        lines
            .push(format!("Model {}, exported by PyRates for Rust {version}, hash {hash:016x}.", self.model));
        lines.push(String::new());
        lines.extend(self.states_table(places));
        if !self.parameters.is_empty() {
            lines.push(String::new());
            lines.extend(self.parameters_table(places));
        }
        if self.is_delayed() {
            lines.push(String::new());
            lines.extend(self.delays_table(syntax, places));
        }
        lines.push(String::new());
        lines.push(
            "To check this file: the last column of the states is the right-hand side at t = 0, for".into(),
        );
        lines.push(match self.is_delayed() {
            true => "the initial values now and at all earlier times, and the parameters above.".into(),
            false => "the initial values and the parameters above.".into(),
        });
        if let Some(unit) = &self.time_unit {
            lines.push(format!("The unit of time is {unit}."));
        }
        lines
    }

    fn states_table(&self, places: &References) -> Vec<String> {
        let mut rows = vec![row(&["State", "Name", "Path in the model", "Initial value", "d/dt at t = 0"])];
        for (i, v) in self.states.iter().enumerate() {
            let check = summary(&self.check[v.first..][..v.n()]);
            rows.push(vec![
                (places.state)(i),
                v.name.clone(),
                v.path.clone(),
                summary(&v.complex_values()),
                check,
            ]);
        }
        with_units(&mut rows, &self.states);
        let mut lines = table(&rows);
        lines.extend(self.states.iter().flat_map(members));
        lines
    }

    fn parameters_table(&self, places: &References) -> Vec<String> {
        let mut rows = vec![row(&["Parameter", "Name", "Path in the model", "Value"])];
        for (i, v) in self.parameters.iter().enumerate() {
            rows.push(vec![
                (places.parameter)(i),
                v.name.clone(),
                v.path.clone(),
                summary(&v.complex_values()),
            ]);
        }
        with_units(&mut rows, &self.parameters);
        let mut lines = table(&rows);
        lines.extend(self.parameters.iter().flat_map(members));
        lines
    }

    fn delays_table(&self, syntax: &Syntax, places: &References) -> Vec<String> {
        let mut rows = vec![row(&["Lag", "Delay", "Value"])];
        for (k, delay) in self.delays.iter().enumerate() {
            rows.push(vec![
                (places.delay)(k),
                self.text(syntax, &delay.value),
                summary(&delay.defaults.iter().copied().map(Value::real).collect::<Vec<_>>()),
            ]);
        }
        table(&rows)
    }
}

/// A column for units, behind that of values, if any variable has one.
fn with_units(rows: &mut [Vec<String>], variables: &[PreparedVariable]) {
    const VALUE: usize = 3;
    if variables.iter().all(|v| v.unit.is_none()) {
        return;
    }
    let units = variables.iter().map(|v| v.unit.clone().unwrap_or_default());
    let column = std::iter::once("Unit".to_string()).chain(units);
    rows.iter_mut().zip(column).for_each(|(row, unit)| row.insert(VALUE + 1, unit));
}

/// A number; of several that differ the first, the last and the sum, by which they can be checked.
fn summary(values: &[Value]) -> String {
    match values {
        [] => String::new(),
        [first, rest @ ..] if rest.iter().all(|x| x == first) => number(*first),
        [first, .., last] => {
            let sum = Value { re: values.iter().map(|x| x.re).sum(), im: values.iter().map(|x| x.im).sum() };
            format!("{} ... {}, sum {}", number(*first), number(*last), number(sum))
        }
        [first] => number(*first),
    }
}

/// Which elements of an array are which single units or edges, if it is shared by some.
fn members(v: &PreparedVariable) -> Vec<String> {
    if v.members.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("  The elements of {}, in order:", v.name)];
    lines.extend(v.members.chunks(4).map(|row| format!("    {}", row.join(", "))));
    lines
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| cell.to_string()).collect()
}
