//! Files for DDE-BIFTOOL, in MATLAB or Octave: a function that has the right-hand side, the delays and their partial
//! derivatives, a function with directional derivatives in the form that `set_symfuncs` takes, and a script.
//!
//! DDE-BIFTOOL continues autonomous systems whose delays are parameters. `xx(i,k+1,:)` is state `i` at delay `k`, and
//! `sys_tau` says which parameter is delay `k`; the order of the delays is that of their first use.

mod driver;
mod functions;
mod partial;
mod symbolic;

use pyrates_ir::expr::Expr;
use pyrates_ir::scalarise::{ScalarPath, ScalarSymbol, ScalarSystem, ScalarVariable};

use super::checks::check_time;
use super::chosen::{check_range, chosen};
use super::derivatives::{Derivatives, Symbol};
use super::matlab::{ELEMENTWISE, name_rules};
use super::namer::{NameRules, snake_case};
use super::options::options;
use super::prepared::{Leaf, Prepared};
use super::writer::{Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Options, Target};

const NAME: &str = "DDE-BIFTOOL";

/// The highest order of derivatives that DDE-BIFTOOL uses.
const MAX_ORDER: usize = 5;

/// More second derivatives than this are not written out.
const MAX_SECOND: usize = 20_000;

options! {
    /// Options of the export to DDE-BIFTOOL.
    pub struct DdeBiftoolOptions {
        /// The path or the name of the parameter that the script continues equilibria in; the first delay by default.
        pub parameter: Option<String> = None,
        /// The parameter that the script continues Hopf points in, too; the next delay by default.
        pub second_parameter: Option<String> = None,
        /// Where the continuation of the first parameter ends; by default a neighbourhood of its value.
        pub range: Option<(f64, f64)> = None,
        /// Whether there are derivatives; else DDE-BIFTOOL takes differences.
        pub jacobian: bool = true,
        /// Whether partial derivatives (`sys_deri`) are among them. DDE-BIFTOOL can make them of directional ones, and in large
        /// models they are too many.
        pub partial: bool = true,
        /// The highest order of directional derivatives, from 2 to 5. Normal forms of Hopf points need 3, those of
        /// bifurcations of codimension two 5.
        pub order: usize = MAX_ORDER,
    }
}

impl Target for DdeBiftoolOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        // `sym_` stands before and `_run` behind the name of the model.
        name_rules(
            "sym__run",
            "xx par nx np along jac dxdt args out cell heaviside sigmoid round_even choose",
        )
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_biftool", snake_case(model))
    }

    fn language(&self) -> &'static str {
        ELEMENTWISE.language
    }

    fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    fn has_parameter_derivatives(&self) -> bool {
        self.jacobian
    }

    fn reformulate(&self, scalars: ScalarSystem) -> Result<ScalarSystem, EmitError> {
        check_range(self.range, NAME)?;
        if !(2..=MAX_ORDER).contains(&self.order) {
            let requirement = "between 2 and 5";
            return Err(EmitError::Option { target: NAME, option: "order", requirement });
        }
        check_time(&scalars, NAME)?;
        with_delay_parameters(scalars)
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let delays = delay_parameters(model);
        let wishes = (self.parameter.as_deref(), self.second_parameter.as_deref());
        let chosen = chosen(model, wishes, &delays, NAME)?;
        let mut derivatives = Derivatives::new(model, self);
        let partial = match self.jacobian && self.partial {
            true => Some(partial::text(model, &mut derivatives, self)?),
            false => None,
        };
        let mut files = vec![functions::file(model, self, &delays, partial)];
        if self.jacobian {
            files.push(symbolic::file(model, &mut derivatives, self)?);
        }
        if let Some(first) = chosen.first {
            files.push(driver::file(model, self, &delays, first, chosen.second));
        }
        Ok(files)
    }
}

/// What to do when a higher derivative of a function in Rust is missing.
const SPELLING_ADVICE: &str = "spell it in `spellings { ... }` of the function, ask for a lower `order`, or leave the \
                               derivatives out with `jacobian: false`";

