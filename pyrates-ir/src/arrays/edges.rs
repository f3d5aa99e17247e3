//! Weights and delays of edges as parameters: each for itself, or all of a coupling in one array.

use super::{ArrayVariable, Flattener, Form};
use crate::expr::Expr;
use crate::scalarise::{ScalarPath, ScalarSymbol};
use crate::system::{Coupling, Delays, Pattern, Weights, edge_place};

/// Where the weights or the delays of a coupling are among the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EdgeValues {
    /// Each is a parameter of its own; this is the first.
    Separate(usize),
    /// All are in one array, this parameter.
    Together(usize),
}

impl EdgeValues {
    /// The parameter of the `k`-th edge, if each has one.
    pub(super) fn separate(self, k: usize) -> Option<Expr<ScalarSymbol>> {
        match self {
            EdgeValues::Separate(first) => Some(Expr::Leaf(ScalarSymbol::Parameter(first + k))),
            EdgeValues::Together(_) => None,
        }
    }
}

/// Lists the weights and delays of all couplings, whose values `rest` has, behind the other parameters.
pub(super) fn add(run: &mut Flattener, mut rest: &[f64]) {
    let system = run.system;
    for coupling in &system.couplings {
        let mut take = |n: usize| {
            let (values, others) = rest.split_at(n.min(rest.len()));
            rest = others;
            values
        };
        let weights = match coupling.weights {
            Weights::Own => Some(add_values(run, coupling, "weight", take(coupling.weights().len()))),
            Weights::Of(earlier) => run.weights[earlier],
            Weights::One => None,
        };
        let delays = match coupling.delays {
            Delays::Own => Some(add_values(run, coupling, "delay", take(coupling.delays().len()))),
            Delays::Of(earlier) => run.delays[earlier],
            Delays::None | Delays::Target(_) => None,
        };
        run.weights.push(weights);
        run.delays.push(delays);
    }
}

/// Lists the weights or the delays of a coupling.
fn add_values(run: &mut Flattener, coupling: &Coupling, what: &str, values: &[f64]) -> EdgeValues {
    let (place, first) = (run.result.parameters.len(), run.result.n_parameters());
    let shared =
        run.form == Form::Populations && (coupling.connection.is_some() || joins_arrays(run, coupling));
    if shared && values.len() > 1 {
        let together = array(run, coupling, what, first, values);
        run.result.parameters.push(together);
        return EdgeValues::Together(place);
    }
    let separate = values.iter().enumerate().map(|(k, &x)| one(coupling, k, what, first + k, x));
    run.result.parameters.extend(separate);
    EdgeValues::Separate(place)
}

/// Whether any edge starts or ends in a block of several units.
fn joins_arrays(run: &Flattener, coupling: &Coupling) -> bool {
    let is_array = |group: usize, unit: usize| {
        run.blocks[group].iter().any(|block| block.units.contains(&unit) && block.n() > 1)
    };
    let ends = |e: &crate::system::Edge| {
        is_array(coupling.source.group, e.source_unit) || is_array(coupling.target.group, e.target_unit)
    };
    coupling.edges.iter().any(ends)
}

fn one(coupling: &Coupling, k: usize, what: &str, first: usize, value: f64) -> ArrayVariable {
    let place = edge_place(coupling, k, what);
    let path = ScalarPath { node: place.unit, local: place.local };
    ArrayVariable {
        path,
        members: Vec::new(),
        first,
        values: vec![value],
        imaginary: None,
        columns: None,
        unit: None,
    }
}

fn array(run: &Flattener, coupling: &Coupling, what: &str, first: usize, values: &[f64]) -> ArrayVariable {
    let path = run.edge_path(coupling, &format!("{what}s"));
    let dense = coupling.connection.as_ref().filter(|c| c.pattern == Pattern::Dense);
    let columns = dense.map(|c| c.sources.count).filter(|m| *m > 1 && values.len() > *m && what == "weight");
    let members = match coupling.connection {
        Some(_) => Vec::new(),
        None => coupling.edges.iter().map(|edge| edge.path().join("/")).collect(),
    };
    ArrayVariable { path, members, first, values: values.to_vec(), imaginary: None, columns, unit: None }
}

impl Flattener<'_> {
    /// A path for something that belongs to the edges of a coupling.
    pub(super) fn edge_path(&self, coupling: &Coupling, what: &str) -> ScalarPath {
        if coupling.connection.is_some() || coupling.edges.len() == 1 {
            let mut node = coupling.path(0);
            let name = node.pop().unwrap_or_default();
            return ScalarPath { node, local: vec![name, what.to_string()] };
        }
        let end = |at| self.system.group(at).variables[at.variable].path.last().cloned().unwrap_or_default();
        let name = format!(
            "{}_{}_to_{}_{}",
            self.system.group(coupling.source).name,
            end(coupling.source),
            self.system.group(coupling.target).name,
            end(coupling.target)
        );
        ScalarPath { node: vec!["edges".to_string()], local: vec![name, what.to_string()] }
    }
}
