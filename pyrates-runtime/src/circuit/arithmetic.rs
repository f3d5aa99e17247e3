//! One operation on single numbers and on blocks of them.

use pyrates_ir::expr::CompareOp;
use pyrates_ir::function::Function;
use pyrates_ir::user_function::{MAX_ARGUMENTS, UserFunction};

use crate::scalar::Scalar;

use super::code::{Instruction, Op, Operand, Program, WIDTH};
use super::run::Block;

#[inline(always)]
pub(super) fn compare<S: Scalar>(op: CompareOp, a: S, b: S) -> S::Mask {
    match op {
        CompareOp::Lt => a.lt(b),
        CompareOp::Le => a.le(b),
        CompareOp::Gt => a.gt(b),
        CompareOp::Ge => a.ge(b),
        CompareOp::Eq => a.eq(b),
        CompareOp::Ne => a.ne(b),
    }
}

#[inline(never)]
pub(super) fn call<S: Scalar>(function: &Function, a: S, b: S) -> S {
    match function {
        Function::Sin => a.sin(),
        Function::Cos => a.cos(),
        Function::Tan => a.tan(),
        Function::Asin => a.asin(),
        Function::Acos => a.acos(),
        Function::Atan => a.atan(),
        Function::Sinh => a.sinh(),
        Function::Cosh => a.cosh(),
        Function::Tanh => a.tanh(),
        Function::Asinh => a.asinh(),
        Function::Acosh => a.acosh(),
        Function::Atanh => a.atanh(),
        Function::Exp => a.exp(),
        Function::Ln => a.ln(),
        Function::Log10 => a.log10(),
        Function::Sqrt => a.sqrt(),
        Function::Abs => a.abs(),
        Function::Sign => a.sign(),
        Function::Floor => a.floor(),
        Function::Ceil => a.ceil(),
        Function::Round => a.round(),
        Function::Erf => a.erf(),
        Function::Heaviside => a.heaviside(),
        Function::Sigmoid => a.sigmoid(),
        Function::Min => a.min(b),
        Function::Max => a.max(b),
        Function::Mod => a.modulo(b),
        Function::Atan2 => a.atan2(b),
        Function::Real | Function::Conj => a,
        Function::Imag => a.splat(0.0),
        Function::Arg => a.splat(0.0).atan2(a),
        // They have an operation of their own.
        Function::User(_) => a.splat(f64::NAN),
    }
}

/// A function written in Rust.
#[inline(never)]
pub(super) fn user<S: Scalar>(function: &UserFunction, arguments: &[S]) -> S {
    match function.implementation() {
        Some(implementation) => S::user(implementation, function.derivatives(), arguments),
        // Checked systems have no such functions.
        None => arguments[0].splat(f64::NAN),
    }
}

/// The values of an operand for a block.
#[derive(Clone, Copy)]
enum View<'a, S> {
    Many(&'a [S]),
    One(S),
}

impl<S: Copy> View<'_, S> {
    #[inline(always)]
    fn get(self, l: usize) -> S {
        match self {
            View::Many(values) => values[l],
            View::One(value) => value,
        }
    }
}

/// Where the operands of an instruction are when its target is taken out of the work array.
struct Views<'a, S> {
    program: &'a Program,
    t: S,
    y: &'a [S],
    p: &'a [S],
    block: Block<'a>,
    /// The work array before and behind the target, which is at `at`.
    low: &'a [S],
    high: &'a [S],
    at: usize,
}

impl<S: Scalar> Views<'_, S> {
    #[inline]
    fn view(&self, operand: Operand) -> View<'_, S> {
        let Block { first, n, .. } = self.block;
        match operand {
            Operand::Register(r) => self.work(self.program.registers + r as usize * WIDTH),
            Operand::Stored(at) => self.work(at as usize + first),
            Operand::State(at) => View::Many(&self.y[at as usize + first..][..n]),
            Operand::Parameter(at) => View::Many(&self.p[at as usize + first..][..n]),
            Operand::Constant(k) => View::One(self.t.splat(self.program.constants[k as usize])),
            // Parameters of edges and of their targets are gathered, slopes are written only.
            Operand::Time | Operand::Slope(_) | Operand::EdgeParameter(_) | Operand::TargetParameter(_) => {
                View::One(self.t)
            }
        }
    }

    #[inline]
    fn work(&self, at: usize) -> View<'_, S> {
        let n = self.block.n;
        View::Many(if at < self.at { &self.low[at..][..n] } else { &self.high[at - self.at - n..][..n] })
    }
}

