//! `pyrates sweep` and `pyrates merge`.

use crate::{failure, folder, library, run, success, table};

/// The sweep of the tests: two axes, of which one is logarithmic, and three measures.
fn sweep<'a>(vdp: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let run = ["sweep", vdp, "vdp", "--t-end", "60", "--dt", "0.02", "--cutoff", "20", "--rtol", "1e-5"];
    let design = ["--over", "p/vdp_op/mu=0.5:2:3:log", "--over", "p/vdp_op/x=1,2"];
    let measures =
        ["--measure", "period:p/vdp_op/x", "--measure", "max:p/vdp_op/x", "--measure", "rate:p/vdp_op/x:1.5"];
    [&run[..], &design, &measures, more].concat()
}

#[test]
fn models_are_swept() {
    let vdp = library("oscillators");
    let csv = success(&sweep(&vdp, &[]));
    let (header, rows) = table(&csv);
    let measured = ["period of p/vdp_op/x", "maximum of p/vdp_op/x", "rate of p/vdp_op/x"];
    assert_eq!(header, [&["p/vdp_op/mu", "p/vdp_op/x"][..], &measured].concat());
    let keys: Vec<[f64; 2]> = rows.iter().map(|row| [row[0], row[1]]).collect();
    assert_eq!(keys, [[0.5, 1.0], [0.5, 2.0], [1.0, 1.0], [1.0, 2.0], [2.0, 1.0], [2.0, 2.0]]);
    // Known periods and amplitudes of the limit cycle; 40 units of time hold six or seven passages of 1.5.
    let cycles = [(0.5, 6.380_7), (1.0, 6.663_3), (2.0, 7.629_9)];
    for row in &rows {
        let (_, period) = cycles.into_iter().find(|(mu, _)| *mu == row[0]).expect("a known cycle");
        assert!((row[2] - period).abs() < 2e-3, "{row:?}");
        assert!((row[3] - 2.01).abs() < 0.02 && (row[4] - 1.0 / period).abs() < 1.0 / 40.0, "{row:?}");
    }
    // A member is a simulation.
    let single = success(&[
        "simulate",
        &vdp,
        "vdp",
        "--t-end",
        "60",
        "--dt",
        "0.02",
        "--cutoff",
        "20",
        "--rtol",
        "1e-5",
        "--set",
        "p/vdp_op/mu=2",
        "--set",
        "p/vdp_op/x=1",
        "--record",
        "p/vdp_op/x",
    ]);
    let largest = table(&single).1.iter().map(|row| row[1]).fold(f64::MIN, f64::max);
    assert_eq!(largest.to_bits(), rows[4][3].to_bits());
}

#[test]
fn sweeps_are_shared_out_and_merged() {
    let (vdp, out) = (library("oscillators"), folder("swept"));
    let name = |file: &str| out.join(file).display().to_string();
    let [first, second, csv, npz, svg] = ["1.sweep", "2.sweep", "all.csv", "all.npz", "all.svg"].map(name);
    success(&sweep(&vdp, &["--shard", "1/2", "--journal", &first, "--threads", "1"]));
    let output = run(&["merge", &first]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "3 of 6 runs are in these journals\n");
    success(&sweep(&vdp, &["--shard", "2/2", "--journal", &second]));
    let written = success(&["merge", &first, &second, "--csv", &csv, "--npz", &npz, "--picture", &svg]);
    assert!(written.is_empty(), "{written}");
    assert_eq!(std::fs::read_to_string(csv).expect("a table"), success(&sweep(&vdp, &[])));
    let picture = std::fs::read_to_string(svg).expect("a picture");
    assert!(picture.contains("period of p/vdp_op/x") && picture.contains("log10(p/vdp_op/mu)"));
    assert!(std::fs::read(npz).expect("arrays").starts_with(b"PK"));
}

#[test]
fn sweeps_that_make_no_sense_are_refused() {
    let vdp = library("oscillators");
    let wrong = |more: &[&str], code: i32, says: &str| {
        let (found, error) = failure(&sweep(&vdp, more));
        assert!(found == code && error.contains(says), "{more:?}: {error}");
    };
    wrong(&["--over", "k=1:2"], 2, "write `path=from:to:n`");
    wrong(&["--over", "k=-1:2:5:log"], 2, "equal ratios need two ends of one sign");
    wrong(&["--measure", "maen:x"], 2, "there is no measure `maen`; there are last, min, max");
    wrong(&["--measure", "rate:x"], 2, "a rate needs a threshold");
    wrong(&["--shard", "3/2"], 2, "write `k/n` with k from 1 to n");
    wrong(&["--over", "p/vdp_op/muu=1"], 1, "did you mean `p/vdp_op/mu`?");
    wrong(&["--over", "all/vdp_op/mu=1"], 1, "set the same value of the model");
    wrong(&["--measure", "mean:p/vdp_op/y"], 1, "`p/vdp_op/y`");
    wrong(&["--over", "p/vdp_op/z=1", "--picture", "a.svg"], 1, "a picture needs one axis or two");
    wrong(&["--picture", "a.gif"], 1, "must end in `.svg` or `.png`");
    wrong(
        &["--method", "euler"],
        1,
        "`--rtol` has no meaning for Euler, which makes fixed steps; set the length of the steps with `--dt`",
    );
    wrong(&["--table", "no.csv"], 1, "no.csv: ");
    if cfg!(not(feature = "parquet")) {
        wrong(&["--parquet", "a.parquet"], 1, "build it with `--features parquet`");
    }
    // Some runs may fail, but not all.
    let blow_up = ["--method", "euler", "--dt", "10"];
    let all =
        ["sweep", &vdp, "vdp", "--t-end", "900", "--over", "p/vdp_op/mu=1,2", "--measure", "last:p/vdp_op/x"];
    let (code, error) = failure(&[&all[..], &blow_up].concat());
    assert!(
        code == 1 && error.contains("error: 2 of 2 runs failed, the first: member 0 (p/vdp_op/mu = 1)"),
        "{error}"
    );
}

