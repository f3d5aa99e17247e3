//! What the edges and nodes of a circuit do in PyRates 1.2.3 that they do not say.

use std::collections::{HashMap, HashSet};

use crate::definition::{Circuit, Declared, EdgeDefinition, Endpoint, InputSource, Node, NodeUse, Operator};
use crate::finding::{Code, Finding, Loc, Name};
use crate::system::EquationForm;

use super::reader::Reader;

/// The full path of a variable.
type Path = Vec<String>;

/// The parts of a circuit by their paths.
struct Places<'a> {
    nodes: HashMap<Path, &'a NodeUse>,
}

impl<'a> Places<'a> {
    fn new(circuit: &'a Circuit) -> Places<'a> {
        Places { nodes: circuit.nodes.iter().map(|node| (node.path(), node)).collect() }
    }

    /// The node, operator and variable of a full path.
    fn find(&self, path: &[String]) -> Option<(&'a NodeUse, &'a Operator, String)> {
        let [node @ .., operator, variable] = path else { return None };
        let node = self.nodes.get(node)?;
        let used = node.node.operators.iter().find(|used| used.name.text == *operator)?;
        Some((node, &used.operator, variable.clone()))
    }
}

fn full(edge: &EdgeDefinition, end: &Endpoint) -> Path {
    edge.scope.iter().chain(&end.path).map(|name| name.text.clone()).collect()
}

fn last(end: &Endpoint, or: Loc) -> Loc {
    end.path.last().map_or(or, |name| name.loc)
}

/// A delay without a spread that is not zero.
fn is_discrete(edge: &EdgeDefinition) -> bool {
    edge.spread.is_none() && edge.delay.is_some_and(|(delay, _)| delay != 0.0)
}

fn is_gamma(edge: &EdgeDefinition) -> bool {
    edge.spread.is_some_and(|(spread, _)| spread != 0.0) && edge.delay.is_some_and(|(delay, _)| delay != 0.0)
}

impl Reader<'_> {
    /// What can be seen in a whole model.
    pub(super) fn lint_circuit(&mut self, circuit: &Circuit) {
        let places = Places::new(circuit);
        self.depths(circuit);
        self.equal_names(circuit);
        for edge in &circuit.edges {
            self.lint_delay(edge);
            self.lint_source(edge, &places);
            self.lint_inputs(edge);
        }
        self.parallel(circuit);
        self.siblings(circuit);
        self.edges_and_outputs(circuit, &places);
        self.rings(circuit);
    }

    /// PyRates needs all nodes at one depth.
    fn depths(&mut self, circuit: &Circuit) {
        let first = circuit.nodes.first().map_or(0, |node| node.scope.len());
        if let Some(other) = circuit.nodes.iter().find(|node| node.scope.len() != first) {
            let loc = other.scope.first().unwrap_or(&other.name).loc;
            let message = format!("`{}` is not as deep inside the circuit as other nodes", other.text());
            let help = "PyRates needs all nodes at one depth, and nodes or circuits in a circuit, not both";
            self.lint(Code::UnequalDepth, loc, message, help);
        }
    }

    /// PyRates keeps operators by name, so that the second of two equal names gets the first one's equations.
    fn equal_names(&mut self, circuit: &Circuit) {
        let mut seen: HashMap<String, Loc> = HashMap::new();
        let mut reported: HashSet<String> = HashSet::new();
        let in_nodes = circuit.nodes.iter().map(|node| &node.node);
        let on_edges = circuit.edges.iter().filter_map(|edge| edge.template.as_ref()).map(|t| &t.node);
        for used in in_nodes.chain(on_edges).flat_map(|node| &node.operators) {
            let name = &used.operator.name;
            let first = *seen.entry(name.text.clone()).or_insert(name.loc);
            if first != name.loc && !self.sources.same(first, name.loc) && reported.insert(name.text.clone())
            {
                let message = format!("two different operators are called `{}`", name.text);
                let help =
                    "PyRates keeps operators by name: one of them would get the equations of the other";
                self.lint(Code::EqualNames, name.loc, message, help);
            }
        }
    }

