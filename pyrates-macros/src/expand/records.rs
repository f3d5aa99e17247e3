//! The structs of a model: one field for every node, operator, parameter, initial value and edge.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::definition::NodeUse;
use pyrates_ir::display::number;
use pyrates_ir::system::{Group, Role};
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

impl Tree {
    pub(super) fn new(item: &Item) -> Tree {
        let root = &item.header.name;
        let nested = item.system.groups.iter().flat_map(|g| &g.members).any(|m| !m.path.is_empty());
        let mut names = TypeNames::default();
        let root_name = item_names::text(root);
        names.unique(root_name.clone());
        names.unique(format!("{root_name}_Edges"));
        let mut unit = |group: &Group| {
            let name = match nested {
                true => names.unique(format!("{root_name}_{}", camel_case(&group.name))),
                false => root.clone(),
            };
            record(item, group, name, &mut names)
        };
        let units: Vec<Record> = item.system.groups.iter().map(&mut unit).collect();
        let root = nested.then(|| branches::root(item, &units, &mut names));
        Tree { units, root }
    }

    /// All structs with their implementations of `Default` and serde.
    pub(super) fn structs(&self, item: &Item) -> TokenStream {
        let units = self.units.iter().zip(&item.system.groups).map(|(record, group)| {
            let attributes = if self.root.is_some() { quote!() } else { attributes(item) };
            structs_of(record, item, group, &attributes)
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

/// The record for the units of a group: parameters and initial values by path.
fn record(item: &Item, group: &Group, name: Ident, names: &mut TypeNames) -> Record {
    let first = group.members.first();
    let node = item.circuit.nodes.iter().find(|node| first.is_some_and(|member| member.path == node.path()));
    let doc =
        format!("Parameters and initial values of a unit of `{}`.", node.map_or("", |n| &n.node.name.text));
    let mut record = Record { variables: format_ident!("{name}_Variables"), name, doc, fields: Vec::new() };
    for (v, variable) in group.variables.iter().enumerate() {
        // The sums of edges beside outputs have no declaration of their own.
        let declared = node.is_none_or(|node| is_declared(node, &variable.path));
        if declared {
            let doc = describe(node, &variable.path, variable.role, variable.values.first().map(|x| x.re));
            let has_value = matches!(variable.role, Role::State | Role::Parameter);
            insert(&mut record, &variable.path, FieldKind::Variable { index: v, doc, has_value }, names);
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

fn structs_of(record: &Record, item: &Item, group: &Group, attributes: &TokenStream) -> TokenStream {
    let mut fields = Vec::new();
    let mut inner = TokenStream::new();
    for f in &record.fields {
        let (ty, doc) = match &f.kind {
            FieldKind::Variable { has_value: false, .. } => continue,
            FieldKind::Variable { doc, .. } => (quote!(f64), doc.clone()),
            FieldKind::Record(record) => {
                inner.extend(structs_of(record, item, group, &quote!()));
                let ty = &record.name;
                (quote!(#ty), format!("Operator `{}`.", f.key))
            }
        };
        fields.push((f.key.clone(), ty, doc));
    }
    let doc = &record.doc;
    let attributes = if attributes.is_empty() { quote!(#[doc = #doc]) } else { attributes.clone() };
    let value = literal_of(record, &|v| group.variables[v].values.first().map_or(0.0, |x| x.re));
    let own = Declaration { name: &record.name, attributes, fields }.with_values(item, &value);
    quote!(#own #inner)
}

/// A struct literal with a value for each variable. Fields without values are left out of the struct.
pub(super) fn literal_of(record: &Record, value: &dyn Fn(usize) -> f64) -> TokenStream {
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
