//! Expressions: the one tree that parsers build and that everything else reads.
//!
//! The type is generic over its leaves. A parser produces `Expr<Name>` (what the user wrote, with its
//! place); [`crate::flatten`] turns the names into [`Symbol`](crate::system::Symbol)s.

use crate::function::Function;

/// An expression over leaves of type `L` and functions of type `F`. Users also write functions of vectors
/// ([`Operation`](crate::vectors::Operation)), which are gone when [`crate::flatten`] has begun.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr<L, F = Function> {
    /// A real literal.
    Number(f64),
    /// An imaginary literal: `Imaginary(2.0)` is `2i`.
    Imaginary(f64),
    /// A variable, or whatever else the present stage uses as a leaf.
    Leaf(L),
    /// `-a`.
    Neg(Box<Expr<L, F>>),
    /// `a op b` with an arithmetic operator.
    Binary(BinaryOp, Box<Expr<L, F>>, Box<Expr<L, F>>),
    /// A built-in function; the number of arguments is that which the function takes.
    Call(F, Vec<Expr<L, F>>),
    /// A comparison; its value is a truth value, not a number.
    Compare(CompareOp, Box<Expr<L, F>>, Box<Expr<L, F>>),
    /// `a && b`, `a || b`.
    Logic(LogicOp, Box<Expr<L, F>>, Box<Expr<L, F>>),
    /// `!a`.
    Not(Box<Expr<L, F>>),
    /// `if condition { a } else { b }`, also written `where(condition, a, b)`.
    Select(Box<Expr<L, F>>, Box<Expr<L, F>>, Box<Expr<L, F>>),
    /// The value of the first expression a delay (the second expression) ago: `x(t - tau)`.
    Past(Box<Expr<L, F>>, Box<Expr<L, F>>),
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a ^ b`, also written `a ** b`; groups from the right
    Pow,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
}

/// Connectives of truth values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogicOp {
    /// both
    And,
    /// at least one
    Or,
}

impl BinaryOp {
    /// The value of the operator on two reals.
    pub fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            BinaryOp::Mul => a * b,
            BinaryOp::Div => a / b,
            BinaryOp::Pow => crate::math::pow(a, b),
        }
    }
}

impl CompareOp {
    /// The value of the comparison on two reals.
    pub fn apply(self, a: f64, b: f64) -> bool {
        match self {
            CompareOp::Lt => a < b,
            CompareOp::Le => a <= b,
            CompareOp::Gt => a > b,
            CompareOp::Ge => a >= b,
            CompareOp::Eq => a == b,
            CompareOp::Ne => a != b,
        }
    }

    /// How the comparison is written in the equation language.
    pub fn symbol(self) -> &'static str {
        match self {
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
            CompareOp::Eq => "==",
            CompareOp::Ne => "!=",
        }
    }
}

impl LogicOp {
    /// The value of the connective.
    pub fn apply(self, a: bool, b: bool) -> bool {
        match self {
            LogicOp::And => a && b,
            LogicOp::Or => a || b,
        }
    }
}

/// What an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueSort {
    /// A real or complex number.
    Number,
    /// True or false.
    Truth,
}

impl<L, F> Expr<L, F> {
    /// `op(a, b)`.
    pub fn binary(op: BinaryOp, a: Expr<L, F>, b: Expr<L, F>) -> Expr<L, F> {
        Expr::Binary(op, Box::new(a), Box::new(b))
    }

    /// `function(argument)` for a function of one argument.
    pub fn call1(function: F, argument: Expr<L, F>) -> Expr<L, F> {
        Expr::Call(function, vec![argument])
    }

    /// `if condition { a } else { b }`.
    pub fn select(condition: Expr<L, F>, a: Expr<L, F>, b: Expr<L, F>) -> Expr<L, F> {
        Expr::Select(Box::new(condition), Box::new(a), Box::new(b))
    }

    /// `a op b` with a comparison.
    pub fn compare(op: CompareOp, a: Expr<L, F>, b: Expr<L, F>) -> Expr<L, F> {
        Expr::Compare(op, Box::new(a), Box::new(b))
    }

    /// `a op b` with a connective.
    pub fn logic(op: LogicOp, a: Expr<L, F>, b: Expr<L, F>) -> Expr<L, F> {
        Expr::Logic(op, Box::new(a), Box::new(b))
    }

    /// The value of `a`, `delay` ago.
    pub fn past(a: Expr<L, F>, delay: Expr<L, F>) -> Expr<L, F> {
        Expr::Past(Box::new(a), Box::new(delay))
    }

    /// Whether the expression is a number or a truth value.
    pub fn sort(&self) -> ValueSort {
        match self {
            Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => ValueSort::Truth,
            Expr::Number(_)
            | Expr::Imaginary(_)
            | Expr::Leaf(_)
            | Expr::Neg(_)
            | Expr::Binary(..)
            | Expr::Call(..)
            | Expr::Select(..)
            | Expr::Past(..) => ValueSort::Number,
        }
    }

    /// The direct parts of the expression, in order.
    pub fn children(&self) -> Vec<&Expr<L, F>> {
        match self {
            Expr::Number(_) | Expr::Imaginary(_) | Expr::Leaf(_) => Vec::new(),
            Expr::Neg(a) | Expr::Not(a) => vec![a],
            Expr::Binary(_, a, b) | Expr::Compare(_, a, b) | Expr::Logic(_, a, b) | Expr::Past(a, b) => {
                vec![a, b]
            }
            Expr::Select(c, a, b) => vec![c, a, b],
            Expr::Call(_, arguments) => arguments.iter().collect(),
        }
    }

    /// The same expression with every direct part replaced by `f(part)`.
    pub fn map_children(&self, mut f: impl FnMut(&Expr<L, F>) -> Expr<L, F>) -> Expr<L, F>
    where
        L: Clone,
        F: Clone,
    {
        match self.try_map_children(|e| Ok::<_, std::convert::Infallible>(f(e))) {
            Ok(mapped) => mapped,
            Err(never) => match never {},
        }
    }

    /// The same expression with every direct part replaced by `f(part)`, or the first error of `f`.
    pub fn try_map_children<E>(
        &self,
        mut f: impl FnMut(&Expr<L, F>) -> Result<Expr<L, F>, E>,
    ) -> Result<Expr<L, F>, E>
    where
        L: Clone,
        F: Clone,
    {
        let mut go = |e: &Expr<L, F>| f(e).map(Box::new);
        Ok(match self {
            Expr::Number(_) | Expr::Imaginary(_) | Expr::Leaf(_) => self.clone(),
            Expr::Neg(a) => Expr::Neg(go(a)?),
            Expr::Not(a) => Expr::Not(go(a)?),
            Expr::Binary(op, a, b) => Expr::Binary(*op, go(a)?, go(b)?),
            Expr::Compare(op, a, b) => Expr::Compare(*op, go(a)?, go(b)?),
            Expr::Logic(op, a, b) => Expr::Logic(*op, go(a)?, go(b)?),
            Expr::Select(c, a, b) => Expr::Select(go(c)?, go(a)?, go(b)?),
            Expr::Past(a, b) => Expr::Past(go(a)?, go(b)?),
            Expr::Call(function, arguments) => {
                Expr::Call(function.clone(), arguments.iter().map(&mut f).collect::<Result<_, E>>()?)
            }
        })
    }

    /// The same expression with every leaf replaced by an expression.
    pub fn substitute<M>(&self, f: &mut impl FnMut(&L) -> Expr<M, F>) -> Expr<M, F>
    where
        F: Clone,
    {
        match self {
            Expr::Number(x) => Expr::Number(*x),
            Expr::Imaginary(x) => Expr::Imaginary(*x),
            Expr::Leaf(leaf) => f(leaf),
            Expr::Neg(a) => Expr::Neg(Box::new(a.substitute(f))),
            Expr::Not(a) => Expr::Not(Box::new(a.substitute(f))),
            Expr::Binary(op, a, b) => Expr::binary(*op, a.substitute(f), b.substitute(f)),
            Expr::Compare(op, a, b) => Expr::compare(*op, a.substitute(f), b.substitute(f)),
            Expr::Logic(op, a, b) => Expr::logic(*op, a.substitute(f), b.substitute(f)),
            Expr::Select(c, a, b) => Expr::select(c.substitute(f), a.substitute(f), b.substitute(f)),
            Expr::Past(a, b) => Expr::past(a.substitute(f), b.substitute(f)),
            Expr::Call(function, arguments) => {
                Expr::Call(function.clone(), arguments.iter().map(|a| a.substitute(f)).collect())
            }
        }
    }

    /// The same expression with every function replaced, or `None` if one of them has no counterpart.
    pub fn map_functions<G>(&self, f: &impl Fn(&F) -> Option<G>) -> Option<Expr<L, G>>
    where
        L: Clone,
    {
        let go = |e: &Expr<L, F>| e.map_functions(f).map(Box::new);
        Some(match self {
            Expr::Number(x) => Expr::Number(*x),
            Expr::Imaginary(x) => Expr::Imaginary(*x),
            Expr::Leaf(leaf) => Expr::Leaf(leaf.clone()),
            Expr::Neg(a) => Expr::Neg(go(a)?),
            Expr::Not(a) => Expr::Not(go(a)?),
            Expr::Binary(op, a, b) => Expr::Binary(*op, go(a)?, go(b)?),
            Expr::Compare(op, a, b) => Expr::Compare(*op, go(a)?, go(b)?),
            Expr::Logic(op, a, b) => Expr::Logic(*op, go(a)?, go(b)?),
            Expr::Select(c, a, b) => Expr::Select(go(c)?, go(a)?, go(b)?),
            Expr::Past(a, b) => Expr::Past(go(a)?, go(b)?),
            Expr::Call(function, arguments) => {
                let arguments: Option<Vec<_>> = arguments.iter().map(|a| a.map_functions(f)).collect();
                Expr::Call(f(function)?, arguments?)
            }
        })
    }

    /// Calls `f` on the expression and on everything in it, parents first.
    pub fn visit<'a>(&'a self, f: &mut impl FnMut(&'a Expr<L, F>)) {
        f(self);
        for child in self.children() {
            child.visit(f);
        }
    }

    /// All leaves, in the order of the text, repeated as often as they occur.
    pub fn leaves(&self) -> Vec<&L> {
        let mut leaves = Vec::new();
        self.visit(&mut |e| {
            if let Expr::Leaf(leaf) = e {
                leaves.push(leaf);
            }
        });
        leaves
    }

    /// Whether any part of the expression satisfies `f`.
    pub fn any(&self, f: &mut impl FnMut(&Expr<L, F>) -> bool) -> bool {
        f(self) || self.children().into_iter().any(|child| child.any(f))
    }

    /// The number of nodes of the tree.
    pub fn size(&self) -> usize {
        let mut n = 0;
        self.visit(&mut |_| n += 1);
        n
    }

    /// The value if the expression is a real literal, possibly negated.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Expr::Number(x) => Some(*x),
            Expr::Neg(a) => a.as_number().map(|x| -x),
            _ => None,
        }
    }
}

impl<L, F> std::ops::Add for Expr<L, F> {
    type Output = Expr<L, F>;
    fn add(self, b: Expr<L, F>) -> Expr<L, F> {
        Expr::binary(BinaryOp::Add, self, b)
    }
}

impl<L, F> std::ops::Sub for Expr<L, F> {
    type Output = Expr<L, F>;
    fn sub(self, b: Expr<L, F>) -> Expr<L, F> {
        Expr::binary(BinaryOp::Sub, self, b)
    }
}

impl<L, F> std::ops::Mul for Expr<L, F> {
    type Output = Expr<L, F>;
    fn mul(self, b: Expr<L, F>) -> Expr<L, F> {
        Expr::binary(BinaryOp::Mul, self, b)
    }
}

impl<L, F> std::ops::Div for Expr<L, F> {
    type Output = Expr<L, F>;
    fn div(self, b: Expr<L, F>) -> Expr<L, F> {
        Expr::binary(BinaryOp::Div, self, b)
    }
}

impl<L, F> std::ops::Neg for Expr<L, F> {
    type Output = Expr<L, F>;
    fn neg(self) -> Expr<L, F> {
        Expr::Neg(Box::new(self))
    }
}
