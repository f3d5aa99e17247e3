//! Which variables are complex: those declared so, those with complex values, and all that follows.

use std::collections::HashSet;

use crate::expr::{BinaryOp, Expr};
use crate::function::Function;
use crate::system::{Kind, Symbol, System, VariableRef};
use crate::vectors::index_parts;

use super::arithmetic::{self, NoSuchOperation};
use super::{Pair, Repeat};

/// Makes every variable complex that has a complex value or follows from a complex one.
pub(crate) fn infer(system: &mut System) {
    for variable in system.groups.iter_mut().flat_map(|g| &mut g.variables) {
        if variable.values.iter().any(|value| value.kind() == Kind::Complex) {
            variable.kind = Kind::Complex;
        }
    }
    while let Some(at) = next(system) {
        system.groups[at.group].variables[at.variable].kind = Kind::Complex;
    }
}

/// A variable that is not yet complex and must be.
fn next(system: &System) -> Option<VariableRef> {
    let is_real = |at: VariableRef| system.group(at).variables[at.variable].kind == Kind::Real;
    for (g, group) in system.groups.iter().enumerate() {
        for equation in &group.equations {
            let at = VariableRef { group: g, variable: equation.variable };
            if is_real(at) && kind(system, g, &equation.value) == Kind::Complex {
                return Some(at);
            }
        }
    }
    if let Some(at) = real_at_event(system) {
        return Some(at);
    }
    if let Some(at) = real_among_complex(system) {
        return Some(at);
    }
    let couplings = system.couplings.iter();
    let mut reached = couplings.filter(|c| kind(system, c.source.group, &c.value) == Kind::Complex);
    reached.find(|c| is_real(c.target)).map(|c| c.target)
}

/// A real state that an event sets to a complex value, or the reverse: both are of one kind.
fn real_at_event(system: &System) -> Option<VariableRef> {
    for (group, g) in system.groups.iter().enumerate() {
        let is_real = |v: usize| g.variables[v].kind == Kind::Real;
        let mut pairs = g.events.iter().flat_map(|event| &event.set);
        if let Some(&(state, value)) = pairs.find(|(state, value)| is_real(*state) != is_real(*value)) {
            return Some(VariableRef { group, variable: if is_real(state) { state } else { value } });
        }
    }
    None
}

/// A real element of a vector that has a complex one: the elements of a vector are of one kind.
fn real_among_complex(system: &System) -> Option<VariableRef> {
    for (group, g) in system.groups.iter().enumerate() {
        let vector = |path: &[String]| path[..path.len() - index_parts(path)].to_vec();
        let elements = g.variables.iter().enumerate().filter(|(_, v)| index_parts(&v.path) > 0);
        let (complex, real): (Vec<_>, Vec<_>) = elements.partition(|(_, v)| v.kind == Kind::Complex);
        let complex: HashSet<Vec<String>> = complex.iter().map(|(_, v)| vector(&v.path)).collect();
        let found = real.iter().find(|(_, v)| complex.contains(&vector(&v.path)));
        if let Some((variable, _)) = found {
            return Some(VariableRef { group, variable: *variable });
        }
    }
    None
}

/// The kind of an expression in terms of a unit.
pub(super) fn kind(system: &System, group: usize, e: &Expr<Symbol>) -> Kind {
    kind_of_value(e, &|symbol| match symbol {
        Symbol::Variable(v) => system.groups[group].variables[*v].kind,
        Symbol::Time | Symbol::Delay | Symbol::Noise(_) => Kind::Real,
    })
}

/// The kind of the values of an expression: a number plus or times its conjugate is real.
pub(super) fn kind_of_value<L: PartialEq>(e: &Expr<L>, leaf: &dyn Fn(&L) -> Kind) -> Kind {
    let of = |e: &Expr<L>| kind_of_value(e, leaf);
    match e {
        Expr::Binary(BinaryOp::Add, ..) => {
            let mut terms = Vec::new();
            sum_terms(e, &mut terms);
            terms.retain(|term| of(term) == Kind::Complex);
            if cancel(terms) { Kind::Real } else { Kind::Complex }
        }
        Expr::Binary(BinaryOp::Mul, a, b) if is_conjugate(a, b) || is_conjugate(b, a) => Kind::Real,
        other => kind_of_form(other, leaf, &of),
    }
}

/// The kind of the numbers with which a language computes an expression in complex arithmetic, as its operands and
/// functions say; `leaf` gives that of its leaves.
pub fn arithmetic_kind<L>(e: &Expr<L>, leaf: &dyn Fn(&L) -> Kind) -> Kind {
    kind_of_form(e, leaf, &|e| arithmetic_kind(e, leaf))
}

/// The kind of an expression by its outermost operation; `of` gives those of its parts.
fn kind_of_form<L>(e: &Expr<L>, leaf: &dyn Fn(&L) -> Kind, of: &dyn Fn(&Expr<L>) -> Kind) -> Kind {
    match e {
        Expr::Imaginary(_) => Kind::Complex,
        Expr::Leaf(l) => leaf(l),
        Expr::Number(_) | Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => Kind::Real,
        Expr::Call(Function::Real | Function::Imag | Function::Abs | Function::Arg, _) => Kind::Real,
        Expr::Past(a, _) => of(a),
        Expr::Select(_, a, b) => larger(of(a), of(b)),
        other => other.children().into_iter().map(of).fold(Kind::Real, larger),
    }
}

/// The terms of a sum.
fn sum_terms<'a, L>(e: &'a Expr<L>, terms: &mut Vec<&'a Expr<L>>) {
    match e {
        Expr::Binary(BinaryOp::Add, a, b) => {
            sum_terms(a, terms);
            sum_terms(b, terms);
        }
        other => terms.push(other),
    }
}

/// Whether complex terms are pairs of numbers and their conjugates, so that their sum is real.
fn cancel<L: PartialEq>(mut terms: Vec<&Expr<L>>) -> bool {
    let conjugates = terms.iter().filter(|term| matches!(term, Expr::Call(Function::Conj, _))).count();
    if 2 * conjugates < terms.len() {
        return false;
    }
    while let Some(term) = terms.pop() {
        let partner = terms.iter().position(|other| is_conjugate(term, other) || is_conjugate(other, term));
        let Some(partner) = partner else { return false };
        terms.swap_remove(partner);
    }
    true
}

/// Whether `a` is written as the conjugate of `b`.
fn is_conjugate<L: PartialEq>(a: &Expr<L>, b: &Expr<L>) -> bool {
    matches!(a, Expr::Call(Function::Conj, inner) if inner.first() == Some(b))
}

pub(super) fn larger(a: Kind, b: Kind) -> Kind {
    if a == Kind::Real { b } else { a }
}

/// The variables whose equations ask for what complex numbers do not have.
pub(crate) fn problems(system: &System) -> Vec<(VariableRef, NoSuchOperation)> {
    let mut problems = Vec::new();
    for (g, group) in system.groups.iter().enumerate() {
        let mut leaf = |symbol: &Symbol| match symbol {
            Symbol::Variable(v) if group.variables[*v].kind == Kind::Complex => {
                Pair { re: Expr::Leaf(*symbol), im: Some(Expr::Leaf(*symbol)) }
            }
            _ => Pair { re: Expr::Leaf(*symbol), im: None },
        };
        for equation in &group.equations {
            if let Err(problem) = arithmetic::pair(&equation.value, &mut leaf, &mut Repeat) {
                problems.push((VariableRef { group: g, variable: equation.variable }, problem));
            }
        }
    }
    problems
}
