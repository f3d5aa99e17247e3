//! Large networks: several threads for one run, weights of 32 bits, weights that a sweep shares, and memory.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

mod failures;
mod memory;
mod models;
mod precision;
mod sweeps;
mod threads;
