//! Pictures.

use pyrates_runtime::model::Model;
use pyrates_runtime::{Figure, HeatMap, PlotError, Solution};

use crate::models::predator_prey;
use crate::solution::scratch;

fn solution() -> Solution {
    let solution = predator_prey().simulate(0.0..20.0).rtol(1e-8).run().unwrap();
    solution.rename(&[("predator/lv/x", "predator"), ("prey/lv/x", "prey")]).unwrap()
}

#[test]
fn pictures_have_labels_and_a_legend() {
    let solution = solution();
    let plot = solution.plot().title("Lotka-Volterra with a delay").x_label("time").y_label("density");
    let svg = plot.to_svg().unwrap();
    for text in ["Lotka-Volterra with a delay", ">time<", ">density<", ">predator<", ">prey<"] {
        assert!(svg.contains(text), "{text}");
    }
    plot.save(scratch("predator_prey.svg")).unwrap();
    plot.save(scratch("predator_prey.png")).unwrap();
    let png = std::fs::read(scratch("predator_prey.png")).unwrap();
    assert_eq!(&png[1..4], b"PNG");
    // Later the prey falls to 1e-53, where the solution is only noise around zero.
    let beginning = predator_prey().simulate(0.0..10.0).rtol(1e-8).run().unwrap();
    beginning.plot().log_y().save(scratch("log.png")).unwrap();
    beginning.plot().columns(&["prey"]).save(scratch("prey.png")).unwrap();
}

#[test]
fn impossible_pictures_are_refused() {
    let solution = solution();
    let plot = solution.plot();
    assert!(matches!(plot.save(scratch("a.pdf")), Err(PlotError::UnknownFormat { .. })));
    assert!(matches!(plot.save(scratch("a")), Err(PlotError::UnknownFormat { .. })));
    assert!(matches!(plot.save(scratch("no/such/folder.svg")), Err(PlotError::Write { .. })));
    assert!(matches!(plot.clone().columns(&["pray"]).to_svg(), Err(PlotError::Column(_))));
    assert!(matches!(plot.clone().columns(&[]).to_svg(), Err(PlotError::Empty)));
    let zero = predator_prey().simulate(0.0..1.0).initial(&[0.0, 1.0]).run().unwrap();
    assert!(matches!(zero.plot().log_y().to_svg(), Err(PlotError::NotPositive { .. })));
}

pyrates_runtime::operator! {
    /// A leaky membrane with a slow current.
    Membrane {
        equations {
            d/dt v = (v0 - v + r*i)/tau;
            d/dt w = (v - v0 - w)/(2*tau);
            d/dt i = -i/tau;
            rate = 1/tau;
        }
        variables {
            v: output(-60.0) [mV], w: variable(1.0) [mV], i: variable(0.5) [nA], rate: variable [1/ms],
            v0: -70.0 [mV], r: 10.0 [MOhm], tau: 20.0 [ms],
        }
    }
}

#[test]
fn units_stand_at_the_axes_or_in_the_legend() {
    let solution = Membrane::default().simulate(0.0..100.0).rtol(1e-6).run().unwrap();
    assert_eq!(solution.time_unit(), Some("ms"));
    assert_eq!(solution.units(), [Some("mV".into()), Some("mV".into()), Some("nA".to_string())]);
    let texts = |columns: &[&str]| solution.plot().columns(columns).to_svg().unwrap();
    let one = texts(&["v"]);
    assert!(one.contains(">t (ms)<") && one.contains(">v (mV)<"), "{one}");
    let alike = texts(&["v", "w"]);
    assert!(alike.contains(">mV<") && alike.contains(">v<") && alike.contains(">w<"), "{alike}");
    let mixed = texts(&["v", "i"]);
    assert!(mixed.contains(">v (mV)<") && mixed.contains(">i (nA)<"), "{mixed}");
    let recorded = solution.select("rate").unwrap();
    assert_eq!(recorded.units(), [Some("1/ms".to_string())]);
}

