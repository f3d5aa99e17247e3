use std::collections::HashMap;

use pyrates::ir::system::{Pattern, System};
use pyrates::model::{Past, VectorField};
use pyrates::prelude::*;
use pyrates::{PairMatrix, Source, SparseMatrix, Target};

use crate::common::links::*;
use crate::common::models::*;
use crate::common::{assert_close, derivative};

/// A path in which what lies on a pair is named by the units of the pair: `edges/w/2/0/g`.
fn by_units(system: &System, path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let ["edges", edge, "pairs" | "chains", number, rest @ ..] = parts.as_slice() else {
        return path.to_string();
    };
    let connections = system.couplings.iter().filter_map(|c| c.connection.as_ref());
    let number: usize = number.parse().expect("the number of a pair");
    let pair = connections.filter(|c| c.name == *edge).find_map(|c| match &c.pattern {
        Pattern::SparseRows(links) => Some((links.target(number), links.columns[number])),
        Pattern::Rows => {
            let m = c.sources.count / c.targets.count;
            Some((number / m, number % m))
        }
        _ => None,
    });
    let (i, j) = pair.expect("a sum over pairs");
    format!("edges/{edge}/{i}/{j}/{}", rest.join("/"))
}

/// A number between 0.1 and 1.1 that belongs to a name and a seed.
fn number_of(name: &str, seed: u64) -> f64 {
    let mix = |h: u64, byte: u8| (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9E37_79B9_7F4A_7C15), mix);
    0.1 + (hash.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 11) as f64 / (1u64 << 53) as f64
}

/// States of the past that are functions of their names and of time.
struct NamedPast(Vec<f64>);

impl Past<f64> for NamedPast {
    fn value(&self, _lookup: usize, state: usize, time: f64) -> f64 {
        self.0[state] * (1.0 + 0.5 * time).sin()
    }
}

/// The vector field at a state, a past and parameters that are functions of their names; `name` makes names of paths.
fn slopes<M: Model>(model: &M, seed: u64, name: &dyn Fn(&System, &str) -> String) -> HashMap<String, f64> {
    let system = model.system();
    let names =
        |paths: Vec<String>| -> Vec<String> { paths.iter().map(|path| name(&system, path)).collect() };
    let (states, parameters) = (names(system.state_paths()), names(system.parameter_paths()));
    let y: Vec<f64> = states.iter().map(|name| number_of(name, seed)).collect();
    let value = |(name, declared): (&String, f64)| match declared == 0.0 {
        true => 0.0,
        false => number_of(name, seed),
    };
    let p: Vec<f64> = parameters.iter().zip(model.parameters()).map(value).collect();
    let past = NamedPast(states.iter().map(|name| number_of(name, seed + 1)).collect());
    let mut dy = vec![f64::NAN; y.len()];
    model.vector_field(0.7, &y, &p, &past, &mut vec![f64::NAN; model.n_work()], &mut dy);
    states.into_iter().zip(dy).collect()
}

/// Weights for all pairs: zero where no link is.
fn dense(sparse: &SparseMatrix) -> PairMatrix {
    let mut matrix = PairMatrix::uniform(sparse.targets(), sparse.sources(), 0.0);
    for (target, source, weight) in sparse.links() {
        matrix[(target, source)] = weight;
    }
    matrix
}

/// The same model with operators on all pairs.
fn all_pairs(sparse: &SparsePairs) -> AllPairs {
    let mut all = AllPairs::default();
    all.big.resize(sparse.big.len());
    all.fit_edges();
    all.edges.plain.weights = dense(&sparse.edges.plain.weights);
    all.edges.states.weights = dense(&sparse.edges.states.weights);
    all.edges.learns.weights = dense(&sparse.edges.learns.weights);
    all.edges.late.weights = dense(&sparse.edges.late.weights);
    all.edges.lates.weights = dense(&sparse.edges.lates.weights);
    all.edges.spread.weights = dense(&sparse.edges.spread.weights);
    all.edges.spreads.weights = dense(&sparse.edges.spreads.weights);
    all.edges.grown.weights = dense(&sparse.edges.grown.weights);
    all.edges.mixed.weights = dense(&sparse.edges.mixed.weights);
    all
}

