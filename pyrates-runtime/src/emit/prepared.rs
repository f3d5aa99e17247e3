//! A model that is ready to be printed for one target.

use std::collections::BTreeSet;

use pyrates_ir::expr::Expr;
use pyrates_ir::system::{Kind, Value};

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
    /// The elements of the vector in [`Prepared::jacobian_product`] that belong to a state.
    Vector(usize),
}

/// A state or a parameter; one for all units if they share an array.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedVariable {
    /// Its name in the emitted text.
    pub name: String,
    /// Its path in the model.
    pub path: String,
    /// The paths of the units or edges, if they are no population but share the array.
    pub members: Vec<String>,
    /// Its place among all states or parameters; that of the first element of an array.
    pub first: usize,
    /// Initial values of states, values of parameters: one for each element, real parts of complex ones.
    pub values: Vec<f64>,
    /// Imaginary parts of the values, if the variable is complex.
    pub imaginary: Option<Vec<f64>>,
    /// The number of columns of a matrix, whose rows follow each other.
    pub columns: Option<usize>,
    /// The unit of measurement, if one is declared.
    pub unit: Option<String>,
}

impl PreparedVariable {
    /// The number of elements.
    pub fn n(&self) -> usize {
        self.values.len()
    }

    /// The value of the first element, which is the only one where no arrays are; of a complex one its real part.
    pub fn value(&self) -> f64 {
        self.values.first().copied().unwrap_or(f64::NAN)
    }

    /// Whether all elements have the same value, to the last bit.
    pub(super) fn is_uniform(&self) -> bool {
        self.values.iter().all(|x| x.to_bits() == self.value().to_bits())
    }
}

/// An auxiliary variable, or a derivative of one that the Jacobian, its product or derivatives by parameters need.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedAuxiliary {
    /// Its name in the emitted text.
    pub name: String,
    /// Its path in the model; sums over edges have that of the edges.
    pub path: String,
    /// The number of elements.
    pub n: usize,
    /// Whether they are complex.
    pub kind: Kind,
    /// Its value.
    pub value: PreparedValue,
}

/// How an auxiliary variable is computed. Expressions work element by element; variables of one element stand for
/// as many equal ones as are wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum PreparedValue {
    /// Element by element.
    Each(Expr<Leaf>),
    /// As many copies of one number as the variable has elements.
    Fill(Expr<Leaf>),
    /// The sum of all elements.
    Sum(Expr<Leaf>),
    /// The product of a matrix, which is a parameter, and a vector.
    Product {
        /// Index of the parameter.
        matrix: usize,
        /// The vector.
        vector: Leaf,
    },
    /// Chosen elements of a variable.
    Pick {
        /// The variable.
        of: Leaf,
        /// Index of the table with the numbers of the elements.
        table: usize,
    },
    /// For each element, the sum over the links that end there.
    LinkSum {
        /// Index of the table with the targets of the links.
        table: usize,
        /// The value of each link.
        value: Expr<Leaf>,
    },
}

impl PreparedValue {
    /// The expression in it.
    pub fn expression(&self) -> Option<&Expr<Leaf>> {
        match self {
            PreparedValue::Each(e) | PreparedValue::Fill(e) | PreparedValue::Sum(e) => Some(e),
            PreparedValue::LinkSum { value: e, .. } => Some(e),
            PreparedValue::Product { .. } | PreparedValue::Pick { .. } => None,
        }
    }

    /// The same, to be changed.
    pub fn expression_mut(&mut self) -> Option<&mut Expr<Leaf>> {
        match self {
            PreparedValue::Each(e) | PreparedValue::Fill(e) | PreparedValue::Sum(e) => Some(e),
            PreparedValue::LinkSum { value: e, .. } => Some(e),
            PreparedValue::Product { .. } | PreparedValue::Pick { .. } => None,
        }
    }

    /// The variables that it reads.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves: Vec<Leaf> = self.expression().into_iter().flat_map(Expr::leaves).copied().collect();
        match self {
            PreparedValue::Product { matrix, vector } => leaves.extend([Leaf::Parameter(*matrix), *vector]),
            PreparedValue::Pick { of, .. } => leaves.push(*of),
            _ => {}
        }
        leaves
    }

    /// The table that it reads.
    pub fn table(&self) -> Option<usize> {
        match self {
            PreparedValue::Pick { table, .. } | PreparedValue::LinkSum { table, .. } => Some(*table),
            _ => None,
        }
    }
}

