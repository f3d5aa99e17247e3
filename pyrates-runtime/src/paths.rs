//! Values by path: `prey/lv/alpha`, and `all/lv/alpha` for the variable in every node that has it.

use std::fmt;

use pyrates_ir::nearest::nearest;
use pyrates_ir::system::System;

use crate::model::Model;
use crate::parameters::Variable;

/// A path that names no value of a model, or more than one where one is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathError {
    /// Nothing in the model has this path.
    Unknown {
        /// The path.
        path: String,
        /// The nearest path of a value, if any is near.
        nearest: Option<String>,
    },
    /// No variable of the model has this path.
    UnknownVariable {
        /// The path.
        path: String,
        /// The nearest path of a variable, if any is near.
        nearest: Option<String>,
    },
    /// The path has a wildcard, but one value is needed.
    Several {
        /// The path.
        path: String,
        /// The number of values that it names.
        count: usize,
    },
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            PathError::Unknown { path, nearest } => {
                write!(f, "the model has no parameter or state `{path}`")?;
                nearest.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
            }
            PathError::UnknownVariable { path, nearest } => {
                write!(f, "the model has no variable `{path}`")?;
                nearest.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
            }
            PathError::Several { path, count } => {
                write!(f, "`{path}` names {count} values where one is needed; name one of them")
            }
        }
    }
}

impl std::error::Error for PathError {}

/// One path or several, of strings or of typed [`Variable`]s. The trait is sealed.
pub trait Paths: sealed::Sealed {
    #[doc(hidden)]
    fn paths(self) -> Vec<String>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! one_path {
    ($($ty:ty),*) => {$(
        impl sealed::Sealed for $ty {}
        impl Paths for $ty {
            fn paths(self) -> Vec<String> {
                vec![self.to_string()]
            }
        }
    )*};
}

one_path!(&str, String, &String, Variable, &Variable);

impl<T: AsRef<str>, const N: usize> sealed::Sealed for [T; N] {}
impl<T: AsRef<str>, const N: usize> Paths for [T; N] {
    fn paths(self) -> Vec<String> {
        self.iter().map(|path| path.as_ref().to_string()).collect()
    }
}

impl<T: AsRef<str>> sealed::Sealed for &[T] {}
impl<T: AsRef<str>> Paths for &[T] {
    fn paths(self) -> Vec<String> {
        self.iter().map(|path| path.as_ref().to_string()).collect()
    }
}

impl<T: AsRef<str>> sealed::Sealed for Vec<T> {}
impl<T: AsRef<str>> Paths for Vec<T> {
    fn paths(self) -> Vec<String> {
        self.as_slice().paths()
    }
}

/// Where a value of a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    State(usize),
    Parameter(usize),
}

/// All values that a path names, in order.
pub(crate) fn find<M: Model>(model: &M, path: &str) -> Result<Vec<Slot>, PathError> {
    find_in(&model.structure(), path)
}

/// The same in the system of a model.
pub(crate) fn find_in(structure: &System, path: &str) -> Result<Vec<Slot>, PathError> {
    let (states, parameters) = (structure.state_paths(), structure.parameter_paths());
    let matching = |paths: &[String], slot: fn(usize) -> Slot| -> Vec<Slot> {
        (0..paths.len()).filter(|&i| fits(&paths[i], path)).map(slot).collect()
    };
    let mut slots = matching(&states, Slot::State);
    slots.extend(matching(&parameters, Slot::Parameter));
    if slots.is_empty() {
        let known = states.iter().chain(&parameters).map(String::as_str);
        let nearest = nearest(path, known).map(str::to_string);
        return Err(PathError::Unknown { path: path.to_string(), nearest });
    }
    Ok(slots)
}

/// Whether a path fits a pattern in which `all` stands for any one part.
pub(crate) fn fits(path: &str, pattern: &str) -> bool {
    let (path, pattern) = (path.split('/'), pattern.split('/'));
    path.clone().count() == pattern.clone().count() && path.zip(pattern).all(|(a, b)| b == "all" || a == b)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn wildcards_stand_for_one_part() {
        assert!(fits("prey/lv/x", "prey/lv/x") && fits("prey/lv/x", "all/lv/x"));
        assert!(
            fits("a/b/c/x", "all/all/c/x") && !fits("a/b/c/x", "all/c/x") && !fits("prey/lv/x", "prey/lv")
        );
    }
}
