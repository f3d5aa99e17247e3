//! The real form of a system.

use std::borrow::Cow;

use crate::expr::Expr;
use crate::system::{
    Coupling, Delays, Equation, EquationForm, Event, Group, Kind, PARTS, Role, Symbol, System, Value,
    Variable, VariableRef, Weights,
};

use super::arithmetic::{NoSuchOperation, pair};
use super::{Naming, Pair, Repeat};

impl System {
    /// Whether any variable is complex, or any expression computes with complex numbers.
    pub fn is_complex(&self) -> bool {
        let equations = self.groups.iter().flat_map(|g| &g.equations).map(|equation| &equation.value);
        let mut expressions = equations.chain(self.couplings.iter().map(|coupling| &coupling.value));
        self.groups.iter().flat_map(|g| &g.variables).any(|v| v.kind == Kind::Complex)
            || expressions.any(|e| e.any(&mut |e| matches!(e, Expr::Imaginary(_))))
    }

    /// The real form of the system: the system itself if nothing in it is complex.
    pub fn split(&self) -> Cow<'_, System> {
        if self.is_complex() { Cow::Owned(split(self)) } else { Cow::Borrowed(self) }
    }
}

/// The new indices of each variable: of its real part, and of its imaginary part.
type Parts = Vec<(usize, Option<usize>)>;

fn split(system: &System) -> System {
    let parts: Vec<Parts> = system.groups.iter().map(parts).collect();
    let groups = system.groups.iter().zip(&parts).map(|(group, parts)| split_group(group, parts)).collect();
    let mut couplings = Vec::new();
    // Where each coupling went, for those that share its weights.
    let mut places = Vec::new();
    for coupling in &system.couplings {
        places.push(couplings.len());
        let moved = moved(coupling, &places);
        split_coupling(&moved, &parts, &mut couplings);
    }
    System {
        name: system.name.clone(),
        doc: system.doc.clone(),
        time_unit: system.time_unit.clone(),
        groups,
        couplings,
    }
}

fn parts(group: &Group) -> Parts {
    let mut next = 0;
    let mut place = |variable: &Variable| {
        let first = next;
        next += variable.kind.parts();
        (first, (variable.kind == Kind::Complex).then_some(first + 1))
    };
    group.variables.iter().map(&mut place).collect()
}

/// The pair that stands for a symbol.
fn leaf(symbol: &Symbol, parts: &Parts) -> Pair<Symbol> {
    match symbol {
        Symbol::Variable(v) => {
            let (re, im) = parts[*v];
            let variable = |v| Expr::Leaf(Symbol::Variable(v));
            Pair { re: variable(re), im: im.map(variable) }
        }
        Symbol::Time | Symbol::Delay | Symbol::Noise(_) => Pair { re: Expr::Leaf(*symbol), im: None },
    }
}

/// What has no meaning was refused before; NaN keeps it visible if it should come here.
fn undefined(_: NoSuchOperation) -> Pair<Symbol> {
    Pair { re: Expr::Number(f64::NAN), im: None }
}

fn split_group(group: &Group, parts: &Parts) -> Group {
    let mut variables: Vec<Variable> = group.variables.iter().flat_map(split_variable).collect();
    let (mut assignments, mut derivatives) = (Vec::new(), Vec::new());
    for equation in &group.equations {
        let owner = &group.variables[equation.variable].path;
        let mut naming =
            Auxiliaries { owner, n: 0, variables: &mut variables, assignments: &mut assignments };
        let value = pair(&equation.value, &mut |symbol| leaf(symbol, parts), &mut naming);
        let value = value.unwrap_or_else(undefined);
        let (re, im) = parts[equation.variable];
        let part = |variable, value| Equation { form: equation.form, variable, value };
        let list = match equation.form {
            EquationForm::Assignment => &mut assignments,
            EquationForm::Derivative => &mut derivatives,
        };
        list.push(part(re, value.re.clone()));
        list.extend(im.map(|im| part(im, value.imaginary())));
    }
    assignments.append(&mut derivatives);
    let events = group.events.iter().map(|event| split_event(event, parts)).collect();
    let (name, members) = (group.name.clone(), group.members.clone());
    Group { name, members, variables, equations: assignments, events }
}

