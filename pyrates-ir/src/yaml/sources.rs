//! The texts that were read, and the places in them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::finding::Loc;

/// The texts of all files that were read. A [`Loc`] of a finding is a place in one of them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    places: Vec<Place>,
}

/// A file that was read.
#[derive(Debug, Clone)]
struct Source {
    path: PathBuf,
    text: String,
}

/// A range of bytes of a file.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: usize,
    start: usize,
    end: usize,
}

/// A place for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position<'a> {
    /// The file.
    pub path: &'a Path,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The text of the line.
    pub text: &'a str,
    /// The bytes of the line that are meant.
    pub range: Range<usize>,
}

impl Sources {
    /// The paths of all files that were read, in the order of reading.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// Where a place is.
    pub fn position(&self, loc: Loc) -> Option<Position<'_>> {
        let place = self.places.get(usize::try_from(loc.0).ok()?)?;
        let file = self.files.get(place.file)?;
        // Places are made of bytes; a character is meant as a whole.
        let start = file.text.floor_char_boundary(place.start);
        let end = file.text.ceil_char_boundary(place.end);
        let before = file.text.get(..start)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let text = file.text[line_start..].lines().next().unwrap_or("");
        let first = text.floor_char_boundary(start - line_start);
        Some(Position {
            path: &file.path,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            text,
            range: first..text.floor_char_boundary(end.max(start) - line_start).max(first),
        })
    }

    /// Adds a file; returns its index.
    pub(super) fn add(&mut self, path: PathBuf, text: String) -> usize {
        self.files.push(Source { path, text });
        self.files.len() - 1
    }

    pub(super) fn path(&self, file: usize) -> &Path {
        self.files.get(file).map_or(Path::new(""), |file| &file.path)
    }

    pub(super) fn text(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.text)
    }

    /// Makes a place of a range of bytes.
    pub(super) fn place(&mut self, file: usize, range: Range<usize>) -> Loc {
        self.places.push(Place { file, start: range.start, end: range.end });
        Loc(u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX))
    }

    /// The order of places: by file, then by position.
    pub(super) fn order(&self, loc: Loc) -> (usize, usize) {
        let place = usize::try_from(loc.0).ok().and_then(|at| self.places.get(at));
        place.map_or((usize::MAX, 0), |place| (place.file, place.start))
    }

    /// Whether two places are the same.
    pub(super) fn same(&self, a: Loc, b: Loc) -> bool {
        let place = |loc: Loc| self.places.get(usize::try_from(loc.0).ok()?);
        match (place(a), place(b)) {
            (Some(a), Some(b)) => (a.file, a.start, a.end) == (b.file, b.start, b.end),
            _ => false,
        }
    }
}
