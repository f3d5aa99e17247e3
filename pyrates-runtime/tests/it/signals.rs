//! Analysis of signals against SciPy (`signals/make_reference.py` wrote `signals/reference.json`), and against what is known exactly.

use std::f64::consts::{PI, TAU};
use std::sync::OnceLock;

use pyrates_runtime::SignalError;
use pyrates_runtime::prelude::*;
use pyrates_runtime::scalar::Scalar;
use pyrates_runtime::signal::{
    Band, Filter, Hilbert, Peaks, Welch, Window, autocorrelation, correlation_matrix, envelope,
    order_parameter, period, phase, phase_locking_value, replace_by_sines, rotation_number, unwrap,
    upward_crossings,
};
use serde_json::Value;

/// Sums of up to 601 rounded terms of size one.
const ROUNDING: f64 = 1e-12;

fn reference() -> &'static Value {
    static REFERENCE: OnceLock<Value> = OnceLock::new();
    REFERENCE.get_or_init(|| serde_json::from_str(include_str!("signals/reference.json")).unwrap())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn list(name: &str) -> Vec<f64> {
    numbers(&reference()[name])
}

/// Both signals and the sampling step.
fn signals() -> (Vec<f64>, Vec<f64>, f64) {
    (list("x"), list("y"), 1.0 / number(&reference()["fs"]))
}

/// Each `every`th value is the reference, to a part of the largest one.
fn check(what: &str, found: &[f64], every: usize, expected: &[f64], tolerance: f64) {
    assert_eq!(found.len().div_ceil(every), expected.len(), "{what}");
    let size = expected.iter().fold(0.0f64, |size, value| size.max(value.abs()));
    let error = found.iter().step_by(every).zip(expected).fold(0.0f64, |e, (a, b)| e.max((a - b).abs()));
    assert!(error <= tolerance * size, "{what}: error {error:e} of {size:e}");
}

#[test]
fn butterworth_filters() {
    let (x, _, dt) = signals();
    let cases = reference()["filters"].as_array().unwrap();
    assert_eq!(cases.len(), 9);
    for case in cases {
        let corners = numbers(&case["band"]);
        let band = match case["kind"].as_str().unwrap() {
            "low" => Band::Low(corners[0]),
            "high" => Band::High(corners[0]),
            _ => Band::Pass(corners[0], corners[1]),
        };
        let order = case["order"].as_u64().unwrap() as usize;
        let filter = Filter::butterworth(order, band, dt).unwrap();
        let what = format!("{band:?} of order {order}");
        // Twenty poles within 0.03 of each other magnify the rounding of coefficients.
        let tolerance = if corners[0] < 1.0 { 1e-11 } else { ROUNDING };
        let sections = filter.sections();
        let expected: Vec<Vec<f64>> = case["sos"].as_array().unwrap().iter().map(numbers).collect();
        assert_eq!(sections.len(), expected.len(), "{what}");
        for (section, expected) in sections.iter().zip(&expected) {
            check(&what, &section[..3], 1, &expected[..3], tolerance);
            check(&what, &section[3..], 1, &expected[3..], tolerance);
        }
        check(&what, &filter.apply(&x).unwrap(), 7, &numbers(&case["sosfilt"]), tolerance);
        let both = filter.apply_both_ways(&x).unwrap();
        check(&what, &both, 7, &numbers(&case["sosfiltfilt"]), tolerance);
    }
}

/// What comes later changes nothing, to the last bit, also for signals shorter than the filter; and in place is the same.
#[test]
fn filters_are_causal() {
    let (x, _, dt) = signals();
    for order in [1, 7, 10, 13] {
        let filter = Filter::butterworth(order, Band::Pass(2.0, 20.0), dt).unwrap();
        let all = filter.apply(&x).unwrap();
        for n in (0..30).chain([600]) {
            assert_eq!(filter.apply(&x[..n]).unwrap(), all[..n], "order {order}, {n} samples");
        }
        let mut y = x.clone();
        filter.apply_in_place(&mut y).unwrap();
        assert_eq!(y, all);
    }
}

