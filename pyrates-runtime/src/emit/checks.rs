//! What a target cannot express is refused before anything is printed.

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::scalarise::{Jacobian, ScalarPath, ScalarSymbol, ScalarSystem};
use pyrates_ir::system::System;
use pyrates_ir::user_function::UserFunction;

use super::error::EmitError;
use super::{MAX_EDGES, MAX_STATES, Target};

/// Text with one line or more per variable has a sensible size only up to some limit.
pub(super) fn check_size(system: &System, target: &dyn Target) -> Result<(), EmitError> {
    for connection in system.couplings.iter().filter_map(|c| c.connection.as_ref()) {
        let (found, expected) = (connection.weights.len(), connection.n_weights());
        if found != expected {
            return Err(EmitError::Size { path: connection.path().join("/"), found, expected });
        }
        if !connection.fits() {
            return Err(EmitError::Misfit { path: connection.path().join("/") });
        }
    }
    let states = system.state_paths().len();
    let edges = system.couplings.iter().map(|c| c.n_links()).sum();
    if states > MAX_STATES || edges > MAX_EDGES {
        return Err(EmitError::TooLarge { target: target.name(), states, edges });
    }
    Ok(())
}

/// No target has a form for noise and for events.
pub(super) fn check_kind(system: &System, target: &dyn Target) -> Result<(), EmitError> {
    let first = system.groups.iter().find_map(|group| Some((group, group.events.first()?)));
    if let Some((group, event)) = first {
        return Err(EmitError::Unsupported {
            target: target.name(),
            construct: "the event",
            variable: group.path(event.switch, 0),
            advice: "simulate it here, or write a model without the event for export",
        });
    }
    match system.split().noise_terms().first() {
        Some(term) => Err(EmitError::Unsupported {
            target: target.name(),
            construct: "noise",
            variable: system.split().group(term.state).path(term.state.variable, 0),
            advice: "simulate it here, or write a model without the noise term for export",
        }),
        None => Ok(()),
    }
}

/// Some languages have no way to write infinity or NaN.
pub(super) fn check_values(scalars: &ScalarSystem, target: &dyn Target) -> Result<(), EmitError> {
    if target.capabilities().infinite_values {
        return Ok(());
    }
    let literal = |e: &Expr<ScalarSymbol>| e.any(&mut |e| matches!(e, Expr::Number(x) if !x.is_finite()));
    let of_values = scalars.states.iter().chain(&scalars.parameters).map(|v| (&v.path, !v.value.is_finite()));
    let of_auxiliaries = scalars.auxiliaries.iter().map(|a| (&a.path, literal(&a.value)));
    let of_states = scalars.states.iter().zip(&scalars.derivatives).map(|(v, e)| (&v.path, literal(e)));
    match of_values.chain(of_auxiliaries).chain(of_states).find(|(_, infinite)| *infinite) {
        Some((path, _)) => Err(EmitError::Unsupported {
            target: target.name(),
            construct: "the infinite or undefined value",
            variable: path.to_string(),
            advice: "give it a finite value",
        }),
        None => Ok(()),
    }
}

/// A function that the user wrote in Rust needs a spelling by the user; so do the derivatives that the Jacobian calls.
pub(super) fn check_functions(
    scalars: &ScalarSystem,
    jacobian: &Jacobian,
    target: &dyn Target,
) -> Result<(), EmitError> {
    let unsupported = |function: &UserFunction, path: &ScalarPath| {
        let is_derivative = !function.derivatives().is_empty();
        let construct = if is_derivative {
            format!("the derivative of the function `{}`, which the Jacobian needs,", function.base_name())
        } else {
            format!("the function `{}`, which is written in Rust,", function.name())
        };
        let advice = if is_derivative {
            "spell the derivative in `spellings { ... }` of the function, or leave the Jacobian out with `jacobian: false`"
        } else {
            "say how the language spells it, in `spellings { ... }` of the function"
        };
        let target = target.name();
        EmitError::Function { target, construct, variable: path.to_string(), advice }
    };
    let check = |path: &ScalarPath, e: &Expr<ScalarSymbol>| {
        let mut missing = None;
        e.visit(&mut |e| match e {
            Expr::Call(Function::User(function), _) if function.spelling(target.language()).is_none() => {
                missing = missing.take().or(Some(function));
            }
            _ => {}
        });
        missing.map_or(Ok(()), |function| Err(unsupported(function, path)))
    };
    scalars.auxiliaries.iter().try_for_each(|a| check(&a.path, &a.value))?;
    scalars.states.iter().zip(&scalars.derivatives).try_for_each(|(v, e)| check(&v.path, e))?;
    if !target.has_jacobian() {
        return Ok(());
    }
    let path = |row: usize| &scalars.states[row].path;
    jacobian.entries.iter().try_for_each(|e| check(path(e.row), &e.value))?;
    jacobian.auxiliaries.iter().try_for_each(|a| check(&scalars.auxiliaries[a.auxiliary].path, &a.value))
}

/// Solvers of delay equations take delays that are constant in time.
pub(super) fn check_delays(
    scalars: &ScalarSystem,
    delays: &[Expr<ScalarSymbol>],
    target: &dyn Target,
) -> Result<(), EmitError> {
    let unsupported = |delay: &Expr<ScalarSymbol>, construct, advice| {
        let reads = |e: &Expr<ScalarSymbol>| e.any(&mut |e| matches!(e, Expr::Past(_, d) if **d == *delay));
        let in_auxiliary = scalars.auxiliaries.iter().find(|a| reads(&a.value)).map(|a| &a.path);
        let in_state = scalars.states.iter().zip(&scalars.derivatives).find(|(_, e)| reads(e));
        let path = in_auxiliary.or(in_state.map(|(v, _)| &v.path));
        let variable = path.map_or_else(String::new, ScalarPath::to_string);
        Err(EmitError::Unsupported { target: target.name(), construct, variable, advice })
    };
    let capabilities = target.capabilities();
    for delay in delays {
        if !capabilities.delays {
            return unsupported(delay, "the delay in the equation", "choose a target for delay equations");
        }
        let varies = |symbol: &&ScalarSymbol| !matches!(symbol, ScalarSymbol::Parameter(_));
        if delay.leaves().iter().any(varies) || delay.any(&mut |e| matches!(e, Expr::Past(..))) {
            let construct = "the delay that changes in time, in the equation";
            return unsupported(delay, construct, "write the delay in terms of parameters only");
        }
    }
    Ok(())
}
