//! Circuits: nodes, circuits in circuits, and edges.

use std::collections::HashMap;

use crate::definition::{Circuit, Declared, NodeUse};
use crate::finding::{Code, Finding, Name};

use super::limits::MAX_CHAIN;
use super::node::size;
use super::reader::{Outcome, Reader, Reported, shorten};
use super::template::{Chain, TemplateKind};
use super::tree::Value;

/// A node or circuit of a circuit: its name, the path of its template, and the file with that path.
type Entry = (Name, Value, usize);

/// The parts of a circuit while templates add to it.
#[derive(Default)]
struct Draft {
    nodes: Vec<Entry>,
    circuits: Vec<Entry>,
    edges: Vec<(Value, usize)>,
    /// Whether an entry could not be read.
    broken: bool,
}

impl Reader<'_> {
    /// The circuit that a path stands for.
    fn circuit_at(&mut self, path: &Value, from: usize) -> Outcome<Circuit> {
        let loc = self.loc(path);
        let template = self.resolve(path, from)?;
        let id = template.id;
        if let Some(known) = self.circuits.get(&id) {
            return known.clone().ok_or(Reported);
        }
        let chain = self.chain(template)?;
        self.expect(&chain, TemplateKind::Circuit, loc)?;
        if self.open.contains(&id) {
            let message = format!("circuit `{}` contains itself", chain.last().name.text);
            let finding = Finding::new(Code::Ring, loc, message);
            return Err(self.error(finding.help("a circuit can be in others, not in itself")));
        }
        if self.open.len() >= MAX_CHAIN {
            let message = format!("circuits are nested more than {MAX_CHAIN} levels deep");
            return Err(self.error(Finding::new(Code::Limit, loc, message)));
        }
        self.circuit(&chain)
    }

    /// The circuit of a template.
    pub(super) fn circuit(&mut self, chain: &Chain) -> Outcome<Circuit> {
        let id = chain.last().id;
        self.open.push(id);
        let read = self.draft(chain).and_then(|draft| self.assemble(chain, &draft));
        self.open.pop();
        self.circuits.insert(id, read.as_ref().ok().cloned());
        read
    }

    /// Nodes and circuits of derived templates replace those of the same name; edges are added.
    fn draft(&mut self, chain: &Chain) -> Outcome<Draft> {
        let mut draft = Draft::default();
        for template in &chain.templates {
            let file = template.file();
            for (key, what) in [("nodes", "a node"), ("circuits", "a circuit")] {
                let Some(value) = template.body.get(key) else { continue };
                let entries = self.entries(&value, what, file);
                draft.broken |= entries.iter().any(Option::is_none);
                let list = if key == "nodes" { &mut draft.nodes } else { &mut draft.circuits };
                merge(list, entries.into_iter().flatten().collect());
            }
            let Some(edges) = template.body.get("edges").filter(|edges| !edges.is_null()) else { continue };
            let Some(items) = edges.list() else {
                return Err(self.shape(&edges, "a list of edges", super::edge::FORM));
            };
            draft.edges.extend(items.into_iter().map(|edge| (edge, file)));
        }
        Ok(draft)
    }

    /// The entries of a map; `None` for each that is broken.
    fn entries(&mut self, value: &Value, what: &str, file: usize) -> Vec<Option<Entry>> {
        let map = self.map(value, "a map from names to templates", "write `name: Template`");
        let Ok(map) = map else { return vec![None] };
        let entry = |(key, path): (Value, Value)| {
            let name = self.name(&key, what).ok()?;
            if name.text == "all" {
                let finding = Finding::new(Code::Shape, name.loc, "nothing can be called `all`");
                self.error(finding.help("in paths, `all` stands for every name; choose another one"));
                return None;
            }
            Some((name, path, file))
        };
        map.into_iter().map(entry).collect()
    }

    /// Puts the parts together. Edges that cannot be read are left out, so that the others can be checked.
    fn assemble(&mut self, chain: &Chain, draft: &Draft) -> Outcome<Circuit> {
        let mut circuit = Circuit::new(chain.last().name.clone());
        let mut complete = !draft.broken;
        for (name, path, file) in &draft.nodes {
            if self.is_full() {
                return Err(Reported);
            }
            match self.node_at(path, *file, TemplateKind::Node) {
                Ok(node) => circuit.nodes.push(NodeUse::new(name.clone(), node, None, Vec::new())),
                Err(Reported) => complete = false,
            }
        }
        for (name, path, file) in &draft.circuits {
            let Ok(inner) = self.circuit_at(path, *file) else {
                if self.is_full() {
                    return Err(Reported);
                }
                complete = false;
                continue;
            };
            self.count(
                inner.nodes.iter().map(|node| size(&node.node)).sum::<usize>() + inner.edges.len(),
                name.loc,
            )?;
            let mut findings = Vec::new();
            circuit.embed(name, inner, Vec::new(), &mut findings);
            self.errors.extend(findings);
        }
        for (edge, file) in &draft.edges {
            if self.is_full() {
                return Err(Reported);
            }
            if let Ok(edge) = self.edge(edge, *file) {
                circuit.edges.push(edge);
            }
        }
        if complete { Ok(circuit) } else { Err(Reported) }
    }

    /// A constant in which edges end is an input, as in PyRates.
    pub(super) fn constants_with_edges(&mut self, circuit: &mut Circuit) {
        let places: HashMap<Vec<String>, usize> =
            circuit.nodes.iter().enumerate().map(|(n, node)| (node.path(), n)).collect();
        for edge in &circuit.edges {
            let mut path: Vec<String> =
                edge.scope.iter().chain(&edge.target.path).map(|n| n.text.clone()).collect();
            let (Some(variable), Some(operator)) = (path.pop(), path.pop()) else { continue };
            let Some(&n) = places.get(&path) else { continue };
            let operators = &mut circuit.nodes[n].node.operators;
            let Some(o) = operators.iter().position(|used| used.name.text == operator) else { continue };
            let linked = operators.iter().enumerate().any(|(other, used)| {
                other != o
                    && used.operator.declaration(&variable).is_some_and(|v| v.declared == Declared::Output)
            });
            let variables = &mut operators[o].operator.variables;
            let Some(declaration) = variables.iter_mut().find(|v| v.name.text == variable) else { continue };
            // As an input it would also read the output of the same name.
            if declaration.declared != Declared::Parameter || linked {
                continue;
            }
            declaration.declared = Declared::Input;
            let loc = edge.target.path.last().map_or(edge.loc, |name| name.loc);
            let message = format!("an edge ends in the constant `{}`", shorten(&variable));
            let help =
                format!("the edges replace its value, as in PyRates; declare it as `{variable}: input(...)`");
            self.lint(Code::EdgeIntoConstant, loc, message, help);
        }
    }
}

/// Entries replace those of the same name and are added otherwise.
fn merge(entries: &mut Vec<Entry>, updates: Vec<Entry>) {
    let mut at: HashMap<String, usize> =
        entries.iter().enumerate().map(|(i, (name, ..))| (name.text.clone(), i)).collect();
    for update in updates {
        match at.get(&update.0.text) {
            Some(&i) => entries[i] = update,
            None => {
                at.insert(update.0.text.clone(), entries.len());
                entries.push(update);
            }
        }
    }
}
