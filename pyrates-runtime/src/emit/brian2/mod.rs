//! Python modules for Brian2: equations as text, of which a function makes a `NeuronGroup`. Each of its neurons is a copy of
//! the whole model. Numbers have no units; the unit of time of the model is Brian's second.

mod spelling;

use std::collections::HashSet;
use std::sync::LazyLock;

use pyrates_ir::expr::Expr;

use super::header::References;
use super::keywords;
use super::namer::{NameRules, snake_case};
use super::options::options;
use super::prepared::{Leaf, Prepared, PreparedEvent, PreparedVariable};
use super::printer::Printer;
use super::tensors;
use super::writer::{Continuation, Writer, split_at_blanks};
use super::{Capabilities, EmitError, EmittedFile, Options, Target};

pub(super) use spelling::SYNTAX;

const NAME: &str = "Brian2";

options! {
    /// Options of the export to Brian2.
    pub struct Brian2Options {
        /// The method of integration, if the caller does not say another: `rk4`, but `euler` for models with noise.
        pub method: Option<String> = None,
    }
}

const FUNCTIONS: &str = include_str!("functions.py");
const MODULE: &str = include_str!("module.py");

/// Names that variables cannot have: those that equations know, and all units, with every prefix and with powers.
static RESERVED: LazyLock<String> = LazyLock::new(|| {
    let [prefixes, units, others] = keywords::BRIAN2_UNITS.map(str::split_whitespace);
    let prefixed = std::iter::once("").chain(prefixes);
    let units = prefixed.flat_map(|prefix| units.clone().map(move |unit| format!("{prefix}{unit}")));
    let all = units.chain(others.map(str::to_string));
    let powers = all.map(|unit| format!("{unit} {unit}2 {unit}3"));
    format!("{} {}", keywords::BRIAN2, powers.collect::<Vec<_>>().join(" "))
});

impl Target for Brian2Options {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: false, noise: true, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules::ascii(keywords::PYTHON, &RESERVED)
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_brian2", snake_case(model))
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        check(model)?;
        let method = self.chosen_method(model)?;
        let model = &renamed(model);
        let mut w = Writer::new("    ", Continuation::Parentheses);
        header(&mut w, model);
        let outputs = model.derivatives.iter().chain(model.happenings());
        let definitions = model.definitions(&SYNTAX, outputs);
        imports(&mut w, &definitions);
        values(&mut w, "Y0", &model.states);
        values(&mut w, "P0", &model.parameters);
        if !definitions.is_empty() {
            tensors::sections(&mut w, [FUNCTIONS]);
            w.lines(["", ""]);
            definitions.iter().for_each(|definition| w.verbatim(definition));
        }
        w.line("");
        equations(&mut w, model);
        if !model.events.is_empty() {
            events(&mut w, model);
        }
        let module = module(model, method, !definitions.is_empty());
        tensors::sections(&mut w, [module.as_str()]);
        Ok(vec![EmittedFile { name: format!("{}.py", model.identifier), text: w.finish() }])
    }
}

/// The methods of Brian2 that take all equations; those in front take noise.
const METHODS: [&str; 5] = ["euler", "heun", "milstein", "rk4", "rk2"];
/// So many take noise.
const WITH_NOISE: usize = 3;

impl Brian2Options {
    /// The method of the option, or the usual one.
    fn chosen_method(&self, model: &Prepared) -> Result<&str, EmitError> {
        let is_noisy = !model.noise.is_empty();
        let method = self.method.as_deref().unwrap_or(if is_noisy { "euler" } else { "rk4" });
        let (known, requirement) = match is_noisy {
            true => (&METHODS[..WITH_NOISE], "`euler`, `heun` or `milstein` for a model with noise"),
            false => (&METHODS[..], "`rk4`, `rk2`, `euler`, `heun` or `milstein`"),
        };
        match known.contains(&method) {
            true => Ok(method),
            false => Err(EmitError::Option { target: NAME, option: "method", requirement }),
        }
    }
}

