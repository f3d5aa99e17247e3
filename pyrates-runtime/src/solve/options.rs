//! The options of a simulation, and the checks that turn them into a plan.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use crate::checkpoint::Checkpoint;
use crate::delay::{DelayRule, History, fixed_parameters, resolution, whole_steps};
use crate::event::{Arrival, Event, EventRule, Left, Planned, Watch, Watched, planned, watches};
use crate::input::{Drive, Input};
use crate::model::{LookUp, Model, Structure};
use crate::network::{Network, Precision};
use crate::solution::{Columns, Reducer, Run, Sampling, Solution, Values};

use super::method::sealed::Engine;
use super::step_size::Tolerance;
use super::{AfterProblem, Dopri5, Method, NoiseOptions, Scheme, SolveErrorKind};

/// Relative tolerance if none is given.
const RTOL: f64 = 1e-6;
/// The absolute tolerance, if none is given, is this part of the relative one.
const ATOL_PER_RTOL: f64 = 1e-3;
/// The smallest relative tolerance that rounding errors leave room for.
const SMALLEST_RTOL: f64 = 1e-14;
/// Steps if no limit is given.
const MAX_STEPS: usize = 10_000_000;

/// What the user asked for. `None` is what was not mentioned. What is large and rare is in boxes, since every call of an option
/// moves all of it.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) scheme: Scheme,
    pub(crate) rtol: Option<f64>,
    pub(crate) atol: Option<f64>,
    pub(crate) dt: Option<f64>,
    pub(crate) max_step: Option<f64>,
    pub(crate) max_steps: Option<usize>,
    pub(crate) interval: Option<f64>,
    pub(crate) cutoff: Option<f64>,
    pub(crate) dense: bool,
    pub(crate) initial: Option<Vec<f64>>,
    pub(crate) history: Option<Box<History>>,
    /// The run to go on from.
    pub(crate) after: Option<Box<Solution>>,
    pub(crate) delay_rule: Option<DelayRule>,
    pub(crate) with_end: bool,
    pub(crate) inputs: Vec<(String, Input)>,
    pub(crate) events: Vec<Event>,
    pub(crate) event_rule: Option<EventRule>,
    pub(crate) record: Option<Vec<String>>,
    pub(crate) noise: NoiseOptions,
    /// What the run to go on from has left of its events.
    pub(crate) left: Option<Box<Left>>,
    /// Whether an adaptive method makes steps of one length.
    pub(crate) has_fixed_steps: bool,
    /// Whether a second run tells how much the result depends on the step.
    pub(crate) estimates_error: bool,
    /// Where to go on.
    pub(crate) resume: Option<Box<Checkpoint>>,
    /// The longest delay of other runs that share the history; of a sweep, for instance.
    pub(crate) longest_delay: f64,
    /// How the products of matrices are made.
    pub(crate) threads: Option<usize>,
    pub(crate) weights: Precision,
    /// The memory in bytes that the run may take.
    pub(crate) memory_limit: Option<u64>,
    /// Whether somebody wants to see every step, or to have checkpoints.
    pub(crate) is_observed: bool,
    pub(crate) is_saved: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            scheme: Dopri5.scheme(),
            rtol: None,
            atol: None,
            dt: None,
            max_step: None,
            max_steps: None,
            interval: None,
            cutoff: None,
            dense: false,
            initial: None,
            history: None,
            after: None,
            delay_rule: None,
            with_end: false,
            inputs: Vec::new(),
            events: Vec::new(),
            event_rule: None,
            record: None,
            noise: NoiseOptions::default(),
            left: None,
            has_fixed_steps: false,
            estimates_error: false,
            resume: None,
            longest_delay: 0.0,
            threads: None,
            weights: Precision::default(),
            memory_limit: None,
            is_observed: false,
            is_saved: false,
        }
    }
}

/// How steps are chosen.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stepping {
    /// All steps have the same length; the last may be shorter.
    Fixed { dt: f64 },
    /// By the estimated error, from a first step.
    Adaptive { tolerance: Tolerance, first: Option<f64>, longest: f64 },
}

