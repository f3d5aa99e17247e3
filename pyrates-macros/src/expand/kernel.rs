//! The vector field as loops over groups.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::expr::Expr;
use pyrates_ir::jacobian::Jacobian;
use pyrates_ir::lookup::{Lookup, Owner, lookups};
use pyrates_ir::schedule::{Loop, Schedule, Step};
use pyrates_ir::system::{Connection, Coupling, Delays, Pattern, Role, Symbol, System, VariableRef};
use quote::quote;

use super::amounts::{Amount, Amounts};
use super::edges::{all_links, is_sparse, over_edges, table_name, tables};
use super::expression::{self, Leaves};
use super::{Item, jacobian};

/// Work arrays up to this length live on the stack, where the optimiser can keep them in registers.
const LOCAL_WORK: usize = 64;

/// What the printers of kernels need to know.
pub(super) struct Printer<'a> {
    pub(super) system: &'a System,
    pub(super) amounts: Amounts,
    pub(super) lookups: Vec<Lookup>,
    /// Where stored variables are; differs between the vector field and the Jacobian.
    pub(super) schedule: Schedule,
}

/// `impl VectorField`, with the tables of all edges.
pub(super) fn vector_field(item: &Item) -> TokenStream {
    let system = item.real;
    let (krate, name) = (&item.header.krate, &item.header.name);
    let printer = Printer::new(system, Schedule::vector_field(system));
    let amounts = &printer.amounts;
    let (dim, n_parameters) = (amounts.n_states.tokens(), amounts.n_parameters.tokens());
    let prelude = amounts.prelude();
    let body = printer.body();
    let derivatives = Jacobian::new(system);
    let jacobian_printer = Printer::new(&derivatives.system, derivatives.schedule());
    let jacobian = jacobian_printer.body();
    let blocks = jacobian::blocks(&jacobian_printer, &derivatives.blocks);
    let (n_work, n_jacobian) = (printer.shared_work().tokens(), jacobian_printer.shared_work().tokens());
    let n_lookups = printer.n_lookups().tokens();
    let delays = printer.delays();
    let tables = system.couplings.iter().enumerate().map(|(c, coupling)| tables(system, c, coupling));
    quote! {
        #(#tables)*

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, unused_parens, non_snake_case, clippy::all)]
        impl #krate::model::VectorField for #name {
            fn dim(&self) -> usize { #prelude #dim }
            fn n_parameters(&self) -> usize { #prelude #n_parameters }
            fn n_work(&self) -> usize { #prelude ::core::cmp::Ord::max(#n_work, #n_jacobian) }
            fn n_lookups(&self) -> usize { #prelude #n_lookups }

            #[inline(always)]
            fn vector_field<S: #krate::scalar::Scalar, P: #krate::model::Past<S>>(
                &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], dy_: &mut [S],
            ) {
                #prelude
                let (y_, p_, dy_) = (&y_[..#dim], &p_[..#n_parameters], &mut dy_[..#dim]);
                #body
            }

            #[inline(always)]
            fn jacobian<S: #krate::scalar::Scalar, P: #krate::model::Past<S>, J: #krate::model::JacobianSink<S>>(
                &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], jacobian_: &mut J,
            ) {
                #prelude
                let (y_, p_) = (&y_[..#dim], &p_[..#n_parameters]);
                #jacobian
                #blocks
            }

            fn delays(&self, p_: &[f64]) -> ::std::vec::Vec<f64> {
                use #krate::scalar::Scalar as _;
                type S = f64;
                let t_: S = 0.0;
                #prelude
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
        Printer { system, amounts: Amounts::new(system), lookups: lookups(system), schedule }
    }

    /// The length of the work array: stored variables, then the sums of sparse inputs, then what populations
    /// transmit with one delay.
    fn n_work(&self) -> Amount {
        self.buffer(self.system.couplings.len())
    }

    fn n_stored(&self) -> Amount {
        self.total(self.schedule.stored.iter().copied())
    }

    /// The number of units of all variables together.
    fn total(&self, variables: impl Iterator<Item = VariableRef>) -> Amount {
        variables.fold(Amount::of(0), |sum, at| sum + self.amounts.n_units(at.group))
    }

    /// The place, in the work array, of what the sources of a coupling transmit.
    fn buffer(&self, c: usize) -> Amount {
        let sums = self.n_stored() + self.total(self.sparse_inputs().into_iter());
        let needs = |(earlier, _): &(usize, &Coupling)| self.has_buffer(*earlier);
        let before = self.system.couplings.iter().enumerate().take(c).filter(needs);
        before.fold(sums, |sum, (earlier, _)| sum + self.n_sources(earlier))
    }

    /// Whether what each source transmits is computed once for all targets.
    fn has_buffer(&self, c: usize) -> bool {
        let coupling = &self.system.couplings[c];
        let joins_all =
            |connection: &Connection| matches!(connection.pattern, Pattern::Dense | Pattern::Sparse { .. });
        coupling.has_one_delay() && coupling.connection.as_ref().is_some_and(joins_all)
    }

    /// The number of source units of a connection.
    pub(super) fn n_sources(&self, c: usize) -> Amount {
        let coupling = &self.system.couplings[c];
        let range = coupling.connection.as_ref().map(|connection| connection.sources);
        range.map_or(Amount::of(0), |range| self.amounts.count(coupling.source.group, range))
    }

    /// The number of target units of a connection.
    pub(super) fn n_targets(&self, c: usize) -> Amount {
        let coupling = &self.system.couplings[c];
        let range = coupling.connection.as_ref().map(|connection| connection.targets);
        range.map_or(Amount::of(0), |range| self.amounts.count(coupling.target.group, range))
    }

    /// The number of look-ups of a delayed term.
    fn lookups_of(&self, lookup: &Lookup) -> Amount {
        match lookup.owner {
            Owner::Group(g) => self.amounts.n_units(g),
            Owner::Coupling(c) => {
                let coupling = &self.system.couplings[c];
                match coupling.connection.as_ref().map(|connection| &connection.pattern) {
                    None => Amount::of(lookup.count),
                    Some(_) if coupling.has_one_delay() => self.n_sources(c),
                    Some(Pattern::OneToOne | Pattern::Pre | Pattern::Post) => self.n_targets(c),
                    Some(Pattern::Sums | Pattern::Rows) => self.n_sources(c),
                    // A delay for each pair is a parameter for each pair.
                    Some(_) => self.amounts.n_delays(c),
                }
            }
        }
    }

    fn n_lookups(&self) -> Amount {
        self.lookups.iter().fold(Amount::of(0), |sum, lookup| sum + self.lookups_of(lookup))
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
    fn sums(&self, input: VariableRef) -> Amount {
        self.n_stored() + self.total(self.sparse_inputs().into_iter().take_while(|other| *other != input))
    }

    /// The length of work that the caller must bring.
    fn shared_work(&self) -> Amount {
        let n = self.n_work();
        if n.known().is_some_and(|n| n <= LOCAL_WORK) { Amount::of(0) } else { n }
    }

    /// The work array and all loops.
    fn body(&self) -> TokenStream {
        let n = self.n_work();
        let work = match (n.known(), self.shared_work().known()) {
            (Some(0), _) => quote!(),
            (Some(n), Some(0)) => quote!(let mut work_ = [S::splat(t_, 0.0); #n];),
            _ => {
                let n = n.tokens();
                quote!(let work_ = &mut work_[..#n];)
            }
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
        let units = over_units(&self.amounts.n_units(l.group), &quote!(#(#reads)* #(#steps)*));
        quote!(#(#sums)* #units)
    }

    /// The sums of all edges into a sparse input, edge by edge.
    fn scatter(&self, input: VariableRef) -> TokenStream {
        let (first, n) = (self.sums(input).tokens(), self.amounts.n_units(input.group).tokens());
        let (i, e) = (index(), edge_index());
        let edges = self.system.couplings_into(input).map(|(c, coupling)| {
            if coupling.connection.is_some() {
                return self.scatter_connection(c, &first);
            }
            let (n_edges, targets) = (coupling.edges.len(), table_name(c, "TARGET"));
            let add = self.add_edge(c, &quote!(work_[#first + #i]));
            quote!(for #e in 0..#n_edges { let #i = #targets[#e] as usize; #add })
        });
        let start = match self.amounts.find(input).map(|p| p.tokens()) {
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
        let weight = self.amounts.weight(c).map(|first| {
            let first = first.tokens();
            quote!(p_[#first + #e] *)
        });
        quote! {
            let #j = #table[#e] as usize;
            #read_delay
            #sum = #sum + #weight #value;
        }
    }

    /// Adds what whole populations transmit to the sums of an input, which begin at `sums` in the work array.
    fn scatter_connection(&self, c: usize, sums: &TokenStream) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let Some(connection) = &coupling.connection else { return quote!() };
        let weight = |place: &TokenStream| {
            self.amounts.weight(c).map(|first| {
                let first = first.tokens();
                quote!(p_[#first + #place] *)
            })
        };
        let (j, i, e) = (source_unit(), index(), edge_index());
        if connection.pattern == Pattern::All && (!coupling.is_delayed() || coupling.has_one_delay()) {
            let sum = Ident::new("all_", Span::mixed_site());
            let each = self.each_source(c, &|value| quote!(#sum = #sum + #value;));
            let (weight, first) = (weight(&quote!(0usize)), connection.targets.first);
            let n = self.n_targets(c).tokens();
            return quote! {{
                let mut #sum = S::splat(t_, 0.0);
                #each
                let #sum = #weight #sum;
                for #i in 0..#n { work_[#sums + #first + #i] = work_[#sums + #first + #i] + #sum; }
            }};
        }
        let buffer = self.buffer(c).tokens();
        let fill = self.has_buffer(c).then(|| {
            let first = connection.sources.first;
            self.each_source(c, &|value| quote!(work_[#buffer + #j - #first] = #value;))
        });
        let links = all_links(self, c, (&j, &i, &e), &|place| {
            let weight = weight(&place);
            let value = match self.has_buffer(c) {
                true => {
                    let first = connection.sources.first;
                    quote!(work_[#buffer + #j - #first])
                }
                false => self.value_of_link(c),
            };
            quote!(work_[#sums + #i] = work_[#sums + #i] + #weight #value;)
        });
        quote!(#fill #links)
    }

    /// A loop over the sources of a connection whose edges have one delay or none.
    fn each_source(&self, c: usize, body: &dyn Fn(TokenStream) -> TokenStream) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let Some(connection) = &coupling.connection else { return quote!() };
        let (first, m) = (connection.sources.first, self.n_sources(c).tokens());
        let (j, e) = (source_unit(), edge_index());
        let body = body(self.value_of_link(c));
        quote!(for #e in 0..#m { let #j = #first + #e; #body })
    }

    /// What the link at hand transmits. Its source unit, target unit and number are known.
    fn value_of_link(&self, c: usize) -> TokenStream {
        let coupling = &self.system.couplings[c];
        let at = At { printer: self, group: coupling.source.group, unit: source_unit(), edge: Some(c) };
        let value = expression::tokens(&coupling.value, &at);
        let delay = delay_name();
        let read_delay = self.delay_of_edge(c).map(|value| quote!(let #delay = #value;));
        let (e, j) = (edge_index(), source_unit());
        let lookup = coupling.connection.as_ref().filter(|_| coupling.has_one_delay()).map(|connection| {
            let first = connection.sources.first;
            quote!(let #e = #j - #first;)
        });
        match read_delay {
            None => value,
            Some(read) => quote!({ #read #lookup #value }),
        }
    }

    /// Where the delay of the edge at hand is.
    fn delay_of_edge(&self, c: usize) -> Option<TokenStream> {
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
    pub(super) fn lookup(&self, owner: Owner, term: &Expr<Symbol>) -> Amount {
        let found = |lookup: &&Lookup| !(lookup.owner == owner && lookup.term == *term);
        let before = self.lookups.iter().take_while(found);
        before.fold(Amount::of(0), |sum, lookup| sum + self.lookups_of(lookup))
    }

    /// Pushes the delay of every look-up.
    fn delays(&self) -> TokenStream {
        let one = |lookup: &Lookup| {
            let Expr::Past(_, delay) = &lookup.term else { return quote!() };
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
        all_links(self, c, (&source_unit(), &index(), &edge_index()), &|_| push.clone())
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
                let first = self.amounts.place(at).tokens();
                return quote!(y_[#first + #unit]);
            }
            Role::Parameter => {
                let first = self.amounts.place(at).tokens();
                return quote!(p_[#first + #unit]);
            }
            Role::Input | Role::Auxiliary => {
                let stored = &self.schedule.stored;
                let Some(index) = stored.iter().position(|stored| *stored == at) else {
                    let path = self.system.group(at).variables[at.variable].path.join(".");
                    let message =
                        format!("`{path}` is not computed before it is used: please report this model");
                    return quote!(::core::compile_error!(#message));
                };
                self.total(stored[..index].iter().copied()).tokens()
            }
        };
        quote!(work_[#first + #unit])
    }

    /// A look-up of the past.
    fn past(&self, term: &Expr<Symbol>, leaves: &At, owner: Owner) -> TokenStream {
        let Expr::Past(state, delay) = term else { return quote!() };
        let Expr::Leaf(Symbol::Variable(v)) = **state else { return quote!() };
        let lookup = self.lookup(owner, term).tokens();
        let first = self.amounts.place(VariableRef { group: leaves.group, variable: v }).tokens();
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
                let at = VariableRef { group: self.group, variable: v };
                let first = self.printer.amounts.place(at).tokens();
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
            let first = printer.sums(target).tokens();
            return quote!(let #local = work_[#first + #i];);
        }
        let couplings = printer.system.couplings_into(target);
        let sums = couplings.map(|(c, _)| {
            let add = printer.add_edge(c, &quote!(#local));
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
        }
    }

    fn past(&self, term: &Expr<Symbol>) -> TokenStream {
        let at = At { printer: self.printer, group: self.group, unit: index(), edge: None };
        self.printer.past(term, &at, Owner::Group(self.group))
    }
}
