//! Files for DDE-BIFTOOL, MatCont and XPPAUT: options, refusals, delays, and functions written in Rust.

use pyrates_ir::system::System;
use pyrates_runtime::Model;
use pyrates_runtime::emit::{DdeBiftoolOptions, Emit, EmitError, MatcontOptions, XppautOptions};

use crate::contrast::{contrast, rooted};
use crate::models;
use crate::tools::{Folder, tool};

pyrates_runtime::operator! {
    /// One delay is a number.
    Hutchinson {
        equations { d/dt x = r*x*(1 - past(x, 1.5) - past(x, tau)/4); }
        variables { x: output(0.9), r: 1.0, tau: 1.0 }
    }
}

pyrates_runtime::operator! {
    /// One delay is computed.
    Halved {
        equations { d/dt x = -past(x, tau/2); }
        variables { x: output(0.9), tau: 1.0 }
    }
}

pyrates_runtime::operator! {
    Alone {
        equations { d/dt x = -x^3; }
        variables { x: output(0.9) }
    }
}

/// What Octave prints.
fn octave(
    system: &System,
    emit: &dyn Fn(&System) -> Result<pyrates_runtime::emit::EmittedFiles, EmitError>,
    driver: &str,
) -> Option<String> {
    let octave = tool("octave-cli")?;
    let folder = Folder::new();
    emit(system).unwrap().write_to(&folder.0).unwrap();
    folder.write("driver.m", &format!("1;\n{driver}"));
    Some(folder.run(&octave, &["-qf", "driver.m"]))
}

