//! Finding states by name.

use std::collections::HashSet;

use super::SolutionError;

/// The index of the label that a name means: the label itself, or the only label that begins or ends with
/// the name, at whole parts of its path.
pub(crate) fn find(labels: &[String], name: &str) -> Result<usize, SolutionError> {
    if let Some(exact) = labels.iter().position(|label| label == name) {
        return Ok(exact);
    }
    let fitting: Vec<usize> = (0..labels.len()).filter(|&i| fits(&labels[i], name)).collect();
    match fitting[..] {
        [only] => Ok(only),
        [] => {
            let nearest =
                pyrates_ir::nearest::nearest(name, labels.iter().map(String::as_str)).map(str::to_string);
            Err(SolutionError::UnknownColumn { name: name.to_string(), nearest })
        }
        _ => {
            let candidates = fitting.iter().map(|&i| labels[i].clone()).collect();
            Err(SolutionError::AmbiguousColumn { name: name.to_string(), candidates })
        }
    }
}

/// Refuses equal labels.
pub(super) fn check_unique(labels: &[String]) -> Result<(), SolutionError> {
    let mut seen = HashSet::new();
    match labels.iter().find(|label| !seen.insert(label.as_str())) {
        Some(label) => Err(SolutionError::DuplicateLabel { label: label.clone() }),
        None => Ok(()),
    }
}

fn fits(label: &str, name: &str) -> bool {
    let begins = label.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    let ends = label.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'));
    !name.is_empty() && (begins || ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<String> {
        ["predator/lv/x", "prey/lv/x", "prey/lv/z"].map(String::from).to_vec()
    }

    #[test]
    fn names_may_be_shortened_where_that_is_clear() {
        let labels = labels();
        for (name, index) in [("prey/lv/x", 1), ("predator", 0), ("lv/z", 2), ("z", 2), ("predator/lv", 0)] {
            assert_eq!(find(&labels, name).unwrap(), index, "{name}");
        }
    }

    #[test]
    fn unclear_and_unknown_names_are_refused() {
        let labels = labels();
        let message = |name: &str| find(&labels, name).unwrap_err().to_string();
        assert_eq!(
            message("prey"),
            "`prey` may be any of `prey/lv/x`, `prey/lv/z`; write one of them in full"
        );
        assert_eq!(
            message("pray/lv/x"),
            "the solution has no variable `pray/lv/x`; did you mean `prey/lv/x`?"
        );
        assert!(matches!(find(&labels, ""), Err(SolutionError::UnknownColumn { .. })));
    }
}
