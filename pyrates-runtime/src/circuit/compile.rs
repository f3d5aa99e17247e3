//! Expressions as instructions: registers are taken and given back as on a stack.

use std::collections::HashMap;

use pyrates_ir::expr::{BinaryOp, Expr, LogicOp};
use pyrates_ir::function::Function;
use pyrates_ir::lookup::{Lookup, Owner};
use pyrates_ir::math;
use pyrates_ir::system::{Delays, Layout, Role, Symbol, System, VariableRef};
use pyrates_ir::user_function::UserFunction;

use super::code::{Instruction, Op, Operand};

/// What all code of a program shares.
pub(super) struct Context<'a> {
    pub(super) system: &'a System,
    pub(super) layout: &'a Layout,
    /// The look-ups of each group and of each coupling.
    group_lookups: Vec<Vec<&'a Lookup>>,
    coupling_lookups: Vec<Vec<&'a Lookup>>,
    constants: Vec<f64>,
    numbers: HashMap<u64, u32>,
    functions: Vec<UserFunction>,
    /// Where stored variables and sums of inputs are in the work array.
    places: HashMap<VariableRef, u32>,
    /// The length of that part of the work array.
    pub(super) n_stored: usize,
    /// The largest number of registers in use.
    pub(super) n_registers: u32,
}

impl<'a> Context<'a> {
    pub(super) fn new(system: &'a System, layout: &'a Layout, lookups: &'a [Lookup]) -> Context<'a> {
        let mut context = Context {
            system,
            layout,
            group_lookups: vec![Vec::new(); system.groups.len()],
            coupling_lookups: vec![Vec::new(); system.couplings.len()],
            constants: Vec::new(),
            numbers: HashMap::new(),
            functions: Vec::new(),
            places: HashMap::new(),
            n_stored: 0,
            n_registers: 0,
        };
        // Sums begin with the constant of number 0.
        context.constant(0.0);
        for lookup in lookups {
            match lookup.owner {
                Owner::Group(g) => context.group_lookups[g].push(lookup),
                Owner::Coupling(c) => context.coupling_lookups[c].push(lookup),
            }
        }
        context
    }

    /// All constants and all functions written in Rust, in order of their numbers.
    pub(super) fn into_tables(self) -> (Vec<f64>, Vec<UserFunction>) {
        (self.constants, self.functions)
    }

    /// The number of a function written in Rust.
    fn function(&mut self, function: &UserFunction) -> u32 {
        let known = self.functions.iter().position(|known| known == function);
        let number = known.unwrap_or_else(|| {
            self.functions.push(function.clone());
            self.functions.len() - 1
        });
        number as u32
    }

    pub(super) fn constant(&mut self, value: f64) -> Operand {
        let constants = &mut self.constants;
        let number = *self.numbers.entry(value.to_bits()).or_insert_with(|| {
            constants.push(value);
            (constants.len() - 1) as u32
        });
        Operand::Constant(number)
    }

    /// The place of a stored variable, a new one if it has none yet.
    pub(super) fn place(&mut self, at: VariableRef) -> u32 {
        let (n, n_stored) = (self.system.group(at).n_units(), &mut self.n_stored);
        *self.places.entry(at).or_insert_with(|| {
            *n_stored += n;
            (*n_stored - n) as u32
        })
    }

    /// The place of a stored variable, if it has one.
    pub(super) fn find_place(&self, at: VariableRef) -> Option<usize> {
        self.places.get(&at).map(|&place| place as usize)
    }

    /// A new array of values for each unit of a group, beyond all stored variables.
    pub(super) fn array(&mut self, group: usize) -> u32 {
        let first = self.n_stored;
        self.n_stored += self.system.groups[group].n_units();
        first as u32
    }

    fn lookup(&self, owner: Owner, term: &Expr<Symbol>) -> u32 {
        let lookups = match owner {
            Owner::Group(g) => &self.group_lookups[g],
            Owner::Coupling(c) => &self.coupling_lookups[c],
        };
        // Factors of a Jacobian may hold terms of no equation; checked systems have none.
        lookups.iter().find(|lookup| lookup.term == *term).map_or(0, |lookup| lookup.first as u32)
    }
}

/// In whose terms an expression is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The units of a group.
    Units(usize),
    /// The edges of a coupling, whose variables are those of their source units; in blocks of edges these
    /// must be gathered first.
    Edges { coupling: usize, gather: bool },
}

