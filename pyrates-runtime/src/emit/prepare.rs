//! From a system to everything that a target needs to lay out its files: checked, lowered, in order, with
//! names. A [`Prepared`] can only come from [`prepare`].

use std::collections::BTreeSet;

use pyrates_ir::display;
use pyrates_ir::eval;
use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::scalarise::{Jacobian, JacobianEntry, ScalarSymbol, ScalarSystem, ScalarVariable, scalarise};
use pyrates_ir::system::System;
use pyrates_ir::user_function::UserFunction;

use crate::fingerprint::fnv1a;

use super::Target;
use super::by_parameters::parameter_jacobian;
use super::checks::{check_delays, check_functions, check_kind, check_size, check_values};
use super::erf::with_coefficients;
use super::error::EmitError;
use super::lower::lower;
use super::namer::Namer;
use super::syntax::{Helper, Spelling, Syntax};
use super::template;

/// A leaf of a prepared expression; the numbers are places in the lists of [`Prepared`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leaf {
    /// Time.
    Time,
    /// A state.
    State(usize),
    /// A parameter.
    Parameter(usize),
    /// An auxiliary variable.
    Auxiliary(usize),
    /// A state of the past.
    Past(usize),
}

impl From<ScalarSymbol> for Leaf {
    fn from(symbol: ScalarSymbol) -> Leaf {
        match symbol {
            ScalarSymbol::Time => Leaf::Time,
            ScalarSymbol::State(i) => Leaf::State(i),
            ScalarSymbol::Parameter(i) => Leaf::Parameter(i),
            ScalarSymbol::Auxiliary(i) => Leaf::Auxiliary(i),
        }
    }
}

/// A state or a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedVariable {
    /// Its name in the emitted text.
    pub name: String,
    /// Its path in the model.
    pub path: String,
    /// Initial value of a state, value of a parameter.
    pub value: f64,
}

/// An auxiliary variable, or a derivative of one that the Jacobian or derivatives by parameters need.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedAuxiliary {
    /// Its name in the emitted text.
    pub name: String,
    /// Its value.
    pub value: Expr<Leaf>,
}

/// A delay: a lag of the whole state, as solvers of delay equations want it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedDelay {
    /// In terms of parameters.
    pub value: Expr<Leaf>,
    /// For the model's parameters.
    pub default: f64,
}

/// A state at an earlier time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedPast {
    /// Its name in the emitted text.
    pub name: String,
    /// Index of the state.
    pub state: usize,
    /// Index of the delay.
    pub delay: usize,
}

/// One entry of the Jacobian.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedEntry {
    /// Index of the right-hand side.
    pub row: usize,
    /// Index of the state or parameter.
    pub column: usize,
    /// The derivative.
    pub value: Expr<Leaf>,
}

/// A model that is ready to be printed for one target.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Prepared {
    /// The name of the model, as the user wrote it.
    pub model: String,
    /// The name of the model as a legal name of the target.
    pub identifier: String,
    /// What the user wrote about the model.
    pub doc: String,
    /// Identifies the equations, names and values.
    pub hash: u64,
    /// States in the order of [`pyrates_ir::system::Layout`].
    pub states: Vec<PreparedVariable>,
    /// Parameters in the order of [`pyrates_ir::system::Layout`].
    pub parameters: Vec<PreparedVariable>,
    /// Auxiliary variables in order of evaluation, then derivatives of some by states, then by parameters.
    pub auxiliaries: Vec<PreparedAuxiliary>,
    /// Distinct delays.
    pub delays: Vec<PreparedDelay>,
    /// Delayed states.
    pub past: Vec<PreparedPast>,
    /// The right-hand side of each state.
    pub derivatives: Vec<Expr<Leaf>>,
    /// The Jacobian with respect to the present state.
    pub jacobian: Vec<PreparedEntry>,
    /// The derivatives with respect to parameters, if the target wants them; columns are indices of parameters.
    pub parameter_jacobian: Vec<PreparedEntry>,
    /// The number of states that the model itself has; the target has added those behind.
    pub n_own_states: usize,
    /// The value of the right-hand side at time 0, with the initial state for all earlier times.
    pub check: Vec<f64>,
}