/// A sweep of the oscillator for a short time, with the last value.
fn short<'a>(vdp: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let run = ["sweep", vdp, "vdp", "--t-end", "1", "--dt", "0.5", "--measure", "last:p/vdp_op/x"];
    [&run[..], more].concat()
}

#[test]
fn axes_go_together() {
    let vdp = library("oscillators");
    let axes = ["--over", "fast=p/vdp_op/mu=1:3:3", "--with", "p/vdp_op/x=3,2,1", "--over", "p/vdp_op/z=0,1"];
    let csv = success(&short(&vdp, &axes));
    let (header, rows) = table(&csv);
    assert_eq!(header, ["fast", "p/vdp_op/x", "p/vdp_op/z", "last of p/vdp_op/x"]);
    let keys: Vec<&[f64]> = rows.iter().map(|row| &row[..3]).collect();
    let expected = [[1., 3., 0.], [1., 3., 1.], [2., 2., 0.], [2., 2., 1.], [3., 1., 0.], [3., 1., 1.]];
    assert_eq!(keys, expected);
    // One axis for two variables.
    let csv = success(&short(&vdp, &["--over", "both=p/vdp_op/x,p/vdp_op/z=1,2"]));
    let (header, rows) = table(&csv);
    assert_eq!((header.as_slice(), rows.len()), (["both", "last of p/vdp_op/x"].as_slice(), 2));
}

/// Points of distributions are one axis, in the order of the library, whatever is between them.
#[test]
fn distributions_are_sampled() {
    use pyrates_runtime::sweep::{Design, Distribution, Sampling};
    let vdp = library("oscillators");
    let axes = ["--over", "p/vdp_op/mu=loguniform:0.1:10", "--over", "p/vdp_op/z=0,1"];
    let more = ["--over", "p/vdp_op/x=normal:-1:2", "--sample", "sobol:8:3"];
    let csv = success(&short(&vdp, &[&axes[..], &more].concat()));
    let (header, rows) = table(&csv);
    assert_eq!(header[..3], ["p/vdp_op/mu", "p/vdp_op/x", "p/vdp_op/z"]);
    let mu = ("mu", Distribution::LogUniform { low: 0.1, high: 10.0 });
    let x = ("x", Distribution::Normal { mean: -1.0, sd: 2.0 });
    let design = Design::new().sample(Sampling::Sobol, 8, 3, [mu, x]).axis("z", [0.0, 1.0]);
    assert_eq!(rows.len(), 16);
    for (member, row) in rows.iter().enumerate() {
        assert_eq!(row[..3], design.values(member));
    }
    let points =
        |sample: &str| success(&short(&vdp, &["--over", "p/vdp_op/mu=uniform:0:1", "--sample", sample]));
    assert_eq!(points("random:5"), points("random:5:0"));
    assert_ne!(points("random:5:1"), points("latin-hypercube:5:1"));
}