/// Holds the vector field to that with operators on all pairs.
fn check_against_all(sparse: &SparsePairs) {
    assert_eq!(sparse.check_sizes(), Ok(()));
    let all = all_pairs(sparse);
    for seed in 0..20 {
        let (sparse, all) = (slopes(sparse, seed, &by_units), slopes(&all, seed, &by_units));
        assert!(sparse.len() <= all.len());
        for (name, slope) in &sparse {
            assert_close(*slope, all[name], 1e-13, name);
        }
    }
}

#[test]
fn absent_links_are_weights_of_zero() {
    let mut model = sparse_pairs();
    // The zero of a delay counts as a value.
    model.edges.lates.pairs[0].delay = 0.5;
    check_against_all(&model);
    // Only what exists has states.
    let learns = &model.edges.learns;
    assert_eq!((learns.pairs.len(), learns.weights.len()), (6, 6));
}

#[test]
fn a_model_without_links_has_nothing_on_them() {
    let model = SparsePairs::default();
    assert_eq!(model.edges.learns.pairs.len(), 0);
    assert_eq!(model.dim(), 1 + 4 + 3 + 1);
    check_against_all(&model);
    model.simulate(0.0..0.5).run().expect("smooth");
}

#[test]
fn links_change_at_run_time() {
    let mut model = sparse_pairs();
    model.edges.lates.pairs[0].delay = 0.5;
    let pair = (Target(2), Source(2));
    let before = model.edges.learns.pair(pair.0, pair.1).expect("a link").eta;
    assert_ne!(before, 0.5);

    // Another number of links is refused until what lies on them fits.
    let mut weights: Vec<_> = model.edges.learns.weights.links().collect();
    weights.retain(|(target, ..)| target.0 != 0);
    weights.push((Target(1), Source(3), 0.7));
    let weights = SparseMatrix::from_links(4, 4, weights).expect("links inside");
    let mut careless = model.clone();
    careless.edges.learns.weights = weights.clone();
    let error = careless.simulate(0.0..1.0).run().expect_err("pairs of other links").to_string();
    assert!(error.contains("`edges/learns/pairs` has 6 units, but the weights beside it have"), "{error}");
    assert!(error.contains("`set_weights`") && error.contains("`fit_edges`"), "{error}");
    assert!(careless.emit_numpy().expect_err("the same").to_string().contains("`edges/learns`"));
    careless.fit_edges();
    check_against_all(&careless);

    // What lies on pairs that stay is kept.
    model.edges.learns.set_weights(weights);
    assert_eq!(model.edges.learns.pair(pair.0, pair.1).expect("a link").eta, before);
    assert_eq!(model.edges.learns.pair(Target(1), Source(3)).expect("a new link").eta, 0.5);
    check_against_all(&model);

    // A population grows, and shrinks again.
    model.edges.grown.pair_mut(Target(2), Source(2)).expect("a link").eta = 0.9;
    model.big.resize(5);
    let error = model.check_sizes().expect_err("matrices of three").to_string();
    assert!(error.contains("`edges/grown/weights` is for 3 targets and 3 sources"), "{error}");
    model.fit_edges();
    model.edges.grown.set_weights(links(5, 5));
    check_against_all(&model);
    model.big.resize(3);
    model.fit_edges();
    assert_eq!(model.edges.grown.weights.len(), model.edges.grown.pairs.len());
    assert_eq!(model.edges.grown.pair(Target(2), Source(2)).expect("a link").eta, 0.9);
    check_against_all(&model);
}

#[test]
fn pairs_are_named_by_their_units() {
    let mut model = sparse_pairs();
    let links: Vec<_> = model.edges.learns.weights.links().collect();
    for i in 0..5 {
        for j in 0..5 {
            let known = links.iter().position(|link| (link.0, link.1) == (Target(i), Source(j)));
            let pair = model.edges.learns.pair(Target(i), Source(j)).map(|pair| pair.eta);
            assert_eq!(pair, known.map(|k| 0.5 + 0.1 * k as f64), "{i} {j}");
        }
    }
    model.edges.learns.pair_mut(Target(2), Source(2)).expect("a link").g = 0.75;
    let k = model.edges.learns.weights.find(Target(2), Source(2)).expect("a link");
    assert_eq!(model.get(format!("edges/learns/pairs/{k}/g")), Ok(0.75));
    let variables = SparsePairs::variables();
    assert_eq!(variables.edges.learns.pairs.unit(k).g.to_string(), format!("edges/learns/pairs/{k}/g"));
    let n = model.edges.learns.pairs.len();
    assert_eq!(model.set("edges/learns/pairs/all/eta", 0.25), Ok(n));
    assert_eq!(model.set("edges/learns/weights/all/all", 0.25), Ok(n));
    assert_eq!(model.edges.learns.weights.values(), vec![0.25; n]);
    assert!(model.to_string().contains("learns"), "{model}");
    let text = serde_json::to_string(&model).expect("a plain struct");
    assert_eq!(serde_json::from_str::<SparsePairs>(&text).expect("its own text"), model);
}