/// One instruction but for the past and gathering, for a block. Targets are never operands.
#[inline(never)]
pub(super) fn arithmetic<S: Scalar>(
    program: &Program,
    t: S,
    (y, p): (&[S], &[S]),
    work: &mut [S],
    slopes: &mut [S],
    i: &Instruction<Operand>,
    block: Block,
) {
    let Block { first, n, .. } = block;
    let at = match i.to {
        Operand::Register(r) => program.registers + r as usize * WIDTH,
        Operand::Stored(at) => at as usize + first,
        _ => work.len(),
    };
    let (low, rest) = work.split_at_mut(at);
    let (to, high) = match i.to {
        Operand::Slope(at) => (&mut slopes[at as usize + first..][..n], rest),
        _ => rest.split_at_mut(n),
    };
    let views = Views { program, t, y, p, block, low, high, at };
    let (a, b) = (views.view(i.a), views.view(i.b));
    let (zero, one) = (t.splat(0.0), t.splat(1.0));
    let truth = |mask| S::select(mask, one, zero);
    match i.op {
        Op::Copy | Op::Gather | Op::Past { .. } => unary(to, a, |a| a),
        Op::Neg => unary(to, a, |a| -a),
        Op::Add => binary(to, a, b, |a, b| a + b),
        Op::Sub => binary(to, a, b, |a, b| a - b),
        Op::Mul => binary(to, a, b, |a, b| a * b),
        Op::Div => binary(to, a, b, |a, b| a / b),
        Op::MulAdd(c) => ternary(to, views.view(c), a, b, |c, a, b| c + a * b),
        Op::Pow => binary(to, a, b, S::pow),
        Op::PowI(2) => unary(to, a, |a| a * a),
        Op::PowI(n) => unary(to, a, |a| a.powi(n)),
        Op::Call(Function::Exp) => unary(to, a, S::exp),
        Op::Call(Function::Tanh) => unary(to, a, S::tanh),
        Op::Call(Function::Sigmoid) => unary(to, a, S::sigmoid),
        Op::Call(function) => binary(to, a, b, |a, b| call(function, a, b)),
        Op::User(number) => {
            let function = &program.functions[number as usize];
            let Operand::Register(first) = i.a else { return };
            let registers = (0..function.arity() as u32).map(|k| views.view(Operand::Register(first + k)));
            let mut arguments = [t; MAX_ARGUMENTS];
            let n = function.arity();
            for (l, to) in to.iter_mut().enumerate() {
                arguments.iter_mut().zip(registers.clone()).for_each(|(x, view)| *x = view.get(l));
                *to = user(function, &arguments[..n]);
            }
        }
        Op::Compare(op) => binary(to, a, b, |a, b| truth(compare(op, a, b))),
        Op::And => binary(to, a, b, |a, b| truth(a.ne(zero) & b.ne(zero))),
        Op::Or => binary(to, a, b, |a, b| truth(a.ne(zero) | b.ne(zero))),
        Op::Not => unary(to, a, |a| truth(!a.ne(zero))),
        Op::Select(c) => ternary(to, views.view(c), a, b, |c, a, b| S::select(c.ne(zero), a, b)),
    }
}

#[inline(always)]
fn unary<S: Copy>(to: &mut [S], a: View<S>, f: impl Fn(S) -> S) {
    match a {
        View::Many(a) => to.iter_mut().zip(a).for_each(|(to, &a)| *to = f(a)),
        View::One(a) => to.fill(f(a)),
    }
}

#[inline(always)]
fn binary<S: Copy>(to: &mut [S], a: View<S>, b: View<S>, f: impl Fn(S, S) -> S) {
    match (a, b) {
        (View::Many(a), View::Many(b)) => {
            to.iter_mut().zip(a).zip(b).for_each(|((to, &a), &b)| *to = f(a, b));
        }
        (View::Many(a), View::One(b)) => to.iter_mut().zip(a).for_each(|(to, &a)| *to = f(a, b)),
        (View::One(a), View::Many(b)) => to.iter_mut().zip(b).for_each(|(to, &b)| *to = f(a, b)),
        (View::One(a), View::One(b)) => to.fill(f(a, b)),
    }
}

#[inline(always)]
fn ternary<S: Copy>(to: &mut [S], a: View<S>, b: View<S>, c: View<S>, f: impl Fn(S, S, S) -> S) {
    to.iter_mut().enumerate().for_each(|(l, to)| *to = f(a.get(l), b.get(l), c.get(l)));
}
