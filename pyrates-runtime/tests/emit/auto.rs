//! Files for Auto-07p: `func` compiled by gfortran beside the interpreter and beside differences, and known
//! bifurcations, found by Auto itself.

use pyrates_ir::eval;
use pyrates_ir::scalarise::scalarise;
use pyrates_ir::system::System;
use pyrates_runtime::Model;
use pyrates_runtime::emit::{AutoOptions, Emit, EmittedFiles};

use crate::auto_runs::{QifSfa, Species};
use crate::check::{numbers, points};
use crate::contrast::contrast;
use crate::models;
use crate::tools::{Folder, tool};

pyrates_runtime::operator! {
    /// The oscillator of Stuart and Landau, a complex number.
    pub(crate) Rotor {
        equations { d/dt z = (mu + 1i*omega)*z - z^2*conj(z); }
        variables { z: output(1 + 0.5i), mu: 0.3, omega: 2.0 }
    }
}

const FLAGS: [&str; 8] = [
    "-std=f2008",
    "-Wall",
    "-Wno-unused-dummy-argument",
    "-Werror",
    "-fimplicit-none",
    "-fcheck=all",
    "-ffpe-trap=zero,overflow",
    "-O1",
];

/// Prints, for all points, `f`, its derivatives, and central differences in their place.
const DRIVER: &str = "
program driver
  implicit none
  integer, parameter :: n = NDIM, np = NPAR, slots(np) = [SLOTS]
  double precision, parameter :: h = 1d-6
  double precision :: u(n), par(200), f(n), dfdu(n,n), dfdp(n,200), du(n,n), dp(n,np), t
  integer :: i, j
  par = 0
  call stpnt(n, u, par, 0d0)
  open(10, file='points.txt')
  do i = 1, 20
    read(10, *) t, u
    dfdu = 0
    dfdp = 0
    call func(n, u, [1], par, 2, f, dfdu, dfdp)
    do j = 1, n
      du(:,j) = differences(u + h*unit(j, n), par, u - h*unit(j, n), par)
    end do
    do j = 1, np
      dp(:,j) = differences(u, par + h*unit(slots(j), 200), u, par - h*unit(slots(j), 200))
    end do
    print '(es25.16e3)', f, dfdu, dfdp(:,slots), du, dp
  end do
contains
  function unit(j, size)
    integer, intent(in) :: j, size
    double precision :: unit(size)
    unit = 0
    unit(j) = 1
  end function unit
  function differences(u_up, par_up, u_down, par_down) result(d)
    double precision, intent(in) :: u_up(n), par_up(200), u_down(n), par_down(200)
    double precision :: d(n), up(n), down(n), no_du(n,n), no_dp(n,200)
    call func(n, u_up, [1], par_up, 0, up, no_du, no_dp)
    call func(n, u_down, [1], par_down, 0, down, no_du, no_dp)
    d = (up - down)/(2*h)
  end function differences
end program driver
";

/// The numbers of states and parameters, as the constants files have them.
fn sizes(files: &EmittedFiles, system: &System) -> (usize, usize) {
    let constants = &files.files[1].text;
    let rest = constants.split("NDIM=").nth(1).unwrap();
    (rest.split(',').next().unwrap().parse().unwrap(), system.parameters().len())
}

fn slots(n: usize) -> String {
    (1..=9).chain(15..).take(n).map(|slot| slot.to_string()).collect::<Vec<_>>().join(", ")
}

/// What the driver prints, if there is a compiler: for each point `f` and four matrices, by columns.
fn run(system: &System, options: &AutoOptions, points: &[Vec<f64>]) -> Option<Vec<f64>> {
    let gfortran = tool("gfortran")?;
    let folder = Folder::new();
    let files = system.emit_auto_with(options).unwrap();
    files.write_to(&folder.0).unwrap();
    let (n, np) = sizes(&files, system);
    let driver = DRIVER.replace("NDIM", &n.to_string()).replace("NPAR", &np.to_string());
    folder.write("driver.f90", &driver.replace("SLOTS", &slots(np)));
    let line = |point: &Vec<f64>| point.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" ") + "\n";
    folder.write("points.txt", &points.iter().map(line).collect::<String>());
    let mut arguments = FLAGS.to_vec();
    arguments.extend(["-c", files.files[0].name.as_str()]);
    folder.run(&gfortran, &arguments);
    let object = files.files[0].name.replace(".f90", ".o");
    folder.run(&gfortran, &["-O1", "driver.f90", &object, "-o", "driver"]);
    Some(numbers(&folder.run(&folder.0.join("driver"), &[])))
}

