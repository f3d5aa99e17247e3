//! Small networks against loops written by hand, and the cases in which PyRates 1.2.3 goes wrong.

use pyrates::prelude::*;
use pyrates::{DelayRule, circuit, node, operator};

use crate::common::assert_close;

operator! { pub Op0 { equations { d/dt a = 0.5*b; d/dt b = a + 2; } variables { a: output, b: variable } } }
operator! { pub Op1 { equations { d/dt a = u - a; } variables { a: output, u: input(0.5) } } }
operator! { pub Op2 { equations { d/dt a = b - a; b = sigmoid(a); } variables { a: output, b: variable } } }
operator! {
    pub Op3 { equations { d/dt a = -10*a + b^2 + u; d/dt b = 0.1*a; } variables { a: output, b: variable, u: input(0.5) } }
}
operator! { pub Op4 { equations { d/dt u = 2; } variables { u: output } } }
operator! { pub Op5 { equations { d/dt a = x - a; } variables { a: output, x: input } } }
operator! { pub Op6 { equations { d/dt u = 4 + tanh(0.5); } variables { u: output } } }
operator! { pub Op7 { equations { d/dt a = u + inp - a; } variables { a: output, u: input, inp: 0.5 } } }
operator! { pub Op8 { equations { d/dt a = 2 + u; } variables { a: output, u: input } } }

node! { pub Net4 { op4: Op4, op1: Op1 } }
node! { pub Net5 { op4: Op4, op5: Op5 } }
node! { pub Net6 { op4: Op4, op6: Op6, op1: Op1 } }
node! { pub Net7 { op4: Op4, op3: Op3, op1: Op1 } }
node! { pub N0 { op: Op0 } }
node! { pub N1 { op: Op1 } }
node! { pub N7 { op: Op7 } }
node! { pub N8 { op: Op8 } }
circuit! {
    pub Net8 {
        nodes { pop0: N0, pop1: N1, pop2: N1 }
        edges { pop0.op.a -> pop1.op.u { weight: 2.0 }; pop0.op.a -> pop2.op.u { weight: 0.5 }; }
    }
}
circuit! {
    pub Net9 {
        nodes { pop0: N1, pop1: N7 }
        edges { pop0.op.a -> pop1.op.u { weight: 2.0 }; pop1.op.a -> pop0.op.u { weight: 0.5 }; }
    }
}
circuit! {
    pub Net10 {
        nodes { pop0: N8, pop1: N8 }
        edges {
            pop1.op.a -> pop0.op.u { weight: 0.5, delay: 0.5 };
            pop0.op.a -> pop1.op.u { weight: 2.0, delay: 1.0 };
        }
    }
}

/// The states after Euler steps of 0.1 up to time 10, in the order of the model.
fn euler<M: Model>(model: &M) -> Vec<f64> {
    let solution = model.simulate(0.0..10.0).method(Euler).dt(0.1).run().expect("bounded");
    let last = |path: &String| *solution.column(path).expect("a state").last().expect("samples");
    model.system().state_paths().iter().map(last).collect()
}

/// The same by a loop.
fn by_hand<const N: usize>(slope: impl Fn([f64; N]) -> [f64; N]) -> Vec<f64> {
    let mut y = [0.0; N];
    for _ in 0..100 {
        let dy = slope(y);
        y = std::array::from_fn(|i| y[i] + 0.1 * dy[i]);
    }
    y.to_vec()
}

fn equal<M: Model, const N: usize>(model: &M, slope: impl Fn([f64; N]) -> [f64; N]) {
    for (i, (a, b)) in euler(model).into_iter().zip(by_hand(slope)).enumerate() {
        // A hundred steps of rounding.
        assert_close(a, b, 1e-13, &format!("{} {i}", model.system().name));
    }
}

#[test]
fn operators_and_nodes_equal_loops_by_hand() {
    let s = |x: f64| 1.0 / (1.0 + (-x).exp());
    equal(&Op0::default(), |[a, b]| [0.5 * b, a + 2.0]);
    equal(&Op1::default(), |[a]| [0.5 - a]);
    equal(&Op2::default(), |[a]| [s(a) - a]);
    equal(&Op3::default(), |[a, b]| [-10.0 * a + b * b + 0.5, 0.1 * a]);
    equal(&Net4::default(), |[u, a]| [2.0, u - a]);
    // Nothing is called `x` but the input itself.
    equal(&Net5::default(), |[_, a]| [2.0, -a]);
    equal(&Net6::default(), |[u, v, a]| [2.0, 4.0 + 0.5f64.tanh(), u + v - a]);
    equal(&Net7::default(), |[u, a, b, c]| [2.0, -10.0 * a + b * b + u, 0.1 * a, u - c]);
}

#[test]
fn circuits_equal_loops_by_hand() {
    equal(&Net8::default(), |[a, b, c, d]| [0.5 * b, a + 2.0, 2.0 * a - c, 0.5 * a - d]);
    equal(&Net9::default(), |[a, b]| [0.5 * b - a, 2.0 * a + 0.5 - b]);
}

