//! Definitions pass between modules, through globs, renames and re-exports, before and after their use.

pyrates::circuit! {
    pub Early {
        nodes { a: deep::nodes::Station }
    }
}

mod deep {
    pub mod operators {
        pyrates::operator! {
            pub Leak {
                equations { d/dt x = -x/tau + u; }
                variables { x: output(1.0), tau: 2.0, u: input(0.0) }
            }
        }
        pyrates::operator! {
            pub(crate) Drive {
                equations { u = sin(t); }
                variables { u: output }
            }
        }
    }
    pub mod nodes {
        use super::operators::*;
        pyrates::node! { pub Station { leak: Leak, drive: super::operators::Drive } }
    }
    pub mod again {
        pub use super::nodes::Station as Stop;
    }
}

mod other {
    // The same name in another module is another definition.
    pyrates::operator! {
        Leak {
            equations { d/dt x = -x; }
            variables { x: output(3.0) }
        }
    }
    pyrates::node! { pub Station { leak: Leak } }
}

use deep::again::Stop as Halt;

pyrates::circuit! {
    Line {
        nodes { a: Halt, b: deep::nodes::Station, c: other::Station }
        edges { a.leak.x -> b.leak.u { weight: 0.5 }; }
    }
}

fn main() {
    assert_eq!(Line::default().c.leak.x, 3.0);
    assert_eq!(Early::default().a.leak.tau, 2.0);

    // Inside a function.
    pyrates::operator! {
        Local {
            equations { d/dt x = -k*x; }
            variables { x: output(1.0), k: 0.5 }
        }
    }
    pyrates::node! { LocalNode { local: Local } }
    assert_eq!(LocalNode::default().local.k, 0.5);
}
