//! The result of an export: files in memory.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmittedFile {
    /// Its name, without a folder.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The files of one export; nothing is on disk before [`EmittedFiles::write_to`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmittedFiles {
    /// The files, the most important one first.
    pub files: Vec<EmittedFile>,
}

impl EmittedFiles {
    /// Writes the files into a folder, which is created if needed, and returns where they are.
    pub fn write_to(&self, folder: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
        let folder = folder.as_ref();
        fs::create_dir_all(folder)?;
        let write = |file: &EmittedFile| {
            let path = folder.join(&file.name);
            fs::write(&path, &file.text)?;
            Ok(path)
        };
        self.files.iter().map(write).collect()
    }

    /// The text of all files, one after the other.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.files.iter().map(|file| file.text.as_str()).collect();
        texts.join("\n")
    }
}

impl fmt::Display for EmittedFiles {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text())
    }
}