/// The gain of a band-pass is 1 in the middle (of the warped frequencies) and 1/sqrt(2) at the corners, and squared both ways.
#[test]
fn filters_damp_corners_by_three_decibels() {
    let dt = 0.01;
    let filter = Filter::butterworth(3, Band::Pass(4.0, 9.0), dt).unwrap();
    let warped = |f: f64| (PI * f * dt).tan();
    let middle = (warped(4.0) * warped(9.0)).sqrt().atan() / (PI * dt);
    for (f, gain) in [(4.0, 0.5f64.sqrt()), (middle, 1.0), (9.0, 0.5f64.sqrt())] {
        let x: Vec<f64> = (0..20_000).map(|k| (TAU * f * dt * k as f64).cos()).collect();
        let power = |y: &[f64]| y[5_000..15_000].iter().map(|y| y * y).sum::<f64>() / 10_000.0;
        let once = (power(&filter.apply(&x).unwrap()) / power(&x)).sqrt();
        let twice = (power(&filter.apply_both_ways(&x).unwrap()) / power(&x)).sqrt();
        // Cut-off cycles at the ends of the interval count for a part of 1/10 000 each.
        assert!((once - gain).abs() < 1e-3 && (twice - gain * gain).abs() < 1e-3, "{f}: {once} {twice}");
    }
}

#[test]
fn spectra_and_coherence() {
    let (x, y, dt) = signals();
    for case in reference()["spectra"].as_array().unwrap() {
        let (name, size) =
            (case["window"].as_str().unwrap(), |key: &str| case[key].as_u64().unwrap() as usize);
        let window = match name {
            "boxcar" => Window::Boxcar,
            "hann" => Window::Hann,
            "hamming" => Window::Hamming,
            _ => Window::Blackman,
        };
        let welch = Welch::new(size("segment")).unwrap().window(window).overlap(size("overlap")).unwrap();
        let spectrum = welch.spectrum(&x, dt).unwrap();
        check(name, &spectrum.frequencies, 1, &numbers(&case["frequencies"]), ROUNDING);
        check(name, &spectrum.values, 1, &numbers(&case["welch"]), ROUNDING);
        let cross = welch.cross_spectrum(&x, &y, dt).unwrap().values;
        let (re, im): (Vec<f64>, Vec<f64>) = cross.iter().map(|z| (z.re, z.im)).unzip();
        check(name, &re, 1, &numbers(&case["csd_re"]), ROUNDING);
        check(name, &im, 1, &numbers(&case["csd_im"]), ROUNDING);
        // The mean was removed, so under a boxcar the value at 0 is rounding over rounding.
        let from = usize::from(name == "boxcar");
        let coherence = welch.coherence(&x, &y, dt).unwrap().values;
        let expected = numbers(&case["coherence"]);
        check(name, &coherence[from..], 1, &expected[from..], ROUNDING);
        // Few frequencies by their sums, and so many that they are part of a transform of all.
        let frequencies = &spectrum.frequencies;
        for (first, last) in [(from, from + 2), (2, 17), (1, 20), (5, 4)] {
            let part = welch.coherence_within(&x, &y, dt, frequencies[first]..=frequencies[last]).unwrap();
            let part_of = |values: &[f64]| values.get(first..=last).map_or(Vec::new(), <[f64]>::to_vec);
            assert_eq!(part.frequencies, part_of(frequencies), "{name}");
            check(name, &part.values, 1, &part_of(&expected), ROUNDING);
        }
    }
}

/// Segments that overlap by half are summed by their halves where frequencies are few: no other numbers than those of a
/// transform of each segment, also for signals far from zero.
#[test]
fn few_frequencies_by_halves_are_those_of_whole_segments() {
    let value = |k: usize, seed: f64| 40.0 + (0.21 * k as f64 + seed).sin() + (seed * (k * k) as f64).cos();
    let [x, y] = [0.7, 1.9].map(|seed| (0..2011).map(|k| value(k, seed)).collect::<Vec<f64>>());
    for window in [Window::Boxcar, Window::Hann, Window::Hamming, Window::Blackman] {
        for segment in [32, 128, 1024] {
            let welch = Welch::new(segment).unwrap().window(window);
            let all = welch.coherence(&x, &y, 1.0).unwrap();
            for (first, last) in [(0, 2), (1, 12), (3, 3), (12, 16)] {
                let (from, to) = (all.frequencies[first], all.frequencies[last]);
                let part = welch.coherence_within(&x, &y, 1.0, from..=to).unwrap();
                assert_eq!(part.frequencies, all.frequencies[first..=last]);
                // The transform of a segment without its mean is rounding at frequency 0 under a boxcar.
                let skipped = usize::from(first == 0 && window == Window::Boxcar);
                let pairs = part.values.iter().zip(&all.values[first..=last]).skip(skipped);
                let error = pairs.fold(0.0f64, |error, (a, b)| error.max((a - b).abs()));
                assert!(error < ROUNDING, "{window:?}, {segment}: {error:e}");
            }
        }
    }
}

