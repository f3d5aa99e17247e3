//! Expressions as text in a target language, with as few parentheses as the reader needs.
//!
//! The rules suit all languages at once. Powers of powers are always in parentheses, because languages
//! group them from different sides. A sign never follows another operator, because Fortran forbids it.
//! Whole exponents are whole numbers, because powers of negative numbers need them.

use pyrates_ir::expr::{BinaryOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::math;
use pyrates_ir::precedence::{self, AND, ATOM, COMPARE, OR, POWER, PRODUCT, SUM, UNARY};
use pyrates_ir::user_function::UserFunction;

use super::prepared::Leaf;
use super::syntax::{Logic, Power, Syntax};
use super::template;

/// Prints expressions over leaves of type `L` in a language.
pub struct Printer<'a, L = Leaf> {
    /// The language.
    pub syntax: &'a Syntax,
    /// The names of the variables.
    pub leaf: &'a dyn Fn(&L) -> String,
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
            // Preparing refuses complex models and turns the past into leaves, so these two never occur.
            Expr::Imaginary(x) => format!("{}i", self.syntax.signed(*x)),
            Expr::Past(a, delay) => format!("past({}, {})", self.text(a), self.text(delay)),
            Expr::Leaf(leaf) => (self.leaf)(leaf),
            Expr::Neg(a) => format!("-{}", self.unsigned(a, PRODUCT)),
            Expr::Binary(op, a, b) => self.binary(*op, a, b),
            Expr::Compare(op, a, b) => {
                let sign = self.syntax.compare(*op);
                let (first, second) = (self.at_least(a, COMPARE + 1), self.unsigned(b, COMPARE + 1));
                format!("{} {sign} {}", self.enclosed(a, first), self.enclosed(b, second))
            }
            Expr::Logic(op, a, b) => return self.logic(*op, a, b),
            Expr::Not(a) => return self.not(a),
            Expr::Select(c, a, b) => (self.syntax.select)(&self.text(c), &self.text(a), &self.text(b)),
            Expr::Call(Function::User(function), arguments) => return self.user(function, arguments),
            Expr::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|a| self.text(a)).collect();
                format!("{}({})", (self.syntax.function)(function).name(), arguments.join(", "))
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

    fn binary(&self, op: BinaryOp, a: &Expr<L>, b: &Expr<L>) -> String {
        match op {
            BinaryOp::Add => format!("{} + {}", self.at_least(a, SUM), self.unsigned(b, SUM)),
            BinaryOp::Sub => format!("{} - {}", self.at_least(a, SUM), self.unsigned(b, PRODUCT)),
            BinaryOp::Mul => {
                let product = matches!(b, Expr::Binary(BinaryOp::Mul, ..));
                let b = if product { self.unsigned(b, PRODUCT) } else { self.factor(b) };
                format!("{}{}{b}", self.at_least(a, PRODUCT), self.syntax.times)
            }
            BinaryOp::Div => format!("{}{}{}", self.at_least(a, PRODUCT), self.syntax.over, self.factor(b)),
            BinaryOp::Pow => match self.syntax.power {
                Power::Operator(sign) => format!("{}{sign}{}", self.at_least(a, ATOM), self.exponent(b)),
                Power::Function(name) => format!("{name}({}, {})", self.text(a), self.text(b)),
            },
        }
    }

    /// An operand of a comparison or a connective, in parentheses if the language wants them.
    fn enclosed(&self, e: &Expr<L>, text: String) -> String {
        let is_leaf = matches!(e, Expr::Leaf(_));
        if self.syntax.enclosed_conditions && !is_leaf { format!("({text})") } else { text }
    }

    fn factor(&self, e: &Expr<L>) -> String {
        self.unsigned(e, POWER)
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
