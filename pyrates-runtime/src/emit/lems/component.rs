//! The file with the component type and the component.

use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;

use super::choices::{Choices, cases};
use super::reactions::{Reaction, reactions, with_own_terms};
use super::{LANGUAGE, text};
use crate::emit::elementary::in_elementary_terms;
use crate::emit::header::References;
use crate::emit::mathml::PLAIN;
use crate::emit::namer::{NameRules, Namer};
use crate::emit::prepared::{Leaf, Prepared, PreparedValue, PreparedVariable};
use crate::emit::syntax::Syntax;
use crate::emit::writer::split_at_blanks;
use crate::emit::xml::{self, Xml, escaped};
use crate::emit::{EmitError, EmittedFile};

/// Formulas longer than this continue on the next line.
const WIDTH: usize = 80;

/// A condition that always holds: PyLEMS needs one in every case.
const ALWAYS: &str = "1 .gt. 0";

/// A model with the variables and events that LEMS can express.
struct Component {
    model: Prepared,
    order: Vec<usize>,
    chooses: Vec<bool>,
    /// The number of auxiliary variables that the model itself has.
    n_own: usize,
    reactions: Vec<Reaction>,
}

/// The file, with names by these rules.
pub(super) fn file(model: &Prepared, rules: NameRules) -> Result<EmittedFile, EmitError> {
    let component = Component::new(model, rules)?;
    let id = &model.identifier;
    let parts = vec![component.component_type(), component.component()];
    let text = xml::document(&header(model), &Xml::element("Lems", parts));
    Ok(EmittedFile { name: format!("{id}_lems.xml"), text })
}

fn header(model: &Prepared) -> Vec<String> {
    let mut lines = model.header(
        &PLAIN,
        &References {
            state: &|_| "StateVariable".to_string(),
            parameter: &|_| "Parameter".to_string(),
            delay: &|k| k.to_string(),
        },
    );
    lines.push("Variables have no dimensions; a second of LEMS is one of the model's units of time.".into());
    lines
}

impl Component {
    fn new(model: &Prepared, rules: NameRules) -> Result<Component, EmitError> {
        let n_own = model.auxiliaries.len();
        let own = without_idle(with_own_terms(model));
        let has =
            |function: &Function| text::native(function).is_some() || matches!(function, Function::User(_));
        let in_terms = in_elementary_terms(&own, &has, Namer::new(rules));
        let mut namer = Namer::new(rules);
        namer.reserve(&in_terms.identifier);
        in_terms.names().for_each(|name| namer.reserve(name));
        let reactions = reactions(&in_terms, &own, &mut namer)?;
        let Choices { model, order, chooses, .. } = Choices::new(in_terms, namer);
        Ok(Component { model, order, chooses, n_own, reactions })
    }

    fn component_type(&self) -> Xml {
        let model = &self.model;
        let mut inside: Vec<Xml> = model.parameters.iter().map(parameter).collect();
        inside.push(Xml::empty("Constant name=\"SEC\" dimension=\"time\" value=\"1s\""));
        // What the user has to define for functions of their own.
        let plain = Syntax { language: LANGUAGE, ..PLAIN };
        let expressions = model.derivatives.iter().chain(model.happenings());
        inside.extend(model.definitions(&plain, expressions).into_iter().map(Xml::text));
        let exposed = model.states.iter().map(|v| (&v.name, described(v)));
        let computed = self.order.iter().filter(|k| **k < self.n_own).map(|&k| &model.auxiliaries[k]);
        let exposed = exposed.chain(computed.map(|a| (&a.name, escaped(&a.path))));
        inside.extend(exposed.map(|(name, about)| {
            Xml::empty(format!("Exposure name=\"{name}\" dimension=\"none\" description=\"{about}\""))
        }));
        inside.extend(self.reactions.iter().map(|reaction| {
            let (port, about) = (&reaction.port, escaped(&reaction.path));
            Xml::empty(format!("EventPort name=\"{port}\" direction=\"out\" description=\"{about}\""))
        }));
        inside.push(Xml::element("Dynamics", self.dynamics()));
        let about = match model.doc.trim().lines().next() {
            Some(line) => format!(" description=\"{}\"", escaped(line.trim())),
            None => String::new(),
        };
        Xml::element(format!("ComponentType name=\"{}\"{about}", model.identifier), inside)
    }

    fn dynamics(&self) -> Vec<Xml> {
        let model = &self.model;
        let states = model.states.iter().map(|v| {
            Xml::empty(format!("StateVariable name=\"{0}\" dimension=\"none\" exposure=\"{0}\"", v.name))
        });
        let held = self.reactions.iter().map(|reaction| {
            Xml::empty(format!("StateVariable name=\"{}\" dimension=\"none\"", reaction.held))
        });
        let derived = self.order.iter().map(|&k| self.derived(k));
        let rates = model.states.iter().zip(&model.derivatives).map(|(v, e)| {
            let value = attribute("value", &format!("({})/SEC", text::number(model, e)));
            Xml::empty(format!("TimeDerivative variable=\"{}\"{value}", v.name))
        });
        let start = Xml::element("OnStart", self.start());
        let reactions = self.reactions.iter().flat_map(|reaction| self.conditions(reaction));
        states.chain(held).chain(derived).chain(rates).chain([start]).chain(reactions).collect()
    }

