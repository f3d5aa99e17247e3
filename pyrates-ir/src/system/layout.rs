//! Where everything is in the flat arrays.

use super::{Delays, Kind, PlaceKind, System, Variable, VariableRef, Weights};

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

    /// The places of the elements of all states, in order: of the number, or of its real and imaginary part.
    pub fn elements(&self, system: &System) -> Vec<(usize, Option<usize>)> {
        let mut elements = Vec::new();
        for (g, group) in system.groups.iter().enumerate() {
            let n = group.n_units();
            for variable in group.with_role(super::Role::State) {
                let first = self.state(VariableRef { group: g, variable });
                let is_complex = group.variables[variable].kind == Kind::Complex;
                elements.extend((first..first + n).map(|re| (re, is_complex.then_some(re + n))));
            }
        }
        elements
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
