//! Stiff problems with their reference values (F. Mazzia and C. Magherini, Test Set for Initial Value Problem Solvers,
//! release 2.4; E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, IV.10).

use pyrates::operator;

operator! {
    /// Robertson's chemical reactions.
    pub(crate) Robertson {
        equations {
            d/dt a = -0.04*a + 1e4*b*c;
            d/dt b = 0.04*a - 1e4*b*c - 3e7*b^2;
            d/dt c = 3e7*b^2;
        }
        variables { a: output(1.0), b: variable(0.0), c: variable(0.0) }
    }
}

operator! {
    /// The response of plants to light of high irradiance.
    pub(crate) Hires {
        equations {
            d/dt a = -1.71*a + 0.43*b + 8.32*c + 0.0007;
            d/dt b = 1.71*a - 8.75*b;
            d/dt c = -10.03*c + 0.43*d + 0.035*e;
            d/dt d = 8.32*b + 1.71*c - 1.12*d;
            d/dt e = -1.745*e + 0.43*f + 0.43*g;
            d/dt f = -280.0*f*h + 0.69*d + 1.71*e - 0.43*f + 0.69*g;
            d/dt g = 280.0*f*h - 1.81*g;
            d/dt h = -280.0*f*h + 1.81*g;
        }
        variables {
            a: output(1.0), b: variable(0.0), c: variable(0.0), d: variable(0.0),
            e: variable(0.0), f: variable(0.0), g: variable(0.0), h: variable(0.0057),
        }
    }
}

operator! {
    /// The Oregonator, a model of the Belousov-Zhabotinskii reaction.
    pub(crate) Oregonator {
        equations {
            d/dt a = 77.27*(b + a*(1 - 8.375e-6*a - b));
            d/dt b = (c - (1 + a)*b)/77.27;
            d/dt c = 0.161*(a - c);
        }
        variables { a: output(1.0), b: variable(2.0), c: variable(3.0) }
    }
}

/// The end of the interval, the absolute tolerance for a relative one of 1, and the state at the end.
pub(crate) struct Reference {
    pub(crate) t_end: f64,
    pub(crate) atol: f64,
    pub(crate) end: &'static [f64],
}

pub(crate) const VAN_DER_POL_1000: Reference =
    Reference { t_end: 2000.0, atol: 1e-3, end: &[1.706167732170483, -0.8928097010247975e-3] };

pub(crate) const ROBERTSON: Reference = Reference {
    t_end: 1e11,
    atol: 1e-8,
    end: &[0.2083340149701255e-7, 0.8333360770334713e-13, 0.999999979166505],
};

pub(crate) const HIRES: Reference = Reference {
    t_end: 321.8122,
    atol: 1e-4,
    end: &[
        0.7371312573325668e-3,
        0.1442485726316185e-3,
        0.5888729740967575e-4,
        0.1175651343283149e-2,
        0.2386356198831331e-2,
        0.6238968252742796e-2,
        0.2849998395185769e-2,
        0.2850001604814231e-2,
    ],
};

pub(crate) const OREGONATOR: Reference =
    Reference { t_end: 360.0, atol: 1e-3, end: &[1.000814870318523, 1228.178521549917, 132.0554942846706] };