    /// An auxiliary variable.
    fn derived(&self, k: usize) -> Xml {
        let auxiliary = &self.model.auxiliaries[k];
        let name = &auxiliary.name;
        let exposure = if k < self.n_own { format!(" exposure=\"{name}\"") } else { String::new() };
        let start = format!("name=\"{name}\" dimension=\"none\"{exposure}");
        let Some(e) = auxiliary.value.expression() else { return Xml::text("") };
        if !self.chooses[k] {
            return Xml::empty(format!("DerivedVariable {start}{}", attribute("value", &self.number(e))));
        }
        let case = |(condition, value): (Option<Expr<Leaf>>, &Expr<Leaf>)| {
            let condition = condition.map_or(ALWAYS.to_string(), |c| text::condition(&self.model, &c, true));
            let (condition, value) =
                (first_attribute("condition", &condition), attribute("value", &self.number(value)));
            Xml::empty(format!("Case{condition}{value}"))
        };
        let cases = cases(e).into_iter().map(case).collect();
        Xml::element(format!("ConditionalDerivedVariable {start}"), cases)
    }

    /// Where states begin.
    fn start(&self) -> Vec<Xml> {
        let states = self.model.states.iter().map(|v| assignment(&v.name, &format!("{:?}", v.value())));
        let held = self
            .reactions
            .iter()
            .map(|reaction| assignment(&reaction.held, if reaction.holds_at_start { "1" } else { "0" }));
        states.chain(held).collect()
    }

    /// The event, and that it may happen again.
    fn conditions(&self, reaction: &Reaction) -> Vec<Xml> {
        let held = &reaction.held;
        let condition = |holds| text::condition(&self.model, &reaction.condition, holds);
        let mut conditions: Vec<Xml> = reaction
            .cases
            .iter()
            .map(|case| {
                let mut test = format!("({held} .lt. 0.5) .and. ({})", condition(true));
                if let Some(more) = &case.condition {
                    test = format!("({test}) .and. ({})", text::condition(&self.model, more, true));
                }
                let set = case.set.iter();
                let set = set.map(|(i, e)| assignment(&self.model.states[*i].name, &self.number(e)));
                let out = Xml::empty(format!("EventOut port=\"{}\"", reaction.port));
                let inside = set.chain([assignment(held, "1"), out]).collect();
                Xml::element(format!("OnCondition{}", first_attribute("test", &test)), inside)
            })
            .collect();
        let release = format!("OnCondition{}", first_attribute("test", &condition(false)));
        conditions.push(Xml::element(release, vec![assignment(held, "0")]));
        conditions
    }

    fn component(&self) -> Xml {
        let id = &self.model.identifier;
        let values = self.model.parameters.iter().map(|v| format!(" {}=\"{:?}\"", v.name, v.value()));
        let start = format!("Component id=\"{id}_1\" type=\"{id}\"{}", values.collect::<String>());
        Xml::empty(split_at_blanks(&start, WIDTH).join("\n    ").replace(" \n", "\n"))
    }

    fn number(&self, e: &Expr<Leaf>) -> String {
        text::number(&self.model, e)
    }
}

/// The model without the formulas of auxiliary variables that nobody reads: those of events have their own terms.
fn without_idle(mut model: Prepared) -> Prepared {
    let read = model.reads(model.derivatives.iter().chain(model.happenings())).auxiliaries;
    for (k, auxiliary) in model.auxiliaries.iter_mut().enumerate() {
        if !read.contains(&k) {
            auxiliary.value = PreparedValue::Each(Expr::Number(0.0));
        }
    }
    model
}

fn parameter(v: &PreparedVariable) -> Xml {
    let (name, about) = (&v.name, described(v));
    Xml::empty(format!("Parameter name=\"{name}\" dimension=\"none\" description=\"{about}\""))
}

/// The path of a variable and its unit.
fn described(v: &PreparedVariable) -> String {
    escaped(&match &v.unit {
        Some(unit) => format!("{} [{unit}]", v.path),
        None => v.path.clone(),
    })
}

fn assignment(variable: &str, value: &str) -> Xml {
    Xml::empty(format!("StateAssignment variable=\"{variable}\"{}", attribute("value", value)))
}

/// An attribute with a formula that stands behind the name of an element.
fn first_attribute(name: &str, formula: &str) -> String {
    let lines = split_at_blanks(formula, WIDTH);
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    format!(" {name}=\"{}\"", escaped(&lines.join("\n    ")))
}

/// An attribute with a formula that stands behind another, on a line of its own if it is long. jLEMS wants a blank behind the
/// name of an element.
fn attribute(name: &str, formula: &str) -> String {
    let attribute = first_attribute(name, formula);
    if formula.len() > WIDTH / 2 { format!("\n    {}", attribute.trim_start()) } else { attribute }
}
