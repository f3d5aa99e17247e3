//! Names of the model as Rust identifiers.

use proc_macro2::{Ident, Span};
use pyrates_ir::finding::{Code, Finding, Name};

/// The identifier for a field, raw if the name is a keyword.
pub(crate) fn field(name: &str) -> Ident {
    let span = Span::call_site();
    syn::parse_str::<Ident>(name).unwrap_or_else(|_| Ident::new_raw(name, span))
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
