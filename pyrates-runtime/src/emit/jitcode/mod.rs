//! Python modules for JiTCODE, JiTCDDE and JiTCSDE, which compile right-hand sides that are symbols of SymEngine: ordinary
//! equations, those with delays, and those with noise. Loops build the symbols of populations when the module runs, so
//! the text does not grow with them; auxiliary variables become helpers, which are computed once.

mod spelling;

use std::collections::BTreeSet;

use super::data::data_files;
use super::header::References;
use super::keywords;
use super::namer::{NameRules, snake_case};
use super::numpy::elements as elements_of;
use super::options::options;
use super::prepared::{Places, Prepared, PreparedDelay, PreparedPast};
use super::reads::Reads;
use super::tensors;
use super::writer::{Access, Continuation, Writer};
use super::{Capabilities, EmitError, EmittedFile, Form, Options, Target};

pub(super) use spelling::SYNTAX;
use spelling::without_equalities;

const NAME: &str = "JiTCODE";

options! {
    /// Options of the export to JiTCODE, JiTCDDE and JiTCSDE.
    pub struct JitcodeOptions {
        /// Whether the units of populations share loops, or all are written out.
        pub form: Form = Form::Populations,
    }
}

/// What follows the equations.
const MODULE: &str = include_str!("module.py");

const PARAMETERS: &str = r#"
def symbolic(value):
    """A number or a list as symbols."""
    return [symbolic(x) for x in value] if hasattr(value, "__len__") else sympify(value)


def parameters(given=None):
    """The parameters of the model by name, with those that are given: numbers, symbols, or lists of them."""
    unknown = sorted(set(given or {}) - set(P0))
    if unknown:
        raise ValueError(f"no parameters of the model: {', '.join(unknown)}")
    return {name: symbolic(value) for name, value in {**P0, **(given or {})}.items()}
"#;

const KEEP: &str = r#"
def keep(name, value):
    """A symbol for a value that is computed once."""
    if isinstance(value, list):
        return [keep(f"{name}[{k}]", x) for k, x in enumerate(value)]
    helpers.append((Symbol(name), value))
    return Symbol(name)
"#;

const PAST: &str = r#"
def past(k, delay):
    """State k a delay ago."""
    return y(k) if delay == 0 else y(k, t - delay)
"#;

/// What text may use of SymEngine.
const SYMENGINE: &str = "
    Abs Add And Max Min Not Or Piecewise Symbol acos acosh asin asinh atan atan2 atanh ceiling cos cosh erf exp floor log
    sign sin sinh sqrt sympify tan tanh
";

impl Target for JitcodeOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: true, infinite_values: false, noise: true, events: false, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, keywords::JITCODE)
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_jitcode", snake_case(model))
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn form(&self) -> Form {
        self.form
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        check_noise(model)?;
        let model = &without_equalities(model);
        let mut w = Writer::new("    ", Continuation::Parentheses);
        constants_and_definitions(&mut w, model);
        tensors::sections(&mut w, [PARAMETERS]);
        if model.is_delayed() {
            lags(&mut w, model);
        }
        equations(&mut w, model);
        tensors::sections(&mut w, [module(model).as_str()]);
        let text = with_imports(model, &w.finish());
        let mut files = vec![EmittedFile { name: format!("{}.py", model.identifier), text }];
        files.extend(data_files(model, 0));
        Ok(files)
    }
}

/// JiTCSDE has no delays.
fn check_noise(model: &Prepared) -> Result<(), EmitError> {
    match model.noise.first().filter(|_| model.is_delayed()) {
        Some(noise) => Err(EmitError::Unsupported {
            target: NAME,
            construct: "noise in a model with delays, as in the equation",
            variable: model.states[noise.state].path.clone(),
            advice: "simulate it here, or export to Julia or XPPAUT",
        }),
        None => Ok(()),
    }
}

