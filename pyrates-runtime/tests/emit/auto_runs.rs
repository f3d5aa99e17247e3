//! Known bifurcations, found by Auto-07p.

use std::f64::consts::SQRT_2;
use std::path::{Path, PathBuf};

use pyrates_runtime::emit::{AutoOptions, Emit, EmittedFiles, Homoclinic};

use crate::models::crowd;
use crate::tools::{Folder, auto, tool};

pyrates_runtime::operator! {
    /// Mean field of quadratic integrate-and-fire neurons with spike-frequency adaptation.
    pub(crate) QifSfa {
        equations {
            d/dt r = (delta/(pi*tau) + 2*r*v)/tau;
            d/dt v = (v^2 + eta - a + tau*J*r - (pi*tau*r)^2)/tau;
            d/dt a = x/tau_a;
            d/dt x = alpha*r - 2*x/tau_a - a/tau_a;
        }
        variables {
            r: output(0.1), v: variable(-2.0), a: variable(0.0), x: variable(0.0),
            tau: 1.0, eta: -10.0, delta: 2.0, J: 21.213203435596427, tau_a: 10.0, alpha: 1.0,
        }
    }
}

pyrates_runtime::operator! {
    /// Two species that feel each other's past; only the sum of the delays matters.
    pub(crate) Species {
        equations {
            d/dt x1 = x1*(1 - 0.5*x1 + c12*past(x2, tau12));
            d/dt x2 = x2*(-0.4 - 0.2*x2 + c21*past(x1, tau21));
        }
        variables {
            x1: output(0.6), x2: variable(0.7), c12: -1.0, c21: 0.8, tau12: 0.4, tau21: 0.7,
        }
    }
}

/// A row of a branch: the type of the point, then the values in columns.
type Row = (i32, Vec<f64>);

struct Session {
    folder: Folder,
    program: PathBuf,
}

impl Session {
    /// Compiles the equation file with Auto's library, if both are there.
    fn new(files: &EmittedFiles) -> Option<Session> {
        let (gfortran, library) = (tool("gfortran")?, auto()?);
        let folder = Folder::new();
        files.write_to(&folder.0).unwrap();
        let mut objects: Vec<String> = std::fs::read_dir(library)
            .unwrap()
            .map(|entry| entry.unwrap().path().display().to_string())
            .filter(|path| path.ends_with(".o"))
            .collect();
        objects.sort();
        let mut arguments = vec!["-O2", "-fopenmp", files.files[0].name.as_str()];
        arguments.extend(objects.iter().map(String::as_str));
        arguments.extend(["-o", "auto.exe"]);
        folder.run(&gfortran, &arguments);
        let program = folder.0.join("auto.exe");
        Some(Session { folder, program })
    }

    /// Runs a constants file and returns the rows of its branches. Auto's exit status says nothing.
    fn run(&self, name: &str) -> Vec<Row> {
        let command = format!("OMP_NUM_THREADS=1 '{}' < c.{name}", self.program.display());
        let printed = self.folder.run(Path::new("sh"), &["-c", &command]);
        assert!(printed.contains("Total Time"), "{printed}");
        let text = std::fs::read_to_string(self.folder.0.join(format!("b.{name}"))).unwrap();
        let rows: Vec<Row> = text.lines().filter_map(row).collect();
        assert!(rows.iter().all(|(kind, _)| *kind != -9), "no convergence:\n{printed}");
        rows
    }
}

/// Four whole numbers in fixed columns, of which the first is zero in headers, and values.
fn row(line: &str) -> Option<Row> {
    let branch: i32 = line.get(..4)?.trim().parse().ok()?;
    let kind = line.get(10..14)?.trim().parse().ok()?;
    let values = line.get(19..)?.split_whitespace().map(|word| word.parse().unwrap_or(f64::NAN));
    (branch != 0).then(|| (kind, values.collect()))
}

/// The parameter at all points of some types.
fn at(rows: &[Row], kinds: &[i32]) -> Vec<f64> {
    rows.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, values)| values[0]).collect()
}

/// Changes a word in one of the files.
fn edit(files: &mut EmittedFiles, name: &str, from: &str, to: &str) {
    let file = files.files.iter_mut().find(|file| file.name == name).unwrap();
    assert!(file.text.contains(from), "{}", file.text);
    file.text = file.text.replace(from, to);
}

const FOLD: [i32; 2] = [2, 5];
const HOPF: [i32; 1] = [3];

fn assert_near(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < tolerance, "{found:?}, but should be {expected:?}");
    }
}

