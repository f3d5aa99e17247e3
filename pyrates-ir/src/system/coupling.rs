//! Edges as data: from one variable to one input, one by one or between populations.

use crate::expr::Expr;

use super::{Symbol, VariableRef};

/// All edges from one variable to one input, either all delayed or all undelayed.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupling {
    /// Where the edges start.
    pub source: VariableRef,
    /// The input in which they end.
    pub target: VariableRef,
    /// What an edge transmits, before its weight, in terms of the source unit. For delayed couplings
    /// every state in it is a `Past(state, Delay)`.
    pub value: Expr<Symbol>,
    /// Where the weights of the edges are.
    pub weights: Weights,
    /// Where the delays of the edges are.
    pub delays: Delays,
    /// The edges, ordered by target unit. Empty if there is a connection.
    pub edges: Vec<Edge>,
    /// What joins populations as a whole.
    pub connection: Option<Connection>,
}

/// All pairs of units of two populations that one edge of the user joins.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// The circuit that has it, as in [`Edge::scope`].
    pub scope: Vec<String>,
    /// Its name in its circuit.
    pub name: String,
    /// Which pairs are joined.
    pub pattern: Pattern,
    /// The units of the source group.
    pub sources: UnitRange,
    /// The units of the target group.
    pub targets: UnitRange,
    /// The weights, as many as [`Connection::n_weights`] says.
    pub weights: Vec<f64>,
    /// The delays of a delayed coupling: one, or one for each weight.
    pub delays: Vec<f64>,
    /// Whether there is one delay for all, however many weights there are; sizes that are chosen at run time may be one, too.
    pub one_delay: bool,
}

/// A run of units of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitRange {
    /// The first unit.
    pub first: usize,
    /// The number of units.
    pub count: usize,
}

/// Which pairs of `n` target units and `m` source units are joined. All numbers of units count from the
/// first one of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// All pairs, with one weight.
    All,
    /// Equal units, with one weight; `n` equals `m`.
    OneToOne,
    /// All pairs, each with a weight: those of target 0 first.
    Dense,
    /// Some pairs, each with a weight.
    Sparse(SparseLinks),
    /// The targets are pairs of `a` units with `b = m` sources; pair `k` gets source `k mod b`.
    Pre,
    /// The targets are pairs of `a = m` sources with `b` units; pair `k` gets source `k / b`.
    Post,
    /// The sources are pairs of `a = n` targets with `b` units; target `i` gets the pairs `i*b` up to
    /// `(i + 1)*b`, with one weight.
    Sums,
    /// The same with a weight for each pair.
    Rows,
    /// The targets are the links of sparse pairs; each link gets the source at which it starts.
    SparsePre(SparseLinks),
    /// The targets are the links of sparse pairs; each link gets the source whose number is that of the unit at
    /// which the link ends.
    SparsePost(SparseLinks),
    /// The sources are the links of sparse pairs; each target gets the links that end at it, each with a weight.
    SparseRows(SparseLinks),
}

/// The pairs of units that exist, ordered by target: the links into target `i` are `rows[i]..rows[i + 1]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparseLinks {
    /// Where the links of each target begin; one more than targets.
    pub rows: Vec<usize>,
    /// The source of each link.
    pub columns: Vec<usize>,
    /// The number of source units.
    pub sources: usize,
}

impl SparseLinks {
    /// The target of a link.
    pub fn target(&self, link: usize) -> usize {
        self.rows.partition_point(|&first| first <= link).saturating_sub(1)
    }

    /// The number of targets.
    pub fn targets(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// The target of each link and its number.
    fn by_target(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.targets()).flat_map(|i| (self.rows[i]..self.rows[i + 1]).map(move |k| (i, k)))
    }

    /// Whether every link has a target and a source.
    fn is_sound(&self) -> bool {
        let ends = self.rows.first() == Some(&0) && self.rows.last() == Some(&self.columns.len());
        let in_order = self.rows.windows(2).all(|row| row[0] <= row[1]);
        ends && in_order && self.columns.iter().all(|&source| source < self.sources)
    }
}

/// A pair of units that a coupling joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Link {
    /// Unit of the source group.
    pub source: usize,
    /// Unit of the target group.
    pub target: usize,
    /// The place of its weight among those of the coupling.
    pub weight: usize,
    /// The place of its delay among those of the coupling.
    pub delay: usize,
}

