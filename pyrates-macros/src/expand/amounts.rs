//! Numbers of units and places in arrays, as far as they are known when the model is compiled. Sizes that are
//! chosen at run time are read from the model, so places behind them are sums.

use std::collections::BTreeMap;
use std::ops::Add;

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::system::{
    Coupling, Delays, Group, Pattern, PlaceKind, System, UnitRange, VariableRef, Weights,
};
use quote::quote;

use crate::names::field;

/// A constant and multiples of run-time sizes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Amount {
    constant: usize,
    /// Factor of each size, by its number in [`Amounts::sizes`].
    sizes: BTreeMap<usize, usize>,
}

impl Amount {
    pub(super) fn of(constant: usize) -> Amount {
        Amount { constant, sizes: BTreeMap::new() }
    }

    fn of_size(size: usize) -> Amount {
        Amount { constant: 0, sizes: BTreeMap::from([(size, 1)]) }
    }

    fn times(&self, factor: usize) -> Amount {
        let sizes = self.sizes.iter().map(|(size, n)| (*size, n * factor));
        Amount { constant: self.constant * factor, sizes: sizes.collect() }
    }

    /// The number, if it is known.
    pub(super) fn known(&self) -> Option<usize> {
        self.sizes.is_empty().then_some(self.constant)
    }

