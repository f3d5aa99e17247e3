use pyrates::prelude::*;
use pyrates_test_library::operators;
use pyrates_test_library::{Station, nodes};

node! { Plain { leak: operators::Leak { tau: 5.0 } } }
circuit! {
    Across {
        nodes { here: Plain, there: Station, again: nodes::Driven }
        edges { there.leak.r -> here.leak.u { weight: 2.0 }; }
    }
}

#[test]
fn definitions_pass_between_crates() {
    let model = Across::default();
    assert_eq!((model.here.leak.tau, model.there.gain.k, model.again.leak.tau), (5.0, 4.0, 2.0));
    // The types of a library are its own.
    let station = Station { leak: nodes::Driven_Leak { tau: 1.0, r: 0.0 }, ..Station::default() };
    assert_eq!(station.parameters(), [1.0, 4.0]);
    let end = station.simulate(0.0..1.0).rtol(1e-9).run().expect("linear");
    let (_, y) = end.last().expect("samples");
    // r' = 4 sin(t) - r from 0: r = 2 (sin t - cos t + exp(-t)).
    let exact = 2.0 * (1.0f64.sin() - 1.0f64.cos() + (-1.0f64).exp());
    assert!((y[0] - exact).abs() < 1e-8, "{} and {exact}", y[0]);
}