/// PyRates' ring buffer: zero before the start, a whole number of steps.
#[test]
fn delayed_edges_by_the_rule_of_pyrates() {
    let model = Net10::default();
    let run = model.simulate(0.0..10.0).method(Euler).dt(0.1).delay_rule(DelayRule::RingBuffer);
    let solution = run.run().expect("bounded");
    let (mut a, mut b) = (vec![0.0], vec![0.0]);
    for k in 0..100 {
        let past = |values: &[f64], n: usize| if k >= n { values[k - n] } else { 0.0 };
        let (da, db) = (2.0 + 0.5 * past(&b, 5), 2.0 + 2.0 * past(&a, 10));
        a.push(a[k] + 0.1 * da);
        b.push(b[k] + 0.1 * db);
    }
    for (path, expected) in [("pop0/op/a", a), ("pop1/op/a", b)] {
        for (x, y) in solution.column(path).expect("a state").iter().zip(expected) {
            assert_close(*x, y, 1e-13, path);
        }
    }
}

operator! {
    pub First {
        equations { d/dt a = (a*(1 - a) + i_in + 0.5)/10; m = 2*tanh(a); }
        variables { a: output, m: variable, i_in: input }
    }
}
operator! {
    pub Second {
        equations { d/dt a = a*(1 - a) + i_in; }
        variables { a: output, i_in: input }
    }
}
operator! {
    pub TanhEdge { equations { m = tanh(a); } variables { m: output, a: input } }
}
node! { pub FirstNode { op: First } }
node! { pub SecondNode { op: Second } }
circuit! {
    pub Net13 {
        nodes { p1: FirstNode, p2: SecondNode }
        edges {
            p1.op.a -> p2.op.i_in via TanhEdge { delay: 2.0, spread: 0.8 };
            p2.op.a -> p1.op.i_in via TanhEdge { weight: 2.0, delay: 1.0, spread: 0.4 };
        }
    }
}
circuit! {
    pub Net14 {
        nodes { c1: Net13, c2: Net13 }
        edges { c1.p1.op.a -> c2.p1.op.i_in; c2.p2.op.a -> c1.p2.op.i_in; }
    }
}

/// Values at t = 10 and 20, computed with DOP853 at rtol 1e-12 from the equations written by hand.
#[test]
fn distributed_delays_equal_the_chains_written_out() {
    let model = Net13::default();
    let run = model.simulate(0.0..20.0).method(Dop853).rtol(1e-11).atol(1e-13).interval(10.0);
    let solution = run.run().expect("smooth");
    let column = |path: &str| solution.column(path).expect("a state").to_vec();
    for (path, at_10, at_20) in [("p1/op/a", 1.35423751, 2.06967779), ("p2/op/a", 1.45759874, 1.60237187)] {
        // The published values have eight digits.
        assert!((column(path)[1] - at_10).abs() < 6e-9 && (column(path)[2] - at_20).abs() < 6e-9, "{path}");
    }
    // Undelayed edges beside the delayed ones, and circuits in circuits: 2*(2 + 12) states.
    let model = Net14::default();
    assert_eq!(model.system().state_paths().len(), 28);
    let end = |path: &str| {
        *model
            .simulate(0.0..5.0)
            .run()
            .expect("smooth")
            .column(path)
            .expect("a state")
            .last()
            .expect("samples")
    };
    assert!(end("c2/p1/op/a") > end("c1/p1/op/a"), "c2 gets more");
}

operator! { pub Decay { equations { d/dt x = -x(t - d); } variables { x: output(1.0), d: 0.1 } } }
operator! { pub Minus { equations { d/dt x = 1 - x(t - 0.5) - 0.5*x(t - 0.2); } variables { x: output(0.3) } } }
operator! { pub Ramp { equations { d/dt x = t; } variables { x: output(0.0) } } }

/// The method-of-steps solution of x' = -x(t - d) with x = 1 before.
fn method_of_steps(t: f64, d: f64) -> f64 {
    let mut sum = 1.0;
    let mut factorial = 1.0;
    for k in 1..=((t / d).floor() as i32 + 1) {
        factorial *= f64::from(k);
        let s = t - f64::from(k - 1) * d;
        sum += if k % 2 == 1 { -1.0 } else { 1.0 } * s.powi(k) / factorial;
    }
    sum
}

#[test]
fn delays_in_equations_have_any_sign() {
    let model = Decay::default();
    let run = model.simulate(0.0..0.5).method(Dop853).rtol(1e-12).atol(1e-14);
    let solution = run.run().expect("smooth pieces");
    let end = *solution.column("x").expect("a state").last().expect("samples");
    assert_close(end, method_of_steps(0.5, 0.1), 1e-12, "x(0.5)");
    let solution = Minus::default().simulate(0.0..0.2).method(Dop853).rtol(1e-12).run().expect("a line");
    let end = *solution.column("x").expect("a state").last().expect("samples");
    assert_close(end, 0.3 + 0.2 * (1.0 - 0.3 - 0.15), 1e-13, "x(0.2)");
}

