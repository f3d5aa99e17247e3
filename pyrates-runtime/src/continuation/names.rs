//! States and parameters by the user's names.

use pyrates_ir::nearest::nearest_path;

use super::ContinuationError;

/// The paths of all states and parameters of a model, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) states: Vec<String>,
    pub(crate) parameters: Vec<String>,
}

impl Names {
    pub(crate) fn state(&self, name: &str) -> Result<usize, ContinuationError> {
        find(&self.states, name, "state")
    }

    pub(crate) fn parameter(&self, name: &str) -> Result<usize, ContinuationError> {
        find(&self.parameters, name, "parameter")
    }

    /// The shortest end of a path, at whole parts, that means no other state or parameter.
    pub(crate) fn short<'a>(&self, path: &'a str) -> &'a str {
        let all = || self.states.iter().chain(&self.parameters);
        let starts = path.match_indices('/').map(|(i, _)| i + 1).collect::<Vec<_>>();
        let ends = starts.into_iter().rev().map(|start| &path[start..]);
        let is_clear = |end: &&str| all().filter(|other| fits(other, end)).count() == 1;
        ends.into_iter().find(is_clear).unwrap_or(path)
    }
}

/// The index of the path that a name means: the path itself, or the only one that begins or ends with the name, at whole
/// parts. Dots may stand for slashes.
fn find(paths: &[String], name: &str, what: &'static str) -> Result<usize, ContinuationError> {
    let name = name.replace('.', "/");
    if let Some(exact) = paths.iter().position(|path| *path == name) {
        return Ok(exact);
    }
    let fitting: Vec<usize> = (0..paths.len()).filter(|&i| fits(&paths[i], &name)).collect();
    match fitting[..] {
        [only] => Ok(only),
        [] => {
            let nearest = nearest_path(&name, paths);
            Err(ContinuationError::Unknown { what, name, nearest })
        }
        _ => {
            let candidates = fitting.iter().map(|&i| paths[i].clone()).collect();
            Err(ContinuationError::Ambiguous { name, candidates })
        }
    }
}

fn fits(path: &str, name: &str) -> bool {
    let begins = path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    let ends = path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    !name.is_empty() && (begins || ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let states = ["p/qif/r", "p/qif/v", "q/qif/v"].map(String::from).to_vec();
        let parameters = ["p/qif/eta", "edges/p_to_q/weight"].map(String::from).to_vec();
        Names { states, parameters }
    }

    #[test]
    fn names_may_be_short_where_that_is_clear() {
        let names = names();
        assert_eq!(names.state("r").unwrap(), 0);
        assert_eq!(names.state("q.qif.v").unwrap(), 2);
        assert_eq!(names.parameter("weight").unwrap(), 1);
        assert_eq!(names.short("p/qif/eta"), "eta");
        assert_eq!(names.short("q/qif/v"), "q/qif/v");
    }

    #[test]
    fn unclear_and_unknown_names_are_refused() {
        let names = names();
        let message = names.state("v").unwrap_err().to_string();
        assert_eq!(message, "`v` may be any of `p/qif/v`, `q/qif/v`; write one of them in full");
        let message = names.parameter("p/qif/etta").unwrap_err().to_string();
        assert_eq!(message, "the model has no parameter `p/qif/etta`; did you mean `p/qif/eta`?");
        let message = names.parameter("etta").unwrap_err().to_string();
        assert_eq!(message, "the model has no parameter `etta`; did you mean `p/qif/eta`?");
    }
}
