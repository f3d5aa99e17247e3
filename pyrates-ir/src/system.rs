//! The flat system: what a model is after all definitions have been put together.
//!
//! Nodes with the same equations form one [`Group`] with arrays of states and parameters, so the size of
//! a system, and of all code printed from it, does not grow with the number of nodes. Edges are data.
//!
//! Meaning. Let `u` be a unit of a group. Its states follow `dy/dt = value` of the derivative equations,
//! evaluated with the variables of `u`. An auxiliary variable has the value of its assignment. An input
//! has its extrinsic value, if it has one, plus the sum, over all couplings that target it and all their
//! edges that end in `u`, of `weight * value`, where `value` belongs to the coupling and is evaluated with
//! the variables of the edge's source unit. `Past(x, d)` is the value of state `x` at time `t - d`.
//!
//! A system may be complex. What computes works on its [real form](System::split), in which every complex
//! variable `z` is a pair `z/re`, `z/im`. The [`Layout`] of both is the same.

use std::borrow::Cow;

use crate::expr::Expr;

mod coupling;
mod layout;
mod places;

pub use coupling::{Connection, Coupling, Delays, Edge, Link, Pattern, SparseLinks, UnitRange, Weights};
pub use layout::Layout;
pub use places::Place;
pub(crate) use places::edge_place;

/// A leaf of an expression in a [`System`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// Time.
    Time,
    /// A variable of the same unit, by its index in [`Group::variables`].
    Variable(usize),
    /// The delay of the edge at hand; only in [`Coupling::value`].
    Delay,
    /// White noise of unit intensity, from a source of the same unit; only in derivatives, which are affine in it.
    /// See [`crate::noise`].
    Noise(usize),
}

/// A model: groups of units with equal equations, and the couplings between them.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// The name of the model.
    pub name: String,
    /// What the user wrote about the model, without comment signs.
    pub doc: String,
    /// The unit of time, if the units of the variables imply one.
    pub time_unit: Option<String>,
    /// Groups in order of their first node.
    pub groups: Vec<Group>,
    /// All edges, by source variable and target input.
    pub couplings: Vec<Coupling>,
}

/// Units with the same equations.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// A name for people and for generated code, unique in the system.
    pub name: String,
    /// The nodes whose units the group holds, in order.
    pub members: Vec<Member>,
    /// The variables of a unit, in order of declaration.
    pub variables: Vec<Variable>,
    /// Assignments in order of evaluation, then derivatives in order of declaration.
    pub equations: Vec<Equation>,
    /// What happens in a unit when a condition becomes true, in order of declaration.
    pub events: Vec<Event>,
}

/// Something that happens in every unit of a group when a condition becomes true there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The auxiliary variable that is positive when the condition holds: the switching function.
    pub switch: usize,
    /// The states that are set, each with the auxiliary variable that holds the new value.
    pub set: Vec<(usize, usize)>,
    /// Whether the run ends.
    pub stop: bool,
}

/// One node of the model: a single unit, or a population of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The path of the node, empty if the model is a single node.
    pub path: Vec<String>,
    /// The number of units if the node is a population.
    pub count: Option<usize>,
    /// Whether the number of units of a compiled model is chosen at run time.
    pub resizable: bool,
}

/// A variable of every unit of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// The path inside the node: operator and variable, or only the variable.
    pub path: Vec<String>,
    /// How the variable gets its value.
    pub role: Role,
    /// Real or complex.
    pub kind: Kind,
    /// The unit, if one is declared, as the user wrote it.
    pub unit: Option<String>,
    /// Initial values of a state, values of a parameter: one for each unit. For an input the extrinsic
    /// values, or nothing if it is the sum of its edges alone. Empty for auxiliaries.
    pub values: Vec<Value>,
}

impl Variable {
    /// Whether the variable has values, and a place among the states or the parameters.
    pub fn place(&self) -> Option<PlaceKind> {
        match self.role {
            Role::State => Some(PlaceKind::State),
            Role::Parameter => Some(PlaceKind::Parameter),
            Role::Input if !self.values.is_empty() => Some(PlaceKind::Parameter),
            Role::Input | Role::Auxiliary => None,
        }
    }
}

/// The array that holds a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// The state.
    State,
    /// The parameters.
    Parameter,
}

/// How a variable gets its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It has a differential equation.
    State,
    /// It is constant during a run.
    Parameter,
    /// It is the sum of the edges that end in it.
    Input,
    /// It has an assignment.
    Auxiliary,
}

impl Role {
    /// Whether the value has to be computed from others at each time before it can be used.
    pub fn is_computed(self) -> bool {
        matches!(self, Role::Input | Role::Auxiliary)
    }
}

/// The number system of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Real numbers.
    Real,
    /// Complex numbers.
    Complex,
}

impl Kind {
    /// The real numbers that make one of this kind.
    pub fn parts(self) -> usize {
        match self {
            Kind::Real => 1,
            Kind::Complex => 2,
        }
    }
}

/// The names of the two parts of a complex variable.
pub const PARTS: [&str; 2] = ["re", "im"];

/// A real or complex value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// Real part.
    pub re: f64,
    /// Imaginary part, zero for reals.
    pub im: f64,
}

impl Value {
    /// A real value.
    pub fn real(re: f64) -> Value {
        Value { re, im: 0.0 }
    }

    /// The kind of numbers to which the value belongs.
    pub fn kind(self) -> Kind {
        if self.im == 0.0 { Kind::Real } else { Kind::Complex }
    }

