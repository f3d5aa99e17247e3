//! Scalar systems mean the same as the systems with groups, and their Jacobians are derivatives.

use super::*;
use crate::eval;
use crate::function::Function;
use crate::system::{
    Coupling, Delays, Edge, Equation, EquationForm, Group, Kind, Member, Role, Symbol, Value, Variable,
    VariableRef, Weights,
};

fn variable(path: &[&str], role: Role, values: &[f64]) -> Variable {
    Variable {
        path: path.iter().map(|s| s.to_string()).collect(),
        role,
        kind: Kind::Real,
        unit: None,
        values: values.iter().map(|&x| Value::real(x)).collect(),
    }
}

fn v(i: usize) -> Expr<Symbol> {
    Expr::Leaf(Symbol::Variable(i))
}

fn edge(name: &str, source_unit: usize, target_unit: usize, weight: f64, delay: f64) -> Edge {
    Edge { scope: Vec::new(), name: name.to_string(), source_unit, target_unit, weight, delay }
}

/// Three units `x' = tanh(m) - k*x`, `m = s + r^2` with `s` the sum of delayed and undelayed edges, where
/// an undelayed edge transmits `r = sin(x)`.
pub(crate) fn ring() -> System {
    let (x, k, r, s, m) = (0, 1, 2, 3, 4);
    let square = Expr::binary(crate::expr::BinaryOp::Pow, v(r), Expr::Number(2.0));
    let equation = |form, variable, value| Equation { form, variable, value };
    let group = Group {
        events: Vec::new(),
        name: "unit".to_string(),
        members: vec![Member { path: vec!["pop".to_string()], count: Some(3), resizable: false }],
        variables: vec![
            variable(&["op", "x"], Role::State, &[0.1, 0.2, 0.3]),
            variable(&["op", "k"], Role::Parameter, &[1.0, 2.0, 3.0]),
            variable(&["op", "r"], Role::Auxiliary, &[]),
            variable(&["op", "s"], Role::Input, &[]),
            variable(&["op", "m"], Role::Auxiliary, &[]),
        ],
        equations: vec![
            equation(EquationForm::Assignment, r, Expr::call1(Function::Sin, v(x))),
            equation(EquationForm::Assignment, m, v(s) + square),
            equation(EquationForm::Derivative, x, Expr::call1(Function::Tanh, v(m)) - v(k) * v(x)),
        ],
    };
    let at = |variable| VariableRef { group: 0, variable };
    let fast = Coupling {
        source: at(r),
        target: at(s),
        value: v(r),
        weights: Weights::Own,
        delays: Delays::None,
        connection: None,
        edges: vec![edge("a", 0, 1, 0.5, 0.0), edge("b", 1, 2, 0.7, 0.0), edge("c", 2, 0, 0.9, 0.0)],
    };
    let slow = Coupling {
        source: at(x),
        target: at(s),
        value: Expr::past(v(x), Expr::Leaf(Symbol::Delay)),
        weights: Weights::Own,
        delays: Delays::Own,
        connection: None,
        edges: vec![edge("d", 0, 1, -0.5, 0.3), edge("e", 0, 2, 1.5, 0.3), edge("f", 1, 1, 2.0, 0.4)],
    };
    System {
        name: "Ring".into(),
        doc: String::new(),
        time_unit: None,
        groups: vec![group],
        couplings: vec![fast, slow],
    }
}

#[test]
fn scalars_mean_the_same_as_groups() {
    let system = ring();
    let scalars = scalarise(&system).unwrap();
    let (y, p) = (system.initial_state(), system.parameters());
    let past = |i: usize, s: f64| (i as f64 + s).cos();
    let expected = eval::vector_field(&system, 0.7, &y, &p, &past);
    for (a, b) in scalars.vector_field(0.7, &y, &p, &past).into_iter().zip(expected) {
        assert!((a - b).abs() <= 1e-15, "{a} and {b}");
    }
    let paths = |list: &[ScalarVariable]| list.iter().map(|v| v.path.to_string()).collect::<Vec<_>>();
    assert_eq!(paths(&scalars.states), system.state_paths());
    assert_eq!(paths(&scalars.parameters), system.parameter_paths());
}

#[test]
fn lags_are_told_apart_by_their_parameter() {
    let scalars = scalarise(&ring()).unwrap();
    // Edges d and e have the same delay and the same source, but each has a parameter of its own.
    assert_eq!(scalars.delays().len(), 3);
    let states: Vec<usize> = scalars.lags().iter().map(|lag| lag.0).collect();
    assert_eq!(states, [0, 1, 0]);
}

#[test]
fn jacobian_agrees_with_differences() {
    let system = ring();
    let scalars = scalarise(&system).unwrap();
    let (y, p) = (system.initial_state(), system.parameters());
    let past = |i: usize, s: f64| (i as f64 + s).cos();
    let jacobian = scalars.jacobian().values(&scalars, 0.7, &y, &p, &past);
    for j in 0..y.len() {
        let h = 1e-6;
        let (mut up, mut down) = (y.clone(), y.clone());
        up[j] += h;
        down[j] -= h;
        let up = eval::vector_field(&system, 0.7, &up, &p, &past);
        let down = eval::vector_field(&system, 0.7, &down, &p, &past);
        for i in 0..y.len() {
            // Central differences with this step are good to about 1e-10 here.
            let difference = (up[i] - down[i]) / (2.0 * h);
            assert!((difference - jacobian[i][j]).abs() < 1e-8, "({i}, {j})");
        }
    }
}

#[test]
fn derivatives_by_parameters_agree_with_differences() {
    let system = ring();
    let scalars = scalarise(&system).unwrap();
    let (y, p) = (system.initial_state(), system.parameters());
    // A past that does not change, since derivatives by delays hold it constant.
    let past = |i: usize, _: f64| (i as f64).cos();
    let jacobian = scalars.parameter_jacobian().values_by_parameter(&scalars, 0.7, &y, &p, &past);
    for j in 0..p.len() {
        let h = 1e-6;
        let (mut up, mut down) = (p.clone(), p.clone());
        up[j] += h;
        down[j] -= h;
        let up = eval::vector_field(&system, 0.7, &y, &up, &past);
        let down = eval::vector_field(&system, 0.7, &y, &down, &past);
        for i in 0..y.len() {
            let difference = (up[i] - down[i]) / (2.0 * h);
            assert!((difference - jacobian[i][j]).abs() < 1e-8, "({i}, {j})");
        }
    }
}

#[test]
fn algebraic_loops_are_refused() {
    let mut system = ring();
    system.groups[0].equations[0].value = v(4);
    let path = "pop/0/op/r".to_string();
    assert_eq!(scalarise(&system), Err(ScalariseError::AlgebraicLoop { path }));
}