/// A simulation with all options checked and filled in.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) scheme: Scheme,
    pub(crate) t0: f64,
    pub(crate) t_end: f64,
    pub(crate) stepping: Stepping,
    pub(crate) max_steps: usize,
    pub(crate) sampling: Sampling,
    /// The time of the first sample, or shortly before it.
    pub(crate) cutoff: f64,
    /// Whether the dense output is kept during the run, and whether the solution has it.
    pub(crate) needs_dense: bool,
    pub(crate) keep_dense: bool,
    pub(crate) delay_rule: DelayRule,
    /// Whether delays change during the run.
    pub(crate) delays_change: bool,
    /// What the solution remembers of the run: the model, its values, delays, history and inputs.
    pub(crate) run: Arc<Run>,
    /// Whether states are kept besides recorded columns.
    pub(crate) keeps_states: bool,
    /// The columns of the solution if they are not the states.
    pub(crate) record: Option<Columns>,
    pub(crate) events: Watched,
    pub(crate) event_rule: EventRule,
    /// Spikes that are on their way at the start.
    pub(crate) pending: Vec<Planned<Arrival>>,
    /// Where to go on.
    pub(crate) resume: Option<Box<Checkpoint>>,
    /// Whether a second run tells how much the result depends on the step.
    pub(crate) estimates_error: bool,
    /// How the products of matrices are made.
    pub(crate) network: Network,
    /// What becomes of the samples, if they are not kept.
    pub(crate) reducers: Option<Arc<Vec<Reducer>>>,
}

impl Plan {
    /// The path of a state, for messages.
    pub(super) fn label(&self, state: usize) -> String {
        self.run.system.state_paths().get(state).cloned().unwrap_or_else(|| format!("state {state}"))
    }

    /// The tolerable error of a step, if steps are chosen by that.
    pub(super) fn tolerance(&self) -> Option<Tolerance> {
        match self.stepping {
            Stepping::Adaptive { tolerance, .. } => Some(tolerance),
            Stepping::Fixed { .. } => None,
        }
    }

    /// Whether a look-up of the past returns the present.
    pub(super) fn has_zero_delays(&self) -> bool {
        let near = resolution(self.t0.abs().max(self.t_end.abs()));
        self.run.lookups.iter().any(|lookup| lookup.delay <= near)
    }

    /// The length of the steps, if all steps of a run with fixed delays are equal, nothing happens between their ends, and the
    /// past before the start is no other than the initial state.
    pub(super) fn grid(&self) -> Option<f64> {
        let Stepping::Fixed { dt } = self.stepping else { return None };
        let is_plain = matches!(*self.run.history, History::Initial) && self.events.is_empty();
        let is_grid = self.steps_of(self.t_end - self.t0, dt).is_some();
        let has_delays = !self.run.lookups.is_empty() && !self.delays_change;
        (has_delays && is_plain && self.pending.is_empty() && is_grid).then_some(dt)
    }

    /// A span of time in steps, if it is a whole number of them.
    pub(super) fn steps_of(&self, span: f64, dt: f64) -> Option<usize> {
        let steps = whole_steps(span, dt);
        let rounding = resolution(self.t0.abs().max(self.t_end.abs()).max(span));
        ((steps as f64 * dt - span).abs() <= rounding).then_some(steps)
    }
}

impl Options {
    /// Checks all options against each other and the model. The plan takes what it needs out of them.
    pub(crate) fn plan<M: Model>(&mut self, model: &M, t: Range<f64>) -> Result<Plan, SolveErrorKind> {
        let (t0, t_end) = (t.start, t.end);
        if !(t0.is_finite() && t_end.is_finite() && t0 < t_end && (t_end - t0).is_finite()) {
            return Err(SolveErrorKind::Interval { t0, t_end });
        }
        self.go_on(t0, model.n_lookups() > 0)?;
        let structure = model.shared_structure();
        self.check_use(model.n_lookups() > 0, model.delays_change(), structure.has_events())?;
        let stepping = self.stepping(t0, t_end)?;
        model.check_sizes().map_err(SolveErrorKind::Size)?;
        let max_steps = match self.max_steps {
            Some(0) => return Err(invalid("max_steps", 0.0, "at least 1")),
            limit => limit.unwrap_or(MAX_STEPS),
        };
        let sampling = self.sampling(t0, t_end)?;
        let cutoff = self.cutoff.unwrap_or(t0);
        if !(t0..=t_end).contains(&cutoff) {
            return Err(invalid("cutoff", cutoff, "within the interval of time"));
        }
        let mut p = model.parameters();
        if let Some(left) = &mut self.left {
            left.write_to(&mut p);
        }
        let inputs = Drive::new(std::mem::take(&mut self.inputs), &structure, t0, t_end)?;
        let left = self.left.take();
        let events = self.watched(&structure, (t0, t_end), &inputs, left.as_deref())?;
        let changing =
            || inputs.parameters().chain(events.given.iter().flat_map(Watch::parameters)).collect();
        let network = Network::new(&structure, (self.threads, self.weights), changing)?;
        network.round(&structure, &mut p)?;
        let y0 = self.initial.take().unwrap_or_else(|| model.initial_state());
        let noise = self.noise(&structure, stepping)?;
        let lookups = check_values(model, &structure, &y0, &p)?;
        let back = t0 - lookups.iter().map(|lookup| lookup.delay).fold(self.longest_delay, f64::max);
        match self.history.as_deref_mut() {
            Some(History::Run(past)) => past.forget_before(back),
            Some(History::Samples(samples)) => samples.prepare(&structure.state_paths(), back, t0)?,
            _ => {}
        }
        if let Engine::OdeSolvers(_) = self.scheme.engine {
            inputs.check_smooth(self.scheme.name)?;
        }
        let Left { kept, pending, .. } = left.map(|left| *left).unwrap_or_default();
        let record = self.record.take().map(|paths| Columns::named(&structure, &paths)).transpose()?;
        let delay_rule = self.delay_rule.unwrap_or_default();
        let ring_step = match (delay_rule, stepping) {
            (DelayRule::RingBuffer, Stepping::Fixed { dt }) => Some(dt),
            _ => None,
        };
        let keep_dense = self.dense || self.interval.is_none();
        let looks_back = record.as_ref().is_some_and(Columns::look_back);
        let history = self.history.take().map_or_else(History::initial, Arc::from);
        Ok(Plan {
            max_steps,
            needs_dense: keep_dense || looks_back,
            keep_dense,
            keeps_states: true,
            delay_rule,
            delays_change: model.delays_change(),
            scheme: self.scheme,
            t0,
            t_end,
            run: Arc::new(Run {
                system: structure,
                t0,
                t_end,
                y0,
                p: Values::new(p),
                lookups,
                ring_step,
                history,
                inputs,
                noise,
                n_given_events: events.given.len(),
                kept,
            }),
            stepping,
            sampling,
            cutoff,
            record,
            events,
            event_rule: self.event_rule.unwrap_or_default(),
            pending,
            resume: self.resume.take(),
            estimates_error: self.estimates_error,
            network,
            reducers: None,
        })
    }

