//! Problems that are not stiff: two of each class of DETEST (T. E. Hull, W. H. Enright, B. M. Fellen and A. E. Sedgwick,
//! SIAM J. Numer. Anal. 9 (1972) 603), the Pleiades (E. Hairer, S. P. Norsett and G. Wanner, Solving Ordinary
//! Differential Equations I, II.10), and van der Pol's equation.

use pyrates::{circuit, node, operator};

operator! {
    /// A3: an oscillating rate.
    pub(crate) A3 {
        equations { d/dt y = y*cos(t); }
        variables { y: output(1.0) }
    }
}

operator! {
    /// A4: the logistic curve.
    pub(crate) A4 {
        equations { d/dt y = y/4*(1 - y/20); }
        variables { y: output(1.0) }
    }
}

operator! {
    /// B1: predators and prey.
    pub(crate) B1 {
        equations { d/dt a = 2*(a - a*b); d/dt b = -(b - a*b); }
        variables { a: output(1.0), b: variable(3.0) }
    }
}

operator! {
    /// B5: a rigid body without forces.
    pub(crate) B5 {
        equations { d/dt a = b*c; d/dt b = -a*c; d/dt c = -0.51*a*b; }
        variables { a: output(0.0), b: variable(1.0), c: variable(1.0) }
    }
}

operator! {
    /// One of a chain of radioactive substances.
    pub(crate) Substance {
        equations { d/dt y = before - rate*y; flow = y; }
        variables { y: variable(0.0), flow: output, rate: 1.0, before: input(0.0) }
    }
}
node! { pub(crate) Member { s: Substance } }
circuit! {
    /// C1: ten substances.
    pub(crate) C1 {
        nodes {
            first: Member { s.y: 1.0 }, m1: Member, m2: Member, m3: Member, m4: Member, m5: Member, m6: Member,
            m7: Member, m8: Member, last: Member { s.rate: 0.0 },
        }
        edges {
            first.s.flow -> m1.s.before; m1.s.flow -> m2.s.before; m2.s.flow -> m3.s.before;
            m3.s.flow -> m4.s.before; m4.s.flow -> m5.s.before; m5.s.flow -> m6.s.before;
            m6.s.flow -> m7.s.before; m7.s.flow -> m8.s.before; m8.s.flow -> last.s.before;
        }
    }
}

operator! {
    /// A piece of a rod.
    pub(crate) Piece {
        equations { d/dt y = left - 2*y + right; }
        variables { y: output(0.0), left: input(0.0), right: input(0.0) }
    }
}
node! { pub(crate) Slice { piece: Piece } }
circuit! {
    /// C4: heat in a rod of 51 pieces, the first of which is warm.
    pub(crate) C4 {
        nodes { rod: [Slice; 51] }
        edges {
            leftward: rod[j].piece.y -> rod[i].piece.right { weight: sparse };
            rightward: rod[j].piece.y -> rod[i].piece.left { weight: sparse };
        }
    }
}

operator! {
    /// A planet around the sun, in the plane.
    pub(crate) Orbit {
        equations {
            square = x*x + y*y;
            cube = square*sqrt(square);
            d/dt x = u; d/dt y = v; d/dt u = -x/cube; d/dt v = -y/cube;
        }
        variables {
            x: output(0.9), y: variable(0.0), u: variable(0.0), v: variable(1.0), square: variable, cube: variable,
        }
    }
}

operator! {
    /// E1: Bessel's equation of order 1/2, shifted.
    pub(crate) E1 {
        equations { d/dt y = z; s = 1/(t + 1); d/dt z = -(z*s + (1 - 0.25*s*s)*y); }
        variables { y: output(0.6713967071418030), z: variable(0.09540051444747446), s: variable }
    }
}

operator! {
    /// E3: Duffing's equation.
    pub(crate) E3 {
        equations { d/dt y = z; d/dt z = y*y*y/6 - y + 2*sin(2.78535*t); }
        variables { y: output(0.0), z: variable(0.0) }
    }
}

operator! {
    /// Van der Pol's oscillator.
    pub(crate) VanDerPol {
        equations { d/dt x = z; d/dt z = mu*z*(1 - x*x) - x; }
        variables { x: output(2.0), z: variable(0.0), mu: 1.0 }
    }
}
