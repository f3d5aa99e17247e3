//! Linear delay equations against the polynomials that the method of steps gives.

use pyrates_runtime::Method;
use pyrates_runtime::prelude::*;

pyrates_runtime::operator! {
    TwoDelays {
        equations { d/dt x = a*x(t - tau) + b*x(t - sigma); }
        variables { x: output(1.0), a: -1.2, b: 0.5, tau: 1.0, sigma: 1.37 }
    }
}

pyrates_runtime::operator! {
    Unit { equations { d/dt x = u; } variables { x: output(1.0), u: input(0.0) } }
}
pyrates_runtime::node! { Node { op: Unit } }
pyrates_runtime::circuit! {
    /// The same on edges: two parallel ones.
    OnEdges {
        nodes { a: Node }
        edges {
            a.op.x -> a.op.u { weight: -1.2, delay: 1.0 };
            a.op.x -> a.op.u { weight: 0.5, delay: 1.37 };
        }
    }
}

/// The solution for the history 1. Its Laplace transform is `1/s + (a + b)/(s*(s - a*exp(-s*tau) - b*exp(-s*sigma)))`, and
/// a geometric series gives powers of `t - m*tau - n*sigma`.
fn exact(t: f64) -> f64 {
    let (a, b, tau, sigma) = (-1.2_f64, 0.5_f64, 1.0, 1.37);
    let mut x = 1.0;
    for (m, n) in (0..20).flat_map(|m| (0..20).map(move |n| (m, n))) {
        let s = t - f64::from(m) * tau - f64::from(n) * sigma;
        if s > 0.0 {
            // s^(k+1)/(k+1)! * k!/(m! n!), for k = m + n.
            let k = m + n;
            let factorial = |n: i32| (1..=n).map(f64::from).product::<f64>();
            let ways = factorial(k) / (factorial(m) * factorial(n));
            x += (a + b) * ways * a.powi(m) * b.powi(n) * s.powi(k + 1) / factorial(k + 1);
        }
    }
    x
}

fn check<M: Model>(model: &M, method: impl Method, tolerance: f64) {
    let run = model.simulate(0.0..8.0).method(method);
    let run = if method.is_adaptive() { run.rtol(1e-13) } else { run.dt(2e-3) };
    let solution = run.dense().run().unwrap();
    for k in 0..=800 {
        let t = 0.01 * f64::from(k);
        let (x, exact) = (solution.at(t).unwrap()[0], exact(t));
        assert!((x - exact).abs() < tolerance, "{} at {t}: {x} and {exact}", method.name());
    }
}

/// The largest value is 3.5, and the polynomials of the last pieces have degree 9: beyond what the methods integrate
/// exactly, so that it is the tolerance that decides.
#[test]
fn linear_delay_equations_are_polynomials() {
    let (model, on_edges) = (TwoDelays::default(), OnEdges::default());
    check(&model, Dopri5, 1e-12);
    check(&model, Tsit5, 1e-12);
    check(&model, Vern7, 1e-12);
    check(&model, Dop853, 1e-12);
    check(&model, Rodas5P, 1e-11);
    check(&model, Radau9, 1e-11);
    check(&model, Auto, 1e-12);
    check(&on_edges, Dop853, 1e-12);
    check(&on_edges, Vern7, 1e-12);
    // Steps of one length do not end at the points where the solution is less smooth: at the first one the second derivative
    // jumps, by 0.8, which makes an error of the order of the square of the step.
    check(&model, Rk4, 1e-6);
}
