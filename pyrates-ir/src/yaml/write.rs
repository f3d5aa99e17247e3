//! Models as template files that PyRates reads.
//!
//! [`to_yaml`] writes a flat system with its present values as operators, nodes, edges and circuits. The file has
//! the same right-hand side in PyRates 1.2.3, and in [`load`](super::load); what PyRates does not have is refused,
//! or written in the [extended dialect](Dialect::Extended).

mod edges;
mod equations;
mod layout;
mod operators;
mod parts;
mod plans;
mod templates;

use std::fmt;

use crate::system::System;

use templates::Templates;

/// For whom a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// PyRates 1.2.3: what it cannot express, or gets wrong, is refused.
    #[default]
    PyRates,
    /// [`load`](super::load) alone: all of the language.
    Extended,
}

/// Why a model cannot be written, all reasons at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteError {
    /// The dialect that lacks something.
    pub dialect: Dialect,
    /// The reasons.
    pub problems: Vec<Unwritable>,
}

/// Something that a file cannot express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// What it is.
    pub construct: String,
    /// The path of the variable or edge that has it.
    pub variable: String,
    /// Whether the extended dialect lacks it, too.
    pub everywhere: bool,
}

impl WriteError {
    /// Whether the model can be written in the extended dialect.
    pub fn has_extended_form(&self) -> bool {
        !self.problems.iter().any(|problem| problem.everywhere)
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reader = match self.dialect {
            Dialect::PyRates => "PyRates 1.2.3",
            Dialect::Extended => "PyRates for Rust",
        };
        writeln!(f, "the model cannot be written as a file for {reader}:")?;
        for problem in &self.problems {
            writeln!(f, "  `{}`: {}", problem.variable, problem.construct)?;
        }
        match self.has_extended_form() {
            true => write!(f, "change the model, or write it in the extended dialect"),
            false => write!(f, "change the model"),
        }
    }
}

impl std::error::Error for WriteError {}

/// The text of a template file with the model as its last template, a circuit with the name of the system.
pub fn to_yaml(system: &System, dialect: Dialect) -> Result<String, WriteError> {
    let system = system.without_idle_inputs();
    let mut writer =
        Writer { system: &system, dialect, templates: Templates::default(), problems: Vec::new() };
    let name = writer.model();
    if !writer.problems.is_empty() {
        return Err(WriteError { dialect, problems: writer.problems });
    }
    let mut text = format!(
        "%YAML 1.2\n---\n# Model {name}, written by PyRates for Rust {}.\n",
        env!("CARGO_PKG_VERSION")
    );
    if dialect == Dialect::Extended {
        text.push_str("# In the extended dialect: PyRates for Python may not read it.\n");
    }
    text.push_str(&writer.templates.text());
    Ok(text)
}

/// What writing goes on with.
struct Writer<'a> {
    system: &'a System,
    dialect: Dialect,
    templates: Templates,
    problems: Vec<Unwritable>,
}

impl Writer<'_> {
    /// Writes all templates; returns the name of the model.
    fn model(&mut self) -> String {
        let name = self.templates.reserve(&self.system.name);
        let plans = self.plans();
        let nodes = self.nodes(&plans);
        let edges = self.edges(&nodes, &plans);
        if self.system.groups.iter().all(|g| g.with_role(crate::system::Role::State).next().is_none()) {
            self.refuse("PyRates needs a differential equation", &self.system.name);
        }
        self.circuits(&name, &nodes, edges);
        name
    }

    /// Notes what PyRates does not have.
    fn refuse(&mut self, construct: &str, variable: &str) {
        self.note(construct, variable, false);
    }

    /// Notes what no file can express.
    fn refuse_everywhere(&mut self, construct: &str, variable: &str) {
        self.note(construct, variable, true);
    }

    fn note(&mut self, construct: &str, variable: &str, everywhere: bool) {
        if !everywhere && self.dialect == Dialect::Extended {
            return;
        }
        let (construct, variable) = (construct.to_string(), variable.to_string());
        let problem = Unwritable { construct, variable, everywhere };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}