/// Numbers of elements, counted from 0: where links start or end, which weight or delay they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedTable {
    /// Its name in the emitted text.
    pub name: String,
    /// Its path in the model: that of the edges, and what the numbers are.
    pub path: String,
    /// The numbers.
    pub indices: Vec<usize>,
}

/// White noise in the equation of a state: `dy = ... + amplitude dW`, for each element.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedNoise {
    /// Index of the state.
    pub state: usize,
    /// The number of the first Wiener process, counted from 0; every element has its own, and the next number.
    pub first: usize,
    /// The amplitude.
    pub amplitude: Expr<Leaf>,
}

/// Something that happens in each unit when a condition becomes true there.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedEvent {
    /// Its path in the model.
    pub path: String,
    /// The number of the event of the first unit among all of them, counted from 0.
    pub first: usize,
    /// The number of units.
    pub n: usize,
    /// Positive when the condition holds.
    pub switch: Expr<Leaf>,
    /// Indices of the states that are set, and their new values.
    pub set: Vec<(usize, Expr<Leaf>)>,
    /// Whether the run ends.
    pub stop: bool,
}

impl PreparedEvent {
    /// Whether anything happens.
    pub fn acts(&self) -> bool {
        self.stop || !self.set.is_empty()
    }

    /// Its condition and the new values.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        std::iter::once(&self.switch).chain(self.set.iter().map(|(_, value)| value))
    }
}

/// Delays: lags of the whole state, as solvers of delay equations want them.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedDelay {
    /// In terms of parameters, one lag for each element.
    pub value: Expr<Leaf>,
    /// The place of the first lag among all of them.
    pub first: usize,
    /// For the model's parameters.
    pub defaults: Vec<f64>,
}

/// States at earlier times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedPast {
    /// Its name in the emitted text.
    pub name: String,
    /// Index of the state.
    pub state: usize,
    /// Index of the delay.
    pub delay: usize,
    /// The number of elements.
    pub n: usize,
    /// Index of the table with the numbers of the units; without it all in order, or the only one.
    pub units: Option<usize>,
    /// Index of the table with the numbers of the lags; without it all in order, or the only one.
    pub lags: Option<usize>,
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
    /// The unit of time, if one is declared.
    pub time_unit: Option<String>,
    /// States in the order of [`pyrates_ir::system::Layout`].
    pub states: Vec<PreparedVariable>,
    /// Parameters in the order of [`pyrates_ir::system::Layout`].
    pub parameters: Vec<PreparedVariable>,
    /// Auxiliary variables in order of evaluation, then derivatives of some by states, then by parameters, then along the vector.
    pub auxiliaries: Vec<PreparedAuxiliary>,
    /// Distinct delays.
    pub delays: Vec<PreparedDelay>,
    /// Delayed states.
    pub past: Vec<PreparedPast>,
    /// Tables of numbers of elements, where arrays are.
    pub tables: Vec<PreparedTable>,
    /// The right-hand side of each state.
    pub derivatives: Vec<Expr<Leaf>>,
    /// Noise; the right-hand sides are without it.
    pub noise: Vec<PreparedNoise>,
    /// The number of Wiener processes.
    pub n_noise: usize,
    /// Events.
    pub events: Vec<PreparedEvent>,
    /// The Jacobian with respect to the present state; none where arrays are.
    pub jacobian: Vec<PreparedEntry>,
    /// Where arrays are and the target wants it, the product of the Jacobian and a vector: an expression for each state.
    pub jacobian_product: Vec<Expr<Leaf>>,
    /// The vector: one variable for each state, at the same places.
    pub vector: Vec<PreparedVariable>,
    /// The derivatives with respect to parameters, if the target wants them; columns are indices of parameters.
    pub parameter_jacobian: Vec<PreparedEntry>,
    /// The number of states that the model itself has; the target has added those behind.
    pub n_own_states: usize,
    /// Whether the units of populations share arrays; in place of the Jacobian, such models have its product.
    pub has_arrays: bool,
    /// Whether variables or expressions are complex, as in [`Complex::Native`](super::Complex::Native); such models have no
    /// Jacobian.
    pub is_complex: bool,
    /// The value of the right-hand side at time 0, with the initial state for all earlier times: one number for
    /// each element of each state.
    pub check: Vec<Value>,
}

