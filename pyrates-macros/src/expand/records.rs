//! The structs of a model: one field for every node, operator, parameter, initial value and edge.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::definition::NodeUse;
use pyrates_ir::display::number;
use pyrates_ir::system::{Coupling, Group, Role};
use quote::{format_ident, quote};

use super::Item;
use super::expression::literal;
use crate::names::{camel_case, field};

/// The structs of an item as a tree.
pub(super) struct Tree {
    /// One record for the units of each group.
    pub(super) units: Vec<Record>,
    /// The fields of the model itself, if it is a circuit.
    pub(super) nodes: Option<Vec<NodeField>>,
    /// The struct with one field for each edge.
    edges: Option<Ident>,
}

/// A struct with fields for variables and inner structs.
pub(super) struct Record {
    pub(super) name: Ident,
    /// The name of the struct with the paths of all variables.
    pub(super) variables: Ident,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
}

/// A field of a record.
pub(super) struct Field {
    pub(super) key: String,
    pub(super) kind: FieldKind,
}

/// What a field holds.
pub(super) enum FieldKind {
    /// The variable with this index in its group.
    Variable { index: usize, doc: String, has_value: bool },
    /// A struct for an operator.
    Record(Record),
}

/// A node of a circuit.
pub(super) struct NodeField {
    pub(super) key: String,
    pub(super) group: usize,
    /// The first of its units in the group.
    pub(super) first: usize,
    pub(super) count: Option<usize>,
}

impl Tree {
    pub(super) fn new(item: &Item) -> Tree {
        let root = &item.header.name;
        let nested = item.system.groups.iter().flat_map(|g| &g.members).any(|m| !m.path.is_empty());
        let unit = |group: &Group| {
            let name = match nested {
                true => format_ident!("{root}{}", camel_case(&group.name), span = Span::call_site()),
                false => root.clone(),
            };
            record(item, group, name)
        };
        let edges = nested.then(|| format_ident!("{root}Edges", span = Span::call_site()));
        Tree {
            units: item.system.groups.iter().map(unit).collect(),
            nodes: nested.then(|| nodes(item)),
            edges: edges.filter(|_| !item.system.couplings.is_empty()),
        }
    }

