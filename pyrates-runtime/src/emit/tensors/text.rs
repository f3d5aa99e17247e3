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
    let text = lines_of(text, model.is_delayed(), ["  # DDE", "  # ODE"]);
    let text = lines_of(&text, model.is_complex, ["  # COMPLEX", "  # REAL"]);
    // Where functions are left out, so are the empty lines around them.
    let mut text = text.trim_end().to_string();
    while text.contains("\n\n\n\n") {
        text = text.replace("\n\n\n\n", "\n\n\n");
    }
    text + "\n"
}

/// The lines without those that have the mark of what a model is not.
fn lines_of(text: &str, is_first: bool, [first, second]: [&str; 2]) -> String {
    let (own, other) = if is_first { (first, second) } else { (second, first) };
    let lines = text.lines().filter(|line| !line.ends_with(other));
    lines.map(|line| format!("{}\n", line.strip_suffix(own).unwrap_or(line))).collect()
}

/// Parts of a file that stand by themselves: two empty lines before each.
pub(in crate::emit) fn sections<'a>(w: &mut Writer, parts: impl IntoIterator<Item = &'a str>) {
    for part in parts {
        w.lines(["", ""]);
        w.verbatim(part);
    }
}