    fn lint_delay(&mut self, edge: &EdgeDefinition) {
        match (edge.delay, edge.spread) {
            (Some((1.0, loc)), None) => {
                let help =
                    "under adaptive solvers PyRates takes a delay of exactly 1 for no delay; here it counts";
                self.lint(Code::DelayOfOne, loc, "a delay of exactly 1", help);
            }
            (None | Some((0.0, _)), Some((spread, loc))) if spread != 0.0 => {
                let help = "PyRates ignores the spread; give a delay as well, or remove the spread";
                self.lint(Code::SpreadWithoutDelay, loc, "a spread without a delay", help);
            }
            (Some((delay, _)), Some((spread, loc)))
                if spread != 0.0 && delay > 0.0 && (delay / spread).powi(2).round_ties_even() == 0.0 =>
            {
                let message = format!("a spread of {spread} is too wide for a delay of {delay}");
                let help = "the order of the delay, (delay/spread)^2, rounds to 0, and PyRates drops the delay; here it is of order 1";
                self.lint(Code::GammaOrderZero, loc, message, help);
            }
            _ => {}
        }
    }

    /// Under adaptive solvers PyRates looks up the past of states only.
    fn lint_source(&mut self, edge: &EdgeDefinition, places: &Places) {
        if !is_discrete(edge) {
            return;
        }
        let algebraic = |operator: &Operator, variable: &str| {
            let mut equations = operator.equations.iter();
            equations.any(|e| e.target.text == variable && e.form == EquationForm::Assignment)
        };
        let found = match &edge.template {
            Some(template) => template.node.operators.iter().any(|used| {
                let outputs = used.operator.variables.iter().filter(|v| v.declared == Declared::Output);
                outputs.into_iter().any(|output| algebraic(&used.operator, &output.name.text))
            }),
            None => {
                let source = places.find(&full(edge, &edge.source));
                source.is_some_and(|(_, operator, variable)| algebraic(operator, &variable))
            }
        };
        if found {
            let message = "a delayed edge transmits a variable that is not a state";
            let help = "under adaptive solvers PyRates fails with a `KeyError`; here the past of the states in it is used";
            self.lint(Code::DelayedAlgebraic, last(&edge.source, edge.loc), message, help);
        }
    }

    /// PyRates tells an input of the operators on an edge from what feeds it by its name.
    fn lint_inputs(&mut self, edge: &EdgeDefinition) {
        let Some(template) = &edge.template else { return };
        let source = edge.source.path.last().map(|name| name.text.as_str());
        let same = if template.inputs.is_empty() {
            let operators = template.node.operators.iter().map(|used| &used.operator);
            operators.flat_map(Operator::inputs).any(|input| Some(input) == source)
        } else {
            template.inputs.iter().any(|mapping| {
                let from = match &mapping.from {
                    InputSource::Source(_) => source,
                    InputSource::Variable(end) => end.path.last().map(|name| name.text.as_str()),
                };
                mapping.path.last().map(|name| name.text.as_str()) == from
            })
        };
        if same {
            let message = "an input of the operators on an edge has the name of the variable that feeds it";
            let help = "PyRates refuses it, or fails with a `NameError`; rename the input";
            self.lint(Code::EqualInput, edge.loc, message, help);
        }
    }

    /// Two edges with equal ends.
    fn parallel(&mut self, circuit: &Circuit) {
        let mut seen: HashSet<(Path, Path)> = HashSet::new();
        for edge in circuit.edges.iter().filter(|edge| edge.template.is_none()) {
            if !seen.insert((full(edge, &edge.source), full(edge, &edge.target))) {
                let message = "an edge has the same ends as another one";
                let help =
                    "in PyRates the last one replaces the others, or different delays fail; here they add up";
                self.lint(Code::ParallelEdges, edge.loc, message, help);
            }
        }
    }

