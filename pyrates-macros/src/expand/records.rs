//! The structs of a model: one field for every node, operator, parameter, initial value and edge.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::definition::NodeUse;
use pyrates_ir::display::number;
use pyrates_ir::system::{Group, Kind, Role, Value, VariableRef};
use pyrates_ir::vectors::{index_parts, words};
use quote::{format_ident, quote};

use super::Item;
use super::branches::{self, Branch};
use super::expression::literal;
use crate::names::{self as item_names, camel_case, field};

/// The structs of an item.
pub(super) struct Tree {
    /// One record for the units of each group.
    pub(super) units: Vec<Record>,
    /// The struct of the model and those of the circuits in it, unless the model is a single node.
    pub(super) root: Option<Branch>,
}

/// A struct with fields for variables and inner structs.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) name: Ident,
    /// The name of the struct with the paths of all variables.
    pub(super) variables: Ident,
    pub(super) doc: String,
    pub(super) fields: Vec<Field>,
}

/// A field of a record.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) key: String,
    pub(super) kind: FieldKind,
}

/// What a field holds.
#[derive(Clone)]
pub(super) enum FieldKind {
    /// A variable: a number, or a vector or matrix, whose elements are the variables from `at` on.
    Variable { at: VariableRef, shape: Vec<usize>, kind: Kind, doc: String, has_value: bool },
    /// A struct for an operator.
    Record(Record),
}

impl Tree {
    pub(super) fn new(item: &Item) -> Tree {
        let root = &item.header.name;
        let nested = item.system.groups.iter().flat_map(|g| &g.members).any(|m| !m.path.is_empty());
        let mut names = TypeNames::default();
        let root_name = item_names::text(root);
        names.unique(root_name.clone());
        names.unique(format!("{root_name}_Edges"));
        let mut unit = |(g, group): (usize, &Group)| {
            let name = match nested {
                true => names.unique(format!("{root_name}_{}", camel_case(&group.name))),
                false => root.clone(),
            };
            record(item, g, name, &mut names)
        };
        let units: Vec<Record> = item.system.groups.iter().enumerate().map(&mut unit).collect();
        let root = nested.then(|| branches::root(item, &units, &mut names));
        Tree { units, root }
    }

