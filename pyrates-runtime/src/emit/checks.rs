//! What a target cannot express is refused before anything is printed.

use pyrates_ir::arrays::{ArraySystem, ArrayValue, ArrayVariable};
use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::scalarise::{Jacobian, ScalarPath, ScalarSymbol, ScalarSystem};
use pyrates_ir::system::System;
use pyrates_ir::user_function::UserFunction;

use super::complex::check_complex;
use super::error::EmitError;
use super::{MAX_EDGES, MAX_STATES, Target};

/// What lies on edges fits the populations that they join.
pub(super) fn check_size(system: &System) -> Result<(), EmitError> {
    for connection in system.couplings.iter().filter_map(|c| c.connection.as_ref()) {
        let (found, expected) = (connection.weights.len(), connection.n_weights());
        if found != expected {
            return Err(EmitError::Size { path: connection.path().join("/"), found, expected });
        }
        if !connection.fits() {
            return Err(EmitError::Misfit { path: connection.path().join("/") });
        }
    }
    Ok(())
}

/// Text with one line or more per variable has a sensible size only up to some limit.
pub(super) fn check_written_out(system: &System, target: &dyn Target) -> Result<(), EmitError> {
    let states = system.state_paths().len();
    let edges = system.couplings.iter().map(|c| c.n_links()).sum();
    if states > MAX_STATES || edges > MAX_EDGES {
        return Err(EmitError::TooLarge { target: target.name(), states, edges });
    }
    Ok(())
}

/// So has text with one line or more per population.
pub(super) fn check_arrays(system: &ArraySystem, target: &dyn Target) -> Result<(), EmitError> {
    let (arrays, lines) = (system.states.len(), system.auxiliaries.len());
    if arrays > MAX_STATES || lines > MAX_EDGES {
        return Err(EmitError::TooManyArrays { target: target.name(), arrays, lines });
    }
    Ok(())
}

/// Noise and events, and the spikes that events send along edges.
pub(super) fn check_kind(system: &System, target: &dyn Target) -> Result<(), EmitError> {
    let unsupported = |construct, variable: String, advice| {
        Err(EmitError::Unsupported { target: target.name(), construct, variable, advice })
    };
    check_complex(system, target)?;
    let capabilities = target.capabilities();
    let first = system.groups.iter().find_map(|group| Some((group, group.events.first()?)));
    if let Some((group, event)) = first.filter(|_| !capabilities.events) {
        let advice =
            "simulate it here, export to Julia or XPPAUT, or write a model without the event for export";
        return unsupported("the event", group.path(event.switch, 0), advice);
    }
    if let Some(coupling) = system.couplings.iter().find(|coupling| system.is_impulsive(coupling)) {
        let source = system.group(coupling.source).path(coupling.source.variable, 0);
        let advice = "simulate it here, or let the event set a state that edges can start from";
        return unsupported("the spikes on the edges", source, advice);
    }
    let system = system.split();
    match system.noise_terms().first().filter(|_| !capabilities.noise) {
        Some(term) => {
            let advice = "simulate it here, export to Julia or XPPAUT, or write a model without the noise term for export";
            unsupported("noise", system.group(term.state).path(term.state.variable, 0), advice)
        }
        None => Ok(()),
    }
}

