//! Inputs as sums over their edges.

use super::links::Joint;
use super::{Flattener, Form, Place};
use crate::expr::Expr;
use crate::scalarise::{ScalarSymbol, ScalariseError};
use crate::system::{Coupling, Delays, Symbol, VariableRef};

type E = Expr<ScalarSymbol>;

/// An input is written into the one place that reads it if no block has more terms than this.
const MAX_INLINE_TERMS: usize = 3;

impl Flattener<'_> {
    /// The expression that stands for an input: the sum itself if it is short, else an auxiliary.
    pub(super) fn input(&mut self, at: VariableRef, block: usize) -> Result<E, ScalariseError> {
        let extrinsic = self.places.get(&(at, block)).map(|&i| Expr::Leaf(ScalarSymbol::Parameter(i)));
        let terms: Vec<E> = extrinsic.into_iter().chain(self.terms(at, block)?).collect();
        let n = match self.form {
            Form::Units => self.most_edges(at),
            Form::Populations => terms.len(),
        };
        let plain = |term: &E| match term {
            Expr::Binary(_, _, value) => matches!(**value, Expr::Leaf(_) | Expr::Past(..)),
            other => matches!(other, Expr::Leaf(_) | Expr::Past(..)),
        };
        let inline = match self.reads(at) {
            0 | 1 => n <= MAX_INLINE_TERMS,
            _ => n <= 1 && terms.iter().all(plain),
        };
        let sum = terms.into_iter().reduce(|a, b| a + b).unwrap_or(Expr::Number(0.0));
        // Units are treated alike; only an input without edges is always the number zero.
        if inline || sum == Expr::Number(0.0) { Ok(sum) } else { self.auxiliary(self.path(at, block), sum) }
    }

    /// The largest number of edges into an input, over all units.
    fn most_edges(&self, at: VariableRef) -> usize {
        let edges =
            |unit: usize| self.system.couplings_into(at).map(|(c, _)| self.links[c][unit].len()).sum();
        (0..self.system.group(at).n_units()).map(edges).max().unwrap_or(0)
    }

    /// What the edges bring that end in an input.
    fn terms(&mut self, at: VariableRef, block: usize) -> Result<Vec<E>, ScalariseError> {
        let system = self.system;
        let mut terms = Vec::new();
        for (c, coupling) in system.couplings_into(at) {
            for joint in self.joints(c, at, block) {
                if self.is_written_out(c, &joint) {
                    for k in 0..joint.links.len() {
                        terms.push(self.written_out(c, coupling, &joint, k)?);
                    }
                } else {
                    terms.push(self.projection(c, coupling, &joint)?);
                }
            }
        }
        Ok(terms)
    }

    /// Whether each edge between two single units is a term of its own.
    fn is_written_out(&self, c: usize, joint: &Joint) -> bool {
        let is_together =
            |values: &Option<super::EdgeValues>| values.is_some_and(|v| v.separate(0).is_none());
        joint.n_sources == 1
            && joint.n_targets == 1
            && !is_together(&self.weights[c])
            && !is_together(&self.delays[c])
    }

    /// `weight * value` of one edge between two single units.
    fn written_out(
        &mut self,
        c: usize,
        coupling: &Coupling,
        joint: &Joint,
        k: usize,
    ) -> Result<E, ScalariseError> {
        let link = joint.links[k];
        let delay = match coupling.delays {
            Delays::Target(v) => {
                Some(self.variable(VariableRef { variable: v, ..joint.at }, joint.target_block)?)
            }
            _ => self.delays[c].and_then(|delays| delays.separate(link.delay)),
        };
        let place = Place { group: coupling.source.group, block: joint.source_block, delay };
        let value = self.expression(&coupling.value, &place)?;
        let weight = self.weights[c].and_then(|weights| weights.separate(link.weight));
        Ok(weight.map_or(value.clone(), |weight| weight * value))
    }

    /// How often the equations of a unit and the edges that leave it read a variable.
    fn reads(&self, at: VariableRef) -> usize {
        let count = |e: &Expr<Symbol>| {
            e.leaves().into_iter().filter(|leaf| **leaf == Symbol::Variable(at.variable)).count()
        };
        let n_reads = |c: &Coupling| match self.form {
            Form::Units => c.n_links(),
            Form::Populations => 1,
        };
        let group = self.system.group(at);
        let in_edges = self.system.couplings.iter().filter(|c| c.source.group == at.group);
        group.equations.iter().map(|e| count(&e.value)).sum::<usize>()
            + in_edges.map(|c| count(&c.value) * n_reads(c)).sum::<usize>()
    }
}
