//! Solutions as files.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use super::npz::Npz;
use super::{Solution, SolutionError};

impl Solution {
    /// The solution as comma-separated values: a header `t,<labels>`, then a line for each time. Numbers
    /// are the shortest that read back as the same `f64`.
    pub fn to_csv(&self) -> String {
        let mut text = String::from("t");
        for label in self.labels() {
            text.push(',');
            text.push_str(&csv_field(label));
        }
        text.push('\n');
        for (t, row) in self.rows() {
            push_number(&mut text, t);
            for &x in row {
                text.push(',');
                push_number(&mut text, x);
            }
            text.push('\n');
        }
        text
    }

    /// Writes [`Solution::to_csv`] to a file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), SolutionError> {
        let path = path.as_ref();
        std::fs::write(path, self.to_csv())
            .map_err(|error| SolutionError::Write { path: path.to_path_buf(), error })
    }

    /// Writes the solution to a file for NumPy, with the arrays `t` of shape `[n_t]`, `y` of shape
    /// `[n_t, n_states]`, and `labels` of shape `[n_states]` (Unicode strings).
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_npz(&self, path: impl AsRef<Path>) -> Result<(), SolutionError> {
        let path = path.as_ref();
        self.npz(path).map_err(|error| SolutionError::Write { path: path.to_path_buf(), error })
    }

    fn npz(&self, path: &Path) -> io::Result<()> {
        let (n_t, n_states) = (self.t.len(), self.n_columns());
        let mut archive = Npz::create(path)?;
        archive.numbers("t", &[n_t], self.t.iter().copied())?;
        archive.numbers("y", &[n_t, n_states], self.y.iter().copied())?;
        archive.strings("labels", self.labels())?;
        archive.finish()
    }
}

/// Rust prints the shortest digits that read back as the same number; very large and small ones get an
/// exponent instead of hundreds of zeros.
pub(crate) fn push_number(text: &mut String, x: f64) {
    let is_plain = x == 0.0 || (1e-5..1e16).contains(&x.abs());
    // Writing to a string cannot fail.
    let _ = if is_plain { write!(text, "{x}") } else { write!(text, "{x:e}") };
}

/// A label as a field of a CSV file, quoted where it must be (RFC 4180).
pub(crate) fn csv_field(label: &str) -> String {
    if label.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", label.replace('"', "\"\""))
    } else {
        label.to_string()
    }
}
