//! Expressions whose gradients are right: what a condition rules out sends back zero, not NaN.
//!
//! Reverse mode multiplies the derivatives of a branch that is not chosen by zero, which gives NaN where they are
//! infinite: `where(x > 0, sqrt(x), 0)` has no gradient at 0. So the variables in such a branch become
//! `where(x > 0, x, constant copy of x)`. Here this is a choice between twice the same variable, which occurs
//! nowhere else; the spelling of choices in a language writes the copy.

use pyrates_ir::expr::{BinaryOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::math;
use pyrates_ir::simplify::simplify;

use crate::emit::prepared::{Leaf, Prepared, PreparedValue};

type E = Expr<Leaf>;

/// Auxiliary variables that read more variables than this are not written out in branches.
const LONGEST_RISK: usize = 4;

/// The model with shielded branches, and with constant auxiliary variables in the places where they are read.
pub(in crate::emit) fn shielded(model: &Prepared) -> Prepared {
    let mut result = model.clone();
    for k in 0..result.auxiliaries.len() {
        if let Some(e) = result.auxiliaries[k].value.expression() {
            let e = shield(&result, &prepared(&result, e));
            set_expression(&mut result.auxiliaries[k].value, e);
        }
    }
    for i in 0..result.derivatives.len() {
        result.derivatives[i] = shield(&result, &prepared(&result, &result.derivatives[i]));
    }
    for k in 0..result.delays.len() {
        result.delays[k].value = shield(&result, &prepared(&result, &result.delays[k].value));
    }
    result
}

fn set_expression(value: &mut PreparedValue, e: E) {
    match value {
        PreparedValue::Each(old) | PreparedValue::Fill(old) | PreparedValue::Sum(old) => *old = e,
        PreparedValue::LinkSum { value: old, .. } => *old = e,
        PreparedValue::Product { .. } | PreparedValue::Pick { .. } => {}
    }
}

fn prepared(model: &Prepared, e: &E) -> E {
    simplify(&settled(&with_constants(model, e)))
}

/// Functions take tensors, so a name for a number would need a type.
fn with_constants(model: &Prepared, e: &E) -> E {
    replace(e, &|leaf| match leaf {
        Leaf::Auxiliary(k) => match &model.auxiliaries[k].value {
            PreparedValue::Each(e) | PreparedValue::Fill(e) if e.leaves().is_empty() => Some(e.clone()),
            _ => None,
        },
        _ => None,
    })
}

fn shield(model: &Prepared, e: &E) -> E {
    let e = e.map_children(|child| shield(model, child));
    let Expr::Select(condition, a, b) = &e else { return e };
    let branch = |condition: &E, branch: &E| {
        let branch = with_risks(model, branch);
        if is_risky(&branch) { only_where(condition, &branch) } else { branch }
    };
    let a = branch(condition, a);
    let b = branch(&Expr::Not(condition.clone()), b);
    Expr::Select(condition.clone(), Box::new(a), Box::new(b))
}

/// Without choices and connectives of which one part is known: plain numbers and truth values are no tensors.
fn settled(e: &E) -> E {
    let e = e.map_children(settled);
    rest(&e).unwrap_or(e)
}

fn rest(e: &E) -> Option<E> {
    match e {
        Expr::Select(condition, a, b) => {
            truth(condition).map(|chosen| if chosen { a } else { b }.as_ref().clone())
        }
        Expr::Logic(op, a, b) => {
            let neutral = *op == LogicOp::And;
            if truth(a) == Some(neutral) {
                return Some(b.as_ref().clone());
            }
            (truth(b) == Some(neutral)).then(|| a.as_ref().clone())
        }
        _ => None,
    }
}

/// Whether a condition holds, if it is the same everywhere.
fn truth(e: &E) -> Option<bool> {
    match e {
        Expr::Compare(op, a, b) => Some(op.apply(a.as_number()?, b.as_number()?)),
        Expr::Not(a) => truth(a).map(|value| !value),
        Expr::Logic(op, a, b) => {
            let neutral = *op == LogicOp::And;
            match (truth(a), truth(b)) {
                (Some(a), Some(b)) => Some(if neutral { a && b } else { a || b }),
                (Some(known), None) | (None, Some(known)) if known != neutral => Some(known),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The variables of a branch with a gradient only where the condition holds; conditions have none anyway.
fn only_where(condition: &E, e: &E) -> E {
    let twice =
        |condition: E, e: &E| Expr::Select(Box::new(condition), Box::new(e.clone()), Box::new(e.clone()));
    match e {
        Expr::Leaf(_) => twice(condition.clone(), e),
        Expr::Select(inner, a, b) if a == b => {
            twice(Expr::logic(LogicOp::And, (**inner).clone(), condition.clone()), a)
        }
        Expr::Select(inner, a, b) => {
            let (a, b) = (only_where(condition, a), only_where(condition, b));
            Expr::Select(inner.clone(), Box::new(a), Box::new(b))
        }
        _ => e.map_children(|child| only_where(condition, child)),
    }
}

/// A branch with the values of auxiliary variables whose derivatives may be infinite, if they are short.
fn with_risks(model: &Prepared, branch: &E) -> E {
    let value = |leaf: &Leaf| match leaf {
        Leaf::Auxiliary(k) => match &model.auxiliaries[*k].value {
            PreparedValue::Each(e) if e.leaves().len() <= LONGEST_RISK => {
                Some(with_risks(model, e)).filter(is_risky)
            }
            _ => None,
        },
        _ => None,
    };
    match branch {
        Expr::Leaf(leaf) => value(leaf).unwrap_or_else(|| branch.clone()),
        Expr::Select(condition, a, b) => {
            Expr::Select(condition.clone(), Box::new(with_risks(model, a)), Box::new(with_risks(model, b)))
        }
        _ => branch.map_children(|child| with_risks(model, child)),
    }
}

/// Whether a value or a derivative may be infinite or undefined somewhere.
fn is_risky(e: &E) -> bool {
    e.any(&mut |e| match e {
        Expr::Binary(BinaryOp::Div, _, b) => b.as_number().is_none(),
        Expr::Binary(BinaryOp::Pow, _, b) => {
            b.as_number().and_then(math::whole_exponent).is_none_or(|n| n < 0)
        }
        Expr::Call(function, _) => !is_harmless(function),
        _ => false,
    })
}

/// Functions with finite values and derivatives everywhere.
fn is_harmless(function: &Function) -> bool {
    use Function::{
        Abs, Asinh, Atan, Ceil, Cos, Erf, Floor, Heaviside, Max, Min, Round, Sigmoid, Sign, Sin, Tanh,
    };
    matches!(
        function,
        Sin | Cos
            | Atan
            | Tanh
            | Asinh
            | Abs
            | Sign
            | Floor
            | Ceil
            | Round
            | Erf
            | Heaviside
            | Sigmoid
            | Min
            | Max
    )
}

/// The expression with other expressions in place of some variables.
fn replace(e: &E, value: &dyn Fn(Leaf) -> Option<E>) -> E {
    match e {
        Expr::Leaf(leaf) => value(*leaf).unwrap_or_else(|| e.clone()),
        _ => e.map_children(|child| replace(child, value)),
    }
}
