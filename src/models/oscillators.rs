//! Generic oscillators.

crate::operator! {
    /// Van der Pol oscillator (Philosophical Magazine 2, 1926): `x'' = mu*x'*(1 - x^2) - x + inp`
    /// (PyRates: `vdp`).
    pub VanDerPol {
        equations {
            d/dt x = z;
            d/dt z = mu*z*(1 - x^2) - x + inp;
        }
        variables {
            /// Position.
            x: output(0.0),
            /// Velocity.
            z: variable(1.0),
            /// Strength of the damping.
            mu: 1.0,
            /// Force from outside.
            inp: input(0.0),
        }
    }
}

crate::operator! {
    /// Stuart-Landau oscillator: a circular limit cycle of radius 1 (PyRates: `stuartlandau`, whose file has
    /// `z*(1 - z^2 - x^2)` in the first equation where the tutorial, and this model, have `x*(...)`).
    pub StuartLandau {
        equations {
            d/dt x = omega*z + x*(1 - z^2 - x^2);
            d/dt z = -omega*x + z*(1 - z^2 - x^2);
        }
        variables {
            /// Real part.
            x: output(1.0),
            /// Imaginary part.
            z: variable(0.0),
            /// Angular frequency.
            omega: 1.0,
        }
    }
}

crate::operator! {
    /// A steep sigmoid that turns an oscillation into bursts (PyRates: `sigmoid_op` of `stuartlandau`):
    /// `m` is on while `x` exceeds `cos(omega*t_on/2)`, that is for a time `t_on` of each period.
    pub BurstSigmoid {
        equations { m = alpha/(1 + exp(-beta*(x - cos(0.5*omega*t_on)))); }
        variables {
            /// Bursts.
            m: output,
            /// Height of the bursts.
            alpha: 1.0,
            /// Steepness.
            beta: 100.0,
            /// Angular frequency of the oscillation.
            omega: 1.0,
            /// Length of a burst.
            t_on: 0.1,
            /// The oscillation.
            x: input(0.0),
        }
    }
}

crate::node! {
    /// A Stuart-Landau oscillator with bursts (PyRates: `sl_burst_pop`, whose parameter `beta` PyRates does not
    /// accept as a name).
    pub Burst { sl: StuartLandau, burst: BurstSigmoid }
}