    /// All structs with their implementations of `Default` and serde.
    pub(super) fn structs(&self, item: &Item) -> TokenStream {
        let (krate, visibility) = (&item.header.krate, &item.header.visibility);
        let units = self.units.iter().zip(&item.system.groups).map(|(record, group)| {
            let attributes = if self.nodes.is_some() { quote!() } else { attributes(item) };
            structs_of(record, item, group, &attributes)
        });
        let root = self.nodes.as_ref().map(|nodes| self.root(item, nodes));
        let edges = self.edges.as_ref().map(|name| {
            let fields: Vec<Ident> = edges(item).map(|(_, edge)| field(&edge.name)).collect();
            let keys: Vec<&String> = edges(item).map(|(_, edge)| &edge.name).collect();
            let types: Vec<TokenStream> = edges(item).map(|(c, _)| edge_type(krate, c)).collect();
            let docs = edges(item).map(|(coupling, edge)| edge_doc(item, coupling, edge));
            let values = edges(item).map(|(coupling, edge)| {
                let (weight, delay) = (literal(edge.weight), literal(edge.delay));
                let ty = edge_type(krate, coupling);
                if coupling.delayed {
                    quote!(#ty { weight: #weight, delay: #delay })
                } else {
                    quote!(#ty { weight: #weight })
                }
            });
            let doc = format!("The edges of [`{}`].", item.header.name);
            quote! {
                #[doc = #doc]
                #[derive(Debug, Clone, PartialEq)]
                #visibility struct #name { #(#[doc = #docs] pub #fields: #types,)* }
                impl ::core::default::Default for #name {
                    fn default() -> Self { #name { #(#fields: #values,)* } }
                }
                #krate::__impl_serde!(#name { #(#fields: #types = #keys,)* });
            }
        });
        quote!(#(#units)* #root #edges)
    }

    /// The struct of a circuit.
    fn root(&self, item: &Item, nodes: &[NodeField]) -> TokenStream {
        let (krate, visibility, name) = (&item.header.krate, &item.header.visibility, &item.header.name);
        let attributes = attributes(item);
        let mut fields: Vec<Ident> = nodes.iter().map(|node| field(&node.key)).collect();
        let mut keys: Vec<String> = nodes.iter().map(|node| node.key.clone()).collect();
        let mut types: Vec<TokenStream> = Vec::new();
        let mut values: Vec<TokenStream> = Vec::new();
        let mut docs: Vec<String> = Vec::new();
        for node in nodes {
            let record = &self.units[node.group];
            let ty = &record.name;
            let group = &item.system.groups[node.group];
            let value = literal_of(record, &|v| group.variables[v].values[node.first].re);
            docs.push(match node.count {
                Some(n) => format!("The {n} units of population `{}`.", node.key),
                None => format!("Node `{}`.", node.key),
            });
            types.push(node.count.map_or(quote!(#ty), |n| quote!(#krate::Population<#ty, #n>)));
            values.push(node.count.map_or(value.clone(), |_| quote!(#krate::Population::uniform(#value))));
        }
        if let Some(edges) = &self.edges {
            fields.push(field("edges"));
            keys.push("edges".to_string());
            docs.push("Weights and delays of the edges.".to_string());
            types.push(quote!(#edges));
            values.push(quote!(<#edges as ::core::default::Default>::default()));
        }
        quote! {
            #attributes
            #[derive(Debug, Clone, PartialEq)]
            #visibility struct #name { #(#[doc = #docs] pub #fields: #types,)* }
            impl ::core::default::Default for #name {
                fn default() -> Self { #name { #(#fields: #values,)* } }
            }
            #krate::__impl_serde!(#name { #(#fields: #types = #keys,)* });
        }
    }
}

/// All edges with their couplings.
pub(super) fn edges<'a>(
    item: &'a Item,
) -> impl Iterator<Item = (&'a Coupling, &'a pyrates_ir::system::Edge)> {
    item.system.couplings.iter().flat_map(|c| c.edges.iter().map(move |edge| (c, edge)))
}

fn edge_type(krate: &TokenStream, coupling: &Coupling) -> TokenStream {
    if coupling.delayed { quote!(#krate::DelayedEdge) } else { quote!(#krate::Edge) }
}

fn edge_doc(item: &Item, coupling: &Coupling, edge: &pyrates_ir::system::Edge) -> String {
    let source = item.system.group(coupling.source).path(coupling.source.variable, edge.source_unit);
    let target = item.system.group(coupling.target).path(coupling.target.variable, edge.target_unit);
    format!("Edge from `{source}` to `{target}`.")
}

/// The user's attributes, with a doc comment if there is none.
fn attributes(item: &Item) -> TokenStream {
    let attributes = &item.header.attributes;
    let doc = item.header.doc().is_empty().then(|| {
        let doc = format!("The model `{}`.", item.header.name);
        quote!(#[doc = #doc])
    });
    quote!(#doc #(#attributes)*)
}

fn nodes(item: &Item) -> Vec<NodeField> {
    let mut nodes = Vec::new();
    for (g, group) in item.system.groups.iter().enumerate() {
        let mut first = 0;
        for member in &group.members {
            nodes.push(NodeField { key: member.path.join("_"), group: g, first, count: member.count });
            first += member.count.unwrap_or(1);
        }
    }
    let order = |key: &str| item.circuit.nodes.iter().position(|node| node.name.text == key);
    nodes.sort_by_key(|node| order(&node.key));
    nodes
}

/// The record for the units of a group: parameters and initial values by path.
fn record(item: &Item, group: &Group, name: Ident) -> Record {
    let node = item
        .circuit
        .nodes
        .iter()
        .find(|node| group.members.first().is_some_and(|member| member.path.join("_") == node.name.text));
    let doc =
        format!("Parameters and initial values of a unit of `{}`.", node.map_or("", |n| &n.node.name.text));
    let mut record = Record { variables: format_ident!("{name}Variables"), name, doc, fields: Vec::new() };
    for (v, variable) in group.variables.iter().enumerate() {
        // The sums of edges beside outputs have no declaration of their own.
        let declared = node.is_none_or(|node| is_declared(node, &variable.path));
        if declared {
            let doc = describe(node, &variable.path, variable.role, variable.values.first().map(|x| x.re));
            let has_value = matches!(variable.role, Role::State | Role::Parameter);
            insert(&mut record, &variable.path, FieldKind::Variable { index: v, doc, has_value });
        }
    }
    record
}

fn is_declared(node: &NodeUse, path: &[String]) -> bool {
    declaration(node, path).is_some()
}

fn declaration<'a>(node: &'a NodeUse, path: &[String]) -> Option<&'a pyrates_ir::definition::Declaration> {
    let (operator, variable) = match path {
        [variable] => ("", variable),
        [operator, variable] => (operator.as_str(), variable),
        _ => return None,
    };
    node.node.operators.iter().find(|used| used.name.text == operator)?.operator.declaration(variable)
}

fn describe(node: Option<&NodeUse>, path: &[String], role: Role, value: Option<f64>) -> String {
    let name = path.last().map_or("", String::as_str);
    let what = match role {
        Role::State => format!("Initial value of `{name}`"),
        Role::Parameter => format!("Parameter `{name}`"),
        Role::Input => format!("Input `{name}`"),
        Role::Auxiliary => format!("Variable `{name}`"),
    };
    let value = value.map(|x| format!(", {} by default", number(x))).unwrap_or_default();
    let doc = node.and_then(|node| declaration(node, path)).map(|d| d.doc.trim()).unwrap_or_default();
    if doc.is_empty() { format!("{what}{value}.") } else { format!("{doc}\n\n{what}{value}.") }
}

/// Puts a variable into the record, making inner records on the way.
fn insert(record: &mut Record, path: &[String], variable: FieldKind) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        record.fields.push(Field { key: first.clone(), kind: variable });
        return;
    }
    if !record.fields.iter().any(|f| f.key == *first) {
        let name = format_ident!("{}{}", record.name, camel_case(first));
        let doc = format!("Parameters and initial values of operator `{first}`.");
        let inner = Record { variables: format_ident!("{name}Variables"), name, doc, fields: Vec::new() };
        record.fields.push(Field { key: first.clone(), kind: FieldKind::Record(inner) });
    }
    let found = record.fields.iter_mut().find(|f| f.key == *first);
    if let Some(Field { kind: FieldKind::Record(inner), .. }) = found {
        insert(inner, rest, variable);
    }
}

fn structs_of(record: &Record, item: &Item, group: &Group, attributes: &TokenStream) -> TokenStream {
    let (krate, visibility, name) = (&item.header.krate, &item.header.visibility, &record.name);
    let (mut fields, mut keys, mut types, mut docs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut inner = Vec::new();
    for f in &record.fields {
        let (ty, doc) = match &f.kind {
            FieldKind::Variable { has_value: false, .. } => continue,
            FieldKind::Variable { doc, .. } => (quote!(f64), doc.clone()),
            FieldKind::Record(record) => {
                inner.push(structs_of(record, item, group, &quote!()));
                let ty = &record.name;
                (quote!(#ty), format!("Operator `{}`.", f.key))
            }
        };
        fields.push(field(&f.key));
        keys.push(&f.key);
        types.push(ty);
        docs.push(doc);
    }
    let value = literal_of(record, &|v| group.variables[v].values.first().map_or(0.0, |x| x.re));
    let doc = if attributes.is_empty() { Some(&record.doc) } else { None };
    let doc = doc.map(|doc| quote!(#[doc = #doc]));
    quote! {
        #doc
        #attributes
        #[derive(Debug, Clone, PartialEq)]
        #visibility struct #name { #(#[doc = #docs] pub #fields: #types,)* }
        impl ::core::default::Default for #name {
            fn default() -> Self { #value }
        }
        #krate::__impl_serde!(#name { #(#fields: #types = #keys,)* });
        #(#inner)*
    }
}

/// A struct literal with a value for each variable. Fields without values are left out of the struct.
fn literal_of(record: &Record, value: &dyn Fn(usize) -> f64) -> TokenStream {
    let name = &record.name;
    let fields = record.fields.iter().filter_map(|f| {
        let ident = field(&f.key);
        match &f.kind {
            FieldKind::Variable { has_value: false, .. } => None,
            FieldKind::Variable { index, .. } => {
                let value = literal(value(*index));
                Some(quote!(#ident: #value))
            }
            FieldKind::Record(inner) => {
                let inner = literal_of(inner, value);
                Some(quote!(#ident: #inner))
            }
        }
    });
    quote!(#name { #(#fields,)* })
}
