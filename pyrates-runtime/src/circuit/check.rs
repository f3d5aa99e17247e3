//! Whether a system is consistent: whatever the compiler of programs relies on.

use pyrates_ir::expr::{Expr, ValueSort};
use pyrates_ir::function::Function;
use pyrates_ir::order::sort;
use pyrates_ir::system::{
    Connection, Coupling, Delays, EquationForm, Group, Role, Symbol, System, UnitRange, VariableRef, Weights,
};
use pyrates_ir::user_function::{Implementation, MAX_ARGUMENTS, UserFunction};

use super::CircuitError;

/// Refuses systems that are not consistent.
pub(super) fn check(system: &System) -> Result<(), CircuitError> {
    for group in &system.groups {
        check_group(group)?;
    }
    for (c, coupling) in system.couplings.iter().enumerate() {
        check_coupling(system, c, coupling)?;
    }
    check_loops(system)
}

fn name(group: &Group, v: usize) -> String {
    group.variables[v].path.join("/")
}

fn check_group(group: &Group) -> Result<(), CircuitError> {
    let n = group.n_units();
    for (v, variable) in group.variables.iter().enumerate() {
        let (expected, found) = (if variable.place().is_some() { n } else { 0 }, variable.values.len());
        if expected != found {
            let (variable, group) = (name(group, v), group.name.clone());
            return Err(CircuitError::Values { variable, group, expected, found });
        }
        let count = |form| group.equations.iter().filter(|e| e.form == form && e.variable == v).count();
        let expected = match variable.role {
            Role::State => (1, 0),
            Role::Auxiliary => (0, 1),
            Role::Parameter | Role::Input => (0, 0),
        };
        if (count(EquationForm::Derivative), count(EquationForm::Assignment)) != expected {
            return Err(CircuitError::Equation { variable: name(group, v), group: group.name.clone() });
        }
    }
    for equation in &group.equations {
        if equation.variable >= group.variables.len() {
            let variable = format!("variable {}", equation.variable);
            return Err(CircuitError::Equation { variable, group: group.name.clone() });
        }
        if equation.has_misplaced_noise() {
            let place = format!("`{}` of group `{}`", name(group, equation.variable), group.name);
            let what = "has noise that is not added, with an amplitude, to a derivative";
            return Err(CircuitError::Expression { place, what });
        }
        let place = || format!("`{}` of group `{}`", name(group, equation.variable), group.name);
        check_expression(group, &equation.value, ValueSort::Number, false, &place)?;
    }
    Ok(())
}

/// Refuses expressions with unknown variables, mixed up sorts, or a past of something else than a state.
fn check_expression(
    group: &Group,
    e: &Expr<Symbol>,
    sort: ValueSort,
    on_edge: bool,
    place: &dyn Fn() -> String,
) -> Result<(), CircuitError> {
    let wrong = |what| Err(CircuitError::Expression { place: place(), what });
    if e.sort() != sort {
        return wrong("mixes numbers and truth values");
    }
    let truth = |e: &Expr<Symbol>| check_expression(group, e, ValueSort::Truth, on_edge, place);
    let number = |e: &Expr<Symbol>| check_expression(group, e, ValueSort::Number, on_edge, place);
    match e {
        // The real form of a system has no imaginary numbers.
        Expr::Number(_) | Expr::Imaginary(_) | Expr::Leaf(Symbol::Time) => Ok(()),
        Expr::Leaf(Symbol::Variable(v)) if *v >= group.variables.len() => {
            wrong("refers to a variable that does not exist")
        }
        Expr::Leaf(Symbol::Delay) if !on_edge => wrong("refers to the delay of an edge, but is of none"),
        Expr::Leaf(Symbol::Noise(_)) if on_edge => wrong("has noise on an edge"),
        Expr::Leaf(_) => Ok(()),
        Expr::Past(state, delay) => match **state {
            Expr::Leaf(Symbol::Variable(v))
                if group.variables.get(v).map(|v| v.role) == Some(Role::State) =>
            {
                let check = if on_edge { check_delay(group, delay) } else { Ok(()) };
                check.map_or_else(wrong, |()| number(delay))
            }
            _ => wrong("has a past of something else than a state"),
        },
        Expr::Logic(_, a, b) => truth(a).and_then(|()| truth(b)),
        Expr::Not(a) => truth(a),
        Expr::Select(c, a, b) => truth(c).and_then(|()| number(a)).and_then(|()| number(b)),
        Expr::Call(function, arguments) if arguments.len() != function.arity() => {
            wrong("calls a function with a wrong number of arguments")
        }
        Expr::Call(Function::User(function), _) if !is_complete(function) => {
            wrong("calls a function written in Rust without its implementation")
        }
        _ => e.children().into_iter().try_for_each(number),
    }
}

/// Whether it is known what a function computes, and from as many arguments as it is called with.
fn is_complete(function: &UserFunction) -> bool {
    let arity = function.arity();
    let places = |f: &Implementation| function.derivatives().iter().all(|i| *i < f.arguments.len());
    let fits = |f: &Implementation| f.arguments.len() == arity && places(f);
    (1..=MAX_ARGUMENTS).contains(&arity) && function.implementation().is_some_and(fits)
}

/// Delays on edges are made of parameters.
fn check_delay(group: &Group, delay: &Expr<Symbol>) -> Result<(), &'static str> {
    let is_constant = |symbol: &&Symbol| match symbol {
        Symbol::Time | Symbol::Noise(_) => false,
        Symbol::Delay => true,
        Symbol::Variable(v) => group.variables.get(*v).is_some_and(|v| v.role == Role::Parameter),
    };
    let has_past = delay.any(&mut |e| matches!(e, Expr::Past(..)));
    if has_past || !delay.leaves().iter().all(is_constant) {
        return Err("has a delay that changes during a run");
    }
    Ok(())
}

