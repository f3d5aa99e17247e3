//! Whether matrices and what lies on edges fit the populations that the edges join.

use proc_macro2::{Ident, TokenStream};
use pyrates_ir::system::{Connection, Coupling, Delays, Pattern, UnitRange, VariableRef, Weights};
use quote::quote;

use super::Item;
use super::pairs::{self, lies_on_links};
use super::patterns::sparse_matrix;
use crate::names::field;

/// Whether the weights of a coupling are those of pairs.
pub(super) fn has_matrix(coupling: &Coupling) -> bool {
    let of_pairs = |c: &Connection| {
        matches!(c.pattern, Pattern::Dense | Pattern::Rows | Pattern::Sparse(_) | Pattern::SparseRows(_))
    };
    coupling.connection.as_ref().is_some_and(of_pairs)
}

/// The function `check_sizes` of the model, if it has edges between populations.
pub(super) fn check(item: &Item) -> TokenStream {
    let krate = &item.header.krate;
    let couplings = &item.system.couplings;
    let mut checks: Vec<TokenStream> = couplings.iter().flat_map(|c| of_coupling(item, c)).collect();
    checks.extend(couplings.iter().filter_map(|c| of_operand(item, c)));
    if checks.is_empty() {
        return quote!();
    }
    quote! {
        fn check_sizes(&self) -> ::core::result::Result<(), #krate::SizeError> {
            #(#checks)*
            ::core::result::Result::Ok(())
        }
    }
}