fn writer() -> Writer {
    Writer::new("  ", Continuation::Mark(" ..."))
}

/// Turns delays that are plain numbers into parameters; other expressions have no place in `sys_tau`.
fn with_delay_parameters(mut scalars: ScalarSystem) -> Result<ScalarSystem, EmitError> {
    let mut added = 0;
    for delay in scalars.delays() {
        match delay {
            Expr::Leaf(ScalarSymbol::Parameter(_)) => {}
            Expr::Number(value) => {
                let index = scalars.parameters.len();
                added += 1;
                let path = ScalarPath { node: Vec::new(), local: vec![format!("delay_{added}")] };
                scalars.parameters.push(ScalarVariable { path, value, unit: None });
                let new = Expr::Leaf(ScalarSymbol::Parameter(index));
                let replace = |e: &Expr<ScalarSymbol>| with_delay(e, &delay, &new);
                scalars.auxiliaries.iter_mut().for_each(|a| a.value = replace(&a.value));
                scalars.derivatives.iter_mut().for_each(|e| *e = replace(e));
            }
            computed => return Err(computed_delay(&scalars, &computed)),
        }
    }
    Ok(scalars)
}

fn with_delay(
    e: &Expr<ScalarSymbol>,
    old: &Expr<ScalarSymbol>,
    new: &Expr<ScalarSymbol>,
) -> Expr<ScalarSymbol> {
    match e {
        Expr::Past(state, delay) if **delay == *old => Expr::past((**state).clone(), new.clone()),
        other => other.map_children(|child| with_delay(child, old, new)),
    }
}

fn computed_delay(scalars: &ScalarSystem, delay: &Expr<ScalarSymbol>) -> EmitError {
    let of_states = scalars.states.iter().map(|v| &v.path).zip(&scalars.derivatives);
    let mut all = scalars.auxiliaries.iter().map(|a| (&a.path, &a.value)).chain(of_states);
    let reads = |e: &Expr<ScalarSymbol>| e.any(&mut |e| matches!(e, Expr::Past(_, d) if **d == *delay));
    let path = all.find(|(_, e)| reads(e)).map(|(path, _)| path.to_string());
    EmitError::Unsupported {
        target: NAME,
        construct: "the delay that is computed from parameters, in the equation",
        variable: path.unwrap_or_default(),
        advice: "make the delay a parameter of its own",
    }
}

/// The parameter that each delay is.
fn delay_parameters(model: &Prepared) -> Vec<usize> {
    let parameter = |e: &Expr<Leaf>| match e {
        Expr::Leaf(Leaf::Parameter(i)) => Some(*i),
        // `reformulate` refuses all others.
        _ => None,
    };
    model.delays.iter().filter_map(|delay| parameter(&delay.value)).collect()
}

/// The state and the delay (0 is none) of a variable of the right-hand sides.
fn argument(model: &Prepared, leaf: &Leaf) -> Option<(usize, usize)> {
    match *leaf {
        Leaf::State(i) => Some((i, 0)),
        Leaf::Past(k) => Some((model.past[k].state, model.past[k].delay + 1)),
        Leaf::Time | Leaf::Parameter(_) | Leaf::Auxiliary(_) | Leaf::Vector(_) => None,
    }
}

/// Where a variable is in the arguments of `sys_rhs`; a direction is one of states.
fn place(model: &Prepared, symbol: &Symbol) -> Option<String> {
    match symbol {
        Symbol::Value(Leaf::Parameter(j)) => Some(format!("par(1,{},:)", j + 1)),
        Symbol::Value(leaf) => {
            argument(model, leaf).map(|(state, delay)| format!("xx({},{},:)", state + 1, delay + 1))
        }
        Symbol::Direction(leaf) => {
            argument(model, leaf).map(|(state, _)| format!("along({},1,:)", state + 1))
        }
    }
}
