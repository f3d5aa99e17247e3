//! Derivatives inside a graph, by variables and along a direction, of any order.

use std::hash::Hash;

use super::{Graph, Operation};
use crate::derivative::outer;
use crate::expr::{BinaryOp, Expr};
use crate::function::Function;

impl<L: Clone + Eq + Hash> Graph<L> {
    /// The derivative of a part by a leaf of this number, all other leaves held constant; derivatives of derivatives
    /// are those of higher order.
    pub fn partial(&mut self, part: usize, leaf: usize) -> usize {
        if let Some(&known) = self.partials.get(&(part, leaf)) {
            return known;
        }
        let node = self.nodes[part].clone();
        let derivative = match node.operation {
            Operation::Number(_) | Operation::Compare(_) | Operation::Logic(_) | Operation::Not => {
                self.number(0.0)
            }
            Operation::Leaf(_) => self.number(f64::from(part == leaf)),
            operation => {
                let of_children: Vec<usize> =
                    node.children.iter().map(|&child| self.partial(child, leaf)).collect();
                self.first(&operation, part, &node.children, &of_children)
            }
        };
        self.partials.insert((part, leaf), derivative);
        derivative
    }

    /// The first derivative of a part, given the derivatives of its children.
    fn first(&mut self, operation: &Operation<L>, part: usize, x: &[usize], dx: &[usize]) -> usize {
        match operation {
            Operation::Neg => self.negative(dx[0]),
            Operation::Select => self.combine(Operation::Select, vec![x[0], dx[1], dx[2]]),
            Operation::Binary(BinaryOp::Add) => self.plus(dx[0], dx[1]),
            Operation::Binary(BinaryOp::Sub) => self.minus(dx[0], dx[1]),
            Operation::Binary(BinaryOp::Mul) => {
                let (a, b) = (self.times(dx[0], x[1]), self.times(x[0], dx[1]));
                self.plus(a, b)
            }
            Operation::Binary(BinaryOp::Div) => {
                let change = self.times(part, dx[1]);
                let change = self.minus(dx[0], change);
                self.binary(BinaryOp::Div, change, x[1])
            }
            _ => {
                let mut sum = self.number(0.0);
                for (i, &inner) in dx.iter().enumerate() {
                    if !self.is_zero(inner) {
                        let outer = self.outer(operation, x, i);
                        let term = self.times(outer, inner);
                        sum = self.plus(sum, term);
                    }
                }
                sum
            }
        }
    }

    /// The derivative of this order of a part along a direction: `d^k/dh^k f(x + h*dx)` at `h = 0`. What is known as
    /// Taylor arithmetic (Griewank and Walther, Evaluating Derivatives, chapter 13), with derivatives in place of
    /// coefficients, so that no factorials are needed. `direction` gives the component `dx` of each leaf, or nothing if
    /// the leaf does not change; it must be the same in all calls on a graph.
    pub fn directional(&mut self, part: usize, order: usize, direction: &dyn Fn(&L) -> Option<L>) -> usize {
        if order == 0 {
            return part;
        }
        if let Some(&known) = self.directionals.get(&(part, order)) {
            return known;
        }
        let node = self.nodes[part].clone();
        let derivative = match node.operation {
            Operation::Number(_) | Operation::Compare(_) | Operation::Logic(_) | Operation::Not => {
                self.number(0.0)
            }
            Operation::Leaf(leaf) => match direction(&leaf).filter(|_| order == 1) {
                Some(component) => self.leaf(component),
                None => self.number(0.0),
            },
            operation => self.along(&operation, part, &node.children, order, direction),
        };
        self.directionals.insert((part, order), derivative);
        derivative
    }