    /// All structs with their implementations of `Default` and serde.
    pub(super) fn structs(&self, item: &Item) -> TokenStream {
        let units = self.units.iter().zip(&item.system.groups).map(|(record, group)| {
            // What lies on edges is part of the structs of the edges.
            if is_part_of_edge(group) {
                return inner_structs(record, item);
            }
            let attributes = if self.root.is_some() { quote!() } else { attributes(item) };
            structs_of(record, item, &attributes)
        });
        let root = self.root.as_ref().map(|root| root.structs(item, &self.units));
        quote!(#(#units)* #root)
    }
}

/// The user's attributes, with a doc comment if there is none.
pub(super) fn attributes(item: &Item) -> TokenStream {
    let attributes = &item.header.attributes;
    let doc = item.header.doc().is_empty().then(|| {
        let doc = format!("The model `{}`.", item.header.name);
        quote!(#[doc = #doc])
    });
    quote!(#doc #(#attributes)*)
}

/// The names of the generated types. Each also takes its name with `_Variables` behind it.
#[derive(Default)]
pub(super) struct TypeNames(HashSet<String>);

impl TypeNames {
    /// The name, or the name with a number if it is taken.
    pub(super) fn unique(&mut self, name: String) -> Ident {
        let numbered = std::iter::once(name.clone()).chain((2..).map(|n| format!("{name}{n}")));
        let is_free =
            |name: &String| !self.0.contains(name) && !self.0.contains(&format!("{name}_Variables"));
        let free = numbered.into_iter().find(is_free).unwrap_or(name);
        self.0.extend([free.clone(), format!("{free}_Variables")]);
        Ident::new(&free, Span::call_site())
    }
}

/// Whether the units of a group are single ones that lie on edges, whose variables are fields of the edges.
pub(super) fn is_part_of_edge(group: &Group) -> bool {
    group.is_on_edges() && group.members.iter().all(|member| member.count.is_none())
}

/// The record for the units of a group: parameters and initial values by path.
fn record(item: &Item, g: usize, name: Ident, names: &mut TypeNames) -> Record {
    let group = &item.system.groups[g];
    let first = group.members.first();
    let node = item.circuit.nodes.iter().find(|node| first.is_some_and(|member| member.path == node.path()));
    let doc =
        format!("Parameters and initial values of a unit of `{}`.", node.map_or("", |n| &n.node.name.text));
    let mut record = Record { variables: format_ident!("{name}_Variables"), name, doc, fields: Vec::new() };
    for (v, variable) in group.variables.iter().enumerate() {
        let (path, index) = variable.path.split_at(variable.path.len() - index_parts(&variable.path));
        // The first element stands for all.
        if index.iter().any(|index| index != "0") {
            continue;
        }
        // The sums of edges beside outputs have no declaration of their own.
        let declared = node.is_none_or(|node| is_declared(node, path));
        if declared {
            let value = variable.values.first().filter(|_| variable.role != Role::Input);
            let shape = shape(group, path, index.len());
            let doc = describe(node, path, &shape, variable.role, value.copied());
            let at = VariableRef { group: g, variable: v };
            let has_value = variable.place().is_some();
            let field = FieldKind::Variable { at, shape, kind: variable.kind, doc, has_value };
            insert(&mut record, path, field, names);
        }
    }
    record
}

/// The shape of a vector or matrix, from the indices of its last element.
fn shape(group: &Group, path: &[String], n_indices: usize) -> Vec<usize> {
    let mut elements = group.variables.iter().rev().map(|variable| variable.path.as_slice());
    let last = elements.find(|other| other.len() == path.len() + n_indices && other.starts_with(path));
    let indices = last.map_or(&[][..], |last| &last[path.len()..]);
    indices.iter().map(|index| index.parse::<usize>().map_or(1, |index| index + 1)).collect()
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

fn describe(
    node: Option<&NodeUse>,
    path: &[String],
    shape: &[usize],
    role: Role,
    value: Option<Value>,
) -> String {
    let name = path.last().map_or("", String::as_str);
    let what = match role {
        Role::State => format!("Initial value of `{name}`"),
        Role::Parameter => format!("Parameter `{name}`"),
        Role::Input => format!("Extrinsic input `{name}`, added to the edges"),
        Role::Auxiliary => format!("Variable `{name}`"),
    };
    let value = value.map(|x| match x.kind() {
        Kind::Real => format!(", {} by default", number(x.re)),
        Kind::Complex => format!(", {} + {}i by default", number(x.re), number(x.im)),
    });
    let value = if shape.is_empty() { value.unwrap_or_default() } else { format!(", {}", words(shape)) };
    let declared = node.and_then(|node| declaration(node, path));
    let unit = declared.and_then(|d| d.unit.as_ref()).map(|unit| format!(", in {unit}")).unwrap_or_default();
    let value = value + &unit;
    let doc = declared.map(|d| d.doc.trim()).unwrap_or_default();
    if doc.is_empty() { format!("{what}{value}.") } else { format!("{doc}\n\n{what}{value}.") }
}

/// Puts a variable into the record, making inner records on the way.
fn insert(record: &mut Record, path: &[String], variable: FieldKind, names: &mut TypeNames) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        record.fields.push(Field { key: first.clone(), kind: variable });
        return;
    }
    if !record.fields.iter().any(|f| f.key == *first) {
        let name = names.unique(format!("{}_{}", item_names::text(&record.name), camel_case(first)));
        let doc = format!("Parameters and initial values of operator `{first}`.");
        let inner = Record { variables: format_ident!("{name}_Variables"), name, doc, fields: Vec::new() };
        record.fields.push(Field { key: first.clone(), kind: FieldKind::Record(inner) });
    }
    let found = record.fields.iter_mut().find(|f| f.key == *first);
    if let Some(Field { kind: FieldKind::Record(inner), .. }) = found {
        insert(inner, rest, variable, names);
    }
}

/// A struct to be declared: its name, attributes and fields.
pub(super) struct Declaration<'a> {
    pub(super) name: &'a Ident,
    pub(super) attributes: TokenStream,
    /// Key, type and description of each field.
    pub(super) fields: Vec<(String, TokenStream, String)>,
}

impl Declaration<'_> {
    /// The struct with what `derives` lists.
    pub(super) fn declare(&self, item: &Item, derives: &TokenStream) -> TokenStream {
        let Declaration { name, attributes, fields } = self;
        let visibility = &item.header.visibility;
        let fields = fields.iter().map(|(key, ty, doc)| {
            let ident = field(key);
            quote!(#[doc = #doc] pub #ident: #ty,)
        });
        quote! {
            #attributes
            #[allow(non_camel_case_types, unreachable_pub)]
            #[derive(Debug, Clone, PartialEq, #derives)]
            #visibility struct #name { #(#fields)* }
        }
    }

    /// The struct with `default` as its default, and serde by the keys.
    pub(super) fn with_values(&self, item: &Item, default: &TokenStream) -> TokenStream {
        let (name, krate) = (self.name, &item.header.krate);
        let declared = self.declare(item, &quote!());
        let serde = self.fields.iter().map(|(key, ty, _)| {
            let ident = field(key);
            quote!(#ident: #ty = #key,)
        });
        quote! {
            #declared
            impl ::core::default::Default for #name {
                fn default() -> Self { #default }
            }
            #krate::__impl_serde!(#name { #(#serde)* });
        }
    }
}

fn structs_of(record: &Record, item: &Item, attributes: &TokenStream) -> TokenStream {
    let doc = &record.doc;
    let attributes = if attributes.is_empty() { quote!(#[doc = #doc]) } else { attributes.clone() };
    let first = |at: VariableRef| item.system.group(at).variables[at.variable].values.first().copied();
    let value = literal_of(record, item, &|at| first(at).unwrap_or(Value::real(0.0)));
    let fields = fields_of(record, item);
    let own = Declaration { name: &record.name, attributes, fields }.with_values(item, &value);
    let inner = inner_structs(record, item);
    quote!(#own #inner)
}

/// The structs inside a record.
fn inner_structs(record: &Record, item: &Item) -> TokenStream {
    let inner = record.fields.iter().filter_map(|f| match &f.kind {
        FieldKind::Record(inner) => Some(structs_of(inner, item, &quote!())),
        FieldKind::Variable { .. } => None,
    });
    inner.collect()
}

/// Key, type and description of the fields with values.
pub(super) fn fields_of(record: &Record, item: &Item) -> Vec<(String, TokenStream, String)> {
    let krate = &item.header.krate;
    let field = |f: &Field| match &f.kind {
        FieldKind::Variable { has_value: false, .. } => None,
        FieldKind::Variable { doc, kind, shape, .. } => {
            Some((f.key.clone(), array_type(shape, number_type(*kind, krate)), doc.clone()))
        }
        FieldKind::Record(record) => {
            let ty = &record.name;
            Some((f.key.clone(), quote!(#ty), format!("Operator `{}`.", f.key)))
        }
    };
    record.fields.iter().filter_map(field).collect()
}

/// The type of a vector or matrix, or that of its elements for a single number.
pub(super) fn array_type(shape: &[usize], element: TokenStream) -> TokenStream {
    shape.iter().rev().fold(element, |element, n| quote!([#element; #n]))
}

/// The literal of a vector or matrix, from those of its elements in order.
fn array_literal(shape: &[usize], elements: &[TokenStream]) -> TokenStream {
    let Some((n, rest)) = shape.split_first() else { return elements.first().cloned().unwrap_or_default() };
    let parts = elements.chunks((elements.len() / n).max(1)).map(|part| array_literal(rest, part));
    quote!([#(#parts),*])
}

fn number_type(kind: Kind, krate: &TokenStream) -> TokenStream {
    match kind {
        Kind::Real => quote!(f64),
        Kind::Complex => quote!(#krate::Complex64),
    }
}

/// A struct literal with a value for each variable. Fields without values are left out of the struct.
pub(super) fn literal_of(record: &Record, item: &Item, value: &dyn Fn(VariableRef) -> Value) -> TokenStream {
    let (name, fields) = (&record.name, field_values(record, item, value));
    quote!(#name { #(#fields,)* })
}

/// `key: value` for all fields with values.
pub(super) fn field_values(
    record: &Record,
    item: &Item,
    value: &dyn Fn(VariableRef) -> Value,
) -> Vec<TokenStream> {
    let krate = &item.header.krate;
    let field = |f: &Field| {
        let ident = field(&f.key);
        match &f.kind {
            FieldKind::Variable { has_value: false, .. } => None,
            FieldKind::Variable { at, shape, kind, .. } => {
                let number = |k: usize| {
                    let value = value(VariableRef { variable: at.variable + k, ..*at });
                    let (re, im) = (literal(value.re), literal(value.im));
                    match kind {
                        Kind::Real => re,
                        Kind::Complex => quote!(#krate::Complex64::new(#re, #im)),
                    }
                };
                let n: usize = shape.iter().product();
                let value = array_literal(shape, &(0..n).map(number).collect::<Vec<_>>());
                Some(quote!(#ident: #value))
            }
            FieldKind::Record(inner) => {
                let inner = literal_of(inner, item, value);
                Some(quote!(#ident: #inner))
            }
        }
    };
    record.fields.iter().filter_map(field).collect()
}
