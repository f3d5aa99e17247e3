//! `nodes { ... } edges { ... }`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pyrates_ir::definition::{
    EdgeDefinition, Endpoint, InputMapping, InputSource, Override, UnitChoice, UnitIndex,
};
use pyrates_ir::finding::{Code, Finding, Loc, Name};

use super::Context;
use super::attributes;
use super::extension::removals;
use super::node::{Use, uses};
use super::sections::{first_span, is_punct, last_span, name, sections, split, without_comments};
use super::vectors::{n_indices, variable_path};

/// The body of a circuit.
#[derive(Default)]
pub(crate) struct Body {
    pub(crate) nodes: Vec<Use>,
    /// Values for nodes and circuits of the base.
    pub(crate) edits: Vec<(Name, Vec<TokenTree>)>,
    /// Nodes, circuits and edges of the base that are left out.
    pub(crate) removed: Vec<Name>,
    pub(crate) edges: Vec<Edge>,
    /// The paths of all edges as written, for editors.
    pub(crate) paths: Vec<Vec<TokenTree>>,
}

impl Body {
    /// All definitions that the circuit uses: nodes, then what lies on edges.
    pub(crate) fn uses(&self) -> Vec<Use> {
        let via = self.edges.iter().filter_map(|edge| edge.via.as_ref());
        self.nodes.iter().chain(via).cloned().collect()
    }
}

/// An edge whose operators are not known yet.
pub(crate) struct Edge {
    pub(crate) definition: EdgeDefinition,
    /// The operator or node that lies on it.
    pub(crate) via: Option<Use>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) inputs: Vec<InputMapping>,
}

