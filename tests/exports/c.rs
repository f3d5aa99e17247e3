use std::fmt::Write;
use std::path::{Path, PathBuf};

use pyrates::emit::{COptions, Form};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, header, tool};

/// Computes something of one model at its points, and prints it, and a line `end`.
const DRIVER: &str = "
#include \"m@K@/@ID@.h\"
static void run_@K@(void)
{
    double y[@UP@_NY], t;
    LAGS
    FILE *file = fopen(\"m@K@/points.txt\", \"r\");
    while (fscanf(file, \"%lf\", &t) == 1) {
        for (int i = 0; i < @UP@_NY; ++i) if (fscanf(file, \"%lf\", &y[i]) != 1) exit(1);
        PAST
        COMPUTE
    }
    fclose(file);
    printf(\"end\\n\");
}
";

const LAGS: &str = "double lag[@UP@_NLAG], z[@UP@_NLAG*@UP@_NY];
    @ID@_lags(@ID@_p0, lag);";

const PAST: &str = "for (int k = 0; k < @UP@_NLAG; ++k)
            for (int i = 0; i < @UP@_NY; ++i) z[k*@UP@_NY + i] = 0.5 + 0.3*sin(t - lag[k] + i + 1);";

/// Prints the vector field.
const FIELD: &str = "double dy[@UP@_NY];
        if (@ID@_rhs(t, y, ZARGdy, @ID@_p0)) exit(2);
        for (int i = 0; i < @UP@_NY; ++i) printf(\"%.17g\\n\", dy[i]);";

fn driver(number: usize, name: &str, delayed: bool, compute: &str) -> String {
    DRIVER
        .replace("COMPUTE", compute)
        .replace("LAGS", if delayed { LAGS } else { "" })
        .replace("PAST", if delayed { PAST } else { "" })
        .replace("ZARG", if delayed { "z, " } else { "" })
        .replace("@K@", &number.to_string())
        .replace("@UP@", &name.to_uppercase())
        .replace("@ID@", name)
}

/// All models in one program, so that headers must get along with each other; `compute` is done at each point.
pub fn compiled(
    suite: &models::Suite,
    folder: &Folder,
    (compiler, arguments): (&Path, &[&str]),
    source: &str,
    compute: &str,
) -> PathBuf {
    let list = std::fs::read_to_string(folder.0.join("models.txt")).unwrap();
    let mut text = String::from("#include <stdio.h>\n#include <stdlib.h>\n");
    let mut main = String::new();
    for (k, line) in list.lines().enumerate() {
        text += &driver(k, line.split_once(' ').unwrap().1, suite.systems[k].has_delays(), compute);
        writeln!(main, "    run_{k}();").unwrap();
    }
    folder.write(source, &format!("{text}\nint main(void)\n{{\n{main}    return 0;\n}}\n"));
    let warnings = ["-pedantic", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable"];
    let all: Vec<&str> =
        arguments.iter().chain(&warnings).copied().chain([source, "-o", "run", "-lm"]).collect();
    folder.run(compiler, &all);
    folder.0.join("run")
}

fn run(compiler: &Path, arguments: &[&str], source: &str) {
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".h").to_string();
        suite.write(&folder, &|system| system.emit_c(), &name);
        let program = compiled(&suite, &folder, (compiler, arguments), source, FIELD);
        suite.check(&folder.run(&program, &[]));
    }
}

#[test]
fn every_model_runs_in_c() {
    if let Some(gcc) = tool("gcc") {
        run(&gcc, &["-std=c99", "-O1"], "driver.c");
    }
}

#[test]
fn every_model_runs_in_cpp() {
    if let Some(compiler) = tool("g++") {
        run(&compiler, &["-std=c++11", "-O0"], "driver.cpp");
    }
}

/// Integrates one model from its initial state with a solver of GSL, and prints where it is at the end.
const GSL: &str = "
#include <stdio.h>
#include <stdlib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
@INCLUDES@
static void integrate(
    const gsl_odeiv2_step_type *type, gsl_odeiv2_system system, const double *y0, double t_end)
{
    gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, type, 1e-4, 1e-13, 1e-12);
    double t = 0.0, *y = malloc(system.dimension*sizeof *y);
    for (size_t i = 0; i < system.dimension; ++i) y[i] = y0[i];
    if (gsl_odeiv2_driver_apply(driver, &t, t_end, y) != GSL_SUCCESS) exit(1);
    for (size_t i = 0; i < system.dimension; ++i) printf(\"%.17g\\n\", y[i]);
    printf(\"end\\n\");
    gsl_odeiv2_driver_free(driver);
    free(y);
}
";

/// One model for GSL.
const GSL_MODEL: &str = "
static int f@K@(double t, const double y[], double dy[], void *p)
{
    return @ID@_rhs(t, y, dy, p);
}
";

/// Its Jacobian.
const GSL_JACOBIAN: &str = "
static int j@K@(double t, const double y[], double *dfdy, double dfdt[], void *p)
{
    for (int i = 0; i < @UP@_NY; ++i) dfdt[i] = 0.0;
    return @ID@_jac(t, y, dfdy, p);
}
";

/// The models that are ordinary differential equations, with their headers in folders.
fn written(options: &COptions) -> (models::Suite, Folder, Vec<String>) {
    written_if(options, &|_| true)
}

/// Some of them.
fn written_if(options: &COptions, keeps: &dyn Fn(&System) -> bool) -> (models::Suite, Folder, Vec<String>) {
    let folder = Folder::new();
    let suite = models::within_limits(&|system| system.emit_c_with(options));
    let suite = suite.filtered(|system| !system.has_delays() && keeps(system));
    let name = |file: &str| file.trim_end_matches(".h").to_string();
    suite.write(&folder, &|system| system.emit_c_with(options), &name);
    let list = std::fs::read_to_string(folder.0.join("models.txt")).unwrap();
    let names = list.lines().map(|line| line.split_once(' ').unwrap().1.to_string()).collect();
    (suite, folder, names)
}

/// A text for each model, with its number and its name.
fn for_each(names: &[String], text: &str) -> String {
    let one = |(k, name): (usize, &String)| {
        text.replace("@K@", &k.to_string()).replace("@UP@", &name.to_uppercase()).replace("@ID@", name)
    };
    names.iter().enumerate().map(one).collect()
}

fn gsl(options: &COptions, (model, jacobian, solver): (&str, &str, &str), tolerance: f64) {
    let Some(gcc) = tool("gcc").filter(|_| header("gsl/gsl_odeiv2.h", "GSL")) else { return };
    let (suite, folder, names) = written(options);
    let call = format!(
        "    integrate({solver}, (gsl_odeiv2_system) {{f@K@, {jacobian}, @UP@_NY, (void *)@ID@_p0}}, @ID@_y0, 0.5);\n"
    );
    let text = GSL.replace("@INCLUDES@", &for_each(&names, "#include \"m@K@/@ID@.h\"\n"))
        + &for_each(&names, model)
        + &format!("\nint main(void)\n{{\n{}    return 0;\n}}\n", for_each(&names, &call));
    folder.write("driver.c", &text);
    folder.run(
        &gcc,
        &["-std=c99", "-O1", "-Wall", "-Werror", "driver.c", "-o", "run", "-lgsl", "-lgslcblas", "-lm"],
    );
    suite.check_ends_within(tolerance, 0.5, &folder.run(&folder.0.join("run"), &[]));
}

/// The Runge-Kutta method of order eight.
#[test]
fn gsl_integrates_every_model() {
    gsl(&COptions::default(), (GSL_MODEL, "0", "gsl_odeiv2_step_rk8pd"), 1e-9);
}

/// A method for stiff systems, of order one to five: its tolerance is one of each step, and there are many.
#[test]
fn gsl_takes_the_jacobian() {
    let options = COptions { form: Form::Units, ..Default::default() };
    let model = format!("{GSL_MODEL}{GSL_JACOBIAN}");
    gsl(&options, (&model, "j@K@", "gsl_odeiv2_step_msbdf"), 1e-8);
}

/// Integrates models with SUNDIALS, by the methods of Adams or, with the Jacobian, by those for stiff systems.
const SUNDIALS: &str = "
#include <stdio.h>
#include <stdlib.h>
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
@INCLUDES@
static void check(int failed)
{
    if (failed) exit(failed);
}

static void integrate(
    CVRhsFn f, CVLsJacFn jac, CVLsJacTimesVecFn jvp, int n, const double *y0, const double *p, double t_end)
{
    SUNContext context;
    check(SUNContext_Create(NULL, &context));
    N_Vector y = N_VNew_Serial(n, context);
    for (int i = 0; i < n; ++i) NV_Ith_S(y, i) = y0[i];
    void *cvode = CVodeCreate(jac || jvp ? CV_BDF : CV_ADAMS, context);
    check(CVodeInit(cvode, f, 0.0, y));
    check(CVodeSStolerances(cvode, 1e-12, 1e-14));
    check(CVodeSetUserData(cvode, (void *)p));
    check(CVodeSetMaxNumSteps(cvode, 100000));
    SUNMatrix matrix = SUNDenseMatrix(n, n, context);
    SUNLinearSolver linear = SUNLinSol_Dense(y, matrix, context);
    SUNLinearSolver krylov = SUNLinSol_SPGMR(y, SUN_PREC_NONE, 50, context);
    SUNNonlinearSolver nonlinear = SUNNonlinSol_FixedPoint(y, 0, context);
    if (jac) {
        check(CVodeSetLinearSolver(cvode, linear, matrix));
        check(CVodeSetJacFn(cvode, jac));
    } else if (jvp) {
        check(CVodeSetLinearSolver(cvode, krylov, NULL));
        check(CVodeSetJacTimes(cvode, NULL, jvp));
    } else {
        check(CVodeSetNonlinearSolver(cvode, nonlinear));
    }
    double t;
    check(CVodeSetStopTime(cvode, t_end));
    check(CVode(cvode, t_end, y, &t, CV_NORMAL) < 0);
    for (int i = 0; i < n; ++i) printf(\"%.17g\\n\", NV_Ith_S(y, i));
    printf(\"end\\n\");
    CVodeFree(&cvode);
    SUNNonlinSolFree(nonlinear);
    SUNLinSolFree(linear);
    SUNLinSolFree(krylov);
    SUNMatDestroy(matrix);
    N_VDestroy(y);
    SUNContext_Free(&context);
}
";

/// One model for SUNDIALS: one line in between.
const SUNDIALS_MODEL: &str = "
static int f@K@(realtype t, N_Vector y, N_Vector dy, void *p)
{
    return @ID@_rhs(t, NV_DATA_S(y), NV_DATA_S(dy), p);
}
";

/// Its Jacobian, which SUNDIALS wants column by column.
const SUNDIALS_JACOBIAN: &str = "
static int j@K@(
    realtype t, N_Vector y, N_Vector fy, SUNMatrix jac, void *p, N_Vector a, N_Vector b, N_Vector c)
{
    static double dfdy[@UP@_NY*@UP@_NY];
    (void)fy; (void)a; (void)b; (void)c;
    int flag = @ID@_jac(t, NV_DATA_S(y), dfdy, p);
    for (int i = 0; i < @UP@_NY; ++i)
        for (int j = 0; j < @UP@_NY; ++j) SM_ELEMENT_D(jac, i, j) = dfdy[i*@UP@_NY + j];
    return flag;
}
";

/// The product of its Jacobian and a vector.
const SUNDIALS_PRODUCT: &str = "
static int v@K@(N_Vector v, N_Vector jv, realtype t, N_Vector y, N_Vector fy, void *p, N_Vector a)
{
    (void)fy; (void)a;
    return @ID@_jvp(t, NV_DATA_S(y), NV_DATA_S(v), NV_DATA_S(jv), p);
}
";

/// `derivatives` are the functions for the Jacobian and for its product.
fn sundials(
    (suite, folder, names): (models::Suite, Folder, Vec<String>),
    (model, derivatives): (&str, &str),
) {
    let Some(gcc) = tool("gcc").filter(|_| header("cvode/cvode.h", "SUNDIALS")) else { return };
    let call = format!("    integrate(f@K@, {derivatives}, @UP@_NY, @ID@_y0, @ID@_p0, 0.5);\n");
    let text = SUNDIALS.replace("@INCLUDES@", &for_each(&names, "#include \"m@K@/@ID@.h\"\n"))
        + &for_each(&names, model)
        + &format!("\nint main(void)\n{{\n{}    return 0;\n}}\n", for_each(&names, &call));
    folder.write("driver.c", &text);
    let libraries = ["-lsundials_cvode", "-lsundials_nvecserial", "-lsundials_sunmatrixdense"];
    let more = [
        "-lsundials_sunlinsoldense",
        "-lsundials_sunlinsolspgmr",
        "-lsundials_sunnonlinsolfixedpoint",
        "-lsundials_generic",
        "-lm",
    ];
    let arguments = ["-std=c99", "-O1", "-Wall", "-Werror", "driver.c", "-o", "run"];
    let arguments: Vec<&str> = arguments.into_iter().chain(libraries).chain(more).collect();
    folder.run(&gcc, &arguments);
    // Methods of several steps take many steps, each with the tolerance of one.
    suite.check_ends_within(1e-8, 0.5, &folder.run(&folder.0.join("run"), &[]));
}

#[test]
fn sundials_integrates_every_model() {
    sundials(written(&COptions::default()), (SUNDIALS_MODEL, "NULL, NULL"));
}

#[test]
fn sundials_takes_the_jacobian() {
    let model = format!("{SUNDIALS_MODEL}{SUNDIALS_JACOBIAN}");
    for form in [Form::Units, Form::Populations] {
        sundials(written(&COptions { form, ..Default::default() }), (&model, "j@K@, NULL"));
    }
}

/// Its Krylov method takes the product, which files with arrays have.
#[test]
fn sundials_takes_products_of_the_jacobian() {
    let has_product = |system: &System| system.emit_c().unwrap().files[0].text.contains("_jvp(");
    let models = written_if(&COptions::default(), &has_product);
    assert!(!models.2.is_empty());
    sundials(models, (&format!("{SUNDIALS_MODEL}{SUNDIALS_PRODUCT}"), "NULL, v@K@"));
}
