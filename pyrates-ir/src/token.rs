//! Tokens of the equation language, and the lexer for equations in strings. Equations written as Rust
//! tokens are turned into the same tokens by the macros, so that one parser serves both.

use std::ops::Range;

use crate::finding::{Code, Finding, Loc};

/// A token with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub loc: Loc,
}

/// The kinds of tokens.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// A real number.
    Number(f64),
    /// An imaginary number: `2i`, `2j`.
    Imaginary(f64),
    /// A word.
    Word(String),
    /// An operator or separator, one of [`OPERATORS`].
    Op(&'static str),
    /// `(`, `[` or `{`.
    Open(char),
    /// `)`, `]` or `}`.
    Close(char),
}

/// All operators and separators, longer ones before their beginnings.
pub const OPERATORS: &[&str] = &[
    "**", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "+", "-", "*", "/", "^", "<", ">", "=",
    "!", "&", "|", ",", "'", ";", "%", "@", ".", ":",
];

/// The operator with this spelling.
pub fn operator(text: &str) -> Option<&'static str> {
    OPERATORS.iter().copied().find(|op| *op == text)
}

/// The value of a number, imaginary if it ends in `i` or `j`. Digits may be grouped by `_`.
pub fn number(text: &str) -> Option<TokenKind> {
    let imaginary = text.strip_suffix(['i', 'j']);
    let digits: String = imaginary.unwrap_or(text).chars().filter(|c| *c != '_').collect();
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    let value: f64 = if plain { digits.parse().ok()? } else { return None };
    if !value.is_finite() {
        return None;
    }
    Some(if imaginary.is_some() { TokenKind::Imaginary(value) } else { TokenKind::Number(value) })
}

/// The tokens of a text. `place` makes a [`Loc`] from a range of bytes.
pub fn lex(text: &str, place: &mut dyn FnMut(Range<usize>) -> Loc) -> Result<Vec<Token>, Finding> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let length = token_length(rest, c);
        let word = &rest[..length];
        let loc = place(at..at + length);
        tokens.push(Token {
            kind: kind(word, c).map_err(|(code, message)| Finding::new(code, loc, message))?,
            loc,
        });
        at += length;
    }
    Ok(tokens)
}

/// The length in bytes of the token at the start of `rest`, whose first character is `c`.
fn token_length(rest: &str, c: char) -> usize {
    let dot_digit = c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit());
    if c.is_ascii_digit() || dot_digit {
        return number_length(rest);
    }
    if c.is_alphabetic() || c == '_' {
        return rest.find(|d: char| !(d.is_alphanumeric() || d == '_')).unwrap_or(rest.len());
    }
    OPERATORS.iter().find(|op| rest.starts_with(**op)).map_or(c.len_utf8(), |op| op.len())
}

/// The length of a number: digits, letters, points, and a sign right after an exponent's `e`.
fn number_length(rest: &str) -> usize {
    let mut previous = ' ';
    for (i, c) in rest.char_indices() {
        let sign_of_exponent = matches!(c, '+' | '-') && matches!(previous, 'e' | 'E');
        if !(c.is_alphanumeric() || c == '.' || c == '_' || sign_of_exponent) {
            return i;
        }
        previous = c;
    }
    rest.len()
}

fn kind(word: &str, c: char) -> Result<TokenKind, (Code, String)> {
    if c.is_ascii_digit() || (c == '.' && word.len() > 1) {
        return number(word).ok_or_else(|| (Code::BadNumber, format!("`{word}` is not a number")));
    }
    if c.is_alphabetic() || c == '_' {
        return Ok(TokenKind::Word(word.to_string()));
    }
    match c {
        '(' | '[' | '{' => Ok(TokenKind::Open(c)),
        ')' | ']' | '}' => Ok(TokenKind::Close(c)),
        _ => match operator(word) {
            Some(op) => Ok(TokenKind::Op(op)),
            None => Err((Code::Expression, format!("the sign `{word}` has no meaning in an equation"))),
        },
    }
}

/// The token as the user wrote it, for messages.
pub fn spelling(kind: &TokenKind) -> String {
    match kind {
        TokenKind::Number(x) => crate::display::number(*x),
        TokenKind::Imaginary(x) => format!("{}i", crate::display::number(*x)),
        TokenKind::Word(word) => word.clone(),
        TokenKind::Op(op) => (*op).to_string(),
        TokenKind::Open(c) | TokenKind::Close(c) => c.to_string(),
    }
}