/// Methods for noise that depends on states are for Stratonovich's integral or for noise of other forms; the end of a run is
/// not a property of a group.
fn check(model: &Prepared) -> Result<(), EmitError> {
    let unsupported = |construct, variable: &str, advice| {
        Err(EmitError::Unsupported { target: NAME, construct, variable: variable.to_string(), advice })
    };
    let is_constant = |e: &Expr<Leaf>| {
        let reads = model.reads([e]);
        let of_auxiliaries =
            reads.auxiliaries.iter().filter_map(|&k| model.auxiliaries[k].value.expression());
        let mut all = std::iter::once(e).chain(of_auxiliaries);
        reads.states.is_empty() && !all.any(|e| e.leaves().contains(&&Leaf::Time))
    };
    if let Some(noise) = model.noise.iter().find(|noise| !is_constant(&noise.amplitude)) {
        let advice = "make the amplitude a parameter, simulate it here, or export to Julia or XPPAUT";
        return unsupported(
            "noise that is not of constant amplitude, in the equation",
            &model.states[noise.state].path,
            advice,
        );
    }
    match model.events.iter().find(|event| event.stop) {
        Some(event) => unsupported(
            "the end of the run at the event",
            &event.path,
            "leave `stop` out, and run as long as you want",
        ),
        None => Ok(()),
    }
}

/// The model with other names in place of those that end in `_`, by which Brian means values without units, and of those
/// that begin with `xi_`, which are noise.
fn renamed(model: &Prepared) -> Prepared {
    let mut model = model.clone();
    let variables = model.states.iter_mut().chain(&mut model.parameters).map(|v| &mut v.name);
    let mut names: Vec<&mut String> =
        variables.chain(model.auxiliaries.iter_mut().map(|a| &mut a.name)).collect();
    let mut known: HashSet<String> = names.iter().map(|name| name.to_string()).collect();
    for name in names.iter_mut().filter(|name| name.ends_with('_') || name.starts_with("xi_")) {
        let start = if name.starts_with("xi_") { "own_" } else { "" };
        let free = (1..).map(|k| format!("{start}{name}{k}")).find(|free| !known.contains(free));
        **name = free.unwrap_or_default();
        known.insert(name.to_string());
    }
    model
}

fn header(w: &mut Writer, model: &Prepared) {
    let names = |v: &PreparedVariable, table: &str| format!("{table}[\"{}\"]", v.name);
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|i| names(&model.states[i], "Y0"),
            parameter: &|i| names(&model.parameters[i], "P0"),
            delay: &|_| String::new(),
        },
    );
    let id = &model.identifier;
    let first = model.states.first().map_or("", |v| v.name.as_str());
    lines.extend([
        String::new(),
        "Variables have no units; a second of Brian is one of the model's units of time.".into(),
        String::new(),
        "  from brian2 import *".into(),
        format!("  import {id} as m"),
        "  group = m.neurons(10, dt=0.01*second)".into(),
        format!("  monitor = StateMonitor(group, \"{first}\", record=True)"),
    ]);
    if let Some((first, _)) = event_names(model).first() {
        lines.push(match first.as_str() {
            "spike" => "  spikes = SpikeMonitor(group)".into(),
            other => format!("  events = EventMonitor(group, \"{other}\")"),
        });
    }
    lines.push("  run(100*second)".into());
    w.comment("#", &lines);
    w.line("");
}

fn imports(w: &mut Writer, definitions: &[String]) {
    let uses = |word: &str| definitions.iter().any(|text| text.contains(word));
    if uses("math.") {
        w.line("import math");
        w.line("");
    }
    if uses("np.") {
        w.line("import numpy as np");
    }
    let function = if definitions.is_empty() { "" } else { "Function, " };
    w.line(&format!("from brian2 import {function}NeuronGroup"));
    w.line("");
}

/// A dictionary of numbers by name.
fn values(w: &mut Writer, name: &str, variables: &[PreparedVariable]) {
    if variables.is_empty() {
        w.line(&format!("{name} = {{}}"));
        return;
    }
    w.block(&format!("{name} = {{"), "}", |w| {
        for v in variables {
            w.line(&format!("\"{}\": {},", v.name, SYNTAX.signed(v.value())));
        }
    });
}

