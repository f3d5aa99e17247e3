//! Values given where a definition is used.

use crate::check::repeated;
use crate::definition::{Declared, NodeUse, OperatorUse, Override};
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::{Role, Value};

use super::unit::Unit;

/// Checks the names of operators and all overrides of a node.
pub(super) fn check_node_use(node: &NodeUse, findings: &mut Vec<Finding>) {
    let operators = &node.node.operators;
    repeated(operators.iter().map(|used| &used.name), "an operator", findings);
    for used in operators {
        for given in &used.overrides {
            match given.path.as_slice() {
                [name] => check_variable(used, name, findings),
                path => {
                    let loc = path.first().map_or(Loc(0), |name| name.loc);
                    let message =
                        format!("`{}` does not name a variable of operator `{}`", text(path), used.name.text);
                    findings.push(Finding::new(Code::Path, loc, message).help("write `variable: value`"));
                }
            }
        }
        repeated_paths(&used.overrides, findings);
    }
    for given in &node.overrides {
        check_override(node, given, findings);
    }
    repeated_paths(&node.overrides, findings);
    if node.count == Some(0) {
        let message = format!("population `{}` has no units", node.text());
        findings.push(Finding::new(Code::Population, node.name.loc, message));
    }
}

/// The value of a variable of a node in the circuit.
pub(super) fn value(node: &NodeUse, path: &[String], declared: Value) -> Value {
    let matches = |given: &&Override| {
        let names = given.path.iter().map(|n| n.text.as_str()).filter(|text| !text.is_empty());
        names.eq(path.iter().map(String::as_str))
    };
    node.overrides.iter().find(matches).map_or(declared, |given| given.value)
}

fn check_override(node: &NodeUse, given: &Override, findings: &mut Vec<Finding>) {
    let loc = given.path.first().map_or(Loc(0), |name| name.loc);
    let [operator, variable] = given.path.as_slice() else {
        let message = format!("`{}` does not name a variable of node `{}`", text(&given.path), node.text());
        findings.push(Finding::new(Code::Path, loc, message).help("write `operator.variable: value`"));
        return;
    };
    let operators = &node.node.operators;
    match operators.iter().find(|used| used.name.text == operator.text) {
        Some(used) => check_variable(used, variable, findings),
        None => {
            let message = format!("node `{}` has no operator `{}`", node.text(), operator.text);
            let known = operators.iter().map(|used| used.name.text.as_str());
            findings.push(
                Finding::new(Code::UnknownOperator, operator.loc, message).suggest(&operator.text, known),
            );
        }
    }
}

/// A variable that gets a value must exist and have one.
fn check_variable(used: &OperatorUse, name: &Name, findings: &mut Vec<Finding>) {
    let operator = &used.operator;
    let Some(declaration) = operator.declaration(&name.text) else {
        let message = format!("operator `{}` has no variable `{}`", operator.name.text, name.text);
        let known = operator.variables.iter().map(|v| v.name.text.as_str());
        findings.push(Finding::new(Code::UnknownVariable, name.loc, message).suggest(&name.text, known));
        return;
    };
    let assigned = operator
        .equations
        .iter()
        .any(|e| e.target.text == name.text && e.form == crate::system::EquationForm::Assignment);
    if assigned && declaration.declared != Declared::Parameter {
        let message = format!("`{}` has no value to give: an equation computes it", name.text);
        findings.push(
            Finding::new(Code::Override, name.loc, message)
                .help("values can be given to parameters, inputs and initial states"),
        );
    }
}

fn repeated_paths(overrides: &[Override], findings: &mut Vec<Finding>) {
    let joined: Vec<Name> = overrides
        .iter()
        .filter_map(|given| given.path.last().map(|name| Name::new(text(&given.path), name.loc)))
        .collect();
    repeated(joined.iter(), "a value for", findings);
}

/// A path as the user writes it.
fn text(path: &[Name]) -> String {
    let parts: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
    parts.join(".")
}

/// A value given to an input that outputs or edges feed would be lost.
pub(super) fn check_fed_inputs(node: &NodeUse, unit: &Unit, findings: &mut Vec<Finding>) {
    let by_node = node.node.operators.iter().flat_map(|used| {
        // Edges of the circuit may feed what a node sets for its other uses; its own outputs may not.
        let own = used.overrides.iter().map(move |given| (used.name.text.as_str(), given.path.last()));
        own.filter(|(operator, name)| has_role(unit, operator, *name, Role::Auxiliary))
    });
    // Zero is what the unfed units of a population have anyway.
    let is_zero = |given: &&Override| node.count.is_some() && given.value == Value::real(0.0);
    let by_circuit = node.overrides.iter().filter(|given| !is_zero(given));
    let by_circuit = by_circuit.filter_map(|given| match given.path.as_slice() {
        [operator, name] => Some((operator.text.as_str(), Some(name))),
        _ => None,
    });
    let by_circuit = by_circuit.filter(|(operator, name)| {
        has_role(unit, operator, *name, Role::Auxiliary) || has_role(unit, operator, *name, Role::Input)
    });
    for (_, name) in by_node.chain(by_circuit) {
        let Some(name) = name else { continue };
        let message = format!("the value of `{}` would be lost: outputs or edges feed this input", name.text);
        findings.push(
            Finding::new(Code::Override, name.loc, message).help("remove the value, or what feeds the input"),
        );
    }
}

fn has_role(unit: &Unit, operator: &str, name: Option<&Name>, role: Role) -> bool {
    let variable = name.and_then(|name| unit.find(operator, &name.text));
    variable.is_some_and(|v| unit.variables[v].role == role)
}
