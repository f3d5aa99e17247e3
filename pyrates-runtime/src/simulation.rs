//! The way in: `model.simulate(0.0..100.0).method(Dopri5).rtol(1e-8).run()?`.

mod resources;

use std::io;
use std::ops::{ControlFlow, Range};
use std::time::Duration;

use crate::checkpoint::Checkpoint;
use crate::delay::{DelayRule, History};
use crate::event::{Event, EventRule};
use crate::input::Input;
use crate::model::Model;
use crate::noise::Interpretation;
use crate::paths::Paths;
use crate::solution::Solution;
use crate::solve::{self, Hooks, Memory, Method, Options, Plan, SolveError, SolveErrorKind};
use crate::sweep::{Design, Sweep};

/// A simulation about to run: a model, an interval of time, and options.
///
/// Without options it is [`Dopri5`](crate::Dopri5) with a relative tolerance of 1e-6, and every step is
/// kept. Options that mean nothing for the chosen method are errors when it runs, never ignored.
#[derive(Debug)]
#[must_use = "a simulation does nothing until `run` is called"]
pub struct Simulation<'m, M> {
    model: &'m M,
    t: Range<f64>,
    options: Options,
    hooks: Hooks<'m>,
}

impl<'m, M: Model> Simulation<'m, M> {
    /// A simulation of a model from `t.start` to `t.end`, in the model's unit of time.
    pub fn new(model: &'m M, t: Range<f64>) -> Simulation<'m, M> {
        Simulation { model, t, options: Options::default(), hooks: Hooks::default() }
    }

    /// The method of integration. Adaptive: [`Bosh3`](crate::Bosh3), [`Dopri5`](crate::Dopri5) (the default),
    /// [`Tsit5`](crate::Tsit5), [`Vern7`](crate::Vern7), [`Dop853`](crate::Dop853), from loose tolerances to
    /// tight ones; for stiff problems [`Rodas5P`](crate::Rodas5P), [`Radau9`](crate::Radau9) with tight tolerances, and
    /// [`Auto`](crate::Auto) where it is not known.
    /// Fixed steps: [`Euler`](crate::Euler), [`Heun`](crate::Heun), [`Ralston`](crate::Ralston),
    /// [`Rk4`](crate::Rk4); for noise [`EulerMaruyama`](crate::EulerMaruyama),
    /// [`StochasticHeun`](crate::StochasticHeun), [`Milstein`](crate::Milstein), [`Sra1`](crate::Sra1).
    pub fn method(mut self, method: impl Method) -> Self {
        self.options.scheme = method.scheme();
        self
    }

    /// The relative tolerance of adaptive methods, 1e-6 by default. In each step the error of a state `y`
    /// is kept near `atol + rtol * |y|`.
    pub fn rtol(mut self, rtol: f64) -> Self {
        self.options.rtol = Some(rtol);
        self
    }

    /// The absolute tolerance of adaptive methods, in units of the states; `rtol / 1000` by default.
    pub fn atol(mut self, atol: f64) -> Self {
        self.options.atol = Some(atol);
        self
    }

    /// The step of methods with fixed steps, the first step of adaptive ones, in units of time.
    ///
    /// Steps begin at `t0 + k * dt`, and the last one is shorter if the interval is not a multiple.
    pub fn dt(mut self, dt: f64) -> Self {
        self.options.dt = Some(dt);
        self
    }

    /// Makes all steps of an adaptive method equal, of the length `dt`, without control of the error: for stiff problems that
    /// are to be sampled on a grid, or to compare methods. Methods with fixed steps make them anyway.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Fast { equations { d/dt x = -1000*(x - cos(t)); } variables { x: output(0.0) } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let solution = Fast::default().simulate(0.0..5.0).method(Rodas5P).dt(0.05).fixed_steps().run()?;
    /// assert_eq!(solution.stats.accepted, 100);
    /// assert!((solution.column("x")?.last().unwrap() - 5.0_f64.cos()).abs() < 2e-3);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fixed_steps(mut self) -> Self {
        self.options.has_fixed_steps = true;
        self
    }

    /// The longest step of adaptive methods, in units of time. Needed where a short event, such as a pulse
    /// in a function of time, could fall between two steps.
    pub fn max_step(mut self, h: f64) -> Self {
        self.options.max_step = Some(h);
        self
    }