/// The equilibria of the mean field have Hopf points and folds that are known to thirty digits. The folds of cycles
/// come from multiple shooting with DOP853.
#[test]
fn the_mean_field_with_adaptation_has_its_bifurcations() {
    let model = QifSfa { J: 15.0 * SQRT_2, ..Default::default() };
    let options = AutoOptions {
        parameter: Some("eta".into()),
        second_parameter: Some("delta".into()),
        range: Some((-12.0, 2.0)),
        tolerance: 1e-10,
        mesh: 300,
        ..Default::default()
    };
    let mut files = model.emit_auto_with(&options).unwrap();
    // The two folds come early.
    edit(&mut files, "c.lc", "NMX=1000", "NMX=260");
    let Some(session) = Session::new(&files) else { return };
    session.run("ivp");
    let equilibria = session.run("eq");
    assert_near(&at(&equilibria, &HOPF), &[-4.039818600838, -0.534080541355], 1e-9);
    assert_near(&at(&equilibria, &FOLD), &[-3.537497314192, -3.548702284447], 1e-9);
    let folds = at(&session.run("lc"), &FOLD);
    let nearest = |x: f64| folds.iter().map(|fold| (fold - x).abs()).fold(f64::INFINITY, f64::min);
    assert!(nearest(-4.2346021157) < 1e-8 && nearest(1.50166650) < 5e-6, "{folds:?}");
    for curve in ["lp2", "hb2"] {
        assert!(session.run(curve).len() > 20, "{curve}");
    }
}

/// The Hopf points of the species have a closed form: they lie where the sum of the delays has one value.
#[test]
fn delayed_species_oscillate_where_they_should() {
    const SUM: f64 = 1.4605198574;
    let options = AutoOptions {
        parameter: Some("tau12".into()),
        second_parameter: Some("tau21".into()),
        range: Some((0.1, 1.2)),
        tolerance: 1e-10,
        ..Default::default()
    };
    let Some(session) = Session::new(&Species::default().emit_auto_with(&options).unwrap()) else { return };
    session.run("ivp");
    assert_near(&at(&session.run("eq"), &HOPF), &[SUM - 0.7], 1e-7);
    let curve = session.run("hb2");
    let sums = curve.iter().map(|(_, values)| values[0] + values[values.len() - 1]);
    let error = sums.map(|sum| (sum - SUM).abs()).fold(0.0, f64::max);
    assert!(curve.len() > 20 && error < 1e-6, "{error}");
}

pyrates_runtime::operator! {
    /// The mean field with a fast adaptation, of which cycles end at a saddle.
    pub(crate) QifFast {
        equations {
            d/dt r = (delta/(pi*tau) + 2*r*v)/tau;
            d/dt v = (v^2 + eta + J*tau*r - alpha*a - (pi*tau*r)^2)/tau;
            d/dt a = (r - a)/tau_a;
        }
        variables {
            r: output(0.1), v: variable(-2.0), a: variable(0.0),
            eta: -5.0, delta: 2.0, J: 21.213203435596427, alpha: 0.8, tau: 1.0, tau_a: 10.0,
        }
    }
}

/// Where a branch of cycles ends, in a long one.
fn long_cycle(delta: f64) -> Option<(Session, f64)> {
    let options = AutoOptions { range: Some((-12.0, 2.0)), ..Default::default() };
    let mut files = QifFast { delta, ..Default::default() }.emit_auto_with(&options).unwrap();
    edit(&mut files, "c.eq", "DS=0.0014", "DS=-0.0014");
    let session = Session::new(&files)?;
    session.run("ivp");
    session.run("eq");
    let cycles = session.run("lc");
    let (_, values) = cycles.last().unwrap();
    assert!(values[values.len() - 1] > 999.0, "{values:?}");
    let eta = values[0];
    Some((session, eta))
}

/// The curve of homoclinic orbits goes from the end of one branch of cycles to the end of another.
#[test]
fn homoclinic_orbits_are_followed() {
    let (Some((session, from)), Some((_, to))) = (long_cycle(2.0), long_cycle(1.9)) else { return };
    let curve: Vec<[f64; 2]> = session.run("hom").iter().map(|(_, v)| [v[v.len() - 1], v[0]]).collect();
    assert!((curve[0][1] - from).abs() < 1e-6, "{curve:?}");
    let (a, b) = curve.iter().zip(&curve[1..]).find(|(a, b)| a[0] >= 1.9 && b[0] < 1.9).unwrap();
    let eta = a[1] + (b[1] - a[1]) * (1.9 - a[0]) / (b[0] - a[0]);
    // Between points of the curve, a straight line is good to a few millionths.
    assert!((eta - to).abs() < 1e-5, "{eta}, but should be {to}");
}