/// Conditions are real; a complex state is set in both parts.
fn split_event(event: &Event, parts: &Parts) -> Event {
    let set = event.set.iter().flat_map(|&(state, value)| {
        let ((re, im), (value_re, value_im)) = (parts[state], parts[value]);
        std::iter::once((re, value_re)).chain(im.zip(value_im))
    });
    Event { switch: parts[event.switch].0, set: set.collect(), stop: event.stop }
}

fn split_variable(variable: &Variable) -> Vec<Variable> {
    if variable.kind == Kind::Real {
        return vec![variable.clone()];
    }
    let part = |(part, name): (usize, &&str)| {
        let mut path = variable.path.clone();
        path.push((*name).to_string());
        let values = variable.values.iter().map(|value| Value::real(value.part(part))).collect();
        Variable { path, role: variable.role, kind: Kind::Real, unit: variable.unit.clone(), values }
    };
    PARTS.iter().enumerate().map(part).collect()
}

/// Names parts of an equation by auxiliaries of the unit.
struct Auxiliaries<'a> {
    /// The variable whose equation is split.
    owner: &'a [String],
    n: usize,
    variables: &'a mut Vec<Variable>,
    assignments: &'a mut Vec<Equation>,
}

impl Naming<Symbol> for Auxiliaries<'_> {
    fn name(&mut self, e: Expr<Symbol>) -> Expr<Symbol> {
        // What is delayed must stay in one expression with its delay.
        if matches!(e, Expr::Leaf(_) | Expr::Number(_)) {
            return e;
        }
        let known = self.assignments.iter().find(|a| a.value == e).map(|a| a.variable);
        let variable = known.unwrap_or_else(|| {
            self.n += 1;
            let mut path = self.owner.to_vec();
            path.push(format!("part{}", self.n));
            self.variables.push(Variable {
                path,
                role: Role::Auxiliary,
                kind: Kind::Real,
                unit: None,
                values: Vec::new(),
            });
            let variable = self.variables.len() - 1;
            self.assignments.push(Equation { form: EquationForm::Assignment, variable, value: e });
            variable
        });
        Expr::Leaf(Symbol::Variable(variable))
    }
}

/// The coupling with references to the new places of earlier ones.
fn moved(coupling: &Coupling, places: &[usize]) -> Coupling {
    let mut moved = coupling.clone();
    if let Weights::Of(c) = coupling.weights {
        moved.weights = Weights::Of(places[c]);
    }
    if let Delays::Of(c) = coupling.delays {
        moved.delays = Delays::Of(places[c]);
    }
    moved
}

/// A complex coupling becomes two with the same weights and delays. A real value that ends in a complex
/// input reaches its real part alone.
fn split_coupling(coupling: &Coupling, parts: &[Parts], couplings: &mut Vec<Coupling>) {
    let (source, target) = (coupling.source, coupling.target);
    let of_source = &parts[source.group];
    let value = pair(&coupling.value, &mut |symbol| leaf(symbol, of_source), &mut Repeat);
    let value = value.unwrap_or_else(undefined);
    let (source_re, source_im) = of_source[source.variable];
    let (target_re, target_im) = parts[target.group][target.variable];
    let delays = match coupling.delays {
        Delays::Target(v) => Delays::Target(parts[target.group][v].0),
        other => other,
    };
    let at = |group, variable| VariableRef { group, variable };
    couplings.push(Coupling {
        source: at(source.group, source_re),
        target: at(target.group, target_re),
        value: value.re.clone(),
        weights: coupling.weights,
        delays,
        edges: coupling.edges.clone(),
        connection: coupling.connection.clone(),
    });
    let first = couplings.len() - 1;
    if let (Some(target_im), Some(im)) = (target_im, value.im) {
        couplings.push(Coupling {
            source: at(source.group, source_im.unwrap_or(source_re)),
            target: at(target.group, target_im),
            value: im,
            weights: if coupling.weights == Weights::Own { Weights::Of(first) } else { coupling.weights },
            delays: if delays == Delays::Own { Delays::Of(first) } else { delays },
            edges: coupling.edges.clone(),
            connection: coupling.connection.clone(),
        });
    }
}
