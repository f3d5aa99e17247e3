//! Names of at most 13 characters; Auto cuts longer ones.

use crate::emit::namer::{NameRules, Namer};
use crate::emit::prepare::{Prepared, PreparedVariable};

const MAX_LENGTH: usize = 13;

/// The names of states and parameters in constants files.
pub(super) struct ShortNames {
    pub(super) states: Vec<String>,
    pub(super) parameters: Vec<String>,
}

impl ShortNames {
    /// States of delay lines have no names.
    pub(super) fn new(model: &Prepared) -> ShortNames {
        let mut namer = Namer::new(NameRules {
            ignores_case: true,
            unicode: false,
            leading_underscore: false,
            max_length: MAX_LENGTH,
            reserved: "period",
            reserved_here: "",
        });
        let mut names = |variables: &[PreparedVariable]| {
            variables.iter().map(|v| namer.name(&short(&v.name))).collect::<Vec<_>>()
        };
        ShortNames {
            states: names(&model.states[..model.n_own_states]),
            parameters: names(&model.parameters),
        }
    }
}

/// The start and the end of a long name: `prey_t_weight` for `prey_to_predator_weight`.
fn short(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= MAX_LENGTH {
        return name.to_string();
    }
    let half = MAX_LENGTH / 2;
    let start: String = characters[..half].iter().collect();
    let end: String = characters[characters.len() - half..].iter().collect();
    format!("{}_{}", start.trim_end_matches('_'), end.trim_start_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        let table = [("eta", "eta"), ("thirteen_char", "thirteen_char")];
        let long = [("prey_to_predator_weight", "prey_t_weight"), ("prey_to_predator_delay", "prey_t_delay")];
        for (name, expected) in table.into_iter().chain(long) {
            assert_eq!(short(name), expected);
        }
    }
}