fn assert_close(a: f64, b: f64, tolerance: f64, what: &str) {
    let both_undefined = a.is_nan() && b.is_nan();
    assert!(
        both_undefined || (a - b).abs() <= tolerance * b.abs().max(1.0),
        "{what}: {a}, but should be {b}"
    );
}

/// Compares the derivatives with differences, but for parameters at which a function jumps.
fn check_derivatives(system: &System, block: &[f64], n: usize) {
    let np = system.parameters().len();
    let paths = system.parameter_paths();
    let (derivatives, differences) = block[n..].split_at(n * (n + np));
    assert_eq!(differences.len(), derivatives.len());
    for (k, (a, b)) in derivatives.iter().zip(differences).enumerate() {
        let column = k / n;
        let jumps = |path: &String| path.ends_with("/zero") || path.ends_with("/half");
        if column < n || !(system.name == "Hostile" && jumps(&paths[column - n])) {
            assert_close(*a, *b, 1e-6, &format!("{}: column {column}, row {}", system.name, k % n));
        }
    }
}

#[test]
fn right_hand_sides_and_derivatives_agree() {
    let models =
        [models::van_der_pol(), models::hostile_autonomous(), models::vectors(), QifSfa::default().system()];
    for system in models {
        let points = points(&system);
        let Some(printed) = run(&system, &AutoOptions::default(), &points) else { return };
        let scalars = scalarise(&system).unwrap();
        let (jacobian, p) = (scalars.jacobian(), system.parameters());
        let n = system.initial_state().len();
        let none = |_: usize, _: f64| f64::NAN;
        for (point, block) in points.iter().zip(printed.chunks(printed.len() / points.len())) {
            let y = &point[1..];
            let f = eval::vector_field(&system, 0.0, y, &p, &none);
            f.iter().zip(block).for_each(|(b, a)| assert_close(*a, *b, 1e-12, &system.name));
            let rows = jacobian.values(&scalars, 0.0, y, &p, &none);
            for (j, column) in block[n..n + n * n].chunks(n).enumerate() {
                column.iter().zip(&rows).for_each(|(a, row)| assert_close(*a, row[j], 1e-12, &system.name));
            }
            check_derivatives(&system, block, n);
        }
    }
}

#[test]
fn functions_of_the_user_are_inside_the_subroutine() {
    let error = contrast().emit_auto().unwrap_err().to_string();
    assert!(error.contains("the derivative of the function `naka_rushton`"), "{error}");
    let (system, options) = (contrast(), AutoOptions { jacobian: false, ..Default::default() });
    let points = points(&system);
    let Some(printed) = run(&system, &options, &points) else { return };
    for (point, block) in points.iter().zip(printed.chunks(printed.len() / points.len())) {
        let f = eval::vector_field(&system, 0.0, &point[1..], &system.parameters(), &|_, _| f64::NAN);
        f.iter().zip(block).for_each(|(b, a)| assert_close(*a, *b, 1e-12, "contrast"));
    }
}

