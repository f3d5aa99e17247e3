//! Definitions from tokens. Every part is read on its own, so that all mistakes are found at once.

pub(crate) mod attributes;
pub(crate) mod circuit;
pub(crate) mod extension;
pub(crate) mod functions;
pub(crate) mod header;
pub(crate) mod node;
pub(crate) mod operator;
pub(crate) mod sections;
pub(crate) mod values;
pub(crate) mod vectors;

use proc_macro2::Ident;
use pyrates_ir::finding::{Finding, Name};

use crate::places::Places;

/// What reading collects: places and findings.
#[derive(Default)]
pub(crate) struct Context {
    pub(crate) places: Places,
    pub(crate) findings: Vec<Finding>,
}

impl Context {
    /// The word of an identifier, without `r#`, and its place.
    pub(crate) fn name(&mut self, ident: &Ident) -> Name {
        Name::new(crate::names::text(ident), self.places.token(ident.span()))
    }

    /// Keeps the finding, if there is one.
    pub(crate) fn keep<T>(&mut self, result: Result<T, Finding>) -> Option<T> {
        result.map_err(|finding| self.findings.push(finding)).ok()
    }
}
