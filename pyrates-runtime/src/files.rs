//! Reading files of models from the disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file of at most `limit` bytes. What is not a file counts as absent, a larger one is an error;
/// neither is read.
///
/// This is how `ir::yaml::load` gets its files: pass `&files::read`.
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it is not a file"));
    }
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {limit} bytes"));
    if metadata.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // The file may grow meanwhile.
    File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::path::Path;

    use super::read;

    #[test]
    fn only_small_files_are_read() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(read(&here.join("Cargo.toml"), 1 << 20).is_ok());
        assert_eq!(read(&here.join("Cargo.toml"), 10).map_err(|e| e.kind()), Err(ErrorKind::FileTooLarge));
        assert_eq!(read(&here.join("missing"), 10).map_err(|e| e.kind()), Err(ErrorKind::NotFound));
        assert_eq!(read(here, 10).map_err(|e| e.kind()), Err(ErrorKind::NotFound));
    }
}