/// The integral of the density is the variance: exactly so for cosines that fit into the segments.
#[test]
fn spectra_integrate_to_the_variance() {
    let dt = 0.05;
    let x: Vec<f64> = (0..1000).map(|k| 3.0 * (TAU * 0.8 * dt * k as f64).cos() + 7.0).collect();
    let spectrum = Welch::new(250).unwrap().spectrum(&x, dt).unwrap();
    let power: f64 = spectrum.values.iter().sum::<f64>() / (250.0 * dt);
    assert!((power - 4.5).abs() < ROUNDING, "{power}");
    assert!((spectrum.peak().0 - 0.8).abs() < ROUNDING);
    assert_eq!(spectrum.nearest(0.83), spectrum.peak().0);
    assert!(spectrum.largest(0.85..=0.84).0.is_nan());
}

#[test]
fn analytic_signals() {
    let (x, _, _) = signals();
    for (n, name) in [(600, "hilbert_even"), (601, "hilbert_odd")] {
        let analytic = Hilbert::new(n).unwrap().analytic(&x[..n]).unwrap();
        let imaginary: Vec<f64> = analytic.iter().map(|z| z.im).collect();
        check(name, &imaginary, 5, &list(name), ROUNDING);
        assert!(analytic.iter().zip(&x).all(|(z, x)| z.re == *x));
    }
    let mean = x.iter().sum::<f64>() / 601.0;
    let centred: Vec<f64> = x.iter().map(|x| x - mean).collect();
    check("phase", &phase(&centred).unwrap(), 5, &list("phase_x"), ROUNDING);
    let wave: Vec<f64> = (0..500).map(|k| 2.5 * (TAU * f64::from(k) / 50.0 + 0.3).cos()).collect();
    check("envelope", &envelope(&wave).unwrap(), 1, &[2.5; 500], ROUNDING);
    let expected: Vec<f64> = (0..500).map(|k| TAU * f64::from(k) / 50.0 + 0.3).collect();
    check("phase of a wave", &phase(&wave).unwrap(), 1, &expected, ROUNDING);
    let sines: Vec<f64> = expected.iter().map(|phase| phase.sin()).collect();
    let hilbert = Hilbert::new(500).unwrap();
    // A plan may be used again, with what it left behind.
    for _ in 0..2 {
        let mut found = wave.clone();
        hilbert.replace_by_sine(&mut found).unwrap();
        check("sine of the phase", &found, 1, &sines, ROUNDING);
    }
    assert!(hilbert.replace_by_sine(&mut [0.0; 499]).is_err());
}

#[test]
fn sines_are_those_of_equations() {
    // Some more than whole blocks.
    let phases: Vec<f64> = (0..1003).map(|k| f64::from(k) * 7.3 - 1000.0).collect();
    let mut sines = phases.clone();
    replace_by_sines(&mut sines);
    for (phase, sine) in phases.iter().zip(&sines) {
        assert_eq!(sine.to_bits(), Scalar::sin(*phase).to_bits(), "{phase}");
        assert!((sine - phase.sin()).abs() < 4.0 * f64::EPSILON, "{phase}");
    }
}

/// As NumPy has it, half turns included.
#[test]
fn unwrapped_angles() {
    assert_eq!(unwrap(&[0.0, PI, 0.0, -PI]), [0.0, PI, 0.0, -PI]);
    assert_eq!(unwrap(&[0.0, 3.0 * PI]), [0.0, PI]);
    assert_eq!(unwrap(&[3.0, -3.0, 3.0]), [3.0, -3.0 + TAU, 3.0]);
    assert!(unwrap(&[]).is_empty());
}

