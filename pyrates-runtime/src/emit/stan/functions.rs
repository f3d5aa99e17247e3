//! The functions: the right-hand side, and what is observed of a state.

use super::plan::Plan;
use super::spelling::{SYNTAX, each};
use super::{Shape, elements};
use crate::emit::prepared::{Leaf, PreparedValue};
use crate::emit::reads::Reads;
use crate::emit::writer::{Continuation, Writer};
use pyrates_ir::expr::Expr;

/// The text of all functions.
pub(super) fn text(plan: &Plan) -> String {
    let model = plan.model;
    let mut w = Writer::new("  ", Continuation::Operator);
    let computed = computed(plan);
    let outputs = model.derivatives.iter().chain(&computed);
    w.definitions(&model.definitions(&SYNTAX, outputs));
    w.line("// The derivative of the state.");
    function(&mut w, plan, &plan.field, |w| {
        bindings(w, plan, &model.reads(&model.derivatives));
        w.line(&format!("vector[{}] dy;", model.n_states()));
        for (v, value) in model.states.iter().zip(&model.derivatives) {
            let value = model.text(&SYNTAX, value);
            match (v.n(), v.first) {
                (1, first) => w.line(&format!("dy[{}] = {value};", first + 1)),
                (n, 0) => w.line(&each(n, &format!("dy[i] = {value};"))),
                (n, first) => w.line(&each(n, &format!("dy[{first} + i] = {value};"))),
            }
        }
        w.line("return dy;");
    });
    w.line("");
    w.line("// What is observed, in the order of the columns of the data.");
    function(&mut w, plan, &plan.view, |w| view(w, plan, &computed));
    w.finish()
}

/// What is observed and is no state.
fn computed(plan: &Plan) -> Vec<Expr<Leaf>> {
    let leaves = plan.observed.iter().filter(|leaf| matches!(leaf, Leaf::Auxiliary(_)));
    leaves.map(|leaf| Expr::Leaf(*leaf)).collect()
}

fn function(w: &mut Writer, plan: &Plan, name: &str, content: impl FnOnce(&mut Writer)) {
    let model = plan.model;
    let parameters = model.parameters.iter().enumerate();
    let parameters = parameters.map(|(i, v)| format!("{} {}", Shape::of(model, i).argument(), v.name));
    let tables = model.used_tables().into_iter().map(|k| format!("array[] int {}", model.tables[k].name));
    let first = ["real t", "vector y"].map(String::from).into_iter();
    let arguments: Vec<String> = first.chain(parameters).chain(tables).collect();
    w.block(&format!("vector {name}({}) {{", arguments.join(", ")), "}", content);
}

fn view(w: &mut Writer, plan: &Plan, computed: &[Expr<Leaf>]) {
    let model = plan.model;
    bindings(w, plan, &model.reads(computed));
    w.line(&format!("vector[{}] seen;", plan.n_observed()));
    let mut first = 0;
    for leaf in &plan.observed {
        let n = model.n(leaf);
        let value = match *leaf {
            Leaf::State(i) => elements("y", model.states[i].first, n),
            other => model.leaf(&other),
        };
        w.line(&format!("{} = {value};", elements("seen", first, n)));
        first += n;
    }
    w.line("return seen;");
}

/// Names for states, and the auxiliary variables; parameters and tables are arguments.
fn bindings(w: &mut Writer, plan: &Plan, reads: &Reads) {
    let model = plan.model;
    for &i in &reads.states {
        let v = &model.states[i];
        let shape = Shape::plain(v).declared("");
        w.line(&format!("{shape} {} = {};", v.name, elements("y", v.first, v.n())));
    }
    for &k in &reads.auxiliaries {
        let auxiliary = &model.auxiliaries[k];
        let mut lines = model.statements(&SYNTAX, auxiliary, ";");
        if let PreparedValue::Product { matrix, vector } = &auxiliary.value
            && !matches!(Shape::of(model, *matrix), Shape::Matrix(..))
        {
            let (n, weights) = (auxiliary.n, &model.parameters[*matrix]);
            let matrix = format!("to_matrix({}, {n}, {}, 0)", weights.name, weights.columns.unwrap_or(1));
            lines = vec![format!("vector[{n}] {} = {matrix}*{};", auxiliary.name, model.leaf(vector))];
        }
        // Others are declared where they are computed.
        if let Some(line) =
            lines.first_mut().filter(|line| line.starts_with(&format!("{} = ", auxiliary.name)))
        {
            line.insert_str(0, "real ");
        }
        w.lines(&lines);
    }
}