/// The fill of all rectangles of a picture, in order.
fn fills(svg: &str) -> Vec<&str> {
    let rectangles = svg.split("<rect ").skip(1);
    rectangles.filter_map(|rectangle| rectangle.split("fill=\"").nth(1)?.split('"').next()).collect()
}

#[test]
fn heat_maps_have_axes_a_scale_and_crosses_for_no_value() {
    let values = [[0.0, 0.25, 0.5], [0.75, f64::NAN, 5.0]];
    let map =
        HeatMap::new(&values).x("omega", 0.3..=0.5).y("J", 0.0..=2.0).range(0.0..=1.0).title("coherence");
    let svg = map.to_svg().unwrap();
    for text in [">omega<", ">J<", ">coherence<", ">NaN<", ">0.3<", ">2<", ">0.8<"] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
    map.save(scratch("heat_map.png")).unwrap();
    // The ends of the scale "viridis", and no value.
    let colours = fills(&svg);
    for colour in ["#440154", "#fde725", "#d9d9d9"] {
        assert!(colours.contains(&colour), "{colour}: {colours:?}");
    }
    let without = HeatMap::new(&[[0.0, 1.0]]).to_svg().unwrap();
    assert!(!without.contains(">NaN<") && !without.contains("#d9d9d9"));
    // White stands for the middle of the range, wherever the values lie.
    let correlation = HeatMap::new(&[[1.0, 0.0]]).range(-1.0..=1.0).diverging().to_svg().unwrap();
    assert!(fills(&correlation).contains(&"#f1efed"), "{:?}", fills(&correlation));
    HeatMap::new(&[[2.0]]).save(scratch("one_cell.png")).unwrap();
    // Cells too small for crosses are grey all the same.
    let mut many = vec![vec![1.0; 50]; 2];
    many[0][7] = f64::NAN;
    let many = HeatMap::new(&many).to_svg().unwrap();
    assert!(svg.contains("#808080") && !many.contains("#808080"));
    assert!(many.contains(">NaN<") && fills(&many).contains(&"#d9d9d9"));
}

#[test]
fn impossible_heat_maps_are_refused() {
    let empty: [[f64; 0]; 1] = [[]];
    assert!(matches!(HeatMap::new(&empty).to_svg(), Err(PlotError::Empty)));
    assert!(matches!(HeatMap::new(&[[f64::NAN, f64::INFINITY]]).to_svg(), Err(PlotError::Empty)));
    let ragged = HeatMap::new(&[vec![1.0, 2.0], vec![1.0]]).to_svg();
    assert!(matches!(ragged, Err(PlotError::Rows { row: 1, given: 1, expected: 2 })));
    let map = HeatMap::new(&[[1.0, 2.0]]);
    let backwards = map.clone().x("omega", 1.0..=0.0).to_svg().unwrap_err();
    assert!(backwards.to_string().contains("`omega` goes from 1 to 0"), "{backwards}");
    assert!(matches!(map.range(1.0..=1.0).to_svg(), Err(PlotError::Axis { .. })));
    assert!(matches!(Figure::new(2).to_svg(), Err(PlotError::Empty)));
}

#[test]
fn figures_have_panels_of_all_kinds() {
    let solution = solution();
    let map = HeatMap::new(&[[0.0, 1.0], [f64::NAN, 3.0]]).x("a", 0.0..=1.0).title("map");
    let figure = Figure::new(2).panel(map.clone()).panel(solution.plot().title("curves")).panel(map);
    let svg = figure.to_svg().unwrap();
    for text in [">map<", ">curves<", ">A<", ">B<", ">C<", ">prey<"] {
        assert!(svg.contains(text), "{text}");
    }
    assert!(!svg.contains(">D<"), "a letter without a panel");
    figure.save(scratch("figure.png")).unwrap();
    let broken = Figure::new(1).panel(solution.plot().columns(&["pray"]));
    assert!(matches!(broken.to_svg(), Err(PlotError::Column(_))));
}
