//! Elements of XML as a tree, written with an element on a line if it is short, and else with its children below it.

use super::writer::{Continuation, Writer};

/// Lines of elements with children are no longer than this.
const WIDTH: usize = 110;

/// Deeper elements are indented no further.
const DEEPEST: usize = 16;

/// Deep inside, elements of this length have a line.
const SHORTEST: usize = 40;

/// An element, or text between others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Xml {
    /// Text that is XML already.
    Text(String),
    /// A name with attributes, and what is inside.
    Element(String, Vec<Xml>),
}

impl Xml {
    pub(super) fn text(text: impl Into<String>) -> Xml {
        Xml::Text(text.into())
    }

    pub(super) fn element(start: impl Into<String>, inside: Vec<Xml>) -> Xml {
        Xml::Element(start.into(), inside)
    }

    /// An element without anything inside.
    pub(super) fn empty(start: impl Into<String>) -> Xml {
        Xml::Element(start.into(), Vec::new())
    }

    /// The element on one line.
    pub(super) fn inline(&self) -> String {
        match self {
            Xml::Text(text) => text.clone(),
            Xml::Element(start, inside) if inside.is_empty() => format!("<{start}/>"),
            Xml::Element(start, inside) => {
                let inside: String = inside.iter().map(Xml::inline).collect();
                format!("<{start}>{inside}</{}>", name(start))
            }
        }
    }

    /// Writes the element.
    pub(super) fn write(&self, w: &mut Writer) {
        self.write_at(0, w);
    }

    fn write_at(&self, depth: usize, w: &mut Writer) {
        match self {
            Xml::Element(start, inside)
                if self.is_longer_than(WIDTH.saturating_sub(2 * depth).max(SHORTEST)) =>
            {
                w.verbatim(&format!("<{start}>"));
                w.indented(usize::from(depth < DEEPEST), |w| {
                    inside.iter().for_each(|child| child.write_at(depth + 1, w))
                });
                w.verbatim(&format!("</{}>", name(start)));
            }
            other => w.verbatim(&other.inline()),
        }
    }

    /// Whether the element is too long for a line, and has something inside that can be on its own.
    fn is_longer_than(&self, room: usize) -> bool {
        match self {
            Xml::Element(_, inside) => {
                let holds_elements = inside.iter().any(|child| matches!(child, Xml::Element(..)));
                holds_elements && self.length_up_to(room) > room
            }
            Xml::Text(_) => false,
        }
    }

    /// The number of characters on one line, counted no further than to a limit.
    fn length_up_to(&self, limit: usize) -> usize {
        match self {
            Xml::Text(text) => text.len(),
            Xml::Element(start, inside) => {
                let mut length = 2 * start.len() + 3;
                for child in inside {
                    if length > limit {
                        break;
                    }
                    length += child.length_up_to(limit);
                }
                length
            }
        }
    }
}

/// The name of an element, without its attributes.
fn name(start: &str) -> &str {
    start.split_whitespace().next().unwrap_or(start)
}

/// Text for an attribute, or between elements.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A document with a comment before its root.
pub(super) fn document(header: &[String], root: &Xml) -> String {
    let mut w = Writer::new("  ", Continuation::Operator);
    w.verbatim("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    comment(&mut w, header);
    root.write(&mut w);
    w.finish()
}

/// Lines as a comment; these have no pairs of hyphens inside.
fn comment(w: &mut Writer, lines: &[String]) {
    w.verbatim("<!--");
    for line in lines {
        let mut line = line.clone();
        while line.contains("--") {
            line = line.replace("--", "- -");
        }
        match line.trim_end() {
            "" => w.line(""),
            text => w.verbatim(&format!("  {text}")),
        }
    }
    w.verbatim("-->");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_elements_have_their_children_below() {
        let short = Xml::element("ci", vec![Xml::text("x")]);
        let long = Xml::element("apply class=\"a\"", vec![short.clone(); 12]);
        let mut w = Writer::new("  ", Continuation::Operator);
        short.write(&mut w);
        long.write(&mut w);
        let text = w.finish();
        assert!(text.starts_with("<ci>x</ci>\n<apply class=\"a\">\n  <ci>x</ci>\n"), "{text}");
        assert!(text.ends_with("</apply>\n") && text.lines().count() == 15, "{text}");
    }

    #[test]
    fn comments_have_no_pairs_of_hyphens() {
        let mut w = Writer::new("  ", Continuation::Operator);
        comment(&mut w, &["a --- b".to_string()]);
        assert_eq!(w.finish(), "<!--\n  a - - - b\n-->\n");
        assert_eq!(escaped("a < \"b\" & c"), "a &lt; &quot;b&quot; &amp; c");
    }
}
