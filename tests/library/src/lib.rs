//! Definitions that other crates use: in modules, re-exported, and built on each other.

/// Operators.
pub mod operators {
    dynamics::operator! {
        /// Exponential decay towards an input.
        pub Leak {
            equations { d/dt r = (u - r)/tau; }
            variables { r: output(1.0), tau: 2.0, u: input(0.0) }
        }
    }

    dynamics::function! {
        /// Square root of what is positive; known in this crate only.
        fn rectified_root(x: f64) -> f64 { x.max(0.0).sqrt() }
    }

    dynamics::operator! {
        /// Relaxation towards the root of an input.
        pub Rectified {
            equations { d/dt r = root(u) - r; }
            variables { r: output(1.0), u: input(0.5) }
            functions { root: rectified_root }
        }
    }

    dynamics::operator! {
        /// Known in this crate only.
        pub(crate) Gain {
            equations { u = k*sin(t); }
            variables { u: output, k: 3.0 }
        }
    }
}

/// Nodes.
pub mod nodes {
    use super::operators::*;

    dynamics::node! {
        /// A leak driven by an operator that other crates cannot name.
        pub Driven { leak: Leak, gain: Gain { k: 4.0 } }
    }
}

pub use nodes::Driven as Station;
pub use operators::Rectified;
