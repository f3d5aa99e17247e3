//! The flat system: what a model is after all definitions have been put together.
//!
//! Nodes with the same equations form one [`Group`] with arrays of states and parameters, so the size of
//! a system, and of all code printed from it, does not grow with the number of nodes. Edges are data.
//!
//! Meaning. Let `u` be a unit of a group. Its states follow `dy/dt = value` of the derivative equations,
//! evaluated with the variables of `u`. An auxiliary variable has the value of its assignment. An input
//! has the sum, over all couplings that target it and all their edges that end in `u`, of
//! `weight * value`, where `value` belongs to the coupling and is evaluated with the variables of the
//! edge's source unit. `Past(x, d)` is the value of state `x` at time `t - d`.

use crate::expr::Expr;

/// A leaf of an expression in a [`System`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// Time.
    Time,
    /// A variable of the same unit, by its index in [`Group::variables`].
    Variable(usize),
    /// The delay of the edge at hand; only in [`Coupling::value`].
    Delay,
}

/// A model: groups of units with equal equations, and the couplings between them.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// The name of the model.
    pub name: String,
    /// What the user wrote about the model, without comment signs.
    pub doc: String,
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
}

/// One node of the model: a single unit, or a population of units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The path of the node, empty if the model is a single node.
    pub path: Vec<String>,
    /// The number of units if the node is a population.
    pub count: Option<usize>,
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
    /// Initial values of a state, values of a parameter: one for each unit. Empty for other roles.
    pub values: Vec<Value>,
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

/// The number system of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Real numbers.
    Real,
    /// Complex numbers.
    Complex,
}

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

/// All edges from one variable to one input, either all delayed or all undelayed.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupling {
    /// Where the edges start.
    pub source: VariableRef,
    /// The input in which they end.
    pub target: VariableRef,
    /// What an edge transmits, before its weight, in terms of the source unit. For delayed couplings
    /// every state in it is a `Past(state, Delay)`.
    pub value: Expr<Symbol>,
    /// Whether the edges have delays.
    pub delayed: bool,
    /// The edges, ordered by target unit.
    pub edges: Vec<Edge>,
}

/// One edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The circuit that has it, from the outermost one in; empty if that is the model itself.
    pub scope: Vec<String>,
    /// Its name in its circuit.
    pub name: String,
    /// Unit of the source group.
    pub source_unit: usize,
    /// Unit of the target group.
    pub target_unit: usize,
    /// Weight.
    pub weight: f64,
    /// Delay in units of time, zero for undelayed couplings.
    pub delay: f64,
}

impl Edge {
    /// The path in the model: `edges/prey_to_predator`, or `left/edges/...` inside circuit `left`.
    pub fn path(&self) -> Vec<String> {
        let parts = self.scope.iter().map(String::as_str).chain(["edges", self.name.as_str()]);
        parts.map(str::to_string).collect()
    }
}

impl Group {
    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.members.iter().map(|member| member.count.unwrap_or(1)).sum()
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

    /// The couplings that end in an input, in order.
    pub fn couplings_into(&self, target: VariableRef) -> impl Iterator<Item = (usize, &Coupling)> {
        self.couplings.iter().enumerate().filter(move |(_, c)| c.target == target)
    }

    /// Whether any right-hand side looks into the past.
    pub fn has_delays(&self) -> bool {
        let past = |e: &Expr<Symbol>| e.any(&mut |e| matches!(e, Expr::Past(..)));
        self.couplings.iter().any(|c| c.delayed)
            || self.groups.iter().flat_map(|g| &g.equations).any(|e| past(&e.value))
    }

    /// Writes initial values and parameters into the system, both in the order of [`Layout`].
    pub fn set_values(&mut self, initial: &[f64], parameters: &[f64]) {
        let layout = Layout::new(self);
        for (g, group) in self.groups.iter_mut().enumerate() {
            let n = group.n_units();
            for (v, variable) in group.variables.iter_mut().enumerate() {
                let at = VariableRef { group: g, variable: v };
                let source = match variable.role {
                    Role::State => &initial[layout.state(at)..],
                    Role::Parameter => &parameters[layout.parameter(at)..],
                    Role::Input | Role::Auxiliary => continue,
                };
                variable.values = source[..n].iter().map(|&x| Value::real(x)).collect();
            }
        }
        for (c, coupling) in self.couplings.iter_mut().enumerate() {
            for (e, edge) in coupling.edges.iter_mut().enumerate() {
                edge.weight = parameters[layout.weight(c) + e];
                if coupling.delayed {
                    edge.delay = parameters[layout.delay(c) + e];
                }
            }
        }
    }

