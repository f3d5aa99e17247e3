//! Edges between arrays: as products with matrices where all pairs are joined, else as sums over links.

use super::edges::EdgeValues;
use super::{ArrayValue, Flattener, IndexTable, Place};
use crate::expr::Expr;
use crate::scalarise::{ScalarPath, ScalarSymbol, ScalariseError};
use crate::system::{Coupling, Delays, Link, Symbol, System, VariableRef};

type E = Expr<ScalarSymbol>;

/// For each coupling and target unit, the links.
pub(super) fn links_by_target(system: &System) -> Vec<Vec<Vec<Link>>> {
    let table = |coupling: &Coupling| {
        let mut rows = vec![Vec::new(); system.group(coupling.target).n_units()];
        for link in coupling.links() {
            rows[link.target].push(link);
        }
        rows
    };
    system.couplings.iter().map(table).collect()
}

/// The links of a coupling from one block to another, with units counted from the first of each block.
#[derive(Debug, Clone)]
pub(super) struct Joint {
    /// The input.
    pub(super) at: VariableRef,
    pub(super) target_block: usize,
    pub(super) source_block: usize,
    pub(super) n_targets: usize,
    pub(super) n_sources: usize,
    /// Ordered by target.
    pub(super) links: Vec<Link>,
}

impl Joint {
    /// Whether every target has one link, in order.
    fn is_one_each(&self) -> bool {
        self.links.len() == self.n_targets && self.links.iter().enumerate().all(|(k, link)| link.target == k)
    }

    /// Whether all sources are joined to all targets.
    fn is_all(&self) -> bool {
        let m = self.n_sources;
        let in_order = |(k, link): (usize, &Link)| (link.target, link.source) == (k / m, k % m);
        self.links.len() == m * self.n_targets && self.links.iter().enumerate().all(in_order)
    }

    fn numbers(&self, of: impl Fn(&Link) -> usize) -> Vec<usize> {
        self.links.iter().map(of).collect()
    }
}

/// How the value of a link is computed: from its source, with its delay.
struct Ends<'a> {
    c: usize,
    coupling: &'a Coupling,
    joint: &'a Joint,
}

