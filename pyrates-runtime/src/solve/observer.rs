//! A function of the user that sees every step.

use std::cell::RefCell;
use std::fmt;
use std::ops::ControlFlow;

type Function<'m> = Box<dyn FnMut(f64, &[f64]) -> ControlFlow<()> + 'm>;

/// Shows a step to somebody, who tells whether the run shall end.
pub(crate) type Observe<'a> = dyn Fn(f64, &[f64]) -> bool + 'a;

/// A function that is called after every step, and may end the run.
pub(crate) struct Observer<'m>(RefCell<Function<'m>>);

impl<'m> Observer<'m> {
    pub(crate) fn new(function: impl FnMut(f64, &[f64]) -> ControlFlow<()> + 'm) -> Observer<'m> {
        Observer(RefCell::new(Box::new(function)))
    }

    /// Shows a step. Tells whether the run shall end.
    pub(crate) fn ends(&self, t: f64, y: &[f64]) -> bool {
        (self.0.borrow_mut())(t, y).is_break()
    }
}

impl fmt::Debug for Observer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Observer")
    }
}