/// Equations have one line each; those that are long stand in several strings.
fn equations(w: &mut Writer, model: &Prepared) {
    w.block("EQUATIONS = \"\\n\".join([", "])", |w| {
        for (i, v) in model.states.iter().enumerate() {
            let drift = format!("d{}/dt = ({})/second", v.name, text(model, &model.derivatives[i]));
            let noise = model.noise.iter().filter(|noise| noise.state == i);
            let noise =
                noise.map(|n| format!(" + ({})*xi_{}*second**-0.5", text(model, &n.amplitude), n.first));
            string(w, &format!("{drift}{} : 1", noise.collect::<String>()));
        }
        let outputs = model.derivatives.iter().chain(model.happenings());
        for k in model.reads(outputs).auxiliaries {
            let auxiliary = &model.auxiliaries[k];
            let value = auxiliary.value.expression().map(|e| text(model, e)).unwrap_or_default();
            string(w, &format!("{} = {value} : 1", auxiliary.name));
        }
        for k in 0..model.events.len() {
            string(w, &format!("held_{k} : 1"));
        }
    });
}

/// An expression; time is a number of seconds.
fn text(model: &Prepared, e: &Expr<Leaf>) -> String {
    let leaf = |leaf: &Leaf| match leaf {
        Leaf::Time => "(t/second)".to_string(),
        other => model.leaf(other),
    };
    Printer { syntax: &SYNTAX, leaf: &leaf, kind: None }.text(e)
}

/// One element of a list of strings, in parts that Python joins.
fn string(w: &mut Writer, text: &str) {
    const WIDTH: usize = 90;
    let parts = split_at_blanks(text, WIDTH);
    let last = parts.len() - 1;
    let lines = parts.iter().enumerate();
    w.verbatim(
        &lines
            .map(|(k, part)| format!("\"{part}\"{}\n", if k == last { "," } else { "" }))
            .collect::<String>(),
    );
}

/// The events with their names: the first is Brian's `spike`, of which monitors and synapses know.
fn event_names(model: &Prepared) -> Vec<(String, &PreparedEvent)> {
    let name = |k: usize| if k == 0 { "spike".to_string() } else { format!("event_{k}") };
    model.events.iter().enumerate().map(|(k, event)| (name(k), event)).collect()
}

/// Conditions, and what happens when they become true. New values need the old ones of all states.
fn events(w: &mut Writer, model: &Prepared) {
    let events = event_names(model);
    let dictionary = |w: &mut Writer, name: &str, value: &dyn Fn(usize, &PreparedEvent) -> Vec<String>| {
        w.block(&format!("{name} = {{"), "}", |w| {
            for (k, (name, event)) in events.iter().enumerate() {
                w.block(&format!("\"{name}\": \"\\n\".join(["), "]),", |w| {
                    value(k, event).iter().for_each(|line| string(w, line));
                });
            }
        });
    };
    let condition = |event: &PreparedEvent| format!("({}) > 0.0", text(model, &event.switch));
    dictionary(w, "CONDITIONS", &|_, event| vec![condition(event)]);
    dictionary(w, "RESETS", &|k, event| {
        let new = |j: usize| format!("new_{k}_{j}");
        let computed =
            event.set.iter().enumerate().map(|(j, (_, e))| format!("{} = {}", new(j), text(model, e)));
        let set =
            event.set.iter().enumerate().map(|(j, (i, _))| format!("{} = {}", model.states[*i].name, new(j)));
        computed.chain(set).collect()
    });
    w.line(
        "EVENTS = {name: f\"({CONDITIONS[name]}) and held_{k} < 0.5\" for k, name in enumerate(CONDITIONS)}",
    );
}

/// The function that makes a group.
fn module(model: &Prepared, method: &str, has_functions: bool) -> String {
    let marks = [
        ("  # FUNCTIONS", has_functions),
        ("  # PLAIN", !has_functions),
        ("  # EVENTS", !model.events.is_empty()),
        ("  # QUIET", model.events.is_empty()),
    ];
    tensors::marked(MODULE, &marks).replace("METHOD", method)
}
