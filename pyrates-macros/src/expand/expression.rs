//! Expressions as Rust. The generic parameter of kernels is `S`, the time is `t_`: names that the user's
//! constants are unlikely to have, since a binding cannot shadow a constant.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::math;
use pyrates_ir::system::Symbol;
use quote::quote;

use super::functions;

/// How leaves and delayed terms are spelt where the expression stands.
pub(super) trait Leaves {
    /// A symbol.
    fn symbol(&self, symbol: Symbol) -> TokenStream;
    /// A delayed term, `Past` and all.
    fn past(&self, term: &Expr<Symbol>) -> TokenStream;
}

/// The tokens of an expression, parenthesised where needed.
pub(super) fn tokens(e: &Expr<Symbol>, leaves: &dyn Leaves) -> TokenStream {
    let go = |e: &Expr<Symbol>| tokens(e, leaves);
    match e {
        Expr::Number(x) => number(*x),
        // Complex systems are refused before they get here.
        Expr::Imaginary(_) => number(f64::NAN),
        Expr::Leaf(symbol) => leaves.symbol(*symbol),
        Expr::Past(..) => leaves.past(e),
        Expr::Neg(a) => {
            let a = go(a);
            quote!((-#a))
        }
        Expr::Binary(op, a, b) => binary(*op, a, b, leaves),
        Expr::Call(Function::User(function), arguments) => functions::call(function, arguments, leaves),
        Expr::Call(function, arguments) => {
            let name = function_name(function);
            let arguments = arguments.iter().map(go);
            match function {
                Function::Real | Function::Conj => quote!(#(#arguments)*),
                Function::Imag => number(0.0),
                Function::Arg => {
                    let zero = number(0.0);
                    quote!(S::atan2(#zero, #(#arguments),*))
                }
                _ => quote!(S::#name(#(#arguments),*)),
            }
        }
        Expr::Compare(op, a, b) => {
            let (name, a, b) = (compare_name(*op), go(a), go(b));
            quote!(S::#name(#a, #b))
        }
        Expr::Logic(op, a, b) => {
            let (a, b) = (go(a), go(b));
            match op {
                LogicOp::And => quote!((#a & #b)),
                LogicOp::Or => quote!((#a | #b)),
            }
        }
        Expr::Not(a) => {
            let a = go(a);
            quote!((!#a))
        }
        Expr::Select(c, a, b) => {
            let (c, a, b) = (go(c), go(a), go(b));
            quote!(S::select(#c, #a, #b))
        }
    }
}

fn binary(op: BinaryOp, a: &Expr<Symbol>, b: &Expr<Symbol>, leaves: &dyn Leaves) -> TokenStream {
    let (x, y) = (tokens(a, leaves), tokens(b, leaves));
    match op {
        BinaryOp::Add => quote!((#x + #y)),
        BinaryOp::Sub => quote!((#x - #y)),
        BinaryOp::Mul => quote!((#x * #y)),
        BinaryOp::Div => quote!((#x / #y)),
        BinaryOp::Pow => match b.as_number().and_then(math::whole_exponent) {
            Some(n) => quote!(S::powi(#x, #n)),
            None => quote!(S::pow(#x, #y)),
        },
    }
}

/// A literal in the form of the time.
pub(super) fn number(x: f64) -> TokenStream {
    let literal = literal(x);
    quote!(S::splat(t_, #literal))
}

/// A literal that rustc reads back to the same number.
pub(super) fn literal(x: f64) -> TokenStream {
    match x {
        _ if x.is_nan() => quote!(f64::NAN),
        f64::INFINITY => quote!(f64::INFINITY),
        f64::NEG_INFINITY => quote!(f64::NEG_INFINITY),
        _ => quote!(#x),
    }
}

fn function_name(function: &Function) -> Ident {
    let name = match function {
        Function::Ln => "ln",
        Function::Mod => "modulo",
        other => other.name(),
    };
    Ident::new(name, Span::call_site())
}

fn compare_name(op: CompareOp) -> Ident {
    let name = match op {
        CompareOp::Lt => "lt",
        CompareOp::Le => "le",
        CompareOp::Gt => "gt",
        CompareOp::Ge => "ge",
        CompareOp::Eq => "eq",
        CompareOp::Ne => "ne",
    };
    Ident::new(name, Span::call_site())
}
