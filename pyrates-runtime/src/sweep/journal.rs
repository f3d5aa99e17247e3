//! Finished members on disk, a line of JSON for each, so that a sweep that was interrupted can go on.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::checkpoint::Identity;
use crate::model::Model;

use super::design::Design;
use super::error::SweepError;
use super::plan::Members;
use super::table::Row;

/// The first words of a journal.
const FORMAT: &str = "pyrates sweep 1";

/// The first line: to which sweep the rows belong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    format: String,
    /// Names and values of everything that the results depend on.
    run: Vec<(String, String)>,
    pub(super) design: Design,
    /// The names of what is measured.
    pub(super) names: Vec<String>,
}

impl Header {
    fn new<M: Model>(members: &Members<M>, names: &[String]) -> Header {
        let Identity(mut run) = Identity::of(&members.base);
        let noise = if members.has_own_noise { "own" } else { "shared" };
        run.push(("noise of members".to_string(), noise.to_string()));
        Header { format: FORMAT.to_string(), run, design: members.design.clone(), names: names.to_vec() }
    }

    /// Refuses a file whose header differs from another one.
    pub(super) fn check(&self, other: &Header, path: &Path) -> Result<(), SweepError> {
        let field = self.run.iter().zip(&other.run).find(|(a, b)| a != b);
        let what = match field {
            Some(((name, _), _)) => name.clone(),
            None if self.run.len() != other.run.len() => "the options".to_string(),
            None if self.design != other.design => "the design".to_string(),
            None if self.names != other.names => "what is measured".to_string(),
            None => return Ok(()),
        };
        Err(SweepError::OtherSweep { path: path.to_path_buf(), what })
    }
}

/// A row as it is written: numbers by their bits, since JSON has no NaN.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Numbers(usize, Vec<u64>),
    Failure(usize, String),
}

impl Line {
    fn of(row: &Row) -> Line {
        match &row.outcome {
            Ok(values) => Line::Numbers(row.member, values.iter().map(|x| x.to_bits()).collect()),
            Err(message) => Line::Failure(row.member, message.clone()),
        }
    }

    fn into_row(self) -> Row {
        match self {
            Line::Numbers(member, bits) => {
                Row { member, outcome: Ok(bits.into_iter().map(f64::from_bits).collect()) }
            }
            Line::Failure(member, message) => Row { member, outcome: Err(message) },
        }
    }
}

/// A row as a message for another process.
#[cfg(feature = "mpi")]
pub(super) fn to_bytes(row: &Row) -> Result<Vec<u8>, String> {
    serde_json::to_vec(&Line::of(row)).map_err(|error| error.to_string())
}

/// The row of a message.
#[cfg(feature = "mpi")]
pub(super) fn from_bytes(bytes: &[u8]) -> Result<Row, String> {
    serde_json::from_slice(bytes).map(Line::into_row).map_err(|error| error.to_string())
}

/// A file that takes a line for each member that is done.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens a journal, or makes one. The rows that it has go to `rows`.
    pub(super) fn open<M: Model>(
        path: PathBuf,
        members: &Members<M>,
        names: &[String],
        rows: &mut Vec<Row>,
    ) -> Result<Journal, SweepError> {
        let header = Header::new(members, names);
        let fail = |error| SweepError::Io { path: path.clone(), error };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fail)?;
        if file.try_lock().is_err() {
            return Err(SweepError::Busy { path });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| not_text(&path, error))?;
        // A line that was cut short, by whatever ended the process, is written anew.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole > 0 {
            let (found, known) = parse(&path, &text[..whole])?;
            found.check(&header, &path)?;
            *rows = known;
        } else if !text.is_empty() && !as_line(&header, &path)?.starts_with(&text) {
            return Err(SweepError::Damaged { path, line: 1 });
        }
        file.set_len(whole as u64).and_then(|()| file.seek(SeekFrom::End(0))).map_err(fail)?;
        let mut journal = Journal { path, file };
        if whole == 0 {
            journal.write(&as_line(&header, &journal.path)?)?;
        }
        Ok(journal)
    }

    /// Adds a member. One call to the operating system writes the line, so that it is there when the process is killed.
    pub(super) fn append(&mut self, row: &Row) -> Result<(), SweepError> {
        let line = as_line(&Line::of(row), &self.path)?;
        self.write(&line)
    }

    fn write(&mut self, line: &str) -> Result<(), SweepError> {
        self.file
            .write_all(line.as_bytes())
            .map_err(|error| SweepError::Io { path: self.path.clone(), error })
    }
}

/// A line of JSON with its end.
fn as_line(value: &impl Serialize, path: &Path) -> Result<String, SweepError> {
    let text = serde_json::to_string(value);
    let text = text.map_err(|error| SweepError::Io { path: path.to_path_buf(), error: error.into() })?;
    Ok(text + "\n")
}

/// A file that is no text is none of ours.
fn not_text(path: &Path, error: io::Error) -> SweepError {
    let path = path.to_path_buf();
    match error.kind() {
        io::ErrorKind::InvalidData => SweepError::Damaged { path, line: 1 },
        _ => SweepError::Io { path, error },
    }
}

/// Reads a journal.
pub(super) fn read(path: &Path) -> Result<(Header, Vec<Row>), SweepError> {
    let text = std::fs::read_to_string(path).map_err(|error| not_text(path, error))?;
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    parse(path, &text[..whole])
}

fn parse(path: &Path, text: &str) -> Result<(Header, Vec<Row>), SweepError> {
    let damaged = |line: usize| SweepError::Damaged { path: path.to_path_buf(), line };
    let mut lines = text.lines().enumerate();
    let header: Option<Header> = lines.next().and_then(|(_, line)| serde_json::from_str(line).ok());
    let header = header.filter(|header| header.format == FORMAT).ok_or_else(|| damaged(1))?;
    let n_members = header.design.n_members()?;
    let mut rows = Vec::new();
    for (number, line) in lines {
        let line: Line = serde_json::from_str(line).map_err(|_| damaged(number + 1))?;
        let row = line.into_row();
        let has_length = row.outcome.as_ref().map_or(true, |values| values.len() == header.names.len());
        if row.member >= n_members || !has_length {
            return Err(damaged(number + 1));
        }
        rows.push(row);
    }
    Ok((header, rows))
}
