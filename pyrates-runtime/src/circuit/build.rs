//! From a system to programs: the loops of its schedule, in the same order of evaluation as compiled code.

use pyrates_ir::expr::Expr;
use pyrates_ir::jacobian::Jacobian;
use pyrates_ir::lookup::Lookup;
use pyrates_ir::schedule::{Loop, Schedule, Step};
use pyrates_ir::system::{Connection, Layout, Link, Pattern, Symbol, System, UnitRange, VariableRef};

use super::code::{Edges, Entries, Instruction, Operand, Parts, Product, Program, Section, Sum, Transmitted};
use super::compile::{Coder, Context, Reader};
use super::single::{Single, is_single};

/// Couplings into single units are written out if they have no more edges than this; more are a loop.
const MAX_WRITTEN_OUT: usize = 64;

/// A section in the making.
pub(super) enum Draft {
    /// Code for the units of a group.
    Units { group: usize, code: Vec<Instruction<Operand>> },
    /// An input of single units: its sums, and the code and value for the source of each edge.
    Inputs { target: VariableRef, couplings: Vec<(usize, Vec<Instruction<Operand>>, Operand)> },
    /// A finished section.
    Done(Section),
}

/// Makes programs for one system.
pub(super) struct Builder<'a> {
    context: Context<'a>,
    drafts: Vec<Draft>,
}

/// The tables of all edges.
pub(super) fn edges(system: &System, layout: &Layout) -> Vec<Edges> {
    (0..system.couplings.len()).map(|c| table(system, layout, c)).collect()
}

fn table(system: &System, layout: &Layout, c: usize) -> Edges {
    let coupling = &system.couplings[c];
    let (links, units) = (coupling.links(), system.group(coupling.target).n_units());
    let starts = (0..=units).map(|u| links.partition_point(|link| link.target < u) as u32);
    let column = |value: &dyn Fn(&Link) -> usize| links.iter().map(|link| value(link) as u32).collect();
    let mapped = |value: &dyn Fn(&Link) -> usize| match coupling.connection {
        Some(_) => column(value),
        None => Vec::new(),
    };
    let connection = coupling.connection.as_ref();
    let is_simple = !coupling.is_delayed() || coupling.has_one_delay();
    let like = |pattern| connection.filter(|connection| connection.pattern == pattern && is_simple);
    let targets = |connection: &Connection| (connection.targets.first, connection.targets.count);
    let one_delay = connection.filter(|_| coupling.has_one_delay());
    Edges {
        source: column(&|link| link.source),
        target: column(&|link| link.target),
        rows: starts.collect(),
        weight: layout.weight(c),
        weights: mapped(&|link| link.weight),
        delays: mapped(&|link| link.delay),
        from_sources: one_delay.map(|connection| Box::new(from_sources(connection))),
        to_all: like(Pattern::All).map(targets),
        product: connection.filter(|_| coupling.is_product()).map(product),
        parts: like(Pattern::Sums).or_else(|| like(Pattern::Rows)).map(|connection| Parts {
            targets: targets(connection),
            has_weights: connection.pattern == Pattern::Rows,
        }),
    }
}

/// The ends of the matrix of a connection.
fn product(connection: &Connection) -> Product {
    let ends = |range: UnitRange| (range.first, range.count);
    Product {
        sources: ends(connection.sources),
        targets: ends(connection.targets),
        is_dense: connection.pattern == Pattern::Dense,
    }
}

/// One edge from each source unit of a connection with one delay.
fn from_sources(connection: &Connection) -> Edges {
    let UnitRange { first, count } = connection.sources;
    Edges {
        source: (first..first + count).map(|unit| unit as u32).collect(),
        target: vec![connection.targets.first as u32; count],
        rows: Vec::new(),
        weight: None,
        weights: Vec::new(),
        delays: vec![0; count],
        from_sources: None,
        to_all: None,
        product: None,
        parts: None,
    }
}

/// The program of the right-hand side.
pub(super) fn vector_field(system: &System, layout: &Layout, lookups: &[Lookup]) -> Program {
    let mut builder = Builder::new(system, layout, lookups);
    builder.loops(&Schedule::vector_field(system));
    builder.finish()
}

/// The program of the Jacobian: all variables first, then the blocks.
pub(super) fn jacobian_program(system: &System, lookups: &[Lookup]) -> Program {
    let jacobian = Jacobian::new(system);
    let layout = &Layout::new(&jacobian.system);
    let mut builder = Builder::new(&jacobian.system, layout, lookups);
    builder.loops(&jacobian.schedule());
    let (first, mut end) = (builder.context.n_stored, builder.context.n_stored);
    for block in &jacobian.blocks {
        // Factors live as long as their block.
        builder.context.n_stored = first;
        let mut factors = Vec::new();
        for (k, factor) in block.factors.iter().enumerate() {
            factors.push(builder.factor(jacobian.group_of_factor(block, k), factor));
        }
        builder.drafts.push(Draft::Done(Section::Entries(Entries {
            row: layout.state(block.row),
            n: system.group(block.row).n_units(),
            column: layout.state(block.column),
            path: block.path.clone(),
            factors,
        })));
        end = end.max(builder.context.n_stored);
    }
    builder.context.n_stored = end;
    builder.finish()
}

