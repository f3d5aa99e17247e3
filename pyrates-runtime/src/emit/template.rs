//! Texts with places for arguments: `besselj0({x})`.

/// The text with arguments in their places. `argument` gives the text of an argument by its name; its second argument
/// says whether the place is set apart by parentheses or commas, so that no operator can bind to it.
pub(super) fn fill(template: &str, argument: &dyn Fn(&str, bool) -> Option<String>) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let place = behind.split_once('}').and_then(|(name, after)| {
            let is_apart = ends_apart(&text) && starts_apart(after);
            Some((argument(name, is_apart)?, after))
        });
        match place {
            Some((value, after)) => {
                text.push_str(&value);
                rest = after;
            }
            // Other braces belong to the language.
            None => {
                text.push('{');
                rest = behind;
            }
        }
    }
    text + rest
}

fn ends_apart(text: &str) -> bool {
    matches!(text.trim_end().chars().last(), None | Some('(' | ','))
}

fn starts_apart(text: &str) -> bool {
    matches!(text.trim_start().chars().next(), None | Some(')' | ','))
}

/// Whether the text is one call, as in `f({x}, 2)`, or one word, which binds tighter than any operator.
pub(super) fn is_call(template: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let rest = template.trim_start_matches(is_word);
    if rest.len() == template.len() {
        return false;
    }
    let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return rest.is_empty();
    };
    let mut depth = 0;
    inner.chars().all(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth >= 0
    })
}

/// The words of a text but for its places: names that no variable may have beside it.
pub(super) fn words(template: &str) -> Vec<String> {
    let text = fill(template, &|_, _| Some(" ".to_string()));
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_string);
    words.filter(|word| word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')).collect()
}

/// The lines of a text without empty ones at its ends, and without the indentation that all lines share.
pub(super) fn dedent(text: &str) -> String {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let shared = lines.iter().filter(|line| !line.is_empty()).map(indent).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| line.get(shared..).unwrap_or("")).collect();
    lines.join("\n").trim_matches('\n').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        fill(template, &|name, is_apart| match name {
            "x" if is_apart => Some("a + b".to_string()),
            "x" => Some("(a + b)".to_string()),
            _ => None,
        })
    }

    #[test]
    fn arguments_have_parentheses_where_they_need_them() {
        assert_eq!(filled("f({x}, 1)"), "f(a + b, 1)");
        assert_eq!(filled("{x}^2/(1 + {x}^2)"), "(a + b)^2/(1 + (a + b)^2)");
        assert_eq!(filled("{x}"), "a + b");
        assert_eq!(filled("g({y}, {z"), "g({y}, {z");
    }

    #[test]
    fn words_of_a_text_are_not_those_of_its_places() {
        assert_eq!(words("np.where({x} > 1e3, f_2({y}), 2)"), ["np", "where", "f_2"]);
    }

    #[test]
    fn definitions_lose_the_indentation_of_the_source() {
        assert_eq!(dedent("\n    f(x)\n        x\n\n    end\n      "), "f(x)\n    x\n\nend");
    }

    #[test]
    fn calls_are_told_from_other_texts() {
        for call in ["f({x})", "np.where({x} > 0, f({x}), 0)", "special.j0({x})", "c"] {
            assert!(is_call(call), "{call}");
        }
        for other in ["f({x}) + g({x})", "(1)*(2)", "{x}^2", "-f({x})", ""] {
            assert!(!is_call(other), "{other}");
        }
    }
}
