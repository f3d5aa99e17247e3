//! Derivatives of right-hand sides for targets that want more than a Jacobian: of high order, by the past, and along a
//! direction.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::graph::{Code, Graph, Part};
use pyrates_ir::system::Kind;

use super::Target;
use super::error::EmitError;
use super::lower::signs;
use super::namer::Namer;
use super::prepared::{Leaf, Prepared};
use super::printer::Printer;
use super::reads::definitions;
use super::syntax::Syntax;

/// A leaf of right-hand sides and their derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Symbol {
    /// The value of a variable.
    Value(Leaf),
    /// The component of a direction that belongs to the variable.
    Direction(Leaf),
}

/// The right-hand sides of a model without arrays as a graph, to which derivatives are added.
pub(super) struct Derivatives<'a> {
    model: &'a Prepared,
    pub(super) graph: Graph<Symbol>,
    /// The right-hand sides, as parts of the graph.
    pub(super) rows: Vec<usize>,
    /// The names of auxiliary variables, by their parts.
    names: HashMap<usize, String>,
    /// Hands out names beside those of the model.
    namer: Namer,
}

impl<'a> Derivatives<'a> {
    pub(super) fn new(model: &'a Prepared, target: &dyn Target) -> Derivatives<'a> {
        let mut graph = Graph::new();
        let (auxiliaries, rows) = insert(&mut graph, model, &model.derivatives, &Symbol::Value);
        let mut names = HashMap::new();
        for (part, auxiliary) in auxiliaries.into_iter().zip(&model.auxiliaries) {
            names.entry(part).or_insert_with(|| auxiliary.name.clone());
        }
        let mut namer = Namer::new(target.name_rules(model.is_delayed()));
        model.names().for_each(|name| namer.reserve(name));
        Derivatives { model, graph, rows, names, namer }
    }

    /// The variables on which a part depends.
    pub(super) fn variables(&self, part: usize) -> BTreeSet<Leaf> {
        let leaf = |part| match self.graph.as_leaf(part) {
            Some(Symbol::Value(leaf)) => Some(*leaf),
            _ => None,
        };
        self.graph.leaves_of(part).into_iter().filter_map(leaf).collect()
    }

    /// The derivative of a part by a variable; none if it is zero.
    pub(super) fn partial(&mut self, part: usize, by: Leaf) -> Option<usize> {
        let leaf = self.graph.leaf(Symbol::Value(by));
        let derivative = self.graph.partial(part, leaf);
        (self.graph.as_number(derivative) != Some(0.0)).then_some(derivative)
    }

    /// The derivatives of a part by all parameters that are not zero, with the indices of these.
    pub(super) fn by_parameters(&mut self, part: usize) -> Vec<(usize, usize)> {
        self.by(part, |leaf| if let Leaf::Parameter(j) = leaf { Some(j) } else { None })
    }

    /// The derivatives of a part by all present states that are not zero, with the indices of these.
    pub(super) fn by_states(&mut self, part: usize) -> Vec<(usize, usize)> {
        self.by(part, |leaf| if let Leaf::State(i) = leaf { Some(i) } else { None })
    }

    fn by(&mut self, part: usize, index: impl Fn(Leaf) -> Option<usize>) -> Vec<(usize, usize)> {
        let variables = self.variables(part).into_iter();
        let indices: Vec<(usize, Leaf)> = variables.filter_map(|leaf| Some((index(leaf)?, leaf))).collect();
        indices.into_iter().filter_map(|(i, leaf)| Some((i, self.partial(part, leaf)?))).collect()
    }

    /// The derivatives of this order of all right-hand sides along a direction in states, their past, and parameters.
    pub(super) fn directional(&mut self, order: usize) -> Vec<usize> {
        let direction = |symbol: &Symbol| match symbol {
            Symbol::Value(leaf) if *leaf != Leaf::Time => Some(Symbol::Direction(*leaf)),
            _ => None,
        };
        let rows = self.rows.clone();
        rows.into_iter().map(|row| self.graph.directional(row, order, &direction)).collect()
    }

    /// Refuses functions in Rust whose derivatives in these parts the user has not spelled.
    pub(super) fn check(
        &self,
        parts: &[usize],
        target: &dyn Target,
        advice: &'static str,
    ) -> Result<(), EmitError> {
        let missing = self.graph.functions_of(parts).into_iter().find_map(|function| match function {
            Function::User(function) if function.spelling(target.language()).is_none() => {
                Some(function.clone())
            }
            _ => None,
        });
        let Some(missing) = missing else { return Ok(()) };
        let calls = |&row: &usize| {
            let functions = self.graph.functions_of(&[row]);
            functions.iter().any(|f| matches!(f, Function::User(f) if f.base_name() == missing.base_name()))
        };
        let row = self.rows.iter().position(calls);
        Err(EmitError::Function {
            target: target.name(),
            construct: format!("a higher derivative of the function `{}`", missing.base_name()),
            variable: row.map_or_else(|| self.model.model.clone(), |i| self.model.states[i].path.clone()),
            advice,
        })
    }

    /// The statements that compute some parts.
    pub(super) fn routine(&self, syntax: &'static Syntax, parts: &[usize]) -> Routine {
        let code = self.graph.code(parts);
        let mut namer = self.namer.clone();
        let mut names = HashMap::new();
        for (k, (part, _)) in code.named.iter().enumerate() {
            let own = self.names.get(part).cloned();
            names.insert(*part, own.unwrap_or_else(|| namer.name(&format!("w{}", k + 1))));
        }
        let directions = code.leaves().into_iter().filter_map(|symbol| match symbol {
            Symbol::Direction(leaf) => Some((*leaf, namer.name(&format!("d_{}", self.model.leaf(leaf))))),
            Symbol::Value(_) => None,
        });
        Routine { directions: directions.collect(), names, code, syntax }
    }
}

/// Adds expressions of a model without arrays to a graph, and with them the auxiliary variables that they are made of.
/// Returns the parts of these, and of the expressions.
pub(super) fn insert<'a, L: Clone + Eq + Hash>(
    graph: &mut Graph<L>,
    model: &Prepared,
    expressions: impl IntoIterator<Item = &'a Expr<Leaf>>,
    leaf: &dyn Fn(Leaf) -> L,
) -> (Vec<usize>, Vec<usize>) {
    let mut auxiliaries: Vec<usize> = Vec::new();
    let mut insert = |e: &Expr<Leaf>, auxiliaries: &[usize]| {
        graph.insert_parts(e, &mut |graph, l| match *l {
            Leaf::Auxiliary(k) => auxiliaries[k],
            l => graph.leaf(leaf(l)),
        })
    };
    // Without arrays every auxiliary is computed by an expression.
    for e in model.auxiliaries.iter().filter_map(|auxiliary| auxiliary.value.expression()) {
        let part = insert(e, &auxiliaries);
        auxiliaries.push(part);
    }
    let parts = expressions.into_iter().map(|e| insert(e, &auxiliaries)).collect();
    (auxiliaries, parts)
}

