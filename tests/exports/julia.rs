use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, tool};

/// Prints the vector field of each model at its points, and a line `end` behind each model.
const DRIVER: &str = "
using DelimitedFiles
value(i, t) = 0.5 + 0.3 * sin(t + i)
function print_field(M, folder)
    h(p, t; idxs = nothing) = idxs === nothing ? value.(1:length(M.u0), t) : value.(idxs, t)
    for row in eachrow(readdlm(joinpath(folder, \"points.txt\")))
        t, u = row[1], row[2:end]
        du = similar(u)
        if isdefined(M, :lags)
            M.f!(du, u, h, M.p, t)
            @assert du == M.f(u, (u = [h(M.p, t - lag) for lag in M.lags(M.p)],), M.p, t)
        else
            M.f!(du, u, M.p, t)
            flat = vcat(map(vec, map(x -> x isa Number ? [x] : x, collect(values(M.p))))...)
            @assert du == M.f(u, M.params(flat), t)
        end
        foreach(println, du)
    end
    println(\"end\")
end
for line in eachline(\"models.txt\")
    folder, name = split(line)
    M = include(joinpath(folder, name * \".jl\"))
    Base.invokelatest(print_field, M, folder)
end
";

#[test]
fn every_model_runs_in_julia() {
    let Some(julia) = tool("julia") else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".jl").to_string();
    let systems = models::write(&folder, &|system| system.emit_julia(), &name);
    folder.write("driver.jl", DRIVER);
    models::check_all(&systems, &folder.run(&julia, &["--startup-file=no", "-O0", "driver.jl"]));
}
