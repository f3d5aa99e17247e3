//! Boundary and integral conditions, for boundary value problems on the interval from 0 to 1.

use pyrates_ir::expr::Expr;
use pyrates_ir::graph::Graph;
use pyrates_ir::simplify::simplify;
use pyrates_ir::system::Kind;

use super::{AutoOptions, NAME, SYNTAX, Slots};
use crate::emit::EmitError;
use crate::emit::lower::signs;
use crate::emit::prepared::{Prepared, PreparedVariable};
use crate::emit::printer::Printer;
use crate::emit::reads::definitions;
use crate::emit::writer::Writer;
use crate::solution::Expression;

/// A variable of a condition, by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Variable {
    /// A state at 0.
    Left(usize),
    /// A state at 1.
    Right(usize),
    /// A state anywhere.
    Inside(usize),
    Parameter(usize),
}

/// A condition: an expression that is zero, or whose integral is.
struct Condition {
    text: String,
    value: Expr<Variable>,
}

/// The conditions of a boundary value problem.
pub(super) struct Conditions {
    boundary: Vec<Condition>,
    integral: Vec<Condition>,
}

impl Conditions {
    /// The conditions in the options, if there are any.
    pub(super) fn new(model: &Prepared, options: &AutoOptions) -> Result<Option<Conditions>, EmitError> {
        if options.boundary.is_empty() && options.integral.is_empty() {
            return Ok(None);
        }
        let wrong = |requirement| Err(EmitError::Option { target: NAME, option: "boundary", requirement });
        if model.states.len() > model.n_own_states {
            return wrong("empty for a model with delays");
        }
        let boundary = read(model, &options.boundary, "boundary")?;
        let integral = read(model, &options.integral, "integral")?;
        let (n, n_conditions) = (model.states.len(), boundary.len() + integral.len());
        if n_conditions < n {
            return wrong("so many conditions, with those of `integral`, as there are states, or more");
        }
        if n_conditions - n + 1 > model.parameters.len() {
            return wrong(
                "fewer conditions, since each one more than there are states determines a parameter",
            );
        }
        Ok(Some(Conditions { boundary, integral }))
    }

    pub(super) fn n_boundary(&self) -> usize {
        self.boundary.len()
    }

    pub(super) fn n_integral(&self) -> usize {
        self.integral.len()
    }

    /// The subroutines `bcnd` and `icnd`.
    pub(super) fn subroutines(&self, w: &mut Writer, model: &Prepared, jacobian: bool) {
        w.comment("!", &["What is zero at the ends, of the states u0 at 0 and u1 at 1.".to_string()]);
        w.block("subroutine bcnd(ndim, par, icp, nbc, u0, u1, fb, ijac, dbc)", "", |w| {
            w.line("implicit none");
            w.line("integer, intent(in) :: ndim, icp(*), nbc, ijac");
            w.line("double precision, intent(in) :: par(*), u0(ndim), u1(ndim)");
            w.line("double precision, intent(out) :: fb(nbc)");
            w.line("double precision, intent(inout) :: dbc(nbc,*)");
            w.line("");
            body(w, model, &self.boundary, ("fb", "dbc", 2), jacobian);
        });
        w.line("end subroutine bcnd");
        w.line("");
        w.comment("!", &["What has the integral zero, of the states u.".to_string()]);
        w.block("subroutine icnd(ndim, par, icp, nint, u, uold, udot, upold, fi, ijac, dint)", "", |w| {
            w.line("implicit none");
            w.line("integer, intent(in) :: ndim, icp(*), nint, ijac");
            w.line("double precision, intent(in) :: par(*), u(ndim), uold(ndim), udot(ndim), upold(ndim)");
            w.line("double precision, intent(out) :: fi(nint)");
            w.line("double precision, intent(inout) :: dint(nint,*)");
            w.line("");
            body(w, model, &self.integral, ("fi", "dint", 1), jacobian);
        });
        w.line("end subroutine icnd");
        w.line("");
    }
}

fn read(model: &Prepared, texts: &[String], option: &'static str) -> Result<Vec<Condition>, EmitError> {
    texts.iter().map(|text| condition(model, text, option)).collect()
}

