//! Solutions as files.

use std::borrow::Borrow;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use npyz::{AutoSerialize, DType, WriterBuilder};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

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
        let (n_t, n_states) = (self.t.len() as u64, self.n_columns() as u64);
        let mut archive = ZipWriter::new(BufWriter::new(File::create(path)?));
        let number = f64::default_dtype();
        add_array::<f64, _>(&mut archive, "t", number.clone(), &[n_t], &self.t)?;
        add_array::<f64, _>(&mut archive, "y", number, &[n_t, n_states], &self.y)?;
        // NumPy stores strings in fields of equal length, of one character at least.
        let longest = self.labels().iter().map(|label| label.chars().count()).max().unwrap_or(0).max(1);
        let string = DType::Plain(format!("<U{longest}").parse().map_err(io::Error::other)?);
        let labels = self.labels().iter().map(String::as_str);
        add_array::<str, _>(&mut archive, "labels", string, &[n_states], labels)?;
        archive.finish()?.flush()
    }
}

/// Adds an array to an archive, uncompressed as `numpy.savez` does.
fn add_array<T, I>(
    archive: &mut ZipWriter<impl io::Write + io::Seek>,
    name: &str,
    dtype: DType,
    shape: &[u64],
    values: I,
) -> io::Result<()>
where
    T: npyz::Serialize + ?Sized,
    I: IntoIterator<Item: Borrow<T>>,
{
    let stored = SimpleFileOptions::default().large_file(true);
    archive.start_file(format!("{name}.npy"), stored)?;
    let mut array = npyz::WriteOptions::<T>::new().dtype(dtype).shape(shape).writer(archive).begin_nd()?;
    for value in values {
        array.push(value.borrow())?;
    }
    array.finish()
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
