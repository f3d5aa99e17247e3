//! White noise: `noise(amplitude)` in differential equations.
//!
//! Meaning. `d/dt x = f + g*noise()` is the stochastic differential equation `dx = f dt + g dW` in the sense of Ito,
//! where `W` is a Wiener process: its increments over a time `h` are normally distributed with mean 0 and variance
//! `h`. `noise(g)` is `g*noise()`. Every term has a Wiener process of its own, in every unit; terms with the same
//! name, `noise(g, common)`, share it within their operator and unit.
//!
//! In a system noise is a [`Symbol`], so a derivative is an expression that is affine in it: the *drift* is what
//! remains where the noise is zero, the *amplitude* of a source is the derivative with respect to it.

use std::borrow::Cow;

use crate::definition::{Declared, Operator};
use crate::derivative::partial;
use crate::expr::{BinaryOp, Expr};
use crate::finding::{Code, Finding, Loc, Name};
use crate::simplify::simplify;
use crate::system::{Equation, EquationForm, Group, Role, Symbol, System, VariableRef};
use crate::vectors::{Operation, Written};

/// The name of the term in the equation language.
pub const NAME: &str = "noise";

/// Checks that noise stands in differential equations only, and that these are affine in it.
pub fn check(operator: &Operator, findings: &mut Vec<Finding>) {
    for equation in &operator.equations {
        let Some((loc, source)) = first_noise(&equation.value) else { continue };
        let target = &equation.target.text;
        if equation.form == EquationForm::Assignment {
            let message =
                format!("`{target}` is an algebraic variable; noise has no value at a point of time");
            findings.push(
                Finding::new(Code::Noise, loc, message)
                    .help("noise stands in differential equations, `d/dt x = -x + noise(sigma)`"),
            );
        } else if let Err((what, loc)) = affine(&equation.value) {
            let message = format!("noise stands {what}; an equation can only add it, with an amplitude");
            findings.push(
                Finding::new(Code::Noise, loc, message)
                    .help("write `+ noise(amplitude)`; for noise with a correlation time, give it a state of its own: `d/dt z = -z/tau + noise(sigma)`"),
            );
        }
        if let Some(source) = source
            && let Some(declared) = operator.declaration(&source.text)
        {
            findings.push(named_like_a_variable(source, declared.declared));
        }
    }
}

/// Refuses noise in the arguments of functions of the user's own, where it might be written more than once.
pub(crate) fn refuse_in_arguments(function: &Name, arguments: &[Written]) -> Result<(), Finding> {
    match arguments.iter().find_map(first_noise) {
        Some((loc, _)) => {
            let message = format!("noise stands inside of `{}`; an equation can only add it", function.text);
            Err(Finding::new(Code::Noise, loc, message)
                .help("write `+ noise(amplitude)`, where the amplitude may call functions"))
        }
        None => Ok(()),
    }
}

fn named_like_a_variable(source: &Name, declared: Declared) -> Finding {
    let message = format!("`{}` is {}, not a source of noise", source.text, declared.with_article());
    Finding::new(Code::Noise, source.loc, message).help(format!(
        "the amplitude comes first, `noise({})`; the name of a source is no variable",
        source.text
    ))
}

/// The first noise term, with its source.
fn first_noise(e: &Written) -> Option<(Loc, Option<&Name>)> {
    match e {
        Expr::Call(Operation::Noise(source, loc), _) => Some((*loc, source.as_ref())),
        other => other.children().into_iter().find_map(first_noise),
    }
}

/// Where noise stands that it makes an expression not affine, and its place.
type Wrong = (String, Loc);

/// Whether the expression has noise; an error if it is not affine in it.
fn affine(e: &Written) -> Result<bool, Wrong> {
    let none = |inside: &Written, what: &str| match first_noise(inside) {
        Some((loc, _)) => Err((what.to_string(), loc)),
        None => Ok(false),
    };
    match e {
        Expr::Call(Operation::Noise(..), arguments) => {
            arguments.iter().try_for_each(|a| none(a, "inside of noise").map(drop))?;
            Ok(true)
        }
        Expr::Neg(a) => affine(a),
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => Ok(affine(a)? | affine(b)?),
        Expr::Binary(BinaryOp::Mul, a, b) => match (affine(a)?, affine(b)?) {
            (true, true) => none(b, "in both factors of a product"),
            (a, b) => Ok(a || b),
        },
        Expr::Binary(BinaryOp::Div, a, b) => {
            none(b, "in a denominator")?;
            affine(a)
        }
        Expr::Select(c, a, b) => {
            none(c, "in a condition")?;
            Ok(affine(a)? | affine(b)?)
        }
        Expr::Binary(BinaryOp::Pow, ..) => none(e, "in a power"),
        Expr::Past(..) => none(e, "in a delayed term"),
        Expr::Call(operation, _) => {
            none(e, &format!("inside of `{}`", crate::display::Named::name(operation)))
        }
        Expr::Compare(..) | Expr::Logic(..) | Expr::Not(_) => none(e, "in a condition"),
        Expr::Number(_) | Expr::Imaginary(_) | Expr::Leaf(_) => Ok(false),
    }
}

