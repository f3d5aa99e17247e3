//! Expressions as formulas: fractions, roots, raised exponents.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::precedence::{self, ATOM, COMPARE, POWER, PRODUCT, SUM};

use super::symbols::{number, text};
use crate::emit::prepared::Leaf;

/// Prints expressions; `leaf` gives the symbol of a variable.
pub(super) struct Printer<'a> {
    pub(super) leaf: &'a dyn Fn(&Leaf) -> String,
}

impl Printer<'_> {
    pub(super) fn formula(&self, e: &Expr<Leaf>) -> String {
        match e {
            Expr::Number(x) => number(*x),
            // Preparing refuses complex models and turns the past into leaves, so these two never occur.
            Expr::Imaginary(x) => format!("{} \\mathrm{{i}}", number(*x)),
            Expr::Past(a, delay) => format!("{}(t - {})", self.formula(a), self.term(delay)),
            Expr::Leaf(leaf) => (self.leaf)(leaf),
            Expr::Neg(a) => format!("-{}", self.at_least(a, PRODUCT)),
            Expr::Binary(op, a, b) => self.binary(*op, a, b),
            Expr::Compare(op, a, b) => {
                let sign = compare(*op);
                format!("{} {sign} {}", self.at_least(a, COMPARE + 1), self.at_least(b, COMPARE + 1))
            }
            Expr::Logic(op, a, b) => {
                let sign = match op {
                    LogicOp::And => "\\land",
                    LogicOp::Or => "\\lor",
                };
                let level = precedence::of(e);
                format!("{} {sign} {}", self.at_least(a, level), self.at_least(b, level + 1))
            }
            Expr::Not(a) => format!("\\lnot {}", self.at_least(a, ATOM)),
            Expr::Select(c, a, b) => format!(
                "\\begin{{cases}} {} & \\text{{if }} {} \\\\ {} & \\text{{otherwise}} \\end{{cases}}",
                self.formula(a),
                self.formula(c),
                self.formula(b)
            ),
            Expr::Call(function, arguments) => self.call(function, arguments),
        }
    }

    /// An expression that can follow a minus sign.
    pub(super) fn term(&self, e: &Expr<Leaf>) -> String {
        self.unsigned(e, PRODUCT)
    }

    fn binary(&self, op: BinaryOp, a: &Expr<Leaf>, b: &Expr<Leaf>) -> String {
        match op {
            BinaryOp::Add => format!("{} + {}", self.at_least(a, SUM), self.unsigned(b, SUM)),
            BinaryOp::Sub => format!("{} - {}", self.at_least(a, SUM), self.unsigned(b, PRODUCT)),
            BinaryOp::Mul => {
                let right = self.unsigned(b, PRODUCT);
                // Between two numbers a blank would be read as one number.
                let dot = right.starts_with(|c: char| c.is_ascii_digit());
                let sign = if dot { " \\cdot " } else { " " };
                format!("{}{sign}{right}", self.at_least(a, PRODUCT))
            }
            BinaryOp::Div => {
                // A sign is written before the fraction.
                let (sign, a) = match a {
                    Expr::Neg(a) => ("-", &**a),
                    a => ("", a),
                };
                format!("{sign}\\frac{{{}}}{{{}}}", self.formula(a), self.formula(b))
            }
            BinaryOp::Pow => {
                let base = self.at_least(a, ATOM);
                // A symbol with something above it needs parentheses.
                let base = if base.contains('^') && !base.starts_with("\\left(") {
                    parenthesised(&base)
                } else {
                    base
                };
                format!("{base}^{{{}}}", self.formula(b))
            }
        }
    }

    fn call(&self, function: &Function, arguments: &[Expr<Leaf>]) -> String {
        let all = || arguments.iter().map(|a| self.formula(a)).collect::<Vec<_>>().join(", ");
        match (function, arguments) {
            (Function::Sqrt, [x]) => format!("\\sqrt{{{}}}", self.formula(x)),
            (Function::Abs, [x]) => format!("\\left|{}\\right|", self.formula(x)),
            (Function::Floor, [x]) => format!("\\left\\lfloor {} \\right\\rfloor", self.formula(x)),
            (Function::Ceil, [x]) => format!("\\left\\lceil {} \\right\\rceil", self.formula(x)),
            (Function::Exp, [x]) if !self.formula(x).contains("\\frac") && self.formula(x).len() < 40 => {
                format!("e^{{{}}}", self.formula(x))
            }
            _ => format!("{}\\left({}\\right)", name(function), all()),
        }
    }

    fn at_least(&self, e: &Expr<Leaf>, level: u8) -> String {
        let formula = self.formula(e);
        // Fractions and cases hold together; negative numbers are as loose as a sign.
        let own = match e {
            Expr::Binary(BinaryOp::Div, ..) if level <= PRODUCT => PRODUCT,
            Expr::Binary(BinaryOp::Pow, ..) => POWER,
            e => precedence::of(e),
        };
        if own < level || (level == ATOM && formula.starts_with('-')) {
            parenthesised(&formula)
        } else {
            formula
        }
    }

    /// Like `at_least`, for places in which no sign may stand.
    fn unsigned(&self, e: &Expr<Leaf>, level: u8) -> String {
        let formula = self.at_least(e, level);
        if formula.starts_with('-') { parenthesised(&formula) } else { formula }
    }
}

fn parenthesised(formula: &str) -> String {
    format!("\\left({formula}\\right)")
}

fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => "<",
        CompareOp::Le => "\\le",
        CompareOp::Gt => ">",
        CompareOp::Ge => "\\ge",
        CompareOp::Eq => "=",
        CompareOp::Ne => "\\ne",
    }
}

fn name(function: &Function) -> String {
    let command = match function {
        Function::Sin => "\\sin",
        Function::Cos => "\\cos",
        Function::Tan => "\\tan",
        Function::Asin => "\\arcsin",
        Function::Acos => "\\arccos",
        Function::Atan => "\\arctan",
        Function::Sinh => "\\sinh",
        Function::Cosh => "\\cosh",
        Function::Tanh => "\\tanh",
        Function::Exp => "\\exp",
        Function::Ln => "\\ln",
        Function::Log10 => "\\log_{10}",
        Function::Min => "\\min",
        Function::Max => "\\max",
        Function::Sigmoid => "\\sigma",
        Function::Heaviside => "\\Theta",
        Function::Sign => "\\operatorname{sgn}",
        Function::Asinh => "\\operatorname{arsinh}",
        Function::Acosh => "\\operatorname{arcosh}",
        Function::Atanh => "\\operatorname{artanh}",
        other => return format!("\\operatorname{{{}}}", text(&other.name().replace('_', " "))),
    };
    command.to_string()
}
