//! What cannot be exported is refused, with advice.

use pyrates_ir::expr::Expr;
use pyrates_ir::system::{Symbol, System, Value};
use pyrates_runtime::emit::{
    DesolveOptions, Emit, EmitError, Form, JuliaOptions, MatlabOptions, NumpyOptions,
};

use crate::contrast::rooted;
use crate::models;

#[test]
fn delays_that_change_in_time_are_refused() {
    let mut system = models::predator_prey();
    let x = Expr::Leaf(Symbol::Variable(0));
    system.groups[0].equations[0].value = Expr::past(x.clone(), x);
    let error = system.emit_julia().unwrap_err();
    let advice = "write the delay in terms of parameters only";
    assert!(error.to_string().contains("predator/lv/x") && error.to_string().contains(advice), "{error}");
}

#[test]
fn infinite_values_are_refused_where_the_language_has_none() {
    let mut system = models::van_der_pol();
    system.groups[0].variables[2].values = vec![Value::real(f64::INFINITY)];
    let error = system.emit_fortran().unwrap_err();
    assert!(matches!(&error, EmitError::Unsupported { variable, .. } if variable == "oscillator/vdp/mu"));
    assert!(system.emit_julia().unwrap().text().contains("mu = Inf,"));
}

#[test]
fn large_populations_are_refused() {
    let system = of_units(models::van_der_pol(), 101);
    let options = NumpyOptions { form: Form::Units, ..Default::default() };
    let error = system.emit_numpy_with(&options).unwrap_err();
    assert_eq!(error, EmitError::TooLarge { target: "NumPy", states: 202, edges: 0 });
}

/// A system with a population in place of its node.
fn of_units(mut system: System, n: usize) -> System {
    let group = &mut system.groups[0];
    group.members[0].count = Some(n);
    for variable in &mut group.variables {
        variable.values = vec![Value::real(0.5); n];
    }
    system
}

#[test]
fn steps_must_be_positive() {
    let options = MatlabOptions { adaptive: false, dt: 0.0, ..Default::default() };
    let error = models::van_der_pol().emit_matlab_with(&options).unwrap_err();
    assert_eq!(error.to_string(), "the option `dt` of the export to MATLAB must be a positive number");
}

#[test]
fn functions_in_rust_are_refused_without_a_spelling() {
    let error = rooted().emit_fortran().unwrap_err().to_string();
    let expected = "Fortran does not know the function `root`, which is written in Rust, in the equation of `x`; say \
                    how the language spells it, in `spellings { ... }` of the function";
    assert_eq!(error, expected);
}

#[test]
fn derivatives_are_refused_without_a_spelling_unless_the_jacobian_is_left_out() {
    let expected = "Julia does not know the derivative of the function `root`, which the Jacobian needs, in the \
                    equation of `x`; spell the derivative in `spellings { ... }` of the function, or leave the \
                    Jacobian out with `jacobian: false`";
    for system in [rooted(), of_units(rooted(), 3)] {
        assert_eq!(system.emit_julia().unwrap_err().to_string(), expected);
    }
    let text = rooted().emit_julia_with(&JuliaOptions { jacobian: false, ..Default::default() }).unwrap();
    assert!(
        text.text().contains("du[1] = cbrt(1.0 - u[1])") || text.text().contains("cbrt("),
        "{}",
        text.text()
    );
}

#[test]
fn functions_without_a_spelling_are_refused_in_each_language() {
    let refusals = [
        (rooted().emit_torch().unwrap_err(), "PyTorch"),
        (rooted().emit_jax().unwrap_err(), "JAX"),
        (
            rooted()
                .emit_desolve_with(&DesolveOptions { jacobian: false, ..Default::default() })
                .unwrap_err(),
            "deSolve",
        ),
        (rooted().emit_jitcode().unwrap_err(), "JiTCODE"),
        (rooted().emit_sbml().unwrap_err(), "SBML"),
        (rooted().emit_cellml().unwrap_err(), "CellML"),
        (rooted().emit_tvb().unwrap_err(), "The Virtual Brain"),
        (rooted().emit_modelica().unwrap_err(), "Modelica"),
        (rooted().emit_diffsl().unwrap_err(), "DiffSL"),
        (rooted().emit_tensorflow().unwrap_err(), "TensorFlow"),
        (rooted().emit_stan().unwrap_err(), "Stan"),
    ];
    for (error, target) in refusals {
        let expected =
            format!("{target} does not know the function `root`, which is written in Rust, in the equation");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
}
