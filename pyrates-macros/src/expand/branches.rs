//! The structs of circuits: a field for every node, population, inner circuit, and one for all edges.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::VariableRef;
use quote::{format_ident, quote};

use super::Item;
use super::edge_fields::{self, EdgeField};
use super::records::{Declaration, Record, TypeNames, attributes, literal_of};
use crate::names::{camel_case, field, text};

/// The struct of a circuit.
pub(super) struct Branch {
    pub(super) name: Ident,
    /// The name of the struct with the paths of all variables.
    pub(super) variables: Ident,
    /// Whether this is the first use of the struct; circuits of equal structure share one.
    pub(super) is_new: bool,
    pub(super) fields: Vec<BranchField>,
}

/// A field of the struct of a circuit.
pub(super) struct BranchField {
    pub(super) key: String,
    pub(super) content: Content,
}

/// What a field of a circuit holds.
pub(super) enum Content {
    /// A node or population: its group, the first of its units there, its size, and whether that can change.
    Node { group: usize, first: usize, count: Option<usize>, resizable: bool },
    /// An inner circuit.
    Circuit(Branch),
    /// The edges of the circuit; the struct has this name.
    Edges(Ident, Vec<EdgeField>),
}

/// What building the tree keeps in mind.
struct Builder<'a> {
    item: &'a Item<'a>,
    units: &'a [Record],
    names: &'a mut TypeNames,
    /// The struct of each structure that was seen.
    shared: HashMap<String, Ident>,
    /// The structs of edges that were seen.
    known: edge_fields::Known,
}

/// The struct of the model.
pub(super) fn root(item: &Item, units: &[Record], names: &mut TypeNames) -> Branch {
    let mut builder = Builder { item, units, names, shared: HashMap::new(), known: HashMap::new() };
    builder.branch(&[])
}

impl Builder<'_> {
    fn branch(&mut self, scope: &[String]) -> Branch {
        let mut fields: Vec<BranchField> = Vec::new();
        for node in &self.item.circuit.nodes {
            let path = node.path();
            if !path.starts_with(scope) || fields.iter().any(|field| field.key == path[scope.len()]) {
                continue;
            }
            let inner = &path[..=scope.len()];
            let content = if inner.len() == path.len() {
                self.node(&path)
            } else {
                Content::Circuit(self.branch(inner))
            };
            fields.push(BranchField { key: path[scope.len()].clone(), content });
        }
        let edges = edge_fields::edges(self.item, self.units, scope, &mut self.known, self.names);
        let (name, is_new) = self.name(scope, &fields, &edges);
        if !edges.is_empty() {
            let edges_name = format_ident!("{name}_Edges");
            fields.push(BranchField { key: "edges".to_string(), content: Content::Edges(edges_name, edges) });
        }
        Branch { variables: format_ident!("{name}_Variables"), name, is_new, fields }
    }

    fn node(&self, path: &[String]) -> Content {
        for (group, g) in self.item.system.groups.iter().enumerate() {
            let mut first = 0;
            for member in &g.members {
                if member.path == path {
                    return Content::Node { group, first, count: member.count, resizable: member.resizable };
                }
                first += member.count.unwrap_or(1);
            }
        }
        // Every node of the circuit is a member of a group.
        Content::Node { group: 0, first: 0, count: None, resizable: false }
    }

    /// The name of the struct, and whether it is a new one.
    fn name(&mut self, scope: &[String], fields: &[BranchField], edges: &[EdgeField]) -> (Ident, bool) {
        let root = &self.item.header.name;
        if scope.is_empty() {
            return (root.clone(), true);
        }
        let circuits = self.item.circuit.circuits.iter();
        let is_here = |names: &[pyrates_ir::finding::Name]| names.iter().map(|name| &name.text).eq(scope);
        let definition =
            circuits.clone().find(|(names, _)| is_here(names)).map_or("", |(_, definition)| definition);
        let structure = self.structure(definition, fields, edges);
        if let Some(name) = self.shared.get(&structure) {
            return (name.clone(), false);
        }
        let name = self.names.unique(format!("{}_{}", text(root), camel_case(definition)));
        self.names.unique(format!("{name}_Edges"));
        self.shared.insert(structure, name.clone());
        (name, true)
    }

    /// A text that is equal for circuits that can share a struct.
    fn structure(&self, definition: &str, fields: &[BranchField], edges: &[EdgeField]) -> String {
        let field = |field: &BranchField| {
            let ty = match &field.content {
                Content::Node { group, count, .. } => format!("{} {count:?}", self.units[*group].name),
                Content::Circuit(branch) => branch.name.to_string(),
                Content::Edges(name, _) => name.to_string(),
            };
            format!("{}: {ty}, ", field.key)
        };
        let edge = |edge: &EdgeField| format!("{} {}, ", edge.name, edge.ty(&quote!()));
        let (fields, edges): (String, String) =
            (fields.iter().map(field).collect(), edges.iter().map(edge).collect());
        format!("{definition} {{ {fields}}} {{ {edges}}}")
    }
}

