//! The numbers of a sweep: a row for each member, a column for each key and each number that was measured.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use pyrates_ir::nearest::nearest;

use crate::fingerprint::fnv1a;

use super::design::Design;
use super::error::SweepError;
use super::journal;
use super::measure::Measure;

/// What came of a member: its numbers, or why there are none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) member: usize,
    pub(super) outcome: Result<Vec<f64>, String>,
}

impl Row {
    /// Whether another row has the same bits.
    pub(super) fn is_same(&self, other: &Row) -> bool {
        let bits = |row: &Row| {
            row.outcome.clone().map(|values| values.into_iter().map(f64::to_bits).collect::<Vec<_>>())
        };
        self.member == other.member && bits(self) == bits(other)
    }
}

/// A member that has no numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The number of the member, from 0, in the order of the design.
    pub member: usize,
    /// The names of the keys with their values.
    pub values: Vec<(String, f64)>,
    /// What went wrong.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "member {}", self.member)?;
        for (n, (name, value)) in self.values.iter().enumerate() {
            write!(f, "{}{name} = {value}", if n == 0 { " (" } else { ", " })?;
        }
        let close = if self.values.is_empty() { "" } else { ")" };
        write!(f, "{close}: {}", self.message)
    }
}

/// A column over two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The name of the slow axis, and its values.
    pub rows: (String, Vec<f64>),
    /// The name of the fast axis, and its values.
    pub columns: (String, Vec<f64>),
    /// An array of shape `[rows.1.len(), columns.1.len()]`, row by row; NaN where there is no number.
    pub values: Vec<f64>,
}

/// The result of [`Sweep::measure`](super::Sweep::measure): members in the order of their numbers.
///
/// Those that failed have NaN in the columns that were measured. Members that were not run, because the sweep was stopped or
/// is a shard, have no row.
#[derive(Clone)]
pub struct SweepTable {
    pub(super) design: Design,
    /// The names of what was measured.
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Row>,
}

impl SweepTable {
    pub(super) fn new(design: Design, names: Vec<String>, mut rows: Vec<Row>) -> SweepTable {
        rows.sort_by_key(|row| row.member);
        SweepTable { design, names, rows }
    }

    /// Reads the journals of a sweep, or of all its shards, and puts them together.
    ///
    /// # Errors
    /// If a file cannot be read, or does not belong to the same sweep as the first.
    pub fn read(paths: impl IntoIterator<Item: AsRef<Path>>) -> Result<SweepTable, SweepError> {
        let mut merged: Option<(journal::Header, BTreeMap<usize, Row>)> = None;
        for path in paths {
            let path = path.as_ref();
            let (header, rows) = journal::read(path)?;
            let (first, all) = merged.get_or_insert_with(|| (header.clone(), BTreeMap::new()));
            header.check(first, path)?;
            for row in rows {
                let known = all.entry(row.member).or_insert_with(|| row.clone());
                if !known.is_same(&row) {
                    let what = format!("the result of member {}", row.member);
                    return Err(SweepError::OtherSweep { path: path.to_path_buf(), what });
                }
            }
        }
        let Some((header, rows)) = merged else { return Err(SweepError::NoJournals) };
        Ok(SweepTable::new(header.design, header.names, rows.into_values().collect()))
    }

    /// What was run.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether every member of the design has a row.
    pub fn is_complete(&self) -> bool {
        self.design.n_members() == Ok(self.rows.len())
    }

    /// The numbers of the members, one for each row, increasing.
    pub fn members(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(|row| row.member)
    }

    /// The names of all columns: those of the keys, then those of what was measured.
    pub fn names(&self) -> Vec<&str> {
        self.design.keys().map(|key| key.name()).chain(self.names.iter().map(String::as_str)).collect()
    }

