//! Findings as text for people.

use std::fmt;

use crate::finding::Finding;

use super::sources::{Position, Sources};

/// The characters of a line that are shown before and after a place.
const BEFORE: usize = 60;
const AFTER: usize = 50;

/// What is wrong with a model in files, all at once.
#[derive(Debug, Clone)]
pub struct Report {
    /// What must be changed, in the order of the files.
    pub errors: Vec<Finding>,
    /// What works here, and does something else in PyRates.
    pub lints: Vec<Finding>,
    /// The files.
    pub sources: Sources,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.errors.iter().map(|finding| ("error", finding));
        let lints = self.lints.iter().map(|finding| ("warning", finding));
        for (i, (level, finding)) in errors.chain(lints).enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write_finding(f, level, finding, &self.sources)?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}

/// A finding as text: what is wrong, where, and what to do. `level` is `error` or `warning`.
pub fn text(level: &str, finding: &Finding, sources: &Sources) -> String {
    struct Shown<'a>(&'a str, &'a Finding, &'a Sources);
    impl fmt::Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_finding(f, self.0, self.1, self.2)
        }
    }
    Shown(level, finding, sources).to_string()
}

fn write_finding(
    f: &mut fmt::Formatter<'_>,
    level: &str,
    finding: &Finding,
    sources: &Sources,
) -> fmt::Result {
    writeln!(f, "{level}: [{}] {}", finding.code.number(), finding.message)?;
    if let Some(position) = sources.position(finding.loc) {
        writeln!(f, " --> {}:{}:{}", position.path.display(), position.line, position.column)?;
        let (line, spaces, carets) = excerpt(&position);
        writeln!(f, "  |  {line}")?;
        writeln!(f, "  |  {}{}", " ".repeat(spaces), "^".repeat(carets))?;
    }
    match &finding.help {
        Some(help) => writeln!(f, "  = help: {help}"),
        None => Ok(()),
    }
}

/// The part of the line around the place, and where the carets under it begin and how many they are.
fn excerpt(position: &Position<'_>) -> (String, usize, usize) {
    let plain =
        |text: &str| -> String { text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() };
    let (before, rest) = position.text.split_at(position.range.start);
    let width = position.range.len().min(rest.len());
    let (marked, after) = rest.split_at(width);
    let skipped = before.chars().count().saturating_sub(BEFORE);
    let mut line = if skipped > 0 { String::from("...") } else { String::new() };
    line.extend(before.chars().skip(skipped));
    let spaces = line.chars().count();
    let shown = marked.chars().count().min(AFTER);
    line.extend(marked.chars().chain(after.chars()).take(shown.max(1) + AFTER));
    if marked.chars().count() + after.chars().count() > shown.max(1) + AFTER {
        line.push_str("...");
    }
    (plain(&line).trim_end().to_string(), spaces, shown.max(1))
}
