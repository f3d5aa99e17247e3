//! A node as a unit: the variables of all its operators, wired by equal names.

use crate::check::constant;
use crate::definition::{Declaration, Declared, Node};
use crate::expr::Expr;
use crate::finding::{Finding, Loc, Name};
use crate::noise::Sources;
use crate::order;
use crate::simplify::simplify;
use crate::system::{Equation, EquationForm, Event, Role, Symbol, Value};
use crate::vectors::scalar;

use super::past;

/// The variables and equations of one unit. Units with equal `variables` and `equations` form a group.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// In order of declaration.
    pub(super) variables: Vec<UnitVariable>,
    /// Assignments in order of evaluation, then derivatives.
    pub(super) equations: Vec<Equation>,
    /// Where each variable is declared.
    pub(super) locs: Vec<Loc>,
    /// The declared value of each variable, with the overrides of the node.
    pub(super) values: Vec<Value>,
    pub(super) events: Vec<Event>,
}

/// What is equal for all units of a group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct UnitVariable {
    pub(super) path: Vec<String>,
    pub(super) role: Role,
    pub(super) kind: crate::system::Kind,
    /// Whether the variable is an input that users cannot drive.
    pub(super) internal: bool,
    pub(super) unit: Option<String>,
}

/// An input of an operator: index of the operator and name.
pub(super) type InputName = (usize, String);

/// Builds the unit of a node; `fed` are the inputs in which edges end.
pub(super) fn build(node: &Node, fed: &[InputName], findings: &mut Vec<Finding>) -> Unit {
    let mut unit = Unit {
        variables: Vec::new(),
        equations: Vec::new(),
        locs: Vec::new(),
        values: Vec::new(),
        events: Vec::new(),
    };
    let first = declare(node, fed, &mut unit);
    unit.events = events(node, &first);
    let mut equations = own_equations(node, &first);
    wire(node, fed, &first, &mut unit, &mut equations);
    inline_aliases(&unit, &mut equations);
    past::expand(&unit, &mut equations, findings);
    for equation in &mut equations {
        equation.value = simplify(&equation.value);
    }
    unit.equations = ordered(equations);
    unit
}

impl Unit {
    /// The index of a variable.
    pub(super) fn find(&self, operator: &str, variable: &str) -> Option<usize> {
        let path: Vec<&str> = [operator, variable].into_iter().filter(|part| !part.is_empty()).collect();
        self.variables.iter().position(|v| v.path == path)
    }

    /// The index of the variable with a path.
    pub(super) fn position(&self, path: &[String]) -> Option<usize> {
        self.variables.iter().position(|v| v.path == path)
    }

    /// Adds a variable without a declaration of its own, for the sake of another one.
    pub(super) fn add(&mut self, path: Vec<String>, role: Role, value: Value, owner: usize) -> usize {
        let loc = self.locs.get(owner).copied().unwrap_or(Loc(0));
        self.variables.push(UnitVariable { path, role, kind: value.kind(), internal: true, unit: None });
        self.locs.push(loc);
        self.values.push(value);
        self.variables.len() - 1
    }

    /// The assignment of an auxiliary variable.
    pub(super) fn assignment(&self, variable: usize) -> Option<&Expr<Symbol>> {
        let found =
            self.equations.iter().find(|e| e.form == EquationForm::Assignment && e.variable == variable);
        found.map(|e| &e.value)
    }

    /// Whether an event happens when a variable becomes positive.
    pub(super) fn is_event(&self, variable: usize) -> bool {
        self.events.iter().any(|event| event.switch == variable)
    }

    /// The variable that an alias stands for, or the variable itself; an event stands for itself.
    pub(super) fn resolve(&self, variable: usize) -> usize {
        let mut at = variable;
        if self.is_event(variable) {
            return variable;
        }
        // A ring of aliases is an algebraic loop, which is reported later.
        for _ in 0..self.variables.len() {
            match self.assignment(at) {
                Some(Expr::Leaf(Symbol::Variable(v))) => at = *v,
                _ => break,
            }
        }
        at
    }
}

/// Lists all variables; returns the index of each operator's first variable.
fn declare(node: &Node, fed: &[InputName], unit: &mut Unit) -> Vec<usize> {
    let mut first = Vec::new();
    for (o, used) in node.operators.iter().enumerate() {
        first.push(unit.variables.len());
        for declaration in &used.operator.variables {
            let path = [&used.name.text, &declaration.name.text].into_iter().filter(|p| !p.is_empty());
            unit.variables.push(UnitVariable {
                path: path.cloned().collect(),
                role: role(node, o, declaration, fed),
                kind: declaration.kind,
                internal: false,
                unit: declaration.unit.as_ref().map(ToString::to_string),
            });
            unit.locs.push(declaration.name.loc);
            let given = used
                .overrides
                .iter()
                .find(|v| v.path.last().is_some_and(|n| n.text == declaration.name.text));
            unit.values.push(given.map_or(declaration.value, |v| v.value));
        }
    }
    first
}

fn role(node: &Node, o: usize, declaration: &Declaration, fed: &[InputName]) -> Role {
    let operator = &node.operators[o].operator;
    let name = &declaration.name.text;
    if let Some(equation) = operator.equations.iter().find(|e| e.target.text == *name) {
        return match equation.form {
            EquationForm::Derivative => Role::State,
            EquationForm::Assignment => Role::Auxiliary,
        };
    }
    let is_fed = fed.iter().any(|(operator, input)| *operator == o && input == name);
    match declaration.declared {
        Declared::Input if !feeders(node, o, name).is_empty() => Role::Auxiliary,
        Declared::Input if is_fed => Role::Input,
        Declared::Input | Declared::Parameter | Declared::Output | Declared::Variable => Role::Parameter,
    }
}