pyrates_runtime::operator! {
    /// A saddle at 0 with a homoclinic orbit at `m = 0` (Sandstede, J. Dyn. Diff. Eqs. 9 (1997) 269), of which the saddle is
    /// neutral where `a + b` is as far from zero as `c + sqrt(d)`. The name of the eleventh parameter is `a`.
    Sandstede {
        equations {
            d/dt x = a*x + b*y - a*x^2 + m*x*(two - three*x);
            d/dt y = b*x + a*y - half*three*b*x^2 - half*three*a*x*y - two*m*y;
            d/dt z = c*z + w + k*x;
            d/dt w = c*w + d*z;
        }
        variables {
            x: output(0.65), y: variable(0.07), z: variable(0.0), w: variable(0.0),
            m: 0.1, b: 1.0, c: -0.5, d: 0.04, k: 0.2, two: 2.0, three: 3.0, half: 0.5, p: 0.0, q: 0.0, a: -0.3,
        }
    }
}

/// Test functions are reported; parameters beyond the ninth are out of the way of what Auto keeps.
#[test]
fn a_homoclinic_orbit_has_a_neutral_saddle() {
    let homoclinic = Homoclinic { tests: vec![4, 11], ..Default::default() };
    let options = AutoOptions {
        second_parameter: Some("a".into()),
        range: Some((-0.1, 0.2)),
        t_end: 50.0,
        homoclinic,
        ..Default::default()
    };
    let mut files = Sandstede::default().emit_auto_with(&options).unwrap();
    edit(&mut files, "c.ivp", "UZSTOP={14: 50.0}", "UZSTOP={14: 2000.0}");
    edit(&mut files, "c.eq", "DS=3e-5", "DS=-3e-5");
    edit(&mut files, "c.hom", "DS=3e-5", "DS=-3e-5");
    edit(&mut files, "c.hom", "NMX=100", "NMX=400");
    let Some(session) = Session::new(&files) else { return };
    for step in ["ivp", "eq", "lc"] {
        session.run(step);
    }
    let curve = session.run("hom");
    assert!(curve.len() > 50 && curve.iter().all(|(_, values)| values[0].abs() < 1e-6), "{curve:?}");
    let neutral: Vec<f64> = curve.iter().filter(|(kind, _)| *kind == -4).map(|(_, v)| v[5]).collect();
    assert_near(&neutral, &[-0.7], 1e-6);
}

pyrates_runtime::operator! {
    /// A saddle at 0 with a homoclinic orbit at `m = 0` and `z = 0`, as above, whose neighbours feel `z` (Sandstede, J. Dyn.
    /// Diff. Eqs. 9 (1997) 269).
    Twisted {
        equations {
            d/dt x = a*x + b*y - a*x^2 + (m - alpha*z)*x*(2 - 3*x);
            d/dt y = b*x + a*y - 3*b*x^2/2 - 3*a*x*y/2 - 2*(m - alpha*z)*y;
            d/dt z = c*z + gamma*x*z + alpha*(x^2*(1 - x) - y^2);
        }
        variables {
            x: output(0.65), y: variable(0.07), z: variable(0.0),
            m: 0.1, alpha: 0.1, a: -0.3, b: 1.0, c: -0.5, gamma: 0.0,
        }
    }
}

/// The adjoint equation needs a run of its own; then orbits stay on the known curve. That is all that is known here: where
/// the orbit is twisted is not.
#[test]
fn the_adjoint_equation_is_solved_along_homoclinic_orbits() {
    let homoclinic = Homoclinic { twist: true, tests: vec![13], ..Default::default() };
    let options = AutoOptions { range: Some((-0.1, 0.2)), t_end: 30.0, homoclinic, ..Default::default() };
    let mut files = Twisted::default().emit_auto_with(&options).unwrap();
    edit(&mut files, "c.ivp", "UZSTOP={14: 30.0}", "UZSTOP={14: 2000.0}");
    edit(&mut files, "c.eq", "DS=3e-5", "DS=-3e-5");
    let Some(session) = Session::new(&files) else { return };
    for step in ["ivp", "eq", "lc", "adj"] {
        session.run(step);
    }
    let curve = session.run("hom");
    assert!(curve.len() > 50 && curve.iter().all(|(_, values)| values[0].abs() < 1e-6), "{curve:?}");
    // The test function is a column, and changes.
    let twist: Vec<f64> = curve.iter().map(|(_, values)| values[values.len() - 1]).collect();
    assert!(twist.iter().all(|x| x.is_finite()) && twist[0] != twist[twist.len() - 1], "{twist:?}");
}

