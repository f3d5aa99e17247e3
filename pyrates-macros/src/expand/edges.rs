//! Edges as tables, and loops over them.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Coupling, Delays, System, VariableRef};
use quote::{format_ident, quote};

/// The name of a table of a coupling.
pub(super) fn table_name(c: usize, what: &str) -> Ident {
    format_ident!("COUPLING_{}_{}", c, what)
}

/// The units at which the edges of a coupling start, and, unless all target units have equally many
/// edges, where the edges of each target unit begin, and where the edges end if they are few.
pub(super) fn tables(system: &System, c: usize, coupling: &Coupling) -> TokenStream {
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

/// Whether an input has fewer edges than units. Then its sums are made edge by edge before the loop over
/// the units, which the compiler can vectorise without loops over edges in it.
pub(super) fn is_sparse(system: &System, input: VariableRef) -> bool {
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
