//! Runs: what is continued, from where, how far and how exactly.

use std::ops::{ControlFlow, Range};
use std::time::Duration;

use super::progress::{Observer, Progress, Watch};
use super::{AutoModel, Branch, BranchKind, ContinuationError, Point, PointKind, follow, plan};

/// In which direction a branch is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Both; the result is one branch.
    #[default]
    Both,
    /// So that the first parameter grows at first.
    Up,
    /// So that the first parameter falls at first.
    Down,
}

/// What a run does with its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// Goes on along the branch of the point, in the same parameter or another one.
    Continue,
    /// Follows the cycles that appear at a Hopf point.
    Cycles,
    /// Follows the other branch at a branch point or period doubling.
    Switch,
    /// Follows the bifurcation in two parameters.
    Curve,
    /// Follows a cycle with its period in two parameters.
    OnePeriod,
    /// Follows a homoclinic orbit in two parameters.
    Homoclinic,
}

/// The settings of a run.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) parameters: Vec<(String, Range<f64>)>,
    pub(super) direction: Direction,
    pub(super) ds: Option<f64>,
    pub(super) ds_min: Option<f64>,
    pub(super) ds_max: Option<f64>,
    pub(super) max_points: Option<usize>,
    pub(super) max_period: Option<f64>,
    pub(super) mesh: Option<usize>,
    pub(super) collocation: Option<usize>,
    pub(super) tolerance: f64,
    pub(super) report: Vec<(String, Vec<f64>)>,
    pub(super) stop: Vec<(String, Vec<f64>)>,
    pub(super) stop_at: Option<(PointKind, usize)>,
    pub(super) branch_points: bool,
    pub(super) orbit_flips: bool,
    pub(super) profiles_every: usize,
}

/// A run along a branch: choose options, then [`run`](Run::run) it. Lengths of steps are arc lengths in the space of the
/// parameters and states together.
#[must_use = "nothing is continued before `run`"]
pub struct Run<'m> {
    pub(super) model: &'m AutoModel,
    pub(super) task: Task,
    pub(super) start: Point,
    pub(super) settings: Settings,
    limit: Option<Duration>,
    observer: Option<Observer<'m>>,
    #[cfg(feature = "progress")]
    shows_progress: bool,
}

impl AutoModel {
    /// Continues the equilibria or cycles of a point: in the parameter that [`Run::parameter`] names, or in that of the
    /// branch from which the point is.
    pub fn continue_from(&self, point: &Point) -> Run<'_> {
        Run::new(self, Task::Continue, point)
    }

    /// Follows the cycles that appear at a Hopf point of equilibria.
    pub fn cycles_from(&self, hopf: &Point) -> Run<'_> {
        Run::new(self, Task::Cycles, hopf)
    }

    /// Follows the other branch at a branch point, or the cycles of twice the period at a period doubling.
    pub fn switch_from(&self, point: &Point) -> Run<'_> {
        Run::new(self, Task::Switch, point)
    }

    /// Follows a bifurcation in two parameters: a fold or Hopf point of equilibria, or a fold, period doubling or torus
    /// bifurcation of cycles. [`Run::parameter`] names the second one; the first is that of the branch.
    ///
    /// ```no_run
    /// # use pyrates_runtime::continuation::{AutoModel, Branch, ContinuationError};
    /// # fn example(model: AutoModel, branch: Branch) -> Result<(), ContinuationError> {
    /// let folds = model.curve_from(branch.fold(1)?).parameter("delta", 0.1..4.0).run()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn curve_from(&self, bifurcation: &Point) -> Run<'_> {
        Run::new(self, Task::Curve, bifurcation)
    }

    /// Follows a cycle in two parameters, with its period. Where that is long, the curve is near that of homoclinic orbits.
    pub fn same_period_from(&self, cycle: &Point) -> Run<'_> {
        Run::new(self, Task::OnePeriod, cycle)
    }

    /// Follows homoclinic orbits in two parameters, from a cycle of long period that is almost one. [`Run::parameter`] names
    /// the second parameter; the first is that of the branch.
    ///
    /// This is Auto's HomCont: the saddle is computed too, and the orbit begins and ends in its unstable and stable directions,
    /// of which Auto counts how many there are. The orbit is computed for as long as the period of the cycle; the error falls
    /// exponentially with that. Neutral saddles and double eigenvalues are among the special points.
    ///
    /// ```no_run
    /// # use pyrates_runtime::continuation::{AutoModel, Branch, ContinuationError};
    /// # fn example(model: AutoModel, branch: Branch) -> Result<(), ContinuationError> {
    /// let cycles = model.cycles_from(branch.hopf(1)?).stop_at("period", &[150.0]).run()?;
    /// let run = model.homoclinic_from(cycles.chosen(1)?);
    /// println!("{}", run.parameter("delta", 0.1..4.0).run()?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn homoclinic_from(&self, cycle: &Point) -> Run<'_> {
        Run::new(self, Task::Homoclinic, cycle)
    }
}

