//! Loops over many units, whose bodies are for several units at a time.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::schedule::{Loop, Step};
use pyrates_ir::system::{Symbol, VariableRef};
use quote::quote;

use super::amounts::Amount;
use super::edges::is_sparse;
use super::expression;
use super::kernel::Printer;
use super::units::{At, index, source_unit};

/// The least number of units that are taken several at a time.
const MANY: usize = 8;

impl Printer<'_> {
    /// Whether so many units are taken several at a time.
    pub(super) fn has_many(&self, n: &Amount) -> bool {
        self.has_loops && n.known().is_none_or(|n| n >= MANY)
    }

    /// Whether a loop takes several units at a time: there are many, and nothing in it is different in kind from unit to
    /// unit, as look-ups of the past and lists of edges are.
    pub(super) fn is_many(&self, l: &Loop) -> bool {
        self.has_many(&self.amounts.n_units(l.group)) && l.steps.iter().all(|step| self.is_alike(l, *step))
    }

    /// Whether what sources of a coupling transmit is computed for several units at a time.
    pub(super) fn fills_many(&self, c: usize) -> bool {
        self.has_many(&self.n_sources(c)) && !looks_back(&self.system.couplings[c].value)
    }

    /// The number of the loop over the sources of a coupling.
    pub(super) fn number_of_fill(&self, c: usize) -> usize {
        self.schedule.loops.len() + c
    }

    /// The number of the loop over the sources of a coupling for a past that keeps what they transmit.
    pub(super) fn number_of_transmitted(&self, c: usize) -> usize {
        self.schedule.loops.len() + self.system.couplings.len() + c
    }

    fn is_alike(&self, l: &Loop, step: Step) -> bool {
        let group = &self.system.groups[l.group];
        let value = match step {
            Step::Load(_) | Step::Store(_) => None,
            Step::Gather(variable) => {
                let input = VariableRef { group: l.group, variable };
                return is_sparse(self.system, input) || self.system.couplings_into(input).next().is_none();
            }
            Step::Assign(v) => group.assignment(v),
            Step::Derive(v) => group.derivative(v),
        };
        value.is_none_or(|value| !looks_back(value))
    }

    /// Where the vector field calls a loop.
    pub(super) fn call_loop(&self, krate: &TokenStream, number: usize, n: &Amount) -> TokenStream {
        let n = n.tokens();
        quote! {
            S::over_units::<Self, #number>(t_, self, #n, #krate::__private::Arguments {
                t: t_, y: y_, p: p_, work: &mut work_[..], dy: &mut dy_[..],
            });
        }
    }

    /// The bodies of all such loops, as methods of the model.
    pub(super) fn loops(&self, krate: &TokenStream, name: &Ident) -> TokenStream {
        let (prelude, i) = (self.amounts.prelude(), index());
        let loops = self.bodies().into_iter().map(|(number, body)| {
            quote! {
                #[automatically_derived]
                #[allow(unused_variables, unused_mut, unused_parens, non_snake_case, clippy::all)]
                impl<N_: #krate::scalar::Scalar> #krate::__private::UnitLoop<N_, #number> for #name {
                    #[inline(always)]
                    fn units<S: #krate::scalar::Scalar, U_: #krate::__private::Units<N_, Value = S>>(
                        &self, units_: U_, #i: usize, arguments_: &mut #krate::__private::Arguments<'_, N_>,
                    ) {
                        #prelude
                        let t_ = units_.all(arguments_.t);
                        let (y_, p_) = (arguments_.y, arguments_.p);
                        let (work_, dy_) = (&mut *arguments_.work, &mut *arguments_.dy);
                        #body
                    }
                }
            }
        });
        quote!(#(#loops)*)
    }

    /// The numbers and bodies of all such loops.
    fn bodies(&self) -> Vec<(usize, TokenStream)> {
        let loops = self.schedule.loops.iter().enumerate().filter(|(_, l)| self.is_many(l));
        let mut bodies: Vec<_> = loops.map(|(number, l)| (number, self.loop_body(l, true))).collect();
        let i = index();
        let into_sums = |input: VariableRef| self.system.couplings_into(input).map(|(c, _)| c);
        for c in self.sparse_inputs().into_iter().flat_map(into_sums) {
            if self.has_buffer(c) && self.fills_many(c) {
                bodies.push((self.number_of_fill(c), self.fill_body(c)));
            }
        }
        for c in self.with_transmitted() {
            if self.has_many(&self.amounts.n_units(self.system.couplings[c].source.group)) {
                let value = self.transmitted_by(c, true);
                bodies.push((self.number_of_transmitted(c), quote!(units_.store(work_, #i, #value);)));
            }
        }
        bodies
    }

    /// Writes what sources transmit to their row in the work array.
    fn fill_body(&self, c: usize) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let Some(connection) = &coupling.connection else { return quote!() };
        let (i, j, first) = (index(), source_unit(), connection.sources.first);
        let at =
            At { printer: self, group: coupling.source.group, unit: j.clone(), edge: None, is_many: true };
        let (value, buffer) = (expression::tokens(&coupling.value, &at), self.buffer(c).tokens());
        quote!(let #j = #first + #i; units_.store(work_, #buffer + #i, #value);)
    }
}

/// Whether an expression has a value of the past.
fn looks_back(e: &Expr<Symbol>) -> bool {
    matches!(e, Expr::Past(..)) || e.children().into_iter().any(looks_back)
}
