//! Equations in terms that Modelica allows in models.

use pyrates_ir::expr::{CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::system::Kind;

use crate::emit::namer::Namer;
use crate::emit::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedValue};

/// The model without comparisons and functions that Modelica lacks in equations, and with sums of arrays only: what is
/// summed is a variable.
pub(super) fn in_terms_of_modelica(model: &Prepared, mut namer: Namer) -> Prepared {
    let mut result = model.clone();
    model.names().for_each(|name| namer.reserve(name));
    namer.reserve(&model.identifier);
    result.derivatives.iter_mut().for_each(rewrite);
    result.auxiliaries.iter_mut().filter_map(|a| a.value.expression_mut()).for_each(rewrite);
    for event in &mut result.events {
        rewrite(&mut event.switch);
        event.set.iter_mut().for_each(|(_, value)| rewrite(value));
    }
    for k in 0..result.auxiliaries.len() {
        name_terms(&mut result, k, &mut namer);
    }
    result
}

fn rewrite(e: &mut Expr<Leaf>) {
    *e = rewritten(e);
}

/// Real numbers cannot be compared for equality in equations, and the step function is a choice that solvers see.
fn rewritten(e: &Expr<Leaf>) -> Expr<Leaf> {
    let e = e.map_children(rewritten);
    match e {
        Expr::Compare(CompareOp::Eq, a, b) => equal(*a, *b),
        Expr::Compare(CompareOp::Ne, a, b) => Expr::Not(Box::new(equal(*a, *b))),
        Expr::Call(Function::Heaviside, mut arguments) => {
            let x = arguments.pop().unwrap_or(Expr::Number(f64::NAN));
            let zero = || Expr::Number(0.0);
            let below = Expr::compare(CompareOp::Lt, x.clone(), zero());
            let otherwise = Expr::select(below, zero(), Expr::Number(0.5));
            Expr::select(Expr::compare(CompareOp::Gt, x, zero()), Expr::Number(1.0), otherwise)
        }
        other => other,
    }
}

fn equal(a: Expr<Leaf>, b: Expr<Leaf>) -> Expr<Leaf> {
    let at_least = Expr::compare(CompareOp::Ge, a.clone(), b.clone());
    Expr::logic(LogicOp::And, at_least, Expr::compare(CompareOp::Le, a, b))
}

/// Makes a variable of what an auxiliary variable sums, if it is none.
fn name_terms(model: &mut Prepared, k: usize, namer: &mut Namer) {
    let next = Leaf::Auxiliary(model.auxiliaries.len());
    let auxiliary = &mut model.auxiliaries[k];
    let n_links = auxiliary.value.table().map(|table| model.tables[table].indices.len());
    let (PreparedValue::Sum(e) | PreparedValue::LinkSum { value: e, .. }) = &mut auxiliary.value else {
        return;
    };
    if matches!(e, Expr::Leaf(_)) {
        return;
    }
    let terms = std::mem::replace(e, Expr::Leaf(next));
    let (name, path) = (namer.name(&format!("{}_terms", auxiliary.name)), auxiliary.path.clone());
    let n = n_links.unwrap_or_else(|| model.n_of(&terms));
    let value = PreparedValue::Each(terms);
    model.auxiliaries.push(PreparedAuxiliary { name, path, n, kind: Kind::Real, value });
}