/// Reads the body of a circuit.
pub(crate) fn body(owner: &Name, trees: &[TokenTree], has_base: bool, context: &mut Context) -> Body {
    let mut body = Body::default();
    let (known, required): (&[&str], &[&str]) =
        if has_base { (&["nodes", "edges", "remove"], &[]) } else { (&["nodes", "edges"], &["nodes"]) };
    for section in sections(trees, known, required, owner, context) {
        let inner: Vec<TokenTree> = section.body.stream().into_iter().collect();
        if section.word == "nodes" {
            let read = uses(&inner, has_base, context);
            body.nodes.extend(read.uses);
            body.edits.extend(read.edits);
        } else if section.word == "remove" {
            body.removed.extend(removals(&inner, context));
        } else if section.word == "edges" {
            for entry in edge_entries(&inner) {
                let entry = without_comments(&entry);
                if !entry.is_empty() {
                    let edges = edge(entry, &mut body.paths, context);
                    body.edges.extend(edges.into_iter().flatten());
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
fn edge(entry: &[TokenTree], paths: &mut Vec<Vec<TokenTree>>, context: &mut Context) -> Option<Vec<Edge>> {
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
    let (target, via) = match target.iter().position(|tree| is_word(tree, "via")) {
        Some(at) => (&target[..at], Some(&target[at + 1..])),
        None => (target, None),
    };
    let via = match via {
        Some(path) => Some(via_path(path, loc, context)?),
        None => None,
    };
    let (sources, targets) = (listed(source), listed(target));
    let given = attributes::read(&attributes, via.is_some(), context);
    let lists = sources.len() > 1 || targets.len() > 1 || !given.matrices.is_empty();
    if lists && !fits(&given, (targets.len(), sources.len()), label.as_ref(), context) {
        return None;
    }
    let mut edges = Vec::new();
    for (i, target) in targets.iter().enumerate() {
        for (j, source) in sources.iter().enumerate() {
            let ends = (endpoint(source, context), endpoint(target, context));
            let (Some(source_end), Some(target_end)) = ends else { return None };
            let Some(values) = given.of_pair(i, j) else { continue };
            paths.extend([source.clone(), target.clone()]);
            let definition = EdgeDefinition {
                scope: Vec::new(),
                label: label.clone(),
                element: None,
                source: source_end,
                target: target_end,
                template: None,
                weight: values.weight,
                weights: given.weights,
                delay: values.delay,
                delays: given.delays,
                spread: values.spread,
                spreads: given.spreads,
                stages: given.stages,
                loc,
            };
            let ends = (&definition.source, &definition.target);
            let inputs = given.inputs.iter().map(|input| at_ends(input, ends)).collect();
            let overrides = given.overrides.clone();
            edges.push(Edge { definition, via: via.clone(), overrides, inputs });
        }
    }
    paths.extend(given.mapped);
    Some(edges)
}

/// In what feeds an operator on an edge, `source.op.x` is a variable of the node where the edge starts, and
/// `target.op.x` of that where it ends.
fn at_ends(input: &InputMapping, (source, target): (&Endpoint, &Endpoint)) -> InputMapping {
    let InputSource::Variable(end) = &input.from else { return input.clone() };
    let node = match end.path.first().map(|name| name.text.as_str()) {
        Some("source") => source,
        Some("target") => target,
        _ => return input.clone(),
    };
    let depth = node.path.len().saturating_sub(2);
    let path = node.path[..depth].iter().chain(&end.path[1..]).cloned().collect();
    let from = InputSource::Variable(Endpoint { path, unit: node.unit.clone() });
    InputMapping { path: input.path.clone(), from }
}

/// `[a, b].op.x` stands for `a.op.x` and `b.op.x`.
fn listed(trees: &[TokenTree]) -> Vec<Vec<TokenTree>> {
    match trees.split_first() {
        Some((TokenTree::Group(list), rest)) if list.delimiter() == Delimiter::Bracket => {
            let list: Vec<TokenTree> = list.stream().into_iter().collect();
            split(&list, &[',']).into_iter().map(|name| [name, rest.to_vec()].concat()).collect()
        }
        _ => vec![trees.to_vec()],
    }
}

/// Whether matrices have a row for each target and a value for each source.
fn fits(
    given: &attributes::Attributes,
    (n, m): (usize, usize),
    label: Option<&Name>,
    context: &mut Context,
) -> bool {
    let known = context.findings.len();
    if let Some(label) = label {
        let finding = Finding::new(Code::Item, label.loc, "one name cannot stand for several edges");
        context.findings.push(finding.help("leave it out; the edges are called `source_to_target`"));
    }
    for (what, matrix) in &given.matrices {
        let (rows, columns) = (matrix.rows.len(), matrix.rows.iter().map(Vec::len));
        if rows != n || columns.clone().any(|length| length != m) {
            let lengths: Vec<String> = columns.map(|length| length.to_string()).collect();
            let message = format!(
                "`{what}` has {rows} rows of lengths {}, but the edge has {n} targets and {m} sources",
                lengths.join(", ")
            );
            let finding = Finding::new(Code::Population, matrix.loc, message);
            context.findings.push(finding.help("a row for each target, in it a value for each source"));
        }
    }
    context.findings.len() == known
}

fn is_word(tree: &TokenTree, word: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == word)
}

/// The path behind `via`.
fn via_path(trees: &[TokenTree], loc: Loc, context: &mut Context) -> Option<Use> {
    let path: TokenStream = trees.iter().cloned().collect();
    if syn::parse2::<syn::Path>(path.clone()).is_err() {
        let finding = Finding::new(Code::Item, loc, "expected the path of an operator or node behind `via`");
        context.findings.push(finding.help("for instance `a.op.r -> b.op.u via Depression { weight: 2.0 }`"));
        return None;
    }
    let loc = context.places.range(first_span(trees), last_span(trees));
    Some(Use { name: Name::new("", loc), path, count: None, resizable: false, overrides: Vec::new() })
}

/// `node.operator.variable`, `population[3].operator.variable`, or the same behind names of circuits.
pub(super) fn endpoint(trees: &[TokenTree], context: &mut Context) -> Option<Endpoint> {
    let brackets =
        |tree: &TokenTree| matches!(tree, TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket);
    // Brackets at the end are indices of an element of the variable.
    let paths_end = trees.len() - n_indices(trees);
    let Some(at) = trees[..paths_end].iter().position(brackets) else {
        return Some(Endpoint { path: variable_path(trees, context)?, unit: None });
    };
    let unit = unit_index(&trees[at], at.div_ceil(2), context)?;
    let names: Vec<TokenTree> = trees[..at].iter().chain(&trees[at + 1..]).cloned().collect();
    Some(Endpoint { path: variable_path(&names, context)?, unit: Some(unit) })
}

fn unit_index(brackets: &TokenTree, behind: usize, context: &mut Context) -> Option<UnitIndex> {
    let TokenTree::Group(index) = brackets else { return None };
    let loc = context.places.range(index.span_open(), index.span_close());
    let inner: Vec<TokenTree> = index.stream().into_iter().collect();
    let unit = match inner.as_slice() {
        [TokenTree::Ident(letter)] => Some(UnitChoice::Each(crate::names::text(letter))),
        [TokenTree::Literal(number)] => number.to_string().replace('_', "").parse().ok().map(UnitChoice::One),
        _ => None,
    };
    if unit.is_none() {
        let finding =
            Finding::new(Code::Population, loc, "the index of a unit is a whole number or a letter");
        context
            .findings
            .push(finding.help("units are counted from 0: `cells[0]`; `cells[i]` means all of them"));
    }
    Some(UnitIndex { behind, unit: unit?, loc })
}
