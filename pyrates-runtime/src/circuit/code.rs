//! Programs as data: instructions over registers, in sections.

use pyrates_ir::expr::CompareOp;
use pyrates_ir::function::Function;
use pyrates_ir::user_function::UserFunction;

/// The number of units that one instruction serves: registers of some hundred bytes stay in the fastest cache.
pub(super) const WIDTH: usize = 64;

/// What an instruction computes from its operands `a` and `b`. Truth values are 1 and 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Op<A> {
    /// `a`
    Copy,
    /// `-a`
    Neg,
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `c + a * b`, rounded twice.
    MulAdd(A),
    /// `a` to the power `b`.
    Pow,
    /// `a` to a whole power.
    PowI(i32),
    /// A function of `a`, or of `a` and `b`.
    Call(&'static Function),
    /// A function written in Rust, by its number; its arguments are in registers, `a` and those behind it.
    User(u32),
    /// Whether `a` and `b` compare so.
    Compare(CompareOp),
    /// Whether both hold.
    And,
    /// Whether one holds.
    Or,
    /// Whether `a` does not hold.
    Not,
    /// `a` where the condition holds, else `b`.
    Select(A),
    /// The value of a state `a` ago: first state and first look-up.
    Past { state: u32, lookup: u32 },
    /// `a` of the units at which the edges at hand start, or end if it is a parameter of these.
    Gather,
}

/// An instruction with operands in some form: [`Operand`] for blocks of units, places in the work array for
/// single units. Operations of one operand repeat it as `b`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Instruction<A> {
    pub(super) op: Op<A>,
    pub(super) to: A,
    pub(super) a: A,
    pub(super) b: A,
}

/// Where the values of a block of units are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Operand {
    /// A register: a value for each unit of the block.
    Register(u32),
    /// An array in the work array, by its first unit.
    Stored(u32),
    /// A state, by its first unit.
    State(u32),
    /// A parameter, by its first unit.
    Parameter(u32),
    /// The delay of the edges at hand, by the first delay of their coupling; must be gathered.
    EdgeParameter(u32),
    /// A parameter of the units at which the edges at hand end, by the first unit; must be gathered.
    TargetParameter(u32),
    /// A constant, by its number.
    Constant(u32),
    /// The time.
    Time,
    /// The derivative of a state, by its first unit; only as a target.
    Slope(u32),
}

/// A part of a program.
#[derive(Debug, Clone)]
pub(super) enum Section {
    /// Straight code for single units; operands are places in the work array.
    Single(Vec<Instruction<u32>>),
    /// Code for all units of a group, block by block.
    Units { n: usize, code: Vec<Instruction<Operand>> },
    /// Starts the sums of an input: from parameters, or from zero.
    Start { first: usize, n: usize, extrinsic: Option<usize> },
    /// Adds what the edges of a coupling transmit to the sums of an input.
    Sum(Sum),
    /// Hands entries of a Jacobian to the sink.
    Entries(Entries),
}

/// The edges of a coupling as tables, ordered by target unit.
#[derive(Debug, Clone)]
pub(super) struct Edges {
    /// The unit at which each edge starts.
    pub(super) source: Vec<u32>,
    /// The unit at which each edge ends.
    pub(super) target: Vec<u32>,
    /// Where the edges of each target unit begin, and where the last ones end.
    pub(super) rows: Vec<u32>,
    /// The parameter that holds the first weight, if the edges have weights.
    pub(super) weight: Option<usize>,
    /// The places of weight and delay of each edge among those of the coupling; empty if each edge has its
    /// own, in order.
    pub(super) weights: Vec<u32>,
    pub(super) delays: Vec<u32>,
    /// Where all edges have one delay: one edge from each source unit, to compute what it transmits.
    pub(super) from_sources: Option<Box<Edges>>,
    /// First and number of the target units, if all get the sum over all sources times one weight.
    pub(super) to_all: Option<(usize, usize)>,
    /// If the edges bring the product of a matrix with what the sources transmit.
    pub(super) product: Option<Product>,
    /// If each target has a part of the sources.
    pub(super) parts: Option<Parts>,
}

/// The ends of a matrix: first and number of the source units, and of the target units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub(super) sources: (usize, usize),
    pub(super) targets: (usize, usize),
    /// Whether all pairs have weights.
    pub(super) is_dense: bool,
}

