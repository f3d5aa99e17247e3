//! What all steps of reading share: the files, the findings, and the templates that were found.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::definition::{Circuit, Node, Operator};
use crate::finding::{Code, Finding, Loc, Name};

use super::Files;
use super::build;
use super::limits::{MAX_BYTES, MAX_FILE, MAX_FILES, MAX_FINDINGS, MAX_KEY, MAX_LINTS, MAX_PARTS};
use super::sources::Sources;
use super::text::Text;
use super::tree::{Tree, Value};

/// A template, by its file and its place in it.
pub(super) type Id = (usize, usize);

/// What reading goes on with.
pub(super) struct Reader<'a> {
    files: &'a dyn Files,
    /// Folders in which templates are looked up after those around a file.
    pub(super) search: Vec<PathBuf>,
    pub(super) sources: Sources,
    trees: Vec<Rc<Tree>>,
    by_path: HashMap<PathBuf, Option<usize>>,
    bytes: u64,
    parts: usize,
    pub(super) errors: Vec<Finding>,
    lints: Vec<Finding>,
    /// How often each warning was given.
    told: HashMap<Code, usize>,
    /// Results of templates that were read before; `None` if they are broken.
    pub(super) operators: HashMap<Id, Option<Operator>>,
    pub(super) nodes: HashMap<Id, Option<Node>>,
    pub(super) circuits: HashMap<Id, Option<Circuit>>,
    /// Circuits that are being read, from the outside in.
    pub(super) open: Vec<Id>,
}

/// A failure that has been reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported;

