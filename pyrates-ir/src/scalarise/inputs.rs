//! Inputs as sums over their edges.

use super::{Place, ScalarSymbol, ScalariseError, Scalariser};
use crate::expr::Expr;
use crate::system::{Coupling, Delays, Link, Symbol, System, VariableRef};

/// An input is written into the one place that reads it if no unit has more edges into it than this.
const MAX_INLINE_EDGES: usize = 3;

/// For each coupling and target unit, the edges.
pub(super) fn edges_by_target(system: &System) -> Vec<Vec<Vec<Link>>> {
    let table = |coupling: &Coupling| {
        let mut rows = vec![Vec::new(); system.group(coupling.target).n_units()];
        for link in coupling.links() {
            rows[link.target].push(link);
        }
        rows
    };
    system.couplings.iter().map(table).collect()
}

impl Scalariser<'_> {
    /// The expression that stands for an input: the sum itself if it is short, else an auxiliary.
    pub(super) fn input(
        &mut self,
        at: VariableRef,
        unit: usize,
    ) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let extrinsic = self.extrinsic(at, unit);
        let terms: Vec<_> = extrinsic.into_iter().chain(self.terms(at, unit)?).collect();
        let n = self.most_edges(at);
        let plain = |term: &Expr<ScalarSymbol>| match term {
            Expr::Binary(_, _, value) => matches!(**value, Expr::Leaf(_) | Expr::Past(..)),
            other => matches!(other, Expr::Leaf(_) | Expr::Past(..)),
        };
        let inline = match self.reads(at) {
            0 | 1 => n <= MAX_INLINE_EDGES,
            _ => n <= 1 && terms.iter().all(plain),
        };
        let sum = terms.into_iter().reduce(|a, b| a + b).unwrap_or(Expr::Number(0.0));
        // Units are treated alike; only an input without edges is always the number zero.
        if inline || sum == Expr::Number(0.0) { Ok(sum) } else { self.auxiliary(at, unit, sum) }
    }

    /// The largest number of edges into an input, over all units.
    fn most_edges(&self, at: VariableRef) -> usize {
        let edges =
            |unit: usize| self.system.couplings_into(at).map(|(c, _)| self.edges[c][unit].len()).sum();
        (0..self.system.group(at).n_units()).map(edges).max().unwrap_or(0)
    }

    /// `weight * value` for every edge that ends in an input.
    fn terms(&mut self, at: VariableRef, unit: usize) -> Result<Vec<Expr<ScalarSymbol>>, ScalariseError> {
        let system = self.system;
        let mut terms = Vec::new();
        for (c, coupling) in system.couplings_into(at) {
            for link in self.edges[c][unit].clone() {
                let parameter = |place: usize| Expr::Leaf(ScalarSymbol::Parameter(place));
                let delay = match coupling.delays {
                    Delays::Target(v) => Some(self.variable(VariableRef { variable: v, ..at }, unit)?),
                    _ => self.layout.delay(c).map(|first| parameter(first + link.delay)),
                };
                let source = Place { group: coupling.source.group, unit: link.source, delay };
                let value = self.expression(&coupling.value, &source)?;
                terms.push(match self.layout.weight(c) {
                    Some(first) => parameter(first + link.weight) * value,
                    None => value,
                });
            }
        }
        Ok(terms)
    }

    /// The extrinsic value of an input, if it has one.
    fn extrinsic(&self, at: VariableRef, unit: usize) -> Option<Expr<ScalarSymbol>> {
        self.layout.find(at).map(|first| Expr::Leaf(ScalarSymbol::Parameter(first + unit)))
    }

    /// How often the equations of a unit and the edges that leave it read a variable.
    fn reads(&self, at: VariableRef) -> usize {
        let count = |e: &Expr<Symbol>| {
            e.leaves().into_iter().filter(|leaf| **leaf == Symbol::Variable(at.variable)).count()
        };
        let group = &self.system.groups[at.group];
        let in_edges = self.system.couplings.iter().filter(|c| c.source.group == at.group);
        group.equations.iter().map(|e| count(&e.value)).sum::<usize>()
            + in_edges.map(|c| count(&c.value) * c.n_links()).sum::<usize>()
    }
}
