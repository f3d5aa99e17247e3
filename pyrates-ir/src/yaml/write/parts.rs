//! Nodes and the operators of edges: from the units of a group to templates.

use crate::expr::Expr;
use crate::lookup::changes;
use crate::system::{Equation, EquationForm, Event, Group, Kind, PlaceKind, Role, Symbol, Value};

use super::super::lint_operator::is_forbidden;
use super::super::template::TemplateKind;
use super::equations::Speller;
use super::operators::{Plan, is_written};
use super::templates::{OperatorText, VariableText, number, word};
use super::{Dialect, Writer};

/// A unit as a template.
pub(super) struct Part {
    /// The name of its template.
    pub(super) template: String,
    /// The operator and the name of each variable of the group, as they are written.
    pub(super) places: Vec<(String, String)>,
    /// Values that differ from the operators': operator, variable, value.
    pub(super) overrides: Vec<(String, String, f64)>,
}

impl Part {
    /// `operator/variable`.
    pub(super) fn variable(&self, v: usize) -> String {
        let (operator, name) = &self.places[v];
        format!("{operator}/{name}")
    }
}

impl Writer<'_> {
    /// Writes the operators of a unit, and its template. A node has its values in its template, an edge beside
    /// it.
    pub(super) fn part(&mut self, group: &Group, plan: &Plan, unit: usize) -> Part {
        let kind = if group.is_on_edges() { TemplateKind::Edge } else { TemplateKind::Node };
        let mut names = vec![String::new(); plan.operators.len()];
        let (mut overrides, mut listed) = (Vec::new(), Vec::new());
        for (o, name) in names.iter_mut().enumerate() {
            let Some(wanted) = self.operator(group, plan, o, unit) else { continue };
            let operator = self.templates.operator(wanted.clone());
            for (own, base) in wanted.variables.iter().zip(&operator.variables) {
                if own.value != base.value
                    && let Some(value) = own.value
                {
                    overrides.push((operator.name.clone(), own.name.clone(), value.re));
                }
            }
            listed.push(operator.name.clone());
            *name = operator.name;
        }
        let places = plan.places.iter().map(|(o, local)| (names[*o].clone(), local.clone())).collect();
        let given = if kind == TemplateKind::Node { overrides.as_slice() } else { &[] };
        let body = operators_text(&listed, given);
        let template = self.templates.add(kind, &group.name, &body);
        Part { template, places, overrides }
    }

    /// An operator of a unit, with the values of the unit. `None` if nothing of it is written.
    pub(super) fn operator(
        &mut self,
        group: &Group,
        plan: &Plan,
        o: usize,
        unit: usize,
    ) -> Option<OperatorText> {
        let own = |v: &usize| plan.places[*v].0 == o && is_written(group, *v) && !group.is_of_event(*v);
        let variables: Vec<usize> = (0..group.variables.len()).filter(own).collect();
        let mut texts: Vec<VariableText> = Vec::new();
        for &v in &variables {
            texts.extend(self.declared(group, plan, v, unit));
        }
        let added = plan.inputs.iter().filter(|(operator, ..)| *operator == o);
        texts.extend(added.map(|(_, w, name)| input(name, group.variables[*w].kind)));
        let mut taken: Vec<String> = texts.iter().map(|text| text.name.clone()).collect();
        let mut speller = Speller {
            dialect: self.dialect,
            taken: &mut taken,
            delayed: Vec::new(),
            unit: None,
            problems: Vec::new(),
        };
        let mut equations = Vec::new();
        let mut problems = Vec::new();
        for equation in &group.equations {
            if !variables.contains(&equation.variable) || plan.wired.contains_key(&equation.variable) {
                continue;
            }
            equations.push(spelled(group, plan, o, equation, &mut speller));
            let path = group.path(equation.variable, unit);
            problems.extend(
                speller.problems.drain(..).map(|(problem, everywhere)| (problem, everywhere, path.clone())),
            );
            let role = |v: usize| group.variables[v].role;
            if equation.value.any(&mut |e| matches!(e, Expr::Past(_, delay) if changes(delay, &role))) {
                problems.push(("a delay that changes during a run".to_string(), false, path.clone()));
            }
            if equation.value.any(&mut |e| matches!(e, Expr::Leaf(Symbol::Time))) {
                problems.push((
                    "the time `t`, which counts steps under fixed-step solvers".to_string(),
                    false,
                    path,
                ));
            }
        }
        let events = group.events.iter().filter(|event| plan.places[event.switch].0 == o);
        let events = events.map(|event| event_text(group, plan, o, event, &mut speller)).collect();
        problems.extend(
            speller
                .problems
                .drain(..)
                .map(|(problem, everywhere)| (problem, everywhere, group.path(0, unit))),
        );
        let (delayed, imaginary) = (std::mem::take(&mut speller.delayed), speller.unit.take());
        for (name, text) in delayed {
            equations.push(format!("{name} = {text}"));
            texts.push(VariableText { name, word: "variable", kind: Kind::Real, value: None });
        }
        texts.extend(imaginary.map(|name| {
            let value = Some(Value { re: 0.0, im: 1.0 });
            VariableText { name, word: "", kind: Kind::Complex, value }
        }));
        for (problem, everywhere, path) in problems {
            self.note(&problem, &path, everywhere);
        }
        let name = plan.operators[o].clone();
        (!variables.is_empty()).then_some(OperatorText { name, equations, events, variables: texts })
    }

    /// The declarations of a variable: its own, and those of what adds to an input.
    fn declared(&mut self, group: &Group, plan: &Plan, v: usize, unit: usize) -> Vec<VariableText> {
        let variable = &group.variables[v];
        let name = plan.places[v].1.clone();
        let path = group.path(v, unit);
        if is_forbidden(&name) || !name.is_ascii() {
            self.refuse(&format!("PyRates cannot have a variable `{name}`"), &path);
        }
        let value = variable.values.get(unit).copied();
        if value.is_some_and(|value| !(value.re.is_finite() && value.im.is_finite())) {
            self.refuse_everywhere("a value that is not finite", &path);
        }
        let is_output = plan.outputs.contains(&v);
        let declare = if is_output { "output" } else { "variable" };
        let place = variable.place();
        match variable.role {
            Role::State => vec![VariableText { name, word: declare, kind: variable.kind, value }],
            Role::Parameter => {
                let word = if plan.as_inputs.contains(&v) { "input" } else { "" };
                let zero =
                    word == "input" && variable.kind == Kind::Complex && value == Some(Value::real(0.0));
                let value = value.filter(|_| !zero);
                vec![VariableText { name, word, kind: variable.kind, value }]
            }
            Role::Auxiliary if plan.wired.contains_key(&v) => vec![input(&name, variable.kind)],
            Role::Auxiliary => vec![VariableText { name, word: declare, kind: variable.kind, value: None }],
            Role::Input if place == Some(PlaceKind::Parameter) => {
                let extrinsic = VariableText { name: extrinsic(&name), word: "", kind: variable.kind, value };
                vec![input(&name, variable.kind), extrinsic]
            }
            // In the extended dialect the edges end in the input itself.
            Role::Input if self.dialect == Dialect::Extended && is_edge_sum(plan, v) => Vec::new(),
            Role::Input => vec![input(&name, variable.kind)],
        }
    }
}

