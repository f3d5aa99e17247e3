//! Long formulas in parts.

use pyrates_ir::expr::Expr;
use pyrates_ir::graph::{Graph, Part};

use super::SYNTAX;
use crate::emit::lower::signs;
use crate::emit::namer::Namer;
use crate::emit::prepared::{Leaf, Prepared};
use crate::emit::printer::Printer;

/// Formulas with more parts than this are divided.
const MAX_SIZE: usize = 60;

/// Writes formulas, with names for parts of long ones.
pub(super) struct Divided<'a> {
    model: &'a Prepared,
    namer: Namer,
    /// The number of names that were given.
    pub(super) n_parts: usize,
}

impl<'a> Divided<'a> {
    pub(super) fn new(model: &'a Prepared, mut namer: Namer) -> Divided<'a> {
        model.names().for_each(|name| namer.reserve(name));
        Divided { model, namer, n_parts: 0 }
    }

    /// The lines of the parts of a formula, if it is long, and its text.
    pub(super) fn formula(&mut self, e: &Expr<Leaf>) -> (Vec<String>, String) {
        if e.size() <= MAX_SIZE {
            return (Vec::new(), self.text(e));
        }
        let mut graph = Graph::new();
        let whole = graph.insert(e, &|leaf| *leaf);
        let code = graph.code(&[whole]);
        let mut names = std::collections::HashMap::new();
        let mut lines = Vec::new();
        for (part, value) in &code.named {
            let text = self.text_of_part(value, &names);
            self.n_parts += 1;
            let name = self.namer.name(&format!("w{}", self.n_parts));
            lines.push(format!("{name}={text}"));
            names.insert(*part, name);
        }
        let text = code.values.first().map(|value| self.text_of_part(value, &names));
        (lines, text.unwrap_or_default())
    }

    fn text_of_part(&self, e: &Expr<Part<Leaf>>, names: &std::collections::HashMap<usize, String>) -> String {
        let leaf = |part: &Part<Leaf>| match part {
            Part::Leaf(leaf) => self.leaf(leaf),
            Part::Named(part) => names[part].clone(),
        };
        Printer { syntax: &SYNTAX, leaf: &leaf, kind: None }.text(&signs(e))
    }

    /// A name that is free.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        self.namer.name(wanted)
    }

    pub(super) fn text(&self, e: &Expr<Leaf>) -> String {
        Printer { syntax: &SYNTAX, leaf: &|leaf: &Leaf| self.leaf(leaf), kind: None }.text(e)
    }

    /// The past is an expression.
    fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Past(k) => {
                let past = &self.model.past[*k];
                let delay = self.text(&self.model.delays[past.delay].value);
                format!("delay({},{delay})", self.model.states[past.state].name)
            }
            leaf => self.model.leaf(leaf),
        }
    }
}
