//! Models of the benches that the tests do not have, and the same mathematics written by hand.

#![allow(dead_code, reason = "every bench uses a part")]

#[allow(unreachable_pub, reason = "a bench has no outside")]
#[path = "../../tests/common/models.rs"]
pub(crate) mod models;

pub(crate) mod by_hand;
pub(crate) mod stiff;

use std::time::Duration;

use criterion::Criterion;
use pyrates::{circuit, node, operator};

operator! {
    /// The Jansen-Rit column as one operator of 8 states (`JRC2` of PyRates).
    pub(crate) JansenRitColumn {
        equations {
            m = m_max*sigmoid(r*(V_e - V_i - V_thr));
            d/dt V_ein = X_ein;
            d/dt X_ein = h_e*c*m/tau_e - V_ein/tau_e^2 - 2.0*X_ein/tau_e;
            d/dt V_iin = X_iin;
            d/dt X_iin = h_e*c*m/(ei_ratio*tau_e) - V_iin/tau_e^2 - 2.0*X_iin/tau_e;
            d/dt V_e = X_e;
            d/dt X_e = (h_e/tau_e)*(0.8*c*m_max*sigmoid(r*(V_ein - V_thr)) + c*m_in/io_ratio + u)
                - V_e/tau_e^2 - 2.0*X_e/tau_e;
            d/dt V_i = X_i;
            d/dt X_i = h_i*c*m_max*sigmoid(r*(V_iin - V_thr))/(ei_ratio*tau_i)
                - V_i/tau_i^2 - 2.0*X_i/tau_i;
        }
        variables {
            V_ein: variable, X_ein: variable, V_iin: variable, X_iin: variable,
            V_e: variable, X_e: variable, V_i: variable, X_i: variable, m: output,
            h_e: 3.25e-3, tau_e: 10e-3, h_i: 22e-3, tau_i: 20e-3, m_max: 5.0, r: 560.0, V_thr: 6e-3,
            c: 135.0, ei_ratio: 4.0, io_ratio: 3.0, u: 220.0, m_in: input(0.0),
        }
    }
}

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