    /// Edges from one variable of which some are delayed.
    fn siblings(&mut self, circuit: &Circuit) {
        let edges = || circuit.edges.iter().filter(|edge| edge.template.is_none());
        let sources = |wanted: fn(&EdgeDefinition) -> bool| -> HashSet<Path> {
            edges().filter(|edge| wanted(edge)).map(|edge| full(edge, &edge.source)).collect()
        };
        let (gammas, discrete) = (sources(is_gamma), sources(is_discrete));
        for edge in edges() {
            let source = full(edge, &edge.source);
            if is_discrete(edge) && gammas.contains(&source) {
                let loc = edge.delay.map_or(edge.loc, |(_, loc)| loc);
                let message = "a delay beside an edge with a spread from the same variable";
                let help = "PyRates drops this delay; here it counts";
                self.lint(Code::DiscreteBesideGamma, loc, message, help);
            } else if !is_discrete(edge) && !is_gamma(edge) && discrete.contains(&source) {
                let message = "an edge without delay beside a delayed one from the same variable";
                let help =
                    "under fixed-step solvers PyRates delays this edge by one step; here it has no delay";
                self.lint(Code::UndelayedSibling, edge.loc, message, help);
            }
        }
    }

    /// Inputs that outputs of their node and edges feed.
    fn edges_and_outputs(&mut self, circuit: &Circuit, places: &Places) {
        for edge in &circuit.edges {
            let Some((node, operator, variable)) = places.find(&full(edge, &edge.target)) else { continue };
            let feeds = |other: &Operator| {
                let declared = other.declaration(&variable).map(|v| v.declared);
                other.name != operator.name && declared == Some(Declared::Output)
            };
            if node.node.operators.iter().any(|used| feeds(&used.operator)) {
                let message =
                    format!("an edge ends in `{variable}`, which an output of its own node feeds, too");
                let help = "PyRates fails with a `NameError`; here both add up";
                self.lint(Code::EdgeAndOutput, last(&edge.target, edge.loc), message, help);
            }
        }
    }

    /// Operators of a node that feed each other in a ring.
    fn rings(&mut self, circuit: &Circuit) {
        let mut seen: HashSet<Loc> = HashSet::new();
        for used in &circuit.nodes {
            let node = &used.node;
            if seen.insert(node.name.loc) && has_ring(node) {
                let message = format!("operators of node `{}` feed each other in a ring", node.name.text);
                let help = "PyRates refuses every ring; here only rings without a state are refused";
                self.lint(Code::OperatorRing, node.name.loc, message, help);
            }
        }
    }
}

fn has_ring(node: &Node) -> bool {
    let operators = &node.operators;
    let declares = |o: usize, declared: Declared| {
        let variables = operators[o].operator.variables.iter();
        variables.filter(move |v| v.declared == declared).map(|v| v.name.text.as_str())
    };
    let feeders = |o: usize| -> Vec<usize> {
        let inputs: HashSet<&str> = declares(o, Declared::Input).collect();
        let feeds = |other: &usize| {
            *other != o && declares(*other, Declared::Output).any(|name| inputs.contains(name))
        };
        (0..operators.len()).filter(feeds).collect()
    };
    crate::order::sort(operators.len(), &feeders).is_err()
}

/// What PyRates does with what is an error here.
pub(super) fn companion(finding: &Finding) -> Option<Finding> {
    let (code, message, help) = match finding.code {
        Code::AlgebraicLoop => (
            Code::StaleLoop,
            "PyRates does not see this loop",
            "it evaluates it with values of the step before, or fails; its results are wrong",
        ),
        Code::TwoEquations => (
            Code::LastEquation,
            "PyRates does not see the second equation",
            "it uses the last one; of a differential equation and an assignment the former",
        ),
        Code::NegativeDelay => (
            Code::NegativeDelayIgnored,
            "PyRates does not see that the delay is negative",
            "it ignores it, or reads the newest state",
        ),
        _ => return None,
    };
    Some(Finding::new(code, finding.loc, message).help(help))
}

/// The operators of a circuit, each definition once.
pub(super) fn operators(circuit: &Circuit) -> Vec<&Operator> {
    let mut seen: HashSet<&Name> = HashSet::new();
    let in_nodes = circuit.nodes.iter().map(|node| &node.node);
    let on_edges = circuit.edges.iter().filter_map(|edge| edge.template.as_ref()).map(|t| &t.node);
    let all = in_nodes.chain(on_edges).flat_map(|node| &node.operators).map(|used| &used.operator);
    all.filter(|operator| seen.insert(&operator.name)).collect()
}
