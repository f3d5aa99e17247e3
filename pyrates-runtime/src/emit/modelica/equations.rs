//! Equations: lines for single variables, loops over the units of populations.

use pyrates_ir::expr::Expr;

use super::spelling::SYNTAX;
use crate::emit::prepared::{
    Leaf, Prepared, PreparedAuxiliary, PreparedDelay, PreparedEvent, PreparedPast, PreparedValue,
};
use crate::emit::printer::Printer;
use crate::emit::writer::Writer;

/// The number of a unit in loops.
const INDEX: &str = "i";

/// An equation, or one for each unit of a population of this size.
enum Equation {
    Single(String),
    Each(usize, String),
}

impl Equation {
    fn new(n: usize, text: String) -> Equation {
        if n == 1 { Equation::Single(text) } else { Equation::Each(n, text) }
    }
}

/// Writes all equations; those of populations of one size that follow each other share a loop.
pub(super) fn write(w: &mut Writer, model: &Prepared) {
    let states = model.states.iter().zip(&model.derivatives).enumerate();
    let of_states = states.map(|(i, (v, e))| {
        let left = element(model, &Leaf::State(i), INDEX);
        Equation::new(v.n(), format!("der({left}) = {};", text(model, e)))
    });
    let of_auxiliaries = (0..model.auxiliaries.len()).map(|k| auxiliary(model, k));
    let of_past = (0..model.past.len()).map(|k| past(model, k));
    let all: Vec<Equation> = of_past.chain(of_auxiliaries).chain(of_states).collect();
    let same = |a: &Equation, b: &Equation| match (a, b) {
        (Equation::Each(n, _), Equation::Each(m, _)) => n == m,
        (Equation::Single(_), Equation::Single(_)) => true,
        _ => false,
    };
    for run in all.chunk_by(same) {
        let lines = |w: &mut Writer| {
            let text = |equation: &Equation| match equation {
                Equation::Single(text) | Equation::Each(_, text) => text.clone(),
            };
            w.lines(run.iter().map(text));
        };
        let n = if let Some(Equation::Each(n, _)) = run.first() { *n } else { 1 };
        each(w, n, lines);
    }
}

/// Lines for each unit of a population; they stand alone if there is only one.
fn each(w: &mut Writer, n: usize, lines: impl FnOnce(&mut Writer)) {
    match n {
        1 => lines(w),
        n => w.block(&format!("for {INDEX} in 1:{n} loop"), "end for;", lines),
    }
}

/// An expression for the unit of a loop.
fn text(model: &Prepared, e: &Expr<Leaf>) -> String {
    printed(e, &|leaf| element(model, leaf, INDEX))
}

fn printed(e: &Expr<Leaf>, leaf: &dyn Fn(&Leaf) -> String) -> String {
    Printer { syntax: &SYNTAX, leaf, kind: None }.text(e)
}

/// A variable; of an array the element with this number.
fn element(model: &Prepared, leaf: &Leaf, index: &str) -> String {
    match leaf {
        Leaf::Time => "time".to_string(),
        leaf if model.n(leaf) == 1 => model.leaf(leaf),
        leaf => format!("{}[{index}]", model.leaf(leaf)),
    }
}

/// The number of an element that a table chooses for the unit of a loop, or for the only unit.
fn chosen(model: &Prepared, table: usize, n: usize) -> String {
    let table = &model.tables[table];
    match table.indices.as_slice() {
        [one, ..] if n == 1 => (one + 1).to_string(),
        _ => format!("{}[{INDEX}]", table.name),
    }
}

