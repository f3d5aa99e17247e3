//! Adaptive methods over a range of tolerances: a line of JSON for each problem, tool and tolerance, with the state at the
//! end, whose error `report.py` finds.

use pyrates::matrix::{Source, SparseMatrix, Target};
use pyrates::model::Model;

use crate::equations::{Equations, ode as plain, stiff as plain_stiff};
use crate::models::{delayed as dde, ode, pleiades, stiff};
use crate::ours::Method;
use crate::{ours, peers};

/// A problem: its name, its end, and the absolute tolerance for a relative one of 1.
pub(crate) struct Problem {
    pub(crate) name: &'static str,
    pub(crate) t_end: f64,
    pub(crate) atol: f64,
}

/// Those that are not stiff.
pub(crate) fn ode_problems(only: Option<&str>) {
    both(only, &problem("A3", 20.0), &ode::A3::default(), plain::A3);
    both(only, &problem("A4", 20.0), &ode::A4::default(), plain::A4);
    both(only, &problem("B1", 20.0), &ode::B1::default(), plain::B1);
    both(only, &problem("B5", 20.0), &ode::B5::default(), plain::B5);
    both(only, &problem("C1", 20.0), &ode::C1::default(), plain::C1);
    both(only, &problem("C4", 20.0), &rod(), plain::C4);
    both(only, &problem("Pleiades", 3.0), &pleiades::Pleiades::default(), plain::Pleiades);
    let orbit = |e: f64| ode::Orbit { x: 1.0 - e, v: ((1.0 + e) / (1.0 - e)).sqrt(), ..Default::default() };
    both(only, &problem("D1", 20.0), &orbit(0.1), plain::Orbit::<1>);
    both(only, &problem("D5", 20.0), &orbit(0.9), plain::Orbit::<9>);
    both(only, &problem("E1", 20.0), &ode::E1::default(), plain::E1);
    both(only, &problem("E3", 20.0), &ode::E3::default(), plain::E3);
    both(only, &problem("VdP", 100.0), &ode::VanDerPol::default(), plain::VanDerPol);
}

fn both<M: Model, E: Equations<N>, const N: usize>(
    only: Option<&str>,
    problem: &Problem,
    model: &M,
    _plain: E,
) {
    if only.is_some_and(|only| only != problem.name) {
        return;
    }
    ours::measure(problem, model, &Method::NOT_STIFF);
    peers::not_stiff::<E, N>(problem);
}

/// The stiff ones.
pub(crate) fn stiff_problems(only: Option<&str>) {
    let van_der_pol = ode::VanDerPol { mu: 1000.0, ..Default::default() };
    stiff_one(only, "VdP1000", &stiff::VAN_DER_POL_1000, &van_der_pol, plain_stiff::VanDerPol1000);
    stiff_one(only, "Robertson", &stiff::ROBERTSON, &stiff::Robertson::default(), plain_stiff::Robertson);
    stiff_one(only, "HIRES", &stiff::HIRES, &stiff::Hires::default(), plain_stiff::Hires);
    stiff_one(only, "Oregonator", &stiff::OREGONATOR, &stiff::Oregonator::default(), plain_stiff::Oregonator);
}

fn stiff_one<M: Model, E: Equations<N>, const N: usize>(
    only: Option<&str>,
    name: &'static str,
    reference: &stiff::Reference,
    model: &M,
    _plain: E,
) {
    if only.is_some_and(|only| only != name) {
        return;
    }
    let problem = Problem { name, t_end: reference.t_end, atol: reference.atol };
    ours::measure(&problem, model, &Method::STIFF);
    peers::stiff::<E, N>(&problem);
}

/// Those with delays.
pub(crate) fn delay_problems(only: Option<&str>) {
    delayed(only, &problem("Mackey-Glass", 200.0), &dde::MackeyGlass::default(), &Method::NOT_STIFF);
    delayed(only, &problem("two delays", 20.0), &dde::TwoDelays::default(), &Method::NOT_STIFF);
    delayed(only, &problem("predator-prey", 20.0), &dde::PredatorPrey::default(), &Method::NOT_STIFF);
    delayed(only, &problem("stiff delay", 10.0), &dde::StiffDelay::default(), &Method::STIFF);
}

fn delayed<M: Model>(only: Option<&str>, problem: &Problem, model: &M, methods: &[Method]) {
    if only.is_none_or(|only| only == problem.name) {
        ours::measure(problem, model, methods);
    }
}

fn problem(name: &'static str, t_end: f64) -> Problem {
    Problem { name, t_end, atol: 1.0 }
}

/// The rod whose first piece is warm, with links between neighbours.
fn rod() -> ode::C4 {
    let mut rod = ode::C4::default();
    rod.rod[0].piece.y = 1.0;
    let links = |f: fn(usize) -> (usize, usize)| {
        let pairs = (0..50).map(f).map(|(i, j)| (Target(i), Source(j), 1.0));
        SparseMatrix::from_links(51, 51, pairs).expect("the links are within the rod")
    };
    rod.edges.leftward.weights = links(|i| (i, i + 1));
    rod.edges.rightward.weights = links(|i| (i + 1, i));
    rod
}
