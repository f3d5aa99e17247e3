//! Definitions from tokens. Every part is read on its own, so that all mistakes are found at once.

pub(crate) mod circuit;
pub(crate) mod header;
pub(crate) mod node;
pub(crate) mod operator;
pub(crate) mod sections;
pub(crate) mod values;

use pyrates_ir::finding::Finding;

use crate::places::Places;

/// What reading collects: places and findings.
#[derive(Default)]
pub(crate) struct Context {
    pub(crate) places: Places,
    pub(crate) findings: Vec<Finding>,
}

impl Context {
    /// Keeps the finding, if there is one.
    pub(crate) fn keep<T>(&mut self, result: Result<T, Finding>) -> Option<T> {
        result.map_err(|finding| self.findings.push(finding)).ok()
    }
}
