//! Where the tests have their files from.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use pyrates_ir::system::System;
use pyrates_ir::yaml::{self, Files, Loaded, Report};

/// The folder `tests/yaml` of the workspace.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/yaml")
}

/// Reads a file of that folder.
pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let bytes = std::fs::read(folder().join(path))?;
    if bytes.len() as u64 > limit { Err(io::Error::other("too large")) } else { Ok(bytes) }
}

/// Files in memory.
pub(crate) struct Memory(HashMap<PathBuf, Vec<u8>>);

impl Files for Memory {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        if bytes.len() as u64 > limit { Err(io::Error::other("too large")) } else { Ok(bytes.clone()) }
    }
}

impl Memory {
    pub(crate) fn new(files: &[(&str, &str)]) -> Memory {
        let entry = |(path, text): &(&str, &str)| (PathBuf::from(path), text.as_bytes().to_vec());
        Memory(files.iter().map(entry).collect())
    }
}

/// Reads a template of a text.
pub(crate) fn load(text: &str, name: &str) -> Result<Loaded, Report> {
    yaml::load(Path::new("model.yaml"), name, &[], &Memory::new(&[("model.yaml", text)]))
}

/// The system of a template of a text.
pub(crate) fn system(text: &str, name: &str) -> System {
    load(text, name).and_then(|loaded| loaded.system()).unwrap_or_else(|report| panic!("{report}"))
}

/// The report about a text.
pub(crate) fn report(text: &str, name: &str) -> String {
    let result = load(text, name).and_then(|loaded| loaded.system());
    result.err().map(|report| report.to_string()).unwrap_or_default()
}

/// The right-hand side at the initial state, with a constant past, by path.
pub(crate) fn field(system: &System) -> HashMap<String, f64> {
    let (y, p) = (system.initial_state(), system.parameters());
    let dy = pyrates_ir::eval::vector_field(system, 0.0, &y, &p, &|i, _| y[i]);
    system.state_paths().into_iter().zip(dy).collect()
}
