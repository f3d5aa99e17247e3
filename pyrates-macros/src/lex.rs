//! Rust tokens as tokens of the equation language.

use proc_macro2::{Delimiter, Group, Literal, Spacing, Span, TokenStream, TokenTree};
use pyrates_ir::finding::{Code, Finding, Loc};
use pyrates_ir::token::{self, Token, TokenKind};

use crate::places::Places;

/// Tokens of an equation or value, and the place where they end.
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) end: Loc,
}

/// Turns Rust tokens into tokens of the language.
pub(crate) fn lex(trees: &[TokenTree], places: &mut Places) -> Result<Lexed, Finding> {
    let mut tokens = Vec::new();
    push(trees, places, &mut tokens)?;
    let last = trees.last().map_or_else(Span::call_site, TokenTree::span);
    Ok(Lexed { tokens, end: places.token(last) })
}

/// The text of a string literal.
pub(crate) fn string(literal: &Literal) -> Option<String> {
    syn::parse2::<syn::LitStr>(TokenStream::from(TokenTree::Literal(literal.clone()))).ok().map(|s| s.value())
}

/// Turns the text of a string literal into tokens of the language.
pub(crate) fn lex_string(text: &str, span: Span, places: &mut Places) -> Result<Lexed, Finding> {
    let tokens = token::lex(text, &mut |range| places.in_string(span, text, range))?;
    let end = places.in_string(span, text, text.len()..text.len());
    Ok(Lexed { tokens, end })
}

fn push(trees: &[TokenTree], places: &mut Places, tokens: &mut Vec<Token>) -> Result<(), Finding> {
    let mut i = 0;
    while i < trees.len() {
        i += match &trees[i] {
            TokenTree::Group(group) => {
                push_group(group, places, tokens)?;
                1
            }
            TokenTree::Ident(ident) => {
                let word = crate::names::text(ident);
                tokens.push(Token { kind: TokenKind::Word(word), loc: places.token(ident.span()) });
                1
            }
            TokenTree::Literal(literal) => {
                let loc = places.token(literal.span());
                tokens.push(Token { kind: number(&literal.to_string(), loc, &trees[i + 1..])?, loc });
                1
            }
            TokenTree::Punct(_) => push_operator(&trees[i..], places, tokens)?,
        };
    }
    Ok(())
}

fn push_group(group: &Group, places: &mut Places, tokens: &mut Vec<Token>) -> Result<(), Finding> {
    let signs = match group.delimiter() {
        Delimiter::Parenthesis => Some(('(', ')')),
        Delimiter::Brace => Some(('{', '}')),
        Delimiter::Bracket => Some(('[', ']')),
        Delimiter::None => None,
    };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    if let Some((open, _)) = signs {
        tokens.push(Token { kind: TokenKind::Open(open), loc: places.token(group.span_open()) });
    }
    push(&inner, places, tokens)?;
    if let Some((_, close)) = signs {
        tokens.push(Token { kind: TokenKind::Close(close), loc: places.token(group.span_close()) });
    }
    Ok(())
}

fn number(text: &str, loc: Loc, behind: &[TokenTree]) -> Result<TokenKind, Finding> {
    if text.starts_with('"') {
        return Err(Finding::new(Code::Expression, loc, "a string cannot be part of an expression")
            .help("write the whole equation as a string, or all of it without"));
    }
    // Rust reads `1.e-3` as a field of 1.
    if let [TokenTree::Punct(point), TokenTree::Ident(e), ..] = behind
        && point.as_char() == '.'
        && e.to_string().starts_with(['e', 'E'])
    {
        return Err(Finding::new(Code::BadNumber, loc, format!("`{text}.{e}` is not a number in Rust"))
            .help("write a digit after the point: `1.0e-3`"));
    }
    token::number(text).ok_or_else(|| {
        Finding::new(Code::BadNumber, loc, format!("`{text}` is not a number of the language"))
            .help("write numbers as `2`, `0.5`, `1e-3`; imaginary ones as `2i`")
    })
}

/// Joins punctuation into the longest operator; `.5` becomes a number. Returns how many trees it took.
fn push_operator(
    trees: &[TokenTree],
    places: &mut Places,
    tokens: &mut Vec<Token>,
) -> Result<usize, Finding> {
    let loc = places.token(trees[0].span());
    let first = trees[0].to_string();
    if first == "."
        && let Some(TokenTree::Literal(digits)) = trees.get(1)
    {
        let kind = number(&format!(".{digits}"), loc, &trees[2..])?;
        tokens.push(Token { kind, loc });
        return Ok(2);
    }
    if let (TokenTree::Punct(sign), Some(second @ TokenTree::Punct(_))) = (&trees[0], trees.get(1))
        // `**` is no token of Rust: two stars lose their joint on the way through a carrier.
        && (sign.spacing() == Spacing::Joint || first == "*")
        && let Some(op) = token::operator(&format!("{first}{second}"))
    {
        tokens.push(Token { kind: TokenKind::Op(op), loc });
        return Ok(2);
    }
    match token::operator(&first) {
        Some(op) => {
            tokens.push(Token { kind: TokenKind::Op(op), loc });
            Ok(1)
        }
        None => Err(Finding::new(
            Code::Expression,
            loc,
            format!("the sign `{first}` has no meaning in an equation"),
        )),
    }
}
