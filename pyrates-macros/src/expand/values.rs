//! `impl Model`: parameters and initial values as flat arrays, and the system as data.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Delays, Layout, Member, PlaceKind, VariableRef, Weights};
use quote::quote;

use super::Item;
use super::lift;
use crate::names::field;

/// The implementation of the trait.
pub(super) fn model(item: &Item) -> TokenStream {
    let (krate, name) = (&item.header.krate, &item.header.name);
    let layout = Layout::new(item.real);
    let (dim, n_parameters) = (layout.n_states(), layout.n_parameters());
    let structure = lift::system(item);
    let (states, set_states) = arrays(item, PlaceKind::State);
    let (parameters, set_parameters) = arrays(item, PlaceKind::Parameter);
    let (read_edges, write_edges) = edge_arrays(item, &layout);
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, unused_imports, clippy::all)]
        impl #krate::model::Model for #name {
            fn structure(&self) -> #krate::ir::system::System { #structure }

            fn initial_state(&self) -> ::std::vec::Vec<f64> {
                let mut values_ = ::std::vec::Vec::with_capacity(#dim);
                #states
                values_
            }

            fn parameters(&self) -> ::std::vec::Vec<f64> {
                let mut values_ = ::std::vec::Vec::with_capacity(#n_parameters);
                #parameters
                #read_edges
                values_
            }

            fn set_initial_state(&mut self, values_: &[f64]) {
                let values_ = &values_[..#dim];
                #set_states
            }

            fn set_parameters(&mut self, values_: &[f64]) {
                let values_ = &values_[..#n_parameters];
                #set_parameters
                #write_edges
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, formatter_: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&#krate::model::Model::system(self), formatter_)
            }
        }
    }
}

/// Statements that push all variables of an array to `values`, and statements that read them back.
fn arrays(item: &Item, kind: PlaceKind) -> (TokenStream, TokenStream) {
    let layout = Layout::new(item.real);
    let (mut read, mut write) = (TokenStream::new(), TokenStream::new());
    for (g, group) in item.real.groups.iter().enumerate() {
        for (v, _) in group.variables.iter().enumerate().filter(|(_, v)| v.place() == Some(kind)) {
            let at = VariableRef { group: g, variable: v };
            let mut place = layout.find(at).unwrap_or(0);
            let fields: Vec<Ident> = group.variables[v].path.iter().map(|part| field(part)).collect();
            for member in &group.members {
                let node = node_of(member);
                match member.count {
                    None => {
                        read.extend(quote!(values_.push(self #node #(.#fields)*);));
                        write.extend(quote!(self #node #(.#fields)* = values_[#place];));
                    }
                    Some(n) => {
                        let end = place + n;
                        read.extend(
                            quote!(values_.extend(self #node.iter().map(|unit_| unit_ #(.#fields)*));),
                        );
                        write.extend(quote! {
                            for (unit_, value_) in self #node.iter_mut().zip(&values_[#place..#end]) {
                                unit_ #(.#fields)* = *value_;
                            }
                        });
                    }
                }
                place += member.count.unwrap_or(1);
            }
        }
    }
    (read, write)
}

fn node_of(member: &Member) -> TokenStream {
    let parts: Vec<Ident> = member.path.iter().map(|part| field(part)).collect();
    quote!(#(.#parts)*)
}

/// The same for weights and delays.
fn edge_arrays(item: &Item, layout: &Layout) -> (TokenStream, TokenStream) {
    let (mut read, mut write) = (TokenStream::new(), TokenStream::new());
    for (c, coupling) in item.real.couplings.iter().enumerate() {
        let mut one = |first: usize, what: &str| {
            let what = field(what);
            for (e, edge) in coupling.edges.iter().enumerate() {
                let (path, place) = (edge.path(), first + e);
                let edge: Vec<Ident> = path.iter().map(|part| field(part)).collect();
                read.extend(quote!(values_.push(self #(.#edge)*.#what);));
                write.extend(quote!(self #(.#edge)*.#what = values_[#place];));
            }
        };
        if let (Weights::Own, Some(first)) = (coupling.weights, layout.weight(c)) {
            one(first, "weight");
        }
        if let (Delays::Own, Some(first)) = (coupling.delays, layout.delay(c)) {
            one(first, "delay");
        }
    }
    (read, write)
}
