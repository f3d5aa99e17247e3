//! Names without underscores, which are signs of indices in DiffSL.

use std::collections::HashSet;

use crate::emit::keywords;
use crate::emit::prepared::Prepared;

/// Hands out names that are legal and free.
pub(super) struct Names(HashSet<String>);

impl Names {
    fn new() -> Names {
        Names(keywords::DIFFSL.split_whitespace().map(str::to_string).collect())
    }

    /// A name like this one: `tauA` for `tau_a`, with a number at the end if it is taken.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let wanted = in_camel_case(wanted);
        let free = |name: &String| !self.0.contains(name);
        let own = Some(wanted.clone()).filter(free);
        let name = own.or_else(|| (2..).map(|k| format!("{wanted}x{k}")).find(free)).unwrap_or(wanted);
        self.0.insert(name.clone());
        name
    }
}

/// `tau_a_1` as `tauA1`.
fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("v").to_string();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name + letters.as_str()
    })
}

/// The model with names without underscores, and what hands out more of them.
pub(super) fn renamed(model: &Prepared) -> (Prepared, Names) {
    let (mut model, mut names) = (model.clone(), Names::new());
    let variables = model.states.iter_mut().chain(&mut model.parameters).map(|v| &mut v.name);
    let others = model.auxiliaries.iter_mut().map(|a| &mut a.name);
    variables.chain(others).for_each(|name| *name = names.name(name));
    (model, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_free_and_have_no_underscores() {
        let mut names = Names::new();
        let wanted = ["tau_a", "tauA", "x_1", "x1", "u", "_", "E1", "tau__a_"];
        let found = wanted.map(|name| names.name(name));
        assert_eq!(found, ["tauA", "tauAx2", "x1", "x1x2", "ux2", "v", "E1", "tauAx3"]);
    }
}
