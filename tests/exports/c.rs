use std::fmt::Write;
use std::path::Path;

use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, tool};

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