/// The bifurcations are the same, whatever the order of parameters.
#[test]
fn parameters_have_the_places_that_were_asked_for() {
    let model = QifSfa { J: 15.0 * SQRT_2, ..Default::default() };
    let options = AutoOptions {
        order: vec!["eta".into(), "J".into()],
        range: Some((-12.0, 2.0)),
        tolerance: 1e-10,
        ..Default::default()
    };
    let files = model.emit_auto_with(&options).unwrap();
    for line in ["par(1) = -10.0d0", "par(2) = 21.213203435596427d0", "par(3) = 1.0d0"] {
        assert!(files.files[0].text.contains(line), "{}", files.files[0].text);
    }
    // The first of them is continued.
    assert!(files.text().contains("ICP=['eta']"), "{}", files.text());
    for order in [vec!["etaa".to_string()], vec!["eta".into(), "eta".into()]] {
        let error = model.emit_auto_with(&AutoOptions { order, ..Default::default() }).unwrap_err();
        assert!(error.to_string().contains("the option `order` of the export to Auto-07p"), "{error}");
    }
    let Some(session) = Session::new(&files) else { return };
    session.run("ivp");
    assert_near(&at(&session.run("eq"), &HOPF), &[-4.039818600838, -0.534080541355], 1e-9);
}

/// Auto reads lists of names that end early.
#[test]
fn large_models_are_read() {
    let mut files = crowd(90).emit_auto().unwrap();
    edit(&mut files, "c.ivp", "NMX=20000", "NMX=5");
    let Some(session) = Session::new(&files) else { return };
    assert_eq!(session.run("ivp").last().unwrap().1.len(), 8);
}

pyrates_runtime::operator! {
    /// Heat in a rod that burns (Bratu's problem).
    Bratu {
        equations { d/dt u = w; d/dt w = -lam*exp(u); }
        variables { u: output(0.0), w: variable(0.0), lam: 0.0, end: 0.0 }
    }
}

pyrates_runtime::operator! {
    Relaxation {
        equations { d/dt x = c - x; }
        variables { x: output(0.0), c: 0.0, b: 0.0, m: 0.0 }
    }
}

/// Bratu's problem has a fold at 8*(s/cosh(s))^2 with s*tanh(s) = 1, s = 1.19967864 (Ascher, Mattheij and Russell,
/// Numerical Solution of Boundary Value Problems, 1995).
#[test]
fn boundary_value_problems_have_their_folds() {
    for jacobian in [true, false] {
        let options = AutoOptions {
            boundary: vec!["u.left".into(), "u.right - end".into()],
            range: Some((-0.1, 4.0)),
            jacobian,
            ..Default::default()
        };
        let Some(session) = Session::new(&Bratu::default().emit_auto_with(&options).unwrap()) else { return };
        assert_near(&at(&session.run("bvp"), &FOLD), &[3.513_830_719], 1e-5);
    }
}

/// A relaxation whose mean is given, which determines where it goes.
#[test]
fn integral_conditions_determine_parameters() {
    for jacobian in [true, false] {
        let options = AutoOptions {
            boundary: vec!["x.left^3 - b*x.left^2".into()],
            integral: vec!["x - m".into()],
            parameter: Some("b".into()),
            second_parameter: Some("c".into()),
            range: Some((-0.1, 2.0)),
            jacobian,
            ..Default::default()
        };
        let model = Relaxation { x: 1.0, b: 1.0, m: 1.0, c: 1.0 };
        let Some(session) = Session::new(&model.emit_auto_with(&options).unwrap()) else { return };
        let rows = session.run("bvp");
        let (_, last) = rows.last().unwrap();
        // x(t) = c + (b - c)*exp(-t), whose mean is c + (b - c)*(1 - 1/e) = m.
        let e = std::f64::consts::E;
        assert_near(&[last[0]], &[2.0], 1e-6);
        let expected = (1.0 - 2.0 * (1.0 - 1.0 / e)) * e;
        let found = last.iter().map(|value| (value - expected).abs()).fold(f64::INFINITY, f64::min);
        assert!(found < 1e-6, "{last:?} should have {expected}");
    }
}

#[test]
fn conditions_that_make_no_sense_are_refused() {
    let refusal = |boundary: &[&str], integral: &[&str]| {
        let words = |list: &[&str]| list.iter().map(|text| text.to_string()).collect();
        let (boundary, integral) = (words(boundary), words(integral));
        let options = AutoOptions { boundary, integral, ..Default::default() };
        Bratu::default().emit_auto_with(&options).unwrap_err().to_string()
    };
    for (error, part) in [
        (refusal(&["u.left"], &[]), "so many conditions"),
        (refusal(&["u.left", "u.right", "w.left", "w.right"], &["u"]), "fewer conditions"),
        (refusal(&["u.left", "u"], &[]), "states are written `x.left` and `x.right`"),
        (refusal(&["u.left", "u.right + "], &[]), "`u.right + `"),
        (refusal(&["u.left", "u.right - t"], &[]), "time cannot stand in it"),
        (refusal(&["u.left", "u.right"], &["u.left"]), "there is no variable `u/left`"),
    ] {
        assert!(error.contains(part), "{error}");
    }
    let boundary = vec!["x1.left".to_string(), "x2.left".into()];
    let error = Species::default().emit_auto_with(&AutoOptions { boundary, ..Default::default() });
    assert!(error.unwrap_err().to_string().contains("empty for a model with delays"));
}
