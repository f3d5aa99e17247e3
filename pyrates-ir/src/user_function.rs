//! Functions that users write in Rust, and those that they write as expressions.
//!
//! A function written in Rust is opaque: equations know its name and its identity, and numbers come from its
//! [`Implementation`], which the front end knows only when the model runs. A function written as an expression is
//! gone when an equation has been read: each call has been replaced by the expression.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::check::constant;
use crate::definition::Operator;
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::function::Function;
use crate::vectors::{Operation, VectorFunction, Written};

/// The largest number of arguments of a function.
pub const MAX_ARGUMENTS: usize = 8;

/// The deepest tree that calls of functions written as expressions may grow into.
const MAX_DEPTH: usize = 1000;

/// The largest number of parts that they may grow into.
const MAX_SIZE: usize = 50_000;

/// Names that look like functions but are part of the language.
const KEYWORDS: [&str; 4] = ["where", "past", "if", "noise"];

/// What a function written in Rust computes, and how other languages spell it.
#[derive(Debug, Clone, Copy)]
pub struct Implementation {
    /// The names of its arguments.
    pub arguments: &'static [&'static str],
    /// Its value; the slice is as long as `arguments`.
    pub value: fn(&[f64]) -> f64,
    /// Its derivative with respect to one argument, where the user gave it.
    pub derivative: fn(&[f64], usize) -> Option<f64>,
    /// How other languages spell it.
    pub spellings: &'static [Spelling],
}

/// How another language spells a function written in Rust. In the texts, `{x}` stands for the argument `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling {
    /// The language, in lower case.
    pub language: &'static str,
    /// The value.
    pub value: &'static str,
    /// The derivatives with respect to some of the arguments.
    pub derivatives: &'static [(usize, &'static str)],
    /// What the file needs besides, for instance the definition of a function; may be empty.
    pub definition: &'static str,
}

impl Implementation {
    /// The value, or a derivative: one with respect to each of the arguments in `derivatives`, in turn. Derivatives
    /// that the user did not give are central differences with a step of 6e-6 times the larger of 1 and the size of
    /// the argument; where the function is smooth on that scale, they are good to about ten digits.
    pub fn at(&self, derivatives: &[usize], x: &[f64]) -> f64 {
        match derivatives {
            [] => (self.value)(x),
            [i] => (self.derivative)(x, *i).unwrap_or_else(|| self.difference(&[], *i, x)),
            [before @ .., i] => self.difference(before, *i, x),
        }
    }

    fn difference(&self, derivatives: &[usize], i: usize, x: &[f64]) -> f64 {
        let mut at = [0.0; MAX_ARGUMENTS];
        let at = &mut at[..x.len()];
        at.copy_from_slice(x);
        let h = f64::EPSILON.cbrt() * x[i].abs().max(1.0);
        let (right, left) = (x[i] + h, x[i] - h);
        at[i] = right;
        let above = self.at(derivatives, at);
        at[i] = left;
        let below = self.at(derivatives, at);
        (above - below) / (right - left)
    }

    /// How a language spells the function.
    pub fn spelling(&self, language: &str) -> Option<&'static Spelling> {
        self.spellings.iter().find(|spelling| spelling.language == language)
    }
}

/// A function written in Rust, or one of its derivatives, in an expression.
#[derive(Debug, Clone)]
pub struct UserFunction(Arc<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    /// The name of the function itself.
    base: String,
    /// The name, with what it is a derivative of.
    name: String,
    arity: usize,
    identity: u64,
    derivatives: Vec<usize>,
    implementation: Option<Implementation>,
}

impl UserFunction {
    /// A function by its name, number of arguments and identity: functions of equal identity are the same.
    pub fn new(name: &str, arity: usize, identity: u64) -> UserFunction {
        let (derivatives, implementation) = (Vec::new(), None);
        let (base, name) = (name.to_string(), name.to_string());
        UserFunction(Arc::new(Parts { base, name, arity, identity, derivatives, implementation }))
    }

