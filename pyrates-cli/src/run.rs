//! Runs as their arguments describe them: of `pyrates simulate`, and of each member of `pyrates sweep`.

use pyrates_runtime::prelude::*;
use pyrates_runtime::{Method, SolveError, SolveErrorKind};

use crate::args::{MethodName, RunArgs};
use crate::failure::{Failure, failed};

impl RunArgs {
    /// The model with the values that were set.
    pub(crate) fn load(&self) -> Result<Circuit, Failure> {
        let mut circuit = self.model.file().load()?;
        for (path, value) in &self.set {
            circuit.set(path, *value).map_err(failed)?;
        }
        Ok(circuit)
    }

    /// The run of a model.
    pub(crate) fn simulation<'m>(&self, circuit: &'m Circuit) -> Simulation<'m, Circuit> {
        let run = circuit.simulate(self.t_start..self.t_end);
        let steps = (self.dt, self.fixed_steps);
        let mut run = match self.method {
            MethodName::Euler => with_method(run, Euler, steps),
            MethodName::Heun => with_method(run, Heun, steps),
            MethodName::Ralston => with_method(run, Ralston, steps),
            MethodName::Rk4 => with_method(run, Rk4, steps),
            MethodName::Bosh3 => with_method(run, Bosh3, steps),
            MethodName::Dopri5 => with_method(run, Dopri5, steps),
            MethodName::Tsit5 => with_method(run, Tsit5, steps),
            MethodName::Vern7 => with_method(run, Vern7, steps),
            MethodName::Dop853 => with_method(run, Dop853, steps),
            MethodName::Rodas5P => with_method(run, Rodas5P, steps),
            MethodName::Radau9 => with_method(run, Radau9, steps),
            MethodName::Auto => with_method(run, Auto, steps),
            MethodName::EulerMaruyama => with_method(run, EulerMaruyama, steps),
            MethodName::StochasticHeun => with_method(run, StochasticHeun, steps),
            MethodName::Milstein => with_method(run, Milstein, steps),
            MethodName::Sra1 => with_method(run, Sra1, steps),
        };
        if let Some(cutoff) = self.cutoff {
            run = run.cutoff(cutoff);
        }
        if let Some(seed) = self.seed {
            run = run.seed(seed);
        }
        if self.without_noise {
            run = run.without_noise();
        }
        if let Some(rtol) = self.rtol {
            run = run.rtol(rtol);
        }
        if let Some(atol) = self.atol {
            run = run.atol(atol);
        }
        if let Some(n) = self.max_steps {
            run = run.max_steps(n);
        }
        run
    }
}

/// Chooses a method. `dt` is the step of methods with fixed steps and the interval between rows of the others.
fn with_method<'m>(
    run: Simulation<'m, Circuit>,
    method: impl Method,
    (dt, fixed_steps): (Option<f64>, bool),
) -> Simulation<'m, Circuit> {
    let run = run.method(method);
    match dt {
        None => run,
        Some(dt) if method.is_adaptive() && !fixed_steps => run.interval(dt).with_end(),
        Some(dt) if fixed_steps => run.dt(dt).fixed_steps(),
        Some(dt) => run.dt(dt),
    }
}

/// The error in terms of the command.
pub(crate) fn explain(error: &SolveError) -> Failure {
    match &error.kind {
        SolveErrorKind::MissingStep { method } => {
            failed(format!("{method} makes fixed steps and needs their length; add `--dt 1e-3`, for example"))
        }
        SolveErrorKind::NoiseUnsupported { method } => failed(format!(
            "{method} is for equations without noise, and the model has noise; add `--method euler-maruyama --dt 1e-3`, \
             for example, or leave the noise out with `--without-noise`"
        )),
        SolveErrorKind::Resume { what, before, now } => failed(format!(
            "the checkpoint is of a run in which `{what}` was {before}, but now it is {now}; give the options of that run, \
             or remove the file to start anew"
        )),
        kind => {
            let text = error
                .to_string()
                .replace(" (the solution up to there is in `partial`)", "; the table ends there");
            failed(if speaks_of_options(kind) { in_flags(&text) } else { text })
        }
    }
}

/// Whether an error names options of the library, and no variables that might be called alike.
fn speaks_of_options(kind: &SolveErrorKind) -> bool {
    use SolveErrorKind::{InvalidOption, MaxSteps, Memory, UnusedOption};
    matches!(kind, InvalidOption { .. } | MaxSteps { .. } | Memory { .. } | UnusedOption { .. })
}

/// What the library calls its options, and what the command calls them.
const FLAGS: [(&str, &str); 14] = [
    ("`atol`", "`--atol`"),
    ("`cutoff`", "`--cutoff`"),
    ("`dt`", "`--dt`"),
    ("`estimate_error`", "`--estimate-error`"),
    ("`fixed_steps`", "`--fixed-steps`"),
    ("`interval`", "`--dt`"),
    ("`max_steps`", "`--max-steps`"),
    ("`measure`", "`--measure`"),
    ("`memory_limit`", "`--memory-limit`"),
    ("`rtol`", "`--rtol`"),
    ("`sample`", "`--sample`"),
    ("`sweep`", "`pyrates sweep`"),
    ("`threads`", "`--threads`"),
    (", leave out `dense`,", ","),
];

/// A text about options of the library in terms of the command.
pub(crate) fn in_flags(text: &str) -> String {
    FLAGS.iter().fold(text.to_string(), |text, (option, flag)| text.replace(option, flag))
}
