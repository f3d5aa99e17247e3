//! Equations in the words of PyRates.

use crate::display;
use crate::expr::Expr;
use crate::function::Function;

use super::super::lint_operator::negative_past;
use super::Dialect;

/// An equation while it is written, and what its operator needs besides.
pub(super) struct Speller<'a> {
    pub(super) dialect: Dialect,
    /// The names of the operator's variables.
    pub(super) taken: &'a mut Vec<String>,
    /// Further equations of the operator, with the names of their variables: delayed terms.
    pub(super) delayed: Vec<(String, String)>,
    /// The name of the imaginary unit, if it is needed.
    pub(super) unit: Option<String>,
    /// What PyRates does not have, and whether no file has it.
    pub(super) problems: Vec<(String, bool)>,
}

impl Speller<'_> {
    /// The text of an expression of named variables.
    pub(super) fn text(&mut self, e: &Expr<String>) -> String {
        let apart = self.dialect == Dialect::PyRates && negative_past(e);
        let spelled = self.spell(e, apart);
        display::text(&spelled, &|word: &String| word.clone())
    }

    /// Replaces what is spelled differently by words. PyRates fails on delayed terms that are subtracted; `apart`
    /// gives them equations of their own.
    fn spell(&mut self, e: &Expr<String>, apart: bool) -> Expr<String> {
        let extended = self.dialect == Dialect::Extended;
        match e {
            Expr::Number(x) if *x == std::f64::consts::PI => Expr::Leaf("pi".to_string()),
            Expr::Number(x) if !x.is_finite() => {
                self.problems.push(("a number that is not finite".to_string(), true));
                e.clone()
            }
            Expr::Imaginary(x) if !extended => self.imaginary(*x),
            Expr::Past(inner, delay) => self.past(inner, delay, apart),
            Expr::Call(Function::User(function), _) => {
                let problem = format!("the function `{}`, which is written in Rust", function.name());
                self.problems.push((problem, true));
                e.clone()
            }
            Expr::Call(function, arguments) if !extended => {
                let name = self.function(function);
                let arguments: Vec<String> = arguments
                    .iter()
                    .map(|a| display::text(&self.spell(a, apart), &|word: &String| word.clone()))
                    .collect();
                Expr::Leaf(format!("{name}({})", arguments.join(", ")))
            }
            Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) | Expr::Select(..) if !extended => {
                self.problems.push(("a condition".to_string(), false));
                e.clone()
            }
            other => other.map_children(|child| self.spell(child, apart)),
        }
    }

    fn imaginary(&mut self, x: f64) -> Expr<String> {
        let unit = match &self.unit {
            Some(unit) => unit.clone(),
            None => {
                let unit = self.free_name("imag_unit");
                self.unit = Some(unit.clone());
                unit
            }
        };
        if x == 1.0 { Expr::Leaf(unit) } else { Expr::Number(x) * Expr::Leaf(unit) }
    }

    fn past(&mut self, inner: &Expr<String>, delay: &Expr<String>, apart: bool) -> Expr<String> {
        let word = |e: &Expr<String>| display::text(e, &|word: &String| word.clone());
        if !matches!(delay, Expr::Leaf(_) | Expr::Number(_)) && self.dialect == Dialect::PyRates {
            self.problems.push(("a delay that is computed".to_string(), false));
        }
        let text = format!("past({}, {})", word(inner), word(delay));
        if !apart {
            return Expr::Leaf(text);
        }
        if let Some((name, _)) = self.delayed.iter().find(|(_, known)| *known == text) {
            return Expr::Leaf(name.clone());
        }
        let name = self.free_name(&format!("{}_past", word(inner)));
        self.delayed.push((name.clone(), text));
        Expr::Leaf(name)
    }

    /// A name that no variable of the operator has.
    fn free_name(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|n| format!("{wanted}_{n}"));
        let mut candidates = std::iter::once(wanted.to_string()).chain(numbered);
        let name = candidates.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.push(name.clone());
        name
    }

    /// The name of a function in PyRates.
    fn function<'f>(&mut self, function: &'f Function) -> &'f str {
        match function {
            Function::Asin => "arcsin",
            Function::Acos => "arccos",
            Function::Atan => "arctan",
            Function::Abs => "absv",
            Function::Min => "mini",
            Function::Max => "maxi",
            Function::Asinh
            | Function::Acosh
            | Function::Atanh
            | Function::Log10
            | Function::Floor
            | Function::Ceil
            | Function::Round
            | Function::Erf
            | Function::Heaviside
            | Function::Mod
            | Function::Atan2
            | Function::Arg
            | Function::User(_) => {
                self.problems.push((format!("the function `{}`", function.name()), false));
                function.name()
            }
            other => other.name(),
        }
    }
}
