//! Expressions as a graph in which nothing is written twice, so that derivatives of high order stay small.
//!
//! A [`Graph`] holds every distinct part of some expressions once. Its derivatives are parts of the same graph: by
//! variables ([`Graph::partial`]), and along a direction ([`Graph::directional`]), both to any order. [`Graph::code`] turns
//! chosen parts back into expressions, with names for what is used several times.
//!
//! ```
//! use pyrates_ir::expr::Expr;
//! use pyrates_ir::function::Function;
//! use pyrates_ir::graph::Graph;
//!
//! let mut graph = Graph::new();
//! let tanh = graph.insert(&Expr::call1(Function::Tanh, Expr::Leaf("x")), &|leaf| *leaf);
//! let second = graph.directional(tanh, 2, &|leaf| (*leaf == "x").then_some("dx"));
//! // d^2/dh^2 tanh(x + h*dx) at h = 0
//! let value = graph.values(&mut |leaf: &&str| if *leaf == "x" { 0.3 } else { 2.0 })[second];
//! let t = 0.3_f64.tanh();
//! assert!((value - 4.0 * -2.0 * t * (1.0 - t * t)).abs() < 1e-14);
//! ```

mod code;
mod derivative;

pub use code::{Code, Part};

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use crate::expr::{BinaryOp, CompareOp, Expr, LogicOp};
use crate::function::Function;
use crate::simplify::simplify;

/// What a part does with the parts that it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Operation<L> {
    /// The bits of a number.
    Number(u64),
    Leaf(L),
    Neg,
    Binary(BinaryOp),
    Call(Function),
    Compare(CompareOp),
    Logic(LogicOp),
    Not,
    Select,
}

/// A part of the graph; its children stand before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node<L> {
    operation: Operation<L>,
    children: Vec<usize>,
}

/// Distinct parts of real expressions over leaves of type `L`, each with a number. Parts come behind those of which they
/// are made.
#[derive(Debug, Clone)]
pub struct Graph<L> {
    nodes: Vec<Node<L>>,
    index: HashMap<Node<L>, usize>,
    /// Derivatives of a part by a leaf, which is given by its number.
    partials: HashMap<(usize, usize), usize>,
    /// Derivatives of a part along the direction, by their order.
    directionals: HashMap<(usize, usize), usize>,
}

impl<L> Default for Graph<L> {
    fn default() -> Self {
        Graph {
            nodes: Vec::new(),
            index: HashMap::new(),
            partials: HashMap::new(),
            directionals: HashMap::new(),
        }
    }
}

impl<L: Clone + Eq + Hash> Graph<L> {
    /// An empty graph.
    pub fn new() -> Graph<L> {
        Graph::default()
    }

    /// The number of a leaf.
    pub fn leaf(&mut self, leaf: L) -> usize {
        self.intern(Operation::Leaf(leaf), Vec::new())
    }

