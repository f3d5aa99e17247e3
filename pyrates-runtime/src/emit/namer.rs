//! Legal, unique names for the variables of a model, as close to the user's own as a language allows.

use std::collections::{HashMap, HashSet};

use pyrates_ir::scalarise::ScalarPath;

use super::abbreviation::abbreviations;

/// What a language asks of names.
#[derive(Debug, Clone, Copy)]
pub struct NameRules {
    /// Whether `R` and `r` are the same name.
    pub ignores_case: bool,
    /// Whether letters outside ASCII are allowed.
    pub unicode: bool,
    /// Whether a name may start with an underscore.
    pub leading_underscore: bool,
    /// The largest number of characters.
    pub max_length: usize,
    /// Words of the language, separated by blanks.
    pub reserved: &'static str,
    /// Words of the file around the equations, separated by blanks.
    pub reserved_here: &'static str,
}

impl NameRules {
    /// Names of ASCII letters in both cases, digits and underscores, as long as anybody likes, that start with a letter.
    pub const fn ascii(reserved: &'static str, reserved_here: &'static str) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: false,
            leading_underscore: false,
            max_length: 200,
            reserved,
            reserved_here,
        }
    }
}

/// Hands out names and remembers them.
#[derive(Debug, Clone)]
pub struct Namer {
    rules: NameRules,
    taken: HashSet<String>,
}

impl Namer {
    /// A namer that avoids the reserved words of a language.
    pub fn new(rules: NameRules) -> Namer {
        let mut namer = Namer { rules, taken: HashSet::new() };
        for word in rules.reserved.split_whitespace().chain(rules.reserved_here.split_whitespace()) {
            namer.reserve(word);
        }
        namer
    }

    /// Makes sure that no variable gets this name.
    pub fn reserve(&mut self, name: &str) {
        let name = self.folded(name);
        self.taken.insert(name);
    }

    /// A name like `wanted`: the same if it is legal and free, with one or two underscores or a number at the end if it
    /// is taken.
    pub fn name(&mut self, wanted: &str) -> String {
        let legal = self.legal(wanted);
        let mut name: String = legal.chars().take(self.rules.max_length).collect();
        let mut clashes = 0;
        while self.taken.contains(&self.folded(&name)) {
            clashes += 1;
            let suffix = if clashes < 3 { "_".repeat(clashes) } else { format!("_{clashes}") };
            let room = self.rules.max_length.saturating_sub(suffix.len());
            name = legal.chars().take(room).collect::<String>() + &suffix;
        }
        self.reserve(&name);
        name
    }

    /// Names for variables: the last word of the path where it says enough (`alpha`), else node and
    /// variable (`prey_alpha`), else the whole path. Weights and delays are named after their edge. What is too long
    /// is abbreviated.
    pub fn names(&mut self, paths: &[ScalarPath]) -> Vec<String> {
        let forms: Vec<[String; 3]> = paths.iter().map(forms).collect();
        let counts = [0, 1, 2].map(|level| {
            let mut count: HashMap<&str, usize> = HashMap::new();
            for form in &forms {
                *count.entry(&form[level]).or_default() += 1;
            }
            count
        });
        let unique = |form: &[String; 3], level: usize| counts[level][form[level].as_str()] == 1;
        let choose = |form: &[String; 3]| {
            let level = (0..2).find(|&level| unique(form, level)).unwrap_or(2);
            form[level].clone()
        };
        let wanted: Vec<String> = forms.iter().map(|form| self.legal(&choose(form))).collect();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        let short = abbreviations(&wanted, self.rules.max_length);
        short.iter().map(|name| self.name(name)).collect()
    }

    fn folded(&self, name: &str) -> String {
        if self.rules.ignores_case { name.to_lowercase() } else { name.to_string() }
    }

    /// The nearest legal spelling, however long.
    fn legal(&self, wanted: &str) -> String {
        let mut name = String::new();
        for c in wanted.chars() {
            match c {
                '_' => name.push('_'),
                c if c.is_ascii_alphanumeric() => name.push(c),
                c if self.rules.unicode && c.is_alphanumeric() => name.push(c),
                c => match spelled_out(c) {
                    Some(word) => name.push_str(word),
                    None if c.is_alphanumeric() => name.push_str(&format!("u{:x}", u32::from(c))),
                    None => name.push('_'),
                },
            }
        }
        let leading =
            if self.rules.leading_underscore { name.as_str() } else { name.trim_start_matches('_') };
        let needs_letter = leading.chars().next().is_none_or(|c| !(c.is_alphabetic() || c == '_'));
        if needs_letter { format!("v{leading}") } else { leading.to_string() }
    }
}

/// The short, the middle and the long name of a path.
fn forms(path: &ScalarPath) -> [String; 3] {
    let local = path.local.join("_");
    if path.node.len() == 1 && path.node[0] == "edges" {
        return [local.clone(), local.clone(), local];
    }
    // An element is named after its vector: `x_0`.
    let n_indices =
        path.local.iter().rev().take_while(|part| part.bytes().all(|b| b.is_ascii_digit())).count();
    let last = path.local[path.local.len().saturating_sub(n_indices + 1)..].join("_");
    let node = node_words(&path.node).join("_");
    let join = |rest: &str| if node.is_empty() { rest.to_string() } else { format!("{node}_{rest}") };
    [last.clone(), join(&last), join(&local)]
}

