//! Declarations of variables: `output(0.5)`, `0.37`, `{vtype: ..., value: ...}`.

use crate::constant;
use crate::definition::{Declaration, Declared};
use crate::finding::{Code, Finding, Loc, Name};
use crate::parse;
use crate::system::{Kind, Value as Number};
use crate::token;

use super::reader::{Outcome, Reader, Reported, shorten};
use super::text::Text;
use super::tree::Value;
use super::vectors::Given;

/// A declaration, and whether its value was written.
pub(super) struct Declares {
    pub(super) declaration: Declaration,
    pub(super) has_value: bool,
}

const WORDS: [(&str, Declared); 5] = [
    ("output", Declared::Output),
    ("variable", Declared::Variable),
    ("input", Declared::Input),
    ("state_var", Declared::Variable),
    ("constant", Declared::Parameter),
];

const HELP: &str = "write a number, `output(0.5)`, `variable(0.5)` or `input(0.5)`";

impl Reader<'_> {
    /// Reads the declaration of a variable.
    pub(super) fn declaration(&mut self, name: Name, value: &Value) -> Outcome<Declares> {
        let (declared, given, has_value) = self.role_and_value(&name, value)?;
        let Given { number, array, kind } = given;
        let declaration =
            Declaration { name, doc: String::new(), declared, value: number, array, kind, unit: None };
        Ok(Declares { declaration, has_value })
    }

    fn role_and_value(&mut self, name: &Name, value: &Value) -> Outcome<(Declared, Given, bool)> {
        if value.map().is_some() {
            return self.detailed(name, value);
        }
        if value.list().is_some() {
            return Ok((Declared::Parameter, self.given(value, &name.text)?, true));
        }
        if value.is_null() {
            return Err(self.bad_declaration(name, value));
        }
        let text = self.text(value);
        let word_end = text.as_str().find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let word = &text.as_str()[..word_end.unwrap_or(text.len())];
        let Some((_, declared)) = WORDS.iter().take(3).find(|(w, _)| *w == word) else {
            let known = WORDS.iter().take(3).map(|(w, _)| *w);
            if let Some(near) = crate::nearest::nearest(word, known).filter(|_| text.as_str().contains('(')) {
                let loc = text.place(0..word.len(), &mut self.sources);
                let message = format!("`{}` is declared as `{}`", name.text, shorten(word));
                let finding = Finding::new(Code::Declaration, loc, message);
                return Err(self.error(finding.help(format!("did you mean `{near}`?"))));
            }
            let (number, kind) = self.number(value, &name.text)?;
            return Ok((Declared::Parameter, Given::number(number, kind), true));
        };
        let rest = text.as_str()[word.len()..].trim_end();
        let (given, has_value) = match rest.trim() {
            "" | "()" | "(float)" => (Given::number(Number::real(0.0), Kind::Real), false),
            "(complex)" => (Given::number(Number::real(0.0), Kind::Complex), false),
            _ => (self.start_value(name, value, &text, word.len())?, true),
        };
        Ok((*declared, given, has_value))
    }

    /// The value in `output(value)`, whose parenthesis opens at `open`.
    fn start_value(&mut self, name: &Name, value: &Value, text: &Text, open: usize) -> Outcome<Given> {
        let whole = text.as_str();
        let start = open + whole[open..].find('(').unwrap_or(0);
        let Some(inner) = whole[start..].trim_end().strip_prefix('(').and_then(|t| t.strip_suffix(')'))
        else {
            return Err(self.bad_declaration(name, value));
        };
        if whole[open..start].trim() != "" {
            return Err(self.bad_declaration(name, value));
        }
        if inner.trim_start().starts_with('[') {
            let word = &whole[..open];
            let loc = text.place(start + 1..whole.len() - 1, &mut self.sources);
            let message = format!("the elements of `{}` cannot stand in parentheses", shorten(&name.text));
            let help = format!("write `{{vtype: {word}, value: [0.1, 0.2]}}`");
            return Err(self.error(Finding::new(Code::Vector, loc, message).help(help)));
        }
        // `variable(0.5, 3)` is a vector of equal elements.
        let (first, size) = inner.rsplit_once(',').map_or((inner, None), |(first, size)| (first, Some(size)));
        let range = start + 1..start + 1 + first.len();
        let number = self.constant(text, range, &name.text).inspect_err(|_| {
            let message = format!("PyRates does not see that the value of `{}` is no number", name.text);
            self.lint(Code::MissingValue, name.loc, message, "it takes 0");
        });
        let (number, kind) = number?;
        match size {
            Some(size) => self.repeated(number, size, name, value),
            None => Ok(Given::number(number, kind)),
        }
    }

    /// A variable as a map of its properties.
    fn detailed(&mut self, name: &Name, value: &Value) -> Outcome<(Declared, Given, bool)> {
        const KEYS: [&str; 4] = ["vtype", "value", "dtype", "shape"];
        if let Some(legacy) = value.get("default") {
            let loc = self.loc(value);
            self.lint(
                Code::LegacyDeclaration,
                loc,
                format!("`{}` is declared by `default:`", name.text),
                "PyRates 1.2.3 no longer reads this form; write the value of `default` alone",
            );
            return self.role_and_value(name, &legacy);
        }
        for (key, _) in value.map().unwrap_or_default() {
            let word = key.word().unwrap_or("").to_string();
            if !KEYS.contains(&word.as_str()) {
                let loc = self.loc(&key);
                let message = format!("a variable has no property `{}`", shorten(&word));
                return Err(self.error(Finding::new(Code::Key, loc, message).suggest(&word, KEYS)));
            }
        }
        let declared = match value.get("vtype") {
            None => Declared::Parameter,
            Some(vtype) => self.vtype(&vtype)?,
        };
        let complex = self.dtype(value)?;
        let (mut given, has_value) = match value.get("value").filter(|v| !v.is_null()) {
            None => (Given::number(Number::real(0.0), Kind::Real), false),
            Some(given) => (self.given(&given, &name.text)?, true),
        };
        if let Some(shape) = value.get("shape") {
            given = self.shaped(given, &shape, name)?;
        }
        if complex {
            given.kind = Kind::Complex;
        }
        Ok((declared, given, has_value))
    }

    fn vtype(&mut self, vtype: &Value) -> Outcome<Declared> {
        let word = vtype.word().unwrap_or("");
        if let Some((_, declared)) = WORDS.iter().find(|(w, _)| *w == word) {
            return Ok(*declared);
        }
        let loc = self.loc(vtype);
        let message = format!("`{}` is no kind of variable", shorten(word));
        let known = WORDS.iter().map(|(w, _)| *w);
        Err(self.error(Finding::new(Code::Declaration, loc, message).suggest(word, known)))
    }

    /// Whether the values are declared to be complex.
    fn dtype(&mut self, value: &Value) -> Outcome<bool> {
        let Some(dtype) = value.get("dtype") else { return Ok(false) };
        match dtype.word().unwrap_or("") {
            "complex" => Ok(true),
            "float" | "int" => Ok(false),
            other => {
                let message = format!("`{}` is no type of numbers", shorten(other));
                let loc = self.loc(&dtype);
                let finding = Finding::new(Code::Declaration, loc, message);
                Err(self.error(finding.suggest(other, ["float", "int", "complex"])))
            }
        }
    }

    fn bad_declaration(&mut self, name: &Name, value: &Value) -> Reported {
        let loc = self.loc(value);
        let message = format!("the declaration of `{}` cannot be read", shorten(&name.text));
        self.error(Finding::new(Code::Declaration, loc, message).help(HELP))
    }

    /// A number: of YAML, or a word such as `'0.5'` or `1.0+2.0j`. `of` is what it belongs to.
    pub(super) fn number(&mut self, value: &Value, of: &str) -> Outcome<(Number, Kind)> {
        if let Some(number) = value.word().filter(|_| value.is_plain()).and_then(plain_number) {
            return if number.is_finite() {
                Ok((Number::real(number), Kind::Real))
            } else {
                let loc = self.loc(value);
                let message = format!("the value of `{}` is not finite", shorten(of));
                Err(self.error(Finding::new(Code::Declaration, loc, message).help("give it a number")))
            };
        }
        let truth = value.is_plain() && matches!(value.word(), Some("true" | "false" | "True" | "False"));
        if value.word().is_none() || value.is_null() || truth {
            let loc = self.loc(value);
            let what = if truth { "a truth value" } else { value.what() };
            let message = format!("the value of `{}` must be a number, here is {what}", shorten(of));
            return Err(self.error(Finding::new(Code::Declaration, loc, message).help("give it a number")));
        }
        let text = self.text(value);
        let range = 0..text.len();
        self.constant(&text, range, of)
    }

    /// The number in a part of a text, by the rules of the language.
    fn constant(&mut self, text: &Text, range: std::ops::Range<usize>, of: &str) -> Outcome<(Number, Kind)> {
        let loc = text.place(range.clone(), &mut self.sources);
        let end = text.place(range.end..range.end + 1, &mut self.sources);
        let part = &text.as_str()[range.clone()];
        if part.len() > super::limits::MAX_KEY {
            return Err(self.too_long("a value", part.len(), loc));
        }
        let sources = &mut self.sources;
        let mut place =
            |r: std::ops::Range<usize>| text.place(range.start + r.start..range.start + r.end, sources);
        let result = token::lex(part, &mut place).and_then(|tokens| parse::expression(&tokens, end, &[]));
        let result = result.and_then(|e| constant::value(&e, loc));
        let (number, kind) = result.map_err(|finding| {
            let message = format!("the value of `{}`: {}", shorten(of), finding.message);
            let help =
                finding.help.filter(|help| help.starts_with("did")).unwrap_or_else(|| HELP.to_string());
            self.error(Finding::new(Code::Declaration, finding.loc, message).help(help))
        })?;
        if python_number(part.trim()).is_none() {
            self.computed(part, loc);
        }
        Ok((number, kind))
    }

    fn computed(&mut self, part: &str, loc: Loc) {
        let message = format!("the value `{}` is computed", shorten(part.trim()));
        self.lint(Code::BeyondPyRates, loc, message, "PyRates reads numbers only; write the result");
    }
}

