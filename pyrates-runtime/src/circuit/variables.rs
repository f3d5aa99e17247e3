//! Algebraic variables and inputs of a system at given states.

use pyrates_ir::lookup::{Lookup, lookups};
use pyrates_ir::system::{Layout, System, VariableRef};

use crate::model::Past;
use crate::scalar::Scalar;

use super::code::{Edges, Program};
use super::run::{Machine, NoSink};
use super::{CircuitError, build, check};

/// A program that computes some inputs and auxiliary variables of a system, for all units of their groups.
#[derive(Debug)]
pub(crate) struct Variables {
    program: Program,
    edges: Vec<Edges>,
    places: Vec<usize>,
    n_units: Vec<usize>,
}

impl Variables {
    /// A program for these variables of a real system.
    pub(crate) fn new(system: &System, variables: &[VariableRef]) -> Result<Variables, CircuitError> {
        check::check(system)?;
        Ok(Variables::with_lookups(system, &lookups(system), variables))
    }

    /// The same for a sound system, with the numbers of the look-ups of another one.
    pub(super) fn with_lookups(system: &System, lookups: &[Lookup], variables: &[VariableRef]) -> Variables {
        let layout = Layout::new(system);
        let (program, places) = build::variables(system, &layout, lookups, variables);
        let edges = build::edges(system, &layout);
        // Whatever the program was made for has a place.
        let places = places.into_iter().map(Option::unwrap_or_default).collect();
        let n_units = variables.iter().map(|at| system.group(*at).n_units()).collect();
        Variables { program, edges, places, n_units }
    }

    /// Whether the variables depend on the past.
    pub(crate) fn look_back(&self) -> bool {
        self.program.looks_back()
    }

    /// The length of the work array.
    pub(crate) fn n_work(&self) -> usize {
        self.program.n_work
    }

    /// Computes all variables; they stay in the work array.
    pub(crate) fn compute<S: Scalar, P: Past<S>>(&self, t: S, y: &[S], p: &[S], past: &P, work: &mut [S]) {
        let Variables { program, edges, .. } = self;
        Machine { program, edges, t, y, p, past, work, slopes: &mut [] }.run(&mut NoSink);
    }

    /// Copies all variables, one after the other, unit by unit.
    pub(super) fn copy<S: Scalar>(&self, work: &[S], values: &mut [S]) {
        let mut first = 0;
        for (&place, &n) in self.places.iter().zip(&self.n_units) {
            values[first..first + n].copy_from_slice(&work[place..place + n]);
            first += n;
        }
    }

    /// A variable of a unit, in the order in which the program was asked for them.
    pub(crate) fn value(&self, work: &[f64], variable: usize, unit: usize) -> f64 {
        work[self.places[variable] + unit]
    }
}