impl Branch {
    /// The structs of the circuit and of the circuits in it.
    pub(super) fn structs(&self, item: &Item, units: &[Record]) -> TokenStream {
        let krate = &item.header.krate;
        let is_root = self.name == item.header.name;
        let own = self.is_new.then(|| {
            let attributes = if is_root { attributes(item) } else { circuit_doc(item) };
            let fields = self.fields.iter().map(|f| (f.key.clone(), f.ty(krate, units), f.doc()));
            let declaration = Declaration { name: &self.name, attributes, fields: fields.collect() };
            declaration.with_values(item, &self.literal(item, units))
        });
        let inner = self.fields.iter().map(|f| match &f.content {
            Content::Circuit(branch) => branch.structs(item, units),
            Content::Edges(name, edges) if self.is_new => edge_fields::structs(item, units, name, edges),
            Content::Edges(..) | Content::Node { .. } => quote!(),
        });
        quote!(#own #(#inner)*)
    }

    /// A struct literal with the declared values.
    fn literal(&self, item: &Item, units: &[Record]) -> TokenStream {
        let (name, krate) = (&self.name, &item.header.krate);
        let fields = self.fields.iter().map(|f| {
            let ident = field(&f.key);
            let value = match &f.content {
                Content::Node { group, first, count, resizable } => {
                    let value = |at: VariableRef| item.system.group(at).variables[at.variable].values[*first];
                    let unit = literal_of(&units[*group], item, &value);
                    match count {
                        None => unit,
                        Some(n) if *resizable => quote!(#krate::Units::uniform(#n, #unit)),
                        Some(_) => quote!(#krate::Population::uniform(#unit)),
                    }
                }
                Content::Circuit(branch) => branch.literal(item, units),
                Content::Edges(name, edges) => edge_fields::literal_of_edges(item, units, name, edges),
            };
            quote!(#ident: #value)
        });
        quote!(#name { #(#fields,)* })
    }
}

impl BranchField {
    fn ty(&self, krate: &TokenStream, units: &[Record]) -> TokenStream {
        match &self.content {
            Content::Node { group, resizable: true, .. } => {
                let ty = &units[*group].name;
                quote!(#krate::Units<#ty>)
            }
            Content::Node { group, count, .. } => {
                let ty = &units[*group].name;
                count.map_or(quote!(#ty), |n| quote!(#krate::Population<#ty, #n>))
            }
            Content::Circuit(Branch { name, .. }) | Content::Edges(name, _) => quote!(#name),
        }
    }

    fn doc(&self) -> String {
        match &self.content {
            Content::Node { resizable: true, .. } => format!("The units of population `{}`.", self.key),
            Content::Node { count: Some(n), .. } => format!("The {n} units of population `{}`.", self.key),
            Content::Node { .. } => format!("Node `{}`.", self.key),
            Content::Circuit(_) => format!("Circuit `{}`.", self.key),
            Content::Edges(..) => "Weights and delays of the edges.".to_string(),
        }
    }
}

fn circuit_doc(item: &Item) -> TokenStream {
    let doc = format!("A circuit inside [`{}`].", item.header.name);
    quote!(#[doc = #doc])
}
