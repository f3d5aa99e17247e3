//! Edges as tables, and loops over them.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::system::{Coupling, Delays, Pattern, System, VariableRef};
use quote::{format_ident, quote};

use super::amounts::Amount;
use super::kernel::Printer;
use super::patterns::{Links, Names, OfTarget, Order, all_of, links_of_target, sparse_matrix};

/// The name of a table of a coupling.
pub(super) fn table_name(c: usize, what: &str) -> Ident {
    format_ident!("COUPLING_{}_{}", c, what)
}

/// The units at which the edges of a coupling start, and, unless all target units have equally many
/// edges, where the edges of each target unit begin, and where the edges end if they are few.
pub(super) fn tables(system: &System, c: usize, coupling: &Coupling) -> TokenStream {
    if coupling.connection.is_some() {
        return quote!();
    }
    let sources = coupling.edges.iter().map(|edge| edge.source_unit as u32);
    let (n, name) = (coupling.edges.len(), table_name(c, "SOURCE"));
    let rows = match equal_fan_in(system, coupling) {
        Some(_) => quote!(),
        None => {
            let units = system.group(coupling.target).n_units();
            let starts = (0..=units).map(|u| coupling.edges.partition_point(|e| e.target_unit < u) as u32);
            let (rows, length) = (table_name(c, "ROW"), units + 1);
            quote!(#[allow(dead_code)] static #rows: [u32; #length] = [#(#starts),*];)
        }
    };
    let needs_targets = is_sparse(system, coupling.target) || matches!(coupling.delays, Delays::Target(_));
    let targets = needs_targets.then(|| {
        let (targets, name) = (coupling.edges.iter().map(|e| e.target_unit as u32), table_name(c, "TARGET"));
        quote!(static #name: [u32; #n] = [#(#targets),*];)
    });
    quote!(#[allow(dead_code)] static #name: [u32; #n] = [#(#sources),*]; #rows #targets)
}

/// Whether an input has fewer edges than units, or edges from whole populations. Then its sums are made edge by edge before the loop over
/// the units, which the compiler can vectorise without loops over edges in it.
pub(super) fn is_sparse(system: &System, input: VariableRef) -> bool {
    if system.couplings_into(input).any(|(_, coupling)| coupling.connection.is_some()) {
        return true;
    }
    let edges: usize = system.couplings_into(input).map(|(_, coupling)| coupling.edges.len()).sum();
    edges < system.group(input).n_units()
}

/// The number of edges into each unit, if it is the same for all.
pub(super) fn equal_fan_in(system: &System, coupling: &Coupling) -> Option<usize> {
    let units = system.group(coupling.target).n_units();
    let n = coupling.edges.len() / units;
    let equal = coupling.edges.iter().enumerate().all(|(e, edge)| edge.target_unit == e / n.max(1));
    (n > 0 && coupling.edges.len() == n * units && equal).then_some(n)
}

/// A loop over the edges of a coupling into the unit named `unit`; `body` gets the source unit and the weight.
pub(super) fn links_into(
    printer: &Printer,
    c: usize,
    unit: &Ident,
    source: &Ident,
    body: &dyn Fn(Option<TokenStream>) -> TokenStream,
) -> TokenStream {
    let coupling = &printer.system.couplings[c];
    let e = Ident::new("e_", Span::mixed_site());
    let weight = |place: TokenStream| printer.amounts.weight(c).map(|first| at(&first, &place));
    let Some(connection) = &coupling.connection else {
        let (table, inner) = (table_name(c, "SOURCE"), body(weight(quote!(#e))));
        let inner = quote!(let #source = #table[#e] as usize; #inner);
        return over_edges(printer.system, c, unit, &e, &inner);
    };
    let (first_source, m) = (connection.sources.first, printer.n_sources(c).tokens());
    let (first_target, n) = (connection.targets.first, printer.n_targets(c).tokens());
    let names = Names { k: target_number(), e };
    let (k, e) = (&names.k, &names.e);
    let links = match links_of_target(connection, (&n, &m), &names) {
        OfTarget::One(index) => {
            let inner = body(weight(quote!(0usize)));
            quote!({ let #source = #first_source + #index; #inner })
        }
        OfTarget::Row { from, to, source: index, weight: place } => {
            let inner = body(weight(place));
            quote!(for #e in #from..#to { let #source = #first_source + #index; #inner })
        }
    };
    quote! {
        if #unit >= #first_target && #unit < #first_target + #n {
            let #k = #unit - #first_target;
            #links
        }
    }
}

/// The place in the parameters, `index` behind `first`.
fn at(first: &Amount, index: &TokenStream) -> TokenStream {
    let first = first.tokens();
    quote!(p_[#first + #index])
}

/// Loops over all links of a connection, in order; the unit at the source, that at the target and the number of
/// the link are known to `body` by these names. `around` is put around successive links into one target, which it knows.
pub(super) fn all_links(
    printer: &Printer,
    c: usize,
    (source, target, e): (&Ident, &Ident, &Ident),
    body: &dyn Fn(TokenStream) -> TokenStream,
    around: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let Some(connection) = &printer.system.couplings[c].connection else { return quote!() };
    let (first_source, m) = (connection.sources.first, printer.n_sources(c).tokens());
    let (first_target, n) = (connection.targets.first, printer.n_targets(c).tokens());
    let (names, l) = (Names { k: target_number(), e: e.clone() }, Ident::new("l_", Span::mixed_site()));
    let (k, matrix) = (&names.k, sparse_matrix(connection));
    let Links { order, source: from, target: to, weight } = all_of(connection, (&n, &m), &names, &l);
    let (inner, to_target) = (body(weight), quote!(let #target = #first_target + #to;));
    let link = quote!(let #source = #first_source + #from; #inner);
    let one = |link: TokenStream| {
        let link = around(link);
        quote!(#to_target #link)
    };
    match order {
        Order::Nested { rows, links: links_each, into_one } => {
            let number = quote!(let #e = #k * links_ + #l;);
            let links = match into_one {
                true => one(quote!(for #l in 0..links_ { #number #link })),
                false => {
                    let link = one(link);
                    quote!(for #l in 0..links_ { #number #link })
                }
            };
            let n_links = quote!(let links_: usize = #links_each;);
            quote!({ #n_links for #k in 0..#rows { #links } })
        }
        Order::OneByOne(count) => {
            let link = one(link);
            quote!(for #e in 0..#count { #link })
        }
        Order::ByRow(rows) => {
            let row =
                |link: TokenStream| quote!(for #e in #matrix.rows()[#k]..#matrix.rows()[#k + 1] { #link });
            // The rows of other matrices are sources.
            let of_targets = !matches!(connection.pattern, Pattern::SparsePost(_));
            let links = if of_targets { one(row(link)) } else { row(one(link)) };
            quote!(for #k in 0..#rows { #links })
        }
    }
}

/// The number of a target in its range.
fn target_number() -> Ident {
    Ident::new("k_", Span::mixed_site())
}

/// A loop over the edges of a coupling into the unit named `unit`.
pub(super) fn over_edges(
    system: &System,
    c: usize,
    unit: &Ident,
    e: &Ident,
    body: &TokenStream,
) -> TokenStream {
    match equal_fan_in(system, &system.couplings[c]) {
        Some(1) => quote!({ let #e = #unit; #body }),
        Some(n) => quote!(for #e in #unit * #n..#unit * #n + #n { #body }),
        None => {
            let rows = table_name(c, "ROW");
            quote!(for #e in #rows[#unit] as usize..#rows[#unit + 1] as usize { #body })
        }
    }
}
