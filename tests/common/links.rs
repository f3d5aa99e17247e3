//! Populations joined by sparse matrices, with operators on the links.

use pyrates::model::Model;
use pyrates::{Source, SparseMatrix, Target};

use super::models::*;

pyrates::operator! {
    /// A synapse that learns: a state for each pair, in terms of both ends and of a third node.
    pub Hebbian {
        equations { d/dt g = eta*(pre*post - g) + past(g, 0.2)/5; s = g*pre + third; }
        variables { s: output, g: variable(0.3), eta: 0.5, pre: input(0.0), post: input(0.0), third: input(0.0) }
    }
}
pyrates::operator! {
    /// Passes on no more than one.
    pub Squash {
        equations { v = tanh(s); }
        variables { v: output, s: input(0.0) }
    }
}
pyrates::node! { pub Learning { hebb: Hebbian, squash: Squash } }

/// The same edges with any kind of weights.
macro_rules! joined {
    ($name:ident, $($weights:tt)*) => {
        pyrates::circuit! {
            /// Everything that can lie on the pairs of populations.
            pub $name {
                nodes { a: RatedNode, cells: [RatedNode; 4], others: [RatedNode; 3] { li.tau: 2.0 }, big: [RatedNode] { li.tau: 3.0 } }
                edges {
                    plain: cells[j].li.r -> others[i].li.u via Difference { pre: source, post: others[i].li.r, weight: $($weights)* };
                    states: cells[j].li.m -> others[i].li.m_in via LowPass { weight: $($weights)* };
                    learns: cells[j].li.r -> cells[i].li.u via Hebbian { pre: source, post: cells[i].li.m, third: a.li.r, weight: $($weights)* };
                    late: cells[j].li.m -> others[i].li.u via Hebbian { pre: source, post: others[i].li.r, third: a.li.r, eta: 0.7, weight: $($weights)*, delay: 0.3 };
                    lates: others[j].li.r -> cells[i].li.m_in via Difference { pre: source, post: cells[i].li.m, weight: $($weights)*, delay: dense(0.4) };
                    spread: others[j].li.m -> cells[i].li.u via LowPass { weight: $($weights)*, delay: 1.0, spread: 0.5 };
                    spreads: cells[j].li.r -> others[i].li.u { weight: $($weights)*, delay: dense(1.0), spread: 0.5 };
                    grown: big[j].li.m -> big[i].li.u via Hebbian { pre: source, post: big[i].li.r, weight: $($weights)* };
                    mixed: cells[j].li.m -> big[i].li.m_in via Difference { pre: source, post: big[i].li.r, weight: $($weights)*, delay: 0.25 };
                }
            }
        }
    };
}
joined!(SparsePairs, sparse);
joined!(AllPairs, dense(0));

/// Some links among `n` targets and `m` sources, with uneven weights; unit 1 gets none.
pub fn links(n: usize, m: usize) -> SparseMatrix {
    let pairs = (0..n).flat_map(|i| (0..m).map(move |j| (i, j)));
    let some = pairs.filter(|(i, j)| *i != 1 && (3 * i + 5 * j) % 4 < 2);
    let links = some.map(|(i, j)| (Target(i), Source(j), 0.2 + 0.1 * i as f64 - 0.15 * j as f64));
    SparseMatrix::from_links(n, m, links).expect("links inside")
}

/// [`SparsePairs`] with links, and uneven values on them.
pub fn sparse_pairs() -> SparsePairs {
    let mut model = SparsePairs::default();
    model.big.resize(3);
    let edges = &mut model.edges;
    edges.plain.weights = links(3, 4);
    edges.states.weights = links(3, 4);
    edges.learns.weights = links(4, 4);
    edges.late.weights = links(3, 4);
    edges.lates.weights = links(4, 3);
    edges.spread.weights = links(4, 3);
    edges.spreads.weights = links(3, 4);
    edges.grown.weights = links(3, 3);
    edges.mixed.weights = links(3, 4);
    model.fit_edges();
    for (k, pair) in model.edges.lates.pairs.iter_mut().enumerate() {
        pair.delay = 0.1 * k as f64;
    }
    for (k, pair) in model.edges.learns.pairs.iter_mut().enumerate() {
        pair.eta = 0.5 + 0.1 * k as f64;
    }
    model
}
