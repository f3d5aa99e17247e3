//! Carriers: hidden `macro_rules!` under the name of a definition that hand its tokens on.
//!
//! A carrier is called as `Name! { { [next] [more] ... } done ... }`. It appends its definition to what is
//! done and calls `next` in the same way, so a call that starts with the first definition used and lists the
//! others, and the last step at the end, arrives there with all definitions:
//! `__finish_node! { { } { header } { [path] [path] ... } { definition } { definition } ... }`.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};

use crate::parse::header::{Header, identity};
use crate::parse::node::{Use, distinct_paths};

/// The version of the carried tokens.
pub(crate) const VERSION: &str = "v3";

/// A definition as it arrives.
pub(crate) enum Definition {
    /// An operator with the definition that it extends.
    Operator(Box<Arrived>),
    /// A node with the definitions of its operators.
    Node(Box<Arrived>),
    /// A circuit with the definitions of its nodes and circuits.
    Circuit(Box<Arrived>),
    /// It has errors, which were reported where it is defined.
    Broken,
}

/// A header with all definitions that it uses, in order of their first use.
pub(crate) struct Arrived {
    pub(crate) header: Header,
    /// The paths of the definitions, as the item at hand writes them; empty for those that it uses.
    paths: Vec<TokenStream>,
    definitions: Vec<Definition>,
    /// The definitions as tokens, for the carrier of the item itself.
    tokens: Vec<Group>,
}

impl Arrived {
    /// The definitions with their paths.
    pub(crate) fn used(&self) -> impl Iterator<Item = (&TokenStream, &Definition)> {
        self.paths.iter().zip(&self.definitions)
    }

    /// The definitions.
    pub(crate) fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The definition that a use means.
    pub(crate) fn definition(&self, uses: &[Use], used: &Use) -> Option<&Definition> {
        let text = used.path.to_string();
        let index = distinct_paths(uses).iter().position(|path| path.to_string() == text)?;
        // The base comes first.
        self.definitions.get(index + usize::from(self.header.base.is_some()))
    }

    /// The definition that this one extends.
    pub(crate) fn base(&self) -> Option<&Definition> {
        self.header.base.as_ref().and(self.definitions.first())
    }
}

