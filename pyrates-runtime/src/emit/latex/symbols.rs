//! Names as mathematicians write them: `tau_m` is a Greek letter with an index.

/// The Greek letters that LaTeX has commands for.
const GREEK: &str = "
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi
    omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
";

/// The symbol of a variable: its letter or word, with the rest of its name as indices, and `owner` above it.
pub(super) fn symbol(name: &str, owner: &str, index: &str) -> String {
    let mut parts = name.split('_').filter(|part| !part.is_empty()).flat_map(split_number);
    let letter = parts.next().map_or_else(|| "x".to_string(), |part| word(&part));
    let mut indices: Vec<String> = parts.map(|part| word(&part)).collect();
    indices.extend((!index.is_empty()).then(|| index.to_string()));
    let below = if indices.is_empty() { String::new() } else { format!("_{{{}}}", indices.join(",")) };
    let above = if owner.is_empty() { String::new() } else { format!("^{{\\text{{{}}}}}", text(owner)) };
    format!("{letter}{below}{above}")
}

/// `x1` as `x` and `1`.
fn split_number(part: &str) -> Vec<String> {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() || letters.len() == part.len() {
        return vec![part.to_string()];
    }
    vec![letters.to_string(), part[letters.len()..].to_string()]
}

/// One letter or number as it is, Greek letters as commands, words upright.
fn word(part: &str) -> String {
    let is_number = part.bytes().all(|b| b.is_ascii_digit());
    if GREEK.split_whitespace().any(|letter| letter == part) {
        return format!("\\{part}");
    }
    if is_number || part.chars().count() == 1 && part.is_ascii() {
        return part.to_string();
    }
    match greek_character(part) {
        Some(command) => command,
        None => format!("\\mathrm{{{}}}", text(part)),
    }
}

/// `Δ` as `\Delta`; letters that look Latin have no command.
fn greek_character(part: &str) -> Option<String> {
    const CHARACTERS: &str = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ";
    let mut characters = part.chars();
    let place = CHARACTERS.chars().position(|c| Some(c) == characters.clone().next())?;
    characters.next();
    let command = GREEK.split_whitespace().nth(place)?;
    let rest = characters.as_str();
    Some(if rest.is_empty() {
        format!("\\{command}")
    } else {
        format!("\\{command}\\mathrm{{{}}}", text(rest))
    })
}

/// Text in which no character is a command.
pub(super) fn text(plain: &str) -> String {
    let mut escaped = String::new();
    for c in plain.chars() {
        match c {
            '_' | '%' | '&' | '#' | '$' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\\' => escaped.push_str("\\textbackslash{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A number: powers of ten where the decimal form is long.
pub(super) fn number(x: f64) -> String {
    if x.is_nan() {
        return "\\mathrm{NaN}".to_string();
    }
    if x.is_infinite() {
        return if x > 0.0 { "\\infty" } else { "-\\infty" }.to_string();
    }
    if x == std::f64::consts::PI {
        return "\\pi".to_string();
    }
    let plain = format!("{x}");
    if plain.len() <= 8 {
        return plain;
    }
    let scientific = format!("{x:e}");
    match scientific.split_once('e') {
        Some((mantissa, exponent)) if exponent.parse::<i32>().is_ok_and(|e| !(-4..6).contains(&e)) => {
            match mantissa {
                "1" => format!("10^{{{exponent}}}"),
                "-1" => format!("-10^{{{exponent}}}"),
                _ => format!("{mantissa} \\cdot 10^{{{exponent}}}"),
            }
        }
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_symbols() {
        for (name, owner, index, expected) in [
            ("tau_m", "", "", "\\tau_{m}"),
            ("r", "prey", "", "r^{\\text{prey}}"),
            ("x1", "", "i", "x_{1,i}"),
            ("I_ext", "", "", "I_{\\mathrm{ext}}"),
            ("Δ", "", "", "\\Delta"),
            ("v_th_max", "a_b", "", "v_{\\mathrm{th},\\mathrm{max}}^{\\text{a\\_b}}"),
            ("_", "", "", "x"),
        ] {
            assert_eq!(symbol(name, owner, index), expected);
        }
    }

    #[test]
    fn numbers_are_short() {
        for (x, expected) in [
            (0.5, "0.5"),
            (-3.0, "-3"),
            (1e-9, "10^{-9}"),
            (2.5e12, "2.5 \\cdot 10^{12}"),
            (0.123456789, "0.123456789"),
        ] {
            assert_eq!(number(x), expected);
        }
    }
}
