//! Algebraic variables and inputs of a system at given states.

use pyrates_ir::lookup::lookups;
use pyrates_ir::system::{Layout, System, VariableRef};

use crate::model::Past;

use super::code::{Edges, Program};
use super::run::{Machine, NoSink};
use super::{CircuitError, build, check};

/// A program that computes some inputs and auxiliary variables of a system, for all units of their groups.
#[derive(Debug)]
pub(crate) struct Variables {
    program: Program,
    edges: Vec<Edges>,
    places: Vec<usize>,
}

impl Variables {
    /// A program for these variables of a real system.
    pub(crate) fn new(system: &System, variables: &[VariableRef]) -> Result<Variables, CircuitError> {
        check::check(system)?;
        let (layout, lookups) = (Layout::new(system), lookups(system));
        let (program, places) = build::variables(system, &layout, &lookups, variables);
        let edges = build::edges(system, &layout);
        // Whatever the program was made for has a place.
        let places = places.into_iter().map(Option::unwrap_or_default).collect();
        Ok(Variables { program, edges, places })
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
    pub(crate) fn compute<P: Past<f64>>(&self, t: f64, y: &[f64], p: &[f64], past: &P, work: &mut [f64]) {
        let Variables { program, edges, .. } = self;
        Machine { program, edges, t, y, p, past, work, slopes: &mut [] }.run(&mut NoSink);
    }

    /// A variable of a unit, in the order in which the program was asked for them.
    pub(crate) fn value(&self, work: &[f64], variable: usize, unit: usize) -> f64 {
        work[self.places[variable] + unit]
    }
}
