//! The parameters of a run, of which the runs of a sweep share most.

use std::borrow::Cow;
use std::sync::Arc;

/// Parameters: those of a model, which many runs share, and what one run has instead of some of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    common: Arc<Vec<f64>>,
    /// Places and values.
    own: Vec<(usize, f64)>,
}

impl Values {
    pub(crate) fn new(values: Vec<f64>) -> Values {
        Values { common: Arc::new(values), own: Vec::new() }
    }

    /// The same with other values at some places.
    pub(crate) fn with(&self, own: Vec<(usize, f64)>) -> Values {
        let values = Values { common: self.common.clone(), own: [self.own.clone(), own].concat() };
        // A value with its place takes as much as two values.
        match 2 * values.own.len() < values.len() {
            true => values,
            false => Values::new(values.all().into_owned()),
        }
    }

    /// Places and values of those that the run does not share.
    pub(crate) fn own(&self) -> &[(usize, f64)] {
        &self.own
    }

    pub(crate) fn len(&self) -> usize {
        self.common.len()
    }

    /// All of them, one after the other.
    pub(crate) fn all(&self) -> Cow<'_, [f64]> {
        match self.own.is_empty() {
            true => Cow::Borrowed(&self.common),
            false => {
                let mut all = self.common.to_vec();
                self.put_own(&mut all);
                Cow::Owned(all)
            }
        }
    }

    /// Writes the first ones, as many as there is room for.
    pub(crate) fn write_to(&self, p: &mut [f64]) {
        p.copy_from_slice(&self.common[..p.len()]);
        self.put_own(p);
    }

    fn put_own(&self, p: &mut [f64]) {
        for &(place, value) in &self.own {
            if let Some(to) = p.get_mut(place) {
                *to = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_have_values_of_their_own() {
        let common = Values::new((0..9).map(f64::from).collect());
        assert!(matches!(common.all(), Cow::Borrowed(_)));
        let own = common.with(vec![(7, -7.0), (1, -1.0)]);
        assert_eq!(*own.all(), [0.0, -1.0, 2.0, 3.0, 4.0, 5.0, 6.0, -7.0, 8.0]);
        assert!(Arc::ptr_eq(&own.common, &common.common));
        let mut first = [f64::NAN; 3];
        own.with(vec![(1, 0.5)]).write_to(&mut first);
        assert_eq!(first, [0.0, 0.5, 2.0]);
        let many = common.with((0..5).map(|i| (i, 1.0)).collect());
        assert_eq!(*many.all(), [1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 6.0, 7.0, 8.0]);
        assert!(many.own.is_empty() && many.len() == 9);
    }
}
