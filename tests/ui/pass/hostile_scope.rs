//! Generated code names everything by absolute paths: the user's scope may redefine what it likes, and
//! variables may have any name.
#![allow(dead_code, non_upper_case_globals, non_snake_case)]
#![deny(warnings)]

mod core {}
mod std {}
mod pyrates_runtime {}
struct Option;
struct Result;
struct Vec;
struct String;
struct Ok;
const t: u8 = 0;
const y: u8 = 0;
const p: u8 = 0;
const dy: u8 = 0;
const i: u8 = 0;
const e: u8 = 0;
const j: u8 = 0;
const values: u8 = 0;
const unit: u8 = 0;

pyrates::operator! {
    pub Hostile {
        equations {
            d/dt y = -p*y + dy*S - past*work + I*E + N - type*fn + match(t - 0.5);
            S = i*j + e;
            d/dt match = values - unit*match;
        }
        variables {
            y: output(1.0), p: 0.5, dy: 0.25, S: variable, i: 1.0, j: 2.0, e: 3.0, past: 1.0, work: 1.0, I: 1.0,
            E: 2.0, N: 3.0, type: 4.0, fn: 5.0, match: variable(0.5), values: 1.0, unit: 2.0, Δ: 1.0, pi: 2.0,
        }
    }
}
pyrates::node! { pub Node { r#type: Hostile, default: Hostile { fn: 2.0 } } }
pyrates::circuit! { pub Net { nodes { self_: Node, crate_: [Node; 2] } } }

fn main() {
    let model = Net::default();
    assert_eq!(model.self_.default.r#fn, 2.0);
    assert_eq!(model.crate_[1].r#type.Δ, 1.0);
    assert_eq!(Hostile::default().pi, 2.0);
}
