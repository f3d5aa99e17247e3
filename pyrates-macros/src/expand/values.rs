//! `impl Model`: parameters and initial values as flat arrays, and the system as data.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::system::{Delays, Group, Member, PlaceKind, VariableRef, Weights};
use quote::{format_ident, quote};

use super::Item;
use super::amounts::{Amount, Amounts};
use super::lift;
use super::records::is_part_of_edge;
use super::sizes;
use crate::names::{access, field};

/// The structure of a model that is the same for all its values: made when it is first needed.
fn shared_structure(krate: &TokenStream) -> TokenStream {
    quote! {
        fn shared_structure(&self) -> ::std::sync::Arc<#krate::model::Structure> {
            static STRUCTURE: ::std::sync::OnceLock<::std::sync::Arc<#krate::model::Structure>> =
                ::std::sync::OnceLock::new();
            STRUCTURE.get_or_init(|| #krate::model::Structure::new(self.structure())).clone()
        }
    }
}

/// The implementation of the trait.
pub(super) fn model(item: &Item) -> TokenStream {
    let (krate, name) = (&item.header.krate, &item.header.name);
    let amounts = Amounts::new(item.real);
    let (dim, n_parameters) = (amounts.n_states.tokens(), amounts.n_parameters.tokens());
    let prelude = amounts.prelude();
    let structure = lift::system(item);
    let shared_structure = lift::is_constant(item.system).then(|| shared_structure(krate));
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

            #shared_structure

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
        let mut variables =
            group.variables.iter().enumerate().filter(|(_, v)| v.place() == Some(kind)).peekable();
        if variables.peek().is_none() {
            continue;
        }
        let runs: Vec<Run> = runs(group);
        let (arrays, mutable): (Vec<_>, Vec<_>) = runs.iter().map(Run::array).unzip();
        let (mut reads, mut writes) = (TokenStream::new(), TokenStream::new());
        for (v, _) in variables {
            let mut place = amounts.place(VariableRef { group: g, variable: v });
            let variable = access(&group.variables[v].path);
            for run in &runs {
                let (one, back) = run.variable(&variable, &place.tokens());
                reads.extend(one);
                writes.extend(back);
                place = place + run.amount();
            }
        }
        read.extend(quote!({ #(#arrays)* #reads }));
        write.extend(quote!({ #(#mutable)* #writes }));
    }
    (read, write)
}

/// Members of a group whose values are read alike. Loops over many nodes keep the code short.
enum Run<'a> {
    /// A population.
    Population(&'a Member),
    /// Nodes one after the other, which have one type, with their number.
    Nodes(usize, Vec<&'a Member>),
    /// What lies on single edges, whose types differ.
    OnEdges(Vec<&'a Member>),
}

fn runs(group: &Group) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = Vec::new();
    for member in &group.members {
        let number = runs.len();
        match runs.last_mut() {
            _ if member.count.is_some() => runs.push(Run::Population(member)),
            Some(Run::Nodes(_, nodes) | Run::OnEdges(nodes)) => nodes.push(member),
            _ if is_part_of_edge(group) => runs.push(Run::OnEdges(vec![member])),
            _ => runs.push(Run::Nodes(number, vec![member])),
        }
    }
    runs
}

impl Run<'_> {
    /// The number of units.
    fn amount(&self) -> Amount {
        match self {
            Run::Population(member) => Amount::of(member.count.unwrap_or(1)),
            Run::Nodes(_, members) | Run::OnEdges(members) => Amount::of(members.len()),
        }
    }

    /// Statements that make arrays of references to the nodes, to read and to write.
    fn array(&self) -> (TokenStream, TokenStream) {
        let Run::Nodes(number, members) = self else { return (TokenStream::new(), TokenStream::new()) };
        let name = nodes_name(*number);
        // The whole model, if it is a single node.
        let places: Vec<TokenStream> = members
            .iter()
            .map(|member| {
                if member.path.is_empty() {
                    quote!(*self)
                } else {
                    [quote!(self), node_of(member)].into_iter().collect()
                }
            })
            .collect();
        (quote!(let #name = [#(&#places),*];), quote!(let mut #name = [#(&mut #places),*];))
    }

    /// Statements that read a variable of all units, and that write it from the place on.
    fn variable(&self, variable: &TokenStream, first: &TokenStream) -> (TokenStream, TokenStream) {
        let write = |units: TokenStream| {
            quote! {
                for (unit_, value_) in #units.zip(&values_[#first..]) {
                    unit_ #variable = *value_;
                }
            }
        };
        match self {
            Run::Population(member) => {
                let node = node_of(member);
                let read = quote!(values_.extend(self #node.iter().map(|unit_| unit_ #variable)););
                (read, write(quote!(self #node.iter_mut())))
            }
            Run::Nodes(number, _) => {
                let name = nodes_name(*number);
                let read = quote!(values_.extend(#name.iter().map(|unit_| unit_ #variable)););
                (read, write(quote!(#name.iter_mut())))
            }
            Run::OnEdges(members) => {
                let places: Vec<_> = members.iter().map(|m| node_of(m)).collect();
                read_and_write(
                    &quote!(#(self #places #variable),*),
                    &quote!(#(&mut self #places #variable),*),
                    first,
                )
            }
        }
    }
}

fn nodes_name(number: usize) -> Ident {
    format_ident!("nodes_{number}_", span = Span::mixed_site())
}

/// Statements that push some numbers, and that write them from the place on.
fn read_and_write(
    numbers: &TokenStream,
    places: &TokenStream,
    first: &TokenStream,
) -> (TokenStream, TokenStream) {
    let write = quote! {
        for (place_, value_) in [#places].into_iter().zip(&values_[#first..]) {
            *place_ = *value_;
        }
    };
    (quote!(values_.extend_from_slice(&[#numbers]);), write)
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
            let edges = coupling.edges.iter().map(|edge| {
                let path = edge.path();
                let path = path.iter().map(|part| field(part));
                quote!(#(.#path)*.#what)
            });
            let edges: Vec<TokenStream> = edges.collect();
            if !edges.is_empty() {
                let (numbers, places) = (quote!(#(self #edges),*), quote!(#(&mut self #edges),*));
                let (one, back) = read_and_write(&numbers, &places, &first.tokens());
                read.extend(one);
                write.extend(back);
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
