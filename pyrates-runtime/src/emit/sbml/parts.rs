//! What is in the lists of an SBML model.

use std::collections::BTreeSet;

use pyrates_ir::expr::{CompareOp, Expr};
use pyrates_ir::function::Function;

use super::{LANGUAGE, NAME};
use crate::emit::EmitError;
use crate::emit::elementary::elementary;
use crate::emit::mathml::{MathMl, helper_name, identifier, native};
use crate::emit::prepared::{Leaf, Prepared, PreparedEvent, PreparedVariable};
use crate::emit::xml::{Xml, escaped};

/// SBML does not end runs.
pub(super) fn check_events(model: &Prepared) -> Result<(), EmitError> {
    match model.events.iter().find(|event| event.stop) {
        Some(event) => Err(EmitError::Unsupported {
            target: NAME,
            construct: "the end of the run in the event",
            variable: event.path.clone(),
            advice: "let the event set a state by which you know, or export to Julia or XPPAUT",
        }),
        None => Ok(()),
    }
}

/// A formula over the variables of the model.
fn math(model: &Prepared, e: &Expr<Leaf>) -> Xml {
    MathMl { leaf: &|leaf| symbol(model, leaf), number_attributes: "", language: LANGUAGE }.math(e)
}

fn symbol(model: &Prepared, leaf: &Leaf) -> Xml {
    match leaf {
        Leaf::Time => csymbol("time", "t"),
        Leaf::Past(k) => {
            let past = &model.past[*k];
            let language = LANGUAGE;
            let of_delay = MathMl { leaf: &|leaf| symbol(model, leaf), number_attributes: "", language };
            let delay = of_delay.xml(&model.delays[past.delay].value);
            let state = identifier(&model.states[past.state].name);
            Xml::element("apply", vec![csymbol("delay", "delay"), state, delay])
        }
        leaf => identifier(&model.leaf(leaf)),
    }
}

/// A symbol of SBML's own.
fn csymbol(symbol: &str, text: &str) -> Xml {
    let url = format!("http://www.sbml.org/sbml/symbols/{symbol}");
    Xml::element(format!("csymbol encoding=\"text\" definitionURL=\"{url}\""), vec![Xml::text(text)])
}

/// Definitions of the functions that MathML lacks, and those that users spelled.
pub(super) fn functions(model: &Prepared) -> Vec<Xml> {
    let mut called = BTreeSet::new();
    let delays = model.delays.iter().map(|delay| &delay.value);
    let auxiliaries = model.auxiliaries.iter().filter_map(|auxiliary| auxiliary.value.expression());
    for e in model.derivatives.iter().chain(delays).chain(auxiliaries).chain(model.happenings()) {
        e.visit(&mut |e| {
            if let Expr::Call(function, _) = e {
                called.insert(function);
            }
        });
    }
    called.into_iter().filter(|function| native(function).is_none()).filter_map(function_definition).collect()
}

fn function_definition(function: &Function) -> Option<Xml> {
    if let Function::User(function) = function {
        let definition = function.implementation()?.spelling(LANGUAGE)?.definition.trim();
        return (!definition.is_empty()).then(|| Xml::text(definition));
    }
    let arguments: Vec<Expr<&str>> = ["x", "y"].into_iter().take(function.arity()).map(Expr::Leaf).collect();
    let printer = MathMl { leaf: &|name: &&str| identifier(name), number_attributes: "", language: LANGUAGE };
    let bound = arguments.iter().map(|argument| Xml::element("bvar", vec![printer.xml(argument)]));
    let body = printer.xml(&elementary(function, &arguments)?);
    let lambda = Xml::element("lambda", bound.chain([body]).collect());
    let math = Xml::element(format!("math xmlns=\"{}\"", crate::emit::mathml::MATHML), vec![lambda]);
    Some(Xml::element(format!("functionDefinition id=\"{}\"", helper_name(function)), vec![math]))
}

/// States, parameters, and auxiliary variables.
pub(super) fn parameters(model: &Prepared) -> Vec<Xml> {
    let parameter = |v: &PreparedVariable, constant: bool| {
        let (id, path, value) = (&v.name, escaped(&v.path), number(v.value()));
        Xml::empty(format!("parameter id=\"{id}\" name=\"{path}\" value=\"{value}\" constant=\"{constant}\""))
    };
    let states = model.states.iter().map(|v| parameter(v, false));
    let constants = model.parameters.iter().map(|v| parameter(v, true));
    let computed = model.auxiliaries.iter().map(|a| {
        Xml::empty(format!("parameter id=\"{}\" name=\"{}\" constant=\"false\"", a.name, escaped(&a.path)))
    });
    states.chain(constants).chain(computed).collect()
}

/// A value as XML Schema writes numbers.
fn number(x: f64) -> String {
    if x.is_nan() {
        "NaN".to_string()
    } else if x.is_infinite() {
        if x > 0.0 { "INF" } else { "-INF" }.to_string()
    } else {
        format!("{x:?}")
    }
}

/// Auxiliary variables and derivatives.
pub(super) fn rules(model: &Prepared) -> Vec<Xml> {
    let computed = model.auxiliaries.iter().filter_map(|auxiliary| {
        let value = math(model, auxiliary.value.expression()?);
        Some(Xml::element(format!("assignmentRule variable=\"{}\"", auxiliary.name), vec![value]))
    });
    let rates = model
        .states
        .iter()
        .zip(&model.derivatives)
        .map(|(v, e)| Xml::element(format!("rateRule variable=\"{}\"", v.name), vec![math(model, e)]));
    computed.chain(rates).collect()
}

/// Events that set states. Conditions that hold at the start must first become false.
pub(super) fn events(model: &Prepared) -> Vec<Xml> {
    model.events.iter().filter(|event| !event.set.is_empty()).map(|event| self::event(model, event)).collect()
}

fn event(model: &Prepared, event: &PreparedEvent) -> Xml {
    let condition = Expr::compare(CompareOp::Gt, event.switch.clone(), Expr::Number(0.0));
    let trigger = "trigger initialValue=\"true\" persistent=\"true\"";
    let trigger = Xml::element(trigger, vec![math(model, &condition)]);
    let assignments = event.set.iter().map(|(state, value)| {
        let name = &model.states[*state].name;
        Xml::element(format!("eventAssignment variable=\"{name}\""), vec![math(model, value)])
    });
    let assignments = Xml::element("listOfEventAssignments", assignments.collect());
    let name = escaped(&event.path);
    Xml::element(
        format!("event name=\"{name}\" useValuesFromTriggerTime=\"true\""),
        vec![trigger, assignments],
    )
}
