//! The vector field as loops over groups.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::lookup::{Lookup, Owner, lookups, total};
use pyrates_ir::schedule::{Loop, Schedule, Step};
use pyrates_ir::system::{Delays, Layout, Role, Symbol, System, VariableRef};
use quote::quote;

use super::edges::{is_sparse, over_edges, table_name, tables};
use super::expression::{self, Leaves};
use super::{Item, jacobian};

/// Work arrays up to this length live on the stack, where the optimiser can keep them in registers.
const LOCAL_WORK: usize = 64;

/// What the printers of kernels need to know.
pub(super) struct Printer<'a> {
    pub(super) system: &'a System,
    pub(super) layout: Layout,
    pub(super) lookups: Vec<Lookup>,
    /// Where stored variables are; differs between the vector field and the Jacobian.
    pub(super) schedule: Schedule,
}

/// `impl VectorField`, with the tables of all edges.
pub(super) fn vector_field(item: &Item) -> TokenStream {
    let system = item.real;
    let (krate, name) = (&item.header.krate, &item.header.name);
    let printer = Printer::new(system, Schedule::vector_field(system));
    let (dim, n_parameters) = (printer.layout.n_states(), printer.layout.n_parameters());
    let body = printer.body();
    let jacobian_printer = Printer::new(system, Schedule::all_variables(system));
    let jacobian = jacobian_printer.body();
    let blocks = jacobian::blocks(&jacobian_printer);
    let n_work = printer.shared_work().max(jacobian_printer.shared_work());
    let n_lookups = total(&printer.lookups);
    let delays = printer.delays();
    let tables = system.couplings.iter().enumerate().map(|(c, coupling)| tables(system, c, coupling));
    quote! {
        #(#tables)*

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, unused_parens, non_snake_case, clippy::all)]
        impl #krate::model::VectorField for #name {
            fn dim(&self) -> usize { #dim }
            fn n_parameters(&self) -> usize { #n_parameters }
            fn n_work(&self) -> usize { #n_work }
            fn n_lookups(&self) -> usize { #n_lookups }

            #[inline(always)]
            fn vector_field<S: #krate::scalar::Scalar, P: #krate::model::Past<S>>(
                &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], dy_: &mut [S],
            ) {
                let (y_, p_, dy_) = (&y_[..#dim], &p_[..#n_parameters], &mut dy_[..#dim]);
                #body
            }

            #[inline(always)]
            fn jacobian<S: #krate::scalar::Scalar, P: #krate::model::Past<S>, J: #krate::model::JacobianSink<S>>(
                &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], jacobian_: &mut J,
            ) {
                let (y_, p_) = (&y_[..#dim], &p_[..#n_parameters]);
                #jacobian
                #blocks
            }

            fn delays(&self, p_: &[f64]) -> ::std::vec::Vec<f64> {
                use #krate::scalar::Scalar as _;
                type S = f64;
                let t_: S = 0.0;
                let p_ = &p_[..#n_parameters];
                let mut delays_ = ::std::vec::Vec::with_capacity(#n_lookups);
                #delays
                delays_
            }
        }
    }
}

impl<'a> Printer<'a> {
    fn new(system: &'a System, schedule: Schedule) -> Printer<'a> {
        Printer { system, layout: Layout::new(system), lookups: lookups(system), schedule }
    }

    /// The length of the work array: stored variables, then the sums of sparse inputs.
    fn n_work(&self) -> usize {
        let sums = self.sparse_inputs().into_iter().map(|input| self.system.group(input).n_units());
        self.schedule.n_work(self.system) + sums.sum::<usize>()
    }

    /// The inputs whose edges are summed before the loop over their units.
    fn sparse_inputs(&self) -> Vec<VariableRef> {
        let mut inputs: Vec<VariableRef> =
            self.schedule.loops.iter().flat_map(|l| self.sparse_in(l)).collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }

    /// The sparse inputs of a loop.
    fn sparse_in(&self, l: &Loop) -> Vec<VariableRef> {
        let inputs = l.steps.iter().filter_map(|step| match step {
            Step::Gather(v) => Some(VariableRef { group: l.group, variable: *v }),
            Step::Load(_) | Step::Assign(_) | Step::Store(_) | Step::Derive(_) => None,
        });
        inputs.filter(|input| is_sparse(self.system, *input)).collect()
    }

    /// The place of the sums of a sparse input in the work array.
    fn sums(&self, input: VariableRef) -> usize {
        let before = self.sparse_inputs().into_iter().take_while(|other| *other != input);
        let n: usize = before.map(|other| self.system.group(other).n_units()).sum();
        self.schedule.n_work(self.system) + n
    }

    /// The length of work that the caller must bring.
    fn shared_work(&self) -> usize {
        let n = self.n_work();
        if n > LOCAL_WORK { n } else { 0 }
    }

    /// The work array and all loops.
    fn body(&self) -> TokenStream {
        let n = self.n_work();
        let work = match (n, self.shared_work()) {
            (0, _) => quote!(),
            (_, 0) => quote!(let mut work_ = [S::splat(t_, 0.0); #n];),
            _ => quote!(let work_ = &mut work_[..#n];),
        };
        let loops = self.schedule.loops.iter().map(|l| self.one_loop(l));
        quote!(#work #(#loops)*)
    }

    fn one_loop(&self, l: &Loop) -> TokenStream {
        let unit = Unit { printer: self, group: l.group };
        let reads = self.reads(l);
        let reads = reads.iter().map(|&v| unit.read(v));
        let steps = l.steps.iter().map(|step| unit.step(*step));
        let sums = self.sparse_in(l).into_iter().map(|input| self.scatter(input));
        let units = over_units(self.system.groups[l.group].n_units(), &quote!(#(#reads)* #(#steps)*));
        quote!(#(#sums)* #units)
    }

    /// The sums of all edges into a sparse input, edge by edge.
    fn scatter(&self, input: VariableRef) -> TokenStream {
        let (first, n) = (self.sums(input), self.system.group(input).n_units());
        let (i, e) = (index(), edge_index());
        let edges = self.system.couplings_into(input).map(|(c, coupling)| {
            let (n_edges, targets) = (coupling.edges.len(), table_name(c, "TARGET"));
            let add = self.add_edge(c, &quote!(work_[#first + #i]));
            quote!(for #e in 0..#n_edges { let #i = #targets[#e] as usize; #add })
        });
        let start = match self.layout.find(input) {
            Some(p) => quote!(work_[#first..#first + #n].copy_from_slice(&p_[#p..#p + #n]);),
            None => quote!(work_[#first..#first + #n].fill(S::splat(t_, 0.0));),
        };
        quote!(#start #(#edges)*)
    }

    /// Adds what an edge transmits to `sum`.
    fn add_edge(&self, c: usize, sum: &TokenStream) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let (j, e, delay) = (source_unit(), edge_index(), delay_name());
        let at = At { printer: self, group: coupling.source.group, unit: source_unit(), edge: Some(c) };
        let value = expression::tokens(&coupling.value, &at);
        let table = table_name(c, "SOURCE");
        let read_delay = self.delay_of_edge(c).map(|value| quote!(let #delay = #value;));
        let weight = self.layout.weight(c).map(|first| quote!(p_[#first + #e] *));
        quote! {
            let #j = #table[#e] as usize;
            #read_delay
            #sum = #sum + #weight #value;
        }
    }

    /// Where the delay of the edge at hand is.
    fn delay_of_edge(&self, c: usize) -> Option<TokenStream> {
        let (coupling, e) = (&self.system.couplings[c], edge_index());
        if let Delays::Target(v) = coupling.delays {
            let first = self.layout.parameter(VariableRef { variable: v, ..coupling.target });
            let targets = table_name(c, "TARGET");
            return Some(quote!(p_[#first + #targets[#e] as usize]));
        }
        self.layout.delay(c).map(|first| quote!(p_[#first + #e]))
    }

    /// The states and parameters that a loop reads.
    fn reads(&self, l: &Loop) -> Vec<usize> {
        let group = &self.system.groups[l.group];
        let mut reads = Vec::new();
        for step in &l.steps {
            let value = match step {
                Step::Assign(v) => group.assignment(*v),
                Step::Derive(v) => group.derivative(*v),
                Step::Load(_) | Step::Gather(_) | Step::Store(_) => None,
            };
            for symbol in value.map(read_symbols).unwrap_or_default() {
                if let Symbol::Variable(v) = symbol
                    && matches!(group.variables[v].role, Role::State | Role::Parameter)
                    && !reads.contains(&v)
                {
                    reads.push(v);
                }
            }
        }
        reads.sort_unstable();
        reads
    }

    /// The number of the look-up of a term, without the index of unit or edge.
    pub(super) fn lookup(&self, owner: Owner, term: &Expr<Symbol>) -> usize {
        let found = self.lookups.iter().find(|lookup| lookup.owner == owner && lookup.term == *term);
        found.map_or(0, |lookup| lookup.first)
    }

    /// Pushes the delay of every look-up.
    fn delays(&self) -> TokenStream {
        let one = |lookup: &Lookup| {
            let Expr::Past(_, delay) = &lookup.term else { return quote!() };
            match lookup.owner {
                Owner::Group(group) => {
                    let at = At { printer: self, group, unit: index(), edge: None };
                    let value = expression::tokens(delay, &at);
                    over_units(lookup.count, &quote!(delays_.push(#value);))
                }
                Owner::Coupling(c) => {
                    let group = self.system.couplings[c].source.group;
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
}

/// The symbols whose present values an expression reads: all but what is under `Past`.
fn read_symbols(e: &Expr<Symbol>) -> Vec<Symbol> {
    match e {
        Expr::Past(_, delay) => read_symbols(delay),
        Expr::Leaf(symbol) => vec![*symbol],
        other => other.children().into_iter().flat_map(read_symbols).collect(),
    }
}

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
pub(super) fn over_units(n: usize, body: &TokenStream) -> TokenStream {
    let i = index();
    if n == 1 { quote!({ let #i = 0usize; #body }) } else { quote!(for #i in 0..#n { #body }) }
}

/// Leaves of a unit whose variables are not in local variables: everything is read where it stands.
pub(super) struct At<'a> {
    pub(super) printer: &'a Printer<'a>,
    pub(super) group: usize,
    pub(super) unit: Ident,
    /// The coupling whose edge is at hand.
    pub(super) edge: Option<usize>,
}

impl Leaves for At<'_> {
    fn symbol(&self, symbol: Symbol) -> TokenStream {
        match symbol {
            Symbol::Time => quote!(t_),
            Symbol::Delay => {
                let delay = delay_name();
                quote!(#delay)
            }
            Symbol::Variable(v) => {
                self.printer.place(VariableRef { group: self.group, variable: v }, &self.unit)
            }
        }
    }

    fn past(&self, term: &Expr<Symbol>) -> TokenStream {
        self.printer.past(term, self, self.edge.map_or(Owner::Group(self.group), Owner::Coupling))
    }
}

impl Printer<'_> {
    /// Where the value of a variable is, for the unit in `unit`.
    fn place(&self, at: VariableRef, unit: &Ident) -> TokenStream {
        let first = match self.system.group(at).variables[at.variable].role {
            Role::State => {
                let first = self.layout.state(at);
                return quote!(y_[#first + #unit]);
            }
            Role::Parameter => {
                let first = self.layout.parameter(at);
                return quote!(p_[#first + #unit]);
            }
            Role::Input | Role::Auxiliary => self.schedule.place(self.system, at).unwrap_or(0),
        };
        quote!(work_[#first + #unit])
    }

    /// A look-up of the past.
    fn past(&self, term: &Expr<Symbol>, leaves: &At, owner: Owner) -> TokenStream {
        let Expr::Past(state, delay) = term else { return quote!() };
        let Expr::Leaf(Symbol::Variable(v)) = **state else { return quote!() };
        let lookup = self.lookup(owner, term);
        let first = self.layout.state(VariableRef { group: leaves.group, variable: v });
        let delay = expression::tokens(delay, leaves);
        let unit = &leaves.unit;
        let i = match owner {
            Owner::Group(_) => unit.clone(),
            Owner::Coupling(_) => edge_index(),
        };
        quote!(past_.value(#lookup + #i, #first + #unit, t_ - #delay))
    }
}

/// The unit of a loop, with its variables in local variables.
struct Unit<'a> {
    printer: &'a Printer<'a>,
    group: usize,
}

impl Unit<'_> {
    fn local(&self, v: usize) -> Ident {
        let path = self.printer.system.groups[self.group].variables[v].path.join("_");
        let plain: String = path.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        Ident::new(&format!("v{v}_{plain}"), Span::mixed_site())
    }

    fn at(&self, v: usize) -> TokenStream {
        self.printer.place(VariableRef { group: self.group, variable: v }, &index())
    }

    fn read(&self, v: usize) -> TokenStream {
        let (local, place) = (self.local(v), self.at(v));
        quote!(let #local = #place;)
    }

    fn step(&self, step: Step) -> TokenStream {
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
                let (local, place) = (self.local(v), self.at(v));
                quote!(#place = #local;)
            }
            Step::Derive(v) => {
                let first = self.printer.layout.state(VariableRef { group: self.group, variable: v });
                let (i, value) = (index(), value(group.derivative(v)));
                quote!(dy_[#first + #i] = #value;)
            }
        }
    }

    /// The sum of the edges into an input.
    fn gather(&self, v: usize) -> TokenStream {
        let (printer, local, i, e) = (self.printer, self.local(v), index(), edge_index());
        let target = VariableRef { group: self.group, variable: v };
        if is_sparse(printer.system, target) {
            let first = printer.sums(target);
            return quote!(let #local = work_[#first + #i];);
        }
        let couplings = printer.system.couplings_into(target);
        let sums = couplings.map(|(c, _)| {
            let add = printer.add_edge(c, &quote!(#local));
            over_edges(printer.system, c, &i, &e, &add)
        });
        let start = match printer.layout.find(target) {
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
        }
    }

    fn past(&self, term: &Expr<Symbol>) -> TokenStream {
        let at = At { printer: self.printer, group: self.group, unit: index(), edge: None };
        self.printer.past(term, &at, Owner::Group(self.group))
    }
}
