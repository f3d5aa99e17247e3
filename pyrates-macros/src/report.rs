//! Findings as compile errors on the user's tokens.

use proc_macro2::TokenStream;
use pyrates_ir::finding::Finding;
use quote::quote_spanned;

use crate::places::{Place, Places};

/// One `compile_error!` for each finding.
pub(crate) fn errors(findings: &[Finding], places: &Places) -> TokenStream {
    findings.iter().map(|finding| error(finding, places)).collect()
}

fn error(finding: &Finding, places: &Places) -> TokenStream {
    let place = places.get(finding.loc);
    let mut message = format!("[{}] {}", finding.code.number(), finding.message);
    let (first, last) = match &place {
        Place::Tokens(first, last) => (*first, *last),
        Place::InString { literal, text, range } => {
            message.push_str(&excerpt(text, range));
            (*literal, *literal)
        }
    };
    if let Some(help) = &finding.help {
        message.push_str(&format!("\n  = help: {help}"));
    }
    // The error covers the tokens from the first span to the last.
    let body = quote_spanned!(last=> { #message });
    quote_spanned!(first=> ::core::compile_error! #body)
}

/// The line of a string with a caret under the place.
fn excerpt(text: &str, range: &std::ops::Range<usize>) -> String {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or("");
    let column = text[start..range.start].chars().count();
    let width = text[range.start..range.end.min(start + line.len()).max(range.start)].chars().count().max(1);
    format!("\n  |  {line}\n  |  {}{}", " ".repeat(column), "^".repeat(width))
}