/// The words of a path that say where a node is: what lies on an edge has the name of the edge.
fn node_words(node: &[String]) -> Vec<&str> {
    let on_edge = node.iter().any(|word| word == "edges");
    let says_more = |word: &&str| !(on_edge && matches!(*word, "edges" | "pairs" | "chains"));
    node.iter().map(String::as_str).filter(says_more).collect()
}

/// Greek letters by name, subscripts as digits.
fn spelled_out(c: char) -> Option<&'static str> {
    const WORDS: &str = "
        α alpha  β beta  γ gamma  δ delta  ε epsilon  ϵ epsilon  ζ zeta  η eta  θ theta  ϑ theta
        ι iota  κ kappa  λ lambda  μ mu  µ mu  ν nu  ξ xi  ο omicron  π pi  ρ rho  σ sigma
        ς sigma  τ tau  υ upsilon  φ phi  ϕ phi  χ chi  ψ psi  ω omega  Α Alpha  Β Beta  Γ Gamma
        Δ Delta  Ε Epsilon  Ζ Zeta  Η Eta  Θ Theta  Ι Iota  Κ Kappa  Λ Lambda  Μ Mu  Ν Nu  Ξ Xi
        Ο Omicron  Π Pi  Ρ Rho  Σ Sigma  Τ Tau  Υ Upsilon  Φ Phi  Χ Chi  Ψ Psi  Ω Omega  ₀ 0
        ₁ 1  ₂ 2  ₃ 3  ₄ 4  ₅ 5  ₆ 6  ₇ 7  ₈ 8  ₉ 9
    ";
    let mut words = WORDS.split_whitespace();
    words.by_ref().find(|word| word.chars().eq([c]))?;
    words.next()
}

/// `PredatorPrey` as `predator_prey`; runs of capitals stay together (`QIFNetwork` is `qif_network`).
pub fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let after_lower = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_ascii_digit());
        let before_lower =
            i > 0 && chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(|c| c.is_lowercase());
        if c.is_uppercase() && (after_lower || before_lower) {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::keywords;

    const STRICT: NameRules = NameRules {
        ignores_case: true,
        unicode: false,
        leading_underscore: false,
        max_length: 12,
        reserved: keywords::FORTRAN,
        reserved_here: "t y dy",
    };
    const PYTHON: NameRules = NameRules {
        ignores_case: false,
        leading_underscore: true,
        max_length: 60,
        reserved: keywords::PYTHON,
        ..STRICT
    };

    fn path(text: &str) -> ScalarPath {
        let segments: Vec<String> = text.split('/').map(str::to_string).collect();
        let cut = if segments[0] == "edges" { 1 } else { segments.len().saturating_sub(2) };
        ScalarPath { node: segments[..cut].to_vec(), local: segments[cut..].to_vec() }
    }

    fn check(rules: NameRules, table: &[(&str, &str)]) {
        let paths: Vec<ScalarPath> = table.iter().map(|row| path(row.0)).collect();
        let expected: Vec<&str> = table.iter().map(|row| row.1).collect();
        assert_eq!(Namer::new(rules).names(&paths), expected);
    }

    #[test]
    fn short_names_are_preferred() {
        check(
            PYTHON,
            &[
                ("prey/lv/x", "prey_x"),
                ("predator/lv/x", "predator_x"),
                ("prey/lv/alpha", "alpha"),
                ("n/a/k", "n_a_k"),
                ("n/b/k", "n_b_k"),
                ("edges/up/weight", "up_weight"),
            ],
        );
    }

    #[test]
    fn hostile_names_become_legal_in_fortran() {
        check(
            STRICT,
            &[
                ("n/o/R", "R"),
                ("n/o/r", "r_"),
                ("n/o/lambda", "lambda"),
                ("n/o/end", "end_"),
                ("n/o/type", "type_"),
                ("n/o/I", "I"),
                ("n/o/gamma", "gamma"),
                ("n/o/E1", "E1"),
                ("n/o/Δ", "Delta"),
                ("n/o/y", "y_"),
                ("n/o/dy", "dy_"),
                ("n/o/_a", "a"),
                ("n/o/τ₁", "tau1"),
                ("n/o/exp", "exp_"),
                ("n/o/é", "ue9"),
                ("n/o/long_long_long", "lon_lon_long"),
                ("n/o/long_long_loud", "lon_lon_loud"),
                ("n/o/2x", "v2x"),
                ("n/o/γ", "gamma_"),
            ],
        );
    }

    #[test]
    fn hostile_names_become_legal_in_python() {
        check(
            PYTHON,
            &[
                ("n/o/R", "R"),
                ("n/o/r", "r"),
                ("n/o/lambda", "lambda_"),
                ("n/o/end", "end"),
                ("n/o/Δ", "Delta"),
                ("n/o/_a", "_a"),
                ("n/o/y", "y_"),
                ("n/o/np", "np_"),
            ],
        );
    }

    #[test]
    fn model_names_become_snake_case() {
        for (name, snake) in
            [("PredatorPrey", "predator_prey"), ("QIFNetwork", "qif_network"), ("lv2", "lv2")]
        {
            assert_eq!(snake_case(name), snake);
        }
    }
}