fn refusal<T>(result: Result<T, EmitError>) -> String {
    match result {
        Ok(_) => "not refused".to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn delays_are_numbers_of_parameters() {
    let system = Hutchinson::default().system();
    let driver = "
par = hutchinson_biftool('par');
ind = hutchinson_biftool('ind');
tau = feval(hutchinson_biftool('sys_tau'));
assert(tau, [ind.delay_1, ind.tau]);
assert(par(tau), [1.5, 1.0]);
f = feval(hutchinson_biftool('sys_rhs'), [0.5, 0.25, 2], par);
assert(f, 0.5*(1 - 0.25 - 0.5));
printf('done');
";
    if let Some(printed) = octave(&system, &|system| system.emit_dde_biftool(), driver) {
        assert_eq!(printed, "done");
    }
}

#[test]
fn what_tools_for_bifurcations_cannot_express_is_refused() {
    let expected = "DDE-BIFTOOL cannot express the delay that is computed from parameters, in the equation of `x`; make the \
                    delay a parameter of its own";
    assert_eq!(refusal(Halved::default().emit_dde_biftool()), expected);
    for (error, tool) in [
        (refusal(models::hostile().emit_dde_biftool()), "DDE-BIFTOOL"),
        (refusal(models::hostile().emit_matcont()), "MatCont"),
    ] {
        assert!(error.starts_with(&format!("{tool} cannot express the time in the equation of ")), "{error}");
    }
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let system = models::predator_prey();
    let biftool = |options: DdeBiftoolOptions| refusal(system.emit_dde_biftool_with(&options));
    let matcont = |options: MatcontOptions| refusal(system.emit_matcont_with(&options));
    let xppaut = |options: XppautOptions| refusal(system.emit_xppaut_with(&options));
    let (parameter, range) = (Some("nobody".to_string()), Some((1.0, 0.0)));
    for (error, option) in [
        (biftool(DdeBiftoolOptions { order: 6, ..Default::default() }), "order"),
        (biftool(DdeBiftoolOptions { order: 1, ..Default::default() }), "order"),
        (biftool(DdeBiftoolOptions { parameter: parameter.clone(), ..Default::default() }), "parameter"),
        (
            biftool(DdeBiftoolOptions { second_parameter: parameter.clone(), ..Default::default() }),
            "second_parameter",
        ),
        (biftool(DdeBiftoolOptions { range, ..Default::default() }), "range"),
        (matcont(MatcontOptions { order: Some(0), ..Default::default() }), "order"),
        (matcont(MatcontOptions { points: 0, ..Default::default() }), "points"),
        (matcont(MatcontOptions { nodes: 1, ..Default::default() }), "nodes"),
        (matcont(MatcontOptions { parameter, ..Default::default() }), "parameter"),
        (xppaut(XppautOptions { dt: 0.0, ..Default::default() }), "dt"),
        (xppaut(XppautOptions { t_end: f64::NAN, ..Default::default() }), "t_end"),
        (xppaut(XppautOptions { tolerance: -1.0, ..Default::default() }), "tolerance"),
        (xppaut(XppautOptions { max_delay: Some(0.4), ..Default::default() }), "max_delay"),
    ] {
        assert!(error.starts_with(&format!("the option `{option}` of the export to ")), "{error}");
    }
}

/// The text in one line.
fn joined(text: &str) -> String {
    text.replace("...", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn options_are_in_the_files() {
    let system = models::predator_prey();
    let options = DdeBiftoolOptions {
        parameter: Some("prey/lv/alpha".into()),
        second_parameter: Some("predator_alpha".into()),
        range: Some((0.25, 0.75)),
        order: 3,
        ..Default::default()
    };
    let text = joined(&system.emit_dde_biftool_with(&options).unwrap().text());
    assert!(text.contains("'min_bound', [ind.prey_alpha, 0.25], 'max_bound', [ind.prey_alpha, 0.75]"));
    assert!(text.contains("'contpar', [ind.prey_alpha, ind.predator_alpha]"));
    assert!(text.contains("orders = {@order_0, @order_1, @order_2, @order_3};"));
    assert!(text.contains("case 'maxorder' varargout = {3};"));
    let options = MatcontOptions {
        parameter: Some("prey_alpha".into()),
        points: 77,
        order: Some(2),
        nodes: 4,
        ..Default::default()
    };
    let text = system.emit_matcont_with(&options).unwrap().text();
    assert!(
        text.contains("init_EP_EP(@predator_prey_matcont, x, p, 2)") && text.contains("'MaxNumPoints', 77)")
    );
    assert!(text.contains("out{5} = @hessians;") && text.contains("out{7} = [];"));
    assert!(text.contains("polynomials through 4 points"));
    let options = XppautOptions { t_end: 5.0, dt: 0.5, max_delay: Some(3.5), ..Default::default() };
    let text = system.emit_xppaut_with(&options).unwrap().text();
    assert!(text.contains("@ total=5.0, dt=0.5, meth=rungekutta, delay=3.5, bounds=1e30, maxstor=12"));
}

#[test]
fn without_derivatives_there_are_only_right_hand_sides() {
    let system = models::predator_prey();
    let options = DdeBiftoolOptions { jacobian: false, ..Default::default() };
    let files = system.emit_dde_biftool_with(&options).unwrap();
    assert_eq!(files.files.len(), 2);
    assert!(!files.text().contains("sys_deri") && files.text().contains("predator_prey_biftool('funcs')"));
    let options = DdeBiftoolOptions { partial: false, ..Default::default() };
    let text = system.emit_dde_biftool_with(&options).unwrap().text();
    assert!(!text.contains("sys_deri") && text.contains("set_symfuncs(@sym_predator_prey_biftool"));
    let options = MatcontOptions { jacobian: false, ..Default::default() };
    let text = system.emit_matcont_with(&options).unwrap().text();
    assert!(text.contains("out{3} = [];") && !text.contains("handles{3}"));
}

#[test]
fn models_without_parameters_have_no_script() {
    let alone = Alone::default();
    assert_eq!(alone.emit_dde_biftool().unwrap().files.len(), 2);
    assert_eq!(alone.emit_matcont().unwrap().files.len(), 1);
    assert_eq!(alone.emit_xppaut().unwrap().files[0].name, "alone.ode");
}

pyrates_runtime::function! {
    /// A square, of which only the slope is spelled.
    fn squared(x: f64) -> f64 { x * x }
    derivatives { x: 2.0 * x }
    spellings { matlab: { value: "{x}.^2", x: "2 .* {x}" } }
}

pyrates_runtime::operator! {
    Squares {
        equations { d/dt x = -squared(x)/tau; }
        variables { x: output(0.9), tau: 1.0 }
        functions { squared }
    }
}

#[test]
fn functions_in_rust_need_spellings_of_higher_derivatives() {
    for (error, tool) in [
        (refusal(Squares::default().emit_dde_biftool()), "DDE-BIFTOOL"),
        (refusal(Squares::default().emit_matcont()), "MatCont"),
    ] {
        let expected = format!(
            "{tool} does not know a higher derivative of the function `squared` in the equation of `x`; spell it in \
             `spellings {{ ... }}` of the function, ask for a lower `order`, or leave the derivatives out with \
             `jacobian: false`"
        );
        assert_eq!(error, expected);
    }
    let options = MatcontOptions { order: Some(1), ..Default::default() };
    let text = Squares::default().emit_matcont_with(&options).unwrap().text();
    assert!(text.contains("tensor(1,1) = -(2 .* x) ./ tau;"), "{text}");
    assert!(text.contains("out{4} = @jacobianp;") && text.contains("out{6} = [];"), "{text}");
    let options = DdeBiftoolOptions { jacobian: false, ..Default::default() };
    assert!(
        contrast().emit_dde_biftool_with(&options).unwrap().text().contains("function rate = naka_rushton")
    );
    let error = refusal(rooted().emit_xppaut());
    assert!(
        error.starts_with("XPPAUT does not know the function `root`, which is written in Rust"),
        "{error}"
    );
}

/// A past that is a straight line is one in a line of states, too.
#[test]
fn lines_of_states_are_the_past() {
    let system = models::predator_prey();
    let driver = "
handles = predator_prey_matcont();
p = predator_prey_matcont('p0');
places = 0.5*(1 - cos(pi*(1:8)'/8));
y = [0.3; 0.8; 0.8 - 0.25*p(5)*places];
p = num2cell(p);
dydt = handles{2}(0, y, p{:});
assert(dydt(3:end), 0.25*ones(8, 1), 1e-12);
assert(dydt(1), 0.3*(p{1} + p{4}*(0.8 - 0.25*p{5})), 1e-14);
printf('done');
";
    if let Some(printed) = octave(&system, &|system| system.emit_matcont(), driver) {
        assert_eq!(printed, "done");
    }
}
