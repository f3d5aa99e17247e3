//! The order of parameters in `par`.

use pyrates_ir::expr::Expr;
use pyrates_ir::scalarise::{ScalarSymbol, ScalarSystem};

use super::option;
use crate::emit::EmitError;

/// The same system, with some parameters before all others.
pub(super) fn with_first(mut scalars: ScalarSystem, names: &[String]) -> Result<ScalarSystem, EmitError> {
    let paths: Vec<String> = scalars.parameters.iter().map(|v| v.path.to_string()).collect();
    let mut order: Vec<usize> = Vec::new();
    for name in names {
        let found = find(&paths, &name.replace('.', "/"));
        let wrong = || option("order", "paths of parameters of the model, or ends of paths that are clear");
        let index = found.ok_or_else(wrong)?;
        if order.contains(&index) {
            return Err(option("order", "a list that has each parameter once"));
        }
        order.push(index);
    }
    let others: Vec<usize> = (0..paths.len()).filter(|i| !order.contains(i)).collect();
    order.extend(others);
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &index)| places[index] = place);
    let renumbered = |e: &Expr<ScalarSymbol>| {
        e.substitute(&mut |symbol| match *symbol {
            ScalarSymbol::Parameter(i) => Expr::Leaf(ScalarSymbol::Parameter(places[i])),
            other => Expr::Leaf(other),
        })
    };
    scalars.derivatives.iter_mut().for_each(|e| *e = renumbered(e));
    scalars.auxiliaries.iter_mut().for_each(|a| a.value = renumbered(&a.value));
    scalars.parameters = order.iter().map(|&i| scalars.parameters[i].clone()).collect();
    Ok(scalars)
}

/// The parameter with this path, or the only one whose path ends so.
fn find(paths: &[String], name: &str) -> Option<usize> {
    let fits = |path: &String| path.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'));
    let exact = paths.iter().position(|path| path == name);
    exact.or_else(|| {
        let mut fitting = (0..paths.len()).filter(|&i| fits(&paths[i]));
        fitting.next().filter(|_| fitting.next().is_none())
    })
}