/// Checks, lowers, orders and names a system for a target.
pub fn prepare(system: &System, target: &dyn Target) -> Result<Prepared, EmitError> {
    let system = &system.without_idle_inputs();
    check_size(system, target)?;
    check_kind(system, target)?;
    crate::spread::check(system, &system.parameters()).map_err(EmitError::Spread)?;
    let scalars = scalarise(system)?;
    check_values(&scalars, target)?;
    check_delays(&scalars, &scalars.delays(), target)?;
    let scalars = target.reformulate(scalars)?;
    let jacobian = scalars.jacobian();
    check_functions(&scalars, &jacobian, target)?;
    let by_parameters = parameter_jacobian(&scalars, &jacobian, target);
    check_functions(&scalars, &by_parameters, target)?;
    let lags = Lags::new(&scalars, scalars.delays());
    let names = Names::new(system, &scalars, [&jacobian, &by_parameters], &lags, target);
    let entry =
        |e: &JacobianEntry| PreparedEntry { row: e.row, column: e.column, value: lags.lower(&e.value) };
    let y = system.initial_state();
    let mut check = eval::vector_field(system, 0.0, &y, &system.parameters(), &|i, _| y[i]);
    // States that a target adds rest as long as those of the model are constant.
    check.resize(scalars.states.len(), 0.0);
    Ok(Prepared {
        model: system.name.clone(),
        identifier: names.identifier,
        doc: system.doc.clone(),
        hash: hash(&scalars),
        states: variables(names.states, &scalars.states),
        parameters: variables(names.parameters, &scalars.parameters),
        auxiliaries: auxiliaries(names.auxiliaries, &scalars, [&jacobian, &by_parameters], &lags),
        delays: lags.prepared_delays(&scalars, &y, &system.parameters()),
        past: std::iter::zip(names.past, &lags.pairs)
            .map(|(name, &(state, delay))| PreparedPast { name, state, delay })
            .collect(),
        derivatives: scalars.derivatives.iter().map(|e| lags.lower(e)).collect(),
        jacobian: jacobian.entries.iter().map(entry).collect(),
        parameter_jacobian: by_parameters.entries.iter().map(entry).collect(),
        n_own_states: y.len(),
        check,
    })
}

/// The definition that the user's spelling of a function needs, if any.
fn user_definition(function: &UserFunction, syntax: &Syntax) -> Option<String> {
    let spelling = function.implementation()?.spelling(syntax.language)?;
    (!spelling.definition.trim().is_empty()).then(|| template::dedent(spelling.definition))
}

/// The delays of a system, and the states that are read with them.
struct Lags {
    delays: Vec<Expr<ScalarSymbol>>,
    /// State and index of the delay.
    pairs: Vec<(usize, usize)>,
}

impl Lags {
    fn new(scalars: &ScalarSystem, delays: Vec<Expr<ScalarSymbol>>) -> Lags {
        let place = |delay: &Expr<ScalarSymbol>| delays.iter().position(|d| d == delay);
        let pairs = scalars.lags().into_iter();
        let pairs = pairs.filter_map(|(state, delay)| Some((state, place(&delay)?))).collect();
        Lags { delays, pairs }
    }

    fn lower(&self, e: &Expr<ScalarSymbol>) -> Expr<Leaf> {
        lower(e, &|state, delay| {
            // Every delayed state of the system is in the list, so the search always finds one.
            let place = self.pairs.iter().position(|&(i, k)| i == state && self.delays[k] == *delay);
            Leaf::Past(place.unwrap_or(self.pairs.len()))
        })
    }

