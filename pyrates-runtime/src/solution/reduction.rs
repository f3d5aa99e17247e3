//! Numbers that follow from the samples one after the other, so that nobody needs to keep these.

/// What becomes of the samples of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reduction {
    Last,
    Minimum,
    Maximum,
    /// The mean over time by the trapezoidal rule.
    Mean,
    /// Upward passages through a threshold per unit of time.
    Rate {
        threshold: f64,
    },
}

/// A reduction on its way.
#[derive(Debug, Clone)]
pub(crate) struct Reducer {
    reduction: Reduction,
    column: usize,
    /// The first sample and the last one.
    ends: Option<[(f64, f64); 2]>,
    /// An extremum, an area, or a number of passages.
    value: f64,
}

impl Reducer {
    /// A reduction of a column of the samples.
    pub(crate) fn new(reduction: Reduction, column: usize) -> Reducer {
        let value = match reduction {
            Reduction::Minimum | Reduction::Maximum => f64::NAN,
            Reduction::Last | Reduction::Mean | Reduction::Rate { .. } => 0.0,
        };
        Reducer { reduction, column, ends: None, value }
    }

    /// Takes the next samples: rows of a width.
    pub(crate) fn take(&mut self, t: &[f64], rows: &[f64], width: usize) {
        t.iter().zip(rows.chunks_exact(width)).for_each(|(t, row)| self.add(*t, row[self.column]));
    }

    fn add(&mut self, t: f64, x: f64) {
        let [first, (t0, x0)] = self.ends.unwrap_or([(t, x); 2]);
        self.value = match self.reduction {
            Reduction::Last => x,
            Reduction::Minimum => self.value.min(x),
            Reduction::Maximum => self.value.max(x),
            Reduction::Mean => self.value + (t - t0) * 0.5 * (x0 + x),
            Reduction::Rate { threshold } if x0 < threshold && threshold <= x => self.value + 1.0,
            Reduction::Rate { .. } => self.value,
        };
        self.ends = Some([first, (t, x)]);
    }

    /// The number, NaN if there was no sample.
    pub(crate) fn value(&self) -> f64 {
        let Some([(first, x), (last, _)]) = self.ends else { return f64::NAN };
        match self.reduction {
            Reduction::Mean if last > first => self.value / (last - first),
            // A mean of no time is the value itself.
            Reduction::Mean => x,
            Reduction::Rate { .. } => self.value / (last - first),
            Reduction::Last | Reduction::Minimum | Reduction::Maximum => self.value,
        }
    }
}