impl<'m> Run<'m> {
    fn new(model: &'m AutoModel, task: Task, start: &Point) -> Run<'m> {
        let settings = Settings {
            parameters: Vec::new(),
            direction: Direction::Both,
            ds: None,
            ds_min: None,
            ds_max: None,
            max_points: None,
            max_period: None,
            mesh: None,
            collocation: None,
            tolerance: 1e-8,
            report: Vec::new(),
            stop: Vec::new(),
            stop_at: None,
            branch_points: false,
            orbit_flips: false,
            profiles_every: 0,
        };
        Run {
            model,
            task,
            start: start.clone(),
            settings,
            limit: None,
            observer: None,
            #[cfg(feature = "progress")]
            shows_progress: false,
        }
    }

    /// A parameter to continue in, by its path or a short form that is clear, and the range that the branch may not leave.
    /// Runs from points of branches have the parameters of the branch, of which this replaces the range; a curve needs one
    /// more.
    pub fn parameter(mut self, name: &str, range: Range<f64>) -> Self {
        self.settings.parameters.push((name.to_string(), range));
        self
    }

    /// The direction, both by default. Cycles at Hopf points and period doublings exist in one direction only.
    pub fn direction(mut self, direction: Direction) -> Self {
        self.settings.direction = direction;
        self
    }

    /// The length of the first step; by default a ten-thousandth of the range of the first parameter.
    pub fn ds(mut self, ds: f64) -> Self {
        self.settings.ds = Some(ds);
        self
    }

    /// The smallest step; the run fails if it is too long. By default a thousand-millionth of the range.
    pub fn ds_min(mut self, ds_min: f64) -> Self {
        self.settings.ds_min = Some(ds_min);
        self
    }

    /// The largest step; by default a four-hundredth of the range, and a hundredth for cycles and curves.
    pub fn ds_max(mut self, ds_max: f64) -> Self {
        self.settings.ds_max = Some(ds_max);
        self
    }

    /// The largest number of points in each direction; by default 5000, and 1000 for cycles and curves.
    pub fn max_points(mut self, points: usize) -> Self {
        self.settings.max_points = Some(points);
        self
    }

    /// The period beyond which cycles are not followed; by default 100 times that at the start.
    pub fn max_period(mut self, period: f64) -> Self {
        self.settings.max_period = Some(period);
        self
    }

    /// The number of intervals in which a cycle is divided; by default that of the cycle at the start, or 100. They are distributed anew as the cycle changes.
    pub fn mesh(mut self, intervals: usize) -> Self {
        self.settings.mesh = Some(intervals);
        self
    }

    /// The number of collocation points in each interval, from 2 to 7; by default that of the cycle at the start, or 4.
    pub fn collocation(mut self, points: usize) -> Self {
        self.settings.collocation = Some(points);
        self
    }

    /// The relative tolerance of Newton's method, 1e-8 by default; special points are located with a hundred times that.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.settings.tolerance = tolerance;
        self
    }

    /// Reports the points at which a parameter that is continued, or `"period"`, has one of these values.
    pub fn report_at(mut self, name: &str, values: &[f64]) -> Self {
        self.settings.report.push((name.to_string(), values.to_vec()));
        self
    }

    /// Ends the branch where a parameter that is continued, or `"period"`, has one of these values.
    pub fn stop_at(mut self, name: &str, values: &[f64]) -> Self {
        self.settings.stop.push((name.to_string(), values.to_vec()));
        self
    }

    /// Ends the branch, in each direction, at a special point: `stop_at_point(PointKind::Hopf, 1)` at the first Hopf point.
    pub fn stop_at_point(mut self, kind: PointKind, number: usize) -> Self {
        self.settings.stop_at = Some((kind, number));
        self
    }

