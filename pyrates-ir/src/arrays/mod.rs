//! Systems as arrays: what the units of a population have in common is one variable, and edges between
//! populations are sums over arrays.
//!
//! Exported code names its variables, so it starts from an [`ArraySystem`]. The order of states and parameters is
//! that of [`Layout`]: every array is a part of it without gaps. With [`Form::Units`] all arrays have one element;
//! that is a [`ScalarSystem`](crate::scalarise::ScalarSystem).

mod blocks;
mod edges;
mod eval;
mod happenings;
mod inputs;
mod links;
mod system;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use blocks::Block;
pub use system::{
    ArrayAuxiliary, ArrayEvent, ArrayNoise, ArraySystem, ArrayValue, ArrayVariable, Form, IndexTable,
};

use crate::complex::{arithmetic_kind, native};
use crate::expr::Expr;
use crate::scalarise::{ScalarPath, ScalarSymbol, ScalariseError};
use crate::simplify::simplify;
use crate::system::{Kind, Layout, Link, Role, Symbol, System, VariableRef};

use edges::EdgeValues;

/// Writes a system as arrays: its real form, without extrinsic inputs that are zero.
pub fn arrays(system: &System, form: Form) -> Result<ArraySystem, ScalariseError> {
    flattened(&system.split(), form)
}

/// Writes a system as arrays, of which those of complex variables are complex, without extrinsic inputs that are zero.
/// Elements are in the order of [`Layout`], in which the two parts of a complex element have one place: that of
/// [`Layout::elements`].
pub fn complex_arrays(system: &System, form: Form) -> Result<ArraySystem, ScalariseError> {
    flattened(system, form)
}

fn flattened(system: &System, form: Form) -> Result<ArraySystem, ScalariseError> {
    let system = &system.without_idle_inputs();
    let mut run = Flattener::new(system, form);
    for (g, group) in system.groups.iter().enumerate() {
        for v in 0..group.variables.len() {
            for block in 0..run.blocks[g].len() {
                run.variable(VariableRef { group: g, variable: v }, block)?;
            }
        }
    }
    for (g, group) in system.groups.iter().enumerate() {
        for v in group.with_role(Role::State) {
            for block in 0..run.blocks[g].len() {
                run.derivative(VariableRef { group: g, variable: v }, block)?;
            }
        }
    }
    happenings::add(&mut run)?;
    Ok(run.result)
}

/// The units in whose terms an expression is read, and the delay of the edge that reads it.
struct Place {
    group: usize,
    block: usize,
    delay: Option<Expr<ScalarSymbol>>,
}

/// How far a variable has been worked out.
enum Progress {
    Begun,
    Done(Expr<ScalarSymbol>),
}

struct Flattener<'a> {
    system: &'a System,
    form: Form,
    /// For each coupling and target unit, the links.
    links: Vec<Vec<Vec<Link>>>,
    /// The blocks of each group.
    blocks: Vec<Vec<Block>>,
    /// The array of a state or parameter of a block.
    places: HashMap<(VariableRef, usize), usize>,
    /// The weights and the delays of each coupling.
    weights: Vec<Option<EdgeValues>>,
    delays: Vec<Option<EdgeValues>>,
    progress: HashMap<(VariableRef, usize), Progress>,
    result: ArraySystem,
}

