//! Choices in equations. In LEMS only a `ConditionalDerivedVariable` chooses between values, at its top. jLEMS does not let other
//! derived variables read it, and PyLEMS reads it one step late in all derived variables, though not in derivatives. So
//! choices move to the top of their equations, and what reads a variable that chooses has its cases instead.

use pyrates_ir::expr::{Expr, LogicOp};
use pyrates_ir::system::Kind;

use crate::emit::namer::Namer;
use crate::emit::prepared::{Leaf, Prepared, PreparedAuxiliary, PreparedValue};

/// A variable with more cases than this reads others that choose.
const MAX_CASES: usize = 32;

/// Conditions with more parts than this are not moved.
const MAX_SIZE: usize = 4000;

/// A model in which numbers have no choices in them but at the top of some auxiliary variables.
pub(super) struct Choices {
    pub(super) model: Prepared,
    /// The indices of the auxiliary variables in order of evaluation, those that choose behind the others.
    pub(super) order: Vec<usize>,
    /// Which of them choose, or read others that do.
    pub(super) chooses: Vec<bool>,
    namer: Namer,
    n_new: usize,
}

impl Choices {
    /// Of a model in which auxiliary variables are in any order.
    pub(super) fn new(model: Prepared, namer: Namer) -> Choices {
        let n = model.auxiliaries.len();
        let mut choices = Choices { model, order: Vec::new(), chooses: vec![false; n], namer, n_new: 0 };
        for k in in_order(&choices.model) {
            choices.auxiliary(k);
        }
        for i in 0..choices.model.derivatives.len() {
            let path = choices.model.states[i].path.clone();
            choices.model.derivatives[i] = choices.rate(&choices.model.derivatives[i].clone(), &path);
        }
        let (choosing, others): (Vec<usize>, Vec<usize>) =
            choices.order.iter().partition(|&&k| choices.chooses[k]);
        choices.order = [others, choosing].concat();
        choices
    }

    fn auxiliary(&mut self, k: usize) {
        let auxiliary = &self.model.auxiliaries[k];
        let Some(e) = auxiliary.value.expression().cloned() else { return };
        let path = auxiliary.path.clone();
        let value = lifted(&self.whole(&e)).unwrap_or_else(|| self.apart(&e, &path));
        self.chooses[k] = matches!(value, Expr::Select(..)) || self.reads_choices(&value);
        self.model.auxiliaries[k].value = PreparedValue::Each(value);
        self.order.push(k);
    }

    /// A derivative, in which each choice has become a variable.
    fn rate(&mut self, e: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        match e {
            Expr::Select(..) => match lifted(&self.whole(e)) {
                Some(value) if matches!(value, Expr::Select(..)) => self.variable(value, path),
                Some(value) => value,
                None => self.apart(e, path),
            },
            other => other.map_children(|child| self.rate(child, path)),
        }
    }

    /// An expression with the cases of the variables that it reads.
    fn whole(&self, e: &Expr<Leaf>) -> Expr<Leaf> {
        e.substitute(&mut |leaf| match leaf {
            Leaf::Auxiliary(k) if self.chooses[*k] => match self.model.auxiliaries[*k].value.expression() {
                Some(value @ Expr::Select(..)) => value.clone(),
                _ => Expr::Leaf(*leaf),
            },
            leaf => Expr::Leaf(*leaf),
        })
    }

    /// An expression in which each choice has become a variable, which reads others.
    fn apart(&mut self, e: &Expr<Leaf>, path: &str) -> Expr<Leaf> {
        let e = e.map_children(|child| self.apart(child, path));
        if matches!(e, Expr::Select(..)) { self.variable(e, path) } else { e }
    }

    fn reads_choices(&self, e: &Expr<Leaf>) -> bool {
        e.leaves().iter().any(|leaf| matches!(leaf, Leaf::Auxiliary(k) if self.chooses[*k]))
    }

    /// A new variable that chooses, or the one that is there already.
    fn variable(&mut self, value: Expr<Leaf>, path: &str) -> Expr<Leaf> {
        let is_it = |k: &usize| self.model.auxiliaries[*k].value.expression() == Some(&value);
        if let Some(k) = self.order.iter().copied().find(is_it) {
            return Expr::Leaf(Leaf::Auxiliary(k));
        }
        self.n_new += 1;
        let name = self.namer.name(&format!("choice_{}", self.n_new));
        self.model.auxiliaries.push(PreparedAuxiliary {
            name,
            path: path.to_string(),
            n: 1,
            kind: Kind::Real,
            value: PreparedValue::Each(value),
        });
        self.chooses.push(true);
        let k = self.chooses.len() - 1;
        self.order.push(k);
        Expr::Leaf(Leaf::Auxiliary(k))
    }
}

