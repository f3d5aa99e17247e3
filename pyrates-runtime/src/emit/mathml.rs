//! Expressions as content MathML, for formats that are XML.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::user_function::UserFunction;

use super::syntax::{Logic, Power, Spelling, Syntax};
use super::template;
use super::xml::Xml;

/// The name space.
pub(super) const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// Formulas in comments, for people.
pub(super) const PLAIN: Syntax = Syntax {
    language: "",
    number: |x| format!("{x:?}"),
    function: |_| Spelling::Native(""),
    times: "*",
    over: "/",
    power: Power::Operator("^"),
    not_equal: "!=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "&&", or: "||", not: "!" },
    select: |condition, a, b| format!("piecewise({a}, {condition}, {b})"),
    select_helper: None,
    arrays: None,
    complex: None,
};

/// How a format writes expressions over leaves of type `L`.
pub(super) struct MathMl<'a, L> {
    /// A variable, or whatever stands for one.
    pub(super) leaf: &'a dyn Fn(&L) -> Xml,
    /// Attributes of numbers, with a blank before them.
    pub(super) number_attributes: &'static str,
    /// The language of the spellings of functions that users wrote in Rust.
    pub(super) language: &'static str,
}

impl<L> MathMl<'_, L> {
    /// A whole formula.
    pub(super) fn math(&self, e: &Expr<L>) -> Xml {
        Xml::element(format!("math xmlns=\"{MATHML}\""), vec![self.xml(e)])
    }

    /// An expression.
    pub(super) fn xml(&self, e: &Expr<L>) -> Xml {
        match e {
            Expr::Number(x) | Expr::Imaginary(x) => self.number(*x),
            Expr::Leaf(leaf) => (self.leaf)(leaf),
            Expr::Neg(a) => self.apply(Xml::empty("minus"), [&**a]),
            Expr::Binary(op, a, b) => self.apply(Xml::empty(binary(*op)), [&**a, &**b]),
            Expr::Compare(op, a, b) => self.apply(Xml::empty(comparison(*op)), [&**a, &**b]),
            Expr::Logic(LogicOp::And, a, b) => self.apply(Xml::empty("and"), [&**a, &**b]),
            Expr::Logic(LogicOp::Or, a, b) => self.apply(Xml::empty("or"), [&**a, &**b]),
            Expr::Not(a) => self.apply(Xml::empty("not"), [&**a]),
            Expr::Select(c, a, b) => {
                let piece = Xml::element("piece", vec![self.xml(a), self.xml(c)]);
                Xml::element("piecewise", vec![piece, Xml::element("otherwise", vec![self.xml(b)])])
            }
            Expr::Call(Function::User(function), arguments) => self.user(function, arguments),
            Expr::Call(function, arguments) => {
                let own = native(function).map_or_else(|| identifier(helper_name(function)), Xml::empty);
                self.apply(own, arguments)
            }
            // Preparing turns the past into leaves.
            Expr::Past(a, _) => self.xml(a),
        }
    }

    fn apply<'b>(&self, operator: Xml, arguments: impl IntoIterator<Item = &'b Expr<L>>) -> Xml
    where
        L: 'b,
    {
        let arguments = arguments.into_iter().map(|a| self.xml(a));
        Xml::element("apply", std::iter::once(operator).chain(arguments).collect())
    }

    /// A number; its power of ten is apart.
    fn number(&self, x: f64) -> Xml {
        let attributes = self.number_attributes;
        if x.is_nan() {
            return Xml::empty("notanumber");
        }
        if x.is_infinite() {
            let infinity = Xml::empty("infinity");
            let negative = vec![Xml::empty("minus"), infinity.clone()];
            return if x > 0.0 { infinity } else { Xml::element("apply", negative) };
        }
        let text = format!("{x:?}");
        match text.split_once('e') {
            Some((digits, power)) => {
                let inside = vec![Xml::text(digits), Xml::empty("sep"), Xml::text(power)];
                Xml::element(format!("cn type=\"e-notation\"{attributes}"), inside)
            }
            None => Xml::element(format!("cn{attributes}"), vec![Xml::text(text)]),
        }
    }

    /// A function written in Rust, in the words that the user has for this language, which are XML.
    fn user(&self, function: &UserFunction, arguments: &[Expr<L>]) -> Xml {
        let names = function.implementation().map_or(&[][..], |f| f.arguments);
        let argument = |name: &str, _: bool| {
            let value = arguments.get(names.iter().position(|known| *known == name)?)?;
            Some(self.xml(value).inline())
        };
        // Preparing refuses functions without a spelling.
        Xml::text(template::fill(function.spelling(self.language).unwrap_or_default(), &argument))
    }
}

/// The name of a variable or a function.
pub(super) fn identifier(name: &str) -> Xml {
    Xml::element("ci", vec![Xml::text(name)])
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "plus",
        BinaryOp::Sub => "minus",
        BinaryOp::Mul => "times",
        BinaryOp::Div => "divide",
        BinaryOp::Pow => "power",
    }
}

fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => "lt",
        CompareOp::Le => "leq",
        CompareOp::Gt => "gt",
        CompareOp::Ge => "geq",
        CompareOp::Eq => "eq",
        CompareOp::Ne => "neq",
    }
}

/// The element of a function that MathML has.
pub(super) fn native(function: &Function) -> Option<&'static str> {
    Some(match function {
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Asin => "arcsin",
        Function::Acos => "arccos",
        Function::Atan => "arctan",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Asinh => "arcsinh",
        Function::Acosh => "arccosh",
        Function::Atanh => "arctanh",
        Function::Exp => "exp",
        Function::Ln => "ln",
        // To the base 10 unless another one is given.
        Function::Log10 => "log",
        Function::Sqrt => "root",
        Function::Abs => "abs",
        Function::Floor => "floor",
        Function::Ceil => "ceiling",
        _ => return None,
    })
}

/// The name of the definition of a function that MathML lacks.
pub(super) fn helper_name(function: &Function) -> &'static str {
    match function {
        Function::Sign => "signum",
        Function::Round => "round_even",
        Function::Erf => "erf",
        Function::Heaviside => "heaviside",
        Function::Sigmoid => "sigmoid",
        Function::Min => "minimum",
        Function::Max => "maximum",
        Function::Mod => "modulo",
        Function::Atan2 => "atan2",
        // Lowering replaces functions of complex numbers by what they are on reals.
        _ => "",
    }
}