    /// A column: of a key, or of what was measured.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn column(&self, name: &str) -> Result<Vec<f64>, SweepError> {
        if let Some(k) = self.design.keys().position(|key| key.name() == name) {
            return Ok(self.rows.iter().map(|row| self.design.values(row.member)[k]).collect());
        }
        let k = self.position(name)?;
        Ok(self.rows.iter().map(|row| number(row, k)).collect())
    }

    /// The place of a column among those that were measured.
    fn position(&self, name: &str) -> Result<usize, SweepError> {
        let place = self.names.iter().position(|known| known == name);
        place.ok_or_else(|| {
            let known = self.names();
            let nearest = nearest(name, known.iter().copied()).map(str::to_string);
            SweepError::UnknownColumn { name: name.to_string(), nearest }
        })
    }

    /// The numbers of a row in CSV order: keys, then what was measured.
    pub(super) fn row(&self, row: &Row) -> Vec<f64> {
        let mut values = self.design.values(row.member);
        values.extend((0..self.names.len()).map(|k| number(row, k)));
        values
    }

    /// What was measured at all members of the design, NaN where there is no number: an array with the shape of the design.
    pub(super) fn array(&self, name: &str) -> Result<Vec<f64>, SweepError> {
        let k = self.position(name)?;
        let mut values = vec![f64::NAN; self.design.n_members()?];
        self.rows.iter().for_each(|row| values[row.member] = number(row, k));
        Ok(values)
    }

    /// What was measured, over the two axes of the design: what a heat map shows. Where several keys make one axis, its values are
    /// those of the first.
    ///
    /// # Errors
    /// If the design has not two axes, or nothing of this name was measured.
    pub fn grid(&self, name: &str) -> Result<Grid, SweepError> {
        let values = self.array(name)?;
        let [rows, columns] = self.design.axes()?;
        Ok(Grid { rows: rows.first_key(), columns: columns.first_key(), values })
    }

    /// The members that failed, and why.
    pub fn failures(&self) -> Vec<Failure> {
        let failure = |row: &Row| Some(failure(&self.design, row.member, row.outcome.as_ref().err()?));
        self.rows.iter().filter_map(failure).collect()
    }

    /// A number that is the same if all results are the same, bit by bit, on whatever machine and however the sweep was shared
    /// out: FNV-1a of members, names and numbers.
    pub fn fingerprint(&self) -> u64 {
        let names = self.names().into_iter().flat_map(|name| name.bytes().chain([0])).collect::<Vec<u8>>();
        let numbers = self.rows.iter().flat_map(|row| {
            let numbers = self.row(row).into_iter().map(f64::to_bits);
            [row.member as u64].into_iter().chain(numbers)
        });
        fnv1a(names.into_iter().chain(numbers.flat_map(u64::to_le_bytes)))
    }
}

/// A number that was measured; NaN if the member failed.
pub(super) fn number(row: &Row, k: usize) -> f64 {
    row.outcome.as_ref().map_or(f64::NAN, |values| values[k])
}

/// A member that failed.
pub(super) fn failure(design: &Design, member: usize, message: &str) -> Failure {
    let names = design.keys().map(|key| key.name().to_string());
    Failure { member, values: names.zip(design.values(member)).collect(), message: message.to_string() }
}

/// A short summary; the numbers are in [`SweepTable::column`].
impl fmt::Display for SweepTable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let n = self.design.n_members().unwrap_or(0);
        write!(f, "{} of {n} runs", self.rows.len())?;
        let failures = self.failures();
        if let Some(first) = failures.first() {
            write!(f, "; {} failed, the first: {first}", failures.len())?;
        }
        for name in &self.names {
            let column = self.column(name).unwrap_or_default();
            let low = column.iter().copied().fold(f64::NAN, f64::min);
            let high = column.iter().copied().fold(f64::NAN, f64::max);
            write!(f, "\n  {name}: from {low} to {high}")?;
        }
        Ok(())
    }
}

/// The same text as `Display`: thousands of numbers help nobody.
impl fmt::Debug for SweepTable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "SweepTable({self})")
    }
}

/// The names of all that is measured. No two columns may have the same.
pub(super) fn names(design: &Design, measures: &[Measure]) -> Result<Vec<String>, SweepError> {
    let names: Vec<String> = measures.iter().flat_map(|measure| measure.names().to_vec()).collect();
    if names.is_empty() {
        return Err(SweepError::Invalid { option: "measure", expected: "called with one measure at least" });
    }
    let twice = |k: usize| {
        let name = &names[k];
        names[..k].contains(name) || design.keys().any(|key| key.name() == name)
    };
    match (0..names.len()).find(|k| twice(*k)) {
        Some(k) => Err(SweepError::DuplicateColumn { name: names[k].clone() }),
        None => Ok(names),
    }
}

/// What a row of a table takes.
pub(super) fn bytes_of_row(n_columns: usize) -> u64 {
    (size_of::<Row>() + 8 * n_columns) as u64
}

/// Refuses a table that cannot be held.
pub(super) fn check_memory(n_rows: usize, n_columns: usize, limit: u64) -> Result<(), SweepError> {
    let needed = (n_rows as u64).saturating_mul(bytes_of_row(n_columns));
    if needed > limit { Err(SweepError::TableMemory { needed, limit }) } else { Ok(()) }
}
