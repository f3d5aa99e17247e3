//! The struct with a field for each edge: weight, delay, and what lies on the edge.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Coupling, Delays, Pattern, Value, VariableRef, Weights};
use quote::{format_ident, quote};

use super::Item;
use super::expression::literal;
use super::pairs::{access_to_pairs, lies_on_links};
use super::records::{Declaration, Record, TypeNames, field_values, fields_of, is_part_of_edge, literal_of};
use crate::names::{camel_case, field};

/// An edge as a field.
pub(super) struct EdgeField {
    pub(super) name: String,
    doc: String,
    pub(super) weight: Option<Stored>,
    delay: Option<Stored>,
    /// Groups and units that lie on an edge between two units; their variables are fields of the edge.
    units: Vec<(usize, usize)>,
    /// What lies on an edge between populations.
    pub(super) stages: Vec<Stage>,
    /// The struct of the edge, unless it has a weight and perhaps a delay alone.
    pub(super) own: Option<OwnStruct>,
}

/// Units that lie on an edge between populations.
pub(super) struct Stage {
    /// The name of the field: `pairs`, `chains` or `factors`.
    pub(super) key: String,
    pub(super) group: usize,
    pub(super) count: usize,
    pub(super) resizable: bool,
    /// Whether there is one for each link of a sparse matrix.
    pub(super) is_on_links: bool,
}

/// A struct for edges with more than weight and delay.
pub(super) struct OwnStruct {
    /// Its name, and the variables of single units on the edge.
    pub(super) record: Record,
    /// Whether this is the first use of the struct.
    pub(super) is_new: bool,
}

/// How weights or delays are stored.
#[derive(Clone, PartialEq)]
pub(super) enum Stored {
    /// One value.
    One(f64),
    /// A matrix of targets and sources, with its declared value.
    Dense(usize, usize, f64),
    /// A matrix without entries.
    Sparse(usize, usize),
}

impl Stored {
    /// The weights of a coupling.
    fn weights(coupling: &Coupling) -> Option<Stored> {
        (coupling.weights == Weights::Own).then(|| Stored::of(coupling, &coupling.weights(), false))
    }

    /// The delays of a coupling.
    fn delays(coupling: &Coupling) -> Option<Stored> {
        let one = coupling.has_one_delay();
        (coupling.delays == Delays::Own).then(|| Stored::of(coupling, &coupling.delays(), one))
    }

    fn of(coupling: &Coupling, values: &[f64], one: bool) -> Stored {
        let first = values.first().copied().unwrap_or(1.0);
        let Some(connection) = coupling.connection.as_ref().filter(|_| !one) else {
            return Stored::One(first);
        };
        let (n, m) = (connection.targets.count, connection.sources.count);
        match &connection.pattern {
            Pattern::Dense => Stored::Dense(n, m, first),
            Pattern::Rows => Stored::Dense(n, (m / n).max(1), first),
            Pattern::Sparse(links) | Pattern::SparseRows(links) => Stored::Sparse(n, links.sources),
            _ => Stored::One(first),
        }
    }