/// The program that computes and stores inputs and auxiliaries, and where each of `variables` is.
pub(super) fn variables(
    system: &System,
    layout: &Layout,
    lookups: &[Lookup],
    variables: &[VariableRef],
) -> (Program, Vec<Option<usize>>) {
    let mut builder = Builder::new(system, layout, lookups);
    builder.loops(&Schedule::of_variables(system, variables));
    let places = variables.iter().map(|&at| builder.context.find_place(at)).collect();
    (builder.finish(), places)
}

impl<'a> Builder<'a> {
    fn new(system: &'a System, layout: &'a Layout, lookups: &'a [Lookup]) -> Builder<'a> {
        Builder { context: Context::new(system, layout, lookups), drafts: Vec::new() }
    }

    fn loops(&mut self, schedule: &Schedule) {
        for l in &schedule.loops {
            self.one_loop(l);
        }
    }

    fn one_loop(&mut self, l: &Loop) {
        let system = self.context.system;
        let group = &system.groups[l.group];
        for step in &l.steps {
            if let Step::Gather(v) = step {
                self.gather(VariableRef { group: l.group, variable: *v });
            }
        }
        let is_stored = |v: usize| l.steps.contains(&Step::Store(v));
        let mut coder = Coder::new(&mut self.context, Reader::Units(l.group));
        for step in &l.steps {
            match *step {
                // Stored variables and sums are read in place.
                Step::Load(_) | Step::Gather(_) | Step::Store(_) => {}
                Step::Assign(v) => {
                    let Some(value) = group.assignment(v) else { continue };
                    if is_stored(v) {
                        let place = coder.in_place(v);
                        coder.write(value, place);
                        coder.alias(v, place);
                    } else {
                        coder.define(v, value);
                    }
                }
                Step::Derive(v) => {
                    let at = VariableRef { group: l.group, variable: v };
                    let slope = Operand::Slope(coder.context.layout.state(at) as u32);
                    if let Some(value) = group.derivative(v) {
                        coder.write(value, slope);
                    }
                }
            }
        }
        let code = coder.finish();
        self.drafts.push(Draft::Units { group: l.group, code });
    }

    /// Sums the edges into an input.
    fn gather(&mut self, target: VariableRef) {
        let system = self.context.system;
        let couplings: Vec<usize> = system.couplings_into(target).map(|(c, _)| c).collect();
        let n = system.group(target).n_units();
        let sums = self.context.place(target) as usize;
        let edges: usize = couplings.iter().map(|&c| system.couplings[c].n_links()).sum();
        // Sums over whole populations have an order of their own.
        let is_listed = couplings.iter().all(|&c| system.couplings[c].connection.is_none());
        if is_single(n) && is_listed && edges <= MAX_WRITTEN_OUT {
            let couplings = couplings.into_iter().map(|c| self.written_out(c)).collect();
            self.drafts.push(Draft::Inputs { target, couplings });
            return;
        }
        let extrinsic = self.context.layout.find(target);
        self.drafts.push(Draft::Done(Section::Start { first: sums, n, extrinsic }));
        for c in couplings {
            let sum = self.sum(c, sums);
            self.drafts.push(Draft::Done(Section::Sum(sum)));
        }
    }

    /// What a coupling transmits, in terms of a source unit.
    fn written_out(&mut self, c: usize) -> (usize, Vec<Instruction<Operand>>, Operand) {
        let reader = Reader::Edges { coupling: c, gather: false };
        let mut coder = Coder::new(&mut self.context, reader);
        let value = coder.expression(&coder.context.system.couplings[c].value);
        (c, coder.finish(), value)
    }

    fn sum(&mut self, c: usize, sums: usize) -> Sum {
        let coupling = &self.context.system.couplings[c];
        if let Expr::Leaf(Symbol::Variable(v)) = coupling.value {
            let mut coder = Coder::new(&mut self.context, Reader::Edges { coupling: c, gather: false });
            let value = Transmitted::OfSource(coder.in_place(v));
            return Sum { coupling: c, sums, buffer: None, code: Vec::new(), value };
        }
        let mut coder = Coder::new(&mut self.context, Reader::Edges { coupling: c, gather: true });
        let value = Transmitted::OfEdge(coder.expression(&coupling.value));
        let code = coder.finish();
        let buffer = coupling.has_one_delay().then(|| self.context.array(coupling.source.group) as usize);
        Sum { coupling: c, sums, buffer, code, value }
    }

    /// A factor of the Jacobian for all units of a group.
    fn factor(&mut self, group: usize, factor: &Expr<Symbol>) -> Operand {
        let mut coder = Coder::new(&mut self.context, Reader::Units(group));
        match factor {
            Expr::Number(_) => return coder.expression(factor),
            Expr::Leaf(Symbol::Variable(v)) => return coder.in_place(*v),
            _ => {}
        }
        let array = Operand::Stored(coder.context.array(group));
        coder.write(factor, array);
        let code = coder.finish();
        self.drafts.push(Draft::Units { group, code });
        array
    }

    fn finish(self) -> Program {
        let Builder { context, drafts } = self;
        Single::new(&context, drafts).program(context)
    }
}
