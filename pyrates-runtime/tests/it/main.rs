//! Integration tests of the runtime, in one binary.

// All methods.
#[macro_use]
mod methods;
// Small models written by hand.
mod models;

// Every method converges with its order, with and without delays, on and between its steps.
mod order;
// Delay equations with known solutions.
mod delay;
// Linear delay equations with polynomials as solutions.
mod polynomials;
// Delays that depend on states and time.
mod changing_delays;
// Runs that go on where others ended.
mod after;
// Runs that are saved and taken up again.
mod checkpoints;
// PyRates' rule for delays.
mod ring_buffer;
// Steady states.
mod steady_state;
// Steps of one length, and the estimated error; histories that are arrays.
mod fixed_steps;
// Stiff problems.
mod stiff;
mod sweep;
mod sweep_memory;
// Numbers in lanes, and elementary functions.
mod lanes;
// What fails, and what the messages say.
mod failures;
// Events, against exact times.
mod events;
// Events at known times, and parameters that events set.
mod schedule;
// Events that models declare.
mod spiking;
// Spikes on edges.
mod spike_trains;
// Noise: orders of convergence, moments, delays and events.
mod noise;
mod noise_orders;
// Inputs from outside.
mod inputs;
// Samples, columns and files.
mod solution;
// Analysis of signals, against SciPy.
mod signals;
// Comparison with the crate `ode_solvers`.
mod ode_solvers;
// Pictures.
#[cfg(feature = "plot")]
mod plot;
