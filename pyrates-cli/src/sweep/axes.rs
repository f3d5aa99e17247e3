//! The values with which `pyrates sweep` runs a model: `--over`, `--with` and `--sample`.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use pyrates_runtime::sweep::{Design, Distribution, Key, Sampling, geomspace, linspace};

use crate::failure::{Failure, misused};
use crate::words::{count, number, word};

/// What one `--over` or `--with` says: which values of the model, and how they vary.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// The name in tables; the paths by default.
    name: Option<String>,
    paths: Vec<String>,
    values: Values,
}

#[derive(Debug, Clone, PartialEq)]
enum Values {
    List(Vec<f64>),
    Random(Distribution),
}

/// The points of all distributions together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sample {
    sampling: Sampling,
    n: usize,
    seed: u64,
}

/// All axes of a sweep in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Axes {
    /// Those of `--over`, each with those of the `--with` behind it.
    groups: Vec<Vec<Axis>>,
    /// A `--with` that stands before each `--over`.
    stray: Option<Axis>,
    sample: Option<Sample>,
}

impl Axis {
    fn key(&self) -> Key {
        match &self.name {
            Some(name) => Key::named(name, self.paths.as_slice()),
            None => Key::from(self.paths.as_slice()),
        }
    }

    fn list(&self) -> Option<&[f64]> {
        match &self.values {
            Values::List(values) => Some(values),
            Values::Random(_) => None,
        }
    }

    fn distribution(&self) -> Option<Distribution> {
        match self.values {
            Values::List(_) => None,
            Values::Random(distribution) => Some(distribution),
        }
    }
}

impl Axes {
    /// Adds all axes to a design. Those with distributions are one of its axes, at the place of the first of them.
    pub(crate) fn add_to(&self, mut design: Design) -> Result<Design, Failure> {
        if let Some(axis) = &self.stray {
            let name = axis.key().name().to_string();
            return Err(misused(format!(
                "`--with {name}=..` has no `--over` before it; write `--over {name}=..`"
            )));
        }
        let mut is_sampled = false;
        for group in &self.groups {
            let lists = group.iter().map(|axis| Some((axis.key(), axis.list()?.to_vec())));
            match lists.collect::<Option<Vec<_>>>() {
                Some(lists) => design = design.together(lists),
                None if group.len() > 1 => return Err(mixed(group)),
                None if is_sampled => {}
                None => {
                    design = self.add_sample(design)?;
                    is_sampled = true;
                }
            }
        }
        match self.sample {
            Some(_) if !is_sampled => {
                Err(misused("`--sample` needs values with a distribution, as in `--over PATH=uniform:0:1`"))
            }
            _ => Ok(design),
        }
    }

    fn add_sample(&self, design: Design) -> Result<Design, Failure> {
        let keys = self.groups.iter().flatten().filter_map(|axis| Some((axis.key(), axis.distribution()?)));
        let Some(Sample { sampling, n, seed }) = self.sample else {
            let names: Vec<String> = keys.map(|(key, _)| format!("`{}`", key.name())).collect();
            return Err(misused(format!(
                "{} {} a distribution; say how many points there are with `--sample latin-hypercube:100`, or `random` \
                 or `sobol`",
                names.join(", "),
                if names.len() == 1 { "has" } else { "have" }
            )));
        };
        Ok(design.sample(sampling, n, seed, keys))
    }
}

/// The refusal of distributions among values that go together.
fn mixed(group: &[Axis]) -> Failure {
    let random = group.iter().find(|axis| axis.distribution().is_some());
    let name = random.map_or(String::new(), |axis| axis.key().name().to_string());
    misused(format!(
        "`{name}` has a distribution, and `--with` joins lists; distributions go together anyway, so write \
         `--over {name}=..`, or a list"
    ))
}