/// Whether PyRates reads the text as a number, complex ones as `1.0+2.0j`.
fn python_number(text: &str) -> Option<()> {
    let text = text.strip_suffix('j').unwrap_or(text);
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut previous = ' ';
    let mut split = None;
    for (at, c) in text.char_indices() {
        if matches!(c, '+' | '-') && !matches!(previous, 'e' | 'E') {
            split = Some(at);
        }
        previous = c;
    }
    let parts = match split {
        Some(at) => vec![&text[..at], &text[at + 1..]],
        None => vec![text],
    };
    let is_number = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_digit() || c == '.') && part.parse::<f64>().is_ok()
    };
    parts.into_iter().all(is_number).then_some(())
}

/// The value of a number as YAML 1.2 writes them.
pub(super) fn plain_number(word: &str) -> Option<f64> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, word.strip_prefix('+').unwrap_or(word)),
    };
    let whole = |text: &str, radix: u32| u64::from_str_radix(text, radix).ok().map(|n| n as f64);
    let value = match digits {
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if digits == word => Some(f64::NAN),
        _ if digits.starts_with("0x") => whole(&digits[2..], 16),
        _ if digits.starts_with("0o") => whole(&digits[2..], 8),
        _ => {
            let digits: String = digits.chars().filter(|c| *c != '_').collect();
            let first = digits.trim_start_matches('.').chars().next();
            let decimal =
                digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
            if decimal && first.is_some_and(|c| c.is_ascii_digit()) { digits.parse().ok() } else { None }
        }
    };
    value.map(|value: f64| sign * value)
}

#[cfg(test)]
mod tests {
    use super::{plain_number, python_number};

    #[test]
    fn numbers_of_yaml() {
        for (word, value) in
            [("10e-3", 0.01), ("2.", 2.0), (".5", 0.5), ("-2", -2.0), ("1_000", 1000.0), ("0x1F", 31.0)]
        {
            assert_eq!(plain_number(word), Some(value), "{word}");
        }
        for word in ["", "-", "e3", "1.0+2.0j", "input", "0xg", "1-2", "."] {
            assert_eq!(plain_number(word), None, "{word}");
        }
    }

    #[test]
    fn numbers_of_python() {
        for word in ["0.5", "1.0+2.0j", "-0.6-0.8j", "1j", "1e-3j"] {
            assert!(python_number(word).is_some(), "{word}");
        }
        for word in ["2*pi", "sqrt(2)", "pi"] {
            assert!(python_number(word).is_none(), "{word}");
        }
    }
}
