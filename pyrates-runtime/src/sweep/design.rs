//! Which parameter sets a sweep runs.

use serde::{Deserialize, Serialize};

use crate::paths::Paths;

use super::distribution::Distribution;
use super::error::SweepError;
use super::sampling::{Sampling, points};

/// More members than this are refused, since nothing could hold or finish them.
const MAX_MEMBERS: usize = 1 << 40;

/// What one column of a design sets: one value of a model or several, under one name.
///
/// Paths make keys by themselves: `"all/lv/alpha"`, or `["predator/lv/alpha", "prey/lv/alpha"]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Key {
    name: String,
    paths: Vec<String>,
}

impl Key {
    /// A key with a name of its own, for tables and pictures.
    pub fn named(name: impl Into<String>, paths: impl Paths) -> Key {
        Key { name: name.into(), paths: paths.paths() }
    }

    /// The name in tables and pictures.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The paths of parameters, edge attributes and initial values that it sets.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }
}

impl<P: Paths> From<P> for Key {
    fn from(paths: P) -> Key {
        let paths = paths.paths();
        Key { name: paths.join(", "), paths }
    }
}

/// A design that no sweep can run.
#[derive(Debug, Clone, PartialEq)]
pub enum DesignError {
    /// Lists that go together have different lengths.
    Lengths {
        /// The name of the key whose list has another length than the first.
        key: String,
        /// The length of that list.
        found: usize,
        /// The length of the first list.
        expected: usize,
    },
    /// A key has no values, so that there is nothing to run.
    Empty {
        /// The name of the key.
        key: String,
    },
    /// Two keys have the same name.
    DuplicateKey {
        /// The name.
        key: String,
    },
    /// There are too many parameter sets.
    TooMany,
    /// A distribution whose numbers make no sense.
    Distribution {
        /// The name of the key.
        key: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// More keys than a sampling scheme has dimensions.
    Dimensions {
        /// The number of keys.
        found: usize,
        /// The largest number.
        limit: usize,
    },
    /// A table as text that cannot be read.
    Table {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
}

impl std::fmt::Display for DesignError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            DesignError::Lengths { key, found, expected } => {
                write!(f, "`{key}` has {found} values, but the first key that goes with it has {expected}")
            }
            DesignError::Empty { key } => write!(f, "`{key}` has no values, so there is nothing to run"),
            DesignError::DuplicateKey { key } => {
                write!(f, "two keys are called `{key}`; give one of them another name with `Key::named`")
            }
            DesignError::TooMany => {
                write!(f, "there are more than {MAX_MEMBERS} parameter sets; use fewer values, or `sample`")
            }
            DesignError::Distribution { key, problem } => write!(f, "the distribution of `{key}` {problem}"),
            DesignError::Dimensions { found, limit } => write!(
                f,
                "a Sobol sequence has at most {limit} dimensions here, and there are {found} keys; use \
                 `Sampling::LatinHypercube`"
            ),
            DesignError::Table { line, problem } => write!(f, "line {line} of the table: {problem}"),
        }
    }
}

impl std::error::Error for DesignError {}

/// Some keys that change together, with a row of values for each of their settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Factor {
    pub(super) keys: Vec<Key>,
    /// Row by row.
    #[serde(with = "bits")]
    pub(super) values: Vec<f64>,
    pub(super) n_rows: usize,
}

impl Factor {
    /// The name of the first key, and its values.
    pub(super) fn first_key(&self) -> (String, Vec<f64>) {
        let values = self.values.iter().step_by(self.keys.len()).copied().collect();
        (self.keys[0].name.clone(), values)
    }
}

/// Numbers by their bits, which every format keeps exactly.
mod bits {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        values.iter().map(|x| x.to_bits()).collect::<Vec<u64>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        let bits: Vec<u64> = Deserialize::deserialize(deserializer)?;
        Ok(bits.into_iter().map(f64::from_bits).collect())
    }
}

