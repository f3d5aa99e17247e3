//! Units between operators: one unit of time in the whole model, and equal units where names connect.

use crate::check_units::time_unit;
use crate::definition::{Circuit, Declared, NodeUse};
use crate::finding::{Code, Finding, Loc, Name};
use crate::units::Unit;

/// Checks all nodes, and tells the unit of time if there is one. Operators were checked where they are defined.
pub(super) fn check(circuit: &Circuit, findings: &mut Vec<Finding>) -> Option<String> {
    let mut time: Option<(Unit, String)> = None;
    for node in &circuit.nodes {
        wiring(node, findings);
        for used in &node.node.operators {
            // What is wrong inside the operator is reported there.
            let Some((unit, _)) = time_unit(&used.operator, &mut Vec::new()) else { continue };
            let parts = node.path().into_iter().chain([used.name.text.clone()]);
            let path = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
            match &time {
                None => time = Some((unit, path)),
                Some((known, _)) if *known == unit => {}
                Some((known, first)) => {
                    let message = format!("time is in {unit} in `{path}`, but in {known} in `{first}`");
                    let finding = Finding::new(Code::Units, place(node, &used.name), message);
                    findings
                        .push(finding.help("units are not converted: use one unit of time in all operators"));
                }
            }
        }
    }
    time.map(|(unit, _)| unit.to_string())
}

/// Outputs and inputs of one name have one unit.
fn wiring(node: &NodeUse, findings: &mut Vec<Finding>) {
    let operators = &node.node.operators;
    for (o, reader) in operators.iter().enumerate() {
        for input in reader.operator.variables.iter().filter(|v| v.declared == Declared::Input) {
            let others = operators.iter().enumerate().filter(|(other, _)| *other != o).map(|(_, used)| used);
            for writer in others {
                let Some(output) = writer.operator.declaration(&input.name.text) else { continue };
                let (Declared::Output, Some(a), Some(b)) = (output.declared, &output.unit, &input.unit)
                else {
                    continue;
                };
                if a != b {
                    let (name, from, to) = (&input.name.text, &writer.name.text, &reader.name.text);
                    let message =
                        format!("the output `{name}` of `{from}` is in {a}, the input of `{to}` in {b}");
                    let finding = Finding::new(Code::Units, place(node, &reader.name), message);
                    findings.push(finding.help("units are not converted: declare both in one unit"));
                }
            }
        }
    }
}

/// Where an operator is used, or the node if the operator has no name of its own.
fn place(node: &NodeUse, operator: &Name) -> Loc {
    if node.name.text.is_empty() { operator.loc } else { node.name.loc }
}
