use std::fmt::Write;
use std::path::Path;

use pyrates::emit::{COptions, Form};
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, header, tool};

/// Prints the vector field of one model at its points, and a line `end`.
const DRIVER: &str = "
#include \"m@K@/@ID@.h\"
static void run_@K@(void)
{
    double y[@UP@_NY], dy[@UP@_NY], t;
    LAGS
    FILE *file = fopen(\"m@K@/points.txt\", \"r\");
    while (fscanf(file, \"%lf\", &t) == 1) {
        for (int i = 0; i < @UP@_NY; ++i) if (fscanf(file, \"%lf\", &y[i]) != 1) exit(1);
        PAST
        if (@ID@_rhs(t, y, ZARGdy, @ID@_p0)) exit(2);
        for (int i = 0; i < @UP@_NY; ++i) printf(\"%.17g\\n\", dy[i]);
    }
    fclose(file);
    printf(\"end\\n\");
}
";

const LAGS: &str = "double lag[@UP@_NLAG], z[@UP@_NLAG*@UP@_NY];
    @ID@_lags(@ID@_p0, lag);";

const PAST: &str = "for (int k = 0; k < @UP@_NLAG; ++k)
            for (int i = 0; i < @UP@_NY; ++i) z[k*@UP@_NY + i] = 0.5 + 0.3*sin(t - lag[k] + i + 1);";

fn driver(number: usize, name: &str, delayed: bool) -> String {
    DRIVER
        .replace("LAGS", if delayed { LAGS } else { "" })
        .replace("PAST", if delayed { PAST } else { "" })
        .replace("ZARG", if delayed { "z, " } else { "" })
        .replace("@K@", &number.to_string())
        .replace("@UP@", &name.to_uppercase())
        .replace("@ID@", name)
}

/// All models in one program, so that headers must get along with each other.
fn run(compiler: &Path, arguments: &[&str], source: &str) {
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".h").to_string();
        suite.write(&folder, &|system| system.emit_c(), &name);
        let list = std::fs::read_to_string(folder.0.join("models.txt")).unwrap();
        let mut text = String::from("#include <stdio.h>\n#include <stdlib.h>\n");
        let mut main = String::new();
        for (k, line) in list.lines().enumerate() {
            text += &driver(k, line.split_once(' ').unwrap().1, suite.systems[k].has_delays());
            writeln!(main, "    run_{k}();").unwrap();
        }
        folder.write(source, &format!("{text}\nint main(void)\n{{\n{main}    return 0;\n}}\n"));
        let warnings = ["-pedantic", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable"];
        let all: Vec<&str> =
            arguments.iter().chain(&warnings).copied().chain([source, "-o", "run", "-lm"]).collect();
        folder.run(compiler, &all);
        suite.check(&folder.run(&folder.0.join("run"), &[]));
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
    let folder = Folder::new();
    let mut suite = models::within_limits(&|system| system.emit_c_with(options));
    suite.systems.retain(|system| !system.has_delays());
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
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
@INCLUDES@
static void check(int failed)
{
    if (failed) exit(failed);
}

static void integrate(CVRhsFn f, CVLsJacFn jac, int n, const double *y0, const double *p, double t_end)
{
    SUNContext context;
    check(SUNContext_Create(NULL, &context));
    N_Vector y = N_VNew_Serial(n, context);
    for (int i = 0; i < n; ++i) NV_Ith_S(y, i) = y0[i];
    void *cvode = CVodeCreate(jac ? CV_BDF : CV_ADAMS, context);
    check(CVodeInit(cvode, f, 0.0, y));
    check(CVodeSStolerances(cvode, 1e-12, 1e-14));
    check(CVodeSetUserData(cvode, (void *)p));
    check(CVodeSetMaxNumSteps(cvode, 100000));
    SUNMatrix matrix = SUNDenseMatrix(n, n, context);
    SUNLinearSolver linear = SUNLinSol_Dense(y, matrix, context);
    SUNNonlinearSolver nonlinear = SUNNonlinSol_FixedPoint(y, 0, context);
    if (jac) {
        check(CVodeSetLinearSolver(cvode, linear, matrix));
        check(CVodeSetJacFn(cvode, jac));
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

fn sundials(options: &COptions, (model, jacobian): (&str, &str), tolerance: f64) {
    let Some(gcc) = tool("gcc").filter(|_| header("cvode/cvode.h", "SUNDIALS")) else { return };
    let (suite, folder, names) = written(options);
    let call = format!("    integrate(f@K@, {jacobian}, @UP@_NY, @ID@_y0, @ID@_p0, 0.5);\n");
    let text = SUNDIALS.replace("@INCLUDES@", &for_each(&names, "#include \"m@K@/@ID@.h\"\n"))
        + &for_each(&names, model)
        + &format!("\nint main(void)\n{{\n{}    return 0;\n}}\n", for_each(&names, &call));
    folder.write("driver.c", &text);
    let libraries = ["-lsundials_cvode", "-lsundials_nvecserial", "-lsundials_sunmatrixdense"];
    let more =
        ["-lsundials_sunlinsoldense", "-lsundials_sunnonlinsolfixedpoint", "-lsundials_generic", "-lm"];
    let arguments = ["-std=c99", "-O1", "-Wall", "-Werror", "driver.c", "-o", "run"];
    let arguments: Vec<&str> = arguments.into_iter().chain(libraries).chain(more).collect();
    folder.run(&gcc, &arguments);
    suite.check_ends_within(tolerance, 0.5, &folder.run(&folder.0.join("run"), &[]));
}

/// Methods of several steps take many steps, each with the tolerance of one.
#[test]
fn sundials_integrates_every_model() {
    sundials(&COptions::default(), (SUNDIALS_MODEL, "NULL"), 1e-8);
}

#[test]
fn sundials_takes_the_jacobian() {
    let options = COptions { form: Form::Units, ..Default::default() };
    sundials(&options, (&format!("{SUNDIALS_MODEL}{SUNDIALS_JACOBIAN}"), "j@K@"), 1e-8);
}
