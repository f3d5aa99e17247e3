//! Derivatives of all orders by states, and by parameters.

use super::{Derivatives, EmitError, MAX_ELEMENTS, MAX_ENTRIES, MAX_ORDER, MatcontOptions, NAME};

/// An entry of a tensor of derivatives: the right-hand side, by what it is derived, and the part of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) row: usize,
    /// States in ascending order; the order of derivatives makes no difference.
    pub(super) columns: Vec<usize>,
    pub(super) part: usize,
}

/// The entries that are not zero, each once.
pub(super) struct Tensors {
    /// By states, from the first order on.
    pub(super) by_states: Vec<Vec<Entry>>,
    /// By one parameter, which is the only column.
    pub(super) by_parameters: Vec<Entry>,
    /// By one state and then by one parameter, which are the columns; none if the order is 1.
    pub(super) mixed: Vec<Entry>,
}

impl Tensors {
    pub(super) fn new(derivatives: &mut Derivatives, options: &MatcontOptions) -> Result<Tensors, EmitError> {
        let by_states = by_states(derivatives, options)?;
        let mut by_parameters = Vec::new();
        for (row, part) in derivatives.rows.clone().into_iter().enumerate() {
            let entries = derivatives.by_parameters(part).into_iter();
            by_parameters.extend(entries.map(|(j, part)| Entry { row, columns: vec![j], part }));
        }
        let mut mixed = Vec::new();
        for entry in by_states[0].iter().filter(|_| by_states.len() > 1) {
            let entries = derivatives.by_parameters(entry.part).into_iter();
            let (row, i) = (entry.row, entry.columns[0]);
            mixed.extend(entries.map(|(j, part)| Entry { row, columns: vec![i, j], part }));
        }
        let tensors = Tensors { by_states, by_parameters, mixed };
        let all: Vec<usize> = tensors.entries().map(|entry| entry.part).collect();
        let advice = "spell it in `spellings { ... }` of the function, ask for a lower `order`, or leave the derivatives \
                      out with `jacobian: false`";
        derivatives.check(&all, options, advice)?;
        Ok(tensors)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.by_states.iter().flatten().chain(&self.by_parameters).chain(&self.mixed)
    }

    /// The highest order of derivatives by states.
    pub(super) fn order(&self) -> usize {
        self.by_states.len()
    }
}

/// The derivatives by states to the order that the user wants, or that is not too large.
fn by_states(derivatives: &mut Derivatives, options: &MatcontOptions) -> Result<Vec<Vec<Entry>>, EmitError> {
    let rows = derivatives.rows.clone().into_iter().enumerate();
    let mut last: Vec<Entry> = rows.map(|(row, part)| Entry { row, columns: Vec::new(), part }).collect();
    let mut orders: Vec<Vec<Entry>> = Vec::new();
    let elements = |order: usize| derivatives.rows.len().saturating_pow(order as u32 + 1);
    let default = (1..=MAX_ORDER).rfind(|&order| elements(order) <= MAX_ELEMENTS).unwrap_or(1);
    for order in 1..=options.order.unwrap_or(default) {
        let Some(next) = next_order(derivatives, &last) else {
            return match options.order {
                Some(_) => {
                    Err(too_large("order", "lower, or `None`, since there are more than 5000 entries"))
                }
                None if order == 1 => Err(too_large(
                    "jacobian",
                    "`false` for this model, whose Jacobian has more than 5000 entries",
                )),
                None => Ok(orders),
            };
        };
        last.clone_from(&next);
        orders.push(next);
    }
    Ok(orders)
}

fn too_large(option: &'static str, requirement: &'static str) -> EmitError {
    EmitError::Option { target: NAME, option, requirement }
}

/// The derivatives of entries by states that do not come before those by which they were derived; none if there are too
/// many.
fn next_order(derivatives: &mut Derivatives, entries: &[Entry]) -> Option<Vec<Entry>> {
    let mut next = Vec::new();
    for entry in entries {
        let from = entry.columns.last().copied().unwrap_or(0);
        for (i, part) in derivatives.by_states(entry.part) {
            if i < from {
                continue;
            }
            let columns = entry.columns.iter().copied().chain([i]).collect();
            next.push(Entry { row: entry.row, columns, part });
        }
        if next.len() > MAX_ENTRIES {
            return None;
        }
    }
    Some(next)
}
