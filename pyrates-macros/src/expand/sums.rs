//! The sums of edges into inputs, edge by edge.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::system::{Delays, Pattern, VariableRef};
use quote::quote;

use super::amounts::Amount;
use super::edges::{all_links, table_name};
use super::expression;
use super::kernel::Printer;
use super::patterns::sparse_matrix;
use super::units::{At, delay_name, edge_index, index, source_unit};

impl Printer<'_> {
    /// The sums of all edges into a sparse input, edge by edge.
    pub(super) fn scatter(&self, krate: &TokenStream, input: VariableRef) -> TokenStream {
        let (first, n) = (self.sums(input).tokens(), self.amounts.n_units(input.group).tokens());
        let (i, e) = (index(), edge_index());
        let edges = self.system.couplings_into(input).map(|(c, coupling)| {
            if coupling.connection.is_some() {
                return self.scatter_connection(krate, c, &first);
            }
            let (n_edges, targets) = (coupling.edges.len(), table_name(c, "TARGET"));
            let add = self.add_edge(c, &source_in_table(c), &quote!(work_[#first + #i]));
            quote!(for #e in 0..#n_edges { let #i = #targets[#e] as usize; #add })
        });
        let start = match self.amounts.find(input).map(|p| p.tokens()) {
            Some(p) => quote!(work_[#first..#first + #n].copy_from_slice(&p_[#p..#p + #n]);),
            None => quote!(work_[#first..#first + #n].fill(S::splat(t_, 0.0));),
        };
        quote!(#start #(#edges)*)
    }

    /// Adds what an edge from a unit transmits to `sum`.
    pub(super) fn add_edge(&self, c: usize, source: &TokenStream, sum: &TokenStream) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let (j, e, delay) = (source_unit(), edge_index(), delay_name());
        let value = expression::tokens(&coupling.value, &self.source_at(c));
        let read_delay = self.delay_of_edge(c).map(|value| quote!(let #delay = #value;));
        let weight = self.amounts.weight(c).map(|first| {
            let first = first.tokens();
            quote!(p_[#first + #e] *)
        });
        quote! {
            let #j = #source;
            #read_delay
            #sum = #sum + #weight #value;
        }
    }

    /// Adds the edges of a coupling into one unit to a sum, each by code of its own.
    pub(super) fn add_edges_into(&self, c: usize, unit: usize, sum: &TokenStream) -> TokenStream {
        let (edges, e) = (self.system.couplings[c].edges.iter().enumerate(), edge_index());
        let adds = edges.filter(|(_, edge)| edge.target_unit == unit).map(|(number, edge)| {
            let source = edge.source_unit;
            let add = self.add_edge(c, &quote!(#source), sum);
            quote!({ let #e = #number; #add })
        });
        quote!(#(#adds)*)
    }

    /// The source unit of the edge at hand.
    pub(super) fn source_at(&self, c: usize) -> At<'_> {
        let group = self.system.couplings[c].source.group;
        At { printer: self, group, unit: source_unit(), edge: Some(c), is_many: false }
    }

    /// Adds what whole populations transmit to the sums of an input, which begin at `sums` in the work array.
    fn scatter_connection(&self, krate: &TokenStream, c: usize, sums: &TokenStream) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let Some(connection) = &coupling.connection else { return quote!() };
        let weight = |place: &TokenStream| {
            self.amounts.weight(c).map(|first| {
                let first = first.tokens();
                quote!(p_[#first + #place] *)
            })
        };
        let (j, i, e) = (source_unit(), index(), edge_index());
        let (buffer, has_buffer) = (self.buffer(c).tokens(), self.has_buffer(c));
        let fill = has_buffer.then(|| self.fill(c, krate));
        if connection.pattern == Pattern::All && has_buffer {
            let sum = Ident::new("all_", Span::mixed_site());
            let (weight, first) = (weight(&quote!(0usize)), connection.targets.first);
            let (n, m) = (self.n_targets(c).tokens(), self.n_sources(c).tokens());
            return quote! {{
                #fill
                let #sum = #weight S::total(t_, &work_[#buffer..][..#m]);
                for #i in 0..#n { work_[#sums + #first + #i] = work_[#sums + #first + #i] + #sum; }
            }};
        }
        if matches!(connection.pattern, Pattern::Sums | Pattern::Rows) && has_buffer {
            let sums = self.sums_of_rows(c, sums, &buffer);
            return quote!(#fill #sums);
        }
        if let Some(weights) = self.product(c) {
            let sums = self.products(c, sums, &weights.tokens(), &buffer);
            return quote!(#fill #sums);
        }
        let sum = Ident::new("sum_", Span::mixed_site());
        let body = |place| {
            let weight = weight(&place);
            let value = match has_buffer {
                true => {
                    let first = connection.sources.first;
                    quote!(work_[#buffer + #j - #first])
                }
                false => self.value_of_link(c),
            };
            quote!(#sum = #sum + #weight #value;)
        };
        // The compiler would not keep a place of the work array in a register.
        let around = |links| quote!(let mut #sum = work_[#sums + #i]; #links work_[#sums + #i] = #sum;);
        let links = all_links(self, c, (&j, &i, &e), &body, &around);
        quote!(#fill #links)
    }

    /// The place of the first weight of a coupling that is a product of a matrix with what the sources transmit.
    pub(super) fn product(&self, c: usize) -> Option<Amount> {
        let pattern = &self.system.couplings[c].connection.as_ref()?.pattern;
        let is_matrix = matches!(pattern, Pattern::Dense | Pattern::Sparse(_));
        self.amounts.weight(c).filter(|_| is_matrix && self.has_buffer(c))
    }

    /// The products of a matrix with what the sources transmit, which is in the work array, added to sums.
    fn products(
        &self,
        c: usize,
        sums: &TokenStream,
        weights: &TokenStream,
        buffer: &TokenStream,
    ) -> TokenStream {
        let Some(connection) = &self.system.couplings[c].connection else { return quote!() };
        let (n, m, first) =
            (self.n_targets(c).tokens(), self.n_sources(c).tokens(), connection.targets.first);
        let add = match connection.pattern {
            Pattern::Sparse(_) => {
                let matrix = sparse_matrix(connection);
                quote!(S::add_links(t_, &#matrix, &parameters_[#weights..], transmitted_, sums_);)
            }
            _ => quote!(S::add_products(t_, &parameters_[#weights..][..#n * #m], transmitted_, sums_);),
        };
        // Sums stand before what the sources transmit.
        quote! {{
            let (sums_, transmitted_) = work_.split_at_mut(#buffer);
            let (sums_, transmitted_) = (&mut sums_[#sums + #first..][..#n], &transmitted_[..#m]);
            if !past_.add_products(#weights, transmitted_, sums_) { #add }
        }}
    }

    /// The sums of equal parts of what the sources transmit, one part for each target, added to its sum.
    fn sums_of_rows(&self, c: usize, sums: &TokenStream, buffer: &TokenStream) -> TokenStream {
        let Some(connection) = &self.system.couplings[c].connection else { return quote!() };
        let (n, m, first) =
            (self.n_targets(c).tokens(), self.n_sources(c).tokens(), connection.targets.first);
        let i = index();
        let row = quote!(&work_[#buffer + #i * links_..][..links_]);
        let weights = self.amounts.weight(c).map(|first| first.tokens());
        let sum = match (&connection.pattern, weights) {
            (Pattern::Rows, Some(weights)) => {
                quote!(S::dot(t_, &p_[#weights + #i * links_..][..links_], #row))
            }
            (_, Some(weight)) => quote!(p_[#weight] * S::total(t_, #row)),
            (_, None) => quote!(S::total(t_, #row)),
        };
        quote! {{
            let links_: usize = #m.checked_div(#n).unwrap_or(0);
            for #i in 0..#n { work_[#sums + #first + #i] = work_[#sums + #first + #i] + #sum; }
        }}
    }

    /// Writes what each source of a connection transmits, whose edges have one delay or none, to the row in the work array.
    fn fill(&self, c: usize, krate: &TokenStream) -> TokenStream {
        if self.fills_many(c) {
            return self.call_loop(krate, self.number_of_fill(c), &self.n_sources(c));
        }
        let Some(connection) = &self.system.couplings[c].connection else { return quote!() };
        let (first, m, buffer) =
            (connection.sources.first, self.n_sources(c).tokens(), self.buffer(c).tokens());
        let (j, e, value) = (source_unit(), edge_index(), self.value_of_link(c));
        quote!(for #e in 0..#m { let #j = #first + #e; work_[#buffer + #e] = #value; })
    }

    /// What the link at hand transmits. Its source unit, target unit and number are known.
    fn value_of_link(&self, c: usize) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let value = expression::tokens(&coupling.value, &self.source_at(c));
        let delay = delay_name();
        let read_delay = self.delay_of_edge(c).map(|value| quote!(let #delay = #value;));
        let (e, j) = (edge_index(), source_unit());
        let lookup = coupling.connection.as_ref().filter(|_| coupling.has_one_delay()).map(|connection| {
            let first = connection.sources.first;
            quote!(let #e = #j - #first;)
        });
        match read_delay {
            None => value,
            Some(read) => self.or_transmitted(c, quote!({ #read #lookup #value })),
        }
    }

    /// Where the delay of the edge at hand is.
    pub(super) fn delay_of_edge(&self, c: usize) -> Option<TokenStream> {
        let (coupling, e) = (&self.system.couplings[c], edge_index());
        if let Delays::Target(v) = coupling.delays {
            let first = self.amounts.place(VariableRef { variable: v, ..coupling.target }).tokens();
            if coupling.connection.is_some() {
                let i = index();
                return Some(quote!(p_[#first + #i]));
            }
            let targets = table_name(c, "TARGET");
            return Some(quote!(p_[#first + #targets[#e] as usize]));
        }
        let first = self.amounts.delay(c)?.tokens();
        Some(if coupling.has_one_delay() { quote!(p_[#first]) } else { quote!(p_[#first + #e]) })
    }
}

/// The unit at which the edge at hand starts.
pub(super) fn source_in_table(c: usize) -> TokenStream {
    let (table, e) = (table_name(c, "SOURCE"), edge_index());
    quote!(#table[#e] as usize)
}
