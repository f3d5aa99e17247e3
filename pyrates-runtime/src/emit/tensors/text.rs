//! Numbers, and the parts of files that are text.

use crate::emit::prepared::Prepared;
use crate::emit::writer::Writer;

/// Numbers in Python need no module for those that are not finite.
pub(in crate::emit) fn number(x: f64) -> String {
    if x.is_nan() {
        "float(\"nan\")".to_string()
    } else if x.is_infinite() {
        "float(\"inf\")".to_string()
    } else {
        format!("{x:?}")
    }
}

/// Whether a text is one name, with dots.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_')
}

/// Whether a text is a plain number.
pub(in crate::emit) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    text.parse::<f64>().is_ok()
        || digits.starts_with("float(\"")
        || digits.ends_with(".pi") && is_name(digits)
}

/// The lines of a text that a model needs: those that end in `# ODE` or `# DDE` are only for models without or with delays;
/// so are, before these marks, `# REAL` and `# COMPLEX` for models without or with complex numbers.
pub(in crate::emit) fn variant(text: &str, model: &Prepared) -> String {
    let (is_delayed, is_complex) = (model.is_delayed(), model.is_complex);
    let text = marked(text, &[("  # DDE", is_delayed), ("  # ODE", !is_delayed)]);
    let text = marked(&text, &[("  # COMPLEX", is_complex), ("  # REAL", !is_complex)]);
    // Where functions are left out, so are the empty lines around them.
    let mut text = text.trim_end().to_string();
    while text.contains("\n\n\n\n") {
        text = text.replace("\n\n\n\n", "\n\n\n");
    }
    text + "\n"
}

/// The lines of a text without their marks, and without those of which the mark does not hold.
pub(in crate::emit) fn marked(text: &str, marks: &[(&str, bool)]) -> String {
    let is_kept = |line: &&str| marks.iter().all(|(mark, holds)| *holds || !line.ends_with(mark));
    let plain =
        |line: &str| marks.iter().find_map(|(mark, _)| line.strip_suffix(mark)).unwrap_or(line).to_string();
    text.lines().filter(is_kept).map(|line| plain(line) + "\n").collect()
}

/// Parts of a file that stand by themselves: two empty lines before each.
pub(in crate::emit) fn sections<'a>(w: &mut Writer, parts: impl IntoIterator<Item = &'a str>) {
    for part in parts {
        w.lines(["", ""]);
        w.verbatim(part);
    }
}