impl Connection {
    /// The number of weights that the pattern needs.
    pub fn n_weights(&self) -> usize {
        let (n, m) = (self.targets.count, self.sources.count);
        match &self.pattern {
            Pattern::All | Pattern::OneToOne | Pattern::Pre | Pattern::Post | Pattern::Sums => 1,
            Pattern::SparsePre(_) | Pattern::SparsePost(_) => 1,
            Pattern::Dense => n * m,
            Pattern::Sparse(links) | Pattern::SparseRows(links) => links.columns.len(),
            Pattern::Rows => m,
        }
    }

    /// Whether the pattern fits the numbers of source and target units.
    pub fn fits(&self) -> bool {
        let (n, m) = (self.targets.count, self.sources.count);
        match &self.pattern {
            Pattern::All | Pattern::Dense => true,
            Pattern::OneToOne => n == m,
            Pattern::Pre | Pattern::Post => m == 0 || n % m == 0,
            Pattern::Sums | Pattern::Rows => n == 0 || m % n == 0,
            Pattern::Sparse(links) => links.is_sound() && (links.targets(), links.sources) == (n, m),
            Pattern::SparsePre(links) => links.is_sound() && (links.columns.len(), links.sources) == (n, m),
            Pattern::SparsePost(links) => {
                links.is_sound() && (links.columns.len(), links.targets()) == (n, m)
            }
            Pattern::SparseRows(links) => {
                links.is_sound() && (links.targets(), links.columns.len()) == (n, m)
            }
        }
    }

    /// The joined pairs, in order of their targets: target, source and place of the weight.
    fn pairs(&self) -> Vec<(usize, usize, usize)> {
        let (n, m) = (self.targets.count, self.sources.count);
        match &self.pattern {
            Pattern::All => (0..n * m).map(|k| (k / m, k % m, 0)).collect(),
            Pattern::OneToOne => (0..n).map(|k| (k, k, 0)).collect(),
            Pattern::Dense => (0..n * m).map(|k| (k / m, k % m, k)).collect(),
            Pattern::Sparse(links) => links.by_target().map(|(i, k)| (i, links.columns[k], k)).collect(),
            Pattern::Pre => (0..n).map(|k| (k, k % m, 0)).collect(),
            Pattern::Post => (0..n).map(|k| (k, k / (n / m).max(1), 0)).collect(),
            Pattern::Sums => (0..m).map(|k| (k / (m / n).max(1), k, 0)).collect(),
            Pattern::Rows => (0..m).map(|k| (k / (m / n).max(1), k, k)).collect(),
            Pattern::SparsePre(links) => {
                links.columns.iter().enumerate().map(|(k, &source)| (k, source, 0)).collect()
            }
            Pattern::SparsePost(links) => links.by_target().map(|(i, k)| (k, i, 0)).collect(),
            Pattern::SparseRows(links) => links.by_target().map(|(i, k)| (i, k, k)).collect(),
        }
    }

    /// The name of a weight or delay behind that of the connection: nothing if there is one for all, else
    /// target and source.
    pub(super) fn suffix(&self, place: usize) -> String {
        let m = self.sources.count;
        match &self.pattern {
            Pattern::All | Pattern::OneToOne | Pattern::Pre | Pattern::Post | Pattern::Sums => String::new(),
            Pattern::SparsePre(_) | Pattern::SparsePost(_) => String::new(),
            Pattern::Dense => format!("/{}/{}", place / m, place % m),
            Pattern::Sparse(links) | Pattern::SparseRows(links) => {
                format!("/{}/{}", links.target(place), links.columns[place])
            }
            Pattern::Rows => {
                let b = (m / self.targets.count).max(1);
                format!("/{}/{}", place / b, place % b)
            }
        }
    }

    /// The path in the model, as [`Edge::path`].
    pub fn path(&self) -> Vec<String> {
        let parts = self.scope.iter().map(String::as_str).chain(["edges", self.name.as_str()]);
        parts.map(str::to_string).collect()
    }
}

/// Where the weights of a coupling are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weights {
    /// Each edge has one: a parameter.
    Own,
    /// The edges are those of an earlier coupling, with its weights.
    Of(usize),
    /// There are none: edges transmit their value as it is.
    One,
}