/// Code in the making.
pub(super) struct Coder<'c, 'a> {
    pub(super) context: &'c mut Context<'a>,
    reader: Reader,
    group: usize,
    pub(super) code: Vec<Instruction<Operand>>,
    free: Vec<u32>,
    n_registers: u32,
    /// Variables computed in this section, and registers that must not be given back.
    known: HashMap<usize, Operand>,
    kept: Vec<u32>,
}

impl<'c, 'a> Coder<'c, 'a> {
    pub(super) fn new(context: &'c mut Context<'a>, reader: Reader) -> Coder<'c, 'a> {
        let group = match reader {
            Reader::Units(group) => group,
            Reader::Edges { coupling, .. } => context.system.couplings[coupling].source.group,
        };
        Coder {
            context,
            reader,
            group,
            code: Vec::new(),
            free: Vec::new(),
            n_registers: 0,
            known: HashMap::new(),
            kept: Vec::new(),
        }
    }

    /// The finished code.
    pub(super) fn finish(self) -> Vec<Instruction<Operand>> {
        self.context.n_registers = self.context.n_registers.max(self.n_registers);
        self.code
    }

    /// Computes a value and lets it be read as a variable of the unit from now on.
    pub(super) fn define(&mut self, variable: usize, value: &Expr<Symbol>) {
        let operand = self.expression(value);
        if let Operand::Register(register) = operand {
            self.kept.push(register);
        }
        self.known.insert(variable, operand);
    }

    /// Lets an array be read as a variable of the unit from now on.
    pub(super) fn alias(&mut self, variable: usize, operand: Operand) {
        self.known.insert(variable, operand);
    }

    /// Writes the value of an expression to a target.
    pub(super) fn write(&mut self, value: &Expr<Symbol>, to: Operand) {
        let operand = self.expression(value);
        match (operand, self.code.last_mut()) {
            (Operand::Register(register), Some(last))
                if last.to == operand && !self.kept.contains(&register) =>
            {
                last.to = to;
                self.free.push(register);
            }
            _ => self.code.push(Instruction { op: Op::Copy, to, a: operand, b: operand }),
        }
    }

    /// Computes an expression; the answer says where its value is.
    pub(super) fn expression(&mut self, e: &Expr<Symbol>) -> Operand {
        match e {
            Expr::Number(x) => self.context.constant(*x),
            // Checked systems are real.
            Expr::Imaginary(_) => self.context.constant(f64::NAN),
            Expr::Leaf(symbol) => self.symbol(*symbol),
            Expr::Neg(a) => self.unary(Op::Neg, a),
            Expr::Not(a) => self.unary(Op::Not, a),
            Expr::Binary(BinaryOp::Pow, a, b) => match b.as_number().and_then(math::whole_exponent) {
                Some(n) => self.unary(Op::PowI(n), a),
                None => self.binary(Op::Pow, a, b),
            },
            Expr::Binary(op, a, b) => self.binary(arithmetic(*op), a, b),
            Expr::Compare(op, a, b) => self.binary(Op::Compare(*op), a, b),
            Expr::Logic(LogicOp::And, a, b) => self.binary(Op::And, a, b),
            Expr::Logic(LogicOp::Or, a, b) => self.binary(Op::Or, a, b),
            Expr::Select(c, a, b) => {
                let (c, a, b) = (self.expression(c), self.expression(a), self.expression(b));
                let value = self.emit(Op::Select(c), a, b);
                self.release(c);
                value
            }
            Expr::Past(state, delay) => self.past(e, state, delay),
            Expr::Call(Function::User(function), arguments) => self.user(function, arguments),
            Expr::Call(function, arguments) => self.call(function, arguments),
        }
    }

    fn call(&mut self, function: &Function, arguments: &[Expr<Symbol>]) -> Operand {
        match (function.built_in(), arguments) {
            (Some(Function::Real | Function::Conj), [a, ..]) => self.expression(a),
            (Some(Function::Imag), _) => self.context.constant(0.0),
            (Some(Function::Arg), [a, ..]) => self.binary(Op::Call(&Function::Atan2), &Expr::Number(0.0), a),
            (Some(function), [a]) => self.unary(Op::Call(function), a),
            (Some(function), [a, b, ..]) => self.binary(Op::Call(function), a, b),
            (None, _) | (_, []) => self.context.constant(f64::NAN),
        }
    }

    /// Copies the arguments to registers in a row, and calls.
    fn user(&mut self, function: &UserFunction, arguments: &[Expr<Symbol>]) -> Operand {
        let values: Vec<Operand> = arguments.iter().map(|a| self.expression(a)).collect();
        let first = self.n_registers;
        let row: Vec<Operand> = (first..).map(Operand::Register).take(values.len()).collect();
        self.n_registers += values.len() as u32;
        for (&to, &value) in row.iter().zip(&values) {
            self.code.push(Instruction { op: Op::Copy, to, a: value, b: value });
        }
        values.iter().for_each(|&value| self.release(value));
        let number = self.context.function(function);
        let result = self.emit(Op::User(number), Operand::Register(first), Operand::Register(first));
        row.iter().for_each(|&register| self.release(register));
        result
    }

