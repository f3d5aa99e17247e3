//! All look-ups of the past: of which state, and how far back.

use proc_macro2::TokenStream;
use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::{Lookup, Owner};
use pyrates_ir::system::{Symbol, VariableRef};
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

    /// Pushes all look-ups. Delays that change during a run are infinite.
    pub(super) fn look_ups(&self, krate: &TokenStream) -> TokenStream {
        self.lookups.iter().map(|lookup| self.look_ups_of(krate, lookup)).collect()
    }

    /// Pushes the look-ups of a term, one for each unit or edge.
    fn look_ups_of(&self, krate: &TokenStream, lookup: &Lookup) -> TokenStream {
        let Expr::Past(state, delay) = &lookup.term else { return quote!() };
        let Expr::Leaf(Symbol::Variable(variable)) = **state else { return quote!() };
        let infinite = Expr::Number(f64::INFINITY);
        let delay = if lookup.changes(self.system) { &infinite } else { delay };
        let push = |(group, unit, edge): (usize, _, _), transmitted: TokenStream| {
            let first = self.amounts.place(VariableRef { group, variable }).tokens();
            let at = At { printer: self, group, unit, edge, is_many: false };
            let (unit, delay) = (&at.unit, expression::tokens(delay, &at));
            quote! {
                lookups_.push(#krate::model::LookUp {
                    state: #first + #unit, delay: #delay, transmitted: #transmitted,
                });
            }
        };
        let c = match lookup.owner {
            Owner::Group(group) => {
                let push = push((group, index(), None), quote!(::core::option::Option::None));
                return over_units(&self.amounts.n_units(group), &push);
            }
            Owner::Coupling(c) => c,
        };
        let j = source_unit();
        let transmitted = match self.place_of_transmitted(c).map(|place| place.tokens()) {
            Some(place) => quote!(::core::option::Option::Some(#place + #j)),
            None => quote!(::core::option::Option::None),
        };
        let (d, edge_delay) =
            (delay_name(), self.delay_of_edge(c).unwrap_or_else(|| expression::number(0.0)));
        let push = push((self.system.couplings[c].source.group, j, Some(c)), transmitted);
        self.over_look_ups(c, lookup.count, &quote!(let #d = #edge_delay; #push))
    }

    /// A loop over the look-ups of a coupling, `count` of them where edges are listed.
    fn over_look_ups(&self, c: usize, count: usize, body: &TokenStream) -> TokenStream {
        let (coupling, e, j) = (&self.system.couplings[c], edge_index(), source_unit());
        let Some(connection) = &coupling.connection else {
            let table = table_name(c, "SOURCE");
            return quote!(for #e in 0..#count { let #j = #table[#e] as usize; #body });
        };
        if coupling.has_one_delay() {
            let (first, m) = (connection.sources.first, self.n_sources(c).tokens());
            return quote!(for #e in 0..#m { let #j = #first + #e; #body });
        }
        all_links(self, c, (&j, &index(), &e), &|_| body.clone(), &|links| links)
    }
}