    /// The function with what it computes.
    pub fn implemented(self, implementation: Implementation) -> UserFunction {
        let mut parts = Arc::unwrap_or_clone(self.0);
        parts.implementation = Some(implementation);
        UserFunction(Arc::new(parts))
    }

    /// The derivative with respect to an argument.
    pub fn derivative(&self, argument: usize) -> UserFunction {
        let mut parts = (*self.0).clone();
        parts.derivatives.push(argument);
        parts.derivatives.sort_unstable();
        let digits = parts.derivatives.iter().map(|i| format!("_d{}", i + 1));
        parts.name = format!("{}{}", parts.base, digits.collect::<String>());
        UserFunction(Arc::new(parts))
    }

    /// Its name; that of a derivative ends in `_d1` for the first argument.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The name of the function itself, also for a derivative.
    pub fn base_name(&self) -> &str {
        &self.0.base
    }

    /// The number of arguments.
    pub fn arity(&self) -> usize {
        self.0.arity
    }

    /// What tells the function from others of equal name.
    pub fn identity(&self) -> u64 {
        self.0.identity
    }

    /// The arguments with respect to which it is a derivative, in order.
    pub fn derivatives(&self) -> &[usize] {
        &self.0.derivatives
    }

    /// What it computes, if the model is one that runs.
    pub fn implementation(&self) -> Option<&Implementation> {
        self.0.implementation.as_ref()
    }

    /// How a language spells it: a text in which `{x}` stands for the argument `x`.
    pub fn spelling(&self, language: &str) -> Option<&'static str> {
        let spelling = self.implementation()?.spelling(language)?;
        match self.derivatives() {
            [] => Some(spelling.value),
            [i] => spelling.derivatives.iter().find(|(argument, _)| argument == i).map(|(_, text)| *text),
            _ => None,
        }
    }

    /// Its value; not a number where it has no implementation.
    pub fn apply(&self, arguments: &[f64]) -> f64 {
        self.implementation().map_or(f64::NAN, |f| f.at(self.derivatives(), arguments))
    }

    fn key(&self) -> (u64, &str, usize, &[usize]) {
        (self.0.identity, &self.0.name, self.0.arity, &self.0.derivatives)
    }
}

impl PartialEq for UserFunction {
    fn eq(&self, other: &UserFunction) -> bool {
        self.key() == other.key()
    }
}

impl Eq for UserFunction {}

impl PartialOrd for UserFunction {
    fn partial_cmp(&self, other: &UserFunction) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UserFunction {
    fn cmp(&self, other: &UserFunction) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for UserFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// A function that an operator declares.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredFunction {
    /// Its name in the equations.
    pub name: Name,
    /// What it stands for.
    pub meaning: Meaning,
}

/// What a declared function stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A function written in Rust, by its identity.
    Rust(u64),
    /// An expression of its arguments and of the variables of the operator.
    Expression(Vec<Name>, Written),
}

impl DeclaredFunction {
    /// A call of the function.
    pub(crate) fn call(&self, name: &Name, arguments: Vec<Written>) -> Result<Written, Finding> {
        let n = arguments.len();
        match &self.meaning {
            Meaning::Rust(_) if n == 0 || n > MAX_ARGUMENTS => {
                let message = format!("`{}` is called with {n} arguments", name.text);
                Err(Finding::new(Code::ArgumentCount, name.loc, message)
                    .help(format!("functions written in Rust have 1 to {MAX_ARGUMENTS} arguments")))
            }
            Meaning::Rust(identity) => {
                let function = Function::User(UserFunction::new(&name.text, n, *identity));
                Ok(Expr::Call(Operation::Scalar(function), arguments))
            }
            Meaning::Expression(names, value) => {
                let called = value.substitute(&mut |leaf| {
                    let place = names.iter().position(|name| name.text == leaf.text);
                    place.and_then(|i| arguments.get(i).cloned()).unwrap_or_else(|| Expr::Leaf(leaf.clone()))
                });
                within_limits(&called, name.loc).map(|()| called)
            }
        }
    }

