use pyrates::prelude::*;

use crate::common::{Wave, assert_close, derivative};

pyrates::operator! {
    /// A vector that is driven by a matrix.
    pub Network {
        equations {
            d/dt x = -x/tau + matvec(W, tanh(x)) + u;
            y = vsum(x) + mean(x)*max(x) - min(x) + w[2]*x[0];
            "z' = -z*y + index_2d(W, 1, 0)*roll(x, 1)[0]"
        }
        variables {
            /// The units.
            x: output([0.1, 0.2, 0.3]),
            y: variable,
            z: variable(0.5),
            W: [[0, 1, 0], [2, 0, 0.5], [0, -1, 0]],
            w: [1.0, 2.0, 3.0],
            u: input([0; 3]),
            tau: 2.0,
        }
    }
}

pyrates::operator! {
    pub Readout {
        equations { r = dot(w, x); d/dt s = where(x > 0.15, x, -s) + past(s, tau)*c[0]; }
        variables { r: output, s: variable(0.5, 3), x: input([0.0; 3]), w: [1.0, 2.0, 4.0], c: [2, 3], tau: 0.5 }
    }
}

pyrates::node! { pub Both { net: Network { tau: 1.0, w: [3, 2, 1], W[0][1]: 4.0 }, out: Readout { w[1]: 0.0 } } }

pyrates::circuit! {
    pub Pair {
        nodes { a: Both, b: Both { net.x: [1, 2, 3], net.w: 0.5 }, cells: [Both; 2] { out.w[2]: -1.0 } }
        edges {
            a.net.x -> b.net.u { weight: 0.5, delay: 0.1 };
            b.out.r -> a.net.u[1];
            cells[1].net.x[2] -> a.net.u[0] { weight: 2.0 };
            a.net.x[0] -> cells[0].net.u[1];
        }
    }
}

pyrates::operator! {
    /// All functions of vectors.
    pub Functions {
        equations {
            a = matmul(A, B);
            d/dt v = index_axis(a, 1) + index_axis(a, 0, 1) + wsum(A, B) + W2[1] - v;
            d/dt r = index_range(roll(p, -1), 1, 3) - r + max(r, 0.5) + vsum(c)*mean(c);
            d/dt k = max(p) - mini(p)*k;
        }
        variables {
            a: variable([[0; 2]; 2]), v: output(0.0, 2), r: variable([1.0, 2.0]), k: variable,
            A: [[1, 2], [3, 4]], B: [[5, 6], [7, 8]], W2: [[1, 1], [2, 2]], p: [1, 2, 3, 4], c: 0.5,
        }
    }
}

pyrates::operator! {
    pub Waves {
        equations { d/dt z = 1i*omega*z + u; }
        variables { z: output([0.5 + 0.1i, 1.0]), omega: [1.0, 2.0], u: input([0; 2]) }
    }
}

pyrates::operator! { pub Changed: Functions { variables { p: [4, 3, 2, 1] } } }

pyrates::operator! {
    pub Many {
        equations { d/dt x = s - x; s = vsum(x); }
        variables { x: output([0.5; 200]), s: variable }
    }
}

#[test]
fn vectors_are_written_out() {
    let model = Network::default();
    let d = derivative(&model);
    let tanh = [0.1f64, 0.2, 0.3].map(f64::tanh);
    assert_close(d("x/0"), -0.05 + tanh[1], 1e-15, "row 0");
    assert_close(d("x/1"), -0.1 + 2.0 * tanh[0] + 0.5 * tanh[2], 1e-15, "row 1");
    assert_close(d("x/2"), -0.15 - tanh[1], 1e-15, "row 2");
    // y = 0.6 + 0.2*0.3 - 0.1 + 3*0.1 = 0.86; roll puts the last element in front.
    assert_close(d("z"), -0.5 * 0.86 + 2.0 * 0.3, 1e-15, "z");
}

