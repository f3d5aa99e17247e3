//! Events that definitions declare: `spike: on v > v_th { v = v_reset; }`.
//!
//! An event is lowered to algebraic variables: one with its name, which is positive when the condition holds (the
//! *switching function*), and one for each state that it sets, with the new value. So all that is true of equations, from
//! vectors to files, holds for events, and a [`crate::system::Group`] only lists which variables belong together.

use crate::definition::{Declaration, Declared, Operator};
use crate::expr::{BinaryOp, CompareOp, Expr, LogicOp, ValueSort};
use crate::finding::{Code, Finding, Loc, Name};
use crate::function::Function;
use crate::parse::{ParsedEquation, expression};
use crate::system::{EquationForm, Kind, Value};
use crate::token::{Token, TokenKind, spelling};
use crate::user_function::DeclaredFunction;
use crate::vectors::{Operation, Written};

/// What the action `stop` ends a run with; no state can be called so in an event.
const STOP: &str = "stop";

/// An event as the user wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedEvent {
    /// Its name, or a made up one.
    pub name: Name,
    /// The condition.
    pub condition: Written,
    /// What is set to which value.
    pub set: Vec<(Name, Written)>,
    /// Whether the run ends.
    pub stop: bool,
}

impl ParsedEvent {
    /// The condition and all new values.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Written> {
        std::iter::once(&self.condition).chain(self.set.iter().map(|(_, value)| value))
    }

    /// The same, to be changed.
    pub(crate) fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Written> {
        std::iter::once(&mut self.condition).chain(self.set.iter_mut().map(|(_, value)| value))
    }

    /// Whether the event reads or sets a variable.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.set.iter().any(|(target, _)| target.text == name)
            || self.expressions().any(|e| e.leaves().iter().any(|leaf| leaf.text == name))
    }
}

/// Reads `name: on condition { x = value; stop; }`; the name may be missing, `end` is the place just behind the event.
/// `number` makes names for events without.
pub fn event(
    tokens: &[Token],
    end: Loc,
    functions: &[DeclaredFunction],
    number: usize,
) -> Result<ParsedEvent, Finding> {
    let (name, rest) = match tokens {
        [Token { kind: TokenKind::Word(name), loc }, Token { kind: TokenKind::Op(":"), .. }, rest @ ..] => {
            (Some(Name::new(name, *loc)), rest)
        }
        rest => (None, rest),
    };
    let [Token { kind: TokenKind::Word(on), loc }, rest @ ..] = rest else {
        return Err(malformed(rest, end));
    };
    let opening = opening(rest);
    let (Some(opening), Some(last), "on") = (opening, rest.last(), on.as_str()) else {
        return Err(malformed(tokens, end));
    };
    if last.kind != TokenKind::Close('}') {
        return Err(malformed(tokens, end));
    }
    let condition = expression(&rest[..opening], rest[opening].loc, functions)?;
    if condition.sort() != ValueSort::Truth {
        return Err(Finding::new(Code::Event, *loc, "an event happens when a condition becomes true")
            .help("compare something, as in `on v > v_th { v = v_reset; }`"));
    }
    let (set, stop) = actions(&rest[opening + 1..rest.len() - 1], last.loc, functions)?;
    let name = name.unwrap_or_else(|| Name::new(format!("event{number}"), *loc));
    Ok(ParsedEvent { name, condition, set, stop })
}

fn malformed(tokens: &[Token], end: Loc) -> Finding {
    let found = tokens.first().map(|token| spelling(&token.kind));
    let message = match found {
        Some(found) => format!("expected an event, found `{found}`"),
        None => "expected an event, but nothing follows".to_string(),
    };
    Finding::new(Code::Event, tokens.first().map_or(end, |token| token.loc), message)
        .help("an event is written `on v > v_th { v = v_reset; }`, or with a name, `spike: on v > v_th { v = v_reset; }`")
}

