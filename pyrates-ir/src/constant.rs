//! The values of expressions without variables: initial values, parameters, attributes of edges.

use crate::check::{CONSTANTS, constant};
use crate::complex;
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Kind, Value};
use crate::vectors::{Written, scalar};

/// The value of an expression of numbers and constants, and whether it is written as a complex number.
/// `loc` is the place of the whole expression.
pub fn value(e: &Written, loc: Loc) -> Result<(Value, Kind), Finding> {
    let Some(e) = scalar(e) else {
        return Err(Finding::new(Code::Declaration, loc, "a value has no functions of vectors")
            .help("a value is built from numbers and functions, as in `2*pi` or `0.5 + 0.1i`"));
    };
    if let Some(name) = e.leaves().into_iter().find(|name| constant(&name.text).is_none()) {
        let message = format!("`{}` is not a number: a value is built from numbers", name.text);
        let known = CONSTANTS.iter().map(|(name, _)| *name);
        return Err(Finding::new(Code::Declaration, name.loc, message).suggest(&name.text, known));
    }
    let numbers =
        e.substitute(&mut |name: &Name| Expr::<Name>::Number(constant(&name.text).unwrap_or(f64::NAN)));
    match complex::constant(&numbers) {
        Some((value, kind)) if value.re.is_finite() && value.im.is_finite() => Ok((value, kind)),
        Some(_) => Err(Finding::new(Code::Declaration, loc, "the value is not finite")),
        None => Err(Finding::new(Code::Declaration, loc, "the value cannot be computed")
            .help("a value is built from numbers and functions, as in `2*pi` or `0.5 + 0.1i`")),
    }
}
