//! What a program fits and sees.

use super::{NAME, Shape, StanOptions};
use crate::emit::chosen::{Named, named_auxiliaries, named_parameters, named_states, several, usual};
use crate::emit::namer::Namer;
use crate::emit::prepared::{Leaf, Prepared, PreparedVariable};
use crate::emit::{EmitError, Target};

/// What a program fits and sees, and the names that it needs beside those of the model.
pub(super) struct Plan<'a> {
    pub(super) model: &'a Prepared,
    /// The function for the right-hand side.
    pub(super) field: String,
    /// The function for what is observed.
    pub(super) view: String,
    /// What is observed: states and auxiliary variables.
    pub(super) observed: Vec<Leaf>,
    pub(super) fitted: Vec<Fitted<'a>>,
    pub(super) solver: &'a str,
}

/// Something that is fitted.
pub(super) struct Fitted<'a> {
    /// A parameter, or a state of which the initial value is fitted.
    pub(super) leaf: Leaf,
    pub(super) variable: &'a PreparedVariable,
    pub(super) shape: Shape,
    /// Its name in the program.
    pub(super) name: String,
    /// The name of the value around which it is sought.
    pub(super) prior: String,
    pub(super) sign: Sign,
}

/// What a fitted value cannot change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Positive,
    Negative,
    Any,
}

/// The solvers of Stan, by the ends of their names.
const SOLVERS: [&str; 4] = ["rk45", "ckrk", "bdf", "adams"];

fn wrong(option: &'static str, requirement: &'static str) -> EmitError {
    EmitError::Option { target: NAME, option, requirement }
}

impl<'a> Plan<'a> {
    pub(super) fn new(options: &'a StanOptions, model: &'a Prepared) -> Result<Plan<'a>, EmitError> {
        if !SOLVERS.contains(&options.solver.as_str()) {
            return Err(wrong("solver", "`rk45`, `ckrk`, `bdf` or `adams`"));
        }
        if !(options.spread > 0.0 && options.spread.is_finite()) {
            return Err(wrong("spread", "a positive number"));
        }
        let mut namer = Namer::new(options.name_rules(false));
        model.names().for_each(|name| namer.reserve(name));
        let field = namer.name(&format!("{}_rhs", model.identifier));
        let view = namer.name(&format!("{}_observed", model.identifier));
        let observed = observed(model, &options.observed)?;
        let fitted = fitted(model, &options.fit, &mut namer)?;
        Ok(Plan { model, field, view, observed, fitted, solver: &options.solver })
    }

    /// What the functions are called with, behind time and state.
    pub(super) fn arguments(&self) -> String {
        let tables = self.model.used_tables().into_iter().map(|k| self.model.tables[k].name.as_str());
        let parameters = self.model.parameters.iter().map(|v| v.name.as_str());
        parameters.chain(tables).collect::<Vec<_>>().join(", ")
    }

    /// The number of columns of the data.
    pub(super) fn n_observed(&self) -> usize {
        self.observed.iter().map(|leaf| self.model.n(leaf)).sum()
    }

    pub(super) fn is_fitted(&self, leaf: Leaf) -> bool {
        self.fitted.iter().any(|fitted| fitted.leaf == leaf)
    }
}

fn observed(model: &Prepared, wanted: &[String]) -> Result<Vec<Leaf>, EmitError> {
    if wanted.is_empty() {
        return Ok((0..model.states.len()).map(Leaf::State).collect());
    }
    let known: Vec<Named> = named_states(model).chain(named_auxiliaries(model)).collect();
    several(&known, wanted)
        .ok_or(wrong("observed", "paths or names of states and computed variables, each once"))
}

fn fitted<'a>(
    model: &'a Prepared,
    wanted: &[String],
    namer: &mut Namer,
) -> Result<Vec<Fitted<'a>>, EmitError> {
    let known: Vec<Named> = named_parameters(model).chain(named_states(model)).collect();
    let leaves = match wanted {
        [] => usual(model).collect(),
        wanted => several(&known, wanted)
            .ok_or(wrong("fit", "paths or names of parameters and states, each once"))?,
    };
    let fitted = |leaf: Leaf| {
        let (variable, shape, name) = match leaf {
            Leaf::Parameter(i) => (&model.parameters[i], Shape::of(model, i), model.leaf(&leaf)),
            Leaf::State(i) => {
                let v = &model.states[i];
                (v, Shape::plain(v), namer.name(&format!("{}_initial", v.name)))
            }
            Leaf::Time | Leaf::Auxiliary(_) | Leaf::Past(_) | Leaf::Vector(_) => return None,
        };
        let prior = namer.name(&format!("{name}_prior"));
        let sign = match leaf {
            Leaf::Parameter(_) if variable.values.iter().all(|x| *x > 0.0) => Sign::Positive,
            Leaf::Parameter(_) if variable.values.iter().all(|x| *x < 0.0) => Sign::Negative,
            _ => Sign::Any,
        };
        Some(Fitted { leaf, variable, shape, name, prior, sign })
    };
    Ok(leaves.into_iter().filter_map(fitted).collect())
}
