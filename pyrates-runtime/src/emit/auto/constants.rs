//! The constants files: one for each step from an integration to curves of bifurcations.

use super::conditions::Conditions;
use super::short_names::ShortNames;
use super::{AutoOptions, Slots};
use crate::emit::EmittedFile;
use crate::emit::prepared::{Prepared, PreparedVariable};

/// Auto reads lists of at most 2048 characters; this leaves room for what it adds.
const MAX_LIST: usize = 1900;

/// Lists are broken into lines of this length.
const WIDTH: usize = 100;

/// The files but for that of the model's name.
const NAMES: [&str; 8] = ["ivp", "eq", "lc", "lp2", "hb2", "adj", "hom", "bvp"];

/// The files for a model; without a parameter there is nothing to continue, and without a second one no curve.
pub(super) fn files(
    model: &Prepared,
    options: &AutoOptions,
    conditions: Option<&Conditions>,
    (first, second): (Option<usize>, Option<usize>),
) -> Vec<EmittedFile> {
    let frame = Frame { model, options, names: ShortNames::new(model), first, second };
    let mut files = vec![frame.file("ivp", &frame.integration(Some("ivp")))];
    if !NAMES.contains(&model.identifier.as_str()) {
        files.insert(0, frame.file(&model.identifier, &frame.integration(None)));
    }
    if let Some(conditions) = conditions {
        files.push(frame.file("bvp", &frame.boundary_value_problem(conditions)));
    }
    let Some(first) = first else { return files };
    files.push(frame.file("eq", &frame.equilibria(first)));
    files.push(frame.file("lc", &frame.cycles(first)));
    let Some(second) = second else { return files };
    files.push(frame.file("lp2", &frame.curve(("lp2", "LP1", "folds"), first, second)));
    files.push(frame.file("hb2", &frame.curve(("hb2", "HB1", "Hopf points"), first, second)));
    if model.states.len() > 1 {
        if options.homoclinic.twist {
            files.push(frame.file("adj", &frame.adjoint(first)));
        }
        files.push(frame.file("hom", &frame.homoclinic(first, second)));
    }
    files
}

/// What a file is for, which file it starts from, and its own constants.
struct Run {
    purpose: String,
    constants: Vec<String>,
}

struct Frame<'a> {
    model: &'a Prepared,
    options: &'a AutoOptions,
    names: ShortNames,
    first: Option<usize>,
    second: Option<usize>,
}

