//! The Jacobian: one loop over units or chains of edges for each block.

use proc_macro2::{Ident, Span, TokenStream};
use pyrates_ir::jacobian::Block;
use quote::{format_ident, quote};

use super::edges::links_into;
use super::expression;
use super::kernel::Printer;
use super::units::{At, index, over_units};

/// All blocks.
pub(super) fn blocks(printer: &Printer, blocks: &[Block]) -> TokenStream {
    blocks.iter().map(|block| one_block(printer, block)).collect()
}

fn one_block(printer: &Printer, block: &Block) -> TokenStream {
    let n = printer.amounts.n_units(block.row.group);
    let (row, column) =
        (printer.amounts.place(block.row).tokens(), printer.amounts.place(block.column).tokens());
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
    over_units(&n, &body)
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
    let source = local("u", k + 1);
    let (before, after) = (local("f", k), local("f", k + 1));
    let factor = factor(printer, block, k + 1, &source);
    let inner = if k + 1 == block.path.len() {
        add(&quote!(#after), &source)
    } else {
        chain(printer, block, k + 1, &source, add)
    };
    links_into(printer, c, unit, &source, &|weight| {
        let weight = weight.map(|weight| quote!(* #weight));
        quote!(let #after = #before #weight * #factor; #inner)
    })
}

/// The `k`-th factor, in terms of the unit named `unit`.
fn factor(printer: &Printer, block: &Block, k: usize, unit: &Ident) -> TokenStream {
    let group = match k {
        0 => block.row.group,
        _ => printer.system.couplings[block.path[k - 1]].source.group,
    };
    let at = At { printer, group, unit: unit.clone(), edge: None, is_many: false };
    expression::tokens(&block.factors[k], &at)
}

fn local(what: &str, k: usize) -> Ident {
    format_ident!("{}{}_", what, k, span = Span::mixed_site())
}
