//! Typed access to the paths of variables, and uses of the user's own path tokens for editors.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::Item;
use super::branches::{Branch, Content};
use super::records::{FieldKind, Record, Tree};
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
    let (krate, visibility, name) = (&item.header.krate, &item.header.visibility, &branch.variables);
    let (mut fields, mut types, mut values, mut docs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
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
        fields.push(field(key));
        types.push(ty);
        values.push(value);
        docs.push(format!("Variables of `{key}`."));
    }
    let doc = format!("The paths of all variables of [`{}`].", branch.name);
    let own = branch.is_new.then(|| {
        quote! {
            #[doc = #doc]
            #[allow(non_camel_case_types, unreachable_pub)]
            #[derive(Debug, Clone, PartialEq, Eq)]
            #visibility struct #name { #(#[doc = #docs] pub #fields: #types,)* }
            impl #name {
                fn at(path_: &str) -> Self { #name { #(#fields: #values,)* } }
            }
        }
    });
    quote!(#own #inner)
}

fn variables_of(record: &Record, item: &Item) -> TokenStream {
    let (krate, visibility) = (&item.header.krate, &item.header.visibility);
    let (name, owner) = (&record.variables, &record.name);
    let fields: Vec<_> = record.fields.iter().map(|f| field(&f.key)).collect();
    let types = record.fields.iter().map(|f| match &f.kind {
        FieldKind::Variable { .. } => quote!(#krate::Variable),
        FieldKind::Record(inner) => {
            let ty = &inner.variables;
            quote!(#ty)
        }
    });
    let values = record.fields.iter().map(|f| {
        let key = &f.key;
        match &f.kind {
            FieldKind::Variable { .. } => quote!(#krate::Variable::new(path_, #key)),
            FieldKind::Record(inner) => {
                let ty = &inner.variables;
                quote!(#ty::at(#krate::Variable::new(path_, #key).as_ref()))
            }
        }
    });
    let docs = record.fields.iter().map(|f| match &f.kind {
        FieldKind::Variable { doc, .. } => doc.clone(),
        FieldKind::Record(_) => format!("Variables of operator `{}`.", f.key),
    });
    let inner = record.fields.iter().filter_map(|f| match &f.kind {
        FieldKind::Record(inner) => Some(variables_of(inner, item)),
        FieldKind::Variable { .. } => None,
    });
    let inner: TokenStream = inner.collect();
    let doc = format!("The paths of the variables of a [`{owner}`].");
    quote! {
        #[doc = #doc]
        #[allow(non_camel_case_types, unreachable_pub)]
        #[derive(Debug, Clone, PartialEq, Eq)]
        #visibility struct #name { #(#[doc = #docs] pub #fields: #types,)* }
        impl #name {
            fn at(path_: &str) -> Self { #name { #(#fields: #values,)* } }
        }
        #inner
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
