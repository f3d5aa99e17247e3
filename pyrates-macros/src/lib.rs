//! The procedural macros `operator!`, `node!`, `circuit!`, `function!` and `from_yaml!` of PyRates for Rust.
//!
//! A macro sees only its own tokens. So each definition also leaves a *carrier*: a hidden
//! `macro_rules!` under the same name that hands its tokens on. `node!` and `circuit!` call the carriers
//! of everything they use, one after the other, and end in a last step that holds all definitions
//! (see `carrier.rs`). Users reach these macros through wrappers in `pyrates-runtime`, which pass the path
//! of their own crate as the first argument. The language is documented in `docs/language.md`.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod assemble;
mod carrier;
mod expand;
#[cfg(feature = "yaml")]
mod from_yaml;
mod function;
mod lex;
mod names;
mod parse;
mod places;
mod report;
mod steps;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Defines an operator. The first argument is `[path of the runtime crate]`.
#[doc(hidden)]
#[proc_macro]
pub fn __operator(input: TokenStream) -> TokenStream {
    steps::operator(input.into()).into()
}

/// Defines a function written in Rust. The first argument is `[path of the runtime crate]`.
#[doc(hidden)]
#[proc_macro]
pub fn __function(input: TokenStream) -> TokenStream {
    function::function(input.into()).into()
}

/// Defines a node, first step: calls the carriers of its operators.
#[doc(hidden)]
#[proc_macro]
pub fn __node(input: TokenStream) -> TokenStream {
    steps::node(input.into()).into()
}

/// Defines a circuit, first step: calls the carriers of its nodes.
#[doc(hidden)]
#[proc_macro]
pub fn __circuit(input: TokenStream) -> TokenStream {
    steps::circuit(input.into()).into()
}

/// Defines an operator that extends another one, last step: the other one is known.
#[doc(hidden)]
#[proc_macro]
pub fn __finish_operator(input: TokenStream) -> TokenStream {
    steps::finish_operator(input.into()).into()
}

/// Defines a node, last step: all operators are known.
#[doc(hidden)]
#[proc_macro]
pub fn __finish_node(input: TokenStream) -> TokenStream {
    steps::finish_node(input.into()).into()
}

/// Defines a circuit, last step: all nodes and operators are known.
#[doc(hidden)]
#[proc_macro]
pub fn __finish_circuit(input: TokenStream) -> TokenStream {
    steps::finish_circuit(input.into()).into()
}

/// Defines a model that a template file describes. The first argument is `[path of the runtime crate]`.
#[cfg(feature = "yaml")]
#[doc(hidden)]
#[proc_macro]
pub fn __from_yaml(input: TokenStream) -> TokenStream {
    from_yaml::from_yaml(input.into()).into()
}
