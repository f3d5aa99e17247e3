//! Edges: `[source, target, template, {weight: ..., delay: ...}]`, or the same as a map.

use crate::definition::{
    EdgeDefinition, EdgeTemplate, Endpoint, InputMapping, InputSource, Node, Override, Storage,
};
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::Value as Number;

use super::declaration::plain_number;
use super::limits::MAX_KEY;
use super::reader::{Outcome, Reader, shorten};
use super::template::TemplateKind;
use super::tree::Value;

/// How an edge is written.
pub(super) const FORM: &str =
    "write an edge as `[source, target, template, {weight: 1.0}]`, `null` for no template";

const ATTRIBUTES: [&str; 3] = ["weight", "delay", "spread"];

/// The four parts of an edge.
struct Parts {
    source: Value,
    target: Value,
    template: Option<Value>,
    attributes: Option<Value>,
}

impl Reader<'_> {
    /// Reads an edge.
    pub(super) fn edge(&mut self, value: &Value, file: usize) -> Outcome<EdgeDefinition> {
        let loc = self.loc(value);
        self.count(1, loc)?;
        let parts = self.parts(value, loc)?;
        let source = self.endpoint(&parts.source);
        let target = self.endpoint(&parts.target);
        let template = self.template(parts.template.as_ref(), file);
        let (source, target, mut template) = (source?, target?, template?);
        let mut edge = EdgeDefinition {
            scope: Vec::new(),
            label: None,
            element: None,
            source,
            target,
            template: None,
            weight: Number::real(1.0),
            weights: Storage::Scalar,
            delay: None,
            delays: Storage::Scalar,
            spread: None,
            spreads: Storage::Scalar,
            stages: None,
            loc,
        };
        if let Some(attributes) = &parts.attributes {
            let help = "write the attributes as `{weight: 1.0, delay: 0.5}`";
            for (key, value) in self.map(attributes, "a map of attributes", help)? {
                // The ends can be checked all the same.
                self.attribute(&mut edge, template.as_mut(), &key, &value).ok();
            }
        }
        edge.template = template;
        if let (Some((delay, _)), Some((spread, _))) = (edge.delay, edge.spread) {
            // Each stage of a distributed delay is a state.
            let order = (delay / spread).powi(2);
            self.count(if order.is_finite() { order.min(1e9) as usize } else { 0 }, loc)?;
        }
        Ok(edge)
    }

    fn parts(&mut self, value: &Value, loc: Loc) -> Outcome<Parts> {
        let some = |value: Option<Value>| value.filter(|value| !value.is_null());
        if let Some(items) = value.list() {
            let [source, target, rest @ ..] = items.as_slice() else {
                return Err(self.shape(value, "an edge of two to four parts", FORM));
            };
            if rest.len() > 2 {
                let message = format!("an edge has four parts, this one has {}", items.len());
                return Err(self.error(Finding::new(Code::Shape, loc, message).help(FORM)));
            }
            self.incomplete(items.len(), loc);
            let (template, attributes) = (some(rest.first().cloned()), some(rest.get(1).cloned()));
            return Ok(Parts { source: source.clone(), target: target.clone(), template, attributes });
        }
        let Some(entries) = value.map() else { return Err(self.shape(value, "an edge", FORM)) };
        const KEYS: [&str; 4] = ["source", "target", "template", "variables"];
        for (key, _) in &entries {
            let word = key.word().unwrap_or("").to_string();
            if !KEYS.contains(&word.as_str()) {
                let loc = self.loc(key);
                let message = format!("an edge has no key `{}`", shorten(&word));
                return Err(self.error(Finding::new(Code::Key, loc, message).suggest(&word, KEYS)));
            }
        }
        self.incomplete(entries.len(), loc);
        let (Some(source), Some(target)) = (value.get("source"), value.get("target")) else {
            let finding = Finding::new(Code::Shape, loc, "an edge needs `source` and `target`");
            return Err(self.error(finding.help("write both as `node/operator/variable`")));
        };
        let (template, attributes) = (some(value.get("template")), some(value.get("variables")));
        Ok(Parts { source, target, template, attributes })
    }

    fn incomplete(&mut self, parts: usize, loc: Loc) {
        if (2..4).contains(&parts) {
            let help = "write `null` for no template and `{}` for no attributes";
            self.lint(Code::BeyondPyRates, loc, "PyRates needs all four parts of an edge", help);
        }
    }

    /// `node/operator/variable`.
    fn endpoint(&mut self, value: &Value) -> Outcome<Endpoint> {
        let help = "write `node/operator/variable`, with the circuits before the node";
        if value.word().is_none() || value.is_null() {
            return Err(self.shape(value, "the path of a variable", help));
        }
        let text = self.text(value);
        if text.len() > MAX_KEY {
            let loc = self.loc(value);
            return Err(self.too_long("a path", text.len(), loc));
        }
        let path = text.split('/', &mut self.sources);
        if path.len() < 3 || path.iter().any(|name| name.text.is_empty()) {
            let loc = self.loc(value);
            let message = format!("`{}` is not the path of a variable", shorten(text.as_str()));
            return Err(self.error(Finding::new(Code::Path, loc, message).help(help)));
        }
        Ok(Endpoint { path, unit: None })
    }

    /// The operators of an edge; a template without operators is none.
    fn template(&mut self, path: Option<&Value>, file: usize) -> Outcome<Option<EdgeTemplate>> {
        let Some(path) = path else { return Ok(None) };
        let node = self.node_at(path, file, TemplateKind::Edge)?;
        let empty = node.operators.is_empty();
        Ok((!empty).then(|| EdgeTemplate { node, overrides: Vec::new(), inputs: Vec::new() }))
    }

    fn attribute(
        &mut self,
        edge: &mut EdgeDefinition,
        template: Option<&mut EdgeTemplate>,
        key: &Value,
        value: &Value,
    ) -> Outcome<()> {
        let loc = self.loc(key);
        let word = key.word().unwrap_or("").to_string();
        match word.as_str() {
            "weight" => edge.weight = self.number(value, "weight")?.0,
            "delay" if value.is_null() => {
                let message = "a delay of `null`";
                let help = "PyRates takes it as a delay of 1; here it is none, as if it were left out";
                self.lint(Code::NullDelay, loc, message, help);
            }
            "delay" => edge.delay = Some(self.duration(value, "delay")?),
            "spread" if value.is_null() => {}
            "spread" => edge.spread = Some(self.duration(value, "spread")?),
            _ => return self.template_attribute(template, key, value),
        }
        Ok(())
    }

    /// A real number with its place.
    fn duration(&mut self, value: &Value, of: &str) -> Outcome<(f64, Loc)> {
        let (number, _) = self.number(value, of)?;
        let loc = self.loc(value);
        if number.im != 0.0 {
            let message = format!("the {of} of an edge must be real");
            return Err(
                self.error(Finding::new(Code::Declaration, loc, message).help("give it a real number"))
            );
        }
        Ok((number.re, loc))
    }

    /// `operator/variable: value`, or `template/operator/variable: source`.
    fn template_attribute(
        &mut self,
        template: Option<&mut EdgeTemplate>,
        key: &Value,
        value: &Value,
    ) -> Outcome<()> {
        let loc = self.loc(key);
        let text = self.text(key);
        let mut path = text.split('/', &mut self.sources);
        let Some(template) = template.filter(|_| path.len() > 1) else {
            let message = format!("unknown attribute `{}`", shorten(text.as_str()));
            let finding = Finding::new(Code::EdgeAttribute, loc, message);
            let finding = if path.len() > 1 {
                finding
                    .help("only the operators of an edge template have variables; this edge has no template")
            } else {
                finding.suggest(text.as_str(), ATTRIBUTES)
            };
            return Err(self.error(finding));
        };
        if path.len() == 3 {
            let first = path.remove(0);
            if first.text != template.node.name.text {
                let message = format!("the template of this edge is not `{}`", shorten(&first.text));
                let finding = Finding::new(Code::EdgeAttribute, first.loc, message);
                return Err(self.error(finding.suggest(&first.text, [template.node.name.text.as_str()])));
            }
        }
        self.known_variable(&template.node, &path, loc)?;
        let from = value.word().unwrap_or("").to_string();
        let is_number = value.is_plain() && plain_number(&from).is_some();
        if !is_number && from == "source" {
            let from = InputSource::Source(self.loc(value));
            template.inputs.push(InputMapping { path, from });
        } else if !is_number && from.contains('/') && from.matches('/').count() >= 2 {
            let from = InputSource::Variable(self.endpoint(value)?);
            template.inputs.push(InputMapping { path, from });
        } else {
            let (value, _) = self.number(value, text.as_str())?;
            template.overrides.push(Override::new(path, value));
        }
        Ok(())
    }

    /// The path must be an operator and a variable of the template.
    fn known_variable(&mut self, node: &Node, path: &[Name], loc: Loc) -> Outcome<()> {
        let [operator, variable] = path else {
            let message = "an attribute of an edge template is `operator/variable`";
            let finding = Finding::new(Code::Path, loc, message);
            return Err(self.error(finding.help("or `template/operator/variable: source` for an input")));
        };
        let Some(used) = node.operators.iter().find(|used| used.name.text == operator.text) else {
            let message = format!("edge `{}` has no operator `{}`", node.name.text, shorten(&operator.text));
            let known = node.operators.iter().map(|used| used.name.text.as_str());
            let finding = Finding::new(Code::UnknownOperator, operator.loc, message);
            return Err(self.error(finding.suggest(&operator.text, known)));
        };
        if used.operator.declaration(&variable.text).is_some() {
            return Ok(());
        }
        let message = format!("operator `{}` has no variable `{}`", operator.text, shorten(&variable.text));
        let known = used.operator.variables.iter().map(|v| v.name.text.as_str());
        let finding = Finding::new(Code::UnknownVariable, variable.loc, message);
        Err(self.error(finding.suggest(&variable.text, known)))
    }
}
