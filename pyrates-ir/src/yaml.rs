//! Models in YAML files: the templates of PyRates as they are.
//!
//! [`load`] reads a template and all that it uses into a [`Circuit`] of
//! definitions, and [`Loaded::system`] makes the flat system. Files come from the caller (see [`Files`]). What is
//! wrong is reported at once, with places, as a [`Report`]; what PyRates would do differently is a lint. The
//! format is described in `docs/yaml.md`.

mod build;
mod circuit;
mod declaration;
mod edge;
mod limits;
mod lint_circuit;
mod lint_operator;
mod node;
mod operator;
mod reader;
mod report;
mod sources;
mod template;
mod text;
mod tree;
mod vectors;
mod write;

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::check;
use crate::definition::Circuit;
use crate::finding::{Code, Finding, Loc};
use crate::flatten::flatten;
use crate::system::System;

pub use limits::MAX_FILE;
pub use report::{Report, text};
pub use sources::{Position, Sources};
pub use template::TemplateKind;
pub use write::{Dialect, Unwritable, WriteError, to_yaml};

use limits::MAX_FINDINGS;
use reader::{Outcome, Reader, Reported};
use template::{Chain, Template};

/// Where files come from. A function `Fn(&Path, u64) -> io::Result<Vec<u8>>` is one, too.
pub trait Files {
    /// The bytes of a file. A file that is not there is an error of kind `NotFound`, and other places are
    /// tried; a file of more than `limit` bytes is an error, which must be found without reading all of it.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;
}

impl<F: Fn(&Path, u64) -> io::Result<Vec<u8>>> Files for F {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self(path, limit)
    }
}

/// A template with all that it uses.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The model; an operator or node is a circuit of its own.
    pub circuit: Circuit,
    /// What the template is.
    pub kind: TemplateKind,
    /// Its description.
    pub doc: String,
    /// What PyRates would do differently, in the order of the files.
    pub lints: Vec<Finding>,
    /// The files that were read.
    pub sources: Sources,
}

impl Loaded {
    /// The flat system, or all that is wrong with the model.
    pub fn system(&self) -> Result<System, Report> {
        match flat(&self.circuit) {
            Ok(system) => Ok(System { doc: self.doc.clone(), ..system }),
            Err(findings) => Err(report(findings, self.lints.clone(), self.sources.clone())),
        }
    }
}

/// Reads the template `name` of a file, and all that it uses. An empty name is the one circuit of the file.
///
/// Paths of other templates are looked up in the folder of the file that mentions them, in the folders above it,
/// and in those of `search`.
pub fn load(path: &Path, name: &str, search: &[PathBuf], files: &dyn Files) -> Result<Loaded, Report> {
    let mut reader = Reader::new(files, search);
    let read = read(&mut reader, path, name);
    let (mut errors, lints) = (std::mem::take(&mut reader.errors), reader.take_lints());
    match read {
        Ok((circuit, kind, doc)) if errors.is_empty() => {
            let lints = sorted(lints, &reader.sources);
            return Ok(Loaded { circuit, kind, doc, lints, sources: reader.sources });
        }
        // Only edges are missing; the others may have mistakes, too.
        Ok((circuit, ..)) => errors.extend(flat(&circuit).err().unwrap_or_default()),
        Err(Reported) => {
            let sound = reader.operators.values().flatten();
            errors.extend(sound.flat_map(check::operator).collect::<Vec<_>>());
        }
    }
    Err(report(errors, lints, reader.sources))
}

/// The flat system of a circuit, after the checks of its operators.
fn flat(circuit: &Circuit) -> Result<System, Vec<Finding>> {
    let findings: Vec<Finding> =
        lint_circuit::operators(circuit).into_iter().flat_map(check::operator).collect();
    if findings.is_empty() { flatten(circuit) } else { Err(findings) }
}

/// The names and kinds of all templates of a file whose kind can be found.
pub fn templates(
    path: &Path,
    search: &[PathBuf],
    files: &dyn Files,
) -> Result<Vec<(String, TemplateKind)>, Report> {
    let mut reader = Reader::new(files, search);
    match reader.open(path, None) {
        Ok(file) => Ok(kinds(&mut reader, file)),
        Err(Reported) => Err(report(reader.errors, Vec::new(), reader.sources)),
    }
}

