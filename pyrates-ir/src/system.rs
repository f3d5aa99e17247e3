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
    /// Where the weights of the edges are.
    pub weights: Weights,
    /// Where the delays of the edges are.
    pub delays: Delays,
    /// The edges, ordered by target unit. Empty if there is a connection.
    pub edges: Vec<Edge>,
    /// What joins populations as a whole.
    pub connection: Option<Connection>,
}

/// All pairs of units of two populations that one edge of the user joins.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// The circuit that has it, as in [`Edge::scope`].
    pub scope: Vec<String>,
    /// Its name in its circuit.
    pub name: String,
    /// Which pairs are joined.
    pub pattern: Pattern,
    /// The units of the source group.
    pub sources: UnitRange,
    /// The units of the target group.
    pub targets: UnitRange,
    /// The weights, as many as [`Connection::n_weights`] says.
    pub weights: Vec<f64>,
    /// The delays of a delayed coupling: one, or one for each weight.
    pub delays: Vec<f64>,
}

/// A run of units of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitRange {
    /// The first unit.
    pub first: usize,
    /// The number of units.
    pub count: usize,
}

/// Which pairs of `n` target units and `m` source units are joined. All numbers of units count from the
/// first one of the range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// All pairs, with one weight.
    All,
    /// Equal units, with one weight; `n` equals `m`.
    OneToOne,
    /// All pairs, each with a weight: those of target 0 first.
    Dense,
    /// Some pairs, each with a weight: the links into target `i` are `rows[i]..rows[i + 1]`, and `columns` are
    /// their sources.
    Sparse {
        /// Where the links of each target begin; one more than targets.
        rows: Vec<usize>,
        /// The source of each link.
        columns: Vec<usize>,
    },
    /// The targets are pairs of `a` units with `b = m` sources; pair `k` gets source `k mod b`.
    Pre,
    /// The targets are pairs of `a = m` sources with `b` units; pair `k` gets source `k / b`.
    Post,
    /// The sources are pairs of `a = n` targets with `b` units; target `i` gets the pairs `i*b` up to
    /// `(i + 1)*b`, with one weight.
    Sums,
    /// The same with a weight for each pair.
    Rows,
}

/// A pair of units that a coupling joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Link {
    /// Unit of the source group.
    pub source: usize,
    /// Unit of the target group.
    pub target: usize,
    /// The place of its weight among those of the coupling.
    pub weight: usize,
    /// The place of its delay among those of the coupling.
    pub delay: usize,
}

impl Connection {
    /// The number of weights that the pattern needs.
    pub fn n_weights(&self) -> usize {
        let (n, m) = (self.targets.count, self.sources.count);
        match &self.pattern {
            Pattern::All | Pattern::OneToOne | Pattern::Pre | Pattern::Post | Pattern::Sums => 1,
            Pattern::Dense => n * m,
            Pattern::Sparse { columns, .. } => columns.len(),
            Pattern::Rows => m,
        }
    }

    /// The joined pairs, in order of their targets: target, source and place of the weight.
    fn pairs(&self) -> Vec<(usize, usize, usize)> {
        let (n, m) = (self.targets.count, self.sources.count);
        match &self.pattern {
            Pattern::All => (0..n * m).map(|k| (k / m, k % m, 0)).collect(),
            Pattern::OneToOne => (0..n).map(|k| (k, k, 0)).collect(),
            Pattern::Dense => (0..n * m).map(|k| (k / m, k % m, k)).collect(),
            Pattern::Sparse { rows, columns } => {
                let links = |i: usize| (rows[i]..rows[i + 1]).map(move |k| (i, columns[k], k));
                (0..n).flat_map(links).collect()
            }
            Pattern::Pre => (0..n).map(|k| (k, k % m, 0)).collect(),
            Pattern::Post => (0..n).map(|k| (k, k / (n / m).max(1), 0)).collect(),
            Pattern::Sums => (0..m).map(|k| (k / (m / n).max(1), k, 0)).collect(),
            Pattern::Rows => (0..m).map(|k| (k / (m / n).max(1), k, k)).collect(),
        }
    }

