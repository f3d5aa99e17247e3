//! Steps of fixed length that nobody looks at: they are made many at a time, in all lanes.

use crate::delay::NoMemory;
use crate::lanes::{Lanes, Simd};
use crate::model::Model;

use super::super::Stepping;
use super::{Lane, Lockstep, Supply, are_finite};

impl<M: Model, Q: Supply, S: Simd> Lockstep<'_, M, Q, S> {
    /// Makes all fixed steps before the next one that somebody waits for, if there are several. Tells whether it did.
    #[inline(always)]
    pub(super) fn march(&mut self) -> bool {
        let steps = Lane::unseen_steps;
        let n = self.lanes.iter().flatten().map(steps).min().unwrap_or(0);
        let Some(Stepping::Fixed { dt }) = self.lanes.iter().flatten().next().map(|lane| lane.plan.stepping)
        else {
            return false;
        };
        if n < 2 {
            return false;
        }
        let before = (self.y.clone(), self.stepper.slope(0).to_vec());
        let h = Lanes::all(self.simd, dt);
        // Runs that began together have the same times.
        let needs_time = self.rhs.model.depends_on_time() || self.rhs.inputs.is_some();
        let same = self.times_are_equal() || !needs_time;
        let Lockstep { lanes, stepper, rhs, y, simd, .. } = self;
        let simd = *simd;
        let first = lanes.iter().flatten().next();
        let time = |k: usize| match (same, first) {
            (true, Some(lane)) => Lanes::all(simd, lane.time_after(k)),
            _ => Lanes::from_fn(simd, |number| lanes[number].as_ref().map_or(0.0, |lane| lane.time_after(k))),
        };
        stepper.make_steps(rhs, &NoMemory, y, h, (0..=n).map(time));
        let is_finite = are_finite(simd, y.iter().chain(stepper.slope(0)));
        let mut broken = lanes
            .iter_mut()
            .zip(is_finite)
            .filter_map(|(lane, is_finite)| lane.as_mut().filter(|_| !is_finite));
        if let Some(lane) = broken.next() {
            // The next steps are made one at a time, to find where that begins.
            lane.may_march = false;
            *y = before.0;
            stepper.first_slope_mut().copy_from_slice(&before.1);
            return false;
        }
        for lane in lanes.iter_mut().flatten() {
            lane.march(n, stepper.tableau.end());
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