/// The parameter sets of a sweep: all combinations of its factors, of which the last changes fastest.
///
/// ```
/// use pyrates_runtime::sweep::{Design, Distribution, Key, Sampling, linspace};
///
/// // A grid of 20 x 20: the first axis is slow, the second is fast.
/// let grid = Design::new()
///     .axis(Key::named("omega", "drive/phase/omega"), linspace(0.3, 0.5, 20))
///     .axis(Key::named("J", "edges/drive_to_vdp/weight"), linspace(0.0, 2.0, 20));
/// assert_eq!(grid.n_members(), Ok(400));
///
/// // Two lists that go together, and one key that sets two variables.
/// let zipped = Design::new().together([("p/a/tau", vec![1.0, 2.0]), ("p/b/tau", vec![3.0, 4.0])]);
/// let both = Design::new().axis(["p/a/tau", "p/b/tau"], [1.0, 2.0]);
/// assert_eq!((zipped.n_members(), both.n_members()), (Ok(2), Ok(2)));
///
/// // A hundred points of a Latin hypercube, each with five realizations of the noise.
/// let uniform = Distribution::Uniform { low: 0.0, high: 1.0 };
/// let random = Design::new()
///     .sample(Sampling::LatinHypercube, 100, 1, [("p/a/k", uniform), ("p/b/k", uniform)])
///     .realizations(5);
/// assert_eq!(random.n_members(), Ok(500));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[must_use = "a design does nothing until it is given to `Simulation::sweep`"]
pub struct Design {
    pub(super) factors: Vec<Factor>,
    /// How often each parameter set is run.
    realizations: Option<usize>,
    #[serde(skip)]
    problem: Option<DesignError>,
}

impl Design {
    /// A design with one member: the model as it is.
    pub fn new() -> Design {
        Design::default()
    }

    /// Adds an axis: every combination so far is run with each of the values.
    pub fn axis(self, key: impl Into<Key>, values: impl IntoIterator<Item = f64>) -> Design {
        let values: Vec<f64> = values.into_iter().collect();
        let n_rows = values.len();
        self.with(Factor { keys: vec![key.into()], values, n_rows })
    }

    /// Adds keys whose values go together, the first of one with the first of all others: one axis. The lists must be
    /// equally long.
    pub fn together<K: Into<Key>>(mut self, lists: impl IntoIterator<Item = (K, Vec<f64>)>) -> Design {
        let lists: Vec<(Key, Vec<f64>)> = lists.into_iter().map(|(key, list)| (key.into(), list)).collect();
        let n_rows = lists.first().map_or(0, |(_, list)| list.len());
        if let Some((key, list)) = lists.iter().find(|(_, list)| list.len() != n_rows) {
            let (key, found) = (key.name.clone(), list.len());
            self.fail(DesignError::Lengths { key, found, expected: n_rows });
            return self;
        }
        let values = (0..n_rows).flat_map(|row| lists.iter().map(move |(_, list)| list[row])).collect();
        self.with(Factor { keys: lists.into_iter().map(|(key, _)| key).collect(), values, n_rows })
    }

    /// Adds a table: keys, and a row with a value for each of them for each setting.
    pub fn table<K: Into<Key>>(
        mut self,
        keys: impl IntoIterator<Item = K>,
        rows: impl IntoIterator<Item: AsRef<[f64]>>,
    ) -> Design {
        let keys: Vec<Key> = keys.into_iter().map(Into::into).collect();
        let (mut values, mut n_rows) = (Vec::new(), 0);
        for row in rows {
            let row = row.as_ref();
            n_rows += 1;
            if row.len() != keys.len() {
                let problem = format!("it has {} values for {} keys", row.len(), keys.len());
                self.fail(DesignError::Table { line: n_rows, problem });
                return self;
            }
            values.extend_from_slice(row);
        }
        self.with(Factor { keys, values, n_rows })
    }

    /// Adds a table of comma-separated values: a line with paths, then a line of numbers for each setting.
    pub fn csv(mut self, text: &str) -> Design {
        match read_csv(text) {
            Ok(factor) => self.with(factor),
            Err(error) => {
                self.fail(error);
                self
            }
        }
    }

