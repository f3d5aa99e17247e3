//! Which variables the user means: those that a tool continues, fits or watches.

use super::EmitError;
use super::prepared::{Leaf, Prepared, PreparedVariable};

/// The parameters that are continued, by index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    /// Along branches.
    pub(super) first: Option<usize>,
    /// Along curves of bifurcations, besides the first.
    pub(super) second: Option<usize>,
}

/// The parameters that the user means by their paths or names; without a wish the first ones among `preferred`, then
/// among all.
pub(super) fn chosen(
    model: &Prepared,
    wishes: (Option<&str>, Option<&str>),
    preferred: &[usize],
    target: &'static str,
) -> Result<Chosen, EmitError> {
    let all = || preferred.iter().copied().chain(0..model.parameters.len());
    let first = chosen_parameter(&model.parameters, wishes.0, "parameter", target)?;
    let second = chosen_parameter(&model.parameters, wishes.1, "second_parameter", target)?;
    let first = first.or_else(|| all().find(|&i| Some(i) != second));
    let second = second.or_else(|| all().find(|&i| Some(i) != first));
    if second.is_some() && second == first {
        let requirement = "another one than `parameter`";
        return Err(EmitError::Option { target, option: "second_parameter", requirement });
    }
    Ok(Chosen { first, second })
}

/// The parameter with a path or a name, if one is wanted.
pub(super) fn chosen_parameter(
    parameters: &[PreparedVariable],
    wanted: Option<&str>,
    option: &'static str,
    target: &'static str,
) -> Result<Option<usize>, EmitError> {
    let Some(wanted) = wanted else { return Ok(None) };
    let requirement = "the path or the name of a parameter of the model";
    find(parameters, wanted).map(Some).ok_or(EmitError::Option { target, option, requirement })
}

/// The variable with this path, with dots or slashes, or else with this name.
pub(super) fn find(variables: &[PreparedVariable], wanted: &str) -> Option<usize> {
    let path = wanted.replace('.', "/");
    let by_path = variables.iter().position(|v| v.path == path);
    by_path.or_else(|| variables.iter().position(|v| v.name == wanted))
}

/// Where a continuation ends.
pub(super) fn check_range(range: Option<(f64, f64)>, target: &'static str) -> Result<(), EmitError> {
    match range {
        Some((from, to)) if !(to > from && (to - from).is_finite()) => {
            let requirement = "two finite numbers, the smaller one first";
            Err(EmitError::Option { target, option: "range", requirement })
        }
        _ => Ok(()),
    }
}

/// A variable with its path and its name.
pub(super) type Named<'a> = (Leaf, &'a str, &'a str);

pub(super) fn named_states(model: &Prepared) -> impl Iterator<Item = Named<'_>> {
    named(&model.states, Leaf::State)
}

pub(super) fn named_parameters(model: &Prepared) -> impl Iterator<Item = Named<'_>> {
    named(&model.parameters, Leaf::Parameter)
}

fn named(variables: &[PreparedVariable], leaf: fn(usize) -> Leaf) -> impl Iterator<Item = Named<'_>> {
    variables.iter().enumerate().map(move |(i, v)| (leaf(i), v.path.as_str(), v.name.as_str()))
}

pub(super) fn named_auxiliaries(model: &Prepared) -> impl Iterator<Item = Named<'_>> {
    let all = model.auxiliaries.iter().enumerate();
    all.map(|(i, a)| (Leaf::Auxiliary(i), a.path.as_str(), a.name.as_str()))
}

/// The variables with these paths, with dots or slashes, or else names; none if one is unknown or stands twice.
pub(super) fn several(known: &[Named], wanted: &[String]) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    for wanted in wanted {
        let path = wanted.replace('.', "/");
        let by_path = known.iter().find(|(_, known, _)| *known == path);
        let &(leaf, ..) = by_path.or_else(|| known.iter().find(|(_, _, name)| name == wanted))?;
        if leaves.contains(&leaf) {
            return None;
        }
        leaves.push(leaf);
    }
    Some(leaves)
}

/// So many parameters are chosen where the user chooses none.
const USUAL: usize = 3;

/// The first parameters that act on the states, single numbers if there are any.
pub(super) fn usual(model: &Prepared) -> impl Iterator<Item = Leaf> {
    let read = model.reads(&model.derivatives).parameters;
    let is_number = |i: &usize| model.parameters[*i].n() == 1;
    let has_numbers = read.iter().any(is_number);
    read.into_iter().filter(move |i| !has_numbers || is_number(i)).take(USUAL).map(Leaf::Parameter)
}