    /// The largest number of steps, rejected ones included; 10 million by default. `usize::MAX` is no
    /// limit.
    pub fn max_steps(mut self, n: usize) -> Self {
        self.options.max_steps = Some(n);
        self
    }

    /// Takes samples at `t0 + k * interval`, both ends included, by the dense output of the method. If the
    /// end of the interval of time is not a multiple (to 1e-9 of the interval of time) the last sample is
    /// the last multiple before it. Without this option every step is a sample.
    pub fn interval(mut self, interval: f64) -> Self {
        self.options.interval = Some(interval);
        self
    }

    /// Takes no samples before this time, so that a transient is left out. Samples lie where they would without it. The
    /// dense output, where it is kept, is that of the whole run.
    pub fn cutoff(mut self, t: f64) -> Self {
        self.options.cutoff = Some(t);
        self
    }

    /// Takes a last sample at the end of the interval of time, also if that is not a multiple of the
    /// interval of [`interval`](Simulation::interval).
    pub fn with_end(mut self) -> Self {
        self.options.with_end = true;
        self
    }

    /// Keeps the dense output besides samples at an interval, for [`Solution::at`]. Without an interval it
    /// is kept anyway. It takes 4 to 8 numbers per state and step.
    pub fn dense(mut self) -> Self {
        self.options.dense = true;
        self
    }

    /// Starts from this state instead of the model's, in the order of [`pyrates_ir::system::Layout`].
    pub fn initial(mut self, y: &[f64]) -> Self {
        self.options.initial = Some(y.to_vec());
        self
    }

    /// The states before the start, which delays look at; the initial value by default.
    pub fn history(mut self, history: History) -> Self {
        self.options.history = Some(Box::new(history));
        self
    }

    /// Starts where another run ended, from its last state, with it as the past: so a simulation can go on after the
    /// model was changed. Parameters that events have set keep their values, unless the model's were changed since; what
    /// events planned happens, if they are given to this run too. The interval of time must begin there. Steps start anew, so results are those of one long run to
    /// the tolerance.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Feedback {
    ///         equations { d/dt x = -k*x(t - 1); }
    ///         variables { x: output(1.0), k: 1.0 }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let mut model = Feedback::default();
    /// let first = model.simulate(0.0..10.0).run()?;
    /// model.k = 2.0;
    /// let second = model.simulate(10.0..20.0).after(&first).run()?;
    /// assert_eq!(second.column("x")?[0], *first.column("x")?.last().unwrap());
    /// # Ok(())
    /// # }
    /// ```
    pub fn after(mut self, run: &Solution) -> Self {
        self.options.after = Some(Box::new(run.clone()));
        self
    }

    /// How delays are looked up; [`DelayRule::Interpolate`] by default.
    pub fn delay_rule(mut self, rule: DelayRule) -> Self {
        self.options.delay_rule = Some(rule);
        self
    }

    /// Drives a parameter, an input that nothing feeds, or a weight by an input from outside, in place of
    /// its value. The path may have wildcards: `all/lv/x_in`. See [`Input`].
    ///
    /// Every evaluation of the right-hand side sees the input at its own time, so methods keep their order.
    /// Adaptive methods step exactly onto the points where a sampled input jumps or bends.
    pub fn input(mut self, path: impl AsRef<str>, input: Input) -> Self {
        self.options.inputs.push((path.as_ref().to_string(), input));
        self
    }

    /// Watches for an event; calls add up. What happened is in [`Solution::events`]. Times are found on the dense output
    /// of the method, to the last bit of its polynomial; then a step ends exactly there. See [`Event`].
    pub fn event(mut self, event: Event) -> Self {
        self.options.events.push(event);
        self
    }