fn input(name: &str, kind: Kind) -> VariableText {
    VariableText { name: name.to_string(), word: "input", kind, value: None }
}

/// The parameter that adds to an input.
fn extrinsic(input: &str) -> String {
    format!("{input}_extrinsic")
}

/// Whether the variable is the sum of the edges into an input that outputs of its node feed.
pub(super) fn is_edge_sum(plan: &Plan, v: usize) -> bool {
    plan.wired.values().any(|sources| sources.contains(&v)) && !plan.outputs.contains(&v)
}

/// An equation of operator `o`.
fn spelled(group: &Group, plan: &Plan, o: usize, equation: &Equation, speller: &mut Speller) -> String {
    let value = spelled_value(group, plan, o, &equation.value, speller);
    let target = &plan.places[equation.variable].1;
    match equation.form {
        EquationForm::Derivative => format!("d/dt * {target} = {value}"),
        EquationForm::Assignment => format!("{target} = {value}"),
    }
}

/// An expression of operator `o`.
fn spelled_value(
    group: &Group,
    plan: &Plan,
    o: usize,
    value: &Expr<Symbol>,
    speller: &mut Speller,
) -> String {
    let dialect = speller.dialect;
    let value = value.substitute(&mut |symbol| match symbol {
        Symbol::Variable(v) => reference(group, plan, o, *v, dialect),
        Symbol::Time | Symbol::Delay => Expr::Leaf("t".to_string()),
        Symbol::Noise(source) => {
            speller.problems.push(("noise".to_string(), false));
            Expr::Leaf(group.noise_text(*source))
        }
    });
    speller.text(&value)
}

/// An event of operator `o`.
fn event_text(group: &Group, plan: &Plan, o: usize, event: &Event, speller: &mut Speller) -> String {
    speller.problems.push(("events".to_string(), false));
    let mut value = |v: usize| {
        let zero = Expr::Number(0.0);
        spelled_value(group, plan, o, group.assignment(v).unwrap_or(&zero), speller)
    };
    let name = &plan.places[event.switch].1;
    let mut text = format!("{name}: on {} > 0 {{ ", value(event.switch));
    for &(state, new) in &event.set {
        text += &format!("{} = {}; ", plan.places[state].1, value(new));
    }
    text + if event.stop { "stop; }" } else { "}" }
}

/// How operator `o` reads a variable.
fn reference(group: &Group, plan: &Plan, o: usize, v: usize, dialect: Dialect) -> Expr<String> {
    let (operator, name) = &plan.places[v];
    if *operator != o {
        return Expr::Leaf(plan.input(o, v).unwrap_or_else(|| name.clone()));
    }
    let variable = &group.variables[v];
    if variable.role == Role::Input && variable.place().is_some() {
        return Expr::Leaf(name.clone()) + Expr::Leaf(extrinsic(name));
    }
    let edges = plan.wired.get(&v).and_then(|sources| sources.iter().find(|&&w| is_edge_sum(plan, w)));
    match edges {
        Some(&edges) if dialect == Dialect::PyRates => {
            Expr::Leaf(name.clone()) + Expr::Leaf(plan.places[edges].1.clone())
        }
        _ => Expr::Leaf(name.clone()),
    }
}

/// The body of a template with operators.
fn operators_text(operators: &[String], overrides: &[(String, String, f64)]) -> String {
    if overrides.is_empty() {
        return format!("  operators: [{}]\n", operators.join(", "));
    }
    let mut text = String::from("  operators:\n");
    for operator in operators {
        let own = overrides.iter().filter(|(o, ..)| o == operator);
        let given: Vec<String> =
            own.map(|(_, name, value)| format!("{}: {}", word(name), number(*value))).collect();
        text.push_str(&format!("    {operator}: {{{}}}\n", given.join(", ")));
    }
    text
}
