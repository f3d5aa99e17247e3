//! Mean fields of quadratic integrate-and-fire neurons (Montbrió, Pazó & Roxin, Physical Review X 5, 2015),
//! with spike-frequency adaptation, gap junctions and conductance-based synapses (Gast, Schmidt & Knösche,
//! Neural Computation 32, 2020). Rates in spikes per unit of time, potentials and times without unit.

crate::operator! {
    /// Mean field of coupled quadratic integrate-and-fire neurons (PyRates: `qif_op`).
    pub QifOperator {
        equations {
            d/dt r = (Delta/(pi*tau) + 2*r*v)/tau;
            d/dt v = (v^2 + eta + I_ext + tau*r_in - (pi*tau*r)^2)/tau;
        }
        variables {
            /// Average firing rate.
            r: output(0.01),
            /// Average membrane potential.
            v: variable(-2.0),
            /// Half width of the distribution of excitabilities.
            Delta: 1.0,
            /// Membrane time constant.
            tau: 1.0,
            /// Centre of the distribution of excitabilities.
            eta: -5.0,
            /// Current from outside.
            I_ext: input(0.0),
            /// Firing rate that arrives.
            r_in: input(0.0),
        }
    }
}

crate::operator! {
    /// The same with spike-frequency adaptation `a` (PyRates: `qif_sfa_op`).
    pub QifSfaOperator: QifOperator {
        replace { eta: eta - a; }
        equations {
            d/dt a = x/tau_a;
            d/dt x = alpha*r - 2*x/tau_a - a/tau_a;
        }
        variables {
            /// Adaptation.
            a: variable(0.0),
            x: variable(0.0),
            /// Strength of the adaptation.
            alpha: 0.5,
            /// Time constant of the adaptation.
            tau_a: 10.0,
        }
    }
}

crate::operator! {
    /// The same with gap junctions of strength `g` (PyRates: `qif_gap_op`).
    pub QifGapOperator: QifOperator {
        equations { d/dt r = (Delta/(pi*tau) + r*(2*v - g))/tau; }
        variables {
            /// Strength of the gap junctions.
            g: 0.0,
        }
    }
}

crate::operator! {
    /// The same with conductance-based synapses `s` (PyRates: `qif_conduct_op`).
    pub QifConductanceOperator: QifOperator {
        equations {
            d/dt r = (Delta/(pi*tau) + r*(2*v - g*s*tau))/tau;
            d/dt v = (v^2 + eta + I_ext + g*s*tau*(e_r - v) - (pi*tau*r)^2)/tau;
            d/dt s = -s/tau_s + r_in;
        }
        variables {
            /// Average firing rate.
            r: output(0.0),
            /// Average membrane potential.
            v: variable(0.0),
            /// Synaptic activation.
            s: variable(0.0),
            /// Synaptic conductance.
            g: 5.0,
            /// Reversal potential.
            e_r: 1.0,
            /// Synaptic time constant.
            tau_s: 2.0,
        }
    }
}

crate::node! { #[doc = "A population of [`QifOperator`]."] pub QifNode { qif: QifOperator } }
crate::node! { #[doc = "A population of [`QifSfaOperator`]."] pub QifSfaNode { qif: QifSfaOperator } }
crate::node! { #[doc = "A population of [`QifGapOperator`]."] pub QifGapNode { qif: QifGapOperator } }
crate::node! { #[doc = "A population of [`QifConductanceOperator`]."] pub QifConductanceNode { qif: QifConductanceOperator } }

crate::circuit! {
    /// A population that excites itself (PyRates: `qif`); bistable at the default parameters.
    pub Qif {
        nodes { p: QifNode }
        edges { p.qif.r -> p.qif.r_in { weight: 15.0 }; }
    }
}

crate::circuit! {
    /// A population with adaptation that excites itself (PyRates: `qif_sfa`).
    pub QifSfa {
        nodes { p: QifSfaNode }
        edges { p.qif.r -> p.qif.r_in { weight: 15.0 }; }
    }
}

crate::circuit! {
    /// A population with gap junctions that excites itself (PyRates: `qif_gap`, whose edge there names an
    /// operator that the node does not have).
    pub QifGap {
        nodes { p: QifGapNode }
        edges { p.qif.r -> p.qif.r_in { weight: 15.0 }; }
    }
}

crate::circuit! {
    /// A population with conductance-based synapses onto itself (PyRates: `qif_conduct`).
    pub QifConductance {
        nodes { p: QifConductanceNode }
        edges { p.qif.r -> p.qif.r_in { weight: 1.0 }; }
    }
}

crate::circuit! {
    /// A population whose recurrent synapses have the alpha function as their kernel (PyRates:
    /// `qif_alpha_syn`, whose edge template is missing there).
    pub QifAlpha {
        nodes { p: QifNode }
        edges { p.qif.r -> p.qif.r_in via super::base::Alpha { weight: 15.0 }; }
    }
}

crate::circuit! {
    /// A population whose recurrent synapses depress, with a distributed delay (PyRates: `qif_sd`).
    pub QifDepression {
        nodes { p: QifNode }
        edges {
            p.qif.r -> p.qif.r_in via super::plasticity::Depression { weight: 15.0, delay: 0.75, spread: 0.3 };
        }
    }
}

crate::circuit! {
    /// A population whose recurrent synapses depress and facilitate (PyRates: `qif_tsodyks`).
    pub QifTsodyks {
        nodes { p: QifNode }
        edges { p.qif.r -> p.qif.r_in via super::plasticity::Tsodyks { weight: 15.0 }; }
    }
}
