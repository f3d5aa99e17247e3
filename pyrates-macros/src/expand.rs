//! Rust from a flat system: structs with typed parameters, the vector field, its Jacobian, and the
//! system itself as data.

mod access;
mod amounts;
mod branches;
mod edge_fields;
mod edges;
mod expression;
pub(crate) mod functions;
mod jacobian;
mod kernel;
mod lift;
mod look_ups;
mod pairs;
mod patterns;
mod records;
mod sizes;
mod sums;
mod transmitted;
mod unit_loops;
mod units;
mod values;

use proc_macro2::{TokenStream, TokenTree};
use pyrates_ir::definition::Circuit;
use pyrates_ir::system::System;
use quote::quote;

use crate::parse::header::Header;

/// A checked item.
pub(crate) struct Item<'a> {
    pub(crate) header: &'a Header,
    pub(crate) circuit: &'a Circuit,
    pub(crate) system: &'a System,
    /// The real form of the system, from which everything that computes is printed.
    pub(crate) real: &'a System,
    /// The paths of edges as the user wrote them.
    pub(crate) paths: &'a [Vec<TokenTree>],
    /// Where functions written in Rust are found.
    pub(crate) functions: &'a [functions::Source],
}

/// Everything that is generated for an item.
pub(crate) fn model(item: &Item) -> TokenStream {
    let tree = records::Tree::new(item);
    let structs = tree.structs(item);
    let variables = tree.variables(item);
    let edges = access::edge_paths(item);
    let kernel = kernel::vector_field(item);
    let model = values::model(item);
    let functions = functions::implementations(item);
    quote! {
        #structs
        #variables
        const _: () = {
            #functions
            #kernel
            #model
            #edges
        };
    }
}

/// The item without contents, after errors: a model without states, so that programs that use it get few errors of
/// their own.
pub(crate) fn fallback(header: &Header) -> TokenStream {
    let Header { krate, visibility, name, .. } = header;
    let text = name.to_string();
    quote! {
        #[doc(hidden)]
        #[derive(Debug, Clone, PartialEq, Default)]
        #visibility struct #name {}

        #[automatically_derived]
        impl #krate::model::VectorField for #name {
            fn dim(&self) -> usize { 0 }
            fn n_parameters(&self) -> usize { 0 }
            fn n_work(&self) -> usize { 0 }
            fn n_lookups(&self) -> usize { 0 }
            fn vector_field<S: #krate::scalar::Scalar, P: #krate::model::Past<S>>(
                &self, _: S, _: &[S], _: &[S], _: &P, _: &mut [S], _: &mut [S],
            ) {}
            fn jacobian<
                S: #krate::scalar::Scalar, P: #krate::model::Past<S>, J: #krate::model::JacobianSink<S>,
            >(&self, _: S, _: &[S], _: &[S], _: &P, _: &mut [S], _: &mut J) {}
            fn lookups(&self, _: &[f64]) -> ::std::vec::Vec<#krate::model::LookUp> {
                ::std::vec::Vec::new()
            }
        }

        #[automatically_derived]
        impl #krate::model::Model for #name {
            fn structure(&self) -> #krate::ir::system::System {
                #krate::ir::build::system(#text, "", ::std::vec::Vec::new(), ::std::vec::Vec::new())
            }
            fn initial_state(&self) -> ::std::vec::Vec<f64> { ::std::vec::Vec::new() }
            fn parameters(&self) -> ::std::vec::Vec<f64> { ::std::vec::Vec::new() }
            fn set_initial_state(&mut self, _: &[f64]) {}
            fn set_parameters(&mut self, _: &[f64]) {}
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(#text)
            }
        }
    }
}
