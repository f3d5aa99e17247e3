//! Short-term plasticity of synapses (Tsodyks & Markram, PNAS 94, 1997), as operators that lie on edges:
//! `e.rate.r -> i.sigmoid.r_in via Tsodyks { weight: 10.0 }`. Each edge has resources of its own. Times in
//! the unit of the model that they are used in.

crate::operator! {
    /// Depression and facilitation (PyRates: `tsodyks_op`): resources `x` are used up by a fraction `u` of
    /// them, which itself grows with activity.
    pub Tsodyks {
        equations {
            d/dt x = (1 - x)/tau_x - k*x*u*r_in;
            d/dt u = (U0 - u)/tau_u + U0*(1 - u)*r_in;
            r_eff = r_in*x*u;
        }
        variables {
            /// Firing rate that gets through.
            r_eff: output,
            /// Available resources.
            x: variable(1.0),
            /// Fraction of the resources that a spike uses.
            u: variable(0.6),
            /// Recovery time of the resources.
            tau_x: 100.0,
            /// Decay time of the facilitation.
            tau_u: 200.0,
            /// Strength of the depression.
            k: 0.1,
            /// Utilisation at rest.
            U0: 0.6,
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// Depression alone (PyRates: `depression_op`).
    pub Depression {
        equations {
            d/dt x = (1 - x)/tau_x - k*x*r_in;
            r_eff = r_in*x;
        }
        variables {
            /// Firing rate that gets through.
            r_eff: output,
            /// Available resources.
            x: variable(1.0),
            /// Recovery time of the resources.
            tau_x: 100.0,
            /// Strength of the depression.
            k: 1.0,
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// Facilitation alone (PyRates: `facilitation_op`, whose file has a minus sign before the last term, so
    /// that it depresses; this is the plus sign of Tsodyks and Markram).
    pub Facilitation {
        equations {
            d/dt u = (U0 - u)/tau_u + U0*(1 - u)*r_in;
            r_eff = r_in*u;
        }
        variables {
            /// Firing rate that gets through.
            r_eff: output,
            /// Fraction of the resources that a spike uses.
            u: variable(0.2),
            /// Decay time of the facilitation.
            tau_u: 100.0,
            /// Utilisation at rest.
            U0: 0.2,
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}
