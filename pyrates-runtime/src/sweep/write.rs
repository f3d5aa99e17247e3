//! Sweeps as files.

use std::path::{Path, PathBuf};

use crate::solution::npz::Npz;
use crate::solution::{csv_field, push_number};

use super::error::SweepError;
use super::table::SweepTable;

impl SweepTable {
    /// The table as comma-separated values: a header with the names of all columns, then a line for each row. Numbers are the
    /// shortest that read back as the same `f64`; those of members that failed are `NaN`.
    pub fn to_csv(&self) -> String {
        let names = self.names();
        let mut text = names.iter().map(|name| csv_field(name)).collect::<Vec<_>>().join(",");
        text.push('\n');
        for row in &self.rows {
            for (k, x) in self.row(row).into_iter().enumerate() {
                if k > 0 {
                    text.push(',');
                }
                push_number(&mut text, x);
            }
            text.push('\n');
        }
        text
    }

    /// Writes [`SweepTable::to_csv`] to a file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), SweepError> {
        let path = path.as_ref();
        std::fs::write(path, self.to_csv())
            .map_err(|error| SweepError::Io { path: path.to_path_buf(), error })
    }

    /// Writes the table to a file for NumPy as labelled arrays: each key by its name, with the values along its axis, and each
    /// number that was measured by its name, with an axis for each factor of the design (`[20, 20]` for two axes of 20
    /// values). There is NaN where a member failed or was not run. `keys` and `measures` are the names, and `axes` has the
    /// number of the axis of each key.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_npz(&self, path: impl AsRef<Path>) -> Result<(), SweepError> {
        let shape: Vec<usize> = self.design.lengths().collect();
        let mut archive = Archive::create(path.as_ref())?;
        let mut axes = Vec::new();
        for (axis, factor) in self.design.factors.iter().enumerate() {
            for (k, key) in factor.keys.iter().enumerate() {
                let values = factor.values.iter().skip(k).step_by(factor.keys.len()).copied();
                archive.numbers(key.name(), &[factor.n_rows], values)?;
                axes.push(axis as f64);
            }
        }
        for name in &self.names {
            archive.numbers(name, &shape, self.array(name)?)?;
        }
        let keys: Vec<String> = self.design.keys().map(|key| key.name().to_string()).collect();
        archive.strings("keys", &keys)?;
        archive.strings("measures", &self.names)?;
        archive.numbers("axes", &[axes.len()], axes)?;
        archive.finish()
    }
}

/// A file for NumPy in the making.
pub(super) struct Archive {
    path: PathBuf,
    npz: Npz,
}

impl Archive {
    pub(super) fn create(path: &Path) -> Result<Archive, SweepError> {
        let npz = Npz::create(path).map_err(|error| SweepError::Io { path: path.to_path_buf(), error })?;
        Ok(Archive { path: path.to_path_buf(), npz })
    }

    /// Adds an array of numbers.
    pub(super) fn numbers(
        &mut self,
        name: &str,
        shape: &[usize],
        values: impl IntoIterator<Item = f64>,
    ) -> Result<(), SweepError> {
        self.npz
            .numbers(name, shape, values)
            .map_err(|error| SweepError::Io { path: self.path.clone(), error })
    }

    /// Adds a list of strings.
    pub(super) fn strings(&mut self, name: &str, values: &[String]) -> Result<(), SweepError> {
        self.npz.strings(name, values).map_err(|error| SweepError::Io { path: self.path.clone(), error })
    }

    pub(super) fn finish(self) -> Result<(), SweepError> {
        self.npz.finish().map_err(|error| SweepError::Io { path: self.path, error })
    }
}
