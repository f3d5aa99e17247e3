//! Groups of few units as straight code: every operand becomes a place in the work array, states and
//! parameters are copied there first, and derivatives from there last.

use std::collections::{BTreeSet, HashMap};

use pyrates_ir::system::VariableRef;

use super::build::Draft;
use super::code::{Instruction, Op, Operand, Piece, Program, Section, WIDTH};
use super::compile::Context;

/// Groups with fewer units than this are straight code.
const MIN_BLOCK: usize = 4;

/// Whether a group of so many units is straight code.
pub(super) fn is_single(n: usize) -> bool {
    n < MIN_BLOCK
}

/// Turns drafts into sections.
pub(super) struct Single {
    sections: Vec<RawSection>,
    n_stored: usize,
    n_registers: u32,
}

/// A section whose single units still have operands by kind.
enum RawSection {
    Single(Vec<Instruction<Place>>),
    Done(Section),
}

/// Where a value of a single unit is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    Register(u32),
    Stored(u32),
    State(u32),
    Parameter(u32),
    Constant(u32),
    Time,
    Slope(u32),
}

impl Single {
    pub(super) fn new(context: &Context, drafts: Vec<Draft>) -> Single {
        let mut single =
            Single { sections: Vec::new(), n_stored: context.n_stored, n_registers: context.n_registers };
        for draft in drafts {
            single.add(context, draft);
        }
        single
    }

    fn add(&mut self, context: &Context, draft: Draft) {
        match draft {
            Draft::Done(section) => self.sections.push(RawSection::Done(section)),
            Draft::Units { code, .. } if code.is_empty() => {}
            Draft::Units { group, code } => {
                let n = context.system.groups[group].n_units();
                if !is_single(n) {
                    self.sections.push(RawSection::Done(Section::Units { n, code }));
                    return;
                }
                let straight = self.straight();
                for unit in 0..n as u32 {
                    let at = Where { unit, lookup: unit, delay: 0, target: unit };
                    straight.extend(code.iter().map(|i| at.instruction(*i)));
                }
            }
            Draft::Inputs { target, couplings } => self.inputs(context, target, &couplings),
        }
    }

    /// The straight code at the end of what there is.
    fn straight(&mut self) -> &mut Vec<Instruction<Place>> {
        if !matches!(self.sections.last(), Some(RawSection::Single(_))) {
            self.sections.push(RawSection::Single(Vec::new()));
        }
        match self.sections.last_mut() {
            Some(RawSection::Single(code)) => code,
            _ => unreachable!("it was just added"),
        }
    }

    /// The sums of an input, edge by edge in the order of couplings.
    fn inputs(
        &mut self,
        context: &Context,
        target: VariableRef,
        couplings: &[(usize, Vec<Instruction<Operand>>, Operand)],
    ) {
        let n = context.system.group(target).n_units();
        let first = context.find_place(target).unwrap_or(0) as u32;
        let extrinsic = context.layout.find(target);
        let straight = self.straight();
        for unit in 0..n {
            let sum = Place::Stored(first + unit as u32);
            // The first constant of every program is zero.
            let start = extrinsic.map_or(Place::Constant(0), |first| Place::Parameter((first + unit) as u32));
            let mut before = start;
            for (c, code, value) in couplings {
                let coupling = &context.system.couplings[*c];
                for (e, link) in coupling.links().iter().enumerate().filter(|(_, link)| link.target == unit) {
                    let (source, e) = (link.source as u32, e as u32);
                    let at = Where { unit: source, lookup: e, delay: e, target: unit as u32 };
                    straight.extend(code.iter().map(|i| at.instruction(*i)));
                    let value = at.place(*value);
                    straight.push(match context.layout.weight(*c) {
                        Some(first) => {
                            let weight = Place::Parameter((first + link.weight) as u32);
                            Instruction { op: Op::MulAdd(before), to: sum, a: weight, b: value }
                        }
                        None => Instruction { op: Op::Add, to: sum, a: before, b: value },
                    });
                    before = sum;
                }
            }
            if before == start {
                straight.push(Instruction { op: Op::Copy, to: sum, a: start, b: start });
            }
        }
    }

