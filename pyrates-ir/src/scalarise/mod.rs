//! Systems without arrays: every unit of every group written out, and edges as terms of sums.
//!
//! Exported code names every variable, so it starts from a [`ScalarSystem`]. The order of states and
//! parameters is that of [`Layout`]. Its size grows with the number of units and edges; whoever calls
//! [`scalarise`] decides how much is sensible.

mod eval;
mod inputs;
mod jacobian;
mod sensitivity;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;

pub use jacobian::{AuxiliaryDerivative, Jacobian, JacobianEntry};

use crate::expr::Expr;
use crate::simplify::simplify;
use crate::system::{Kind, Layout, Link, PlaceKind, Role, Symbol, System, VariableRef};

/// A leaf of an expression in a [`ScalarSystem`]; the numbers are places in its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScalarSymbol {
    /// Time.
    Time,
    /// A state.
    State(usize),
    /// A parameter, an edge weight or a delay.
    Parameter(usize),
    /// An auxiliary variable.
    Auxiliary(usize),
}

/// Where a variable is in the model.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ScalarPath {
    /// The node and, in a population, the index of the unit; `edges` for weights and delays.
    pub node: Vec<String>,
    /// Operator and variable; name of the edge and `weight` or `delay`.
    pub local: Vec<String>,
}

impl fmt::Display for ScalarPath {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let segments: Vec<&str> = self.node.iter().chain(&self.local).map(String::as_str).collect();
        f.write_str(&segments.join("/"))
    }
}

/// A state or a parameter with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarVariable {
    /// Where it is in the model.
    pub path: ScalarPath,
    /// The initial value of a state, the value of a parameter.
    pub value: f64,
}

/// An auxiliary variable, or an input that is a sum of many edges.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarAuxiliary {
    /// Where it is in the model.
    pub path: ScalarPath,
    /// Its value, in terms of states, parameters and auxiliaries before it.
    pub value: Expr<ScalarSymbol>,
}

/// A system of scalar variables. In its expressions, the first part of a `Past` is a state, and the second,
/// the delay, contains no auxiliaries.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarSystem {
    /// The name of the model.
    pub name: String,
    /// What the user wrote about the model.
    pub doc: String,
    /// States, in the order of [`Layout`].
    pub states: Vec<ScalarVariable>,
    /// Parameters, edge weights and delays, in the order of [`Layout`].
    pub parameters: Vec<ScalarVariable>,
    /// Auxiliary variables in an order of evaluation.
    pub auxiliaries: Vec<ScalarAuxiliary>,
    /// The right-hand side of each state.
    pub derivatives: Vec<Expr<ScalarSymbol>>,
}

/// Why a system cannot be written out in real scalars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScalariseError {
    /// A variable is complex.
    Complex {
        /// The path of the variable.
        path: String,
    },
    /// A variable depends on itself without a delay or a differential equation in between.
    AlgebraicLoop {
        /// The path of the variable.
        path: String,
    },
    /// A state without a differential equation, or an auxiliary variable without an assignment.
    MissingEquation {
        /// The path of the variable.
        path: String,
    },
    /// The past of something else than a state.
    PastOfNoState {
        /// The path of the variable in whose equation it stands.
        path: String,
    },
}

impl fmt::Display for ScalariseError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ScalariseError::Complex { path } => {
                write!(f, "`{path}` is complex; write its real and imaginary part as two real variables")
            }
            ScalariseError::AlgebraicLoop { path } => write!(
                f,
                "`{path}` depends on itself; break the loop with a delay or a differential equation"
            ),
            ScalariseError::MissingEquation { path } => write!(f, "`{path}` has no equation"),
            ScalariseError::PastOfNoState { path } => {
                write!(f, "the equation of `{path}` reads the past of something that is not a state")
            }
        }
    }
}

impl std::error::Error for ScalariseError {}

/// Writes a system out in scalars: its real form, without extrinsic inputs that are zero.
pub fn scalarise(system: &System) -> Result<ScalarSystem, ScalariseError> {
    let system = system.split();
    let system = &system.without_idle_inputs();
    let mut run = Scalariser::new(system);
    let mut derivatives = Vec::new();
    for (g, group) in system.groups.iter().enumerate() {
        for v in 0..group.variables.len() {
            for unit in 0..group.n_units() {
                run.variable(VariableRef { group: g, variable: v }, unit)?;
            }
        }
    }
    for (g, group) in system.groups.iter().enumerate() {
        for v in group.with_role(Role::State) {
            let path = |unit| group.path(v, unit);
            for unit in 0..group.n_units() {
                let value = group
                    .derivative(v)
                    .ok_or_else(|| ScalariseError::MissingEquation { path: path(unit) })?;
                let value = run.expression(value, &Place { group: g, unit, delay: None })?;
                derivatives.push(run.finish(value, &|| path(unit))?);
            }
        }
    }
    Ok(ScalarSystem {
        name: system.name.clone(),
        doc: system.doc.clone(),
        states: with_values(paths(system, PlaceKind::State), system.initial_state()),
        parameters: with_values(parameter_paths(system), system.parameters()),
        auxiliaries: run.auxiliaries,
        derivatives,
    })
}

fn with_values(paths: Vec<ScalarPath>, values: Vec<f64>) -> Vec<ScalarVariable> {
    paths.into_iter().zip(values).map(|(path, value)| ScalarVariable { path, value }).collect()
}

fn paths(system: &System, kind: PlaceKind) -> Vec<ScalarPath> {
    let place = |place: crate::system::Place| ScalarPath { node: place.unit, local: place.local };
    system.places(kind).into_iter().map(place).collect()
}

