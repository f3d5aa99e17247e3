//! Functions written in Rust that are not what an operator takes them for.
use pyrates::{function, operator};

function! { pub fn rate(x: f64, k: f64) -> f64 { x / (k + x) } }
fn plain(x: f64) -> f64 { x }
struct Other;

operator! {
    Count {
        equations { d/dt x = rate(x) + rate(x, 2.0, 3.0); }
        variables { x: output(0.5) }
        functions { rate }
    }
}
operator! {
    Plain {
        equations { d/dt x = plain(x); }
        variables { x: output(0.5) }
        functions { plain }
    }
}
operator! {
    OtherType {
        equations { d/dt x = other(x); }
        variables { x: output(0.5) }
        functions { other: Other }
    }
}
operator! {
    Missing {
        equations { d/dt x = missing(x); }
        variables { x: output(0.5) }
        functions { missing: crate::rates::missing }
    }
}

fn main() {}
