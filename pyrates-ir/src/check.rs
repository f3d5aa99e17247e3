//! The rules that an operator must satisfy, one function a rule. All findings are reported at once.

use std::collections::{HashMap, HashSet};

use crate::check_units;
use crate::definition::{Declaration, Declared, Operator};
use crate::event;
use crate::expr::Expr;
use crate::finding::{Code, Finding, Loc, Name};
use crate::noise;
use crate::simplify::simplify;
use crate::system::EquationForm;
use crate::user_function;
use crate::vectors;

/// Names that stand for numbers unless a variable is called so.
pub const CONSTANTS: &[(&str, f64)] =
    &[("pi", std::f64::consts::PI), ("π", std::f64::consts::PI), ("E", std::f64::consts::E)];

/// The value of a constant.
pub fn constant(name: &str) -> Option<f64> {
    CONSTANTS.iter().find(|(constant, _)| *constant == name).map(|(_, value)| *value)
}

/// Everything that is wrong with an operator.
pub fn operator(operator: &Operator) -> Vec<Finding> {
    let mut findings = Vec::new();
    names(operator, &mut findings);
    user_function::check(operator, &mut findings);
    one_output(operator, &mut findings);
    symbols(operator, &mut findings);
    targets(operator, &mut findings);
    equations_for_all(operator, &mut findings);
    delays(operator, &mut findings);
    noise::check(operator, &mut findings);
    event::check(operator, &mut findings);
    if findings.is_empty() {
        loops(operator, &mut findings);
        check_units::operator(operator, &mut findings);
        vectors::operator(operator, &mut findings);
    }
    findings
}

/// No two variables share a name, and none is called `t`.
fn names(operator: &Operator, findings: &mut Vec<Finding>) {
    repeated(operator.variables.iter().map(|v| &v.name), "a variable", findings);
    for variable in operator.variables.iter().filter(|v| v.name.text == "t") {
        let message = "a variable cannot be called `t`: in every equation `t` is the time";
        findings.push(
            Finding::new(Code::TimeName, variable.name.loc, message)
                .help("use `t` in equations without declaring it, or choose another name"),
        );
    }
}

/// Reports every name that stood earlier in the sequence.
pub fn repeated<'a>(names: impl Iterator<Item = &'a Name>, what: &str, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, &Name> = HashMap::new();
    for name in names {
        if seen.insert(&name.text, name).is_some() {
            let message = format!("there is already {what} `{}`", name.text);
            findings.push(Finding::new(Code::RepeatedName, name.loc, message).help("choose another name"));
        }
    }
}

/// At most one output: it is what other operators read.
fn one_output(operator: &Operator, findings: &mut Vec<Finding>) {
    let mut outputs = operator.variables.iter().filter(|v| v.declared == Declared::Output);
    let Some(first) = outputs.next() else { return };
    for second in outputs {
        let message = format!(
            "operator `{}` has two outputs, `{}` and `{}`",
            operator.name.text, first.name.text, second.name.text
        );
        findings.push(
            Finding::new(Code::TwoOutputs, second.name.loc, message)
                .help(format!("declare `{}` as `variable`", second.name.text)),
        );
    }
}

/// Every symbol is declared, the time, or a constant.
fn symbols(operator: &Operator, findings: &mut Vec<Finding>) {
    // Names in functions written as expressions have been reported with the functions.
    let mut known: HashSet<Loc> = findings.iter().map(|finding| finding.loc).collect();
    for equation in &operator.equations {
        for name in equation.value.leaves() {
            if !known.insert(name.loc) {
                continue;
            }
            let text = name.text.as_str();
            if text == "t" || operator.declaration(text).is_some() || constant(text).is_some() {
                continue;
            }
            let message = format!("unknown symbol `{text}` in operator `{}`", operator.name.text);
            let finding = Finding::new(Code::UnknownSymbol, name.loc, message);
            let mut constants = CONSTANTS.iter().map(|(constant, _)| *constant);
            let near = constants.find(|constant| constant.eq_ignore_ascii_case(text));
            findings.push(match near {
                _ if text == "I" => finding.help("write `1i` for the imaginary unit"),
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.suggest(text, operator.variables.iter().map(|v| v.name.text.as_str())),
            });
        }
    }
}

