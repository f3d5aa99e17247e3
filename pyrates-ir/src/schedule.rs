//! The order of evaluation of a system as loops over groups, for printing code.
//!
//! Algebraic variables that edges transmit must be known for all units before any unit reads them. So
//! the right-hand side is a sequence of loops: each runs over the units of one group, and gathers
//! inputs, computes auxiliaries and derivatives. What later loops need is stored.

use crate::system::{Coupling, EquationForm, Group, Role, Symbol, System, VariableRef};

/// Loops in order, and what is stored between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The loops.
    pub loops: Vec<Loop>,
    /// Variables stored between loops, in order of their place in the work array.
    pub stored: Vec<VariableRef>,
}

/// One loop over the units of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The group.
    pub group: usize,
    /// What happens for each unit, in order.
    pub steps: Vec<Step>,
}

/// One step for a unit; numbers are indices of variables of the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Read a stored variable.
    Load(usize),
    /// Sum the edges into an input.
    Gather(usize),
    /// Compute an auxiliary.
    Assign(usize),
    /// Keep a variable that was just computed.
    Store(usize),
    /// Compute the derivative of a state.
    Derive(usize),
}

impl Schedule {
    /// The loops that compute all derivatives.
    pub fn vector_field(system: &System) -> Schedule {
        let needs = Needs::new(system);
        let last: Vec<usize> = (0..system.groups.len()).map(|g| needs.level_of_derivatives(g)).collect();
        let is_source = |at: VariableRef| {
            let reads = |c: &Coupling| !c.is_delayed() && c.source == at && needs.is_needed(c.target);
            system.couplings.iter().any(|c| reads(c) && !system.is_impulsive(c))
        };
        let mut plan = Plan { system, loops: Vec::new(), stored: Vec::new() };
        for level in 0..=needs.deepest() {
            for (g, group) in system.groups.iter().enumerate() {
                let at = |variable| VariableRef { group: g, variable };
                // An input is a source where an output that only hands it on was left out.
                let results: Vec<usize> = (0..group.variables.len())
                    .filter(|&v| group.variables[v].role.is_computed())
                    .filter(|&v| is_source(at(v)) && needs.level(at(v)) == level)
                    .collect();
                let derivatives: Vec<usize> =
                    if last[g] == level { group.with_role(Role::State).collect() } else { Vec::new() };
                plan.add(g, &results, &derivatives);
            }
        }
        Schedule { loops: plan.loops, stored: plan.stored }
    }

    /// The loops that compute and store some inputs and auxiliaries, and all that these depend on.
    pub fn of_variables(system: &System, variables: &[VariableRef]) -> Schedule {
        let mut needs = Needs::nothing(system);
        for &at in variables {
            needs.visit(system, at);
        }
        Schedule::storing(system, &needs)
    }

    fn storing(system: &System, needs: &Needs) -> Schedule {
        let mut plan = Plan { system, loops: Vec::new(), stored: Vec::new() };
        for level in 0..=needs.deepest() {
            for (g, group) in system.groups.iter().enumerate() {
                let needed = |&v: &usize| {
                    let at = VariableRef { group: g, variable: v };
                    group.variables[v].role.is_computed() && needs.is_needed(at) && needs.level(at) == level
                };
                let mut results: Vec<usize> = (0..group.variables.len()).filter(needed).collect();
                // Assignments are listed in order of evaluation; inputs come first.
                let position = |v: usize| {
                    let assignment =
                        |e: &crate::system::Equation| e.form == EquationForm::Assignment && e.variable == v;
                    group.equations.iter().position(assignment).map_or(0, |p| p + 1)
                };
                results.sort_by_key(|&v| position(v));
                plan.add(g, &results, &[]);
            }
        }
        Schedule { loops: plan.loops, stored: plan.stored }
    }

    /// The place of a stored variable's first unit in the work array.
    pub fn place(&self, system: &System, at: VariableRef) -> Option<usize> {
        let index = self.stored.iter().position(|stored| *stored == at)?;
        Some(self.stored[..index].iter().map(|stored| system.group(*stored).n_units()).sum())
    }

    /// The length of the work array.
    pub fn n_work(&self, system: &System) -> usize {
        self.stored.iter().map(|stored| system.group(*stored).n_units()).sum()
    }
}

/// Which inputs and auxiliaries the derivatives need, and in how many rounds they can be had.
struct Needs {
    /// For each group and variable: the level, if it is needed.
    levels: Vec<Vec<Option<usize>>>,
    derivatives: Vec<usize>,
}

