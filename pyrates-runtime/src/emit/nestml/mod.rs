//! Neurons in NESTML, of which NEST makes compiled models. Numbers have no units; the unit of time of the model is a parameter,
//! a millisecond.

mod plain;
mod spelling;

use pyrates_ir::expr::Expr;

use super::actions::{expanded, initial_value, is_positive};
use super::chosen::{chosen_parameter, find};
use super::header::References;
use super::keywords;
use super::namer::{NameRules, Namer, snake_case};
use super::options::options;
use super::prepared::{Leaf, Prepared, PreparedEvent, PreparedVariable};
use super::printer::Printer;
use super::writer::{Continuation, Writer, split_at_blanks};
use super::{Capabilities, EmitError, EmittedFile, Options, Target};

use plain::{factors, is_garbled, plain};
use spelling::{ARCTAN, SYNTAX};

const NAME: &str = "NESTML";

options! {
    /// Options of the export to NESTML.
    pub struct NestmlOptions {
        /// A parameter or input, as a path or a name, to which the current is added that devices of NEST inject.
        pub current: Option<String> = None,
        /// A state, as a path or a name, to which the weights of spikes that arrive are added.
        pub spikes: Option<String> = None,
    }
}

impl Target for NestmlOptions {
    fn name(&self) -> &'static str {
        NAME
    }

    fn options(&mut self) -> Option<&mut dyn Options> {
        Some(self)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { delays: false, infinite_values: false, noise: false, events: true, complex: false }
    }

    fn name_rules(&self, _delayed: bool) -> NameRules {
        NameRules {
            ignores_case: false,
            unicode: false,
            leading_underscore: false,
            max_length: 200,
            reserved: keywords::C,
            reserved_here: keywords::NESTML,
        }
    }

    fn identifier(&self, model: &str) -> String {
        format!("{}_neuron", snake_case(model))
    }

    fn language(&self) -> &'static str {
        SYNTAX.language
    }

    fn has_jacobian(&self) -> bool {
        false
    }

    fn files(&self, model: &Prepared) -> Result<Vec<EmittedFile>, EmitError> {
        let neuron = Neuron::new(model, self)?;
        let mut w = Writer::new("    ", Continuation::Mark(" \\"));
        header(&mut w, &neuron);
        w.block(&format!("model {}:", model.identifier), "", |w| neuron.write(w));
        let text = w.finish().trim_end().to_string() + "\n";
        Ok(vec![EmittedFile { name: format!("{}.nestml", model.identifier), text }])
    }
}

/// A variable of a formula, or a number that has a name.
#[derive(Clone, PartialEq)]
enum Symbol {
    Variable(Leaf),
    Number(usize),
}

/// A model and the names of what the file has besides.
struct Neuron<'a> {
    model: &'a Prepared,
    /// Numbers that NESTML would garble, with their names.
    numbers: Vec<(String, f64)>,
    /// A state that is the time, if equations need it.
    time: Option<String>,
    /// The parameter to which a current is added, and the port.
    current: Option<(usize, String)>,
    /// The state to which weights are added, and the port.
    spikes: Option<(usize, String)>,
    happenings: Vec<Happening<'a>>,
}

/// An event in terms of states and parameters.
struct Happening<'a> {
    event: &'a PreparedEvent,
    condition: Expr<Leaf>,
    /// New values, and the names under which they are computed.
    set: Vec<(String, Expr<Leaf>)>,
    /// The state that is 1 from the event until the condition is false again.
    held: String,
    holds_at_start: bool,
}

