//! Complex oscillators in all kinds of networks, for exports with complex numbers.

use pyrates::model::Model;
use pyrates::prelude::*;
use pyrates::{PairMatrix, Source, SparseMatrix, Target};

operator! {
    /// The oscillator of Stuart and Landau with a complex current, and a real measure of its energy.
    pub Rotor {
        equations {
            d/dt z = (mu + 1i*omega)*z - z^2*conj(z) + s + k;
            d/dt e = max(abs(z)^2, floor)/(1 + z + conj(z) + abs(z)) - e;
        }
        variables {
            z: output(0.3 + 0.2i), e: variable(0.1), mu: 0.3, omega: 1.0, floor: 0.002, k: 0.05 - 0.02i, s: input(complex),
        }
    }
}
node! { pub RotorNode { r: Rotor } }
circuit! {
    /// Populations of complex oscillators joined in every way.
    pub Rotors {
        nodes { a: RotorNode, cells: [RotorNode; 4], others: [RotorNode; 3] { r.omega: 2.0, r.z: 0.1, r.floor: 2.0 } }
        edges {
            cells[j].r.z -> cells[i].r.s { weight: dense(0.1) };
            cells[j].r.z -> others[i].r.s { weight: sparse };
            others[j].r.e -> cells[i].r.s { weight: dense(0.2) };
            a.r.z -> cells.r.s;
            cells.r.z -> a.r.s { weight: 0.25 };
            others.r.z -> a.r.s { weight: 0.5 - 0.25i };
        }
    }
}
circuit! {
    /// The same with delays.
    pub LateRotors: Rotors {
        edges {
            others[j].r.z -> cells[i].r.s { weight: sparse, delay: 0.2 };
            cells[j].r.z -> others[i].r.s { weight: dense(0.1), delay: dense(0.4) };
            cells[i].r.z -> cells[i].r.s { weight: -0.5, delay: 0.3 };
            others.r.e -> others.r.s { weight: 0.1, delay: 0.1 };
            a.r.z -> a.r.s { weight: 0.2, delay: 0.3 };
        }
    }
}
circuit! {
    /// So many oscillators that their states are files beside the text.
    pub Crowd { nodes { cells: [RotorNode; 1001] } }
}
operator! {
    /// Complex numbers on the way from real states to real states.
    pub Waves {
        equations { d/dt x = real(c*exp(1i*omega*t)) - x*abs(c + 1i*x); d/dt y = imag(w)*x - y; w = (x + 2i*y)/c; }
        variables { x: output(0.5), y: variable(0.2), w: variable, c: 0.5 + 0.5i, omega: 2.0 }
    }
}

/// [`Rotors`] with links.
pub fn rotors() -> Rotors {
    let mut model = Rotors::default();
    let links = [(Target(1), Source(3), 1.5), (Target(0), Source(0), -0.25), (Target(1), Source(1), 0.5)];
    model.edges.cells_to_others.weights = SparseMatrix::from_links(3, 4, links).expect("links inside");
    model.fit_edges();
    model
}

/// [`LateRotors`] with links and uneven delays.
pub fn late_rotors() -> LateRotors {
    let mut model = LateRotors::default();
    let links = [(Target(1), Source(2), 1.5), (Target(0), Source(0), -0.25), (Target(1), Source(1), 0.5)];
    model.edges.others_to_cells_2.weights = SparseMatrix::from_links(4, 3, links).expect("links inside");
    let links = [(Target(2), Source(1), 0.75)];
    model.edges.cells_to_others.weights = SparseMatrix::from_links(3, 4, links).expect("links inside");
    let delay = |Target(i): Target, Source(j): Source| 0.1 + 0.05 * (i + 2 * j) as f64;
    model.edges.cells_to_others_2.delays = PairMatrix::from_fn(3, 4, delay);
    model.fit_edges();
    model
}

/// [`Crowd`] with different oscillators.
pub fn crowd() -> Crowd {
    let mut model = Crowd::default();
    for (k, cell) in model.cells.iter_mut().enumerate() {
        cell.r.z = pyrates::Complex64::new(0.001 * k as f64, 0.5 - 0.001 * k as f64);
        cell.r.k = pyrates::Complex64::new(0.1, -0.001 * k as f64);
    }
    model
}