    /// What the run watches for: events that were given, those that the model declares, and its spike trains.
    fn watched(
        &self,
        structure: &Structure,
        interval: (f64, f64),
        inputs: &Drive,
        left: Option<&Left>,
    ) -> Result<Watched, SolveErrorKind> {
        let mut given = Vec::new();
        if !self.events.is_empty() {
            let mut fixed: HashSet<usize> = inputs.parameters().collect();
            fixed.extend(fixed_parameters(structure));
            given = watches(&self.events, structure, &fixed)
                .map_err(|(condition, error)| SolveErrorKind::Event { condition, error })?;
        }
        let planned = planned(&given, interval, left)?;
        let refuse = |error| SolveErrorKind::Event { condition: structure.name.clone(), error };
        let declared = structure.events.clone().map_err(refuse)?;
        let trains = structure.trains.clone().map_err(refuse)?;
        Ok(Watched { given, declared, trains, planned })
    }

    fn sampling(&self, t0: f64, t_end: f64) -> Result<Sampling, SolveErrorKind> {
        match self.interval {
            Some(interval) => Sampling::every(positive("interval", interval)?, t0, t_end, self.with_end),
            None => Ok(Sampling::EveryStep),
        }
    }

    /// Takes the last state and the past from the run to go on from.
    fn go_on(&mut self, t0: f64, has_delays: bool) -> Result<(), SolveErrorKind> {
        let Some(run) = self.after.take() else { return Ok(()) };
        let given = [("initial", self.initial.is_some()), ("history", self.history.is_some())];
        if let Some((option, _)) = given.into_iter().find(|(_, given)| *given) {
            let context = "a run that goes on after another one".to_string();
            let advice = "leave it out, or leave `after` out";
            return Err(SolveErrorKind::UnusedOption { option, context, advice });
        }
        let (end, y) = run.end().ok_or(SolveErrorKind::After { problem: AfterProblem::Empty })?;
        if (end - t0).abs() > resolution(t0.abs().max(end.abs())) {
            return Err(SolveErrorKind::After { problem: AfterProblem::Time { t0, end } });
        }
        self.noise.go_on(run.run(), end);
        self.left = run.run().map(|before| Box::new(Left::of(run.happened(), &before.kept, &before.p.all())));
        if has_delays {
            let past = run.as_past().ok_or(SolveErrorKind::After { problem: AfterProblem::NotDense })?;
            self.history = Some(Box::new(History::Run(past)));
        }
        self.initial = Some(y);
        Ok(())
    }

    /// Whether the method chooses its steps itself.
    pub(super) fn is_adaptive(&self) -> bool {
        match self.scheme.engine {
            _ if self.has_fixed_steps => false,
            Engine::RungeKutta(tableau) => tableau.embedded.is_some(),
            Engine::Stochastic(_) => false,
            Engine::Rodas5P | Engine::Radau9 | Engine::Auto | Engine::OdeSolvers(_) => true,
        }
    }

