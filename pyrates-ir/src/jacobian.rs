//! The Jacobian of a system, symbolically, in blocks: one block for every pair of state variables and
//! every way in which one acts on the other without delay.

use crate::derivative::derivative;
use crate::expr::Expr;
use crate::simplify::simplify;
use crate::system::{Group, Role, Symbol, System, VariableRef};

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
pub fn jacobian(system: &System) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (g, group) in system.groups.iter().enumerate() {
        for v in group.with_role(Role::State) {
            let Some(value) = group.derivative(v) else { continue };
            let row = VariableRef { group: g, variable: v };
            follow(system, g, value, &Start { row, path: &[], factors: &[] }, &mut blocks);
        }
    }
    blocks
}

/// The way gone so far.
struct Start<'a> {
    row: VariableRef,
    path: &'a [usize],
    factors: &'a [Expr<Symbol>],
}

fn follow(system: &System, g: usize, value: &Expr<Symbol>, start: &Start, blocks: &mut Vec<Block>) {
    let group = &system.groups[g];
    for v in 0..group.variables.len() {
        let role = group.variables[v].role;
        if !matches!(role, Role::State | Role::Input) {
            continue;
        }
        let factor = total_derivative(group, value, v);
        if factor == Expr::Number(0.0) {
            continue;
        }
        let factors: Vec<Expr<Symbol>> = start.factors.iter().cloned().chain([factor]).collect();
        let at = VariableRef { group: g, variable: v };
        if role == Role::State {
            blocks.push(Block { row: start.row, column: at, path: start.path.to_vec(), factors });
            continue;
        }
        for (c, coupling) in system.couplings_into(at) {
            let path: Vec<usize> = start.path.iter().copied().chain([c]).collect();
            let next = Start { row: start.row, path: &path, factors: &factors };
            follow(system, coupling.source.group, &coupling.value, &next, blocks);
        }
    }
}

/// The derivative of an expression of a unit with respect to one of its states or inputs, through all
/// auxiliaries of the unit. The past is constant.
pub fn total_derivative(group: &Group, value: &Expr<Symbol>, variable: usize) -> Expr<Symbol> {
    let mut leaf = |symbol: &Symbol| match symbol {
        Symbol::Variable(v) if *v == variable => Expr::Number(1.0),
        Symbol::Variable(v) => match group.assignment(*v) {
            Some(inner) if group.variables[*v].role == Role::Auxiliary => {
                total_derivative(group, inner, variable)
            }
            _ => Expr::Number(0.0),
        },
        Symbol::Time | Symbol::Delay => Expr::Number(0.0),
    };
    simplify(&derivative(value, &mut leaf, &mut |_| Expr::Number(0.0)))
}
