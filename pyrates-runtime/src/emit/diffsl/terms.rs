//! What DiffSL cannot express, and the rest in its terms.

use pyrates_ir::derivative::derivative;
use pyrates_ir::expr::{CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::system::Kind;

use super::NAME;
use super::spelling::is_native;
use crate::emit::EmitError;
use crate::emit::elementary::in_elementary_terms;
use crate::emit::lower::signs;
use crate::emit::namer::Namer;
use crate::emit::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedEvent, PreparedValue};

/// The model in terms of DiffSL: with its functions, without comparisons, and with at most one event, which says for every
/// state what it becomes.
pub(super) fn in_terms_of_diffsl(model: &Prepared, mut namer: Namer) -> Result<Prepared, EmitError> {
    let mut model = model.clone();
    model.events.retain(PreparedEvent::acts);
    check_functions(&model)?;
    check_events(&model)?;
    if let Some(event) = model.events.first().cloned() {
        model.events = vec![reset(&mut model, event, &mut namer)];
    }
    let mut model = in_elementary_terms(&model, &is_native, namer);
    let of_auxiliaries = model.auxiliaries.iter_mut().filter_map(|a| a.value.expression_mut());
    let of_events = model.events.iter_mut().flat_map(|event| {
        std::iter::once(&mut event.switch).chain(event.set.iter_mut().map(|(_, value)| value))
    });
    let all = model.derivatives.iter_mut().chain(of_auxiliaries).chain(of_events);
    all.for_each(|e| *e = without_comparisons(e));
    Ok(model)
}

/// Functions with steps at whole numbers cannot be made of others.
fn check_functions(model: &Prepared) -> Result<(), EmitError> {
    let construct = |e: &Expr<Leaf>| match e {
        Expr::Call(Function::Floor, _) => Some("`floor` in the equation"),
        Expr::Call(Function::Ceil, _) => Some("`ceil` in the equation"),
        Expr::Call(Function::Round, _) => Some("`round` in the equation"),
        Expr::Call(Function::Mod, _) => Some("`mod` in the equation"),
        _ => None,
    };
    let of_states = model.states.iter().map(|v| &v.path).zip(&model.derivatives);
    let of_auxiliaries = model.auxiliaries.iter().filter_map(|a| Some((&a.path, a.value.expression()?)));
    let of_events = model.events.iter().flat_map(|event| event.expressions().map(|e| (&event.path, e)));
    for (path, e) in of_states.chain(of_auxiliaries).chain(of_events) {
        let mut found = None;
        e.visit(&mut |e| found = found.or(construct(e)));
        if let Some(construct) = found {
            let advice = "write a smooth function in its place, or choose another target";
            return unsupported(construct, path, advice);
        }
    }
    Ok(())
}

/// DiffSL knows which of several events happens, but loses one that happens at the same time.
fn check_events(model: &Prepared) -> Result<(), EmitError> {
    match model.events.as_slice() {
        [event, ..] if event.stop => {
            let advice = "leave `stop` out, and run as long as you want";
            unsupported("the end of the run at the event", &event.path, advice)
        }
        [event, ..] if event.n > 1 => {
            let advice = "export a single unit, or choose Julia, Modelica or Brian2";
            unsupported("the event in each unit", &event.path, advice)
        }
        [_, event, ..] => {
            let advice = "export a model with one event, or choose Julia, Modelica or Brian2";
            unsupported("a second event, as that", &event.path, advice)
        }
        _ => Ok(()),
    }
}

fn unsupported(construct: &'static str, variable: &str, advice: &'static str) -> Result<(), EmitError> {
    Err(EmitError::Unsupported { target: NAME, construct, variable: variable.to_string(), advice })
}

