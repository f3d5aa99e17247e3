//! Models with noise and events.

use pyrates::prelude::*;

operator! {
    /// A neuron that fires, with an adaptation that needs the old potential.
    pub Fires {
        equations { d/dt v = (drive - v)/tau; d/dt a = -a/tau_a; d/dt n = 0*n; drive = i - a; }
        variables {
            v: output(0.0), a: variable(0.0), n: variable(0.0), drive: variable,
            i: 3.5, tau: 1.0, tau_a: 5.0, v_th: 1.0,
        }
        events { spike: on v > v_th { v = 0.1*n/(1 + n); a = a + 0.25*v; n = n + 1; } }
    }
}

operator! {
    /// New values that need each other's old ones.
    pub Swaps {
        equations { d/dt x = 1 + 0*x; d/dt y = 0*y; }
        variables { x: output(0.0), y: variable(0.5) }
        events { swap: on x > 1 { x = y; y = x; } }
    }
}

operator! {
    /// A condition that becomes true and stays so.
    pub Latch {
        equations { d/dt x = 1; d/dt n = 0*n; }
        variables { x: output(0.0), n: variable(0.0) }
        events { up: on x > 1 { n = n + 1; } }
    }
}

operator! {
    /// A run that ends.
    pub Stops {
        equations { d/dt x = -x; }
        variables { x: output(1.0) }
        events { low: on x < 0.5 { stop; } }
    }
}

operator! {
    /// Noise of its own for each state.
    pub Wanders {
        equations { d/dt x = -x/tau + noise(sigma); d/dt y = -2*y + noise(2*sigma); }
        variables { x: output(0.0), y: variable(0.0), tau: 1.0, sigma: 0.5 }
    }
}
