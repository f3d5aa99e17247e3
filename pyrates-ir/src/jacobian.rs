//! The Jacobian of a system, symbolically, in blocks: one block for every pair of state variables and
//! every way in which one acts on the other without delay.

use std::collections::{BTreeSet, HashMap};

use crate::derivative::derivative;
use crate::expr::Expr;
use crate::schedule::Schedule;
use crate::simplify::simplify;
use crate::system::{Equation, EquationForm, Group, Kind, Role, Symbol, System, Variable, VariableRef};

/// Entries of the Jacobian that have one formula.
///
/// Without a path, entry (`row` of unit u, `column` of unit u) gets `factors[0]`. With a path of
/// couplings c1, c2, ... every chain of edges e1 of c1 into u, e2 of c2 into the source of e1, ...
/// contributes `factors[0] * weight(e1) * factors[1] * weight(e2) * ...` to the entry in the row of u
/// and the column of the last source. Each factor is in terms of the unit where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The state whose derivative depends.
    pub row: VariableRef,
    /// The state on which it depends.
    pub column: VariableRef,
    /// The couplings on the way, from `row` to `column`.
    pub path: Vec<usize>,
    /// One factor more than couplings.
    pub factors: Vec<Expr<Symbol>>,
}

/// The derivatives of all right-hand sides with respect to all present states.
#[derive(Debug, Clone, PartialEq)]
pub struct Jacobian {
    /// The system with variables for derivatives of auxiliaries, behind all others of their groups. So the size
    /// of the factors does not grow with the number of auxiliaries between a state and a right-hand side.
    pub system: System,
    /// All entries.
    pub blocks: Vec<Block>,
}

/// A derivative of an auxiliary with at most this many parts is written where it is needed; larger ones
/// become variables.
const MAX_INLINE_SIZE: usize = 7;

impl Jacobian {
    /// The Jacobian of a real system.
    pub fn new(system: &System) -> Jacobian {
        let mut system = system.clone();
        let chains: Vec<Chain> = system.groups.iter_mut().map(Chain::new).collect();
        let mut blocks = Vec::new();
        for (g, group) in system.groups.iter().enumerate() {
            for v in group.with_role(Role::State) {
                let Some(value) = group.derivative(v) else { continue };
                let row = VariableRef { group: g, variable: v };
                let start = Start { row, path: &[], factors: &[] };
                follow((&system, &chains), g, value, &start, &mut blocks);
            }
        }
        Jacobian { system, blocks }
    }

    /// The loops that compute and store every input and auxiliary that the factors read.
    pub fn schedule(&self) -> Schedule {
        let mut wanted = BTreeSet::new();
        for block in &self.blocks {
            for (k, factor) in block.factors.iter().enumerate() {
                let group = self.group_of_factor(block, k);
                let variables = present(factor).into_iter();
                wanted.extend(variables.map(|variable| VariableRef { group, variable }));
            }
        }
        let is_computed = |at: &VariableRef| self.system.group(*at).variables[at.variable].role.is_computed();
        let wanted: Vec<VariableRef> = wanted.into_iter().filter(is_computed).collect();
        Schedule::of_variables(&self.system, &wanted)
    }

    /// The group in whose terms the `k`-th factor of a block is.
    pub fn group_of_factor(&self, block: &Block, k: usize) -> usize {
        match k {
            0 => block.row.group,
            _ => self.system.couplings[block.path[k - 1]].source.group,
        }
    }
}

/// The chain rule through the auxiliaries of a group.
pub(crate) struct Chain {
    /// For each variable, the states and inputs on whose present values it depends.
    depends: Vec<BTreeSet<usize>>,
    /// The derivatives of auxiliaries with respect to states and inputs.
    inner: HashMap<(usize, usize), Expr<Symbol>>,
}

impl Chain {
    /// Works out the derivatives of all auxiliaries; large ones become variables of the group.
    pub(crate) fn new(group: &mut Group) -> Chain {
        let own = |(v, variable): (usize, &Variable)| match variable.role {
            Role::State | Role::Input => BTreeSet::from([v]),
            Role::Parameter | Role::Auxiliary => BTreeSet::new(),
        };
        let depends = group.variables.iter().enumerate().map(own).collect();
        let mut chain = Chain { depends, inner: HashMap::new() };
        let mut equations = Vec::new();
        for equation in std::mem::take(&mut group.equations) {
            let (form, variable) = (equation.form, equation.variable);
            let value = equation.value.clone();
            equations.push(equation);
            if form != EquationForm::Assignment {
                continue;
            }
            chain.depends[variable] = chain.of(&value);
            for by in chain.depends[variable].clone() {
                let derivative = chain.derivative(&value, by);
                if derivative.size() <= MAX_INLINE_SIZE {
                    chain.inner.insert((variable, by), derivative);
                    continue;
                }
                let new = group.variables.len();
                group.variables.push(derivative_variable(group, variable, by));
                chain.inner.insert((variable, by), Expr::Leaf(Symbol::Variable(new)));
                equations.push(Equation { form, variable: new, value: derivative });
            }
        }
        group.equations = equations;
        chain
    }

