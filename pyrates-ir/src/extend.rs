//! Operators that extend others.

use crate::definition::{Declaration, Operator};
use crate::event::ParsedEvent;
use crate::expr::Expr;
use crate::finding::{Code, Finding, Name};
use crate::parse::ParsedEquation;
use crate::user_function::DeclaredFunction;
use crate::vectors::Written;

/// What an operator changes of its base.
#[derive(Debug, Clone, PartialEq)]
pub struct OperatorExtension {
    /// The name of the new operator.
    pub name: Name,
    /// Names in the equations of the base, with what stands in their place.
    pub replace: Vec<(Name, Written)>,
    /// Variables of the base that are left out, with their equations.
    pub remove: Vec<Name>,
    /// Equations that are added, or replace those of the base for the same variable.
    pub equations: Vec<ParsedEquation>,
    /// Declarations that are added, or replace those of the base.
    pub variables: Vec<Declaration>,
    /// Functions that are added.
    pub functions: Vec<DeclaredFunction>,
    /// Events that are added, or replace those of the base with the same name.
    pub events: Vec<ParsedEvent>,
}

impl OperatorExtension {
    /// An extension that changes nothing.
    pub fn new(name: Name) -> OperatorExtension {
        let (replace, remove, equations, variables, functions, events) = Default::default();
        OperatorExtension { name, replace, remove, equations, variables, functions, events }
    }

    /// The new operator. Variables of the base that no equation mentions any more are dropped.
    pub fn apply(self, base: Operator, findings: &mut Vec<Finding>) -> Operator {
        let mut operator = base;
        let base_name = std::mem::replace(&mut operator.name, self.name).text;
        for gone in &self.remove {
            let is_event = operator.events.iter().any(|event| event.name.text == gone.text);
            if operator.declaration(&gone.text).is_none() && !is_event {
                let message = format!("operator `{base_name}` has no variable `{}`", gone.text);
                let known = operator.variables.iter().map(|v| v.name.text.as_str());
                let finding = Finding::new(Code::UnknownVariable, gone.loc, message);
                findings.push(finding.suggest(&gone.text, known));
            }
            operator.variables.retain(|v| v.name.text != gone.text);
            operator.equations.retain(|e| e.target.text != gone.text);
            operator.events.retain(|e| e.name.text != gone.text);
        }
        replace_names(&mut operator, &base_name, &self.replace, findings);
        for equation in self.equations {
            put(&mut operator.equations, equation, |e| &e.target.text);
        }
        for event in self.events {
            put(&mut operator.events, event, |e| &e.name.text);
        }
        let own: Vec<String> = self.variables.iter().map(|v| v.name.text.clone()).collect();
        for declaration in self.variables {
            put(&mut operator.variables, declaration, |v| &v.name.text);
        }
        operator.functions.extend(self.functions);
        drop_unused(&mut operator, &own);
        operator
    }
}

/// Puts an item in the place of the one with the same name, or behind all others.
fn put<T>(items: &mut Vec<T>, item: T, name: impl Fn(&T) -> &String) {
    match items.iter().position(|other| name(other) == name(&item)) {
        Some(at) => items[at] = item,
        None => items.push(item),
    }
}

fn replace_names(
    operator: &mut Operator,
    base: &str,
    replace: &[(Name, Written)],
    findings: &mut Vec<Finding>,
) {
    let leaves: Vec<String> = operator
        .equations
        .iter()
        .map(|e| &e.value)
        .chain(operator.events.iter().flat_map(ParsedEvent::expressions))
        .flat_map(|value| value.leaves().into_iter().map(|name| name.text.clone()))
        .collect();
    for (name, _) in replace.iter().filter(|(name, _)| !leaves.contains(&name.text)) {
        let message = format!("no equation of operator `{base}` reads `{}`", name.text);
        let finding = Finding::new(Code::UnknownSymbol, name.loc, message);
        findings.push(finding.suggest(&name.text, leaves.iter().map(String::as_str)));
    }
    let values = operator.equations.iter_mut().map(|e| &mut e.value);
    for value in values.chain(operator.events.iter_mut().flat_map(ParsedEvent::expressions_mut)) {
        *value = value.substitute(&mut |leaf| {
            let found = replace.iter().find(|(name, _)| name.text == leaf.text);
            found.map_or_else(|| Expr::Leaf(leaf.clone()), |(_, value)| value.clone())
        });
    }
}

/// Drops what the base declares and no equation mentions.
fn drop_unused(operator: &mut Operator, own: &[String]) {
    let equations = &operator.equations;
    let is_used = |name: &String| {
        equations
            .iter()
            .any(|e| e.target.text == *name || e.value.leaves().iter().any(|leaf| leaf.text == *name))
            || operator.functions.iter().any(|f| f.mentions(name))
            || operator.events.iter().any(|e| e.mentions(name))
    };
    let keep: Vec<bool> =
        operator.variables.iter().map(|v| own.contains(&v.name.text) || is_used(&v.name.text)).collect();
    let mut keep = keep.into_iter();
    operator.variables.retain(|_| keep.next().unwrap_or(true));
}