fn kinds(reader: &mut Reader, file: usize) -> Vec<(String, TemplateKind)> {
    let before = reader.errors.len();
    let mut kinds = Vec::new();
    for name in reader.names_in(file) {
        let chain = reader.in_file(file, &name).and_then(|template| reader.chain(template).ok());
        kinds.extend(chain.map(|chain| (name, chain.kind)));
    }
    // Templates that are not asked for may be broken.
    reader.errors.truncate(before);
    kinds
}

fn read(reader: &mut Reader, path: &Path, name: &str) -> Outcome<(Circuit, TemplateKind, String)> {
    let file = reader.open(path, None)?;
    let template = if name.is_empty() { only_circuit(reader, file)? } else { named(reader, file, name)? };
    let chain = reader.chain(template)?;
    let mut circuit = whole(reader, &chain)?;
    reader.constants_with_edges(&mut circuit);
    reader.lint_circuit(&circuit);
    let doc = chain.templates.iter().rev().find_map(Template::description).unwrap_or_default();
    Ok((circuit, chain.kind, doc))
}

fn whole(reader: &mut Reader, chain: &Chain) -> Outcome<Circuit> {
    match chain.kind {
        TemplateKind::Operator => {
            let operator = reader.operator(chain)?;
            let id = chain.last().id;
            reader.operators.insert(id, Some(operator.clone()));
            Ok(Circuit::of_operator(operator))
        }
        TemplateKind::Node | TemplateKind::Edge => Ok(Circuit::of_node(reader.node(chain)?)),
        TemplateKind::Circuit => reader.circuit(chain),
    }
}

fn named(reader: &mut Reader, file: usize, name: &str) -> Outcome<Template> {
    if let Some(template) = reader.in_file(file, name) {
        return Ok(template);
    }
    let message = format!("the file has no template `{}`", reader::shorten(name));
    let known = reader.names_in(file);
    let loc = reader.sources.place(file, 0..0);
    let finding = Finding::new(Code::UnknownTemplate, loc, message);
    Err(reader.error(finding.suggest(name, known.iter().map(String::as_str))))
}

fn only_circuit(reader: &mut Reader, file: usize) -> Outcome<Template> {
    let circuits: Vec<String> = kinds(reader, file)
        .into_iter()
        .filter_map(|(name, kind)| (kind == TemplateKind::Circuit).then_some(name))
        .collect();
    if let [only] = circuits.as_slice() {
        return named(reader, file, only);
    }
    let message = match circuits.len() {
        0 => "the file has no circuit template".to_string(),
        n => format!("the file has {n} circuit templates; which one is meant?"),
    };
    let known = if circuits.is_empty() { reader.names_in(file) } else { circuits };
    let listed: Vec<String> =
        known.iter().take(20).map(|name| format!("`{}`", reader::shorten(name))).collect();
    let loc = reader.sources.place(file, 0..0);
    let finding = Finding::new(Code::WhichTemplate, loc, message);
    Err(reader.error(finding.help(format!("give one of the names: {}", listed.join(", ")))))
}

/// All findings in the order of the files, each once.
fn report(errors: Vec<Finding>, lints: Vec<Finding>, sources: Sources) -> Report {
    let companions = errors.iter().filter_map(lint_circuit::companion);
    let lints = lints.into_iter().chain(companions).collect();
    Report { errors: sorted(errors, &sources), lints: sorted(lints, &sources), sources }
}

fn sorted(mut findings: Vec<Finding>, sources: &Sources) -> Vec<Finding> {
    findings.sort_by_key(|finding| (sources.order(finding.loc), finding.code));
    let mut seen: HashSet<(Code, (usize, usize), String)> = HashSet::new();
    findings.retain(|f| seen.insert((f.code, sources.order(f.loc), f.message.clone())));
    findings.truncate(MAX_FINDINGS);
    findings
}

/// A place of no text.
const NOWHERE: Loc = Loc(u32::MAX);
