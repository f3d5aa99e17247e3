//! Names of the model as Rust identifiers.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use pyrates_ir::finding::{Code, Finding, Name};
use quote::quote;

/// The identifier for a field, raw if the name is a keyword.
pub(crate) fn field(name: &str) -> Ident {
    let span = Span::call_site();
    syn::parse_str::<Ident>(name).unwrap_or_else(|_| Ident::new_raw(name, span))
}

/// Access to what a path leads to inside a struct: `.op.x[0]`. Indices are those of elements of vectors.
pub(crate) fn access(path: &[String]) -> TokenStream {
    let part = |part: &String| match part.parse::<usize>() {
        Ok(index) => {
            let index = Literal::usize_unsuffixed(index);
            quote!([#index])
        }
        Err(_) => {
            let field = field(part);
            quote!(.#field)
        }
    };
    path.iter().map(part).collect()
}

/// The text of an identifier, without `r#`.
pub(crate) fn text(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_string)
}

/// `lotka_volterra` and `prey2` become `LotkaVolterra` and `Prey2`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut result = String::new();
    let mut upper = true;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            result.extend(c.to_uppercase());
            upper = false;
        } else {
            result.push(c);
        }
    }
    result
}

/// The words that cannot be identifiers at all.
const FORBIDDEN: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Refuses names that cannot be fields of a struct.
pub(crate) fn check(name: &Name, findings: &mut Vec<Finding>) {
    if FORBIDDEN.contains(&name.text.as_str()) {
        let message = format!("`{}` cannot be a name in Rust", name.text);
        findings.push(Finding::new(Code::Item, name.loc, message).help("choose another name"));
    }
}
