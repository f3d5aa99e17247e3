//! Sections of a body (`equations { ... }`) and entries of a section.

use proc_macro2::{Delimiter, Group, Span, TokenTree};
use pyrates_ir::finding::{Code, Finding, Name};

use super::Context;
use crate::lex::string;

/// One `word { ... }` of a body.
pub(crate) struct Section {
    pub(crate) word: String,
    pub(crate) body: Group,
}

/// Splits a body into sections and reports unknown, repeated and missing ones.
pub(crate) fn sections(
    trees: &[TokenTree],
    known: &[&str],
    required: &[&str],
    owner: &Name,
    context: &mut Context,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut i = 0;
    while i < trees.len() {
        match (&trees[i], trees.get(i + 1)) {
            (TokenTree::Ident(word), Some(TokenTree::Group(body)))
                if body.delimiter() == Delimiter::Brace =>
            {
                let text = word.to_string();
                check_word(&text, word.span(), known, &sections, context);
                sections.push(Section { word: text, body: body.clone() });
                i += 2;
            }
            (TokenTree::Punct(comma), _) if matches!(comma.as_char(), ',' | ';') => i += 1,
            (other, _) => {
                let loc = context.places.token(other.span());
                let message = format!("expected a section, found `{}`", short(other));
                let help = format!("sections are written `{} {{ ... }}`", known.join(" { ... }`, `"));
                context.findings.push(Finding::new(Code::Section, loc, message).help(help));
                break;
            }
        }
    }
    for word in required {
        if !sections.iter().any(|section| section.word == *word) && context.findings.is_empty() {
            let message = format!("`{}` has no section `{word}`", owner.text);
            let help = format!("add `{word} {{ ... }}`");
            context.findings.push(Finding::new(Code::Section, owner.loc, message).help(help));
        }
    }
    sections
}

fn check_word(word: &str, span: Span, known: &[&str], earlier: &[Section], context: &mut Context) {
    let loc = context.places.token(span);
    if !known.contains(&word) {
        let finding = Finding::new(Code::Section, loc, format!("unknown section `{word}`"));
        context.findings.push(finding.suggest(word, known.iter().copied()));
    } else if earlier.iter().any(|section| section.word == word) {
        let finding = Finding::new(Code::Section, loc, format!("there is already a section `{word}`"));
        context.findings.push(finding.help("put everything into one of them"));
    }
}

fn short(tree: &TokenTree) -> String {
    match tree {
        TokenTree::Group(_) => "{ ... }".to_string(),
        other => other.to_string(),
    }
}

/// Splits trees at separators; empty entries vanish.
pub(crate) fn split(trees: &[TokenTree], separators: &[char]) -> Vec<Vec<TokenTree>> {
    let is_separator =
        |tree: &TokenTree| matches!(tree, TokenTree::Punct(p) if separators.contains(&p.as_char()));
    trees.split(is_separator).filter(|entry| !entry.is_empty()).map(<[TokenTree]>::to_vec).collect()
}

/// Whether the tree is this punctuation.
pub(crate) fn is_punct(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(p)) if p.as_char() == sign)
}

/// The name that an identifier gives to a field, and its place.
pub(crate) fn name(ident: &proc_macro2::Ident, context: &mut Context) -> Name {
    let name = context.name(ident);
    crate::names::check(&name, &mut context.findings);
    name
}

/// The span of the first tree.
pub(crate) fn first_span(trees: &[TokenTree]) -> Span {
    trees.first().map_or_else(Span::call_site, TokenTree::span)
}

/// The span of the last tree.
pub(crate) fn last_span(trees: &[TokenTree]) -> Span {
    trees.last().map_or_else(Span::call_site, TokenTree::span)
}

/// Takes leading doc comments off.
pub(crate) fn doc_comment(mut entry: &[TokenTree]) -> (String, &[TokenTree]) {
    let mut lines = Vec::new();
    while let [TokenTree::Punct(hash), TokenTree::Group(group), rest @ ..] = entry {
        if hash.as_char() != '#' {
            break;
        }
        let text = group.stream().into_iter().find_map(|tree| match tree {
            TokenTree::Literal(literal) => string(&literal),
            _ => None,
        });
        lines.extend(text.map(|text| text.trim().to_string()));
        entry = rest;
    }
    (lines.join("\n"), entry)
}

/// The entry behind its doc comments, which are for the reader of the source where they document no field.
pub(crate) fn without_comments(entry: &[TokenTree]) -> &[TokenTree] {
    doc_comment(entry).1
}
