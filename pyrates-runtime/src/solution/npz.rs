//! Files for NumPy: archives of labelled arrays, as `numpy.savez` writes them.

use std::borrow::Borrow;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use npyz::{AutoSerialize, DType, WriterBuilder};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive in the making.
pub(crate) struct Npz(ZipWriter<BufWriter<File>>);

impl Npz {
    pub(crate) fn create(path: &Path) -> io::Result<Npz> {
        Ok(Npz(ZipWriter::new(BufWriter::new(File::create(path)?))))
    }

    /// Adds an array of numbers of some shape, row by row.
    pub(crate) fn numbers(
        &mut self,
        name: &str,
        shape: &[usize],
        values: impl IntoIterator<Item = f64>,
    ) -> io::Result<()> {
        self.add::<f64, _>(name, f64::default_dtype(), shape, values)
    }

    /// Adds a list of strings.
    pub(crate) fn strings(&mut self, name: &str, values: &[String]) -> io::Result<()> {
        // NumPy stores strings in fields of equal length, of one character at least.
        let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or(0).max(1);
        let string = DType::Plain(format!("<U{longest}").parse().map_err(io::Error::other)?);
        self.add::<str, _>(name, string, &[values.len()], values.iter().map(String::as_str))
    }

    /// Adds an array, uncompressed as NumPy does.
    fn add<T, I>(&mut self, name: &str, dtype: DType, shape: &[usize], values: I) -> io::Result<()>
    where
        T: npyz::Serialize + ?Sized,
        I: IntoIterator<Item: Borrow<T>>,
    {
        let stored = SimpleFileOptions::default().large_file(true);
        self.0.start_file(format!("{name}.npy"), stored)?;
        let shape: Vec<u64> = shape.iter().map(|n| *n as u64).collect();
        let mut array =
            npyz::WriteOptions::<T>::new().dtype(dtype).shape(&shape).writer(&mut self.0).begin_nd()?;
        for value in values {
            array.push(value.borrow())?;
        }
        array.finish()
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        self.0.finish()?.flush()
    }
}
