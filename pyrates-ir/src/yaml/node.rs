//! Nodes, and the operators of edges.

use crate::definition::{Node, Operator, OperatorUse, Override};
use crate::finding::{Code, Finding, Name};
use crate::vectors;

use super::reader::{Outcome, Reader, Reported};
use super::template::{Chain, TemplateKind};
use super::tree::Value;

impl Reader<'_> {
    /// The node, or the operators of an edge, that a path stands for.
    pub(super) fn node_at(&mut self, path: &Value, from: usize, kind: TemplateKind) -> Outcome<Node> {
        let loc = self.loc(path);
        let template = self.resolve(path, from)?;
        if let Some(known) = self.nodes.get(&template.id)
            && known.is_none()
        {
            return Err(Reported);
        }
        let id = template.id;
        let read = self.chain(template).and_then(|chain| {
            self.expect(&chain, kind, loc)?;
            match self.nodes.get(&id) {
                Some(Some(known)) => Ok(known.clone()),
                _ => self.node(&chain),
            }
        });
        self.nodes.insert(id, read.as_ref().ok().cloned());
        let node = read?;
        self.count(size(&node), loc)?;
        Ok(node)
    }

    /// The node of a template: of the last template that lists operators, since they replace those of the base.
    pub(super) fn node(&mut self, chain: &Chain) -> Outcome<Node> {
        let name = chain.last().name.clone();
        let listed = chain.templates.iter().rev().find_map(|template| {
            let operators = template.body.get("operators").filter(|operators| !operators.is_null())?;
            Some((operators, template.file()))
        });
        let Some((operators, file)) = listed else {
            return Err(self.no_operators(&name, chain.kind));
        };
        let operators = self.operator_uses(&operators, file)?;
        if operators.is_empty() && chain.kind == TemplateKind::Node {
            return Err(self.no_operators(&name, chain.kind));
        }
        Ok(Node { name, operators })
    }

    fn no_operators(&mut self, name: &Name, kind: TemplateKind) -> Reported {
        let message = format!("{} `{}` has no operators", kind.with_article(), name.text);
        let finding = Finding::new(Code::Section, name.loc, message);
        self.error(finding.help("list them: `operators: [name]`"))
    }

    /// A string, a list of strings, or a map from operators to values of their variables.
    fn operator_uses(&mut self, operators: &Value, file: usize) -> Outcome<Vec<OperatorUse>> {
        let listed: Vec<(Value, Option<Value>)> = match (operators.list(), operators.map()) {
            (Some(items), _) => items.into_iter().map(|item| (item, None)).collect(),
            (_, Some(entries)) => entries.into_iter().map(|(key, value)| (key, Some(value))).collect(),
            _ => vec![(operators.clone(), None)],
        };
        let mut uses = Vec::new();
        let mut complete = true;
        for (path, values) in listed {
            if self.is_full() {
                return Err(Reported);
            }
            match self.operator_use(&path, values.as_ref(), file) {
                Ok(used) => uses.push(used),
                Err(Reported) => complete = false,
            }
        }
        if complete { Ok(uses) } else { Err(Reported) }
    }

    fn operator_use(&mut self, path: &Value, values: Option<&Value>, file: usize) -> Outcome<OperatorUse> {
        let operator = self.operator_at(path, file)?;
        let loc = self.loc(path);
        self.count(operator_size(&operator), loc)?;
        let name = Name::new(operator.name.text.clone(), loc);
        let mut overrides = Vec::new();
        if let Some(values) = values {
            let values = match values.get("variables") {
                Some(inner) if operator.declaration("variables").is_none() => inner,
                _ => values.clone(),
            };
            let help = "write `variable: value` for each value that differs";
            for (key, value) in self.map(&values, "a map of values", help)? {
                overrides.push(self.override_of(&key, &value)?);
            }
        }
        Ok(OperatorUse { name, operator, overrides })
    }

    fn override_of(&mut self, key: &Value, value: &Value) -> Outcome<Override> {
        let name = self.name(key, "a variable")?;
        let given = self.given(value, &name.text)?;
        Ok(Override { path: vec![name], value: given.number, array: given.array })
    }
}

/// The number of parts of an operator.
pub(super) fn operator_size(operator: &Operator) -> usize {
    // What is wrong with vectors is reported by the checks.
    let written_out = vectors::has_vectors(operator).then(|| vectors::operator(operator, &mut Vec::new()));
    let operator = written_out.as_ref().unwrap_or(operator);
    let mut parts = operator.variables.len();
    for equation in &operator.equations {
        equation.value.visit(&mut |_| parts += 1);
    }
    parts
}

/// The number of parts of a node.
pub(super) fn size(node: &Node) -> usize {
    1 + node.operators.iter().map(|used| operator_size(&used.operator)).sum::<usize>()
}