fn constants_and_definitions(w: &mut Writer, model: &Prepared) {
    tensors::constants(w, model, &SYNTAX, str::to_string);
    let delays = model.delays.iter().map(|d| &d.value);
    let amplitudes = model.noise.iter().map(|noise| &noise.amplitude);
    let outputs = model.derivatives.iter().chain(delays).chain(amplitudes);
    for definition in &model.definitions(&SYNTAX, outputs) {
        tensors::sections(w, [definition.as_str()]);
    }
}

/// The file: a header, the imports that the rest needs, and the rest.
fn with_imports(model: &Prepared, rest: &str) -> String {
    let mut w = Writer::new("    ", Continuation::Parentheses);
    header(&mut w, model);
    w.line("import sys");
    tensors::imports(&mut w, model);
    w.line(&format!("from {0} import {0}, t, y", package(model)));
    let called: BTreeSet<&str> = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let names = SYMENGINE.split_whitespace().filter(|name| called.contains(name));
    w.line(&format!("from symengine import ({})", names.collect::<Vec<_>>().join(", ")));
    w.line("");
    w.finish() + rest
}

/// The package that integrates the model.
fn package(model: &Prepared) -> &'static str {
    match (model.is_delayed(), model.noise.is_empty()) {
        (true, _) => "jitcdde",
        (false, true) => "jitcode",
        (false, false) => "jitcsde",
    }
}

/// The function that makes an integrator, for the package of the model.
fn module(model: &Prepared) -> String {
    let own = package(model);
    let ending = |of: &str| format!("  # {of}");
    let keeps = |line: &&str| !line.contains("  # jit") || line.ends_with(&ending(own));
    let lines = MODULE.lines().filter(keeps);
    let strip = |line: &str| line.strip_suffix(&ending(own)).unwrap_or(line).to_string();
    lines.map(strip).collect::<Vec<_>>().join("\n").replace("PACKAGE", own)
}

fn header(w: &mut Writer, model: &Prepared) {
    let range = |first: usize, n: usize| match n {
        1 => format!("y({first})"),
        _ => format!("y({first}..{})", first + n - 1),
    };
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| range(model.states[i].first, model.states[i].n()),
            parameter: &|i| tensors::shape(&model.parameters[i]),
            delay: &|k| {
                let delay = &model.delays[k];
                elements_of("lags(p)", delay.first, delay.defaults.len())
            },
        },
    );
    let id = &model.identifier;
    lines.extend([String::new(), format!("  import {id} as m")]);
    lines.push("  solver = m.integrator()".into());
    lines.extend(
        match package(model) {
            "jitcdde" => {
                &["  solver.step_on_discontinuities()", "  state = solver.integrate(solver.t + 1.0)"][..]
            }
            "jitcode" => &["  solver.set_integrator(\"dopri5\")", "  state = solver.integrate(1.0)"],
            _ => &["  state = solver.integrate(1.0)"],
        }
        .iter()
        .map(|line| line.to_string()),
    );
    w.comment("#", &lines);
    w.line("");
}

fn lags(w: &mut Writer, model: &Prepared) {
    tensors::function_block(w, "def lags(p):", "The delays.", |w| {
        bindings(w, model, &model.reads(model.delays.iter().map(|d| &d.value)), false);
        let lag = |delay: &PreparedDelay| {
            let text = model.text(&SYNTAX, &delay.value);
            match delay.defaults.len() {
                1 => text,
                n => format!("*[{text} for i in range({n})]"),
            }
        };
        w.line(&format!("return [{}]", model.delays.iter().map(lag).collect::<Vec<_>>().join(", ")));
    });
}

