//! What a routine needs: the variables that it reads, and the definitions of the functions that it calls.

use std::collections::BTreeSet;

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::system::Kind;
use pyrates_ir::user_function::UserFunction;

use super::erf::with_coefficients;
use super::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedEvent, PreparedValue};
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
    /// Indices of states for which elements of [`Prepared::vector`] are read.
    pub vector: BTreeSet<usize>,
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
                Leaf::Vector(i) => _ = reads.vector.insert(i),
                Leaf::Auxiliary(i) => {
                    if reads.auxiliaries.insert(i) {
                        open.extend(self.auxiliaries[i].value.leaves());
                    }
                }
            }
        }
        reads
    }

    /// The tables that a routine reads.
    pub(super) fn tables_of(&self, reads: &Reads) -> BTreeSet<usize> {
        let of_past = reads.past.iter().flat_map(|&i| [self.past[i].units, self.past[i].lags]).flatten();
        let of_auxiliaries = reads.auxiliaries.iter().filter_map(|&i| self.auxiliaries[i].value.table());
        let used = self.used_tables();
        of_past.chain(of_auxiliaries).filter(|k| used.contains(k)).collect()
    }

    /// The expressions of noise and events.
    pub fn happenings(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        let of_noise = self.noise.iter().map(|noise| &noise.amplitude);
        let of_events = self.events.iter().flat_map(PreparedEvent::expressions);
        of_noise.chain(of_events)
    }

    /// All that a routine reads, in the order of [`Prepared::bindings`].
    pub fn declared(&self, reads: &Reads) -> Vec<Leaf> {
        let states = reads.states.iter().copied().map(Leaf::State);
        let past = reads.past.iter().copied().map(Leaf::Past);
        let parameters = reads.parameters.iter().copied().map(Leaf::Parameter);
        let auxiliaries = reads.auxiliaries.iter().copied().map(Leaf::Auxiliary);
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
        let auxiliaries = || reads.auxiliaries.iter().map(|&k| &self.auxiliaries[k]);
        open.extend(auxiliaries().filter_map(|a| a.value.expression()));
        let mut definitions = definitions(syntax, open, &|e| self.kind_of(e));
        let sums_links = |kind| {
            let is_it = |a: &PreparedAuxiliary| matches!(a.value, PreparedValue::LinkSum { .. });
            auxiliaries().any(|a| is_it(a) && a.kind == kind)
        };
        let of_arrays = syntax.arrays.and_then(|arrays| arrays.link_sum_helper);
        let of_complex = syntax.complex.and_then(|complex| complex.link_sum_helper);
        let of_arrays = of_arrays.filter(|_| sums_links(Kind::Real));
        let of_complex = of_complex.filter(|_| sums_links(Kind::Complex));
        definitions.extend([of_arrays, of_complex].into_iter().flatten().map(helper));
        without_repeats(&mut definitions);
        definitions
    }
}

fn without_repeats(definitions: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    definitions.retain(|definition| seen.insert(definition.clone()));
}

/// The definitions that expressions need; `kind` says which of these are complex.
pub(super) fn definitions<'a, L: 'a>(
    syntax: &Syntax,
    expressions: impl IntoIterator<Item = &'a Expr<L>>,
    kind: &dyn Fn(&Expr<L>) -> Kind,
) -> Vec<String> {
    let of_complex = |arguments: &[Expr<L>]| arguments.iter().any(|e| kind(e) == Kind::Complex);
    let (mut functions, mut selects) = (BTreeSet::new(), false);
    for e in expressions {
        e.visit(&mut |e| match e {
            Expr::Call(function, arguments) => _ = functions.insert((function, of_complex(arguments))),
            Expr::Select(..) => selects = true,
            _ => {}
        });
    }
    let mut definitions: Vec<String> = Vec::new();
    for (function, is_complex) in functions {
        let of_complex = syntax.complex.filter(|_| is_complex).map(|complex| complex.function);
        definitions.extend(match function {
            Function::User(function) => user_definition(function, syntax),
            built_in => match of_complex.unwrap_or(syntax.function)(built_in) {
                Spelling::Native(_) => None,
                Spelling::Helper(found) => Some(helper(found)),
            },
        });
    }
    definitions.extend(syntax.select_helper.filter(|_| selects).map(helper));
    without_repeats(&mut definitions);
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
