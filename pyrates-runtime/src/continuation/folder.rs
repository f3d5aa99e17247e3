//! Where files are while Auto-07p works.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ContinuationError;

/// A folder that is kept if the user named it, and else removed with the value.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    pub(super) fn new(named: Option<&Path>) -> Result<Folder, ContinuationError> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let temporary = || {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            std::env::temp_dir().join(format!("pyrates-auto-{}-{number}", std::process::id()))
        };
        let path = named.map_or_else(temporary, Path::to_path_buf);
        fs::create_dir_all(&path).map_err(ContinuationError::io(&path))?;
        // Programs are started from other folders.
        let path = path.canonicalize().map_err(ContinuationError::io(&path))?;
        Ok(Folder { path, is_temporary: named.is_none() })
    }

    /// An empty folder within this one, for one run; it is kept or removed like this one.
    pub(super) fn for_run(&self, name: &str) -> Result<Folder, ContinuationError> {
        let path = self.path.join(name);
        // Files of earlier runs must not be taken for results of this one.
        for file in FILES {
            remove(&path.join(file))?;
        }
        fs::create_dir_all(&path).map_err(ContinuationError::io(&path))?;
        Ok(Folder { path, is_temporary: self.is_temporary })
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), ContinuationError> {
        let path = self.path.join(name);
        fs::write(&path, text).map_err(ContinuationError::io(path))
    }

    /// The text of a file; empty if there is none.
    pub(super) fn read(&self, name: &str) -> Result<String, ContinuationError> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(ContinuationError::Io { path, error }),
        }
    }
}

/// All files of a run.
const FILES: [&str; 7] = ["c.run", "s.start", "b.run", "s.run", "d.run", "output.txt", "errors.txt"];

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), ContinuationError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ContinuationError::Io { path: path.to_path_buf(), error })
        }
        _ => Ok(()),
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary {
            // A folder that cannot be removed does no harm in the folder for temporary files.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
