//! What the equations of an operator do in PyRates 1.2.3 that they do not say.

use crate::check::constant;
use crate::definition::{Declaration, Declared, Operator};
use crate::expr::{BinaryOp, Expr};
use crate::finding::{Code, Loc, Name};
use crate::function::Function;
use crate::noise;
use crate::parse::ParsedEquation;
use crate::system::{EquationForm, Kind};
use crate::token::{Token, TokenKind, spelling};

use crate::vectors::VectorFunction;

use super::reader::Reader;

/// Functions that PyRates compiles, by their names there.
pub(super) const FUNCTIONS: &[&str] = &[
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "exp",
    "log",
    "ln",
    "sqrt",
    "arcsin",
    "arccos",
    "arctan",
    "absv",
    "sign",
    "sigmoid",
    "maxi",
    "mini",
    "real",
    "imag",
    "conj",
    "past",
    "vsum",
    "mean",
    "matmul",
    "matvec",
    "roll",
    "index",
    "index_range",
    "index_axis",
    "index_2d",
    "wsum",
];

/// Names of variables that PyRates refuses.
pub(super) const REFUSED: &[&str] = &[
    "y",
    "dy",
    "source_idx",
    "target_idx",
    "pi",
    "I",
    "E",
    "S",
    "Q",
    "O",
    "N",
    "oo",
    "zoo",
    "nan",
    "beta",
    "gamma",
    "Beta",
    "Gamma",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
    "sinh",
    "cosh",
    "tanh",
    "sqrt",
    "abs",
];

/// Parts of names that PyRates refuses.
pub(super) const REFUSED_PARTS: &[&str] = &["_buffer", "_delays", "_maxdelay", "_idx", "_hist"];

/// Names of variables that PyRates accepts and then fails on.
pub(super) const FAILING: &[&str] = &[
    "hist",
    "zeta",
    "Chi",
    "Si",
    "Ci",
    "Li",
    "li",
    "re",
    "im",
    "sign",
    "ln",
    "Min",
    "Max",
    "Abs",
    "factorial",
    "Heaviside",
    "DiracDelta",
    "Mod",
    "rf",
    "ff",
    "test",
    "deg",
    "E1",
    "var",
    "diff",
    "Eq",
    "expand",
    "solve",
    "uppergamma",
    "lerchphi",
    "max",
    "min",
    "sum",
    "round",
    "true",
    "None",
    "lambda",
    "is",
    "in",
    "if",
    "and",
    "or",
    "not",
    "for",
    "while",
    "def",
    "class",
    "return",
    "from",
    "import",
    "as",
    "with",
    "pass",
    "del",
    "global",
];

/// Whether PyRates cannot have a variable of this name.
pub(super) fn is_forbidden(name: &str) -> bool {
    REFUSED.contains(&name) || FAILING.contains(&name) || REFUSED_PARTS.iter().any(|part| name.contains(part))
}