impl<'a> Neuron<'a> {
    fn new(model: &'a Prepared, options: &NestmlOptions) -> Result<Neuron<'a>, EmitError> {
        let mut namer = Namer::new(options.name_rules(false));
        model.names().for_each(|name| namer.reserve(name));
        namer.reserve(&model.identifier);
        let current = chosen_parameter(&model.parameters, options.current.as_deref(), "current", NAME)?;
        let spikes = options.spikes.as_deref().map(|wanted| {
            let requirement = "the path or the name of a state of the model";
            find(&model.states, wanted).ok_or(EmitError::Option {
                target: NAME,
                option: "spikes",
                requirement,
            })
        });
        let current = current.map(|i| (i, namer.name(&format!("{}_current", model.parameters[i].name))));
        let spikes = spikes.transpose()?.map(|i| (i, namer.name("spikes_in")));
        let happenings: Result<Vec<Happening>, EmitError> =
            model.events.iter().map(|event| happening(model, event, &mut namer)).collect();
        let happenings = happenings?;
        let mut neuron = Neuron { model, numbers: Vec::new(), time: None, current, spikes, happenings };
        let reads_time = neuron.expressions().any(|e| e.leaves().contains(&&Leaf::Time));
        neuron.time = reads_time.then(|| namer.name("time"));
        neuron.name_numbers(&mut namer);
        Ok(neuron)
    }

    /// Names for the numbers of states and formulas that need one.
    fn name_numbers(&mut self, namer: &mut Namer) {
        let mut garbled: Vec<f64> = self.model.states.iter().map(PreparedVariable::value).collect();
        self.expressions().for_each(|e| e.visit(&mut |e| garbled.extend(e.as_number())));
        for x in garbled.into_iter().map(f64::abs).filter(|x| is_garbled(*x)) {
            if self.number(x).is_none() {
                self.numbers.push((namer.name(&format!("number_{}", self.numbers.len() + 1)), x));
            }
        }
    }

    /// All formulas of the file.
    fn expressions(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        let model = self.model;
        let reads = model.reads(&model.derivatives).auxiliaries;
        let computed = reads.into_iter().filter_map(|k| model.auxiliaries[k].value.expression());
        model.derivatives.iter().chain(computed).chain(self.of_events())
    }

    /// The formulas of events.
    fn of_events(&self) -> impl Iterator<Item = &Expr<Leaf>> {
        self.happenings.iter().flat_map(|happening| {
            std::iter::once(&happening.condition).chain(happening.set.iter().map(|(_, e)| e))
        })
    }

    /// The place of a number without a sign among those that have names.
    fn number(&self, x: f64) -> Option<usize> {
        self.numbers.iter().position(|(_, known)| *known == x)
    }

    fn write(&self, w: &mut Writer) {
        let model = self.model;
        self.state(w);
        w.line("");
        self.equations(w);
        w.line("");
        w.block("parameters:", "", |w| {
            model.parameters.iter().for_each(|v| variable(w, &v.name, &factors(v.value()), &described(v)));
            w.verbatim("t_unit ms = 1.0 ms    # the model's unit of time");
            for (name, x) in &self.numbers {
                w.verbatim(&format!("{name} real = {}    # {x:?}", factors(*x)));
            }
        });
        self.ports(w);
        for definition in self.definitions() {
            w.line("");
            w.verbatim(&definition);
        }
        w.line("");
        w.block("update:", "", |w| w.line("integrate_odes()"));
        if let Some((i, port)) = &self.spikes {
            let name = &model.states[*i].name;
            w.line("");
            w.block(&format!("onReceive({port}):"), "", |w| {
                statement(w, &format!("{name} += {port} * (1.0 s)"))
            });
        }
        self.happenings.iter().enumerate().for_each(|(k, happening)| self.happening(w, happening, k == 0));
    }

    fn state(&self, w: &mut Writer) {
        w.block("state:", "", |w| {
            for v in &self.model.states {
                variable(w, &v.name, &self.text(&Expr::Number(v.value())), &described(v));
            }
            if let Some(time) = &self.time {
                variable(w, time, "0.0", "time");
            }
            for happening in &self.happenings {
                let start = if happening.holds_at_start { "1.0" } else { "0.0" };
                let about = format!("whether {} has happened", happening.event.path);
                variable(w, &happening.held, start, &about);
            }
        });
    }

    fn equations(&self, w: &mut Writer) {
        let model = self.model;
        w.block("equations:", "", |w| {
            for k in model.reads(&model.derivatives).auxiliaries {
                let auxiliary = &model.auxiliaries[k];
                if let Some(e) = auxiliary.value.expression() {
                    statement(w, &format!("inline {} real = {}", auxiliary.name, self.text(&plain(e))));
                }
            }
            for (v, e) in model.states.iter().zip(&model.derivatives) {
                statement(w, &format!("{}' = ({}) / t_unit", v.name, self.text(&plain(e))));
            }
            if let Some(time) = &self.time {
                statement(w, &format!("{time}' = 1.0 / t_unit"));
            }
        });
    }

    fn ports(&self, w: &mut Writer) {
        if self.current.is_some() || self.spikes.is_some() {
            w.line("");
            w.block("input:", "", |w| {
                if let Some((_, port)) = &self.spikes {
                    w.verbatim(&format!("{port} <- spike"));
                }
                if let Some((_, port)) = &self.current {
                    w.verbatim(&format!("{port} real <- continuous"));
                }
            });
        }
        if !self.happenings.is_empty() {
            w.line("");
            w.block("output:", "", |w| w.line("spike"));
        }
    }

    /// The functions that the file needs, with those that these call.
    fn definitions(&self) -> Vec<String> {
        let of_events = self.happenings.iter().flat_map(|happening| {
            std::iter::once(&happening.condition).chain(happening.set.iter().map(|(_, e)| e))
        });
        let mut definitions = self.model.definitions(&SYNTAX, self.model.derivatives.iter().chain(of_events));
        let has = |definitions: &[String], text: &str| definitions.iter().any(|d| d.contains(text));
        if has(&definitions, "arctan(") && !has(&definitions, "function arctan(") {
            definitions.push(ARCTAN.text.to_string());
        }
        definitions
    }

    /// What happens when a condition becomes true; the first event of a model is the spike.
    fn happening(&self, w: &mut Writer, happening: &Happening, spikes: bool) {
        let (held, condition) = (&happening.held, self.text(&happening.condition));
        w.line("");
        statement(w, &format!("onCondition({held} < 0.5 and ({condition})):"));
        w.indented(1, |w| {
            for (name, value) in &happening.set {
                statement(w, &format!("{name} real = {}", self.text(value)));
            }
            for ((name, _), (state, _)) in happening.set.iter().zip(&happening.event.set) {
                w.line(&format!("{} = {name}", self.model.states[*state].name));
            }
            w.line(&format!("{held} = 1.0"));
            if spikes {
                w.line("emit_spike()");
            }
        });
        w.line("");
        statement(w, &format!("onCondition({held} > 0.5 and not ({condition})):"));
        w.indented(1, |w| w.line(&format!("{held} = 0.0")));
    }

    fn text(&self, e: &Expr<Leaf>) -> String {
        let leaf = |symbol: &Symbol| match (symbol, &self.time, &self.current) {
            (Symbol::Number(k), ..) => self.numbers[*k].0.clone(),
            (Symbol::Variable(Leaf::Time), Some(time), _) => time.clone(),
            (Symbol::Variable(Leaf::Parameter(i)), _, Some((j, port))) if i == j => {
                format!("({} + {port})", self.model.parameters[*i].name)
            }
            (Symbol::Variable(leaf), ..) => self.model.leaf(leaf),
        };
        let symbols = e.substitute(&mut |leaf| Expr::Leaf(Symbol::Variable(*leaf)));
        Printer { syntax: &SYNTAX, leaf: &leaf, kind: None }.text(&self.with_names(&symbols))
    }

    /// An expression in which numbers that NESTML would garble have their names.
    fn with_names(&self, e: &Expr<Symbol>) -> Expr<Symbol> {
        match e {
            Expr::Number(x) => match self.number(x.abs()) {
                Some(k) if x.is_sign_negative() => -Expr::Leaf(Symbol::Number(k)),
                Some(k) => Expr::Leaf(Symbol::Number(k)),
                None => Expr::Number(*x),
            },
            other => other.map_children(|child| self.with_names(child)),
        }
    }
}

fn happening<'a>(
    model: &'a Prepared,
    event: &'a PreparedEvent,
    namer: &mut Namer,
) -> Result<Happening<'a>, EmitError> {
    if event.stop {
        return Err(EmitError::Unsupported {
            target: NAME,
            construct: "the end of the run at the event",
            variable: event.path.clone(),
            advice: "leave `stop` out, and run as long as you want",
        });
    }
    let mut terms = expanded(model, event).into_iter();
    let switch = terms.next().unwrap_or(Expr::Number(0.0));
    let own = event.path.rsplit('/').next().unwrap_or("event");
    let held = namer.name(&format!("{own}_held"));
    let set = event.set.iter().zip(terms);
    let set =
        set.map(|((state, _), value)| (namer.name(&format!("new_{}", model.states[*state].name)), value));
    let holds_at_start = initial_value(model, &switch) > 0.0;
    Ok(Happening { event, condition: is_positive(&switch), set: set.collect(), held, holds_at_start })
}

