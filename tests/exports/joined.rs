//! Populations for targets without delays.

use pyrates::prelude::*;
use pyrates::{PairMatrix, Source, SparseMatrix, Target};

use crate::common::models::*;

circuit! {
    /// Populations joined in every way, without delays.
    pub Joined {
        nodes { a: RatedNode, cells: [RatedNode; 4], others: [RatedNode; 3] { li.tau: 2.0 } }
        edges {
            cells.li.r -> cells.li.m_in { weight: 0.25 };
            cells[j].li.m -> others[i].li.m_in { weight: dense(0.2) };
            some: cells[j].li.r -> others[i].li.u { weight: sparse };
            cells[2].li.r -> others[1].li.u { weight: 0.3 };
            a.li.r -> cells.li.u;
            cells.li.m -> a.li.u { weight: 0.01 };
            sine: cells[j].li.r -> cells[i].li.u via Difference { pre: source, post: cells[i].li.r, weight: 0.3 };
            low: cells[j].li.r -> others[i].li.u via LowPass { weight: dense(0.3) };
        }
    }
}

/// With weights and states that differ.
pub fn joined() -> Joined {
    let mut model = Joined::default();
    let links =
        [1, 2, 2, 0].into_iter().enumerate().map(|(j, i)| (Target(i), Source(j), 0.5 - 0.3 * j as f64));
    model.edges.some.weights = SparseMatrix::from_links(3, 4, links).expect("links inside");
    model.edges.low.weights =
        PairMatrix::from_fn(3, 4, |Target(i), Source(j)| 0.2 + 0.1 * i as f64 - 0.3 * j as f64);
    model.edges.cells_to_others.weights = model.edges.low.weights.clone();
    for (k, unit) in model.cells.iter_mut().enumerate() {
        unit.li.r = 0.1 + 0.2 * k as f64;
    }
    model
}

/// Variables of it, and their values at the start.
pub fn watched() -> (Vec<String>, Vec<f64>) {
    let paths = ["cells/li/m", "a/li/r", "others/li/m"].map(String::from);
    let of_cells = (0..4).map(|k| (0.1 + 0.2 * k as f64).tanh());
    (paths.to_vec(), of_cells.chain([0.1]).chain([0.1_f64.tanh(); 3]).collect())
}
