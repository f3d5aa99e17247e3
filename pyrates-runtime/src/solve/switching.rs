//! An explicit method that gives way to a Rosenbrock method where the problem is stiff, and comes back.
//!
//! It leaves the explicit method by Hairer's test (see `stiffness`). It comes back when the explicit method would be stable with the steps that the error allows, judged by a norm of the Jacobian, which
//! is there anyway (L. F. Shampine, Type-insensitive ODE codes based on implicit A-stable formulas, Math. Comp. 36
//! (1981) 499). A norm is a bound of the eigenvalues: in doubt the stiff method stays.

use crate::checkpoint::{Carry, Transfer};
use crate::delay::Memory;
use crate::model::VectorField;
use crate::solution::Stats;

use super::radau::Radau;
use super::right_hand_side::RightHandSide;
use super::rosenbrock::Rosenbrock;
use super::runge_kutta::RungeKutta;
use super::step_size::{Controller, Tolerance};
use super::stepper::{Made, Stepper};
use super::stiffness::StiffnessTest;

/// One of so many steps of the explicit method is looked at.
const WATCH_EVERY: usize = 10;
/// The explicit method comes back after so many steps in a row ...
const CALM_STEPS: usize = 5;
/// ... within this part of its limit of stability, which must be clearly less than where it leaves.
const CALM: f64 = 0.5;

/// A stiff stepper, and one that takes its place where nothing is stiff, with dense output of the same shape. All
/// stiff methods are of this one type, because each stepper is compiled with the loop for each model.
pub(super) struct Switching {
    /// `None` if the stiff one shall make all steps.
    explicit: Option<RungeKutta<f64>>,
    stiff: Stiff,
    is_stiff: bool,
    /// Whether the other one makes the next step.
    will_switch: bool,
    calm: usize,
    switches: usize,
}

/// A stepper for stiff problems.
pub(super) enum Stiff {
    Rosenbrock(Rosenbrock),
    Radau(Radau),
}

/// Calls a method of a stiff stepper.
macro_rules! of_stiff {
    ($stiff:expr, $method:ident($($argument:expr),*)) => {
        match $stiff {
            Stiff::Rosenbrock(stepper) => stepper.$method($($argument),*),
            Stiff::Radau(stepper) => stepper.$method($($argument),*),
        }
    };
}

impl Switching {
    pub(super) fn new(explicit: Option<RungeKutta<f64>>, stiff: Stiff) -> Switching {
        let explicit = explicit.map(|mut explicit| {
            debug_assert_eq!(Stepper::n_coefficients(&explicit), of_stiff!(&stiff, n_coefficients()));
            explicit.stiffness = StiffnessTest::every(WATCH_EVERY);
            explicit
        });
        let is_stiff = explicit.is_none();
        Switching { explicit, stiff, is_stiff, will_switch: false, calm: 0, switches: 0 }
    }

    fn switch(&mut self) {
        let Some(explicit) = &mut self.explicit else { return };
        if self.is_stiff {
            explicit.take_over(of_stiff!(&self.stiff, slope()));
        } else {
            of_stiff!(&mut self.stiff, take_over(RungeKutta::slope(explicit, 0)));
        }
        explicit.stiffness = StiffnessTest::every(WATCH_EVERY);
        self.is_stiff = !self.is_stiff;
        (self.will_switch, self.calm) = (false, 0);
        self.switches += 1;
    }
}

/// Calls a method of the stepper at work.
macro_rules! at_work {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        match &mut $self.explicit {
            Some(explicit) if !$self.is_stiff => Stepper::$method(explicit, $($argument),*),
            _ => of_stiff!(&mut $self.stiff, $method($($argument),*)),
        }
    };
    (& $self:ident.$method:ident()) => {
        match &$self.explicit {
            Some(explicit) if !$self.is_stiff => Stepper::$method(explicit),
            _ => of_stiff!(&$self.stiff, $method()),
        }
    };
}

impl Stepper for Switching {
    const SWITCHES: bool = true;

    fn controller(&self) -> Option<Controller> {
        at_work!(&self.controller())
    }

    fn n_coefficients(&self) -> usize {
        of_stiff!(&self.stiff, n_coefficients())
    }

    fn error_needs_end(&self) -> bool {
        at_work!(&self.error_needs_end())
    }

    fn slope(&self) -> &[f64] {
        at_work!(&self.slope())
    }

    fn end_slope(&self) -> &[f64] {
        at_work!(&self.end_slope())
    }

    fn y1(&self) -> &[f64] {
        at_work!(&self.y1())
    }

    fn y1_mut(&mut self) -> &mut Vec<f64> {
        at_work!(self.y1_mut())
    }

    fn dense(&self) -> &[f64] {
        at_work!(&self.dense())
    }

    fn start<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
    ) {
        at_work!(self.start(rhs, memory, t, y));
    }

    fn trial<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) -> (&[f64], &[f64]) {
        at_work!(self.trial(rhs, memory, t, y, h))
    }

    fn step<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        at_work!(self.step(rhs, memory, t, y, h));
    }

    fn finish<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
    ) {
        at_work!(self.finish(rhs, memory, t1));
    }

    fn interpolate<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t: f64,
        y: &[f64],
        h: f64,
    ) {
        at_work!(self.interpolate(rhs, memory, t, y, h));
    }

    fn error<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        step: Made,
        tolerance: Tolerance,
    ) -> f64 {
        at_work!(self.error(rhs, memory, step, tolerance))
    }

    fn watch<M: VectorField, K: Memory<f64>>(
        &mut self,
        rhs: &mut RightHandSide<M, f64>,
        memory: &K,
        t1: f64,
        h: f64,
    ) {
        let Some(explicit) = &mut self.explicit else { return };
        if self.is_stiff {
            let bound = h * of_stiff!(&mut self.stiff, bound_of_eigenvalues()) / explicit.stability();
            self.calm = if bound < CALM { self.calm + 1 } else { 0 };
            self.will_switch = self.calm >= CALM_STEPS;
        } else {
            explicit.watch(rhs, memory, t1, h);
            self.will_switch = explicit.stiffness.is_found();
        }
    }

    fn advance(&mut self) {
        at_work!(self.advance());
        if self.will_switch {
            self.switch();
        }
    }

    fn first_not_finite(&self) -> Option<usize> {
        at_work!(&self.first_not_finite())
    }

    fn add_to(&self, stats: &mut Stats) {
        of_stiff!(&self.stiff, add_to(stats));
        stats.switches += self.switches;
    }
}

impl Carry for Switching {
    fn carry(&mut self, transfer: &mut Transfer) {
        self.explicit.carry(transfer);
        of_stiff!(&mut self.stiff, carry(transfer));
        self.is_stiff.carry(transfer);
        self.will_switch.carry(transfer);
        self.calm.carry(transfer);
        self.switches.carry(transfer);
    }
}
