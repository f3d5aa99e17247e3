//! The same problems as plain Rust, as users of other solvers write them.

pub(crate) mod ode;
pub(crate) mod stiff;

/// A system of `N` equations, with its Jacobian times a vector for implicit methods.
pub(crate) trait Equations<const N: usize> {
    const Y0: [f64; N];

    fn slopes(t: f64, y: &[f64], dy: &mut [f64]);

    fn jacobian_times(t: f64, y: &[f64], v: &[f64], jv: &mut [f64]);
}

/// Writes `impl Equations` for problems of few states.
macro_rules! equations {
    ($(#[$doc:meta])* $name:ident, $n:literal, $y0:expr, |$t:ident, $y:ident, $dy:ident| $f:block, |$v:ident, $jv:ident| $j:block) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Equations<$n> for $name {
            const Y0: [f64; $n] = $y0;

            #[inline]
            fn slopes($t: f64, $y: &[f64], $dy: &mut [f64]) {
                let ($y, $dy) = (&$y[..$n], &mut $dy[..$n]);
                $f
            }

            #[inline]
            fn jacobian_times($t: f64, $y: &[f64], $v: &[f64], $jv: &mut [f64]) {
                let ($y, $v, $jv) = (&$y[..$n], &$v[..$n], &mut $jv[..$n]);
                $j
            }
        }
    };
}
pub(crate) use equations;
