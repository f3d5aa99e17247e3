//! LaTeX documents: equations as formulas, and tables of values with units.

mod printer;
mod symbols;
mod tables;

use super::options::options;
use super::prepared::{Leaf, Places, Prepared, PreparedPast, PreparedValue, PreparedVariable};
use super::{Capabilities, EmitError, EmittedFile, Form, NameRules, Options, Target};
use printer::Printer;
use symbols::{symbol, text};

options! {
    /// Options of the export to LaTeX.
    pub struct LatexOptions {
        /// Whether the file is a whole document, or only what goes between `\begin{document}` and `\end{document}`.
        pub document: bool = true,
    }
}

impl Target for LatexOptions {
    fn name(&self) -> &'static str {
        "LaTeX"
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: true, noise: false, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: true,
            leading_underscore: true,
            max_length: 200,
            reserved: "",
            reserved_here: "t",
        }
    }

    fn language(&self) -> &'static str {
        "latex"
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn form(&self) -> Form {
        Form::Populations
    }

    fn needs_spellings(&self) -> bool {
        false
    }

    fn always_arrays(&self) -> bool {
        true
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let version = env!("CARGO_PKG_VERSION");
        let mut lines = vec![format!(
            "% Model {}, exported by PyRates for Rust {version}, hash {:016x}.",
            model.model, model.hash
        )];
        let body = body(model);
        if self.document {
            lines.extend(
                ["\\documentclass{article}", "\\usepackage{amsmath}", "\\begin{document}"].map(String::from),
            );
            lines.push(format!("\\section*{{{}}}", text(&model.model)));
            lines.extend(body);
            lines.push("\\end{document}".to_string());
        } else {
            lines.extend(body);
        }
        let name = format!("{}.tex", model.identifier);
        Ok(vec![EmittedFile { name, text: lines.join("\n") + "\n" }])
    }
}

