//! `sys_deri`: partial derivatives of first and second order by states, their past and parameters.

use std::collections::BTreeMap;

use super::{
    DdeBiftoolOptions, Derivatives, ELEMENTWISE, EmitError, Leaf, MAX_SECOND, NAME, Prepared,
    SPELLING_ADVICE, Symbol, argument, place, writer,
};
use crate::emit::writer::Writer;
use pyrates_ir::expr::Expr;

const MAIN: &str = "
function jac = sys_deri(xx, par, nx, np, along)
  % Derivatives of sys_rhs; jac(:,:,m) is that at xx(:,:,m).
  %   nx = k, np = []        by the state at delay k, where 0 is none: n x n
  %   nx = [], np = j        by parameter j: n x 1
  %   nx = k, np = j         by both: n x n
  %   nx = [k l], np = []    by the state at delay k, times along, then by the state at delay l: n x n
  if numel(nx) == 1 && isempty(np)
    jac = by_state(xx, par, nx);
  elseif isempty(nx) && numel(np) == 1
    jac = by_parameter(xx, par, np);
  elseif numel(nx) == 1 && numel(np) == 1
    jac = by_state_and_parameter(xx, par, nx, np);
  elseif numel(nx) == 2 && isempty(np)
    jac = by_two_states(xx, par, nx, reshape(along, size(xx, 1), 1, []));
  else
    error('sys_deri has no derivative for %d states and %d parameters', numel(nx), numel(np));
  end
end
";

/// The entries of a matrix: row, column, and part of the graph.
type Entries = Vec<(usize, usize, usize)>;

/// Entries for each delay, parameter, or pair of these.
type Cases<K> = BTreeMap<K, Entries>;

/// The text of `sys_deri` and of what it and `sys_rhs` call.
pub(super) fn text(
    model: &Prepared,
    derivatives: &mut Derivatives,
    options: &DdeBiftoolOptions,
) -> Result<String, EmitError> {
    check_size(derivatives)?;
    let by_state = by_state(model, derivatives);
    let by_parameter = by_parameter(derivatives);
    let mixed = by_state_and_parameter(derivatives, &by_state);
    let second = by_two_states(model, derivatives, &by_state);
    let parts = |entries: &Entries| entries.iter().map(|entry| entry.2).collect::<Vec<_>>();
    let all: Vec<usize> = by_state.values().chain(by_parameter.values()).flat_map(parts).collect();
    let all: Vec<usize> =
        all.into_iter().chain(mixed.values().chain(second.values()).flat_map(parts)).collect();
    derivatives.check(&all, options, SPELLING_ADVICE)?;

    let mut w = writer();
    w.verbatim(MAIN);
    w.line("");
    let n = model.states.len();
    let mut write = Matrices { w: &mut w, model, derivatives };
    write.function("by_state(xx, par, nx)", n, "nx", &by_state);
    write.function("by_parameter(xx, par, np)", 1, "np", &by_parameter);
    write.nested("by_state_and_parameter(xx, par, nx, np)", ("nx", "np"), &mixed);
    write.nested("by_two_states(xx, par, nx, along)", ("nx(1)", "nx(2)"), &second);
    let rows = derivatives.rows.clone();
    let everything: Vec<usize> = all.into_iter().chain(rows).collect();
    w.definitions(&derivatives.routine(&ELEMENTWISE, &everything).definitions());
    Ok(w.finish())
}

/// Dense networks have too many second derivatives to be written out.
fn check_size(derivatives: &Derivatives) -> Result<(), EmitError> {
    let is_state = |leaf: &&Leaf| !matches!(leaf, Leaf::Parameter(_));
    let count = |&row: &usize| {
        let variables = derivatives.variables(row);
        variables.iter().filter(is_state).count() * variables.len()
    };
    if derivatives.rows.iter().map(count).sum::<usize>() <= MAX_SECOND {
        return Ok(());
    }
    let requirement = "`false` for this model, since its second derivatives are more than 20000";
    Err(EmitError::Option { target: NAME, option: "partial", requirement })
}

fn by_state(model: &Prepared, derivatives: &mut Derivatives) -> Cases<usize> {
    let mut cases: Cases<usize> = BTreeMap::new();
    for (row, part) in derivatives.rows.clone().into_iter().enumerate() {
        for leaf in derivatives.variables(part) {
            let Some((state, delay)) = argument(model, &leaf) else { continue };
            if let Some(entry) = derivatives.partial(part, leaf) {
                cases.entry(delay).or_default().push((row, state, entry));
            }
        }
    }
    cases
}