    /// The finished program.
    pub(super) fn program(self, context: Context) -> Program {
        let (constants, functions) = context.into_tables();
        let registers = self.n_stored;
        let blocks = |section: &RawSection| match section {
            RawSection::Done(Section::Units { .. } | Section::Sum(_)) => true,
            RawSection::Done(_) | RawSection::Single(_) => false,
        };
        let has_blocks = self.sections.iter().any(blocks);
        let mut end = registers + if has_blocks { self.n_registers as usize * WIDTH } else { 0 };
        let used = Used::of(&self.sections);
        let scalars = used.any.then_some(end);
        end += if used.any { 1 + constants.len() + self.n_registers as usize } else { 0 };
        let states = pieces(&used.states, &mut end);
        let parameters = pieces(&used.parameters, &mut end);
        let slopes = pieces(&used.slopes, &mut end);
        let (state, parameter, slope) = (map(&states), map(&parameters), map(&slopes));
        let scalar = scalars.unwrap_or(0);
        let own = scalar + 1 + constants.len();
        let resolve = |place: Place| {
            let at = match place {
                Place::Register(r) => own + r as usize,
                Place::Stored(at) => at as usize,
                Place::Constant(k) => scalar + 1 + k as usize,
                Place::Time => scalar,
                Place::State(i) => state[&i],
                Place::Parameter(i) => parameter[&i],
                Place::Slope(i) => slope[&i],
            };
            at as u32
        };
        let finish = |section| match section {
            RawSection::Done(section) => section,
            RawSection::Single(code) => Section::Single(code.into_iter().map(|i| i.map(resolve)).collect()),
        };
        let sections = self.sections.into_iter().map(finish).collect();
        Program {
            constants,
            functions,
            sections,
            registers,
            scalars,
            states,
            parameters,
            slopes,
            n_work: end,
        }
    }
}

/// The states, parameters and slopes that straight code uses.
#[derive(Default)]
struct Used {
    any: bool,
    states: BTreeSet<u32>,
    parameters: BTreeSet<u32>,
    slopes: BTreeSet<u32>,
}

impl Used {
    fn of(sections: &[RawSection]) -> Used {
        let mut used = Used::default();
        for section in sections {
            let RawSection::Single(code) = section else { continue };
            used.any = true;
            for instruction in code {
                instruction.map(|place| used.add(place));
            }
        }
        used
    }

    fn add(&mut self, place: Place) {
        match place {
            Place::State(i) => self.states.insert(i),
            Place::Parameter(i) => self.parameters.insert(i),
            Place::Slope(i) => self.slopes.insert(i),
            Place::Register(_) | Place::Stored(_) | Place::Constant(_) | Place::Time => false,
        };
    }
}

/// For whom code is written out: a unit, or an edge from it.
#[derive(Clone, Copy)]
struct Where {
    unit: u32,
    /// The number of the look-up: that of the unit or of the edge.
    lookup: u32,
    /// The place of the delay of the edge.
    delay: u32,
    /// The unit at which the edge ends.
    target: u32,
}

impl Where {
    fn instruction(self, instruction: Instruction<Operand>) -> Instruction<Place> {
        let mut single = instruction.map(|operand| self.place(operand));
        if let Op::Past { state, lookup } = single.op {
            single.op = Op::Past { state: state + self.unit, lookup: lookup + self.lookup };
        }
        single
    }

    fn place(self, operand: Operand) -> Place {
        match operand {
            Operand::Register(r) => Place::Register(r),
            Operand::Stored(at) => Place::Stored(at + self.unit),
            Operand::State(at) => Place::State(at + self.unit),
            Operand::Parameter(at) => Place::Parameter(at + self.unit),
            Operand::EdgeParameter(at) => Place::Parameter(at + self.delay),
            Operand::TargetParameter(at) => Place::Parameter(at + self.target),
            Operand::Constant(k) => Place::Constant(k),
            Operand::Time => Place::Time,
            Operand::Slope(at) => Place::Slope(at + self.unit),
        }
    }
}

/// Gives used numbers places in the work array; neighbours form one piece.
fn pieces(used: &BTreeSet<u32>, end: &mut usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for &i in used {
        let from = i as usize;
        match pieces.last_mut() {
            Some(piece) if piece.from + piece.n == from => piece.n += 1,
            _ => pieces.push(Piece { from, n: 1, work: *end }),
        }
        *end += 1;
    }
    pieces
}

/// The place of each number.
fn map(pieces: &[Piece]) -> HashMap<u32, usize> {
    let places = |piece: &Piece| {
        let Piece { from, n, work } = *piece;
        (0..n).map(move |i| ((from + i) as u32, work + i))
    };
    pieces.iter().flat_map(places).collect()
}
