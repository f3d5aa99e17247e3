//! Loops over many units, whose bodies are for several units at a time.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::schedule::{Loop, Step};
use pyrates_ir::system::{Symbol, VariableRef};
use quote::quote;

use super::amounts::Amount;
use super::edges::is_sparse;
use super::kernel::Printer;
use super::units::index;

/// The least number of units that are taken several at a time.
const MANY: usize = 8;

impl Printer<'_> {
    /// Whether a loop takes several units at a time: there are many, and nothing in it is different in kind from unit to
    /// unit, as look-ups of the past and lists of edges are.
    pub(super) fn is_many(&self, l: &Loop) -> bool {
        let n = self.amounts.n_units(l.group).known();
        self.has_loops && n.is_none_or(|n| n >= MANY) && l.steps.iter().all(|step| self.is_alike(l, *step))
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

    /// The bodies of all such loops.
    pub(super) fn loops(&self, krate: &TokenStream, name: &Ident) -> TokenStream {
        let (prelude, i) = (self.amounts.prelude(), index());
        let (dim, n_parameters) = (self.amounts.n_states.tokens(), self.amounts.n_parameters.tokens());
        let loops = self.schedule.loops.iter().enumerate().filter(|(_, l)| self.is_many(l));
        let loops = loops.map(|(number, l)| {
            let body = self.loop_body(l, true);
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
                        let (y_, p_) = (&arguments_.y[..#dim], &arguments_.p[..#n_parameters]);
                        let (work_, dy_) = (&mut *arguments_.work, &mut arguments_.dy[..#dim]);
                        #body
                    }
                }
            }
        });
        quote!(#(#loops)*)
    }
}

/// Whether an expression has a value of the past.
fn looks_back(e: &Expr<Symbol>) -> bool {
    matches!(e, Expr::Past(..)) || e.children().into_iter().any(looks_back)
}