    /// The seed of the noise, 0 by default. Equal seeds give equal runs, to the last bit.
    ///
    /// A run that goes on [`after`](Simulation::after) another one has its seed, and draws new numbers from it.
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.noise.seed = Some(seed);
        self
    }

    /// The number of the run among several with one seed, whose noise is independent; 0 by default.
    pub fn realization(mut self, number: u64) -> Self {
        self.options.noise.realization = Some(number);
        self
    }

    /// Draws the numbers of the noise for steps of this length, of which `dt` is a multiple; those of `dt` by default. Runs
    /// with steps of different lengths then see the same Wiener processes, so their difference is the error of the longer
    /// steps. A step has the sum of the increments of its parts, and the integral over it is made of theirs.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Well { equations { d/dt x = x - x^3 + noise(0.3); } variables { x: output(1.0) } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let model = Well::default();
    /// let run = |dt: f64| model.simulate(0.0..4.0).method(Sra1).dt(dt).noise_step(0.0625).run();
    /// let end = |dt: f64| run(dt).map(|solution| *solution.values().last().unwrap());
    /// let (coarse, middle, fine) = (end(0.5)?, end(0.25)?, end(0.0625)?);
    /// assert!((middle - fine).abs() < (coarse - fine).abs());
    /// # Ok(())
    /// # }
    /// ```
    pub fn noise_step(mut self, dt: f64) -> Self {
        self.options.noise.step = Some(dt);
        self
    }

    /// What noise means whose amplitude depends on states; [`Interpretation::Ito`] by default.
    pub fn interpretation(mut self, interpretation: Interpretation) -> Self {
        self.options.noise.interpretation = Some(interpretation);
        self
    }

    /// Leaves out the noise of the model: only the drift remains, and all methods can be used.
    pub fn without_noise(mut self) -> Self {
        self.options.noise.is_off = true;
        self
    }

    /// Whether events happen at their exact times or at the ends of steps; [`EventRule::Exact`] by default.
    pub fn event_rule(mut self, rule: EventRule) -> Self {
        self.options.event_rule = Some(rule);
        self
    }

    /// Calls a function with the time and all states (in the order of [`pyrates_ir::system::Layout`]) after every step:
    /// to stream results, to show progress, or to end the run, which then keeps what it has.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -x; } variables { x: output(1.0) } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let mut steps = 0;
    /// let enough = |_t: f64, y: &[f64]| {
    ///     steps += 1;
    ///     if y[0] < 0.5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    /// };
    /// let solution = Decay::default().simulate(0.0..100.0).observe(enough).run()?;
    /// assert_eq!(solution.stats.accepted, steps);
    /// assert!(*solution.t.last().unwrap() < 2.0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn observe(mut self, observer: impl FnMut(f64, &[f64]) -> ControlFlow<()> + 'm) -> Self {
        self.hooks.set_observer(observer);
        self
    }

    /// Estimates the error of a method with fixed steps by a second run with steps of half the length: in
    /// [`Solution::error_estimate`], which says whether the result depends on the step.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -x; } variables { x: output(1.0) } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let solution = Decay::default().simulate(0.0..1.0).method(Euler).dt(0.25).estimate_error().run()?;
    /// let estimate = solution.error_estimate().expect("it was asked for");
    /// let error = (-1.0_f64).exp() - 0.75_f64.powi(4);
    /// assert!(estimate.depends_on_step());
    /// assert!((estimate.absolute - error).abs() < 0.1 * error);
    /// # Ok(())
    /// # }
    /// ```
    pub fn estimate_error(mut self) -> Self {
        self.options.estimates_error = true;
        self
    }

    /// Shows a bar on the terminal with the time that is left, once the run has taken half a second. Nothing is shown where
    /// the error output is no terminal.
    #[cfg(feature = "progress")]
    pub fn progress(mut self) -> Self {
        self.hooks.show_progress(self.t.start, self.t.end);
        self
    }

    /// Hands a [`Checkpoint`] to a function every so often, and at the end of the run, however it ends. A run that was
    /// interrupted goes on from it with [`resume`](Simulation::resume).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Feedback {
    ///         equations { d/dt x = -x(t - 2); }
    ///         variables { x: output(1.0) }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// # let file = std::env::temp_dir().join(format!("feedback-{}.json", std::process::id()));
    /// let model = Feedback::default();
    /// let simulation = || model.simulate(0.0..100.0).rtol(1e-9);
    /// let is_enough = |t: f64, _: &[f64]| match t > 50.0 {
    ///     true => std::ops::ControlFlow::Break(()),
    ///     false => std::ops::ControlFlow::Continue(()),
    /// };
    /// let saved = simulation().checkpoints(Duration::from_secs(60), |checkpoint| checkpoint.write(&file));
    /// let first_half = saved.observe(is_enough).run()?;
    ///
    /// let both = simulation().resume(Checkpoint::read(&file)?).run()?;
    /// assert!(first_half.t.len() < both.t.len());
    /// assert_eq!(both.values(), simulation().run()?.values());
    /// # std::fs::remove_file(&file)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn checkpoints(
        mut self,
        every: Duration,
        save: impl FnMut(&Checkpoint) -> io::Result<()> + 'm,
    ) -> Self {
        self.hooks.set_saver(every, save);
        self
    }

    /// Goes on from a checkpoint. The model and all options that matter for the results must be those of the run that
    /// was saved, and functions given for histories and inputs must be the same; limits, and what is done with the
    /// results, may change. The solution is that of the whole interval, to the last bit what a run without an
    /// interruption gives.
    ///
    /// A checkpoint of a run that had ended gives its solution at once, for [`after`](Simulation::after).
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.options.resume = Some(Box::new(checkpoint));
        self
    }

    /// Chooses the columns of the solution, for files and plots: any variables of the model, in place of all
    /// states. Each path may have wildcards, as `all/lv/x`; calls add up.
    ///
    /// Algebraic variables, inputs and parameters are computed after the run, from the states. For delayed
    /// values the dense output is kept during the run.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Pendulum {
    ///         equations { d/dt x = v; d/dt v = -sin(x); energy = v^2/2 - cos(x); }
    ///         variables { x: output(1.0), v: variable(0.0), energy: variable }
    ///     }
    /// }
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let solution = Pendulum::default().simulate(0.0..10.0).record(["x", "energy"]).run()?;
    /// assert_eq!(solution.labels(), ["x", "energy"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn record(mut self, paths: impl Paths) -> Self {
        self.options.record.get_or_insert_default().extend(paths.paths());
        self
    }

    /// Runs the model with other parameters or initial values, many times: see [`Sweep`].
    ///
    /// All options of the simulation hold for every run, but those that are for one run only (`observe`, `checkpoints`, `resume`,
    /// `progress`, `threads` and `memory_limit`) are refused; a [`Sweep`] has its own. Where [`record`](Simulation::record) is given together with an
    /// `interval`, only what it names is kept, which saves time and memory.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::sweep::{Design, Measure, linspace};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -k*x; } variables { x: output(1.0), k: 1.0 } }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let model = Decay::default();
    /// let design = Design::new().axis("k", linspace(0.5, 2.0, 4)).axis("x", [1.0, 2.0]);
    /// let table = model.simulate(0.0..1.0).interval(1.0).sweep(design).measure([Measure::last("x")])?;
    /// assert_eq!(table.to_csv().lines().next(), Some("k,x,last of x"));
    /// let last = table.column("last of x")?;
    /// assert!((last[7] - 2.0 * (-2.0_f64).exp()).abs() < 1e-6);
    /// # Ok(())
    /// # }
    /// ```
    pub fn sweep(mut self, design: Design) -> Sweep<'m, M> {
        let given = [
            ("observe", self.hooks.has_observer()),
            ("checkpoints", self.hooks.has_saver()),
            ("progress", self.hooks.has_progress()),
            ("resume", self.options.resume.take().is_some()),
            ("threads", self.options.threads.is_some()),
            ("memory_limit", self.options.memory_limit.is_some()),
        ];
        let unused = given.into_iter().find(|(_, given)| *given).map(|(option, _)| option);
        Sweep::new(self.model, self.t, self.options, design, unused)
    }

    /// The refusal of a run.
    fn refusal(&self, kind: SolveErrorKind) -> SolveError {
        SolveError { kind, t: self.t.start, partial: Box::default() }
    }

    /// Runs the simulation.
    ///
    /// # Errors
    /// If an option is invalid or has no meaning for the method, if more memory is needed than there is, or if the solution cannot be continued to
    /// the end of the interval; then the error holds the part that was computed.
    pub fn run(mut self) -> Result<Solution, SolveError> {
        // Options and the plan stay where they are: to move them takes as long as a step of a small model.
        let plan = plan(self.model, &self.t, &self.hooks, &mut self.options);
        let plan = match plan {
            Ok(ref plan) => plan,
            Err(kind) => return Err(self.refusal(kind)),
        };
        match Memory::of(self.model, plan).check(self.options.memory_limit) {
            Ok(()) => solve::run(self.model, plan, &self.hooks),
            Err(kind) => Err(self.refusal(kind)),
        }
    }
}

/// Checks the options and the model of a simulation.
fn plan<M: Model>(
    model: &M,
    t: &Range<f64>,
    hooks: &Hooks,
    options: &mut Options,
) -> Result<Plan, SolveErrorKind> {
    Memory::at_least(model).check(options.memory_limit)?;
    (options.is_observed, options.is_saved) = (hooks.has_observer(), hooks.has_saver());
    options.plan(model, t.clone())
}
