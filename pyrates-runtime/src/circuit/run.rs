//! The machine: it runs programs. Nothing here allocates.

use pyrates_ir::function::Function;

use crate::model::{JacobianSink, Past};
use crate::scalar::Scalar;

use super::arithmetic::{arithmetic, call, compare};
use super::code::{Edges, Entries, Instruction, Op, Operand, Program, Section, Sum, Transmitted, WIDTH};

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
    /// The source and target units of the edges.
    source: Option<&'a [u32]>,
    target: &'a [u32],
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
        for first in (0..n).step_by(WIDTH) {
            let block = Block { first, n: WIDTH.min(n - first), source: None, target: &[] };
            code.iter().for_each(|i| self.step(i, block));
        }
    }

    fn sum(&mut self, sum: &Sum) {
        let edges = &self.edges[sum.coupling];
        let weights = edges.weight.map(|first| &self.p[first..first + edges.source.len()]);
        match sum.value {
            Transmitted::OfSource(Operand::State(at)) => {
                add_edges(edges, weights, &self.y[at as usize..], &mut self.work[sum.sums..]);
            }
            Transmitted::OfSource(Operand::Parameter(at)) => {
                add_edges(edges, weights, &self.p[at as usize..], &mut self.work[sum.sums..]);
            }
            Transmitted::OfSource(Operand::Stored(at)) => {
                // Both arrays are in the work array, one behind the other.
                let at = at as usize;
                if at < sum.sums {
                    let (low, high) = self.work.split_at_mut(sum.sums);
                    add_edges(edges, weights, &low[at..], high);
                } else {
                    let (low, high) = self.work.split_at_mut(at);
                    add_edges(edges, weights, high, &mut low[sum.sums..]);
                }
            }
            Transmitted::OfSource(value) | Transmitted::OfEdge(value) => self.sum_blocks(sum, edges, value),
        }
    }

    /// Sums what the code of the sum computes, block by block.
    fn sum_blocks(&mut self, sum: &Sum, edges: &Edges, value: Operand) {
        let n = edges.source.len();
        for first in (0..n).step_by(WIDTH) {
            let range = first..(first + WIDTH).min(n);
            let (source, target) = (&edges.source[range.clone()], &edges.target[range.clone()]);
            let block = Block { first, n: range.len(), source: Some(source), target };
            sum.code.iter().for_each(|i| self.step(i, block));
            for (l, &unit) in target.iter().enumerate() {
                let transmitted = self.at(value, block, l);
                let weighted = edges.weight.map_or(transmitted, |w| self.p[w + first + l] * transmitted);
                let to = &mut self.work[sum.sums + unit as usize];
                *to = *to + weighted;
            }
        }
    }

    /// The value of an operand for one unit or edge of a block.
    fn at(&self, operand: Operand, block: Block, l: usize) -> S {
        match operand {
            Operand::Register(r) => self.work[self.program.registers + r as usize * WIDTH + l],
            Operand::Stored(at) => self.work[at as usize + block.first + l],
            Operand::State(at) => self.y[at as usize + block.first + l],
            Operand::Parameter(at) | Operand::EdgeParameter(at) => self.p[at as usize + block.first + l],
            Operand::TargetParameter(at) => self.p[at as usize + block.target[l] as usize],
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
            let unit = block.source.map_or(block.first + l, |source| source[l] as usize);
            let time = self.t - self.at(i.a, block, l);
            let value = self.past.value(lookup + block.first + l, state + unit, time);
            self.put(i.to, block, l, value);
        }
    }

    fn gather(&mut self, i: &Instruction<Operand>, block: Block) {
        for l in 0..block.n {
            let value = match (i.a, block.source) {
                (Operand::TargetParameter(_), _) | (_, None) => self.at(i.a, block, l),
                (_, Some(source)) => self.at(i.a, Block { first: source[l] as usize, ..block }, 0),
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
            let weighted = edges.weight.map_or(before, |first| before * self.p[first + e]);
            let product = weighted * self.factor(entries, k + 1, source);
            self.chain(entries, k + 1, (row, source), product, sink);
        }
    }

    fn factor(&self, entries: &Entries, k: usize, unit: usize) -> S {
        self.at(entries.factors[k], Block { first: unit, n: 1, source: None, target: &[] }, 0)
    }
}

/// Adds values of source units, times their weights if there are any, to the sums of their targets, in the
/// order of the edges.
fn add_edges<S: Scalar>(edges: &Edges, weights: Option<&[S]>, values: &[S], sums: &mut [S]) {
    match weights {
        Some(weights) => add_each(edges, sums, |e, source| weights[e] * values[source]),
        None => add_each(edges, sums, |_, source| values[source]),
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