    fn past(&mut self, term: &Expr<Symbol>, state: &Expr<Symbol>, delay: &Expr<Symbol>) -> Operand {
        let Expr::Leaf(Symbol::Variable(v)) = *state else { return self.context.constant(f64::NAN) };
        let at = VariableRef { group: self.group, variable: v };
        let owner = match self.reader {
            Reader::Units(g) => Owner::Group(g),
            Reader::Edges { coupling, .. } => Owner::Coupling(coupling),
        };
        let (state, lookup) = (self.context.layout.state(at) as u32, self.context.lookup(owner, term));
        let delay = self.expression(delay);
        self.emit(Op::Past { state, lookup }, delay, delay)
    }

    fn symbol(&mut self, symbol: Symbol) -> Operand {
        let v = match symbol {
            Symbol::Time => return Operand::Time,
            Symbol::Delay => return self.delay(),
            // Right-hand sides are drifts.
            Symbol::Noise(_) => return self.expression(&Expr::Number(0.0)),
            Symbol::Variable(v) => v,
        };
        if let Some(known) = self.known.get(&v) {
            return *known;
        }
        let operand = self.in_place(v);
        match self.reader {
            Reader::Edges { gather: true, .. } => {
                let gathered = self.emit(Op::Gather, operand, operand);
                if let Operand::Register(register) = gathered {
                    self.kept.push(register);
                }
                self.known.insert(v, gathered);
                gathered
            }
            _ => operand,
        }
    }

    /// Where a variable of the group is, unit by unit.
    pub(super) fn in_place(&mut self, v: usize) -> Operand {
        let at = VariableRef { group: self.group, variable: v };
        match self.context.system.group(at).variables[v].role {
            Role::State => Operand::State(self.context.layout.state(at) as u32),
            Role::Parameter => Operand::Parameter(self.context.layout.parameter(at) as u32),
            Role::Input | Role::Auxiliary => Operand::Stored(self.context.place(at)),
        }
    }

    /// The delay of the edge at hand.
    fn delay(&mut self) -> Operand {
        // Only couplings know a delay.
        let Reader::Edges { coupling: c, gather } = self.reader else {
            return self.context.constant(f64::NAN);
        };
        let (coupling, layout) = (&self.context.system.couplings[c], self.context.layout);
        if let Delays::Target(v) = coupling.delays {
            let first = layout.parameter(VariableRef { variable: v, ..coupling.target });
            let parameter = Operand::TargetParameter(first as u32);
            return if gather { self.emit(Op::Gather, parameter, parameter) } else { parameter };
        }
        match layout.delay(c) {
            Some(first) => {
                let delay = Operand::EdgeParameter(first as u32);
                if gather { self.emit(Op::Gather, delay, delay) } else { delay }
            }
            None => self.context.constant(0.0),
        }
    }

    fn unary(&mut self, op: Op<Operand>, a: &Expr<Symbol>) -> Operand {
        let a = self.expression(a);
        self.emit(op, a, a)
    }

    fn binary(&mut self, op: Op<Operand>, a: &Expr<Symbol>, b: &Expr<Symbol>) -> Operand {
        let (a, b) = (self.expression(a), self.expression(b));
        self.emit(op, a, b)
    }

    /// Appends an instruction whose target is none of its operands.
    fn emit(&mut self, op: Op<Operand>, a: Operand, b: Operand) -> Operand {
        let register = self.free.pop().unwrap_or_else(|| {
            self.n_registers += 1;
            self.n_registers - 1
        });
        let to = Operand::Register(register);
        self.code.push(Instruction { op, to, a, b });
        self.release(a);
        if b != a {
            self.release(b);
        }
        to
    }

    fn release(&mut self, operand: Operand) {
        if let Operand::Register(register) = operand
            && !self.kept.contains(&register)
            && !self.free.contains(&register)
        {
            self.free.push(register);
        }
    }
}

fn arithmetic(op: BinaryOp) -> Op<Operand> {
    match op {
        BinaryOp::Add => Op::Add,
        BinaryOp::Sub => Op::Sub,
        BinaryOp::Mul => Op::Mul,
        BinaryOp::Div => Op::Div,
        BinaryOp::Pow => Op::Pow,
    }
}
