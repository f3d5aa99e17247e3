//! What systems of arrays are made of.

use crate::expr::Expr;
use crate::scalarise::{ScalarAuxiliary, ScalarPath, ScalarSymbol, ScalarSystem, ScalarVariable};
use crate::system::Kind;

/// Which units share arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// None: every unit is written out.
    Units,
    /// Those of a population; and single units with equal equations, if there are many of them.
    Populations,
}

/// States or parameters: a part of the flat array of all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayVariable {
    /// Where it is in the model, without the number of a unit.
    pub path: ScalarPath,
    /// The paths of the units, if they are no population but single units that share the array.
    pub members: Vec<String>,
    /// The index of the first element, where complex ones count as one.
    pub first: usize,
    /// Initial values of states, values of parameters: real parts of complex ones.
    pub values: Vec<f64>,
    /// Imaginary parts of the values, if the array is complex.
    pub imaginary: Option<Vec<f64>>,
    /// The number of columns of a matrix of weights: one for each source, and a row for each target.
    pub columns: Option<usize>,
    /// The unit of measurement, if one is declared.
    pub unit: Option<String>,
}

/// An array that is computed from others.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayAuxiliary {
    /// Where it is in the model; sums over edges are named after the edges.
    pub path: ScalarPath,
    /// The number of elements.
    pub n: usize,
    /// Whether they are complex.
    pub kind: Kind,
    /// Its value, in terms of states, parameters and auxiliaries before it.
    pub value: ArrayValue,
}

/// How an array is computed. Expressions work element by element; arrays of one element stand for as many equal
/// ones as are wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum ArrayValue {
    /// Element by element.
    Each(Expr<ScalarSymbol>),
    /// As many copies of one number as the array has elements.
    Fill(Expr<ScalarSymbol>),
    /// The sum of all elements.
    Sum(Expr<ScalarSymbol>),
    /// The product of a matrix, which is a parameter, and a vector.
    Product {
        /// Index of the parameter.
        matrix: usize,
        /// The vector.
        vector: ScalarSymbol,
    },
    /// Chosen elements of an array.
    Pick {
        /// The array.
        of: ScalarSymbol,
        /// Index of the table with the numbers of the elements.
        table: usize,
    },
    /// For each element, the sum over the links that end there.
    LinkSum {
        /// Index of the table with the targets of the links.
        table: usize,
        /// The value of each link.
        value: Expr<ScalarSymbol>,
    },
    /// Elements of a state at earlier times.
    Past {
        /// Index of the state.
        state: usize,
        /// Index of the table with the numbers of the elements; all of them, or the only one, without it.
        units: Option<usize>,
        /// The delays, in terms of parameters and of auxiliaries that pick some of those.
        delays: Expr<ScalarSymbol>,
        /// Index of the table with the numbers of the delays; all of them, or the only one, without it.
        table: Option<usize>,
    },
}

impl ArrayValue {
    /// The expression in it.
    pub fn expression(&self) -> Option<&Expr<ScalarSymbol>> {
        match self {
            ArrayValue::Each(e) | ArrayValue::Fill(e) | ArrayValue::Sum(e) => Some(e),
            ArrayValue::LinkSum { value, .. } => Some(value),
            ArrayValue::Product { .. } | ArrayValue::Pick { .. } | ArrayValue::Past { .. } => None,
        }
    }
}

/// Numbers of elements, counted from 0: where links start or end, which weight they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexTable {
    /// Where it belongs in the model.
    pub path: ScalarPath,
    /// The numbers.
    pub indices: Vec<usize>,
}

/// White noise in the equation of a state: `dy = ... + amplitude dW`, for each element.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayNoise {
    /// Index of the state.
    pub state: usize,
    /// The number of the first Wiener process; every element has its own, and the next number.
    pub first: usize,
    /// The amplitude.
    pub amplitude: Expr<ScalarSymbol>,
}

/// Something that happens in each unit when a condition becomes true there.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayEvent {
    /// Where it is in the model.
    pub path: ScalarPath,
    /// The number of units.
    pub n: usize,
    /// Positive when the condition holds.
    pub switch: Expr<ScalarSymbol>,
    /// Indices of the states that are set, and their new values.
    pub set: Vec<(usize, Expr<ScalarSymbol>)>,
    /// Whether the run ends.
    pub stop: bool,
}

