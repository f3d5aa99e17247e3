//! What a path names in a system, found part by part, without writing down the paths of everything.

use std::ops::Range;

use crate::system::{Connection, Coupling, Delays, Kind, PARTS, Pattern, System, VariableRef, Weights};

/// The word that stands for any one part of a path.
pub const ALL: &str = "all";

/// Something that a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selected {
    /// What it is.
    pub item: Item,
    /// Whether the path is the path of the item, without wildcards.
    pub exact: bool,
}

/// A number of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// A variable of a unit.
    Variable {
        /// The variable.
        at: VariableRef,
        /// For complex variables 0 for the real part, 1 for the imaginary part; else 0.
        part: usize,
        /// The unit of its group.
        unit: usize,
        /// Whether the path names the complex variable and not its part.
        whole: bool,
    },
    /// A weight of a coupling that has its own, by its number.
    Weight(usize, usize),
    /// A delay of a coupling that has its own, by its number.
    Delay(usize, usize),
}

/// A path that is being compared.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    rest: &'a [&'a str],
    exact: bool,
}

impl Cursor<'_> {
    /// Goes past a name; `false` if the path has another one.
    fn pass(&mut self, name: &str) -> bool {
        name.split('/').all(|part| match self.rest {
            [first, rest @ ..] if *first == part || *first == ALL => {
                self.exact &= *first == part;
                self.rest = rest;
                true
            }
            _ => false,
        })
    }

    fn pass_all(&mut self, names: &[String]) -> bool {
        names.iter().all(|name| self.pass(name))
    }

    /// Goes past the number of one of `n` things; the numbers that it may be.
    fn number(&mut self, n: usize) -> Range<usize> {
        let [first, rest @ ..] = self.rest else { return 0..0 };
        self.rest = rest;
        if *first == ALL {
            self.exact = false;
            return 0..n;
        }
        match first.parse::<usize>() {
            // `07` and `+7` are no numbers of units.
            Ok(i) if i < n && (first.len() == 1 || first.starts_with(|c| ('1'..='9').contains(&c))) => {
                i..i + 1
            }
            _ => 0..0,
        }
    }
}

/// Everything that a path names, wildcards included: variables group by group, then weights and delays.
pub fn select(system: &System, path: &str) -> Vec<Selected> {
    let parts: Vec<&str> = path.split('/').collect();
    let start = Cursor { rest: &parts, exact: true };
    let mut found = Vec::new();
    for g in 0..system.groups.len() {
        in_group(system, g, start, &mut found);
    }
    for (c, coupling) in system.couplings.iter().enumerate() {
        let weight = |number| Item::Weight(c, number);
        let delay = |number| Item::Delay(c, number);
        if coupling.weights == Weights::Own {
            in_coupling(coupling, "weight", start, &weight, &mut found);
        }
        if coupling.delays == Delays::Own {
            in_coupling(coupling, "delay", start, &delay, &mut found);
        }
    }
    found
}

/// The variables of a group that a path names.
fn in_group(system: &System, group: usize, start: Cursor, found: &mut Vec<Selected>) {
    let mut first = 0;
    for member in &system.groups[group].members {
        let (n, base) = (member.count.unwrap_or(1), first);
        first += n;
        let mut cursor = start;
        if !cursor.pass_all(&member.path) {
            continue;
        }
        let units = if member.count.is_some() { cursor.number(n) } else { 0..1 };
        if units.is_empty() {
            continue;
        }
        for (variable, definition) in system.groups[group].variables.iter().enumerate() {
            let mut cursor = cursor;
            if !cursor.pass_all(&definition.path) {
                continue;
            }
            let at = VariableRef { group, variable };
            for (part, whole, exact) in parts(definition.kind, cursor) {
                let item = |unit| Item::Variable { at, part, unit: base + unit, whole };
                found.extend(units.clone().map(|unit| Selected { item: item(unit), exact }));
            }
        }
    }
}

/// The parts of a variable that the end of a path names: number, whether the whole is meant, whether it is exact.
fn parts(kind: Kind, cursor: Cursor) -> Vec<(usize, bool, bool)> {
    match (kind, cursor.rest) {
        (Kind::Real, []) => vec![(0, false, cursor.exact)],
        (Kind::Complex, []) => vec![(0, true, false), (1, true, false)],
        (Kind::Complex, [word]) => {
            let fits = |part: &usize| *word == ALL || *word == PARTS[*part];
            (0..2).filter(fits).map(|part| (part, false, cursor.exact && *word != ALL)).collect()
        }
        _ => Vec::new(),
    }
}

