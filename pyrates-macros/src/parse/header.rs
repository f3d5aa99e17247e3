//! What all definitions have in common: attributes, visibility, a name, and a body in braces.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};

/// `[crate path] attributes visibility Name: Base { body }`.
#[derive(Clone)]
pub(crate) struct Header {
    /// The path of the runtime crate.
    pub(crate) krate: TokenStream,
    pub(crate) attributes: Vec<syn::Attribute>,
    pub(crate) visibility: syn::Visibility,
    pub(crate) name: Ident,
    /// The path of the definition that this one extends.
    pub(crate) base: Option<TokenStream>,
    pub(crate) body: Group,
    /// What tells the definition from all others, of any crate.
    pub(crate) identity: u64,
}

impl Parse for Header {
    fn parse(input: ParseStream) -> syn::Result<Header> {
        let krate: Group = input.parse()?;
        let attributes = input.call(syn::Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let name = input.parse()?;
        let base = Header::base(input)?;
        if !input.peek(syn::token::Brace) {
            return Err(input.error(format!("[P0211] `{name}` needs a body in braces")));
        }
        let body: Group = input.parse()?;
        if !input.is_empty() {
            return Err(
                input.error("[P0211] one macro call defines one item; this is behind its closing brace")
            );
        }
        let identity = identity(&name, &body.stream());
        Ok(Header { krate: krate.stream(), attributes, visibility, name, base, body, identity })
    }
}

/// A number that no other definition has: a hash of the crate, the definition, and how many there were before.
pub(crate) fn identity(name: &Ident, definition: &TokenStream) -> u64 {
    static COUNTER: AtomicUsize = AtomicUsize::new(0);
    let mut hasher = DefaultHasher::new();
    std::env::var("CARGO_PKG_NAME").unwrap_or_default().hash(&mut hasher);
    std::env::var("CARGO_PKG_VERSION").unwrap_or_default().hash(&mut hasher);
    name.to_string().hash(&mut hasher);
    definition.to_string().hash(&mut hasher);
    COUNTER.fetch_add(1, Ordering::Relaxed).hash(&mut hasher);
    hasher.finish()
}

impl Header {
    /// `: Base`, if it stands there.
    pub(crate) fn base(input: ParseStream) -> syn::Result<Option<TokenStream>> {
        if !input.peek(syn::Token![:]) {
            return Ok(None);
        }
        input.parse::<syn::Token![:]>()?;
        let base: syn::Path = input.call(syn::Path::parse_mod_style)?;
        Ok(Some(base.to_token_stream()))
    }

    /// The same tokens again, for the next step.
    pub(crate) fn tokens(&self) -> TokenStream {
        let Header { krate, attributes, visibility, name, base, body, .. } = self;
        let base = base.iter();
        quote!([#krate] #(#attributes)* #visibility #name #(: #base)* #body)
    }

    /// The trees of the body.
    pub(crate) fn trees(&self) -> Vec<TokenTree> {
        self.body.stream().into_iter().collect()
    }

    /// The text of the doc comments.
    pub(crate) fn doc(&self) -> String {
        doc(&self.attributes)
    }
}

/// The text of doc comments, one line each.
pub(crate) fn doc(attributes: &[syn::Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path().is_ident("doc")) {
        if let syn::Meta::NameValue(pair) = &attribute.meta
            && let Ok(text) = syn::parse2::<syn::LitStr>(pair.value.to_token_stream())
        {
            lines.push(text.value().trim().to_string());
        }
    }
    lines.join("\n").trim().to_string()
}
