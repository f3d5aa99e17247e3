//! Values by path: `prey/lv/alpha`, and `all/lv/alpha` for the variable in every node that has it.

use std::fmt;

use pyrates_ir::nearest::nearest_path;
use pyrates_ir::select::{Item, known, select};
use pyrates_ir::system::{Layout, PlaceKind, System};

use crate::model::Model;
use crate::parameters::Variable;

/// The number of paths that are compared with an unknown one, to offer the nearest.
pub(crate) const MAX_CANDIDATES: usize = 20_000;

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
    /// The path names no event that the model declares.
    UnknownEvent {
        /// The path.
        path: String,
        /// The paths of events in first units, a few of them.
        known: Vec<String>,
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
            PathError::UnknownEvent { path, known } if known.is_empty() => {
                write!(f, "the model declares no events, so `{path}` is none")
            }
            PathError::UnknownEvent { path, known } => {
                write!(f, "`{path}` is no event; the model has `{}`", known.join("`, `"))
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    State(usize),
    Parameter(usize),
}

/// All values that a path names, in order.
pub(crate) fn find<M: Model>(model: &M, path: &str) -> Result<Vec<Slot>, PathError> {
    find_in(&model.shared_structure(), path)
}

/// The same in the system of a model.
pub(crate) fn find_in(structure: &System, path: &str) -> Result<Vec<Slot>, PathError> {
    let layout = Layout::new(structure);
    let is_value = |item: &Item| !matches!(item, Item::Variable { whole: true, .. });
    let items = select(structure, path).into_iter().map(|selected| selected.item).filter(is_value);
    let mut slots: Vec<Slot> = items.filter_map(|item| slot(structure, &layout, item)).collect();
    slots.sort_unstable();
    if slots.is_empty() {
        let nearest = nearest_value(structure, &layout, path);
        return Err(PathError::Unknown { path: path.to_string(), nearest });
    }
    Ok(slots)
}

/// The place of an item among the values of a model, if it has one.
pub(crate) fn slot(system: &System, layout: &Layout, item: Item) -> Option<Slot> {
    match item {
        Item::Variable { at, part, unit, .. } => {
            let group = system.group(at);
            let place = layout.find(at)? + part * group.n_units() + unit;
            match group.variables[at.variable].place()? {
                PlaceKind::State => Some(Slot::State(place)),
                PlaceKind::Parameter => Some(Slot::Parameter(place)),
            }
        }
        Item::Weight(coupling, number) => Some(Slot::Parameter(layout.weight(coupling)? + number)),
        Item::Delay(coupling, number) => Some(Slot::Parameter(layout.delay(coupling)? + number)),
    }
}

/// The nearest path of what has a value.
fn nearest_value(structure: &System, layout: &Layout, path: &str) -> Option<String> {
    let values = known(structure).filter(|item| slot(structure, layout, *item).is_some());
    let known: Vec<String> = values.take(MAX_CANDIDATES).map(|item| item.path(structure)).collect();
    nearest_path(path, &known)
}
