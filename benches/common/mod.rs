//! Models of the benches that the tests do not have, and the same mathematics written by hand.

#![allow(dead_code, reason = "every bench uses a part")]

#[allow(unreachable_pub, reason = "a bench has no outside")]
#[path = "../../tests/common/models.rs"]
pub(crate) mod models;

pub(crate) mod by_hand;
mod jansen_rit;
pub(crate) mod stiff;

use std::time::Duration;

use criterion::Criterion;
use pyrates::{circuit, node, operator};

pub(crate) use jansen_rit::JansenRitColumn;

operator! {
    /// A leaky unit.
    pub(crate) Leak {
        equations { d/dt r = (r0 - r)/tau + u + r*m; }
        variables { r: output(0.1), r0: 0.0, tau: 2.0, u: input(0.0), m: input(0.25) }
    }
}
node! { pub(crate) Cell { leak: Leak } }
circuit! {
    /// Leaky units, each with parameters of its own.
    pub(crate) Leaks {
        nodes { cells: [Cell; 1000] }
    }
}

circuit! {
    /// The same with a few edges.
    pub(crate) CoupledLeaks {
        nodes { cells: [Cell; 1000] }
        edges {
            cells[0].leak.r -> cells[100].leak.u { weight: 0.1 };
            cells[100].leak.r -> cells[200].leak.u { weight: 0.2 };
            cells[200].leak.r -> cells[300].leak.u { weight: 0.3 };
            cells[300].leak.r -> cells[400].leak.u { weight: 0.4 };
            cells[400].leak.r -> cells[500].leak.u { weight: 0.5 };
            cells[500].leak.r -> cells[600].leak.u { weight: 0.6 };
            cells[600].leak.r -> cells[700].leak.u { weight: 0.7 };
            cells[700].leak.r -> cells[800].leak.u { weight: 0.8 };
            cells[800].leak.r -> cells[900].leak.u { weight: 0.9 };
            cells[900].leak.r -> cells[0].leak.u { weight: 1.0 };
        }
    }
}

/// A short run for each bench: differences of a few per cent are of interest, not of per mille.
pub(crate) fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args()
}
