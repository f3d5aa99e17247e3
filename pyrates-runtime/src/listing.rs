//! The variables of a model as a table: [`Model::list`](crate::Model::list).

use std::fmt;

use pyrates_ir::display::number;
use pyrates_ir::system::{
    Connection, Coupling, Delays, Group, Kind, Member, Pattern, Role, System, Value, Weights,
};

/// All variables of a model, one row for each variable of each node or population, then the weights and delays of
/// edges. `Display` prints an aligned table.
///
/// ```
/// use pyrates_runtime::{Model, circuit, node, operator};
///
/// operator! {
///     pub Leak {
///         equations { d/dt r = -r/tau + u; }
///         variables { r: output(1.0), tau: 10.0, u: input(0.0) }
///     }
/// }
/// node! { pub Cell { leak: Leak } }
/// circuit! { pub Cells { nodes { cells: [Cell; 100] } } }
///
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// let mut model = Cells::default();
/// model.cells[3].leak.tau = 20.0;
/// let listing = model.list();
/// let tau = &listing.rows[1];
/// assert_eq!((tau.path.as_str(), tau.shape.as_slice()), ("cells/all/leak/tau", &[100][..]));
/// assert_eq!(tau.values.map(|values| (values.re.low, values.re.high)), Some((10.0, 20.0)));
/// // The path is a path: it sets all of them.
/// assert_eq!(model.set(&tau.path, 5.0)?, 100);
/// println!("{listing}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The variables, node by node.
    pub rows: Vec<Listed>,
}

/// One row of a [`Listing`].
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The path, with `all` for the units of a population: `cells/all/leak/tau`.
    pub path: String,
    /// How the variable gets its value.
    pub role: ListedRole,
    /// The unit of measurement, if one is declared.
    pub unit: Option<String>,
    /// The present values of what has any: initial values of states, parameters, and what inputs get from outside.
    pub values: Option<ValueRange>,
    /// Nothing for a single value, one length for a population, two (targets, sources) for a matrix.
    pub shape: Vec<usize>,
    /// The number of values; a sparse matrix has fewer than its shape says.
    pub count: usize,
}

/// How a variable gets its value, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListedRole {
    /// By a differential equation, from its initial value on.
    State,
    /// It is constant during a run.
    Parameter,
    /// It is what edges and signals from outside bring.
    Input,
    /// By an algebraic equation.
    Algebraic,
    /// It is the factor of an edge.
    Weight,
    /// It is the delay of an edge.
    Delay,
}

impl fmt::Display for ListedRole {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            ListedRole::State => "state",
            ListedRole::Parameter => "parameter",
            ListedRole::Input => "input",
            ListedRole::Algebraic => "algebraic",
            ListedRole::Weight => "weight",
            ListedRole::Delay => "delay",
        })
    }
}

/// The lowest and the highest of some numbers; NaN counts as the highest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

impl Bounds {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Option<Bounds> {
        let (low, high) = (values.clone().min_by(f64::total_cmp)?, values.max_by(f64::total_cmp)?);
        Some(Bounds { low, high })
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&number(self.low))?;
        if self.low == self.high { Ok(()) } else { write!(f, " to {}", number(self.high)) }
    }
}

/// The range of the values of a variable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueRange {
    /// The real parts.
    pub re: Bounds,
    /// The imaginary parts of complex numbers.
    pub im: Option<Bounds>,
}

impl ValueRange {
    fn of(values: &[Value], kind: Kind) -> Option<ValueRange> {
        let part = |part| Bounds::of(values.iter().map(move |value| value.part(part)));
        let im = if kind == Kind::Complex { part(1) } else { None };
        Some(ValueRange { re: part(0)?, im })
    }
}

impl fmt::Display for ValueRange {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.im {
            None => self.re.fmt(f),
            Some(im) => write!(f, "re {}, im {im}", self.re),
        }
    }
}

impl Listing {
    /// The variables of a system, with its values.
    pub fn of(system: &System) -> Listing {
        let mut rows = Vec::new();
        for group in &system.groups {
            let mut first = 0;
            for member in &group.members {
                let n = member.count.unwrap_or(1);
                rows.extend((0..group.variables.len()).map(|v| row(group, member, v, first..first + n)));
                first += n;
            }
        }
        rows.extend(system.couplings.iter().flat_map(edge_rows));
        Listing { rows }
    }
}