/// The event with new values for all states. DiffSL also resets where the condition becomes false, so there they are the old
/// ones: the slope of the condition tells the cases apart.
fn reset(model: &mut Prepared, event: PreparedEvent, namer: &mut Namer) -> PreparedEvent {
    let slope = signs(&slope(model, &event.switch));
    let name = namer.name("slope_of_condition");
    let value = PreparedValue::Each(slope);
    model.auxiliaries.push(PreparedAuxiliary {
        name,
        path: event.path.clone(),
        n: 1,
        kind: Kind::Real,
        value,
    });
    let slope = Expr::Leaf(Leaf::Auxiliary(model.auxiliaries.len() - 1));
    let rises = Expr::compare(CompareOp::Ge, slope, Expr::Number(0.0));
    let value = |i: usize| {
        let old = Expr::Leaf(Leaf::State(i));
        let new = event.set.iter().find(|(state, _)| *state == i).map(|(_, value)| value.clone());
        (i, new.map_or(old.clone(), |new| Expr::select(rises.clone(), new, old)))
    };
    PreparedEvent { set: (0..model.states.len()).map(value).collect(), ..event }
}

/// The derivative by time along solutions.
fn slope(model: &Prepared, e: &Expr<Leaf>) -> Expr<Leaf> {
    let mut of_leaf = |leaf: &Leaf| match *leaf {
        Leaf::Time => Expr::Number(1.0),
        Leaf::State(i) => model.derivatives[i].clone(),
        Leaf::Auxiliary(k) => {
            model.auxiliaries[k].value.expression().map_or(Expr::Number(0.0), |e| slope(model, e))
        }
        Leaf::Parameter(_) | Leaf::Past(_) | Leaf::Vector(_) => Expr::Number(0.0),
    };
    derivative(e, &mut of_leaf, &mut |_| Expr::Number(0.0))
}

/// An expression in which all conditions are numbers that are at least zero when they hold, as `piecewise` has them.
fn without_comparisons(e: &Expr<Leaf>) -> Expr<Leaf> {
    match e {
        Expr::Select(condition, a, b) => choice(condition, without_comparisons(a), without_comparisons(b)),
        other => other.map_children(without_comparisons),
    }
}

/// One of two values by a condition.
fn choice(condition: &Expr<Leaf>, a: Expr<Leaf>, b: Expr<Leaf>) -> Expr<Leaf> {
    match condition {
        // What holds strictly is the opposite of what holds at least.
        Expr::Compare(CompareOp::Gt, x, y) => {
            choice(&Expr::Compare(CompareOp::Le, x.clone(), y.clone()), b, a)
        }
        Expr::Compare(CompareOp::Lt, x, y) => {
            choice(&Expr::Compare(CompareOp::Ge, x.clone(), y.clone()), b, a)
        }
        Expr::Compare(CompareOp::Ne, x, y) => {
            choice(&Expr::Compare(CompareOp::Eq, x.clone(), y.clone()), b, a)
        }
        Expr::Not(condition) => choice(condition, b, a),
        condition => Expr::select(number(condition), a, b),
    }
}

/// A number that is at least zero exactly when a condition holds.
fn number(condition: &Expr<Leaf>) -> Expr<Leaf> {
    let strict = || choice(condition, Expr::Number(1.0), Expr::Number(-1.0));
    match condition {
        Expr::Compare(op, x, y) => {
            let (x, y) = (without_comparisons(x), without_comparisons(y));
            match op {
                CompareOp::Ge => difference(x, y),
                CompareOp::Le => difference(y, x),
                CompareOp::Eq => -Expr::call1(Function::Abs, difference(x, y)),
                CompareOp::Gt | CompareOp::Lt | CompareOp::Ne => strict(),
            }
        }
        Expr::Logic(op, a, b) => {
            let function = match op {
                LogicOp::And => Function::Min,
                LogicOp::Or => Function::Max,
            };
            Expr::Call(function, vec![number(a), number(b)])
        }
        Expr::Not(_) => strict(),
        other => other.clone(),
    }
}

fn difference(x: Expr<Leaf>, y: Expr<Leaf>) -> Expr<Leaf> {
    match (x.as_number(), y.as_number()) {
        (_, Some(0.0)) => x,
        (Some(0.0), _) => -y,
        _ => signs(&(x - y)),
    }
}
