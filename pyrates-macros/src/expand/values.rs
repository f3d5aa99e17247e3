//! `impl Model`: parameters and initial values as flat arrays, and the system as data.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Delays, Member, PlaceKind, VariableRef, Weights};
use quote::quote;

use super::Item;
use super::amounts::{Amount, Amounts};
use super::lift;
use super::sizes;
use crate::names::{access, field};

/// The implementation of the trait.
pub(super) fn model(item: &Item) -> TokenStream {
    let (krate, name) = (&item.header.krate, &item.header.name);
    let amounts = Amounts::new(item.real);
    let (dim, n_parameters) = (amounts.n_states.tokens(), amounts.n_parameters.tokens());
    let prelude = amounts.prelude();
    let structure = lift::system(item);
    let (states, set_states) = arrays(item, &amounts, PlaceKind::State);
    let (parameters, set_parameters) = arrays(item, &amounts, PlaceKind::Parameter);
    let check_sizes = sizes::check(item);
    let fit_edges = sizes::fit(item);
    let (read_edges, write_edges) = edge_arrays(item, &amounts);
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, unused_imports, clippy::all)]
        impl #krate::model::Model for #name {
            #check_sizes
            #fit_edges

            fn structure(&self) -> #krate::ir::system::System { #structure }

            fn initial_state(&self) -> ::std::vec::Vec<f64> {
                #prelude
                let mut values_ = ::std::vec::Vec::with_capacity(#dim);
                #states
                values_
            }

            fn parameters(&self) -> ::std::vec::Vec<f64> {
                #prelude
                let mut values_ = ::std::vec::Vec::with_capacity(#n_parameters);
                #parameters
                #read_edges
                values_
            }

            fn set_initial_state(&mut self, values_: &[f64]) {
                #prelude
                let values_ = &values_[..#dim];
                #set_states
            }

            fn set_parameters(&mut self, values_: &[f64]) {
                #prelude
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
fn arrays(item: &Item, amounts: &Amounts, kind: PlaceKind) -> (TokenStream, TokenStream) {
    let (mut read, mut write) = (TokenStream::new(), TokenStream::new());
    for (g, group) in item.real.groups.iter().enumerate() {
        for (v, _) in group.variables.iter().enumerate().filter(|(_, v)| v.place() == Some(kind)) {
            let mut place = amounts.place(VariableRef { group: g, variable: v });
            let variable = access(&group.variables[v].path);
            for member in &group.members {
                let (node, first) = (node_of(member), place.tokens());
                if member.count.is_none() {
                    read.extend(quote!(values_.push(self #node #variable);));
                    write.extend(quote!(self #node #variable = values_[#first];));
                } else {
                    read.extend(quote!(values_.extend(self #node.iter().map(|unit_| unit_ #variable));));
                    write.extend(quote! {
                        for (unit_, value_) in self #node.iter_mut().zip(&values_[#first..]) {
                            unit_ #variable = *value_;
                        }
                    });
                }
                place = place + Amount::of(member.count.unwrap_or(1));
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
fn edge_arrays(item: &Item, amounts: &Amounts) -> (TokenStream, TokenStream) {
    let (mut read, mut write) = (TokenStream::new(), TokenStream::new());
    for (c, coupling) in item.real.couplings.iter().enumerate() {
        let mut one = |first: Amount, what: &str, of_pairs: bool| {
            if let Some(connection) = &coupling.connection {
                let path: Vec<Ident> = connection.path().iter().map(|part| field(part)).collect();
                let first = first.tokens();
                if of_pairs {
                    let what = field(&format!("{what}s"));
                    read.extend(quote!(values_.extend_from_slice(self #(.#path)*.#what.values());));
                    write.extend(quote! {
                        let pairs_ = self #(.#path)*.#what.values_mut();
                        let n_ = pairs_.len();
                        pairs_.copy_from_slice(&values_[#first..][..n_]);
                    });
                } else {
                    let what = field(what);
                    read.extend(quote!(values_.push(self #(.#path)*.#what);));
                    write.extend(quote!(self #(.#path)*.#what = values_[#first];));
                }
            }
            let what = field(what);
            for (e, edge) in coupling.edges.iter().enumerate() {
                let (path, place) = (edge.path(), (first.clone() + Amount::of(e)).tokens());
                let edge: Vec<Ident> = path.iter().map(|part| field(part)).collect();
                read.extend(quote!(values_.push(self #(.#edge)*.#what);));
                write.extend(quote!(self #(.#edge)*.#what = values_[#place];));
            }
        };
        if let (Weights::Own, Some(first)) = (coupling.weights, amounts.weight(c)) {
            one(first, "weight", sizes::has_matrix(coupling));
        }
        if let (Delays::Own, Some(first)) = (coupling.delays, amounts.delay(c)) {
            one(first, "delay", sizes::has_matrix(coupling) && !coupling.has_one_delay());
        }
    }
    (read, write)
}
