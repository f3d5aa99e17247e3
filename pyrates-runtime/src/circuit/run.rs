//! The machine: it runs programs. Nothing here allocates.

use pyrates_ir::function::Function;

use crate::model::{JacobianSink, Past};
use crate::scalar::Scalar;

use super::arithmetic::{arithmetic, call, compare, user};
use super::code::{
    Edges, Entries, Instruction, Op, Operand, Parts, Product, Program, Section, Sum, Transmitted, WIDTH,
};

/// What a program reads and writes.
pub(super) struct Machine<'a, S, P> {
    pub(super) program: &'a Program,
    pub(super) edges: &'a [Edges],
    pub(super) t: S,
    pub(super) y: &'a [S],
    pub(super) p: &'a [S],
    pub(super) past: &'a P,
    pub(super) work: &'a mut [S],
    pub(super) slopes: &'a mut [S],
}

/// A stretch of units, or of edges, that one instruction serves.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    /// The number of the first.
    pub(super) first: usize,
    /// Their number.
    pub(super) n: usize,
    /// The edges, if it is a stretch of them.
    edges: Option<&'a Edges>,
}

/// The sink of programs without entries.
pub(super) struct NoSink;

impl<S: Scalar> JacobianSink<S> for NoSink {
    fn add(&mut self, _row: usize, _column: usize, _value: S) {}
}

