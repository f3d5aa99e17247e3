//! The models of the jobs with fixed steps.

use pyrates::{circuit, node, operator};

/// The number of units in the network with delays.
pub(crate) const N: usize = 100;

/// The generator that all programs of this comparison share: numbers from 0 to 1.
pub(crate) fn uniform(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 11) as f64 / 9_007_199_254_740_992.0
}

operator! {
    /// A leaky unit that transmits the tanh of its state.
    pub(crate) Unit {
        equations { d/dt x = -x + k*u; m = tanh(x); }
        variables { x: variable(0.0), m: output, k: 0.1, u: input(0.0) }
    }
}
node! { pub(crate) Cell { unit: Unit } }
circuit! {
    /// All units coupled to all, with a weight and a delay for each pair.
    pub(crate) DelayedNet {
        nodes { cells: [Cell; 100] }
        edges { net: cells[j].unit.m -> cells[i].unit.u { weight: dense(0), delay: dense(0.1) }; }
    }
}

circuit! {
    /// The same without delays.
    pub(crate) Net {
        nodes { cells: [Cell; 100] }
        edges { net: cells[j].unit.m -> cells[i].unit.u { weight: dense(0) }; }
    }
}

circuit! {
    /// A thousand of them.
    pub(crate) LargeNet {
        nodes { cells: [Cell; 1000] }
        edges { net: cells[j].unit.m -> cells[i].unit.u { weight: dense(0) }; }
    }
}

circuit! {
    /// A thousand units with links from some others, each with a weight and a delay.
    pub(crate) SparseDelayedNet {
        nodes { cells: [Cell; 1000] }
        edges { net: cells[j].unit.m -> cells[i].unit.u { weight: sparse, delay: dense(0.1) }; }
    }
}

circuit! {
    /// Units with links from some others; how many is said at run time.
    pub(crate) SparseNet {
        nodes { cells: [Cell] }
        edges { net: cells[j].unit.m -> cells[i].unit.u { weight: sparse }; }
    }
}

circuit! {
    /// All units coupled to all through chains of stages, with delays and spreads for each pair.
    pub(crate) GammaNet {
        nodes { cells: [Cell; 20] }
        edges {
            net: cells[j].unit.m -> cells[i].unit.u { weight: dense(0), delay: dense(1), spread: dense(0.3), stages: 11 };
        }
    }
}

operator! {
    /// Lotka-Volterra growth of one species.
    pub(crate) LotkaVolterra {
        equations { d/dt x = x*(alpha + x_in); }
        variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
    }
}
node! { pub(crate) Species { lv: LotkaVolterra } }
circuit! {
    /// Predator and prey, the prey acting with a delay.
    pub(crate) PredatorPrey {
        nodes {
            predator: Species { lv.alpha: -1.0 },
            prey: Species { lv.alpha: 0.7 },
        }
        edges {
            predator.lv.x -> prey.lv.x_in { weight: -1.3 };
            prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
        }
    }
}

operator! {
    pub VanDerPol {
        equations { d/dt x = z; d/dt z = mu*z*(1 - x^2) - x + inp; }
        variables { x: output(0.0), z: variable(1.0), mu: 2.0, inp: input(0.0) }
    }
}
operator! {
    pub Phase {
        equations { d/dt theta = omega; s = sin(2*pi*theta); }
        variables { theta: variable(0.0), s: output, omega: 0.4 }
    }
}
node! { pub Oscillator { vdp: VanDerPol } }
node! { pub Driver { phase: Phase } }
circuit! {
    /// A van der Pol oscillator that a phase oscillator drives.
    pub Driven {
        nodes { vpo: Oscillator, ko: Driver }
        edges { drive: ko.phase.s -> vpo.vdp.inp { weight: 1.0 } }
    }
}
