use pyrates::listing::{Listed, ListedRole};
use pyrates::prelude::*;
use pyrates::{Complex64, Listing, circuit, node, operator};

use crate::common::links::sparse_pairs;
use crate::common::models::*;

operator! {
    pub Membrane {
        equations { d/dt v = (r - v + e)/tau; r = k*v; }
        variables {
            v: output(-70.0) [mV], r: variable [mV], tau: 10.0 [ms], k: 0.5 [1], e: input(0.0) [mV],
        }
    }
}
node! { pub MembraneNode { m: Membrane } }
circuit! {
    pub Membranes {
        nodes { one: MembraneNode, many: [MembraneNode; 20] { m.tau: 5.0 } }
        edges { one.m.v -> many.m.e { weight: 0.5, delay: 2.0 }; }
    }
}

fn row<'a>(listing: &'a Listing, path: &str) -> &'a Listed {
    listing.rows.iter().find(|row| row.path == path).unwrap_or_else(|| panic!("no {path} in\n{listing}"))
}

#[test]
fn a_listing_prints_an_aligned_table() {
    let mut model = Membranes::default();
    model.many[4].m.tau = 8.0;
    let expected = "\
path                      role       unit  value       count
one/m/v                   state      mV    -70.0       1
one/m/r                   algebraic  mV                1
one/m/tau                 parameter  ms    10.0        1
one/m/k                   parameter  1     0.5         1
one/m/e                   parameter  mV    0.0         1
many/all/m/v              state      mV    -70.0       20
many/all/m/r              algebraic  mV                20
many/all/m/tau            parameter  ms    5.0 to 8.0  20
many/all/m/k              parameter  1     0.5         20
many/all/m/e              input      mV    0.0         20
edges/one_to_many/weight  weight           0.5         1
edges/one_to_many/delay   delay            2.0         1
";
    assert_eq!(model.list().to_string(), expected);
}

#[test]
fn matrices_have_the_shape_of_their_populations() {
    let listing = populations().list();
    let shape = |path: &str| {
        let row = row(&listing, path);
        (row.role, row.shape.clone(), row.count)
    };
    assert_eq!(shape("cells/all/li/r"), (ListedRole::State, vec![4], 4));
    assert_eq!(shape("big/all/li/tau"), (ListedRole::Parameter, vec![3], 3));
    assert_eq!(shape("edges/cells_to_others/weights/all/all"), (ListedRole::Weight, vec![3, 4], 12));
    assert_eq!(shape("edges/others_to_cells/delays/all/all"), (ListedRole::Delay, vec![4, 3], 12));
    assert_eq!(shape("edges/others_to_others/weights/all/all"), (ListedRole::Weight, vec![3, 3], 3));
    assert_eq!(shape("edges/cells_to_cells/weight"), (ListedRole::Weight, vec![], 1));
    assert!(listing.to_string().contains("3 of 3 x 3"), "{listing}");
    assert_eq!(row(&listing, "big/all/li/tau").values.map(|v| (v.re.low, v.re.high)), Some((1.0, 3.0)));
}

#[test]
fn what_lies_on_links_is_a_row() {
    let model = sparse_pairs();
    let (listing, n) = (model.list(), model.edges.learns.pairs.len());
    let weights = row(&listing, "edges/learns/weights/all/all");
    assert_eq!((weights.shape.clone(), weights.count), (vec![4, 4], n));
    assert_eq!(row(&listing, "edges/learns/pairs/all/g").count, n);
}

/// Whatever has a value is found by the path of its row, and no value is missing.
#[test]
fn listed_paths_name_all_values() {
    check_listed_paths(populations());
    check_listed_paths(sparse_pairs());
}

fn check_listed_paths<M: Model>(mut model: M) {
    let (mut states, mut others) = (0, 0);
    for row in model.list().rows.into_iter().filter(|row| row.values.is_some()) {
        assert_eq!(model.set(&row.path, 0.5).ok(), Some(row.count), "{}", row.path);
        let counter = if row.role == ListedRole::State { &mut states } else { &mut others };
        *counter += row.count;
    }
    let (y, p) = (model.initial_state(), model.parameters());
    assert_eq!((states, others), (y.len(), p.len()));
    assert!(y.iter().chain(&p).all(|&x| x == 0.5));
}

#[test]
fn complex_values_have_two_ranges() {
    let mut model = ComplexCircuit::default();
    model.a.f.z = Complex64::new(1.0, -2.0);
    let listing = model.list();
    let z = row(&listing, "a/f/z");
    assert_eq!(z.values.map(|values| values.to_string()).as_deref(), Some("re 1.0, im -2.0"));
    assert!(
        listing
            .rows
            .iter()
            .any(|row| row.role == ListedRole::Weight && row.values.is_some_and(|v| v.im.is_some()))
    );
}