pyrates::circuit! {
    /// Links of a matrix.
    pub Matrix {
        nodes { a: RatedNode, cells: [RatedNode; 4], others: [RatedNode; 3] }
        edges {
            x: cells[j].li.m -> others[i].li.u via Learning {
                hebb.pre: source, hebb.post: others[i].li.r, hebb.third: a.li.r,
                weight: sparse, delay: dense(0.3)
            };
        }
    }
}
pyrates::circuit! {
    /// The same, one by one; the label has the units.
    pub Listed {
        nodes { a: RatedNode, cells: [RatedNode; 4], others: [RatedNode; 3] }
        edges {
            x_0_2: cells[2].li.m -> others[0].li.u via Learning {
                hebb.pre: source, hebb.post: others[0].li.r, hebb.third: a.li.r, weight: 0.5, delay: 0.3
            };
            x_2_0: cells[0].li.m -> others[2].li.u via Learning {
                hebb.pre: source, hebb.post: others[2].li.r, hebb.third: a.li.r, weight: -0.5, delay: 0.2
            };
            x_2_3: cells[3].li.m -> others[2].li.u via Learning {
                hebb.pre: source, hebb.post: others[2].li.r, hebb.third: a.li.r, weight: 0.25, delay: 0.1
            };
        }
    }
}

/// The name of what belongs to `x_2_0`, as [`by_units`] makes it for a matrix.
fn by_label(_: &System, path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let ["edges", label, rest @ ..] = parts.as_slice() else { return path.to_string() };
    let units = label.trim_start_matches("x_").replace('_', "/");
    match rest {
        ["weight"] => format!("edges/x/weights/{units}"),
        _ => format!("edges/x/{units}/{}", rest.join("/")),
    }
}

#[test]
fn links_are_edges_that_are_listed_one_by_one() {
    let mut matrix = Matrix::default();
    let links = [(Target(0), Source(2), 0.5), (Target(2), Source(0), -0.5), (Target(2), Source(3), 0.25)];
    matrix.edges.x.set_weights(SparseMatrix::from_links(3, 4, links).expect("links inside"));
    for (target, source, delay) in [(0, 2, 0.3), (2, 0, 0.2), (2, 3, 0.1)] {
        matrix.edges.x.pair_mut(Target(target), Source(source)).expect("a link").delay = delay;
    }
    let listed = Listed::default();
    for seed in 0..20 {
        let (matrix, listed) = (slopes(&matrix, seed, &by_units), slopes(&listed, seed, &by_label));
        assert_eq!(matrix.len(), listed.len());
        for (name, slope) in &matrix {
            assert_close(*slope, listed[name], 1e-13, name);
        }
    }
    let run = |solution: Result<Solution, _>| solution.expect("smooth");
    let a = run(matrix.simulate(0.0..3.0).rtol(1e-10).run());
    let b = run(listed.simulate(0.0..3.0).rtol(1e-10).run());
    for (a_path, b_path) in
        [("others/2/li/r", "others/2/li/r"), ("edges/x/pairs/1/hebb/g", "edges/x_2_0/hebb/g")]
    {
        let (a, b) = (a.column(a_path).expect("a state"), b.column(b_path).expect("a state"));
        // Both runs have errors of the size of the tolerance.
        assert_close(*a.last().expect("samples"), *b.last().expect("samples"), 1e-8, a_path);
    }
    crate::compiled::check(&matrix);
    crate::circuit::check(&matrix);
}

