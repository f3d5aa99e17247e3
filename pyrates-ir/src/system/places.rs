//! The states and parameters of a system as flat arrays: their values, paths and units.

use super::{Coupling, Delays, Kind, Layout, PARTS, PlaceKind, Role, System, Value, VariableRef, Weights};

impl System {
    /// Writes initial values and parameters into the system, both in the order of [`Layout`].
    pub fn set_values(&mut self, initial: &[f64], parameters: &[f64]) {
        let layout = Layout::new(self);
        for (g, group) in self.groups.iter_mut().enumerate() {
            let n = group.n_units();
            for (v, variable) in group.variables.iter_mut().enumerate() {
                let at = VariableRef { group: g, variable: v };
                let (array, first) = match variable.place() {
                    Some(PlaceKind::State) => (initial, layout.state(at)),
                    Some(PlaceKind::Parameter) => (parameters, layout.parameter(at)),
                    None => continue,
                };
                let part = |part: usize, unit: usize| match part < variable.kind.parts() {
                    true => array[first + part * n + unit],
                    false => 0.0,
                };
                variable.values = (0..n).map(|unit| Value { re: part(0, unit), im: part(1, unit) }).collect();
            }
        }
        for (c, coupling) in self.couplings.iter_mut().enumerate() {
            if let Some(connection) = &mut coupling.connection {
                let read = |values: &mut Vec<f64>, first: Option<usize>| {
                    let Some(first) = first else { return };
                    let n = values.len();
                    values.copy_from_slice(&parameters[first..][..n]);
                };
                read(&mut connection.weights, layout.weight(c));
                read(&mut connection.delays, layout.delay(c));
            }
            for (e, edge) in coupling.edges.iter_mut().enumerate() {
                edge.weight = layout.weight(c).map_or(1.0, |first| parameters[first + e]);
                edge.delay = layout.delay(c).map_or(0.0, |first| parameters[first + e]);
            }
        }
    }

    /// The initial state, in the order of [`Layout`].
    pub fn initial_state(&self) -> Vec<f64> {
        self.values_at(PlaceKind::State)
    }

    /// The parameters, weights and delays included, in the order of [`Layout`].
    pub fn parameters(&self) -> Vec<f64> {
        let mut parameters = self.values_at(PlaceKind::Parameter);
        for coupling in &self.couplings {
            if coupling.weights == Weights::Own {
                parameters.extend(coupling.weights());
            }
            if coupling.delays == Delays::Own {
                parameters.extend(coupling.delays());
            }
        }
        parameters
    }

    fn values_at(&self, place: PlaceKind) -> Vec<f64> {
        let variables = self.groups.iter().flat_map(|g| &g.variables).filter(|v| v.place() == Some(place));
        let parts = variables.flat_map(|v| (0..v.kind.parts()).map(move |part| (v, part)));
        parts.flat_map(|(v, part)| v.values.iter().map(move |value| value.part(part))).collect()
    }

    /// The paths of all states, in the order of [`Layout`].
    pub fn state_paths(&self) -> Vec<String> {
        self.places(PlaceKind::State).iter().map(Place::path).collect()
    }

    /// The units of measurement of all states, in the order of [`Layout`], where they are declared.
    pub fn state_units(&self) -> Vec<Option<String>> {
        let mut units = Vec::new();
        for group in &self.groups {
            for variable in group.variables.iter().filter(|v| v.place() == Some(PlaceKind::State)) {
                let n = group.n_units() * if variable.kind == Kind::Complex { PARTS.len() } else { 1 };
                units.extend(std::iter::repeat_n(variable.unit.clone(), n));
            }
        }
        units
    }

    /// The paths of all parameters, in the order of [`Layout`]; those of edges are
    /// `edges/<name>/weight` and `edges/<name>/delay`.
    pub fn parameter_paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.places(PlaceKind::Parameter).iter().map(Place::path).collect();
        paths.extend(self.edge_parameters().into_iter().map(|place| place.path()));
        paths
    }

    /// What the parameters of edges are, in the order of [`Layout`]: the local path is the name of the edge and
    /// `weight` or `delay`, for pairs of units `weights` or `delays` with the numbers of target and source.
    pub fn edge_parameters(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for coupling in &self.couplings {
            let (n_weights, n_delays) = coupling.sizes();
            let mut add = |n: usize, what: &str| places.extend((0..n).map(|k| edge_place(coupling, k, what)));
            if coupling.weights == Weights::Own {
                add(n_weights, "weight");
            }
            if coupling.delays == Delays::Own {
                add(n_delays, "delay");
            }
        }
        places
    }

    /// What the states or the parameters of units are, in the order of [`Layout`].
    pub fn places(&self, kind: PlaceKind) -> Vec<Place> {
        let mut places = Vec::new();
        for group in &self.groups {
            for variable in group.variables.iter().filter(|v| v.place() == Some(kind)) {
                let parts: &[&str] = if variable.kind == Kind::Complex { &PARTS } else { &[""] };
                for part in parts {
                    let mut local = variable.path.clone();
                    local.extend((!part.is_empty()).then(|| (*part).to_string()));
                    let place = |unit| Place { unit: group.unit_path(unit), local: local.clone() };
                    places.extend((0..group.n_units()).map(place));
                }
            }
        }
        places
    }

    /// The paths of all variables with a role, group by group.
    pub fn paths_with_role(&self, role: Role) -> Vec<String> {
        let mut paths = Vec::new();
        for group in &self.groups {
            for v in group.with_role(role) {
                paths.extend((0..group.n_units()).map(|unit| group.path(v, unit)));
            }
        }
        paths
    }
}

/// The place of the `k`-th weight or delay of a coupling.
pub(crate) fn edge_place(coupling: &Coupling, k: usize, what: &str) -> Place {
    let mut unit = coupling.path(k);
    let name = unit.pop().unwrap_or_default();
    let one = what == "delay" && coupling.delays().len() == 1;
    let suffix = match &coupling.connection {
        Some(connection) if !one => connection.suffix(k),
        _ => String::new(),
    };
    let mut local = vec![name];
    match suffix.strip_prefix('/') {
        None => local.push(what.to_string()),
        Some(pair) => {
            local.push(format!("{what}s"));
            local.extend(pair.split('/').map(str::to_string));
        }
    }
    Place { unit, local }
}

/// What a state or parameter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path of the unit.
    pub unit: Vec<String>,
    /// The path of the variable in the unit, and the part if it is complex.
    pub local: Vec<String>,
}

impl Place {
    /// The full path.
    pub fn path(&self) -> String {
        let parts: Vec<&str> = self.unit.iter().chain(&self.local).map(String::as_str).collect();
        parts.join("/")
    }
}
