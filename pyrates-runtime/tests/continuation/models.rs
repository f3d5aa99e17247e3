//! Models with known bifurcations.

pyrates_runtime::operator! {
    /// Mean field of quadratic integrate-and-fire neurons with spike-frequency adaptation.
    pub(crate) QifSfa {
        equations {
            d/dt r = (delta/(pi*tau) + 2*r*v)/tau;
            d/dt v = (v^2 + eta - a + tau*J*r - (pi*tau*r)^2)/tau;
            d/dt a = x/tau_a;
            d/dt x = alpha*r - 2*x/tau_a - a/tau_a;
        }
        variables {
            r: output(0.1), v: variable(-2.0), a: variable(0.0), x: variable(0.0),
            tau: 1.0, eta: -10.0, delta: 2.0, J: 21.213203435596427, tau_a: 10.0, alpha: 1.0,
        }
    }
}

pyrates_runtime::node! { pub(crate) Population { qif: QifSfa } }

pyrates_runtime::circuit! {
    /// The same in a circuit.
    pub(crate) Cortex { nodes { p: Population } }
}

pyrates_runtime::operator! {
    /// Two species that feel each other's past; only the sum of the delays matters.
    pub(crate) Species {
        equations {
            d/dt x1 = x1*(1 - 0.5*x1 + c12*past(x2, tau12));
            d/dt x2 = x2*(-0.4 - 0.2*x2 + c21*past(x1, tau21));
        }
        variables {
            x1: output(0.6), x2: variable(0.7), c12: -1.0, c21: 0.8, tau12: 0.4, tau21: 0.7,
        }
    }
}

pyrates_runtime::operator! {
    /// A pitchfork at `mu = 0`.
    pub(crate) Pitchfork {
        equations { d/dt x = mu*x - x^3; d/dt y = -y; }
        variables { x: output(0.0), y: variable(0.5), mu: -0.5 }
    }
}

pyrates_runtime::operator! {
    /// Roessler's system, of which the period doubles on the way to chaos (Phys. Lett. A 57 (1976) 397).
    pub(crate) Roessler {
        equations {
            d/dt x = -y - z;
            d/dt y = x + a*y;
            d/dt z = b + z*(x - c);
        }
        variables { x: output(0.0), y: variable(0.0), z: variable(0.0), a: 0.1, b: 0.2, c: 5.7 }
    }
}

pyrates_runtime::operator! {
    /// The normal form of a generalized Hopf point, in polar coordinates `r' = r*(mu + beta*r^2 - r^4)`: the fold of cycles is
    /// at `mu = -beta^2/4`.
    pub(crate) Bautin {
        equations {
            d/dt x = mu*x - y + (beta - (x^2 + y^2))*(x^2 + y^2)*x;
            d/dt y = mu*y + x + (beta - (x^2 + y^2))*(x^2 + y^2)*y;
        }
        variables { x: output(0.0), y: variable(0.0), mu: -0.8, beta: 1.0 }
    }
}

pyrates_runtime::operator! {
    /// Rests at the root of `p`, which must not be negative.
    pub(crate) Root {
        equations { d/dt x = sqrt(p) + 1 - x; }
        variables { x: output(2.0), p: 1.0 }
    }
}

pyrates_runtime::operator! {
    /// A saddle at 0 with a homoclinic orbit on `y^2 = x^2*(1 - x)`, for `mu = nu^2` and all `a` and `b` (Sandstede, J. Dyn.
    /// Diff. Eqs. 9 (1997) 269). Its eigenvalues are `a + b`, `a - b` and `c +- sqrt(d)`.
    pub(crate) Sandstede {
        equations {
            m = mu - nu^2;
            d/dt x = a*x + b*y - a*x^2 + m*x*(2 - 3*x);
            d/dt y = b*x + a*y - 3*b*x^2/2 - 3*a*x*y/2 - 2*m*y;
            d/dt z = c*z + w + k*x;
            d/dt w = c*w + d*z;
        }
        variables {
            x: output(0.65), y: variable(0.07), z: variable(0.0), w: variable(0.0), m: variable,
            mu: 0.1, nu: 0.0, a: -0.3, b: 1.0, c: -0.5, d: 0.04, k: 0.2,
        }
    }
}
