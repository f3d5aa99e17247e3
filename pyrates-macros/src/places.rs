//! Places: what a [`Loc`] of the symbolic core stands for in Rust source.

use std::ops::Range;

use proc_macro2::Span;
use pyrates_ir::finding::Loc;

/// A place in the source.
#[derive(Clone)]
pub(crate) enum Place {
    /// Tokens, from the first to the last.
    Tokens(Span, Span),
    /// A range of bytes of the text of a string literal.
    InString { literal: Span, text: String, range: Range<usize> },
}

/// All places that locations refer to.
#[derive(Default)]
pub(crate) struct Places {
    table: Vec<Place>,
}

impl Places {
    /// The location of a token.
    pub(crate) fn token(&mut self, span: Span) -> Loc {
        self.add(Place::Tokens(span, span))
    }

    /// The location of a range of tokens.
    pub(crate) fn range(&mut self, first: Span, last: Span) -> Loc {
        self.add(Place::Tokens(first, last))
    }

    /// The location of a part of a string literal.
    pub(crate) fn in_string(&mut self, literal: Span, text: &str, range: Range<usize>) -> Loc {
        self.add(Place::InString { literal, text: text.to_string(), range })
    }

    fn add(&mut self, place: Place) -> Loc {
        self.table.push(place);
        Loc((self.table.len() - 1) as u32)
    }

    /// What a location stands for.
    pub(crate) fn get(&self, loc: Loc) -> Place {
        let missing = Place::Tokens(Span::call_site(), Span::call_site());
        self.table.get(loc.0 as usize).cloned().unwrap_or(missing)
    }
}
