use pyrates::models::{base, izhikevich, jansen_rit, oscillators, qif, wilson_cowan};
use pyrates::prelude::*;

use crate::common::assert_close;

/// Runs a model and compares its last state with values computed with DOP853 at rtol 1e-13 (SciPy) from the
/// equations written by hand; they have 12 digits, the run is accurate to about 1e-10.
fn check<M: Model>(model: &M, t_end: f64, expected: &[(&str, f64)]) {
    let run = model.simulate(0.0..t_end).method(Dop853).rtol(1e-11).atol(1e-14);
    let solution = run.run().expect("a smooth, mildly stiff problem");
    for &(path, value) in expected {
        let column = solution.column(path).expect(path);
        assert_close(*column.last().expect("samples"), value, 1e-8, path);
    }
}

#[test]
fn base_operators() {
    check(&base::LeakyIntegrator { r0: 0.3, tau: 2.0, u: 0.5, ..Default::default() }, 50.0, &[("r", 1.3)]);
    check(&base::Monoexponential { tau: 2.0, r_in: 1.5, ..Default::default() }, 60.0, &[("v", 3.0)]);
    let expected = [("v", 0.672509807342), ("x", 0.082612236971)];
    check(&base::Biexponential { r_in: 1.5, ..Default::default() }, 7.0, &expected);
    let expected = [("v", 1.20127758979), ("x", 0.224041807655)];
    check(&base::Alpha { r_in: 1.5, ..Default::default() }, 3.0, &expected);
    // Nothing feeds the transfer functions' rates: their input is wired to the integrator by name.
    check(&base::TanhNode::default(), 1.0, &[("li/r", 0.0)]);
    check(&base::SigmoidNode::default(), 1.0, &[("li/r", 0.0)]);
}

#[test]
fn jansen_rit_in_both_forms() {
    let expected = [
        ("pc/rpo_e_in/v", 0.024590407045),
        ("pc/rpo_i/v", -0.01700759665),
        ("ein/rpo_e/v", 0.018327570636),
        ("iin/rpo_e/v", 0.004581892659),
    ];
    check(&jansen_rit::JansenRit::default(), 0.5, &expected);
    let expected = [("v_e", 0.024590407045), ("v_i", 0.01700759665), ("v_ein", 0.018327570636)];
    check(&jansen_rit::JansenRitOperator::default(), 0.5, &expected);
}

#[test]
fn quadratic_integrate_and_fire() {
    check(&qif::Qif::default(), 40.0, &[("p/qif/r", 0.0811344419501), ("p/qif/v", -1.96161998858)]);
    let expected = [
        ("p/qif/r", 0.077154592454),
        ("p/qif/v", -2.062988234363),
        ("p/qif/a", 0.355224638603),
        ("p/qif/x", 0.026020003952),
    ];
    check(&qif::QifSfa::default(), 40.0, &expected);
    let mut gap = qif::QifGap::default();
    check(&gap, 40.0, &[("p/qif/r", 0.0811344419501)]);
    gap.p.qif.g = 0.5;
    check(&gap, 40.0, &[("p/qif/r", 0.0708383172911), ("p/qif/v", -1.99673523)]);
    let expected = [("p/qif/r", 0.0754988326319), ("p/qif/v", -1.73058618351), ("p/qif/s", 0.150982673711)];
    check(&qif::QifConductance::default(), 20.0, &expected);
}

#[test]
fn wilson_cowan_populations() {
    let mut model = wilson_cowan::WilsonCowan::default();
    (model.e.rate.r, model.i.rate.r) = (0.3, 0.1);
    check(&model, 50.0, &[("e/rate/r", -0.0841515306022), ("i/rate/r", -0.00202333243696)]);
}

#[test]
fn izhikevich_populations() {
    let expected = [
        ("p/ik/r", 0.010635776311),
        ("p/ik/v", 0.007214309675),
        ("p/ik/u", 0.00862608859),
        ("p/ik/s", 0.027717245726),
    ];
    check(&izhikevich::Izhikevich::default(), 50.0, &expected);
    let mut eta = izhikevich::IzhikevichEta::default();
    eta.p.ik.I_ext = 60.0;
    let expected = [("p/ik/v", -67.8446226563), ("p/ik/r", 2.47815540012e-06), ("p/ik/u", -0.0153489684076)];
    check(&eta, 200.0, &expected);
    let mut theta = izhikevich::IzhikevichTheta::default();
    theta.p.ik.I_ext = 60.0;
    let expected = [("p/ik/v", -67.8447243762), ("p/ik/r", 5.34105606792e-06), ("p/ik/u", -0.0122699486332)];
    check(&theta, 200.0, &expected);
}

#[test]
fn oscillators_turn() {
    let expected = [("x", -0.439323226612), ("z", -2.543931120875)];
    check(&oscillators::VanDerPol::default(), 10.0, &expected);
    // The exact solution on the limit cycle: cos t and -sin t.
    check(&oscillators::StuartLandau::default(), 5.0, &[("x", 5.0f64.cos()), ("z", -5.0f64.sin())]);
}