    /// The name of a weight or delay behind that of the connection: nothing if there is one for all, else
    /// target and source.
    fn suffix(&self, place: usize) -> String {
        let m = self.sources.count;
        match &self.pattern {
            Pattern::All | Pattern::OneToOne | Pattern::Pre | Pattern::Post | Pattern::Sums => String::new(),
            Pattern::Dense => format!("/{}/{}", place / m, place % m),
            Pattern::Sparse { rows, columns } => {
                let target = rows.partition_point(|&first| first <= place).saturating_sub(1);
                format!("/{target}/{}", columns[place])
            }
            Pattern::Rows => {
                let b = (m / self.targets.count).max(1);
                format!("/{}/{}", place / b, place % b)
            }
        }
    }

    /// The path in the model, as [`Edge::path`].
    pub fn path(&self) -> Vec<String> {
        let parts = self.scope.iter().map(String::as_str).chain(["edges", self.name.as_str()]);
        parts.map(str::to_string).collect()
    }
}

/// Where the weights of a coupling are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weights {
    /// Each edge has one: a parameter.
    Own,
    /// The edges are those of an earlier coupling, with its weights.
    Of(usize),
    /// There are none: edges transmit their value as it is.
    One,
}

/// Where the delays of a coupling are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delays {
    /// There are none.
    None,
    /// Each edge has one: a parameter.
    Own,
    /// The edges are those of an earlier coupling, with its delays.
    Of(usize),
    /// The delay of an edge is this parameter of its target unit.
    Target(usize),
}

impl Coupling {
    /// Whether the edges have delays.
    pub fn is_delayed(&self) -> bool {
        self.delays != Delays::None
    }

    /// The pairs of units that the edges join, ordered by target.
    pub fn links(&self) -> Vec<Link> {
        let Some(c) = &self.connection else {
            let link = |(e, edge): (usize, &Edge)| Link {
                source: edge.source_unit,
                target: edge.target_unit,
                weight: e,
                delay: e,
            };
            return self.edges.iter().enumerate().map(link).collect();
        };
        let one_delay = c.delays.len() <= 1;
        let link = |(target, source, weight)| Link {
            source: c.sources.first + source,
            target: c.targets.first + target,
            weight,
            delay: if one_delay { 0 } else { weight },
        };
        c.pairs().into_iter().map(link).collect()
    }

    /// The number of pairs of units that the edges join.
    pub fn n_links(&self) -> usize {
        let Some(c) = &self.connection else { return self.edges.len() };
        match &c.pattern {
            Pattern::All => c.targets.count * c.sources.count,
            Pattern::OneToOne | Pattern::Pre | Pattern::Post => c.targets.count,
            Pattern::Sums => c.sources.count,
            Pattern::Dense | Pattern::Sparse { .. } | Pattern::Rows => c.n_weights(),
        }
    }

    /// Whether all pairs of a connection have the same delay, which is not that of their target units.
    pub fn has_one_delay(&self) -> bool {
        let one = self.connection.as_ref().is_some_and(|c| c.delays.len() == 1);
        one && matches!(self.delays, Delays::Own | Delays::Of(_))
    }

    /// The values of the weights.
    pub fn weights(&self) -> Vec<f64> {
        let edges = self.edges.iter().map(|edge| edge.weight);
        self.connection.as_ref().map_or_else(|| edges.collect(), |c| c.weights.clone())
    }

    /// The values of the delays.
    pub fn delays(&self) -> Vec<f64> {
        let edges = self.edges.iter().map(|edge| edge.delay);
        self.connection.as_ref().map_or_else(|| edges.collect(), |c| c.delays.clone())
    }

    /// The numbers of weights and delays.
    fn sizes(&self) -> (usize, usize) {
        let edges = self.edges.len();
        self.connection.as_ref().map_or((edges, edges), |c| (c.weights.len(), c.delays.len()))
    }