    /// The states and inputs on whose present values an expression depends.
    fn of(&self, e: &Expr<Symbol>) -> BTreeSet<usize> {
        present(e).into_iter().filter_map(|v| self.depends.get(v)).flatten().copied().collect()
    }

    /// The derivative of an expression with respect to a state or input. The past is constant.
    pub(crate) fn derivative(&self, e: &Expr<Symbol>, by: usize) -> Expr<Symbol> {
        let mut leaf = |symbol: &Symbol| match symbol {
            Symbol::Variable(v) if *v == by => Expr::Number(1.0),
            Symbol::Variable(v) => self.inner.get(&(*v, by)).cloned().unwrap_or(Expr::Number(0.0)),
            Symbol::Time | Symbol::Delay | Symbol::Noise(_) => Expr::Number(0.0),
        };
        simplify(&derivative(e, &mut leaf, &mut |_| Expr::Number(0.0)))
    }
}

fn derivative_variable(group: &Group, variable: usize, by: usize) -> Variable {
    let mut path = group.variables[variable].path.clone();
    path.push("d".to_string());
    path.extend(group.variables[by].path.iter().cloned());
    Variable { path, role: Role::Auxiliary, kind: Kind::Real, unit: None, values: Vec::new() }
}

/// The variables whose present values an expression reads.
pub(crate) fn present(e: &Expr<Symbol>) -> BTreeSet<usize> {
    match e {
        Expr::Past(_, delay) => present(delay),
        Expr::Leaf(Symbol::Variable(v)) => BTreeSet::from([*v]),
        other => other.children().into_iter().flat_map(present).collect(),
    }
}

/// The way gone so far.
struct Start<'a> {
    row: VariableRef,
    path: &'a [usize],
    factors: &'a [Expr<Symbol>],
}

fn follow(
    (system, chains): (&System, &[Chain]),
    g: usize,
    value: &Expr<Symbol>,
    start: &Start,
    blocks: &mut Vec<Block>,
) {
    let (group, chain) = (&system.groups[g], &chains[g]);
    for v in chain.of(value) {
        let factor = chain.derivative(value, v);
        if factor == Expr::Number(0.0) {
            continue;
        }
        let factors: Vec<Expr<Symbol>> = start.factors.iter().cloned().chain([factor]).collect();
        let at = VariableRef { group: g, variable: v };
        if group.variables[v].role == Role::State {
            blocks.push(Block { row: start.row, column: at, path: start.path.to_vec(), factors });
            continue;
        }
        for (c, coupling) in system.couplings_into(at) {
            let path: Vec<usize> = start.path.iter().copied().chain([c]).collect();
            let next = Start { row: start.row, path: &path, factors: &factors };
            follow((system, chains), coupling.source.group, &coupling.value, &next, blocks);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::{Circuit, Declaration, Declared, Operator};
    use crate::finding::{Loc, Name};
    use crate::parse::equation;
    use crate::system::Value;
    use crate::token;

    /// Each of 40 auxiliaries uses the one before three times: written out, the last derivative would have
    /// more parts than there are atoms.
    #[test]
    fn chains_of_auxiliaries_stay_small() {
        const N: usize = 40;
        let declare = |name: String, declared| Declaration {
            name: Name::new(name, Loc(0)),
            doc: String::new(),
            declared,
            value: Value::real(0.1),
            kind: Kind::Real,
            unit: None,
            array: None,
        };
        let parse = |text: String| {
            let tokens = token::lex(&text, &mut |_| Loc(0)).expect("an equation");
            equation(&tokens, Loc(0), &[]).expect("an equation")
        };
        let mut variables = vec![declare("x".to_string(), Declared::Output)];
        let mut equations = vec![parse(format!("x' = -x + a{N}")), parse("a0 = x/2".to_string())];
        variables.push(declare("a0".to_string(), Declared::Variable));
        for k in 1..=N {
            let before = k - 1;
            equations.push(parse(format!("a{k} = a{before}*a{before}*(1 - a{before})")));
            variables.push(declare(format!("a{k}"), Declared::Variable));
        }
        let (name, functions, events) = (Name::new("Chain", Loc(0)), Vec::new(), Vec::new());
        let operator = Operator { name, variables, equations, functions, events };
        let system = crate::flatten::flatten(&Circuit::of_operator(operator)).expect("a sound operator");
        let jacobian = Jacobian::new(&system);
        let parts = jacobian.system.groups[0].equations.iter().map(|e| e.value.size());
        assert!(parts.sum::<usize>() < 40 * N);
        assert_eq!((jacobian.blocks.len(), jacobian.schedule().loops.len()), (1, 1));
    }
}