/// The row of a variable in a node.
fn row(group: &Group, member: &Member, v: usize, units: std::ops::Range<usize>) -> Listed {
    let variable = &group.variables[v];
    let node = member.path.iter().map(String::as_str);
    let parts = node.chain(member.count.map(|_| "all")).chain(variable.path.iter().map(String::as_str));
    let path: Vec<&str> = parts.collect();
    // Complex weights and the delays of distributions are parameters of what lies on the edge.
    let on_edge = |name: &str| group.is_on_edges() && variable.path.last().is_some_and(|last| last == name);
    let role = match variable.role {
        Role::State => ListedRole::State,
        Role::Parameter if on_edge("weight") => ListedRole::Weight,
        Role::Parameter if on_edge("delay") => ListedRole::Delay,
        Role::Parameter => ListedRole::Parameter,
        Role::Input => ListedRole::Input,
        Role::Auxiliary => ListedRole::Algebraic,
    };
    let count = units.len();
    let values = ValueRange::of(variable.values.get(units).unwrap_or_default(), variable.kind);
    let shape = member.count.into_iter().collect();
    Listed { path: path.join("/"), role, unit: variable.unit.clone(), values, shape, count }
}

/// The rows of the weights and delays that a coupling has.
fn edge_rows(coupling: &Coupling) -> Vec<Listed> {
    let weights = (coupling.weights == Weights::Own).then(|| (ListedRole::Weight, coupling.weights()));
    let delays = (coupling.delays == Delays::Own).then(|| (ListedRole::Delay, coupling.delays()));
    let mut rows = Vec::new();
    for (role, values) in weights.into_iter().chain(delays) {
        match &coupling.connection {
            Some(c) => rows.extend(edge_row(&coupling.path(0), &shape(c, values.len()), role, &values)),
            None => {
                let row = |(e, value): (usize, &f64)| {
                    edge_row(&coupling.path(e), &[], role, std::slice::from_ref(value))
                };
                rows.extend(values.iter().enumerate().filter_map(row));
            }
        }
    }
    rows
}

/// The dimensions of the weights or delays of a connection; none for one that all pairs share.
fn shape(connection: &Connection, n_values: usize) -> Vec<usize> {
    let (n, m) = (connection.targets.count, connection.sources.count);
    match &connection.pattern {
        Pattern::Dense if n_values == n * m => vec![n, m],
        Pattern::Sparse(links) | Pattern::SparseRows(links) if n_values == connection.n_weights() => {
            vec![n, links.sources]
        }
        Pattern::Rows if n_values == m => vec![n, m.checked_div(n).unwrap_or(0)],
        _ => Vec::new(),
    }
}

/// The row of the weights or delays of one edge of the user; there is none for none.
fn edge_row(edge: &[String], shape: &[usize], role: ListedRole, values: &[f64]) -> Option<Listed> {
    let plural = if shape.is_empty() { "" } else { "s" };
    let mut path = format!("{}/{role}{plural}", edge.join("/"));
    path.extend(shape.iter().map(|_| "/all"));
    let bounds = Bounds::of(values.iter().copied());
    if bounds.is_none() && shape.is_empty() {
        return None;
    }
    let values_of = bounds.map(|re| ValueRange { re, im: None });
    Some(Listed { path, role, unit: None, values: values_of, shape: shape.to_vec(), count: values.len() })
}

impl Listed {
    /// The number of values in words: `1`, `100`, `100 x 100`, `250 of 100 x 100`.
    fn count(&self) -> String {
        let shape: Vec<String> = self.shape.iter().map(usize::to_string).collect();
        match self.shape.iter().product::<usize>() == self.count {
            _ if shape.is_empty() => self.count.to_string(),
            true => shape.join(" x "),
            false => format!("{} of {}", self.count, shape.join(" x ")),
        }
    }

    fn cells(&self) -> [String; 5] {
        let values = self.values.map(|values| values.to_string()).unwrap_or_default();
        [
            self.path.clone(),
            self.role.to_string(),
            self.unit.clone().unwrap_or_default(),
            values,
            self.count(),
        ]
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let head = ["path", "role", "unit", "value", "count"].map(String::from);
        let rows: Vec<[String; 5]> =
            std::iter::once(head).chain(self.rows.iter().map(Listed::cells)).collect();
        let width = |c: usize| rows.iter().map(|row| row[c].chars().count()).max().unwrap_or(0);
        let [a, b, c, d] = [0, 1, 2, 3].map(width);
        for [path, role, unit, value, count] in &rows {
            writeln!(f, "{path:<a$}  {role:<b$}  {unit:<c$}  {value:<d$}  {count}")?;
        }
        Ok(())
    }
}
