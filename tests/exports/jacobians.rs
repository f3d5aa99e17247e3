//! Jacobians in files where populations are arrays: their products with the vectors of a base, which are compared with the
//! symbolic Jacobian, column by column.

use pyrates::emit::{
    Complex, EmitError, EmittedFiles, FortranOptions, JuliaOptions, MatlabOptions, NumpyOptions,
};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models::Suite;
use crate::octave::visit;
use crate::tools::{Folder, f2py_python, python, rscript, tool};
use crate::{c, desolve, fortran, matlab, models, numpy};

/// All models with some points.
fn suite() -> Suite {
    let [mut suite, _] = models::suites();
    suite.points = 3;
    suite
}

/// The models in a folder, and what the names of files end in taken away.
fn written(emit: &dyn Fn(&System) -> Result<EmittedFiles, EmitError>) -> (Suite, Folder) {
    let (suite, folder) = (suite(), Folder::new());
    let name = |file: &str| file.split('.').next().expect("a name").to_string();
    suite.write(&folder, emit, &name);
    (suite, folder)
}

#[test]
fn products_in_numpy_are_columns_of_the_jacobian() {
    let Some(python) = python() else { return };
    let options = NumpyOptions { complex: Complex::Parts, ..Default::default() };
    let (suite, folder) = written(&|system| system.emit_numpy_with(&options));
    folder.write("driver.py", numpy::JACOBIANS);
    suite.check_jacobians(&folder.run(&python, &["-W", "error", "driver.py"]));
}

#[test]
fn products_in_r_are_columns_of_the_jacobian() {
    let Some(r) = rscript() else { return };
    let (suite, folder) = written(&|system| system.emit_desolve());
    folder.write("driver.R", &desolve::jacobians());
    suite.check_jacobians(&folder.run(&r, &["--vanilla", "driver.R"]));
}

#[test]
fn products_in_c_are_columns_of_the_jacobian() {
    let Some(gcc) = tool("gcc") else { return };
    let (suite, folder) = written(&|system| system.emit_c());
    let compute = "static double dfdy[@UP@_NY*@UP@_NY];
        if (@ID@_jac(t, y, ZARGdfdy, @ID@_p0)) exit(2);
        for (int i = 0; i < @UP@_NY*@UP@_NY; ++i) printf(\"%.17g\\n\", dfdy[i]);";
    let program = c::compiled(&suite, &folder, (&gcc, &["-std=c99", "-O1"]), "driver.c", compute);
    suite.check_jacobians(&folder.run(&program, &[]));
}

#[test]
fn products_in_fortran_are_columns_of_the_jacobian() {
    let Some((_, python)) = tool("gfortran").zip(f2py_python()) else { return };
    let options = FortranOptions { complex: Complex::Parts, ..Default::default() };
    let (suite, folder) = written(&|system| system.emit_fortran_with(&options));
    folder.write("driver.py", &fortran::jacobians());
    suite.check_jacobians(&folder.run(&python, &["driver.py"]));
}

#[test]
fn products_in_octave_are_columns_of_the_jacobian() {
    let Some(octave) = tool("octave-cli") else { return };
    let options = MatlabOptions { complex: Complex::Parts, ..Default::default() };
    let (suite, folder) = written(&|system| system.emit_matlab_with(&options));
    folder.write("driver.m", &visit(&matlab::jacobians()));
    suite.check_jacobians(&folder.run(&octave, &["-qf", "driver.m"]));
}

const JULIA: &str = "
using DelimitedFiles
value(i, t) = 0.5 + 0.3 * sin(t + i)
function print_jacobian(M, folder)
    h(p, t; idxs = nothing) = idxs === nothing ? value.(1:length(M.u0), t) : value.(idxs, t)
    for row in eachrow(readdlm(joinpath(folder, \"points.txt\")))
        t, u = row[1], row[2:end]
        J = zeros(length(u), length(u))
        isdefined(M, :lags) ? M.jac!(J, u, h, M.p, t) : M.jac!(J, u, M.p, t)
        foreach(println, permutedims(J))
    end
    println(\"end\")
end
for line in eachline(\"models.txt\")
    folder, name = split(line)
    M = include(joinpath(folder, name * \".jl\"))
    Base.invokelatest(print_jacobian, M, folder)
end
";

#[test]
fn products_in_julia_are_columns_of_the_jacobian() {
    let Some(julia) = tool("julia") else { return };
    let options = JuliaOptions { complex: Complex::Parts, ..Default::default() };
    let (suite, folder) = written(&|system| system.emit_julia_with(&options));
    folder.write("driver.jl", JULIA);
    suite.check_jacobians(&folder.run(&julia, &["--startup-file=no", "-O0", "driver.jl"]));
}
