//! What sources transmit to each target with another delay, where it follows from the past of their states alone: a
//! past may keep it, since each value is needed by many targets.

use proc_macro2::TokenStream;
use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::Owner;
use pyrates_ir::system::{Pattern, Role, Symbol, System};
use quote::quote;

use super::amounts::Amount;
use super::expression;
use super::kernel::Printer;
use super::units::{At, edge_index, index, source_unit};

impl Printer<'_> {
    /// The number of values, and the statements that write them.
    pub(super) fn transmitted(&self, krate: &TokenStream) -> (Amount, TokenStream) {
        let i = index();
        let mut count = Amount::of(0);
        let mut statements = TokenStream::new();
        for c in self.with_transmitted() {
            let n = self.amounts.n_units(self.system.couplings[c].source.group);
            let (all, first) = (n.tokens(), count.tokens());
            statements.extend(match self.has_many(&n) {
                true => {
                    let number = self.number_of_transmitted(c);
                    quote! {
                        S::over_units::<Self, #number>(t_, self, #all, #krate::__private::Arguments {
                            t: t_, y: y_, p: p_, work: &mut transmitted_[#first..], dy: &mut [],
                        });
                    }
                }
                false => {
                    let value = self.transmitted_by(c, false);
                    quote!(for #i in 0..#all { transmitted_[#first + #i] = #value; })
                }
            });
            count = count + n;
        }
        (count, statements)
    }

    /// The couplings of which a past may keep what sources transmit.
    pub(super) fn with_transmitted(&self) -> impl Iterator<Item = usize> {
        (0..self.system.couplings.len()).filter(|&c| value_of_states(self.system, c).is_some())
    }

    /// What the unit at hand transmits, or several units.
    pub(super) fn transmitted_by(&self, c: usize, is_many: bool) -> TokenStream {
        let group = self.system.couplings[c].source.group;
        let at = At { printer: self, group, unit: index(), edge: None, is_many };
        value_of_states(self.system, c).map(|value| expression::tokens(&value, &at)).unwrap_or_default()
    }

    /// The place of what the first source unit of a coupling transmits, if a past may keep it.
    pub(super) fn place_of_transmitted(&self, c: usize) -> Option<Amount> {
        let kept = |c: usize| value_of_states(self.system, c).is_some();
        let n_units = |c: usize| self.amounts.n_units(self.system.couplings[c].source.group);
        let before = (0..c).filter(|&c| kept(c)).map(n_units);
        kept(c).then(|| before.fold(Amount::of(0), |sum, n| sum + n))
    }

    /// What the link at hand transmits, from a past that keeps it if there is one.
    pub(super) fn or_transmitted(&self, c: usize, value: TokenStream) -> TokenStream {
        let mut past = None;
        self.system.couplings[c]
            .value
            .visit(&mut |e| past = past.or(matches!(e, Expr::Past(..)).then_some(e)));
        let place = self.place_of_transmitted(c).filter(|_| self.keeps_transmitted);
        let (Some(term), Some(place)) = (past, place.map(|place| place.tokens())) else { return value };
        let lookup = self.lookup(Owner::Coupling(c), term).tokens();
        let (e, j) = (edge_index(), source_unit());
        quote!(match past_.transmitted(#lookup + #e, #place + #j) { Some(value_) => value_, None => #value })
    }
}

/// What a coupling transmits as a function of the states at the source, if all of it has the delay of the link.
fn value_of_states(system: &System, c: usize) -> Option<Expr<Symbol>> {
    let coupling = &system.couplings[c];
    let pattern = &coupling.connection.as_ref()?.pattern;
    let has_many = matches!(pattern, Pattern::Dense | Pattern::Sparse(_)) && !coupling.has_one_delay();
    let is_state = matches!(coupling.value, Expr::Past(..));
    if !has_many || is_state {
        return None;
    }
    let is_parameter = |v: usize| system.group(coupling.source).variables[v].role == Role::Parameter;
    let is_fixed = |leaf: &Symbol| matches!(leaf, Symbol::Variable(v) if is_parameter(*v));
    at_present(&coupling.value, &is_fixed).ok()
}

/// An expression without its delays; an error if not all that changes has the delay of the link.
fn at_present(e: &Expr<Symbol>, is_fixed: &dyn Fn(&Symbol) -> bool) -> Result<Expr<Symbol>, ()> {
    match e {
        Expr::Past(state, delay) if **delay == Expr::Leaf(Symbol::Delay) => Ok((**state).clone()),
        Expr::Past(..) => Err(()),
        Expr::Leaf(symbol) if is_fixed(symbol) => Ok(e.clone()),
        Expr::Leaf(_) => Err(()),
        _ => e.try_map_children(|child| at_present(child, is_fixed)),
    }
}
