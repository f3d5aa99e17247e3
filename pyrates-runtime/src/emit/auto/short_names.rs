//! Names of at most 13 characters; Auto cuts longer ones.

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
        let mut states: Vec<String> = unlike(&long).iter().map(|name| namer.name(name)).collect();
        let parameters = states.split_off(own.len());
        ShortNames { states, parameters }
    }
}

/// Short forms of names, abbreviated word by word; or their two ends, where only those differ from all others.
fn unlike(names: &[&str]) -> Vec<String> {
    let by_words: Vec<String> = names.iter().map(|name| abbreviation(name)).collect();
    let by_ends: Vec<String> = names.iter().map(|name| ends(name)).collect();
    let count = |form: &String, forms: &[String]| forms.iter().filter(|other| *other == form).count();
    let choose = |(words, ends): (&String, &String)| {
        let ends_are_better = count(words, &by_words) > 1 && count(ends, &by_ends) == 1;
        if ends_are_better { ends.clone() } else { words.clone() }
    };
    by_words.iter().zip(&by_ends).map(choose).collect()
}

/// Takes letters from the longest words: `lef_pc_exci_u` for `left_pc_excitation_u`.
fn abbreviation(name: &str) -> String {
    let mut words: Vec<String> = name.split('_').map(str::to_string).collect();
    let length = |words: &[String]| words.iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    while length(&words) > MAX_LENGTH {
        let longest = words.iter_mut().rev().max_by_key(|word| word.len()).filter(|word| word.len() > 1);
        let Some(longest) = longest else { return ends(name) };
        longest.pop();
    }
    words.join("_")
}

/// The start and the end of a long name: `prey_t_weight` for `prey_to_predator_weight`.
fn ends(name: &str) -> String {
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
    fn short_names_are_told_apart() {
        let table = [
            ("eta", "eta"),
            ("thirteen_char", "thirteen_char"),
            ("left_pc_excitation_u", "lef_pc_exci_u"),
            ("prey_to_predator_weight", "prey_t_weight"),
            ("predator_to_prey_weight", "predat_weight"),
            ("prey_to_predator_delay", "pr_to_pre_del"),
            ("a_b_c_d_e_f_g_h", "a_b_c_f_g_h"),
        ];
        assert_eq!(unlike(&table.map(|row| row.0)), table.map(|row| row.1));
    }
}