    /// Adds `n` points of a random or evenly spread sample. Equal seeds give equal points, on any machine.
    pub fn sample<K: Into<Key>>(
        mut self,
        sampling: Sampling,
        n: usize,
        seed: u64,
        keys: impl IntoIterator<Item = (K, Distribution)>,
    ) -> Design {
        let (keys, distributions): (Vec<Key>, Vec<Distribution>) =
            keys.into_iter().map(|(key, distribution)| (key.into(), distribution)).unzip();
        let problems = keys.iter().zip(&distributions);
        let mut problems = problems.filter_map(|(key, distribution)| Some((key, distribution.problem()?)));
        if let Some((key, problem)) = problems.next() {
            let key = key.name.clone();
            self.fail(DesignError::Distribution { key, problem });
            return self;
        }
        match points(sampling, n, keys.len(), seed) {
            Ok(points) => {
                let value = |(i, u): (usize, f64)| distributions[i % keys.len()].quantile(u);
                let values = points.into_iter().enumerate().map(value).collect();
                self.with(Factor { keys, values, n_rows: n })
            }
            Err(error) => {
                self.fail(error);
                self
            }
        }
    }

    /// Runs every parameter set so many times, with independent noise. Each member of a sweep has noise of its own, the
    /// realization with its number, unless [`Simulation::realization`](crate::Simulation::realization) says that
    /// all have the same.
    pub fn realizations(mut self, n: usize) -> Design {
        self.realizations = Some(n);
        self
    }

    fn with(mut self, factor: Factor) -> Design {
        if factor.n_rows == 0 || factor.keys.is_empty() {
            let key = factor.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(", ");
            self.fail(DesignError::Empty { key });
        }
        if let Some(key) = factor.keys.iter().find(|key| self.keys().any(|other| other.name == key.name)) {
            self.fail(DesignError::DuplicateKey { key: key.name.clone() });
        }
        self.factors.push(factor);
        self
    }

    /// Keeps the first mistake.
    fn fail(&mut self, error: DesignError) {
        self.problem.get_or_insert(error);
    }

    /// All keys, in order of their columns.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.factors.iter().flat_map(|factor| &factor.keys)
    }

    /// The number of parameter sets, each as often as it is run.
    ///
    /// # Errors
    /// If the design cannot be run.
    pub fn n_members(&self) -> Result<usize, DesignError> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        if self.realizations == Some(0) {
            return Err(DesignError::Empty { key: "realizations".to_string() });
        }
        let product = self.lengths().try_fold(1_usize, usize::checked_mul);
        product.filter(|n| *n <= MAX_MEMBERS).ok_or(DesignError::TooMany)
    }

    /// The length of each axis, the slowest first, that of the realizations included.
    pub fn shape(&self) -> Vec<usize> {
        self.lengths().collect()
    }

    /// How often each parameter set is run, if [`realizations`](Design::realizations) says so.
    pub fn n_realizations(&self) -> Option<usize> {
        self.realizations
    }

    pub(super) fn lengths(&self) -> impl Iterator<Item = usize> {
        self.factors.iter().map(|factor| factor.n_rows).chain(self.realizations)
    }

    /// The factors, if there are just so many axes.
    pub(super) fn axes<const N: usize>(&self) -> Result<[&Factor; N], SweepError> {
        let wrong = SweepError::Axes { found: self.lengths().count(), expected: N };
        let factors: Vec<&Factor> = self.factors.iter().filter(|_| self.realizations.is_none()).collect();
        factors.try_into().map_err(|_| wrong)
    }

    /// The values of a member, one for each key.
    pub fn values(&self, member: usize) -> Vec<f64> {
        let mut rest = member / self.realizations.unwrap_or(1).max(1);
        let mut rows: Vec<&[f64]> = Vec::with_capacity(self.factors.len());
        for factor in self.factors.iter().rev() {
            let (row, width) = (rest % factor.n_rows.max(1), factor.keys.len());
            rest /= factor.n_rows.max(1);
            rows.push(&factor.values[row * width..][..width]);
        }
        rows.into_iter().rev().flatten().copied().collect()
    }
}

