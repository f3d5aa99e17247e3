//! Short constructors with which generated code rebuilds the system of a model.

use crate::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use crate::function::Function;
use crate::system::{
    Connection, Coupling, Delays, Edge, Equation, EquationForm, Event, Group, Kind, Member, Pattern, Role,
    SparseLinks, Symbol, System, UnitRange, Value, Variable, VariableRef, Weights,
};
use crate::user_function::{Implementation, UserFunction};

type E = Expr<Symbol>;

/// A literal.
pub fn num(x: f64) -> E {
    Expr::Number(x)
}

/// An imaginary literal.
pub fn imaginary(x: f64) -> E {
    Expr::Imaginary(x)
}

/// A variable of the unit.
pub fn var(v: usize) -> E {
    Expr::Leaf(Symbol::Variable(v))
}

/// The time.
pub fn time() -> E {
    Expr::Leaf(Symbol::Time)
}

/// The delay of the edge.
pub fn delay() -> E {
    Expr::Leaf(Symbol::Delay)
}

/// An event: the variable with its condition, states with the variables that hold their new values, and whether it ends
/// the run.
pub type EventParts<'a> = (usize, &'a [(usize, usize)], bool);

/// A group with events.
pub fn with_events(mut group: Group, events: &[EventParts]) -> Group {
    let event = |(switch, set, stop): &EventParts| Event { switch: *switch, set: set.to_vec(), stop: *stop };
    group.events = events.iter().map(event).collect();
    group
}

/// White noise from a source of the unit.
pub fn noise(source: usize) -> E {
    Expr::Leaf(Symbol::Noise(source))
}

/// `a op b`.
pub fn bin(op: BinaryOp, a: E, b: E) -> E {
    Expr::binary(op, a, b)
}

/// `-a`.
pub fn neg(a: E) -> E {
    -a
}

/// A call.
pub fn call<const N: usize>(function: Function, arguments: [E; N]) -> E {
    Expr::Call(function, arguments.into())
}

/// A function written in Rust, or one of its derivatives.
pub fn user_function(
    name: &str,
    arity: usize,
    identity: u64,
    derivatives: &[usize],
    implementation: Implementation,
) -> Function {
    let function = UserFunction::new(name, arity, identity).implemented(implementation);
    Function::User(derivatives.iter().fold(function, |function, &i| function.derivative(i)))
}

/// A comparison.
pub fn cmp(op: CompareOp, a: E, b: E) -> E {
    Expr::compare(op, a, b)
}

/// A connective.
pub fn logic(op: LogicOp, a: E, b: E) -> E {
    Expr::logic(op, a, b)
}

/// `!a`.
pub fn not(a: E) -> E {
    Expr::Not(Box::new(a))
}

/// A conditional.
pub fn select(c: E, a: E, b: E) -> E {
    Expr::select(c, a, b)
}

/// A delayed value.
pub fn past(a: E, delay: E) -> E {
    Expr::past(a, delay)
}

fn strings(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_string()).collect()
}

/// A system.
pub fn system(name: &str, doc: &str, groups: Vec<Group>, couplings: Vec<Coupling>) -> System {
    System { name: name.to_string(), doc: doc.to_string(), time_unit: None, groups, couplings }
}

/// The system with a unit of time.
pub fn with_time_unit(mut system: System, unit: &str) -> System {
    system.time_unit = Some(unit.to_string());
    system
}

/// A group. Members are nodes, or populations with a number of units.
pub fn group(
    name: &str,
    members: &[(&[&str], Option<usize>)],
    variables: Vec<Variable>,
    equations: Vec<Equation>,
) -> Group {
    let member = |&(path, count): &(&[&str], _)| Member { path: strings(path), count, resizable: false };
    let members = members.iter().map(member).collect();
    Group { name: name.to_string(), members, variables, equations, events: Vec::new() }
}

/// A real variable with runs of equal values: `(value, number of units)`.
pub fn variable(path: &[&str], role: Role, runs: &[(f64, usize)]) -> Variable {
    let values = runs.iter().flat_map(|&(x, n)| std::iter::repeat_n(Value::real(x), n));
    Variable { path: strings(path), role, kind: Kind::Real, unit: None, values: values.collect() }
}

/// A complex variable with runs of equal values: real part, imaginary part, number of units.
pub fn complex_variable(path: &[&str], role: Role, runs: &[(f64, f64, usize)]) -> Variable {
    let values = runs.iter().flat_map(|&(re, im, n)| std::iter::repeat_n(Value { re, im }, n));
    Variable { path: strings(path), role, kind: Kind::Complex, unit: None, values: values.collect() }
}

/// The variable with a unit.
pub fn with_unit(mut variable: Variable, unit: &str) -> Variable {
    variable.unit = Some(unit.to_string());
    variable
}

/// An assignment.
pub fn assign(variable: usize, value: E) -> Equation {
    Equation { form: EquationForm::Assignment, variable, value }
}

/// A differential equation.
pub fn derive(variable: usize, value: E) -> Equation {
    Equation { form: EquationForm::Derivative, variable, value }
}

/// An edge: the scope and the name, source and target units, weight, delay.
pub type EdgeRow<'a> = (&'a [&'a str], &'a str, (usize, usize), f64, f64);

/// A coupling; source and target are group and variable.
pub fn coupling(
    source: (usize, usize),
    target: (usize, usize),
    value: E,
    (weights, delays): (Weights, Delays),
    edges: &[EdgeRow],
) -> Coupling {
    let at = |(group, variable)| VariableRef { group, variable };
    let edge = |&(scope, name, (source_unit, target_unit), weight, delay): &EdgeRow| Edge {
        scope: strings(scope),
        name: name.to_string(),
        source_unit,
        target_unit,
        weight,
        delay,
    };
    let edges = edges.iter().map(edge).collect();
    Coupling { source: at(source), target: at(target), value, weights, delays, edges, connection: None }
}

/// A coupling between populations.
pub fn connected(
    source: (usize, usize),
    target: (usize, usize),
    value: E,
    stored: (Weights, Delays),
    connection: Connection,
) -> Coupling {
    Coupling { connection: Some(connection), ..coupling(source, target, value, stored, &[]) }
}

/// An edge between populations: scope and name, pattern, first unit and number of units at both ends, weights, and delays with
/// whether one is for all.
pub fn connection(
    (scope, name): (&[&str], &str),
    pattern: Pattern,
    (first_source, n_sources): (usize, usize),
    (first_target, n_targets): (usize, usize),
    weights: Vec<f64>,
    (delays, one_delay): (Vec<f64>, bool),
) -> Connection {
    let sources = UnitRange { first: first_source, count: n_sources };
    let targets = UnitRange { first: first_target, count: n_targets };
    let (scope, name) = (strings(scope), name.to_string());
    Connection { scope, name, pattern, sources, targets, weights, delays, one_delay }
}

/// The links of a sparse matrix.
pub fn sparse_links(rows: &[usize], columns: &[u32], sources: usize) -> SparseLinks {
    SparseLinks { rows: rows.to_vec(), columns: columns.iter().map(|&j| j as usize).collect(), sources }
}
