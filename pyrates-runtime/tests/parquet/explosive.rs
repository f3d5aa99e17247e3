//! A model of which some runs fail.

pyrates_runtime::operator! {
    /// Blows up at `t = 1/k` if `k` is positive.
    pub(crate) Explosive {
        equations { d/dt x = k*x^2; }
        variables { x: output(1.0), k: 1.0 }
    }
}
