//! Phase oscillators (Kuramoto, Chemical Oscillations, Waves, and Turbulence, 1984) and the order parameter of
//! infinitely many of them (Ott & Antonsen, Chaos 18, 2008).

crate::operator! {
    /// Phase of an oscillator (PyRates: `phase_op`): `theta' = omega + K*s_in + s_ext`.
    pub Phase {
        equations { d/dt theta = omega + K*s_in + s_ext; }
        variables {
            /// Phase.
            theta: output(0.0),
            /// Angular frequency.
            omega: 10.0,
            /// Coupling strength.
            K: 1.0,
            /// Sum of the couplings.
            s_in: input(0.0),
            /// Force from outside.
            s_ext: input(0.0),
        }
    }
}

crate::operator! {
    /// Sine of the phase difference, for edges between phases (PyRates: `sin_edge`): `s = sin(theta_s - theta_t)`.
    pub SineCoupling {
        equations { s = sin(theta_s - theta_t); }
        variables {
            /// What the edge transmits.
            s: output,
            /// Phase where the edge starts.
            theta_s: input(0.0),
            /// Phase where the edge ends.
            theta_t: input(0.0),
        }
    }
}

crate::operator! {
    /// Sine of a phase in turns (PyRates: `sin_op`): `s = sin(2*pi*theta)`.
    pub Sine {
        equations { s = sin(2*pi*theta); }
        variables { s: output, theta: input(0.0) }
    }
}

crate::operator! {
    /// Order parameter of oscillators with a Lorentzian distribution of frequencies (PyRates: `kmo_op`).
    pub OrderParameter {
        equations { d/dt z = (1i*omega - Delta)*z + (s_in + s_ext - conj(s_in + s_ext)*z^2)/2; }
        variables {
            /// Order parameter.
            z: output(0.5 + 0.1i),
            /// Centre of the distribution of frequencies.
            omega: 10.0,
            /// Half width of the distribution of frequencies.
            Delta: 1.0,
            /// Sum of the couplings.
            s_in: input(complex),
            /// Force from outside.
            s_ext: input(complex),
        }
    }
}

crate::node! { #[doc = "One phase oscillator."] pub Oscillator { phase: Phase } }
crate::node! { #[doc = "Infinitely many phase oscillators."] pub Oscillators { kmo: OrderParameter } }

crate::circuit! {
    /// One oscillator (PyRates: `kmo`).
    pub Kuramoto { nodes { p: Oscillator } }
}

crate::circuit! {
    /// Two oscillators that repel each other (PyRates: `kmo_2coupled`).
    pub KuramotoPair {
        nodes { p1: Oscillator, p2: Oscillator }
        edges {
            p1.phase.theta -> p2.phase.s_in via SineCoupling { theta_s: source, theta_t: p2.phase.theta, weight: -4.0 };
            p2.phase.theta -> p1.phase.s_in via SineCoupling { theta_s: source, theta_t: p1.phase.theta, weight: -4.0 };
        }
    }
}

crate::circuit! {
    /// The order parameter of one population (PyRates: `kmo_mf`).
    pub KuramotoMeanField {
        nodes { p: Oscillators }
        edges { p.kmo.z -> p.kmo.s_in { weight: 1.0 }; }
    }
}

crate::circuit! {
    /// Two populations, each attracting itself and repelling the other (PyRates: `kmo_mf_2coupled`).
    pub KuramotoMeanFieldPair {
        nodes { p1: Oscillators, p2: Oscillators }
        edges {
            p1.kmo.z -> p1.kmo.s_in { weight: 2.0 };
            p1.kmo.z -> p2.kmo.s_in { weight: -2.0 };
            p2.kmo.z -> p1.kmo.s_in { weight: -2.0 };
            p2.kmo.z -> p2.kmo.s_in { weight: 2.0 };
        }
    }
}
