//! `{ weight: 2.0, delay: 0.5, spread: 0.1, operator.variable: value }` behind an edge.

use proc_macro2::TokenTree;
use pyrates_ir::definition::{InputMapping, InputSource, Override, Storage};
use pyrates_ir::finding::{Code, Finding, Loc, Name};
use pyrates_ir::system::Value;

use super::Context;
use super::circuit::endpoint;
use super::sections::{first_span, is_punct, last_span, split};
use super::values::{real, value};
use super::vectors::{given, variable_path};

/// The attributes of an edge itself.
const OWN: [&str; 4] = ["weight", "delay", "spread", "stages"];

/// What stands in the braces behind an edge.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) weight: Option<Value>,
    pub(super) weights: Storage,
    pub(super) delay: Option<(f64, Loc)>,
    pub(super) delays: Storage,
    pub(super) spread: Option<(f64, Loc)>,
    pub(super) spreads: Storage,
    pub(super) stages: Option<(usize, Loc)>,
    /// Values for each pair of listed nodes, `weight`, `delay` or `spread` by rows of targets.
    pub(super) matrices: Vec<(String, Matrix)>,
    /// Values for the operators on the edge.
    pub(super) overrides: Vec<Override>,
    /// What feeds the inputs of the operators on the edge.
    pub(super) inputs: Vec<InputMapping>,
    /// The paths of variables that feed inputs, as written.
    pub(super) mapped: Vec<Vec<TokenTree>>,
}

/// A matrix that is written out: a row for each target, with a value for each source.
pub(super) struct Matrix {
    pub(super) rows: Vec<Vec<Value>>,
    pub(super) loc: Loc,
}

/// Reads attributes; those of operators are allowed if there are any on the edge.
pub(super) fn read(trees: &[TokenTree], has_operators: bool, context: &mut Context) -> Attributes {
    let mut seen: Vec<String> = Vec::new();
    let mut given = Attributes::default();
    for entry in split(trees, &[',', ';']) {
        let Some((path, rest)) = path_and_value(&entry, context) else { continue };
        let text: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        let text = text.join(".");
        let own = path.len() == 1 && OWN.contains(&text.as_str());
        if !own && !has_operators {
            unknown(&path, &text, context);
            continue;
        }
        if seen.contains(&text) {
            let finding =
                Finding::new(Code::RepeatedAttribute, path[0].loc, format!("`{text}` is given twice"));
            context.findings.push(finding.help("keep one of them"));
            continue;
        }
        if own {
            given.own(&text, rest, context);
        } else {
            given.of_operator(path, rest, context);
        }
        seen.push(text);
    }
    given
}

/// `path: value`
fn path_and_value<'a>(entry: &'a [TokenTree], context: &mut Context) -> Option<(Vec<Name>, &'a [TokenTree])> {
    let colon = entry.iter().position(|tree| is_punct(Some(tree), ':'));
    let path = match (colon, entry.first()) {
        (Some(colon), Some(TokenTree::Ident(_))) => variable_path(&entry[..colon], context)?,
        (None, Some(TokenTree::Ident(word))) if entry.len() == 1 => {
            let loc = context.places.token(word.span());
            let finding = Finding::new(Code::Item, loc, format!("`{word}` needs a value"));
            context.findings.push(finding.help(format!("write `{word}: 1.0`")));
            return None;
        }
        _ => {
            let loc = context.places.range(first_span(entry), last_span(entry));
            let finding = Finding::new(Code::Item, loc, "expected `attribute: value`");
            context.findings.push(finding.help("for instance `weight: 2.0`"));
            return None;
        }
    };
    let rest = &entry[colon.map_or(entry.len(), |colon| colon + 1)..];
    if rest.is_empty() {
        let text: Vec<&str> = path.iter().map(|name| name.text.as_str()).collect();
        let text = text.join(".");
        let finding = Finding::new(Code::Item, path[0].loc, format!("`{text}` needs a value"));
        context.findings.push(finding.help(format!("write `{text}: 1.0`")));
        return None;
    }
    Some((path, rest))
}

fn unknown(path: &[Name], text: &str, context: &mut Context) {
    let finding = Finding::new(Code::EdgeAttribute, path[0].loc, format!("unknown edge attribute `{text}`"));
    context.findings.push(if path.len() > 1 {
        finding.help(
            "values for operators need operators on the edge: `a.op.r -> b.op.u via Depression { ... }`",
        )
    } else {
        finding.suggest(text, OWN)
    });
}

/// What one pair of nodes gets.
pub(super) struct PairValues {
    pub(super) weight: Value,
    pub(super) delay: Option<(f64, Loc)>,
    pub(super) spread: Option<(f64, Loc)>,
}

