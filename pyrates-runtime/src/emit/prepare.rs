//! From a system to everything that a target needs to lay out its files: checked, lowered, in order, with
//! names.

use pyrates_ir::arrays::{
    ArrayAuxiliary, ArrayEvent, ArrayNoise, ArraySystem, ArrayValue, ArrayVariable, Form, arrays,
    complex_arrays,
};
use pyrates_ir::display;
use pyrates_ir::eval;
use pyrates_ir::expr::Expr;
use pyrates_ir::function::Function;
use pyrates_ir::scalarise::{
    AuxiliaryDerivative, Jacobian, JacobianEntry, ScalarPath, ScalarSymbol, scalarise,
};
use pyrates_ir::system::{Kind, Layout, System, Value};

use crate::fingerprint::fnv1a;

use super::Target;
use super::by_parameters::parameter_jacobian;
use super::checks::{
    check_arrays, check_delays, check_functions, check_kind, check_size, check_values, check_written_out,
};
use super::complex::is_native;
use super::error::EmitError;
use super::jacobian_product;
use super::lags::Lags;
use super::namer::Namer;
use super::prepared::{
    Prepared, PreparedAuxiliary, PreparedEntry, PreparedEvent, PreparedNoise, PreparedTable, PreparedValue,
    PreparedVariable,
};
use super::template;

/// Checks, lowers, orders and names a system for a target. Populations become arrays where the target has them.
pub fn prepare(system: &System, target: &dyn Target) -> Result<Prepared, EmitError> {
    let system = &system.without_idle_inputs();
    check_size(system)?;
    check_kind(system, target)?;
    crate::spread::check(system, &system.parameters()).map_err(EmitError::Spread)?;
    let has_arrays =
        target.form() == Form::Populations && (target.always_arrays() || has_populations(system));
    let is_complex = is_native(system, target);
    let flat = match (has_arrays, is_complex) {
        (_, true) => in_complex_numbers(system, has_arrays, target)?,
        (true, false) => in_arrays(arrays(system, Form::Populations)?, target)?,
        (false, false) => in_scalars(system, target)?,
    };
    let p: Vec<f64> = flat.system.parameters.iter().flat_map(|v| v.values.iter().copied()).collect();
    let lags = Lags::new(&flat.system, &p);
    let mut names = Names::new(&flat, &lags, target);
    let y = system.initial_state();
    let check = eval::vector_field(system, 0.0, &y, &system.parameters(), &|i, _| y[i]);
    let mut check =
        if is_complex { in_elements(system, &check) } else { check.into_iter().map(Value::real).collect() };
    let n_own_states = check.len();
    // States that a target adds rest as long as those of the model are constant.
    check.resize(flat.system.n_states(), Value::real(0.0));
    let entry =
        |e: &JacobianEntry| PreparedEntry { row: e.row, column: e.column, value: lags.lower(&e.value) };
    let mut prepared = Prepared {
        model: system.name.clone(),
        identifier: names.identifier,
        doc: system.doc.clone(),
        hash: hash(&flat.system),
        time_unit: system.time_unit.clone(),
        states: variables(names.states, &flat.system.states),
        parameters: variables(names.parameters, &flat.system.parameters),
        auxiliaries: auxiliaries(names.auxiliaries, &flat, &lags),
        delays: lags.delays(),
        past: lags.past(names.past),
        tables: std::iter::zip(names.tables, &flat.system.tables)
            .map(|(name, table)| PreparedTable {
                name,
                path: table.path.to_string(),
                indices: table.indices.clone(),
            })
            .collect(),
        derivatives: flat.system.derivatives.iter().map(|e| lags.lower(e)).collect(),
        noise: flat.system.noise.iter().map(|noise| prepared_noise(noise, &lags)).collect(),
        n_noise: flat.system.n_noise(),
        events: prepared_events(&flat.system, &lags),
        jacobian: flat.jacobian.entries.iter().map(entry).collect(),
        jacobian_product: Vec::new(),
        vector: Vec::new(),
        parameter_jacobian: flat.by_parameters.entries.iter().map(entry).collect(),
        n_own_states,
        has_arrays,
        is_complex,
        check,
    };
    if has_arrays && !is_complex && target.has_jacobian_product() {
        jacobian_product::add(&mut prepared, &mut names.namer, target)?;
    }
    Ok(prepared)
}

