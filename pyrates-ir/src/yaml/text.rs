//! Text whose every byte knows where it stands in a file, also after it was edited.

use std::ops::Range;

use crate::finding::{Loc, Name};

use super::sources::Sources;
use super::tree::Value;

/// Characters that may stand beside a term that an edit replaces.
const BORDERS: &str = "-+=*/^<>=!.%@[]():, ";

/// A text with the origin of each byte.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    text: String,
    origins: Vec<Origin>,
}

#[derive(Debug, Clone, Copy)]
struct Origin {
    file: usize,
    at: usize,
}

/// How often a term was found.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Found {
    /// Found and replaced.
    pub(super) replaced: usize,
    /// Left alone because a prime follows, as in `x' = ...`.
    pub(super) primed: usize,
}

impl Text {
    /// The word that stands at a value.
    pub(super) fn of(value: &Value, sources: &Sources) -> Text {
        let word = value.word().unwrap_or("");
        let range = value.target_range();
        let file = value.tree.file;
        let source = sources.text(file).get(range.clone()).unwrap_or("");
        let at = align(source, word).into_iter().map(|at| Origin { file, at: range.start + at });
        Text { text: word.to_string(), origins: at.collect() }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The place of a range of bytes.
    pub(super) fn place(&self, range: Range<usize>, sources: &mut Sources) -> Loc {
        let last = self.origins.len().saturating_sub(1);
        let Some(first) = self.origins.get(range.start.min(last)) else { return Loc(u32::MAX) };
        if range.start > last {
            // Just behind the end.
            return sources.place(first.file, first.at + 1..first.at + 2);
        }
        let end = self.origins[range.end.saturating_sub(1).clamp(range.start, last)];
        let width = self.text[range.start..].chars().next().map_or(1, char::len_utf8);
        let end = if end.file == first.file && end.at >= first.at { end.at + 1 } else { first.at };
        sources.place(first.file, first.at..end.max(first.at + width))
    }

    /// The place of the whole text.
    pub(super) fn whole(&self, sources: &mut Sources) -> Loc {
        self.place(0..self.len(), sources)
    }

    fn slice(&self, range: Range<usize>) -> Text {
        Text { text: self.text[range.clone()].to_string(), origins: self.origins[range].to_vec() }
    }

    fn push(&mut self, other: &Text) {
        self.text.push_str(&other.text);
        self.origins.extend_from_slice(&other.origins);
    }

    /// This text, a space, and another one.
    pub(super) fn then(&self, other: &Text) -> Text {
        let mut joined = self.clone();
        if let Some(&last) = self.origins.last() {
            joined.text.push(' ');
            joined.origins.push(last);
        }
        joined.push(other);
        joined
    }

    /// The parts between separators, each as a name.
    pub(super) fn split(&self, separator: char, sources: &mut Sources) -> Vec<Name> {
        let mut names = Vec::new();
        let mut start = 0;
        for part in self.text.split(separator) {
            let blanks = part.len() - part.trim_start().len();
            let word = part.trim();
            let loc = self.place(start + blanks..start + blanks + word.len(), sources);
            names.push(Name::new(word, loc));
            start += part.len() + separator.len_utf8();
        }
        names
    }

    /// Replaces a term wherever it stands alone, by the rules of PyRates: the character before and the one
    /// behind must be operators, parentheses or blanks.
    pub(super) fn replace(&self, term: &str, by: &Text) -> (Text, Found) {
        let (mut result, mut found) = (Text::default(), Found::default());
        let mut start = 0;
        while let Some(at) = self.text[start..].find(term) {
            let (at, end) = (start + at, start + at + term.len());
            let before = self.text[start..at].chars().next_back();
            let behind = self.text[end..].chars().next();
            result.push(&self.slice(start..at));
            if stands_alone(term, before, behind) {
                result.push(by);
                found.replaced += 1;
            } else {
                found.primed += usize::from(behind == Some('\'') && before.is_none_or(is_border));
                result.push(&self.slice(at..end));
            }
            start = end;
        }
        result.push(&self.slice(start..self.len()));
        (result, found)
    }
}

fn is_border(c: char) -> bool {
    BORDERS.contains(c)
}

/// The rule of PyRates. Without a character behind, the one before must be there, where the term itself
/// counts as its own neighbour if it is the whole text.
fn stands_alone(term: &str, before: Option<char>, behind: Option<char>) -> bool {
    match (before, behind) {
        (before, Some(behind)) => is_border(behind) && before.is_none_or(is_border),
        (Some(before), None) => is_border(before),
        (None, None) => term.chars().next_back().is_some_and(is_border),
    }
}

/// The byte of `source` from which each byte of `value` came. A source has quotes, escapes and folded lines
/// that the value does not have.
fn align(source: &str, value: &str) -> Vec<usize> {
    let escapes = source.starts_with('"');
    let mut origins = Vec::with_capacity(value.len());
    let mut at = usize::from(source.starts_with(['"', '\'']));
    for c in value.chars() {
        let (found, next) = find(source, at, c, escapes);
        origins.extend(std::iter::repeat_n(found, c.len_utf8()));
        at = next;
    }
    origins
}

/// Where the character `c` of a value stands in its source from `at` on, and where the next one may stand.
fn find(source: &str, mut at: usize, c: char, escapes: bool) -> (usize, usize) {
    while let Some(s) = source.get(at..).and_then(|rest| rest.chars().next()) {
        let next = at + s.len_utf8();
        if escapes && s == '\\' {
            let rest = &source[next..];
            if !rest.starts_with(['\n', '\r']) {
                return (at, next + escape_length(rest));
            }
        } else if s == c {
            let doubled = c == '\'' && source.starts_with('\'') && source[next..].starts_with('\'');
            return (at, if doubled { next + 1 } else { next });
        } else if matches!(c, ' ' | '\n') && s.is_whitespace() {
            let rest = &source[at..];
            return (at, at + rest.len() - rest.trim_start().len());
        }
        at = next;
    }
    (source.len().saturating_sub(1), source.len())
}

/// The length of an escape behind its backslash.
fn escape_length(rest: &str) -> usize {
    let digits = match rest.chars().next() {
        Some('x') => 2,
        Some('u') => 4,
        Some('U') => 8,
        _ => 0,
    };
    let first = rest.chars().next().map_or(0, char::len_utf8);
    (first + digits).min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::{Text, align};

    fn text(word: &str) -> Text {
        let origins = (0..word.len()).map(|at| super::Origin { file: 0, at });
        Text { text: word.to_string(), origins: origins.collect() }
    }

    fn replaced(equation: &str, term: &str, by: &str) -> String {
        text(equation).replace(term, &text(by)).0.text
    }

    #[test]
    fn terms_are_replaced_as_in_pyrates() {
        assert_eq!(replaced("m = s*(r_thr-r)", "r", "v"), "m = s*(r_thr-v)");
        assert_eq!(replaced("x' = r_in - 2*x/tau", "x", "y"), "x' = r_in - 2*y/tau");
        assert_eq!(replaced("d/dt * x = -x", "x", "y"), "d/dt * y = -y");
        // After a place that does not count, what follows counts as a beginning.
        assert_eq!(replaced("rr r", "r", "v"), "rv v");
        assert_eq!(replaced("a = b", "a = b", "c"), "a = b");
        assert_eq!(replaced("a = 2.0*r*v / tau", "2.0*r*v", "r*(2.0*v-g)"), "a = r*(2.0*v-g) / tau");
    }

    #[test]
    fn values_are_found_in_their_sources() {
        assert_eq!(align("'it''s'", "it's"), [1, 2, 3, 5]);
        assert_eq!(align("\"a\\tb\"", "a\tb"), [1, 2, 4]);
        assert_eq!(align("a\n   b", "a b"), [0, 1, 5]);
        assert_eq!(align("|\n  a\n  b\n", "a\nb\n"), [4, 5, 8, 9]);
    }
}