fn check_coupling(system: &System, c: usize, coupling: &Coupling) -> Result<(), CircuitError> {
    let wrong = |edge: String, what| Err(CircuitError::Edge { edge, what });
    let variable = |at: VariableRef| system.groups.get(at.group).and_then(|g| g.variables.get(at.variable));
    if variable(coupling.source).is_none() {
        return wrong(format!("{c}"), "starts at a variable that does not exist");
    }
    if variable(coupling.target).map(|v| v.role) != Some(Role::Input) {
        return wrong(format!("{c}"), "ends in a variable that is no input");
    }
    let source = system.group(coupling.source);
    let place = || format!("coupling {c}");
    check_expression(source, &coupling.value, ValueSort::Number, coupling.is_delayed(), &place)?;
    check_places(system, c, coupling)?;
    let is_computed = |v: &usize| source.variables[*v].role.is_computed();
    let is_known =
        |v: usize| v == coupling.source.variable && (!coupling.is_delayed() || system.is_impulsive(coupling));
    if present_variables(&coupling.value).into_iter().filter(is_computed).any(|v| !is_known(v)) {
        return wrong(format!("{c}"), "transmits an algebraic variable that is not its source");
    }
    let (n_source, n_target) = (source.n_units(), system.group(coupling.target).n_units());
    if let Some(connection) = &coupling.connection {
        return check_connection(coupling, connection, n_source, n_target);
    }
    let mut last = 0;
    for edge in &coupling.edges {
        let path = || format!("`{}`", edge.path().join("/"));
        if edge.source_unit >= n_source || edge.target_unit >= n_target {
            return wrong(path(), "starts or ends at a unit that does not exist");
        }
        if edge.target_unit < last {
            return wrong(path(), "is not in the order of target units");
        }
        last = edge.target_unit;
    }
    Ok(())
}

/// Refuses connections that do not fit their populations or have wrong numbers of weights and delays.
fn check_connection(
    coupling: &Coupling,
    connection: &Connection,
    n_source: usize,
    n_target: usize,
) -> Result<(), CircuitError> {
    let wrong = |what| {
        let edge = format!("`{}`", connection.path().join("/"));
        Err(CircuitError::Edge { edge, what })
    };
    let ends = |range: UnitRange| range.first.saturating_add(range.count);
    if ends(connection.sources) > n_source || ends(connection.targets) > n_target {
        return wrong("starts or ends at a unit that does not exist");
    }
    let n_weights = connection.n_weights();
    let has_weights = coupling.weights != Weights::Own || connection.weights.len() == n_weights;
    let n_delays = connection.delays.len();
    let has_delays = coupling.delays != Delays::Own || n_delays == 1 || n_delays == n_weights;
    match (connection.fits(), has_weights && has_delays) {
        (false, _) => wrong("does not fit the populations that it joins"),
        (_, false) => wrong("has a wrong number of weights or delays"),
        _ => Ok(()),
    }
}

/// Refuses weights and delays that are nowhere.
fn check_places(system: &System, c: usize, coupling: &Coupling) -> Result<(), CircuitError> {
    let wrong = |what| Err(CircuitError::Edge { edge: format!("{c}"), what });
    let is_like = |earlier: usize| earlier < c && system.couplings[earlier].n_links() == coupling.n_links();
    if matches!(coupling.weights, Weights::Of(earlier) if !is_like(earlier)) {
        return wrong("has the weights of edges that are not there before it");
    }
    let target = system.group(coupling.target);
    match coupling.delays {
        Delays::Of(earlier) if !is_like(earlier) => {
            wrong("has the delays of edges that are not there before it")
        }
        Delays::Target(v) if target.variables.get(v).map(|v| v.role) != Some(Role::Parameter) => {
            wrong("has delays that are no parameter of its target")
        }
        _ => Ok(()),
    }
}

/// Refuses rings of algebraic variables.
fn check_loops(system: &System) -> Result<(), CircuitError> {
    let mut all = Vec::new();
    let mut number: Vec<Vec<usize>> = Vec::new();
    for (group, g) in system.groups.iter().enumerate() {
        number.push((all.len()..all.len() + g.variables.len()).collect());
        all.extend((0..g.variables.len()).map(|variable| VariableRef { group, variable }));
    }
    let present = |group: usize, e: &Expr<Symbol>| -> Vec<usize> {
        let variables = present_variables(e);
        variables.into_iter().map(|v| number[group][v]).collect()
    };
    let mut into: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    for coupling in &system.couplings {
        let target = number[coupling.target.group][coupling.target.variable];
        into[target].extend(present(coupling.source.group, &coupling.value));
    }
    let needs = |i: usize| -> Vec<usize> {
        let at = all[i];
        let group = system.group(at);
        match group.variables[at.variable].role {
            Role::State | Role::Parameter => Vec::new(),
            Role::Input => into[i].clone(),
            Role::Auxiliary => {
                group.assignment(at.variable).map(|value| present(at.group, value)).unwrap_or_default()
            }
        }
    };
    let path = |i: usize| name(system.group(all[i]), all[i].variable);
    match sort(all.len(), &needs) {
        Ok(_) => Ok(()),
        Err(ring) => Err(CircuitError::Loop { variables: ring.into_iter().map(path).collect() }),
    }
}

/// The variables whose present values an expression reads.
fn present_variables(e: &Expr<Symbol>) -> Vec<usize> {
    match e {
        Expr::Past(_, delay) => present_variables(delay),
        Expr::Leaf(Symbol::Variable(v)) => vec![*v],
        other => other.children().into_iter().flat_map(present_variables).collect(),
    }
}