#[test]
fn time_is_time_under_every_method() {
    let end = |solution: Solution| *solution.column("x").expect("a state").last().expect("samples");
    let run = Ramp::default().simulate(0.0..1.0).method(Heun).dt(0.1).run();
    assert_close(end(run.expect("a parabola")), 0.5, 1e-14, "Heun is exact");
    let run = Ramp::default().simulate(0.0..1.0).method(Euler).dt(0.1).run();
    assert_close(end(run.expect("a parabola")), 0.45, 1e-14, "Euler by hand");
}

node! { pub DelayNode { op: Op8 } }
circuit! {
    /// A delay of exactly 1, one of a step, none, and a distributed one, from one source.
    pub Mixed4 {
        nodes { s: DelayNode, one: DelayNode, step: DelayNode, none: DelayNode, gamma: DelayNode }
        edges {
            s.op.a -> one.op.u { delay: 1 };
            s.op.a -> step.op.u { delay: 0.1 };
            s.op.a -> none.op.u;
            s.op.a -> gamma.op.u { delay: 1.0, spread: 0.5 };
        }
    }
}

/// The source is 2t, so each target is 2t plus the integral of 2(t - d).
#[test]
fn every_delay_counts() {
    let history = History::function(|t, y: &mut [f64]| y.fill(2.0 * t));
    let model = Mixed4::default();
    let run = model.simulate(0.0..3.0).method(Rk4).dt(0.1).history(history);
    let solution = run.run().expect("polynomials");
    let end = |path: &str| *solution.column(path).expect("a state").last().expect("samples");
    assert_close(end("one/op/a"), 6.0 + 9.0 - 6.0, 1e-12, "delay 1");
    assert_close(end("step/op/a"), 6.0 + 9.0 - 0.6, 1e-12, "delay 0.1");
    assert_close(end("none/op/a"), 6.0 + 9.0, 1e-12, "no delay");
    // The chain starts at zero, as if the source had been zero before: that adds mean^2 + spread^2.
    assert!((end("gamma/op/a") - end("one/op/a") - 1.25).abs() < 1e-3, "{}", end("gamma/op/a"));
}

circuit! {
    pub Scalar {
        nodes { a: DelayNode { op.a: 0.1 }, b: DelayNode { op.a: 0.2 }, c: DelayNode { op.a: 0.3 } }
        edges { [a, b, c].op.a -> [a, b, c].op.u { weight: [[0, -0.5, 0.2], [0.3, 0, -0.4], [-0.7, 0.6, 0]], delay: 0.7 }; }
    }
}
circuit! {
    pub Vectorised {
        nodes { p: [DelayNode; 3] }
        edges { p[j].op.a -> p[i].op.u { weight: dense(0), delay: 0.7 }; }
    }
}
circuit! {
    /// Several sources to one of several equal nodes.
    pub FanIn {
        nodes { a: DelayNode, b: DelayNode, c: DelayNode }
        edges { a.op.a -> c.op.u { weight: 2.0 }; b.op.a -> c.op.u { weight: 3.0 }; }
    }
}

#[test]
fn populations_with_delays_equal_single_nodes() {
    let scalar = Scalar::default();
    let mut vectorised = Vectorised::default();
    let rows = [[0.0, -0.5, 0.2], [0.3, 0.0, -0.4], [-0.7, 0.6, 0.0]];
    vectorised.edges.p_to_p.weights = pyrates::PairMatrix::from_rows(&rows).expect("a square");
    for (unit, start) in vectorised.p.iter_mut().zip([0.1, 0.2, 0.3]) {
        unit.op.a = start;
    }
    let a = scalar.simulate(0.0..10.0).rtol(1e-10).atol(1e-12).interval(1.0).run().expect("smooth pieces");
    let b =
        vectorised.simulate(0.0..10.0).rtol(1e-10).atol(1e-12).interval(1.0).run().expect("smooth pieces");
    for (x, y) in [("a/op/a", "p/0/op/a"), ("b/op/a", "p/1/op/a"), ("c/op/a", "p/2/op/a")] {
        for (x, y) in a.column(x).expect("a state").iter().zip(b.column(y).expect("a state")) {
            assert_close(*x, y, 1e-9, "both are as accurate as their tolerance");
        }
    }
    equal(&FanIn::default(), |[a, b, _]| [2.0, 2.0, 2.0 + 2.0 * a + 3.0 * b]);
}

circuit! { pub Twice { nodes { a: DelayNode } edges { a.op.a -> a.op.u { weight: 0.0 }; } } }
circuit! { pub Without { nodes { a: DelayNode } } }

#[test]
fn a_weight_of_zero_is_no_edge() {
    assert_eq!(euler(&Twice::default()), euler(&Without::default()));
}