/// On a line that is a cubic polynomial, the rates of its states are known.
#[test]
fn delays_are_lines_of_states() {
    const NODES: usize = 5;
    let options = AutoOptions { nodes: NODES, ..Default::default() };
    for system in [models::predator_prey(), models::ring(), Species::default().system()] {
        let scalars = scalarise(&system).unwrap();
        let (y, p) = (system.initial_state(), system.parameters());
        let lags: Vec<(usize, f64)> =
            scalars.lags().iter().map(|(i, d)| (*i, scalars.evaluate(d, 0.0, &y, &p))).collect();
        let cubic = |line: usize, s: f64| 0.3 * s - 0.2 * s * s + (0.1 + 0.05 * line as f64) * s.powi(3);
        let slope = |line: usize, s: f64| 0.3 - 0.4 * s + (0.3 + 0.15 * line as f64) * s * s;
        let s = |k: usize| 0.5 - 0.5 * (std::f64::consts::PI * k as f64 / NODES as f64).cos();
        let with_lines = |point: &Vec<f64>| {
            let states = lags
                .iter()
                .enumerate()
                .flat_map(|(line, (i, _))| (1..=NODES).map(move |k| point[1 + i] + cubic(line, s(k))));
            point.iter().copied().chain(states).collect::<Vec<f64>>()
        };
        let points: Vec<Vec<f64>> = points(&system).iter().map(with_lines).collect();
        let Some(printed) = run(&system, &options, &points) else { return };
        for (point, block) in points.iter().zip(printed.chunks(printed.len() / points.len())) {
            let past = |i: usize, time: f64| {
                let is_meant = |(j, tau): &(usize, f64)| *j == i && (tau + time).abs() < 1e-12;
                let line = lags.iter().position(is_meant).unwrap();
                point[1 + i] + cubic(line, 1.0)
            };
            let mut f = eval::vector_field(&system, 0.0, &point[1..=y.len()], &p, &past);
            for (line, (_, tau)) in lags.iter().enumerate() {
                f.extend((1..=NODES).map(|k| -slope(line, s(k)) / tau));
            }
            f.iter().zip(block).for_each(|(b, a)| assert_close(*a, *b, 1e-12, &system.name));
            check_derivatives(&system, block, point.len() - 1);
        }
    }
}

#[test]
fn parameters_are_chosen_by_path_or_name() {
    let file = |options: &AutoOptions, name: &str| {
        let files = QifSfa::default().emit_auto_with(options).unwrap();
        files.files.into_iter().find(|file| file.name == name).map(|file| file.text)
    };
    let eq = file(&AutoOptions::default(), "c.eq").unwrap();
    assert!(
        eq.contains("ICP=['tau']") && eq.contains("parnames={1: 'tau',") && !eq.contains("UZSTOP"),
        "{eq}"
    );
    let options = AutoOptions {
        parameter: Some("eta".into()),
        second_parameter: Some("delta".into()),
        range: Some((-12.0, 2.0)),
        ..Default::default()
    };
    let lc = file(&options, "c.lc").unwrap();
    assert!(lc.contains("UZSTOP={'eta': [-12.0, 2.0], 'PERIOD': 1000.0}"), "{lc}");
    assert!(file(&options, "c.hb2").unwrap().contains("ICP=['eta', 'delta']"));
    assert!(file(&options, "c.hom").is_some() && file(&options, "c.bvp").is_none());
}

#[test]
fn options_without_sense_are_refused() {
    let wrong = |options: AutoOptions| QifSfa::default().emit_auto_with(&options).unwrap_err().to_string();
    let error = wrong(AutoOptions { parameter: Some("etta".into()), ..Default::default() });
    assert!(error.contains("`parameter`") && error.contains("path or the name"), "{error}");
    assert!(wrong(AutoOptions { range: Some((2.0, 1.0)), ..Default::default() }).contains("`range`"));
    assert!(wrong(AutoOptions { t_end: 0.0, ..Default::default() }).contains("`t_end`"));
    let error = models::predator_prey().emit_auto_with(&AutoOptions { nodes: 1, ..Default::default() });
    assert!(error.unwrap_err().to_string().contains("`nodes`"));
}

#[test]
fn time_and_delays_of_zero_are_refused() {
    let error = models::hostile().emit_auto().unwrap_err().to_string();
    assert!(
        error.contains("the time in the equation of `node/op/u`") && error.contains("oscillator"),
        "{error}"
    );
    let model = Species { tau12: 0.0, ..Default::default() };
    let error = model.emit_auto().unwrap_err().to_string();
    assert!(error.contains("delay of zero") && error.contains("positive"), "{error}");
}

/// Auto reads 13 characters of a name and 2048 of a list.
#[test]
fn names_are_short_and_lists_too() {
    let text = models::predator_prey().emit_auto().unwrap().text();
    assert!(
        text.contains("'prey_t_weight'") && text.contains("# prey_t_weight is edges/prey_to_predator/weight")
    );
    let files = models::crowd(90).emit_auto().unwrap();
    for file in &files.files[1..] {
        assert!(!file.text.contains("IREV"));
        for key in ["parnames={", "unames={"] {
            let list = file.text.split(key).nth(1).unwrap().split('}').next().unwrap();
            assert!(list.len() > 1700 && list.len() < 2000, "{}", file.text);
            let names = list.split('\'').skip(1).step_by(2);
            assert!(names.into_iter().all(|name| name.len() <= 13), "{list}");
        }
    }
}