impl Reader<'_> {
    /// What can be seen in the spelling of an equation.
    pub(super) fn lint_tokens(&mut self, tokens: &[Token]) {
        for (i, token) in tokens.iter().enumerate() {
            let next = tokens.get(i + 1);
            match &token.kind {
                TokenKind::Op("'") if is_op(next, "'") && (i == 0 || !is_op(tokens.get(i - 1), "'")) => {
                    let message = "PyRates reads a second derivative as a first one";
                    self.lint(Code::SecondDerivative, token.loc, message, "it strips all primes silently");
                }
                TokenKind::Op("<" | "<=" | ">" | ">=" | "==" | "!=" | "&" | "&&" | "|" | "||") => {
                    self.beyond(token.loc, &format!("`{}`", spelling(&token.kind)));
                }
                TokenKind::Word(word) if matches!(next.map(|t| &t.kind), Some(TokenKind::Open('('))) => {
                    let of_vectors = VectorFunction::from_name(word).is_some();
                    let known = Function::from_name(word).is_some()
                        || of_vectors
                        || ["where", noise::NAME].contains(&word.as_str());
                    if known && !FUNCTIONS.contains(&word.as_str()) {
                        self.beyond(token.loc, &format!("the function `{word}`"));
                    }
                }
                TokenKind::Open('[') => self.beyond(token.loc, "an index in brackets"),
                TokenKind::Word(word) if word == "if" && i > 0 => self.beyond(token.loc, "`if`"),
                _ => {}
            }
        }
    }

    pub(super) fn beyond(&mut self, loc: Loc, what: &str) {
        let message = format!("PyRates does not compile {what}");
        self.lint(Code::BeyondPyRates, loc, message, "the model works here, and in PyRates only without it");
    }

    /// What can be seen in a whole operator. `with_value` says which variables were declared with a value.
    pub(super) fn lint_operator(&mut self, operator: &Operator, with_value: &[bool]) {
        for (variable, has_value) in operator.variables.iter().zip(with_value) {
            self.lint_variable(operator, variable, *has_value);
        }
        for equation in &operator.equations {
            self.lint_equation(operator, equation);
        }
    }

    fn lint_variable(&mut self, operator: &Operator, variable: &Declaration, has_value: bool) {
        let name = &variable.name;
        let text = name.text.as_str();
        if is_forbidden(text) {
            let message = format!("PyRates cannot have a variable `{text}`");
            self.lint(
                Code::ForbiddenName,
                name.loc,
                message,
                "it refuses the name, or fails in sympy; here any name will do",
            );
        }
        if variable.kind == Kind::Complex {
            let message = format!("`{text}` is complex");
            let help =
                "PyRates discards imaginary parts unless `float_precision='complex128'` is passed to `run`";
            self.lint(Code::ComplexPrecision, name.loc, message, help);
        }
        let is_state =
            operator.equations.iter().any(|e| e.target.text == text && e.form == EquationForm::Derivative);
        if is_state && !has_value && variable.declared != Declared::Parameter {
            let message = format!("the state `{text}` has no initial value");
            let word = variable.declared.word();
            let help =
                format!("it starts at 0, here and in PyRates; write `{text}: {word}(0.0)` if that is meant");
            self.lint(Code::MissingValue, name.loc, message, help);
        }
    }

    fn lint_equation(&mut self, operator: &Operator, equation: &ParsedEquation) {
        let undeclared = |name: &Name| operator.declaration(&name.text).is_none();
        if let Some(time) =
            equation.value.leaves().into_iter().find(|name| name.text == "t" && undeclared(name))
        {
            let message = format!("the equation of `{}` depends on the time", equation.target.text);
            let help = "under Euler and Heun `t` counts steps in PyRates; here it is always the time";
            self.lint(Code::StepCounter, time.loc, message, help);
        }
        let constants = ["pi", "π"];
        for name in equation.value.leaves() {
            if constant(&name.text).is_some() && undeclared(name) && name.text != constants[0] {
                self.beyond(name.loc, &format!("the constant `{}`", name.text));
            }
        }
        if negative_past(&equation.value) {
            let message = format!("the equation of `{}` subtracts a delayed term", equation.target.text);
            let help = "PyRates fails: `Cannot convert expression to float`; here it means what it says";
            self.lint(Code::NegativePast, equation.target.loc, message, help);
        }
        self.lint_pasts(operator, equation);
    }

    /// PyRates delays states by numbers or parameters, and nothing else.
    fn lint_pasts(&mut self, operator: &Operator, equation: &ParsedEquation) {
        let is_state = |name: &Name| {
            let target = |e: &&ParsedEquation| e.target.text == name.text;
            operator.equations.iter().find(target).is_some_and(|e| e.form == EquationForm::Derivative)
        };
        let is_constant = |name: &Name| {
            let declared = operator.declaration(&name.text).map(|v| v.declared);
            name.text != "t" && !matches!(declared, Some(Declared::Output | Declared::Variable))
        };
        let mut found = Vec::new();
        equation.value.visit(&mut |e| {
            let Expr::Past(inner, delay) = e else { return };
            match &**delay {
                Expr::Number(_) => {}
                Expr::Leaf(name) if is_constant(name) => {}
                Expr::Leaf(_) => found.push("a delay that changes during a run"),
                _ => found.push("a delay that is computed"),
            }
            if !matches!(&**inner, Expr::Leaf(name) if is_state(name)) {
                found.push("the past of what is not a state");
            }
        });
        for what in found {
            self.beyond(equation.target.loc, what);
        }
    }
}

fn is_op(token: Option<&Token>, op: &str) -> bool {
    matches!(token, Some(Token { kind: TokenKind::Op(o), .. }) if *o == op)
}

fn has_past<L, F>(e: &Expr<L, F>) -> bool {
    e.any(&mut |e| matches!(e, Expr::Past(..)))
}

/// Whether a delayed term with a negative sign stands in a sum, on which PyRates fails.
pub(super) fn negative_past<L, F>(e: &Expr<L, F>) -> bool {
    let is_sum = |e: &Expr<L, F>| matches!(e, Expr::Binary(BinaryOp::Add | BinaryOp::Sub, ..));
    e.any(&mut |e| match e {
        Expr::Binary(BinaryOp::Sub, a, b) => has_past(b) || is_negated_past(a),
        Expr::Binary(BinaryOp::Add, a, b) => is_negated_past(a) || is_negated_past(b),
        Expr::Neg(inner) => is_sum(inner) && has_past(inner),
        _ => false,
    })
}

fn is_negated_past<L, F>(e: &Expr<L, F>) -> bool {
    matches!(e, Expr::Neg(inner) if has_past(inner))
}
