//! Mean fields of Izhikevich neurons (Gast, Solla & Kennedy, Neural Computation 35, 2023).

crate::operator! {
    /// Dimensionless form (PyRates: `ik_nodim_op`).
    pub IzhikevichOperator {
        equations {
            d/dt r = (Delta/(pi*tau) + r*(2*v - alpha - g*s*tau))/tau;
            d/dt v = (v^2 - alpha*v + eta + I_ext - u + g*s*tau*(E_r - v) - (pi*tau*r)^2)/tau;
            d/dt u = a*(b*v - u) + d*r;
            d/dt s = -s/tau_s + r_in;
        }
        variables {
            /// Average firing rate.
            r: output(0.0),
            /// Average membrane potential.
            v: variable(0.0),
            /// Recovery.
            u: variable(0.0),
            /// Synaptic activation.
            s: variable(0.0),
            /// Half width of the distribution of excitabilities.
            Delta: 0.02,
            /// Membrane time constant.
            tau: 1.0,
            /// Centre of the distribution of excitabilities.
            eta: 0.0,
            /// Distance of resting and threshold potential.
            alpha: 0.6,
            /// Synaptic conductance.
            g: 0.5,
            /// Reversal potential.
            E_r: 1.0,
            /// Effect of the potential on the recovery.
            b: -0.01,
            /// Rate of the recovery.
            a: 0.008,
            /// Effect of spikes on the recovery.
            d: 0.02,
            /// Synaptic time constant.
            tau_s: 2.6,
            /// Current from outside.
            I_ext: input(0.0),
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// With units (ms, mV, pF, nS, pA) and distributed background currents (PyRates: `ik_eta_op`).
    pub IzhikevichEtaOperator {
        equations {
            d/dt r = (Delta*k^2/(pi*C) + r*(k*(2*v - v_r - v_t) - g*s))/C;
            d/dt v = (k*v*(v - v_r - v_t) + k*v_r*v_t + I_ext + eta - u + g*s*(E_r - v) - (pi*C*r)^2/k)/C;
            d/dt u = a*(b*(v - v_r) - u) + d*r;
            d/dt s = -s/tau_s + r_in;
        }
        variables {
            /// Average firing rate in 1/ms.
            r: output(0.0),
            /// Average membrane potential in mV.
            v: variable(-60.0),
            /// Recovery in pA.
            u: variable(0.0),
            /// Synaptic activation.
            s: variable(0.0),
            /// Half width of the distribution of background currents.
            Delta: 0.02,
            /// Centre of the distribution of background currents in pA.
            eta: 0.0,
            /// Leak parameter in nS/mV.
            k: 1.0,
            /// Capacity in pF.
            C: 100.0,
            /// Resting potential in mV.
            v_r: -70.0,
            /// Threshold potential in mV.
            v_t: -40.0,
            /// Synaptic conductance in nS.
            g: 0.5,
            /// Reversal potential in mV.
            E_r: 0.0,
            /// Effect of the potential on the recovery in nS.
            b: -0.01,
            /// Rate of the recovery in 1/ms.
            a: 0.008,
            /// Effect of spikes on the recovery in pA.
            d: 10.0,
            /// Synaptic time constant in ms.
            tau_s: 5.0,
            /// Current from outside in pA.
            I_ext: input(0.0),
            /// Firing rate that arrives in 1/ms.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// With units (ms, mV, pF, nS, pA) and distributed spike thresholds (PyRates: `ik_theta_op`).
    pub IzhikevichThetaOperator: IzhikevichEtaOperator {
        equations {
            d/dt r = (Delta*k^2*(v - v_r)/(pi*C) + r*(k*(2*v - v_r - v_t) - g*s))/C;
            d/dt v = (k*v*(v - v_r - v_t) + k*v_r*v_t + I_ext + eta - u + g*s*(E_r - v)
                - pi*C*r*(Delta + pi*C*r/k))/C;
        }
        variables {
            /// Half width of the distribution of thresholds in mV.
            Delta: 0.02,
        }
    }
}

crate::node! { #[doc = "A population of [`IzhikevichOperator`]."] pub IzhikevichNode { ik: IzhikevichOperator } }
crate::node! { #[doc = "A population of [`IzhikevichEtaOperator`]."] pub IzhikevichEtaNode { ik: IzhikevichEtaOperator } }
crate::node! { #[doc = "A population of [`IzhikevichThetaOperator`]."] pub IzhikevichThetaNode { ik: IzhikevichThetaOperator } }

crate::circuit! {
    /// A population of dimensionless neurons that excites itself (PyRates: `ik_nodim`).
    pub Izhikevich {
        nodes { p: IzhikevichNode }
        edges { p.ik.r -> p.ik.r_in { weight: 1.0 }; }
    }
}

crate::circuit! {
    /// A population with distributed background currents (PyRates: `ik_eta`).
    pub IzhikevichEta {
        nodes { p: IzhikevichEtaNode }
        edges { p.ik.r -> p.ik.r_in { weight: 1.0 }; }
    }
}

crate::circuit! {
    /// A population with distributed spike thresholds (PyRates: `ik_theta`).
    pub IzhikevichTheta {
        nodes { p: IzhikevichThetaNode }
        edges { p.ik.r -> p.ik.r_in { weight: 1.0 }; }
    }
}
