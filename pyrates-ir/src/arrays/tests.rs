//! Systems of arrays mean the same as the systems with groups, whatever joins the populations.

use super::*;
use crate::eval;
use crate::scalarise::tests::ring;
use crate::system::{Connection, Pattern, SparseLinks, UnitRange, Weights};

/// The ring with its undelayed edges between all units, in a pattern.
fn joined(pattern: Pattern, weights: &[f64]) -> System {
    let mut system = ring();
    let units = UnitRange { first: 0, count: 3 };
    system.couplings[0].edges.clear();
    system.couplings[0].connection = Some(Connection {
        scope: Vec::new(),
        name: "all".to_string(),
        pattern,
        sources: units,
        targets: units,
        weights: weights.to_vec(),
        delays: Vec::new(),
        one_delay: false,
    });
    system
}

fn check(system: &System) -> ArraySystem {
    let result = arrays(system, Form::Populations).unwrap();
    let (y, p) = (system.initial_state(), system.parameters());
    let past = |i: usize, s: f64| (i as f64 + s).cos();
    let expected = eval::vector_field(system, 0.7, &y, &p, &past);
    let found = result.vector_field(0.7, &y, &p, &past);
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= 1e-15, "{a} and {b}");
    }
    result
}

fn has(system: &ArraySystem, is_it: impl Fn(&ArrayValue) -> bool) -> bool {
    system.auxiliaries.iter().any(|a| is_it(&a.value))
}

#[test]
fn single_edges_are_links() {
    let result = check(&ring());
    assert_eq!(result.states.len(), 1);
    assert!(has(&result, |value| matches!(value, ArrayValue::LinkSum { .. })));
    // As many lags as delays.
    assert!(has(&result, |value| matches!(value, ArrayValue::Past { .. })));
}

#[test]
fn patterns_become_what_they_are() {
    let all = check(&joined(Pattern::All, &[0.5]));
    assert!(has(&all, |value| matches!(value, ArrayValue::Sum(_))));
    let weights: Vec<f64> = (0..9).map(f64::from).collect();
    let dense = check(&joined(Pattern::Dense, &weights));
    assert!(has(&dense, |value| matches!(value, ArrayValue::Product { .. })));
    let links = SparseLinks { rows: vec![0, 1, 1, 3], columns: vec![2, 0, 1], sources: 3 };
    let sparse = check(&joined(Pattern::Sparse(links), &[0.1, 0.2, 0.3]));
    assert!(has(&sparse, |value| matches!(value, ArrayValue::Pick { .. })));
    let n_tables = |system: &ArraySystem| system.tables.len();
    let own = check(&joined(Pattern::OneToOne, &[0.5]));
    assert!(n_tables(&own) < n_tables(&sparse));
}

#[test]
fn units_alone_are_scalars() {
    let result = arrays(&joined(Pattern::Dense, &[0.5; 9]), Form::Units).unwrap();
    assert!(result.auxiliaries.iter().all(|a| a.n == 1 && matches!(a.value, ArrayValue::Each(_))));
    assert_eq!((result.states.len(), result.tables.len()), (3, 0));
    assert_eq!(result.parameters.len(), joined(Pattern::Dense, &[0.5; 9]).parameters().len());
    let mut system = ring();
    system.couplings[0].weights = Weights::One;
    check(&system);
}