impl Flattener<'_> {
    /// The links of a coupling into a block of its targets, by block of the sources.
    pub(super) fn joints(&self, c: usize, at: VariableRef, target_block: usize) -> Vec<Joint> {
        let coupling = &self.system.couplings[c];
        let targets = self.block(at.group, target_block).units.clone();
        let sources = &self.blocks[coupling.source.group];
        let joint = |(source_block, source): (usize, &super::Block)| {
            let of_block = self.links[c][targets.clone()].iter().flatten();
            let inside = of_block.filter(|link| source.units.contains(&link.source));
            let moved = inside.map(|link| Link {
                source: link.source - source.units.start,
                target: link.target - targets.start,
                ..*link
            });
            let links = moved.collect();
            let (n_targets, n_sources) = (targets.len(), source.n());
            Joint { at, target_block, source_block, n_targets, n_sources, links }
        };
        sources.iter().enumerate().map(joint).filter(|joint| !joint.links.is_empty()).collect()
    }

    /// What the links of a joint bring to the units of the target.
    pub(super) fn projection(
        &mut self,
        c: usize,
        coupling: &Coupling,
        joint: &Joint,
    ) -> Result<E, ScalariseError> {
        let ends = Ends { c, coupling, joint };
        let has_one_delay = match coupling.delays {
            Delays::None => true,
            Delays::Target(_) => joint.n_targets == 1,
            Delays::Own | Delays::Of(_) => !matches!(self.delays[c], Some(EdgeValues::Together(_))),
        };
        if has_one_delay && let Some(whole) = self.whole(&ends)? {
            return Ok(whole);
        }
        self.link_sum(&ends, has_one_delay)
    }

    /// The value at every source, in terms of the source, if all links have the same delay.
    fn at_sources(&mut self, ends: &Ends) -> Result<E, ScalariseError> {
        let Ends { c, coupling, joint } = *ends;
        let delay = match coupling.delays {
            Delays::Target(v) => {
                Some(self.variable(VariableRef { variable: v, ..joint.at }, joint.target_block)?)
            }
            _ => self.delays[c].and_then(|delays| delays.separate(joint.links[0].delay)),
        };
        let place = Place { group: coupling.source.group, block: joint.source_block, delay };
        let value = self.expression(&coupling.value, &place)?;
        self.finish(value, &self.edge_path(coupling, "value"))
    }

    /// A projection that needs no links, if it is one: each unit with its like, or all pairs.
    fn whole(&mut self, ends: &Ends) -> Result<Option<E>, ScalariseError> {
        let joint = ends.joint;
        let as_many = joint.n_sources == 1 || joint.n_sources == joint.n_targets;
        let of_like = |link: &Link| link.source == link.target || joint.n_sources == 1;
        if as_many && joint.is_one_each() && joint.links.iter().all(of_like) {
            let value = self.at_sources(ends)?;
            return Ok(Some(self.weighted(ends, value)));
        }
        if !joint.is_all() {
            return Ok(None);
        }
        match self.weights[ends.c] {
            Some(EdgeValues::Together(matrix)) if joint.n_targets > 1 => self.product(ends, matrix),
            Some(EdgeValues::Together(_)) => {
                let value = self.at_sources(ends)?;
                let value = self.weighted(ends, value);
                self.total(ends, value).map(Some)
            }
            weight => {
                let value = self.at_sources(ends)?;
                let sum = self.total(ends, value)?;
                let weight = weight.and_then(|w| w.separate(joint.links[0].weight));
                Ok(Some(weight.map_or(sum.clone(), |weight| weight * sum)))
            }
        }
    }

    /// The sum over all sources.
    fn total(&mut self, ends: &Ends, value: E) -> Result<E, ScalariseError> {
        if self.result.n_of(&value) == 1 {
            return Ok(Expr::Number(ends.joint.n_sources as f64) * value);
        }
        let path = self.edge_path(ends.coupling, "input");
        let value = self.finish(value, &path)?;
        Ok(self.push(path, 1, ArrayValue::Sum(value)))
    }

    /// The product with a matrix of weights, if all of the matrix belongs to these pairs.
    fn product(&mut self, ends: &Ends, matrix: usize) -> Result<Option<E>, ScalariseError> {
        let Ends { coupling, joint, .. } = *ends;
        let weights = &self.result.parameters[matrix];
        if weights.columns != Some(joint.n_sources) || weights.values.len() != joint.links.len() {
            return Ok(None);
        }
        let value = self.at_sources(ends)?;
        let path = self.edge_path(coupling, "source");
        let vector = self.filled(value, joint.n_sources, path.clone());
        let vector = match vector {
            Expr::Leaf(symbol) => symbol,
            other => {
                self.auxiliary(path, other)?;
                ScalarSymbol::Auxiliary(self.result.auxiliaries.len() - 1)
            }
        };
        let path = self.edge_path(coupling, "input");
        Ok(Some(self.push(path, joint.n_targets, ArrayValue::Product { matrix, vector })))
    }

    /// A sum over links.
    fn link_sum(&mut self, ends: &Ends, has_one_delay: bool) -> Result<E, ScalariseError> {
        let Ends { coupling, joint, .. } = *ends;
        let value = if has_one_delay {
            let value = self.at_sources(ends)?;
            let value = self.auxiliary_if_array(value, self.edge_path(coupling, "source"))?;
            self.picked(value, joint.n_sources, &joint.numbers(|l| l.source), "sources", ends, "value")
        } else {
            self.at_links(&coupling.value, ends)?
        };
        let value = self.weighted(ends, value);
        if joint.is_one_each() {
            return Ok(value);
        }
        let path = self.edge_path(coupling, "input");
        let n = joint.links.len();
        let value = self.finish(value, &path)?;
        if joint.n_targets == 1 && n == 1 {
            return Ok(value);
        }
        let value = self.filled(value, n, self.edge_path(coupling, "value"));
        if joint.n_targets == 1 {
            return Ok(self.push(path, 1, ArrayValue::Sum(value)));
        }
        let table = self.table(&joint.numbers(|l| l.target), "targets", coupling);
        Ok(self.push(path, joint.n_targets, ArrayValue::LinkSum { table, value }))
    }

    /// A name for an expression that is no name yet, so that elements can be picked.
    fn auxiliary_if_array(&mut self, value: E, path: ScalarPath) -> Result<E, ScalariseError> {
        if matches!(value, Expr::Leaf(_)) || self.result.n_of(&value) == 1 {
            return Ok(value);
        }
        self.auxiliary(path, value)
    }

    /// Weights times values, both one for each link, or each unit of the target.
    fn weighted(&mut self, ends: &Ends, value: E) -> E {
        let Ends { c, joint, .. } = *ends;
        match self.weights[c] {
            None => value,
            Some(EdgeValues::Separate(first)) => {
                Expr::Leaf(ScalarSymbol::Parameter(first + joint.links[0].weight)) * value
            }
            Some(EdgeValues::Together(i)) => {
                let all = Expr::Leaf(ScalarSymbol::Parameter(i));
                let n = self.result.parameters[i].values.len();
                self.picked(all, n, &joint.numbers(|l| l.weight), "weights", ends, "weight") * value
            }
        }
    }

    /// The elements of an array with these numbers; the array itself if these are all of them in order.
    fn picked(&mut self, of: E, n: usize, numbers: &[usize], what: &str, ends: &Ends, name: &str) -> E {
        let Expr::Leaf(symbol) = of else { return of };
        let all = numbers.len() == n && numbers.iter().enumerate().all(|(k, i)| k == *i);
        if all || self.result.n(&symbol) == 1 {
            return of;
        }
        let coupling = ends.coupling;
        let table = self.table(numbers, what, coupling);
        let known =
            self.result.auxiliaries.iter().position(|a| a.value == ArrayValue::Pick { of: symbol, table });
        if let Some(k) = known {
            return Expr::Leaf(ScalarSymbol::Auxiliary(k));
        }
        self.push(self.edge_path(coupling, name), numbers.len(), ArrayValue::Pick { of: symbol, table })
    }

    /// The index of a table with these numbers.
    fn table(&mut self, numbers: &[usize], what: &str, coupling: &Coupling) -> usize {
        let path = self.edge_path(coupling, what);
        let is_it =
            |table: &IndexTable| table.indices == numbers && table.path.local.last() == path.local.last();
        if let Some(k) = self.result.tables.iter().position(is_it) {
            return k;
        }
        self.result.tables.push(IndexTable { path, indices: numbers.to_vec() });
        self.result.tables.len() - 1
    }

    /// What links with delays of their own transmit: an expression of the source in terms of links.
    fn at_links(&mut self, e: &Expr<Symbol>, ends: &Ends) -> Result<E, ScalariseError> {
        match e {
            Expr::Past(state, delay) => match **state {
                Expr::Leaf(Symbol::Variable(v)) => self.past_at_links(v, delay, ends),
                _ => Err(ScalariseError::PastOfNoState {
                    path: self.edge_path(ends.coupling, "value").to_string(),
                }),
            },
            Expr::Leaf(Symbol::Delay) => self.delay_of_links(ends),
            Expr::Leaf(symbol) => {
                let group = ends.coupling.source.group;
                let place = Place { group, block: ends.joint.source_block, delay: None };
                let value = self.leaf(symbol, &place)?;
                let name = match symbol {
                    Symbol::Variable(v) => self.system.groups[group].variables[*v].path.last().cloned(),
                    Symbol::Time | Symbol::Delay | Symbol::Noise(_) => None,
                };
                let name = name.unwrap_or_else(|| "value".to_string());
                let value = self.auxiliary_if_array(value, self.edge_path(ends.coupling, &name))?;
                let numbers = ends.joint.numbers(|l| l.source);
                Ok(self.picked(value, ends.joint.n_sources, &numbers, "sources", ends, &name))
            }
            other => {
                // The parts in order; they are put back in the same order.
                let parts: Result<Vec<E>, _> =
                    other.children().into_iter().map(|child| self.at_links(child, ends)).collect();
                Ok(rebuilt(other, parts?))
            }
        }
    }

    /// The delay of each link.
    fn delay_of_links(&mut self, ends: &Ends) -> Result<E, ScalariseError> {
        let Ends { c, coupling, joint } = *ends;
        if let Delays::Target(v) = coupling.delays {
            let delay = self.variable(VariableRef { variable: v, ..joint.at }, joint.target_block)?;
            let delay = self.auxiliary_if_array(delay, self.edge_path(coupling, "delay"))?;
            let numbers = joint.numbers(|l| l.target);
            return Ok(self.picked(delay, joint.n_targets, &numbers, "targets", ends, "delay"));
        }
        Ok(match self.delays[c] {
            None => Expr::Number(0.0),
            Some(EdgeValues::Separate(first)) => {
                Expr::Leaf(ScalarSymbol::Parameter(first + joint.links[0].delay))
            }
            Some(EdgeValues::Together(i)) => {
                let n = self.result.parameters[i].values.len();
                let all = Expr::Leaf(ScalarSymbol::Parameter(i));
                self.picked(all, n, &joint.numbers(|l| l.delay), "delays", ends, "delay")
            }
        })
    }

    /// A state of the sources, each link with its delay. Where links pick their delays from those of parameters, so
    /// do look-ups: there are as many lags as delays.
    fn past_at_links(&mut self, v: usize, delay: &Expr<Symbol>, ends: &Ends) -> Result<E, ScalariseError> {
        let Ends { coupling, joint, .. } = *ends;
        let at = VariableRef { variable: v, ..coupling.source };
        let path = self.path(at, joint.source_block);
        let Some(&state) = self.places.get(&(at, joint.source_block)) else {
            return Err(ScalariseError::PastOfNoState { path: path.to_string() });
        };
        let delays = self.at_links(delay, ends)?;
        let delays = self.finish(delays, &path)?;
        let sources = joint.numbers(|l| l.source);
        let units = (joint.n_sources > 1).then(|| self.table(&sources, "sources", coupling));
        let (delays, table) = match &delays {
            Expr::Leaf(ScalarSymbol::Auxiliary(k)) => match self.result.auxiliaries[*k].value {
                ArrayValue::Pick { of, table } => (Expr::Leaf(of), Some(table)),
                _ => (delays, None),
            },
            _ => (delays, None),
        };
        let name = path.local.last().cloned().unwrap_or_default();
        let value = ArrayValue::Past { state, units, delays, table };
        Ok(self.push(self.edge_path(coupling, &format!("{name}_delayed")), sources.len(), value))
    }
}

/// An expression with other parts.
fn rebuilt(e: &Expr<Symbol>, parts: Vec<E>) -> E {
    let mut parts = parts.into_iter();
    let mut next = || Box::new(parts.next().unwrap_or(Expr::Number(0.0)));
    match e {
        Expr::Number(x) => Expr::Number(*x),
        Expr::Imaginary(x) => Expr::Imaginary(*x),
        // Leaves and pasts are handled before.
        Expr::Leaf(_) | Expr::Past(..) => Expr::Number(0.0),
        Expr::Neg(_) => Expr::Neg(next()),
        Expr::Not(_) => Expr::Not(next()),
        Expr::Binary(op, ..) => Expr::Binary(*op, next(), next()),
        Expr::Compare(op, ..) => Expr::Compare(*op, next(), next()),
        Expr::Logic(op, ..) => Expr::Logic(*op, next(), next()),
        Expr::Select(..) => Expr::Select(next(), next(), next()),
        Expr::Call(function, _) => Expr::Call(function.clone(), parts.collect()),
    }
}