/// Where the bracket opens that the last token closes, if it is `{`.
fn opening(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0;
    let place = tokens.iter().rposition(|token| {
        match token.kind {
            TokenKind::Close(_) => depth += 1,
            TokenKind::Open(_) => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    (tokens[place].kind == TokenKind::Open('{')).then_some(place)
}

/// What stands between separators outside of brackets.
fn entries(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0;
    let is_separator = |token: &Token| {
        match token.kind {
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(token.kind, TokenKind::Op(";" | ","))
    };
    tokens.split(is_separator).collect()
}

type Actions = (Vec<(Name, Written)>, bool);

fn actions(tokens: &[Token], end: Loc, functions: &[DeclaredFunction]) -> Result<Actions, Finding> {
    let (mut set, mut stop) = (Vec::new(), false);
    let mut entries = entries(tokens).into_iter().peekable();
    while let Some(entry) = entries.next() {
        let behind = entries.peek().and_then(|next| next.first()).map_or(end, |token| token.loc);
        match entry {
            [] => {}
            [Token { kind: TokenKind::Word(word), .. }] if word == STOP => stop = true,
            [
                Token { kind: TokenKind::Word(word), loc },
                Token { kind: TokenKind::Op("="), .. },
                value @ ..,
            ] => {
                let value = expression(value, behind, functions)?;
                if value.sort() != ValueSort::Number {
                    let message = "a comparison is not a number";
                    return Err(Finding::new(Code::TruthValue, *loc, message)
                        .help("write `where(condition, 1, 0)` to count a truth value as a number"));
                }
                set.push((Name::new(word, *loc), value));
            }
            [first, ..] => {
                let message = format!("`{}` is nothing that an event can do", spelling(&first.kind));
                return Err(Finding::new(Code::Event, first.loc, message)
                    .help("it sets states, `v = v_reset;`, or ends the run, `stop;`"));
            }
        }
    }
    Ok((set, stop))
}

/// Everything that is wrong with what the events of an operator set.
pub(crate) fn check(operator: &Operator, findings: &mut Vec<Finding>) {
    for event in &operator.events {
        let name = &event.name;
        if operator.declaration(&name.text).is_some_and(|declared| declared.name.loc != name.loc) {
            let message = format!("there is already a variable or an event `{}`", name.text);
            findings.push(Finding::new(Code::RepeatedName, name.loc, message).help("choose another name"));
        }
        if event.expressions().any(|e| e.any(&mut |e| matches!(e, Expr::Past(..)))) {
            let message = format!("the event `{}` looks into the past", event.name.text);
            findings.push(Finding::new(Code::Event, event.name.loc, message).help(
                "conditions and new values are those of the moment: let a state follow the delayed value",
            ));
        }
        for (k, (target, _)) in event.set.iter().enumerate() {
            let (name, loc) = (&target.text, target.loc);
            let algebraic = operator
                .equations
                .iter()
                .any(|e| e.form == EquationForm::Assignment && e.target.text == *name);
            match operator.declaration(name).map(|declaration| declaration.declared) {
                None => {
                    let message = format!("an event sets `{name}`, which is not declared");
                    let known = operator.variables.iter().map(|v| v.name.text.as_str());
                    let finding = Finding::new(Code::UnknownSymbol, loc, message)
                        .help(format!("declare it: `{name}: variable(0.0)`"));
                    findings.push(finding.suggest_near(name, known));
                }
                Some(declared @ (Declared::Input | Declared::Parameter)) => {
                    let message = format!("`{name}` is {}; an event cannot set it", declared.with_article());
                    findings.push(Finding::new(Code::FixedVariable, loc, message).help(format!(
                        "declare it as `{name}: variable(...)`; without an equation it changes at events only"
                    )));
                }
                Some(_) if algebraic => {
                    let message = format!("`{name}` is an algebraic variable; an event cannot set it");
                    findings.push(
                        Finding::new(Code::FixedVariable, loc, message)
                            .help("set the states on which it depends"),
                    );
                }
                Some(_) if event.set[..k].iter().any(|(other, _)| other.text == *name) => {
                    let message = format!("the event sets `{name}` twice");
                    findings.push(Finding::new(Code::TwoEquations, loc, message).help("keep one of them"));
                }
                Some(_) => {}
            }
        }
    }
}

/// The operator with variables and equations for its events. What no equation defines and an event sets stays as it is
/// between events: its derivative is zero.
pub(crate) fn lowered(operator: &Operator) -> Operator {
    let mut lowered = operator.clone();
    let is_set = |name: &str| operator.events.iter().any(|e| e.set.iter().any(|(set, _)| set.text == name));
    let has_equation = |name: &str| operator.equations.iter().any(|e| e.target.text == name);
    for declaration in &operator.variables {
        let name = &declaration.name;
        let is_free = matches!(declaration.declared, Declared::Output | Declared::Variable);
        if is_free && is_set(&name.text) && !has_equation(&name.text) {
            let (form, value) = (EquationForm::Derivative, Expr::Number(0.0));
            lowered.equations.push(ParsedEquation { form, target: name.clone(), value });
        }
    }
    for event in &operator.events {
        // Names and states that stand twice are reported by `check`.
        if lowered.declaration(&event.name.text).is_some() {
            continue;
        }
        let switch = variable(event.name.clone(), None);
        add(&mut lowered, switch, switching(&event.condition));
        for (target, value) in &event.set {
            let name = Name::new(format!("{}/{}", event.name.text, target.text), target.loc);
            if lowered.declaration(&name.text).is_some() {
                continue;
            }
            add(&mut lowered, variable(name, operator.declaration(&target.text)), value.clone());
        }
    }
    lowered
}

fn add(operator: &mut Operator, declaration: Declaration, value: Written) {
    let (form, target) = (EquationForm::Assignment, declaration.name.clone());
    operator.variables.push(declaration);
    operator.equations.push(ParsedEquation { form, target, value });
}

/// An algebraic variable like another one.
fn variable(name: Name, like: Option<&Declaration>) -> Declaration {
    Declaration {
        name,
        doc: String::new(),
        declared: Declared::Variable,
        value: Value::real(0.0),
        array: like.and_then(|like| like.array.clone()),
        kind: like.map_or(Kind::Real, |like| like.kind),
        unit: like.and_then(|like| like.unit.clone()),
    }
}

/// A number that is positive where the condition holds, and negative where it does not.
fn switching(condition: &Written) -> Written {
    let difference = |a: &Written, b: &Written| match b {
        Expr::Number(0.0) => a.clone(),
        _ => Expr::binary(BinaryOp::Sub, a.clone(), b.clone()),
    };
    match condition {
        Expr::Compare(CompareOp::Gt | CompareOp::Ge, a, b) => difference(a, b),
        Expr::Compare(CompareOp::Lt | CompareOp::Le, a, b) => difference(b, a),
        Expr::Compare(CompareOp::Eq, a, b) => -Expr::call1(scalar(Function::Abs), difference(a, b)),
        Expr::Compare(CompareOp::Ne, a, b) => Expr::call1(scalar(Function::Abs), difference(a, b)),
        Expr::Logic(op, a, b) => {
            let function = if *op == LogicOp::And { Function::Min } else { Function::Max };
            Expr::Call(scalar(function), vec![switching(a), switching(b)])
        }
        Expr::Not(a) => -switching(a),
        number => number.clone(),
    }
}

fn scalar(function: Function) -> Operation {
    Operation::Scalar(function)
}