/// A statement, on several lines if it is long.
fn statement(w: &mut Writer, text: &str) {
    const WIDTH: usize = 90;
    w.verbatim(&split_at_blanks(text, WIDTH).join("\\\n    "));
}

/// The declaration of a number.
fn variable(w: &mut Writer, name: &str, value: &str, about: &str) {
    w.verbatim(&format!("{name} real = {value}    # {about}"));
}

/// The path of a variable and its unit.
fn described(v: &PreparedVariable) -> String {
    match &v.unit {
        Some(unit) => format!("{} [{unit}]", v.path),
        None => v.path.clone(),
    }
}

fn header(w: &mut Writer, neuron: &Neuron) {
    let model = neuron.model;
    let mut lines = model.header(
        &SYNTAX,
        &References {
            state: &|_| "state".to_string(),
            parameter: &|_| "parameter".to_string(),
            delay: &|k| k.to_string(),
        },
    );
    let id = &model.identifier;
    lines.extend([
        "Variables have no units; a millisecond of NEST is one of the model's units of time.".into(),
        String::new(),
        "NESTML writes nine digits of numbers into its code, unless it is told otherwise:".into(),
        String::new(),
        "  from pynestml.codegeneration.printers.constant_printer import ConstantPrinter".into(),
        "  from pynestml.frontend.pynestml_frontend import generate_nest_target".into(),
        "  ConstantPrinter.n_float_digits = 17".into(),
        format!("  generate_nest_target(\"{id}.nestml\", target_path=\"code\", module_name=\"{id}_module\")"),
        "  import nest".into(),
        format!("  nest.Install(\"{id}_module\")"),
        format!("  neurons = nest.Create(\"{id}\", 10)"),
    ]);
    w.comment("#", &lines);
}