impl<'a> Flattener<'a> {
    fn new(system: &'a System, form: Form) -> Flattener<'a> {
        let result = ArraySystem {
            name: system.name.clone(),
            doc: system.doc.clone(),
            states: Vec::new(),
            parameters: Vec::new(),
            auxiliaries: Vec::new(),
            derivatives: Vec::new(),
            tables: Vec::new(),
            noise: Vec::new(),
            events: Vec::new(),
        };
        let blocks = system.groups.iter().map(|group| blocks::blocks(group, form)).collect();
        let mut run = Flattener {
            system,
            form,
            links: links::links_by_target(system),
            blocks,
            places: HashMap::new(),
            weights: Vec::new(),
            delays: Vec::new(),
            progress: HashMap::new(),
            result,
        };
        run.add_values(&Layout::new(system));
        run
    }

    /// Lists the states and parameters of all blocks, then those of edges.
    fn add_values(&mut self, layout: &Layout) {
        let (y, p) = (self.system.initial_state(), self.system.parameters());
        let mut n_taken = 0;
        for (g, group) in self.system.groups.iter().enumerate() {
            for (v, variable) in group.variables.iter().enumerate() {
                let at = VariableRef { group: g, variable: v };
                let Some(first) = layout.find(at) else { continue };
                let is_state = variable.role == Role::State;
                let n_units = group.n_units();
                n_taken += if is_state { 0 } else { n_units * variable.kind.parts() };
                for (b, block) in self.blocks[g].iter().enumerate() {
                    let path = ScalarPath { node: block.path.clone(), local: variable.path.clone() };
                    let place = first + block.units.start;
                    let all = if is_state { &y } else { &p };
                    let values = all[place..place + block.n()].to_vec();
                    let imaginary = || all[place + n_units..place + n_units + block.n()].to_vec();
                    let imaginary = (variable.kind == Kind::Complex).then(imaginary);
                    let members = block.members.clone();
                    let first = if is_state { self.result.n_states() } else { self.result.n_parameters() };
                    let list = if is_state { &mut self.result.states } else { &mut self.result.parameters };
                    self.places.insert((at, b), list.len());
                    let unit = variable.unit.clone();
                    list.push(ArrayVariable { path, members, first, values, imaginary, columns: None, unit });
                }
            }
        }
        edges::add(self, p.get(n_taken..).unwrap_or_default());
    }

    fn block(&self, group: usize, block: usize) -> &Block {
        &self.blocks[group][block]
    }

    /// The path of a variable of a block.
    fn path(&self, at: VariableRef, block: usize) -> ScalarPath {
        let local = self.system.group(at).variables[at.variable].path.clone();
        ScalarPath { node: self.block(at.group, block).path.clone(), local }
    }

    /// The expression that stands for a variable wherever it is read.
    fn variable(&mut self, at: VariableRef, block: usize) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let group = self.system.group(at);
        let variable = &group.variables[at.variable];
        let path = |run: &Self| run.path(at, block).to_string();
        let place = || self.places[&(at, block)];
        match variable.role {
            Role::State => return Ok(Expr::Leaf(ScalarSymbol::State(place()))),
            Role::Parameter => return Ok(Expr::Leaf(ScalarSymbol::Parameter(place()))),
            Role::Input | Role::Auxiliary => {}
        }
        match self.progress.get(&(at, block)) {
            Some(Progress::Done(value)) => return Ok(value.clone()),
            Some(Progress::Begun) => return Err(ScalariseError::AlgebraicLoop { path: path(self) }),
            None => self.progress.insert((at, block), Progress::Begun),
        };
        let value = if variable.role == Role::Input {
            self.input(at, block)?
        } else {
            let value = group.assignment(at.variable);
            let value = value.ok_or_else(|| ScalariseError::MissingEquation { path: path(self) })?;
            let value = self.expression(value, &Place { group: at.group, block, delay: None })?;
            self.auxiliary(self.path(at, block), value)?
        };
        self.progress.insert((at, block), Progress::Done(value.clone()));
        Ok(value)
    }

    /// Adds the right-hand side of a state.
    fn derivative(&mut self, at: VariableRef, block: usize) -> Result<(), ScalariseError> {
        let path = self.path(at, block);
        let value = self.system.group(at).derivative(at.variable);
        let value = value.ok_or_else(|| ScalariseError::MissingEquation { path: path.to_string() })?;
        let value = self.expression(value, &Place { group: at.group, block, delay: None })?;
        let value = self.finish(value, &path)?;
        let value = self.filled(value, self.block(at.group, block).n(), path);
        self.result.derivatives.push(value);
        Ok(())
    }

    /// The same value with at least `n` elements.
    fn filled(&mut self, value: Expr<ScalarSymbol>, n: usize, path: ScalarPath) -> Expr<ScalarSymbol> {
        if n == 1 || self.result.n_of(&value) == n {
            value
        } else {
            self.push(path, n, ArrayValue::Fill(value))
        }
    }

