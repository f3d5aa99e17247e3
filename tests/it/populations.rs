use pyrates::prelude::*;
use pyrates::{Complex64, PairMatrix, Source, SparseMatrix, Target};

use crate::common::models::*;
use crate::common::{assert_close, derivative};

operator! {
    pub Phase {
        equations { d/dt theta = omega + s_in; }
        variables { theta: output(0.0), omega: 10.0, s_in: input(0.0) }
    }
}
node! { pub Oscillator { phase: Phase } }
operator! {
    pub Sine {
        equations { s = sin(theta_s - theta_t); }
        variables { s: output, theta_s: input(0.0), theta_t: input(0.0) }
    }
}
circuit! {
    pub Ring {
        nodes { p: [Oscillator] }
        edges {
            w: p[j].phase.theta -> p[i].phase.s_in via Sine {
                theta_s: source, theta_t: p[i].phase.theta, weight: dense(0)
            };
        }
    }
}

/// Two oscillators a quarter apart: after an Euler step of 1e-3 the first is at 0.011, the second at
/// pi/2 + 0.009, since each is pulled by 1 towards the other.
#[test]
fn pairwise_coupling_of_oscillators() {
    let mut model = Ring::default();
    model.p.resize(2);
    model.fit_edges();
    model.edges.w.weights = PairMatrix::from_rows(&[[0.0, 1.0], [1.0, 0.0]]).expect("a square");
    model.p[1].phase.theta = std::f64::consts::FRAC_PI_2;
    let solution = model.simulate(0.0..1e-3).method(Euler).dt(1e-3).run().expect("one step");
    assert_close(solution.column("p/0/phase/theta").expect("a state")[1], 0.011, 1e-15, "first");
    let second = solution.column("p/1/phase/theta").expect("a state")[1];
    assert_close(second, std::f64::consts::FRAC_PI_2 + 0.009, 1e-15, "second");
}

/// The network of `N` oscillators against a loop written by hand.
#[test]
fn networks_of_oscillators_equal_a_loop_by_hand() {
    const N: usize = 10;
    let weight = |i: usize, j: usize| ((3 * i + 7 * j) % 11) as f64 / 10.0;
    let mut model = Ring::default();
    model.p.resize(N);
    model.fit_edges();
    model.edges.w.weights = PairMatrix::from_fn(N, N, |Target(i), Source(j)| weight(i, j));
    let mut theta: Vec<f64> = (0..N).map(|i| (i * i) as f64 * 0.37).collect();
    for (unit, theta) in model.p.iter_mut().zip(&theta) {
        unit.phase.theta = *theta;
    }
    let solution = model.simulate(0.0..1.0).method(Euler).dt(1e-3).run().expect("bounded slopes");
    for _ in 0..1000 {
        let pull = |i: usize| (0..N).map(|j| weight(i, j) * (theta[j] - theta[i]).sin()).sum::<f64>();
        theta = (0..N).map(|i| theta[i] + 1e-3 * (10.0 + pull(i))).collect();
    }
    for (i, expected) in theta.iter().enumerate() {
        let column = solution.column(format!("p/{i}/phase/theta")).expect("a state");
        // A thousand steps of rounding on phases of up to 40.
        assert_close(*column.last().expect("samples"), *expected, 1e-13, "phase");
    }
}

#[test]
fn one_weight_for_all_pairs_multiplies_the_sum() {
    let mut model = Populations::default();
    let before = derivative(&model)("cells/1/li/r");
    model.cells[3].li.r += 2.0;
    model.edges.sine.weight = 0.0;
    let mut other = Populations::default();
    other.edges.sine.weight = 0.0;
    let change = derivative(&model)("cells/1/li/r") - derivative(&other)("cells/1/li/r");
    assert_close(change, 0.25 * 2.0, 1e-14, "all-to-all");
    assert!(before.is_finite());
}

