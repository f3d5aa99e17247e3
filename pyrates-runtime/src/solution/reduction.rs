//! Numbers that follow from the samples one after the other, so that nobody needs to keep these.

/// What becomes of the samples of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Reduction {
    Last,
    Minimum,
    Maximum,
    /// The mean over time by the trapezoidal rule.
    Mean,
    /// The standard deviation over time by the same rule.
    StandardDeviation,
    /// The mean time between upward passages through a level.
    Period {
        level: f64,
    },
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
    /// An extremum, an area, the mean so far of what is above the first sample, or a number of passages.
    value: f64,
    /// The time that the mean is of, and the area of the squares of deviations from it; the first passage, and the last.
    more: [f64; 2],
}

impl Reducer {
    /// A reduction of a column of the samples.
    pub(crate) fn new(reduction: Reduction, column: usize) -> Reducer {
        let value = match reduction {
            Reduction::Minimum | Reduction::Maximum => f64::NAN,
            Reduction::Last
            | Reduction::Mean
            | Reduction::StandardDeviation
            | Reduction::Period { .. }
            | Reduction::Rate { .. } => 0.0,
        };
        Reducer { reduction, column, ends: None, value, more: [0.0; 2] }
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
            Reduction::StandardDeviation => {
                let half = 0.5 * (t - t0);
                [x0, x].into_iter().for_each(|x| self.deviate(x - first.1, half));
                self.value
            }
            Reduction::Period { level } if x0 < level && level <= x => {
                let passage = t0 + (t - t0) * ((level - x0) / (x - x0));
                self.more = [if self.value == 0.0 { passage } else { self.more[0] }, passage];
                self.value + 1.0
            }
            Reduction::Period { .. } => self.value,
            Reduction::Rate { threshold } if x0 < threshold && threshold <= x => self.value + 1.0,
            Reduction::Rate { .. } => self.value,
        };
        self.ends = Some([first, (t, x)]);
    }

    /// Takes a value for some time into the mean, and into the squares of deviations from it (West, Communications of the ACM
    /// 22 (1979) 532): no square of something large is subtracted from another one.
    fn deviate(&mut self, x: f64, time: f64) {
        if time > 0.0 {
            let [total, squares] = &mut self.more;
            *total += time;
            let change = x - self.value;
            self.value += change * (time / *total);
            *squares += time * change * (x - self.value);
        }
    }

    /// The number, NaN if there was no sample.
    pub(crate) fn value(&self) -> f64 {
        let Some([(first, x), (last, _)]) = self.ends else { return f64::NAN };
        match self.reduction {
            Reduction::Mean if last > first => self.value / (last - first),
            // A mean of no time is the value itself.
            Reduction::Mean => x,
            Reduction::StandardDeviation if self.more[0] > 0.0 => (self.more[1] / self.more[0]).sqrt(),
            // No time, no deviation.
            Reduction::StandardDeviation => 0.0,
            Reduction::Period { .. } if self.value > 1.0 => {
                (self.more[1] - self.more[0]) / (self.value - 1.0)
            }
            Reduction::Period { .. } => f64::NAN,
            Reduction::Rate { .. } => self.value / (last - first),
            Reduction::Last | Reduction::Minimum | Reduction::Maximum => self.value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_lie_between_samples() {
        let t: Vec<f64> = (0..=1000).map(|k| 0.01 * k as f64).collect();
        let x: Vec<f64> = t.iter().map(|t| 3.0 + (std::f64::consts::PI * (t - 0.25)).sin()).collect();
        let through = |level: f64| {
            let mut reducer = Reducer::new(Reduction::Period { level }, 0);
            reducer.take(&t, &x, 1);
            reducer
        };
        let Reducer { value: n, more: [first, last], .. } = through(3.0);
        assert_eq!(n, 5.0);
        assert!((first - 0.25).abs() < 1e-9 && (last - 8.25).abs() < 1e-9);
        assert_eq!(through(5.0).value, 0.0);
    }
}