/// Every equation defines a declared output or variable, and no variable has two.
fn targets(operator: &Operator, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, EquationForm> = HashMap::new();
    for equation in &operator.equations {
        let target = &equation.target;
        let text = target.text.as_str();
        if text == "t" && operator.declaration(text).is_none() {
            findings.push(
                Finding::new(Code::TimeName, target.loc, "`t` is the time; it cannot have an equation")
                    .help("choose another name for the variable"),
            );
            continue;
        }
        match operator.declaration(text) {
            None => {
                let message = format!("an equation defines `{text}`, which is not declared");
                let known = operator.variables.iter().map(|v| v.name.text.as_str());
                let finding = Finding::new(Code::UnknownSymbol, target.loc, message)
                    .help(format!("declare it: `{text}: variable(0.0)`"))
                    .suggest_near(text, known);
                let whole = format!("d{text}");
                findings.push(match operator.declaration(&whole) {
                    Some(_) => finding
                        .help(format!("`{whole}/dt` is the derivative of `{text}`; write `d/dt {whole}`")),
                    None => finding,
                });
            }
            Some(declaration) => fixed(declaration, target, findings),
        }
        if seen.insert(text, equation.form).is_some() {
            let message = format!("`{text}` has two equations");
            findings.push(Finding::new(Code::TwoEquations, target.loc, message).help("keep one of them"));
        }
    }
}

fn fixed(declaration: &Declaration, target: &Name, findings: &mut Vec<Finding>) {
    match declaration.declared {
        Declared::Output | Declared::Variable => {}
        Declared::Input | Declared::Parameter => {
            let what = declaration.declared.with_article();
            let message = format!("`{}` is {what}; it cannot have an equation", target.text);
            findings.push(
                Finding::new(Code::FixedVariable, target.loc, message)
                    .help(format!("declare it as `{}: variable(...)` or `output(...)`", target.text)),
            );
        }
    }
}

/// Outputs and variables need equations.
fn equations_for_all(operator: &Operator, findings: &mut Vec<Finding>) {
    for variable in &operator.variables {
        let needs = matches!(variable.declared, Declared::Output | Declared::Variable);
        let name = &variable.name;
        if needs && !operator.equations.iter().any(|e| e.target.text == name.text) {
            let what = variable.declared.with_article();
            let message = format!("`{}` is declared as {what}, but no equation defines it", name.text);
            findings.push(
                Finding::new(Code::NoEquation, name.loc, message)
                    .help("write an equation for it, or declare it as `input(...)` or as a number"),
            );
        }
    }
}

/// No delay is known to be negative.
fn delays(operator: &Operator, findings: &mut Vec<Finding>) {
    for equation in &operator.equations {
        equation.value.visit(&mut |e| {
            let Expr::Past(_, delay) = e else { return };
            let known = delay.substitute(&mut |n: &Name| match constant(&n.text) {
                Some(value) if operator.declaration(&n.text).is_none() => Expr::Number(value),
                _ => Expr::Leaf(n.text.clone()),
            });
            let known = vectors::scalar(&known).and_then(|delay| simplify(&delay).as_number());
            if known.is_some_and(|d| d < 0.0) {
                let message = format!("the equation of `{}` looks into the future", equation.target.text);
                findings.push(
                    Finding::new(Code::NegativeDelay, equation.target.loc, message)
                        .help("a delay is positive: `x(t - tau)` or `past(x, tau)`"),
                );
            }
        });
    }
}

/// No assignment of the operator needs its own result.
fn loops(operator: &Operator, findings: &mut Vec<Finding>) {
    let assignment = |name: &str| {
        operator.equations.iter().find(|e| e.form == EquationForm::Assignment && e.target.text == name)
    };
    let names: Vec<&str> = operator
        .equations
        .iter()
        .filter(|e| e.form == EquationForm::Assignment)
        .map(|e| e.target.text.as_str())
        .collect();
    let index = |name: &str| names.iter().position(|n| *n == name);
    let needs = |i: usize| -> Vec<usize> {
        let leaves = assignment(names[i]).map(|e| e.value.leaves()).unwrap_or_default();
        leaves.into_iter().filter_map(|name| index(&name.text)).collect()
    };
    if let Err(cycle) = crate::order::sort(names.len(), &needs) {
        let chain: Vec<&str> = cycle.iter().map(|&i| names[i]).collect();
        if let Some(equation) = assignment(chain[0]) {
            findings.push(loop_finding(equation.target.loc, &chain));
        }
    }
}

/// The finding for a cycle of variables, each of which needs the next.
pub fn loop_finding(loc: crate::finding::Loc, chain: &[impl AsRef<str>]) -> Finding {
    let first = chain.first().map_or("", AsRef::as_ref);
    let rest: Vec<String> = chain[1..].iter().map(|name| format!("`{}`", name.as_ref())).collect();
    let through = if rest.is_empty() { String::new() } else { format!(" through {}", rest.join(", then ")) };
    let message = format!("algebraic loop: `{first}` needs its own value{through}");
    Finding::new(Code::AlgebraicLoop, loc, message)
        .help("give one of them dynamics of its own: make it a state (`d/dt ...`)")
}
