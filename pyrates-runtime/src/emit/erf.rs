//! Coefficients of the error function for languages that lack it.

use pyrates_ir::math;

/// Fills the coefficients of [`math::erf`] into a text: `{series}`, `{scaled}`, both with the highest power
/// first, `{centre}` and `{end}`.
pub(super) fn with_coefficients(text: &str) -> String {
    let list = |values: &[f64]| {
        let lines: Vec<String> = values
            .chunks(4)
            .map(|row| row.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(", "))
            .collect();
        lines.join(",\n    ")
    };
    text.replace("{series}", &list(&math::ERF_SERIES))
        .replace("{scaled}", &list(&math::ERFC_SCALED))
        .replace("{centre}", &format!("{:?}", math::ERF_CENTRE))
        .replace("{end}", &format!("{:?}", math::ERF_SERIES_END))
}
