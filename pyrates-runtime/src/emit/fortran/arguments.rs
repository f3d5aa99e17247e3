//! The arguments of subroutines, and their types.

use pyrates_ir::system::Kind;

use crate::emit::prepared::Prepared;
use crate::emit::writer::Writer;

/// The name of a type.
pub(super) fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Real => "double precision",
        Kind::Complex => "complex(c_double_complex)",
    }
}

/// An argument: its declaration without the type, and its type.
pub(super) type Argument = (String, Kind);

/// The arguments that all routines know.
pub(super) struct Arguments {
    pub(super) t: Argument,
    pub(super) y: Argument,
    pub(super) z: Argument,
    pub(super) p: Argument,
    pub(super) lag: Argument,
}

impl Arguments {
    pub(super) fn new(model: &Prepared) -> Arguments {
        let kind = |is_complex| if is_complex { Kind::Complex } else { Kind::Real };
        let (of_states, of_parameters) =
            (kind(model.has_complex_states()), kind(model.has_complex_parameters()));
        let (n, m, k) = (model.n_states(), model.n_parameters(), model.n_lags());
        Arguments {
            t: ("t".to_string(), Kind::Real),
            y: (format!("y({n})"), of_states),
            z: (format!("z({n},{k})"), of_states),
            p: (format!("p({m})"), of_parameters),
            lag: (format!("lag({k})"), Kind::Real),
        }
    }
}

/// The declarations of arguments: one line for each type.
pub(super) fn declare(w: &mut Writer, intent: &str, arguments: &[&Argument]) {
    for kind in [Kind::Real, Kind::Complex] {
        let of_kind = arguments.iter().filter(|argument| argument.1 == kind);
        let names: Vec<&str> = of_kind.map(|argument| argument.0.as_str()).collect();
        if !names.is_empty() {
            w.line(&format!("{}, intent({intent}) :: {}", type_of(kind), names.join(", ")));
        }
    }
}
