//! Large networks: several threads for one run, and weights of 32 bits.

#![allow(unreachable_pub, reason = "a test binary has no outside")]

mod failures;
mod models;
mod precision;
mod threads;