    /// The path of an edge, without the index of a pair.
    pub fn path(&self, link: usize) -> Vec<String> {
        let edge = self.edges.get(link).map(Edge::path);
        self.connection.as_ref().map(Connection::path).or(edge).unwrap_or_default()
    }
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
    /// Delay in units of time, zero where the coupling has none of its own.
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
        self.couplings.iter().any(Coupling::is_delayed)
            || self.groups.iter().flat_map(|g| &g.equations).any(|e| past(&e.value))
    }

    /// Writes initial values and parameters into the system, both in the order of [`Layout`].
    pub fn set_values(&mut self, initial: &[f64], parameters: &[f64]) {
        let layout = Layout::new(self);
        for (g, group) in self.groups.iter_mut().enumerate() {
            let n = group.n_units();
            for (v, variable) in group.variables.iter_mut().enumerate() {
                let at = VariableRef { group: g, variable: v };
                let (array, first) = match variable.place() {
                    Some(PlaceKind::State) => (initial, layout.state(at)),
                    Some(PlaceKind::Parameter) => (parameters, layout.parameter(at)),
                    None => continue,
                };
                let part = |part: usize, unit: usize| match part < variable.kind.parts() {
                    true => array[first + part * n + unit],
                    false => 0.0,
                };
                variable.values = (0..n).map(|unit| Value { re: part(0, unit), im: part(1, unit) }).collect();
            }
        }
        for (c, coupling) in self.couplings.iter_mut().enumerate() {
            if let Some(connection) = &mut coupling.connection {
                let read = |values: &mut Vec<f64>, first: Option<usize>| {
                    let Some(first) = first else { return };
                    let n = values.len();
                    values.copy_from_slice(&parameters[first..][..n]);
                };
                read(&mut connection.weights, layout.weight(c));
                read(&mut connection.delays, layout.delay(c));
            }
            for (e, edge) in coupling.edges.iter_mut().enumerate() {
                edge.weight = layout.weight(c).map_or(1.0, |first| parameters[first + e]);
                edge.delay = layout.delay(c).map_or(0.0, |first| parameters[first + e]);
            }
        }
    }

    /// The initial state, in the order of [`Layout`].
    pub fn initial_state(&self) -> Vec<f64> {
        self.values_at(PlaceKind::State)
    }

    /// The parameters, weights and delays included, in the order of [`Layout`].
    pub fn parameters(&self) -> Vec<f64> {
        let mut parameters = self.values_at(PlaceKind::Parameter);
        for coupling in &self.couplings {
            if coupling.weights == Weights::Own {
                parameters.extend(coupling.weights());
            }
            if coupling.delays == Delays::Own {
                parameters.extend(coupling.delays());
            }
        }
        parameters
    }

    fn values_at(&self, place: PlaceKind) -> Vec<f64> {
        let variables = self.groups.iter().flat_map(|g| &g.variables).filter(|v| v.place() == Some(place));
        let parts = variables.flat_map(|v| (0..v.kind.parts()).map(move |part| (v, part)));
        parts.flat_map(|(v, part)| v.values.iter().map(move |value| value.part(part))).collect()
    }

    /// The paths of all states, in the order of [`Layout`].
    pub fn state_paths(&self) -> Vec<String> {
        self.places(PlaceKind::State).iter().map(Place::path).collect()
    }

    /// The units of measurement of all states, in the order of [`Layout`], where they are declared.
    pub fn state_units(&self) -> Vec<Option<String>> {
        let mut units = Vec::new();
        for group in &self.groups {
            for variable in group.variables.iter().filter(|v| v.place() == Some(PlaceKind::State)) {
                let n = group.n_units() * if variable.kind == Kind::Complex { PARTS.len() } else { 1 };
                units.extend(std::iter::repeat_n(variable.unit.clone(), n));
            }
        }
        units
    }

    /// The paths of all parameters, in the order of [`Layout`]; those of edges are
    /// `edges/<name>/weight` and `edges/<name>/delay`.
    pub fn parameter_paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.places(PlaceKind::Parameter).iter().map(Place::path).collect();
        paths.extend(self.edge_parameters().into_iter().map(|place| place.path()));
        paths
    }

    /// What the parameters of edges are, in the order of [`Layout`]: the local path is the name of the edge and
    /// `weight` or `delay`, for pairs of units `weights` or `delays` with the numbers of target and source.
    pub fn edge_parameters(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for coupling in &self.couplings {
            let (n_weights, n_delays) = coupling.sizes();
            let mut add = |n: usize, what: &str| places.extend((0..n).map(|k| edge_place(coupling, k, what)));
            if coupling.weights == Weights::Own {
                add(n_weights, "weight");
            }
            if coupling.delays == Delays::Own {
                add(n_delays, "delay");
            }
        }
        places
    }

    /// What the states or the parameters of units are, in the order of [`Layout`].
    pub fn places(&self, kind: PlaceKind) -> Vec<Place> {
        let mut places = Vec::new();
        for group in &self.groups {
            for variable in group.variables.iter().filter(|v| v.place() == Some(kind)) {
                let parts: &[&str] = if variable.kind == Kind::Complex { &PARTS } else { &[""] };
                for part in parts {
                    let mut local = variable.path.clone();
                    local.extend((!part.is_empty()).then(|| (*part).to_string()));
                    let place = |unit| Place { unit: group.unit_path(unit), local: local.clone() };
                    places.extend((0..group.n_units()).map(place));
                }
            }
        }
        places
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

    /// The paths of all variables with a role, group by group.
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

/// The place of the `k`-th weight or delay of a coupling.
pub(crate) fn edge_place(coupling: &Coupling, k: usize, what: &str) -> Place {
    let mut unit = coupling.path(k);
    let name = unit.pop().unwrap_or_default();
    let one = what == "delay" && coupling.delays().len() == 1;
    let suffix = match &coupling.connection {
        Some(connection) if !one => connection.suffix(k),
        _ => String::new(),
    };
    let mut local = vec![name];
    match suffix.strip_prefix('/') {
        None => local.push(what.to_string()),
        Some(pair) => {
            local.push(format!("{what}s"));
            local.extend(pair.split('/').map(str::to_string));
        }
    }
    Place { unit, local }
}

/// What a state or parameter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path of the unit.
    pub unit: Vec<String>,
    /// The path of the variable in the unit, and the part if it is complex.
    pub local: Vec<String>,
}