/// Targets that have equal parts of the sources.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    /// The first target unit, and their number.
    pub(super) targets: (usize, usize),
    /// Whether each source has a weight of its own, if there are weights.
    pub(super) has_weights: bool,
}

impl Edges {
    /// The place of the weight of an edge among those of the coupling.
    #[inline]
    pub(super) fn weight_of(&self, e: usize) -> usize {
        self.weights.get(e).map_or(e, |&place| place as usize)
    }

    /// The place of the delay of an edge among those of the coupling.
    #[inline]
    pub(super) fn delay_of(&self, e: usize) -> usize {
        self.delays.get(e).map_or(e, |&place| place as usize)
    }
}

/// The sum over the edges of a coupling.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    /// The coupling.
    pub(super) coupling: usize,
    /// The place of the first sum in the work array.
    pub(super) sums: usize,
    /// Where what each source unit transmits is stored, if all edges have one delay.
    pub(super) buffer: Option<usize>,
    /// Code to run for each block of edges, or of source units.
    pub(super) code: Vec<Instruction<Operand>>,
    /// What is transmitted.
    pub(super) value: Transmitted,
}

/// What an edge transmits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Transmitted {
    /// A value of its source unit, found in place.
    OfSource(Operand),
    /// A value that the code of the sum has computed for a block of edges.
    OfEdge(Operand),
}

/// Entries of a Jacobian with one formula; see [`pyrates_ir::jacobian::Block`].
#[derive(Debug, Clone)]
pub(super) struct Entries {
    /// The state of the first unit in the rows, and the number of units.
    pub(super) row: usize,
    pub(super) n: usize,
    /// The state of the first unit in the columns.
    pub(super) column: usize,
    /// The couplings on the way.
    pub(super) path: Vec<usize>,
    /// The factors, one more than couplings.
    pub(super) factors: Vec<Operand>,
}

/// A piece of an array that single units use, with its place in the work array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: usize,
    pub(super) n: usize,
    pub(super) work: usize,
}

/// A program: constants, sections, and the plan of its work array.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub(super) constants: Vec<f64>,
    /// Functions written in Rust.
    pub(super) functions: Vec<UserFunction>,
    pub(super) sections: Vec<Section>,
    /// The place of the first register.
    pub(super) registers: usize,
    /// The place of time and constants, for single units; `None` if nobody needs them.
    pub(super) scalars: Option<usize>,
    pub(super) states: Vec<Piece>,
    pub(super) parameters: Vec<Piece>,
    pub(super) slopes: Vec<Piece>,
    pub(super) n_work: usize,
}

impl<A: Copy> Instruction<A> {
    /// The instruction with every operand replaced.
    pub(super) fn map<B>(self, mut f: impl FnMut(A) -> B) -> Instruction<B> {
        let op = match self.op {
            Op::MulAdd(c) => Op::MulAdd(f(c)),
            Op::Select(c) => Op::Select(f(c)),
            Op::Copy => Op::Copy,
            Op::Neg => Op::Neg,
            Op::Add => Op::Add,
            Op::Sub => Op::Sub,
            Op::Mul => Op::Mul,
            Op::Div => Op::Div,
            Op::Pow => Op::Pow,
            Op::PowI(n) => Op::PowI(n),
            Op::Call(function) => Op::Call(function),
            Op::User(function) => Op::User(function),
            Op::Compare(op) => Op::Compare(op),
            Op::And => Op::And,
            Op::Or => Op::Or,
            Op::Not => Op::Not,
            Op::Past { state, lookup } => Op::Past { state, lookup },
            Op::Gather => Op::Gather,
        };
        Instruction { op, to: f(self.to), a: f(self.a), b: f(self.b) }
    }
}

impl Program {
    /// Whether the program looks up the past.
    pub(super) fn looks_back(&self) -> bool {
        fn any<A>(code: &[Instruction<A>]) -> bool {
            code.iter().any(|i| matches!(i.op, Op::Past { .. }))
        }
        self.sections.iter().any(|section| match section {
            Section::Single(code) => any(code),
            Section::Units { code, .. } => any(code),
            Section::Sum(sum) => any(&sum.code),
            Section::Start { .. } | Section::Entries(_) => false,
        })
    }
}
