//! Lines of text: indentation, long lines, the assignments of a routine, and the header comment.

use pyrates_ir::expr::Expr;
use pyrates_ir::system::Kind;

use super::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedValue, PreparedVariable};
use super::printer::Printer;
use super::reads::Reads;
use super::syntax::{ArrayStatement, Syntax};

/// Lines longer than this are broken where the language allows it.
const WIDTH: usize = 100;

/// How a language continues a statement on the next line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuation {
    /// With this mark at the end of the line.
    Mark(&'static str),
    /// Because the line ends in an operator.
    Operator,
    /// Because a parenthesis is open; statements get a pair if they need it.
    Parentheses,
}

/// Text in the making.
#[derive(Debug, Clone)]
pub struct Writer {
    text: String,
    depth: usize,
    unit: &'static str,
    continuation: Continuation,
}

impl Writer {
    /// An empty text; `unit` is one step of indentation.
    pub fn new(unit: &'static str, continuation: Continuation) -> Writer {
        Writer { text: String::new(), depth: 0, unit, continuation }
    }

    /// Adds a statement, broken into several lines if it is long.
    pub fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.text.push('\n');
            return;
        }
        let indent = self.unit.repeat(self.depth);
        let room = WIDTH.saturating_sub(indent.len());
        let at_equals = self.continuation != Continuation::Parentheses;
        let mut parts = broken(&self.parenthesised(line, room), room, at_equals);
        let last = parts.pop().unwrap_or_default();
        for (i, part) in parts.iter().enumerate() {
            let mark = match self.continuation {
                Continuation::Mark(mark) => mark,
                Continuation::Operator | Continuation::Parentheses => "",
            };
            let hang = if i == 0 { "" } else { "    " };
            self.text += &format!("{indent}{hang}{part}{mark}\n");
        }
        let hang = if parts.is_empty() { "" } else { "    " };
        self.text += &format!("{indent}{hang}{last}\n");
    }

    /// Adds several statements.
    pub fn lines<S: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = S>) {
        for line in lines {
            self.line(line.as_ref());
        }
    }

    /// Adds text as it is, each line indented.
    pub fn verbatim(&mut self, text: &str) {
        for line in text.trim_matches('\n').lines() {
            let indent = if line.is_empty() { String::new() } else { self.unit.repeat(self.depth) };
            self.text += &format!("{indent}{line}\n");
        }
    }

    /// Adds definitions, with an empty line after each.
    pub fn definitions(&mut self, definitions: &[String]) {
        for definition in definitions {
            self.verbatim(definition);
            self.line("");
        }
    }

    /// Adds comment lines; they are never broken.
    pub fn comment(&mut self, sign: &str, lines: &[String]) {
        for line in lines {
            let line = format!("{}{sign} {line}", self.unit.repeat(self.depth));
            self.text += line.trim_end();
            self.text.push('\n');
        }
    }

    /// Adds a block: a line, indented content, and a line.
    pub fn block(&mut self, open: &str, close: &str, content: impl FnOnce(&mut Writer)) {
        self.line(open);
        self.depth += 1;
        content(self);
        self.depth -= 1;
        if !close.is_empty() {
            self.line(close);
        }
    }

    /// Adds content so many steps further to the right.
    pub fn indented(&mut self, steps: usize, content: impl FnOnce(&mut Writer)) {
        self.depth += steps;
        content(self);
        self.depth -= steps;
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// Long assignments get parentheses where only those continue a line.
    fn parenthesised(&self, line: &str, room: usize) -> String {
        match (self.continuation, line.split_once(" = ")) {
            (Continuation::Parentheses, Some((left, right)))
                if line.chars().count() > room && !left.contains('(') && !is_enclosed(right) =>
            {
                format!("{left} = ({right})")
            }
            _ => line.to_string(),
        }
    }
}

/// Whether one pair of brackets holds everything, after the name of a function perhaps.
fn is_enclosed(text: &str) -> bool {
    let start = text.find(['(', '[']).unwrap_or(text.len());
    let is_name = text[..start].chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let mut depth = 0;
    let close = text.char_indices().find_map(|(i, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        (depth == 0 && i >= start).then_some(i)
    });
    is_name && close == Some(text.len().saturating_sub(1))
}