impl<S: Scalar, P: Past<S>> Machine<'_, S, P> {
    pub(super) fn run<J: JacobianSink<S>>(&mut self, sink: &mut J) {
        let program = self.program;
        self.bring();
        for section in &program.sections {
            match section {
                Section::Single(code) => self.single(code),
                Section::Units { n, code } => self.units(*n, code),
                Section::Start { first, n, extrinsic } => {
                    let sums = &mut self.work[*first..*first + *n];
                    match extrinsic {
                        Some(from) => sums.copy_from_slice(&self.p[*from..*from + *n]),
                        None => sums.fill(self.t.splat(0.0)),
                    }
                }
                Section::Sum(sum) => self.sum(sum),
                Section::Entries(entries) => self.entries(entries, sink),
            }
        }
        for piece in &program.slopes {
            let from = &self.work[piece.work..piece.work + piece.n];
            self.slopes[piece.from..piece.from + piece.n].copy_from_slice(from);
        }
    }

    /// Brings everything that single units need into the work array.
    #[inline]
    fn bring(&mut self) {
        let Some(first) = self.program.scalars else { return };
        self.work[first] = self.t;
        let constants = self.work[first + 1..].iter_mut().zip(&self.program.constants);
        constants.for_each(|(to, &value)| *to = self.t.splat(value));
        for piece in &self.program.states {
            self.work[piece.work..piece.work + piece.n].copy_from_slice(&self.y[piece.from..][..piece.n]);
        }
        for piece in &self.program.parameters {
            self.work[piece.work..piece.work + piece.n].copy_from_slice(&self.p[piece.from..][..piece.n]);
        }
    }

    #[inline]
    fn single(&mut self, code: &[Instruction<u32>]) {
        let (t, past, work) = (self.t, self.past, &mut *self.work);
        let (zero, one) = (t.splat(0.0), t.splat(1.0));
        let truth = |mask| S::select(mask, one, zero);
        for i in code {
            let (a, b) = (work[i.a as usize], work[i.b as usize]);
            let value = match i.op {
                Op::Copy | Op::Gather => a,
                Op::Neg => -a,
                Op::Add => a + b,
                Op::Sub => a - b,
                Op::Mul => a * b,
                Op::Div => a / b,
                Op::MulAdd(c) => work[c as usize] + a * b,
                Op::Pow => a.pow(b),
                Op::PowI(2) => a * a,
                Op::PowI(n) => a.powi(n),
                Op::Call(Function::Exp) => a.exp(),
                Op::Call(function) => call(function, a, b),
                Op::User(number) => {
                    let function = &self.program.functions[number as usize];
                    user(function, &work[i.a as usize..][..function.arity()])
                }
                Op::Compare(op) => truth(compare(op, a, b)),
                Op::And => truth(a.ne(zero) & b.ne(zero)),
                Op::Or => truth(a.ne(zero) | b.ne(zero)),
                Op::Not => truth(!a.ne(zero)),
                Op::Select(c) => S::select(work[c as usize].ne(zero), a, b),
                Op::Past { state, lookup } => past.value(lookup as usize, state as usize, t - a),
            };
            work[i.to as usize] = value;
        }
    }

    fn units(&mut self, n: usize, code: &[Instruction<Operand>]) {
        for (first, n) in blocks(n) {
            let block = Block { first, n, edges: None };
            code.iter().for_each(|i| self.step(i, block));
        }
    }

    fn sum(&mut self, sum: &Sum) {
        let edges = &self.edges[sum.coupling];
        if let (Some(buffer), Some(sources)) = (sum.buffer, &edges.from_sources) {
            self.fill(sum, buffer, sources);
            self.add(sum, Operand::Stored(buffer as u32));
            return;
        }
        match sum.value {
            Transmitted::OfSource(value) => self.add(sum, value),
            Transmitted::OfEdge(value) => self.add_blocks(sum, edges, value),
        }
    }

    /// Adds what is found at the source units.
    fn add(&mut self, sum: &Sum, value: Operand) {
        let (edges, past) = (&self.edges[sum.coupling], self.past);
        let weights = edges.weight.map(|first| &self.p[first..]);
        let add = |values: &[S], sums: &mut [S]| {
            if !is_product_of_past(past, edges, values, sums) {
                add_edges(self.t, edges, weights, values, sums);
            }
        };
        match value {
            Operand::State(at) => add(&self.y[at as usize..], &mut self.work[sum.sums..]),
            Operand::Parameter(at) => add(&self.p[at as usize..], &mut self.work[sum.sums..]),
            Operand::Stored(at) => {
                // Both arrays are in the work array, one behind the other.
                let at = at as usize;
                if at < sum.sums {
                    let (low, high) = self.work.split_at_mut(sum.sums);
                    add(&low[at..], high);
                } else {
                    let (low, high) = self.work.split_at_mut(at);
                    add(high, &mut low[sum.sums..]);
                }
            }
            other => self.add_blocks(sum, edges, other),
        }
    }

    /// Stores what each source unit transmits.
    fn fill(&mut self, sum: &Sum, buffer: usize, sources: &Edges) {
        let (Transmitted::OfEdge(value) | Transmitted::OfSource(value)) = sum.value;
        for (first, n) in blocks(sources.source.len()) {
            let block = Block { first, n, edges: Some(sources) };
            sum.code.iter().for_each(|i| self.step(i, block));
            for l in 0..n {
                self.work[buffer + sources.source[first + l] as usize] = self.at(value, block, l);
            }
        }
    }

    /// Sums what the code of the sum computes, block by block.
    fn add_blocks(&mut self, sum: &Sum, edges: &Edges, value: Operand) {
        for (first, n) in blocks(edges.source.len()) {
            let block = Block { first, n, edges: Some(edges) };
            sum.code.iter().for_each(|i| self.step(i, block));
            for l in 0..n {
                let transmitted = self.at(value, block, l);
                let weight = edges.weight.map(|w| self.p[w + edges.weight_of(first + l)]);
                let to = &mut self.work[sum.sums + edges.target[first + l] as usize];
                *to = *to + weight.map_or(transmitted, |weight| weight * transmitted);
            }
        }
    }

    /// The value of an operand for one unit or edge of a block.
    fn at(&self, operand: Operand, block: Block, l: usize) -> S {
        match operand {
            Operand::Register(r) => self.work[self.program.registers + r as usize * WIDTH + l],
            Operand::Stored(at) => self.work[at as usize + block.first + l],
            Operand::State(at) => self.y[at as usize + block.first + l],
            Operand::Parameter(at) => self.p[at as usize + block.first + l],
            Operand::EdgeParameter(at) => {
                let e = block.first + l;
                self.p[at as usize + block.edges.map_or(e, |edges| edges.delay_of(e))]
            }
            Operand::TargetParameter(at) => {
                let e = block.first + l;
                self.p[at as usize + block.edges.map_or(e, |edges| edges.target[e] as usize)]
            }
            Operand::Constant(k) => self.t.splat(self.program.constants[k as usize]),
            Operand::Time | Operand::Slope(_) => self.t,
        }
    }

    /// One instruction for a block.
    fn step(&mut self, i: &Instruction<Operand>, block: Block) {
        match i.op {
            Op::Past { state, lookup } => self.look_up(i, block, state as usize, lookup as usize),
            Op::Gather => self.gather(i, block),
            _ => {
                let Machine { program, t, y, p, work, slopes, .. } = self;
                arithmetic(program, *t, (y, p), work, slopes, i, block);
            }
        }
    }

    fn look_up(&mut self, i: &Instruction<Operand>, block: Block, state: usize, lookup: usize) {
        for l in 0..block.n {
            let e = block.first + l;
            let unit = block.edges.map_or(e, |edges| edges.source[e] as usize);
            let time = self.t - self.at(i.a, block, l);
            let value = self.past.value(lookup + e, state + unit, time);
            self.put(i.to, block, l, value);
        }
    }

    fn gather(&mut self, i: &Instruction<Operand>, block: Block) {
        for l in 0..block.n {
            let value = match (i.a, block.edges) {
                (Operand::TargetParameter(_) | Operand::EdgeParameter(_), _) | (_, None) => {
                    self.at(i.a, block, l)
                }
                (_, Some(edges)) => {
                    let first = edges.source[block.first + l] as usize;
                    self.at(i.a, Block { first, ..block }, 0)
                }
            };
            self.put(i.to, block, l, value);
        }
    }

    fn put(&mut self, to: Operand, block: Block, l: usize, value: S) {
        match to {
            Operand::Register(r) => self.work[self.program.registers + r as usize * WIDTH + l] = value,
            Operand::Stored(at) => self.work[at as usize + block.first + l] = value,
            Operand::Slope(at) => self.slopes[at as usize + block.first + l] = value,
            _ => {}
        }
    }

    fn entries<J: JacobianSink<S>>(&self, entries: &Entries, sink: &mut J) {
        for unit in 0..entries.n {
            let factor = self.factor(entries, 0, unit);
            self.chain(entries, 0, (entries.row + unit, unit), factor, sink);
        }
    }

    /// Follows the edges from the `k`-th coupling on, `before` being the product so far.
    fn chain<J: JacobianSink<S>>(
        &self,
        entries: &Entries,
        k: usize,
        (row, unit): (usize, usize),
        before: S,
        sink: &mut J,
    ) {
        let Some(&c) = entries.path.get(k) else {
            sink.add(row, entries.column + unit, before);
            return;
        };
        let edges = &self.edges[c];
        for e in edges.rows[unit] as usize..edges.rows[unit + 1] as usize {
            let source = edges.source[e] as usize;
            let weighted = edges.weight.map_or(before, |first| before * self.p[first + edges.weight_of(e)]);
            let product = weighted * self.factor(entries, k + 1, source);
            self.chain(entries, k + 1, (row, source), product, sink);
        }
    }

    fn factor(&self, entries: &Entries, k: usize, unit: usize) -> S {
        self.at(entries.factors[k], Block { first: unit, n: 1, edges: None }, 0)
    }
}