    fn along(
        &mut self,
        operation: &Operation<L>,
        part: usize,
        x: &[usize],
        order: usize,
        direction: &dyn Fn(&L) -> Option<L>,
    ) -> usize {
        match operation {
            Operation::Neg => {
                let a = self.directional(x[0], order, direction);
                self.negative(a)
            }
            Operation::Select => {
                let branches = [x[1], x[2]].map(|branch| self.directional(branch, order, direction));
                self.combine(Operation::Select, vec![x[0], branches[0], branches[1]])
            }
            Operation::Binary(op @ (BinaryOp::Add | BinaryOp::Sub)) => {
                let [a, b] = [x[0], x[1]].map(|operand| self.directional(operand, order, direction));
                if *op == BinaryOp::Add { self.plus(a, b) } else { self.minus(a, b) }
            }
            Operation::Binary(BinaryOp::Mul) => {
                self.leibniz((x[0], 0), (x[1], 0), order, 0..=order, direction)
            }
            Operation::Binary(BinaryOp::Div) => {
                // From a = q*b: the term with the derivative of highest order of q is what is sought.
                let a = self.directional(x[0], order, direction);
                let known = self.leibniz((x[1], 0), (part, 0), order, 1..=order, direction);
                let difference = self.minus(a, known);
                self.binary(BinaryOp::Div, difference, x[1])
            }
            _ => {
                let mut sum = self.number(0.0);
                for (i, &argument) in x.iter().enumerate() {
                    if self.rests(argument, order, direction) {
                        continue;
                    }
                    let outer = self.outer(operation, x, i);
                    let term = self.leibniz((argument, 1), (outer, 0), order - 1, 0..=order - 1, direction);
                    sum = self.plus(sum, term);
                }
                sum
            }
        }
    }

    /// Whether all derivatives of a part along the direction are zero to this order.
    fn rests(&mut self, part: usize, order: usize, direction: &dyn Fn(&L) -> Option<L>) -> bool {
        (1..=order).all(|k| {
            let derivative = self.directional(part, k, direction);
            self.is_zero(derivative)
        })
    }

    /// The terms of the derivative of this order of a product, those with these orders of the first factor. The factors
    /// are derivatives of parts themselves.
    fn leibniz(
        &mut self,
        a: (usize, usize),
        b: (usize, usize),
        order: usize,
        orders: std::ops::RangeInclusive<usize>,
        direction: &dyn Fn(&L) -> Option<L>,
    ) -> usize {
        let mut sum = self.number(0.0);
        for k in orders {
            let first = self.directional(a.0, a.1 + k, direction);
            if self.is_zero(first) {
                continue;
            }
            let second = self.directional(b.0, b.1 + order - k, direction);
            let binomial = self.number(binomial(order, k));
            let term = self.times(first, second);
            let term = self.times(binomial, term);
            sum = self.plus(sum, term);
        }
        sum
    }

    /// The derivative of a function or a power by its `i`-th argument.
    fn outer(&mut self, operation: &Operation<L>, x: &[usize], i: usize) -> usize {
        let e = match operation {
            Operation::Call(function) => {
                let arguments: Vec<Expr<usize>> = x.iter().map(|&part| self.view(part)).collect();
                outer(function, &arguments, i)
            }
            _ => {
                let power = |a, b| Expr::binary(BinaryOp::Pow, a, b);
                let [a, b] = [x[0], x[1]].map(|part| self.view(part));
                match i {
                    0 => b.clone() * power(a, b - Expr::Number(1.0)),
                    _ => power(a.clone(), b) * Expr::call1(Function::Ln, a),
                }
            }
        };
        self.insert_parts(&e, &mut |_, part| *part)
    }

    fn is_zero(&self, part: usize) -> bool {
        self.as_number(part) == Some(0.0)
    }

    fn negative(&mut self, a: usize) -> usize {
        self.combine(Operation::Neg, vec![a])
    }

    fn binary(&mut self, op: BinaryOp, a: usize, b: usize) -> usize {
        self.combine(Operation::Binary(op), vec![a, b])
    }

    /// A sum; equal terms become one.
    fn plus(&mut self, a: usize, b: usize) -> usize {
        if a == b {
            let two = self.number(2.0);
            return self.times(two, a);
        }
        self.binary(BinaryOp::Add, a, b)
    }

    fn minus(&mut self, a: usize, b: usize) -> usize {
        let b = self.negative(b);
        self.plus(a, b)
    }

    /// A product, with one number in front of it.
    fn times(&mut self, a: usize, b: usize) -> usize {
        let ((c, a), (d, b)) = (self.factor(a), self.factor(b));
        let product = self.binary(BinaryOp::Mul, a, b);
        let number = self.number(c * d);
        self.binary(BinaryOp::Mul, number, product)
    }

    /// A number and a part whose product a part is.
    fn factor(&self, part: usize) -> (f64, usize) {
        let node = &self.nodes[part];
        match (&node.operation, node.children.as_slice()) {
            (Operation::Neg, &[a]) => {
                let (c, rest) = self.factor(a);
                (-c, rest)
            }
            (Operation::Binary(BinaryOp::Mul), &[a, b]) => match self.as_number(a) {
                Some(c) => (c, b),
                None => (1.0, part),
            },
            _ => (1.0, part),
        }
    }
}