impl Attributes {
    /// The values for a pair of a target and a source; `None` if its weight in a matrix is zero.
    pub(super) fn of_pair(&self, target: usize, source: usize) -> Option<PairValues> {
        let matrix =
            |what: &str| self.matrices.iter().find(|(name, _)| name == what).map(|(_, matrix)| matrix);
        let entry = |what: &str| {
            let matrix = matrix(what)?;
            Some((*matrix.rows.get(target)?.get(source)?, matrix.loc))
        };
        let real = |what: &str| entry(what).map(|(value, loc)| (value.re, loc));
        let weight = entry("weight").map(|(value, _)| value);
        if weight == Some(Value::real(0.0)) {
            return None;
        }
        Some(PairValues {
            weight: weight.or(self.weight).unwrap_or(Value::real(1.0)),
            delay: real("delay").or(self.delay),
            spread: real("spread").or(self.spread),
        })
    }

    /// Weight, delay or spread.
    fn own(&mut self, text: &str, rest: &[TokenTree], context: &mut Context) {
        let loc = context.places.range(first_span(rest), last_span(rest));
        if let [TokenTree::Group(rows)] = rest
            && rows.delimiter() == proc_macro2::Delimiter::Bracket
        {
            let rows: Vec<TokenTree> = rows.stream().into_iter().collect();
            let rows = split(&rows, &[',']).iter().filter_map(|entry| row(entry, context)).collect();
            self.matrices.push((text.to_string(), Matrix { rows, loc }));
            return;
        }
        let (storage, rest) = storage(rest);
        match text {
            "spread" if storage == Storage::Sparse || storage == Storage::Dense && rest.is_empty() => {
                let message = "a matrix of spreads needs a value to begin with";
                context.findings.push(Finding::new(Code::Spread, loc, message).help(
                    "write `spread: dense(0.1)`; it has one for each pair, or for each link of sparse weights",
                ));
            }
            "stages" => match real(&rest, context) {
                Some(n) if n.fract() == 0.0 && (1.0..=1000.0).contains(&n) => {
                    self.stages = Some((n as usize, loc));
                }
                Some(_) => {
                    let finding =
                        Finding::new(Code::Spread, loc, "`stages` is a whole number from 1 to 1000");
                    context.findings.push(finding.help("it is the largest (delay/spread)^2 of all pairs"));
                }
                None => {}
            },
            // A matrix without a value: weights of one, or no links at all.
            "weight" if rest.is_empty() => self.weights = storage,
            "weight" => {
                self.weights = storage;
                self.weight = value(&rest, context).map(|(value, _)| value);
            }
            "delay" if rest.is_empty() => {
                let finding = Finding::new(Code::Item, loc, "a matrix of delays needs a value to begin with");
                context.findings.push(finding.help("write `delay: dense(0.5)`"));
            }
            "delay" => {
                self.delays = storage;
                self.delay = real(&rest, context).map(|x| (x, loc));
            }
            _ => {
                self.spreads = storage;
                self.spread = real(&rest, context).map(|x| (x, loc));
            }
        }
    }

    /// A value or a source for a variable of an operator on the edge.
    fn of_operator(&mut self, mut path: Vec<Name>, rest: &[TokenTree], context: &mut Context) {
        // The variables of a single operator have no operator in front.
        if path.len() == 1 {
            path.insert(0, Name::new("", path[0].loc));
        }
        let from = match rest {
            [TokenTree::Ident(word)] if word == "source" => {
                InputSource::Source(context.places.token(word.span()))
            }
            [TokenTree::Ident(_), point, ..] if is_punct(Some(point), '.') || is_index(point) => {
                let Some(end) = endpoint(rest, context) else { return };
                // `target.op.x` and `source.op.x` are no paths of their own.
                if !["source", "target"].contains(&end.path[0].text.as_str()) {
                    self.mapped.push(rest.to_vec());
                }
                InputSource::Variable(end)
            }
            _ => {
                let given = given(rest, context);
                let overrides = given.map(|given| Override { path, value: given.value, array: given.array });
                self.overrides.extend(overrides);
                return;
            }
        };
        self.inputs.push(InputMapping { path, from });
    }
}

/// `[1.0, 2.0]`
fn row(entry: &[TokenTree], context: &mut Context) -> Option<Vec<Value>> {
    let [TokenTree::Group(values)] = entry else {
        let loc = context.places.range(first_span(entry), last_span(entry));
        let finding = Finding::new(Code::Item, loc, "a matrix is a list of rows, one for each target");
        context.findings.push(finding.help("for instance `weight: [[0, 1], [2, 0]]`"));
        return None;
    };
    let values: Vec<TokenTree> = values.stream().into_iter().collect();
    let values = split(&values, &[',']);
    values.iter().map(|entry| value(entry, context).map(|(value, _)| value)).collect()
}

/// `dense(value)`, `dense`, `sparse`, or a value alone.
fn storage(trees: &[TokenTree]) -> (Storage, Vec<TokenTree>) {
    let (word, rest) = match trees {
        [TokenTree::Ident(word)] => (word, Vec::new()),
        [TokenTree::Ident(word), TokenTree::Group(value)] => (word, value.stream().into_iter().collect()),
        _ => return (Storage::Scalar, trees.to_vec()),
    };
    match word.to_string().as_str() {
        "dense" => (Storage::Dense, rest),
        "sparse" => (Storage::Sparse, rest),
        _ => (Storage::Scalar, trees.to_vec()),
    }
}

fn is_index(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Bracket)
}
