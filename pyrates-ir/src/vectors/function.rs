//! Functions of vectors, which users write beside those of numbers.

use crate::display::Named;
use crate::expr::Expr;
use crate::finding::{Loc, Name};
use crate::function::Function;
use crate::noise;

/// An expression as users write it.
pub type Written = Expr<Name, Operation>;

/// A function as users write it.
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// A function of numbers, which acts on each element of a vector.
    Scalar(Function),
    /// A function of whole vectors, with its place.
    Vector(VectorFunction, Loc),
    /// White noise times the argument, at a place. Terms with one name have one source; without a name each term has
    /// a source of its own.
    Noise(Option<Name>, Loc),
}

impl Named for Operation {
    fn name(&self) -> &str {
        match self {
            Operation::Scalar(function) => function.name(),
            Operation::Vector(function, _) => function.name(),
            Operation::Noise(..) => noise::NAME,
        }
    }
}

/// The expression, if it has no functions of vectors and no noise.
pub fn scalar<L: Clone>(e: &Expr<L, Operation>) -> Option<Expr<L>> {
    e.map_functions(&|operation| match operation {
        Operation::Scalar(function) => Some(function.clone()),
        Operation::Vector(..) | Operation::Noise(..) => None,
    })
}

/// A function of vectors or matrices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorFunction {
    /// The sum of all elements.
    Sum,
    /// Their mean.
    Mean,
    /// The smallest one.
    Min,
    /// The largest one.
    Max,
    /// The product of matrices and vectors.
    Product,
    /// An element of a vector, or a row of a matrix.
    Index,
    /// An element of a matrix.
    Index2d,
    /// The elements from one index up to, but without, another one.
    IndexRange,
    /// A row or column of a matrix.
    IndexAxis,
    /// The elements moved to higher indices, the last ones to the front.
    Roll,
    /// The sums over the rows of the product of two matrices, element by element.
    WeightedSum,
}

/// Function, name, other names, the smallest and the largest number of arguments.
struct Row(VectorFunction, &'static str, &'static [&'static str], usize, usize);

const TABLE: &[Row] = &[
    Row(VectorFunction::Sum, "vsum", &["sum"], 1, 1),
    Row(VectorFunction::Mean, "mean", &[], 1, 1),
    // With two arguments they are functions of numbers; the parser tells them apart.
    Row(VectorFunction::Min, "min", &[], 1, 1),
    Row(VectorFunction::Max, "max", &[], 1, 1),
    Row(VectorFunction::Product, "matmul", &["matvec", "dot"], 2, 2),
    Row(VectorFunction::Index, "index", &[], 2, 2),
    Row(VectorFunction::Index2d, "index_2d", &[], 3, 3),
    Row(VectorFunction::IndexRange, "index_range", &[], 3, 3),
    Row(VectorFunction::IndexAxis, "index_axis", &[], 1, 3),
    Row(VectorFunction::Roll, "roll", &[], 2, 2),
    Row(VectorFunction::WeightedSum, "wsum", &[], 2, 2),
];

impl VectorFunction {
    /// The function with this name.
    pub fn from_name(name: &str) -> Option<VectorFunction> {
        TABLE.iter().find(|row| row.1 == name || row.2.contains(&name)).map(|row| row.0)
    }

    /// The names of all functions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().flat_map(|row| std::iter::once(row.1).chain(row.2.iter().copied()))
    }

    /// The name in the equation language.
    pub fn name(self) -> &'static str {
        TABLE.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// The smallest and the largest number of arguments.
    pub fn arity(self) -> (usize, usize) {
        TABLE.iter().find(|row| row.0 == self).map_or((1, 1), |row| (row.3, row.4))
    }
}
