//! Delays as lags of the whole state, and the states that are read with them.

use pyrates_ir::arrays::{ArraySystem, ArrayValue};
use pyrates_ir::expr::Expr;
use pyrates_ir::scalarise::ScalarSymbol;

use super::lower::lower;
use super::prepared::{Leaf, PreparedDelay, PreparedPast, PreparedValue};

type E = Expr<ScalarSymbol>;

/// States that are read with delays.
#[derive(Debug, Clone, PartialEq)]
struct Lag {
    state: usize,
    units: Option<usize>,
    /// Index of the delay.
    delay: usize,
    table: Option<usize>,
    n: usize,
    /// What the name begins with, if it is not the name of the state.
    name: Option<String>,
}

/// The delays of a system, and the states that are read with them.
pub(super) struct Lags {
    delays: Vec<E>,
    /// The lags of each delay, for the parameters of the model.
    values: Vec<Vec<f64>>,
    lags: Vec<Lag>,
    /// Where each auxiliary of the system is among those of the file; the past is not among them.
    auxiliaries: Vec<Leaf>,
}

impl Lags {
    pub(super) fn new(system: &ArraySystem, p: &[f64]) -> Lags {
        let mut lags =
            Lags { delays: Vec::new(), values: Vec::new(), lags: Vec::new(), auxiliaries: Vec::new() };
        let mut n_auxiliaries = 0;
        for auxiliary in &system.auxiliaries {
            if let Some(e) = auxiliary.value.expression() {
                lags.collect(system, e);
            }
            if let ArrayValue::Past { state, units, delays, table } = &auxiliary.value {
                let delay = lags.delay(delays);
                let name = Some(auxiliary.path.local.join("_"));
                let lag = Lag { state: *state, units: *units, delay, table: *table, n: auxiliary.n, name };
                let place = lags.lag(lag);
                lags.auxiliaries.push(Leaf::Past(place));
            } else {
                lags.auxiliaries.push(Leaf::Auxiliary(n_auxiliaries));
                n_auxiliaries += 1;
            }
        }
        // The others come behind the auxiliaries.
        system.expressions().for_each(|e| lags.collect(system, e));
        lags.values = lags.delays.iter().map(|delay| system.evaluate(delay, p)).collect();
        lags
    }

    /// Lists the delayed states of an expression.
    fn collect(&mut self, system: &ArraySystem, e: &E) {
        e.visit(&mut |e| {
            if let Expr::Past(state, delay) = e
                && let Expr::Leaf(ScalarSymbol::State(i)) = **state
            {
                let delay = self.delay(delay);
                let n = system.states[i].values.len();
                self.lag(Lag { state: i, units: None, delay, table: None, n, name: None });
            }
        });
    }

    /// The index of a delay, which is told from others by its expression, never by its value.
    fn delay(&mut self, delay: &E) -> usize {
        let known = self.delays.iter().position(|d| d == delay);
        known.unwrap_or_else(|| {
            self.delays.push(delay.clone());
            self.delays.len() - 1
        })
    }

    fn lag(&mut self, lag: Lag) -> usize {
        let known = self.lags.iter().position(|other| *other == lag);
        known.unwrap_or_else(|| {
            self.lags.push(lag);
            self.lags.len() - 1
        })
    }

    pub(super) fn is_delayed(&self) -> bool {
        !self.lags.is_empty()
    }

    /// What delayed states would like to be called.
    pub(super) fn wanted_names(&self, states: &[String]) -> Vec<String> {
        let name = |lag: &Lag| match (&lag.name, self.delays.len()) {
            (Some(name), _) => name.clone(),
            (None, 1) => format!("{}_delayed", states[lag.state]),
            (None, _) => format!("{}_delayed_{}", states[lag.state], lag.delay + 1),
        };
        self.lags.iter().map(name).collect()
    }

    /// An expression in terms of what the file names.
    pub(super) fn lower(&self, e: &E) -> Expr<Leaf> {
        let past = |state, delay: &E| {
            // Every delayed state of the system is in the list, so the search always finds one.
            let is_it =
                |lag: &Lag| lag.state == state && lag.name.is_none() && self.delays[lag.delay] == *delay;
            Leaf::Past(self.lags.iter().position(is_it).unwrap_or(self.lags.len()))
        };
        lower(e, &|symbol| self.leaf(symbol), &past)
    }

    fn leaf(&self, symbol: &ScalarSymbol) -> Leaf {
        match *symbol {
            ScalarSymbol::Time => Leaf::Time,
            ScalarSymbol::State(i) => Leaf::State(i),
            ScalarSymbol::Parameter(i) => Leaf::Parameter(i),
            // Behind those of the system come the named parts of its Jacobian.
            ScalarSymbol::Auxiliary(k) => self.auxiliaries.get(k).copied().unwrap_or(Leaf::Auxiliary(k)),
        }
    }

    /// The value of an auxiliary variable, if it is computed and not of the past.
    pub(super) fn lower_value(&self, value: &ArrayValue) -> Option<PreparedValue> {
        Some(match value {
            ArrayValue::Each(e) => PreparedValue::Each(self.lower(e)),
            ArrayValue::Fill(e) => PreparedValue::Fill(self.lower(e)),
            ArrayValue::Sum(e) => PreparedValue::Sum(self.lower(e)),
            ArrayValue::Product { matrix, vector } => {
                PreparedValue::Product { matrix: *matrix, vector: self.leaf(vector) }
            }
            ArrayValue::Pick { of, table } => PreparedValue::Pick { of: self.leaf(of), table: *table },
            ArrayValue::LinkSum { table, value } => {
                PreparedValue::LinkSum { table: *table, value: self.lower(value) }
            }
            ArrayValue::Past { .. } => return None,
        })
    }

    pub(super) fn delays(&self) -> Vec<PreparedDelay> {
        let mut first = 0;
        let delay = |(delay, defaults): (&E, &Vec<f64>)| {
            let place = first;
            first += defaults.len();
            PreparedDelay { value: self.lower(delay), first: place, defaults: defaults.clone() }
        };
        self.delays.iter().zip(&self.values).map(delay).collect()
    }

    pub(super) fn past(&self, names: Vec<String>) -> Vec<PreparedPast> {
        let past = |(name, lag): (String, &Lag)| PreparedPast {
            name,
            state: lag.state,
            delay: lag.delay,
            n: lag.n,
            units: lag.units,
            lags: lag.table,
        };
        names.into_iter().zip(&self.lags).map(past).collect()
    }
}
