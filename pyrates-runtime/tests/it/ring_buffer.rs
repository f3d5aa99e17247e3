//! PyRates' rule for delays, against a loop written by hand: equal to the last bit.

use pyrates_runtime::model::Model;
use pyrates_runtime::{DelayRule, Euler};

use crate::models::{TestModel, predator_prey};

/// Euler's method with a buffer of whole steps that starts at zero.
fn by_hand(delay_steps: usize, dt: f64, n: usize) -> Vec<f64> {
    let mut states = vec![[0.5, 0.5]];
    for k in 0..n {
        let [x, y] = states[k];
        let delayed = if delay_steps > k { 0.0 } else { states[k - delay_steps][1] };
        states.push([x + dt * (x * (delayed - 1.0)), y + dt * (y * (0.7 - 1.3 * x))]);
    }
    states.concat()
}

fn simulated(delay: f64, dt: f64) -> Vec<f64> {
    let model = TestModel::<crate::models::PredatorPrey>::new(&predator_prey().initial_state(), &[delay]);
    let simulation = model.simulate(0.0..5.0).method(Euler).dt(dt).delay_rule(DelayRule::RingBuffer);
    simulation.run().unwrap().values().to_vec()
}

#[test]
fn ring_buffer_matches_a_loop_by_hand() {
    // Halves are rounded to the even number of steps.
    for (delay, dt, steps) in
        [(0.5, 0.01, 50), (0.03125, 0.0625, 0), (0.09375, 0.0625, 2), (0.0, 0.01, 0), (100.0, 0.01, 10_000)]
    {
        let n = (5.0_f64 / dt).round() as usize;
        let (simulated, by_hand) = (simulated(delay, dt), by_hand(steps, dt, n));
        let first = simulated.iter().zip(&by_hand).position(|(a, b)| a.to_bits() != b.to_bits());
        assert_eq!(first, None, "delay {delay}, dt {dt}");
        assert_eq!(simulated.len(), by_hand.len());
    }
}