    /// Gives a value a name of its own.
    fn auxiliary(
        &mut self,
        path: ScalarPath,
        value: Expr<ScalarSymbol>,
    ) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let value = self.finish(value, &path)?;
        let n = self.result.n_of(&value);
        Ok(self.push(path, n, ArrayValue::Each(value)))
    }

    fn push(&mut self, path: ScalarPath, n: usize, value: ArrayValue) -> Expr<ScalarSymbol> {
        let kind = match &value {
            ArrayValue::Each(e) | ArrayValue::Fill(e) | ArrayValue::Sum(e) => self.kind(e),
            ArrayValue::LinkSum { value, .. } => self.kind(value),
            ArrayValue::Product { vector: of, .. } | ArrayValue::Pick { of, .. } => self.result.kind(of),
            ArrayValue::Past { state, .. } => self.result.states[*state].kind(),
        };
        self.result.auxiliaries.push(ArrayAuxiliary { path, n, kind, value });
        Expr::Leaf(ScalarSymbol::Auxiliary(self.result.auxiliaries.len() - 1))
    }

    fn kind(&self, e: &Expr<ScalarSymbol>) -> Kind {
        arithmetic_kind(e, &|symbol| self.result.kind(symbol))
    }

    /// An expression of the units of a block in terms of arrays.
    fn expression(&mut self, e: &Expr<Symbol>, place: &Place) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let mut error = None;
        let value = e.substitute(&mut |leaf| match self.leaf(leaf, place) {
            Ok(value) => value,
            Err(e) => {
                error.get_or_insert(e);
                Expr::Number(0.0)
            }
        });
        error.map_or(Ok(value), Err)
    }

    fn leaf(&mut self, leaf: &Symbol, place: &Place) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        match leaf {
            Symbol::Time => Ok(Expr::Leaf(ScalarSymbol::Time)),
            // Right-hand sides are drifts.
            Symbol::Noise(_) => Ok(Expr::Number(0.0)),
            Symbol::Delay => Ok(place.delay.clone().unwrap_or(Expr::Number(0.0))),
            Symbol::Variable(v) => {
                self.variable(VariableRef { group: place.group, variable: *v }, place.block)
            }
        }
    }

    /// Simplifies an expression and checks what only flattening could have done wrong.
    fn finish(
        &self,
        value: Expr<ScalarSymbol>,
        path: &ScalarPath,
    ) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let value = self.past_of_states(&value);
        let mut wrong_past = |e: &Expr<ScalarSymbol>| match e {
            Expr::Past(a, _) => !matches!(**a, Expr::Leaf(ScalarSymbol::State(_))),
            _ => false,
        };
        if value.any(&mut wrong_past) {
            return Err(ScalariseError::PastOfNoState { path: path.to_string() });
        }
        Ok(simplify(&native(&value, &|symbol| self.result.kind(symbol))))
    }

    /// Writes delays without auxiliaries, and removes those that are the number zero.
    fn past_of_states(&self, e: &Expr<ScalarSymbol>) -> Expr<ScalarSymbol> {
        match e {
            Expr::Past(a, delay) => {
                let delay = simplify(&self.without_auxiliaries(delay));
                if delay == Expr::Number(0.0) { (**a).clone() } else { Expr::past((**a).clone(), delay) }
            }
            other => other.map_children(|child| self.past_of_states(child)),
        }
    }

    /// Writes auxiliaries as what they are, as far as that works element by element.
    fn without_auxiliaries(&self, e: &Expr<ScalarSymbol>) -> Expr<ScalarSymbol> {
        e.substitute(&mut |leaf| match leaf {
            ScalarSymbol::Auxiliary(k) => match &self.result.auxiliaries[*k].value {
                ArrayValue::Each(value) => self.without_auxiliaries(value),
                _ => Expr::Leaf(*leaf),
            },
            ScalarSymbol::Time | ScalarSymbol::State(_) | ScalarSymbol::Parameter(_) => Expr::Leaf(*leaf),
        })
    }
}