/// A statement in parts of at most `room` characters where possible; each but the last ends in an operator
/// or a comma.
fn broken(line: &str, room: usize, at_equals: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest: Vec<char> = line.chars().collect();
    while rest.len() > room.saturating_sub(if parts.is_empty() { 0 } else { 4 }) {
        let Some(cut) = cut(&rest, room - 8, at_equals && parts.is_empty()) else { break };
        let part: String = rest[..cut].iter().collect();
        parts.push(part.trim_end().to_string());
        rest = rest[cut..].iter().copied().skip_while(|c| *c == ' ').collect();
    }
    parts.push(rest.into_iter().collect());
    parts
}

/// Text in parts of at most `width` characters where possible; each but the last ends in a blank.
pub(super) fn split_at_blanks(text: &str, width: usize) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let is_full = parts.last().is_some_and(|part| !part.is_empty() && part.len() + word.len() > width);
        match parts.last_mut() {
            Some(part) if !is_full => part.push_str(word),
            _ => parts.push(word.to_string()),
        }
    }
    parts
}

/// A place behind which a line may be broken.
struct Break {
    end: usize,
    /// Whether there is a blank.
    spaced: bool,
    /// The number of open brackets.
    depth: usize,
}

/// Where to break a line: in the second half of the room, at a blank in as few brackets as possible; else at
/// the last place before `limit`; else at the first place after it.
fn cut(line: &[char], limit: usize, at_equals: bool) -> Option<usize> {
    let breaks = breaks(line, at_equals);
    let good = breaks.iter().filter(|b| b.spaced && b.end <= limit && 2 * b.end > limit);
    let outermost = good.min_by_key(|b| (b.depth, limit - b.end));
    let last = || breaks.iter().rfind(|b| b.end <= limit);
    outermost.or_else(last).or_else(|| breaks.first()).map(|b| b.end)
}

/// The places behind which a line may be broken: a comma or an operator with a blank after it, or a single
/// `*` or `/`, or the sign of an assignment where the language allows it; never inside a string.
fn breaks(line: &[char], at_equals: bool) -> Vec<Break> {
    let (mut quote, mut depth) = (None, 0usize);
    let mut breaks = Vec::new();
    for (i, &here) in line.iter().enumerate() {
        if quote == Some(here) {
            quote = None;
        } else if quote.is_none() && (here == '\'' || here == '"') {
            quote = Some(here);
        }
        if quote.is_some() {
            continue;
        }
        match here {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if i < 2 || i + 1 == line.len() {
            continue;
        }
        let (before, next) = (line[i - 1], line[i + 1]);
        let operator = "+-*/,|&<>".contains(before) || (at_equals && depth == 0 && before == '=');
        let spaced = here == ' ' && operator;
        let tight = (here == '*' || here == '/') && next != here && before != here;
        let tight = tight && !" .(".contains(before) && !" =)*/".contains(next);
        if spaced || tight {
            breaks.push(Break { end: i + 1, spaced, depth });
        }
    }
    breaks
}

/// How the routines of a language get at the values that they read.
pub struct Access<'a> {
    /// A state, by its index.
    pub state: &'a dyn Fn(usize) -> String,
    /// A parameter, by its index.
    pub parameter: &'a dyn Fn(usize) -> String,
    /// A delayed state, by its place in [`Prepared::past`].
    pub past: &'a dyn Fn(usize) -> String,
    /// What ends a statement.
    pub end: &'static str,
}

impl Prepared {
    /// The text of an expression in a language; for each element, if it has several.
    pub fn text(&self, syntax: &Syntax, e: &Expr<Leaf>) -> String {
        let leaf = |leaf: &Leaf| match syntax.arrays {
            Some(arrays) if self.n(leaf) > 1 => (arrays.index)(&self.leaf(leaf)),
            _ => self.leaf(leaf),
        };
        let kind = |leaf: &Leaf| self.kind(leaf);
        let kind: Option<&dyn Fn(&Leaf) -> Kind> = if self.is_complex { Some(&kind) } else { None };
        Printer { syntax, leaf: &leaf, kind }.text(e)
    }

    /// The statements that give names to the values that a routine reads, and compute its auxiliaries.
    pub fn bindings(&self, syntax: &Syntax, reads: &Reads, access: &Access) -> Vec<String> {
        let mut lines = Vec::new();
        let mut assign = |name: &str, value: String| lines.push(format!("{name} = {value}{}", access.end));
        for &i in &reads.states {
            assign(&self.states[i].name, (access.state)(i));
        }
        for &i in &reads.past {
            assign(&self.past[i].name, (access.past)(i));
        }
        for &i in &reads.parameters {
            assign(&self.parameters[i].name, (access.parameter)(i));
        }
        for &i in &reads.auxiliaries {
            lines.extend(self.statements(syntax, &self.auxiliaries[i], access.end));
        }
        lines
    }