    /// The number as Rust; the sizes are the variables that [`Amounts::prelude`] declares.
    pub(super) fn tokens(&self) -> TokenStream {
        let constant = self.constant;
        if self.sizes.is_empty() {
            return quote!(#constant);
        }
        let terms = self.sizes.iter().map(|(size, factor)| {
            let name = size_name(*size);
            if *factor == 1 { quote!(#name) } else { quote!(#factor * #name) }
        });
        let constant = (constant > 0).then(|| quote!(#constant +));
        quote!((#constant #(#terms)+*))
    }
}

impl Add for Amount {
    type Output = Amount;
    fn add(mut self, other: Amount) -> Amount {
        self.constant += other.constant;
        for (size, factor) in other.sizes {
            *self.sizes.entry(size).or_default() += factor;
        }
        self
    }
}

fn size_name(size: usize) -> Ident {
    Ident::new(&format!("size{size}_"), Span::mixed_site())
}

/// A size that is read from the model, by the fields that lead to something with a length.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Size(Vec<String>);

/// All amounts of a system.
pub(super) struct Amounts {
    sizes: Vec<Size>,
    groups: Vec<Amount>,
    places: Vec<Vec<Option<Amount>>>,
    weights: Vec<Option<Amount>>,
    delays: Vec<Option<Amount>>,
    delay_counts: Vec<Amount>,
    pub(super) n_states: Amount,
    pub(super) n_parameters: Amount,
}

impl Amounts {
    /// The amounts of a system, some of whose populations may have run-time sizes.
    pub(super) fn new(system: &System) -> Amounts {
        let none = || Amount::of(0);
        let mut amounts = Amounts {
            sizes: Vec::new(),
            groups: Vec::new(),
            places: Vec::new(),
            weights: Vec::new(),
            delays: Vec::new(),
            delay_counts: Vec::new(),
            n_states: none(),
            n_parameters: none(),
        };
        for group in &system.groups {
            amounts.add_group(group);
        }
        for coupling in &system.couplings {
            amounts.add_coupling(coupling);
        }
        amounts
    }

    fn add_group(&mut self, group: &Group) {
        let mut n = Amount::of(0);
        for member in &group.members {
            n = n + match member.count {
                Some(_) if member.resizable => self.size(member.path.clone()),
                count => Amount::of(count.unwrap_or(1)),
            };
        }
        let mut places = Vec::new();
        for variable in &group.variables {
            let total = match variable.place() {
                None => {
                    places.push(None);
                    continue;
                }
                Some(PlaceKind::State) => &mut self.n_states,
                Some(PlaceKind::Parameter) => &mut self.n_parameters,
            };
            places.push(Some(total.clone()));
            *total = std::mem::take(total) + n.times(variable.kind.parts());
        }
        self.places.push(places);
        self.groups.push(n);
    }

    fn size(&mut self, path: Vec<String>) -> Amount {
        let size = Size(path);
        let known = self.sizes.iter().position(|other| *other == size);
        Amount::of_size(known.unwrap_or_else(|| {
            self.sizes.push(size);
            self.sizes.len() - 1
        }))
    }

    fn add_coupling(&mut self, coupling: &Coupling) {
        let weights = match coupling.weights {
            Weights::Own => Some(self.n_values(coupling, "weights", coupling.weights().len())),
            Weights::Of(_) | Weights::One => None,
        };
        let place = self.reserve(weights);
        self.weights.push(match coupling.weights {
            Weights::Of(earlier) => self.weights[earlier].clone(),
            _ => place,
        });
        let delays = match coupling.delays {
            Delays::Own => Some(self.n_values(coupling, "delays", coupling.delays().len())),
            Delays::Of(_) | Delays::None | Delays::Target(_) => None,
        };
        self.delay_counts.push(match coupling.delays {
            Delays::Of(earlier) => self.delay_counts[earlier].clone(),
            _ => delays.clone().unwrap_or_default(),
        });
        let place = self.reserve(delays);
        self.delays.push(match coupling.delays {
            Delays::Of(earlier) => self.delays[earlier].clone(),
            _ => place,
        });
    }

    /// The number of weights or delays of a coupling.
    fn n_values(&mut self, coupling: &Coupling, what: &str, declared: usize) -> Amount {
        let Some(connection) = &coupling.connection else { return Amount::of(declared) };
        let is_sparse = matches!(connection.pattern, Pattern::Sparse(_) | Pattern::SparseRows(_));
        let of_pairs = is_sparse || matches!(connection.pattern, Pattern::Dense | Pattern::Rows);
        let one_delay = what == "delays" && coupling.has_one_delay();
        let dynamic = [coupling.source.group, coupling.target.group];
        let dynamic = dynamic.iter().any(|g| self.groups[*g].known().is_none());
        if of_pairs && !one_delay && (is_sparse || dynamic) {
            let mut path = connection.path();
            path.push(what.to_string());
            return self.size(path);
        }
        Amount::of(declared)
    }

    fn reserve(&mut self, n: Option<Amount>) -> Option<Amount> {
        let first = self.n_parameters.clone();
        n.map(|n| {
            self.n_parameters = first.clone() + n;
            first
        })
    }

    /// The number of units of a group.
    pub(super) fn n_units(&self, group: usize) -> Amount {
        self.groups[group].clone()
    }

    /// The place of a variable's first unit among states or parameters, if it has one.
    pub(super) fn find(&self, at: VariableRef) -> Option<Amount> {
        self.places[at.group][at.variable].clone()
    }

    /// The same for a variable that has one.
    pub(super) fn place(&self, at: VariableRef) -> Amount {
        self.find(at).unwrap_or_default()
    }

    /// The place of the first weight of a coupling.
    pub(super) fn weight(&self, coupling: usize) -> Option<Amount> {
        self.weights[coupling].clone()
    }

    /// The place of the first delay of a coupling.
    pub(super) fn delay(&self, coupling: usize) -> Option<Amount> {
        self.delays[coupling].clone()
    }

    /// The number of delays of a coupling, one for each pair.
    pub(super) fn n_delays(&self, coupling: usize) -> Amount {
        self.delay_counts[coupling].clone()
    }

    /// The number of units of a range in a group.
    pub(super) fn count(&self, group: usize, range: UnitRange) -> Amount {
        match self.groups[group].known() {
            Some(_) => Amount::of(range.count),
            None => self.groups[group].clone(),
        }
    }

    /// Reads the run-time sizes from `self`.
    pub(super) fn prelude(&self) -> TokenStream {
        let read = self.sizes.iter().enumerate().map(|(size, Size(path))| {
            let (name, path) = (size_name(size), path.iter().map(|part| field(part)));
            quote!(let #name = self #(.#path)*.len();)
        });
        read.collect()
    }
}
