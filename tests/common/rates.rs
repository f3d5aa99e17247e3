//! Models whose equations call functions of their own. Each definition stands in a module that does not see the
//! functions of the others.

/// Functions written in Rust.
pub mod functions {
    pyrates::function! {
        /// Naka-Rushton curve with an exponent of 2.
        pub fn naka_rushton(c: f64, half: f64) -> f64 {
            helper(c) / (helper(c) + half * half)
        }
        derivatives {
            c: 2.0 * c * half * half / (helper(c) + half * half).powi(2),
            half: { let sum = helper(c) + half * half; -2.0 * helper(c) * half / (sum * sum) },
        }
    }

    fn helper(c: f64) -> f64 {
        c * c
    }

    pyrates::function! {
        /// Cube root, without a derivative: central differences stand in.
        pub(crate) fn root(x: f64) -> f64 { x.cbrt() }
    }
}

/// Operators.
pub mod operators {
    use super::functions::naka_rushton;

    pyrates::operator! {
        /// Adaptation.
        pub Adapting {
            equations {
                rate = naka_rushton(r - a, half);
                d/dt r = (hill(rate) - r + u)/tau;
                d/dt a = (twice(r(t - 0.2)) - a)/tau_a;
            }
            variables { r: output(0.3), a: variable(0.1), rate: variable, u: input(0.1), half: 0.4, tau: 0.5, tau_a: 2.0 }
            functions {
                naka_rushton,
                /// Reads a parameter besides its argument.
                hill(x) = x/(half + x^2);
                twice(x) = hill(x) + hill(2*x);
            }
        }
    }

    pyrates::operator! {
        /// One more function, and an equation that calls one of the base.
        pub Rooted: Adapting {
            equations { d/dt b = cube_root(1.5 + b) - naka_rushton(b, 1.0); }
            variables { b: variable(0.2) }
            functions { cube_root: super::functions::root }
        }
    }

    pyrates::operator! {
        /// For edges.
        pub Gate {
            equations { g = saturate(pre, 0.5); }
            variables { g: output, pre: input(0.0) }
            functions { saturate: crate::common::rates::functions::naka_rushton }
        }
    }
}

/// Nodes.
pub mod nodes {
    use super::operators;
    pyrates::node! { pub Unit { ad: operators::Adapting, more: operators::Rooted { tau: 0.8 } } }
}

/// Circuits.
pub mod circuits {
    use super::{nodes, operators};
    pyrates::circuit! {
        pub Inner {
            nodes { a: nodes::Unit, cells: [nodes::Unit; 5] }
            edges {
                a.ad.r -> cells.more.u { weight: 0.3 };
                cells[j].more.r -> cells[i].ad.u via operators::Gate { weight: dense(0.1), delay: 0.1 };
            }
        }
    }
    pyrates::circuit! {
        pub Outer {
            nodes { left: Inner, right: Inner }
            edges { left.a.more.b -> right.a.ad.u; }
        }
    }
}

pub use circuits::{Inner, Outer};
pub use nodes::Unit;
pub use operators::{Adapting, Gate, Rooted};