#[test]
fn orientation_is_target_by_source_on_links() {
    let mut model = SparsePairs::default();
    let one = SparseMatrix::from_links(3, 4, [(Target(2), Source(0), 2.0)]).expect("a link inside");
    model.edges.plain.set_weights(one);
    model.edges.plain.pairs[0].offset = 0.0;
    model.cells[0].li.r = 0.7;
    model.others[2].li.r = 0.3;
    let slope = derivative(&model);
    // `(r0 - r)/tau` and twice the sine of the difference.
    assert_close(slope("others/2/li/r"), -0.15 + 2.0 * 0.4f64.sin(), 1e-15, "the target");
    assert_close(slope("others/0/li/r"), -0.05, 1e-15, "another unit");
}

#[cfg(feature = "yaml")]
#[test]
fn links_become_edges_of_a_file() {
    let mut model = Matrix::default();
    model.edges.x.set_weights(links(3, 4));
    model.edges.x.pairs.iter_mut().enumerate().for_each(|(k, pair)| pair.delay = 0.1 + 0.05 * k as f64);
    let text = model.to_yaml_as(pyrates::Dialect::Extended).expect("within the format");
    let read = Circuit::from_yaml_text(&text, "Matrix").expect("its own text");
    assert_eq!(read.dim(), model.dim());
    let run = |solution: Result<Solution, _>| solution.expect("smooth");
    let a = run(model.simulate(0.0..2.0).rtol(1e-10).run());
    let b = run(read.simulate(0.0..2.0).rtol(1e-10).run());
    for i in 0..3 {
        let a = a.column(format!("others/{i}/li/r")).expect("a state");
        let b = b.column(format!("others_{i}/li/r")).expect("a state");
        // Both runs have errors of the size of the tolerance.
        assert_close(*a.last().expect("samples"), *b.last().expect("samples"), 1e-8, "end");
    }
}

pyrates::circuit! {
    /// Two circuits with links inside.
    pub Twice {
        nodes { left: Matrix, right: Matrix { a.li.r0: 0.5 }, free: [RatedNode] }
        edges {
            left.others[j].li.r -> free[i].li.u via Hebbian {
                pre: source, post: free[i].li.r, third: left.a.li.r, weight: sparse
            };
        }
    }
}

#[test]
fn inner_circuits_have_links_of_their_own() {
    let mut model = Twice::default();
    model.left.edges.x.set_weights(links(3, 4));
    model.right.edges.x.weights = links(3, 4);
    model.free.resize(4);
    model.fit_edges();
    model.edges.left_others_to_free.set_weights(links(4, 3));
    assert_eq!(model.right.edges.x.pairs.len(), model.left.edges.x.weights.len());
    assert_eq!(model.check_sizes(), Ok(()));
    crate::compiled::check(&model);
    crate::circuit::check(&model);
    model.right.edges.x.pairs.resize(1);
    let error = model.check_sizes().expect_err("one pair").to_string();
    assert!(error.contains("`right/edges/x/pairs` has 1 units"), "{error}");
}

pyrates::circuit! {
    /// A third population feeds the operators; and delays in a matrix of their own.
    pub Third {
        nodes { cells: [RatedNode], more: [RatedNode] }
        edges {
            x: cells[j].li.r -> cells[i].li.u via Difference { pre: source, post: more[i].li.r, weight: sparse };
            y: cells[j].li.r -> cells[i].li.u { weight: sparse, delay: dense(0.5) };
        }
    }
}

#[test]
fn what_does_not_fit_links_is_refused() {
    let mut model = Third::default();
    model.cells.resize(3);
    model.more.resize(3);
    model.fit_edges();
    model.edges.x.set_weights(links(3, 3));
    assert_eq!(model.check_sizes(), Ok(()));
    model.more.resize(2);
    let error = model.check_sizes().expect_err("a population of two").to_string();
    assert!(error.contains("`edges/x/weights` is for 3 targets and 3 sources"), "{error}");
    model.more.resize(3);

    model.edges.y.weights = links(3, 3);
    let error = model.simulate(0.0..1.0).run().expect_err("no delays").to_string();
    assert!(error.contains("`edges/y/delays` and the weights beside it join different pairs"), "{error}");
    model.edges.y.delays = links(3, 3);
    model.edges.y.delays.values_mut().fill(0.25);
    model.simulate(0.0..1.0).run().expect("smooth");
}
