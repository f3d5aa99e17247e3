//! How XPPAUT spells expressions.

use pyrates_ir::function::Function;

use crate::emit::syntax::{Helper, Logic, Power, Spelling, Syntax};

pub(super) const SYNTAX: Syntax = Syntax {
    language: "xppaut",
    // Values that are not finite are refused.
    number: |x| format!("{x:?}"),
    function,
    times: "*",
    over: "/",
    power: Power::Operator("^"),
    not_equal: "!=",
    enclosed_conditions: true,
    logic: Logic::Operators { and: "&", or: "|", not: "not" },
    select: |condition, a, b| format!("(if({condition})then({a})else({b}))"),
    select_helper: None,
    arrays: None,
    complex: None,
};

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
        Function::Asinh => Helper(&ASINH),
        Function::Acosh => Helper(&ACOSH),
        Function::Atanh => Helper(&ATANH),
        Function::Exp => Native("exp"),
        Function::Ln => Native("ln"),
        Function::Log10 => Native("log10"),
        Function::Sqrt => Native("sqrt"),
        Function::Abs => Native("abs"),
        Function::Sign => Native("sign"),
        Function::Floor => Native("flr"),
        Function::Ceil => Helper(&CEIL),
        Function::Round => Helper(&ROUND),
        Function::Erf => Native("erf"),
        Function::Heaviside => Helper(&HEAVISIDE),
        Function::Sigmoid => Helper(&SIGMOID),
        Function::Min => Native("min"),
        Function::Max => Native("max"),
        Function::Mod => Helper(&MODULO),
        Function::Atan2 => Native("atan2"),
        // Lowering replaces functions of complex numbers by what they are on reals.
        Function::Real | Function::Imag | Function::Conj | Function::Arg => Native("abs"),
        // The user spells them; see `Printer`.
        Function::User(_) => Native(""),
    }
}

static ASINH: Helper = Helper {
    name: "asinh",
    text: "
# inverse hyperbolic functions
asinh(x)=sign(x)*ln(abs(x)+sqrt(x*x+1.0))
",
};

static ACOSH: Helper = Helper { name: "acosh", text: "acosh(x)=ln(x+sqrt(x*x-1.0))" };

static ATANH: Helper = Helper { name: "atanh", text: "atanh(x)=0.5*ln((1.0+x)/(1.0-x))" };

static CEIL: Helper = Helper { name: "ceiling", text: "ceiling(x)=-flr(-x)" };

static ROUND: Helper = Helper {
    name: "rnd_even",
    text: "
# the nearest whole number, halves to the even one
rnd_even(x)=flr(x+0.5)-(if(((x+0.5)==flr(x+0.5))&(mod(flr(x+0.5),2.0)==1.0))then(1.0)else(0.0))
",
};

static HEAVISIDE: Helper = Helper {
    name: "step_half",
    text: "
# 0 below zero, 1/2 at zero, 1 above
step_half(x)=0.5*(sign(x)+1.0)
",
};

static SIGMOID: Helper = Helper {
    name: "sigmoid",
    text: "
# the logistic function
sigmoid(x)=1.0/(1.0+exp(-x))
",
};

static MODULO: Helper = Helper {
    name: "modulo",
    text: "
# the remainder with the sign of y
modulo(x,y)=x-y*flr(x/y)
",
};
