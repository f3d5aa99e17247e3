//! The struct with a field for each edge: weight, delay, and what lies on the edge.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Delays, Value, VariableRef, Weights};
use quote::{format_ident, quote};

use super::Item;
use super::expression::literal;
use super::records::{Declaration, Record, TypeNames, field_values, fields_of};
use crate::names::{camel_case, field};

/// An edge as a field.
pub(super) struct EdgeField {
    pub(super) name: String,
    doc: String,
    weight: Option<f64>,
    delay: Option<f64>,
    /// Groups and units that lie on the edge.
    units: Vec<(usize, usize)>,
    /// The struct of what lies on the edge.
    pub(super) staged: Option<Staged>,
}

/// A struct for edges with something on them.
pub(super) struct Staged {
    /// Its name and fields, except for weight and delay.
    pub(super) record: Record,
    /// Whether this is the first use of the struct.
    pub(super) is_new: bool,
}

impl EdgeField {
    /// The type of the field.
    pub(super) fn ty(&self, krate: &TokenStream) -> TokenStream {
        match &self.staged {
            Some(staged) => {
                let name = &staged.record.name;
                quote!(#name)
            }
            None if self.delay.is_some() => quote!(#krate::DelayedEdge),
            None => quote!(#krate::Edge),
        }
    }

    /// `key: value` for weight and delay.
    fn own_values(&self) -> Vec<TokenStream> {
        let value = |key: &str, value: Option<f64>| {
            let (key, value) = (field(key), literal(value?));
            Some(quote!(#key: #value))
        };
        [value("weight", self.weight), value("delay", self.delay)].into_iter().flatten().collect()
    }
}

/// All edges of the circuit at `scope`, in order of the couplings.
pub(super) fn edges(
    item: &Item,
    units: &[Record],
    scope: &[String],
    known: &mut Vec<Vec<usize>>,
    names: &mut TypeNames,
) -> Vec<EdgeField> {
    let mut fields: Vec<EdgeField> = Vec::new();
    for coupling in &item.system.couplings {
        for edge in coupling.edges.iter().filter(|edge| edge.scope == scope) {
            let path = |at: VariableRef, unit| item.system.group(at).path(at.variable, unit);
            let source = path(coupling.source, edge.source_unit);
            let target = path(coupling.target, edge.target_unit);
            let found = fields.iter_mut().position(|f| f.name == edge.name).unwrap_or_else(|| {
                let (name, doc) = (edge.name.clone(), format!("Edge from `{source}` to `{target}`."));
                let units = Vec::new();
                fields.push(EdgeField { name, doc, weight: None, delay: None, units, staged: None });
                fields.len() - 1
            });
            let f = &mut fields[found];
            f.weight = f.weight.or((coupling.weights == Weights::Own).then_some(edge.weight));
            f.delay = f.delay.or((coupling.delays == Delays::Own).then_some(edge.delay));
        }
    }
    for f in &mut fields {
        f.units = units_on(item, scope, &f.name);
        f.staged = staged(item, units, &f.units, known, names);
    }
    fields
}

/// The units that lie on an edge: group and index.
fn units_on(item: &Item, scope: &[String], name: &str) -> Vec<(usize, usize)> {
    let path: Vec<&str> = scope.iter().map(String::as_str).chain(["edges", name]).collect();
    let groups = item.system.groups.iter().enumerate().filter(|(_, group)| group.is_on_edges());
    let found = groups.filter_map(|(g, group)| {
        let unit = group.members.iter().position(|member| member.path == path)?;
        Some((g, unit))
    });
    found.collect()
}

fn staged(
    item: &Item,
    units: &[Record],
    on_edge: &[(usize, usize)],
    known: &mut Vec<Vec<usize>>,
    names: &mut TypeNames,
) -> Option<Staged> {
    let groups: Vec<usize> = on_edge.iter().map(|(group, _)| *group).collect();
    let (first, more) = groups.split_first()?;
    let mut record = units[*first].clone();
    if !more.is_empty() {
        let parts: Vec<String> = groups.iter().map(|g| camel_case(&item.system.groups[*g].name)).collect();
        let name = format!("{}_{}", item.header.name, parts.join("_"));
        record.name = if known.contains(&groups) { format_ident!("{name}") } else { names.unique(name) };
        record.variables = format_ident!("{}_Variables", record.name);
        record.fields.extend(more.iter().flat_map(|g| units[*g].fields.iter().cloned()));
    }
    let is_new = !known.contains(&groups);
    if is_new {
        known.push(groups);
    }
    Some(Staged { record, is_new })
}

/// The struct with one field for each edge, and the structs of these.
pub(super) fn structs(item: &Item, name: &Ident, edges: &[EdgeField]) -> TokenStream {
    let krate = &item.header.krate;
    let fields = edges.iter().map(|edge| (edge.name.clone(), edge.ty(krate), edge.doc.clone())).collect();
    let attributes = quote!(#[doc = "Weights and delays of edges, and what lies on them."]);
    let declaration = Declaration { name, attributes, fields };
    let own = declaration.with_values(item, &literal_of_edges(item, name, edges));
    let staged = edges.iter().filter_map(|edge| staged_struct(item, edge));
    quote!(#own #(#staged)*)
}

fn staged_struct(item: &Item, edge: &EdgeField) -> Option<TokenStream> {
    let staged = edge.staged.as_ref().filter(|staged| staged.is_new)?;
    let own =
        [("weight", edge.weight, "Factor on what the edge transmits."), ("delay", edge.delay, "Delay.")];
    let own = own.into_iter().filter(|(_, value, _)| value.is_some());
    let mut fields: Vec<(String, TokenStream, String)> =
        own.map(|(key, _, doc)| (key.to_string(), quote!(f64), doc.to_string())).collect();
    fields.extend(fields_of(&staged.record, item));
    let attributes = quote!(#[doc = "An edge with operators or a distributed delay on it."]);
    let declaration = Declaration { name: &staged.record.name, attributes, fields };
    Some(declaration.with_values(item, &literal_of_edge(item, edge)))
}

/// A struct literal with the declared values of all edges.
pub(super) fn literal_of_edges(item: &Item, name: &Ident, edges: &[EdgeField]) -> TokenStream {
    let fields = edges.iter().map(|edge| {
        let (ident, value) = (field(&edge.name), literal_of_edge(item, edge));
        quote!(#ident: #value)
    });
    quote!(#name { #(#fields,)* })
}

fn literal_of_edge(item: &Item, edge: &EdgeField) -> TokenStream {
    let (ty, mut fields) = (edge.ty(&item.header.krate), edge.own_values());
    if let Some(staged) = &edge.staged {
        let value = |at: VariableRef| {
            let unit = edge.units.iter().find(|(group, _)| *group == at.group).map_or(0, |(_, unit)| *unit);
            let values = &item.system.group(at).variables[at.variable].values;
            values.get(unit).copied().unwrap_or(Value::real(0.0))
        };
        fields.extend(field_values(&staged.record, item, &value));
    }
    quote!(#ty { #(#fields),* })
}
