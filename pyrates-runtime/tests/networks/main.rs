//! Large networks: several threads for one run, weights of 32 bits, and memory.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

mod failures;
mod memory;
mod models;
mod precision;
mod threads;
