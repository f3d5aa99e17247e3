//! The models of the tests.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::system::{
    Coupling, Delays, Edge, Equation, EquationForm, Group, Kind, Member, Role, Symbol, System, Value,
    Variable, VariableRef, Weights,
};

type E = Expr<Symbol>;

fn v(i: usize) -> E {
    Expr::Leaf(Symbol::Variable(i))
}

fn n(x: f64) -> E {
    Expr::Number(x)
}

fn pow(a: E, b: E) -> E {
    Expr::binary(BinaryOp::Pow, a, b)
}

fn variable(path: &str, role: Role, values: &[f64]) -> Variable {
    Variable {
        path: path.split('/').map(str::to_string).collect(),
        role,
        kind: Kind::Real,
        unit: None,
        values: values.iter().map(|&x| Value::real(x)).collect(),
    }
}

fn member(path: &str) -> Member {
    Member { path: vec![path.to_string()], count: None, resizable: false }
}

/// Two species with logistic names: the predator feels the prey of half a unit of time ago.
pub(crate) fn predator_prey() -> System {
    let (x, alpha, x_in) = (0, 1, 2);
    let species = Group {
        events: Vec::new(),
        name: "species".into(),
        members: vec![member("predator"), member("prey")],
        variables: vec![
            variable("lv/x", Role::State, &[0.5, 0.5]),
            variable("lv/alpha", Role::Parameter, &[-1.0, 0.7]),
            variable("lv/x_in", Role::Input, &[]),
        ],
        equations: vec![Equation {
            form: EquationForm::Derivative,
            variable: x,
            value: v(x) * (v(alpha) + v(x_in)),
        }],
    };
    let at = |variable| VariableRef { group: 0, variable };
    let edge = |name: &str, source_unit, target_unit, weight, delay| Edge {
        scope: Vec::new(),
        name: name.into(),
        source_unit,
        target_unit,
        weight,
        delay,
    };
    let eaten = Coupling {
        source: at(x),
        target: at(x_in),
        value: v(x),
        weights: Weights::Own,
        delays: Delays::None,
        connection: None,
        edges: vec![edge("predator_to_prey", 0, 1, -1.3, 0.0)],
    };
    let food = Coupling {
        source: at(x),
        target: at(x_in),
        value: Expr::past(v(x), Expr::Leaf(Symbol::Delay)),
        weights: Weights::Own,
        delays: Delays::Own,
        connection: None,
        edges: vec![edge("prey_to_predator", 1, 0, 1.0, 0.5)],
    };
    System {
        name: "PredatorPrey".into(),
        doc: "Lotka-Volterra dynamics of two species.\n\nThe predator grows with a delay.".into(),
        time_unit: None,
        groups: vec![species],
        couplings: vec![eaten, food],
    }
}

/// The oscillator of van der Pol.
pub(crate) fn van_der_pol() -> System {
    let (x, z, mu) = (0, 1, 2);
    let equation = |variable, value| Equation { form: EquationForm::Derivative, variable, value };
    let group = Group {
        events: Vec::new(),
        name: "vdp".into(),
        members: vec![member("oscillator")],
        variables: vec![
            variable("vdp/x", Role::State, &[0.0]),
            variable("vdp/z", Role::State, &[1.0]),
            variable("vdp/mu", Role::Parameter, &[1.0]),
        ],
        equations: vec![equation(x, v(z)), equation(z, v(mu) * v(z) * (n(1.0) - pow(v(x), n(2.0))) - v(x))],
    };
    System {
        name: "VanDerPol".into(),
        doc: "The oscillator of van der Pol.".into(),
        time_unit: None,
        groups: vec![group],
        couplings: Vec::new(),
    }
}

/// Many oscillators of van der Pol.
pub(crate) fn crowd(size: usize) -> System {
    let mut system = van_der_pol();
    let group = &mut system.groups[0];
    group.members[0].count = Some(size);
    for variable in &mut group.variables {
        variable.values = vec![variable.values[0]; size];
    }
    system
}