    fn prepared_delays(&self, scalars: &ScalarSystem, y: &[f64], p: &[f64]) -> Vec<PreparedDelay> {
        let delay = |d| PreparedDelay { value: self.lower(d), default: scalars.evaluate(d, 0.0, y, p) };
        self.delays.iter().map(delay).collect()
    }
}

fn auxiliaries(
    names: Vec<String>,
    scalars: &ScalarSystem,
    jacobians: [&Jacobian; 2],
    lags: &Lags,
) -> Vec<PreparedAuxiliary> {
    let of_system = scalars.auxiliaries.iter().map(|a| &a.value);
    let values = of_system.chain(jacobians.into_iter().flat_map(|j| &j.auxiliaries).map(|d| &d.value));
    let auxiliary = |(name, value)| PreparedAuxiliary { name, value: lags.lower(value) };
    names.into_iter().zip(values).map(auxiliary).collect()
}

fn variables(names: Vec<String>, variables: &[ScalarVariable]) -> Vec<PreparedVariable> {
    let prepared = |(name, v): (String, &ScalarVariable)| PreparedVariable {
        name,
        path: v.path.to_string(),
        value: v.value,
    };
    names.into_iter().zip(variables).map(prepared).collect()
}

/// The names of everything, in the order of the lists of [`Prepared`].
struct Names {
    identifier: String,
    states: Vec<String>,
    parameters: Vec<String>,
    auxiliaries: Vec<String>,
    past: Vec<String>,
}

impl Names {
    fn new(
        system: &System,
        scalars: &ScalarSystem,
        [jacobian, by_parameters]: [&Jacobian; 2],
        lags: &Lags,
        target: &dyn Target,
    ) -> Names {
        let mut namer = Namer::new(target.name_rules(!lags.pairs.is_empty()));
        reserve_spellings(scalars, target, &mut namer);
        let identifier = namer.name(&target.identifier(&system.name));
        let states = scalars.states.iter().map(|v| &v.path);
        let paths = states.chain(scalars.parameters.iter().map(|v| &v.path));
        let paths = paths.chain(scalars.auxiliaries.iter().map(|a| &a.path));
        let mut states = namer.names(&paths.cloned().collect::<Vec<_>>());
        let mut parameters = states.split_off(scalars.states.len());
        let mut auxiliaries = parameters.split_off(scalars.parameters.len());
        let past = lags.pairs.iter().map(|&(i, k)| match lags.delays.len() {
            1 => namer.name(&format!("{}_delayed", states[i])),
            _ => namer.name(&format!("{}_delayed_{}", states[i], k + 1)),
        });
        let past = past.collect();
        for d in &jacobian.auxiliaries {
            let name = format!("d_{}_d_{}", auxiliaries[d.auxiliary], states[d.state]);
            auxiliaries.push(namer.name(&name));
        }
        for d in &by_parameters.auxiliaries {
            let name = format!("d_{}_d_{}", auxiliaries[d.auxiliary], parameters[d.state]);
            auxiliaries.push(namer.name(&name));
        }
        Names { identifier, states, parameters, auxiliaries, past }
    }
}

/// Keeps the words of functions that the user spells from being names of variables.
fn reserve_spellings(scalars: &ScalarSystem, target: &dyn Target, namer: &mut Namer) {
    for e in scalars.expressions() {
        e.visit(&mut |e| {
            let Expr::Call(Function::User(function), _) = e else { return };
            let Some(spelling) = function.implementation().and_then(|f| f.spelling(target.language())) else {
                return;
            };
            let derivatives = spelling.derivatives.iter().map(|(_, text)| *text);
            let words = derivatives.chain([spelling.value]).flat_map(template::words);
            words.for_each(|word| namer.reserve(&word));
        });
    }
}