    /// The initial state, in the order of [`Layout`].
    pub fn initial_state(&self) -> Vec<f64> {
        self.values_with_role(Role::State)
    }

    /// The parameters, weights and delays included, in the order of [`Layout`].
    pub fn parameters(&self) -> Vec<f64> {
        let mut parameters = self.values_with_role(Role::Parameter);
        for coupling in &self.couplings {
            parameters.extend(coupling.edges.iter().map(|edge| edge.weight));
            if coupling.delayed {
                parameters.extend(coupling.edges.iter().map(|edge| edge.delay));
            }
        }
        parameters
    }

    fn values_with_role(&self, role: Role) -> Vec<f64> {
        let variables = self.groups.iter().flat_map(|g| &g.variables).filter(|v| v.role == role);
        variables.flat_map(|v| v.values.iter().map(|value| value.re)).collect()
    }

    /// The paths of all states, in the order of [`Layout`].
    pub fn state_paths(&self) -> Vec<String> {
        self.paths_with_role(Role::State)
    }

    /// The paths of all parameters, in the order of [`Layout`]; those of edges are
    /// `edges/<name>/weight` and `edges/<name>/delay`.
    pub fn parameter_paths(&self) -> Vec<String> {
        let mut paths = self.paths_with_role(Role::Parameter);
        for coupling in &self.couplings {
            paths.extend(coupling.edges.iter().map(|edge| format!("{}/weight", edge.path().join("/"))));
            if coupling.delayed {
                paths.extend(coupling.edges.iter().map(|edge| format!("{}/delay", edge.path().join("/"))));
            }
        }
        paths
    }

    /// The paths of all variables with a role, in the order of [`Layout`].
    pub fn paths_with_role(&self, role: Role) -> Vec<String> {
        let mut paths = Vec::new();
        for group in &self.groups {
            for v in group.with_role(role) {
                paths.extend((0..group.n_units()).map(|unit| group.path(v, unit)));
            }
        }
        paths
    }
}

/// Where everything is in the flat arrays of states and parameters.
///
/// States: group by group, variable by variable, unit by unit. Parameters: the same for the groups'
/// parameters, then for each coupling the weights of its edges and, if it is delayed, their delays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    variables: Vec<Vec<Option<usize>>>,
    weights: Vec<usize>,
    delays: Vec<usize>,
    n_states: usize,
    n_parameters: usize,
}

impl Layout {
    /// The layout of a system.
    pub fn new(system: &System) -> Layout {
        let (mut n_states, mut n_parameters) = (0, 0);
        let mut variables = Vec::new();
        for group in &system.groups {
            let n = group.n_units();
            let mut place = |role: Role| {
                let counter = match role {
                    Role::State => &mut n_states,
                    Role::Parameter => &mut n_parameters,
                    Role::Input | Role::Auxiliary => return None,
                };
                *counter += n;
                Some(*counter - n)
            };
            variables.push(group.variables.iter().map(|v| place(v.role)).collect());
        }
        let (mut weights, mut delays) = (Vec::new(), Vec::new());
        for coupling in &system.couplings {
            weights.push(n_parameters);
            n_parameters += coupling.edges.len();
            delays.push(n_parameters);
            n_parameters += if coupling.delayed { coupling.edges.len() } else { 0 };
        }
        Layout { variables, weights, delays, n_states, n_parameters }
    }

    /// The number of states of all units.
    pub fn n_states(&self) -> usize {
        self.n_states
    }

    /// The number of parameters of all units and edges.
    pub fn n_parameters(&self) -> usize {
        self.n_parameters
    }

    /// The index of a state variable's first unit.
    ///
    /// # Panics
    /// If the variable is not a state; callers look at its role first.
    pub fn state(&self, variable: VariableRef) -> usize {
        self.place(variable)
    }

    /// The index of a parameter's first unit.
    ///
    /// # Panics
    /// If the variable is not a parameter; callers look at its role first.
    pub fn parameter(&self, variable: VariableRef) -> usize {
        self.place(variable)
    }

    fn place(&self, at: VariableRef) -> usize {
        self.variables[at.group][at.variable].expect("only states and parameters have a place")
    }

    /// The index, among the parameters, of the weight of a coupling's first edge.
    pub fn weight(&self, coupling: usize) -> usize {
        self.weights[coupling]
    }

    /// The index, among the parameters, of the delay of a delayed coupling's first edge.
    pub fn delay(&self, coupling: usize) -> usize {
        self.delays[coupling]
    }
}