/// A population of three with several delays: `x' = tanh(s) - x(t - 2*tau)/tau` and `s` a sum of five edges,
/// two of them with the same delay, of which each is a parameter.
pub(crate) fn ring() -> System {
    let (x, tau, s, rate) = (0, 1, 2, 3);
    let equation = |form, variable, value| Equation { form, variable, value };
    let saturated = Expr::call1(Function::Tanh, v(s) * v(rate));
    let group = Group {
        events: Vec::new(),
        name: "cells".into(),
        members: vec![Member { path: vec!["cells".to_string()], count: Some(3), resizable: false }],
        variables: vec![
            variable("op/x", Role::State, &[0.1, 0.2, 0.3]),
            variable("op/tau", Role::Parameter, &[1.0, 1.5, 2.0]),
            variable("op/s", Role::Input, &[]),
            variable("op/rate", Role::Auxiliary, &[]),
        ],
        equations: vec![
            equation(EquationForm::Assignment, rate, Expr::call1(Function::Exp, -pow(v(x), n(2.0))) / v(tau)),
            equation(EquationForm::Derivative, x, saturated - Expr::past(v(x), n(2.0) * v(tau)) / v(tau)),
        ],
    };
    let at = |variable| VariableRef { group: 0, variable };
    let edge = |i: usize, delay: f64| Edge {
        scope: Vec::new(),
        name: format!("link_{i}"),
        source_unit: i % 3,
        target_unit: i % 2,
        weight: 0.5 - 0.3 * i as f64,
        delay,
    };
    let slow = Coupling {
        source: at(x),
        target: at(s),
        value: Expr::past(v(x), Expr::Leaf(Symbol::Delay)),
        weights: Weights::Own,
        delays: Delays::Own,
        connection: None,
        edges: vec![edge(0, 0.3), edge(1, 0.3), edge(2, 0.7), edge(4, 0.4)],
    };
    let fast = Coupling {
        source: at(rate),
        target: at(s),
        value: v(rate),
        weights: Weights::Own,
        delays: Delays::None,
        connection: None,
        edges: vec![edge(3, 0.0), edge(5, 0.0), edge(6, 0.0), edge(8, 0.0)],
    };
    System {
        name: "Ring".into(),
        doc: String::new(),
        time_unit: None,
        groups: vec![group],
        couplings: vec![slow, fast],
    }
}

/// Every function of the equation language, conditions, and names that are words of some language.
pub(crate) fn hostile() -> System {
    const STATES: [&str; 12] = ["R", "r", "lambda", "end", "type", "I", "gamma", "E1", "Δ", "y", "dy", "u"];
    const PARAMETERS: [(&str, f64); 14] = [
        ("p", 1.5),
        ("z", -0.25),
        ("pi", 0.3),
        ("np", 2.0),
        ("exp", 0.125),
        ("import", -1.75),
        ("do", 3.0),
        ("e", 1.25),
        ("τ_a", 10.0),
        ("J", 0.1),
        ("half", 2.5),
        ("zero", 0.0),
        ("minus", -1.0),
        ("three", 3.0),
    ];
    let mut variables: Vec<Variable> = Vec::new();
    for (i, name) in STATES.iter().enumerate() {
        variables.push(variable(&format!("op/{name}"), Role::State, &[0.1 * i as f64 - 0.4]));
    }
    for (name, value) in PARAMETERS {
        variables.push(variable(&format!("op/{name}"), Role::Parameter, &[value]));
    }
    for name in ["i", "f"] {
        variables.push(variable(&format!("op/{name}"), Role::Auxiliary, &[]));
    }
    let x = |name: &str| v(variables.iter().position(|v| v.path[1] == name).unwrap());
    let mut equations = hostile_equations(&x);
    for equation in &mut equations {
        if equation.form == EquationForm::Assignment {
            equation.variable += STATES.len() + PARAMETERS.len();
        }
    }
    let group =
        Group { name: "g".into(), members: vec![member("node")], variables, equations, events: Vec::new() };
    System {
        name: "Hostile".into(),
        doc: String::new(),
        time_unit: None,
        groups: vec![group],
        couplings: Vec::new(),
    }
}

/// The same without time in its equations.
pub(crate) fn hostile_autonomous() -> System {
    let mut system = hostile();
    for equation in &mut system.groups[0].equations {
        equation.value = equation.value.substitute(&mut |leaf| match leaf {
            Symbol::Time => n(0.7),
            other => Expr::Leaf(*other),
        });
    }
    system
}

