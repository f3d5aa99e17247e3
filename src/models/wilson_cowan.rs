//! Excitatory and inhibitory rates (Wilson & Cowan, Biophysical Journal 12, 1972). Times in ms.

crate::operator! {
    /// Sigmoid of the excitatory population (PyRates: `se_op`), zero without input.
    pub ExcitatorySigmoid {
        equations { m = sigmoid(s*(r_in + r_ext - theta)) - sigmoid(-s*theta); }
        variables {
            /// Transformed input.
            m: output,
            /// Rates that arrive.
            r_in: input(0.0),
            /// Rate from outside.
            r_ext: input(0.0),
            /// Slope.
            s: 1.0,
            /// Threshold.
            theta: 2.0,
        }
    }
}

crate::operator! {
    /// Rate of a population with refractory fraction `k` (PyRates: `rate_op`): `r' = (-r + (1 - k*r)*m)/tau`.
    pub Rate {
        equations { d/dt r = (-r + (1 - k*r)*m)/tau; }
        variables {
            /// Fraction of active cells.
            r: output(0.0),
            /// Transformed input.
            m: input(0.0),
            /// Refractory fraction.
            k: 1.0,
            /// Time constant in ms.
            tau: 10.0,
        }
    }
}

crate::node! {
    /// The excitatory population.
    pub Excitatory { sigmoid: ExcitatorySigmoid, rate: Rate }
}

crate::node! {
    /// The inhibitory population: steeper, with a higher threshold (PyRates: `si_op`).
    pub Inhibitory { sigmoid: ExcitatorySigmoid { s: 2.0, theta: 2.5 }, rate: Rate }
}

crate::circuit! {
    /// Two coupled populations (PyRates: `WC`).
    pub WilsonCowan {
        nodes { e: Excitatory, i: Inhibitory }
        edges {
            e.rate.r -> e.sigmoid.r_in { weight: 15.0 };
            e.rate.r -> i.sigmoid.r_in { weight: 15.0 };
            i.rate.r -> e.sigmoid.r_in { weight: -15.0 };
            i.rate.r -> i.sigmoid.r_in { weight: -4.0 };
        }
    }
}

crate::circuit! {
    /// Two populations whose synapses depress and facilitate (PyRates: `WC_stp`).
    pub WilsonCowanPlastic {
        nodes { e: Excitatory, i: Inhibitory }
        edges {
            e.rate.r -> e.sigmoid.r_in via super::plasticity::Tsodyks { weight: 5.0 };
            e.rate.r -> i.sigmoid.r_in via super::plasticity::Tsodyks { weight: 10.0 };
            i.rate.r -> e.sigmoid.r_in via super::plasticity::Tsodyks { weight: -5.0 };
            i.rate.r -> i.sigmoid.r_in via super::plasticity::Tsodyks { weight: -5.0 };
        }
    }
}