fn auxiliary(model: &Prepared, k: usize) -> Equation {
    let PreparedAuxiliary { name, n, value, .. } = &model.auxiliaries[k];
    let left = element(model, &Leaf::Auxiliary(k), INDEX);
    let leaf = |e: &Expr<Leaf>| match e {
        Expr::Leaf(leaf) => model.leaf(leaf),
        // What is summed is a variable, see `terms`.
        other => text(model, other),
    };
    match value {
        PreparedValue::Each(e) | PreparedValue::Fill(e) => {
            Equation::new(*n, format!("{left} = {};", text(model, e)))
        }
        PreparedValue::Sum(e) => Equation::Single(format!("{name} = sum({});", leaf(e))),
        PreparedValue::Product { matrix, vector } => {
            let matrix = &model.parameters[*matrix].name;
            Equation::Single(format!("{name} = {matrix}*{};", model.leaf(vector)))
        }
        PreparedValue::Pick { of, table } => {
            let of = element(model, of, &chosen(model, *table, *n));
            Equation::new(*n, format!("{left} = {of};"))
        }
        PreparedValue::LinkSum { table, value } => {
            let targets = &model.tables[*table].name;
            let values = if model.n_of(value) == 1 { format!("{{{}}}", leaf(value)) } else { leaf(value) };
            Equation::Single(format!("{name} = link_sum({targets}, {values}, {n});"))
        }
    }
}

fn past(model: &Prepared, k: usize) -> Equation {
    let PreparedPast { state, delay, n, units, lags, .. } = &model.past[k];
    let place = |table: &Option<usize>| table.map_or(INDEX.to_string(), |k| chosen(model, k, *n));
    let state = element(model, &Leaf::State(*state), &place(units));
    let lag = lag(model, &model.delays[*delay], &place(lags));
    let left = element(model, &Leaf::Past(k), INDEX);
    Equation::new(*n, format!("{left} = delay({state}, {lag});"))
}

/// A delay by parameters alone, since Modelica asks for that; one of several has this number.
fn lag(model: &Prepared, delay: &PreparedDelay, index: &str) -> String {
    let leaf = |leaf: &Leaf| match leaf {
        Leaf::Auxiliary(k) => match &model.auxiliaries[*k].value {
            PreparedValue::Pick { of, table } if model.auxiliaries[*k].n > 1 => {
                element(model, of, &format!("{}[{index}]", model.tables[*table].name))
            }
            PreparedValue::Pick { of, table } => element(model, of, &chosen(model, *table, 1)),
            _ => element(model, leaf, index),
        },
        leaf => element(model, leaf, index),
    };
    printed(&delay.value, &leaf)
}

/// Writes events. Those that set the same states stand in one clause, as Modelica wants it.
pub(super) fn write_events(w: &mut Writer, model: &Prepared) {
    let mut clauses: Vec<Vec<&PreparedEvent>> = Vec::new();
    for event in model.events.iter().filter(|event| event.acts()) {
        let sets = |other: &&PreparedEvent| event.set.iter().any(|a| other.set.iter().any(|b| a.0 == b.0));
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            clauses.into_iter().partition(|clause| clause.iter().any(sets));
        joined.push(vec![event]);
        clauses = apart;
        clauses.push(joined.concat());
    }
    for clause in clauses {
        let n = clause.first().map_or(1, |event| event.n);
        each(w, n, |w| {
            for (k, event) in clause.iter().enumerate() {
                let word = if k == 0 { "when" } else { "elsewhen" };
                w.line(&format!("{word} {} then", condition(model, event)));
                w.indented(1, |w| actions(w, model, event));
            }
            w.line("end when;");
        });
    }
}

fn condition(model: &Prepared, event: &PreparedEvent) -> String {
    use pyrates_ir::expr::CompareOp;
    text(model, &Expr::compare(CompareOp::Gt, event.switch.clone(), Expr::Number(0.0)))
}

/// New values are made of those before the event.
fn actions(w: &mut Writer, model: &Prepared, event: &PreparedEvent) {
    let before = |leaf: &Leaf| match leaf {
        Leaf::Time | Leaf::Parameter(_) => element(model, leaf, INDEX),
        leaf => format!("pre({})", element(model, leaf, INDEX)),
    };
    for (state, value) in &event.set {
        let state = element(model, &Leaf::State(*state), INDEX);
        w.line(&format!("reinit({state}, {});", printed(value, &before)));
    }
    if event.stop {
        w.line(&format!("terminate(\"{}\");", event.path));
    }
}