/// Derivatives of the states in order, and assignments of `i` and `f`.
fn hostile_equations(x: &dyn Fn(&str) -> E) -> Vec<Equation> {
    use Function::*;
    let f = |function: Function, a: E| Expr::call1(function, a);
    let f2 = |function: Function, a: E, b: E| Expr::Call(function, vec![a, b]);
    let square = |name: &str| pow(x(name), n(2.0));
    let bounded = |name: &str| f(Tanh, x(name)) / n(2.0);
    let condition = Expr::logic(
        LogicOp::Or,
        Expr::logic(
            LogicOp::And,
            Expr::compare(CompareOp::Lt, x("R"), x("r")),
            Expr::Not(Box::new(Expr::compare(CompareOp::Ge, x("I"), n(0.5)))),
        ),
        Expr::compare(CompareOp::Ne, x("zero"), n(0.0)),
    );
    let derivatives = vec![
        f(Sin, x("R")) + f(Cos, x("r")) + f(Tan, x("lambda") / n(4.0)),
        f(Asin, bounded("R")) + f(Acos, bounded("r")) - f(Atan, x("end")),
        f(Sinh, x("R")) - (f(Cosh, x("r")) - f(Tanh, x("lambda"))),
        f(Asinh, x("R")) + f(Acosh, n(1.5) + square("r")) + f(Atanh, bounded("end")),
        f(Exp, -x("R"))
            + f(Ln, n(1.0) + square("type"))
            + f(Log10, n(2.0) + square("I"))
            + f(Sqrt, n(1.0) + square("gamma")),
        f(Abs, x("I")) * f(Sign, x("gamma"))
            + f(Floor, n(3.0) * x("I"))
            + f(Ceil, n(3.0) * x("gamma"))
            + f(Round, n(3.0) * x("E1")),
        f(Erf, x("R") / n(5.0)) + f(Erf, n(3.0) * x("gamma")) + f(Heaviside, x("I")) + f(Sigmoid, x("r")),
        f2(Min, x("R"), x("r")) * f2(Max, x("lambda"), x("end"))
            + f2(Mod, x("I"), x("three"))
            + f2(Atan2, x("R"), n(1.0) + square("r")),
        Expr::select(condition, pow(x("R"), n(3.0)), pow(n(2.0) + square("r"), n(-2.0))),
        -pow(-x("R"), n(2.0)) - n(-2.0) * x("R")
            + pow(n(1.0) + square("y"), n(0.5))
            + pow(pow(n(1.0) + square("R"), x("e")), x("pi"))
            + pow(n(1.0) + square("R"), pow(x("e"), x("pi")))
            + pow(x("R"), x("np")),
        f(Round, x("half"))
            + f(Heaviside, x("zero"))
            + f(Sign, x("zero"))
            + f2(Mod, x("minus"), x("three"))
            + f(Real, x("R"))
            + f(Imag, x("R"))
            + f(Conj, x("r"))
            + f(Arg, x("I")),
        x("f") / (n(1.0) + pow(x("f"), n(2.0))) * Expr::Leaf(Symbol::Time) - x("np") * x("import")
            + x("do") * x("τ_a")
            - x("z") * x("dy") * x("J") * -x("Δ"),
    ];
    let assignments =
        vec![f(Sigmoid, x("R")) * x("p"), pow(x("i"), n(2.0)) + x("exp") * x("u") * f(Sin, x("i"))];
    let equation = |form| move |(variable, value)| Equation { form, variable, value };
    let assignments = assignments.into_iter().enumerate().map(equation(EquationForm::Assignment));
    let derivatives = derivatives.into_iter().enumerate().map(equation(EquationForm::Derivative));
    assignments.chain(derivatives).collect()
}

/// Elements of a vector and of a matrix beside a variable that is called like one of them.
pub(crate) fn vectors() -> System {
    let derivative = |variable, value| Equation { form: EquationForm::Derivative, variable, value };
    let network = Group {
        events: Vec::new(),
        name: "network".into(),
        members: vec![Member { path: Vec::new(), count: None, resizable: false }],
        variables: vec![
            variable("x/0", Role::State, &[0.1]),
            variable("x/1", Role::State, &[0.2]),
            variable("x_0", Role::State, &[0.3]),
            variable("W/0/1", Role::Parameter, &[2.0]),
            variable("W/1/0", Role::Parameter, &[-0.5]),
        ],
        equations: vec![
            derivative(0, v(3) * v(1) - v(0)),
            derivative(1, v(4) * v(0) - v(1)),
            derivative(2, v(0) - v(2)),
        ],
    };
    System {
        name: "Vectors".into(),
        doc: String::new(),
        time_unit: None,
        groups: vec![network],
        couplings: Vec::new(),
    }
}
