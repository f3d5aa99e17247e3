//! Complex numbers in files: as they are, or as pairs of real ones.

use pyrates_ir::complex::arithmetic_kind;
use pyrates_ir::expr::Expr;
use pyrates_ir::system::{Kind, System, Value};

use super::Target;
use super::error::EmitError;
use super::prepared::{Leaf, Prepared, PreparedVariable};
use super::syntax::Syntax;

/// How complex variables stand in the files of a target. Models without complex numbers are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complex {
    /// As complex numbers of the language. If a state is complex, so is the array of all states, in which real ones have no
    /// imaginary part; the same holds of parameters. Such files have no Jacobian, and neither noise nor events.
    Native,
    /// As two real variables each, the real and the imaginary part.
    Parts,
}

/// Whether the files for a system have complex numbers.
pub(super) fn is_native(system: &System, target: &dyn Target) -> bool {
    target.capabilities().complex && target.complex() == Complex::Native && system.is_complex()
}

/// Noise and events are for states that are real.
pub(super) fn check_complex(system: &System, target: &dyn Target) -> Result<(), EmitError> {
    if !is_native(system, target) {
        return Ok(());
    }
    let unsupported = |construct, variable| {
        let advice = "write real and imaginary parts, with the option `complex: Complex::Parts`";
        Err(EmitError::Unsupported { target: target.name(), construct, variable, advice })
    };
    if let Some(term) = system.noise_terms().first() {
        let variable = system.group(term.state).path(term.state.variable, 0);
        return unsupported("noise among complex numbers, in the equation", variable);
    }
    let first = system.groups.iter().find_map(|group| Some((group, group.events.first()?)));
    match first {
        Some((group, event)) => unsupported("events of complex states, as that", group.path(event.switch, 0)),
        None => Ok(()),
    }
}

impl PreparedVariable {
    /// Real or complex.
    pub fn kind(&self) -> Kind {
        if self.imaginary.is_some() { Kind::Complex } else { Kind::Real }
    }

    /// The values as complex numbers.
    pub fn complex_values(&self) -> Vec<Value> {
        let imaginary = |k: usize| self.imaginary.as_ref().map_or(0.0, |values| values[k]);
        self.values.iter().enumerate().map(|(k, &re)| Value { re, im: imaginary(k) }).collect()
    }
}

impl Prepared {
    /// Whether a variable is complex.
    pub fn kind(&self, leaf: &Leaf) -> Kind {
        match *leaf {
            Leaf::Time => Kind::Real,
            Leaf::State(i) => self.states[i].kind(),
            Leaf::Parameter(i) => self.parameters[i].kind(),
            Leaf::Auxiliary(i) => self.auxiliaries[i].kind,
            Leaf::Past(i) => self.states[self.past[i].state].kind(),
            Leaf::Vector(i) => self.vector[i].kind(),
        }
    }

    /// Whether a language computes an expression with complex numbers.
    pub fn kind_of(&self, e: &Expr<Leaf>) -> Kind {
        if self.is_complex { arithmetic_kind(e, &|leaf| self.kind(leaf)) } else { Kind::Real }
    }

    /// Whether the array of all states is complex, because one of them is.
    pub fn has_complex_states(&self) -> bool {
        self.states.iter().any(|v| v.kind() == Kind::Complex)
    }

    /// Whether an array of all parameters is complex, because one of them is.
    pub fn has_complex_parameters(&self) -> bool {
        self.parameters.iter().any(|v| v.kind() == Kind::Complex)
    }

    /// Whether a variable is real, but an element of an array of complex numbers.
    pub fn is_real_part(&self, leaf: &Leaf) -> bool {
        let array_is_complex = match leaf {
            Leaf::State(_) | Leaf::Past(_) => self.has_complex_states(),
            Leaf::Parameter(_) => self.has_complex_parameters(),
            Leaf::Time | Leaf::Auxiliary(_) | Leaf::Vector(_) => false,
        };
        array_is_complex && self.kind(leaf) == Kind::Real
    }
}

impl Syntax {
    /// A complex number as a sum, of which only one term is written if the other is zero.
    pub fn complex_number(&self, value: Value) -> String {
        let Value { re, im } = value;
        match (re == 0.0, im == 0.0) {
            (_, true) => self.signed(re),
            (true, false) => self.imaginary(im),
            (false, false) if im.is_sign_negative() => {
                format!("{} - {}", self.signed(re), self.imaginary(-im))
            }
            (false, false) => format!("{} + {}", self.signed(re), self.imaginary(im)),
        }
    }

    /// An imaginary number, with its sign. Languages without complex numbers, which get models in real form, have none.
    pub fn imaginary(&self, x: f64) -> String {
        let text = (self.number)(x.abs());
        let text = self.complex.map_or_else(|| self.signed(f64::NAN), |complex| (complex.imaginary)(&text));
        if x.is_sign_negative() { format!("-{text}") } else { text }
    }
}

/// A complex number for people.
pub(super) fn number(value: Value) -> String {
    use pyrates_ir::display::number as real;
    match value {
        Value { re, im: 0.0 } => real(re),
        Value { re: 0.0, im } => format!("{}i", real(im)),
        Value { re, im } if im.is_sign_negative() => format!("{} - {}i", real(re), real(-im)),
        Value { re, im } => format!("{} + {}i", real(re), real(im)),
    }
}
