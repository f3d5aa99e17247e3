use pyrates_runtime::prelude::*;
use pyrates_runtime::{PairMatrix, Source, SparseMatrix, Target};

operator! {
    pub Rate {
        equations { d/dt x = -x + s + noise(0.01); r = tanh(x); }
        variables { x: variable(0.1), r: output, s: input(0.05) }
    }
}
operator! {
    /// A state that grows without bound where it is above one.
    pub Growth {
        equations { d/dt x = x^3 + s; r = tanh(x); }
        variables { x: variable(0.0), r: output, s: input }
    }
}
operator! {
    pub Wave {
        equations { d/dt z = (-0.1 + 1i)*z + s; }
        variables { z: output(1.0 + 0i), s: input(0i) }
    }
}
operator! {
    /// Noise of what comes in.
    pub Stir {
        equations { d/dt x = -k*x + s + noise(0.1 + 0.2*s*x); r = tanh(x); }
        variables { x: variable(0.1), r: output, s: input(0.05), k: 1.0 }
    }
}
node! { pub Cell { rate: Rate } }
node! { pub StirredCell { rate: Stir } }
node! { pub Growing { rate: Growth } }
node! { pub Waving { wave: Wave } }

circuit! {
    /// Two populations of any sizes, with a dense matrix to the first and a sparse one back, with and without a delay.
    pub Pair {
        nodes { a: [Cell], b: [Cell] }
        edges {
            dense: b[j].rate.r -> a[i].rate.s { weight: dense(0.0) };
            late: b[j].rate.r -> a[i].rate.s { weight: dense(0.0), delay: 0.25 };
            sparse: a[j].rate.r -> b[i].rate.s { weight: sparse };
        }
    }
}
circuit! {
    /// The same without delays.
    pub Now {
        nodes { a: [Cell], b: [Cell] }
        edges {
            dense: b[j].rate.r -> a[i].rate.s { weight: dense(0.0) };
            sparse: a[j].rate.r -> b[i].rate.s { weight: sparse };
        }
    }
}
circuit! {
    pub Growths {
        nodes { cells: [Growing; 300] }
        edges { net: cells[j].rate.r -> cells[i].rate.s { weight: dense(1e-3) }; }
    }
}
circuit! {
    pub Stirred {
        nodes { cells: [StirredCell] }
        edges {
            net: cells[j].rate.r -> cells[i].rate.s { weight: dense(0.0) };
            links: cells[j].rate.r -> cells[i].rate.s { weight: sparse };
        }
    }
}
circuit! {
    pub Ripples {
        nodes { cells: [Waving; 9] }
        edges { net: cells[j].wave.z -> cells[i].wave.s { weight: dense(0.0) }; }
    }
}
circuit! {
    pub Waves {
        nodes { cells: [Waving; 257] }
        edges { net: cells[j].wave.z -> cells[i].wave.s { weight: dense(0.0) }; }
    }
}

/// Numbers from -0.5 to 0.5 that differ in all digits.
pub(crate) fn numbers(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / 9_007_199_254_740_992.0 - 0.5
    }
}

pub(crate) fn dense(n: usize, m: usize, seed: u64) -> PairMatrix {
    let mut number = numbers(seed);
    PairMatrix::from_fn(n, m, |_, _| 0.1 * number())
}

/// A matrix in whose first rows nearly all pairs have links, and in whose last rows few have.
pub(crate) fn sparse(n: usize, m: usize, seed: u64) -> SparseMatrix {
    let mut number = numbers(seed);
    let mut links = Vec::new();
    for (i, j) in (0..n).flat_map(|i| (0..m).map(move |j| (i, j))) {
        if number() + 0.45 > i as f64 / n as f64 - 0.5 {
            links.push((Target(i), Source(j), 0.1 * number()));
        }
    }
    SparseMatrix::from_links(n, m, links).unwrap()
}

/// Two populations of these sizes.
pub(crate) fn pair(n: usize, m: usize) -> Pair {
    let mut model = Pair::default();
    model.a.resize(n);
    model.b.resize(m);
    model.edges.dense.weights = dense(n, m, 1);
    model.edges.late.weights = dense(n, m, 2);
    model.edges.sparse.weights = sparse(m, n, 3);
    model
}

pub(crate) fn now(n: usize, m: usize) -> Now {
    let mut model = Now::default();
    model.a.resize(n);
    model.b.resize(m);
    model.edges.dense.weights = dense(n, m, 1);
    model.edges.sparse.weights = sparse(m, n, 3);
    model
}
