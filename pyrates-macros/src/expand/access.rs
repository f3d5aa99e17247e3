//! Typed access to the paths of variables, and uses of the user's own path tokens for editors.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::Item;
use super::branches::{Branch, Content};
use super::edge_fields::{EdgeField, Stage};
use super::records::{Declaration, FieldKind, Record, Tree, array_type, is_part_of_edge};
use crate::names::field;

impl Tree {
    /// The structs with the paths of all variables, and the function `variables()` of the model.
    pub(super) fn variables(&self, item: &Item) -> TokenStream {
        let root = &item.header.name;
        let units = self.units.iter().zip(&item.system.groups).map(|(record, group)| {
            let inner = record.fields.iter().filter_map(|f| match &f.kind {
                FieldKind::Record(inner) => Some(variables_of(inner, item)),
                FieldKind::Variable { .. } => None,
            });
            // The structs of single units on edges come with the edges.
            if is_part_of_edge(group) { inner.collect() } else { variables_of(record, item) }
        });
        let circuits = self.root.as_ref().map(|branch| variables_of_branch(branch, self, item));
        let variables = quote::format_ident!("{root}_Variables");
        quote! {
            #(#units)*
            #circuits
            impl #root {
                /// The paths of all variables, for access that the compiler checks.
                pub fn variables() -> #variables { #variables::at("") }
            }
        }
    }
}

