//! What a routine needs: the variables that it reads, and the definitions of the functions that it calls.

use std::collections::BTreeSet;

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::user_function::UserFunction;

use super::erf::with_coefficients;
use super::prepared::{Leaf, Prepared, PreparedEvent, PreparedValue};
use super::syntax::{Helper, Spelling, Syntax};
use super::template;

/// The variables that a routine reads, directly or through auxiliaries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Indices of states.
    pub states: BTreeSet<usize>,
    /// Indices of parameters.
    pub parameters: BTreeSet<usize>,
    /// Indices of delayed states.
    pub past: BTreeSet<usize>,
    /// Indices of auxiliaries, which come in order of evaluation.
    pub auxiliaries: BTreeSet<usize>,
}

impl Prepared {
    /// What a routine that computes these expressions has to read.
    pub fn reads<'a>(&'a self, outputs: impl IntoIterator<Item = &'a Expr<Leaf>>) -> Reads {
        let mut reads = Reads::default();
        let outputs = outputs.into_iter().flat_map(Expr::leaves);
        let mut open: Vec<Leaf> = outputs.copied().collect();
        while let Some(leaf) = open.pop() {
            match leaf {
                Leaf::Time => {}
                Leaf::State(i) => _ = reads.states.insert(i),
                Leaf::Parameter(i) => _ = reads.parameters.insert(i),
                Leaf::Past(i) => _ = reads.past.insert(i),
                Leaf::Auxiliary(i) => {
                    if reads.auxiliaries.insert(i) {
                        open.extend(self.auxiliaries[i].value.leaves());
                    }
                }
            }
        }
        reads
    }

    /// The expressions of noise and events.
    pub fn happenings(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        let of_noise = self.noise.iter().map(|noise| &noise.amplitude);
        let of_events = self.events.iter().flat_map(PreparedEvent::expressions);
        of_noise.chain(of_events)
    }

    /// The names of all that a routine reads, with their numbers of elements, in the order of [`Prepared::bindings`].
    pub fn declared(&self, reads: &Reads) -> Vec<(&str, usize)> {
        let states = reads.states.iter().map(|&i| (self.states[i].name.as_str(), self.states[i].n()));
        let past = reads.past.iter().map(|&i| (self.past[i].name.as_str(), self.past[i].n));
        let parameters =
            reads.parameters.iter().map(|&i| (self.parameters[i].name.as_str(), self.parameters[i].n()));
        let auxiliaries =
            reads.auxiliaries.iter().map(|&i| (self.auxiliaries[i].name.as_str(), self.auxiliaries[i].n));
        states.chain(past).chain(parameters).chain(auxiliaries).collect()
    }

    /// The definitions that the file needs for these expressions, and for the auxiliaries they read.
    pub fn definitions<'a>(
        &'a self,
        syntax: &Syntax,
        outputs: impl IntoIterator<Item = &'a Expr<Leaf>>,
    ) -> Vec<String> {
        let mut open: Vec<&Expr<Leaf>> = outputs.into_iter().collect();
        let reads = self.reads(open.iter().copied());
        let values = || reads.auxiliaries.iter().map(|&k| &self.auxiliaries[k].value);
        open.extend(values().filter_map(PreparedValue::expression));
        let mut definitions = definitions(syntax, open);
        let sums_links = values().any(|value| matches!(value, PreparedValue::LinkSum { .. }));
        let of_arrays = syntax.arrays.and_then(|arrays| arrays.link_sum_helper);
        definitions.extend(of_arrays.filter(|_| sums_links).map(helper));
        definitions
    }
}

/// The definitions that expressions need.
pub(super) fn definitions<'a, L: 'a>(
    syntax: &Syntax,
    expressions: impl IntoIterator<Item = &'a Expr<L>>,
) -> Vec<String> {
    let (mut functions, mut selects) = (BTreeSet::new(), false);
    for e in expressions {
        e.visit(&mut |e| match e {
            Expr::Call(function, _) => _ = functions.insert(function),
            Expr::Select(..) => selects = true,
            _ => {}
        });
    }
    let mut definitions: Vec<String> = Vec::new();
    for function in functions {
        definitions.extend(match function {
            Function::User(function) => user_definition(function, syntax),
            built_in => match (syntax.function)(built_in) {
                Spelling::Native(_) => None,
                Spelling::Helper(found) => Some(helper(found)),
            },
        });
    }
    definitions.extend(syntax.select_helper.filter(|_| selects).map(helper));
    let mut seen = BTreeSet::new();
    definitions.retain(|definition| seen.insert(definition.clone()));
    definitions
}

fn helper(helper: &Helper) -> String {
    with_coefficients(helper.text)
}

/// The definition that the user's spelling of a function needs, if any.
fn user_definition(function: &UserFunction, syntax: &Syntax) -> Option<String> {
    let spelling = function.implementation()?.spelling(syntax.language)?;
    (!spelling.definition.trim().is_empty()).then(|| template::dedent(spelling.definition))
}
