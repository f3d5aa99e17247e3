//! Functions that users wrote in Rust: how an item that uses one finds what it computes.
//!
//! The path of a function has a meaning where its operator is defined, and nowhere else. So every item hands the
//! functions on that it uses, under their identities: an operator those of its section, a node those of its
//! operators, a circuit those of its nodes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::system::Symbol;
use pyrates_ir::user_function::UserFunction;
use quote::{format_ident, quote, quote_spanned};

use super::Item;
use super::expression::{Leaves, tokens};
use crate::carrier::{Arrived, Definition};
use crate::parse::functions::{RustFunction, in_rust};
use crate::parse::header::Header;

/// Where an item finds a function.
#[derive(Clone)]
pub(crate) struct Source {
    identity: u64,
    path: TokenStream,
    /// The place of the path, if it is that of the function itself and not of a definition that uses it.
    declared: Option<Span>,
}

/// The functions that an operator declares.
pub(crate) fn of_header(header: &Header) -> Vec<Source> {
    let source = |function: RustFunction| Source {
        identity: function.identity,
        path: function.path,
        declared: Some(function.span),
    };
    in_rust(&header.trees(), header.identity).into_iter().map(source).collect()
}

/// All functions that an item uses, those of its definitions and its own.
pub(crate) fn of_arrived(arrived: &Arrived, is_operator: bool) -> Vec<Source> {
    let mut sources = if is_operator { of_header(&arrived.header) } else { Vec::new() };
    for (path, definition) in arrived.used() {
        let mut identities = BTreeSet::new();
        collect(definition, &mut identities);
        let source = |identity| Source { identity, path: path.clone(), declared: None };
        sources.extend(identities.into_iter().map(source));
    }
    let mut seen = BTreeSet::new();
    sources.retain(|source| seen.insert(source.identity));
    sources
}

fn collect(definition: &Definition, identities: &mut BTreeSet<u64>) {
    let arrived = match definition {
        Definition::Operator(arrived) => {
            let own = in_rust(&arrived.header.trees(), arrived.header.identity);
            identities.extend(own.iter().map(|function| function.identity));
            arrived
        }
        Definition::Node(arrived) | Definition::Circuit(arrived) => arrived,
        Definition::Broken => return,
    };
    arrived.definitions().iter().for_each(|inner| collect(inner, identities));
}

/// The implementations of functions for generated code, and for the items that use this one.
pub(super) fn implementations(item: &Item) -> TokenStream {
    item.functions.iter().map(|source| implementation(item, source)).collect()
}

fn implementation(item: &Item, Source { identity, path, declared }: &Source) -> TokenStream {
    let (krate, name) = (&item.header.krate, &item.header.name);
    let constant = constant(*identity);
    let found = match declared {
        Some(span) => quote_spanned!(*span=> <#path as #krate::__private::RustFunction>::IMPLEMENTATION),
        None => quote!(<#path as #krate::__private::HasFunction<#identity>>::FUNCTION),
    };
    let checks = declared.map(|span| {
        let text = path.to_string();
        let message = format!("the equations call `{text}` with another number of arguments than it has");
        let counts = counts(item, *identity).into_iter();
        let check = |n: usize| {
            // A function with errors of its own has no arguments.
            quote_spanned!(span=> const _: () =
                ::core::assert!(#constant.arguments.len() == #n || #constant.arguments.is_empty(), #message);)
        };
        counts.map(check).collect::<TokenStream>()
    });
    quote! {
        #[automatically_derived]
        impl #krate::__private::HasFunction<#identity> for #name {
            const FUNCTION: #krate::ir::user_function::Implementation = #found;
        }
        #[allow(dead_code)]
        const #constant: #krate::ir::user_function::Implementation = #found;
        #checks
    }
}

/// The numbers of arguments with which equations call a function.
fn counts(item: &Item, identity: u64) -> BTreeSet<usize> {
    let mut counts = BTreeSet::new();
    let mut visit = |e: &Expr<Symbol>| {
        e.visit(&mut |e| match e {
            Expr::Call(Function::User(function), arguments) if function.identity() == identity => {
                counts.insert(arguments.len());
            }
            _ => {}
        });
    };
    item.system.groups.iter().flat_map(|group| &group.equations).for_each(|equation| visit(&equation.value));
    item.system.couplings.iter().for_each(|coupling| visit(&coupling.value));
    counts
}

fn constant(identity: u64) -> Ident {
    format_ident!("PYRATES_FUNCTION_{:016X}", identity, span = Span::mixed_site())
}

/// A call in a kernel.
pub(super) fn call(function: &UserFunction, arguments: &[Expr<Symbol>], leaves: &dyn Leaves) -> TokenStream {
    let (constant, derivatives) = (constant(function.identity()), function.derivatives());
    let arguments = arguments.iter().map(|argument| tokens(argument, leaves));
    quote!(S::user(&#constant, &[#(#derivatives),*], &[#(#arguments),*]))
}

/// The function as data.
pub(super) fn lift(function: &UserFunction) -> TokenStream {
    let (name, arity, identity) = (function.base_name(), function.arity(), function.identity());
    let (constant, derivatives) = (constant(identity), function.derivatives());
    quote!(b::user_function(#name, #arity, #identity, &[#(#derivatives),*], #constant))
}
