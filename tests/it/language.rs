use pyrates::model::Model;

use crate::common::models::*;
use crate::common::{Wave, assert_close, derivative};

#[test]
fn jansen_rit_starts_as_published() {
    // The derivatives of the four currents at rest, computed from the equations of the paper by hand.
    let dx = derivative(&JansenRit::default());
    assert_close(dx("pc/rpo_e/x"), 77.391399, 1e-7, "pc excitatory");
    assert_close(dx("pc/rpo_i/x"), -6.231287, 1e-6, "pc inhibitory");
    assert_close(dx("ein/rpo_e/x"), 7.364248, 1e-7, "ein");
    assert_close(dx("iin/rpo_e/x"), 1.841062, 1e-7, "iin");
}

#[test]
fn parallel_edges_add_up() {
    let mut model = Chain::default();
    let before = derivative(&model)("leak/leak/r");
    model.edges.third_to_leak.weight = 0.0;
    model.edges.named.weight += 1.0;
    assert_close(derivative(&model)("leak/leak/r"), before, 1e-15, "weights 1 and 2 act as 3");
}

#[test]
fn inputs_take_outputs_of_the_node_and_edges() {
    let model = Both::default();
    // r' = (r0 - r)/tau + u + r*m with m from the relay: 0.7*tanh(0.5) + 0.1.
    let m = 0.7 * 0.5f64.tanh() + 0.1;
    let expected = (0.0 - 0.1) / 2.0 + 0.3 + 0.1 * m;
    assert_close(derivative(&model)("leak/r"), expected, 1e-15, "wired by name");

    let chain = Chain::default();
    let expected = (0.0 - 0.1) / 2.0 + 0.1 * 0.1 + 0.1 * (m + 0.6 * 0.1);
    assert_close(derivative(&chain)("both/leak/r"), expected, 1e-15, "output and edge add up");
}

#[test]
fn delayed_edges_read_the_past() {
    let model = PredatorPrey::default();
    // predator' = x(-1 + past of prey 0.5 ago), prey' = y(0.7 - 1.3 predator).
    assert_close(derivative(&model)("predator/lv/x"), 0.5 * (-1.0 + Wave::at(1, -0.5)), 1e-15, "predator");
    assert_close(derivative(&model)("prey/lv/x"), 0.5 * (0.7 - 1.3 * 0.5), 1e-15, "prey");
}

#[test]
fn nodes_of_one_kind_form_one_group() {
    let system = PredatorPrey::default().structure();
    assert_eq!(system.groups.len(), 1);
    assert_eq!(system.state_paths(), ["predator/lv/x", "prey/lv/x"]);
    // The hub has no edge into `u`, the cells neither; both have edges into `m`.
    let system = Mixed::default().structure();
    assert_eq!(system.groups.iter().map(|g| g.n_units()).collect::<Vec<_>>(), [6, 2]);
}

#[test]
fn chains_of_algebraic_nodes_are_split_by_depth() {
    let system = Chain::default().structure();
    // first has a parameter as its input; second and third are fed, at different depths.
    assert_eq!(system.groups.len(), 5);
}

#[test]
fn models_print_as_people_read_them() {
    let mut model = PredatorPrey::default();
    model.prey.lv.alpha = 0.8;
    let expected = "\
PredatorPrey
Predator and prey, the prey acting with a delay.
2 states, 2 parameters, 2 edges, 1 of them delayed

predator, prey:
  d/dt lv.x = lv.x*(lv.alpha + lv.x_in)

            predator  prey
  lv.x(0)   0.5       0.5
  lv.alpha  -1.0      0.8

  edges.predator_to_prey  predator.lv.x -> prey.lv.x_in  weight -1.3
  edges.prey_to_predator  prey.lv.x -> predator.lv.x_in  weight 1.0   delay 0.5
";
    assert_eq!(model.to_string(), expected);
}

#[test]
fn units_are_printed() {
    let text = pyrates::models::jansen_rit::JansenRit::default().to_string();
    let line = text.lines().find(|line| line.trim_start().starts_with("rpo_e_in.tau ")).expect("a parameter");
    assert!(line.split_whitespace().eq(["rpo_e_in.tau", "0.01", "s"]), "{line}");
}
