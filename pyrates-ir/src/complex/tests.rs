//! Every function on pairs against the crate `num-complex`, and the real form of whole systems.

use num_complex::Complex64;

use super::arithmetic::pair;
use super::{Pair, Repeat};
use crate::expr::{BinaryOp, Expr};
use crate::finding::Loc;
use crate::function::Function;
use crate::system::Kind;

/// The value of a real expression whose leaves are numbers.
fn value(e: &Expr<f64>) -> f64 {
    match e {
        Expr::Number(x) | Expr::Leaf(x) => *x,
        Expr::Neg(a) => -value(a),
        Expr::Binary(op, a, b) => op.apply(value(a), value(b)),
        Expr::Call(f, a) => f.apply(&a.iter().map(value).collect::<Vec<_>>()),
        Expr::Select(c, a, b) => value(if value(c) != 0.0 { a } else { b }),
        Expr::Compare(op, a, b) => f64::from(op.apply(value(a), value(b))),
        other => panic!("{other:?}"),
    }
}

/// The value of an expression of complex leaves, through pairs.
fn through_pairs(e: &Expr<Complex64>) -> Complex64 {
    let mut leaf = |z: &Complex64| Pair { re: Expr::Leaf(z.re), im: Some(Expr::Leaf(z.im)) };
    let pair = pair(e, &mut leaf, &mut Repeat).expect("a complex form");
    Complex64::new(value(&pair.re), pair.im.as_ref().map_or(0.0, value))
}

const POINTS: [(f64, f64); 9] = [
    (0.3, 0.8),
    (-1.2, 0.4),
    (-0.7, -1.9),
    (2.5, -0.1),
    (1e-9, -1e-9),
    (0.0, 0.0),
    (-3.0, 1e-12),
    (40.0, 2.0),
    (-0.5, 0.0),
];

fn reference(function: &Function, z: Complex64) -> Option<Complex64> {
    Some(match function {
        Function::Sin => z.sin(),
        Function::Cos => z.cos(),
        Function::Tan => z.tan(),
        Function::Asin => z.asin(),
        Function::Acos => z.acos(),
        Function::Atan => z.atan(),
        Function::Sinh => z.sinh(),
        Function::Cosh => z.cosh(),
        Function::Tanh => z.tanh(),
        Function::Asinh => z.asinh(),
        Function::Acosh => z.acosh(),
        Function::Atanh => z.atanh(),
        Function::Exp => z.exp(),
        Function::Ln => z.ln(),
        Function::Log10 => z.ln() / std::f64::consts::LN_10,
        Function::Sqrt => z.sqrt(),
        Function::Sigmoid => (Complex64::ONE + (-z).exp()).inv(),
        Function::Abs => z.norm().into(),
        Function::Real => z.re.into(),
        Function::Imag => z.im.into(),
        Function::Conj => z.conj(),
        Function::Arg => z.arg().into(),
        _ => return None,
    })
}

/// Formulas with logarithms lose digits near zeros and branch cuts, in both implementations; elsewhere the
/// difference is rounding.
#[test]
fn functions_agree_with_num_complex() {
    for function in Function::all().filter(|f| f.arity() == 1) {
        for (re, im) in POINTS {
            let z = Complex64::new(re, im);
            let e = Expr::call1(function.clone(), Expr::Leaf(z));
            let Some(expected) = reference(&function, z) else {
                let mut leaf = |z: &Complex64| Pair { re: Expr::Leaf(z.re), im: Some(Expr::Leaf(z.im)) };
                assert!(pair(&e, &mut leaf, &mut Repeat).is_err(), "{function:?}");
                continue;
            };
            let inverse = matches!(
                function,
                Function::Asin
                    | Function::Acos
                    | Function::Atan
                    | Function::Asinh
                    | Function::Acosh
                    | Function::Atanh
            );
            // The sign of the imaginary part on a branch cut is that of a zero, which has none here. Far from
            // zero the reference loses digits; see below.
            if inverse && (im == 0.0 || z.norm() > 10.0) || !expected.is_finite() {
                continue;
            }
            let error = (through_pairs(&e) - expected).norm();
            assert!(error <= 2e-14 * (1.0 + expected.norm()), "{function:?}({z}): {error:e}");
        }
    }
}

/// Computed with 30 digits.
#[test]
fn inverse_functions_are_exact_far_from_zero() {
    let z = Complex64::new(40.0, 2.0);
    let expected = Complex64::new(1.520_822_376_668_926_4, 4.383_119_956_056_806);
    let result = through_pairs(&Expr::call1(Function::Asin, Expr::Leaf(z)));
    assert!((result - expected).norm() < 4.0 * f64::EPSILON * expected.norm());
}

#[test]
fn operators_agree_with_num_complex() {
    for (a, b) in POINTS.iter().flat_map(|a| POINTS.iter().map(move |b| (a, b))) {
        let (a, b) = (Complex64::new(a.0, a.1), Complex64::new(b.0, b.1));
        for (op, expected) in [
            (BinaryOp::Add, a + b),
            (BinaryOp::Sub, a - b),
            (BinaryOp::Mul, a * b),
            (BinaryOp::Div, a / b),
            (BinaryOp::Pow, a.powc(b)),
        ] {
            let result = through_pairs(&Expr::binary(op, Expr::Leaf(a), Expr::Leaf(b)));
            if !expected.is_finite() || a == Complex64::ZERO {
                continue;
            }
            let error = (result - expected).norm();
            assert!(error <= 1e-13 * (1.0 + expected.norm()), "{a} {op:?} {b}: {error:e}");
        }
    }
    for n in [-3.0, -1.0, 0.0, 1.0, 2.0, 5.0] {
        let z = Complex64::new(0.7, -1.1);
        let result = through_pairs(&Expr::binary(BinaryOp::Pow, Expr::Leaf(z), Expr::Number(n)));
        assert!((result - z.powf(n)).norm() < 1e-14 * (1.0 + result.norm()), "power {n}");
    }
}

/// The text of an expression for languages with complex arithmetic, in which variables that begin with `z` are complex.
fn in_complex_arithmetic(text: &str) -> String {
    let tokens = crate::token::lex(text, &mut |range| Loc(range.start as u32)).expect("tokens");
    let e = crate::parse::scalar_expression(&tokens, Loc(text.len() as u32)).expect("an expression");
    let kind = |name: &String| if name.starts_with('z') { Kind::Complex } else { Kind::Real };
    let e = e.substitute(&mut |name| Expr::Leaf(name.text.clone()));
    crate::display::text(&super::native(&e, &kind), &|name: &String| name.clone())
}

#[test]
fn what_is_real_by_its_form_is_a_real_part() {
    for (text, expected) in [
        ("1 + z + conj(z)", "real(1 + z + conj(z))"),
        ("x*(z*conj(z)) + x", "x*real(z*conj(z)) + x"),
        ("z + conj(z2)", "z + conj(z2)"),
        ("abs(z)^2 + x", "abs(z)^2 + x"),
        ("real(x) + imag(x) + conj(x)", "x + 0 + x"),
        ("arg(x) + arg(z)", "atan2(0, x) + arg(z)"),
        ("sigmoid(z) + sigmoid(x)", "1/(1 + exp(-z)) + sigmoid(x)"),
        ("exp(1i*pi2)*(1i*2i)", "exp(1i*pi2)*(1i*2i)"),
        ("z/(1 + 1i)", "z/(1 + 1i)"),
        ("x*sqrt(-4 + 0i)", "x*2i"),
    ] {
        assert_eq!(in_complex_arithmetic(text), expected, "{text}");
    }
}