    /// The statements that give names to what a routine reads of the vector; `place` says where the elements for a state are.
    pub fn vector_bindings(
        &self,
        reads: &Reads,
        place: &dyn Fn(&PreparedVariable) -> String,
        end: &str,
    ) -> Vec<String> {
        let vector = reads.vector.iter().map(|&i| &self.vector[i]);
        vector.map(|v| format!("{} = {}{end}", v.name, place(v))).collect()
    }

    /// The statements that compute an auxiliary variable.
    pub(super) fn statements(
        &self,
        syntax: &Syntax,
        auxiliary: &PreparedAuxiliary,
        end: &str,
    ) -> Vec<String> {
        let PreparedAuxiliary { name, n, kind, value, .. } = auxiliary;
        let text = value.expression().map(|e| self.text(syntax, e)).unwrap_or_default();
        let Some(arrays) = syntax.arrays.filter(|_| self.has_arrays) else {
            return vec![format!("{name} = {text}{end}")];
        };
        let of_complex = syntax.complex.filter(|_| *kind == Kind::Complex);
        let lines = of_complex.map_or(arrays.statement, |complex| complex.statement);
        let statement = |statement| lines(name, *n, &statement);
        let table = |k: &usize| self.tables[*k].name.as_str();
        match value {
            PreparedValue::Each(_) if *n == 1 => vec![format!("{name} = {text}{end}")],
            PreparedValue::Each(_) => statement(ArrayStatement::Each(&text)),
            PreparedValue::Fill(_) => statement(ArrayStatement::Fill(&text)),
            PreparedValue::Sum(e) => statement(ArrayStatement::Sum(&text, self.n_of(e))),
            PreparedValue::Product { matrix, vector } => {
                let (matrix, vector) = (&self.parameters[*matrix], self.leaf(vector));
                let columns = matrix.columns.unwrap_or(1);
                statement(ArrayStatement::Product(&matrix.name, columns, &vector))
            }
            PreparedValue::Pick { of, table: k } => match self.tables[*k].indices.as_slice() {
                [one] => statement(ArrayStatement::Element(&self.leaf(of), *one)),
                _ => statement(ArrayStatement::Pick(&self.leaf(of), table(k))),
            },
            PreparedValue::LinkSum { table: k, value: _ } => {
                let n_links = self.tables[*k].indices.len();
                statement(ArrayStatement::LinkSum(table(k), &text, n_links))
            }
        }
    }
}

/// Rows of cells as lines with aligned columns.
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| rows.iter().filter_map(|row| row.get(c)).map(|s| s.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, &w)| format!("{cell:w$}"));
        format!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_behind_operators() {
        let sum = (0..30).map(|i| format!("weight_{i}*x_{i}")).collect::<Vec<_>>().join(" + ");
        let mut writer = Writer::new("  ", Continuation::Mark(" &"));
        writer.block("a", "b", |w| w.line(&format!("dy(1) = {sum}")));
        let text = writer.finish();
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        let dense = |text: &str| text.replace([' ', '&', '\n'], "");
        assert!(dense(&text).contains(&dense(&sum)), "{text}");
    }

    #[test]
    fn strings_and_powers_are_not_broken() {
        let line = format!("x = '{}'", "a, b + c ".repeat(20));
        assert_eq!(broken(&line, 80, false).concat(), line);
        assert_eq!(broken(&line, 80, false).len(), 1);
        let line = format!("x = {}", ["a**2"; 40].join("*"));
        assert!(broken(&line, 80, false).iter().all(|part| !part.ends_with("**") && !part.starts_with('*')));
    }

    #[test]
    fn python_statements_are_broken_in_parentheses() {
        let mut writer = Writer::new("    ", Continuation::Parentheses);
        writer.line(&format!("x = {}", ["long_name"; 15].join(" + ")));
        let text = writer.finish();
        assert!(text.starts_with("x = (long_name") && text.ends_with("long_name)\n"), "{text}");
        assert!(is_enclosed("np.array([1.0, (2.0)])") && !is_enclosed("(a) + (b)"));
    }
}
