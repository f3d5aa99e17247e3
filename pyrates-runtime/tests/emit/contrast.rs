//! A model that calls functions written in Rust, with spellings for every language.

use pyrates_ir::system::System;
use pyrates_runtime::Model;

pyrates_runtime::function! {
    /// Naka-Rushton curve.
    fn naka_rushton(c: f64, half: f64) -> f64 {
        c * c / (c * c + half * half)
    }
    derivatives {
        c: 2.0 * c * half * half / (c * c + half * half).powi(2),
    }
    spellings {
        fortran: {
            value: "naka_rushton({c}, {half})",
            c: "2*{c}*{half}**2/({c}**2 + {half}**2)**2",
            definition: "
! The firing rate at a contrast.
pure function naka_rushton(c, half) result(rate)
    double precision, intent(in) :: c, half
    double precision :: rate
    rate = c**2/(c**2 + half**2)
end function naka_rushton
            ",
        },
        julia: {
            value: "naka_rushton({c}, {half})",
            c: "2*{c}*{half}^2/({c}^2 + {half}^2)^2",
            definition: "
# The firing rate at a contrast.
naka_rushton(c, half) = c^2/(c^2 + half^2)
            ",
        },
        matlab: {
            value: "naka_rushton({c}, {half})",
            c: "2 .* {c} .* {half}.^2 ./ ({c}.^2 + {half}.^2).^2",
            definition: "
% The firing rate at a contrast.
function rate = naka_rushton(c, half)
    rate = c.^2 ./ (c.^2 + half.^2);
end
            ",
        },
        numpy: {
            value: "naka_rushton({c}, {half})",
            c: "2*{c}*{half}**2/({c}**2 + {half}**2)**2",
            definition: "
def naka_rushton(c, half):
    \"\"\"The firing rate at a contrast.\"\"\"
    return c**2/(c**2 + half**2)
            ",
        },
        torch: {
            value: "naka_rushton({c}, {half})",
            definition: "
def naka_rushton(c, half):
    \"\"\"The firing rate at a contrast.\"\"\"
    return c**2/(c**2 + half**2)
            ",
        },
        jax: {
            value: "naka_rushton({c}, {half})",
            definition: "
def naka_rushton(c, half):
    \"\"\"The firing rate at a contrast.\"\"\"
    return c**2/(c**2 + half**2)
            ",
        },
        tensorflow: {
            value: "naka_rushton({c}, {half})",
            definition: "
def naka_rushton(c, half):
    \"\"\"The firing rate at a contrast.\"\"\"
    return c**2/(c**2 + half**2)
            ",
        },
    }
}

pyrates_runtime::function! {
    /// Written where it is called, so that the places of arguments need parentheses.
    fn saturation(x: f64) -> f64 { x / (1.0 + x * x).sqrt() }
    derivatives { x: (1.0 + x * x).powf(-1.5) }
    spellings {
        fortran: { value: "{x}/sqrt(1 + {x}**2)", x: "(1 + {x}**2)**(-1.5d0)" },
        julia: { value: "{x}/sqrt(1 + {x}^2)", x: "(1 + {x}^2)^-1.5" },
        matlab: { value: "{x} ./ sqrt(1 + {x}.^2)", x: "(1 + {x}.^2).^(-1.5)" },
        numpy: { value: "{x}/np.sqrt(1 + {x}**2)", x: "(1 + {x}**2)**-1.5" },
        torch: { value: "{x}/torch.sqrt(1 + {x}**2)" },
        jax: { value: "{x}/jnp.sqrt(1 + {x}**2)" },
        tensorflow: { value: "{x}/tf.sqrt(1 + {x}**2)" },
    }
}

pyrates_runtime::function! {
    /// For Julia only, and without the derivative.
    fn root(x: f64) -> f64 { x.cbrt() }
    spellings { julia: "cbrt({x})" }
}

pyrates_runtime::operator! {
    /// Contrast adaptation.
    Contrast {
        equations {
            drive = saturation(c - a)*gain;
            d/dt r = (naka_rushton(drive + r/4, half) - r)/tau;
            d/dt a = -2*saturation(a - r)/tau_a - saturation(r)^2;
        }
        variables {
            r: output(0.3), a: variable(0.1), drive: variable,
            c: 0.7, gain: 1.5, half: 0.4, tau: 0.5, tau_a: 2.0,
        }
        functions { naka_rushton, saturation }
    }
}

pyrates_runtime::operator! {
    Rooted {
        equations { d/dt x = root(1 - x); }
        variables { x: output(0.3) }
        functions { root }
    }
}

/// A model with functions that every language has.
pub(crate) fn contrast() -> System {
    Contrast::default().system()
}

/// A model with a function that Julia has.
pub(crate) fn rooted() -> System {
    Rooted::default().system()
}
