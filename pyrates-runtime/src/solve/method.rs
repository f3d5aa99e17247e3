//! The methods by name.
//!
//! How to add an explicit Runge-Kutta method: 1. write its coefficients as a `Tableau` with their source;
//! 2. add a line with its order to `order_conditions`; 3. add a unit struct with a line in the macro below;
//! 4. add it to `for_all_methods!` in the tests, which then measure its order, its dense output and its use
//! with delays.

use std::fmt::Debug;

use super::stochastic::Rule;
use super::tableau::{BOSH3, DOP853, DOPRI5, EULER, HEUN, RALSTON, RK4, TSIT5, Tableau};
use super::vern7::VERN7;

/// A method of integration. The trait is sealed: methods are data that [`crate::Simulation`] reads.
pub trait Method: Copy + Debug + sealed::Sealed {
    /// The name, for messages.
    fn name(&self) -> &'static str;

    /// The order of convergence: halving the step divides the error by `2^order`. For stochastic methods it is that
    /// without noise.
    fn order(&self) -> usize;

    /// Whether the method chooses its steps itself, from `rtol` and `atol`.
    fn is_adaptive(&self) -> bool;

    #[doc(hidden)]
    fn scheme(&self) -> sealed::Scheme;
}

pub(crate) mod sealed {
    use super::{OdeSolvers, Rule, Tableau};

    pub trait Sealed {}

    /// What carries out a method.
    #[derive(Debug, Clone, Copy)]
    pub struct Scheme {
        pub(crate) name: &'static str,
        pub(crate) order: usize,
        pub(crate) engine: Engine,
    }