    /// The real part for 0, the imaginary part for 1.
    pub fn part(self, part: usize) -> f64 {
        if part == 0 { self.re } else { self.im }
    }
}

/// One equation of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Equation {
    /// Differential equation or assignment.
    pub form: EquationForm,
    /// Index of the variable on the left-hand side.
    pub variable: usize,
    /// The right-hand side.
    pub value: Expr<Symbol>,
}

/// What an equation says about the variable on its left-hand side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EquationForm {
    /// `x = ...`
    Assignment,
    /// `d/dt x = ...`
    Derivative,
}

/// A variable of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableRef {
    /// Index in [`System::groups`].
    pub group: usize,
    /// Index in [`Group::variables`].
    pub variable: usize,
}

impl Group {
    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.members.iter().map(|member| member.count.unwrap_or(1)).sum()
    }

    /// Whether the units are what lies on edges: operators, a complex weight or a distributed delay. Their
    /// paths are those of the edges.
    pub fn is_on_edges(&self) -> bool {
        self.members.first().is_some_and(|member| member.path.iter().any(|part| part == "edges"))
    }

    /// The path of a unit: of its node, and its index in a population.
    pub fn unit_path(&self, unit: usize) -> Vec<String> {
        let mut first = 0;
        for member in &self.members {
            let n = member.count.unwrap_or(1);
            if unit < first + n {
                let mut path = member.path.clone();
                if member.count.is_some() {
                    path.push((unit - first).to_string());
                }
                return path;
            }
            first += n;
        }
        Vec::new()
    }

    /// The full path of a variable of a unit, for instance `predator/lv/x`.
    pub fn path(&self, variable: usize, unit: usize) -> String {
        let mut path = self.unit_path(unit);
        path.extend(self.variables[variable].path.iter().cloned());
        path.join("/")
    }

    /// Indices of the variables with a role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = usize> {
        (0..self.variables.len()).filter(move |&v| self.variables[v].role == role)
    }

    /// Whether a variable holds the condition of an event, or a new value of a state.
    pub fn is_of_event(&self, variable: usize) -> bool {
        let is =
            |event: &Event| event.switch == variable || event.set.iter().any(|(_, value)| *value == variable);
        self.events.iter().any(is)
    }

    /// Adds an auxiliary variable behind all others, and returns its index.
    pub(crate) fn add_auxiliary(&mut self, path: Vec<String>, value: Expr<Symbol>) -> usize {
        let variable = self.variables.len();
        let (role, kind) = (Role::Auxiliary, Kind::Real);
        self.variables.push(Variable { path, role, kind, unit: None, values: Vec::new() });
        // Assignments stand before derivatives.
        let end = self.equations.iter().position(|e| e.form == EquationForm::Derivative);
        let equation = Equation { form: EquationForm::Assignment, variable, value };
        self.equations.insert(end.unwrap_or(self.equations.len()), equation);
        variable
    }

    /// The assignment of an auxiliary variable.
    pub fn assignment(&self, variable: usize) -> Option<&Expr<Symbol>> {
        self.equation(EquationForm::Assignment, variable)
    }

    /// The right-hand side of a state.
    pub fn derivative(&self, variable: usize) -> Option<&Expr<Symbol>> {
        self.equation(EquationForm::Derivative, variable)
    }

    fn equation(&self, form: EquationForm, variable: usize) -> Option<&Expr<Symbol>> {
        self.equations.iter().find(|e| e.form == form && e.variable == variable).map(|e| &e.value)
    }
}

impl System {
    /// The group of a variable.
    pub fn group(&self, variable: VariableRef) -> &Group {
        &self.groups[variable.group]
    }

    /// The couplings that end in an input, in order, without those that transmit impulses.
    pub fn couplings_into(&self, target: VariableRef) -> impl Iterator<Item = (usize, &Coupling)> {
        let all = self.couplings.iter().enumerate();
        all.filter(move |(_, c)| c.target == target && !self.is_impulsive(c))
    }

    /// Whether an equation or an edge mentions time.
    pub fn depends_on_time(&self) -> bool {
        let equations = self.groups.iter().flat_map(|group| &group.equations).map(|equation| &equation.value);
        let edges = self.couplings.iter().map(|coupling| &coupling.value);
        equations.chain(edges).any(|value| value.any(&mut |e| matches!(e, Expr::Leaf(Symbol::Time))))
    }

    /// Whether any unit has events.
    pub fn has_events(&self) -> bool {
        self.groups.iter().any(|group| !group.events.is_empty())
    }

    /// Whether any right-hand side looks into the past.
    pub fn has_delays(&self) -> bool {
        let past = |e: &Expr<Symbol>| e.any(&mut |e| matches!(e, Expr::Past(..)));
        self.couplings.iter().any(|c| c.is_delayed() && !self.is_impulsive(c))
            || self.groups.iter().flat_map(|g| &g.equations).any(|e| past(&e.value))
    }

    /// The system without the extrinsic values of inputs that are zero in all units.
    pub fn without_idle_inputs(&self) -> Cow<'_, System> {
        let idle = |v: &Variable| v.role == Role::Input && v.values.iter().all(|x| *x == Value::real(0.0));
        let mut system = Cow::Borrowed(self);
        if self.groups.iter().flat_map(|g| &g.variables).any(|v| idle(v) && !v.values.is_empty()) {
            let variables = system.to_mut().groups.iter_mut().flat_map(|g| &mut g.variables);
            variables.filter(|v| idle(v)).for_each(|v| v.values.clear());
        }
        system
    }
}
