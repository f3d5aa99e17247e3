//! The file.

use super::divided::Divided;
use super::happenings;
use super::{MAX_EQUATIONS, MAX_LINE, NAME, SYNTAX, XppautOptions, longest_delay};
use crate::emit::header::References;
use crate::emit::namer::{NameRules, Namer, snake_case};
use crate::emit::prepared::{Prepared, PreparedValue, PreparedVariable};
use crate::emit::writer::table;
use crate::emit::{EmitError, EmittedFile, Target};

/// A variable with a larger value counts as infinite, and ends the run.
const BOUNDS: &str = "1e30";

pub(super) fn file(model: &Prepared, options: &XppautOptions) -> Result<EmittedFile, EmitError> {
    let name = format!("{}.ode", file_name(model, options));
    let mut lines: Vec<String> = header(model, &name).iter().map(|line| comment(line)).collect();
    lines.push(String::new());
    lines.extend(model.parameters.iter().map(|v| format!("par {}={}", v.name, SYNTAX.signed(v.value()))));
    lines.push(String::new());
    let delays = model.delays.iter().map(|d| &d.value);
    for definition in
        model.definitions(&SYNTAX, model.derivatives.iter().chain(delays).chain(model.happenings()))
    {
        lines.extend(definition.trim_matches('\n').lines().map(str::to_string));
        lines.push(String::new());
    }
    lines.extend(equations(model, options)?);
    lines.push(String::new());
    lines.extend(initial(model));
    lines.push(String::new());
    lines.push(settings(model, options));
    lines.push("done".to_string());
    Ok(EmittedFile { name, text: lines.join("\n") + "\n" })
}

/// The names of files have no limit.
fn file_name(model: &Prepared, options: &XppautOptions) -> String {
    let rules = NameRules { max_length: 60, ..options.name_rules(false) };
    Namer::new(rules).name(&snake_case(&model.model))
}

fn comment(line: &str) -> String {
    format!("# {line}").trim_end().to_string()
}

fn header(model: &Prepared, file: &str) -> Vec<String> {
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| format!("column {}", i + 2),
            parameter: &|_| "par".to_string(),
            delay: &|k| format!("delay {}", k + 1),
        },
    );
    lines.push(String::new());
    let row = |call: String, meaning: &str| vec![call, meaning.to_string()];
    lines.extend(table(&[
        row(format!("xppaut {file}"), "the program with its windows"),
        row(format!("xppaut {file} -silent -outfile out.dat"), "columns of time and states in a file"),
    ]));
    lines
}

/// Auxiliary variables as named expressions, the right-hand sides, and events.
fn equations(model: &Prepared, options: &XppautOptions) -> Result<Vec<String>, EmitError> {
    let mut divided = Divided::new(model, Namer::new(options.name_rules(model.is_delayed())));
    let mut lines = Vec::new();
    let processes = happenings::processes(model, &mut divided);
    lines.extend(processes.iter().map(|name| format!("wiener {name}")));
    let amplitudes = model.noise.iter().map(|noise| &noise.amplitude);
    for &k in &model.reads(model.derivatives.iter().chain(amplitudes)).auxiliaries {
        let auxiliary = &model.auxiliaries[k];
        // Without arrays every auxiliary is computed by an expression.
        let PreparedValue::Each(e) = &auxiliary.value else { continue };
        let (parts, text) = divided.formula(e);
        lines.extend(parts);
        lines.push(format!("{}={text}", auxiliary.name));
        check_room(&lines, &auxiliary.path)?;
    }
    for (i, (v, e)) in std::iter::zip(&model.states, &model.derivatives).enumerate() {
        let (parts, text) = divided.formula(e);
        let (noise_parts, noise) = happenings::noise(model, i, &processes, &mut divided);
        lines.extend(parts.into_iter().chain(noise_parts));
        lines.push(format!("{}'={text}{noise}", v.name));
        check_room(&lines, &v.path)?;
    }
    for (event, line) in happenings::events(model, &divided)? {
        lines.push(line);
        check_room(&lines, &event.path)?;
    }
    Ok(lines)
}

/// XPPAUT does not say when it has no room.
fn check_room(lines: &[String], path: &str) -> Result<(), EmitError> {
    let unsupported = |construct, advice| {
        Err(EmitError::Unsupported { target: NAME, construct, variable: path.to_string(), advice })
    };
    if lines.len() > MAX_EQUATIONS {
        let construct = "more than 1900 equations and named parts of them, as in that";
        return unsupported(construct, "export a model with fewer edges");
    }
    if lines.iter().any(|line| line.len() > MAX_LINE) {
        let construct = "the formula of more than 1000 characters in the equation";
        return unsupported(construct, "divide it with auxiliary variables");
    }
    Ok(())
}

/// The past where one is read, and initial values, which must stand behind it.
fn initial(model: &Prepared) -> Vec<String> {
    let value = |v: &PreparedVariable| SYNTAX.signed(v.value());
    let is_delayed = |i: &usize| model.past.iter().any(|past| past.state == *i);
    let delayed = (0..model.states.len()).filter(is_delayed).map(|i| &model.states[i]);
    let mut lines: Vec<String> = delayed.map(|v| format!("{}(0)={}", v.name, value(v))).collect();
    if !lines.is_empty() {
        lines.insert(0, comment("the past, which may be a formula of t, and then the initial values"));
    }
    lines.extend(model.states.iter().map(|v| format!("init {}={}", v.name, value(v))));
    lines
}

fn settings(model: &Prepared, options: &XppautOptions) -> String {
    let XppautOptions { t_end, dt, tolerance, .. } = options;
    // The buffer for the output has one row for each step.
    let rows = (t_end / dt).ceil() + 2.0;
    let method = match (model.noise.is_empty(), model.is_delayed()) {
        (false, _) => "meth=euler".to_string(),
        (true, true) => "meth=rungekutta".to_string(),
        (true, false) => format!("meth=83dp, toler={tolerance:?}, atoler={:e}", rounded(tolerance / 1e3)),
    };
    let past = match model.is_delayed() {
        true => format!(", delay={:?}", options.max_delay.unwrap_or(2.0 * longest_delay(model))),
        false => String::new(),
    };
    format!("@ total={t_end:?}, dt={dt:?}, {method}{past}, bounds={BOUNDS}, maxstor={rows}")
}

/// A number without the rounding errors of a division.
fn rounded(x: f64) -> f64 {
    format!("{x:.12e}").parse().unwrap_or(x)
}
