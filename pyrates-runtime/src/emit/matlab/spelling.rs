//! How MATLAB spells expressions: elementwise for columns of states, or plainly for scalars.

use pyrates_ir::function::Function;

use crate::emit::syntax::{
    ArrayStatement, ArraySyntax, ComplexSyntax, Helper, Logic, Power, Spelling, Syntax,
};

/// For values that may be rows of numbers.
pub(in crate::emit) const ELEMENTWISE: Syntax = Syntax {
    times: " .* ",
    over: " ./ ",
    power: Power::Operator(".^"),
    arrays: Some(&ArraySyntax { index: str::to_string, statement, link_sum_helper: None }),
    complex: Some(&ComplexSyntax { power: Power::Operator(".^"), ..COMPLEX }),
    ..SCALAR
};

/// Arrays are columns.
fn statement(name: &str, n: usize, statement: &ArrayStatement) -> Vec<String> {
    let value = match statement {
        ArrayStatement::Each(value) => value.to_string(),
        ArrayStatement::Fill(value) => format!("repmat({value}, {n}, 1)"),
        ArrayStatement::Sum(value, _) => format!("sum({value})"),
        ArrayStatement::Product(matrix, columns, vector) => {
            format!("reshape({matrix}, {columns}, {n})'*{vector}")
        }
        ArrayStatement::Element(of, i) => format!("{of}({})", i + 1),
        ArrayStatement::Pick(of, table) => format!("{of}({table})"),
        ArrayStatement::LinkSum(table, value, _) => format!("accumarray({table}, {value}, [{n} 1])"),
    };
    vec![format!("{name} = {value};")]
}

/// For scalars.
pub(in crate::emit) const SCALAR: Syntax = Syntax {
    language: "matlab",
    number,
    function,
    times: "*",
    over: "/",
    power: Power::Operator("^"),
    not_equal: "~=",
    enclosed_conditions: false,
    logic: Logic::Operators { and: "&", or: "|", not: "~" },
    select: |condition, a, b| format!("choose({condition}, {a}, {b})"),
    select_helper: Some(&CHOOSE),
    arrays: None,
    complex: Some(&COMPLEX),
};

const COMPLEX: ComplexSyntax = ComplexSyntax {
    imaginary: |number| format!("{number}i"),
    function,
    power: Power::Operator("^"),
    promoted: None,
    select: |_, condition, a, b| format!("choose({condition}, {a}, {b})"),
    statement,
    link_sum_helper: None,
};

fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".to_string()
    } else if x.is_infinite() {
        "Inf".to_string()
    } else {
        format!("{x:?}")
    }
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
        Function::Sign => Native("sign"),
        Function::Floor => Native("floor"),
        Function::Ceil => Native("ceil"),
        Function::Round => Helper(&ROUND),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Native("mod"),
        Function::Atan2 => Native("atan2"),
        // Only of complex numbers.
        Function::Real => Native("real"),
        Function::Imag => Native("imag"),
        Function::Conj => Native("conj"),
        Function::Arg => Native("angle"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static ROUND: Helper = Helper {
    name: "round_even",
    text: "
function r = round_even(x)
  % The nearest whole number, halves to the even one.
  r = round(x);
  half = abs(x - fix(x)) == 0.5;
  r(half) = 2*round(x(half)/2);
end
",
};

static HEAVISIDE: Helper = Helper {
    name: "heaviside",
    text: "
function h = heaviside(x)
  % 0 below zero, 1/2 at zero, 1 above.
  h = 0.5*(sign(x) + 1);
end
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
function s = sigmoid(x)
  % The logistic function.
  s = 1./(1 + exp(-x));
end
",
};

static CHOOSE: Helper = Helper {
    name: "choose",
    text: "
function r = choose(condition, a, b)
  % a where the condition holds, else b.
  r = b + zeros(size(condition + a + b));
  condition = condition & true(size(r));
  a = a + zeros(size(r));
  r(condition) = a(condition);
end
",
};