    /// The leaf that a part is, if it is one.
    pub fn as_leaf(&self, part: usize) -> Option<&L> {
        match &self.nodes[part].operation {
            Operation::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }

    /// The number that a part is, if it is one.
    pub fn as_number(&self, part: usize) -> Option<f64> {
        match self.nodes[part].operation {
            Operation::Number(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// Adds an expression whose leaves `leaf` renames, and returns the number of the whole. The past must be among the
    /// leaves; imaginary numbers count as not a number.
    pub fn insert<M>(&mut self, e: &Expr<M>, leaf: &dyn Fn(&M) -> L) -> usize {
        self.insert_parts(e, &mut |graph, m| graph.leaf(leaf(m)))
    }

    /// The same with leaves that stand for parts of the graph.
    pub fn insert_parts<M>(
        &mut self,
        e: &Expr<M>,
        leaf: &mut dyn FnMut(&mut Graph<L>, &M) -> usize,
    ) -> usize {
        if let Expr::Leaf(m) = e {
            return leaf(self, m);
        }
        let children: Vec<usize> =
            e.children().into_iter().map(|child| self.insert_parts(child, leaf)).collect();
        match operation_of(e) {
            Some(operation) => self.combine(operation, children),
            None => self.number(f64::NAN),
        }
    }

    fn number(&mut self, x: f64) -> usize {
        self.intern(Operation::Number(x.to_bits()), Vec::new())
    }

    fn intern(&mut self, operation: Operation<L>, children: Vec<usize>) -> usize {
        let node = Node { operation, children };
        if let Some(&known) = self.index.get(&node) {
            return known;
        }
        self.nodes.push(node.clone());
        self.index.insert(node, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// A part made of others, simplified as far as numbers and signs go.
    fn combine(&mut self, operation: Operation<L>, children: Vec<usize>) -> usize {
        let views: Vec<Expr<usize>> = children.iter().map(|&child| self.view(child)).collect();
        match assembled(&operation, views) {
            Some(e) => self.intern_all(&simplify(&e)),
            None => self.intern(operation, children),
        }
    }

    /// A part as far as the simplifier looks at it: numbers, signs and factors, and else its number.
    fn view(&self, part: usize) -> Expr<usize> {
        let node = &self.nodes[part];
        match (&node.operation, node.children.as_slice()) {
            (Operation::Number(bits), _) => Expr::Number(f64::from_bits(*bits)),
            (Operation::Neg, [a]) => -Expr::Leaf(*a),
            (Operation::Binary(BinaryOp::Mul), [a, b]) => match self.as_number(*a) {
                Some(x) => Expr::Number(x) * Expr::Leaf(*b),
                None => Expr::Leaf(part),
            },
            (Operation::Compare(op), [a, b]) => Expr::compare(*op, self.view(*a), self.view(*b)),
            _ => Expr::Leaf(part),
        }
    }

    /// Adds an expression of parts as it is.
    fn intern_all(&mut self, e: &Expr<usize>) -> usize {
        if let Expr::Leaf(part) = e {
            return *part;
        }
        let children: Vec<usize> = e.children().into_iter().map(|child| self.intern_all(child)).collect();
        match operation_of(e) {
            Some(operation) => self.intern(operation, children),
            None => self.number(f64::NAN),
        }
    }

    /// The numbers of the leaves on which a part depends.
    pub fn leaves_of(&self, part: usize) -> BTreeSet<usize> {
        let (mut leaves, mut seen, mut open) = (BTreeSet::new(), HashSet::new(), vec![part]);
        while let Some(part) = open.pop() {
            if !seen.insert(part) {
                continue;
            }
            match self.nodes[part].operation {
                Operation::Leaf(_) => _ = leaves.insert(part),
                _ => open.extend(&self.nodes[part].children),
            }
        }
        leaves
    }

    /// The functions that some parts call.
    pub fn functions_of(&self, parts: &[usize]) -> BTreeSet<&Function> {
        let (mut functions, mut seen, mut open) = (BTreeSet::new(), HashSet::new(), parts.to_vec());
        while let Some(part) = open.pop() {
            if seen.insert(part) {
                if let Operation::Call(function) = &self.nodes[part].operation {
                    functions.insert(function);
                }
                open.extend(&self.nodes[part].children);
            }
        }
        functions
    }

    /// The values of all parts, in the order of their numbers.
    pub fn values(&self, leaf: &mut dyn FnMut(&L) -> f64) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let arguments: Vec<f64> = node.children.iter().map(|&child| values[child]).collect();
            values.push(node.operation.value(&arguments, leaf));
        }
        values
    }
}

/// What the outermost part of an expression does, if it is neither a leaf nor imaginary nor of the past.
fn operation_of<L, M>(e: &Expr<M>) -> Option<Operation<L>> {
    Some(match e {
        Expr::Number(x) => Operation::Number(x.to_bits()),
        Expr::Neg(_) => Operation::Neg,
        Expr::Binary(op, ..) => Operation::Binary(*op),
        Expr::Call(function, _) => Operation::Call(function.clone()),
        Expr::Compare(op, ..) => Operation::Compare(*op),
        Expr::Logic(op, ..) => Operation::Logic(*op),
        Expr::Not(_) => Operation::Not,
        Expr::Select(..) => Operation::Select,
        Expr::Imaginary(_) | Expr::Leaf(_) | Expr::Past(..) => return None,
    })
}

/// An expression of an operation and its operands.
fn assembled<L, M>(operation: &Operation<L>, operands: Vec<Expr<M>>) -> Option<Expr<M>> {
    if let Operation::Call(function) = operation {
        return Some(Expr::Call(function.clone(), operands));
    }
    let mut operands = operands.into_iter();
    Some(match (operation, operands.next(), operands.next(), operands.next()) {
        (Operation::Number(bits), ..) => Expr::Number(f64::from_bits(*bits)),
        (Operation::Neg, Some(a), ..) => -a,
        (Operation::Not, Some(a), ..) => Expr::Not(Box::new(a)),
        (Operation::Binary(op), Some(a), Some(b), _) => Expr::binary(*op, a, b),
        (Operation::Compare(op), Some(a), Some(b), _) => Expr::compare(*op, a, b),
        (Operation::Logic(op), Some(a), Some(b), _) => Expr::logic(*op, a, b),
        (Operation::Select, Some(c), Some(a), Some(b)) => Expr::select(c, a, b),
        _ => return None,
    })
}

impl<L> Operation<L> {
    fn value(&self, x: &[f64], leaf: &mut dyn FnMut(&L) -> f64) -> f64 {
        match self {
            Operation::Number(bits) => f64::from_bits(*bits),
            Operation::Leaf(l) => leaf(l),
            Operation::Neg => -x[0],
            Operation::Binary(op) => op.apply(x[0], x[1]),
            Operation::Call(function) => function.apply(x),
            Operation::Compare(op) => f64::from(op.apply(x[0], x[1])),
            Operation::Logic(op) => f64::from(op.apply(x[0] != 0.0, x[1] != 0.0)),
            Operation::Not => f64::from(x[0] == 0.0),
            Operation::Select => {
                let branch = if x[0] != 0.0 { 1 } else { 2 };
                x[branch]
            }
        }
    }
}
