//! Spike trains on edges.
//!
//! Meaning. An edge that starts in an event, `cells.lif.spike -> cells.syn.u { weight: w, delay: d }`, transmits a train of
//! impulses: for each time `s` at which the event happens, the input `u` has a Dirac impulse of weight `w` at `s + d`. So a
//! state with the derivative `f + g*u` jumps by `w*g`, with `g` from the state before. Derivatives must be affine in such
//! inputs; for all else, that is in right-hand sides at other times, impulses are zero.

use crate::expr::Expr;
use crate::finding::{Code, Finding};
use crate::jacobian::Chain;
use crate::system::{Coupling, Role, Symbol, System, VariableRef};

impl System {
    /// Whether a coupling transmits impulses: it starts in an event.
    pub fn is_impulsive(&self, coupling: &Coupling) -> bool {
        let events = self.groups.get(coupling.source.group).map(|group| &group.events);
        events.is_some_and(|events| events.iter().any(|event| event.switch == coupling.source.variable))
    }

    /// Whether any coupling transmits impulses.
    pub fn has_impulses(&self) -> bool {
        self.couplings.iter().any(|coupling| self.is_impulsive(coupling))
    }

    /// The inputs that get impulses, each once.
    fn impulsive_inputs(&self) -> Vec<VariableRef> {
        let mut inputs: Vec<VariableRef> =
            self.couplings.iter().filter(|c| self.is_impulsive(c)).map(|c| c.target).collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }
}

/// By how much a unit impulse in an input moves a state, in every unit of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// The input.
    pub input: VariableRef,
    /// The state.
    pub state: VariableRef,
    /// The variable that holds the size of the jump.
    pub size: VariableRef,
}

/// All jumps that impulses cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Impulses {
    /// The system with variables for the sizes of jumps, behind all others of their groups.
    pub system: System,
    /// The jumps.
    pub jumps: Vec<Jump>,
}

/// Why impulses have no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// No derivative reads the input.
    Idle(VariableRef),
    /// The derivative of the second one is not affine in the first.
    NotAffine(VariableRef, VariableRef),
}

impl Impulses {
    /// The jumps of a real system, whose impulses were checked.
    pub fn new(system: &System) -> Impulses {
        let mut all = Impulses { system: system.drift().into_owned(), jumps: Vec::new() };
        for input in system.impulsive_inputs() {
            for (state, size) in jumps(&mut all.system, input) {
                let at = |variable| VariableRef { group: input.group, variable };
                let path = [
                    system.group(input).variables[input.variable].path.clone(),
                    vec![format!("jump{state}")],
                ];
                let variable = all.system.groups[input.group].add_auxiliary(path.concat(), size);
                all.jumps.push(Jump { input, state: at(state), size: at(variable) });
            }
        }
        all
    }
}

/// States and the derivatives of their right-hand sides by an input.
fn jumps(system: &mut System, input: VariableRef) -> Vec<(usize, Expr<Symbol>)> {
    let group = &mut system.groups[input.group];
    let chain = Chain::new(group);
    let states: Vec<usize> = group.with_role(Role::State).collect();
    let jump = |state: usize| {
        let size = chain.derivative(group.derivative(state)?, input.variable);
        (size != Expr::Number(0.0)).then_some((state, size))
    };
    states.into_iter().filter_map(jump).collect()
}

/// The first impulse without a meaning.
pub(crate) fn problem(system: &System) -> Option<Problem> {
    let drift = system.drift();
    for input in system.impulsive_inputs() {
        let mut copy = drift.clone().into_owned();
        let jumps = jumps(&mut copy, input);
        if jumps.is_empty() {
            return Some(Problem::Idle(input));
        }
        let group = &mut copy.groups[input.group];
        let chain = Chain::new(group);
        let second = |size: &Expr<_>| chain.derivative(size, input.variable) != Expr::Number(0.0);
        if let Some((state, _)) = jumps.iter().find(|(_, size)| second(size)) {
            return Some(Problem::NotAffine(input, VariableRef { group: input.group, variable: *state }));
        }
    }
    None
}

impl Problem {
    /// What to tell the user, at the place of the coupling's first edge.
    pub(crate) fn finding(self, system: &System, loc: crate::finding::Loc) -> Finding {
        let name = |at: VariableRef| system.group(at).variables[at.variable].path.join(".");
        match self {
            Problem::Idle(input) => {
                let message =
                    format!("no differential equation reads the impulses of the input `{}`", name(input));
                Finding::new(Code::EdgeSource, loc, message).help(
                    "an edge from an event transmits impulses, which move states: `d/dt s = -s/tau + input`",
                )
            }
            Problem::NotAffine(input, state) => {
                let message = format!(
                    "the derivative of `{}` is not affine in the impulses of the input `{}`",
                    name(state),
                    name(input)
                );
                Finding::new(Code::EdgeSource, loc, message)
                    .help("add the impulses, with a factor: `d/dt s = -s/tau + k*input`")
            }
        }
    }
}
