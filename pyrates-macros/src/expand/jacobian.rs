//! The Jacobian: one loop over units or chains of edges for each block.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::jacobian::{Block, jacobian};
use quote::{format_ident, quote};

use super::edges::{over_edges, table_name};
use super::expression;
use super::kernel::{At, Printer, index, over_units};

/// All blocks.
pub(super) fn blocks(printer: &Printer) -> TokenStream {
    let blocks = jacobian(printer.system);
    blocks.iter().map(|block| one_block(printer, block)).collect()
}

fn one_block(printer: &Printer, block: &Block) -> TokenStream {
    let n = printer.system.group(block.row).n_units();
    let (row, column) = (printer.layout.state(block.row), printer.layout.state(block.column));
    let i = index();
    let first = factor(printer, block, 0, &i);
    let add = |value: &TokenStream, unit: &Ident| quote!(jacobian_.add(#row + #i, #column + #unit, #value););
    let body = if block.path.is_empty() {
        add(&first, &i)
    } else {
        let product = local("f", 0);
        let inner = chain(printer, block, 0, &i, &add);
        quote!(let #product = #first; #inner)
    };
    over_units(n, &body)
}

/// The loops over the edges of the path from its `k`-th coupling on.
fn chain(
    printer: &Printer,
    block: &Block,
    k: usize,
    unit: &Ident,
    add: &dyn Fn(&TokenStream, &Ident) -> TokenStream,
) -> TokenStream {
    let c = block.path[k];
    let (e, source) = (local("e", k + 1), local("u", k + 1));
    let table = table_name(c, "SOURCE");
    let weight = printer.layout.weight(c).map(|first| quote!(* p_[#first + #e]));
    let (before, after) = (local("f", k), local("f", k + 1));
    let factor = factor(printer, block, k + 1, &source);
    let inner = if k + 1 == block.path.len() {
        add(&quote!(#after), &source)
    } else {
        chain(printer, block, k + 1, &source, add)
    };
    let body = quote! {
        let #source = #table[#e] as usize;
        let #after = #before #weight * #factor;
        #inner
    };
    over_edges(printer.system, c, unit, &e, &body)
}

/// The `k`-th factor, in terms of the unit named `unit`.
fn factor(printer: &Printer, block: &Block, k: usize, unit: &Ident) -> TokenStream {
    let group = match k {
        0 => block.row.group,
        _ => printer.system.couplings[block.path[k - 1]].source.group,
    };
    let at = At { printer, group, unit: unit.clone(), edge: None };
    expression::tokens(&block.factors[k], &at)
}

fn local(what: &str, k: usize) -> Ident {
    format_ident!("{}{}_", what, k, span = Span::mixed_site())
}
