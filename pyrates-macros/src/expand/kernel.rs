//! The vector field as loops over groups.

use proc_macro2::TokenStream;
use pyrates_ir::expr::Expr;
use pyrates_ir::jacobian::Jacobian;
use pyrates_ir::lookup::{Lookup, Owner, lookups};
use pyrates_ir::noise::Diffusion;
use pyrates_ir::schedule::{Loop, Schedule, Step};
use pyrates_ir::system::{Coupling, Delays, Pattern, Role, Symbol, System, VariableRef, Weights};
use quote::quote;

use super::amounts::{Amount, Amounts};
use super::edges::{equal_fan_in, is_sparse, tables};
use super::units::{Unit, index, over_units};
use super::{Item, jacobian};

/// Work arrays up to this length live on the stack, where the optimiser can keep them in registers.
const LOCAL_WORK: usize = 64;

/// The largest number of operations in all units of a group that have code of their own: more takes long to compile.
const LARGEST_APART: usize = 128;

/// What the printers of kernels need to know.
pub(super) struct Printer<'a> {
    pub(super) system: &'a System,
    pub(super) amounts: Amounts,
    pub(super) lookups: Vec<Lookup>,
    /// Where stored variables are; differs between the vector field and the Jacobian.
    pub(super) schedule: Schedule,
    /// Whether what sources transmitted is taken from a past that keeps it.
    pub(super) keeps_transmitted: bool,
    /// Whether loops over many units are for several units at a time.
    pub(super) has_loops: bool,
}

