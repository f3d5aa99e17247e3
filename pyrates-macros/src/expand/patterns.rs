//! Which links the patterns of connections have, as Rust: numbers of sources, targets and weights.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Connection, Pattern};
use quote::quote;

use crate::names::field;

/// The names of loop variables.
pub(super) struct Names {
    /// The number of the target, or of the row of a sparse matrix.
    pub(super) k: Ident,
    /// The number of the link.
    pub(super) e: Ident,
}

/// The links into one target, the one with the number `k`.
pub(super) enum OfTarget {
    /// A link from this source, with the first weight.
    One(TokenStream),
    /// Links with numbers `e`.
    Row {
        /// The first number.
        from: TokenStream,
        /// The number behind the last one.
        to: TokenStream,
        /// The source of link `e`.
        source: TokenStream,
        /// The place of its weight.
        weight: TokenStream,
    },
}

/// All links, in order.
pub(super) struct Links {
    pub(super) order: Order,
    /// The source of a link.
    pub(super) source: TokenStream,
    /// Its target.
    pub(super) target: TokenStream,
    /// The place of its weight.
    pub(super) weight: TokenStream,
}

/// How to visit all links.
pub(super) enum Order {
    /// For so many `k` so many `l`; the link is `e`.
    Nested {
        /// The number of rows `k`.
        rows: TokenStream,
        /// The number of links `l` in each.
        links: TokenStream,
        /// Whether `k` is the target, and not `e`.
        into_one: bool,
    },
    /// So many links `e`.
    OneByOne(TokenStream),
    /// For so many rows `k` of the sparse matrix its links `e`.
    ByRow(TokenStream),
}

/// Where the sparse weights of a connection are in the model.
pub(super) fn sparse_matrix(connection: &Connection) -> TokenStream {
    let path = connection.path();
    let path = path.iter().map(|part| field(part));
    quote!(self #(.#path)*.weights)
}

/// The links of a connection of `n` targets and `m` sources into target `k`.
pub(super) fn links_of_target(
    connection: &Connection,
    (n, m): (&TokenStream, &TokenStream),
    Names { k, e }: &Names,
) -> OfTarget {
    let matrix = sparse_matrix(connection);
    let row = |from, to, source, weight| OfTarget::Row { from, to, source, weight };
    let of_all = |weight| row(quote!(0), m.clone(), quote!(#e), weight);
    let of_pairs = |weight| row(quote!(#k * (#m / #n)), quote!((#k + 1) * (#m / #n)), quote!(#e), weight);
    let of_row = |source| row(quote!(#matrix.rows()[#k]), quote!(#matrix.rows()[#k + 1]), source, quote!(#e));
    match &connection.pattern {
        Pattern::All => of_all(quote!(0usize)),
        Pattern::Dense => of_all(quote!(#k * #m + #e)),
        Pattern::OneToOne => OfTarget::One(quote!(#k)),
        Pattern::Pre => OfTarget::One(quote!(#k % #m)),
        Pattern::Post => OfTarget::One(quote!(#k / (#n / #m).max(1))),
        Pattern::Sums => of_pairs(quote!(0usize)),
        Pattern::Rows => of_pairs(quote!(#e)),
        Pattern::Sparse(_) => of_row(quote!(#matrix.columns()[#e] as usize)),
        Pattern::SparsePre(_) => OfTarget::One(quote!(#matrix.columns()[#k] as usize)),
        Pattern::SparsePost(_) => OfTarget::One(quote!(#matrix.target_of(#k).0)),
        Pattern::SparseRows(_) => of_row(quote!(#e)),
    }
}

/// All links of a connection of `n` targets and `m` sources.
pub(super) fn all_of(
    connection: &Connection,
    (n, m): (&TokenStream, &TokenStream),
    Names { k, e }: &Names,
    l: &Ident,
) -> Links {
    let matrix = sparse_matrix(connection);
    let links = |order, source, target, weight| Links { order, source, target, weight };
    let (number, zero) = (quote!(#e), quote!(0usize));
    let of_targets = |source| links(Order::OneByOne(n.clone()), source, quote!(#e), quote!(0usize));
    // How often the smaller number is in the larger one.
    let (m_in_n, n_in_m) = (quote!(#n.checked_div(#m).unwrap_or(0)), quote!(#m.checked_div(#n).unwrap_or(0)));
    let nested = |rows: &TokenStream, links: &TokenStream, into_one| Order::Nested {
        rows: rows.clone(),
        links: links.clone(),
        into_one,
    };
    let of_sources = |weight| links(nested(n, &n_in_m, true), quote!(#e), quote!(#k), weight);
    let by_row = |source, weight| links(Order::ByRow(n.clone()), source, quote!(#k), weight);
    match &connection.pattern {
        Pattern::All => links(nested(n, m, true), quote!(#l), quote!(#k), zero),
        Pattern::Dense => links(nested(n, m, true), quote!(#l), quote!(#k), number),
        Pattern::OneToOne => of_targets(number),
        Pattern::Pre => links(nested(&m_in_n, m, false), quote!(#l), quote!(#e), zero),
        Pattern::Post => links(nested(m, &m_in_n, false), quote!(#k), quote!(#e), zero),
        Pattern::SparsePre(_) => of_targets(quote!(#matrix.columns()[#e] as usize)),
        Pattern::Sums => of_sources(zero),
        Pattern::Rows => of_sources(number),
        Pattern::Sparse(_) => by_row(quote!(#matrix.columns()[#e] as usize), number),
        Pattern::SparseRows(_) => by_row(quote!(#e), number),
        // A row of the matrix is a source here.
        Pattern::SparsePost(_) => links(Order::ByRow(m.clone()), quote!(#k), number, zero),
    }
}
