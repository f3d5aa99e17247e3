//! Typed access to the paths of variables, and uses of the user's own path tokens for editors.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::Item;
use super::branches::{Branch, Content};
use super::records::{Declaration, FieldKind, Record, Tree};
use crate::names::field;

impl Tree {
    /// The structs with the paths of all variables, and the function `variables()` of the model.
    pub(super) fn variables(&self, item: &Item) -> TokenStream {
        let root = &item.header.name;
        let units = self.units.iter().map(|record| variables_of(record, item));
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

fn variables_of(record: &Record, item: &Item) -> TokenStream {
    let krate = &item.header.krate;
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    let mut inner = TokenStream::new();
    for f in &record.fields {
        let key = &f.key;
        let path = quote!(#krate::Variable::new(path_, #key));
        let (ty, value, doc) = match &f.kind {
            FieldKind::Variable { doc, .. } => (quote!(#krate::Variable), path, doc.clone()),
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
