//! MATLAB files, run by Octave, with a stand-in for dde23, which Octave lacks.

use pyrates_ir::system::System;
use pyrates_runtime::emit::{Emit, EmittedFiles, Form, MatlabOptions};

use crate::check::{
    check_points, check_predator_prey, check_van_der_pol, numbers, points_file, predator_prey_truth,
};
use crate::contrast::contrast;
use crate::models;
use crate::tools::{Folder, tool};

fn run(system: &System, files: &EmittedFiles, driver: &str) -> Option<String> {
    let octave = tool("octave-cli")?;
    let folder = Folder::new();
    files.write_to(&folder.0).unwrap();
    folder.write("dde23.m", include_str!("../octave/dde23.m"));
    folder.write("ddeset.m", include_str!("../octave/ddeset.m"));
    folder.write("points.txt", &points_file(system));
    folder.write("driver.m", &format!("1;\n{driver}"));
    Some(folder.run(&octave, &["-qf", "driver.m"]))
}

const ODE_POINTS: &str = "
jac = MODEL('jac');
p = MODEL('p0');
rows = load('points.txt');
all = MODEL(rows(1,1), rows(:,2:end)', p);
for i = 1:size(rows, 1)
  t = rows(i,1);
  y = rows(i,2:end)';
  printf('%.17g\\n', MODEL(t, y, p), jac(t, y, p)');
end
assert(max(abs(all(:,1) - MODEL(rows(1,1), rows(1,2:end)'))) < 1e-14);
assert(size(all), [numel(MODEL('y0')), size(rows, 1)]);
assert(numel(MODEL('states')), numel(MODEL('y0')));
";

const DDE_POINTS: &str = "
jac = MODEL('jac');
p = MODEL('p0');
lags = MODEL('lags', p);
assert(lags, MODEL('lags'));
rows = load('points.txt');
for i = 1:size(rows, 1)
  t = rows(i,1);
  y = rows(i,2:end)';
  Z = 0.5 + 0.3*sin(t - lags + (1:numel(y))');
  printf('%.17g\\n', MODEL(t, y, Z, p), jac(t, y, Z, p)');
end
";

#[test]
fn vector_fields_and_jacobians_agree() {
    for (system, name, driver) in [
        (models::predator_prey(), "predator_prey", DDE_POINTS),
        (models::van_der_pol(), "van_der_pol", ODE_POINTS),
        (models::hostile(), "hostile", ODE_POINTS),
        (models::vectors(), "vectors", ODE_POINTS),
        (contrast(), "contrast", ODE_POINTS),
        (models::ring(), "ring", DDE_POINTS),
    ] {
        // Jacobians are in files that write units out.
        let options = MatlabOptions { form: Form::Units, ..Default::default() };
        let files = system.emit_matlab_with(&options).unwrap();
        if let Some(printed) = run(&system, &files, &driver.replace("MODEL", name)) {
            check_points(&system, &printed);
        }
    }
}

/// The script that comes with the function, without its picture.
fn script(files: &EmittedFiles) -> String {
    let plots = |line: &&str| !["plot", "xlabel", "legend"].iter().any(|word| line.starts_with(word));
    files.files[1].text.lines().filter(plots).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_script_runs_dde23_along_the_reference() {
    let system = models::predator_prey();
    let files = system.emit_matlab_with(&MatlabOptions { t_end: 10.0, ..Default::default() }).unwrap();
    let print = "printf('%.17g %.17g %.17g\\n', [t, y](1:20:end,:)');\n";
    if let Some(printed) = run(&system, &files, &(script(&files) + print)) {
        // The stand-in has order four and steps of 0.005.
        check_predator_prey(&printed, 1e-8);
    }
}

#[test]
fn the_script_runs_ode45() {
    let system = models::van_der_pol();
    let files = system.emit_matlab_with(&MatlabOptions { t_end: 10.0, ..Default::default() }).unwrap();
    if let Some(printed) = run(&system, &files, &(script(&files) + "printf('%.17g\\n', y(end,:));\n")) {
        // The script asks for six digits in each step.
        check_van_der_pol(&system, &printed, 1e-4);
    }
}

#[test]
fn stiff_solvers_take_the_jacobian() {
    // Octave's ode15s finds no first step for this initial state, with or without a Jacobian.
    let system = models::van_der_pol();
    let driver = "
jac = van_der_pol('jac');
p = van_der_pol('p0');
options = odeset('RelTol', 1e-6, 'AbsTol', 1e-8, 'Jacobian', @(t, y) jac(t, y, p));
[t, y] = ode23s(@(t, y) van_der_pol(t, y, p), [0 10], van_der_pol('y0'), options);
printf('%.17g\\n', y(end,:));
";
    if let Some(printed) = run(&system, &system.emit_matlab().unwrap(), driver) {
        check_van_der_pol(&system, &printed, 1e-3);
    }
}

/// The largest error of the fixed-step simulation of the predator-prey model.
fn euler_error(dt: f64) -> Option<f64> {
    let system = models::predator_prey();
    let options = MatlabOptions { adaptive: false, t_end: 10.0, dt, ..Default::default() };
    let every = (0.1 / dt).round();
    let driver = format!(
        "[t, y] = predator_prey_euler();\nkeep = 1:{every}:numel(t);\nprintf('%.17g %.17g %.17g\\n', [t(keep); y(:,keep)]);"
    );
    let printed = numbers(&run(&system, &system.emit_matlab_with(&options).unwrap(), &driver)?);
    let truth = predator_prey_truth().concat();
    assert_eq!(printed.len(), truth.len());
    Some(printed.iter().zip(&truth).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max))
}

#[test]
fn the_fixed_step_file_has_order_one() {
    if let (Some(coarse), Some(fine)) = (euler_error(0.01), euler_error(0.005)) {
        assert!(coarse < 0.1, "{coarse}");
        assert!((1.8..2.2).contains(&(coarse / fine)), "{coarse} and {fine}");
    }
}

#[test]
fn the_fixed_step_file_takes_ordinary_equations() {
    let system = models::van_der_pol();
    let files = system.emit_matlab_with(&MatlabOptions { adaptive: false, ..Default::default() }).unwrap();
    let driver =
        "[t, y] = van_der_pol_euler(10, 1e-3, van_der_pol_euler('p0'));\nprintf('%.17g\\n', y(:,end));";
    if let Some(printed) = run(&system, &files, driver) {
        check_van_der_pol(&system, &printed, 2e-2);
    }
}
