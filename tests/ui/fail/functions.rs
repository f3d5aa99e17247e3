//! Functions of the user's own, misspelled.
use pyrates::{function, operator};

function! {
    /// Sound.
    pub fn rate(x: f64, k: f64) -> f64 { x / (k + x) }
    derivatives { x: k / (k + x).powi(2) }
}

// A misspelt argument, a repeated one, a language without exports, and a place that names no argument.
function! {
    fn wrong(x: f64, k: f64) -> f64 { x * k }
    derivatives { y: k, x: k, x: k }
    spellings { julai: "{x}*{k}", numpy: "{x}*{q}", matlab: { value: "{x}", z: "1" }, fortran: 3 }
}
function! { fn integer(n: i32) -> f64 { 1.0 } }
function! { fn nothing() -> f64 { 1.0 } }
function! { fn truth(x: f64) -> bool { x > 0.0 } }
function! { fn sections(x: f64) -> f64 { x } derivative { x: 1.0 } }
function! { pub rate2(x) = x; }

operator! {
    Misspelt {
        equations { d/dt x = rat(x, 1.0) + hill(x, x) - twice(x); d/dt y = hil(y); }
        variables { x: output(0.5), y: variable(0.1), hill2: 1.0 }
        functions { rate, hill(x, k) = x/(k + x), twice(x) = 2*x, 3 }
    }
}
operator! {
    Names {
        equations { d/dt x = f(x) + g(x, 1.0); }
        variables { x: output(0.5), zeta: 1.0 }
        functions { rate, f(x) = 2*zet, sin(x) = x, x(a) = a, g(k) = k, rate, twice(a, a) = a }
    }
}
operator! {
    Base {
        equations { d/dt x = f(x); }
        variables { x: output(0.5) }
        functions { f(x) = -x }
    }
}
operator! { Extended: Base { equations { d/dt x = f(x) + 1; } functions { f(x) = x } } }
operator! {
    Arguments {
        equations { d/dt x = none(x) + repeated(x, x); }
        variables { x: output(0.5) }
        functions { none() = 1.0, repeated(a, a) = a, time(t) = t, later(x) = earlier(x), earlier(x) = x }
    }
}

fn main() {}