fn read_csv(text: &str) -> Result<Factor, DesignError> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let Some((_, header)) = lines.next() else {
        return Err(DesignError::Table { line: 1, problem: "there is no line with paths".to_string() });
    };
    let keys: Vec<Key> = header.split(',').map(|path| Key::from(path.trim())).collect();
    let (mut values, mut n_rows) = (Vec::new(), 0);
    for (number, line) in lines {
        let fail = |problem| DesignError::Table { line: number + 1, problem };
        let before = values.len();
        for field in line.split(',').map(str::trim) {
            values.push(field.parse().map_err(|_| fail(format!("`{field}` is no number")))?);
        }
        if values.len() - before != keys.len() {
            let found = values.len() - before;
            return Err(fail(format!("it has {found} values for {} paths", keys.len())));
        }
        n_rows += 1;
    }
    Ok(Factor { keys, values, n_rows })
}

/// `n` numbers at equal distances from `first` to `last`, both included.
pub fn linspace(first: f64, last: f64, n: usize) -> Vec<f64> {
    let step = |k: usize| match k {
        0 => first,
        _ if k + 1 == n => last,
        _ => first + (last - first) * (k as f64 / (n - 1) as f64),
    };
    (0..n).map(step).collect()
}

/// `n` numbers at equal ratios from `first` to `last`, both included; both must have the same sign.
pub fn geomspace(first: f64, last: f64, n: usize) -> Vec<f64> {
    let step = |k: usize| match k {
        0 => first,
        _ if k + 1 == n => last,
        _ => first * (last / first).powf(k as f64 / (n - 1) as f64),
    };
    (0..n).map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_axis_is_the_fastest() {
        let design = Design::new()
            .axis("a", [1.0, 2.0])
            .together([("b", vec![3.0, 4.0, 5.0]), ("c", vec![6.0, 7.0, 8.0])])
            .realizations(2);
        assert_eq!(design.n_members(), Ok(12));
        assert_eq!(design.values(0), [1.0, 3.0, 6.0]);
        assert_eq!(design.values(1), [1.0, 3.0, 6.0]);
        assert_eq!(design.values(2), [1.0, 4.0, 7.0]);
        assert_eq!(design.values(11), [2.0, 5.0, 8.0]);
    }

    #[test]
    fn a_table_of_text_has_a_row_for_each_member() {
        let design = Design::new().csv("p/a, p/b\n1, 2\n\n3e-1,4\n");
        assert_eq!(design.n_members(), Ok(2));
        assert_eq!(design.values(1), [0.3, 4.0]);
        let message = |text: &str| Design::new().csv(text).n_members().unwrap_err().to_string();
        assert_eq!(message("p/a,p/b\n1,x\n"), "line 2 of the table: `x` is no number");
        assert_eq!(message("p/a,p/b\n1\n"), "line 2 of the table: it has 1 values for 2 paths");
        assert_eq!(message("p/a\n"), "`p/a` has no values, so there is nothing to run");
        assert_eq!(message(""), "line 1 of the table: there is no line with paths");
    }

    #[test]
    fn mistakes_are_told() {
        let message = |design: Design| design.n_members().unwrap_err().to_string();
        let unequal = Design::new().together([("a", vec![1.0]), ("b", vec![1.0, 2.0])]);
        assert_eq!(message(unequal), "`b` has 2 values, but the first key that goes with it has 1");
        let twice = Design::new().axis("a", [1.0]).axis("a", [2.0]);
        assert_eq!(
            message(twice),
            "two keys are called `a`; give one of them another name with `Key::named`"
        );
        let huge = (0..5).fold(Design::new(), |design, i| design.axis(format!("k{i}"), vec![0.0; 1000]));
        assert!(matches!(huge.n_members(), Err(DesignError::TooMany)));
        let none = Design::new().axis("a", [1.0]).realizations(0);
        assert_eq!(message(none), "`realizations` has no values, so there is nothing to run");
    }

    #[test]
    fn ranges_hold_both_ends() {
        assert_eq!(linspace(0.0, 1.0, 5), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(linspace(0.3, 0.5, 1), [0.3]);
        assert!(linspace(0.0, 1.0, 0).is_empty());
        let decades = geomspace(0.01, 10.0, 4);
        assert!(decades.iter().zip([0.01, 0.1, 1.0, 10.0]).all(|(a, b)| (a / b - 1.0).abs() < 1e-15));
    }
}