/// Where the delays of a coupling are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delays {
    /// There are none.
    None,
    /// Each edge has one: a parameter.
    Own,
    /// The edges are those of an earlier coupling, with its delays.
    Of(usize),
    /// The delay of an edge is this parameter of its target unit.
    Target(usize),
}

impl Coupling {
    /// Whether the edges have delays.
    pub fn is_delayed(&self) -> bool {
        self.delays != Delays::None
    }

    /// The pairs of units that the edges join, ordered by target.
    pub fn links(&self) -> Vec<Link> {
        let Some(c) = &self.connection else {
            let link = |(e, edge): (usize, &Edge)| Link {
                source: edge.source_unit,
                target: edge.target_unit,
                weight: e,
                delay: e,
            };
            return self.edges.iter().enumerate().map(link).collect();
        };
        let one_delay = c.delays.len() <= 1;
        let link = |(target, source, weight)| Link {
            source: c.sources.first + source,
            target: c.targets.first + target,
            weight,
            delay: if one_delay { 0 } else { weight },
        };
        c.pairs().into_iter().map(link).collect()
    }

    /// The number of pairs of units that the edges join.
    pub fn n_links(&self) -> usize {
        let Some(c) = &self.connection else { return self.edges.len() };
        match &c.pattern {
            Pattern::All => c.targets.count * c.sources.count,
            Pattern::OneToOne | Pattern::Pre | Pattern::Post => c.targets.count,
            Pattern::SparsePre(links) | Pattern::SparsePost(links) => links.columns.len(),
            Pattern::Sums => c.sources.count,
            Pattern::Dense | Pattern::Sparse(_) | Pattern::Rows | Pattern::SparseRows(_) => c.n_weights(),
        }
    }

    /// Whether all pairs of a connection have the same delay, which is not that of their target units.
    pub fn has_one_delay(&self) -> bool {
        self.connection.as_ref().is_some_and(|c| c.one_delay)
            && matches!(self.delays, Delays::Own | Delays::Of(_))
    }

    /// Whether what the edges bring is the product of a matrix, dense or sparse, with what the sources transmit: each
    /// source transmits one value to all of its targets.
    pub fn is_product(&self) -> bool {
        let is_matrix = |c: &Connection| matches!(c.pattern, Pattern::Dense | Pattern::Sparse(_));
        let is_one_value = self.has_one_delay() || matches!(self.value, Expr::Leaf(_)) && !self.is_delayed();
        self.connection.as_ref().is_some_and(is_matrix) && is_one_value && self.weights != Weights::One
    }

    /// The values of the weights.
    pub fn weights(&self) -> Vec<f64> {
        let edges = self.edges.iter().map(|edge| edge.weight);
        self.connection.as_ref().map_or_else(|| edges.collect(), |c| c.weights.clone())
    }

    /// The values of the delays.
    pub fn delays(&self) -> Vec<f64> {
        let edges = self.edges.iter().map(|edge| edge.delay);
        self.connection.as_ref().map_or_else(|| edges.collect(), |c| c.delays.clone())
    }

    /// The numbers of weights and delays.
    pub(super) fn sizes(&self) -> (usize, usize) {
        let edges = self.edges.len();
        self.connection.as_ref().map_or((edges, edges), |c| (c.weights.len(), c.delays.len()))
    }

    /// The path of an edge, without the index of a pair.
    pub fn path(&self, link: usize) -> Vec<String> {
        let edge = self.edges.get(link).map(Edge::path);
        self.connection.as_ref().map(Connection::path).or(edge).unwrap_or_default()
    }
}

/// One edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The circuit that has it, from the outermost one in; empty if that is the model itself.
    pub scope: Vec<String>,
    /// Its name in its circuit.
    pub name: String,
    /// Unit of the source group.
    pub source_unit: usize,
    /// Unit of the target group.
    pub target_unit: usize,
    /// Weight.
    pub weight: f64,
    /// Delay in units of time, zero where the coupling has none of its own.
    pub delay: f64,
}

impl Edge {
    /// The path in the model: `edges/prey_to_predator`, or `left/edges/...` inside circuit `left`.
    pub fn path(&self) -> Vec<String> {
        let parts = self.scope.iter().map(String::as_str).chain(["edges", self.name.as_str()]);
        parts.map(str::to_string).collect()
    }
}
