use pyrates::ir::scalarise::scalarise;
use pyrates::prelude::*;

use crate::common::{derivative, rates};

function! {
    /// Logistic growth, in units of the capacity.
    fn growth(x: f64) -> f64 { x * (1.0 - x) }
    spellings { julia: "growth({x})", numpy: "{x}*(1 - {x})" }
}

operator! {
    Logistic {
        equations { d/dt x = rate*growth(x); }
        variables { x: output(0.1), rate: 2.0 }
        functions { growth }
    }
}

#[test]
fn simulations_call_functions_in_rust() {
    let solution = Logistic::default().simulate(0.0..3.0).rtol(1e-10).run().expect("smooth");
    let (_, y) = solution.last().expect("samples");
    // x = 1/(1 + 9 exp(-2 t)).
    let exact = 1.0 / (1.0 + 9.0 * (-6.0_f64).exp());
    assert!((y[0] - exact).abs() < 1e-9, "{} and {exact}", y[0]);
}

operator! {
    Elementwise {
        equations { d/dt x = weight*growth(x) + quadratic(x, 2); }
        variables { x: output([0.1, 0.2, 0.3]), weight: 1.0 }
        functions { growth, quadratic(x, k) = k*x^2 }
    }
}

#[test]
fn functions_act_on_each_element_of_a_vector() {
    let dy = derivative(&Elementwise::default());
    for (i, x) in [0.1, 0.2, 0.3].into_iter().enumerate() {
        assert_eq!(dy(&format!("x/{i}")), growth(x) + 2.0 * (x * x));
    }
}

operator! {
    Shadowed {
        // The argument `k` is not the parameter `k`; the parameter `half` is read from inside.
        equations { d/dt x = f(x, 3) - g(k); }
        variables { x: output(0.5), k: 10.0, half: 0.5 }
        functions { f(x, k) = k*x/half, g(x) = f(x, x) }
    }
}

#[test]
fn arguments_hide_variables_of_equal_name() {
    assert_eq!(derivative(&Shadowed::default())("x"), 3.0 * 0.5 / 0.5 - 10.0 * 10.0 / 0.5);
}

operator! {
    Clash {
        equations { d/dt growth = -growth; }
        variables { growth: output(0.4) }
    }
}
node! { Both { logistic: Logistic, clash: Clash } }

#[test]
fn variables_leave_the_words_of_spellings_alone() {
    let both = Both::default();
    let julia = both
        .emit_julia_with(&JuliaOptions { jacobian: false, ..Default::default() })
        .expect("spelled")
        .text();
    assert!(julia.contains("growth_ = u[2]") && julia.contains("growth(x)"), "{julia}");
    let numpy = both
        .emit_numpy_with(&NumpyOptions { jacobian: false, ..Default::default() })
        .expect("spelled")
        .text();
    assert!(numpy.contains("growth = y[1]") && numpy.contains("x*(1 - x)"), "{numpy}");
}

#[test]
fn other_files_cannot_have_functions_in_rust() {
    let error = Logistic::default().emit_matlab().expect_err("no spelling").to_string();
    assert!(error.contains("the function `growth`, which is written in Rust"), "{error}");
    #[cfg(feature = "yaml")]
    for dialect in [pyrates::Dialect::PyRates, pyrates::Dialect::Extended] {
        let error = Logistic::default().to_yaml_as(dialect).expect_err("no function").to_string();
        assert!(error.contains("the function `growth`, which is written in Rust"), "{error}");
    }
    #[cfg(feature = "yaml")]
    assert!(Shadowed::default().to_yaml().is_ok(), "functions that are expressions are written out");
}

#[test]
fn systems_know_their_functions() {
    let system = rates::Outer::default().system();
    assert!(system.to_string().contains("naka_rushton(more.r - more.a, more.half)"), "{system}");
    let scalars = scalarise(&system).expect("explicit");
    assert_eq!(scalars.states.len(), system.state_paths().len());
    let circuit = Circuit::from_system(system).expect("consistent");
    assert_eq!(circuit.system().to_string(), rates::Outer::default().system().to_string());
}

#[test]
fn functions_come_from_other_crates() {
    use pyrates_test_library::Rectified;
    assert_eq!(derivative(&Rectified::default())("r"), 0.5_f64.max(0.0).sqrt() - 1.0);
    node! { Local { first: Rectified { u: 0.25 } } }
    circuit! { Net { nodes { a: Local, b: Local { first.u: -1.0 } } } }
    let dy = derivative(&Net::default());
    assert_eq!((dy("a/first/r"), dy("b/first/r")), (-0.5, -1.0));
}
