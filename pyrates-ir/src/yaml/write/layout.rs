//! The circuits of a file: where each unit is, and which circuit has which edges.

use std::collections::HashMap;

use crate::system::VariableRef;

use super::super::template::TemplateKind;
use super::edges::EdgeLine;
use super::operators::Plan;
use super::parts::{Part, is_edge_sum};
use super::templates::word;
use super::{Dialect, Writer};

/// The name of the node of a model that is a single node.
const ONLY: &str = "p";

/// The path of a unit from some circuit, and its template.
type Unit<'a> = (&'a [String], &'a str);

/// The nodes of a file.
pub(super) struct Nodes {
    /// The units of each group as templates.
    parts: Vec<Vec<Part>>,
    /// Their paths.
    paths: Vec<Vec<Vec<String>>>,
    /// For sums of edges in the extended dialect, the input in which the edges end.
    inputs: HashMap<VariableRef, usize>,
}

impl Nodes {
    /// The full path of a variable of a unit.
    pub(super) fn path(&self, (variable, unit): (VariableRef, usize)) -> Vec<String> {
        let v = self.inputs.get(&variable).copied().unwrap_or(variable.variable);
        let (operator, name) = &self.parts[variable.group][unit].places[v];
        let mut path = self.paths[variable.group][unit].clone();
        path.extend([operator.clone(), name.clone()]);
        path
    }
}

impl Writer<'_> {
    /// Writes the templates of all nodes.
    pub(super) fn nodes(&mut self, plans: &[Plan]) -> Nodes {
        let system = self.system;
        let mut nodes = Nodes { parts: Vec::new(), paths: self.paths(), inputs: HashMap::new() };
        for ((g, group), plan) in system.groups.iter().enumerate().zip(plans) {
            let n = if group.is_on_edges() { 0 } else { group.n_units() };
            nodes.parts.push((0..n).map(|unit| self.part(group, plan, unit)).collect());
            if self.dialect == Dialect::PyRates {
                continue;
            }
            for (&input, sources) in &plan.wired {
                for &sum in sources.iter().filter(|&&w| is_edge_sum(plan, w)) {
                    nodes.inputs.insert(VariableRef { group: g, variable: sum }, input);
                }
            }
        }
        nodes
    }

    /// The paths of all units. Those of a population are nodes of their own. PyRates needs all at one depth.
    fn paths(&mut self) -> Vec<Vec<Vec<String>>> {
        let mut all: Vec<Vec<Vec<String>>> = Vec::new();
        for group in &self.system.groups {
            let mut paths = Vec::new();
            for member in group.members.iter().filter(|_| !group.is_on_edges()) {
                let mut path = member.path.clone();
                if path.is_empty() {
                    path.push(ONLY.to_string());
                }
                match member.count {
                    None => paths.push(path),
                    Some(n) => paths.extend((0..n).map(|unit| numbered(&path, unit))),
                }
            }
            all.push(paths);
        }
        if self.dialect == Dialect::PyRates {
            let depth = all.iter().flatten().map(Vec::len).max().unwrap_or(1);
            for path in all.iter_mut().flatten() {
                let last = path.last().cloned().unwrap_or_default();
                while path.len() < depth {
                    path.push(last.clone());
                }
            }
        }
        all
    }

    /// Writes all circuits, the outermost one under the name.
    pub(super) fn circuits(&mut self, name: &str, nodes: &Nodes, edges: Vec<EdgeLine>) {
        let mut lines: HashMap<Vec<String>, Vec<String>> = HashMap::new();
        for edge in edges {
            lines.entry(edge.scope).or_default().push(edge.text);
        }
        let units: Vec<Unit> = nodes
            .paths
            .iter()
            .zip(&nodes.parts)
            .flat_map(|(paths, parts)| paths.iter().zip(parts))
            .map(|(path, part)| (path.as_slice(), part.template.as_str()))
            .collect();
        let body = self.circuit(&[], &units, &lines);
        let doc = match self.system.doc.trim() {
            "" => String::new(),
            doc => {
                format!("  description: {}\n", word(&doc.split_whitespace().collect::<Vec<_>>().join(" ")))
            }
        };
        self.templates.put(TemplateKind::Circuit, name, &(doc + &body));
    }

    /// The body of the circuit at a path; `units` are those in it, with the paths from there.
    fn circuit(
        &mut self,
        at: &[String],
        units: &[Unit],
        lines: &HashMap<Vec<String>, Vec<String>>,
    ) -> String {
        let (mut leaves, mut circuits) = (String::new(), String::new());
        let mut inner: Vec<(&String, Vec<Unit>)> = Vec::new();
        let mut index: HashMap<&String, usize> = HashMap::new();
        for (path, template) in units {
            match path {
                [name] => leaves.push_str(&format!("    {}: {template}\n", word(name))),
                [name, rest @ ..] => {
                    let i = *index.entry(name).or_insert_with(|| {
                        inner.push((name, Vec::new()));
                        inner.len() - 1
                    });
                    inner[i].1.push((rest, template));
                }
                [] => {}
            }
        }
        for (name, units) in inner {
            let at: Vec<String> = at.iter().chain([name]).cloned().collect();
            let body = self.circuit(&at, &units, lines);
            let template = self.templates.add(TemplateKind::Circuit, name, &body);
            circuits.push_str(&format!("    {}: {template}\n", word(name)));
        }
        let mut body = String::new();
        for (key, text) in [("nodes", leaves), ("circuits", circuits)] {
            if !text.is_empty() {
                body.push_str(&format!("  {key}:\n{text}"));
            }
        }
        if let Some(edges) = lines.get(at) {
            body.push_str("  edges:\n");
            for edge in edges {
                body.push_str(&format!("    - {edge}\n"));
            }
        }
        body
    }
}

/// The path of a unit of a population.
fn numbered(path: &[String], unit: usize) -> Vec<String> {
    let mut path = path.to_vec();
    if let Some(last) = path.last_mut() {
        last.push_str(&format!("_{unit}"));
    }
    path
}
