//! Typed access to the paths of variables, and uses of the user's own path tokens for editors.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::Item;
use super::branches::{Branch, Content};
use super::edge_fields::EdgeField;
use super::records::{Declaration, FieldKind, Record, Tree};
use crate::names::field;

impl Tree {
    /// The structs with the paths of all variables, and the function `variables()` of the model.
    pub(super) fn variables(&self, item: &Item) -> TokenStream {
        let root = &item.header.name;
        let units = self.units.iter().zip(&item.system.groups).map(|(record, group)| {
            let inner = record.fields.iter().filter_map(|f| match &f.kind {
                FieldKind::Record(inner) => Some(variables_of(inner, item, true)),
                FieldKind::Variable { .. } => None,
            });
            // The structs of what lies on edges come with the edges.
            if group.is_on_edges() { inner.collect() } else { variables_of(record, item, true) }
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
            Content::Edges(name, edges) if edges.iter().any(|edge| edge.staged.is_some()) => {
                let (ty, structs) = variables_of_edges(name, edges, branch.is_new, item);
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
fn variables_of_edges(name: &Ident, edges: &[EdgeField], is_new: bool, item: &Item) -> (Ident, TokenStream) {
    let krate = &item.header.krate;
    let variables = format_ident!("{name}_Variables");
    let (mut fields, mut values, mut inner) = (Vec::new(), Vec::new(), TokenStream::new());
    for edge in edges {
        let (key, Some(staged)) = (&edge.name, &edge.staged) else { continue };
        if staged.is_new {
            inner.extend(variables_of(&staged.record, item, false));
        }
        let ty = &staged.record.variables;
        fields.push((key.clone(), quote!(#ty), format!("Variables on the edge `{key}`.")));
        values.push(quote!(#ty::at(#krate::Variable::new(path_, #key).as_ref())));
    }
    let attributes = quote!(#[doc = "The paths of the variables that lie on edges."]);
    let own = is_new.then(|| declare(&Declaration { name: &variables, attributes, fields }, &values, item));
    (variables, quote!(#own #inner))
}

/// The struct with the paths of the variables of a record, and those of the records in it.
fn variables_of(record: &Record, item: &Item, with_inner: bool) -> TokenStream {
    let krate = &item.header.krate;
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    let mut inner = TokenStream::new();
    for f in &record.fields {
        let key = &f.key;
        let path = quote!(#krate::Variable::new(path_, #key));
        let (ty, value, doc) = match &f.kind {
            FieldKind::Variable { doc, .. } => (quote!(#krate::Variable), path, doc.clone()),
            FieldKind::Record(record) => {
                if with_inner {
                    inner.extend(variables_of(record, item, true));
                }
                let ty = &record.variables;
                let doc = format!("Variables of operator `{key}`.");
                (quote!(#ty), quote!(#ty::at(#path.as_ref())), doc)
            }
        };
        fields.push((key.clone(), ty, doc));
        values.push(value);
    }
    let doc = format!("The paths of the variables of a [`{}`].", record.name);
    let attributes = quote!(#[doc = #doc]);
    let own = declare(&Declaration { name: &record.variables, attributes, fields }, &values, item);
    quote!(#own #inner)
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
        let path: TokenStream = path.iter().cloned().map(raw).collect();
        quote!(let _ = &variables_.#path;)
    });
    quote! {
        #[allow(dead_code)]
        fn edge_paths(variables_: &#variables) { #(#uses)* }
    }
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
