//! Parts of a graph as expressions again, with names for what is used several times.

use std::collections::BTreeSet;
use std::hash::Hash;

use super::{Graph, Operation, assembled};
use crate::expr::Expr;

/// A leaf of the expressions of [`Code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part<L> {
    /// A leaf of the graph.
    Leaf(L),
    /// A part that is computed before: its number in the graph.
    Named(usize),
}

/// Statements that compute some parts of a graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Code<L> {
    /// Parts that are used several times, by their numbers in the graph, in order of evaluation.
    pub named: Vec<(usize, Expr<Part<L>>)>,
    /// The values, in the order in which they were asked for.
    pub values: Vec<Expr<Part<L>>>,
}

impl<L> Code<L> {
    /// All expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr<Part<L>>> {
        self.named.iter().map(|(_, e)| e).chain(&self.values)
    }

    /// The leaves of the graph that it reads.
    pub fn leaves(&self) -> BTreeSet<&L>
    where
        L: Ord,
    {
        let leaves = self.expressions().flat_map(Expr::leaves);
        leaves.filter_map(|part| if let Part::Leaf(leaf) = part { Some(leaf) } else { None }).collect()
    }
}

/// Expressions larger than this are divided.
const MAX_SIZE: usize = 40;

impl<L: Clone + Eq + Hash> Graph<L> {
    /// The statements that compute these parts. Names are given to what is used more than once, and to parts of
    /// large expressions. Conditions always stay where they are.
    pub fn code(&self, outputs: &[usize]) -> Code<L> {
        let uses = self.uses(outputs);
        let mut sizes: Vec<usize> = Vec::with_capacity(self.nodes.len());
        let mut is_named = vec![false; self.nodes.len()];
        let mut code = Code { named: Vec::new(), values: Vec::new() };
        for (part, node) in self.nodes.iter().enumerate() {
            let of_children: usize =
                node.children.iter().map(|&c| if is_named[c] { 1 } else { sizes[c] }).sum();
            sizes.push(1 + of_children);
            let is_wanted = uses[part] > 1 || sizes[part] > MAX_SIZE;
            if uses[part] > 0 && is_wanted && self.can_be_named(part) {
                code.named.push((part, self.expression(part, &is_named)));
                is_named[part] = true;
            }
        }
        let value = |&part: &usize| match is_named[part] {
            true => Expr::Leaf(Part::Named(part)),
            false => self.expression(part, &is_named),
        };
        code.values = outputs.iter().map(value).collect();
        code
    }

    /// A part as one expression, in which whatever is used several times stands several times.
    pub fn whole(&self, part: usize) -> Expr<L> {
        let node = &self.nodes[part];
        match &node.operation {
            Operation::Leaf(leaf) => Expr::Leaf(leaf.clone()),
            operation => {
                let operands = node.children.iter().map(|&child| self.whole(child)).collect();
                assembled(operation, operands).unwrap_or(Expr::Number(f64::NAN))
            }
        }
    }

    /// How often each part is used, by outputs and by other parts that are used.
    fn uses(&self, outputs: &[usize]) -> Vec<usize> {
        let mut uses = vec![0; self.nodes.len()];
        outputs.iter().for_each(|&part| uses[part] += 1);
        for part in (0..self.nodes.len()).rev() {
            if uses[part] > 0 {
                self.nodes[part].children.iter().for_each(|&child| uses[child] += 1);
            }
        }
        uses
    }

    /// Truth values have no names, and numbers, leaves and their negatives need none.
    fn can_be_named(&self, part: usize) -> bool {
        let node = &self.nodes[part];
        let is_atom = |p: usize| matches!(self.nodes[p].operation, Operation::Number(_) | Operation::Leaf(_));
        match node.operation {
            Operation::Number(_) | Operation::Leaf(_) => false,
            Operation::Compare(_) | Operation::Logic(_) | Operation::Not => false,
            Operation::Neg => !is_atom(node.children[0]),
            Operation::Binary(_) | Operation::Call(_) | Operation::Select => true,
        }
    }

    /// A part as an expression, down to what has a name.
    fn expression(&self, part: usize, is_named: &[bool]) -> Expr<Part<L>> {
        let node = &self.nodes[part];
        let operand = |&child: &usize| match is_named[child] {
            true => Expr::Leaf(Part::Named(child)),
            false => self.expression(child, is_named),
        };
        match &node.operation {
            Operation::Leaf(leaf) => Expr::Leaf(Part::Leaf(leaf.clone())),
            operation => {
                let operands = node.children.iter().map(operand).collect();
                assembled(operation, operands).unwrap_or(Expr::Number(f64::NAN))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display;
    use crate::function::Function;

    fn text(e: &Expr<Part<&'static str>>) -> String {
        display::text(e, &|part: &Part<&str>| match part {
            Part::Leaf(leaf) => leaf.to_string(),
            Part::Named(k) => format!("w{k}"),
        })
    }

    #[test]
    fn what_is_used_twice_has_a_name() {
        let mut graph = Graph::new();
        let tanh = || Expr::call1(Function::Tanh, Expr::Leaf("a") + Expr::Leaf("b"));
        let outputs =
            [tanh() * Expr::Leaf("a"), Expr::Number(2.0) - tanh()].map(|e| graph.insert(&e, &|l| *l));
        let code = graph.code(&outputs);
        let named: Vec<String> = code.named.iter().map(|(k, e)| format!("w{k} = {}", text(e))).collect();
        assert_eq!(named, ["w3 = tanh(a + b)"]);
        assert_eq!(code.values.iter().map(text).collect::<Vec<_>>(), ["w3*a", "2 - w3"]);
        assert_eq!(code.leaves().into_iter().copied().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn long_sums_are_divided() {
        let mut graph = Graph::new();
        let term = |k: usize| Expr::Leaf(k) * Expr::Leaf(k + 1000);
        let sum = (1..100).fold(term(0), |sum, k| sum + term(k));
        let whole = graph.insert(&sum, &|k| *k);
        let code = graph.code(&[whole]);
        assert!(code.named.len() > 5);
        assert!(code.expressions().all(|e| e.size() <= MAX_SIZE + 4));
    }
}