/// The names of the two numbers of a distribution, and what is made of them.
type Form = (&'static str, fn(f64, f64) -> Distribution);

/// The distributions by name.
const DISTRIBUTIONS: [(&str, Form); 4] = [
    ("uniform", ("LOW:HIGH", |low, high| Distribution::Uniform { low, high })),
    ("loguniform", ("LOW:HIGH", |low, high| Distribution::LogUniform { low, high })),
    ("normal", ("MEAN:SD", |mean, sd| Distribution::Normal { mean, sd })),
    ("lognormal", ("MEDIAN:SD", |median, sd| Distribution::LogNormal { median, sd })),
];

const SAMPLINGS: [(&str, Sampling); 3] =
    [("random", Sampling::Random), ("latin-hypercube", Sampling::LatinHypercube), ("sobol", Sampling::Sobol)];

/// Reads `[name=]path[,path]=values`.
fn axis(text: &str) -> Result<Axis, String> {
    let usage = "write `path=from:to:n`, as in `k=0.1:2:20`, with `:log` for equal ratios, `path=1,2,5`, or \
                 `path=uniform:0:1`";
    let (key, values) = text.rsplit_once('=').ok_or(usage)?;
    let (name, paths) = match key.split_once('=') {
        Some((name, paths)) => (Some(name.trim().to_string()), paths),
        None => (None, key),
    };
    let paths: Vec<String> = paths.split(',').map(|path| path.trim().to_string()).collect();
    let parts: Vec<&str> = values.split(':').map(str::trim).collect();
    let is_word = parts[0].starts_with(char::is_alphabetic) && parts[0].parse::<f64>().is_err();
    let values = match parts[..] {
        [name, ref numbers @ ..] if is_word && !values.contains(',') => {
            Values::Random(distribution(key.trim(), name, numbers)?)
        }
        [list] => Values::List(list.split(',').map(number).collect::<Result<_, _>>()?),
        [from, to, n] => Values::List(linspace(number(from)?, number(to)?, count(n)?)),
        [from, to, n, "log"] => Values::List(ratios(number(from)?, number(to)?, count(n)?)?),
        _ => return Err(usage.to_string()),
    };
    Ok(Axis { name, paths, values })
}

/// Values at equal ratios.
fn ratios(from: f64, to: f64, n: usize) -> Result<Vec<f64>, String> {
    if from * to <= 0.0 {
        return Err("equal ratios need two ends of one sign, and neither of them 0".to_string());
    }
    Ok(geomspace(from, to, n))
}

/// Reads `uniform:low:high` and its like, for the axis of a key.
fn distribution(key: &str, name: &str, numbers: &[&str]) -> Result<Distribution, String> {
    let (form, of) = word("distribution", name, &DISTRIBUTIONS)?;
    let [first, second] = numbers[..] else {
        return Err(format!("write `{name}:{form}`, as in `k={name}:0.5:2`"));
    };
    let distribution = of(number(first)?, number(second)?);
    // The library knows what is wrong with numbers.
    let trial = Design::new().sample(Sampling::Random, 1, 0, [(key, distribution)]);
    trial.n_members().map_err(|error| error.to_string())?;
    Ok(distribution)
}

/// Reads `scheme:n` or `scheme:n:seed`.
fn sample(text: &str) -> Result<Sample, String> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let (name, n, seed) = match parts[..] {
        [name, n] => (name, n, "0"),
        [name, n, seed] => (name, n, seed),
        _ => {
            return Err(
                "write `scheme:n` or `scheme:n:seed`, as in `sobol:256` or `random:100:7`".to_string()
            );
        }
    };
    let seed = seed.parse().map_err(|_| format!("`{seed}` is no seed, which is a whole number from 0 on"))?;
    Ok(Sample { sampling: word("sampling", name, &SAMPLINGS)?, n: count(n)?, seed })
}

impl Args for Axes {
    fn augment_args(command: Command) -> Command {
        let arg = |name: &'static str, form: &'static str, help: &'static str| {
            Arg::new(name).long(name).value_name(form).help(help).allow_hyphen_values(true)
        };
        let over =
            "Run with each of these values, in all combinations with those of other axes; may be repeated";
        let with = "Let these values go with those of the `--over` before: the first with the first, and so on; may be repeated";
        let draw = "Draw so many points from the distributions of all axes together: random, latin-hypercube or sobol; \
                      equal seeds give equal points [default seed: 0]";
        command
            .arg(arg("over", "PATH=VALUES", over).action(ArgAction::Append).value_parser(axis))
            .arg(arg("with", "PATH=VALUES", with).action(ArgAction::Append).value_parser(axis))
            .arg(arg("sample", "SCHEME:N[:SEED]", draw).value_parser(sample))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Axes::augment_args(command)
    }
}