    /// Whether the expression of the function mentions a name.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        match &self.meaning {
            Meaning::Rust(_) => false,
            Meaning::Expression(_, value) => value.leaves().iter().any(|leaf| leaf.text == name),
        }
    }

    /// The number of arguments, where the declaration says it.
    pub(crate) fn arity(&self) -> Option<usize> {
        match &self.meaning {
            Meaning::Rust(_) => None,
            Meaning::Expression(names, _) => Some(names.len()),
        }
    }
}

fn within_limits(e: &Written, loc: Loc) -> Result<(), Finding> {
    if depth(e) <= MAX_DEPTH && e.size() <= MAX_SIZE {
        return Ok(());
    }
    let message = "with its functions written out, the expression is too large";
    Err(Finding::new(Code::Expression, loc, message).help("name parts of it by assignments of their own"))
}

fn depth(e: &Written) -> usize {
    1 + e.children().into_iter().map(depth).max().unwrap_or(0)
}

/// The rules for the functions that an operator declares.
pub(crate) fn check(operator: &Operator, findings: &mut Vec<Finding>) {
    crate::check::repeated(operator.functions.iter().map(|f| &f.name), "a function", findings);
    for DeclaredFunction { name, meaning } in &operator.functions {
        let built_in = Function::from_name(&name.text).is_some()
            || VectorFunction::from_name(&name.text).is_some()
            || KEYWORDS.contains(&name.text.as_str());
        if built_in || operator.declaration(&name.text).is_some() {
            let what = if built_in { "a function of the language" } else { "a variable" };
            let finding =
                Finding::new(Code::RepeatedName, name.loc, format!("`{}` is the name of {what}", name.text));
            findings.push(finding.help("choose another name for the function"));
        }
        if let Meaning::Expression(arguments, value) = meaning {
            crate::check::repeated(arguments.iter(), "an argument", findings);
            free_names(operator, name, arguments, value, findings);
        }
    }
}

/// Every name in the expression of a function is an argument, a variable, the time or a constant.
fn free_names(
    operator: &Operator,
    function: &Name,
    arguments: &[Name],
    value: &Written,
    findings: &mut Vec<Finding>,
) {
    for name in value.leaves() {
        let text = name.text.as_str();
        let is_argument = arguments.iter().any(|argument| argument.text == text);
        if is_argument || text == "t" || operator.declaration(text).is_some() || constant(text).is_some() {
            continue;
        }
        let message = format!("unknown symbol `{text}` in function `{}`", function.text);
        let known = arguments.iter().chain(operator.variables.iter().map(|v| &v.name));
        let finding = Finding::new(Code::UnknownSymbol, name.loc, message);
        findings.push(finding.suggest(text, known.map(|name| name.text.as_str())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUBE: Implementation = Implementation {
        arguments: &["x", "a"],
        value: |x| x[1] * x[0].powi(3),
        derivative: |x, i| (i == 0).then(|| 3.0 * x[1] * x[0] * x[0]),
        spellings: &[],
    };

    #[test]
    fn derivatives_are_exact_where_given_and_differences_elsewhere() {
        let cube = UserFunction::new("cube", 2, 1).implemented(CUBE);
        let x = [1.3, 0.7];
        assert_eq!(cube.apply(&x), 0.7 * 1.3_f64.powi(3));
        assert_eq!(cube.derivative(0).apply(&x), 3.0 * 0.7 * 1.3 * 1.3);
        // Differences are good to about ten digits.
        assert!((cube.derivative(1).apply(&x) - 1.3_f64.powi(3)).abs() < 1e-9);
        let second = cube.derivative(0).derivative(0).apply(&x);
        assert!((second - 6.0 * 0.7 * 1.3).abs() < 1e-8, "{second}");
        let mixed = cube.derivative(1).derivative(0);
        assert_eq!(mixed.derivatives(), cube.derivative(0).derivative(1).derivatives());
        assert!((mixed.apply(&x) - 3.0 * 1.69).abs() < 1e-8);
    }

    #[test]
    fn a_function_without_implementation_has_no_value() {
        assert!(UserFunction::new("f", 1, 1).apply(&[1.0]).is_nan());
    }
}
