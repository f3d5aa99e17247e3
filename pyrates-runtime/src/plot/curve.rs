//! The points of curves: enough to look smooth, few enough for a file of reasonable size.

use crate::solution::Solution;

/// Where a solution knows more than its samples, it is drawn at so many equal intervals besides.
const SMOOTH: usize = 1000;
/// Above this number of samples, only extremes are drawn.
const TOO_MANY: usize = 8000;

/// The points of the curves of some columns.
pub(super) fn curves(solution: &Solution, columns: &[usize]) -> Vec<Vec<(f64, f64)>> {
    let mut curves = vec![Vec::new(); columns.len()];
    let mut add = |t: f64, row: &[f64]| {
        for (curve, &column) in curves.iter_mut().zip(columns) {
            curve.push((t, row[column]));
        }
    };
    solution.rows().for_each(|(t, row)| add(t, row));
    if solution.t.len() < SMOOTH {
        // Without dense output the samples are all there is.
        let times: Vec<f64> = between(&solution.t).collect();
        let rows = solution.at_times(&times).unwrap_or_default();
        for (&t, row) in times.iter().zip(rows.chunks_exact(solution.labels().len().max(1))) {
            add(t, row);
        }
    }
    curves.into_iter().map(|curve| thin(sorted(curve))).collect()
}

fn between(t: &[f64]) -> impl Iterator<Item = f64> {
    let (t0, t_end) = (t.first().copied().unwrap_or(0.0), t.last().copied().unwrap_or(0.0));
    (1..SMOOTH).map(move |k| t0 + (t_end - t0) * k as f64 / SMOOTH as f64)
}

fn sorted(mut curve: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    curve.sort_by(|a, b| a.0.total_cmp(&b.0));
    curve
}

/// Replaces groups of neighbouring points by their lowest and highest one, which looks the same once a
/// group is narrower than the line.
fn thin(curve: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if curve.len() <= TOO_MANY {
        return curve;
    }
    let group = curve.len().div_ceil(TOO_MANY / 4);
    let mut thinned = Vec::new();
    for points in curve.chunks(group) {
        let by_value = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let extremes =
            [points.first(), points.iter().min_by(by_value), points.iter().max_by(by_value), points.last()];
        thinned.extend(sorted(extremes.into_iter().flatten().copied().collect()));
    }
    thinned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_peaks_and_ends() {
        let mut curve: Vec<(f64, f64)> = (0..100_000).map(|i| (f64::from(i), 0.0)).collect();
        curve[54_321].1 = 7.0;
        let thinned = thin(curve);
        assert!(thinned.len() <= TOO_MANY);
        assert!(thinned.contains(&(54_321.0, 7.0)));
        assert_eq!((thinned[0].0, thinned[thinned.len() - 1].0), (0.0, 99_999.0));
    }
}
