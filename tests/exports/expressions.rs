//! Random expressions under hostile names, in every target that runs: a thousand right-hand sides at a hundred points.
//!
//! Each model has twenty states whose right-hand sides are random, and some more that these read. Expressions are finite
//! at all points, and no step of theirs makes much of a small difference: all targets compute with the same
//! operations, and their mathematical libraries differ in the last place.

use pyrates::Circuit;
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::common::Random;

/// Models, each with so many expressions.
const MODELS: usize = 50;
const EXPRESSIONS: usize = 20;

/// Names that some language has for itself, or that differ only in case, or are long, or not ASCII.
const NAMES: &[&str] = &[
    "R",
    "r",
    "J",
    "lambda",
    "end",
    "type",
    "I",
    "E1",
    "gamma",
    "Delta",
    "n_delta_and_a_very_long_name_with_40_characters",
    "y",
    "p",
    "dy",
    "unit",
    "i",
    "z",
    "yield",
    "function",
];

/// Random text.
struct Dice(Random);

impl Dice {
    fn number(&mut self, n: usize) -> usize {
        (self.0.uniform(0.0, n as f64) as usize).min(n - 1)
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let k = self.number(items.len());
        items[k]
    }

    /// Literals of all sizes and forms.
    fn literal(&mut self) -> String {
        match self.number(6) {
            0 => "0.1".into(),
            1 => "2".into(),
            2 => "3.0e-7".into(),
            _ => format!("{:.6}", self.0.uniform(0.05, 3.0)),
        }
    }

    fn expression(&mut self, depth: usize, names: &[&str]) -> String {
        if depth == 0 {
            return if self.number(4) == 0 { self.literal() } else { self.pick(names).to_string() };
        }
        let a = self.expression(depth - 1, names);
        if self.number(2) == 0 { self.operation(&a, depth, names) } else { self.function(&a, depth, names) }
    }

    fn operation(&mut self, a: &str, depth: usize, names: &[&str]) -> String {
        let b = self.expression(depth - 1, names);
        match self.number(11) {
            0 => format!("({a} + {b})"),
            1 => format!("({a} - {b})"),
            2 => format!("{a} - ({b} - {a})"),
            3 => format!("({a})*({b})"),
            4 => format!("({a})/(1 + ({b})^2)"),
            5 => format!("-(-({a}))"),
            6 => format!("-({a})^2"),
            7 => format!("({a})*1e200/1e200 + 1e-300"),
            8 => format!("-2^2*({a})/2^-1"),
            9 => format!("({a})/(({b})/(2 + cos({a})) + 3)^2/4"),
            _ => format!("(-sin({a}))^3"),
        }
    }

    fn function(&mut self, a: &str, depth: usize, names: &[&str]) -> String {
        let b = self.expression(depth - 1, names);
        match self.number(20) {
            0 => format!("sin({a})"),
            1 => format!("cos({a})"),
            2 => format!("tanh({a})"),
            3 => format!("atan({a})"),
            4 => format!("exp(-abs(sin({a})))"),
            5 => format!("log(1 + abs({a}))"),
            6 => format!("sqrt(abs({a}))"),
            7 => format!("sigmoid(sin({a}))"),
            8 => format!("erf(tanh({a}))"),
            9 => format!("asinh({a})"),
            10 => format!("max(sin({a}), {b})"),
            11 => format!("min({a}, cos({b}))"),
            12 => format!("atan2(sin({a}), 1 + abs({b}))"),
            13 => format!("(1 + tanh({a})^2)^1.5"),
            14 => format!("(2 + sin({a}))^(-2)"),
            15 => format!("(2 + cos({a}))^sin({b})"),
            16 => format!("where(({a} > 0.3) & ({b} < 1.7), sin({a}), {b})"),
            17 => format!("cosh(sin({a})) - sinh(cos({b}))"),
            18 => format!("acos(sin({a})/1.1) + asin(cos({b})/1.1) + atanh(tanh({a})/2)"),
            _ => format!("abs({a})"),
        }
    }
}

/// A model in a file: states with random right-hand sides of other states and of parameters.
fn model(number: usize) -> System {
    let mut dice = Dice(Random::new(number as u64 + 1));
    let (mut equations, mut variables) = (String::new(), String::new());
    for k in 0..EXPRESSIONS {
        equations += &format!("    - \"d/dt * o{k} = {}\"\n", dice.expression(3, NAMES));
        variables += &format!("    o{k}: variable(0.0)\n");
    }
    for (k, name) in NAMES.iter().enumerate() {
        let value = 0.1 + 0.07 * k as f64;
        if k < 6 {
            equations += &format!("    - \"d/dt * {name} = -{name}\"\n");
            variables += &format!("    {name}: variable({value})\n");
        } else {
            variables += &format!("    {name}: {value}\n");
        }
    }
    let text = format!(
        "op:\n  base: OperatorTemplate\n  equations:\n{equations}  variables:\n{variables}\
         n:\n  base: NodeTemplate\n  operators: [op]\n\
         random_{number}:\n  base: CircuitTemplate\n  nodes:\n    a: n\n"
    );
    let circuit = Circuit::from_yaml_text(&text, &format!("random_{number}"));
    circuit.unwrap_or_else(|e| panic!("{e}\n{text}")).system()
}

/// All models.
pub fn all() -> Vec<System> {
    (0..MODELS).map(model).collect()
}