#[test]
fn orientation_is_target_by_source() {
    let mut model = Populations::default();
    let plain = derivative(&model)("others/2/li/r");
    model.edges.others_to_others.weights =
        SparseMatrix::from_links(3, 3, [(Target(2), Source(0), 2.0)]).expect("a link inside");
    assert_close(derivative(&model)("others/2/li/r") - plain, 0.2, 1e-15, "2 * r of unit 0");
    assert_eq!(model.set("edges/others_to_others/weights/2/0", 3.0), Ok(1));
    assert_close(derivative(&model)("others/2/li/r") - plain, 0.3, 1e-15, "3 * r of unit 0");
    assert!(model.set("edges/others_to_others/weights/0/2", 3.0).is_err());
}

#[test]
fn matrices_of_wrong_sizes_are_refused() {
    let mut model = Populations::default();
    model.edges.cells_to_others.weights = PairMatrix::uniform(4, 3, 1.0);
    let error = model.simulate(0.0..1.0).run().expect_err("a transposed matrix").to_string();
    assert!(error.contains("`edges/cells_to_others/weights` is for 4 targets and 3 sources"), "{error}");
    assert!(error.contains("is it transposed?"), "{error}");
    model.edges.cells_to_others.weights = PairMatrix::uniform(2, 3, 1.0);
    assert!(model.emit_numpy().is_err());

    let mut model = Populations::default();
    model.big.resize(5);
    let error = model.simulate(0.0..1.0).run().expect_err("edges of one unit").to_string();
    assert!(error.contains("fit_edges"), "{error}");
    model.fit_edges();
    assert_eq!(model.check_sizes(), Ok(()));
    model.simulate(0.0..0.1).run().expect("a sound model");
    let text = serde_json::to_string(&model).expect("a plain struct");
    assert_eq!(serde_json::from_str::<Populations>(&text).expect("its own text"), model);
}

#[test]
fn complex_values_are_fields() {
    let mut model = ComplexCircuit::default();
    model.a.f.z = Complex64::new(1.0, -1.0);
    assert_eq!(model.get("a/f/z/im"), Ok(-1.0));
    assert_eq!(model.edges.b_to_a.weight, Complex64::new(0.5, -0.25));
    assert_eq!(model.set("edges/b_to_a/weight/im", 0.5), Ok(1));
    assert_eq!(model.edges.b_to_a.weight.im, 0.5);
}

circuit! {
    /// Three nodes by name, joined by matrices: rows are targets.
    pub Named {
        nodes { a: RatedNode, b: RatedNode, c: RatedNode, o: Oscillator, p: Oscillator }
        edges {
            [a, b, c].li.r -> [a, b, c].li.m_in {
                weight: [[0, 1, 2], [3, 0, 0], [0, -1, 0]],
                delay: [[0, 0.5, 1.5], [0.25, 0, 0], [0, 2.5, 0]],
            };
            a.li.m -> [b, c].li.u { weight: [[0.5], [0.25]] };
            [o, p].phase.theta -> [o, p].phase.s_in via Sine {
                theta_s: source, theta_t: target.phase.theta, weight: [[0, 1], [1, 0]]
            };
        }
    }
}

#[test]
fn matrices_join_named_nodes() {
    let model = Named::default();
    assert_eq!((model.edges.b_to_a.weight, model.edges.c_to_a.weight), (1.0, 2.0));
    assert_eq!((model.edges.a_to_b.delay, model.edges.b_to_c.delay), (0.25, 2.5));
    assert_eq!((model.edges.a_to_b_2.weight, model.edges.a_to_c.weight), (0.5, 0.25));
    let paths = model.system().parameter_paths();
    let weights = paths.iter().filter(|path| path.ends_with("/weight")).count();
    // Zero is no edge: four, two, and two.
    assert_eq!(weights, 8, "{paths:?}");
    let mut pulled = model.clone();
    pulled.p.phase.theta = 0.5;
    assert_close(derivative(&pulled)("o/phase/theta"), 10.0 + 0.5f64.sin(), 1e-15, "pulled by p");
}

