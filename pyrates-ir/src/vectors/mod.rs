//! Vectors and matrices as variables of operators: they are written out in numbers before a model is put together.
//!
//! The variable `x` of three elements becomes the variables `x/0`, `x/1` and `x/2`, and its equation three equations.
//! So nothing behind this module knows of vectors, and the path of an element is `op/x/0`.

mod circuit;
mod expand;
mod function;
mod shape;

use std::cell::Cell;

use crate::definition::{Declaration, Operator};
use crate::expr::Expr;
use crate::finding::{Code, Finding, Name};
use crate::parse::ParsedEquation;

pub(crate) use circuit::expand as circuit;
pub(crate) use circuit::tidy;
pub use function::{Operation, VectorFunction, Written, scalar};
pub use shape::{Array, MAX_ELEMENTS, dotted, index_parts, indices, shown, split, words};

/// Whether an operator has anything to write out.
pub fn has_vectors(operator: &Operator) -> bool {
    let is_vector = |e: &Written| matches!(e, Expr::Call(Operation::Vector(..), _));
    operator.variables.iter().any(|v| v.array.is_some())
        || operator.equations.iter().any(|e| e.value.any(&mut |e| is_vector(e)))
}

/// The operator in numbers. Equations whose shapes do not fit are left out and reported.
pub fn operator(operator: &Operator, findings: &mut Vec<Finding>) -> Operator {
    let variables = operator.variables.iter().flat_map(elements).collect();
    let parts = Cell::new(0);
    let mut equations = Vec::new();
    for equation in &operator.equations {
        match equations_of(operator, equation, &parts) {
            Ok(written_out) => equations.extend(written_out),
            Err(finding) => findings.push(finding),
        }
        if findings.last().is_some_and(|finding| finding.code == Code::Elements) {
            break;
        }
    }
    Operator { variables, equations, ..operator.clone() }
}

/// The variables that stand for a declaration.
fn elements(declaration: &Declaration) -> Vec<Declaration> {
    let Some(array) = &declaration.array else { return vec![declaration.clone()] };
    let of_element = |(index, value): (String, &crate::system::Value)| Declaration {
        name: Name::new(format!("{}/{index}", declaration.name.text), declaration.name.loc),
        value: *value,
        array: None,
        ..declaration.clone()
    };
    indices(&array.shape).into_iter().zip(&array.values).map(of_element).collect()
}

/// One equation for each element of the variable on the left side.
fn equations_of(
    operator: &Operator,
    equation: &ParsedEquation,
    parts: &Cell<usize>,
) -> Result<Vec<ParsedEquation>, Finding> {
    let target = &equation.target;
    let value = expand::Expander { operator, target, parts }.expand(&equation.value)?;
    let array = operator.declaration(&target.text).and_then(|declaration| declaration.array.as_ref());
    let shape = array.map_or(&[][..], |array| &array.shape);
    if !value.shape.is_empty() && value.shape != shape {
        let message = format!(
            "`{}` is {}, but the right-hand side is {}",
            target.text,
            words(shape),
            words(&value.shape)
        );
        let zero = value.shape.iter().rev().fold("0.0".to_string(), |zero, n| format!("[{zero}; {n}]"));
        let help =
            format!("declare it with that shape, `{}: variable({zero})`, or take one element", target.text);
        return Err(Finding::new(Code::Shapes, target.loc, message).help(help));
    }
    let form = equation.form;
    if shape.is_empty() {
        return Ok(vec![ParsedEquation { form, target: target.clone(), value: value.at(0) }]);
    }
    let names =
        indices(shape).into_iter().map(|index| Name::new(format!("{}/{index}", target.text), target.loc));
    Ok(names.enumerate().map(|(k, target)| ParsedEquation { form, target, value: value.at(k) }).collect())
}
