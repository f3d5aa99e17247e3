use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use pyrates_runtime::prelude::*;
use pyrates_runtime::sweep::{
    Design, Distribution, Key, Measure, Sampling, Sweep, SweepError, SweepTable, linspace,
};
use pyrates_runtime::{circuit, node, operator};

operator! {
    LotkaVolterra {
        equations { d/dt x = x*(alpha + x_in); }
        variables { x: output(0.5), alpha: 0.5, x_in: input(0.0) }
    }
}
node! { Species { lv: LotkaVolterra } }
circuit! {
    PredatorPrey {
        nodes { predator: Species { lv.alpha: -1.0 }, prey: Species { lv.alpha: 0.7 } }
        edges {
            predator.lv.x -> prey.lv.x_in { weight: -1.3 };
            prey.lv.x -> predator.lv.x_in { weight: 1.0, delay: 0.5 };
        }
    }
}
operator! {
    VanDerPol {
        equations { d/dt x = z; d/dt z = mu*z*(1 - x^2) - x + inp; }
        variables { x: output(0.0), z: variable(1.0), mu: 1.0, inp: input(0.0) }
    }
}
operator! {
    /// Decay that can be driven, reset and shaken.
    Leaky {
        equations { d/dt v = -v/tau + drive + noise(sigma); }
        variables { v: output(0.1), tau: 1.0, drive: 0.0, sigma: 0.0, threshold: 1e3 }
        events { on v > threshold { v = 0; } }
    }
}

operator! {
    /// Two states, with three sources of noise.
    Shaken {
        equations {
            d/dt x = y + noise(a) + noise(b*t);
            d/dt y = -x - damping*y + drive + noise(b);
        }
        variables { x: output(0.5), y: variable(0.0), damping: 0.1, drive: 0.0, a: 0.1, b: 0.2 }
    }
}
operator! {
    /// Growth that noise drives out of the range of numbers if `k` is large.
    Growing {
        equations { d/dt x = k*x^3 - x + noise(sigma*x); }
        variables { x: output(1.0), k: -1.0, sigma: 0.3 }
    }
}

operator! {
    /// Blows up at a finite time if `k` is positive.
    Explosive {
        equations { d/dt x = k*x^2; }
        variables { x: output(1.0), k: 1.0 }
    }
}