fn by_parameter(derivatives: &mut Derivatives) -> Cases<usize> {
    let mut cases: Cases<usize> = BTreeMap::new();
    for (row, part) in derivatives.rows.clone().into_iter().enumerate() {
        for (j, entry) in derivatives.by_parameters(part) {
            cases.entry(j).or_default().push((row, 0, entry));
        }
    }
    cases
}

fn by_state_and_parameter(derivatives: &mut Derivatives, by_state: &Cases<usize>) -> Cases<(usize, usize)> {
    let mut cases: Cases<(usize, usize)> = BTreeMap::new();
    for (&delay, entries) in by_state {
        for &(row, column, part) in entries {
            for (j, entry) in derivatives.by_parameters(part) {
                cases.entry((delay, j)).or_default().push((row, column, entry));
            }
        }
    }
    cases
}

/// For delays `k` and `l`: the derivative by the states at `l` of the Jacobian by those at `k`, times a direction.
fn by_two_states(
    model: &Prepared,
    derivatives: &mut Derivatives,
    by_state: &Cases<usize>,
) -> Cases<(usize, usize)> {
    let mut terms: BTreeMap<(usize, usize, usize, usize), Expr<usize>> = BTreeMap::new();
    for (&delay, entries) in by_state {
        for &(row, column, part) in entries {
            let along = derivatives.graph.leaf(Symbol::Direction(Leaf::State(column)));
            for leaf in derivatives.variables(part) {
                let Some((state, second)) = argument(model, &leaf) else { continue };
                let Some(entry) = derivatives.partial(part, leaf) else { continue };
                let term = Expr::Leaf(entry) * Expr::Leaf(along);
                let key = (delay, second, row, state);
                let sum = match terms.remove(&key) {
                    Some(sum) => sum + term,
                    None => term,
                };
                terms.insert(key, sum);
            }
        }
    }
    let mut cases: Cases<(usize, usize)> = BTreeMap::new();
    for ((first, second, row, column), sum) in terms {
        let part = derivatives.graph.insert_parts(&sum, &mut |_, part| *part);
        cases.entry((first, second)).or_default().push((row, column, part));
    }
    cases
}

/// Writes functions for matrices.
struct Matrices<'a, 'b> {
    w: &'a mut Writer,
    model: &'a Prepared,
    derivatives: &'a Derivatives<'b>,
}

impl Matrices<'_, '_> {
    /// A function with a matrix for each value of `which`, counted from 0 for states and from 1 for parameters.
    fn function(&mut self, head: &str, columns: usize, which: &str, cases: &Cases<usize>) {
        let base = usize::from(which == "np");
        self.open(head, columns);
        if !cases.is_empty() {
            self.w.line(&format!("  switch {which}"));
            for (case, entries) in cases {
                self.w.line(&format!("    case {}", case + base));
                self.entries(3, entries);
            }
            self.w.line("  end");
        }
        self.w.line("end");
        self.w.line("");
    }

    /// A function with a matrix for each pair of values.
    fn nested(&mut self, head: &str, which: (&str, &str), cases: &Cases<(usize, usize)>) {
        let base = usize::from(which.1 == "np");
        self.open(head, self.model.states.len());
        let outer: BTreeMap<usize, ()> = cases.keys().map(|key| (key.0, ())).collect();
        if !outer.is_empty() {
            self.w.line(&format!("  switch {}", which.0));
        }
        for first in outer.keys() {
            self.w.line(&format!("    case {first}"));
            self.w.line(&format!("      switch {}", which.1));
            for ((_, second), entries) in cases.iter().filter(|(key, _)| key.0 == *first) {
                self.w.line(&format!("        case {}", second + base));
                self.entries(5, entries);
            }
            self.w.line("      end");
        }
        if !outer.is_empty() {
            self.w.line("  end");
        }
        self.w.line("end");
        self.w.line("");
    }

    fn open(&mut self, head: &str, columns: usize) {
        self.w.line(&format!("function jac = {head}"));
        let n = self.model.states.len();
        self.w.line(&format!("  jac = zeros({n}, {columns}, size(xx, 3));"));
    }

    fn entries(&mut self, depth: usize, entries: &Entries) {
        let parts: Vec<usize> = entries.iter().map(|entry| entry.2).collect();
        let routine = self.derivatives.routine(&ELEMENTWISE, &parts);
        let model = self.model;
        let mut lines = routine.bindings(model, &|symbol| place(model, symbol), ";");
        for ((row, column, _), value) in entries.iter().zip(routine.values(model)) {
            lines.push(format!("jac({},{},:) = {value};", row + 1, column + 1));
        }
        self.w.indented(depth, |w| w.lines(lines));
    }
}
