//! Edges as tables, and loops over them.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::system::{Connection, Coupling, Delays, Pattern, System, VariableRef};
use quote::{format_ident, quote};

use super::amounts::Amount;
use super::kernel::Printer;
use crate::names::field;

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
            quote!(static #rows: [u32; #length] = [#(#starts),*];)
        }
    };
    let needs_targets = is_sparse(system, coupling.target) || matches!(coupling.delays, Delays::Target(_));
    let targets = needs_targets.then(|| {
        let (targets, name) = (coupling.edges.iter().map(|e| e.target_unit as u32), table_name(c, "TARGET"));
        quote!(static #name: [u32; #n] = [#(#targets),*];)
    });
    quote!(static #name: [u32; #n] = [#(#sources),*]; #rows #targets)
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
fn equal_fan_in(system: &System, coupling: &Coupling) -> Option<usize> {
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
    // The number of the target in its range.
    let k = Ident::new("k_", Span::mixed_site());
    let one = |index: TokenStream| {
        let inner = body(weight(quote!(0usize)));
        quote!({ let #source = #first_source + #index; #inner })
    };
    let row = |from: TokenStream, to: TokenStream, index: TokenStream, place: TokenStream| {
        let inner = body(weight(place));
        quote!(for #e in #from..#to { let #source = #first_source + #index; #inner })
    };
    let matrix = sparse_matrix(connection);
    let links = match &connection.pattern {
        Pattern::All => row(quote!(0), m, quote!(#e), quote!(0usize)),
        Pattern::Dense => row(quote!(0), m.clone(), quote!(#e), quote!(#k * #m + #e)),
        Pattern::OneToOne => one(quote!(#k)),
        Pattern::Pre => one(quote!(#k % #m)),
        Pattern::Post => one(quote!(#k / (#n / #m).max(1))),
        Pattern::Sums => {
            row(quote!(#k * (#m / #n)), quote!((#k + 1) * (#m / #n)), quote!(#e), quote!(0usize))
        }
        Pattern::Rows => row(quote!(#k * (#m / #n)), quote!((#k + 1) * (#m / #n)), quote!(#e), quote!(#e)),
        Pattern::Sparse(_) => {
            let from = quote!(#matrix.columns()[#e]);
            row(quote!(#matrix.rows()[#k]), quote!(#matrix.rows()[#k + 1]), from, quote!(#e))
        }
        Pattern::SparsePre(_) => one(quote!(#matrix.columns()[#k])),
        Pattern::SparsePost(_) => one(quote!(#matrix.target_of(#k).0)),
        Pattern::SparseRows(_) => {
            row(quote!(#matrix.rows()[#k]), quote!(#matrix.rows()[#k + 1]), quote!(#e), quote!(#e))
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

/// Where the sparse weights of a connection are in the model.
pub(super) fn sparse_matrix(connection: &Connection) -> TokenStream {
    let path = connection.path();
    let path = path.iter().map(|part| field(part));
    quote!(self #(.#path)*.weights)
}

/// Loops over all links of a connection, in order; the unit at the source, that at the target and the number of
/// the link are known to `body` by these names.
pub(super) fn all_links(
    printer: &Printer,
    c: usize,
    (source, target, e): (&Ident, &Ident, &Ident),
    body: &dyn Fn(TokenStream) -> TokenStream,
) -> TokenStream {
    let Some(connection) = &printer.system.couplings[c].connection else { return quote!() };
    let (first_source, m) = (connection.sources.first, printer.n_sources(c).tokens());
    let (first_target, n) = (connection.targets.first, printer.n_targets(c).tokens());
    let (k, l) = (Ident::new("k_", Span::mixed_site()), Ident::new("l_", Span::mixed_site()));
    let one_by_one = |count: &TokenStream, from: TokenStream, to: TokenStream, place: TokenStream| {
        let inner = body(place);
        quote! {
            for #e in 0..#count {
                let (#source, #target) = (#first_source + #from, #first_target + #to);
                #inner
            }
        }
    };
    let pairs = |place: TokenStream| {
        let inner = body(place);
        quote! {
            for #k in 0..#n {
                for #l in 0..#m {
                    let (#source, #target, #e) = (#first_source + #l, #first_target + #k, #k * #m + #l);
                    #inner
                }
            }
        }
    };
    let matrix = sparse_matrix(connection);
    let by_row = |rows: &TokenStream, from: TokenStream, to: TokenStream, place: TokenStream| {
        let inner = body(place);
        quote! {
            for #k in 0..#rows {
                for #e in #matrix.rows()[#k]..#matrix.rows()[#k + 1] {
                    let (#source, #target) = (#first_source + #from, #first_target + #to);
                    #inner
                }
            }
        }
    };
    let zero = || quote!(0usize);
    match &connection.pattern {
        Pattern::All => pairs(zero()),
        Pattern::Dense => pairs(quote!(#e)),
        Pattern::OneToOne => one_by_one(&n, quote!(#e), quote!(#e), zero()),
        Pattern::Pre => one_by_one(&n, quote!(#e % #m), quote!(#e), zero()),
        Pattern::Post => one_by_one(&n, quote!(#e / (#n / #m).max(1)), quote!(#e), zero()),
        Pattern::Sums => one_by_one(&m, quote!(#e), quote!(#e / (#m / #n).max(1)), zero()),
        Pattern::Rows => one_by_one(&m, quote!(#e), quote!(#e / (#m / #n).max(1)), quote!(#e)),
        Pattern::Sparse(_) => by_row(&n, quote!(#matrix.columns()[#e]), quote!(#k), quote!(#e)),
        Pattern::SparsePre(_) => one_by_one(&n, quote!(#matrix.columns()[#e]), quote!(#e), zero()),
        Pattern::SparsePost(_) => by_row(&m, quote!(#k), quote!(#e), zero()),
        Pattern::SparseRows(_) => by_row(&n, quote!(#e), quote!(#k), quote!(#e)),
    }
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
