//! Distributed delays and complex weights as operators on edges.

use crate::definition::{Declaration, Declared, EdgeDefinition, Node, Operator, OperatorUse, Storage};
use crate::finding::{Code, Finding, Loc, Name};
use crate::parse::{ParsedEquation, equation};
use crate::system::Value;
use crate::token;

/// The largest order of a gamma kernel. A kernel of this order is narrow: its standard deviation is 3 %
/// of its mean.
const MAX_ORDER: f64 = 1000.0;

/// The name of the operator that is a distributed delay.
pub(super) const GAMMA: &str = "kernel";
/// The name of the operator that is a complex weight.
pub(super) const FACTOR: &str = "factor";

/// Whether a parameter of these operators belongs to the edge itself: its path is `delay`, `spread` or `weight` alone.
pub(super) fn belongs_to_edge(path: &[String]) -> bool {
    matches!(path, [operator, name] if (operator == GAMMA && (name == "delay" || name == "spread")) || (operator == FACTOR && name == "weight"))
}

/// How an edge is delayed.
pub(super) enum Delay {
    /// By one time, or not at all.
    Discrete,
    /// By a gamma distribution.
    Gamma(Gamma),
}

/// A chain of stages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gamma {
    /// The number of stages.
    order: usize,
    mean: f64,
    /// The spread, if the chain has one of its own, which settles how many of the stages count.
    spread: Option<f64>,
}

impl Gamma {
    /// The rate of the stages, if it is settled when the model is made.
    pub(super) fn rate(self) -> Option<f64> {
        self.spread.is_none().then_some(self.order as f64 / self.mean)
    }

    /// The number of stages.
    pub(super) fn order(self) -> usize {
        self.order
    }

    /// The variable that leaves the chain.
    pub(super) fn output(self) -> String {
        if self.spread.is_some() { format!("until{}", self.order) } else { format!("stage{}", self.order) }
    }
}

/// The delay of an edge: with a spread a gamma kernel of order `(delay/spread)^2`, rounded (halves to even)
/// and at least 1. `None` if delay and spread make no kernel, which is reported.
pub(super) fn order(edge: &EdgeDefinition, name: &str, findings: &mut Vec<Finding>) -> Option<Delay> {
    let Some((spread, loc)) = edge.spread else {
        return most_stages(edge, 0, name, findings).map(|_| Delay::Discrete);
    };
    let mean = edge.delay.map_or(0.0, |(delay, _)| delay);
    let order = ((mean / spread) * (mean / spread)).round_ties_even().max(1.0);
    let (message, help) = if spread == 0.0 {
        return Some(Delay::Discrete);
    } else if spread.is_nan() || spread < 0.0 {
        (format!("the spread of an edge cannot be {spread}"), "give a spread above zero, or none")
    } else if mean == 0.0 {
        (
            format!("edge `{name}` has a spread, but no delay to spread"),
            "give the mean delay as `delay`, or remove the spread",
        )
    } else if order > MAX_ORDER {
        (
            format!("the spread of edge `{name}` is so small that its kernel has {order} stages"),
            "remove the spread: the delay is as good as discrete",
        )
    } else {
        let own = edge.spreads != Storage::Scalar;
        let order = most_stages(edge, order as usize, name, findings)?;
        return Some(Delay::Gamma(Gamma { order, mean, spread: own.then_some(spread) }));
    };
    findings.push(Finding::new(Code::Spread, loc, message).help(help));
    None
}

/// The number of stages of each chain: where pairs have spreads of their own, as many as the user says at most.
fn most_stages(
    edge: &EdgeDefinition,
    order: usize,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Option<usize> {
    let Some((stages, loc)) = edge.stages else { return Some(order) };
    let (message, help) = if edge.spreads == Storage::Scalar {
        (
            "`stages` is for spreads that differ from pair to pair".to_string(),
            "write `spread: dense(..)`, or leave it out",
        )
    } else if stages < order {
        (
            format!("edge `{name}` has {stages} stages, but its delay and spread need {order}"),
            "give more stages, or a larger spread",
        )
    } else {
        return Some(stages);
    };
    findings.push(Finding::new(Code::Spread, loc, message).help(help));
    None
}

/// A chain of first-order stages, whose response is a gamma distribution (the linear chain trick: MacDonald,
/// Time Lags in Biological Models, 1978). Its rate is `order/delay`, so the mean is the delay.
///
/// With a spread of its own, `n = (delay/spread)^2` stages count, rounded (halves to even) and at least one: `until<k>` is the
/// last one of those up to `k` that do. What needs more stages than there are is refused before a run.
pub(super) fn gamma(Gamma { order, mean, spread }: Gamma, loc: Loc) -> Node {
    let mut variables = vec![
        declare("delay", Declared::Parameter, Value::real(mean), loc),
        declare("rate", Declared::Variable, Value::real(0.0), loc),
        declare("input", Declared::Input, Value::real(0.0), loc),
    ];
    let mut equations = match spread {
        None => vec![format!("rate = {order}/delay")],
        Some(spread) => {
            variables.push(declare("spread", Declared::Parameter, Value::real(spread), loc));
            variables.push(declare("n", Declared::Variable, Value::real(0.0), loc));
            vec!["n = max(1, round((delay/spread)^2))".to_string(), "rate = n/delay".to_string()]
        }
    };
    for k in 1..=order {
        let before = if k == 1 { "input".to_string() } else { format!("stage{}", k - 1) };
        equations.push(format!("stage{k}' = rate*({before} - stage{k})"));
        let declared = if k == order && spread.is_none() { Declared::Output } else { Declared::Variable };
        variables.push(declare(&format!("stage{k}"), declared, Value::real(0.0), loc));
        if spread.is_some() {
            let declared = if k == order { Declared::Output } else { Declared::Variable };
            variables.push(declare(&format!("until{k}"), declared, Value::real(0.0), loc));
            equations.push(match k {
                1 => "until1 = stage1".to_string(),
                _ => format!("until{k} = where(n < {k}, until{}, stage{k})", k - 1),
            });
        }
    }
    let kind = if spread.is_some() { "gamma_to" } else { "gamma" };
    node(&format!("{kind}{order}"), GAMMA, variables, &equations, loc)
}

/// A complex factor.
pub(super) fn weight(weight: Value, loc: Loc) -> Node {
    let variables = vec![
        declare("weight", Declared::Parameter, weight, loc),
        declare("input", Declared::Input, Value::real(0.0), loc),
        declare("weighted", Declared::Output, Value::real(0.0), loc),
    ];
    node("complex_weight", FACTOR, variables, &["weighted = weight*input".to_string()], loc)
}

fn declare(name: &str, declared: Declared, value: Value, loc: Loc) -> Declaration {
    let (name, doc) = (Name::new(name, loc), String::new());
    Declaration { name, doc, declared, value, array: None, kind: value.kind(), unit: None }
}

/// A node of one operator.
fn node(name: &str, operator: &str, variables: Vec<Declaration>, equations: &[String], loc: Loc) -> Node {
    let name = Name::new(name, loc);
    let operator_name = Name::new(operator, loc);
    let parse = |text: &String| -> Option<ParsedEquation> {
        equation(&token::lex(text, &mut |_| loc).ok()?, loc, &[]).ok()
    };
    let equations = equations.iter().filter_map(parse).collect();
    let (functions, events) = (Vec::new(), Vec::new());
    let operator = Operator { name: name.clone(), variables, equations, functions, events };
    let only = OperatorUse { name: operator_name, operator, overrides: Vec::new() };
    Node { name, operators: vec![only] }
}