fn parameter_paths(system: &System) -> Vec<ScalarPath> {
    let mut all = paths(system, PlaceKind::Parameter);
    let place = |place: crate::system::Place| ScalarPath { node: place.unit, local: place.local };
    all.extend(system.edge_parameters().into_iter().map(place));
    all
}

/// The unit in whose terms an expression is read, and the delay of the edge that reads it.
pub(crate) struct Place {
    group: usize,
    unit: usize,
    delay: Option<Expr<ScalarSymbol>>,
}

/// How far a variable has been worked out.
enum Progress {
    Begun,
    Done(Expr<ScalarSymbol>),
}

pub(crate) struct Scalariser<'a> {
    system: &'a System,
    layout: Layout,
    /// For each coupling and target unit, the edges.
    edges: Vec<Vec<Vec<Link>>>,
    progress: HashMap<(VariableRef, usize), Progress>,
    auxiliaries: Vec<ScalarAuxiliary>,
}

impl<'a> Scalariser<'a> {
    fn new(system: &'a System) -> Scalariser<'a> {
        Scalariser {
            system,
            layout: Layout::new(system),
            edges: inputs::edges_by_target(system),
            progress: HashMap::new(),
            auxiliaries: Vec::new(),
        }
    }

    /// The expression that stands for a variable wherever it is read.
    fn variable(&mut self, at: VariableRef, unit: usize) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let group = &self.system.groups[at.group];
        let variable = &group.variables[at.variable];
        let path = || group.path(at.variable, unit);
        if variable.kind == Kind::Complex {
            return Err(ScalariseError::Complex { path: path() });
        }
        match variable.role {
            Role::State => return Ok(Expr::Leaf(ScalarSymbol::State(self.layout.state(at) + unit))),
            Role::Parameter => {
                return Ok(Expr::Leaf(ScalarSymbol::Parameter(self.layout.parameter(at) + unit)));
            }
            Role::Input | Role::Auxiliary => {}
        }
        match self.progress.get(&(at, unit)) {
            Some(Progress::Done(value)) => return Ok(value.clone()),
            Some(Progress::Begun) => return Err(ScalariseError::AlgebraicLoop { path: path() }),
            None => self.progress.insert((at, unit), Progress::Begun),
        };
        let value = if variable.role == Role::Input {
            self.input(at, unit)?
        } else {
            let value = group
                .assignment(at.variable)
                .ok_or_else(|| ScalariseError::MissingEquation { path: path() })?;
            let value = self.expression(value, &Place { group: at.group, unit, delay: None })?;
            self.auxiliary(at, unit, value)?
        };
        self.progress.insert((at, unit), Progress::Done(value.clone()));
        Ok(value)
    }

    /// Gives a value a name of its own.
    fn auxiliary(
        &mut self,
        at: VariableRef,
        unit: usize,
        value: Expr<ScalarSymbol>,
    ) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let group = &self.system.groups[at.group];
        let value = self.finish(value, &|| group.path(at.variable, unit))?;
        let path =
            ScalarPath { node: group.unit_path(unit), local: group.variables[at.variable].path.clone() };
        self.auxiliaries.push(ScalarAuxiliary { path, value });
        Ok(Expr::Leaf(ScalarSymbol::Auxiliary(self.auxiliaries.len() - 1)))
    }

    /// An expression of a unit in terms of scalars.
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
                self.variable(VariableRef { group: place.group, variable: *v }, place.unit)
            }
        }
    }

    /// Simplifies an expression and checks what only flattening could have done wrong.
    fn finish(
        &self,
        value: Expr<ScalarSymbol>,
        path: &dyn Fn() -> String,
    ) -> Result<Expr<ScalarSymbol>, ScalariseError> {
        let value = self.past_of_states(&value);
        let mut wrong_past = |e: &Expr<ScalarSymbol>| match e {
            Expr::Past(a, _) => !matches!(**a, Expr::Leaf(ScalarSymbol::State(_))),
            _ => false,
        };
        if value.any(&mut wrong_past) {
            return Err(ScalariseError::PastOfNoState { path: path() });
        }
        if value.any(&mut |e| matches!(e, Expr::Imaginary(_))) {
            return Err(ScalariseError::Complex { path: path() });
        }
        Ok(simplify(&value))
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

    fn without_auxiliaries(&self, e: &Expr<ScalarSymbol>) -> Expr<ScalarSymbol> {
        e.substitute(&mut |leaf| match leaf {
            ScalarSymbol::Auxiliary(k) => self.without_auxiliaries(&self.auxiliaries[*k].value),
            ScalarSymbol::Time | ScalarSymbol::State(_) | ScalarSymbol::Parameter(_) => Expr::Leaf(*leaf),
        })
    }
}

impl ScalarSystem {
    /// All expressions, auxiliaries first, then derivatives.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr<ScalarSymbol>> {
        self.auxiliaries.iter().map(|a| &a.value).chain(&self.derivatives)
    }

    /// The distinct delays, in order of their first appearance. A delay is told from others by its
    /// expression, never by its value.
    pub fn delays(&self) -> Vec<Expr<ScalarSymbol>> {
        let mut delays = Vec::new();
        for (_, delay) in self.lags() {
            if !delays.contains(&delay) {
                delays.push(delay);
            }
        }
        delays
    }

    /// The distinct pairs of a state and a delay, in order of their first appearance.
    pub fn lags(&self) -> Vec<(usize, Expr<ScalarSymbol>)> {
        let mut lags = Vec::new();
        for e in self.expressions() {
            e.visit(&mut |e| {
                if let Expr::Past(state, delay) = e
                    && let Expr::Leaf(ScalarSymbol::State(i)) = **state
                    && !lags.contains(&(i, (**delay).clone()))
                {
                    lags.push((i, (**delay).clone()));
                }
            });
        }
        lags
    }
}
