//! Which pairs of units an edge between populations joins, and how what lies on the pairs joins them.

use crate::definition::{Circuit, EdgeDefinition, Storage};
use crate::finding::{Code, Finding};
use crate::system::{Pattern, SparseLinks};

use super::edges::ResolvedEdge;
use super::endpoints::Place;

/// The pairs of units that an edge between populations joins; see [`Pattern`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pairs {
    All,
    OneToOne,
    Dense,
    Sparse,
    Pre,
    Post,
    Sums,
    Rows,
    SparsePre(Ends),
    SparsePost(Ends),
    SparseRows(Ends),
}

/// The numbers of units at the ends of an edge with sparse weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    targets: usize,
    sources: usize,
}

impl Pairs {
    /// Which pairs of units an edge joins; `None` for single units.
    pub(super) fn of_edge(
        circuit: &Circuit,
        edge: &EdgeDefinition,
        (source, target): (&Place, &Place),
        findings: &mut Vec<Finding>,
    ) -> Option<Pairs> {
        let scalar = [edge.weights, edge.delays, edge.spreads].iter().all(|s| *s == Storage::Scalar);
        let mut refuse = |message: String, help: &str| {
            findings.push(Finding::new(Code::Population, edge.loc, message).help(help));
            None
        };
        let letters = match (&source.each, &target.each) {
            (None, None) if scalar => return None,
            (None, None) => {
                return refuse(
                    "`dense` and `sparse` are for edges between populations".to_string(),
                    "this edge joins two single units: give one number",
                );
            }
            (Some(a), Some(b)) if a == b && !a.is_empty() => a,
            _ => {
                return Some(match edge.weights {
                    Storage::Sparse => Pairs::Sparse,
                    Storage::Scalar if scalar => Pairs::All,
                    _ => Pairs::Dense,
                });
            }
        };
        let (n, m) = (target.count(circuit), source.count(circuit));
        if n != m {
            let message = format!(
                "`[{letters}]` joins equal units, but one population has {m} units and the other {n}"
            );
            return refuse(message, "use different letters to join all pairs");
        }
        if !scalar {
            return refuse(
                format!(
                    "`[{letters}]` joins equal units; their weights, delays and spreads are not a matrix"
                ),
                "give one number, or use different letters to join all pairs",
            );
        }
        Some(Pairs::OneToOne)
    }

    /// The pattern, for `n` target and `m` source units. Which links there are is known at run time alone. Units that
    /// lie on links must have values all the same: one link, from the first unit to the first one, stands for all.
    pub(super) fn pattern(self, n: usize, m: usize) -> Pattern {
        let one_link = |ends: Ends| {
            let rows = (0..=ends.targets).map(|i| i.min(1)).collect();
            SparseLinks { rows, columns: vec![0], sources: ends.sources }
        };
        match self {
            Pairs::All => Pattern::All,
            Pairs::OneToOne => Pattern::OneToOne,
            Pairs::Dense => Pattern::Dense,
            Pairs::Sparse => {
                Pattern::Sparse(SparseLinks { rows: vec![0; n + 1], columns: Vec::new(), sources: m })
            }
            Pairs::Pre => Pattern::Pre,
            Pairs::Post => Pattern::Post,
            Pairs::Sums => Pattern::Sums,
            Pairs::Rows => Pattern::Rows,
            Pairs::SparsePre(ends) => Pattern::SparsePre(one_link(ends)),
            Pairs::SparsePost(ends) => Pattern::SparsePost(one_link(ends)),
            Pairs::SparseRows(ends) => Pattern::SparseRows(one_link(ends)),
        }
    }
}

impl ResolvedEdge {
    /// The number of pairs of units that the edge joins; one stands for those of sparse weights.
    pub(super) fn n_pairs(&self, circuit: &Circuit) -> usize {
        let (n, m) = (self.target.count(circuit), self.source.count(circuit));
        match self.pairs {
            Some(Pairs::OneToOne) => n,
            Some(Pairs::Sparse) => 1,
            _ => n * m,
        }
    }

    fn ends(&self, circuit: &Circuit) -> Ends {
        Ends { targets: self.target.count(circuit), sources: self.source.count(circuit) }
    }

    /// How what lies on the pairs feeds the target.
    pub(super) fn pairs_to_target(&self, circuit: &Circuit) -> Option<Pairs> {
        self.pairs.map(|pairs| match pairs {
            Pairs::OneToOne => Pairs::OneToOne,
            Pairs::Dense => Pairs::Rows,
            Pairs::Sparse => Pairs::SparseRows(self.ends(circuit)),
            _ => Pairs::Sums,
        })
    }

    /// How the source of the edge feeds what lies on the pairs.
    pub(super) fn source_to_pairs(&self, circuit: &Circuit) -> Option<Pairs> {
        self.pairs.map(|pairs| match pairs {
            Pairs::OneToOne => Pairs::OneToOne,
            Pairs::Sparse => Pairs::SparsePre(self.ends(circuit)),
            _ => Pairs::Pre,
        })
    }

    /// How another variable feeds them: by the source unit if it has the letter of the source, else by the
    /// target unit.
    pub(super) fn operand_to_pairs(&self, operand: &Place, circuit: &Circuit) -> Option<Pairs> {
        let Some(letter) = &operand.each else { return self.pairs.map(|_| Pairs::All) };
        let of_source = !letter.is_empty() && operand.each == self.source.each;
        self.pairs.map(|pairs| match pairs {
            Pairs::OneToOne => Pairs::OneToOne,
            Pairs::Sparse if of_source => Pairs::SparsePre(self.ends(circuit)),
            Pairs::Sparse => Pairs::SparsePost(self.ends(circuit)),
            _ if of_source => Pairs::Pre,
            _ => Pairs::Post,
        })
    }
}
