//! How Fortran spells expressions and arrays.

use pyrates_ir::function::Function;
use pyrates_ir::system::{Kind, Value};

use super::assignment;
use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};

pub(in crate::emit) const SYNTAX: Syntax = Syntax {
    language: "fortran",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("**"),
    not_equal: "/=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: ".and.", or: ".or.", not: ".not. " },
    select: |condition, a, b| format!("merge({a}, {b}, {condition})"),
    select_helper: None,
    arrays: Some(&ArraySyntax {
        index: |name| format!("{name}(unit)"),
        statement,
        link_sum_helper: Some(&LINK_SUM),
    }),
    complex: Some(&ComplexSyntax {
        imaginary: |number| format!("(0.0d0, {number})"),
        function,
        power: Power::Operator("**"),
        promoted: None,
        select: |kind, condition, a, b| match kind {
            Kind::Real => format!("merge({a}, {b}, {condition})"),
            Kind::Complex => format!("merge({}, {}, {condition})", complex(a), complex(b)),
        },
        statement: complex_statement,
        link_sum_helper: None,
    }),
};

fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match *statement {
        ArrayStatement::Each(value) => return assignment(name, (0, n, value.to_string())),
        ArrayStatement::Fill(value) => value.to_string(),
        ArrayStatement::Sum(value, n) => match value.strip_suffix("(unit)") {
            Some(whole) if is_name(whole) => format!("sum({whole})"),
            _ => format!("sum((/ ({value}, unit = 1, {n}) /))"),
        },
        // Rows follow each other. A matrix made by `reshape` would be a copy.
        ArrayStatement::Product(matrix, _, vector) if n == 1 => format!("dot_product({matrix}, {vector})"),
        ArrayStatement::Product(matrix, columns, vector) => {
            let row = format!("{matrix}({columns}*unit - {}:{columns}*unit)", columns - 1);
            return assignment(name, (0, n, format!("dot_product({row}, {vector})")));
        }
        ArrayStatement::Element(of, i) => format!("{of}({})", i + 1),
        ArrayStatement::Pick(of, table) => format!("{of}({table})"),
        ArrayStatement::LinkSum(table, value, n_links) => {
            format!("link_sum({table}, (/ ({value}, unit = 1, {n_links}) /), {n})")
        }
    };
    vec![format!("{name} = {value}")]
}

/// The helper is for real values.
fn complex_statement(name: &str, n: usize, array: &ArrayStatement) -> Vec<String> {
    match array {
        ArrayStatement::LinkSum(table, value, n_links) => {
            let sum = format!("{name}({table}(unit))");
            vec![
                format!("{name} = (0.0d0, 0.0d0)"),
                format!("do unit = 1, {n_links}"),
                format!("  {sum} = {sum} + {value}"),
                "end do".to_string(),
            ]
        }
        // `dot_product` conjugates its first argument, which here is a row of real weights.
        other => statement(name, n, other),
    }
}

/// A value of any type as a complex one.
fn complex(value: &str) -> String {
    format!("cmplx({value}, kind=c_double_complex)")
}

/// A literal of a type.
pub(super) fn literal(value: Value, kind: Kind) -> String {
    match kind {
        Kind::Real => SYNTAX.signed(value.re),
        Kind::Complex => format!("({}, {})", SYNTAX.signed(value.re), SYNTAX.signed(value.im)),
    }
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `0.5d0`, `1d-9`: without the `d` the literal would be single precision.
fn number(x: f64) -> String {
    let text = format!("{x:?}");
    if text.contains('e') { text.replace('e', "d") } else { text + "d0" }
}

fn function(function: &Function) -> Spelling {
    use Spelling::{Helper, Native};
    match function {
        Function::Sin => Native("sin"),
        Function::Cos => Native("cos"),
        Function::Tan => Native("tan"),
        Function::Asin => Native("asin"),
        Function::Acos => Native("acos"),
        Function::Atan => Native("atan"),
        Function::Sinh => Native("sinh"),
        Function::Cosh => Native("cosh"),
        Function::Tanh => Native("tanh"),
        Function::Asinh => Native("asinh"),
        Function::Acosh => Native("acosh"),
        Function::Atanh => Native("atanh"),
        Function::Exp => Native("exp"),
        Function::Ln => Native("log"),
        Function::Log10 => Native("log10"),
        Function::Sqrt => Native("sqrt"),
        Function::Abs => Native("abs"),
        Function::Sign => Helper(&SIGN),
        Function::Floor => Helper(&FLOOR),
        Function::Ceil => Helper(&CEILING),
        Function::Round => Helper(&ROUND),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Native("modulo"),
        Function::Atan2 => Native("atan2"),
        // Only of complex numbers.
        Function::Real => Native("dble"),
        Function::Conj => Native("conjg"),
        Function::Imag => Native("aimag"),
        Function::Arg => Helper(&ARGUMENT),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static SIGN: Helper = Helper {
    name: "signum",
    text: "
! -1, 0 or 1; Fortran's own sign(1, x) has no zero.
pure function signum(x) result(s)
  double precision, intent(in) :: x
  double precision :: s
  s = merge(1.0d0, 0.0d0, x > 0.0d0) - merge(1.0d0, 0.0d0, x < 0.0d0)
end function signum
",
};

static FLOOR: Helper = Helper {
    name: "real_floor",
    text: "
! The largest whole number not above x, as a real; Fortran's own floor(x) is an integer.
pure function real_floor(x) result(r)
  double precision, intent(in) :: x
  double precision :: r
  r = aint(x)
  if (r > x) r = r - 1.0d0
end function real_floor
",
};

static CEILING: Helper = Helper {
    name: "real_ceiling",
    text: "
! The smallest whole number not below x, as a real; Fortran's own ceiling(x) is an integer.
pure function real_ceiling(x) result(r)
  double precision, intent(in) :: x
  double precision :: r
  r = aint(x)
  if (r < x) r = r + 1.0d0
end function real_ceiling
",
};

static ROUND: Helper = Helper {
    name: "round_even",
    text: "
! The nearest whole number, halves to the even one.
pure function round_even(x) result(r)
  double precision, intent(in) :: x
  double precision :: r
  r = anint(x)
  if (abs(x - aint(x)) == 0.5d0) r = 2.0d0*anint(0.5d0*x)
end function round_even
",
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
! 0 below zero, 1/2 at zero, 1 above.
pure function heaviside(x) result(h)
  double precision, intent(in) :: x
  double precision :: h
  h = 0.5d0*(merge(1.0d0, 0.0d0, x > 0.0d0) + merge(1.0d0, 0.0d0, x >= 0.0d0))
end function heaviside
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
! The logistic function.
pure function sigmoid(x) result(s)
  double precision, intent(in) :: x
  double precision :: s
  s = 1.0d0/(1.0d0 + exp(-x))
end function sigmoid
",
};

static ARGUMENT: Helper = Helper {
    name: "argument",
    text: "
! The angle of a complex number.
pure function argument(z) result(angle)
  complex(c_double_complex), intent(in) :: z
  double precision :: angle
  angle = atan2(aimag(z), dble(z))
end function argument
",
};

static LINK_SUM: Helper = Helper {
    name: "link_sum",
    text: "
! For each of n elements, the sum of the values of the links that end there.
pure function link_sum(targets, values, n) result(sums)
  integer, intent(in) :: targets(:), n
  double precision, intent(in) :: values(:)
  double precision :: sums(n)
  integer :: link
  sums = 0.0d0
  do link = 1, size(targets)
    sums(targets(link)) = sums(targets(link)) + values(link)
  end do
end function link_sum
",
};