fn condition(model: &Prepared, text: &str, option: &'static str) -> Result<Condition, EmitError> {
    let wrong = |message: String| EmitError::Condition { target: NAME, option, text: text.into(), message };
    let is_variable = |path: &str| find(model, path, option).is_some();
    let parsed = Expression::parse(text, is_variable).map_err(|error| wrong(error.to_string()))?;
    let advice = if option == "boundary" { "; states are written `x.left` and `x.right`" } else { "" };
    let mut variables = Vec::new();
    for path in &parsed.paths {
        let message = || wrong(format!("there is no variable `{path}` of the model{advice}"));
        variables.push(find(model, path, option).ok_or_else(message)?);
    }
    let value = parsed.over(&variables).ok_or_else(|| wrong("time cannot stand in it".to_string()))?;
    Ok(Condition { text: text.to_string(), value: simplify(&value) })
}

/// The variable that is meant by a path or name, of states with the side in conditions at the boundary.
fn find(model: &Prepared, path: &str, option: &str) -> Option<Variable> {
    let index = |list: &[PreparedVariable], path: &str| {
        let by_path = list.iter().position(|v| v.path == path);
        by_path.or_else(|| list.iter().position(|v| v.name == path))
    };
    let state = match (option, path.rsplit_once('/')) {
        ("boundary", Some((state, "left"))) => index(&model.states, state).map(Variable::Left),
        ("boundary", Some((state, "right"))) => index(&model.states, state).map(Variable::Right),
        ("boundary", _) => None,
        _ => index(&model.states, path).map(Variable::Inside),
    };
    state.or_else(|| index(&model.parameters, path).map(Variable::Parameter))
}

/// The values, the derivatives by states, and those by parameters, as Auto asks for them by `ijac`.
fn body(
    w: &mut Writer,
    model: &Prepared,
    conditions: &[Condition],
    (value, derivative, sides): (&str, &str, usize),
    jacobian: bool,
) {
    let slots = Slots::new(model);
    let mut used: Vec<Expr<Variable>> = Vec::new();
    for (i, condition) in conditions.iter().enumerate() {
        w.comment("!", std::slice::from_ref(&condition.text));
        w.line(&format!("{value}({}) = {}", i + 1, text(slots, &condition.value)));
        used.push(condition.value.clone());
    }
    if jacobian && !conditions.is_empty() {
        let n = model.states.len();
        w.line("if (ijac == 0) return");
        w.line(&format!("{derivative}(:,1:{}) = 0.0d0", sides * n));
        let states = (0..n).flat_map(|i| match sides {
            1 => vec![(i + 1, Variable::Inside(i))],
            _ => vec![(i + 1, Variable::Left(i)), (n + i + 1, Variable::Right(i))],
        });
        used.extend(derivatives((w, slots), conditions, derivative, states.collect()));
        w.line("if (ijac == 1) return");
        let column = |j: usize| sides * n + slots.of(j);
        for j in 0..model.parameters.len() {
            w.line(&format!("{derivative}(:,{}) = 0.0d0", column(j)));
        }
        let parameters = (0..model.parameters.len()).map(|j| (column(j), Variable::Parameter(j)));
        used.extend(derivatives((w, slots), conditions, derivative, parameters.collect()));
    }
    let definitions = definitions(&SYNTAX, &used, &|_| Kind::Real);
    if !definitions.is_empty() {
        w.line("contains");
        w.line("");
        w.definitions(&definitions);
    }
}

/// Writes the derivatives that are not zero, with their columns, and returns them.
fn derivatives(
    (w, slots): (&mut Writer, Slots),
    conditions: &[Condition],
    array: &str,
    by: Vec<(usize, Variable)>,
) -> Vec<Expr<Variable>> {
    let mut written = Vec::new();
    for (i, condition) in conditions.iter().enumerate() {
        for (column, variable) in &by {
            let mut graph = Graph::new();
            let whole = graph.insert(&condition.value, &|variable| *variable);
            let leaf = graph.leaf(*variable);
            let part = graph.partial(whole, leaf);
            if graph.as_number(part) == Some(0.0) {
                continue;
            }
            let value = graph.whole(part);
            w.line(&format!("{array}({},{column}) = {}", i + 1, text(slots, &value)));
            written.push(value);
        }
    }
    written
}

fn text(slots: Slots, e: &Expr<Variable>) -> String {
    let leaf = |variable: &Variable| match *variable {
        Variable::Left(i) => format!("u0({})", i + 1),
        Variable::Right(i) => format!("u1({})", i + 1),
        Variable::Inside(i) => format!("u({})", i + 1),
        Variable::Parameter(j) => format!("par({})", slots.of(j)),
    };
    Printer { syntax: &SYNTAX, leaf: &leaf, kind: None }.text(&signs(e))
}