/// A file that does not outlive the test.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str) -> TempFile {
        let path = std::env::temp_dir().join(format!("pyrates-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        TempFile(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Holds every member of a sweep to a single simulation of a model with its values, bit by bit.
fn check<'m, M: Model + Clone + Sync + 'm>(
    model: &M,
    design: &Design,
    options: impl Fn(Simulation<'_, M>, u64) -> Simulation<'_, M>,
) {
    let plain = |simulation| options(simulation, u64::MAX);
    let runs = plain(model.simulate(0.0..5.0)).sweep(design.clone()).threads(2).run().expect("a sweep");
    let n = design.n_members().expect("a sound design");
    assert_eq!(runs.iter().count(), n, "{:?}", runs.failures());
    for (member, found) in runs.iter() {
        let mut single = model.clone();
        for (key, &value) in design.keys().zip(member.values) {
            for path in key.paths() {
                single.set(path, value).expect("a path");
            }
        }
        let expected = options(single.simulate(0.0..5.0), member.number as u64).run().expect("a run");
        let bits = |solution: &Solution| {
            let all = solution.t.iter().chain(solution.values());
            all.map(|x| x.to_bits()).collect::<Vec<u64>>()
        };
        assert_eq!(bits(found), bits(&expected), "member {}", member.number);
        assert_eq!(found.stats, expected.stats);
    }
}

/// The same for several numbers of members at once; those that fail do so alike. No run begins at 0, which idle lanes have as their time.
fn check_lanes<'m, M: Model + Sync + 'm>(
    model: &M,
    design: &Design,
    options: impl Fn(Simulation<'_, M>) -> Simulation<'_, M>,
) {
    let run = |lanes: usize| {
        let sweep = options(model.simulate(3.0..8.0)).sweep(design.clone()).threads(1).lanes(lanes);
        let runs = sweep.run().expect("a sweep");
        let bits = |solution: &Solution| {
            solution.t.iter().chain(solution.values()).map(|x| x.to_bits()).collect::<Vec<u64>>()
        };
        let members: Vec<_> = runs.iter().map(|(_, solution)| (bits(solution), solution.stats)).collect();
        (members, runs.failures())
    };
    let single = run(1);
    assert!(single.0.len() > 5, "{:?}", single.1);
    for lanes in [3, 4, 8] {
        assert_eq!(run(lanes), single, "{lanes} lanes");
    }
}

#[test]
fn members_equal_single_runs_of_ordinary_equations() {
    let design = Design::new()
        .axis("mu", linspace(0.1, 4.0, 4))
        .together([("x", vec![0.0, 1.0]), ("inp", vec![0.5, -0.5])]);
    check(&VanDerPol::default(), &design, |run, _| run.rtol(1e-7));
    check(&VanDerPol::default(), &design, |run, _| run.method(Rodas5P).interval(0.1));
    check(&VanDerPol::default(), &design, |run, _| run.method(Rk4).dt(0.01).interval(0.1).cutoff(2.0));
}

#[test]
fn members_equal_single_runs_with_delays() {
    let design = Design::new()
        .axis("edges/prey_to_predator/delay", [0.0, 0.25, 0.7])
        .axis("edges/predator_to_prey/weight", [-1.3, -1.0])
        .axis("predator/lv/x", [0.5, 0.6]);
    let history = || History::function(|t, y: &mut [f64]| y.fill(0.5 + 0.1 * t));
    check(&PredatorPrey::default(), &design, |run, _| run.rtol(1e-8).history(history()));
    check(&PredatorPrey::default(), &design, |run, _| run.method(Euler).dt(0.05));
    check(&PredatorPrey::default(), &design, |run, _| {
        run.method(Euler).dt(0.05).delay_rule(DelayRule::RingBuffer).record("all/lv/x")
    });
}

/// A past of samples is kept as far back as the longest delay of any member, not only that of the model.
#[test]
fn a_given_past_reaches_back_to_the_longest_delay() {
    let before = PredatorPrey::default().simulate(-4.0..0.0).dense().run().expect("a run");
    let design = Design::new().axis("edges/prey_to_predator/delay", [0.1, 3.0]);
    check(&PredatorPrey::default(), &design, |run, _| run.after(&before));
}

#[test]
fn members_equal_single_runs_with_events_and_inputs() {
    let design = Design::new().axis("threshold", [0.3, 0.5, 1e3]).axis("tau", [0.5, 2.0]);
    let ramp = || Input::function(|t| 0.2 * t);
    check(&Leaky::default(), &design, |run, _| run.without_noise().input("drive", ramp()));
    // Jumps and bends are hit by every lane, on its own steps; a signal that ends is not asked for values outside.
    let samples = || Input::sampled([0.2, -0.3, 0.8, 0.1, 0.5, 0.4], 1.0);
    let signals = [Interpolation::Hold, Interpolation::Linear, Interpolation::Cubic];
    for signal in signals.map(|interpolation| samples().interpolation(interpolation)) {
        let design = Design::new().axis("mu", linspace(0.1, 4.0, 11));
        let input = || signal.clone();
        check_lanes(&VanDerPol::default(), &design, |run| run.input("inp", input()).rtol(1e-7).interval(0.1));
        check_lanes(&VanDerPol::default(), &design, |run| run.input("inp", input()).method(Dop853));
        check_lanes(&VanDerPol::default(), &design, |run| {
            run.input("inp", input()).method(Rk4).dt(0.013).interval(1.0)
        });
        check_lanes(&VanDerPol::default(), &design, |run| run.input("inp", input()).method(Euler).dt(0.25));
    }
    let kick = || Event::at(2.0).set("v", "v + 0.5");
    check(&Leaky::default(), &design, |run, _| run.without_noise().event(kick()).interval(0.5));
}

/// Without a realization each member has that of its number; with one all have the same noise.
#[test]
fn members_have_noise_of_their_own() {
    let model = Leaky { sigma: 0.3, ..Leaky::default() };
    let design = Design::new().axis("tau", [0.5, 2.0]).realizations(3);
    check(&model, &design, |run, member| {
        let run = run.method(EulerMaruyama).dt(0.01).seed(7);
        if member == u64::MAX { run } else { run.realization(member) }
    });
    check(&model, &design, |run, _| run.method(EulerMaruyama).dt(0.01).seed(7).realization(4));
}

#[test]
fn members_with_noise_are_made_in_lanes() {
    let design = Design::new().axis("damping", linspace(0.0, 0.5, 6)).axis("a", [0.1, 0.3]).realizations(2);
    let model = Shaken::default();
    let steps = || Input::sampled([0.2, -0.3, 0.8, 0.1, 0.5, 0.4, 0.3, 0.2, 0.1], 1.0);
    check_lanes(&model, &design, |run| run.method(EulerMaruyama).dt(0.01));
    check_lanes(&model, &design, |run| run.method(EulerMaruyama).dt(0.013).interval(0.5).seed(3));
    check_lanes(&model, &design, |run| run.method(StochasticHeun).dt(0.01).interval(0.015).realization(2));
    check_lanes(&model, &design, |run| run.method(Sra1).dt(0.01).interval(1.0));
    // The last step is shorter, and leaves out some of the parts for which numbers are drawn.
    check_lanes(&model, &design, |run| run.method(Sra1).dt(0.3).noise_step(0.1).interval(1.0));
    check_lanes(&model, &design, |run| run.method(EulerMaruyama).dt(0.01).input("drive", steps()));
    let design = Design::new().axis("k", [-1.0, -0.5, 3.0, 1.0, -2.0]).axis("sigma", linspace(0.1, 0.5, 7));
    let stratonovich = Interpretation::Stratonovich;
    check_lanes(&Growing::default(), &design, |run| run.method(Milstein).dt(0.01).interval(0.1));
    check_lanes(&Growing::default(), &design, |run| {
        run.method(StochasticHeun).dt(0.01).interval(0.5).interpretation(stratonovich)
    });
}

/// Delays differ from lane to lane, and some are no whole steps.
#[test]
fn members_with_delays_are_made_in_lanes() {
    let design = Design::new()
        .axis("edges/prey_to_predator/delay", [0.05, 0.7, 0.0, 0.25, 0.33, 40.0])
        .axis("edges/predator_to_prey/weight", [-1.3, -1.0, 3.0]);
    let model = PredatorPrey::default();
    let steps = || Input::sampled([0.2, 0.9, 0.8, 0.1, 0.5, 0.4, 0.3, 0.2, 0.1], 1.0);
    check_lanes(&model, &design, |run| run.method(Euler).dt(0.05));
    check_lanes(&model, &design, |run| run.method(Euler).dt(0.05).interval(1.0));
    check_lanes(&model, &design, |run| run.method(Heun).dt(0.05).interval(0.5).cutoff(4.0));
    check_lanes(&model, &design, |run| run.method(Heun).dt(0.05).input("prey/lv/alpha", steps()));
    check_lanes(&model, &design, |run| {
        run.method(Euler).dt(0.02).interval(0.1).delay_rule(DelayRule::RingBuffer)
    });
    // Delays longer than the march of steps that nobody sees.
    let design = Design::new().axis("edges/prey_to_predator/delay", linspace(0.1, 1.0, 10));
    check_lanes(&model, &design, |run| run.method(Euler).dt(0.001).interval(1.0));
    // All look back by the same number of steps.
    let design = Design::new().axis("prey/lv/alpha", linspace(0.5, 1.0, 10));
    check_lanes(&model, &design, |run| run.method(Euler).dt(0.001).interval(1.0));
}

/// A grid of oscillators whose maximum and period are measured.
fn oscillators(model: &VanDerPol) -> Sweep<'_, VanDerPol> {
    let design = Design::new().axis("mu", linspace(0.5, 4.0, 5)).axis("inp", linspace(-0.5, 0.5, 3));
    model.simulate(0.0..40.0).interval(0.05).cutoff(10.0).sweep(design)
}

fn measures() -> [Measure; 2] {
    [Measure::maximum("x").named("top"), Measure::period("x")]
}

#[test]
fn results_do_not_depend_on_threads_lanes_and_shards() {
    let model = VanDerPol::default();
    let all = oscillators(&model).threads(1).lanes(1).measure(measures()).expect("a table");
    assert!(all.is_complete() && all.failures().is_empty());
    for threads in 1..=3 {
        for lanes in [1, 3, 4, 8] {
            let sweep = oscillators(&model).threads(threads).lanes(lanes);
            let table = sweep.measure(measures()).expect("a table");
            assert_eq!(table.fingerprint(), all.fingerprint(), "{threads} threads, {lanes} lanes");
        }
    }
    let files = [1, 2, 3, 4].map(|k| TempFile::new(&format!("shard-{k}")));
    for (k, file) in files.iter().enumerate() {
        let shard = oscillators(&model).shard(k + 1, 4).journal(&file.0);
        let shard = shard.measure(measures()).expect("a part");
        assert!(!shard.is_complete());
        assert_ne!(shard.fingerprint(), all.fingerprint());
    }
    let merged = SweepTable::read(files.iter().map(|file| &file.0)).expect("all of it");
    assert_eq!(merged.fingerprint(), all.fingerprint());
    assert_eq!(merged.to_csv(), all.to_csv());
}

/// Measures that need one sample after the other keep none of them, unless another measure wants to see all.
#[test]
fn running_measures_equal_those_of_all_samples() {
    fn check<M: Model + Sync>(
        path: &str,
        sweep: impl Fn() -> M,
        run: fn(Simulation<'_, M>) -> Simulation<'_, M>,
    ) {
        let (path, model) = (path.to_string(), sweep());
        let running = || {
            let of = |measure: fn(String) -> Measure| measure(path.clone());
            let rate = Measure::rate(path.clone(), 0.1);
            let deviation = of(Measure::standard_deviation);
            let period = Measure::period_through(path.clone(), 0.1);
            let means = [of(Measure::mean), deviation, period, rate];
            [vec![of(Measure::last), of(Measure::minimum), of(Measure::maximum)], means.to_vec()].concat()
        };
        let design = || Design::new().axis(path.clone(), linspace(0.1, 0.9, 5));
        let table = |lanes: usize, measures: Vec<Measure>| {
            let sweep = run(model.simulate(0.0..30.0)).sweep(design()).threads(1).lanes(lanes);
            sweep.measure(measures).expect("a table")
        };
        let n_samples = Measure::new("samples", |solution, _| Ok::<_, String>(solution.t.len() as f64));
        let stored = table(1, [running(), vec![n_samples]].concat());
        assert!(stored.column("samples").unwrap().iter().all(|n| *n > 20.0));
        for found in [table(1, running()), table(8, running())] {
            for measure in running() {
                let bits = |table: &SweepTable| {
                    table
                        .column(&measure.names()[0])
                        .unwrap()
                        .into_iter()
                        .map(f64::to_bits)
                        .collect::<Vec<_>>()
                };
                assert_eq!(bits(&found), bits(&stored), "{measure:?}");
            }
        }
    }
    check("x", VanDerPol::default, |run| run.rtol(1e-6).interval(0.001).cutoff(3.0));
    check("x", VanDerPol::default, |run| run.rtol(1e-6).interval(0.001).record(["z", "x"]));
    check("x", VanDerPol::default, |run| run.method(Rk4).dt(0.002));
    check("x", VanDerPol::default, |run| run.method(Euler).dt(0.001).interval(0.002).record("x"));
    // Jumps replace samples on a grid, and add some elsewhere.
    let leaky = || Leaky { drive: 1.0, threshold: 0.7, ..Leaky::default() };
    check("v", leaky, |run| run.without_noise().interval(0.001));
    check("v", leaky, |run| run.without_noise());
    check("predator/lv/x", PredatorPrey::default, |run| run.interval(0.001).record("all/lv/x"));
}

/// A sweep that is stopped leaves what it has; one whose last line was cut by a kill makes that member again.
#[test]
fn a_journal_takes_up_where_it_was() {
    let model = VanDerPol::default();
    let all = oscillators(&model).measure(measures()).expect("a table");
    let file = TempFile::new("journal");
    let stop = Arc::new(AtomicBool::new(false));
    let count = {
        let stop = stop.clone();
        Measure::new("count", move |_, member| {
            stop.store(member.number >= 4, Ordering::Relaxed);
            Ok::<_, String>(0.0)
        })
    };
    let with_count = || measures().into_iter().chain([count.clone()]);
    let first = oscillators(&model)
        .threads(1)
        .lanes(1)
        .stop_when(stop)
        .journal(&file.0)
        .measure(with_count())
        .unwrap();
    assert_eq!(first.members().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);

    let text = std::fs::read_to_string(&file.0).unwrap();
    std::fs::write(&file.0, &text[..text.len() - 9]).unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = {
        let runs = runs.clone();
        Measure::new("count", move |_, _| {
            runs.fetch_add(1, Ordering::Relaxed);
            Ok::<_, String>(0.0)
        })
    };
    let second = measures().into_iter().chain([counted]);
    let second = oscillators(&model).journal(&file.0).measure(second).unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 15 - 4);
    assert!(second.is_complete());
    assert_eq!(second.column("top").unwrap(), all.column("top").unwrap());
    assert_eq!(std::fs::read_to_string(&file.0).unwrap().lines().count(), 16);
}

#[test]
fn journals_of_other_sweeps_are_refused() {
    let model = VanDerPol::default();
    let file = TempFile::new("other");
    oscillators(&model).journal(&file.0).measure(measures()).expect("a table");
    let message = |result: Result<SweepTable, SweepError>| result.unwrap_err().to_string();
    let path = file.0.display();
    let differs =
        |what| format!("`{path}` belongs to another sweep: {what} differs; give this one another file");

    let other = VanDerPol { z: 0.5, ..VanDerPol::default() };
    assert_eq!(message(oscillators(&other).journal(&file.0).measure(measures())), differs("initial state"));
    let measured = oscillators(&model).journal(&file.0).measure([Measure::last("x")]);
    assert_eq!(message(measured), differs("what is measured"));
    let design = Design::new().axis("mu", [1.0]);
    let wider = model.simulate(0.0..40.0).interval(0.05).cutoff(10.0).sweep(design);
    assert_eq!(message(wider.journal(&file.0).measure(measures())), differs("the design"));

    let text = std::fs::read_to_string(&file.0).unwrap();
    std::fs::write(&file.0, text.replacen("\n[", "\n(", 1)).unwrap();
    let damaged = format!("line 2 of `{path}` is not what a sweep writes; remove the file");
    assert_eq!(message(SweepTable::read([&file.0])), damaged);
    std::fs::write(&file.0, "omega,J\n1,2\n").unwrap();
    let not_ours = format!("line 1 of `{path}` is not what a sweep writes; remove the file");
    assert_eq!(message(oscillators(&model).journal(&file.0).measure(measures())), not_ours);
    assert_eq!(std::fs::read_to_string(&file.0).unwrap(), "omega,J\n1,2\n");
    assert_eq!(message(SweepTable::read([""; 0])), "there are no journals to read");
}

#[test]
fn failures_are_recorded_and_do_not_stop_the_rest() {
    let design = Design::new().axis("k", [-1.0, 2.0, f64::NAN, -3.0]);
    let model = Explosive::default();
    let table = model.simulate(0.0..1.0).interval(0.25).sweep(design).measure([Measure::last("x")]).unwrap();
    let last = table.column("last of x").unwrap();
    assert!((last[0] - 0.5).abs() < 1e-6 && (last[3] - 0.25).abs() < 1e-6);
    assert!(last[1].is_nan() && last[2].is_nan());
    let failures = table.failures();
    assert_eq!(failures.iter().map(|failure| failure.member).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(failures[0].values, [("k".to_string(), 2.0)]);
    assert!(failures[0].to_string().starts_with("member 1 (k = 2): "), "{}", failures[0]);
    assert!(failures[1].message.contains("`k`"), "{}", failures[1]);
    assert!(table.to_csv().contains("\n2,NaN\nNaN,NaN\n-3,0.25"), "{}", table.to_csv());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let model = VanDerPol::default();
    let sweep = |design: Design| model.simulate(0.0..1.0).interval(0.5).sweep(design);
    let message = |sweep: Sweep<'_, VanDerPol>| sweep.measure([Measure::last("x")]).unwrap_err().to_string();
    let mu = || Design::new().axis("mu", [1.0, 2.0]);

    assert_eq!(
        message(sweep(Design::new().axis("nu", [1.0]))),
        "key `nu`: the model has no parameter or state `nu`; did you mean `mu`?"
    );
    assert_eq!(
        message(sweep(mu().axis(Key::named("again", "mu"), [1.0]))),
        "`mu` and `again` set the same value of the model; leave one of them out"
    );
    assert_eq!(message(sweep(mu()).threads(0)), "`threads` must be at least 1");
    assert_eq!(message(sweep(mu()).lanes(9)), "`lanes` must be from 1 to 8");
    assert_eq!(message(sweep(mu()).shard(3, 2)), "`shard` must be a number from 1 to that of all shards");
    let observed = model.simulate(0.0..1.0).observe(|_, _| std::ops::ControlFlow::Continue(()));
    assert_eq!(
        message(observed.sweep(mu())),
        "`observe` has no meaning in a sweep; it is for one run; see what `Sweep` offers"
    );
    let driven = model.simulate(0.0..1.0).input("mu", Input::function(|t| t));
    assert_eq!(
        message(driven.sweep(mu())),
        "`mu` is driven by an `input` of the simulation, so its value has no effect; leave one of both out"
    );
    let twice = sweep(mu()).measure([Measure::last("x"), Measure::last("x")]).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "two columns are called `last of x`; give one of them another name with `named`"
    );
    let none = sweep(mu()).measure([]).unwrap_err();
    assert_eq!(none.to_string(), "`measure` must be called with one measure at least");
    let table = sweep(mu()).measure([Measure::last("x")]).unwrap();
    assert_eq!(
        table.column("last of y").unwrap_err().to_string(),
        "the table has no column `last of y`; did you mean `last of x`?"
    );
    assert_eq!(
        table.grid("last of x").unwrap_err().to_string(),
        "this needs a design with 2 axes, and this one has 1"
    );
    let unknown = sweep(mu()).measure([Measure::last("w")]).unwrap();
    assert_eq!(unknown.failures().len(), 2, "{unknown}");
}

#[test]
fn too_much_memory_is_refused_before_the_run() {
    let model = VanDerPol::default();
    let design = || Design::new().axis("mu", linspace(0.0, 1.0, 1000));
    let sampled = || model.simulate(0.0..1e5).interval(1e-3).sweep(design());
    assert_eq!(
        sampled().run().unwrap_err().to_string(),
        "the trajectories need at least 2.4 TB and 4.0 GB may be used; take samples at a longer `interval`, `record` \
         fewer variables, keep numbers only with `measure`, or raise `memory_limit`"
    );
    // Where steps are not known beforehand, the sweep ends when there is too much.
    let every_step = model.simulate(0.0..50.0).sweep(design()).threads(2).memory_limit(100_000);
    assert!(matches!(every_step.run(), Err(SweepError::Memory { limit: 100_000, .. })));
    let table = model.simulate(0.0..1.0).sweep(design()).memory_limit(10_000).measure([Measure::last("x")]);
    assert!(matches!(table, Err(SweepError::TableMemory { limit: 10_000, .. })));
}

/// One key sets a variable of all nodes; a random design has the values that it says it has.
#[test]
fn keys_may_set_many_values() {
    let uniform = Distribution::Uniform { low: 0.2, high: 0.9 };
    let design = Design::new().axis(Key::named("start", ["predator/lv/x", "prey/lv/x"]), [0.4, 0.8]).sample(
        Sampling::Sobol,
        4,
        1,
        [("edges/prey_to_predator/weight", uniform)],
    );
    check(&PredatorPrey::default(), &design, |run, _| run.interval(1.0));
    let sum = Measure::new("start of both", |solution: &Solution, member| {
        let both = solution.values()[0] + solution.values()[1];
        member.get("start").map(|start| both - 2.0 * start).ok_or("no such key")
    });
    let table =
        PredatorPrey::default().simulate(0.0..1.0).interval(1.0).sweep(design).measure([sum]).unwrap();
    assert_eq!(table.column("start of both").unwrap(), [0.0; 8]);
    let grid = table.grid("start of both").unwrap();
    assert_eq!((grid.rows.0.as_str(), grid.columns.1.len()), ("start", 4));
}

/// A sweep over one axis is a curve, with a gap where a member failed; one over two is a map.
#[test]
#[cfg(feature = "plot")]
fn pictures_are_one_call_away() {
    let model = Explosive::default();
    let run = || model.simulate(0.0..1.0).interval(0.25);
    let k = Design::new().axis("k", [-2.0, -1.0, 2.0, -0.5, -0.25]);
    let table = run().sweep(k.clone()).measure([Measure::last("x"), Measure::mean("x")]).unwrap();
    let svg = table.lines(&["last of x", "mean of x"]).unwrap().to_svg().unwrap();
    assert!(svg.contains(">mean of x<") && svg.contains(">k<"));
    let needs_two = table.heat_map("last of x").unwrap_err().to_string();
    assert_eq!(needs_two, "this needs a design with 2 axes, and this one has 1");
    let both = run().sweep(k.axis("x", [0.1, 1.0, 10.0])).measure([Measure::last("x")]).unwrap();
    let svg = both.heat_map("last of x").unwrap().to_svg().unwrap();
    assert!(svg.contains(">number of k<") && svg.contains(">log10(x)<") && svg.contains(">NaN<"));
    let needs_one = both.lines(&["last of x"]).unwrap_err().to_string();
    assert_eq!(needs_one, "this needs a design with 1 axis, and this one has 2");
}

node! { Neuron { leaky: Leaky } }
circuit! { Neurons { nodes { cells: [Neuron; 3] } } }

#[test]
fn tables_are_written_for_other_tools() {
    let model = Neurons::default();
    let design = Design::new()
        .axis("cells/1/leaky/tau", [1.0, 2.0])
        .together([("cells/0/leaky/v", vec![1.0, 2.0, 3.0]), ("cells/2/leaky/v", vec![4.0, 5.0, 6.0])]);
    let last = Measure::last("cells/2/leaky/v").named("end");
    let run = model.simulate(0.0..1.0).without_noise().interval(0.5);
    let table = run.sweep(design.clone()).measure([last]).unwrap();
    assert!(table.to_csv().starts_with("cells/1/leaky/tau,cells/0/leaky/v,cells/2/leaky/v,end\n1,1,4,1.47"));
    let file = TempFile::new("table.npz");
    table.write_npz(&file.0).unwrap();
    assert_eq!(array(&file.0, "end"), (vec![2, 3], table.column("end").unwrap()));
    assert_eq!(array(&file.0, "cells/2/leaky/v"), (vec![3], vec![4.0, 5.0, 6.0]));
    assert_eq!(array(&file.0, "axes").1, [0.0, 1.0, 1.0]);

    let run = model.simulate(0.0..1.0).without_noise().interval(0.5);
    run.sweep(design).run().unwrap().write_npz(&file.0).unwrap();
    assert_eq!(array(&file.0, "y").0, [6, 3, 3]);
    assert_eq!(array(&file.0, "cells/0/leaky/v").1, [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]);
}

/// An array of a file for NumPy: its shape and its numbers.
fn array(path: &PathBuf, name: &str) -> (Vec<u64>, Vec<f64>) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let array = npyz::NpyFile::new(archive.by_name(&format!("{name}.npy")).unwrap()).unwrap();
    (array.shape().to_vec(), array.into_vec().unwrap())
}
