//! The files that Auto-07p writes.

mod diagnostics;
mod solutions;
mod table;

pub(super) use diagnostics::{Spectrum, spectra};
pub(crate) use solutions::Record;
pub(super) use solutions::records;
pub(super) use table::{Row, Table};

/// A number as Fortran writes it. Where the exponent has three digits the letter E may be missing, and what does not fit
/// is a row of stars.
pub(super) fn number(text: &str) -> Option<f64> {
    if text.starts_with('*') {
        return Some(f64::NAN);
    }
    let text = text.replace(['D', 'd'], "E");
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let sign = text.rfind(['+', '-']).filter(|at| *at > 0)?;
    format!("{}E{}", &text[..sign], &text[sign..]).parse().ok()
}

/// A line that was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadLine(pub(super) usize);

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_without_the_letter_of_the_exponent() {
        assert_eq!(number("-1.7976+308"), Some(-1.7976e308));
        assert_eq!(number("-1.2345678901-101"), Some(-1.234_567_890_1e-101));
        assert_eq!(number("5.2910815989E-017"), Some(5.291_081_598_9e-17));
        assert_eq!(number("1.5D0"), Some(1.5));
        assert!(number("****************").unwrap().is_nan() && number("NaN").unwrap().is_nan());
        assert_eq!(number("Infinity"), Some(f64::INFINITY));
        assert_eq!(number("MAX"), None);
    }
}
