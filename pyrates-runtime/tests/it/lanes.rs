mod single;

use std::collections::BTreeMap;
use std::fmt::Display;

use pyrates_runtime::lanes::{Job, Lanes, SINGLE_WIDTH, Simd, SingleLanes, WIDTH, dispatch_at, levels};
use pyrates_runtime::scalar::Scalar;

/// Everything that models compute with, by its name, as a function of two numbers.
macro_rules! functions {
    ($($name:literal $variant:ident |$x:ident, $y:ident| $value:expr;)*) => {
        #[derive(Debug, Clone, Copy)]
        enum Function {
            $($variant,)*
        }

        const FUNCTIONS: &[(&str, Function)] = &[$(($name, Function::$variant),)*];

        impl Function {
            #[inline(always)]
            fn apply<S: Scalar>(self, a: S, b: S) -> S {
                match self {
                    $(Function::$variant => {
                        let ($x, $y) = (a, b);
                        // Most take one number only.
                        let _ = $y;
                        $value
                    })*
                }
            }
        }
    };
}

functions! {
    "sin" Sin |x, y| x.sin();
    "cos" Cos |x, y| x.cos();
    "tan" Tan |x, y| x.tan();
    "asin" Asin |x, y| x.asin();
    "acos" Acos |x, y| x.acos();
    "atan" Atan |x, y| x.atan();
    "sinh" Sinh |x, y| x.sinh();
    "cosh" Cosh |x, y| x.cosh();
    "tanh" Tanh |x, y| x.tanh();
    "asinh" Asinh |x, y| x.asinh();
    "acosh" Acosh |x, y| x.acosh();
    "atanh" Atanh |x, y| x.atanh();
    "exp" Exp |x, y| x.exp();
    "ln" Ln |x, y| x.ln();
    "log10" Log10 |x, y| x.log10();
    "erf" Erf |x, y| x.erf();
    "pow" Pow |x, y| x.pow(y);
    "atan2" Atan2 |x, y| x.atan2(y);
    "sqrt" Sqrt |x, y| x.sqrt();
    "abs" Abs |x, y| x.abs();
    "sign" Sign |x, y| x.sign();
    "floor" Floor |x, y| x.floor();
    "ceil" Ceil |x, y| x.ceil();
    "round" Round |x, y| x.round();
    "min" Min |x, y| x.min(y);
    "max" Max |x, y| x.max(y);
    "mod" Modulo |x, y| x.modulo(y);
    "sigmoid" Sigmoid |x, y| x.sigmoid();
    "heaviside" Heaviside |x, y| x.heaviside();
    "powi" Powi |x, y| x.powi(7);
    "arithmetic" Arithmetic |x, y| (x + y) * (x - y) / (y * y + x);
    "select" Select |x, y| S::select(x.lt(y), x, S::select(x.eq(y), -x, y));
}

/// The values of a function at pairs of numbers, in lanes.
struct Values<'a, F> {
    function: Function,
    x: &'a [F],
    y: &'a [F],
}

macro_rules! values {
    ($float:ident $lanes:ident $width:ident) => {
        impl Job for Values<'_, $float> {
            type Output = Vec<$float>;

            #[inline(always)]
            fn run<S: Simd>(self, simd: S) -> Vec<$float> {
                let mut values = Vec::with_capacity(self.x.len());
                for (x, y) in self.x.as_chunks::<$width>().0.iter().zip(self.y.as_chunks::<$width>().0) {
                    let value = self.function.apply($lanes::new(simd, *x), $lanes::new(simd, *y));
                    values.extend(value.to_array());
                }
                values
            }
        }
    };
}

values!(f64 Lanes WIDTH);
values!(f32 SingleLanes SINGLE_WIDTH);

/// SplitMix64.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (*seed ^ (*seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

const SPECIAL: [f64; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    0.5,
    1e22,
    -709.9,
    1_048_576.5,
];

/// Pairs of numbers: all pairs of special ones, any bits, and moderate numbers, of which neighbours differ much.
fn numbers() -> (Vec<f64>, Vec<f64>) {
    let pairs = SPECIAL.iter().flat_map(|&a| SPECIAL.iter().map(move |&b| (a, b)));
    let mut seed = 5;
    let any = std::iter::repeat_with(|| (f64::from_bits(next(&mut seed)), f64::from_bits(next(&mut seed))));
    let any: Vec<(f64, f64)> = any.take(6_000).collect();
    let mut moderate = |scale: f64| (next(&mut seed) as f64 / u64::MAX as f64 - 0.5) * scale;
    let usual: Vec<(f64, f64)> = (0..18_000)
        .map(|k| [2.5, 40.0, 1500.0][k % 3])
        .map(|scale| (moderate(scale), moderate(20.0)))
        .collect();
    pairs.chain(any).chain(usual).unzip()
}

/// What is said of a lane: its bits, but that NaN is NaN.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

#[test]
fn lanes_have_the_bits_of_single_numbers_with_all_instructions() {
    compare_lanes(numbers);
}

/// Compares all functions of pairs of numbers in lanes with those of single numbers.
fn compare_lanes<F>(numbers: fn() -> (Vec<F>, Vec<F>))
where
    F: Scalar + Display + Into<f64> + 'static,
    for<'a> Values<'a, F>: Job<Output = Vec<F>>,
{
    let compare = move || {
        let (x, y) = numbers();
        let n = x.len() / SINGLE_WIDTH * SINGLE_WIDTH;
        for &(name, function) in FUNCTIONS {
            compare_function(name, function, &x[..n], &y[..n]);
        }
    };
    // Without optimisation a frame has room for the numbers of all functions at once.
    let thread = std::thread::Builder::new().stack_size(1 << 28).spawn(compare).expect("a thread");
    thread.join().expect("equal bits");
}