operator! {
    Relaxing {
        equations { d/dt r = tanh(u) - r; }
        variables { r: output(0.5), u: input(0.0) }
    }
}
node! { Relaxed { op: Relaxing } }
circuit! {
    SpreadInPopulations {
        nodes { a: [Relaxed; 2], b: [Relaxed; 3] }
        edges { a[j].op.r -> b[i].op.u { weight: dense(0.5), delay: dense(1.0), spread: 0.5 }; }
    }
}
circuit! {
    SpreadOneByOne {
        nodes { a0: Relaxed, a1: Relaxed { op.r: 0.9 }, b0: Relaxed, b1: Relaxed, b2: Relaxed }
        edges {
            a0.op.r -> b0.op.u { weight: 0.1, delay: 1.0, spread: 0.5 };
            a1.op.r -> b0.op.u { weight: 0.2, delay: 1.1, spread: 0.55 };
            a0.op.r -> b1.op.u { weight: 0.3, delay: 1.2, spread: 0.6 };
            a1.op.r -> b1.op.u { weight: 0.4, delay: 1.3, spread: 0.65 };
            a0.op.r -> b2.op.u { weight: 0.5, delay: 1.4, spread: 0.7 };
            a1.op.r -> b2.op.u { weight: 0.6, delay: 1.5, spread: 0.75 };
        }
    }
}

#[test]
fn matrices_of_distributed_delays_are_those_of_single_edges() {
    let mut model = SpreadInPopulations::default();
    model.a[1].op.r = 0.9;
    model.edges.a_to_b.weights =
        PairMatrix::from_fn(3, 2, |Target(i), Source(j)| 0.1 * (1 + 2 * i + j) as f64);
    for (k, (i, j)) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)].into_iter().enumerate() {
        model.edges.a_to_b.pair_mut(Target(i), Source(j)).delay = 1.0 + 0.1 * k as f64;
    }
    assert_eq!(model.edges.a_to_b.pair(Target(1), Source(0)).delay, 1.2);
    let run = |solution: Result<Solution, _>| solution.expect("smooth");
    let matrix = run(model.simulate(0.0..5.0).rtol(1e-11).run());
    let single = run(SpreadOneByOne::default().simulate(0.0..5.0).rtol(1e-11).run());
    for i in 0..3 {
        let (a, b) = (matrix.column(format!("b/{i}/op/r")), single.column(format!("b{i}/op/r")));
        let (a, b) = (a.expect("a state"), b.expect("a state"));
        // Both runs have errors of the size of the tolerance.
        assert_close(*a.last().expect("samples"), *b.last().expect("samples"), 1e-9, "end");
    }
    crate::compiled::check(&model);
}

operator! {
    /// A unit with much of what models compute.
    pub Rich {
        equations {
            d/dt x = -x/tau + tanh(g*y) + u;
            d/dt y = where(x > 0.1, exp(-x^2), min(sin(3*x), y)) - y^3 + 0.1*m;
            m = sigmoid(x - 0.3);
        }
        variables { x: output(0.2), y: variable(-0.4), m: variable, g: 1.5, tau: 2.0, u: input(0.0) }
    }
}
node! { pub RichNode { op: Rich } }
circuit! {
    /// As many units as are asked for.
    pub RichUnits { nodes { cells: [RichNode] } }
}

/// Units are computed eight at a time, and those that remain otherwise; nobody can tell by the bits.
#[test]
fn units_of_a_population_have_the_bits_of_units_alone() {
    for n in [1, 7, 8, 9, 16, 29] {
        let mut all = RichUnits::default();
        all.cells.resize(n);
        for (k, cell) in all.cells.iter_mut().enumerate() {
            (cell.op.x, cell.op.g, cell.op.u) =
                (0.05 * k as f64 - 0.3, 1.0 + 0.1 * k as f64, 0.01 * k as f64);
        }
        let together = all.simulate(0.0..3.0).method(Rk4).dt(0.01).run().expect("bounded");
        for (k, cell) in all.cells.iter().enumerate() {
            let mut alone = RichNode::default();
            (alone.op.x, alone.op.g, alone.op.u) = (cell.op.x, cell.op.g, cell.op.u);
            let alone = alone.simulate(0.0..3.0).method(Rk4).dt(0.01).run().expect("bounded");
            for (path, name) in [("op/x", "x"), ("op/y", "y")] {
                let unit = together.column(format!("cells/{k}/op/{name}")).expect("a state");
                assert_eq!(unit, alone.column(path).expect("a state"), "unit {k} of {n}: {name}");
            }
        }
    }
}