fn variables_of_branch(branch: &Branch, tree: &Tree, item: &Item) -> TokenStream {
    let krate = &item.header.krate;
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    let mut inner = TokenStream::new();
    for f in &branch.fields {
        let key = &f.key;
        let path = quote!(#krate::Variable::new(path_, #key).as_ref());
        let (ty, value) = match &f.content {
            Content::Node { group, count: None, .. } => {
                let ty = &tree.units[*group].variables;
                (quote!(#ty), quote!(#ty::at(#path)))
            }
            Content::Node { group, resizable: true, .. } => {
                let ty = &tree.units[*group].variables;
                (quote!(#krate::UnitVariables<#ty>), quote!(#krate::UnitVariables::new(#path, #ty::at)))
            }
            Content::Node { group, count: Some(n), .. } => {
                let ty = &tree.units[*group].variables;
                let unit =
                    quote!(#krate::Variable::new(#path, &::std::string::ToString::to_string(&i_)).as_ref());
                (quote!(::std::vec::Vec<#ty>), quote!((0..#n).map(|i_| #ty::at(#unit)).collect()))
            }
            Content::Circuit(branch) => {
                inner.extend(variables_of_branch(branch, tree, item));
                let ty = &branch.variables;
                (quote!(#ty), quote!(#ty::at(#path)))
            }
            Content::Edges(name, edges) if edges.iter().any(EdgeField::has_variables) => {
                let (ty, structs) = variables_of_edges(name, edges, branch.is_new, tree, item);
                inner.extend(structs);
                (quote!(#ty), quote!(#ty::at(#path)))
            }
            Content::Edges(..) => continue,
        };
        fields.push((key.clone(), ty, format!("Variables of `{key}`.")));
        values.push(value);
    }
    let own = branch.is_new.then(|| {
        let doc = format!("The paths of all variables of [`{}`].", branch.name);
        let attributes = quote!(#[doc = #doc]);
        declare(&Declaration { name: &branch.variables, attributes, fields }, &values, item)
    });
    quote!(#own #inner)
}

/// The struct with the paths of the variables that lie on edges: its name, and its declaration with those
/// of the structs in it.
fn variables_of_edges(
    name: &Ident,
    edges: &[EdgeField],
    is_new: bool,
    tree: &Tree,
    item: &Item,
) -> (Ident, TokenStream) {
    let krate = &item.header.krate;
    let variables = format_ident!("{name}_Variables");
    let (mut fields, mut values, mut inner) = (Vec::new(), Vec::new(), TokenStream::new());
    for edge in edges {
        let (key, Some(own), true) = (&edge.name, &edge.own, edge.has_variables()) else { continue };
        if own.is_new {
            inner.extend(variables_on_edge(&own.record, &edge.stages, tree, item));
        }
        let ty = &own.record.variables;
        fields.push((key.clone(), quote!(#ty), format!("Variables on the edge `{key}`.")));
        values.push(quote!(#ty::at(#krate::Variable::new(path_, #key).as_ref())));
    }
    let attributes = quote!(#[doc = "The paths of the variables that lie on edges."]);
    let own = is_new.then(|| declare(&Declaration { name: &variables, attributes, fields }, &values, item));
    (variables, quote!(#own #inner))
}

/// The struct with the paths of the variables on one edge.
fn variables_on_edge(record: &Record, stages: &[Stage], tree: &Tree, item: &Item) -> TokenStream {
    let krate = &item.header.krate;
    let (mut fields, mut values, _) = fields_of_variables(record, item);
    for stage in stages {
        let (key, ty) = (&stage.key, &tree.units[stage.group].variables);
        let path = quote!(#krate::Variable::new(path_, #key).as_ref());
        fields.push((key.clone(), quote!(#krate::UnitVariables<#ty>), format!("Variables of `{key}`.")));
        values.push(quote!(#krate::UnitVariables::new(#path, #ty::at)));
    }
    let attributes = quote!(#[doc = "The paths of the variables on an edge."]);
    declare(&Declaration { name: &record.variables, attributes, fields }, &values, item)
}

/// The struct with the paths of the variables of a record, and those of the records in it.
fn variables_of(record: &Record, item: &Item) -> TokenStream {
    let (fields, values, inner) = fields_of_variables(record, item);
    let doc = format!("The paths of the variables of a [`{}`].", record.name);
    let attributes = quote!(#[doc = #doc]);
    let own = declare(&Declaration { name: &record.variables, attributes, fields }, &values, item);
    quote!(#own #inner)
}

/// Key, type and description of the fields with paths; their values; and the structs of inner records.
type VariableFields = (Vec<(String, TokenStream, String)>, Vec<TokenStream>, TokenStream);

fn fields_of_variables(record: &Record, item: &Item) -> VariableFields {
    let krate = &item.header.krate;
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    let mut inner = TokenStream::new();
    for f in &record.fields {
        let key = &f.key;
        let path = quote!(#krate::Variable::new(path_, #key));
        let (ty, value, doc) = match &f.kind {
            FieldKind::Variable { doc, shape, .. } => {
                let ty = array_type(shape, quote!(#krate::Variable));
                let path = if shape.is_empty() { path } else { elements(shape, &path, item) };
                (ty, path, doc.clone())
            }
            FieldKind::Record(record) => {
                inner.extend(variables_of(record, item));
                let ty = &record.variables;
                let doc = format!("Variables of operator `{key}`.");
                (quote!(#ty), quote!(#ty::at(#path.as_ref())), doc)
            }
        };
        fields.push((key.clone(), ty, doc));
        values.push(value);
    }
    (fields, values, inner)
}

/// The paths of the elements of a vector or matrix.
fn elements(shape: &[usize], path: &TokenStream, item: &Item) -> TokenStream {
    let krate = &item.header.krate;
    let Some((_, rest)) = shape.split_first() else { return path.clone() };
    let index = format_ident!("i{}_", rest.len());
    let inner = quote!(#krate::Variable::new(#path.as_ref(), &::std::string::ToString::to_string(&#index)));
    let inner = elements(rest, &inner, item);
    quote!(::core::array::from_fn(|#index: usize| #inner))
}

/// A struct of paths, with the function that makes it for an owner at `path_`.
fn declare(declaration: &Declaration, values: &[TokenStream], item: &Item) -> TokenStream {
    let (name, declared) = (declaration.name, declaration.declare(item, &quote!(Eq)));
    let fields = declaration.fields.iter().map(|(key, ..)| field(key));
    quote! {
        #declared
        impl #name {
            fn at(path_: &str) -> Self { #name { #(#fields: #values,)* } }
        }
    }
}

/// A function that is never called and reads every path of the user's edges, so that editors resolve and
/// complete them.
pub(super) fn edge_paths(item: &Item) -> TokenStream {
    if item.paths.is_empty() {
        return quote!();
    }
    let variables = quote::format_ident!("{}_Variables", item.header.name);
    let uses = item.paths.iter().map(|path| {
        let path = field_access(item, path);
        quote!(let _ = &variables_.#path;)
    });
    quote! {
        #[allow(dead_code)]
        fn edge_paths(variables_: &#variables) { #(#uses)* }
    }
}

/// A path of the user as access to fields. Where it means all units of a population, its first one stands for
/// them.
fn field_access(item: &Item, path: &[TokenTree]) -> TokenStream {
    let names: Vec<String> = path
        .iter()
        .filter_map(|tree| match tree {
            TokenTree::Ident(ident) => Some(crate::names::text(ident)),
            _ => None,
        })
        .collect();
    let node = item.circuit.nodes.iter().find(|node| names.starts_with(&node.path()));
    let population = node.filter(|node| node.count.is_some());
    // Brackets at the end are indices of an element.
    let end = path.len() - crate::parse::vectors::n_indices(path);
    let number = path[..end].iter().any(|tree| matches!(tree, TokenTree::Group(g) if g.stream().into_iter().any(|t| matches!(t, TokenTree::Literal(_)))));
    let Some(population) = population.filter(|_| !number) else {
        return path.iter().cloned().map(raw).collect();
    };
    let unit = if population.resizable { quote!(.unit(0)) } else { quote!([0]) };
    // Names and points up to the population, its unit, and the rest without the letter.
    let without_letter = path[..end].iter().filter(|tree| !matches!(tree, TokenTree::Group(_)));
    let trees: Vec<TokenTree> = without_letter.chain(&path[end..]).cloned().map(raw).collect();
    let (before, after) = trees.split_at((2 * population.path().len()).saturating_sub(1));
    quote!(#(#before)* #unit #(#after)*)
}

/// Keywords in paths become raw identifiers.
fn raw(tree: TokenTree) -> TokenTree {
    match tree {
        TokenTree::Ident(ident) => {
            let mut new = field(&crate::names::text(&ident));
            new.set_span(ident.span());
            TokenTree::Ident(new)
        }
        other => other,
    }
}
