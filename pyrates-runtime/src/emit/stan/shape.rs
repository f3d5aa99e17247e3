//! The types of variables: numbers, vectors and matrices.

use crate::emit::prepared::{Leaf, Prepared, PreparedValue, PreparedVariable};

/// The type of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Real,
    Vector(usize),
    Matrix(usize, usize),
}

impl Shape {
    /// That of a state or of a parameter that is no matrix.
    pub(super) fn plain(v: &PreparedVariable) -> Shape {
        match v.n() {
            1 => Shape::Real,
            n => Shape::Vector(n),
        }
    }

    /// That of a parameter: weights are a matrix if all that is done with them are products.
    pub(super) fn of(model: &Prepared, parameter: usize) -> Shape {
        let v = &model.parameters[parameter];
        match v.columns {
            Some(columns) if !is_read_by_element(model, parameter) => Shape::Matrix(v.n() / columns, columns),
            _ => Shape::plain(v),
        }
    }

    /// The type of an argument of a function.
    pub(super) fn argument(self) -> &'static str {
        match self {
            Shape::Real => "real",
            Shape::Vector(_) => "vector",
            Shape::Matrix(..) => "matrix",
        }
    }

    /// The type in a declaration, with a constraint, as in `<lower=0>`.
    pub(super) fn declared(self, constraint: &str) -> String {
        format!("{}{constraint}{}", self.argument(), self.size())
    }

    /// The type as the tables of names show it.
    pub(super) fn reference(self) -> String {
        self.declared("")
    }

    fn size(self) -> String {
        match self {
            Shape::Real => String::new(),
            Shape::Vector(n) => format!("[{n}]"),
            Shape::Matrix(rows, columns) => format!("[{rows}, {columns}]"),
        }
    }
}

/// Whether a parameter stands in any expression or table look-up, so that its elements have numbers.
fn is_read_by_element(model: &Prepared, parameter: usize) -> bool {
    let is_it = |leaf: &Leaf| *leaf == Leaf::Parameter(parameter);
    let in_auxiliary = |value: &PreparedValue| match value {
        PreparedValue::Product { vector, .. } => is_it(vector),
        other => other.leaves().iter().any(is_it),
    };
    model.auxiliaries.iter().any(|auxiliary| in_auxiliary(&auxiliary.value))
        || model.derivatives.iter().any(|e| e.leaves().into_iter().any(is_it))
}
