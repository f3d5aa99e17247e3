//! `nodes { ... } edges { ... }`.

use proc_macro2::{Delimiter, TokenTree};
use pyrates_ir::definition::{EdgeDefinition, Endpoint, UnitIndex};
use pyrates_ir::finding::{Code, Finding, Loc, Name};
use pyrates_ir::system::Value;

use super::Context;
use super::node::{Use, uses};
use super::sections::{first_span, is_punct, last_span, name, sections, split, without_comments};
use super::values::{dotted, real};

/// The body of a circuit.
pub(crate) struct Body {
    pub(crate) nodes: Vec<Use>,
    pub(crate) edges: Vec<EdgeDefinition>,
    /// The paths of all edges as written, for editors.
    pub(crate) paths: Vec<Vec<TokenTree>>,
}

/// The attributes of an edge.
const ATTRIBUTES: [&str; 2] = ["weight", "delay"];

/// Reads the body of a circuit.
pub(crate) fn body(owner: &Name, trees: &[TokenTree], context: &mut Context) -> Body {
    let mut body = Body { nodes: Vec::new(), edges: Vec::new(), paths: Vec::new() };
    for section in sections(trees, &["nodes", "edges"], &["nodes"], owner, context) {
        let inner: Vec<TokenTree> = section.body.stream().into_iter().collect();
        if section.word == "nodes" {
            body.nodes.extend(uses(&inner, context));
        } else if section.word == "edges" {
            for entry in edge_entries(&inner) {
                let entry = without_comments(&entry);
                if !entry.is_empty() {
                    body.edges.extend(edge(entry, &mut body.paths, context));
                }
            }
        }
    }
    body
}

/// Splits edges: each ends with a separator or with its attributes in braces.
fn edge_entries(trees: &[TokenTree]) -> Vec<Vec<TokenTree>> {
    let mut entries = Vec::new();
    for entry in split(trees, &[';', ',']) {
        let mut current = Vec::new();
        for tree in entry {
            let ends = matches!(&tree, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace);
            current.push(tree);
            if ends {
                entries.push(std::mem::take(&mut current));
            }
        }
        if !current.is_empty() {
            entries.push(current);
        }
    }
    entries
}

/// `label: source -> target { weight: 1.0, delay: 0.5 }`.
fn edge(
    entry: &[TokenTree],
    paths: &mut Vec<Vec<TokenTree>>,
    context: &mut Context,
) -> Option<EdgeDefinition> {
    let (label, rest) = match entry {
        [TokenTree::Ident(label), colon, rest @ ..] if is_punct(Some(colon), ':') => {
            (Some(name(label, context)), rest)
        }
        all => (None, all),
    };
    let (rest, attributes) = match rest.split_last() {
        Some((TokenTree::Group(braces), before)) if braces.delimiter() == Delimiter::Brace => {
            (before, braces.stream().into_iter().collect())
        }
        _ => (rest, Vec::new()),
    };
    let loc = context.places.range(first_span(entry), last_span(entry));
    let arrow = (1..rest.len()).find(|&i| is_punct(rest.get(i - 1), '-') && is_punct(rest.get(i), '>'));
    let Some(arrow) = arrow else {
        let finding = Finding::new(Code::Item, loc, "expected an edge `source -> target`");
        context
            .findings
            .push(finding.help("for instance `prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 }`"));
        return None;
    };
    let (source, target) = (&rest[..arrow - 1], &rest[arrow + 1..]);
    let ends = (endpoint(source, context), endpoint(target, context));
    let given = attributes_of(&attributes, context);
    let (Some(source_end), Some(target_end)) = ends else { return None };
    paths.extend([source.to_vec(), target.to_vec()]);
    let weight = Value::real(given.weight.unwrap_or(1.0));
    Some(EdgeDefinition {
        scope: Vec::new(),
        label,
        source: source_end,
        target: target_end,
        template: None,
        weight,
        delay: given.delay,
        spread: None,
        loc,
    })
}

/// `node.operator.variable`, `population[3].operator.variable`, or the same behind names of circuits.
fn endpoint(trees: &[TokenTree], context: &mut Context) -> Option<Endpoint> {
    let brackets =
        |tree: &TokenTree| matches!(tree, TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket);
    let Some(at) = trees.iter().position(brackets) else {
        return Some(Endpoint { path: dotted(trees, context)?, unit: None });
    };
    let unit = unit_index(&trees[at], at.div_ceil(2), context)?;
    let names: Vec<TokenTree> = trees[..at].iter().chain(&trees[at + 1..]).cloned().collect();
    Some(Endpoint { path: dotted(&names, context)?, unit: Some(unit) })
}

fn unit_index(brackets: &TokenTree, behind: usize, context: &mut Context) -> Option<UnitIndex> {
    let TokenTree::Group(index) = brackets else { return None };
    let loc = context.places.range(index.span_open(), index.span_close());
    let Ok(unit) = index.stream().to_string().replace('_', "").parse() else {
        let finding = Finding::new(Code::Population, loc, "the index of a unit is a whole number");
        context.findings.push(finding.help("units are counted from 0: `cells[0]`"));
        return None;
    };
    Some(UnitIndex { behind, unit, loc })
}

#[derive(Default)]
struct Attributes {
    weight: Option<f64>,
    delay: Option<(f64, Loc)>,
}

fn attributes_of(trees: &[TokenTree], context: &mut Context) -> Attributes {
    let mut seen: Vec<String> = Vec::new();
    let mut given = Attributes::default();
    for entry in split(trees, &[',', ';']) {
        let [TokenTree::Ident(word), colon, rest @ ..] = entry.as_slice() else {
            let loc = context.places.range(first_span(&entry), last_span(&entry));
            let finding = Finding::new(Code::Item, loc, "expected `attribute: value`");
            context.findings.push(finding.help("for instance `weight: 2.0`"));
            continue;
        };
        let text = word.to_string();
        let loc = context.places.token(word.span());
        if !ATTRIBUTES.contains(&text.as_str()) {
            let finding = Finding::new(Code::EdgeAttribute, loc, format!("unknown edge attribute `{text}`"));
            context.findings.push(finding.suggest(&text, ATTRIBUTES));
            continue;
        }
        if seen.contains(&text) {
            let finding = Finding::new(Code::RepeatedAttribute, loc, format!("`{text}` is given twice"));
            context.findings.push(finding.help("keep one of them"));
            continue;
        }
        if !is_punct(Some(colon), ':') || rest.is_empty() {
            let finding = Finding::new(Code::Item, loc, format!("`{text}` needs a value"));
            context.findings.push(finding.help(format!("write `{text}: 1.0`")));
            continue;
        }
        let value_loc = context.places.range(first_span(rest), last_span(rest));
        if let Some(value) = real(rest, context) {
            match text.as_str() {
                "weight" => given.weight = Some(value),
                _ => given.delay = Some((value, value_loc)),
            }
        }
        seen.push(text);
    }
    given
}