#[test]
fn autocorrelation_and_connectivity() {
    let (x, y, _) = signals();
    check("autocorrelation", &autocorrelation(&x, 299).unwrap(), 3, &list("acf"), ROUNDING);
    let reversed: Vec<f64> = x.iter().rev().copied().collect();
    let found = correlation_matrix(&[x, y, reversed, vec![1.0; 601]]).unwrap();
    for (row, expected) in found.iter().zip(reference()["corrcoef"].as_array().unwrap()) {
        check("correlation", &row[..3], 1, &numbers(expected), ROUNDING);
        assert!(row[3].is_nan());
    }
    assert!(found[3].iter().all(|value| value.is_nan()));
}

#[test]
fn peaks() {
    let (x, _, _) = signals();
    // Rounded to tenths there are plateaus, and equal peaks.
    let coarse: Vec<f64> = x.iter().map(|x| (x * 10.0).round_ties_even() / 10.0).collect();
    let cases = reference()["peaks"].as_array().unwrap();
    assert_eq!(cases.len(), 5);
    for case in cases {
        let options = &case["options"];
        let mut peaks = Peaks::new();
        if let Some(height) = options["height"].as_f64() {
            peaks = peaks.height(height);
        }
        if let Some(distance) = options["distance"].as_u64() {
            peaks = peaks.distance(distance as usize);
        }
        if let Some(prominence) = options["prominence"].as_f64() {
            peaks = peaks.prominence(prominence);
        }
        // Which of equal peaks gives way to the other SciPy leaves open.
        let signal = if options["distance"].is_null() { &coarse } else { &x };
        let found = peaks.find(signal).unwrap();
        let indices: Vec<f64> = found.iter().map(|peak| peak.index as f64).collect();
        assert_eq!(indices, numbers(&case["indices"]), "{options}");
        let prominences: Vec<f64> = found.iter().map(|peak| peak.prominence).collect();
        check("prominences", &prominences, 1, &numbers(&case["prominences"]), ROUNDING);
    }
}

#[test]
fn synchrony() {
    let (x, y, _) = signals();
    let phases = [x, y].map(|signal| {
        let mean = signal.iter().sum::<f64>() / signal.len() as f64;
        phase(&signal.iter().map(|value| value - mean).collect::<Vec<_>>()).unwrap()
    });
    for (n, m, name) in [(1, 1, "plv_1_1"), (2, 1, "plv_2_1")] {
        let found = phase_locking_value(&phases[0], &phases[1], n, m).unwrap();
        assert!((found - number(&reference()[name])).abs() < ROUNDING, "{name}: {found}");
    }
    // Four phases around the circle cancel; two a quarter apart have the mean cos(pi/4) between them.
    let around: Vec<[f64; 1]> = (0..4).map(|k| [PI / 2.0 * f64::from(k)]).collect();
    assert!(order_parameter(&around).unwrap()[0].norm() < ROUNDING);
    let two = order_parameter(&[[1.0, 0.0], [1.0 + PI / 2.0, 0.0]]).unwrap();
    assert!((two[0].norm() - 0.5f64.sqrt()).abs() < ROUNDING);
    assert!((two[0].arg() - 1.0 - PI / 4.0).abs() < ROUNDING);
    assert!((two[1] - 1.0).norm() < ROUNDING);
}

#[test]
fn cycles() {
    let dt = 0.01;
    let x: Vec<f64> = (0..=5000).map(|k| (TAU * 0.37 * dt * f64::from(k) - 0.5).sin() + 2.0).collect();
    let times = upward_crossings(&x, dt, 2.0).unwrap();
    // A line through two samples of a sine misses its zero by less than (2 pi f dt)^3/(9 sqrt(3)) of 1/(2 pi f).
    for (k, t) in times.iter().enumerate() {
        assert!((t - (k as f64 + 0.5 / TAU) / 0.37).abs() < 1e-6, "{t}");
    }
    assert!((period(&x, dt, 2.0).unwrap() - 1.0 / 0.37).abs() < 1e-7);
    // 18 cycles within 50 units of time.
    assert_eq!(times.len(), 19);
    assert!((rotation_number(&x, dt, 2.0, 0.74).unwrap() - 19.0 / 50.0 / 0.74).abs() < ROUNDING);
    // A sample on the level counts once.
    assert_eq!(upward_crossings(&[-1.0, 0.0, 1.0, -1.0, 0.0, -1.0], 1.0, 0.0).unwrap(), [1.0, 4.0]);
}

pyrates_runtime::operator! {
    Pair {
        equations { d/dt x = z; d/dt z = -x; }
        variables { x: output(1.0), z: variable(0.0) }
    }
}