/// Whether units share equations in such numbers that they are better not written out.
fn has_populations(system: &System) -> bool {
    let members = system.groups.iter().flat_map(|group| &group.members);
    let is_population = |count: Option<usize>| count.is_some_and(|n| n > 1);
    members.into_iter().any(|member| is_population(member.count))
        || system.state_paths().len() > super::MAX_STATES
}

/// A system, written out as the target wants it, and its derivatives.
struct Flat {
    system: ArraySystem,
    jacobian: Jacobian,
    by_parameters: Jacobian,
}

fn in_scalars(system: &System, target: &dyn Target) -> Result<Flat, EmitError> {
    check_written_out(system, target)?;
    let scalars = scalarise(system)?;
    check_values(&ArraySystem::from(scalars.clone()), target)?;
    check_delays(&ArraySystem::from(scalars.clone()), target)?;
    let scalars = target.reformulate(scalars)?;
    let wants_derivatives = target.has_jacobian() || target.has_parameter_derivatives();
    let jacobian = if wants_derivatives { scalars.jacobian() } else { Jacobian::default() };
    let by_parameters = parameter_jacobian(&scalars, &jacobian, target);
    let flat = Flat { system: ArraySystem::from(scalars), jacobian, by_parameters };
    check_functions(&flat.system, &flat.jacobian, target)?;
    check_functions(&flat.system, &flat.by_parameters, target)?;
    Ok(flat)
}

/// The values of the two parts of states as those of the states.
fn in_elements(system: &System, values: &[f64]) -> Vec<Value> {
    let elements = Layout::new(system).elements(system);
    let value =
        |&(re, im): &(usize, Option<usize>)| Value { re: values[re], im: im.map_or(0.0, |im| values[im]) };
    elements.iter().map(value).collect()
}

fn in_complex_numbers(system: &System, has_arrays: bool, target: &dyn Target) -> Result<Flat, EmitError> {
    if has_arrays {
        return in_arrays(complex_arrays(system, Form::Populations)?, target);
    }
    check_written_out(system, target)?;
    in_arrays(complex_arrays(system, Form::Units)?, target)
}

fn in_arrays(system: ArraySystem, target: &dyn Target) -> Result<Flat, EmitError> {
    check_arrays(&system, target)?;
    check_values(&system, target)?;
    check_delays(&system, target)?;
    let flat = Flat { system, jacobian: Jacobian::default(), by_parameters: Jacobian::default() };
    check_functions(&flat.system, &flat.jacobian, target)?;
    Ok(flat)
}

fn auxiliaries(names: Vec<String>, flat: &Flat, lags: &Lags) -> Vec<PreparedAuxiliary> {
    let of_system = flat
        .system
        .auxiliaries
        .iter()
        .filter_map(|a| Some((&a.path, a.n, a.kind, lags.lower_value(&a.value)?)));
    let of_jacobians = flat.jacobian.auxiliaries.iter().chain(&flat.by_parameters.auxiliaries);
    let path = |d: &AuxiliaryDerivative| &flat.system.auxiliaries[d.auxiliary].path;
    let of_jacobians =
        of_jacobians.map(|d| (path(d), 1, Kind::Real, PreparedValue::Each(lags.lower(&d.value))));
    let auxiliary = |(name, (path, n, kind, value)): (String, (&ScalarPath, _, _, _))| PreparedAuxiliary {
        name,
        path: path.to_string(),
        n,
        kind,
        value,
    };
    names.into_iter().zip(of_system.chain(of_jacobians)).map(auxiliary).collect()
}

fn prepared_noise(noise: &ArrayNoise, lags: &Lags) -> PreparedNoise {
    PreparedNoise { state: noise.state, first: noise.first, amplitude: lags.lower(&noise.amplitude) }
}

fn prepared_events(system: &ArraySystem, lags: &Lags) -> Vec<PreparedEvent> {
    let mut first = 0;
    let event = |event: &ArrayEvent| {
        first += event.n;
        PreparedEvent {
            path: event.path.to_string(),
            first: first - event.n,
            n: event.n,
            switch: lags.lower(&event.switch),
            set: event.set.iter().map(|(state, value)| (*state, lags.lower(value))).collect(),
            stop: event.stop,
        }
    };
    system.events.iter().map(event).collect()
}