impl Needs {
    fn nothing(system: &System) -> Needs {
        let levels = system.groups.iter().map(|g| vec![None; g.variables.len()]).collect();
        Needs { levels, derivatives: Vec::new() }
    }

    fn new(system: &System) -> Needs {
        let mut needs = Needs::nothing(system);
        for (g, group) in system.groups.iter().enumerate() {
            let mut level = 0;
            for v in group.with_role(Role::State) {
                let Some(value) = group.derivative(v) else { continue };
                level = level.max(needs.of_symbols(system, g, &value.leaves()));
            }
            needs.derivatives.push(level);
        }
        needs
    }

    fn of_symbols(&mut self, system: &System, g: usize, symbols: &[&Symbol]) -> usize {
        let variables: Vec<usize> = symbols
            .iter()
            .filter_map(|symbol| match symbol {
                Symbol::Variable(v) => Some(*v),
                Symbol::Time | Symbol::Delay | Symbol::Noise(_) => None,
            })
            .collect();
        variables
            .into_iter()
            .map(|v| self.visit(system, VariableRef { group: g, variable: v }))
            .max()
            .unwrap_or(0)
    }

    fn visit(&mut self, system: &System, at: VariableRef) -> usize {
        if let Some(level) = self.levels[at.group][at.variable] {
            return level;
        }
        let group = system.group(at);
        let level = match group.variables[at.variable].role {
            Role::State | Role::Parameter => return 0,
            Role::Auxiliary => {
                let leaves = group.assignment(at.variable).map(|value| value.leaves()).unwrap_or_default();
                self.of_symbols(system, at.group, &leaves)
            }
            Role::Input => {
                let mut level = 0;
                for (_, coupling) in system.couplings_into(at) {
                    let source = coupling.source;
                    let role = system.group(source).variables[source.variable].role;
                    if role.is_computed() && !coupling.is_delayed() {
                        level = level.max(self.visit(system, source) + 1);
                    }
                }
                level
            }
        };
        self.levels[at.group][at.variable] = Some(level);
        level
    }

    fn is_needed(&self, at: VariableRef) -> bool {
        self.levels[at.group][at.variable].is_some()
    }

    fn level(&self, at: VariableRef) -> usize {
        self.levels[at.group][at.variable].unwrap_or(0)
    }

    fn level_of_derivatives(&self, g: usize) -> usize {
        self.derivatives[g]
    }

    fn deepest(&self) -> usize {
        let levels = self.levels.iter().flatten().flatten();
        levels.chain(&self.derivatives).copied().max().unwrap_or(0)
    }
}

/// Collects loops.
struct Plan<'a> {
    system: &'a System,
    loops: Vec<Loop>,
    stored: Vec<VariableRef>,
}

impl Plan<'_> {
    /// Adds a loop that stores `results` and computes `derivatives`.
    fn add(&mut self, g: usize, results: &[usize], derivatives: &[usize]) {
        if results.is_empty() && derivatives.is_empty() {
            return;
        }
        let group = &self.system.groups[g];
        let mut steps = Vec::new();
        for &v in results {
            self.compute(g, v, &mut steps);
            steps.push(Step::Store(v));
        }
        for &v in derivatives {
            if let Some(value) = group.derivative(v) {
                self.prepare(g, &value.leaves(), &mut steps);
            }
        }
        steps.extend(derivatives.iter().map(|&v| Step::Derive(v)));
        let new = results.iter().map(|&variable| VariableRef { group: g, variable });
        self.stored.extend(new.collect::<Vec<_>>());
        self.loops.push(Loop { group: g, steps });
    }

    fn prepare(&self, g: usize, symbols: &[&Symbol], steps: &mut Vec<Step>) {
        for symbol in symbols {
            if let Symbol::Variable(v) = symbol {
                self.compute(g, *v, steps);
            }
        }
    }

    /// Makes the value of a variable available to the steps that follow.
    fn compute(&self, g: usize, v: usize, steps: &mut Vec<Step>) {
        let known =
            |step: &Step| matches!(step, Step::Load(x) | Step::Gather(x) | Step::Assign(x) if *x == v);
        if steps.iter().any(known) {
            return;
        }
        let group: &Group = &self.system.groups[g];
        let at = VariableRef { group: g, variable: v };
        match group.variables[v].role {
            Role::State | Role::Parameter => {}
            _ if self.stored.contains(&at) => steps.push(Step::Load(v)),
            Role::Input => steps.push(Step::Gather(v)),
            Role::Auxiliary => {
                if let Some(value) = group.assignment(v) {
                    self.prepare(g, &value.leaves(), steps);
                }
                steps.push(Step::Assign(v));
            }
        }
    }
}