#[test]
fn solutions_as_signals() {
    let model = Pair::default();
    let run = model.simulate(0.0..200.0).rtol(1e-9).atol(1e-9).interval(0.1).cutoff(20.0).run().unwrap();
    let dt = run.sampling_step().unwrap();
    assert!((dt - 0.1).abs() < ROUNDING);
    // The line between two samples of a cosine (see `cycles`), over 28 cycles.
    assert!((period(&run.column("x").unwrap(), dt, 0.0).unwrap() - TAU).abs() < 1e-5);
    let adaptive = model.simulate(0.0..20.0).run().unwrap();
    let error = adaptive.sampling_step().unwrap_err();
    assert!(matches!(error, SignalError::Uneven { .. }), "{error:?}");
    assert!(error.to_string().contains(".interval(..)"), "{error}");
}

/// What cannot be done is said, with what would work.
#[test]
fn mistakes() {
    let x = [0.0, 1.0, f64::NAN, 2.0];
    let says = |error: SignalError, words: &str| {
        let text = error.to_string();
        assert!(text.contains(words), "{text}");
    };
    let fine = Filter::butterworth(2, Band::Low(0.1), 1.0).unwrap();
    says(fine.apply(&x).unwrap_err(), "sample 2 is NaN");
    says(fine.apply_both_ways(&x[..2]).unwrap_err(), "at least 10 samples and has 2");
    for (order, band, dt, words) in [
        (0, Band::Low(0.1), 1.0, "from 1 to 64"),
        (65, Band::Low(0.1), 1.0, "from 1 to 64"),
        (2, Band::Low(0.1), 0.0, "sampling step is 0"),
        (2, Band::Low(0.5), 1.0, "between 0 and half the sampling rate, 0.5"),
        (2, Band::High(f64::NAN), 1.0, "between 0 and half"),
        (2, Band::Pass(0.2, 0.1), 1.0, "corner frequencies 0.2 and 0.1"),
        (2, Band::Pass(-0.2, 0.1), 1.0, "corner frequencies -0.2 and 0.1"),
        (9, Band::Pass(1e-13, 2e-13), 1.0, "unstable"),
    ] {
        says(Filter::butterworth(order, band, dt).unwrap_err(), words);
    }
    says(Welch::new(0).unwrap_err(), "segments of 0 samples");
    says(Welch::new(8).unwrap().overlap(8).unwrap_err(), "cannot share 8");
    let welch = Welch::new(4).unwrap();
    says(welch.spectrum(&x[..2], 1.0).unwrap_err(), "at least 4 samples");
    says(welch.spectrum(&[0.0; 4], -1.0).unwrap_err(), "sampling step is -1");
    says(welch.coherence(&[0.0; 4], &[0.0; 5], 1.0).unwrap_err(), "has 5 samples where 4");
    says(Hilbert::new(0).unwrap_err(), "at least 1 samples");
    says(Hilbert::new(3).unwrap().analytic(&x).unwrap_err(), "has 4 samples where 3");
    says(autocorrelation(&[1.0; 9], 3).unwrap_err(), "must be a signal that changes");
    says(autocorrelation(&[1.0, 2.0], 2).unwrap_err(), "at least 3 samples");
    says(correlation_matrix(&[vec![1.0, 2.0], vec![1.0]]).unwrap_err(), "has 1 samples where 2");
    says(Peaks::new().distance(0).find(&[]).unwrap_err(), "must be 1 or more");
    says(period(&[0.0, 1.0], 1.0, 5.0).unwrap_err(), "crosses 5 upwards 0 times");
    says(rotation_number(&[0.0, 1.0], 1.0, 0.5, 0.0).unwrap_err(), "`frequency` is 0");
    says(order_parameter::<Vec<f64>>(&[]).unwrap_err(), "at least 1 samples");
    says(phase_locking_value(&[], &[], 1, 1).unwrap_err(), "at least 1 samples");
    // Nothing is found where nothing is, and a power of zero has no coherence.
    assert!(Peaks::new().find(&[1.0, 1.0]).unwrap().is_empty());
    assert!(correlation_matrix::<Vec<f64>>(&[]).unwrap().is_empty());
    assert!(welch.coherence(&[1.0; 4], &[1.0; 4], 1.0).unwrap().peak().0.is_nan());
}
