//! Operators that other models are made of: rates, transfer functions and synaptic kernels.

crate::operator! {
    /// Leaky integrator: `r' = (r0 - r)/tau + m_in + u` (PyRates: `li_op`).
    pub LeakyIntegrator {
        equations { d/dt r = (r0 - r)/tau + m_in + u; }
        variables {
            /// Rate or potential.
            r: output(0.0),
            /// Resting value.
            r0: 0.0,
            /// Time constant.
            tau: 1.0,
            /// Input from other populations.
            m_in: input(0.0),
            /// Input from outside.
            u: input(0.0),
        }
    }
}

crate::operator! {
    /// Logistic transfer function: `m = m_max/(1 + exp(s*(r_thr - r)))` (PyRates: `sigmoid_op`).
    pub Sigmoid {
        equations { m = m_max/(1 + exp(s*(r_thr - r))); }
        variables {
            /// Transformed rate.
            m: output,
            /// Rate or potential.
            r: input(0.0),
            /// Largest value.
            m_max: 1.0,
            /// Slope.
            s: 1.0,
            /// Threshold, where half of the largest value is reached.
            r_thr: 0.0,
        }
    }
}

crate::operator! {
    /// Hyperbolic tangent as a transfer function: `m = tanh(r)` (PyRates: `tanh_op`).
    pub Tanh {
        equations { m = tanh(r); }
        variables { m: output, r: input(0.0) }
    }
}

crate::operator! {
    /// Synapse with exponential decay: `v' = -v/tau + r_in` (PyRates: `monoexp_op`).
    pub Monoexponential {
        equations { d/dt v = -v/tau + r_in; }
        variables {
            /// Synaptic response.
            v: output(0.0),
            /// Decay time.
            tau: 1.0,
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// Synapse with different rise and decay times (PyRates: `biexp_op`):
    /// `v' = x`, `x' = (r_in - x*(tau_r + tau_d) - v)/(tau_r*tau_d)`.
    pub Biexponential {
        equations {
            d/dt v = x;
            d/dt x = (r_in - x*(tau_r + tau_d) - v)/(tau_r*tau_d);
        }
        variables {
            /// Synaptic response.
            v: output(0.0),
            x: variable(0.0),
            /// Rise time.
            tau_r: 1.0,
            /// Decay time.
            tau_d: 10.0,
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// Synapse with the alpha function as its kernel (PyRates: `alpha_op`):
    /// `v' = x`, `x' = r_in - 2*x/tau - v/tau^2`.
    pub Alpha {
        equations {
            d/dt v = x;
            d/dt x = r_in - 2*x/tau - v/tau^2;
        }
        variables {
            /// Synaptic response.
            v: output(0.0),
            x: variable(0.0),
            /// Time to the peak.
            tau: 1.0,
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::node! {
    /// A leaky integrator alone (PyRates: `li_node`).
    pub LeakyIntegratorNode { li: LeakyIntegrator }
}

crate::node! {
    /// A leaky integrator with `tanh` as its transfer function (PyRates: `tanh_node`).
    pub TanhNode { li: LeakyIntegrator, tanh: Tanh }
}

crate::node! {
    /// A leaky integrator with a logistic transfer function (PyRates: `nonlinear_li_node`).
    pub SigmoidNode { li: LeakyIntegrator, sigmoid: Sigmoid }
}
