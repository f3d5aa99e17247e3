//! Functions that the file defines, because Modelica lacks them.

use std::collections::BTreeSet;

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;

use super::spelling::{SYNTAX, is_native};
use crate::emit::elementary::elementary;
use crate::emit::prepared::{Leaf, Prepared, PreparedValue};
use crate::emit::printer::Printer;
use crate::emit::writer::Writer;

/// The arguments of functions.
const ARGUMENTS: [&str; 2] = ["x", "y"];

/// For each element, the sum of the values of the links that end there.
const LINK_SUM: &str = "
function link_sum \"For each of n elements, the sum of the values of the links that end there\"
  input Integer targets[:];
  input Real values[size(targets, 1)];
  input Integer n;
  output Real sums[n];
algorithm
  sums := zeros(n);
  for k in 1:size(targets, 1) loop
    sums[targets[k]] := sums[targets[k]] + values[k];
  end for;
end link_sum;
";

/// All expressions of a model.
pub(super) fn expressions(model: &Prepared) -> impl Iterator<Item = &Expr<Leaf>> {
    let of_auxiliaries = model.auxiliaries.iter().filter_map(|a| a.value.expression());
    let of_delays = model.delays.iter().map(|delay| &delay.value);
    model.derivatives.iter().chain(of_auxiliaries).chain(of_delays).chain(model.happenings())
}

/// Writes the definitions that the equations need.
pub(super) fn write(w: &mut Writer, model: &Prepared) {
    let mut missing = BTreeSet::new();
    for e in expressions(model) {
        e.visit(&mut |e| {
            if let Expr::Call(function, _) = e {
                missing.extend(Some(function).filter(|function| !is_native(function)));
            }
        });
    }
    missing.into_iter().for_each(|function| define(w, function));
    // Only those of the user are left.
    model.definitions(&SYNTAX, expressions(model)).iter().for_each(|definition| w.verbatim(definition));
    if model.auxiliaries.iter().any(|a| matches!(a.value, PreparedValue::LinkSum { .. })) {
        w.verbatim(LINK_SUM);
    }
}

/// A function by arithmetic and functions that Modelica has.
fn define(w: &mut Writer, function: &Function) {
    let arguments = &ARGUMENTS[..function.arity()];
    let leaves: Vec<Expr<&str>> = arguments.iter().map(|name| Expr::Leaf(*name)).collect();
    let Some(value) = elementary(function, &leaves) else { return };
    let printer = Printer { syntax: &SYNTAX, leaf: &|name: &&str| name.to_string(), kind: None };
    let name = (SYNTAX.function)(function).name();
    w.line(&format!("function {name} \"{}\"", about(function)));
    w.indented(1, |w| {
        arguments.iter().for_each(|argument| w.line(&format!("input Real {argument};")));
        w.line("output Real result;");
    });
    w.line("algorithm");
    w.indented(1, |w| w.line(&format!("result := {};", printer.text(&value))));
    w.line(&format!("end {name};"));
}

fn about(function: &Function) -> &'static str {
    match function {
        Function::Asinh => "The inverse of the hyperbolic sine",
        Function::Acosh => "The inverse of the hyperbolic cosine",
        Function::Atanh => "The inverse of the hyperbolic tangent",
        Function::Round => "The nearest whole number, halves to the even one",
        Function::Erf => "The error function: a series near zero, a scaled complement elsewhere",
        Function::Sigmoid => "The logistic function",
        _ => "",
    }
}
