//! Words and numbers in arguments.

/// Reads a finite number.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("`{}` is not a number", text.trim()))
}

/// Reads a positive whole number.
pub(crate) fn count(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().ok().filter(|n| *n > 0);
    number.ok_or_else(|| format!("`{}` is not a whole number from 1 on", text.trim()))
}

/// The meaning of a word.
pub(crate) fn word<T: Copy, const N: usize>(
    what: &str,
    text: &str,
    known: &[(&'static str, T); N],
) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| *name == text.trim());
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words = known.map(|(name, _)| name).join(", ");
        format!("there is no {what} `{}`; there are {words}", text.trim())
    })
}

/// The units of memory. Powers of 1000, as messages have them, and of 1024.
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

/// Reads an amount of memory, as `4GB`.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let usage =
        || format!("`{text}` is no amount of memory; write `500MB`, `4GB` or `1.5GiB`, or a number of bytes");
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |last| last + 1);
    let (value, unit) = text.split_at(end);
    let is_unit = |(name, _): &&(&str, u64)| name.eq_ignore_ascii_case(unit.trim());
    let (_, unit) = UNITS.iter().find(is_unit).ok_or_else(usage)?;
    let value = value.trim().parse().ok().filter(|value: &f64| *value >= 0.0);
    Ok((value.ok_or_else(usage)? * *unit as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory_are_read() {
        let read =
            ["0", "1000", "2e9", "4GB", "1.5 GiB", "20mb", "7KiB"].map(|text| bytes(text).expect(text));
        assert_eq!(read, [0, 1000, 2_000_000_000, 4_000_000_000, 1_610_612_736, 20_000_000, 7168]);
        for wrong in ["", "GB", "4G", "-1GB", "4 gigabytes", "nan", "1..2MB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