/// Numbers the sources of a unit.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// How many there are.
    n: usize,
    /// Those of the operator at hand that have names.
    named: Vec<(String, usize)>,
}

impl Sources {
    /// Names of sources mean something within their operator only.
    pub(crate) fn begin_operator(&mut self) {
        self.named.clear();
    }

    /// The expression with symbols for noise.
    pub(crate) fn symbols(&mut self, e: &Expr<Symbol, Operation>) -> Expr<Symbol, Operation> {
        match e {
            Expr::Call(Operation::Noise(source, _), arguments) => {
                let noise = Expr::Leaf(Symbol::Noise(self.number(source.as_ref())));
                match arguments.first() {
                    Some(Expr::Number(1.0)) | None => noise,
                    Some(amplitude) => self.symbols(amplitude) * noise,
                }
            }
            other => other.map_children(|child| self.symbols(child)),
        }
    }

    fn number(&mut self, source: Option<&Name>) -> usize {
        let known = source.and_then(|source| self.named.iter().find(|(name, _)| *name == source.text));
        if let Some((_, number)) = known {
            return *number;
        }
        self.named.extend(source.map(|source| (source.text.clone(), self.n)));
        self.n += 1;
        self.n - 1
    }
}

/// What a source of noise does to a state: `dy = ... + amplitude dW`, for every unit of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct NoiseTerm {
    /// The state.
    pub state: VariableRef,
    /// The number of the source in its unit.
    pub source: usize,
    /// The amplitude, in terms of the unit.
    pub amplitude: Expr<Symbol>,
}

fn noise_symbols(e: &Expr<Symbol>) -> impl Iterator<Item = usize> {
    e.leaves().into_iter().filter_map(|symbol| match symbol {
        Symbol::Noise(k) => Some(*k),
        Symbol::Time | Symbol::Variable(_) | Symbol::Delay => None,
    })
}

impl Group {
    /// A source in the equation language: `noise()`, or with a name where several terms share it.
    pub(crate) fn noise_text(&self, source: usize) -> String {
        let symbols = self.equations.iter().flat_map(|e| noise_symbols(&e.value));
        match symbols.filter(|other| *other == source).count() {
            0 | 1 => format!("{NAME}()"),
            _ => format!("{NAME}(1, {NAME}{source})"),
        }
    }

    /// The number of sources of noise in each unit.
    pub fn n_noise_sources(&self) -> usize {
        self.equations.iter().flat_map(|e| noise_symbols(&e.value)).max().map_or(0, |last| last + 1)
    }
}

impl Equation {
    /// Whether noise stands in the equation where it has no meaning: in an assignment, or not as a summand.
    pub fn has_misplaced_noise(&self) -> bool {
        let mut sources = noise_symbols(&self.value);
        match self.form {
            EquationForm::Assignment => sources.next().is_some(),
            EquationForm::Derivative => sources
                .any(|source| noise_symbols(&partial(&self.value, &Symbol::Noise(source))).next().is_some()),
        }
    }
}

impl System {
    /// Whether any equation has noise.
    pub fn has_noise(&self) -> bool {
        self.groups.iter().any(|group| group.n_noise_sources() > 0)
    }

    /// The number of sources of noise of all units.
    pub fn n_noise_sources(&self) -> usize {
        self.groups.iter().map(|group| group.n_noise_sources() * group.n_units()).sum()
    }

