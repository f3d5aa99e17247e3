//! The delays of all look-ups.

use proc_macro2::TokenStream;
use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::{Lookup, Owner};
use pyrates_ir::system::Symbol;
use quote::quote;

use super::amounts::Amount;
use super::edges::{all_links, table_name};
use super::expression;
use super::kernel::Printer;
use super::units::{At, delay_name, edge_index, index, over_units, source_unit};

impl Printer<'_> {
    /// The number of the look-up of a term, without the index of unit or edge.
    pub(super) fn lookup(&self, owner: Owner, term: &Expr<Symbol>) -> Amount {
        let found = |lookup: &&Lookup| !(lookup.owner == owner && lookup.term == *term);
        let before = self.lookups.iter().take_while(found);
        before.fold(Amount::of(0), |sum, lookup| sum + self.lookups_of(lookup))
    }

    /// Pushes the delay of every look-up, infinity for those that change during a run.
    pub(super) fn delays(&self) -> TokenStream {
        let one = |lookup: &Lookup| {
            let Expr::Past(_, delay) = &lookup.term else { return quote!() };
            let infinite = Expr::Number(f64::INFINITY);
            let delay = if lookup.changes(self.system) { &infinite } else { delay };
            match lookup.owner {
                Owner::Group(group) => {
                    let at = At { printer: self, group, unit: index(), edge: None };
                    let value = expression::tokens(delay, &at);
                    over_units(&self.amounts.n_units(group), &quote!(delays_.push(#value);))
                }
                Owner::Coupling(c) => {
                    let group = self.system.couplings[c].source.group;
                    if self.system.couplings[c].connection.is_some() {
                        return self.delays_of_connection(c, delay);
                    }
                    let table = table_name(c, "SOURCE");
                    let at = At { printer: self, group, unit: source_unit(), edge: Some(c) };
                    let value = expression::tokens(delay, &at);
                    let (count, j, e, d) = (lookup.count, source_unit(), edge_index(), delay_name());
                    let edge_delay = self.delay_of_edge(c).unwrap_or_else(|| expression::number(0.0));
                    quote! {
                        for #e in 0..#count {
                            let #j = #table[#e] as usize;
                            let #d = #edge_delay;
                            delays_.push(#value);
                        }
                    }
                }
            }
        };
        self.lookups.iter().map(one).collect()
    }

    /// Pushes the delays of the look-ups of a connection.
    fn delays_of_connection(&self, c: usize, delay: &Expr<Symbol>) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let at = At { printer: self, group: coupling.source.group, unit: source_unit(), edge: Some(c) };
        let (value, d) = (expression::tokens(delay, &at), delay_name());
        let read = self.delay_of_edge(c).unwrap_or_else(|| expression::number(0.0));
        let push = quote!(let #d = #read; delays_.push(#value););
        if coupling.has_one_delay() {
            return self.each_source(c, &|_| push.clone());
        }
        all_links(self, c, (&source_unit(), &index(), &edge_index()), &|_| push.clone(), &|links| links)
    }
}
