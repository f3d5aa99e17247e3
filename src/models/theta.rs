//! Theta neurons (Luke, Barreto & So, Neural Computation 25, 2013): the Kuramoto order parameter `z` of a
//! population, a complex number. Times without unit.

crate::operator! {
    /// Order parameter of theta neurons with pulses as currents (PyRates: `kmo_theta_op`).
    pub ThetaOperator {
        equations {
            d/dt z = ((z + 1)^2*(1i*(eta + I_ext + s) - Delta) - 1i*(z - 1)^2)/(2*tau);
            r = (1 - abs(z)^2)/(pi*tau*(1 + z + conj(z) + abs(z)^2));
        }
        variables {
            /// Firing rate.
            r: output,
            /// Kuramoto order parameter.
            z: variable(-0.6 - 0.8i),
            /// Membrane time constant.
            tau: 1.0,
            /// Centre of the distribution of excitabilities.
            eta: -5.0,
            /// Half width of the distribution of excitabilities.
            Delta: 1.0,
            /// Current from outside.
            I_ext: input(0.0),
            /// Synaptic current.
            s: input(0.0),
        }
    }
}

crate::operator! {
    /// Order parameter of theta neurons with conductance-based synapses of reversal potential `v_s` (PyRates:
    /// `conductance_op`, whose file cannot be read; equations after Coombes & Byrne, 2019).
    pub ThetaConductanceOperator: ThetaOperator {
        equations {
            d/dt z = ((z + 1)^2*(1i*(eta + I_ext + s*v_s) - Delta) - 1i*(z - 1)^2 - s*(z^2 - 1))/(2*tau);
        }
        variables {
            /// Reversal potential.
            v_s: -10.0,
        }
    }
}

crate::node! { #[doc = "A population of [`ThetaOperator`]."] pub ThetaNode { theta: ThetaOperator } }
crate::node! {
    /// A population of [`ThetaConductanceOperator`].
    pub ThetaConductanceNode { theta: ThetaConductanceOperator }
}

crate::circuit! {
    /// A population of theta neurons that excites itself (PyRates: `kmo_theta`).
    pub Theta {
        nodes { p: ThetaNode }
        edges { p.theta.r -> p.theta.s { weight: 15.0 }; }
    }
}

crate::circuit! {
    /// A population of theta neurons with conductance-based synapses onto itself (PyRates: `kmo_conductance`).
    pub ThetaConductance {
        nodes { p: ThetaConductanceNode }
        edges { p.theta.r -> p.theta.s { weight: 15.0 }; }
    }
}