/// The weights or delays of a coupling that a path names.
fn in_coupling(
    coupling: &Coupling,
    what: &str,
    start: Cursor,
    item: &dyn Fn(usize) -> Item,
    found: &mut Vec<Selected>,
) {
    if let Some(connection) = &coupling.connection {
        let count = if what == "weight" { connection.weights.len() } else { connection.delays.len() };
        in_connection(connection, count, what, start, item, found);
        return;
    }
    for (e, edge) in coupling.edges.iter().enumerate() {
        let mut cursor = start;
        if cursor.pass_all(&edge.scope)
            && cursor.pass("edges")
            && cursor.pass(&edge.name)
            && cursor.pass(what)
            && cursor.rest.is_empty()
        {
            found.push(Selected { item: item(e), exact: cursor.exact });
        }
    }
}

fn in_connection(
    connection: &Connection,
    count: usize,
    what: &str,
    start: Cursor,
    item: &dyn Fn(usize) -> Item,
    found: &mut Vec<Selected>,
) {
    let mut cursor = start;
    if !(cursor.pass_all(&connection.scope) && cursor.pass("edges") && cursor.pass(&connection.name)) {
        return;
    }
    let (n, m) = (connection.targets.count, connection.sources.count);
    let single = what == "delay" && count == 1;
    let columns = match connection.pattern {
        Pattern::Dense if !single => m,
        Pattern::Sparse(ref links) | Pattern::SparseRows(ref links) if !single => links.sources,
        Pattern::Rows if !single => m.checked_div(n).unwrap_or(0).max(1),
        _ => {
            if cursor.pass(what) && cursor.rest.is_empty() {
                found.extend((0..count).map(|k| Selected { item: item(k), exact: cursor.exact }));
            }
            return;
        }
    };
    if !cursor.pass(if what == "weight" { "weights" } else { "delays" }) {
        return;
    }
    let (targets, sources) = (cursor.number(n), cursor.number(columns));
    if !cursor.rest.is_empty() {
        return;
    }
    let mut add = |k: usize| found.push(Selected { item: item(k), exact: cursor.exact });
    for target in targets {
        match &connection.pattern {
            Pattern::Sparse(links) | Pattern::SparseRows(links) => {
                let of_target = links.rows[target]..links.rows[target + 1];
                of_target.filter(|&k| sources.contains(&links.columns[k])).for_each(&mut add);
            }
            _ => sources
                .clone()
                .map(|source| target * columns + source)
                .filter(|&k| k < count)
                .for_each(&mut add),
        }
    }
}

/// The number of units of a population, or of weights of a connection, that [`known`] has.
const MAX_UNITS: usize = 1000;

/// The items of a system, for suggestions: at most the first thousand of each population and matrix.
pub fn known(system: &System) -> impl Iterator<Item = Item> {
    let groups = system.groups.iter().enumerate().flat_map(|(g, group)| {
        let variables = group.variables.iter().enumerate();
        variables.flat_map(move |(variable, definition)| {
            let at = VariableRef { group: g, variable };
            let item = move |part, unit| Item::Variable { at, part, unit, whole: false };
            let units = group.n_units().min(MAX_UNITS);
            (0..definition.kind.parts()).flat_map(move |part| (0..units).map(move |unit| item(part, unit)))
        })
    });
    let couplings = system.couplings.iter().enumerate().flat_map(|(c, coupling)| {
        let (weights, delays) = match &coupling.connection {
            Some(joined) => (joined.weights.len().min(MAX_UNITS), joined.delays.len().min(MAX_UNITS)),
            None => (coupling.edges.len(), coupling.edges.len()),
        };
        let weights = if coupling.weights == Weights::Own { weights } else { 0 };
        let delays = if coupling.delays == Delays::Own { delays } else { 0 };
        (0..weights).map(move |k| Item::Weight(c, k)).chain((0..delays).map(move |k| Item::Delay(c, k)))
    });
    groups.chain(couplings)
}

impl Item {
    /// The path.
    pub fn path(&self, system: &System) -> String {
        match *self {
            Item::Variable { at, part, unit, .. } => {
                let group = system.group(at);
                let path = group.path(at.variable, unit);
                match group.variables[at.variable].kind {
                    Kind::Real => path,
                    Kind::Complex => format!("{path}/{}", PARTS[part]),
                }
            }
            Item::Weight(c, number) => {
                crate::system::edge_place(&system.couplings[c], number, "weight").path()
            }
            Item::Delay(c, number) => crate::system::edge_place(&system.couplings[c], number, "delay").path(),
        }
    }
}
