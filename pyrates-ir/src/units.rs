//! Units of measurement: `ms`, `mV/ms`, `1/s`, `nS*mV`, `m^2`.
//!
//! Two units are equal if they measure the same in the same steps: `mV` and `V` are different, `1/ms` and `kHz`
//! are equal. Nothing is converted; mixing `ms` and `s` is a mistake.

use std::fmt;

use crate::nearest::nearest;

/// The seven base units of the SI.
const N_BASE: usize = 7;

/// A unit: powers of the base units, and a factor.
#[derive(Debug, Clone)]
pub struct Unit {
    /// As the user wrote it, or as it follows.
    text: String,
    powers: [f64; N_BASE],
    factor: f64,
}

/// Symbol, powers of m, kg, s, A, K, mol, cd, and factor.
type Row = (&'static str, [i8; N_BASE], f64);

/// The units that are known. Those that take prefixes stand first.
const UNITS: &[Row] = &[
    ("m", [1, 0, 0, 0, 0, 0, 0], 1.0),
    ("g", [0, 1, 0, 0, 0, 0, 0], 1e-3),
    ("s", [0, 0, 1, 0, 0, 0, 0], 1.0),
    ("A", [0, 0, 0, 1, 0, 0, 0], 1.0),
    ("K", [0, 0, 0, 0, 1, 0, 0], 1.0),
    ("mol", [0, 0, 0, 0, 0, 1, 0], 1.0),
    ("cd", [0, 0, 0, 0, 0, 0, 1], 1.0),
    ("Hz", [0, 0, -1, 0, 0, 0, 0], 1.0),
    ("N", [1, 1, -2, 0, 0, 0, 0], 1.0),
    ("Pa", [-1, 1, -2, 0, 0, 0, 0], 1.0),
    ("J", [2, 1, -2, 0, 0, 0, 0], 1.0),
    ("W", [2, 1, -3, 0, 0, 0, 0], 1.0),
    ("C", [0, 0, 1, 1, 0, 0, 0], 1.0),
    ("V", [2, 1, -3, -1, 0, 0, 0], 1.0),
    ("F", [-2, -1, 4, 2, 0, 0, 0], 1.0),
    ("Ohm", [2, 1, -3, -2, 0, 0, 0], 1.0),
    ("Ω", [2, 1, -3, -2, 0, 0, 0], 1.0),
    ("S", [-2, -1, 3, 2, 0, 0, 0], 1.0),
    ("H", [2, 1, -2, -2, 0, 0, 0], 1.0),
    ("Wb", [2, 1, -2, -1, 0, 0, 0], 1.0),
    ("T", [0, 1, -2, -1, 0, 0, 0], 1.0),
    ("L", [3, 0, 0, 0, 0, 0, 0], 1e-3),
    ("l", [3, 0, 0, 0, 0, 0, 0], 1e-3),
    ("M", [-3, 0, 0, 0, 0, 1, 0], 1e3),
];

/// The units without prefixes.
const PLAIN_UNITS: &[Row] = &[
    ("min", [0, 0, 1, 0, 0, 0, 0], 60.0),
    ("h", [0, 0, 1, 0, 0, 0, 0], 3600.0),
    ("d", [0, 0, 1, 0, 0, 0, 0], 86400.0),
    ("rad", [0, 0, 0, 0, 0, 0, 0], 1.0),
];

const PREFIXES: &[(&str, f64)] = &[
    ("f", 1e-15),
    ("p", 1e-12),
    ("n", 1e-9),
    ("u", 1e-6),
    ("µ", 1e-6),
    ("μ", 1e-6),
    ("m", 1e-3),
    ("c", 1e-2),
    ("d", 1e-1),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
];

impl Unit {
    /// The unit of plain numbers.
    pub fn one() -> Unit {
        Unit { text: "1".to_string(), powers: [0.0; N_BASE], factor: 1.0 }
    }

    /// Reads a unit. The error says what is wrong.
    pub fn parse(text: &str) -> Result<Unit, String> {
        let mut unit = Unit::one();
        let mut sign = 1.0;
        for (word, divides) in words(text)? {
            if let Some(divides) = divides {
                sign = if divides { -1.0 } else { 1.0 };
            }
            let (name, power) = match word.split_once('^') {
                Some((name, power)) => (name.trim(), number(power.trim())?),
                None => (word.as_str(), 1.0),
            };
            unit = unit.times(&symbol(name)?.power(sign * power));
        }
        unit.text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(unit)
    }

    /// The product of two units.
    pub fn times(&self, other: &Unit) -> Unit {
        let text = match (self.text.as_str(), other.text.as_str()) {
            ("1", _) => other.text.clone(),
            (_, "1") => self.text.clone(),
            _ => format!("{}*{}", self.text, other.grouped()),
        };
        let powers = std::array::from_fn(|k| self.powers[k] + other.powers[k]);
        Unit { text, powers, factor: self.factor * other.factor }
    }

    /// The quotient of two units.
    pub fn over(&self, other: &Unit) -> Unit {
        let text =
            if other.text == "1" { self.text.clone() } else { format!("{}/{}", self.text, other.grouped()) };
        let powers = std::array::from_fn(|k| self.powers[k] - other.powers[k]);
        Unit { text, powers, factor: self.factor / other.factor }
    }

    /// A power of the unit.
    pub fn power(&self, exponent: f64) -> Unit {
        let text = match exponent {
            1.0 => self.text.clone(),
            _ if self.text == "1" => self.text.clone(),
            _ => format!("{}^{exponent}", self.grouped()),
        };
        let powers = self.powers.map(|power| power * exponent);
        Unit { text, powers, factor: self.factor.powf(exponent) }
    }

    fn grouped(&self) -> String {
        if self.text.contains(['/', '*', ' ']) { format!("({})", self.text) } else { self.text.clone() }
    }

    /// Whether the unit is that of plain numbers.
    pub fn is_one(&self) -> bool {
        *self == Unit::one()
    }

    /// Whether the unit measures time.
    pub fn is_time(&self) -> bool {
        self.powers == [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    }

    /// A shorter name for what the unit follows from, if there is one: `ms` for `mV/(mV/ms)`.
    pub fn simplified(self) -> Unit {
        let prefixes = PREFIXES.iter().map(|(prefix, factor)| (*prefix, *factor));
        for (prefix, factor) in std::iter::once(("", 1.0)).chain(prefixes) {
            for row in UNITS {
                let candidate = of_row(row, prefix, factor);
                if candidate == self {
                    return candidate;
                }
            }
        }
        let plain = PLAIN_UNITS.iter().map(|row| of_row(row, "", 1.0)).find(|candidate| *candidate == self);
        plain.filter(|candidate| !candidate.is_one()).unwrap_or(self)
    }
}

impl PartialEq for Unit {
    /// Whether both measure the same in the same steps, up to rounding of the factors.
    fn eq(&self, other: &Unit) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        let powers = self.powers.iter().zip(&other.powers).all(|(a, b)| (a - b).abs() < 1e-9);
        powers && near(self.factor, other.factor)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The factors of a unit, each with whether `/` (true) or `*` (false) stands before it.
fn words(text: &str) -> Result<Vec<(String, Option<bool>)>, String> {
    let mut words: Vec<(String, Option<bool>)> = vec![(String::new(), None)];
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '*' | '·' | '/' => words.push((String::new(), Some(c == '/'))),
            c => words.last_mut().into_iter().for_each(|(word, _)| word.push(c)),
        }
    }
    if words.iter().any(|(word, _)| word.is_empty()) {
        return Err(format!("`{text}` is not a unit: a unit is a product of names, as in `mV/ms`"));
    }
    Ok(words)
}

fn number(text: &str) -> Result<f64, String> {
    text.parse::<f64>()
        .ok()
        .filter(|power| power.is_finite())
        .ok_or_else(|| format!("`{text}` is not the power of a unit"))
}

fn of_row((name, powers, scale): &Row, prefix: &str, factor: f64) -> Unit {
    Unit { text: format!("{prefix}{name}"), powers: powers.map(f64::from), factor: scale * factor }
}

fn symbol(name: &str) -> Result<Unit, String> {
    if name == "1" {
        return Ok(Unit::one());
    }
    let plain = UNITS.iter().chain(PLAIN_UNITS).find(|row| row.0 == name);
    if let Some(row) = plain {
        return Ok(of_row(row, "", 1.0));
    }
    for (prefix, factor) in PREFIXES {
        let rest = name.strip_prefix(prefix);
        if let Some(row) = rest.and_then(|rest| UNITS.iter().find(|row| row.0 == rest)) {
            return Ok(of_row(row, prefix, *factor));
        }
    }
    let known: Vec<&str> = UNITS.iter().chain(PLAIN_UNITS).map(|row| row.0).collect();
    let near = nearest(name, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
    Err(format!("unknown unit `{name}`{}", near.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::Unit;

    fn unit(text: &str) -> Unit {
        Unit::parse(text).expect("a unit")
    }

    #[test]
    fn units_are_equal_if_they_measure_alike() {
        assert_eq!(unit("1/ms"), unit("kHz"));
        assert_eq!(unit("nS*mV"), unit("pA"));
        assert_eq!(unit("m/s/s"), unit("m/s^2"));
        assert_eq!(unit("uF*kOhm"), unit("ms"));
        assert_ne!(unit("ms"), unit("s"));
        assert_ne!(unit("min"), unit("m"));
        assert!(unit("mol/L") == unit("M") && unit("rad").is_one());
    }

    #[test]
    fn derived_units_have_short_names() {
        assert_eq!(unit("mV").over(&unit("mV/ms")).simplified().to_string(), "ms");
        assert_eq!(unit("mV").times(&unit("1/ms")).to_string(), "mV*(1/ms)");
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        for text in ["", "mV/", "msec", "5", "m^x", "*", "ms//s"] {
            assert!(Unit::parse(text).is_err(), "{text}");
        }
        assert_eq!(Unit::parse("Hzz"), Err("unknown unit `Hzz`; did you mean `Hz`?".to_string()));
    }
}