    fn stepping(&self, t0: f64, t_end: f64) -> Result<Stepping, SolveErrorKind> {
        let dt = self.dt.map(|dt| positive("dt", dt)).transpose()?;
        if let Some(dt) = dt
            && dt <= 4.0 * f64::EPSILON * t0.abs().max(t_end.abs())
        {
            return Err(invalid("dt", dt, "long enough to change the time"));
        }
        if !self.is_adaptive() {
            let dt = dt.ok_or(SolveErrorKind::MissingStep { method: self.scheme.name })?;
            return Ok(Stepping::Fixed { dt });
        }
        let rtol = not_negative("rtol", self.rtol.unwrap_or(RTOL))?;
        let atol = not_negative("atol", self.atol.unwrap_or(ATOL_PER_RTOL * rtol))?;
        if rtol == 0.0 && atol == 0.0 {
            return Err(invalid("atol", atol, "positive where rtol is zero"));
        }
        if rtol > 0.0 && rtol < SMALLEST_RTOL {
            return Err(invalid("rtol", rtol, "zero or at least 1e-14, which is near the rounding error"));
        }
        let longest = self.max_step.map_or(Ok(f64::INFINITY), |h| positive("max_step", h))?;
        Ok(Stepping::Adaptive { tolerance: Tolerance { rtol, atol }, first: dt, longest })
    }
}

fn invalid(option: &'static str, value: f64, expected: &'static str) -> SolveErrorKind {
    SolveErrorKind::InvalidOption { option, value, expected }
}

fn positive(option: &'static str, value: f64) -> Result<f64, SolveErrorKind> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(invalid(option, value, "positive and finite"))
    }
}

fn not_negative(option: &'static str, value: f64) -> Result<f64, SolveErrorKind> {
    if value >= 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(invalid(option, value, "zero or positive, and finite"))
    }
}

/// Refuses values that no run can start with. Returns the look-ups that follow from them.
pub(super) fn check_values<M: Model>(
    model: &M,
    structure: &Structure,
    y0: &[f64],
    p: &[f64],
) -> Result<Vec<LookUp>, SolveErrorKind> {
    check_length("parameters", model.n_parameters(), p.len())?;
    check_length("initial state", model.dim(), y0.len())?;
    check_finite(y0, || structure.state_paths())?;
    if structure.has_spreads {
        crate::spread::check(structure, p).map_err(SolveErrorKind::Spread)?;
    }
    let lookups = lookups(model, p)?;
    check_finite(p, || structure.parameter_paths())?;
    if let Ok(Some(trains)) = &structure.trains {
        let refuse = |error| SolveErrorKind::Event { condition: structure.name.clone(), error };
        trains.check(p).map_err(refuse)?;
    }
    Ok(lookups)
}

/// The same for a run that has values of its own instead of some that were checked before: they are put together only if something
/// depends on all of them.
pub(super) fn check_own_values<M: Model>(
    model: &M,
    structure: &Structure,
    y0: &[f64],
    p: &Values,
) -> Result<Vec<LookUp>, SolveErrorKind> {
    let has_trains = !matches!(structure.trains, Ok(None));
    if p.own().is_empty() || model.n_lookups() > 0 || structure.has_spreads || has_trains {
        return check_values(model, structure, y0, &p.all());
    }
    check_finite(y0, || structure.state_paths())?;
    match p.own().iter().filter(|(_, value)| !value.is_finite()).min_by_key(|(place, _)| place) {
        Some(&(place, value)) => {
            Err(SolveErrorKind::InvalidValue { path: structure.parameter_paths().swap_remove(place), value })
        }
        None => Ok(Vec::new()),
    }
}

fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), SolveErrorKind> {
    if expected == found { Ok(()) } else { Err(SolveErrorKind::WrongLength { what, expected, found }) }
}

/// All look-ups. Their delays must not be negative, and infinite only where they change.
fn lookups<M: Model>(model: &M, p: &[f64]) -> Result<Vec<LookUp>, SolveErrorKind> {
    let lookups = model.lookups(p);
    check_length("list of look-ups", model.n_lookups(), lookups.len())?;
    let may_be_infinite = model.delays_change();
    let is_sound = |d: f64| d >= 0.0 && (d.is_finite() || may_be_infinite);
    match lookups.iter().position(|lookup| !is_sound(lookup.delay)) {
        None => Ok(lookups),
        Some(lookup) => {
            let delay = lookups[lookup].delay;
            Err(SolveErrorKind::InvalidDelay {
                delay,
                lookup,
                parameters: pyrates_ir::lookup::delay_parameters(&model.structure().split(), lookup),
            })
        }
    }
}

/// Refuses values to start from that are not finite.
fn check_finite(values: &[f64], paths: impl FnOnce() -> Vec<String>) -> Result<(), SolveErrorKind> {
    match values.iter().position(|x| !x.is_finite()) {
        Some(i) => {
            let path = paths().get(i).cloned().unwrap_or_default();
            Err(SolveErrorKind::InvalidValue { path, value: values[i] })
        }
        None => Ok(()),
    }
}
