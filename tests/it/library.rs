use pyrates::model::VectorField;
use pyrates::models::{
    base, izhikevich, jansen_rit, kuramoto, oscillators, plasticity, qif, theta, wilson_cowan,
};
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
fn quadratic_integrate_and_fire_with_plastic_synapses() {
    let expected =
        [("p/qif/r", 0.07201981077777), ("p/qif/v", -2.21002945161182), ("edges/p_to_p/x", 0.15198593039156)];
    check(&qif::QifDepression::default(), 40.0, &expected);
    let expected = [
        ("p/qif/r", 0.07775356220419),
        ("p/qif/v", -2.0470374946772),
        ("edges/p_to_p/x", 0.81438573630826),
        ("edges/p_to_p/u", 0.91469743789236),
    ];
    check(&qif::QifTsodyks::default(), 40.0, &expected);
    let expected = [("p/qif/r", 0.0811344419410300), ("edges/p_to_p/v", 0.0811344419064832)];
    check(&qif::QifAlpha::default(), 40.0, &expected);
    // With a constant rate u has a closed form: u(t) = u_inf + (U0 - u_inf) exp(-t/tau_eff).
    let (tau, u0, rate, t) = (100.0, 0.2, 0.5, 30.0);
    let slope: f64 = 1.0 / tau + u0 * rate;
    let u_inf = (u0 / tau + u0 * rate) / slope;
    let expected = u_inf + (u0 - u_inf) * (-slope * t).exp();
    check(&plasticity::Facilitation { r_in: rate, ..Default::default() }, t, &[("u", expected)]);
}

#[test]
fn jansen_rit_columns_with_distributed_delays() {
    let model = jansen_rit::JansenRitPair::default();
    assert_eq!(model.dim(), 48);
    let expected = [
        ("jrc1/pc/rpo_e_in/v", 0.02787387123255),
        ("jrc1/pc/rpo_i/v", -0.01709257063196),
        ("jrc1/iin/rpo_e/v", 0.00319922669718),
        ("jrc2/pc/rpo_e_in/v", 0.02601462795825),
        ("jrc2/ein/rpo_e/v", 0.01570316056657),
        ("edges/jrc1_pc_to_jrc2_pc/kernel/stage16", 4.409423766812256),
    ];
    check(&model, 0.5, &expected);
}

#[test]
fn theta_neurons() {
    let expected = [("p/theta/z/re", -0.5371714698625), ("p/theta/z/im", -0.72348389672271)];
    check(&theta::Theta::default(), 40.0, &expected);
    let expected = [("p/theta/z/re", -0.79317512080109), ("p/theta/z/im", -0.56457446279975)];
    check(&theta::ThetaConductance::default(), 10.0, &expected);
}

#[test]
fn phase_oscillators() {
    check(&kuramoto::Kuramoto::default(), 2.0, &[("p/phase/theta", 20.0)]);
    let mut pair = kuramoto::KuramotoPair::default();
    pair.p1.phase.theta = 0.1;
    let expected = [("p1/phase/theta", 11.61409276662874), ("p2/phase/theta", 8.48590723337126)];
    check(&pair, 1.0, &expected);
    let expected = [("p/kmo/z/re", -0.20524027931472), ("p/kmo/z/im", -0.20006003058117)];
    check(&kuramoto::KuramotoMeanField::default(), 1.0, &expected);
    let mut pair = kuramoto::KuramotoMeanFieldPair::default();
    pair.p2.kmo.z = pyrates::Complex64::new(0.4, -0.2);
    let expected = [
        ("p1/kmo/z/re", 0.02142783215668),
        ("p1/kmo/z/im", -0.45221254849483),
        ("p2/kmo/z/re", -0.23318835713109),
        ("p2/kmo/z/im", 0.34608938870672),
    ];
    check(&pair, 1.0, &expected);
}

#[test]
fn wilson_cowan_populations() {
    let mut model = wilson_cowan::WilsonCowan::default();
    (model.e.rate.r, model.i.rate.r) = (0.3, 0.1);
    check(&model, 50.0, &[("e/rate/r", -0.0841515306022), ("i/rate/r", -0.00202333243696)]);
    let mut model = wilson_cowan::WilsonCowanPlastic::default();
    (model.e.rate.r, model.i.rate.r) = (0.3, 0.1);
    let expected = [
        ("e/rate/r", 0.0050954606137),
        ("i/rate/r", 0.00254037673153),
        ("edges/e_to_i/x", 0.81776043901765),
        ("edges/i_to_e/u", 0.81831971443351),
    ];
    check(&model, 50.0, &expected);
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
    check(&oscillators::Burst::default(), 5.0, &[("sl/x", 5.0f64.cos())]);
}
