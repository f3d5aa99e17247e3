//! Units and edges in kernels: the names of loop variables, and where the values of variables are.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::Owner;
use pyrates_ir::schedule::Step;
use pyrates_ir::system::{Role, Symbol, VariableRef};
use quote::quote;

use super::amounts::Amount;
use super::edges::{is_sparse, over_edges};
use super::expression::{self, Leaves};
use super::kernel::Printer;
use super::sums::source_in_table;

/// The index of the unit in loops.
pub(super) fn index() -> Ident {
    Ident::new("i_", Span::mixed_site())
}

/// The unit at which an edge starts.
pub(super) fn source_unit() -> Ident {
    Ident::new("j_", Span::mixed_site())
}

/// The index of an edge in its coupling.
pub(super) fn edge_index() -> Ident {
    Ident::new("e_", Span::mixed_site())
}

/// The delay of an edge.
pub(super) fn delay_name() -> Ident {
    Ident::new("delay_", Span::mixed_site())
}

/// A loop over units; a single unit needs none.
pub(super) fn over_units(n: &Amount, body: &TokenStream) -> TokenStream {
    let (i, known, n) = (index(), n.known(), n.tokens());
    if known == Some(1) { quote!({ let #i = 0usize; #body }) } else { quote!(for #i in 0..#n { #body }) }
}

/// Leaves of a unit whose variables are not in local variables: everything is read where it stands.
pub(super) struct At<'a> {
    pub(super) printer: &'a Printer<'a>,
    pub(super) group: usize,
    pub(super) unit: Ident,
    /// The coupling whose edge is at hand.
    pub(super) edge: Option<usize>,
    /// Whether the unit stands for one or for several, as the caller says.
    pub(super) is_many: bool,
}

impl Leaves for At<'_> {
    fn symbol(&self, symbol: Symbol) -> TokenStream {
        match symbol {
            Symbol::Time => quote!(t_),
            Symbol::Delay => {
                let delay = delay_name();
                quote!(#delay)
            }
            // Right-hand sides are drifts.
            Symbol::Noise(_) => expression::number(0.0),
            Symbol::Variable(variable) => {
                let at = VariableRef { group: self.group, variable };
                match self.printer.array(at).map(|(array, first)| (array, first, self.is_many)) {
                    Ok((array, first, true)) => {
                        let unit = &self.unit;
                        quote!(units_.load(#array, #first + #unit))
                    }
                    Ok(_) | Err(_) => self.printer.place(at, &self.unit),
                }
            }
        }
    }

    fn past(&self, term: &Expr<Symbol>) -> TokenStream {
        let owner = self.edge.map_or(Owner::Group(self.group), Owner::Coupling);
        self.printer.past(term, self, (self.group, &self.unit), owner)
    }
}

impl Printer<'_> {
    /// Where the value of a variable is, for the unit in `unit`.
    pub(super) fn place(&self, at: VariableRef, unit: &Ident) -> TokenStream {
        match self.array(at) {
            Ok((array, first)) => quote!(#array[#first + #unit]),
            Err(message) => quote!(::core::compile_error!(#message)),
        }
    }

    /// The array with the values of a variable, and the place of the first one.
    fn array(&self, at: VariableRef) -> Result<(TokenStream, TokenStream), String> {
        let variable = &self.system.group(at).variables[at.variable];
        let first = match variable.role {
            Role::State => return Ok((quote!(y_), self.amounts.place(at).tokens())),
            Role::Parameter => return Ok((quote!(p_), self.amounts.place(at).tokens())),
            Role::Input | Role::Auxiliary => {
                let stored = &self.schedule.stored;
                let Some(index) = stored.iter().position(|stored| *stored == at) else {
                    let path = variable.path.join(".");
                    return Err(format!(
                        "`{path}` is not computed before it is used: please report this model"
                    ));
                };
                self.total(stored[..index].iter().copied())
            }
        };
        Ok((quote!(work_), first.tokens()))
    }

    /// A look-up of the past of a unit of a group; `leaves` are those of the delay.
    pub(super) fn past(
        &self,
        term: &Expr<Symbol>,
        leaves: &dyn Leaves,
        (group, unit): (usize, &Ident),
        owner: Owner,
    ) -> TokenStream {
        let Expr::Past(state, delay) = term else { return quote!() };
        let Expr::Leaf(Symbol::Variable(v)) = **state else { return quote!() };
        let lookup = self.lookup(owner, term).tokens();
        let first = self.amounts.place(VariableRef { group, variable: v }).tokens();
        let delay = expression::tokens(delay, leaves);
        let i = match owner {
            Owner::Group(_) => unit.clone(),
            Owner::Coupling(_) => edge_index(),
        };
        quote!(past_.value(#lookup + #i, #first + #unit, t_ - #delay))
    }
}

/// The unit of a loop, with its variables in local variables.
pub(super) struct Unit<'a> {
    pub(super) printer: &'a Printer<'a>,
    pub(super) group: usize,
    /// Whether it stands for one unit or several, as the caller says.
    pub(super) is_many: bool,
    /// The number of the unit, if each has code of its own.
    pub(super) number: Option<usize>,
}

impl Unit<'_> {
    fn local(&self, v: usize) -> Ident {
        let path = self.printer.system.groups[self.group].variables[v].path.join("_");
        let plain: String = path.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        Ident::new(&format!("v{v}_{plain}"), Span::mixed_site())
    }

    fn at(&self, variable: usize) -> VariableRef {
        VariableRef { group: self.group, variable }
    }

    pub(super) fn read(&self, v: usize) -> TokenStream {
        let local = self.local(v);
        let value = match self.printer.array(self.at(v)) {
            Ok((array, first)) => self.load(&array, &first),
            Err(message) => quote!(::core::compile_error!(#message)),
        };
        quote!(let #local = #value;)
    }

    fn load(&self, array: &TokenStream, first: &TokenStream) -> TokenStream {
        let i = index();
        if self.is_many { quote!(units_.load(#array, #first + #i)) } else { quote!(#array[#first + #i]) }
    }

    fn store(&self, array: &TokenStream, first: &TokenStream, value: &TokenStream) -> TokenStream {
        let i = index();
        match self.is_many {
            true => quote!(units_.store(#array, #first + #i, #value);),
            false => quote!(#array[#first + #i] = #value;),
        }
    }

    pub(super) fn step(&self, step: Step) -> TokenStream {
        let group = &self.printer.system.groups[self.group];
        let value = |e: Option<&Expr<Symbol>>| e.map(|e| expression::tokens(e, self)).unwrap_or_default();
        match step {
            Step::Load(v) => self.read(v),
            Step::Gather(v) => self.gather(v),
            Step::Assign(v) => {
                let (local, value) = (self.local(v), value(group.assignment(v)));
                quote!(let #local = #value;)
            }
            Step::Store(v) => {
                let local = self.local(v);
                match self.printer.array(self.at(v)) {
                    Ok((array, first)) => self.store(&array, &first, &quote!(#local)),
                    Err(message) => quote!(::core::compile_error!(#message)),
                }
            }
            Step::Derive(v) => {
                let first = self.printer.amounts.place(self.at(v)).tokens();
                self.store(&quote!(dy_), &first, &value(group.derivative(v)))
            }
        }
    }

    /// The sum of the edges into an input.
    fn gather(&self, v: usize) -> TokenStream {
        let (printer, local, i, e) = (self.printer, self.local(v), index(), edge_index());
        let target = self.at(v);
        if is_sparse(printer.system, target) {
            let sum = self.load(&quote!(work_), &printer.sums(target).tokens());
            return quote!(let #local = #sum;);
        }
        let couplings = printer.system.couplings_into(target);
        let sums = couplings.map(|(c, _)| {
            if let Some(unit) = self.number {
                return printer.add_edges_into(c, unit, &quote!(#local));
            }
            let add = printer.add_edge(c, &source_in_table(c), &quote!(#local));
            over_edges(printer.system, c, &i, &e, &add)
        });
        let start = match printer.amounts.find(target).map(|first| first.tokens()) {
            Some(first) => quote!(p_[#first + #i]),
            None => quote!(S::splat(t_, 0.0)),
        };
        quote!(let mut #local = #start; #(#sums)*)
    }
}

impl Leaves for Unit<'_> {
    fn symbol(&self, symbol: Symbol) -> TokenStream {
        match symbol {
            Symbol::Time => quote!(t_),
            Symbol::Variable(v) => {
                let local = self.local(v);
                quote!(#local)
            }
            // Only couplings know a delay.
            Symbol::Delay => expression::number(f64::NAN),
            // Right-hand sides are drifts.
            Symbol::Noise(_) => expression::number(0.0),
        }
    }

    fn past(&self, term: &Expr<Symbol>) -> TokenStream {
        self.printer.past(term, self, (self.group, &index()), Owner::Group(self.group))
    }
}
