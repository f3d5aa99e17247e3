//! What a run may use of the machine: threads, and memory.

use crate::model::Model;
use crate::network::Precision;
use crate::solve::{Memory, SolveError};

use super::{Simulation, plan};

impl<M: Model> Simulation<'_, M> {
    /// The number of threads that multiply large matrices of weights together, 1 by default: for one run of a large network. The
    /// results are the same, to the last bit, for any number. Many runs share the processors by [`Sweep::threads`](crate::sweep::Sweep::threads) instead.
    ///
    /// Each thread has a copy of its rows of every matrix, dense or sparse, that has 65 536 weights or more, whose links have no
    /// delays or one for all, and whose weights no input and no event changes. All else, equations of units and Jacobians of stiff
    /// methods included, stays with the thread of the run. Threads wait for each other in every product, so a run needs processors that do nothing
    /// else: where other programs take them, it is slower than with one thread. More than one thread for a model without such a matrix is refused.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    /// use pyrates_runtime::{PairMatrix, Source, Target};
    ///
    /// pyrates_runtime::operator! {
    ///     pub Rate {
    ///         equations { d/dt x = -x + s; r = tanh(x); }
    ///         variables { x: variable(0.1), r: output, s: input }
    ///     }
    /// }
    /// pyrates_runtime::node! { pub Cell { rate: Rate } }
    /// pyrates_runtime::circuit! {
    ///     pub Net {
    ///         nodes { cells: [Cell; 300] }
    ///         edges { net: cells[j].rate.r -> cells[i].rate.s { weight: dense(0.0) }; }
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let mut model = Net::default();
    /// let weight = |Target(i), Source(j)| ((7 * i + 3 * j) % 10) as f64 / 3000.0;
    /// model.edges.net.weights = PairMatrix::from_fn(300, 300, weight);
    /// let run = |threads| model.simulate(0.0..1.0).rtol(1e-9).threads(threads).run();
    /// assert_eq!(run(1)?.values(), run(2)?.values());
    /// # Ok(())
    /// # }
    /// ```
    pub fn threads(mut self, n: usize) -> Self {
        self.options.threads = Some(n);
        self
    }

    /// How the weights of matrices are stored during the run; [`Precision::Double`] by default. With [`Precision::Single`] they are
    /// rounded once to 32 bits, which halves what the memory has to deliver for each product; states and sums keep 64 bits.
    ///
    /// It is for the matrices, dense or sparse, whose links have no delays or one for all. Weights are rounded by up to 6e-8 of
    /// their values (by up to 7e-46 where they are below 1e-38), and weights above 3.4e38 are refused; so are weights that an input or an event changes during the
    /// run, and models without such matrices.
    pub fn weights(mut self, precision: Precision) -> Self {
        self.options.weights = precision;
        self
    }

    /// The memory in bytes that the run may take beside its model, as far as it is known beforehand; that of the machine by default,
    /// where it is Linux. A run that needs more is refused before it begins.
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.options.memory_limit = Some(bytes);
        self
    }

    /// The memory that the run will take beside its model, part by part: all but what depends on the steps of a method that chooses
    /// them. The model and all options are checked as for a run, which takes a third of the memory of large matrices.
    ///
    /// ```
    /// use pyrates_runtime::prelude::*;
    ///
    /// pyrates_runtime::operator! {
    ///     pub Decay { equations { d/dt x = -x; } variables { x: output(1.0) } }
    /// }
    /// pyrates_runtime::node! { pub Cell { decay: Decay } }
    /// pyrates_runtime::circuit! { pub Cells { nodes { cells: [Cell; 1000] } } }
    ///
    /// # fn main() -> Result<(), pyrates_runtime::Error> {
    /// let model = Cells::default();
    /// let memory = model.simulate(0.0..100.0).method(Euler).dt(0.01).interval(0.1).memory()?;
    /// println!("{memory}");
    /// assert!(memory.is_complete);
    /// assert_eq!(memory.samples, 1001 * 1001 * 8);        // 1001 times, each with 1000 states
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If an option is invalid or has no meaning for the method, or if the model needs more memory than there is.
    pub fn memory(&self) -> Result<Memory, SolveError> {
        match plan(self.model, &self.t, &self.hooks, &mut self.options.clone()) {
            Ok(plan) => Ok(Memory::of(self.model, &plan)),
            Err(kind) => Err(self.refusal(kind)),
        }
    }
}