impl FromArgMatches for Axes {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut axes = Axes::default();
        axes.update_from_arg_matches(matches)?;
        Ok(axes)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let all = |name: &'static str| {
            let values = matches.get_many::<Axis>(name).into_iter().flatten().cloned();
            let places = matches.indices_of(name).into_iter().flatten();
            places.zip(values).map(move |(place, axis)| (place, name, axis))
        };
        let mut given: Vec<(usize, &str, Axis)> = all("over").chain(all("with")).collect();
        given.sort_by_key(|(place, ..)| *place);
        for (_, name, axis) in given {
            match self.groups.last_mut() {
                Some(group) if name == "with" => group.push(axis),
                None if name == "with" => self.stray = Some(axis),
                _ => self.groups.push(vec![axis]),
            }
        }
        self.sample = matches.get_one::<Sample>("sample").copied().or(self.sample);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<f64> {
        axis(text).expect(text).list().expect("a list").to_vec()
    }

    #[test]
    fn axes_are_read() {
        assert_eq!(list("k=-1:1:3"), [-1.0, 0.0, 1.0]);
        assert_eq!(list("k=1:100:3:log"), [1.0, 10.0, 100.0]);
        assert_eq!(list("k=3, 1e-2"), [3.0, 0.01]);
        assert_eq!(axis(" a/b/k =7").expect("an axis").key(), Key::from("a/b/k"));
        for wrong in ["k", "k=", "k=1:2", "k=1:2:0", "k=1:2:3:lin", "k=-1:1:3:log", "k=1,x", "k=1:inf:3"] {
            assert!(axis(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn axes_have_names_and_several_paths() {
        let key = |text: &str| axis(text).expect(text).key();
        assert_eq!(key("a/k, b/k=1,2"), Key::from(["a/k", "b/k"]));
        assert_eq!(key("both=a/k,b/k=1,2"), Key::named("both", ["a/k", "b/k"]));
    }

    #[test]
    fn distributions_are_read() {
        let read = |text: &str| axis(text).map(|axis| axis.distribution());
        assert_eq!(read("k=uniform:-1:2"), Ok(Some(Distribution::Uniform { low: -1.0, high: 2.0 })));
        assert_eq!(read("k=loguniform:0.1:2"), Ok(Some(Distribution::LogUniform { low: 0.1, high: 2.0 })));
        assert_eq!(read("k=normal:-1:2"), Ok(Some(Distribution::Normal { mean: -1.0, sd: 2.0 })));
        assert_eq!(read("k=lognormal:1:2"), Ok(Some(Distribution::LogNormal { median: 1.0, sd: 2.0 })));
        let refused = |text: &str| read(text).expect_err(text);
        assert_eq!(refused("k=normal:1"), "write `normal:MEAN:SD`, as in `k=normal:0.5:2`");
        assert_eq!(
            refused("k=uniform:2:1"),
            "the distribution of `k` needs finite ends, the lower one first"
        );
        assert!(
            refused("k=unifrom:1:2").starts_with("there is no distribution `unifrom`; there are uniform, ")
        );
    }

    #[test]
    fn samples_are_read() {
        let sobol = Sample { sampling: Sampling::Sobol, n: 64, seed: 0 };
        assert_eq!(sample("sobol:64"), Ok(sobol));
        assert_eq!(sample("sobol:64:3"), Ok(Sample { seed: 3, ..sobol }));
        for wrong in ["sobol", "sobol:0", "sobol:64:-1", "sobol:64:1:2", "latin:64"] {
            assert!(sample(wrong).is_err(), "{wrong}");
        }
    }
}
