//! Names that are too long for a tool, made short so that people still recognise them.

/// Short forms of names, abbreviated word by word; or their two ends, where only those differ from all others.
pub(super) fn abbreviations(names: &[&str], max_length: usize) -> Vec<String> {
    let by_words: Vec<String> = names.iter().map(|name| abbreviation(name, max_length)).collect();
    let by_ends: Vec<String> = names.iter().map(|name| ends(name, max_length)).collect();
    let count = |form: &String, forms: &[String]| forms.iter().filter(|other| *other == form).count();
    let choose = |(words, ends): (&String, &String)| {
        let ends_are_better = count(words, &by_words) > 1 && count(ends, &by_ends) == 1;
        if ends_are_better { ends.clone() } else { words.clone() }
    };
    by_words.iter().zip(&by_ends).map(choose).collect()
}

/// Takes letters from the longest words: `lef_pc_exci_u` for `left_pc_excitation_u`.
fn abbreviation(name: &str, max_length: usize) -> String {
    let mut words: Vec<Vec<char>> = name.split('_').map(|word| word.chars().collect()).collect();
    let length = |words: &[Vec<char>]| words.iter().map(|word| word.len() + 1).sum::<usize>() - 1;
    while length(&words) > max_length {
        let longest = words.iter_mut().rev().max_by_key(|word| word.len()).filter(|word| word.len() > 1);
        let Some(longest) = longest else { return ends(name, max_length) };
        longest.pop();
    }
    words.iter().map(|word| word.iter().collect::<String>()).collect::<Vec<_>>().join("_")
}

/// The start and the end of a long name: `prey_t_weight` for `prey_to_predator_weight`.
fn ends(name: &str, max_length: usize) -> String {
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= max_length {
        return name.to_string();
    }
    let half = max_length / 2;
    let start: String = characters[..half].iter().collect();
    let end: String = characters[characters.len() - half..].iter().collect();
    let (start, end) = (start.trim_end_matches('_'), end.trim_start_matches('_'));
    format!("{start}_{end}").chars().take(max_length).collect()
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
        assert_eq!(abbreviations(&table.map(|row| row.0), 13), table.map(|row| row.1));
    }

    #[test]
    fn no_name_is_longer_than_allowed() {
        for length in 4..20 {
            for name in ["prey_to_predator_weight", "a_b_c_d_e_f_g_h_i_j_k", "______________________", "x"] {
                let short = abbreviations(&[name, "prey_to_predator_weights"], length);
                assert!(short.iter().all(|name| name.chars().count() <= length), "{short:?}");
            }
        }
    }
}