/// The function `fit_edges` of the model, if it has populations or links that are chosen at run time.
pub(super) fn fit(item: &Item) -> TokenStream {
    let mut statements: Vec<TokenStream> =
        item.system.couplings.iter().flat_map(|c| fit_coupling(item, c)).collect();
    for coupling in &item.system.couplings {
        statements.extend(fit_stage(item, coupling));
    }
    if statements.is_empty() {
        return quote!();
    }
    quote!(fn fit_edges(&mut self) { #(#statements)* })
}

fn is_dynamic(item: &Item, coupling: &Coupling) -> bool {
    is_resizable(item, coupling.source) || is_resizable(item, coupling.target)
}

fn is_resizable(item: &Item, at: VariableRef) -> bool {
    item.system.group(at).members.iter().any(|member| member.resizable)
}

/// Resizes the matrices of a connection.
fn fit_coupling(item: &Item, coupling: &Coupling) -> Vec<TokenStream> {
    let Some(connection) = coupling.connection.as_ref().filter(|_| is_dynamic(item, coupling)) else {
        return Vec::new();
    };
    if !has_matrix(coupling) {
        return Vec::new();
    }
    let fields: Vec<Ident> = connection.path().iter().map(|part| field(part)).collect();
    let (n, m) = ends(item, coupling, connection);
    if let Pattern::SparseRows(_) = connection.pattern {
        let resize = quote!(let (n_, m_) = (#n, #m); weights_.resize(n_, m_););
        let resizable = [Some(coupling.target), source_of_pairs(item, connection).map(|feed| feed.source)];
        let resize = resizable.into_iter().flatten().any(|at| is_resizable(item, at)).then_some(resize);
        return vec![pairs::fit(&connection.path(), resize.as_ref())];
    }
    let mut statements = Vec::new();
    let own = [
        ("weights", coupling.weights == Weights::Own, &connection.weights),
        ("delays", coupling.delays == Delays::Own && !coupling.has_one_delay(), &connection.delays),
    ];
    for (what, _, declared) in own.into_iter().filter(|(_, own, _)| *own) {
        let key = field(what);
        let value = super::expression::literal(declared.first().copied().unwrap_or(1.0));
        let value = (!matches!(connection.pattern, Pattern::Sparse(_))).then(|| quote!(, #value));
        statements.push(quote! {
            let (n_, m_) = (#n, #m);
            self #(.#fields)*.#key.resize(n_, m_ #value);
        });
    }
    statements
}

/// The numbers of units at the end and at the start of the edge of which the connection is the end.
fn ends(item: &Item, coupling: &Coupling, connection: &Connection) -> (TokenStream, TokenStream) {
    let n = count(item, coupling.target, connection.targets);
    let m = match connection.pattern {
        // The sources of a sum over pairs are the pairs.
        Pattern::Rows | Pattern::Sums | Pattern::SparseRows(_) => sources_of_pairs(item, connection),
        _ => count(item, coupling.source, connection.sources),
    };
    (n, m)
}

/// The number of units at the start of the edge on which pairs lie.
fn sources_of_pairs(item: &Item, connection: &Connection) -> TokenStream {
    match source_of_pairs(item, connection).and_then(|feed| Some((feed, feed.connection.as_ref()?))) {
        Some((feed, c)) => count(item, feed.source, c.sources),
        None => quote!(0usize),
    }
}

/// The coupling by which the units at the start of an edge feed what lies on its pairs.
fn source_of_pairs<'a>(item: &Item<'a>, connection: &Connection) -> Option<&'a Coupling> {
    let of_pairs = |c: &Connection| {
        let pre = matches!(c.pattern, Pattern::Pre | Pattern::SparsePre(_));
        pre && c.path() == connection.path()
    };
    let mut couplings = item.system.couplings.iter();
    couplings.find(|feed| feed.connection.as_ref().is_some_and(of_pairs))
}

/// Resizes what lies on a connection, by the edges that feed it.
fn fit_stage(item: &Item, feed: &Coupling) -> Option<TokenStream> {
    let connection = feed.connection.as_ref()?;
    let stage = item.system.group(feed.target);
    let [member] = stage.members.as_slice() else { return None };
    if !stage.is_on_edges() || !member.resizable || lies_on_links(item.system, feed.target.group) {
        return None;
    }
    let fields: Vec<Ident> = member.path.iter().map(|part| field(part)).collect();
    let m = count(item, feed.source, connection.sources);
    let n = match connection.pattern {
        Pattern::OneToOne => m,
        Pattern::Pre => {
            let target = item.system.couplings.iter().find(|c| c.source.group == feed.target.group)?;
            let n = count(item, target.target, target.connection.as_ref()?.targets);
            quote!(#n * #m)
        }
        _ => return None,
    };
    Some(quote!(let n_ = #n; self #(.#fields)*.resize(n_);))
}

fn of_coupling(item: &Item, coupling: &Coupling) -> Vec<TokenStream> {
    let Some(connection) = &coupling.connection else { return Vec::new() };
    let krate = &item.header.krate;
    let path = connection.path();
    let text = path.join("/");
    let fields: Vec<Ident> = path.iter().map(|part| field(part)).collect();
    let (n, sources) = ends(item, coupling, connection);
    let expected = quote!((#n, #sources));
    let delays_on_links = coupling.delays == Delays::Own && !coupling.has_one_delay();
    let mut checks = Vec::new();
    let own = [("weights", coupling.weights == Weights::Own), ("delays", delays_on_links)];
    for (what, _) in own.into_iter().filter(|(_, own)| *own && has_matrix(coupling)) {
        let (key, path) = (field(what), format!("{text}/{what}"));
        let matrix = quote!(self #(.#fields)*.#key);
        checks.push(quote! {
            #krate::SizeError::unless_equal(#path, (#matrix.targets(), #matrix.sources()), #expected)?;
        });
    }
    match connection.pattern {
        Pattern::Sparse(_) if delays_on_links && coupling.weights == Weights::Own => {
            let (edge, path) = (quote!(self #(.#fields)*), format!("{text}/delays"));
            checks.push(quote!(#krate::SizeError::unless_same_links(#path, &#edge.delays, &#edge.weights)?;));
        }
        Pattern::OneToOne if !lies_on_links(item.system, coupling.target.group) => {
            checks.push(quote!(#krate::SizeError::unless_equal(#text, (#n, #n), #expected)?;))
        }
        Pattern::SparseRows(_) => checks.extend(pairs::check(item.system, &path, krate)),
        Pattern::Rows | Pattern::Sums => {
            let m = count(item, coupling.source, connection.sources);
            let path = format!("{text}/pairs");
            checks.push(quote! {
                if #m != #n * #sources {
                    #krate::SizeError::unless_equal(#path, (#m, 1), (#n, #sources))?;
                }
            });
        }
        _ => {}
    }
    checks
}

/// Whether a population that feeds what lies on links is as large as that at its end of the edge.
fn of_operand(item: &Item, feed: &Coupling) -> Option<TokenStream> {
    let (krate, connection) = (&item.header.krate, feed.connection.as_ref()?);
    let m = count(item, feed.source, connection.sources);
    let matrix = sparse_matrix(connection);
    let expected = match connection.pattern {
        Pattern::SparsePre(_) => quote!((#matrix.targets(), #m)),
        Pattern::SparsePost(_) => quote!((#m, #matrix.sources())),
        _ => return None,
    };
    let path = connection.path().join("/") + "/weights";
    Some(quote!(#krate::SizeError::unless_equal(#path, (#matrix.targets(), #matrix.sources()), #expected)?;))
}

/// The number of units of a range, as Rust.
fn count(item: &Item, at: VariableRef, range: UnitRange) -> TokenStream {
    let group = item.system.group(at);
    match group.members.as_slice() {
        [member] if member.resizable => {
            let path = member.path.iter().map(|part| field(part));
            quote!(self #(.#path)*.len())
        }
        _ => {
            let n = range.count;
            quote!(#n)
        }
    }
}