/// Some languages have no way to write infinity or NaN.
pub(super) fn check_values(system: &ArraySystem, target: &dyn Target) -> Result<(), EmitError> {
    if target.capabilities().infinite_values {
        return Ok(());
    }
    let literal = |e: &Expr<ScalarSymbol>| {
        e.any(&mut |e| matches!(e, Expr::Number(x) | Expr::Imaginary(x) if !x.is_finite()))
    };
    let infinite =
        |v: &ArrayVariable| v.values.iter().chain(v.imaginary.iter().flatten()).any(|x| !x.is_finite());
    let of_values = system.states.iter().chain(&system.parameters).map(|v| (&v.path, infinite(v)));
    let of_expressions = system.named_expressions().map(|(path, e)| (path, literal(e)));
    match of_values.chain(of_expressions).find(|(_, infinite)| *infinite) {
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
    system: &ArraySystem,
    jacobian: &Jacobian,
    target: &dyn Target,
) -> Result<(), EmitError> {
    if !target.needs_spellings() {
        return Ok(());
    }
    let check = |path: &ScalarPath, e: &Expr<ScalarSymbol>| match missing_spelling(e, target) {
        Some(function) => Err(unspelled(function, &path.to_string(), target)),
        None => Ok(()),
    };
    system.named_expressions().try_for_each(|(path, e)| check(path, e))?;
    if !target.has_jacobian() {
        return Ok(());
    }
    let path = |row: usize| &system.states[row].path;
    jacobian.entries.iter().try_for_each(|e| check(path(e.row), &e.value))?;
    jacobian.auxiliaries.iter().try_for_each(|a| check(&system.auxiliaries[a.auxiliary].path, &a.value))
}

/// A function in an expression that the user wrote in Rust, and has not spelled in the target's language.
pub(super) fn missing_spelling<'e, L>(e: &'e Expr<L>, target: &dyn Target) -> Option<&'e UserFunction> {
    let mut missing = None;
    e.visit(&mut |e| match e {
        Expr::Call(Function::User(function), _) if function.spelling(target.language()).is_none() => {
            missing = missing.take().or(Some(function));
        }
        _ => {}
    });
    missing
}

/// The refusal of such a function, or of a derivative of one.
pub(super) fn unspelled(function: &UserFunction, path: &str, target: &dyn Target) -> EmitError {
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
    EmitError::Function { target: target.name(), construct, variable: path.to_string(), advice }
}

/// Solvers of delay equations take delays that are constant in time.
pub(super) fn check_delays(system: &ArraySystem, target: &dyn Target) -> Result<(), EmitError> {
    let unsupported = |path: &ScalarPath, construct, advice| {
        let (target, variable) = (target.name(), path.to_string());
        Err(EmitError::Unsupported { target, construct, variable, advice })
    };
    for (path, delay) in delays(system) {
        if !target.capabilities().delays {
            return unsupported(path, "the delay in the equation", "choose a target for delay equations");
        }
        let varies = |symbol: &&ScalarSymbol| match symbol {
            ScalarSymbol::Parameter(_) => false,
            ScalarSymbol::Auxiliary(k) => {
                let of = |value: &ArrayValue| {
                    matches!(value, ArrayValue::Pick { of: ScalarSymbol::Parameter(_), .. })
                };
                !of(&system.auxiliaries[*k].value)
            }
            ScalarSymbol::Time | ScalarSymbol::State(_) => true,
        };
        if delay.leaves().iter().any(varies) || delay.any(&mut |e| matches!(e, Expr::Past(..))) {
            let construct = "the delay that changes in time, in the equation";
            return unsupported(path, construct, "write the delay in terms of parameters only");
        }
    }
    Ok(())
}

/// All delays, with the variables in whose equations they stand.
fn delays(system: &ArraySystem) -> Vec<(&ScalarPath, &Expr<ScalarSymbol>)> {
    let mut delays = Vec::new();
    for (path, e) in system.named_expressions() {
        e.visit(&mut |e| {
            if let Expr::Past(_, delay) = e {
                delays.push((path, &**delay));
            }
        });
    }
    for auxiliary in &system.auxiliaries {
        if let ArrayValue::Past { delays: of_links, .. } = &auxiliary.value {
            delays.push((&auxiliary.path, of_links));
        }
    }
    delays
}

/// A tool that continues what rests and what repeats itself takes no time in the equations.
pub(super) fn check_time(scalars: &ScalarSystem, target: &'static str) -> Result<(), EmitError> {
    let of_auxiliaries = scalars.auxiliaries.iter().map(|a| (&a.path, &a.value));
    let of_states = scalars.states.iter().map(|v| &v.path).zip(&scalars.derivatives);
    let reads_time = |e: &Expr<ScalarSymbol>| e.leaves().contains(&&ScalarSymbol::Time);
    match of_auxiliaries.chain(of_states).find(|(_, e)| reads_time(e)) {
        Some((path, _)) => Err(EmitError::Unsupported {
            target,
            construct: "the time in the equation",
            variable: path.to_string(),
            advice: "make a drive of the two states of an oscillator, d/dt c = c - w*s - c*(c^2 + s^2) and \
                     d/dt s = s + w*c - s*(c^2 + s^2), which are cos(w*t) and sin(w*t)",
        }),
        None => Ok(()),
    }
}