/// The operators of the node whose output feeds the input `name` of operator `o`.
fn feeders(node: &Node, o: usize, name: &str) -> Vec<usize> {
    let outputs = |used: &crate::definition::OperatorUse| {
        used.operator.variables.iter().any(|v| v.declared == Declared::Output && v.name.text == name)
    };
    (0..node.operators.len()).filter(|&other| other != o && outputs(&node.operators[other])).collect()
}

/// The equations of all operators, with names replaced by variables of the unit.
fn own_equations(node: &Node, first: &[usize]) -> Vec<Equation> {
    let mut equations = Vec::new();
    let mut sources = Sources::default();
    for (o, used) in node.operators.iter().enumerate() {
        sources.begin_operator();
        let index = |name: &str| used.operator.variables.iter().position(|v| v.name.text == name);
        let mut symbol = |name: &Name| match (index(&name.text), constant(&name.text)) {
            (Some(v), _) => Expr::Leaf(Symbol::Variable(first[o] + v)),
            (None, _) if name.text == "t" => Expr::Leaf(Symbol::Time),
            (None, Some(value)) => Expr::Number(value),
            // The operator has been checked: every symbol is known.
            (None, None) => Expr::Number(f64::NAN),
        };
        for equation in &used.operator.equations {
            let Some(v) = index(&equation.target.text) else { continue };
            let value = equation.value.substitute(&mut symbol);
            // Functions of vectors have been written out.
            let Some(value) = scalar(&sources.symbols(&value)) else { continue };
            equations.push(Equation { form: equation.form, variable: first[o] + v, value });
        }
    }
    equations
}

/// The events of all operators.
fn events(node: &Node, first: &[usize]) -> Vec<Event> {
    let mut events = Vec::new();
    for (used, first) in node.operators.iter().zip(first) {
        let names: Vec<&str> = used.operator.variables.iter().map(|v| v.name.text.as_str()).collect();
        let index = |name: &str| names.iter().position(|other| *other == name).map(|v| first + v);
        for event in &used.operator.events {
            let Some(switch) = index(&event.name.text) else { continue };
            // The new value of `x` is called `event/x`.
            let target = |name: &str| index(name.strip_prefix(&event.name.text)?.strip_prefix('/')?);
            let set = names.iter().enumerate().filter_map(|(v, name)| Some((target(name)?, first + v)));
            events.push(Event { switch, set: set.collect(), stop: event.stop });
        }
    }
    events
}

/// Connects inputs with the outputs of the same name; several outputs add up, edges too.
fn wire(node: &Node, fed: &[InputName], first: &[usize], unit: &mut Unit, equations: &mut Vec<Equation>) {
    for (o, used) in node.operators.iter().enumerate() {
        for (v, declaration) in used.operator.variables.iter().enumerate() {
            let name = &declaration.name.text;
            let sources = feeders(node, o, name);
            if declaration.declared != Declared::Input || sources.is_empty() {
                continue;
            }
            let output = |other: &usize| {
                let at = node.operators[*other].operator.variables.iter().position(|x| x.name.text == *name);
                at.map(|at| Expr::Leaf(Symbol::Variable(first[*other] + at)))
            };
            let mut terms: Vec<Expr<Symbol>> = sources.iter().filter_map(output).collect();
            if fed.iter().any(|(operator, input)| *operator == o && input == name) {
                terms.push(Expr::Leaf(Symbol::Variable(add_edge_sum(unit, first[o] + v))));
            }
            let Some(value) = terms.into_iter().reduce(|a, b| a + b) else { continue };
            equations.push(Equation { form: EquationForm::Assignment, variable: first[o] + v, value });
        }
    }
}

/// Adds a variable for the edges into an input that outputs of its own node feed too.
fn add_edge_sum(unit: &mut Unit, input: usize) -> usize {
    let mut path = unit.variables[input].path.clone();
    path.push("edges".to_string());
    unit.add(path, Role::Input, Value::real(0.0), input)
}

/// Replaces inputs that stand for one output by that output.
fn inline_aliases(unit: &Unit, equations: &mut [Equation]) {
    let mut alias: Vec<Option<usize>> = vec![None; unit.variables.len()];
    for equation in equations.iter().filter(|e| e.form == EquationForm::Assignment) {
        if let Expr::Leaf(Symbol::Variable(v)) = equation.value {
            alias[equation.variable] = Some(v);
        }
    }
    let resolve = |start: usize| {
        let mut v = start;
        // A ring of aliases is an algebraic loop, which is reported later.
        for _ in 0..alias.len() {
            let Some(next) = alias[v] else { break };
            v = next;
        }
        v
    };
    for equation in equations {
        equation.value = equation.value.substitute(&mut |symbol| match symbol {
            Symbol::Variable(v) => Expr::Leaf(Symbol::Variable(resolve(*v))),
            other => Expr::Leaf(*other),
        });
    }
}

/// Assignments in order of evaluation, then derivatives. Loops keep the given order; they are reported
/// by [`super::loops`].
fn ordered(equations: Vec<Equation>) -> Vec<Equation> {
    let (assignments, mut derivatives): (Vec<Equation>, Vec<Equation>) =
        equations.into_iter().partition(|e| e.form == EquationForm::Assignment);
    derivatives.sort_by_key(|e| e.variable);
    let needs = |i: usize| -> Vec<usize> {
        let needed =
            |symbol: &Symbol| assignments.iter().position(|e| *symbol == Symbol::Variable(e.variable));
        assignments[i].value.leaves().into_iter().filter_map(needed).collect()
    };
    let order = order::sort(assignments.len(), &needs).unwrap_or_else(|_| (0..assignments.len()).collect());
    order.into_iter().map(|i| assignments[i].clone()).chain(derivatives).collect()
}
