//! Expressions of vectors written out: one expression of numbers for each element.

use std::cell::Cell;

use crate::definition::Operator;
use crate::expr::{BinaryOp, Expr};
use crate::finding::{Code, Finding, Loc, Name};
use crate::function::Function;
use crate::simplify::simplify;

use super::function::{Operation, VectorFunction, Written, scalar};
use super::shape::{count, indices, words};

/// The largest number of parts of all equations of an operator together, once they are written out.
const MAX_PARTS: usize = 50_000;

/// A number, vector or matrix of expressions, row by row.
#[derive(Clone)]
pub(super) struct Grid {
    pub(super) shape: Vec<usize>,
    pub(super) elements: Vec<Written>,
    /// The number of parts of all elements.
    parts: usize,
}

impl Grid {
    fn new(shape: Vec<usize>, elements: Vec<Written>) -> Grid {
        let parts = elements.iter().map(Expr::size).sum();
        Grid { shape, elements, parts }
    }

    fn number(e: Written) -> Grid {
        Grid::new(Vec::new(), vec![e])
    }

    /// The expression of an element; a number is the same for all.
    pub(super) fn at(&self, k: usize) -> Written {
        self.elements[if self.shape.is_empty() { 0 } else { k }].clone()
    }

    /// The part with these elements.
    fn select(&self, shape: Vec<usize>, which: impl Iterator<Item = usize>) -> Grid {
        Grid::new(shape, which.map(|k| self.elements[k].clone()).collect())
    }
}

/// Writes out the equations of an operator.
pub(super) struct Expander<'a> {
    pub(super) operator: &'a Operator,
    /// The left side of the equation.
    pub(super) target: &'a Name,
    /// The number of parts so far.
    pub(super) parts: &'a Cell<usize>,
}

type Expanded = Result<Grid, Finding>;