/// Statements that compute some derivatives.
pub(super) struct Routine {
    code: Code<Symbol>,
    /// The names of parts that are computed before.
    names: HashMap<usize, String>,
    directions: HashMap<Leaf, String>,
    syntax: &'static Syntax,
}

impl Routine {
    /// The first statements: names for what is read, then for what is used several times. `place` says where the value
    /// or the direction of a variable is; what has its name already is nowhere.
    pub(super) fn bindings(
        &self,
        model: &Prepared,
        place: &dyn Fn(&Symbol) -> Option<String>,
        end: &str,
    ) -> Vec<String> {
        let read = self.code.leaves().into_iter();
        let read =
            read.filter_map(|symbol| Some(format!("{} = {}{end}", self.leaf(model, symbol), place(symbol)?)));
        let named = self.code.named.iter();
        let named = named.map(|(part, e)| format!("{} = {}{end}", self.names[part], self.text(model, e)));
        read.chain(named).collect()
    }

    /// The values, in the order in which they were asked for.
    pub(super) fn values(&self, model: &Prepared) -> Vec<String> {
        self.code.values.iter().map(|e| self.text(model, e)).collect()
    }

    /// What the file must define for it.
    pub(super) fn definitions(&self) -> Vec<String> {
        definitions(self.syntax, self.code.expressions(), &|_| Kind::Real)
    }

    fn text(&self, model: &Prepared, e: &Expr<Part<Symbol>>) -> String {
        let leaf = |part: &Part<Symbol>| match part {
            Part::Leaf(symbol) => self.leaf(model, symbol),
            Part::Named(part) => self.names[part].clone(),
        };
        Printer { syntax: self.syntax, leaf: &leaf, kind: None }.text(&signs(e))
    }

    fn leaf(&self, model: &Prepared, symbol: &Symbol) -> String {
        match symbol {
            Symbol::Value(leaf) => model.leaf(leaf),
            Symbol::Direction(leaf) => self.directions[leaf].clone(),
        }
    }
}