#[test]
fn functions_of_vectors_have_their_values() {
    let d = derivative(&Functions::default());
    // a = [[19, 22], [43, 50]]; rows of A*B element by element sum to 17 and 53.
    assert_close(d("v/0"), 43.0 + 19.0 + 17.0 + 2.0, 1e-15, "v/0");
    assert_close(d("v/1"), 50.0 + 43.0 + 53.0 + 2.0, 1e-15, "v/1");
    // roll(p, -1) = [2, 3, 4, 1]
    assert_close(d("r/0"), 3.0 - 1.0 + 1.0 + 0.25, 1e-15, "r/0");
    assert_close(d("r/1"), 4.0 - 2.0 + 2.0 + 0.25, 1e-15, "r/1");
    assert_close(d("k"), 4.0, 1e-15, "k");
    assert_close(derivative(&Changed::default())("r/0"), 2.0 - 1.0 + 1.0 + 0.25, 1e-15, "extended");
}

#[test]
fn compiled_vectors_equal_the_interpreter() {
    use crate::compiled::check;
    check(&Network::default());
    check(&Readout::default());
    check(&Both::default());
    check(&Pair::default());
    check(&Functions::default());
    check(&Waves::default());
}

#[test]
fn vectors_of_run_time_circuits_are_the_compiled_ones() {
    use crate::circuit::check;
    check(&Network::default());
    check(&Pair::default());
    check(&Functions::default());
}

