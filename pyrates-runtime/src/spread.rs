//! Whether chains with spreads of their own have as many stages as they need.

use std::fmt;

use pyrates_ir::system::{Group, Layout, System, VariableRef};

/// The delay and the spread of an edge, or of a pair on it, make no chain of the stages that there are.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadError {
    /// The path of the spread.
    pub path: String,
    /// Its value.
    pub spread: f64,
    /// The mean delay.
    pub delay: f64,
    /// The number of stages that there are.
    pub stages: usize,
}

impl SpreadError {
    /// The number of stages that are needed.
    pub fn needed(&self) -> f64 {
        (self.delay / self.spread).powi(2).round_ties_even().max(1.0)
    }
}

impl fmt::Display for SpreadError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let SpreadError { path, spread, delay, stages } = self;
        if !(*spread > 0.0 && spread.is_finite() && *delay > 0.0 && delay.is_finite()) {
            return write!(
                f,
                "`{path}` is {spread} for a delay of {delay}; a distributed delay needs both above zero and finite"
            );
        }
        write!(
            f,
            "`{path}` is {spread} for a delay of {delay}, which takes {} stages, but the edge has {stages}; declare it with \
             `stages: {}`, or give a larger spread",
            self.needed(),
            self.needed()
        )
    }
}

impl std::error::Error for SpreadError {}

/// Refuses spreads, among the parameters `p`, for which there are too few stages.
pub(crate) fn check(system: &System, p: &[f64]) -> Result<(), SpreadError> {
    let layout = Layout::new(system);
    for (g, group) in system.groups.iter().enumerate().filter(|(_, group)| group.is_on_edges()) {
        let Some((delay, spread, stages)) = chain(group) else { continue };
        let place = |variable| layout.find(VariableRef { group: g, variable });
        let (Some(delays), Some(spreads)) = (place(delay), place(spread)) else { continue };
        for unit in 0..group.n_units() {
            let (delay, value) = (p[delays + unit], p[spreads + unit]);
            let error = || SpreadError { path: group.path(spread, unit), spread: value, delay, stages };
            let is_sound = value > 0.0 && value.is_finite() && delay > 0.0 && delay.is_finite();
            if !is_sound || error().needed() > stages as f64 {
                return Err(error());
            }
        }
    }
    Ok(())
}

/// The delays and spreads of chains with a spread of their own, as numbers of group and variable.
pub(crate) fn spreads(system: &System) -> impl Iterator<Item = (usize, usize)> + '_ {
    let groups = system.groups.iter().enumerate().filter(|(_, group)| group.is_on_edges());
    let chains = groups.filter_map(|(g, group)| Some((g, chain(group)?)));
    chains.flat_map(|(g, (delay, spread, _))| [(g, delay), (g, spread)])
}

/// Delay, spread and number of stages of a chain with a spread of its own.
fn chain(group: &Group) -> Option<(usize, usize, usize)> {
    let find = |path: &[&str]| group.variables.iter().position(|v| v.path == path);
    let (delay, spread) = (find(&["delay"])?, find(&["spread"])?);
    find(&["kernel", "stage1"])?;
    let is_stage =
        |path: &[String]| matches!(path, [kernel, stage] if kernel == "kernel" && stage.starts_with("stage"));
    Some((delay, spread, group.variables.iter().filter(|v| is_stage(&v.path)).count()))
}