impl Frame<'_> {
    fn file(&self, name: &str, run: &Run) -> EmittedFile {
        let model = self.model;
        let mut text = format!("# {}: {}\n", model.model, run.purpose);
        for line in self.legend() {
            text += &format!("# {line}\n");
        }
        for line in &run.constants {
            text += &format!("{line}\n");
        }
        let jac = u8::from(self.options.jacobian);
        let slots = Slots::new(model);
        let n_slots = slots.count() + usize::from(self.options.homoclinic.twist);
        text += &format!("NDIM={}, NPAR={n_slots}, JAC={jac}\n", model.states.len());
        let needed = [self.first, self.second];
        text += &list("parnames", self.shown(&self.names.parameters, &needed, &|i| slots.of(i)));
        text += &list("unames", self.shown(&self.names.states, &[], &|i| i + 1));
        EmittedFile { name: format!("c.{name}"), text }
    }

    /// Which variables the shortened names mean.
    fn legend(&self) -> Vec<String> {
        let all = self.model.parameters.iter().zip(&self.names.parameters);
        let all = all.chain(self.model.states.iter().zip(&self.names.states));
        let line = |(v, name): (&PreparedVariable, &String)| format!("{name} is {}", v.path);
        all.filter(|(v, name)| v.name != **name).map(line).collect()
    }

    /// The entries of a list of names that Auto can read, those that files refer to among them.
    fn shown(
        &self,
        names: &[String],
        needed: &[Option<usize>],
        number: &dyn Fn(usize) -> usize,
    ) -> Vec<String> {
        let is_needed = |i: &usize| needed.contains(&Some(*i));
        let (mut order, rest): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(is_needed);
        order.extend(rest);
        let entry = |i: usize| format!("{}: '{}'", number(i), names[i]);
        let mut length = 0;
        order.retain(|&i| {
            // A comma, and an indentation at the start of lines.
            length += entry(i).len() + 4;
            length < MAX_LIST
        });
        order.sort_unstable();
        order.into_iter().map(entry).collect()
    }

    fn parameter(&self, i: usize) -> String {
        format!("'{}'", self.names.parameters[i])
    }

    /// The scale of a parameter.
    fn scale(&self, i: usize) -> f64 {
        match self.options.range {
            Some((from, to)) if Some(i) == self.first => to - from,
            _ => self.model.parameters[i].value().abs().max(1.0),
        }
    }

    /// Where a run ends.
    fn ends(&self, period: Option<f64>) -> Vec<String> {
        let period = period.map(|period| format!("'PERIOD': {}", number(period)));
        let range = self
            .first
            .zip(self.options.range)
            .map(|(i, (from, to))| format!("{}: [{}, {}]", self.parameter(i), number(from), number(to)));
        let ends: Vec<String> = range.into_iter().chain(period).collect();
        if ends.is_empty() { Vec::new() } else { vec![format!("UZSTOP={{{}}}", ends.join(", "))] }
    }

    fn tolerances(&self) -> String {
        let e = self.options.tolerance;
        format!("EPSL={e:?}, EPSU={e:?}, EPSS={}, ITMX=40, ITNW=20, NWTN=10", number(100.0 * e))
    }

    fn restart(&self, from: &str, to: &str) -> String {
        format!("e='{}', s='{from}', sv='{to}'", self.model.identifier)
    }

    /// Implicit Euler steps, which find a state of rest but are no exact trajectory. States count nothing for the
    /// lengths of steps (`THU`), so that those are lengths of time, whatever the unit of the states.
    fn integration(&self, save: Option<&str>) -> Run {
        let t = self.options.t_end;
        let save = save.map_or(String::new(), |name| format!(", sv='{name}'"));
        Run {
            purpose: "integration by implicit Euler steps, to a state of rest".into(),
            constants: vec![
                format!("e='{}'{save}", self.model.identifier),
                "IPS=-2, IRS=0, ILP=0, ISP=0, ISW=1, ICP=[14]".into(),
                "NTST=1, NCOL=4, IAD=0, NMX=20000, NPR=20000, IID=2".into(),
                format!(
                    "DS={}, DSMIN={}, DSMAX={}, IADS=1",
                    number(1e-6 * t),
                    number(1e-10 * t),
                    number(1e-2 * t)
                ),
                self.tolerances(),
                format!("UZSTOP={{14: {}}}", number(t)),
                list("THU", (1..=self.model.states.len()).map(|i| format!("{i}: 0")).collect())
                    .trim_end()
                    .into(),
            ],
        }
    }

    fn equilibria(&self, first: usize) -> Run {
        let (name, scale) = (self.parameter(first), self.scale(first));
        let mut constants = vec![
            self.restart("ivp", "eq"),
            format!("IPS=1, IRS='UZ1', ILP=1, ISP=2, ISW=1, ICP=[{name}]"),
            format!("NTST={}, NCOL=4, IAD=3, NMX=8000, NPR=8000, IID=2", self.options.mesh),
            steps(scale, 2e-3),
            self.tolerances(),
        ];
        constants.extend(self.ends(None));
        Run { purpose: format!("equilibria in {name}, upwards; a negative DS goes downwards"), constants }
    }

    fn cycles(&self, first: usize) -> Run {
        let (name, scale) = (self.parameter(first), self.scale(first));
        let mut constants = vec![
            self.restart("eq", "lc"),
            format!("IPS=2, IRS='HB1', ILP=1, ISP=2, ISW=1, ICP=[{name}, 'PERIOD']"),
            format!("NTST={}, NCOL=4, IAD=1, MXBF=0, NMX=1000, NPR=1000, IID=2", self.options.mesh),
            steps(scale, 1e-2),
            self.tolerances(),
            "THL={'PERIOD': 0.0}".into(),
        ];
        constants.extend(self.ends(Some(self.options.t_end)));
        Run { purpose: format!("cycles in {name}, from the first Hopf point of c.eq"), constants }
    }

    fn curve(&self, (file, label, points): (&str, &str, &str), first: usize, second: usize) -> Run {
        let names = format!("{}, {}", self.parameter(first), self.parameter(second));
        let mut constants = vec![
            self.restart("eq", file),
            format!("IPS=1, IRS='{label}', ILP=0, ISP=2, ISW=2, ICP=[{names}]"),
            format!("NTST={}, NCOL=4, IAD=3, NMX=500, NPR=500, IID=2", self.options.mesh),
            steps(self.scale(first).min(self.scale(second)), 1e-2),
            self.tolerances(),
        ];
        constants.extend(self.ends(None));
        Run { purpose: format!("curve of {points} in {names}, from the first one of c.eq"), constants }
    }

    /// Each condition more than there are states determines one parameter more.
    fn boundary_value_problem(&self, conditions: &Conditions) -> Run {
        let (n_boundary, n_integral) = (conditions.n_boundary(), conditions.n_integral());
        let parameters = self.free(n_boundary + n_integral + 1 - self.model.states.len());
        let names = self.names(&parameters);
        let scale = parameters.first().map_or(1.0, |&i| self.scale(i));
        let mut constants = vec![
            format!("e='{}', sv='bvp'", self.model.identifier),
            format!("IPS=4, IRS=0, ILP=1, ISP=2, ISW=1, ICP=[{names}], NBC={n_boundary}, NINT={n_integral}"),
            format!("NTST={}, NCOL=4, IAD=3, NMX=200, NPR=200, IID=2", self.options.mesh),
            steps(scale, 5e-2),
            self.tolerances(),
        ];
        constants.extend(self.ends(None));
        Run { purpose: format!("boundary value problem in {names}, from the initial state"), constants }
    }

    /// Parameters that a run varies: those that were chosen, and then others in their order.
    fn free(&self, n: usize) -> Vec<usize> {
        let chosen = [self.first, self.second].into_iter().flatten();
        let others =
            (0..self.model.parameters.len()).filter(|i| ![self.first, self.second].contains(&Some(*i)));
        chosen.chain(others).take(n).collect()
    }

    fn names(&self, parameters: &[usize]) -> String {
        let names: Vec<String> = parameters.iter().map(|&i| self.parameter(i)).collect();
        names.join(", ")
    }

    /// The adjoint equation is linear: one step finds its solution, along an entry that means nothing.
    fn adjoint(&self, first: usize) -> Run {
        let unused = Slots::new(self.model).count() + 1;
        let homoclinic = &self.options.homoclinic;
        let mut constants = vec![
            self.restart("lc", "adj"),
            format!("IPS=9, IRS='UZ1', ILP=0, ISP=0, ISW=1, ICP=[{unused}, {}]", self.parameter(first)),
            format!("NTST={}, NCOL=4, IAD=3, NMX=2, NPR=2, IID=2", self.options.mesh),
            "DS=0.01, DSMIN=1e-6, DSMAX=0.01, IADS=1".to_string(),
            self.tolerances(),
        ];
        constants.push(homoclinic.kind(homoclinic.start));
        let purpose =
            "the adjoint equation along a homoclinic orbit, from a cycle of long period at the end of c.lc";
        Run { purpose: purpose.into(), constants }
    }

    /// Test functions that stay zero determine one parameter each; those that are watched are only printed.
    fn homoclinic(&self, first: usize, second: usize) -> Run {
        let homoclinic = &self.options.homoclinic;
        let names = self.names(&self.free(2 + homoclinic.fixed.len()));
        let tests: String = homoclinic.tests.iter().map(|i| format!(", {}", 20 + i)).collect();
        let (from, label) = if homoclinic.twist { ("adj", "EP1") } else { ("lc", "UZ1") };
        let mut constants = vec![
            self.restart(from, "hom"),
            format!("IPS=9, IRS='{label}', ILP=0, ISP=0, ISW=1, ICP=[{names}{tests}]"),
            format!("NTST={}, NCOL=4, IAD=3, NMX=100, NPR=100, IID=2", self.options.mesh),
            steps(self.scale(first).min(self.scale(second)), 1e-2),
            self.tolerances(),
        ];
        constants.extend(homoclinic.constants());
        constants.extend(self.ends(None));
        Run {
            purpose: match homoclinic.twist {
                true => format!("homoclinic orbits in {names}, from that of c.adj"),
                false => {
                    format!("homoclinic orbits in {names}, from a cycle of long period at the end of c.lc")
                }
            },
            constants,
        }
    }
}

/// Steps of pseudo-arclength continuation for a parameter of this scale.
fn steps(scale: f64, largest: f64) -> String {
    let [start, least, most] = [1e-4, 1e-9, largest].map(|part| number(part * scale));
    format!("DS={start}, DSMIN={least}, DSMAX={most}, IADS=1")
}

/// A number with few digits if they are enough.
fn number(x: f64) -> String {
    let short: f64 = format!("{x:.3e}").parse().unwrap_or(x);
    let x = if (short - x).abs() <= 1e-12 * x.abs() { short } else { x };
    format!("{x:?}")
}

/// A list of names, in lines.
fn list(key: &str, entries: Vec<String>) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let mut text = format!("{key}={{");
    let mut column = text.len();
    for (i, entry) in entries.iter().enumerate() {
        if i > 0 {
            text.push(',');
            column += 2;
            let separator = if column + entry.len() > WIDTH { "\n  " } else { " " };
            column = if separator == " " { column } else { 2 };
            text += separator;
        }
        text += entry;
        column += entry.len();
    }
    text + "}\n"
}