fn equations(w: &mut Writer, model: &Prepared) {
    let result = if model.noise.is_empty() { "f, helpers" } else { "f, g, helpers" };
    let doc = format!(
        "The right-hand sides as symbols: `{result}`.\n\n`p` gives numbers or symbols for parameters by name; `y` and \
         `t` are what states and time shall be.\n"
    );
    tensors::function_block(w, "def equations(p=None, y=y, t=t):", &doc, |w| {
        w.line("p, helpers = parameters(p), []");
        w.line("");
        if !model.auxiliaries.is_empty() {
            w.verbatim(KEEP);
            w.line("");
        }
        if model.is_delayed() {
            w.verbatim(PAST);
            w.lines(["", "lag = lags(p)"]);
        }
        let amplitudes = model.noise.iter().map(|noise| &noise.amplitude);
        bindings(w, model, &model.reads(model.derivatives.iter().chain(amplitudes)), true);
        w.block("f = [", "]", |w| {
            for (v, e) in model.states.iter().zip(&model.derivatives) {
                w.line(&format!("{},", elements(&model.text(&SYNTAX, e), v.n())));
            }
        });
        if !model.noise.is_empty() {
            w.block("g = [", "]", |w| {
                for i in 0..model.states.len() {
                    w.line(&format!("{},", elements(&amplitude(model, i), model.states[i].n())));
                }
            });
        }
        w.line(&format!("return {result}"));
    });
}

/// An expression for each element of a variable.
fn elements(text: &str, n: usize) -> String {
    if n == 1 { text.to_string() } else { format!("*[{text} for i in range({n})]") }
}

/// The amplitude of the noise of a state. Independent terms are together one whose variance is the sum of theirs.
fn amplitude(model: &Prepared, state: usize) -> String {
    let terms = model.noise.iter().filter(|noise| noise.state == state);
    let terms: Vec<String> = terms.map(|noise| model.text(&SYNTAX, &noise.amplitude)).collect();
    match terms.as_slice() {
        [] => "0.0".to_string(),
        [one] => one.clone(),
        several => {
            let squares: Vec<String> = several.iter().map(|term| format!("({term})**2")).collect();
            format!("sqrt({})", squares.join(" + "))
        }
    }
}

/// Names for what is read. Auxiliary variables become helpers where there are some.
fn bindings(w: &mut Writer, model: &Prepared, reads: &Reads, helpers: bool) {
    let access = Access {
        state: &|i| match &model.states[i] {
            v if v.n() == 1 => format!("y({})", v.first),
            v => format!("[y(k) for k in range({}, {})]", v.first, v.first + v.n()),
        },
        parameter: &|i| {
            let name = format!("p[\"{}\"]", model.parameters[i].name);
            let is_flat = model.parameters[i].columns.is_some() && !tensors::is_multiplied(model, i);
            if is_flat { format!("[x for row in {name} for x in row]") } else { name }
        },
        past: &|i| past(model, &model.past[i]),
        end: "",
    };
    let direct = Reads { auxiliaries: Default::default(), ..reads.clone() };
    w.lines(model.bindings(&SYNTAX, &direct, &access));
    for &k in &reads.auxiliaries {
        let auxiliary = &model.auxiliaries[k];
        w.lines(model.statements(&SYNTAX, auxiliary, ""));
        if helpers {
            w.line(&format!("{0} = keep(\"{0}\", {0})", auxiliary.name));
        }
    }
}

/// Delayed states: one, several of one lag, or pairs of lags and states.
fn past(model: &Prepared, past: &PreparedPast) -> String {
    let list = |places: Places| match places {
        Places::One(i) => format!("[{i}]*{}", past.n),
        Places::Range(first, n) | Places::Listed(first, n) => format!("range({first}, {})", first + n),
        Places::Table(0, k) => model.tables[k].name.clone(),
        Places::Table(first, k) => format!("[{first} + k for k in {}]", model.tables[k].name),
    };
    match model.past_places(past) {
        (Places::One(state), Places::One(lag)) => format!("past({state}, lag[{lag}])"),
        (states, Places::One(lag)) => format!("[past(k, lag[{lag}]) for k in {}]", list(states)),
        (states, lags) => format!("[past(k, lag[i]) for k, i in zip({}, {})]", list(states), list(lags)),
    }
}
