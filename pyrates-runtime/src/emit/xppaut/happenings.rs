//! Noise and events.

use pyrates_ir::expr::Expr;

use super::divided::Divided;
use super::{MAX_EVENTS, NAME};
use crate::emit::EmitError;
use crate::emit::actions::{expanded, in_turn};
use crate::emit::prepared::{Leaf, Prepared, PreparedEvent};

/// The names of the Wiener processes.
pub(super) fn processes(model: &Prepared, divided: &mut Divided) -> Vec<String> {
    (0..model.n_noise).map(|k| divided.name(&format!("wiener{}", k + 1))).collect()
}

/// The lines of the noise amplitudes of a state, and what stands behind its drift.
pub(super) fn noise(
    model: &Prepared,
    state: usize,
    processes: &[String],
    divided: &mut Divided,
) -> (Vec<String>, String) {
    let (mut lines, mut text) = (Vec::new(), String::new());
    for noise in model.noise.iter().filter(|noise| noise.state == state) {
        let (parts, amplitude) = divided.formula(&noise.amplitude);
        lines.extend(parts);
        text += &format!(" + ({amplitude})*{}", processes[noise.first]);
    }
    (lines, text)
}

/// Events with their lines: what is done when a condition becomes true. Those that do nothing are left out.
pub(super) fn events<'a>(
    model: &'a Prepared,
    divided: &Divided,
) -> Result<Vec<(&'a PreparedEvent, String)>, EmitError> {
    if let Some(event) = model.events.get(MAX_EVENTS) {
        return Err(EmitError::Unsupported {
            target: NAME,
            construct: "the 401st event, which would be that",
            variable: event.path.clone(),
            advice: "export a model with fewer units",
        });
    }
    model
        .events
        .iter()
        .filter(|event| event.acts())
        .map(|event| Ok((event, line(model, event, divided)?)))
        .collect()
}

fn line(model: &Prepared, event: &PreparedEvent, divided: &Divided) -> Result<String, EmitError> {
    // XPPAUT computes auxiliary variables at other times.
    let values = expanded(model, event);
    let condition = divided.text(&values[0]);
    let set: Vec<(usize, &Expr<Leaf>)> = event.set.iter().map(|set| set.0).zip(&values[1..]).collect();
    let Some(order) = in_turn(&set) else {
        return Err(EmitError::Unsupported {
            target: NAME,
            construct: "new values that need each other's old ones, in the event",
            variable: event.path.clone(),
            advice: "let the event keep an old value in a state of its own",
        });
    };
    let mut actions: Vec<String> = order
        .into_iter()
        .map(|(state, value)| format!("{}={}", model.states[state].name, divided.text(value)))
        .collect();
    if event.stop {
        actions.push("arret=1".to_string());
    }
    Ok(format!("global 1 {{{condition}}} {{{}}}", actions.join(";")))
}
