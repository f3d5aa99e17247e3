//! Equations with delays.

use pyrates::operator;

pub(crate) use super::fixed::PredatorPrey;

operator! {
    /// Mackey and Glass: the production of blood cells (Science 197 (1977) 287), with a chaotic choice of parameters.
    pub(crate) MackeyGlass {
        equations { d/dt x = beta*x(t - tau)/(1 + x(t - tau)^10) - gamma*x; }
        variables { x: output(0.5), beta: 0.2, gamma: 0.1, tau: 17.0 }
    }
}

operator! {
    /// A logistic equation with two delays (R. D. Braddock and P. van den Driessche, J. Austral. Math. Soc. B 24 (1983) 292).
    pub(crate) TwoDelays {
        equations { d/dt x = r*x*(1 - a*x(t - 1.0) - b*x(t - 0.7)); }
        variables { x: output(0.5), r: 2.0, a: 0.6, b: 0.4 }
    }
}

operator! {
    /// A fast mode that a delay feeds, and a slow force.
    pub(crate) StiffDelay {
        equations { d/dt x = -1000*x + 900*x(t - 1.0) + 100*sin(t); }
        variables { x: output(1.0) }
    }
}
