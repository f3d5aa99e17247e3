//! Whole simulations beside plain loops written by hand, and the methods beside each other.
fn main() {}