    /// One of our own steppers, or another crate's.
    #[derive(Debug, Clone, Copy)]
    pub(crate) enum Engine {
        RungeKutta(&'static Tableau),
        Rodas5P,
        Radau9,
        Auto,
        OdeSolvers(OdeSolvers),
        Stochastic(Rule),
    }
}

use sealed::{Engine, Scheme};

macro_rules! runge_kutta_methods {
    ($($(#[$doc:meta])* $name:ident: order $order:literal, $tableau:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name;

        impl sealed::Sealed for $name {}

        impl Method for $name {
            fn name(&self) -> &'static str {
                stringify!($name)
            }

            fn order(&self) -> usize {
                $order
            }

            fn is_adaptive(&self) -> bool {
                $tableau.embedded.is_some()
            }

            fn scheme(&self) -> Scheme {
                Scheme { name: self.name(), order: $order, engine: Engine::RungeKutta(&$tableau) }
            }
        }
    )*};
}

runge_kutta_methods! {
    /// Euler's method: order 1, one evaluation per step of fixed length `dt`. Between steps: cubic
    /// Hermite interpolation.
    Euler: order 1, EULER;

    /// Heun's method: order 2, two evaluations per step of fixed length `dt`. Between steps: cubic
    /// Hermite interpolation.
    Heun: order 2, HEUN;

    /// Ralston's method (Math. Comp. 16 (1962) 431): order 2, two evaluations per step of fixed length `dt`,
    /// with the smallest bound of the error among such methods. Between steps: cubic Hermite interpolation.
    Ralston: order 2, RALSTON;

    /// The classical Runge-Kutta method (Kutta 1901): order 4, four evaluations per step of fixed length
    /// `dt`. Between steps: cubic Hermite interpolation.
    Rk4: order 4, RK4;

    /// Bogacki and Shampine's method of order 3(2) (Appl. Math. Lett. 2 (1989) 321), known as RK23 and `ode23`:
    /// adaptive, three new evaluations per step, cubic Hermite interpolation between steps. Good for
    /// tolerances of 1e-4 and above, and where the right-hand side is not smooth.
    Bosh3: order 3, BOSH3;

    /// Dormand and Prince's method of order 5(4) (J. Comput. Appl. Math. 6 (1980) 19): adaptive, six new
    /// evaluations per step, dense output of order 4. Known as RK45 and `ode45`. The default, good for tolerances down to
    /// 1e-8.
    Dopri5: order 5, DOPRI5;

    /// Tsitouras' method of order 5(4) (Comput. Math. Appl. 62 (2011) 770): adaptive, six new evaluations per
    /// step, dense output of order 4. Its error is often a little smaller than that of [`Dopri5`] for the same
    /// work.
    Tsit5: order 5, TSIT5;

    /// Verner's most efficient method of order 7(6) (Numer. Algorithms 53 (2010) 383): adaptive, ten new
    /// evaluations per step, dense output of order 6 with five more. Good for tolerances of 1e-6 and below.
    Vern7: order 7, VERN7;

    /// The method of order 8(5,3) of Hairer, Norsett and Wanner (Solving Ordinary Differential Equations
    /// I, II.5): adaptive, twelve evaluations per step, dense output of order 7 with three more. Good for
    /// tolerances of 1e-8 and below.
    Dop853: order 8, DOP853;
}

macro_rules! other_methods {
    (adaptive: $adaptive:literal, $($(#[$doc:meta])* $name:ident: order $order:literal, $engine:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $name;

        impl sealed::Sealed for $name {}

        impl Method for $name {
            fn name(&self) -> &'static str {
                stringify!($name)
            }

            fn order(&self) -> usize {
                $order
            }

            fn is_adaptive(&self) -> bool {
                $adaptive
            }

            fn scheme(&self) -> Scheme {
                Scheme { name: self.name(), order: $order, engine: $engine }
            }
        }
    )*};
}

other_methods! {
    adaptive: true,
    /// Steinebach's Rosenbrock method of order 5(4) (BIT Numer. Math. 63 (2023) 27), for stiff problems: adaptive,
    /// L-stable, dense output of order 4. A step takes eight evaluations, the Jacobian, one factorisation, and
    /// one or two evaluations more for the derivative by time, which is a difference. Delays and inputs work as
    /// with explicit methods. The factorisation is sparse where that pays: 2000 states in a chain take some 0.3 ms per
    /// step. A model that couples everything with everything without delays takes n^3/3 operations per step for n
    /// states.
    ///
    /// Delayed values count as given within a step. So a fast term with a delay shorter than the step, which is solved
    /// by iteration, limits the step as in explicit methods; with a longer delay, or with none, it does not.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     /// Robertson's chemical reactions.
    ///     pub Robertson {
    ///         equations {
    ///             d/dt a = -0.04*a + 1e4*b*c;
    ///             d/dt b = 0.04*a - 1e4*b*c - 3e7*b^2;
    ///             d/dt c = 3e7*b^2;
    ///         }
    ///         variables { a: output(1.0), b: variable(0.0), c: variable(0.0) }
    ///     }
    /// }
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let solution = Robertson::default().simulate(0.0..1e11).method(Rodas5P).rtol(1e-8).run()?;
    /// assert!(solution.stats.accepted < 1000);
    /// # Ok(())
    /// # }
    /// ```
    Rodas5P: order 5, Engine::Rodas5P;

    /// The Radau IIA method of order 9 (E. Hairer and G. Wanner, J. Comput. Appl. Math. 111 (1999) 93), for stiff problems
    /// and tolerances of 1e-6 and below: adaptive, L-stable, five stages that are found together by a simplified Newton
    /// iteration, dense output of order 5, which is also the order of the error estimate. At tolerances of 1e-8 it takes a third to an
    /// eighth of the steps of [`Rodas5P`]. A step takes the Jacobian, one real and two complex factorisations,
    /// and two to four iterations of five evaluations and as many solutions. Delays, inputs and sparse
    /// Jacobians work as with [`Rodas5P`]; with large dense ones a step takes nine times as long.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     /// Relaxation oscillations.
    ///     pub VanDerPol {
    ///         equations { d/dt x = v; d/dt v = mu*(1 - x^2)*v - x; }
    ///         variables { x: output(2.0), v: variable(0.0), mu: 1000.0 }
    ///     }
    /// }
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let solution = VanDerPol::default().simulate(0.0..2000.0).method(Radau9).rtol(1e-10).run()?;
    /// assert!((solution.last().unwrap().1[0] / 1.706167732170483 - 1.0).abs() < 1e-9);
    /// assert!(solution.stats.accepted < 1200);
    /// # Ok(())
    /// # }
    /// ```
    Radau9: order 9, Engine::Radau9;

    /// [`Tsit5`] where the problem is not stiff, and [`Rodas5P`] where it is. It leaves Tsit5 when the steps are
    /// limited by its stability (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.2), and returns
    /// when Tsit5 would be stable again, judged by a norm of the Jacobian (Shampine, Math. Comp. 36 (1981) 499).
    /// [`Stats::switches`](crate::Stats::switches) counts that.
    Auto: order 5, Engine::Auto;
}

other_methods! {
    adaptive: false,
    /// The method of Maruyama (Rend. Circ. Mat. Palermo 4 (1955) 48) for noise in the sense of Ito: steps of fixed
    /// length `dt`, strong order 0.5 (1 if amplitudes do not depend on states), weak order 1.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     /// An Ornstein-Uhlenbeck process.
    ///     pub OrnsteinUhlenbeck {
    ///         equations { d/dt x = -x/tau + noise(sigma); }
    ///         variables { x: output(0.0), tau: 0.5, sigma: 0.1 }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let model = OrnsteinUhlenbeck::default();
    /// let solution = model.simulate(0.0..2000.0).method(EulerMaruyama).dt(0.01).seed(1).run()?;
    /// let x = solution.column("x")?;
    /// let variance = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
    /// // It is sigma^2*tau/2.
    /// assert!((variance / 0.0025 - 1.0).abs() < 0.1);
    /// # Ok(())
    /// # }
    /// ```
    EulerMaruyama: order 1, Engine::Stochastic(Rule::EulerMaruyama);

    /// Heun's method with noise: steps of fixed length `dt`, two evaluations, drift of order 2. For noise in the sense of
    /// [Stratonovich](crate::Interpretation::Stratonovich) it is the method of Ruemelin (SIAM J. Numer. Anal. 19 (1982)
    /// 604), of strong order 1 for diagonal noise; in the sense of Ito, where noise enters by its amplitude at the start
    /// of the step, it has strong order 0.5. With amplitudes that do not depend on states the strong order is 1.
    StochasticHeun: order 2, Engine::Stochastic(Rule::Heun);

    /// The method of Milstein (Theory Probab. Appl. 19 (1975) 557) without derivatives (Kloeden and Platen, Numerical
    /// Solution of Stochastic Differential Equations, 11.1): steps of fixed length `dt`, strong order 1. The noise
    /// must be diagonal: each state with a source of its own, and an amplitude that depends on no other state.
    Milstein: order 1, Engine::Stochastic(Rule::Milstein);

    /// Roessler's method SRA1 (SIAM J. Numer. Anal. 48 (2010) 922): steps of fixed length `dt`, strong order 1.5, weak
    /// order 2. Amplitudes must not depend on states; they may depend on time.
    Sra1: order 2, Engine::Stochastic(Rule::Sra1);
}

/// The methods of the crate `ode_solvers`, for comparison. They take ordinary differential equations
/// only, and interpolate between steps by cubic Hermite polynomials; [`Dopri5`] and [`Dop853`] are the
/// same methods with delays and with their own dense output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OdeSolvers {
    /// `ode_solvers::Dopri5`, order 5(4).
    Dopri5,
    /// `ode_solvers::Dop853`, order 8(5,3).
    Dop853,
}

impl sealed::Sealed for OdeSolvers {}

impl Method for OdeSolvers {
    fn name(&self) -> &'static str {
        match self {
            OdeSolvers::Dopri5 => "OdeSolvers::Dopri5",
            OdeSolvers::Dop853 => "OdeSolvers::Dop853",
        }
    }

    fn order(&self) -> usize {
        match self {
            OdeSolvers::Dopri5 => 5,
            OdeSolvers::Dop853 => 8,
        }
    }

    fn is_adaptive(&self) -> bool {
        true
    }

    fn scheme(&self) -> Scheme {
        Scheme { name: self.name(), order: self.order(), engine: Engine::OdeSolvers(*self) }
    }
}