/// A system of arrays. In its expressions, the first part of a `Past` is a state, and the second, the delay,
/// contains no auxiliaries but those that pick parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct ArraySystem {
    /// The name of the model.
    pub name: String,
    /// What the user wrote about the model.
    pub doc: String,
    /// States, in the order of [`Layout`](crate::system::Layout).
    pub states: Vec<ArrayVariable>,
    /// Parameters, edge weights and delays, in the order of [`Layout`](crate::system::Layout).
    pub parameters: Vec<ArrayVariable>,
    /// Auxiliary variables in an order of evaluation.
    pub auxiliaries: Vec<ArrayAuxiliary>,
    /// The right-hand side of each state, with as many elements.
    pub derivatives: Vec<Expr<ScalarSymbol>>,
    /// Tables of numbers of elements.
    pub tables: Vec<IndexTable>,
    /// Noise; the derivatives are without it.
    pub noise: Vec<ArrayNoise>,
    /// What happens when conditions become true.
    pub events: Vec<ArrayEvent>,
}

impl ArrayVariable {
    /// Real or complex.
    pub fn kind(&self) -> Kind {
        if self.imaginary.is_some() { Kind::Complex } else { Kind::Real }
    }
}

impl ArraySystem {
    /// The number of states of all units.
    pub fn n_states(&self) -> usize {
        self.states.last().map_or(0, |v| v.first + v.values.len())
    }

    /// The number of parameters of all units and edges.
    pub fn n_parameters(&self) -> usize {
        self.parameters.last().map_or(0, |v| v.first + v.values.len())
    }

    /// The number of elements of an array.
    pub fn n(&self, symbol: &ScalarSymbol) -> usize {
        match *symbol {
            ScalarSymbol::Time => 1,
            ScalarSymbol::State(i) => self.states[i].values.len(),
            ScalarSymbol::Parameter(i) => self.parameters[i].values.len(),
            ScalarSymbol::Auxiliary(k) => self.auxiliaries[k].n,
        }
    }

    /// Whether an array is complex.
    pub fn kind(&self, symbol: &ScalarSymbol) -> Kind {
        match *symbol {
            ScalarSymbol::Time => Kind::Real,
            ScalarSymbol::State(i) => self.states[i].kind(),
            ScalarSymbol::Parameter(i) => self.parameters[i].kind(),
            ScalarSymbol::Auxiliary(k) => self.auxiliaries[k].kind,
        }
    }

    /// Whether any array is complex.
    pub fn is_complex(&self) -> bool {
        let variables = self.states.iter().chain(&self.parameters).map(ArrayVariable::kind);
        variables.chain(self.auxiliaries.iter().map(|a| a.kind)).any(|kind| kind == Kind::Complex)
    }

    /// The number of elements of an expression.
    pub fn n_of(&self, e: &Expr<ScalarSymbol>) -> usize {
        e.leaves().into_iter().map(|leaf| self.n(leaf)).max().unwrap_or(1)
    }

    /// The number of Wiener processes of all units.
    pub fn n_noise(&self) -> usize {
        let end = |noise: &ArrayNoise| noise.first + self.states[noise.state].values.len();
        self.noise.iter().map(end).max().unwrap_or(0)
    }

    /// All expressions, auxiliaries first, then derivatives, then those of noise and events.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr<ScalarSymbol>> {
        let of_events =
            self.events.iter().flat_map(|e| std::iter::once(&e.switch).chain(e.set.iter().map(|(_, e)| e)));
        let of_noise = self.noise.iter().map(|noise| &noise.amplitude);
        let of_auxiliaries = self.auxiliaries.iter().filter_map(|a| a.value.expression());
        of_auxiliaries.chain(&self.derivatives).chain(of_noise).chain(of_events)
    }
}

impl ArraySystem {
    /// All expressions with the paths of the variables that they compute.
    pub fn named_expressions(&self) -> impl Iterator<Item = (&ScalarPath, &Expr<ScalarSymbol>)> {
        let of_auxiliaries = self.auxiliaries.iter().filter_map(|a| Some((&a.path, a.value.expression()?)));
        of_auxiliaries.chain(self.states.iter().map(|v| &v.path).zip(&self.derivatives))
    }
}

impl From<ScalarSystem> for ArraySystem {
    /// Every variable is an array of one element.
    fn from(scalars: ScalarSystem) -> ArraySystem {
        let variables = |list: Vec<ScalarVariable>| {
            let array = |(first, v): (usize, ScalarVariable)| ArrayVariable {
                path: v.path,
                members: Vec::new(),
                first,
                values: vec![v.value],
                imaginary: None,
                columns: None,
                unit: v.unit,
            };
            list.into_iter().enumerate().map(array).collect()
        };
        let auxiliary = |a: ScalarAuxiliary| {
            let value = ArrayValue::Each(a.value);
            ArrayAuxiliary { path: a.path, n: 1, kind: Kind::Real, value }
        };
        ArraySystem {
            name: scalars.name,
            doc: scalars.doc,
            states: variables(scalars.states),
            parameters: variables(scalars.parameters),
            auxiliaries: scalars.auxiliaries.into_iter().map(auxiliary).collect(),
            derivatives: scalars.derivatives,
            tables: Vec::new(),
            noise: scalars.noise,
            events: scalars.events,
        }
    }
}
