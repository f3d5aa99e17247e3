//! Derivatives by parameters, for targets that continue solutions in them.

use pyrates_ir::expr::Expr;
use pyrates_ir::scalarise::{Jacobian, ScalarSymbol, ScalarSystem};

use super::Target;

/// The derivatives by parameters, if the target wants them. Their named parts come behind those of the Jacobian.
pub(super) fn parameter_jacobian(
    scalars: &ScalarSystem,
    jacobian: &Jacobian,
    target: &dyn Target,
) -> Jacobian {
    if !target.has_parameter_derivatives() {
        return Jacobian { auxiliaries: Vec::new(), entries: Vec::new() };
    }
    let behind = |e: &Expr<ScalarSymbol>| {
        e.substitute(&mut |symbol| match symbol {
            ScalarSymbol::Auxiliary(k) if *k >= scalars.auxiliaries.len() => {
                Expr::Leaf(ScalarSymbol::Auxiliary(k + jacobian.auxiliaries.len()))
            }
            other => Expr::Leaf(*other),
        })
    };
    let mut by_parameters = scalars.parameter_jacobian();
    for auxiliary in &mut by_parameters.auxiliaries {
        auxiliary.value = behind(&auxiliary.value);
    }
    for entry in &mut by_parameters.entries {
        entry.value = behind(&entry.value);
    }
    by_parameters
}
