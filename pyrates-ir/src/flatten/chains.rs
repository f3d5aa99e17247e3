//! Chains that edges share: those of one source with stages of one rate are one chain, which each edge leaves behind as many
//! stages as it needs.
//!
//! A chain is the longest one that is needed, and has the path and the delay of the first edge that needs it. Edges with a
//! label have chains of their own, so that their delays can be set apart.

use std::collections::HashMap;

use crate::definition::{Circuit, EdgeDefinition, Storage};
use crate::system::Kind;

use super::edges::ResolvedEdge;
use super::endpoints::Place;
use super::kernels::{self, Delay, Gamma};

/// What makes chains equal: the source, and the rate of their stages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    node: usize,
    /// `None` for all units of a population.
    unit: Option<usize>,
    path: Vec<String>,
    rate: u64,
}

/// A chain that edges share.
#[derive(Debug)]
pub(super) struct Chain {
    /// The edge whose path it has, and its number in the circuit.
    pub(super) owner: (usize, ResolvedEdge),
    pub(super) gamma: Gamma,
    /// Where it lies, once it was made.
    pub(super) node: Option<usize>,
}

/// The chains that edges share.
#[derive(Debug, Default)]
pub(super) struct Chains(HashMap<Key, Chain>);

impl Chains {
    /// The longest chain of each source and rate.
    pub(super) fn new(circuit: &Circuit, resolved: &[Option<ResolvedEdge>]) -> Chains {
        let mut chains: HashMap<Key, Chain> = HashMap::new();
        for (number, (definition, edge)) in circuit.edges.iter().zip(resolved).enumerate() {
            let Some(edge) = edge else { continue };
            // What makes no chain is reported where stages are made.
            let Some(Delay::Gamma(gamma)) = kernels::order(definition, &edge.name, &mut Vec::new()) else {
                continue;
            };
            let Some(key) = key(definition, &edge.source, gamma) else { continue };
            let known = chains.get(&key).map_or(0, |chain| chain.gamma.order());
            if gamma.order() > known {
                chains.insert(key, Chain { owner: (number, edge.clone()), gamma, node: None });
            }
        }
        Chains(chains)
    }

    /// The chain that an edge shares, if it may share one.
    pub(super) fn of(
        &mut self,
        definition: &EdgeDefinition,
        source: &Place,
        gamma: Gamma,
    ) -> Option<&mut Chain> {
        self.0.get_mut(&key(definition, source, gamma)?)
    }
}

fn key(definition: &EdgeDefinition, source: &Place, gamma: Gamma) -> Option<Key> {
    let is_plain = definition.label.is_none()
        && definition.template.is_none()
        && definition.weight.kind() == Kind::Real
        && definition.delays == Storage::Scalar;
    let unit = source.each.is_none().then_some(source.unit);
    let rate = gamma.rate().filter(|_| is_plain)?.to_bits();
    Some(Key { node: source.node, unit, path: source.path.clone(), rate })
}