/// Places in an array, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// One of them.
    One(usize),
    /// So many from a first one on, each with the same place on the other side.
    Range(usize, usize),
    /// So many from a first one on, each with another place on the other side.
    Listed(usize, usize),
    /// The first one plus the numbers in a table.
    Table(usize, usize),
}

impl Prepared {
    /// The number of states, counting every element.
    pub fn n_states(&self) -> usize {
        self.states.last().map_or(0, |v| v.first + v.n())
    }

    /// The number of parameters, counting every element.
    pub fn n_parameters(&self) -> usize {
        self.parameters.last().map_or(0, |v| v.first + v.n())
    }

    /// The number of events, counting those of every unit.
    pub fn n_events(&self) -> usize {
        self.events.last().map_or(0, |event| event.first + event.n)
    }

    /// The number of lags, counting every element of every delay.
    pub fn n_lags(&self) -> usize {
        self.delays.last().map_or(0, |d| d.first + d.defaults.len())
    }

    /// The number of elements of a variable.
    pub fn n(&self, leaf: &Leaf) -> usize {
        match *leaf {
            Leaf::Time => 1,
            Leaf::State(i) => self.states[i].n(),
            Leaf::Parameter(i) => self.parameters[i].n(),
            Leaf::Auxiliary(i) => self.auxiliaries[i].n,
            Leaf::Past(i) => self.past[i].n,
            Leaf::Vector(i) => self.vector[i].n(),
        }
    }

    /// The number of elements of an expression.
    pub fn n_of(&self, e: &Expr<Leaf>) -> usize {
        e.leaves().into_iter().map(|leaf| self.n(leaf)).max().unwrap_or(1)
    }

    /// Whether a parameter stands in products of matrices and vectors.
    pub fn is_multiplied(&self, parameter: usize) -> bool {
        let is_it = |value: &PreparedValue| matches!(value, PreparedValue::Product { matrix, .. } if *matrix == parameter);
        self.auxiliaries.iter().any(|a| is_it(&a.value))
    }

    /// The tables that the file needs. One element is picked without a table.
    pub fn used_tables(&self) -> BTreeSet<usize> {
        let of_auxiliaries = self.auxiliaries.iter().filter(|a| match a.value {
            PreparedValue::Pick { .. } => a.n > 1,
            _ => true,
        });
        let of_auxiliaries = of_auxiliaries.filter_map(|a| a.value.table());
        let of_past = self.past.iter().filter(|past| past.n > 1).flat_map(|past| [past.units, past.lags]);
        of_auxiliaries.chain(of_past.flatten()).collect()
    }

    /// Which states, and which lags, a variable of the past is made of.
    pub fn past_places(&self, past: &PreparedPast) -> (Places, Places) {
        let (state, delay) = (&self.states[past.state], &self.delays[past.delay]);
        let n_lags = delay.defaults.len();
        let in_pairs = n_lags > 1 || past.lags.is_some();
        let places = |first: usize, n: usize, table: Option<usize>| match table {
            Some(k) if past.n == 1 => Places::One(first + self.tables[k].indices[0]),
            Some(k) => Places::Table(first, k),
            None if n == 1 => Places::One(first),
            None if in_pairs => Places::Listed(first, n),
            None => Places::Range(first, n),
        };
        (places(state.first, state.n(), past.units), places(delay.first, n_lags, past.lags))
    }

    /// The name of a leaf; time is `t` in every target.
    pub fn leaf(&self, leaf: &Leaf) -> String {
        match *leaf {
            Leaf::Time => "t".to_string(),
            Leaf::State(i) => self.states[i].name.clone(),
            Leaf::Parameter(i) => self.parameters[i].name.clone(),
            Leaf::Auxiliary(i) => self.auxiliaries[i].name.clone(),
            Leaf::Past(i) => self.past[i].name.clone(),
            Leaf::Vector(i) => self.vector[i].name.clone(),
        }
    }

    /// The names of all variables and tables.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let variables = self.states.iter().chain(&self.parameters).map(|v| &v.name);
        let computed = self.auxiliaries.iter().map(|a| &a.name);
        let others = self.past.iter().map(|past| &past.name).chain(self.tables.iter().map(|t| &t.name));
        variables.chain(computed).chain(others).map(String::as_str)
    }

    /// Whether the model has delays.
    pub fn is_delayed(&self) -> bool {
        !self.past.is_empty()
    }

    /// The expressions of the Jacobian, or of its product.
    pub fn jacobian_values(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        self.jacobian.iter().map(|entry| &entry.value).chain(&self.jacobian_product)
    }
}