fn variables(names: Vec<String>, variables: &[ArrayVariable]) -> Vec<PreparedVariable> {
    let prepared = |(name, v): (String, &ArrayVariable)| PreparedVariable {
        name,
        path: v.path.to_string(),
        members: v.members.clone(),
        first: v.first,
        values: v.values.clone(),
        imaginary: v.imaginary.clone(),
        columns: v.columns,
        unit: v.unit.clone(),
    };
    names.into_iter().zip(variables).map(prepared).collect()
}

/// The names of everything, in the order of the lists of [`Prepared`].
struct Names {
    identifier: String,
    states: Vec<String>,
    parameters: Vec<String>,
    auxiliaries: Vec<String>,
    past: Vec<String>,
    tables: Vec<String>,
    /// Hands out names beside these.
    namer: Namer,
}

impl Names {
    fn new(flat: &Flat, lags: &Lags, target: &dyn Target) -> Names {
        let system = &flat.system;
        let mut namer = Namer::new(target.name_rules(lags.is_delayed()));
        reserve_spellings(system, target, &mut namer);
        let identifier = namer.name(&target.identifier(&system.name));
        let is_past = |a: &&ArrayAuxiliary| matches!(a.value, ArrayValue::Past { .. });
        let variables = system.states.iter().chain(&system.parameters).map(|v| &v.path);
        let computed = system.auxiliaries.iter().filter(|a| !is_past(a)).map(|a| &a.path);
        let tables = system.tables.iter().map(|table| &table.path);
        let paths = variables.chain(computed).chain(tables);
        let mut states = namer.names(&paths.cloned().collect::<Vec<_>>());
        let mut parameters = states.split_off(system.states.len());
        let mut auxiliaries = parameters.split_off(system.parameters.len());
        let tables = auxiliaries.split_off(auxiliaries.len() - system.tables.len());
        let past = lags.wanted_names(&states).iter().map(|name| namer.name(name)).collect();
        for d in &flat.jacobian.auxiliaries {
            let name = format!("d_{}_d_{}", auxiliaries[d.auxiliary], states[d.state]);
            auxiliaries.push(namer.name(&name));
        }
        for d in &flat.by_parameters.auxiliaries {
            let name = format!("d_{}_d_{}", auxiliaries[d.auxiliary], parameters[d.state]);
            auxiliaries.push(namer.name(&name));
        }
        Names { identifier, states, parameters, auxiliaries, past, tables, namer }
    }
}

/// Keeps the words of functions that the user spells from being names of variables.
fn reserve_spellings(system: &ArraySystem, target: &dyn Target, namer: &mut Namer) {
    for e in system.expressions() {
        e.visit(&mut |e| {
            let Expr::Call(Function::User(function), _) = e else { return };
            let Some(spelling) = function.implementation().and_then(|f| f.spelling(target.language())) else {
                return;
            };
            let derivatives = spelling.derivatives.iter().map(|(_, text)| *text);
            let words = derivatives.chain([spelling.value]).flat_map(template::words);
            words.for_each(|word| namer.reserve(&word));
        });
    }
}

/// FNV-1a over a canonical text of the system: equal hashes mean equal equations, names and values.
fn hash(system: &ArraySystem) -> u64 {
    let name = |symbol: &ScalarSymbol| match symbol {
        ScalarSymbol::Time => "t".to_string(),
        ScalarSymbol::State(i) => system.states[*i].path.to_string(),
        ScalarSymbol::Parameter(i) => system.parameters[*i].path.to_string(),
        ScalarSymbol::Auxiliary(i) => system.auxiliaries[*i].path.to_string(),
    };
    let mut text = format!("{}\n", system.name);
    for v in system.states.iter().chain(&system.parameters) {
        let values: Vec<String> = v.values.iter().map(|x| format!("{x:?}")).collect();
        text += &format!("{} = {}\n", v.path, values.join(" "));
        if let Some(imaginary) = &v.imaginary {
            text += &format!("imaginary parts {imaginary:?}\n");
        }
    }
    for e in system.expressions() {
        text += &display::text(e, &name);
        text.push('\n');
    }
    for table in &system.tables {
        text += &format!("{} = {:?}\n", table.path, table.indices);
    }
    fnv1a(text.bytes())
}