/// A line of documentation: what stands between backticks is code.
fn prose(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text(line);
    }
    let part = |(i, part): (usize, &&str)| match i % 2 {
        0 => text(part),
        _ => format!("\\texttt{{{}}}", text(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

fn body(model: &Prepared) -> Vec<String> {
    let mut lines: Vec<String> = model.doc.trim().lines().map(|line| prose(line.trim())).collect();
    lines.push("\\begin{align*}".to_string());
    lines.push(equations(model).join(" \\\\\n"));
    lines.push("\\end{align*}".to_string());
    lines.extend(remarks(model));
    lines.extend(tables::tables(model));
    lines
}

/// The equations of the states, then those of what they read.
fn equations(model: &Prepared) -> Vec<String> {
    let derivative = |(v, value): (&PreparedVariable, _)| {
        format!("\\dot{{{}}}{}", base(v), rest(v)) + &equals(&formula(model, value))
    };
    let mut equations: Vec<String> = model.states.iter().zip(&model.derivatives).map(derivative).collect();
    let reads = model.reads(&model.derivatives);
    for &k in &reads.auxiliaries {
        let left = leaf(model, &Leaf::Auxiliary(k));
        equations.push(left + &equals(&value(model, &model.auxiliaries[k].value)));
    }
    equations
}

/// The sign and the right-hand side, in several lines if it is long.
fn equals(formula: &str) -> String {
    let mut text = String::from(" &= ");
    for (k, part) in terms(formula).iter().enumerate() {
        if k > 0 {
            text += " \\\\\n    &\\quad ";
        }
        text += part;
    }
    text
}

/// A long sum in parts that fit a line.
fn terms(formula: &str) -> Vec<String> {
    const WIDTH: usize = 110;
    let mut parts = vec![String::new()];
    let mut depth = 0i32;
    for word in formula.split(' ') {
        let here = depth;
        depth += word.matches(['{', '(']).count() as i32 - word.matches(['}', ')']).count() as i32;
        for (opening, closing) in [("\\begin", "\\end"), ("\\left", "\\right")] {
            depth += word.matches(opening).count() as i32 - word.matches(closing).count() as i32;
        }
        let Some(last) = parts.last_mut() else { continue };
        if here == 0 && matches!(word, "+" | "-") && last.len() > WIDTH {
            parts.push(word.to_string());
        } else {
            let blank = if last.is_empty() { "" } else { " " };
            *last += &format!("{blank}{word}");
        }
    }
    parts
}

fn formula(model: &Prepared, e: &pyrates_ir::expr::Expr<Leaf>) -> String {
    Printer { leaf: &|symbol| leaf(model, symbol) }.formula(e)
}

fn value(model: &Prepared, value: &PreparedValue) -> String {
    let table = |k: usize, index: &str| named(&model.tables[k].name, &model.tables[k].path, index);
    match value {
        PreparedValue::Each(e) | PreparedValue::Fill(e) => formula(model, e),
        PreparedValue::Sum(e) => format!("\\sum_{{i}} {}", formula(model, e)),
        PreparedValue::Product { matrix, vector } => {
            let matrix = &model.parameters[*matrix];
            let vector = indexed(model, vector, "j");
            format!("\\sum_{{j}} {} {vector}", symbol_of(matrix, "i j"))
        }
        PreparedValue::Pick { of, table: k } => match model.tables[*k].indices.as_slice() {
            [one] => indexed(model, of, &(one + 1).to_string()),
            _ => indexed(model, of, &table(*k, "i")),
        },
        PreparedValue::LinkSum { table: k, value } => {
            let value = Printer { leaf: &|symbol| indexed(model, symbol, "k") }.formula(value);
            format!("\\sum_{{k:\\, {} = i}} {value}", table(*k, "k"))
        }
    }
}

fn leaf(model: &Prepared, leaf: &Leaf) -> String {
    indexed(model, leaf, "i")
}

/// A variable; those of populations with an index.
fn indexed(model: &Prepared, leaf: &Leaf, index: &str) -> String {
    let index = if model.n(leaf) > 1 { index } else { "" };
    match *leaf {
        Leaf::Time => "t".to_string(),
        Leaf::State(i) => symbol_of(&model.states[i], index),
        Leaf::Parameter(i) => symbol_of(&model.parameters[i], index),
        Leaf::Auxiliary(i) => named(&model.auxiliaries[i].name, &model.auxiliaries[i].path, index),
        Leaf::Past(i) => past(model, &model.past[i], index),
        Leaf::Vector(i) => symbol_of(&model.vector[i], index),
    }
}

/// A delayed state, with its delay in parentheses.
fn past(model: &Prepared, past: &PreparedPast, index: &str) -> String {
    let state = &model.states[past.state];
    let delay = &model.delays[past.delay];
    let place = |table: Option<usize>, places: Places, first: usize| match (table, places) {
        (Some(k), Places::Table(..)) => named(&model.tables[k].name, &model.tables[k].path, index),
        (_, Places::One(i)) => (i - first + 1).to_string(),
        _ => index.to_string(),
    };
    let (states, lags) = model.past_places(past);
    let unit = if state.n() > 1 { place(past.units, states, state.first) } else { String::new() };
    let lag = if delay.defaults.len() > 1 { place(past.lags, lags, delay.first) } else { String::new() };
    let delay = Printer { leaf: &|symbol| indexed(model, symbol, &lag) }.term(&delay.value);
    format!("{}(t - {delay})", symbol_of(state, &unit))
}

/// The symbol of a state or parameter.
fn symbol_of(v: &PreparedVariable, index: &str) -> String {
    named(&v.name, &v.path, index)
}

/// The last word of the path, with the node above it if the word alone is not unique.
fn named(name: &str, path: &str, index: &str) -> String {
    let plain = name.trim_end_matches('_');
    let last = path.rsplit('/').next().unwrap_or(plain);
    let owner = plain.strip_suffix(last).and_then(|owner| owner.strip_suffix('_'));
    let on_edge = path.starts_with("edges/") || path.contains("/edges/");
    let word = match last {
        "weight" | "weights" if on_edge => "w",
        "delay" | "delays" if on_edge => "d",
        _ if owner.is_none() => plain,
        _ => last,
    };
    // What is told apart by underscores at the end gets primes.
    let primes = "'".repeat(name.len() - plain.len());
    symbol(word, &(owner.unwrap_or_default().replace('_', " ") + &primes), index)
}

/// The letter of a state, which gets the dot.
fn base(v: &PreparedVariable) -> String {
    let whole = symbol_of(v, "");
    whole.split(['_', '^']).next().unwrap_or_default().to_string()
}

/// What stands below and above the letter of a state.
fn rest(v: &PreparedVariable) -> String {
    let whole = symbol_of(v, if v.n() > 1 { "i" } else { "" });
    whole[base(v).len()..].to_string()
}

/// What the indices mean, where there are any.
fn remarks(model: &Prepared) -> Vec<String> {
    let sizes = model.states.iter().filter(|v| v.n() > 1);
    let sizes: Vec<String> =
        sizes.map(|v| format!("$i = 1, \\dots, {}$ for ${}$", v.n(), symbol_of(v, "i"))).collect();
    let mut lines = Vec::new();
    if !sizes.is_empty() {
        lines.push(format!("Units are counted by indices: {}.", sizes.join("; ")));
    }
    for k in model.used_tables() {
        let table = &model.tables[k];
        let shown: Vec<String> = table.indices.iter().take(12).map(|i| (i + 1).to_string()).collect();
        let more = if table.indices.len() > 12 { ", \\dots" } else { "" };
        lines.push(format!("${} = ({}{more})$.", named(&table.name, &table.path, ""), shown.join(", ")));
    }
    lines
}
