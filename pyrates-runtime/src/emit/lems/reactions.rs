//! Events as conditions that LEMS looks at behind every step. It acts as long as they hold, an event only once, so a state
//! remembers that it has happened. jLEMS sets one state after the other, PyLEMS all at once.

use pyrates_ir::expr::{CompareOp, Expr, LogicOp};

use super::NAME;
use super::choices::{assumed, lifted, plain};
use crate::emit::EmitError;
use crate::emit::actions::{expanded, in_turn, initial_value, is_positive};
use crate::emit::namer::Namer;
use crate::emit::prepared::{Leaf, Prepared, PreparedEvent};

/// An event with more cases than this is refused.
const MAX_CASES: usize = 32;

/// What happens when a condition becomes true.
pub(super) struct Reaction {
    /// The path of the event.
    pub(super) path: String,
    /// The port at which others hear of it.
    pub(super) port: String,
    /// The state that is 1 from the event until the condition is false again.
    pub(super) held: String,
    /// Whether the condition holds at the start, so that it must become false before it can become true.
    pub(super) holds_at_start: bool,
    pub(super) condition: Expr<Leaf>,
    /// What is set, in turn; under more conditions, one of which holds.
    pub(super) cases: Vec<Case>,
}

/// States and their new values, under a condition.
pub(super) struct Case {
    pub(super) condition: Option<Expr<Leaf>>,
    pub(super) set: Vec<(usize, Expr<Leaf>)>,
}

/// The model with events that read no auxiliary variables, which are those of the start of a step. Their switching functions
/// are 1 where the condition holds.
pub(super) fn with_own_terms(model: &Prepared) -> Prepared {
    let mut result = model.clone();
    for event in &mut result.events {
        let mut terms = expanded(model, event).into_iter();
        let condition = terms.next().map(|switch| is_positive(&switch));
        let chosen = condition.map(|c| Expr::select(c, Expr::Number(1.0), Expr::Number(0.0)));
        event.switch = chosen.unwrap_or(Expr::Number(0.0));
        event.set.iter_mut().zip(terms).for_each(|((_, value), term)| *value = term);
    }
    result
}

/// The events of a model; `own` is the same with the terms of [`with_own_terms`].
pub(super) fn reactions(
    model: &Prepared,
    own: &Prepared,
    namer: &mut Namer,
) -> Result<Vec<Reaction>, EmitError> {
    let pairs = model.events.iter().zip(&own.events);
    pairs.map(|(event, own_event)| reaction(event, initial_value(own, &own_event.switch), namer)).collect()
}

fn reaction(event: &PreparedEvent, at_start: f64, namer: &mut Namer) -> Result<Reaction, EmitError> {
    let refused = |construct, advice| {
        Err(EmitError::Unsupported { target: NAME, construct, variable: event.path.clone(), advice })
    };
    if event.stop {
        return refused("the end of the run at the event", "leave `stop` out, and run as long as you want");
    }
    let condition = match &event.switch {
        Expr::Select(c, ..) => plain(c),
        other => Some(Expr::compare(CompareOp::Gt, other.clone(), Expr::Number(0.0))),
    };
    let (Some(condition), Some(cases)) = (condition, cases_of(&event.set)) else {
        let advice = "choose in an equation, and let the event read that";
        return refused("so many choices in the event", advice);
    };
    let ordered = |case: &Case| {
        let set: Vec<(usize, &Expr<Leaf>)> = case.set.iter().map(|(i, e)| (*i, e)).collect();
        let order = in_turn(&set)?.into_iter().map(|(i, e)| (i, e.clone())).collect();
        Some(Case { condition: case.condition.clone(), set: order })
    };
    let Some(cases) = cases.iter().map(ordered).collect() else {
        return refused(
            "new values that need each other's old ones, in the event",
            "let the event keep an old value in a state of its own",
        );
    };
    let port = namer.name(event.path.rsplit('/').next().unwrap_or("event"));
    let held = namer.name(&format!("{port}_held"));
    let path = event.path.clone();
    Ok(Reaction { path, port, held, holds_at_start: at_start > 0.0, condition, cases })
}

/// New values without choices, under conditions that exclude each other; none if there are too many.
fn cases_of(set: &[(usize, Expr<Leaf>)]) -> Option<Vec<Case>> {
    let set: Option<Vec<_>> = set.iter().map(|(i, e)| Some((*i, lifted(e)?))).collect();
    let mut open = vec![Case { condition: None, set: set? }];
    let mut cases = Vec::new();
    while let Some(case) = open.pop() {
        let choice = case.set.iter().find_map(|(_, e)| match e {
            Expr::Select(c, ..) => Some((**c).clone()),
            _ => None,
        });
        let Some(choice) = choice else {
            cases.push(case);
            continue;
        };
        if open.len() + cases.len() > MAX_CASES {
            return None;
        }
        for holds in [false, true] {
            let own = if holds { choice.clone() } else { Expr::Not(Box::new(choice.clone())) };
            let condition = match &case.condition {
                Some(before) => Expr::logic(LogicOp::And, before.clone(), own),
                None => own,
            };
            let set = case.set.iter().map(|(i, e)| (*i, assumed(e, &choice, holds)));
            open.push(Case { condition: Some(condition), set: set.collect() });
        }
    }
    Some(cases)
}
