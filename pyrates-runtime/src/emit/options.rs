//! Options by name and as text, for programs that take them from a command line.

use std::fmt;

use pyrates_ir::arrays::Form;

use super::Complex;

/// One option of a target, as programs show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionEntry {
    /// Its name: that of the field; of a field in an options struct within, both names with a `_` between.
    pub name: String,
    /// What it is, as in the documentation.
    pub help: String,
    /// What is written for it, such as `NUMBER`.
    pub form: &'static str,
    /// Its present value as text, if it has one.
    pub value: Option<String>,
    /// Whether it may be given more than once, for a list.
    pub repeats: bool,
}

/// Why an option is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionError {
    /// The target has no such option.
    Unknown,
    /// The text is none of the form that is asked for.
    Malformed {
        /// What would be right.
        expected: &'static str,
    },
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            OptionError::Unknown => f.write_str("the target has no such option"),
            OptionError::Malformed { expected } => write!(f, "the option must be {expected}"),
        }
    }
}

impl std::error::Error for OptionError {}

/// The options of a target, by name.
///
/// ```
/// use pyrates_runtime::emit::{MatlabOptions, Options};
///
/// let mut options = MatlabOptions::default();
/// options.set("dt", "1e-4").unwrap();
/// options.set("adaptive", "false").unwrap();
/// assert_eq!((options.dt, options.adaptive), (1e-4, false));
/// assert!(options.set("step", "1e-4").is_err() && options.set("dt", "short").is_err());
/// assert_eq!(options.entries()[1].value.as_deref(), Some("0.0001"));
/// ```
pub trait Options {
    /// All options, in the order of the fields.
    fn entries(&self) -> Vec<OptionEntry>;

    /// Sets an option; one element more for lists.
    ///
    /// # Errors
    /// If there is no such option, or if the text is none of its form. Whether a value makes sense is found at the export.
    fn set(&mut self, name: &str, text: &str) -> Result<(), OptionError>;
}

/// What the field of an options struct can be.
pub(super) trait OptionValue {
    /// Appends the entries for a field.
    fn describe(&self, name: &str, help: &str, entries: &mut Vec<OptionEntry>);

    /// Sets the value, or that of a field within, if `inner` is one.
    fn put(&mut self, inner: Option<&str>, text: &str) -> Result<(), OptionError>;
}

/// A single value as text.
trait Plain: Sized {
    const FORM: &'static str;
    /// What would be right, after "must be".
    const EXPECTED: &'static str;

    fn read(text: &str) -> Option<Self>;

    fn text(&self) -> String;
}

macro_rules! plain {
    ($type:ty, $form:literal, $expected:literal, $read:expr, $text:expr) => {
        impl Plain for $type {
            const FORM: &'static str = $form;
            const EXPECTED: &'static str = $expected;

            fn read(text: &str) -> Option<Self> {
                let read: fn(&str) -> Option<Self> = $read;
                read(text)
            }

            fn text(&self) -> String {
                let text: fn(&Self) -> String = $text;
                text(self)
            }
        }

        impl OptionValue for $type {
            fn describe(&self, name: &str, help: &str, entries: &mut Vec<OptionEntry>) {
                entries.push(entry::<$type>(name, help, Some(self.text()), false));
            }

            fn put(&mut self, inner: Option<&str>, text: &str) -> Result<(), OptionError> {
                *self = read(inner, text)?;
                Ok(())
            }
        }
    };
}

plain!(bool, "BOOL", "`true` or `false`", |text| text.parse().ok(), ToString::to_string);
plain!(usize, "COUNT", "a number without sign and decimals", |text| text.parse().ok(), ToString::to_string);
plain!(i32, "INTEGER", "a number without decimals", |text| text.parse().ok(), ToString::to_string);
plain!(f64, "NUMBER", "a number", |text| text.parse().ok(), |number| format!("{number:?}"));
plain!(String, "TEXT", "text", |text| Some(text.to_string()), Clone::clone);
plain!((f64, f64), "FROM:TO", "two numbers, as in `-1:2`", range, |(from, to)| format!("{from:?}:{to:?}"));
plain!((String, String), "NAME:NAME", "two names, as in `y:inp`", names, |(a, b)| format!("{a}:{b}"));
plain!(Form, "FORM", "`populations` or `units`", form, form_text);
plain!(Complex, "COMPLEX", "`native` or `parts`", complex, complex_text);