    /// Looks for branch points of cycles too. They are found by the sign of a determinant, which for cycles with strongly
    /// stable or unstable directions is rounding errors, so that many are not real. Those of equilibria are always found.
    pub fn branch_points_of_cycles(mut self) -> Self {
        self.settings.branch_points = true;
        self
    }

    /// Looks for orbit flips of homoclinic orbits too. They make sense where the eigenvalues that are nearest to the imaginary
    /// axis are real; where they are complex, points may be reported that are none.
    pub fn orbit_flips(mut self) -> Self {
        self.settings.orbit_flips = true;
        self
    }

    /// Keeps the profile of every so manyth cycle, besides those of special points, so that [`Point::profile`] has them and
    /// runs can start there.
    pub fn profiles_every(mut self, points: usize) -> Self {
        self.settings.profiles_every = points;
        self
    }

    /// Ends the run after some time; the error has the branch so far.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Calls a function many times a second while the run lasts; it may end the run, for instance after Ctrl-C.
    pub fn observe(mut self, observer: impl FnMut(&Progress) -> ControlFlow<()> + 'm) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Shows the number of points and the time on a terminal while the run lasts; nothing where the error output is no
    /// terminal.
    #[cfg(feature = "progress")]
    pub fn progress(mut self) -> Self {
        self.shows_progress = true;
        self
    }

    /// Runs Auto-07p.
    ///
    /// # Errors
    /// If a setting makes no sense, a name is unknown, the start is none for such a run, Newton's method or the vector field
    /// fails, or the run is ended early. If there are points by then, [`ContinuationError::partial`] has them.
    pub fn run(self) -> Result<Branch, ContinuationError> {
        let plan = plan::plan(self.model, self.task, &self.start, &self.settings)?;
        let mut watch = Watch::new(self.limit, self.observer);
        #[cfg(feature = "progress")]
        {
            watch.shows_bar = self.shows_progress;
        }
        follow::branch(self.model, &plan, &mut watch)
    }
}

impl Task {
    /// What the run makes from a point, if it can start there.
    pub(super) fn result(self, start: &Point) -> Result<BranchKind, ContinuationError> {
        use {BranchKind as B, PointKind as P};
        let wrong = |run, advice| Err(ContinuationError::WrongStart { run, point: start.called(), advice });
        match (self, start.origin.kind, start.kind) {
            (Task::Continue, B::Equilibria | B::Folds | B::HopfPoints, _) => Ok(B::Equilibria),
            (Task::Continue, B::Cycles | B::CyclesOfOnePeriod, _) => Ok(B::Cycles),
            (Task::Continue, B::HomoclinicOrbits, _) => Ok(B::HomoclinicOrbits),
            (Task::Continue, ..) => {
                wrong("`continue_from`", "continue the branch of cycles to which it belongs")
            }
            (Task::Cycles, B::Equilibria, P::Hopf) | (Task::Cycles, B::HopfPoints, _) => Ok(B::Cycles),
            (Task::Cycles, ..) => wrong("`cycles_from`", "give it a Hopf point of equilibria"),
            (Task::Switch, kind @ (B::Equilibria | B::Cycles), P::BranchPoint) => Ok(kind),
            (Task::Switch, B::Cycles, P::PeriodDoubling) => Ok(B::Cycles),
            (Task::Switch, ..) => wrong("`switch_from`", "give it a branch point or a period doubling"),
            (Task::Curve, B::Equilibria, P::Fold) => Ok(B::Folds),
            (Task::Curve, B::Equilibria, P::Hopf) => Ok(B::HopfPoints),
            (Task::Curve, B::Cycles, P::Fold) => Ok(B::FoldsOfCycles),
            (Task::Curve, B::Cycles, P::PeriodDoubling) => Ok(B::PeriodDoublings),
            (Task::Curve, B::Cycles, P::Torus) => Ok(B::TorusBifurcations),
            (Task::Curve, ..) => {
                wrong("`curve_from`", "give it a fold, Hopf point, period doubling or torus bifurcation")
            }
            (Task::OnePeriod, B::Cycles | B::CyclesOfOnePeriod, _) => Ok(B::CyclesOfOnePeriod),
            (Task::OnePeriod, ..) => wrong("`same_period_from`", "give it a cycle"),
            (Task::Homoclinic, B::Cycles | B::CyclesOfOnePeriod | B::HomoclinicOrbits, _) => {
                Ok(B::HomoclinicOrbits)
            }
            (Task::Homoclinic, ..) => wrong("`homoclinic_from`", "give it a cycle of long period"),
        }
    }
}
