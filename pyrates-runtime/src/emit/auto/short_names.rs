//! Names of at most 13 characters; Auto cuts longer ones.

use crate::emit::abbreviation::abbreviations;
use crate::emit::namer::{NameRules, Namer};
use crate::emit::prepared::Prepared;

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
        let own = &model.states[..model.n_own_states];
        let long: Vec<&str> = own.iter().chain(&model.parameters).map(|v| v.name.as_str()).collect();
        let mut states: Vec<String> =
            abbreviations(&long, MAX_LENGTH).iter().map(|name| namer.name(name)).collect();
        let parameters = states.split_off(own.len());
        ShortNames { states, parameters }
    }
}
