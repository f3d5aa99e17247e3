//! Tables of expressions and their text in every language.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;

use super::prepared::Leaf;
use super::printer::Printer;
use super::syntax::Syntax;
use super::{fortran, julia, matlab, numpy};

fn x() -> Expr<Leaf> {
    Expr::Leaf(Leaf::State(0))
}

fn y() -> Expr<Leaf> {
    Expr::Leaf(Leaf::State(1))
}

fn n(value: f64) -> Expr<Leaf> {
    Expr::Number(value)
}

fn pow(a: Expr<Leaf>, b: Expr<Leaf>) -> Expr<Leaf> {
    Expr::binary(BinaryOp::Pow, a, b)
}

fn text(syntax: &Syntax, e: &Expr<Leaf>) -> String {
    let leaf = |leaf: &Leaf| match leaf {
        Leaf::State(0) => "x".to_string(),
        _ => "y".to_string(),
    };
    Printer { syntax, leaf: &leaf, kind: None }.text(e)
}

/// The text in Fortran, Julia, MATLAB (elementwise) and NumPy.
fn check(e: Expr<Leaf>, expected: [&str; 4]) {
    let languages = [&fortran::SYNTAX, &julia::SYNTAX, &matlab::ELEMENTWISE, &numpy::SYNTAX];
    assert_eq!(languages.map(|syntax| text(syntax, &e)), expected);
}

#[test]
fn numbers_are_doubles() {
    check(n(0.5), ["0.5d0", "0.5", "0.5", "0.5"]);
    check(n(1.0), ["1.0d0", "1.0", "1.0", "1.0"]);
    check(n(2.5e-7), ["2.5d-7", "2.5e-7", "2.5e-7", "2.5e-7"]);
    check(n(-1e20), ["-1d20", "-1e20", "-1e20", "-1e20"]);
}

#[test]
fn whole_exponents_are_whole_numbers() {
    check(pow(x(), n(2.0)), ["x**2", "x^2", "x.^2", "x**2"]);
    check(pow(x(), n(-1.0)), ["x**(-1)", "x^(-1)", "x.^(-1)", "x**(-1)"]);
    check(pow(x(), n(0.5)), ["x**0.5d0", "x^0.5", "x.^0.5", "x**0.5"]);
    check(pow(x(), n(-0.5)), ["x**(-0.5d0)", "x^(-0.5)", "x.^(-0.5)", "x**(-0.5)"]);
}

#[test]
fn powers_of_powers_do_not_rely_on_grouping() {
    let right = pow(x(), pow(y(), n(2.0)));
    check(right, ["x**(y**2)", "x^(y^2)", "x.^(y.^2)", "x**(y**2)"]);
    let left = pow(pow(x(), y()), n(2.0));
    check(left, ["(x**y)**2", "(x^y)^2", "(x.^y).^2", "(x**y)**2"]);
    check(-pow(x(), n(2.0)), ["-x**2", "-x^2", "-x.^2", "-x**2"]);
    check(pow(-x(), n(2.0)), ["(-x)**2", "(-x)^2", "(-x).^2", "(-x)**2"]);
    check(pow(n(-2.0), n(2.0)), ["(-2.0d0)**2", "(-2.0)^2", "(-2.0).^2", "(-2.0)**2"]);
}

#[test]
fn parentheses_are_few() {
    check(x() + (y() + x()), ["x + y + x", "x + y + x", "x + y + x", "x + y + x"]);
    check(x() - (y() + x()), ["x - (y + x)", "x - (y + x)", "x - (y + x)", "x - (y + x)"]);
    check(x() * (y() + x()), ["x*(y + x)", "x*(y + x)", "x .* (y + x)", "x*(y + x)"]);
    check(x() * (y() * x()), ["x*y*x", "x*y*x", "x .* y .* x", "x*y*x"]);
    check(x() / (y() * x()), ["x/(y*x)", "x/(y*x)", "x ./ (y .* x)", "x/(y*x)"]);
    check(x() / y() * x(), ["x/y*x", "x/y*x", "x ./ y .* x", "x/y*x"]);
}

#[test]
fn no_sign_follows_an_operator() {
    check(x() * -y(), ["x*(-y)", "x*(-y)", "x .* (-y)", "x*(-y)"]);
    check(x() * n(-2.0), ["x*(-2.0d0)", "x*(-2.0)", "x .* (-2.0)", "x*(-2.0)"]);
    check(x() + n(-2.0) * y(), ["x + (-2.0d0*y)", "x + (-2.0*y)", "x + (-2.0 .* y)", "x + (-2.0*y)"]);
    check(x() - -y(), ["x - (-y)", "x - (-y)", "x - (-y)", "x - (-y)"]);
    check(-(-x()), ["-(-x)", "-(-x)", "-(-x)", "-(-x)"]);
    check(-(x() * y()), ["-x*y", "-x*y", "-x .* y", "-x*y"]);
    check(-(x() + y()), ["-(x + y)", "-(x + y)", "-(x + y)", "-(x + y)"]);
}

#[test]
fn conditions() {
    let below = Expr::compare(CompareOp::Lt, x(), n(0.0));
    let differ = Expr::compare(CompareOp::Ne, x(), y());
    let both = Expr::logic(LogicOp::And, below.clone(), Expr::Not(Box::new(differ.clone())));
    check(
        Expr::select(both, x(), -y()),
        [
            "merge(x, -y, x < 0.0d0 .and. .not. (x /= y))",
            "(x < 0.0 && !(x != y) ? x : -y)",
            "choose(x < 0.0 & ~(x ~= y), x, -y)",
            "np.where(np.logical_and(x < 0.0, np.logical_not(x != y)), x, -y)",
        ],
    );
    let either = Expr::logic(LogicOp::Or, below.clone(), differ);
    check(
        Expr::logic(LogicOp::And, either, below),
        [
            "(x < 0.0d0 .or. x /= y) .and. x < 0.0d0",
            "(x < 0.0 || x != y) && x < 0.0",
            "(x < 0.0 | x ~= y) & x < 0.0",
            "np.logical_and(np.logical_or(x < 0.0, x != y), x < 0.0)",
        ],
    );
}

#[test]
fn functions_have_the_names_of_the_language() {
    let call = |f: Function| Expr::call1(f, x());
    check(call(Function::Ln), ["log(x)", "log(x)", "log(x)", "np.log(x)"]);
    check(call(Function::Round), ["round_even(x)", "round(x)", "round_even(x)", "np.rint(x)"]);
    check(call(Function::Sign), ["signum(x)", "sign(x)", "sign(x)", "np.sign(x)"]);
    let two = Expr::Call(Function::Mod, vec![x(), y()]);
    check(two, ["modulo(x, y)", "mod(x, y)", "mod(x, y)", "np.mod(x, y)"]);
    let angle = Expr::Call(Function::Atan2, vec![x(), y()]);
    check(angle, ["atan2(x, y)", "atan(x, y)", "atan2(x, y)", "np.arctan2(x, y)"]);
}