impl Expander<'_> {
    /// All elements of an expression.
    pub(super) fn expand(&self, e: &Written) -> Expanded {
        match e {
            Expr::Number(_) | Expr::Imaginary(_) => Ok(Grid::number(e.clone())),
            Expr::Leaf(name) => Ok(self.variable(name)),
            Expr::Call(Operation::Vector(function, loc), arguments) => self.call(*function, *loc, arguments),
            _ => self.elementwise(e),
        }
    }

    fn variable(&self, name: &Name) -> Grid {
        let declared = self.operator.declaration(&name.text).and_then(|d| d.array.as_ref());
        let Some(array) = declared else { return Grid::number(Expr::Leaf(name.clone())) };
        let names = indices(&array.shape).into_iter();
        let leaf = |index: String| Expr::Leaf(Name::new(format!("{}/{index}", name.text), name.loc));
        Grid::new(array.shape.clone(), names.map(leaf).collect())
    }

    /// An operation on numbers, for each element: single numbers go with every shape, and shapes must be equal.
    fn elementwise(&self, e: &Written) -> Expanded {
        let children = e.children();
        let grids: Vec<Grid> = children.iter().map(|child| self.expand(child)).collect::<Result<_, _>>()?;
        let mut shape: &[usize] = &[];
        for (grid, child) in grids.iter().zip(&children).filter(|(grid, _)| !grid.shape.is_empty()) {
            if !shape.is_empty() && shape != grid.shape {
                let message = format!("{} joins {} with {}", what(e), words(shape), words(&grid.shape));
                return Err(self.mismatch(child, message));
            }
            shape = &grid.shape;
        }
        let n = count(shape);
        if n > 1 {
            let parts = |grid: &Grid| if grid.shape.is_empty() { n * grid.parts } else { grid.parts };
            self.afford(n + grids.iter().map(parts).sum::<usize>())?;
        }
        let element = |k: usize| {
            let mut parts = grids.iter().map(|grid| grid.at(k));
            e.map_children(|child| parts.next().unwrap_or_else(|| child.clone()))
        };
        Ok(Grid::new(shape.to_vec(), (0..n).map(element).collect()))
    }

    fn call(&self, function: VectorFunction, loc: Loc, arguments: &[Written]) -> Expanded {
        let x = self.argument(arguments, 0)?;
        match function {
            VectorFunction::Sum => Ok(Grid::number(sum(x.elements))),
            VectorFunction::Mean => {
                let n = x.elements.len();
                let total = sum(x.elements);
                Ok(Grid::number(if n == 1 { total } else { total / Expr::Number(n as f64) }))
            }
            VectorFunction::Min => Ok(Grid::number(reduce(x.elements, &|a, b| pair(Function::Min, a, b)))),
            VectorFunction::Max => Ok(Grid::number(reduce(x.elements, &|a, b| pair(Function::Max, a, b)))),
            VectorFunction::Product => self.product(loc, &x, &self.argument(arguments, 1)?),
            VectorFunction::WeightedSum => self.weighted_sum(loc, &x, &self.argument(arguments, 1)?),
            VectorFunction::Roll => {
                let n = x.elements.len();
                let shift = self.whole(&arguments[1], loc)?.rem_euclid(n as i64) as usize;
                Ok(x.select(x.shape.clone(), (0..n).map(|k| (k + n - shift) % n)))
            }
            VectorFunction::Index => self.along(&x, 0, arguments, loc),
            VectorFunction::Index2d => self.element(&x, arguments, loc),
            VectorFunction::IndexRange => self.range(&x, arguments, loc),
            VectorFunction::IndexAxis => match arguments.get(2) {
                _ if arguments.len() == 1 => Ok(x),
                None => self.along(&x, 0, arguments, loc),
                Some(axis) => {
                    let axis = self.index(axis, x.shape.len().max(1), "an axis", loc)?;
                    self.along(&x, axis, arguments, loc)
                }
            },
        }
    }

    fn argument(&self, arguments: &[Written], k: usize) -> Expanded {
        arguments.get(k).map_or_else(|| Ok(Grid::number(Expr::Number(0.0))), |e| self.expand(e))
    }

    /// `index(x, i)`: an element of a vector, or a row (or column) of a matrix.
    fn along(&self, x: &Grid, axis: usize, arguments: &[Written], loc: Loc) -> Expanded {
        match x.shape.as_slice() {
            [n] => {
                let i = self.index(&arguments[1], *n, "an index", loc)?;
                Ok(x.select(Vec::new(), std::iter::once(i)))
            }
            [n, m] if axis == 0 => {
                let i = self.index(&arguments[1], *n, "the index of a row", loc)?;
                Ok(x.select(vec![*m], i * m..(i + 1) * m))
            }
            [n, m] => {
                let j = self.index(&arguments[1], *m, "the index of a column", loc)?;
                Ok(x.select(vec![*n], (0..*n).map(|i| i * m + j)))
            }
            _ => Err(self.no_elements(arguments, loc)),
        }
    }

    /// `index_2d(W, i, j)`.
    fn element(&self, x: &Grid, arguments: &[Written], loc: Loc) -> Expanded {
        let [n, m] = x.shape[..] else {
            let message = format!("two indices are for a matrix, not for {}", words(&x.shape));
            return Err(self.refuse(Code::Shapes, loc, message, "give one index"));
        };
        let i = self.index(&arguments[1], n, "the index of a row", loc)?;
        let j = self.index(&arguments[2], m, "the index of a column", loc)?;
        Ok(x.select(Vec::new(), std::iter::once(i * m + j)))
    }

    /// `index_range(x, a, b)`: elements, or rows, from `a` up to, but without, `b`.
    fn range(&self, x: &Grid, arguments: &[Written], loc: Loc) -> Expanded {
        let Some((n, row)) = x.shape.split_first() else { return Err(self.no_elements(arguments, loc)) };
        let start = self.index(&arguments[1], *n, "an index", loc)?;
        let end = self.index(&arguments[2], n + 1, "the end of a range", loc)?;
        if end <= start {
            let message = format!("no element lies between {start} and {end}");
            return Err(self.refuse(Code::Index, loc, message, "the end is larger than the start"));
        }
        let width = count(row);
        Ok(x.select([&[end - start], row].concat(), start * width..end * width))
    }

    /// The product of matrices and vectors, as that of numpy's `dot`.
    fn product(&self, loc: Loc, a: &Grid, b: &Grid) -> Expanded {
        let (rows, inner) = match a.shape[..] {
            [m] => (1, m),
            [n, m] => (n, m),
            _ => (1, 1),
        };
        let (height, columns) = match b.shape[..] {
            [m] => (m, 1),
            [m, k] => (m, k),
            _ => (1, 1),
        };
        if a.shape.is_empty() || b.shape.is_empty() || inner != height {
            let message = format!("there is no product of {} and {}", words(&a.shape), words(&b.shape));
            let help =
                "a matrix has as many columns as its partner has rows or elements; `*` multiplies elements";
            return Err(self.refuse(Code::Shapes, loc, message, help));
        }
        self.afford(a.parts * columns + b.parts * rows)?;
        let mut elements = Vec::new();
        for i in 0..rows {
            for j in 0..columns {
                let term = |k: usize| a.at(i * inner + k) * b.at(k * columns + j);
                elements.push(sum((0..inner).map(term).collect()));
            }
        }
        let mut shape = a.shape[..a.shape.len() - 1].to_vec();
        shape.extend(&b.shape[1..]);
        if count(&shape) > super::shape::MAX_ELEMENTS {
            let message = format!("the product is {}", words(&shape));
            return Err(self.refuse(Code::Elements, loc, message, TOO_LARGE));
        }
        Ok(Grid::new(shape, elements))
    }

    /// `wsum(W, C)`: element `i` is the sum of `W[i][j]*C[i][j]` over `j`.
    fn weighted_sum(&self, loc: Loc, w: &Grid, c: &Grid) -> Expanded {
        let ([n, m], true) = (&w.shape[..], w.shape == c.shape) else {
            let message =
                format!("`wsum` takes two equal matrices, not {} and {}", words(&w.shape), words(&c.shape));
            return Err(self.refuse(Code::Shapes, loc, message, "for a matrix and a vector, write `matvec`"));
        };
        let row = |i: usize| sum((i * m..(i + 1) * m).map(|k| w.at(k) * c.at(k)).collect());
        Ok(Grid::new(vec![*n], (0..*n).map(row).collect()))
    }

    /// A whole number that is known when the model is compiled.
    fn whole(&self, e: &Written, of: Loc) -> Result<i64, Finding> {
        let number = scalar(e).and_then(|e| simplify(&e).as_number());
        match number {
            Some(x) if x.fract() == 0.0 && x.abs() <= 1e9 => Ok(x as i64),
            _ => {
                let message = "an index is a whole number that is known when the model is compiled";
                let help = "write it as a number; for a delayed value write `x(t - delay)`";
                Err(self.refuse(Code::Index, self.place(e).unwrap_or(of), message.to_string(), help))
            }
        }
    }

    fn index(&self, e: &Written, n: usize, what: &str, of: Loc) -> Result<usize, Finding> {
        let i = self.whole(e, of)?;
        usize::try_from(i).ok().filter(|i| *i < n).ok_or_else(|| {
            let message = format!("{what} lies between 0 and {}, but {i} is given", n - 1);
            self.refuse(Code::Index, self.place(e).unwrap_or(of), message, "elements are counted from 0")
        })
    }

    fn no_elements(&self, arguments: &[Written], loc: Loc) -> Finding {
        let message = match arguments.first() {
            Some(Expr::Leaf(name)) => format!("`{}` is a single number; it has no elements", name.text),
            _ => "a single number has no elements".to_string(),
        };
        let help = "declare a vector, `x: variable([0.0; 3])`; for a delayed value write `x(t - delay)`";
        self.refuse(Code::Index, loc, message, help)
    }

    /// Whether so many more parts are still acceptable.
    fn afford(&self, parts: usize) -> Result<(), Finding> {
        self.parts.set(self.parts.get().saturating_add(parts));
        if self.parts.get() <= MAX_PARTS {
            return Ok(());
        }
        let message = format!("the equations have more than {MAX_PARTS} parts when they are written out");
        Err(self.refuse(Code::Elements, self.target.loc, message, TOO_LARGE))
    }

    fn mismatch(&self, e: &Written, message: String) -> Finding {
        let help = "vectors of equal shape act element by element, and single numbers go with every shape";
        self.refuse(Code::Shapes, self.place(e).unwrap_or(self.target.loc), message, help)
    }

    fn refuse(&self, code: Code, loc: Loc, message: String, help: &str) -> Finding {
        Finding::new(code, loc, format!("{message}, in the equation of `{}`", self.target.text)).help(help)
    }

    /// The first word of an expression.
    fn place(&self, e: &Written) -> Option<Loc> {
        let mut place = None;
        e.visit(&mut |e| {
            place = place.or(match e {
                Expr::Leaf(name) => Some(name.loc),
                Expr::Call(Operation::Vector(_, loc), _) => Some(*loc),
                _ => None,
            });
        });
        place
    }
}

const TOO_LARGE: &str = "name sums and products by assignments of their own, or use a population";

/// An operation in words.
fn what(e: &Written) -> String {
    match e {
        Expr::Binary(op, ..) => match op {
            BinaryOp::Add => "`+`".to_string(),
            BinaryOp::Sub => "`-`".to_string(),
            BinaryOp::Mul => "`*`".to_string(),
            BinaryOp::Div => "`/`".to_string(),
            BinaryOp::Pow => "`^`".to_string(),
        },
        Expr::Compare(op, ..) => format!("`{}`", op.symbol()),
        Expr::Call(operation, _) => format!("`{}`", crate::display::Named::name(operation)),
        Expr::Select(..) => "the conditional".to_string(),
        Expr::Past(..) => "the delay".to_string(),
        _ => "the expression".to_string(),
    }
}

fn pair(function: Function, a: Written, b: Written) -> Written {
    Expr::Call(Operation::Scalar(function), vec![a, b])
}

fn sum(terms: Vec<Written>) -> Written {
    reduce(terms, &|a, b| a + b)
}

fn reduce(terms: Vec<Written>, join: &dyn Fn(Written, Written) -> Written) -> Written {
    terms.into_iter().reduce(join).unwrap_or(Expr::Number(0.0))
}
