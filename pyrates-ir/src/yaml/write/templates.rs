//! The templates of a file: their names, and their text.

use std::collections::{HashMap, HashSet};

use crate::system::{Kind, Value};

use super::super::template::TemplateKind;

/// An operator as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OperatorText {
    pub(super) name: String,
    pub(super) equations: Vec<String>,
    pub(super) events: Vec<String>,
    pub(super) variables: Vec<VariableText>,
}

/// A variable as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VariableText {
    pub(super) name: String,
    /// `output`, `variable`, `input`, or nothing for a parameter.
    pub(super) word: &'static str,
    pub(super) kind: Kind,
    /// The value, if it has one.
    pub(super) value: Option<Value>,
}

impl VariableText {
    /// Whether the value may be another one in some nodes. Complex values cannot: PyRates does not read them there.
    pub(super) fn is_free(&self) -> bool {
        self.kind == Kind::Real
    }

    fn text(&self) -> String {
        let value = match (self.value, self.kind) {
            (Some(value), Kind::Complex) => complex(value),
            (Some(value), Kind::Real) => number(value.re),
            (None, Kind::Complex) => "complex".to_string(),
            (None, Kind::Real) => String::new(),
        };
        match (self.word, value.as_str()) {
            ("", value) => value.to_string(),
            (word, "") => word.to_string(),
            (word, value) => format!("{word}({value})"),
        }
    }
}

/// The templates of a file, in the order in which they are written.
#[derive(Default)]
pub(super) struct Templates {
    taken: HashSet<String>,
    /// The operators, each with the name that it should have had.
    operators: Vec<(String, OperatorText)>,
    others: Vec<(TemplateKind, String)>,
    /// The names of templates by their text, so that equal ones are written once.
    known: HashMap<String, String>,
}

impl Templates {
    /// A template name that is not taken: the wanted one, with the kind, or with a number.
    fn free_name(&mut self, wanted: &str, kind: TemplateKind) -> String {
        let plain: String =
            wanted.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
        let digit = plain.starts_with(|c: char| c.is_ascii_digit());
        let base = if plain.is_empty() || digit || reserved(&plain) { format!("m_{plain}") } else { plain };
        let suffix = match kind {
            TemplateKind::Operator => "_op",
            TemplateKind::Node => "_node",
            TemplateKind::Edge => "_edge",
            TemplateKind::Circuit => "_circuit",
        };
        let candidates = [base.clone(), format!("{base}{suffix}")].into_iter();
        let mut candidates = candidates.chain((2..).map(|n| format!("{base}_{n}")));
        let name = candidates.find(|name| !self.taken.contains(name)).unwrap_or(base);
        self.taken.insert(name.clone());
        name
    }

    /// Keeps a name for later.
    pub(super) fn reserve(&mut self, name: &str) -> String {
        self.free_name(name, TemplateKind::Circuit)
    }

    /// The operator that is written for this one, which has its equations and may have other values.
    pub(super) fn operator(&mut self, operator: OperatorText) -> OperatorText {
        let same = |(wanted, known): &&(String, OperatorText)| {
            let pairs = || known.variables.iter().zip(&operator.variables);
            let alike = |(a, b): (&VariableText, &VariableText)| {
                (&a.name, a.word, a.kind) == (&b.name, b.word, b.kind) && (a.value == b.value || a.is_free())
            };
            *wanted == operator.name
                && known.equations == operator.equations
                && known.events == operator.events
                && known.variables.len() == operator.variables.len()
                && pairs().all(alike)
        };
        if let Some((_, known)) = self.operators.iter().find(same) {
            return known.clone();
        }
        let written =
            OperatorText { name: self.free_name(&operator.name, TemplateKind::Operator), ..operator.clone() };
        self.operators.push((operator.name, written.clone()));
        written
    }

    /// The name of a template with this body, new if there is none.
    pub(super) fn add(&mut self, kind: TemplateKind, wanted: &str, body: &str) -> String {
        let key = format!("{}\n{body}", kind.base());
        if let Some(name) = self.known.get(&key) {
            return name.clone();
        }
        let name = self.free_name(wanted, kind);
        self.put(kind, &name, body);
        self.known.insert(key, name.clone());
        name
    }

    /// Adds a template under a reserved name.
    pub(super) fn put(&mut self, kind: TemplateKind, name: &str, body: &str) {
        self.others.push((kind, format!("{name}:\n  base: {}\n{body}", kind.base())));
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (_, operator) in &self.operators {
            text.push_str(&format!("\n{}:\n  base: OperatorTemplate\n  equations:\n", operator.name));
            for equation in &operator.equations {
                text.push_str(&format!("    - \"{equation}\"\n"));
            }
            if !operator.events.is_empty() {
                text.push_str("  events:\n");
                operator.events.iter().for_each(|event| text.push_str(&format!("    - \"{event}\"\n")));
            }
            text.push_str("  variables:\n");
            for variable in &operator.variables {
                text.push_str(&format!("    {}: {}\n", word(&variable.name), variable.text()));
            }
        }
        for kind in [TemplateKind::Node, TemplateKind::Edge, TemplateKind::Circuit] {
            for (_, template) in self.others.iter().filter(|(k, _)| *k == kind) {
                text.push('\n');
                text.push_str(template);
            }
        }
        text
    }
}

/// Words that are bases, or no words in YAML.
fn reserved(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(&lower.as_str())
        || ["OperatorTemplate", "NodeTemplate", "EdgeTemplate", "CircuitTemplate"].contains(&name)
}

/// A number as both PyRates and YAML 1.2 read it.
pub(super) fn number(x: f64) -> String {
    let text = crate::display::number(x);
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
        _ => text,
    }
}

/// A complex number as Python writes it.
fn complex(value: Value) -> String {
    let sign = if value.im.is_sign_negative() { "" } else { "+" };
    format!("{}{sign}{}j", number(value.re), number(value.im))
}

/// A word or path as YAML reads it.
pub(super) fn word(text: &str) -> String {
    let plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if text.split('/').all(plain) && !reserved(text) {
        return text.to_string();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
