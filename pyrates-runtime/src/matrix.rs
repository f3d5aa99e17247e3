//! Values for pairs of units: weights and delays of edges between populations. Rows are targets and columns
//! are sources, and the types [`Target`] and [`Source`] keep them apart.

use std::fmt;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

mod reading;

pub(crate) use reading::{Reading, Run};

/// The number of a unit at the end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target(pub usize);

/// The number of a unit at the start of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub usize);

/// A value for each pair of a target and a source.
///
/// ```
/// use pyrates_runtime::{PairMatrix, Source, Target};
///
/// let ring = PairMatrix::from_fn(3, 3, |Target(i), Source(j)| if i == (j + 1) % 3 { 2.0 } else { 0.0 });
/// assert_eq!(ring[(Target(1), Source(0))], 2.0);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PairMatrix {
    targets: usize,
    sources: usize,
    values: Vec<f64>,
}

/// Rows of different lengths, or a link to a unit that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatrixError {
    /// A row has another number of values than the first one.
    RowLength {
        /// The row.
        target: usize,
        /// Its number of values.
        found: usize,
        /// That of the first row.
        expected: usize,
    },
    /// A link starts or ends outside of the matrix.
    Outside {
        /// The target of the link.
        target: usize,
        /// The source of the link.
        source: usize,
    },
    /// A link starts at a unit with a number of more than 32 bits.
    TooFar {
        /// The source of the link.
        source: usize,
    },
    /// Two links join the same pair.
    Repeated {
        /// The target of the links.
        target: usize,
        /// The source of the links.
        source: usize,
    },
}

impl fmt::Display for MatrixError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            MatrixError::RowLength { target, found, expected } => write!(
                f,
                "the row of target {target} has {found} values, that of target 0 has {expected}; \
                 a row has one value for each source"
            ),
            MatrixError::Outside { target, source } => {
                write!(f, "there is no pair of target {target} and source {source}; units are counted from 0")
            }
            MatrixError::TooFar { source } => {
                write!(
                    f,
                    "a link starts at source {source}; numbers of sources have 32 bits, up to {}",
                    u32::MAX
                )
            }
            MatrixError::Repeated { target, source } => {
                write!(f, "two links join source {source} with target {target}; add their weights up")
            }
        }
    }
}

impl std::error::Error for MatrixError {}

impl PairMatrix {
    /// A matrix with one value for all pairs.
    pub fn uniform(targets: usize, sources: usize, value: f64) -> PairMatrix {
        PairMatrix { targets, sources, values: vec![value; targets * sources] }
    }

    /// A matrix by a function of target and source.
    pub fn from_fn(
        targets: usize,
        sources: usize,
        mut value: impl FnMut(Target, Source) -> f64,
    ) -> PairMatrix {
        let pairs = (0..targets).flat_map(|i| (0..sources).map(move |j| (Target(i), Source(j))));
        PairMatrix { targets, sources, values: pairs.map(|(i, j)| value(i, j)).collect() }
    }

    /// A matrix by its rows, one for each target, with one value for each source.
    ///
    /// # Errors
    /// If the rows differ in length.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> Result<PairMatrix, MatrixError> {
        let sources = rows.first().map_or(0, |row| row.as_ref().len());
        let mut values = Vec::with_capacity(rows.len() * sources);
        for (target, row) in rows.iter().enumerate() {
            let (found, expected) = (row.as_ref().len(), sources);
            if found != expected {
                return Err(MatrixError::RowLength { target, found, expected });
            }
            values.extend_from_slice(row.as_ref());
        }
        Ok(PairMatrix { targets: rows.len(), sources, values })
    }

    /// Changes the numbers of targets and sources; new pairs get `value`.
    pub fn resize(&mut self, targets: usize, sources: usize, value: f64) {
        let known =
            |i: usize, j: usize| (i < self.targets && j < self.sources).then(|| self[(Target(i), Source(j))]);
        *self = PairMatrix::from_fn(targets, sources, |Target(i), Source(j)| known(i, j).unwrap_or(value));
    }

    /// The number of targets, which are rows.
    pub fn targets(&self) -> usize {
        self.targets
    }

    /// The number of sources, which are columns.
    pub fn sources(&self) -> usize {
        self.sources
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All values, those of target 0 first.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All values, those of target 0 first.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }
}

impl Index<(Target, Source)> for PairMatrix {
    type Output = f64;
    fn index(&self, (Target(i), Source(j)): (Target, Source)) -> &f64 {
        assert!(j < self.sources, "there is no source {j} among {}", self.sources);
        &self.values[i * self.sources + j]
    }
}

impl IndexMut<(Target, Source)> for PairMatrix {
    fn index_mut(&mut self, (Target(i), Source(j)): (Target, Source)) -> &mut f64 {
        assert!(j < self.sources, "there is no source {j} among {}", self.sources);
        &mut self.values[i * self.sources + j]
    }
}

impl Serialize for PairMatrix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.values.chunks(self.sources.max(1)))
    }
}

impl<'de> Deserialize<'de> for PairMatrix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<Vec<f64>>::deserialize(deserializer)?;
        PairMatrix::from_rows(&rows).map_err(D::Error::custom)
    }
}

/// A value for some pairs of a target and a source. The others are not connected at all.
///
/// ```
/// use pyrates_runtime::{SparseMatrix, Source, Target};
///
/// let links = [(Target(0), Source(2), 0.5), (Target(1), Source(0), -1.0)];
/// let weights = SparseMatrix::from_links(2, 3, links)?;
/// assert_eq!(weights.len(), 2);
/// # Ok::<(), pyrates_runtime::MatrixError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SparseMatrix {
    sources: usize,
    /// Where the links of each target begin; one more than targets.
    rows: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
    /// In which order links are multiplied; it follows from the links.
    reading: Reading,
}

