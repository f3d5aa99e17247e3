//! Expressions as text in a target language, with as few parentheses as the reader needs.
//!
//! The rules suit all languages at once. Powers of powers are always in parentheses, because languages
//! group them from different sides. A sign never follows another operator, because Fortran forbids it.
//! Whole exponents are whole numbers, because powers of negative numbers need them.

use pyrates_ir::complex::arithmetic_kind;
use pyrates_ir::expr::{BinaryOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::math;
use pyrates_ir::precedence::{self, AND, ATOM, COMPARE, OR, POWER, PRODUCT, SUM, UNARY};
use pyrates_ir::system::Kind;
use pyrates_ir::user_function::UserFunction;

use super::prepared::Leaf;
use super::syntax::{ComplexSyntax, Logic, Power, Syntax};
use super::template;

/// Prints expressions over leaves of type `L` in a language.
pub struct Printer<'a, L = Leaf> {
    /// The language.
    pub syntax: &'a Syntax,
    /// The names of the variables.
    pub leaf: &'a dyn Fn(&L) -> String,
    /// Which variables are complex, in models with complex numbers.
    pub kind: Option<&'a dyn Fn(&L) -> Kind>,
}

impl<L> Printer<'_, L> {
    /// The text of an expression.
    pub fn text(&self, e: &Expr<L>) -> String {
        self.print(e).0
    }

    /// The text and how tightly its outermost operation binds.
    fn print(&self, e: &Expr<L>) -> (String, u8) {
        let level = match (e, self.syntax.power) {
            (Expr::Binary(BinaryOp::Pow, ..), Power::Function(_)) => ATOM,
            _ => precedence::of(e),
        };
        let text = match e {
            Expr::Number(x) => self.syntax.constant(*x),
            Expr::Imaginary(x) => self.syntax.imaginary(*x),
            // Preparing turns the past into leaves, so this never occurs.
            Expr::Past(a, delay) => format!("past({}, {})", self.text(a), self.text(delay)),
            Expr::Leaf(leaf) => (self.leaf)(leaf),
            Expr::Neg(a) => format!("-{}", self.unsigned(a, PRODUCT)),
            Expr::Binary(op, a, b) => self.binary(*op, a, b),
            Expr::Compare(op, a, b) => {
                let sign = self.syntax.compare(*op);
                let (first, second) =
                    (self.operand(a, b, COMPARE + 1, false), self.operand(b, a, COMPARE + 1, true));
                format!("{} {sign} {}", self.enclosed(a, first), self.enclosed(b, second))
            }
            Expr::Logic(op, a, b) => return self.logic(*op, a, b),
            Expr::Not(a) => return self.not(a),
            Expr::Select(c, a, b) => {
                let (condition, a, b) = (self.text(c), self.text(a), self.text(b));
                match self.complex() {
                    Some(complex) => (complex.select)(self.kind(e), &condition, &a, &b),
                    None => (self.syntax.select)(&condition, &a, &b),
                }
            }
            Expr::Call(Function::User(function), arguments) => return self.user(function, arguments),
            Expr::Call(function, arguments) => {
                let is_complex = arguments.iter().any(|a| self.kind(a) == Kind::Complex);
                let spelling = match self.complex().filter(|_| is_complex) {
                    Some(complex) => (complex.function)(function),
                    None => (self.syntax.function)(function),
                };
                let arguments: Vec<String> = arguments.iter().map(|a| self.text(a)).collect();
                format!("{}({})", spelling.name(), arguments.join(", "))
            }
        };
        (text, level)
    }

    /// A function written in Rust, in the words that the user has for this language.
    fn user(&self, function: &UserFunction, arguments: &[Expr<L>]) -> (String, u8) {
        let names = function.implementation().map_or(&[][..], |f| f.arguments);
        // Preparing refuses functions without a spelling.
        let template = function.spelling(self.syntax.language).unwrap_or_default();
        let argument = |name: &str, is_apart: bool| {
            let value = arguments.get(names.iter().position(|known| *known == name)?)?;
            Some(if is_apart { self.text(value) } else { self.unsigned(value, ATOM) })
        };
        let level = if template::is_call(template) { ATOM } else { OR };
        (template::fill(template, &argument), level)
    }

    /// What the language says about complex numbers, if the model has some.
    fn complex(&self) -> Option<&'static ComplexSyntax> {
        self.syntax.complex.filter(|_| self.kind.is_some())
    }

    fn kind(&self, e: &Expr<L>) -> Kind {
        self.kind.map_or(Kind::Real, |kind| arithmetic_kind(e, kind))
    }

    /// A real operand beside a complex one, where the language wants both to be of one type. It does so with plain numbers
    /// by itself.
    fn promoted(&self, a: &Expr<L>, b: &Expr<L>) -> Option<String> {
        let promoted = self.complex().and_then(|complex| complex.promoted)?;
        let is_mixed = self.kind(a) == Kind::Real && self.kind(b) == Kind::Complex;
        (is_mixed && !a.leaves().is_empty()).then(|| promoted(&self.text(a)))
    }

    fn power(&self, a: &Expr<L>, b: &Expr<L>) -> Power {
        match self.complex() {
            Some(complex) if [a, b].iter().any(|e| self.kind(e) == Kind::Complex) => complex.power,
            _ => self.syntax.power,
        }
    }

    /// An operand beside another; a second one may not start with a sign.
    fn operand(&self, e: &Expr<L>, beside: &Expr<L>, level: u8, is_second: bool) -> String {
        match self.promoted(e, beside) {
            Some(text) => text,
            None if is_second => self.unsigned(e, level),
            None => self.at_least(e, level),
        }
    }

    fn binary(&self, op: BinaryOp, a: &Expr<L>, b: &Expr<L>) -> String {
        let first = |level| self.operand(a, b, level, false);
        let second = |level| self.operand(b, a, level, true);
        match op {
            BinaryOp::Add => format!("{} + {}", first(SUM), second(SUM)),
            BinaryOp::Sub => format!("{} - {}", first(SUM), second(PRODUCT)),
            BinaryOp::Mul => {
                let product = matches!(b, Expr::Binary(BinaryOp::Mul, ..));
                let level = if product { PRODUCT } else { POWER };
                format!("{}{}{}", first(PRODUCT), self.syntax.times, second(level))
            }
            BinaryOp::Div => format!("{}{}{}", first(PRODUCT), self.syntax.over, second(POWER)),
            BinaryOp::Pow => match self.power(a, b) {
                Power::Operator(sign) => {
                    let exponent = self.promoted(b, a).unwrap_or_else(|| self.exponent(b));
                    format!("{}{sign}{exponent}", first(ATOM))
                }
                Power::Function(name) => format!("{name}({}, {})", self.text(a), self.text(b)),
            },
        }
    }

    /// An operand of a comparison or a connective, in parentheses if the language wants them.
    fn enclosed(&self, e: &Expr<L>, text: String) -> String {
        let is_leaf = matches!(e, Expr::Leaf(_));
        if self.syntax.enclosed_conditions && !is_leaf { format!("({text})") } else { text }
    }

    fn exponent(&self, e: &Expr<L>) -> String {
        match e.as_number().and_then(math::whole_exponent) {
            Some(n) if n < 0 => format!("({n})"),
            Some(n) => n.to_string(),
            None => self.at_least(e, ATOM),
        }
    }

    fn logic(&self, op: LogicOp, a: &Expr<L>, b: &Expr<L>) -> (String, u8) {
        let level = match op {
            LogicOp::And => AND,
            LogicOp::Or => OR,
        };
        match (self.syntax.logic, op) {
            (Logic::Operators { and: sign, .. }, LogicOp::And)
            | (Logic::Operators { or: sign, .. }, LogicOp::Or) => {
                let (first, second) = (self.at_least(a, level), self.at_least(b, level + 1));
                (format!("{} {sign} {}", self.enclosed(a, first), self.enclosed(b, second)), level)
            }
            (Logic::Functions { and: name, .. }, LogicOp::And)
            | (Logic::Functions { or: name, .. }, LogicOp::Or) => {
                (format!("{name}({}, {})", self.text(a), self.text(b)), ATOM)
            }
        }
    }

    fn not(&self, a: &Expr<L>) -> (String, u8) {
        match self.syntax.logic {
            Logic::Operators { not, .. } => (format!("{not}{}", self.at_least(a, ATOM)), UNARY),
            Logic::Functions { not, .. } => (format!("{not}({})", self.text(a)), ATOM),
        }
    }

    fn at_least(&self, e: &Expr<L>, level: u8) -> String {
        let (text, own) = self.print(e);
        if own < level { format!("({text})") } else { text }
    }

    /// Like `at_least`, for places in which no sign may stand.
    fn unsigned(&self, e: &Expr<L>, level: u8) -> String {
        let text = self.at_least(e, level);
        if text.starts_with('-') { format!("({text})") } else { text }
    }
}
