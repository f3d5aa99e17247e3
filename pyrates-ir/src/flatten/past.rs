//! Delayed terms in terms of delayed states: the past of an algebraic variable is its expression, with
//! the past of the states in it.

use std::cell::Cell;

use crate::expr::Expr;
use crate::finding::{Code, Finding};
use crate::lookup::changes;
use crate::system::{Equation, EquationForm, Role, Symbol};

use super::unit::Unit;

/// Rewrites all equations so that `Past` holds states only.
pub(super) fn expand(unit: &Unit, equations: &mut [Equation], findings: &mut Vec<Finding>) {
    let assignments: Vec<Equation> =
        equations.iter().filter(|e| e.form == EquationForm::Assignment).cloned().collect();
    let lookup = |v: usize| assignments.iter().find(|e| e.variable == v).map(|e| e.value.clone());
    for equation in equations {
        match expand_in(unit, &lookup, &equation.value) {
            Ok(value) => equation.value = value,
            Err(problem) => findings.push(problem.finding(unit, equation.variable)),
        }
    }
}

/// The value of `variable` a `delay` ago, where `input` gives the past of inputs that edges feed.
pub(super) fn through_inputs(
    unit: &Unit,
    variable: usize,
    delay: &Expr<Symbol>,
    input: &mut dyn FnMut(usize) -> Expr<Symbol>,
) -> Result<Expr<Symbol>, Problem> {
    let assignments: Vec<Equation> =
        unit.equations.iter().filter(|e| e.form == EquationForm::Assignment).cloned().collect();
    let lookup = |v: usize| assignments.iter().find(|e| e.variable == v).map(|e| e.value.clone());
    let way = Way::new(unit, &lookup);
    let value = way.push_down(&Expr::Leaf(Symbol::Variable(variable)), delay, 0, &mut |v| Ok(input(v)))?;
    Ok(crate::simplify::simplify(&value))
}

/// What an edge with a delay transmits when it starts in `variable`.
pub(super) fn delayed_source(unit: &Unit, variable: usize) -> Result<Expr<Symbol>, Problem> {
    let lookup = |v: usize| unit.assignment(v).cloned();
    let delay = Expr::Leaf(Symbol::Delay);
    let way = Way::new(unit, &lookup);
    let value = way.push_down(&Expr::Leaf(Symbol::Variable(variable)), &delay, 0, &mut refuse)?;
    Ok(crate::simplify::simplify(&value))
}

/// Why a past cannot be had.
#[derive(Debug, Clone, Copy)]
pub(super) enum Problem {
    /// It needs the past of an input fed by edges.
    Input(usize),
    /// It looks at the past of what itself looks back by a delay that changes in time.
    Delay,
    /// It needs its own past through assignments alone.
    Loop(usize),
    /// Its expression in terms of states has too many parts.
    TooLarge,
}

impl Problem {
    pub(super) fn finding(self, unit: &Unit, variable: usize) -> Finding {
        let name = |v: usize| unit.variables[v].path.join(".");
        let loc = unit.locs[variable];
        match self {
            Problem::Input(v) => {
                let message =
                    format!("the equation of `{}` needs the past of the input `{}`", name(variable), name(v));
                Finding::new(Code::DelayedSource, loc, message)
                    .help("only states have a past: delay the edge into the input instead")
            }
            Problem::Delay => {
                let message = format!(
                    "`{}` needs the past of a variable that looks back by a delay that changes in time",
                    name(variable)
                );
                Finding::new(Code::Delay, loc, message)
                    .help("make that variable a state, or build its delay from numbers and parameters")
            }
            Problem::Loop(v) => {
                let message = format!("`{}` needs its own past without a state between", name(v));
                Finding::new(Code::AlgebraicLoop, loc, message).help("make it a state (`d/dt ...`)")
            }
            Problem::TooLarge => {
                let message = format!(
                    "written in terms of states, the past that `{}` needs has more than {MAX_PARTS} parts",
                    name(variable)
                );
                Finding::new(Code::Delay, loc, message)
                    .help("make one of the variables on the way to it a state, or delay a simpler one")
            }
        }
    }
}

type Lookup<'a> = &'a dyn Fn(usize) -> Option<Expr<Symbol>>;

fn expand_in(unit: &Unit, lookup: Lookup, e: &Expr<Symbol>) -> Result<Expr<Symbol>, Problem> {
    if let Expr::Past(inner, delay) = e {
        let delay = expand_in(unit, lookup, delay)?;
        return Way::new(unit, lookup).push_down(inner, &delay, 0, &mut refuse);
    }
    e.try_map_children(|child| expand_in(unit, lookup, child))
}

/// Inputs that edges feed have no past.
fn refuse(v: usize) -> Result<Expr<Symbol>, Problem> {
    Err(Problem::Input(v))
}

/// How many parts the past of one variable may have.
const MAX_PARTS: usize = 20_000;

/// Where the way into the past leads.
struct Way<'a> {
    unit: &'a Unit,
    lookup: Lookup<'a>,
    parts: Cell<usize>,
}

impl<'a> Way<'a> {
    fn new(unit: &'a Unit, lookup: Lookup<'a>) -> Way<'a> {
        Way { unit, lookup, parts: Cell::new(0) }
    }

    /// The value of `e` a `delay` ago; `depth` counts the assignments on the way to it, `input` gives the
    /// past of an input.
    fn push_down(
        &self,
        e: &Expr<Symbol>,
        delay: &Expr<Symbol>,
        depth: usize,
        input: &mut dyn FnMut(usize) -> Result<Expr<Symbol>, Problem>,
    ) -> Result<Expr<Symbol>, Problem> {
        self.parts.set(self.parts.get() + 1);
        if self.parts.get() > MAX_PARTS {
            return Err(Problem::TooLarge);
        }
        match e {
            Expr::Leaf(Symbol::Variable(v)) => match self.unit.variables[*v].role {
                Role::State => Ok(Expr::past(e.clone(), delay.clone())),
                Role::Parameter => Ok(e.clone()),
                Role::Input => input(*v),
                Role::Auxiliary if depth > self.unit.variables.len() => Err(Problem::Loop(*v)),
                Role::Auxiliary => {
                    let value = (self.lookup)(*v).ok_or(Problem::Loop(*v))?;
                    self.push_down(&value, delay, depth + 1, input)
                }
            },
            Expr::Leaf(Symbol::Time) => Ok(e.clone() - delay.clone()),
            Expr::Leaf(Symbol::Delay) => Ok(e.clone()),
            Expr::Past(_, more) if changes(more, &|v| self.unit.variables[v].role) => Err(Problem::Delay),
            Expr::Past(inner, more) => {
                let total = (**more).clone() + delay.clone();
                self.push_down(inner, &total, depth, input)
            }
            other => other.try_map_children(|child| self.push_down(child, delay, depth, input)),
        }
    }
}
