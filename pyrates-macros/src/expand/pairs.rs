//! What lies on the pairs of units that an edge joins: access by their units, and how many there are.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Pattern, System};
use quote::quote;

use super::edge_fields::{EdgeField, Stored};
use super::records::Record;
use crate::names::field;

/// Whether the units of a group lie on the links of a sparse matrix: what leaves them, perhaps through other
/// units, is summed over links.
pub(super) fn lies_on_links(system: &System, group: usize) -> bool {
    system.couplings.iter().filter(|c| c.source.group == group).any(|coupling| {
        match coupling.connection.as_ref().map(|c| &c.pattern) {
            Some(Pattern::SparseRows(_)) => true,
            // One unit after the other on the same links.
            Some(Pattern::OneToOne) if system.group(coupling.target).is_on_edges() => {
                lies_on_links(system, coupling.target.group)
            }
            _ => false,
        }
    })
}

/// What lies on the links of an edge: the fields that lead to it.
fn stages_on_links(system: &System, edge: &[String]) -> Vec<Vec<String>> {
    let groups = system.groups.iter().enumerate().filter(|(g, _)| lies_on_links(system, *g));
    let members = groups.flat_map(|(_, group)| &group.members).map(|member| member.path.clone());
    members.filter(|path| path.starts_with(edge)).collect()
}

/// The model's part of what a path names.
fn at(path: &[String]) -> TokenStream {
    let path = path.iter().map(|part| field(part));
    quote!(self #(.#path)*)
}

/// A statement that gives what lies on links as many units as there are links, after `resize` has changed the size of
/// the matrix `weights_` where populations can grow.
pub(super) fn fit(edge: &[String], resize: Option<&TokenStream>) -> TokenStream {
    let edge = at(edge);
    quote!({ let mut weights_ = #edge.weights.clone(); #resize #edge.set_weights(weights_); })
}

/// Statements that refuse what lies on the links of an edge if it is more or less than the links.
pub(super) fn check(system: &System, edge: &[String], krate: &TokenStream) -> Vec<TokenStream> {
    let matrix = at(edge);
    let one = |path: Vec<String>| {
        let (units, path) = (at(&path), path.join("/"));
        quote!(#krate::SizeError::unless_one_on_each_link(#path, #units.len(), #matrix.weights.len())?;)
    };
    stages_on_links(system, edge).into_iter().map(one).collect()
}

/// Access to what lies on a pair by its units, where a matrix of weights tells which pairs there are.
pub(super) fn access_to_pairs(
    krate: &TokenStream,
    units: &[Record],
    edge: &EdgeField,
    name: &Ident,
) -> Option<TokenStream> {
    let pairs = edge.stages.iter().find(|stage| stage.key == "pairs")?;
    let unit = &units[pairs.group].name;
    match &edge.weight {
        Some(Stored::Dense(..)) => Some(access_to_all(krate, unit, name)),
        Some(Stored::Sparse(..)) => {
            let on_links = edge.stages.iter().filter(|stage| stage.is_on_links);
            let on_links = on_links.map(|stage| field(&stage.key));
            Some(access_to_links(krate, unit, name, &quote!(#(self.#on_links.rearrange(&places_);)*)))
        }
        _ => None,
    }
}

fn access_to_all(krate: &TokenStream, unit: &Ident, name: &Ident) -> TokenStream {
    quote! {
        impl #name {
            /// What lies on the pair of a target and a source unit.
            ///
            /// # Panics
            /// If there are no such units.
            pub fn pair(&self, target: #krate::Target, source: #krate::Source) -> &#unit {
                let _ = self.weights[(target, source)];
                &self.pairs[target.0 * self.weights.sources() + source.0]
            }

            /// The same, to change it.
            ///
            /// # Panics
            /// If there are no such units.
            pub fn pair_mut(&mut self, target: #krate::Target, source: #krate::Source) -> &mut #unit {
                let _ = self.weights[(target, source)];
                let at = target.0 * self.weights.sources() + source.0;
                &mut self.pairs[at]
            }
        }
    }
}

fn access_to_links(krate: &TokenStream, unit: &Ident, name: &Ident, rearrange: &TokenStream) -> TokenStream {
    quote! {
        impl #name {
            /// What lies on the pair of a target and a source unit, if a link joins them.
            pub fn pair(&self, target: #krate::Target, source: #krate::Source) -> ::core::option::Option<&#unit> {
                self.pairs.get(self.weights.find(target, source)?)
            }

            /// The same, to change it.
            pub fn pair_mut(
                &mut self, target: #krate::Target, source: #krate::Source,
            ) -> ::core::option::Option<&mut #unit> {
                let at = self.weights.find(target, source)?;
                self.pairs.get_mut(at)
            }

            /// Replaces the matrix. What lies on pairs that stay joined is kept; new pairs have the declared values.
            pub fn set_weights(&mut self, weights: #krate::SparseMatrix) {
                let places_ = weights.places_in(&self.weights);
                #rearrange
                self.weights = weights;
            }
        }
    }
}
