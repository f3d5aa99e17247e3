//! Delays as lines of states. A state `x` with delay `tau` becomes a function `w(t, s) = x(t - tau*s)` on [0, 1], which
//! obeys `dw/dt = -(1/tau) dw/ds` and is `x` at `s = 0`. It is a polynomial through Chebyshev points, and its
//! derivative a matrix (Trefethen, Spectral Methods in MATLAB, chapter 6). The delay stays a parameter.

use std::f64::consts::PI;

use pyrates_ir::expr::Expr;
use pyrates_ir::scalarise::{ScalarPath, ScalarSymbol, ScalarSystem, ScalarVariable};

use super::{EmitError, MAX_STATES};

type E = Expr<ScalarSymbol>;

/// The most points of a line; more make the matrix worse, not the result better.
const MAX_NODES: usize = 32;

/// The same system with a line of `nodes` states in place of each pair of a state and a delay, for a target of this
/// name that has the option `nodes`.
pub(super) fn with_lines(
    mut scalars: ScalarSystem,
    nodes: usize,
    target: &'static str,
) -> Result<ScalarSystem, EmitError> {
    let wrong = |requirement| EmitError::Option { target, option: "nodes", requirement };
    let lags = scalars.lags();
    if lags.is_empty() {
        return Ok(scalars);
    }
    if !(2..=MAX_NODES).contains(&nodes) {
        return Err(wrong("between 2 and 32"));
    }
    let first = scalars.states.len();
    if first + lags.len() * nodes > MAX_STATES {
        return Err(wrong("smaller, since with the lines of delays the states may be 200 together"));
    }
    check_positive(&scalars, &lags, target)?;
    let delays = scalars.delays();
    let matrix = differentiation(nodes);
    for (state, delay) in &lags {
        let number = delays.iter().position(|d| d == delay).filter(|_| delays.len() > 1);
        add_line(&mut scalars, (*state, delay), number, &matrix);
    }
    let end = |state: usize, delay: &E| {
        let line = lags.iter().position(|(i, d)| *i == state && d == delay)?;
        Some(ScalarSymbol::State(first + (line + 1) * nodes - 1))
    };
    for auxiliary in &mut scalars.auxiliaries {
        auxiliary.value = without_past(&auxiliary.value, &end);
    }
    for derivative in &mut scalars.derivatives {
        *derivative = without_past(derivative, &end);
    }
    Ok(scalars)
}

/// A line cannot have no length.
fn check_positive(
    scalars: &ScalarSystem,
    lags: &[(usize, E)],
    target: &'static str,
) -> Result<(), EmitError> {
    let value = |v: &ScalarVariable| v.value;
    let y: Vec<f64> = scalars.states.iter().map(value).collect();
    let p: Vec<f64> = scalars.parameters.iter().map(value).collect();
    let is_positive = |delay: &E| scalars.evaluate(delay, 0.0, &y, &p) > 0.0;
    match lags.iter().find(|(_, delay)| !is_positive(delay)) {
        Some((state, _)) => Err(EmitError::Unsupported {
            target,
            construct: "the delay of zero with which other equations read the past",
            variable: scalars.states[*state].path.to_string(),
            advice: "give the delay a positive value, since the past is a line of that length",
        }),
        None => Ok(()),
    }
}

/// Adds the states of a line; `number` tells the delay from others.
fn add_line(
    scalars: &mut ScalarSystem,
    (state, delay): (usize, &E),
    number: Option<usize>,
    matrix: &[Vec<f64>],
) {
    let first = scalars.states.len();
    let point = |k: usize| E::Leaf(ScalarSymbol::State(if k == 0 { state } else { first + k - 1 }));
    let origin = scalars.states[state].clone();
    for (k, row) in matrix.iter().enumerate().skip(1) {
        let term = |(j, d): (usize, &f64)| E::Number(-d) * point(j);
        let terms = row.iter().enumerate().map(term);
        let sum = terms.reduce(|sum, term| sum + term).unwrap_or(E::Number(0.0));
        scalars.derivatives.push(sum / delay.clone());
        let path = line_path(&origin.path, number, k);
        scalars.states.push(ScalarVariable { path, value: origin.value, unit: origin.unit.clone() });
    }
}