/// The call that collects the definitions behind `paths` and ends in the last step.
pub(crate) fn call(header: &Header, paths: &[TokenStream], last: &str) -> TokenStream {
    let krate = &header.krate;
    let last = Ident::new(last, Span::call_site());
    let (first, rest) = (&paths[0], &paths[1..]);
    let header = header.tokens();
    quote!(#first ! { { #([#rest])* [#krate::#last] } { #header } { #([#paths])* } })
}

/// What an operator carries.
pub(crate) fn operator(header: &Header) -> TokenStream {
    let version = Ident::new(VERSION, Span::call_site());
    let tokens = bare(header);
    quote!(operator #version #tokens)
}

/// What a node (or circuit) carries: itself and the definitions of its operators (or nodes).
pub(crate) fn composite(kind: &str, arrived: &Arrived) -> TokenStream {
    let kind = Ident::new(kind, Span::call_site());
    let version = Ident::new(VERSION, Span::call_site());
    let tokens = bare(&arrived.header);
    let definitions = &arrived.tokens;
    quote!(#kind #version #tokens #(#definitions)*)
}

/// What a definition with errors carries.
pub(crate) fn broken(header: &Header) -> TokenStream {
    let version = Ident::new(VERSION, Span::call_site());
    let name = &header.name;
    quote!(broken #version #name)
}

/// Identity, name and body, with an empty crate path in front.
fn bare(header: &Header) -> TokenStream {
    let Header { name, base, body, identity, .. } = header;
    let base = base.iter();
    quote!([] #identity #name #(: #base)* #body)
}

/// The carrier of an item, under the item's name.
pub(crate) fn carrier(header: &Header, definition: &TokenStream) -> TokenStream {
    let rule = quote_spanned! {header.name.span()=>
        ({ [$($next:tt)*] $($queue:tt)* } $($done:tt)*) => {
            $($next)* ! { { $($queue)* } $($done)* { #definition } }
        };
    };
    named(header, definition, &rule)
}

/// The carrier of an item from a file, which cannot be a part of others.
#[cfg(feature = "yaml")]
pub(crate) fn of_file(header: &Header) -> TokenStream {
    let message = format!(
        "[P0310] `{0}` comes from a file, and cannot be a part of other definitions\n  = help: put the larger model into the file, too",
        header.name
    );
    let rule =
        quote_spanned!(header.name.span()=> ($($tokens:tt)*) => { ::core::compile_error! { #message } };);
    named(header, &quote!(#message), &rule)
}

/// A hidden macro under the item's name; `definition` tells it from others.
fn named(header: &Header, definition: &TokenStream, rule: &TokenStream) -> TokenStream {
    let Header { visibility, name, .. } = header;
    let carrier = unique_name(name, definition);
    // Only `pub` items can be used from other crates; their macros must be exported there.
    let export = matches!(visibility, syn::Visibility::Public(_)).then(|| quote!(#[macro_export]));
    quote_spanned! {name.span()=>
        #[doc(hidden)]
        #[allow(unused_macros, non_local_definitions, clippy::crate_in_macro_def)]
        #export
        macro_rules! #carrier {
            #rule
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        #visibility use #carrier as #name;
    }
}

fn unique_name(name: &Ident, definition: &TokenStream) -> Ident {
    format_ident!("__pyrates_{}_{:016x}", name, identity(name, definition), span = name.span())
}

/// Reads what arrives at a last step.
pub(crate) fn arrive(input: TokenStream) -> syn::Result<Arrived> {
    struct Input(Arrived);
    impl Parse for Input {
        fn parse(input: ParseStream) -> syn::Result<Input> {
            let _queue: Group = input.parse()?;
            let header: Group = input.parse()?;
            let header = syn::parse2(header.stream())?;
            let paths: Group = input.parse()?;
            let path = |tree| match tree {
                TokenTree::Group(path) => path.stream(),
                other => other.into(),
            };
            let paths = paths.stream().into_iter().map(path).collect();
            Ok(Input(Arrived { paths, ..definitions(header, input)? }))
        }
    }
    syn::parse2::<Input>(input).map(|input| input.0)
}

fn definitions(header: Header, input: ParseStream) -> syn::Result<Arrived> {
    let mut arrived = Arrived { header, paths: Vec::new(), definitions: Vec::new(), tokens: Vec::new() };
    while !input.is_empty() {
        let group: Group = input.parse()?;
        arrived.definitions.push(syn::parse2(group.stream())?);
        arrived.tokens.push(group);
    }
    Ok(arrived)
}

impl Parse for Definition {
    fn parse(input: ParseStream) -> syn::Result<Definition> {
        let kind: Ident = input.parse()?;
        let version: Ident = input.parse()?;
        if version != VERSION {
            let message = format!(
                "[P0314] this definition was made by another version of pyrates (its form is {version}, here {VERSION} is used)\n  \
                 = help: let all crates use the same version of pyrates"
            );
            return Err(syn::Error::new(Span::call_site(), message));
        }
        if kind == "broken" {
            let _name: Ident = input.parse()?;
            return Ok(Definition::Broken);
        }
        let krate: Group = input.parse()?;
        let identity = input.parse::<syn::LitInt>()?.base10_parse()?;
        let name: Ident = input.parse()?;
        let base = Header::base(input)?;
        let body: Group = input.parse()?;
        let header = Header {
            identity,
            krate: krate.stream(),
            attributes: Vec::new(),
            visibility: syn::Visibility::Inherited,
            name,
            base,
            body,
        };
        let arrived = Box::new(definitions(header, input)?);
        Ok(match kind.to_string().as_str() {
            "operator" => Definition::Operator(arrived),
            "circuit" => Definition::Circuit(arrived),
            _ => Definition::Node(arrived),
        })
    }
}