    fn ty(&self, krate: &TokenStream) -> TokenStream {
        match self {
            Stored::One(_) => quote!(f64),
            Stored::Dense(..) => quote!(#krate::PairMatrix),
            Stored::Sparse(..) => quote!(#krate::SparseMatrix),
        }
    }

    fn value(&self, krate: &TokenStream) -> TokenStream {
        match self {
            Stored::One(x) => literal(*x),
            Stored::Dense(n, m, x) => {
                let x = literal(*x);
                quote!(#krate::PairMatrix::uniform(#n, #m, #x))
            }
            Stored::Sparse(n, m) => quote!(#krate::SparseMatrix::empty(#n, #m)),
        }
    }

    /// The name of the field: a matrix has many.
    fn key(&self, what: &str) -> String {
        if matches!(self, Stored::One(_)) { what.to_string() } else { format!("{what}s") }
    }

    fn doc(&self, what: &str) -> String {
        match self {
            Stored::One(_) if what == "weight" => "Factor on what the edge transmits.".to_string(),
            Stored::One(_) => "How long the edge needs, in units of time.".to_string(),
            Stored::Dense(..) => format!("The {what} of each pair; rows are targets, columns sources."),
            Stored::Sparse(..) => format!("The {what}s of the pairs that are joined."),
        }
    }
}

impl EdgeField {
    /// The type of the field.
    pub(super) fn ty(&self, krate: &TokenStream) -> TokenStream {
        match &self.own {
            Some(own) => {
                let name = &own.record.name;
                quote!(#name)
            }
            None if self.delay.is_some() => quote!(#krate::DelayedEdge),
            None => quote!(#krate::Edge),
        }
    }

    /// Weight and delay, with their names.
    fn stored(&self) -> impl Iterator<Item = (&'static str, &Stored)> {
        let both = [("weight", &self.weight), ("delay", &self.delay)];
        both.into_iter().filter_map(|(what, stored)| Some((what, stored.as_ref()?)))
    }

    /// Whether paths lead to variables on the edge.
    pub(super) fn has_variables(&self) -> bool {
        !self.units.is_empty() || !self.stages.is_empty()
    }
}

/// The structs of edges that were made, by a text that is equal for edges that can share one.
pub(super) type Known = HashMap<String, Ident>;

/// All edges of the circuit at `scope`, in order of the couplings.
pub(super) fn edges(
    item: &Item,
    units: &[Record],
    scope: &[String],
    known: &mut Known,
    names: &mut TypeNames,
) -> Vec<EdgeField> {
    let mut fields: Vec<EdgeField> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for coupling in &item.system.couplings {
        for (name, doc) in named_edges(item, coupling, scope) {
            let at = *index.entry(name.clone()).or_insert_with(|| {
                let (units, stages) = on_edge(item, scope, &name);
                fields.push(EdgeField { name, doc, weight: None, delay: None, units, stages, own: None });
                fields.len() - 1
            });
            let f = &mut fields[at];
            if coupling.connection.is_some() {
                f.weight = f.weight.take().or(Stored::weights(coupling));
                f.delay = f.delay.take().or(Stored::delays(coupling));
            }
        }
        for edge in coupling.edges.iter().filter(|edge| edge.scope == scope) {
            let f = &mut fields[index[&edge.name]];
            let weight = (coupling.weights == Weights::Own).then_some(Stored::One(edge.weight));
            let delay = (coupling.delays == Delays::Own).then_some(Stored::One(edge.delay));
            f.weight = f.weight.take().or(weight);
            f.delay = f.delay.take().or(delay);
        }
    }
    for f in &mut fields {
        f.own = own_struct(item, units, f, known, names);
    }
    fields
}

/// The names of the edges of a coupling in the circuit at `scope`, with their descriptions.
fn named_edges(item: &Item, coupling: &Coupling, scope: &[String]) -> Vec<(String, String)> {
    let path = |at: VariableRef, unit| item.system.group(at).path(at.variable, unit);
    if let Some(connection) = &coupling.connection {
        let here = connection.scope == scope;
        let doc = "Edge between all units of populations.".to_string();
        return here.then(|| (connection.name.clone(), doc)).into_iter().collect();
    }
    let here = coupling.edges.iter().filter(|edge| edge.scope == scope);
    let named = here.map(|edge| {
        let source = path(coupling.source, edge.source_unit);
        let target = path(coupling.target, edge.target_unit);
        (edge.name.clone(), format!("Edge from `{source}` to `{target}`."))
    });
    named.collect()
}

/// What lies on an edge: groups and units on one between two units, populations on one between populations.
fn on_edge(item: &Item, scope: &[String], name: &str) -> (Vec<(usize, usize)>, Vec<Stage>) {
    let path: Vec<&str> = scope.iter().map(String::as_str).chain(["edges", name]).collect();
    let (mut units, mut stages) = (Vec::new(), Vec::new());
    for (group, g) in item.system.groups.iter().enumerate().filter(|(_, group)| group.is_on_edges()) {
        let mut first = 0;
        for member in &g.members {
            match (member.path.strip_prefix(path.as_slice()), member.count) {
                (Some([]), _) => units.push((group, first)),
                (Some([key]), Some(declared)) => {
                    let is_on_links = lies_on_links(item.system, group);
                    // Which links there are is known at run time alone.
                    let count = if is_on_links { 0 } else { declared };
                    let (key, resizable) = (key.clone(), member.resizable);
                    stages.push(Stage { key, group, count, resizable, is_on_links });
                }
                _ => {}
            }
            first += member.count.unwrap_or(1);
        }
    }
    (units, stages)
}

trait StripPrefix {
    fn strip_prefix(&self, prefix: &[&str]) -> Option<&[String]>;
}

impl StripPrefix for Vec<String> {
    fn strip_prefix(&self, prefix: &[&str]) -> Option<&[String]> {
        let starts = self.len() >= prefix.len() && self.iter().zip(prefix).all(|(a, b)| a == b);
        starts.then(|| &self[prefix.len()..])
    }
}

/// The struct of an edge, unless one of the ready-made ones will do.
fn own_struct(
    item: &Item,
    units: &[Record],
    edge: &EdgeField,
    known: &mut Known,
    names: &mut TypeNames,
) -> Option<OwnStruct> {
    let is_plain = edge.stored().all(|(_, stored)| matches!(stored, Stored::One(_)));
    if is_plain && edge.weight.is_some() && !edge.has_variables() {
        return None;
    }
    let krate = quote!();
    let kinds: Vec<String> = edge.stored().map(|(what, s)| format!("{what} {}", s.ty(&krate))).collect();
    let stages: Vec<String> =
        edge.stages.iter().map(|s| format!("{} {} {}", s.key, s.group, s.count)).collect();
    let groups: Vec<usize> = edge.units.iter().map(|(group, _)| *group).collect();
    let key = format!("{kinds:?} {stages:?} {groups:?}");
    let is_new = !known.contains_key(&key);
    let single = match (groups.as_slice(), stages.is_empty()) {
        // What also lies on edges between populations has a struct without a weight.
        ([only], true) if is_part_of_edge(&item.system.groups[*only]) => Some(units[*only].clone()),
        _ => None,
    };
    let mut record = single.unwrap_or_else(|| {
        let name = known.get(&key).cloned().unwrap_or_else(|| names.unique(type_name(item, edge)));
        let variables = format_ident!("{name}_Variables");
        Record { name, variables, doc: String::new(), fields: Vec::new() }
    });
    if record.fields.is_empty() {
        record.fields = groups.iter().flat_map(|g| units[*g].fields.iter().cloned()).collect();
    }
    known.insert(key, record.name.clone());
    Some(OwnStruct { record, is_new })
}

fn type_name(item: &Item, edge: &EdgeField) -> String {
    let groups = edge.units.iter().map(|(group, _)| *group).chain(edge.stages.iter().map(|s| s.group));
    let mut parts: Vec<String> = groups.map(|g| camel_case(&item.system.groups[g].name)).collect();
    parts.extend(match &edge.weight {
        Some(Stored::Dense(..)) => Some("Dense".to_string()),
        Some(Stored::Sparse(..)) => Some("Sparse".to_string()),
        _ if parts.is_empty() => Some("Edge".to_string()),
        _ => None,
    });
    format!("{}_{}", crate::names::text(&item.header.name), parts.join("_"))
}

/// The struct with one field for each edge, and the structs of these.
pub(super) fn structs(item: &Item, units: &[Record], name: &Ident, edges: &[EdgeField]) -> TokenStream {
    let krate = &item.header.krate;
    let fields = edges.iter().map(|edge| (edge.name.clone(), edge.ty(krate), edge.doc.clone())).collect();
    let attributes = quote!(#[doc = "Weights and delays of edges, and what lies on them."]);
    let declaration = Declaration { name, attributes, fields };
    let own = declaration.with_values(item, &literal_of_edges(item, units, name, edges));
    let of_edges = edges.iter().filter_map(|edge| struct_of_edge(item, units, edge));
    quote!(#own #(#of_edges)*)
}

fn struct_of_edge(item: &Item, units: &[Record], edge: &EdgeField) -> Option<TokenStream> {
    let krate = &item.header.krate;
    let own = edge.own.as_ref().filter(|own| own.is_new)?;
    let stored = edge.stored().map(|(what, s)| (s.key(what), s.ty(krate), s.doc(what)));
    let mut fields: Vec<(String, TokenStream, String)> = stored.collect();
    fields.extend(fields_of(&own.record, item));
    fields.extend(edge.stages.iter().map(|stage| {
        let (unit, n) = (&units[stage.group].name, stage.count);
        let ty = match stage.resizable {
            true => quote!(#krate::Units<#unit>),
            false => quote!(#krate::Population<#unit, #n>),
        };
        (stage.key.clone(), ty, stage_doc(&stage.key))
    }));
    let attributes = quote!(#[doc = "An edge, with what lies on it."]);
    let declaration = Declaration { name: &own.record.name, attributes, fields };
    let structs = declaration.with_values(item, &literal_of_edge(item, units, edge));
    let pair = access_to_pairs(krate, units, edge, &own.record.name);
    Some(quote!(#structs #pair))
}

fn stage_doc(key: &str) -> String {
    match key {
        "pairs" => "The operators on the edge, for each pair: those of target 0 first.",
        "chains" => "The distributed delay of each source.",
        _ => "The complex weight of each source.",
    }
    .to_string()
}

/// A struct literal with the declared values of all edges.
pub(super) fn literal_of_edges(
    item: &Item,
    units: &[Record],
    name: &Ident,
    edges: &[EdgeField],
) -> TokenStream {
    let fields = edges.iter().map(|edge| {
        let (ident, value) = (field(&edge.name), literal_of_edge(item, units, edge));
        quote!(#ident: #value)
    });
    quote!(#name { #(#fields,)* })
}

fn literal_of_edge(item: &Item, units: &[Record], edge: &EdgeField) -> TokenStream {
    let krate = &item.header.krate;
    let ty = edge.ty(krate);
    let stored = edge.stored().map(|(what, stored)| {
        let (key, value) = (field(&stored.key(what)), stored.value(krate));
        quote!(#key: #value)
    });
    let mut fields: Vec<TokenStream> = stored.collect();
    if let Some(own) = &edge.own {
        let value = |at: VariableRef| {
            let unit = edge.units.iter().find(|(group, _)| *group == at.group).map_or(0, |(_, unit)| *unit);
            let values = &item.system.group(at).variables[at.variable].values;
            values.get(unit).copied().unwrap_or(Value::real(0.0))
        };
        fields.extend(field_values(&own.record, item, &value));
    }
    fields.extend(edge.stages.iter().map(|stage| {
        let first = |at: VariableRef| item.system.group(at).variables[at.variable].values.first().copied();
        let unit = literal_of(&units[stage.group], item, &|at| first(at).unwrap_or(Value::real(0.0)));
        let (key, n) = (field(&stage.key), stage.count);
        match stage.resizable {
            true => quote!(#key: #krate::Units::uniform(#n, #unit)),
            false => quote!(#key: #krate::Population::uniform(#unit)),
        }
    }));
    quote!(#ty { #(#fields),* })
}