pub(super) type Outcome<T> = Result<T, Reported>;

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a dyn Files, search: &[PathBuf]) -> Reader<'a> {
        Reader {
            files,
            search: search.to_vec(),
            sources: Sources::default(),
            trees: Vec::new(),
            by_path: HashMap::new(),
            bytes: 0,
            parts: 0,
            errors: Vec::new(),
            lints: Vec::new(),
            told: HashMap::new(),
            operators: HashMap::new(),
            nodes: HashMap::new(),
            circuits: HashMap::new(),
            open: Vec::new(),
        }
    }

    /// Whether so much is wrong that reading on makes no sense.
    pub(super) fn is_full(&self) -> bool {
        self.errors.len() >= MAX_FINDINGS
    }

    /// Reports an error.
    pub(super) fn error(&mut self, finding: Finding) -> Reported {
        if !self.is_full() {
            self.errors.push(finding);
        }
        Reported
    }

    /// Reports something that PyRates treats differently.
    pub(super) fn lint(&mut self, code: Code, loc: Loc, message: impl Into<String>, help: impl Into<String>) {
        let told = self.told.entry(code).or_insert(0);
        *told += 1;
        if *told <= MAX_LINTS {
            self.lints.push(Finding::new(code, loc, message).help(help));
        }
    }

    /// All warnings; the last one of a kind tells how many more there are.
    pub(super) fn take_lints(&mut self) -> Vec<Finding> {
        for (code, told) in self.told.drain().filter(|(_, told)| *told > MAX_LINTS) {
            if let Some(last) = self.lints.iter_mut().rev().find(|lint| lint.code == code) {
                last.message.push_str(&format!(", and so in {} more places", told - MAX_LINTS));
            }
        }
        std::mem::take(&mut self.lints)
    }

    /// The place of a value.
    pub(super) fn loc(&mut self, value: &Value) -> Loc {
        self.sources.place(value.tree.file, value.range())
    }

    /// The text of a word.
    pub(super) fn text(&self, value: &Value) -> Text {
        Text::of(value, &self.sources)
    }

    /// Counts parts of the model; too many are an error at `loc`.
    pub(super) fn count(&mut self, parts: usize, loc: Loc) -> Outcome<()> {
        self.parts = self.parts.saturating_add(parts);
        if self.parts <= MAX_PARTS {
            return Ok(());
        }
        let message = format!("the model has more than {MAX_PARTS} variables, terms and edges");
        Err(self.error(
            Finding::new(Code::Limit, loc, message).help("build models of this size in Rust, as populations"),
        ))
    }

    /// A word that is a name.
    pub(super) fn name(&mut self, value: &Value, what: &str) -> Outcome<Name> {
        let loc = self.loc(value);
        match value.word() {
            Some(word) if word.len() > MAX_KEY => Err(self.too_long(what, word.len(), loc)),
            Some(word) if !word.is_empty() && !value.is_null() && !bad_in_name(word) => {
                Ok(Name::new(word, loc))
            }
            Some(word) if word.chars().any(bad_character) => {
                let message = format!("`{}` cannot be the name of {what}", shorten(word));
                Err(self.error(
                    Finding::new(Code::Shape, loc, message)
                        .help("names have no blanks and no `/`, which separates names in paths"),
                ))
            }
            _ => {
                let message = format!("the name of {what} must be a word, here is {}", value.what());
                Err(self.error(Finding::new(Code::Shape, loc, message)))
            }
        }
    }

    pub(super) fn too_long(&mut self, what: &str, length: usize, loc: Loc) -> Reported {
        let message = format!("{what} of {length} bytes; {MAX_KEY} are allowed");
        self.error(Finding::new(Code::Limit, loc, message))
    }

    /// Reports that a value has the wrong form.
    pub(super) fn shape(&mut self, value: &Value, wanted: &str, help: &str) -> Reported {
        let loc = self.loc(value);
        let message = format!("expected {wanted}, found {}", value.what());
        self.error(Finding::new(Code::Shape, loc, message).help(help))
    }

    /// The entries of a map; nothing counts as an empty map.
    pub(super) fn map(&mut self, value: &Value, what: &str, help: &str) -> Outcome<Vec<(Value, Value)>> {
        match value.map() {
            Some(entries) => Ok(entries),
            None if value.is_null() => Ok(Vec::new()),
            None => Err(self.shape(value, what, help)),
        }
    }

    /// Reads a file that must be there.
    pub(super) fn open(&mut self, path: &Path, from: Option<Loc>) -> Outcome<usize> {
        match self.try_open(path, from)? {
            Some(file) => Ok(file),
            None => {
                let message = format!("there is no file `{}`", path.display());
                Err(self.error(Finding::new(Code::FileRead, from.unwrap_or(super::NOWHERE), message)))
            }
        }
    }

    /// Reads a file if it is there. `from` is the place that asks for it.
    pub(super) fn try_open(&mut self, path: &Path, from: Option<Loc>) -> Outcome<Option<usize>> {
        if let Some(known) = self.by_path.get(path) {
            return Ok(*known);
        }
        let loc = from.unwrap_or(super::NOWHERE);
        let limit = MAX_FILE.min(MAX_BYTES - self.bytes);
        let bytes = match self.files.read(path, limit) {
            Ok(bytes) => bytes,
            Err(error) if is_absent(&error) => {
                self.by_path.insert(path.to_path_buf(), None);
                return Ok(None);
            }
            Err(error) => return Err(self.unreadable(path, &error.to_string(), loc)),
        };
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > MAX_BYTES || bytes.len() as u64 > MAX_FILE || self.trees.len() >= MAX_FILES {
            let message = format!("`{}` is too large, or one file too many", path.display());
            return Err(self.error(Finding::new(Code::Limit, loc, message).help(format!(
                "a file may have {} MB, all files together {} MB",
                MAX_FILE >> 20,
                MAX_BYTES >> 20
            ))));
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_string),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let message = format!("byte {at} is not UTF-8");
                return Err(self.unreadable(path, &message, loc));
            }
        };
        let file = self.sources.add(path.to_path_buf(), text);
        let tree = match build::parse(file, &mut self.sources) {
            Ok(tree) => Rc::new(tree),
            Err(finding) => return Err(self.error(finding)),
        };
        self.trees.push(tree);
        debug_assert_eq!(self.trees.len() - 1, file);
        self.by_path.insert(path.to_path_buf(), Some(file));
        Ok(Some(file))
    }

    fn unreadable(&mut self, path: &Path, why: &str, loc: Loc) -> Reported {
        let message = format!("`{}` cannot be read: {why}", path.display());
        self.error(Finding::new(Code::FileRead, loc, message).help("templates are text files in UTF-8"))
    }

    /// The whole of a file.
    pub(super) fn root(&self, file: usize) -> Value {
        Value::root(&self.trees[file])
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn bad_character(c: char) -> bool {
    c == '/' || c.is_whitespace() || c.is_control()
}

fn bad_in_name(word: &str) -> bool {
    word.chars().any(bad_character)
}

/// The beginning of a long word.
pub(super) fn shorten(word: &str) -> String {
    let mut short: String = word.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if word.chars().count() > 60 {
        short.push_str("...");
    }
    short
}
