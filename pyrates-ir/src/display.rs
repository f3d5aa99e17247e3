//! Expressions as text in the equation language, with as few parentheses as possible. The parser reads
//! the text back to the same tree.

use crate::expr::{BinaryOp, Expr, LogicOp};
use crate::precedence::{self, ATOM, COMPARE, POWER, PRODUCT, SUM, UNARY};

/// A function that has a name in the equation language.
pub trait Named {
    /// The name.
    fn name(&self) -> &str;
}

impl Named for crate::function::Function {
    fn name(&self) -> &str {
        crate::function::Function::name(self)
    }
}

/// The text of an expression; `leaf` names its leaves.
pub fn text<L, F: Named>(e: &Expr<L, F>, leaf: &dyn Fn(&L) -> String) -> String {
    let at_least = |e: &Expr<L, F>, level: u8| {
        let inner = text(e, leaf);
        if precedence::of(e) < level { format!("({inner})") } else { inner }
    };
    match e {
        Expr::Number(x) => literal(*x),
        Expr::Imaginary(x) => format!("{}i", literal(*x)),
        Expr::Leaf(l) => leaf(l),
        Expr::Neg(a) => format!("-{}", at_least(a, POWER)),
        Expr::Not(a) => format!("!{}", at_least(a, POWER)),
        Expr::Binary(op, a, b) => match op {
            BinaryOp::Add => format!("{} + {}", at_least(a, SUM), at_least(b, PRODUCT)),
            BinaryOp::Sub => format!("{} - {}", at_least(a, SUM), at_least(b, PRODUCT)),
            BinaryOp::Mul => format!("{}*{}", at_least(a, PRODUCT), at_least(b, UNARY + 1)),
            BinaryOp::Div => format!("{}/{}", at_least(a, PRODUCT), at_least(b, UNARY + 1)),
            BinaryOp::Pow => format!("{}^{}", at_least(a, ATOM), at_least(b, POWER)),
        },
        Expr::Compare(op, a, b) => {
            format!("{} {} {}", at_least(a, COMPARE + 1), op.symbol(), at_least(b, COMPARE + 1))
        }
        Expr::Logic(op, a, b) => {
            let level = precedence::of(e);
            let sign = match op {
                LogicOp::And => "&&",
                LogicOp::Or => "||",
            };
            format!("{} {sign} {}", at_least(a, level), at_least(b, level + 1))
        }
        Expr::Select(c, a, b) => format!("where({}, {}, {})", text(c, leaf), text(a, leaf), text(b, leaf)),
        Expr::Past(a, delay) => format!("past({}, {})", text(a, leaf), text(delay, leaf)),
        Expr::Call(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(|a| text(a, leaf)).collect();
            format!("{}({})", function.name(), arguments.join(", "))
        }
    }
}

/// A number as people write it in equations: `2` rather than `2.0`.
fn literal(x: f64) -> String {
    number(x).strip_suffix(".0").map_or_else(|| number(x), str::to_string)
}

/// The shortest decimal that reads back as the same number: `0.5`, `2.0`, `1e-9`.
pub fn number(x: f64) -> String {
    format!("{x:?}")
}