/// The number of ways to choose `k` of `n`.
fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    type E = Expr<usize>;

    fn x(i: usize) -> E {
        Expr::Leaf(i)
    }

    fn power(a: E, b: E) -> E {
        Expr::binary(BinaryOp::Pow, a, b)
    }

    /// Leaves 0 and 1 are variables, 10 and 11 the direction.
    fn direction(leaf: &usize) -> Option<usize> {
        (*leaf < 10).then_some(leaf + 10)
    }

    /// The derivatives along the line `at + h*along` to order five, by differences: each is the slope of the one before.
    fn check(e: &E, at: [f64; 2]) {
        let along = [0.7, -0.4];
        let mut graph = Graph::new();
        let whole = graph.insert(e, &|leaf| *leaf);
        let derivatives: Vec<usize> = (0..=5).map(|k| graph.directional(whole, k, &direction)).collect();
        let value = |k: usize, h: f64| {
            let leaf = &mut |leaf: &usize| match *leaf {
                i @ (0 | 1) => at[i] + h * along[i],
                i => along[i - 10],
            };
            graph.values(leaf)[derivatives[k]]
        };
        for k in 0..5 {
            let h = 1e-5;
            let slope = (value(k, h) - value(k, -h)) / (2.0 * h);
            let exact = value(k + 1, 0.0);
            // Central differences with this step are good to about 1e-9 of the higher derivatives.
            assert!((slope - exact).abs() < 1e-6 * (1.0 + exact.abs()), "{e:?}, order {k}: {slope}, {exact}");
        }
    }

    #[test]
    fn directional_derivatives_of_functions_are_slopes_of_each_other() {
        for function in Function::all() {
            let n = function.arity();
            let argument = if function == Function::Acosh { x(0) + Expr::Number(1.3) } else { x(0) };
            check(&Expr::Call(function, [argument, x(1)][..n].to_vec()), [0.37, 0.81]);
        }
    }

    #[test]
    fn directional_derivatives_of_operators_are_slopes_of_each_other() {
        for op in [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div, BinaryOp::Pow] {
            check(&Expr::binary(op, x(0) * x(1), x(1) + Expr::Number(2.0)), [1.3, 0.8]);
        }
        check(&(-(x(0) / (Expr::Number(1.0) + x(1) * x(1)))), [0.4, 0.3]);
    }

    #[test]
    fn powers_have_derivatives_at_zero() {
        let mut graph = Graph::new();
        let cube = graph.insert(&power(x(0), Expr::Number(3.0)), &|leaf| *leaf);
        let third = graph.directional(cube, 3, &direction);
        let value = graph.values(&mut |leaf| if *leaf == 0 { 0.0 } else { 2.0 })[third];
        assert_eq!(value, 48.0);
    }

    #[test]
    fn mixed_partial_derivatives_do_not_depend_on_the_order() {
        let e = power(x(0), Expr::Number(2.5)) * Expr::call1(Function::Sin, x(0) * x(1)) / (x(1) + x(0));
        let mut graph = Graph::new();
        let whole = graph.insert(&e, &|leaf| *leaf);
        let [a, b] = [0, 1].map(|i| graph.leaf(i));
        let mut by = |leaves: &[usize]| leaves.iter().fold(whole, |part, &leaf| graph.partial(part, leaf));
        let (aab, aba, baa) = (by(&[a, a, b]), by(&[a, b, a]), by(&[b, a, a]));
        let values = graph.values(&mut |leaf| [0.8, 0.6][*leaf]);
        let difference = (values[aab] - values[aba]).abs() + (values[aab] - values[baa]).abs();
        assert!(values[aab].abs() > 0.1 && difference < 1e-13, "{difference}");
    }

    /// Forty factors in a chain: their fifth derivative would have millions of terms if it were written out.
    #[test]
    fn graphs_of_high_derivatives_stay_small() {
        let chain = (0..40).fold(x(0), |e, _| Expr::call1(Function::Tanh, e.clone() * x(1)));
        let mut graph = Graph::new();
        let whole = graph.insert(&chain, &|leaf| *leaf);
        graph.directional(whole, 5, &direction);
        assert!(graph.nodes.len() < 40 * 120, "{}", graph.nodes.len());
    }

    #[test]
    fn binomials() {
        assert_eq!([0, 1, 2, 3, 4, 5].map(|k| binomial(5, k)), [1.0, 5.0, 10.0, 10.0, 5.0, 1.0]);
    }
}