/// `impl VectorField`, with the tables of all edges.
pub(super) fn vector_field(item: &Item) -> TokenStream {
    let system = item.real;
    let (krate, name) = (&item.header.krate, &item.header.name);
    let (drift, lookups) = (system.drift(), lookups(system));
    let printer = Printer::new(&drift, lookups.clone(), Schedule::vector_field(&drift));
    let printer = Printer { keeps_transmitted: true, has_loops: true, ..printer };
    let loops = printer.loops(krate, name);
    let transmitted = transmitted(item, &printer);
    let amounts = &printer.amounts;
    let (dim, n_parameters) = (amounts.n_states.tokens(), amounts.n_parameters.tokens());
    let parameters = printer.parameters();
    let n_before_products = n_before_products(&printer);
    let known_dim = amounts.n_states.known().map(|n| {
        quote! { const DIM: ::core::option::Option<usize> = ::core::option::Option::Some(#n); }
    });
    let prelude = amounts.prelude();
    let body = printer.body(krate);
    let derivatives = Jacobian::new(&drift);
    let jacobian_printer = Printer::new(&derivatives.system, lookups.clone(), derivatives.schedule());
    let jacobian = jacobian_printer.body(krate);
    let blocks = jacobian::blocks(&jacobian_printer, &derivatives.blocks);
    let (diffusion, n_diffusion) = diffusion(item, lookups);
    let works = [printer.shared_work(), jacobian_printer.shared_work(), n_diffusion];
    let n_work = works.iter().map(Amount::tokens).reduce(|a, b| quote!(::core::cmp::Ord::max(#a, #b)));
    let n_lookups = printer.n_lookups().tokens();
    let look_ups = printer.look_ups(krate);
    let delays_change = printer.lookups.iter().any(|lookup| lookup.changes(system)).then(|| {
        quote! { fn delays_change(&self) -> bool { true } }
    });
    let depends_on_time = (!system.depends_on_time()).then(|| {
        quote! { fn depends_on_time(&self) -> bool { false } }
    });
    let tables = system.couplings.iter().enumerate().map(|(c, coupling)| tables(system, c, coupling));
    quote! {
        #(#tables)*

        #loops

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, unused_parens, non_snake_case, clippy::all)]
        impl #krate::model::VectorField for #name {
            #known_dim

            fn dim(&self) -> usize { #prelude #dim }
            fn n_parameters(&self) -> usize { #prelude #n_parameters }
            #n_before_products
            fn n_work(&self) -> usize { #prelude #n_work }
            fn n_lookups(&self) -> usize { #prelude #n_lookups }

            #[inline(always)]
            fn vector_field<S: #krate::scalar::Scalar, P: #krate::model::Past<S>>(
                &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], dy_: &mut [S],
            ) {
                #prelude
                let (y_, dy_) = (&y_[..#dim], &mut dy_[..#dim]);
                #parameters
                #body
            }

            #[inline(always)]
            fn jacobian<S: #krate::scalar::Scalar, P: #krate::model::Past<S>, J: #krate::model::JacobianSink<S>>(
                &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], jacobian_: &mut J,
            ) {
                #prelude
                let (y_, p_) = (&y_[..#dim], &p_[..#n_parameters]);
                let parameters_ = p_;
                #jacobian
                #blocks
            }

            #transmitted

            #diffusion

            #depends_on_time

            #delays_change

            fn lookups(&self, p_: &[f64]) -> ::std::vec::Vec<#krate::model::LookUp> {
                use #krate::scalar::Scalar as _;
                type S = f64;
                let t_: S = 0.0;
                #prelude
                let p_ = &p_[..#n_parameters];
                let mut lookups_ = ::std::vec::Vec::with_capacity(#n_lookups);
                #look_ups
                lookups_
            }
        }
    }
}

/// The function that says how many parameters stand before weights whose products somebody else may make, if there are such
/// weights.
fn n_before_products(printer: &Printer) -> TokenStream {
    let n = printer.n_before_products();
    if n == printer.amounts.n_parameters {
        return quote!();
    }
    let (prelude, n) = (printer.amounts.prelude(), n.tokens());
    quote!(fn n_before_products(&self) -> usize { #prelude #n })
}

/// The functions for what sources transmit, if a past can keep any of it.
fn transmitted(item: &Item, printer: &Printer) -> TokenStream {
    let (count, statements) = printer.transmitted(&item.header.krate);
    if count.known() == Some(0) {
        return quote!();
    }
    let (krate, prelude, count) = (&item.header.krate, printer.amounts.prelude(), count.tokens());
    quote! {
        fn n_transmitted(&self) -> usize { #prelude #count }

        fn transmitted<S: #krate::scalar::Scalar>(&self, t_: S, y_: &[S], p_: &[S], transmitted_: &mut [S]) {
            #prelude
            let transmitted_ = &mut transmitted_[..#count];
            #statements
        }
    }
}

/// The function that writes the amplitudes of noise, if there are any, and the length of its work array.
fn diffusion(item: &Item, lookups: Vec<Lookup>) -> (TokenStream, Amount) {
    if !item.real.has_noise() {
        return (quote!(), Amount::of(0));
    }
    let krate = &item.header.krate;
    let Diffusion { system, amplitudes } = Diffusion::new(item.real);
    let printer = Printer::new(&system, lookups, Schedule::of_variables(&system, &amplitudes));
    let (prelude, body, i) = (printer.amounts.prelude(), printer.body(krate), index());
    let (dim, parameters) = (printer.amounts.n_states.tokens(), printer.parameters());
    let copies = amplitudes.iter().enumerate().map(|(k, at)| {
        let first = printer.total(amplitudes[..k].iter().copied()).tokens();
        let place = printer.place(*at, &i);
        over_units(&printer.amounts.n_units(at.group), &quote!(amplitudes_[#first + #i] = #place;))
    });
    let function = quote! {
        #[inline(always)]
        fn diffusion<S: #krate::scalar::Scalar, P: #krate::model::Past<S>>(
            &self, t_: S, y_: &[S], p_: &[S], past_: &P, work_: &mut [S], amplitudes_: &mut [S],
        ) {
            #prelude
            let y_ = &y_[..#dim];
            #parameters
            #body
            #(#copies)*
        }
    };
    (function, printer.shared_work())
}

impl<'a> Printer<'a> {
    fn new(system: &'a System, lookups: Vec<Lookup>, schedule: Schedule) -> Printer<'a> {
        Printer {
            system,
            amounts: Amounts::new(system),
            lookups,
            schedule,
            keeps_transmitted: false,
            has_loops: false,
        }
    }

    /// The length of the work array: stored variables, then the sums of sparse inputs, then what populations
    /// transmit with one delay.
    fn n_work(&self) -> Amount {
        self.buffer(self.system.couplings.len())
    }

    /// All parameters, and those that are read whoever makes products of matrices.
    fn parameters(&self) -> TokenStream {
        let n = self.n_before_products().tokens();
        quote!(let (parameters_, p_) = (p_, &p_[..#n]);)
    }

    /// The number of parameters without those at the end that are weights of nothing but products of matrices.
    fn n_before_products(&self) -> Amount {
        let mut n = self.amounts.n_parameters.clone();
        for (c, coupling) in self.system.couplings.iter().enumerate().rev() {
            match (self.amounts.weight(c), &coupling.weights, &coupling.delays) {
                (_, _, Delays::Own) => break,
                (Some(first), Weights::Own, _) if self.are_of_products(&first) => n = first,
                (_, Weights::Own, _) => break,
                (_, Weights::Of(_) | Weights::One, _) => {}
            }
        }
        n
    }

    /// Whether only products have the weights at a place.
    fn are_of_products(&self, weights: &Amount) -> bool {
        let mut couplings = self.system.couplings.iter().enumerate();
        couplings.all(|(c, _)| self.amounts.weight(c).as_ref() != Some(weights) || self.product(c).is_some())
    }

    fn n_stored(&self) -> Amount {
        self.total(self.schedule.stored.iter().copied())
    }

    /// The number of units of all variables together.
    pub(super) fn total(&self, variables: impl Iterator<Item = VariableRef>) -> Amount {
        variables.fold(Amount::of(0), |sum, at| sum + self.amounts.n_units(at.group))
    }

    /// The place, in the work array, of what the sources of a coupling transmit.
    pub(super) fn buffer(&self, c: usize) -> Amount {
        let sums = self.n_stored() + self.total(self.sparse_inputs().into_iter());
        let needs = |(earlier, _): &(usize, &Coupling)| self.has_buffer(*earlier);
        let before = self.system.couplings.iter().enumerate().take(c).filter(needs);
        before.fold(sums, |sum, (earlier, _)| sum + self.n_sources(earlier))
    }

    /// Whether what each source transmits is computed once for all targets, and stands in a row in the work array.
    pub(super) fn has_buffer(&self, c: usize) -> bool {
        let coupling = &self.system.couplings[c];
        let has_one = coupling.has_one_delay();
        match coupling.connection.as_ref().map(|connection| &connection.pattern) {
            // The row is multiplied with those of the matrix.
            Some(Pattern::Dense | Pattern::Sparse(_)) => {
                has_one || matches!(coupling.value, Expr::Leaf(_)) && !coupling.is_delayed()
            }
            // All of the row is summed, or a part of it for each target.
            Some(Pattern::All | Pattern::Sums | Pattern::Rows) => has_one || !coupling.is_delayed(),
            _ => false,
        }
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
    pub(super) fn lookups_of(&self, lookup: &Lookup) -> Amount {
        match lookup.owner {
            Owner::Group(g) => self.amounts.n_units(g),
            Owner::Coupling(c) => {
                let coupling = &self.system.couplings[c];
                match coupling.connection.as_ref().map(|connection| &connection.pattern) {
                    None => Amount::of(lookup.count),
                    Some(_) if coupling.has_one_delay() => self.n_sources(c),
                    // With a delay of each target unit, all edges start at one unit.
                    Some(
                        Pattern::All
                        | Pattern::OneToOne
                        | Pattern::Pre
                        | Pattern::Post
                        | Pattern::SparsePre(_)
                        | Pattern::SparsePost(_),
                    ) => self.n_targets(c),
                    Some(Pattern::Sums | Pattern::Rows | Pattern::SparseRows(_)) => self.n_sources(c),
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
    pub(super) fn sparse_inputs(&self) -> Vec<VariableRef> {
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
    pub(super) fn sums(&self, input: VariableRef) -> Amount {
        self.n_stored() + self.total(self.sparse_inputs().into_iter().take_while(|other| *other != input))
    }

    /// The length of work that the caller must bring.
    fn shared_work(&self) -> Amount {
        let n = self.n_work();
        if n.known().is_some_and(|n| n <= LOCAL_WORK) { Amount::of(0) } else { n }
    }

    /// The work array and all loops.
    fn body(&self, krate: &TokenStream) -> TokenStream {
        let n = self.n_work();
        let work = match (n.known(), self.shared_work().known()) {
            (Some(0), _) => quote!(),
            (Some(n), Some(0)) => quote!(let mut work_ = [S::splat(t_, 0.0); #n];),
            _ => {
                let n = n.tokens();
                quote!(let work_ = &mut work_[..#n];)
            }
        };
        let loops = self.schedule.loops.iter().enumerate().map(|(number, l)| self.one_loop(krate, number, l));
        quote!(#work #(#loops)*)
    }

    fn one_loop(&self, krate: &TokenStream, number: usize, l: &Loop) -> TokenStream {
        let sums = self.sparse_in(l).into_iter().map(|input| self.scatter(krate, input));
        let n = self.amounts.n_units(l.group);
        let units = match (self.is_many(l), self.n_apart(l)) {
            (true, _) => self.call_loop(krate, number, &n),
            (false, Some(n)) => (0..n).map(|unit| self.unit_apart(l, unit)).collect(),
            (false, None) => over_units(&n, &self.loop_body(l, false)),
        };
        quote!(#(#sums)* #units)
    }

    /// What a loop does for one unit, or for several at a time.
    pub(super) fn loop_body(&self, l: &Loop, is_many: bool) -> TokenStream {
        self.unit_body(l, &Unit { printer: self, group: l.group, is_many, number: None })
    }

    /// What a loop does for one unit that is known.
    fn unit_apart(&self, l: &Loop, number: usize) -> TokenStream {
        let body =
            self.unit_body(l, &Unit { printer: self, group: l.group, is_many: false, number: Some(number) });
        let i = index();
        quote!({ let #i = #number; #body })
    }

    /// The number of units of a loop if each shall have code of its own: where they have different numbers of edges, and there is
    /// little to compute. A loop over lists of edges takes several times as long.
    fn n_apart(&self, l: &Loop) -> Option<usize> {
        let n = self.amounts.n_units(l.group).known()?;
        let group = &self.system.groups[l.group];
        let (mut size, mut differ) = (0, false);
        for step in &l.steps {
            let value = match *step {
                Step::Assign(v) => group.assignment(v),
                Step::Derive(v) => group.derivative(v),
                Step::Load(_) | Step::Store(_) => None,
                Step::Gather(variable) => {
                    let input = VariableRef { group: l.group, variable };
                    let lists = !is_sparse(self.system, input);
                    for (_, coupling) in self.system.couplings_into(input).filter(|_| lists) {
                        size += coupling.edges.len() * coupling.value.size();
                        differ |= equal_fan_in(self.system, coupling).is_none();
                    }
                    None
                }
            };
            size += n * value.map_or(0, Expr::size);
        }
        (differ && size <= LARGEST_APART).then_some(n)
    }

    fn unit_body(&self, l: &Loop, unit: &Unit) -> TokenStream {
        let reads = self.reads(l);
        let reads = reads.iter().map(|&v| unit.read(v));
        let steps = l.steps.iter().map(|step| unit.step(*step));
        quote!(#(#reads)* #(#steps)*)
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
}

/// The symbols whose present values an expression reads: all but what is under `Past`.
fn read_symbols(e: &Expr<Symbol>) -> Vec<Symbol> {
    match e {
        Expr::Past(_, delay) => read_symbols(delay),
        Expr::Leaf(symbol) => vec![*symbol],
        other => other.children().into_iter().flat_map(read_symbols).collect(),
    }
}