/// The blocks of `n` units: their first ones and lengths.
fn blocks(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).step_by(WIDTH).map(move |first| (first, WIDTH.min(n - first)))
}

/// Adds the product of a matrix with values of source units to the sums of its targets, if the past makes it. Tells whether that
/// is so.
fn is_product_of_past<S: Scalar, P: Past<S>>(past: &P, edges: &Edges, values: &[S], sums: &mut [S]) -> bool {
    let (Some(Product { sources: (from, m), targets: (first, n), .. }), Some(weight)) =
        (edges.product, edges.weight)
    else {
        return false;
    };
    past.add_products(weight, &values[from..from + m], &mut sums[first..first + n])
}

/// Adds values of source units, times their weights if there are any, to the sums of their targets, in the
/// order of the edges.
fn add_edges<S: Scalar>(t: S, edges: &Edges, weights: Option<&[S]>, values: &[S], sums: &mut [S]) {
    if let Some((first, n)) = edges.to_all {
        // The links into the first target are those of all, from units that follow each other.
        let m = edges.source.len() / n.max(1);
        let all = edges.source.first().map_or(t.splat(0.0), |&first| t.total(&values[first as usize..][..m]));
        let all = weights.map_or(all, |weights| weights[0] * all);
        sums[first..first + n].iter_mut().for_each(|sum| *sum = *sum + all);
        return;
    }
    if let (Some(Product { sources: (from, m), targets: (first, n), is_dense: true }), Some(weights)) =
        (edges.product, weights)
    {
        t.add_products(&weights[..n * m], &values[from..from + m], &mut sums[first..first + n]);
        return;
    }
    if let (Some(parts), Some(&source)) = (edges.parts, edges.source.first()) {
        add_parts(t, parts, weights, &values[source as usize..][..edges.source.len()], sums);
        return;
    }
    match weights {
        Some(weights) if edges.weights.is_empty() => {
            let weights = &weights[..edges.source.len()];
            add_each(edges, sums, |e, source| weights[e] * values[source]);
        }
        Some(weights) => {
            let places = &edges.weights[..];
            add_each(edges, sums, |e, source| weights[places[e] as usize] * values[source]);
        }
        None => add_each(edges, sums, |_, source| values[source]),
    }
}

/// Adds a part of the values, times one weight or each times its own, to the sum of each target.
fn add_parts<S: Scalar>(t: S, parts: Parts, weights: Option<&[S]>, values: &[S], sums: &mut [S]) {
    let (first, n) = parts.targets;
    let m = values.len() / n.max(1);
    for (k, (sum, part)) in sums[first..first + n].iter_mut().zip(values.chunks_exact(m.max(1))).enumerate() {
        let part = match weights {
            None => t.total(part),
            Some(weights) if parts.has_weights => t.dot(&weights[k * m..][..m], part),
            Some(weights) => weights[0] * t.total(part),
        };
        *sum = *sum + part;
    }
}

#[inline(always)]
fn add_each<S: Scalar>(edges: &Edges, sums: &mut [S], value: impl Fn(usize, usize) -> S) {
    let Edges { source, target, rows, .. } = edges;
    // Few edges are followed one by one, many row by row.
    if source.len() < rows.len() {
        for (e, (&source, &target)) in source.iter().zip(target).enumerate() {
            let sum = &mut sums[target as usize];
            *sum = *sum + value(e, source as usize);
        }
        return;
    }
    for (row, to) in rows.windows(2).zip(sums) {
        let first = row[0] as usize;
        let mut sum = *to;
        for (k, &source) in source[first..row[1] as usize].iter().enumerate() {
            sum = sum + value(first + k, source as usize);
        }
        *to = sum;
    }
}