impl Place {
    /// The full path.
    pub fn path(&self) -> String {
        let parts: Vec<&str> = self.unit.iter().chain(&self.local).map(String::as_str).collect();
        parts.join("/")
    }
}

/// Where everything is in the flat arrays of states and parameters.
///
/// States: group by group, variable by variable, unit by unit; a complex variable has the real parts of all
/// units, then the imaginary parts. Parameters: the same for the groups' parameters and extrinsic inputs,
/// then for each coupling the weights of its edges and their delays, as far as they are its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    variables: Vec<Vec<Option<usize>>>,
    weights: Vec<Option<usize>>,
    delays: Vec<Option<usize>>,
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
            let mut place = |variable: &Variable| {
                let counter = match variable.place()? {
                    PlaceKind::State => &mut n_states,
                    PlaceKind::Parameter => &mut n_parameters,
                };
                let first = *counter;
                *counter += n * variable.kind.parts();
                Some(first)
            };
            variables.push(group.variables.iter().map(&mut place).collect());
        }
        let mut layout =
            Layout { variables, weights: Vec::new(), delays: Vec::new(), n_states, n_parameters };
        for coupling in &system.couplings {
            let weights = match coupling.weights {
                Weights::Own => Some(layout.take(coupling.sizes().0)),
                Weights::Of(earlier) => layout.weights.get(earlier).copied().flatten(),
                Weights::One => None,
            };
            layout.weights.push(weights);
            let delays = match coupling.delays {
                Delays::Own => Some(layout.take(coupling.sizes().1)),
                Delays::Of(earlier) => layout.delays.get(earlier).copied().flatten(),
                Delays::None | Delays::Target(_) => None,
            };
            layout.delays.push(delays);
        }
        layout
    }

    /// Reserves the next places among the parameters.
    fn take(&mut self, n: usize) -> usize {
        self.n_parameters += n;
        self.n_parameters - n
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

    /// The index of the variable's first unit among the states or the parameters, if it has one.
    pub fn find(&self, variable: VariableRef) -> Option<usize> {
        self.variables[variable.group][variable.variable]
    }

    /// The index, among the parameters, of the weight of a coupling's first edge, if its edges have weights.
    pub fn weight(&self, coupling: usize) -> Option<usize> {
        self.weights[coupling]
    }

    /// The index, among the parameters, of the delay of a coupling's first edge, if its edges have delays
    /// of their own. See [`Delays::Target`] for the others.
    pub fn delay(&self, coupling: usize) -> Option<usize> {
        self.delays[coupling]
    }
}