/// The auxiliary variables that derivatives and events need, each behind those that it reads.
fn in_order(model: &Prepared) -> Vec<usize> {
    fn visit(model: &Prepared, k: usize, seen: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut seen[k], true) {
            return;
        }
        for leaf in model.auxiliaries[k].value.leaves() {
            if let Leaf::Auxiliary(other) = leaf {
                visit(model, other, seen, order);
            }
        }
        order.push(k);
    }
    let (mut seen, mut order) = (vec![false; model.auxiliaries.len()], Vec::new());
    for k in model.reads(model.derivatives.iter().chain(model.happenings())).auxiliaries {
        visit(model, k, &mut seen, &mut order);
    }
    order
}

/// The same number with all choices at the top and conditions without any; none if these would be too many.
pub(super) fn lifted(e: &Expr<Leaf>) -> Option<Expr<Leaf>> {
    match e {
        Expr::Select(c, a, b) => {
            let (a, b) = (lifted(&assumed(a, c, true))?, lifted(&assumed(b, c, false))?);
            within_limits(Expr::select(plain(c)?, a, b))
        }
        other => divided(other.try_map_children(|child| lifted(child).ok_or(())).ok()?),
    }
}

/// An operation whose operands have their choices at the top.
fn divided(e: Expr<Leaf>) -> Option<Expr<Leaf>> {
    let Some((c, a, b)) = choice_of_operand(&e) else { return Some(e) };
    let (a, b) = (divided(assumed(&a, &c, true))?, divided(assumed(&b, &c, false))?);
    within_limits(Expr::select(c, a, b))
}

/// The first operand that chooses: its condition, and the operation with one value and with the other.
fn choice_of_operand(e: &Expr<Leaf>) -> Option<(Expr<Leaf>, Expr<Leaf>, Expr<Leaf>)> {
    let children = e.children();
    let (place, c, a, b) = children.iter().enumerate().find_map(|(place, child)| match child {
        Expr::Select(c, a, b) => Some((place, c, a, b)),
        _ => None,
    })?;
    let with = |value: &Expr<Leaf>| {
        let mut here = 0;
        e.map_children(|child| {
            here += 1;
            if here - 1 == place { value.clone() } else { child.clone() }
        })
    };
    Some(((**c).clone(), with(a), with(b)))
}

/// A condition without choices between numbers; none if it would be too long.
pub(super) fn plain(condition: &Expr<Leaf>) -> Option<Expr<Leaf>> {
    let found = match condition {
        Expr::Compare(op, a, b) => without_choices(Expr::compare(*op, lifted(a)?, lifted(b)?))?,
        Expr::Logic(op, a, b) => Expr::logic(*op, plain(a)?, plain(b)?),
        Expr::Not(a) => Expr::Not(Box::new(plain(a)?)),
        number => lifted(number)?,
    };
    (found.size() <= MAX_SIZE).then_some(found)
}

/// A comparison of numbers with choices at their tops.
fn without_choices(comparison: Expr<Leaf>) -> Option<Expr<Leaf>> {
    let Some((c, a, b)) = choice_of_operand(&comparison) else { return Some(comparison) };
    let (a, b) = (without_choices(assumed(&a, &c, true))?, without_choices(assumed(&b, &c, false))?);
    let not = Expr::Not(Box::new(c.clone()));
    let either = Expr::logic(LogicOp::Or, Expr::logic(LogicOp::And, c, a), Expr::logic(LogicOp::And, not, b));
    (either.size() <= MAX_SIZE).then_some(either)
}

/// The same where a condition is known to hold, or not to.
pub(super) fn assumed(e: &Expr<Leaf>, condition: &Expr<Leaf>, holds: bool) -> Expr<Leaf> {
    match e {
        Expr::Select(c, a, b) if **c == *condition => assumed(if holds { a } else { b }, condition, holds),
        other => other.map_children(|child| assumed(child, condition, holds)),
    }
}

fn within_limits(e: Expr<Leaf>) -> Option<Expr<Leaf>> {
    let mut cases = 1;
    e.visit(&mut |e| cases += usize::from(matches!(e, Expr::Select(..))));
    (cases <= MAX_CASES && e.size() <= MAX_SIZE).then_some(e)
}

/// The cases of a number with all choices at the top: the first one whose condition holds counts.
pub(super) fn cases(e: &Expr<Leaf>) -> Vec<(Option<Expr<Leaf>>, &Expr<Leaf>)> {
    fn collect<'a>(
        e: &'a Expr<Leaf>,
        under: Option<Expr<Leaf>>,
        cases: &mut Vec<(Option<Expr<Leaf>>, &'a Expr<Leaf>)>,
    ) {
        match e {
            Expr::Select(c, a, b) => {
                let both = match &under {
                    Some(under) => Expr::logic(LogicOp::And, under.clone(), (**c).clone()),
                    None => (**c).clone(),
                };
                collect(a, Some(both), cases);
                collect(b, under, cases);
            }
            value => cases.push((under, value)),
        }
    }
    let mut found = Vec::new();
    collect(e, None, &mut found);
    found
}
