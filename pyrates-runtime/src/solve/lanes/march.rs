//! Steps of fixed length that nobody looks at: they are made many at a time, in all lanes.

use crate::lanes::{Lanes, Simd};
use crate::model::Model;

use super::super::Stepping;
use super::buffer::FREE;
use super::method::LaneStepper;
use super::{Lane, Lockstep, Supply, are_finite};

impl<M: Model, Q: Supply, S: Simd> Lockstep<'_, M, Q, S> {
    /// Makes all fixed steps before the next one that somebody waits for, if there are several. Tells whether it did.
    #[inline(always)]
    pub(super) fn march(&mut self) -> bool {
        let steps = Lane::unseen_steps;
        let n = self.lanes.iter().flatten().map(steps).min().unwrap_or(0);
        let n = if self.memory.is_empty() { n } else { n.min(FREE) };
        let Some(Stepping::Fixed { dt }) = self.lanes.iter().flatten().next().map(|lane| lane.plan.stepping)
        else {
            return false;
        };
        if n < 2 {
            return false;
        }
        let before = (self.y.clone(), self.stepper.first_slope().to_vec());
        let h = Lanes::all(self.simd, dt);
        // Runs that began together have the same times. The numbers of noise follow from them.
        let is_noisy = matches!(self.stepper, LaneStepper::Stochastic(_));
        let needs_time = self.rhs.model.depends_on_time() || self.rhs.inputs.is_some() || is_noisy;
        let same = self.times_are_equal() || !needs_time;
        let Lockstep { lanes, stepper, rhs, y, simd, memory, .. } = self;
        let simd = *simd;
        let first = lanes.iter().flatten().next();
        let time = |k: usize| match (same, first) {
            (true, Some(lane)) => Lanes::all(simd, lane.time_after(k)),
            _ => Lanes::from_fn(simd, |number| lanes[number].as_ref().map_or(0.0, |lane| lane.time_after(k))),
        };
        match &mut *stepper {
            LaneStepper::RungeKutta(stepper) if memory.is_empty() => {
                stepper.make_steps(rhs, memory, y, h, (0..=n).map(time));
            }
            stepper => {
                let mut t = time(0);
                for k in 1..=n {
                    memory.begin(y);
                    stepper.step(rhs, memory, (t, y, h));
                    t = time(k);
                    stepper.finish(rhs, memory, t);
                    std::mem::swap(y, stepper.y1_mut());
                    stepper.advance();
                    memory.accept();
                }
            }
        }
        let is_finite = are_finite(simd, y.iter().chain(stepper.first_slope()));
        let mut broken = lanes
            .iter_mut()
            .zip(is_finite)
            .filter_map(|(lane, is_finite)| lane.as_mut().filter(|_| !is_finite));
        if let Some(lane) = broken.next() {
            // The next steps are made one at a time, to find where that begins.
            lane.may_march = false;
            *y = before.0;
            memory.take_back(if memory.is_empty() { 0 } else { n });
            stepper.first_slope_mut().copy_from_slice(&before.1);
            return false;
        }
        let n_evaluations = stepper.n_stages().0 + 1;
        for lane in lanes.iter_mut().flatten() {
            lane.march(n, n_evaluations);
        }
        true
    }

    /// Whether all runs have made the same number of fixed steps.
    fn times_are_equal(&self) -> bool {
        let mut made = self.lanes.iter().flatten().map(|lane| lane.stats.accepted);
        let first = made.next();
        made.all(|made| Some(made) == first)
    }
}