/// `n/op/x` becomes `n/op/x_delayed/3`, or `n/op/x_delayed_2/3` for the second delay of several.
fn line_path(path: &ScalarPath, number: Option<usize>, k: usize) -> ScalarPath {
    let mut local = path.local.clone();
    let is_index = |part: &String| part.bytes().all(|b| b.is_ascii_digit());
    let n_indices = local.iter().rev().take_while(|part| is_index(part)).count();
    let name = local.split_off(local.len().saturating_sub(n_indices + 1)).join("_");
    local.push(match number {
        Some(number) => format!("{name}_delayed_{}", number + 1),
        None => format!("{name}_delayed"),
    });
    local.push(k.to_string());
    ScalarPath { node: path.node.clone(), local }
}

fn without_past(e: &E, end: &dyn Fn(usize, &E) -> Option<ScalarSymbol>) -> E {
    match e {
        Expr::Past(state, delay) => match **state {
            // Every pair has its line.
            Expr::Leaf(ScalarSymbol::State(i)) => end(i, delay).map_or_else(|| e.clone(), E::Leaf),
            _ => e.clone(),
        },
        other => other.map_children(|child| without_past(child, end)),
    }
}

/// What a file says about lines; `start` is the place of their first state.
pub(super) fn about(start: &str, nodes: usize) -> Vec<String> {
    let points = points(nodes);
    let points: Vec<String> = points[1..].iter().map(|s| format!("{s:.6}")).collect();
    let mut text = vec![
        format!(
            "The states from {start} on are the past, as polynomials through {nodes} points and the present."
        ),
        "The points k of a line lie these parts of the delay back; the last is the delayed state:"
            .to_string(),
    ];
    text.extend(points.chunks(8).map(|row| format!("  {}", row.join("  "))));
    text.push("More points (the option `nodes`) are more exact. A delay must not become zero.".to_string());
    text
}

/// The points of a line, from now (0) to the delay (1).
fn points(nodes: usize) -> Vec<f64> {
    (0..=nodes).map(|j| 0.5 * (1.0 - (PI * j as f64 / nodes as f64).cos())).collect()
}

/// The derivative of the polynomial through values at the points. Rows sum to zero, so that constants rest.
fn differentiation(nodes: usize) -> Vec<Vec<f64>> {
    let s = points(nodes);
    let weight = |j: usize| {
        let end = if j == 0 || j == nodes { 2.0 } else { 1.0 };
        if j.is_multiple_of(2) { end } else { -end }
    };
    let row = |i: usize| {
        let entry = |j: usize| if i == j { 0.0 } else { weight(i) / weight(j) / (s[i] - s[j]) };
        let mut row: Vec<f64> = (0..=nodes).map(entry).collect();
        row[i] = -row.iter().sum::<f64>();
        row
    };
    (0..=nodes).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_derived_exactly() {
        let (s, d) = (points(6), differentiation(6));
        for (i, row) in d.iter().enumerate() {
            let derivative: f64 = row.iter().zip(&s).map(|(d, s)| d * s.powi(5)).sum();
            assert!((derivative - 5.0 * s[i].powi(4)).abs() < 1e-13, "{derivative}");
        }
    }

    #[test]
    fn the_error_falls_exponentially() {
        for (nodes, limit) in [(4, 2e-2), (8, 1e-6), (16, 1e-12)] {
            let (s, d) = (points(nodes), differentiation(nodes));
            for (i, row) in d.iter().enumerate() {
                let derivative: f64 = row.iter().zip(&s).map(|(d, s)| d * (2.0 * s).sin()).sum();
                assert!((derivative - 2.0 * (2.0 * s[i]).cos()).abs() < limit, "{nodes}: {derivative}");
            }
        }
    }
}