#[test]
fn exports_name_elements_after_their_vector() {
    let names = |text: String, parts: &[&str]| {
        for part in parts {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
    };
    let model = Network::default();
    names(model.emit_numpy().expect("a plain model").text(), &["x_0", "W_2_1", "u_2"]);
    names(model.emit_fortran().expect("a plain model").text(), &["x_0", "W_2_1", "u_2"]);
    names(model.emit_julia().expect("a plain model").text(), &["x_0", "W_2_1", "u_2"]);
    names(model.emit_matlab().expect("a plain model").text(), &["x_0", "W_2_1", "u_2"]);
}

#[test]
fn values_are_given_to_vectors_and_elements() {
    let model = Pair::default();
    assert_eq!(model.b.net.x, [1.0, 2.0, 3.0]);
    assert_eq!((model.a.net.w, model.b.net.w), ([3.0, 2.0, 1.0], [0.5; 3]));
    assert_eq!(model.a.net.W, [[0.0, 4.0, 0.0], [2.0, 0.0, 0.5], [0.0, -1.0, 0.0]]);
    assert_eq!((model.a.out.w, model.cells[1].out.w), ([1.0, 0.0, 4.0], [1.0, 0.0, -1.0]));
}

#[test]
fn elements_have_paths() {
    let mut model = Pair::default();
    let v = Pair::variables();
    assert_eq!(v.a.net.x[1].to_string(), "a/net/x/1");
    assert_eq!(v.cells[1].net.W[2][0].to_string(), "cells/1/net/W/2/0");
    assert_eq!(model.set("a/net/x/1", 7.0), Ok(1));
    assert_eq!(model.set("all/net/x/all", 2.0).expect("paths"), 6);
    assert_eq!(model.set(&v.a.net.x[0], 1.5), Ok(1));
    assert_eq!(model.a.net.x, [1.5, 2.0, 2.0]);
    model.a.net.W[1][2] = 9.0;
    assert_eq!(model.get("a/net/W/1/2"), Ok(9.0));
}

#[test]
fn edges_join_vectors_and_elements() {
    let mut model = Pair::default();
    assert_eq!((model.edges.a_to_b_2.weight, model.edges.a_to_b_2.delay), (0.5, 0.1));
    assert_eq!(model.edges.b_to_a.weight, 1.0);
    model.edges.a_to_b_0.weight = 0.0;
    model.set("edges/a_to_b_1/delay", 0.2).expect("a path");
    let d = derivative(&model);
    // b.net.x' = -x + W tanh(x) + u, the input delayed.
    let past = |element: usize, delay: f64| {
        let at = model.system().state_paths().iter().position(|p| *p == format!("a/net/x/{element}"));
        Wave::at(at.expect("a state"), -delay)
    };
    let tanh = [1.0f64, 2.0, 3.0].map(f64::tanh);
    assert_close(d("b/net/x/0"), -1.0 + 4.0 * tanh[1], 1e-14, "no weight");
    assert_close(
        d("b/net/x/1"),
        -2.0 + 2.0 * tanh[0] + 0.5 * tanh[2] + 0.5 * past(1, 0.2),
        1e-14,
        "delay 0.2",
    );
    assert_close(d("b/net/x/2"), -3.0 - tanh[1] + 0.5 * past(2, 0.1), 1e-14, "delay 0.1");
}

#[test]
fn serde_keeps_vectors() {
    let mut model = Network::default();
    model.W[0][2] = 0.25;
    let text = serde_json::to_string(&model).expect("it has a form");
    assert!(text.contains(r#""x":[0.1,0.2,0.3]"#) && text.contains(r#""W":[[0.0,1.0,0.25],"#), "{text}");
    assert_eq!(serde_json::from_str::<Network>(&text).expect("it reads back"), model);
    let short = text.replace("[0.1,0.2,0.3]", "[0.1,0.2]");
    let error = serde_json::from_str::<Network>(&short).expect_err("a vector of two");
    assert!(error.to_string().contains("invalid length 2, expected 3 elements"), "{error}");
    let many = serde_json::to_string(&Many::default()).expect("200 elements");
    assert_eq!(serde_json::from_str::<Many>(&many).expect("they read back"), Many::default());
}

#[test]
fn complex_vectors_are_arrays_of_complex_numbers() {
    let mut model = Waves::default();
    assert_eq!(model.z, [pyrates::Complex64::new(0.5, 0.1), pyrates::Complex64::new(1.0, 0.0)]);
    assert_eq!(model.set("z/1/im", 3.0), Ok(1));
    assert_eq!(model.z[1].im, 3.0);
    assert_close(derivative(&model)("z/1/re"), -6.0, 1e-15, "i*2*(1 + 3i)");
}

#[test]
fn vectors_are_simulated_and_printed() {
    let solution = Network::default().simulate(0.0..1.0).run().expect("it runs");
    assert_eq!(solution.column(&Network::variables().x[2]).expect("a state")[0], 0.3);
    let text = Both::default().to_string();
    assert!(text.contains("d/dt net.x[0] = ") && text.contains("net.W[1][2]"), "{text}");
}

pyrates::operator! {
    pub Filter {
        equations { y = dot(a, roll(s, 1)); d/dt s = v*a - s; }
        variables { y: output, s: variable([0.5, 0.25]), v: input(0.0), a: [1.0, 3.0] }
    }
}

pyrates::circuit! {
    pub Filtered {
        nodes { n: Both, m: Both, cells: [Both; 2] }
        edges {
            n.net.x[0] -> m.net.u[1] via Filter { a[0]: 2.0, weight: 0.5, delay: 0.1 };
            each: n.net.x -> m.net.u via Filter;
            pairs: cells[j].net.x -> cells[i].net.u { weight: dense(0.5) };
            n.net.x -> cells.net.u { delay: 1.0, spread: 0.5 };
        }
    }
}

#[test]
fn operators_with_vectors_lie_on_edges() {
    let mut model = Filtered::default();
    assert_eq!(model.edges.n_to_m.a, [2.0, 3.0]);
    assert_eq!((model.edges.each_2.s, model.edges.pairs_1.weights.values().len()), ([0.5, 0.25], 4));
    assert_eq!(model.set("edges/each_0/s/all", 0.125), Ok(2));
    assert_eq!(model.edges.each_0.s, [0.125; 2]);
    assert_eq!(Filtered::variables().edges.each_0.s[1].to_string(), "edges/each_0/s/1");
    crate::compiled::check(&model);
    crate::circuit::check(&model);
}
