//! Windows for spectra.

use std::f64::consts::TAU;

/// What each segment of a spectrum is multiplied by. All are periodic, as spectra want them
/// (SciPy: `get_window(name, n)`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// Ones: the finest resolution, and the most leakage.
    Boxcar,
    /// `0.5 - 0.5 cos(2 pi k/n)`, the usual choice.
    #[default]
    Hann,
    /// `0.54 - 0.46 cos(2 pi k/n)`: does not reach zero, and has lower first side lobes.
    Hamming,
    /// `0.42 - 0.5 cos(2 pi k/n) + 0.08 cos(4 pi k/n)`: little leakage, and less resolution.
    Blackman,
}

impl Window {
    /// The values for a segment of `n` samples.
    pub fn values(self, n: usize) -> Vec<f64> {
        // A single sample has no neighbours to leak to.
        if n == 1 || self == Window::Boxcar {
            return vec![1.0; n];
        }
        let cosines = self.cosines();
        let value = |k: usize| {
            let angle = TAU * k as f64 / n as f64;
            cosines[0] - cosines[1] * angle.cos() + cosines[2] * (2.0 * angle).cos()
        };
        (0..n).map(value).collect()
    }

    /// The window as `cosines[0] - cosines[1] cos(2 pi k/n) + cosines[2] cos(4 pi k/n)`.
    pub(super) fn cosines(self) -> [f64; 3] {
        match self {
            Window::Boxcar => [1.0, 0.0, 0.0],
            Window::Hann => [0.5, 0.5, 0.0],
            Window::Hamming => [0.54, 0.46, 0.0],
            Window::Blackman => [0.42, 0.5, 0.08],
        }
    }
}