#[test]
fn axes_that_make_no_sense_are_refused() {
    let vdp = library("oscillators");
    let wrong = |more: &[&str], code: i32, says: &str| {
        let (found, error) = failure(&short(&vdp, more));
        assert!(found == code && error.contains(says), "{more:?}: {error}");
    };
    let over = "--over";
    wrong(&[over, "p/vdp_op/mu=uniform:2:1"], 2, "needs finite ends, the lower one first");
    wrong(
        &[over, "p/vdp_op/mu=gauss:2:1"],
        2,
        "there is no distribution `gauss`; there are uniform, loguniform, ",
    );
    wrong(&[over, "p/vdp_op/mu=uniform:0:1"], 2, "`p/vdp_op/mu` has a distribution; say how many points");
    wrong(&[over, "p/vdp_op/mu=1", "--sample", "sobol:8"], 2, "`--sample` needs values with a distribution");
    wrong(
        &["--sample", "soboll:8"],
        2,
        "there is no sampling `soboll`; there are random, latin-hypercube, sobol",
    );
    wrong(
        &["--with", "p/vdp_op/mu=1", over, "p/vdp_op/x=1"],
        2,
        "`--with p/vdp_op/mu=..` has no `--over` before it",
    );
    let lists = [over, "p/vdp_op/mu=1,2", "--with", "p/vdp_op/x=1"];
    wrong(&lists, 1, "`--with p/vdp_op/x=..` has 1 values, and the `--over` before it 2");
    let mixed = [over, "p/vdp_op/mu=1,2", "--with", "p/vdp_op/x=uniform:0:1"];
    wrong(&mixed, 2, "`p/vdp_op/x` has a distribution, and `--with` joins lists");
    let twice = [over, "p/vdp_op/mu=1,2", over, "p/vdp_op/mu=3"];
    wrong(&twice, 1, "two axes are called `p/vdp_op/mu`; leave one of them out, or give it a name");
    let many: Vec<String> = (0..22).map(|k| format!("k{k}=uniform:0:1")).collect();
    let many: Vec<&str> = many.iter().flat_map(|axis| [over, axis]).chain(["--sample", "sobol:8"]).collect();
    wrong(&many, 1, "there are 22 distributions; write `--sample latin-hypercube:N`");
    wrong(&["--threads", "0"], 2, "`0` is not a whole number from 1 on");
    wrong(
        &["--measure", "last:p/vdp_op/x"],
        1,
        "two columns are called `last of p/vdp_op/x`; leave one of them out",
    );
}

#[test]
fn periods_have_levels_and_spectra_have_peaks() {
    let vdp = library("oscillators");
    let run = ["sweep", &vdp, "vdp", "--t-end", "220", "--dt", "0.02", "--cutoff", "20", "--rtol", "1e-8"];
    let measures = [
        "--measure",
        "through=period:p/vdp_op/x:1",
        "--measure",
        "period:p/vdp_op/x",
        "--measure",
        "peak:p/vdp_op/x:5000:window=blackman:overlap=4000",
    ];
    let all = |more: &[&'static str]| [&run[..], &measures, more].concat();
    let csv = success(&all(&[]));
    let (header, rows) = table(&csv);
    let peak = ["peak frequency of p/vdp_op/x", "peak power of p/vdp_op/x"];
    assert_eq!(header, [&["through", "period of p/vdp_op/x"][..], &peak].concat());
    // The known period for mu = 1; frequencies are multiples of 0.01.
    let row = &rows[0];
    assert!((row[0] - 6.663_286_86).abs() < 1e-5 && (row[1] - row[0]).abs() < 1e-6, "{row:?}");
    assert!((row[2] - 1.0 / row[0]).abs() < 0.006 && row[3] > 1.0, "{row:?}");
    // Other settings are other numbers, and a reduction gives the period without samples.
    let hann = [&run[..], &["--measure", "peak:p/vdp_op/x:5000"]].concat();
    assert_ne!(table(&success(&hann)).1[0][1], row[3]);
    let alone = [&run[..], &["--measure", "period:p/vdp_op/x:1"]].concat();
    assert_eq!(table(&success(&alone)).1[0][0], row[0]);
    let wrong = |arguments: &[&str], says: &str| {
        let (code, error) = failure(arguments);
        assert!(code == 2 && error.contains(says), "{error}");
    };
    wrong(&[&run[..], &["--measure", "peak:p/vdp_op/x"]].concat(), "a peak needs the samples of a segment");
    wrong(&[&run[..], &["--measure", "peak:x:8:overlap=8"]].concat(), "segments of 8 samples cannot share 8");
    wrong(&[&run[..], &["--measure", "peak:x:8:hann"]].concat(), "write `overlap=500` or `window=hamming`");
    wrong(&[&run[..], &["--measure", "mean:x:0.5"]].concat(), "this measure ends with its path");
    let uneven = ["sweep", &vdp, "vdp", "--t-end", "1", "--measure", "peak:p/vdp_op/x:8"];
    wrong(&uneven, "needs samples at equal distances; add their distance, as in `--dt 1e-3`");
    wrong(&[&uneven[..], &["--dt", "0.3"]].concat(), "no multiple of `--dt 0.3`");
}

#[test]
fn sweeps_that_need_too_much_memory_are_refused() {
    let vdp = library("oscillators");
    let run = ["sweep", &vdp, "vdp", "--t-end", "1", "--dt", "1e-4", "--over", "p/vdp_op/mu=0:1:50"];
    let more = ["--measure", "period:p/vdp_op/x", "--threads", "2", "--memory-limit"];
    let (code, error) = failure(&[&run[..], &more, &["200kB"]].concat());
    let says = "mostly for the samples of 2 runs at once, and 200 kB may be used; set `--threads` to 1, take samples at a longer \
                `--dt`, or raise `--memory-limit`";
    assert!(code == 1 && error.contains(says), "{error}");
    assert_eq!(table(&success(&[&run[..], &more, &["10MB"]].concat())).1.len(), 50);
}