fn range(text: &str) -> Option<(f64, f64)> {
    let (from, to) = text.split_once(':')?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

fn names(text: &str) -> Option<(String, String)> {
    let (first, second) = text.split_once(':')?;
    Some((first.trim().to_string(), second.trim().to_string()))
}

fn form(text: &str) -> Option<Form> {
    match text {
        "populations" => Some(Form::Populations),
        "units" => Some(Form::Units),
        _ => None,
    }
}

fn form_text(form: &Form) -> String {
    match form {
        Form::Populations => "populations".to_string(),
        Form::Units => "units".to_string(),
    }
}

fn complex(text: &str) -> Option<Complex> {
    match text {
        "native" => Some(Complex::Native),
        "parts" => Some(Complex::Parts),
        _ => None,
    }
}

fn complex_text(complex: &Complex) -> String {
    match complex {
        Complex::Native => "native".to_string(),
        Complex::Parts => "parts".to_string(),
    }
}

/// Options within options.
impl<T: Options> OptionValue for T {
    fn describe(&self, name: &str, _help: &str, entries: &mut Vec<OptionEntry>) {
        let within = |entry: OptionEntry| OptionEntry { name: format!("{name}_{}", entry.name), ..entry };
        entries.extend(self.entries().into_iter().map(within));
    }

    fn put(&mut self, inner: Option<&str>, text: &str) -> Result<(), OptionError> {
        self.set(inner.ok_or(OptionError::Unknown)?, text)
    }
}

impl<T: Plain> OptionValue for Option<T> {
    fn describe(&self, name: &str, help: &str, entries: &mut Vec<OptionEntry>) {
        entries.push(entry::<T>(name, help, self.as_ref().map(T::text), false));
    }

    fn put(&mut self, inner: Option<&str>, text: &str) -> Result<(), OptionError> {
        *self = Some(read(inner, text)?);
        Ok(())
    }
}

impl<T: Plain> OptionValue for Vec<T> {
    fn describe(&self, name: &str, help: &str, entries: &mut Vec<OptionEntry>) {
        let all: Vec<String> = self.iter().map(T::text).collect();
        entries.push(entry::<T>(name, help, (!all.is_empty()).then(|| all.join(", ")), true));
    }

    fn put(&mut self, inner: Option<&str>, text: &str) -> Result<(), OptionError> {
        self.push(read(inner, text)?);
        Ok(())
    }
}

fn entry<T: Plain>(name: &str, help: &str, value: Option<String>, repeats: bool) -> OptionEntry {
    OptionEntry { name: name.into(), help: help.trim().into(), form: T::FORM, value, repeats }
}

fn read<T: Plain>(inner: Option<&str>, text: &str) -> Result<T, OptionError> {
    match inner {
        Some(_) => Err(OptionError::Unknown),
        None => T::read(text).ok_or(OptionError::Malformed { expected: T::EXPECTED }),
    }
}

/// A struct of options: its fields with their documentation, types and default values. This makes the struct, `Default` and
/// [`Options`].
macro_rules! options {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[doc = $help:literal])* pub $field:ident: $type:ty = $default:expr,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[doc = $help])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: $default),* }
            }
        }

        impl $crate::emit::Options for $name {
            fn entries(&self) -> Vec<$crate::emit::OptionEntry> {
                let mut entries = Vec::new();
                $($crate::emit::options::OptionValue::describe(
                    &self.$field, stringify!($field), concat!($($help),*), &mut entries,
                );)*
                entries
            }

            fn set(&mut self, name: &str, text: &str) -> Result<(), $crate::emit::OptionError> {
                $(if let Some(inner) = $crate::emit::options::within(name, stringify!($field)) {
                    return $crate::emit::options::OptionValue::put(&mut self.$field, inner, text);
                })*
                Err($crate::emit::OptionError::Unknown)
            }
        }
    };
}

/// Whether a name is that of a field, or of a field within it.
pub(super) fn within<'n>(name: &'n str, field: &str) -> Option<Option<&'n str>> {
    match name.strip_prefix(field)? {
        "" => Some(None),
        rest => rest.strip_prefix('_').map(Some),
    }
}

pub(super) use options;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::{AutoOptions, TARGETS};

    /// What is shown as a value is read as the same value.
    #[test]
    fn values_of_all_targets_read_back() {
        for entry in TARGETS {
            let mut target = (entry.target)();
            let Some(options) = target.options() else { continue };
            let before = options.entries();
            for entry in before.iter().filter(|entry| !entry.repeats) {
                assert!(!entry.help.is_empty(), "{entry:?}");
                if let Some(value) = &entry.value {
                    options.set(&entry.name, value).unwrap();
                }
                assert!(options.set(&format!("{}_", entry.name), "1").is_err());
            }
            assert_eq!(options.entries(), before, "{}", entry.word);
        }
    }

    #[test]
    fn fields_of_all_types_are_set() {
        let mut options = AutoOptions::default();
        let texts = [
            ("parameter", "all/op/eta"),
            ("range", "-1: 2.5"),
            ("mesh", "50"),
            ("boundary", "x.left"),
            ("boundary", "x.right - max(a, b)"),
            ("homoclinic_tests", "1"),
            ("homoclinic_equilibrium", "-1"),
            ("homoclinic_twist", "true"),
        ];
        for (name, text) in texts {
            options.set(name, text).unwrap();
        }
        assert_eq!(options.parameter.as_deref(), Some("all/op/eta"));
        assert_eq!((options.range, options.mesh), (Some((-1.0, 2.5)), 50));
        assert_eq!(options.boundary, ["x.left", "x.right - max(a, b)"]);
        let homoclinic = &options.homoclinic;
        assert_eq!((&homoclinic.tests[..], homoclinic.equilibrium, homoclinic.twist), (&[1][..], -1, true));
        for (name, text) in [("range", "1"), ("mesh", "-5"), ("jacobian", "yes")] {
            assert!(matches!(options.set(name, text), Err(OptionError::Malformed { .. })), "{name}");
        }
        for name in ["homoclinic", "homoclinic_test", "homo", ""] {
            assert_eq!(options.set(name, "1"), Err(OptionError::Unknown), "{name}");
        }
    }
}
