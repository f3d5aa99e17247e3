//! What events do, for tools that set one state after the other.

use pyrates_ir::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::graph::Graph;

use super::derivatives::insert;
use super::prepared::{Leaf, Prepared, PreparedEvent};

/// The condition and the new values without auxiliary variables.
pub(super) fn expanded(model: &Prepared, event: &PreparedEvent) -> Vec<Expr<Leaf>> {
    let mut graph: Graph<Leaf> = Graph::new();
    let (_, parts) = insert(&mut graph, model, event.expressions(), &|leaf| leaf);
    parts.into_iter().map(|part| graph.whole(part)).collect()
}

/// New values in an order in which they can be set one after the other: what others need comes last. None if there is
/// no such order.
pub(super) fn in_turn<'a>(set: &[(usize, &'a Expr<Leaf>)]) -> Option<Vec<(usize, &'a Expr<Leaf>)>> {
    let mut open = set.to_vec();
    let mut order = Vec::new();
    while !open.is_empty() {
        let is_needed = |k: usize| {
            let mut others = open.iter().enumerate().filter(|(j, _)| *j != k);
            others.any(|(_, (_, value))| value.leaves().contains(&&Leaf::State(open[k].0)))
        };
        let next = (0..open.len()).find(|&k| !is_needed(k))?;
        order.push(open.remove(next));
    }
    Some(order)
}

/// The condition of a switching function, in which `min` and `max` stand for connectives.
pub(super) fn is_positive(switch: &Expr<Leaf>) -> Expr<Leaf> {
    let connected = |op, arguments: &[Expr<Leaf>]| match arguments {
        [a, b] => Some(Expr::logic(op, is_positive(a), is_positive(b))),
        _ => None,
    };
    let condition = match switch {
        Expr::Call(Function::Min, arguments) => connected(LogicOp::And, arguments),
        Expr::Call(Function::Max, arguments) => connected(LogicOp::Or, arguments),
        Expr::Neg(a) if matches!(**a, Expr::Call(Function::Min | Function::Max, _)) => {
            Some(Expr::Not(Box::new(is_positive(a))))
        }
        Expr::Binary(BinaryOp::Sub, a, b) => Some(Expr::compare(CompareOp::Gt, (**a).clone(), (**b).clone())),
        _ => None,
    };
    condition.unwrap_or_else(|| Expr::compare(CompareOp::Gt, switch.clone(), Expr::Number(0.0)))
}

/// The value of an expression without auxiliary variables at the start of a run.
pub(super) fn initial_value(model: &Prepared, e: &Expr<Leaf>) -> f64 {
    let number = |leaf: &Leaf| match *leaf {
        Leaf::State(i) => model.states[i].value(),
        Leaf::Parameter(i) => model.parameters[i].value(),
        Leaf::Time => 0.0,
        Leaf::Auxiliary(_) | Leaf::Past(_) | Leaf::Vector(_) => f64::NAN,
    };
    value(&e.substitute(&mut |leaf| Expr::<Leaf>::Number(number(leaf))))
}

/// The value of an expression of numbers.
pub(super) fn value<L>(e: &Expr<L>) -> f64 {
    match e {
        Expr::Number(x) => *x,
        Expr::Neg(a) => -value(a),
        Expr::Binary(op, a, b) => op.apply(value(a), value(b)),
        Expr::Call(function, arguments) => function.apply(&arguments.iter().map(value).collect::<Vec<f64>>()),
        Expr::Select(c, a, b) => value(if is_true(c) { a } else { b }),
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => f64::from(is_true(e)),
        Expr::Leaf(_) | Expr::Imaginary(_) | Expr::Past(..) => f64::NAN,
    }
}

fn is_true<L>(e: &Expr<L>) -> bool {
    match e {
        Expr::Compare(op, a, b) => op.apply(value(a), value(b)),
        Expr::Logic(op, a, b) => op.apply(is_true(a), is_true(b)),
        Expr::Not(a) => !is_true(a),
        number => value(number) != 0.0,
    }
}
