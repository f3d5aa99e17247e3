//! Circuits from YAML files on the disk.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use pyrates_ir::yaml::{self, Loaded, Report};

use crate::files;

use super::{Circuit, CircuitError};

/// A model in a YAML file, about to be read: which template is meant, and where other files are looked up.
///
/// ```no_run
/// use pyrates_runtime::prelude::*;
///
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// let circuit = YamlFile::new("models/cortex.yaml").template("column").search("library").load()?;
/// let solution = circuit.simulate(0.0..1.0).run()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a file is read by `load`"]
pub struct YamlFile {
    path: PathBuf,
    template: String,
    search: Vec<PathBuf>,
}

impl YamlFile {
    /// A file with one circuit; others need [`template`](YamlFile::template).
    pub fn new(path: impl AsRef<Path>) -> YamlFile {
        YamlFile { path: path.as_ref().to_path_buf(), template: String::new(), search: Vec::new() }
    }

    /// The template to read: a circuit, node or operator.
    pub fn template(mut self, name: impl Into<String>) -> YamlFile {
        self.template = name.into();
        self
    }

    /// Adds a folder in which files are looked up that the templates mention. The folder of the file that
    /// mentions them and the folders above it come first in any case.
    pub fn search(mut self, folder: impl AsRef<Path>) -> YamlFile {
        self.search.push(folder.as_ref().to_path_buf());
        self
    }

    /// Reads the definitions without making a model of them; the answer also has the warnings.
    ///
    /// # Errors
    /// If a file cannot be read, or if something in it is wrong: the report says what, where, and what to do.
    pub fn read(&self) -> Result<Loaded, YamlError> {
        yaml::load(&self.path, &self.template, &self.search, &files::read).map_err(YamlError::from)
    }

    /// Reads the model.
    ///
    /// # Errors
    /// As [`read`](YamlFile::read), or if the definitions do not go together.
    pub fn load(&self) -> Result<Circuit, YamlError> {
        let system = self.read()?.system()?;
        Circuit::from_system(system).map_err(YamlError::Circuit)
    }
}

impl Circuit {
    /// The model in a YAML file, as PyRates writes it: the template `name`, a circuit, node or operator; an
    /// empty name stands for the only circuit of the file. [`YamlFile`] has more options.
    ///
    /// # Errors
    /// If a file cannot be read or something in it is wrong; the error names all mistakes with their places.
    ///
    /// ```no_run
    /// use pyrates_runtime::prelude::*;
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let mut circuit = Circuit::from_yaml("tests/yaml/library/qif.yaml", "qif")?;
    /// circuit.set("p/qif_op/eta", -4.0)?;
    /// println!("{circuit}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_yaml(path: impl AsRef<Path>, name: &str) -> Result<Circuit, YamlError> {
        YamlFile::new(path).template(name).load()
    }

    /// The model in the text of a YAML file, as [`Model::to_yaml`](crate::Model::to_yaml) makes it; the text refers to
    /// no other files. An empty name stands for its only circuit.
    ///
    /// # Errors
    /// If something in the text is wrong; the error names all mistakes with their places.
    pub fn from_yaml_text(text: &str, name: &str) -> Result<Circuit, YamlError> {
        let path = Path::new("text.yaml");
        let read = |asked: &Path, limit: u64| match asked == path {
            true if text.len() as u64 > limit => Err(too_large(limit)),
            true => Ok(text.as_bytes().to_vec()),
            false => Err(io::ErrorKind::NotFound.into()),
        };
        let system = yaml::load(path, name, &[], &read)?.system()?;
        Circuit::from_system(system).map_err(YamlError::Circuit)
    }
}

fn too_large(limit: u64) -> io::Error {
    io::Error::other(format!("it is larger than {limit} bytes"))
}

/// A YAML file of which no model can be made.
#[derive(Debug)]
pub enum YamlError {
    /// Something in the files is wrong, or they cannot be read.
    Report(Box<Report>),
    /// The model that they describe cannot be evaluated.
    Circuit(CircuitError),
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            YamlError::Report(report) => report.fmt(f),
            YamlError::Circuit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for YamlError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            YamlError::Report(report) => Some(&**report),
            YamlError::Circuit(error) => Some(error),
        }
    }
}

impl From<Report> for YamlError {
    fn from(report: Report) -> YamlError {
        YamlError::Report(Box::new(report))
    }
}
