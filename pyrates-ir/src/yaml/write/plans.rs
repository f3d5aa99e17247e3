//! Plans for all groups, so that operators of one name are one operator where they can be.

use std::collections::HashSet;

use crate::system::{Group, Role};

use super::edges::undelayed;
use super::operators::{Change, Plan, is_delayed, is_written};
use super::templates::{OperatorText, VariableText};
use super::{Dialect, Writer};

/// An operator of a group.
struct Candidate {
    group: usize,
    operator: usize,
    text: OperatorText,
}

impl Writer<'_> {
    /// How the variables of each group are written.
    pub(super) fn plans(&mut self) -> Vec<Plan> {
        let rings = self.dialect == Dialect::Extended;
        let plan = |(g, group): (usize, &Group)| {
            let mut starts = self.sources(g).filter(|_| group.is_on_edges());
            let past = |v: usize| if is_delayed(group, v) { undelayed(group, v) } else { v };
            Plan::new(group, starts.next().map(past), rings)
        };
        let mut plans: Vec<Plan> = self.system.groups.iter().enumerate().map(plan).collect();
        for class in self.classes(&plans) {
            let changes: Vec<Change> =
                class.iter().map(|c| self.change(c, &class, &plans[c.group])).collect();
            self.apply(&class, &changes, &mut plans);
        }
        for class in self.classes(&plans) {
            self.name_output(&class, &mut plans);
        }
        if self.dialect == Dialect::PyRates {
            self.rename_inputs(&mut plans);
        }
        plans
    }

    /// PyRates needs inputs on edges to have other names than what feeds them.
    fn rename_inputs(&self, plans: &mut [Plan]) {
        for (g, group) in self.system.groups.iter().enumerate().filter(|(_, group)| group.is_on_edges()) {
            for v in group.with_role(Role::Input).filter(|v| is_written(group, *v)) {
                let feeds =
                    self.system.couplings.iter().filter(|c| (c.target.group, c.target.variable) == (g, v));
                let sources: Vec<String> =
                    feeds.map(|c| plans[c.source.group].places[c.source.variable].1.clone()).collect();
                let (operator, name) = plans[g].places[v].clone();
                if !sources.contains(&name) {
                    continue;
                }
                let taken = |name: &String| {
                    sources.contains(name) || plans[g].places.contains(&(operator, name.clone()))
                };
                let numbered = (2..).map(|n| format!("{name}_in_{n}"));
                let mut free =
                    std::iter::once(format!("{name}_in")).chain(numbered).filter(|name| !taken(name));
                plans[g].places[v].1 = free.next().unwrap_or(name);
            }
        }
    }

    /// The variables of a group in which edges start.
    fn sources(&self, group: usize) -> impl Iterator<Item = usize> {
        let sources = self.system.couplings.iter().map(|coupling| coupling.source);
        sources.filter(move |source| source.group == group).map(|source| source.variable)
    }

    /// Operators of equal name and equations.
    fn classes(&mut self, plans: &[Plan]) -> Vec<Vec<Candidate>> {
        let system = self.system;
        let mut classes: Vec<Vec<Candidate>> = Vec::new();
        for ((g, group), plan) in system.groups.iter().enumerate().zip(plans) {
            for operator in 0..plan.operators.len() {
                let Some(text) = self.operator(group, plan, operator, 0) else { continue };
                let candidate = Candidate { group: g, operator, text };
                match classes.iter_mut().find(|class| is_alike(&class[0].text, &candidate.text)) {
                    Some(class) => class.push(candidate),
                    None => classes.push(vec![candidate]),
                }
            }
        }
        classes
    }

    /// Makes all changes of a class, or none.
    fn apply(&self, class: &[Candidate], changes: &[Change], plans: &mut [Plan]) {
        let before: Vec<Plan> = class.iter().map(|c| plans[c.group].clone()).collect();
        let groups = &self.system.groups;
        let mut all = class.iter().zip(changes);
        if !all.all(|(c, change)| plans[c.group].change(&groups[c.group], change)) {
            for (candidate, plan) in class.iter().zip(before).rev() {
                plans[candidate.group] = plan;
            }
        }
    }

    /// Where all edges of an operator start in one variable, that is its output.
    fn name_output(&self, class: &[Candidate], plans: &mut [Plan]) {
        let has_equation = |c: &Candidate, v: usize| {
            let group = &self.system.groups[c.group];
            matches!(group.variables[v].role, Role::State | Role::Auxiliary)
                && !plans[c.group].wired.contains_key(&v)
        };
        let starts = |c: &Candidate| -> Vec<String> {
            let places = &plans[c.group].places;
            let own = self.sources(c.group).filter(|v| places[*v].0 == c.operator && has_equation(c, *v));
            own.map(|v| places[v].1.clone()).collect()
        };
        let names: HashSet<String> = class.iter().flat_map(starts).collect();
        let has_output = class.iter().any(|c| plans[c.group].has_output(c.operator));
        let (1, false, Some(name)) = (names.len(), has_output, names.iter().next()) else { return };
        let change = |c: &Candidate| {
            let place = (c.operator, name.clone());
            let output = plans[c.group].places.iter().position(|known| *known == place);
            Change { outputs: output.into_iter().collect(), as_inputs: Vec::new() }
        };
        let changes: Vec<Change> = class.iter().map(change).collect();
        self.apply(class, &changes, plans);
    }

    /// What a candidate lacks to be like all others of its class.
    fn change(&self, candidate: &Candidate, class: &[Candidate], plan: &Plan) -> Change {
        let group = &self.system.groups[candidate.group];
        let has = |i: usize, word: &str| class.iter().any(|other| other.text.variables[i].word == word);
        let mut change = Change::default();
        for (i, own) in candidate.text.variables.iter().enumerate() {
            let place = (candidate.operator, own.name.clone());
            let is_here = |v: &usize| plan.places[*v] == place && is_written(group, *v);
            let Some(v) = (0..group.variables.len()).find(is_here) else { continue };
            match own.word {
                "variable" if has(i, "output") => change.outputs.push(v),
                "" if has(i, "input") => change.as_inputs.push(v),
                _ => {}
            }
        }
        change
    }
}

/// Whether two operators differ in values and roles only.
fn is_alike(a: &OperatorText, b: &OperatorText) -> bool {
    let alike = |(a, b): (&VariableText, &VariableText)| (&a.name, a.kind) == (&b.name, b.kind);
    (&a.name, &a.equations, &a.events) == (&b.name, &b.equations, &b.events)
        && a.variables.len() == b.variables.len()
        && a.variables.iter().zip(&b.variables).all(alike)
}
