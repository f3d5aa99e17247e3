//! R functions for deSolve: vector fields, Jacobians, and runs of `ode` and `dede`.

use pyrates::emit::{DesolveOptions, Form};
use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, rscript};

/// Reads each model and its points; `compute` says what is printed at each of them.
const DRIVER: &str = r#"
show <- function(x) cat(sprintf("%.17g", x), "\n")
for (line in readLines("models.txt")) {
  words <- strsplit(line, " ")[[1]]
  source(file.path(words[1], paste0(words[2], ".R")), chdir = TRUE)
  of_model <- function(what) get(paste0(words[2], "_", what))
  assign(paste0(words[2], "_past"), function(t, lag, i, y) 0.5 + 0.3*sin(t - lag + i))
  points <- as.matrix(read.table(file.path(words[1], "points.txt")))
  for (k in seq_len(nrow(points))) {
    t <- points[k, 1]
    y <- unname(points[k, -1])
    COMPUTE
  }
  cat("end\n")
}
"#;

fn name(file: &str) -> String {
    file.trim_end_matches(".R").to_string()
}

/// Prints the Jacobian of each model at its points, row by row.
pub fn jacobians() -> String {
    DRIVER.replace("COMPUTE", "show(t(of_model(\"jac\")(t, y, of_model(\"p0\"))))")
}

#[test]
fn every_model_runs_in_r() {
    let Some(r) = rscript() else { return };
    for suite in models::suites() {
        let folder = Folder::new();
        suite.write(&folder, &|system| system.emit_desolve(), &name);
        let compute = "show(of_model(\"rhs\")(t, y, of_model(\"p0\"))[[1]])";
        folder.write("driver.R", &DRIVER.replace("COMPUTE", compute));
        suite.check(&folder.run(&r, &["--vanilla", "driver.R"]));
    }
}

#[test]
fn every_jacobian_in_r_is_that_of_the_symbols() {
    let Some(r) = rscript() else { return };
    let folder = Folder::new();
    let options = DesolveOptions { form: Form::Units, ..Default::default() };
    let suite = models::within_limits(&|system| system.emit_desolve_with(&options));
    suite.write(&folder, &|system| system.emit_desolve_with(&options), &name);
    folder.write("driver.R", &jacobians());
    suite.check_jacobians(&folder.run(&r, &["--vanilla", "driver.R"]));
}

/// Integrates each model from its initial state, and prints where it is at the end.
const TRAJECTORIES: &str = r#"
library(deSolve)
for (line in readLines("models.txt")) {
  words <- strsplit(line, " ")[[1]]
  source(file.path(words[1], paste0(words[2], ".R")), chdir = TRUE)
  of_model <- function(what) get(paste0(words[2], "_", what))
  solver <- if (exists(paste0(words[2], "_lags"))) dede else ode
  out <- solver(of_model("y0"), seq(0, 0.5, 0.1), of_model("rhs"), of_model("p0"), rtol = 1e-11, atol = 1e-13)
  cat(sprintf("%.17g", out[nrow(out), -1]), "\n")
  cat("end\n")
}
"#;

#[test]
fn every_trajectory_of_desolve_is_the_one_of_the_library() {
    let Some(r) = rscript() else { return };
    let folder = Folder::new();
    let [suite, _] = models::suites();
    // The square root of one of its states, which starts at zero, has an infinite derivative there.
    let suite = suite.filtered(|system| system.name != "ComplexCircuit");
    suite.write(&folder, &|system| system.emit_desolve(), &name);
    folder.write("driver.R", TRAJECTORIES);
    suite.check_ends(0.5, &folder.run(&r, &["--vanilla", "driver.R"]));
}

/// Over twelve delays.
#[test]
fn runs_with_delays_are_those_of_the_library() {
    let Some(r) = rscript() else { return };
    let folder = Folder::new();
    let system = crate::common::models::PredatorPrey::default().system();
    system.emit_desolve().unwrap().write_to(&folder.0).unwrap();
    let driver = "
library(deSolve)
source(\"predator_prey.R\", chdir = TRUE)
out <- dede(predator_prey_y0, c(0, 6), predator_prey_rhs, predator_prey_p0, rtol = 1e-10, atol = 1e-12,
  jactype = \"fullusr\", jacfunc = predator_prey_jac)
cat(sprintf(\"%.17g\", out[2, -1]))
";
    folder.write("driver.R", driver);
    models::check_predator_prey(&folder.run(&r, &["--vanilla", "driver.R"]));
}