fn compare_function<F>(name: &str, function: Function, x: &[F], y: &[F])
where
    F: Scalar + Display + Into<f64>,
    for<'a> Values<'a, F>: Job<Output = Vec<F>>,
{
    let single: Vec<F> = x.iter().zip(y).map(|(&x, &y)| function.apply(x, y)).collect();
    assert!(!levels().is_empty());
    for level in levels() {
        let lanes = dispatch_at(level, Values { function, x, y });
        assert_eq!(lanes.len(), single.len());
        for (k, (&lane, &single)) in lanes.iter().zip(&single).enumerate() {
            let is_same = same(lane.into(), single.into());
            assert!(is_same, "{name}({}, {}) with {level:?}: {lane} {single}", x[k], y[k]);
        }
    }
}

/// `reference.json` has exact values, rounded to the nearest number, for arguments over the whole range, near zeros, near
/// overflow and underflow, and beside multiples of a quarter turn. The allowed error is that of the documentation.
#[test]
fn elementary_functions_are_off_by_two_units_in_the_last_place_at_most() {
    let reference = include_str!("lanes/reference.json");
    let reference: BTreeMap<String, Vec<Vec<u64>>> = serde_json::from_str(reference).unwrap();
    assert_eq!(reference.len(), 18);
    for (name, rows) in reference {
        let (_, function) = FUNCTIONS.iter().find(|(known, _)| *known == name).expect("a function");
        assert!(rows.len() > 60, "{name}: {}", rows.len());
        for row in rows {
            let at = |k: usize| f64::from_bits(row[k]);
            let (x, y, expected) = (at(0), if row.len() == 3 { at(1) } else { 0.0 }, at(row.len() - 1));
            let found = function.apply(x, y);
            // Whole powers are products: half a unit for each factor.
            let is_product = name == "pow" && y.fract() == 0.0 && y.abs() <= 64.0;
            let allowed = if is_product { (0.5 * y.abs()).max(2.0) as u64 } else { 2 };
            assert!(ulps(found, expected) <= allowed, "{name}({x:e}, {y:e}): {found:e} {expected:e}");
        }
    }
}

/// How many numbers lie between two.
fn ulps(a: f64, b: f64) -> u64 {
    // The bits of negative numbers, in order.
    let place =
        |x: f64| if x.is_sign_negative() { -((x.to_bits() & !(1 << 63)) as i64) } else { x.to_bits() as i64 };
    if a.is_nan() || b.is_nan() { u64::MAX } else { place(a).abs_diff(place(b)) }
}

#[test]
fn special_values_are_right() {
    let (infinity, nan) = (f64::INFINITY, f64::NAN);
    let one: &[(Function, f64, f64)] = &[
        (Function::Sin, -0.0, -0.0),
        (Function::Sin, infinity, nan),
        (Function::Cos, 0.0, 1.0),
        (Function::Cos, -infinity, nan),
        (Function::Tan, -0.0, -0.0),
        (Function::Tan, infinity, nan),
        (Function::Asin, 1.0000000000000002, nan),
        (Function::Acos, 1.0, 0.0),
        (Function::Atan, -infinity, -std::f64::consts::FRAC_PI_2),
        (Function::Sinh, -infinity, -infinity),
        (Function::Sinh, -0.0, -0.0),
        (Function::Cosh, -infinity, infinity),
        (Function::Tanh, infinity, 1.0),
        (Function::Tanh, -1e300, -1.0),
        (Function::Asinh, -infinity, -infinity),
        (Function::Acosh, 1.0, 0.0),
        (Function::Acosh, 0.9, nan),
        (Function::Atanh, 1.0, infinity),
        (Function::Atanh, -1.1, nan),
        (Function::Exp, -infinity, 0.0),
        (Function::Exp, 710.0, infinity),
        (Function::Exp, -746.0, 0.0),
        (Function::Exp, nan, nan),
        (Function::Ln, 0.0, -infinity),
        (Function::Ln, -0.0, -infinity),
        (Function::Ln, -1.0, nan),
        (Function::Ln, infinity, infinity),
        (Function::Log10, 1e15, 15.0),
        (Function::Erf, -infinity, -1.0),
        (Function::Erf, -0.0, -0.0),
    ];
    for &(function, x, expected) in one {
        let found = function.apply(x, 0.0);
        assert!(same(found, expected), "{function:?}({x}): {found} {expected}");
    }
    let two: &[(Function, f64, f64, f64)] = &[
        (Function::Pow, nan, 0.0, 1.0),
        (Function::Pow, 1.0, nan, 1.0),
        (Function::Pow, -2.0, 0.5, nan),
        (Function::Pow, -2.0, 3.0, -8.0),
        (Function::Pow, 0.0, -1.0, infinity),
        (Function::Pow, 0.5, infinity, 0.0),
        (Function::Pow, -infinity, 3.0, -infinity),
        (Function::Atan2, 0.0, -1.0, std::f64::consts::PI),
        (Function::Atan2, -0.0, -1.0, -std::f64::consts::PI),
        (Function::Atan2, -0.0, 1.0, -0.0),
        (Function::Atan2, infinity, -infinity, 3.0 * std::f64::consts::FRAC_PI_4),
        (Function::Atan2, nan, 1.0, nan),
    ];
    for &(function, x, y, expected) in two {
        let found = function.apply(x, y);
        assert!(same(found, expected), "{function:?}({x}, {y}): {found} {expected}");
    }
}