impl SparseMatrix {
    /// A matrix without links.
    pub fn empty(targets: usize, sources: usize) -> SparseMatrix {
        SparseMatrix {
            sources,
            rows: vec![0; targets + 1],
            columns: Vec::new(),
            values: Vec::new(),
            reading: Reading::default(),
        }
    }

    /// The matrix in whose `rows` the number of links of each target is, one place behind.
    fn counted(mut self) -> SparseMatrix {
        for i in 0..self.targets() {
            self.rows[i + 1] += self.rows[i];
        }
        if !self.is_empty() {
            self.reading = Reading::of(&self);
        }
        self
    }

    /// A matrix by its links, in any order.
    ///
    /// # Errors
    /// If a link is outside of the matrix or starts at a source behind the first 2^32, or two links join the same pair.
    pub fn from_links(
        targets: usize,
        sources: usize,
        links: impl IntoIterator<Item = (Target, Source, f64)>,
    ) -> Result<SparseMatrix, MatrixError> {
        let mut links: Vec<(Target, Source, f64)> = links.into_iter().collect();
        links.sort_by_key(|(target, source, _)| (*target, *source));
        let mut matrix = SparseMatrix::empty(targets, sources);
        for (k, &(Target(target), Source(source), value)) in links.iter().enumerate() {
            if target >= targets || source >= sources {
                return Err(MatrixError::Outside { target, source });
            }
            if k > 0 && (links[k - 1].0, links[k - 1].1) == (Target(target), Source(source)) {
                return Err(MatrixError::Repeated { target, source });
            }
            matrix.rows[target + 1] += 1;
            matrix.columns.push(u32::try_from(source).map_err(|_| MatrixError::TooFar { source })?);
            matrix.values.push(value);
        }
        Ok(matrix.counted())
    }

    /// The links of a dense matrix that are not zero.
    ///
    /// # Panics
    /// If it has more than 2^32 sources, that is rows of 32 GiB.
    pub fn from_dense(matrix: &PairMatrix) -> SparseMatrix {
        let (n, m) = (matrix.targets, matrix.sources);
        let column = |k: usize| u32::try_from(k % m).expect("numbers of sources have 32 bits");
        let mut sparse = SparseMatrix::empty(n, m);
        for (k, &value) in matrix.values.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            sparse.rows[k / m + 1] += 1;
            sparse.columns.push(column(k));
            sparse.values.push(value);
        }
        sparse.counted()
    }

    /// Changes the numbers of targets and sources; links outside are dropped.
    pub fn resize(&mut self, targets: usize, sources: usize) {
        let mut resized = SparseMatrix::empty(targets, sources);
        for i in 0..targets.min(self.targets()) {
            for k in (self.rows[i]..self.rows[i + 1]).filter(|&k| (self.columns[k] as usize) < sources) {
                resized.rows[i + 1] += 1;
                resized.columns.push(self.columns[k]);
                resized.values.push(self.values[k]);
            }
        }
        *self = resized.counted();
    }

    /// The number of targets, which are rows.
    pub fn targets(&self) -> usize {
        self.rows.len() - 1
    }

    /// The number of sources, which are columns.
    pub fn sources(&self) -> usize {
        self.sources
    }

    /// The number of links.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are no links.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Where the links of each target begin among all links, and where the last ones end.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The source of each link, ordered by target.
    pub fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// In which order links are multiplied.
    pub(crate) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The value of each link, ordered by target.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of each link, ordered by target.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// All links: target, source and value.
    pub fn links(&self) -> impl Iterator<Item = (Target, Source, f64)> {
        let of_row = |i: usize| (self.rows[i]..self.rows[i + 1]).map(move |k| (i, k));
        let links = (0..self.targets()).flat_map(of_row);
        links.map(|(i, k)| (Target(i), Source(self.columns[k] as usize), self.values[k]))
    }

    /// The number of the link that joins a pair, if there is one.
    pub fn find(&self, Target(target): Target, Source(source): Source) -> Option<usize> {
        let (from, to) = (*self.rows.get(target)?, *self.rows.get(target + 1)?);
        Some(from + self.columns[from..to].binary_search(&u32::try_from(source).ok()?).ok()?)
    }

    /// The target of a link.
    ///
    /// # Panics
    /// If there is no such link.
    pub fn target_of(&self, link: usize) -> Target {
        assert!(link < self.len(), "there is no link {link} among {}", self.len());
        Target(self.rows.partition_point(|&first| first <= link) - 1)
    }

    /// For each link the number of the one that joins the same pair in another matrix.
    #[doc(hidden)]
    pub fn places_in(&self, other: &SparseMatrix) -> Vec<Option<usize>> {
        self.links().map(|(target, source, _)| other.find(target, source)).collect()
    }

    /// Whether two matrices have links between the same pairs.
    pub fn has_links_of(&self, other: &SparseMatrix) -> bool {
        (self.sources, &self.rows, &self.columns) == (other.sources, &other.rows, &other.columns)
    }
}

impl Default for SparseMatrix {
    fn default() -> Self {
        SparseMatrix::empty(0, 0)
    }
}

/// The form in which a sparse matrix is stored.
type Stored = (usize, usize, Vec<(usize, usize, f64)>);

impl Serialize for SparseMatrix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let links: Vec<(usize, usize, f64)> = self.links().map(|(i, j, x)| (i.0, j.0, x)).collect();
        (self.targets(), self.sources, links).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SparseMatrix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (targets, sources, links) = Stored::deserialize(deserializer)?;
        let links = links.into_iter().map(|(i, j, x)| (Target(i), Source(j), x));
        SparseMatrix::from_links(targets, sources, links).map_err(D::Error::custom)
    }
}