    /// The system without noise.
    pub fn drift(&self) -> Cow<'_, System> {
        if !self.has_noise() {
            return Cow::Borrowed(self);
        }
        let mut system = self.clone();
        for equation in system.groups.iter_mut().flat_map(|group| &mut group.equations) {
            if noise_symbols(&equation.value).next().is_some() {
                equation.value = simplify(&equation.value.substitute(&mut |symbol| match symbol {
                    Symbol::Noise(_) => Expr::Number(0.0),
                    other => Expr::Leaf(*other),
                }));
            }
        }
        Cow::Owned(system)
    }

    /// All noise terms of a real system: group by group, by state, then by source.
    pub fn noise_terms(&self) -> Vec<NoiseTerm> {
        let mut terms = Vec::new();
        for (g, group) in self.groups.iter().enumerate() {
            for variable in group.with_role(Role::State) {
                let Some(value) = group.derivative(variable) else { continue };
                let mut sources: Vec<usize> = noise_symbols(value).collect();
                sources.sort_unstable();
                sources.dedup();
                let state = VariableRef { group: g, variable };
                terms.extend(sources.into_iter().map(|source| NoiseTerm {
                    state,
                    source,
                    amplitude: partial(value, &Symbol::Noise(source)),
                }));
            }
        }
        terms.retain(|term| term.amplitude != Expr::Number(0.0));
        terms
    }

    /// What the amplitude of a term depends on, besides parameters, inputs from outside and time.
    pub fn noise_reads(&self, term: &NoiseTerm) -> Reads {
        let mut reads = Reads::default();
        let mut seen = Vec::new();
        self.add_reads(term.state, term.state.group, &term.amplitude, &mut seen, &mut reads);
        reads
    }

    fn add_reads(
        &self,
        own: VariableRef,
        group: usize,
        e: &Expr<Symbol>,
        seen: &mut Vec<VariableRef>,
        reads: &mut Reads,
    ) {
        reads.past |= e.any(&mut |e| matches!(e, Expr::Past(..)));
        for variable in crate::jacobian::present(e) {
            let at = VariableRef { group, variable };
            match self.group(at).variables[variable].role {
                // Behind an edge it is another unit of the group.
                Role::State if at == own && !seen.iter().any(|at| self.is_input(*at)) => reads.own = true,
                Role::State => reads.other = true,
                Role::Parameter => {}
                Role::Auxiliary | Role::Input if seen.contains(&at) => {}
                Role::Auxiliary => {
                    seen.push(at);
                    if let Some(value) = self.group(at).assignment(variable) {
                        self.add_reads(own, group, value, seen, reads);
                    }
                    seen.retain(|known| *known != at);
                }
                Role::Input => {
                    seen.push(at);
                    for (_, coupling) in self.couplings_into(at) {
                        self.add_reads(own, coupling.source.group, &coupling.value, seen, reads);
                    }
                    seen.retain(|known| *known != at);
                }
            }
        }
    }

    fn is_input(&self, at: VariableRef) -> bool {
        self.group(at).variables[at.variable].role == Role::Input
    }

    /// The state and the source of each amplitude, in the order of [`System::noise_terms`], unit by unit. Sources are
    /// counted group by group, then by their number in the unit, then by unit.
    pub fn noise_places(&self) -> Vec<(usize, usize)> {
        let layout = crate::system::Layout::new(self);
        let mut first = vec![0];
        for group in &self.groups {
            first.push(first[first.len() - 1] + group.n_noise_sources() * group.n_units());
        }
        let place = |term: &NoiseTerm| {
            let n = self.group(term.state).n_units();
            let (state, source) = (layout.state(term.state), first[term.state.group] + term.source * n);
            (0..n).map(move |unit| (state + unit, source + unit))
        };
        self.noise_terms().iter().flat_map(place).collect()
    }
}

/// What the amplitude of a noise term depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reads {
    /// The state to which the noise is added.
    pub own: bool,
    /// Other states.
    pub other: bool,
    /// Past values of states.
    pub past: bool,
}

/// The amplitudes of noise as variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Diffusion {
    /// The drift, with a variable for each amplitude behind all others of its group.
    pub system: System,
    /// These variables, in the order of [`System::noise_terms`].
    pub amplitudes: Vec<VariableRef>,
}

impl Diffusion {
    /// The amplitudes of a real system.
    pub fn new(system: &System) -> Diffusion {
        let mut drift = system.drift().into_owned();
        let mut amplitudes = Vec::new();
        for term in system.noise_terms() {
            let group = &mut drift.groups[term.state.group];
            let mut path = group.variables[term.state.variable].path.clone();
            path.push(format!("{NAME}{}", term.source));
            let variable = group.add_auxiliary(path, term.amplitude);
            amplitudes.push(VariableRef { group: term.state.group, variable });
        }
        Diffusion { system: drift, amplitudes }
    }
}