/// FNV-1a over a canonical text of the system: equal hashes mean equal equations, names and values.
fn hash(scalars: &ScalarSystem) -> u64 {
    let name = |symbol: &ScalarSymbol| match symbol {
        ScalarSymbol::Time => "t".to_string(),
        ScalarSymbol::State(i) => scalars.states[*i].path.to_string(),
        ScalarSymbol::Parameter(i) => scalars.parameters[*i].path.to_string(),
        ScalarSymbol::Auxiliary(i) => scalars.auxiliaries[*i].path.to_string(),
    };
    let mut text = format!("{}\n", scalars.name);
    for v in scalars.states.iter().chain(&scalars.parameters) {
        text += &format!("{} = {:?}\n", v.path, v.value);
    }
    for e in scalars.expressions() {
        text += &display::text(e, &name);
        text.push('\n');
    }
    fnv1a(text.bytes())
}

/// The variables that a routine reads, directly or through auxiliaries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Indices of states.
    pub states: BTreeSet<usize>,
    /// Indices of parameters.
    pub parameters: BTreeSet<usize>,
    /// Indices of delayed states.
    pub past: BTreeSet<usize>,
    /// Indices of auxiliaries, which come in order of evaluation.
    pub auxiliaries: BTreeSet<usize>,
}

impl Prepared {
    /// What a routine that computes these expressions has to read.
    pub fn reads<'a>(&'a self, outputs: impl IntoIterator<Item = &'a Expr<Leaf>>) -> Reads {
        let mut reads = Reads::default();
        let mut open: Vec<&Expr<Leaf>> = outputs.into_iter().collect();
        while let Some(e) = open.pop() {
            for leaf in e.leaves() {
                match *leaf {
                    Leaf::Time => {}
                    Leaf::State(i) => _ = reads.states.insert(i),
                    Leaf::Parameter(i) => _ = reads.parameters.insert(i),
                    Leaf::Past(i) => _ = reads.past.insert(i),
                    Leaf::Auxiliary(i) => {
                        if reads.auxiliaries.insert(i) {
                            open.push(&self.auxiliaries[i].value);
                        }
                    }
                }
            }
        }
        reads
    }

    /// The definitions that the file needs for these expressions, and for the auxiliaries they read.
    pub fn definitions<'a>(
        &'a self,
        syntax: &Syntax,
        outputs: impl IntoIterator<Item = &'a Expr<Leaf>>,
    ) -> Vec<String> {
        let mut open: Vec<&Expr<Leaf>> = outputs.into_iter().collect();
        let reads = self.reads(open.iter().copied());
        open.extend(reads.auxiliaries.iter().map(|&k| &self.auxiliaries[k].value));
        let (mut functions, mut selects) = (BTreeSet::new(), false);
        for e in open {
            e.visit(&mut |e| match e {
                Expr::Call(function, _) => _ = functions.insert(function),
                Expr::Select(..) => selects = true,
                _ => {}
            });
        }
        let helper = |helper: &Helper| with_coefficients(helper.text);
        let mut definitions: Vec<String> = Vec::new();
        for function in functions {
            definitions.extend(match function {
                Function::User(function) => user_definition(function, syntax),
                built_in => match (syntax.function)(built_in) {
                    Spelling::Native(_) => None,
                    Spelling::Helper(found) => Some(helper(found)),
                },
            });
        }
        definitions.extend(syntax.select_helper.filter(|_| selects).map(helper));
        let mut seen = BTreeSet::new();
        definitions.retain(|definition| seen.insert(definition.clone()));
        definitions
    }

    /// The name of a leaf; time is `t` in every target.
    pub fn leaf(&self, leaf: &Leaf) -> String {
        match *leaf {
            Leaf::Time => "t".to_string(),
            Leaf::State(i) => self.states[i].name.clone(),
            Leaf::Parameter(i) => self.parameters[i].name.clone(),
            Leaf::Auxiliary(i) => self.auxiliaries[i].name.clone(),
            Leaf::Past(i) => self.past[i].name.clone(),
        }
    }

    /// Whether the model has delays.
    pub fn is_delayed(&self) -> bool {
        !self.past.is_empty()
    }

    /// The expressions of the Jacobian.
    pub fn jacobian_values(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        self.jacobian.iter().map(|entry| &entry.value)
    }
}
