use pyrates::emit::{Complex, EmitError, JuliaOptions};
use pyrates::ir::eval;
use pyrates::ir::system::System;
use pyrates::models::{base, oscillators};
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
            @assert du == M.f(u, h, M.p, t)
            at_zero = similar(u)
            M.f!(at_zero, u, h, M.p, 0.0)
            @assert at_zero == M.f(u, (u = [h(M.p, -lag) for lag in M.lags(M.p)],), M.p)
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
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".jl").to_string();
        let parts = JuliaOptions { complex: Complex::Parts, ..Default::default() };
        suite.write(&folder, &|system| system.emit_julia_with(&parts), &name);
        folder.write("driver.jl", DRIVER);
        suite.check(&folder.run(&julia, &["--startup-file=no", "-O0", "driver.jl"]));
    }
}

/// What the file needs of ModelingToolkit, in a few lines: symbols are numbers here, `D` gives the value of a
/// derivative, and equations are pairs. It checks the syntax and the values, not the package.
const TOOLKIT: &str = "
module ModelingToolkit
export @parameters, @variables, @named, System
const t_nounits = 0.3
D_nounits(x) = x
System(equations, t) = equations
Base.:~(a::Float64, b::Number) = (a, b)
macro parameters(block)
    esc(block)
end
# A variable is a function of time where it is declared with (..).
macro variables(block)
    lines = filter(x -> !(x isa LineNumberNode), block.args)
    esc(Expr(:block, map(declare, lines)...))
end
function declare(line)
    target, value = line isa Expr && line.head == :(=) ? line.args : (line, nothing)
    name, time = target.args
    time == :(..) && return :($name(s) = s == t ? $value : $value)
    value === nothing ? :($name = NaN) : :($name = $value)
end
macro named(assignment)
    esc(assignment)
end
end
";

#[test]
fn equations_are_those_of_modeling_toolkit() {
    let Some(julia) = tool("julia") else { return };
    let folder = Folder::new();
    let models = [oscillators::VanDerPol::default().system(), base::LeakyIntegrator::default().system()];
    let mut driver = format!("{TOOLKIT}using .ModelingToolkit\n");
    for system in &models {
        let files = system.emit_modeling_toolkit().unwrap();
        // The package is the module above.
        let text = files.files[0].text.replace("using ModelingToolkit", "using ..ModelingToolkit");
        folder.write(&files.files[0].name, &text);
        let module = files.files[0].name.trim_end_matches(".jl").to_string();
        driver +=
            &format!("include(\"{}\")\nforeach(e -> println(e[2]), {module}.system)\n", files.files[0].name);
    }
    folder.write("driver.jl", &driver);
    let printed = folder.run(&julia, &["--startup-file=no", "-O0", "driver.jl"]);
    let values: Vec<f64> = printed.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let field =
        |s: &System| eval::vector_field(s, 0.3, &s.initial_state(), &s.parameters(), &|_, _| f64::NAN);
    assert_eq!(values, models.iter().flat_map(field).collect::<Vec<f64>>());
}

/// Every file is legal Julia.
#[test]
fn every_model_parses_as_modeling_toolkit() {
    let Some(julia) = tool("julia") else { return };
    let folder = Folder::new();
    let mut count = 0;
    for suite in models::suites() {
        for system in &suite.systems {
            match system.emit_modeling_toolkit() {
                Ok(files) => {
                    folder.write(&format!("model_{count}.jl"), &files.files[0].text);
                    count += 1;
                }
                Err(error) => assert!(matches!(error, EmitError::TooLarge { .. }), "{error}"),
            }
        }
    }
    let driver = "
wrong(e) = e isa Expr && (e.head in (:error, :incomplete) || any(wrong, e.args))
for k in 0:COUNT
    e = Base.parse_input_line(read(\"model_$k.jl\", String))
    @assert e.head == :toplevel && !wrong(e) k
end
println(\"parsed\")
";
    let driver = driver.replace("COUNT", &(count - 1).to_string());
    folder.write("driver.jl", &driver);
    assert_eq!(folder.run(&julia, &["--startup-file=no", "-O0", "driver.jl"]).trim(), "parsed");
}

/// Leaky neurons with noise that fire and are reset, and one that ends the run.
mod happenings {
    use pyrates::prelude::*;

    operator! {
        pub Leaky {
            equations { d/dt v = (i - v)/tau + noise(sigma*(1 + v^2), a) + noise(0.1); d/dt n = 0.5*noise(1, a); }
            variables { v: output(0.0), n: variable(0.0), i: 1.5, tau: 2.0, sigma: 0.3 }
            events { spike: on v > 1 { v = v/4; n = n + v; } }
        }
    }
    operator! {
        pub Clock {
            equations { d/dt x = 1; }
            variables { x: output(0.0) }
            events { end: on x >= 5 { stop; } }
        }
    }
    node! { pub Cell { lif: Leaky } }
    node! { pub Timer { clock: Clock } }
    circuit! { pub Firing { nodes { cells: [Cell; 3], timer: Timer } } }
}

/// Prints the matrix of noise, then follows the equations without noise, with small steps and a search for the times
/// at which conditions become true, and prints what happens when.
const HAPPENINGS: &str = "
include(\"Firing.jl\")
M = Firing
G = M.noise()
u = [0.1, 0.2, 0.3, 0.0, 0.0, 0.0, 0.0]
M.g!(G, u, M.p, 0.0)
foreach(println, permutedims(G))
struct Integrator
    u
    p
    t
end
ended = false
condition, affect!, nothing_else, n = M.events((a...) -> a, integrator -> (global ended = true))
@assert nothing_else === nothing
function step(u, h)
    f(u) = M.f(u, M.p, 0.0)
    k1 = f(u); k2 = f(u .+ h/2 .* k1); k3 = f(u .+ h/2 .* k2); k4 = f(u .+ h .* k3)
    return u .+ h/6 .* (k1 .+ 2 .* k2 .+ 2 .* k3 .+ k4)
end
holds(u, k) = (out = zeros(n); condition(out, u, 0.0, Integrator(u, M.p, 0.0)); out[k] > 0)
function follow(u, h)
    t = 0.0
    while !ended
        next = step(u, h)
        happened = [k for k in 1:n if holds(next, k) && !holds(u, k)]
        if isempty(happened)
            u = next
            t += h
            continue
        end
        low, high = 0.0, h
        for _ in 1:60
            middle = (low + high)/2
            any(holds(step(u, middle), k) for k in happened) ? (high = middle) : (low = middle)
        end
        u = step(u, high)
        t += high
        for k in happened
            if holds(u, k)
                println(k)
                println(t)
                affect!(Integrator(u, M.p, t), k)
            end
        end
    end
    foreach(println, u)
end
follow(copy(M.u0), 0.01)
";

#[test]
fn noise_and_events_run_in_julia() {
    let Some(julia) = tool("julia") else { return };
    let folder = Folder::new();
    let mut model = happenings::Firing::default();
    for (k, cell) in model.cells.iter_mut().enumerate() {
        cell.lif.i = [1.5, 2.0, 0.5][k];
    }
    model.emit_julia().unwrap().write_to(&folder.0).unwrap();
    folder.write("driver.jl", HAPPENINGS);
    let printed = folder.run(&julia, &["--startup-file=no", "-O1", "driver.jl"]);
    let mut numbers = printed.split_whitespace().map(|word| word.parse::<f64>().unwrap());
    // Seven states, and two sources in each cell.
    let noise: Vec<f64> = numbers.by_ref().take(7 * 6).collect();
    for (i, v) in [0.1, 0.2, 0.3].into_iter().enumerate() {
        let row = |state: usize| &noise[6 * state..][..6];
        let common = 0.3 * (1.0 + v * v);
        let source = row(i).iter().position(|x| (x - common).abs() < 1e-15).expect("the common source");
        assert_eq!(row(3 + i)[source], 0.5);
        assert_eq!(row(i).iter().filter(|x| **x != 0.0).count(), 2);
        assert!(row(i).contains(&0.1));
        assert_eq!(row(3 + i).iter().filter(|x| **x != 0.0).count(), 1);
    }
    assert!(noise[36..].iter().all(|x| *x == 0.0));
    // From v0 on a cell fires after tau ln((i - v0)/(i - 1)); the last event ends the run.
    let rest: Vec<f64> = numbers.collect();
    let (events, last) = rest.split_at(rest.len() - 7);
    let mut expected = Vec::new();
    for (k, i) in [1.5_f64, 2.0].into_iter().enumerate() {
        let (first, next) = (2.0 * (i / (i - 1.0)).ln(), 2.0 * ((i - 0.25) / (i - 1.0)).ln());
        let times = (0..).map(|n| first + f64::from(n) * next).take_while(|t| *t < 5.0);
        expected.extend(times.map(|t| (k as f64 + 1.0, t)));
    }
    expected.push((4.0, 5.0));
    expected.sort_by(|a, b| a.1.total_cmp(&b.1));
    assert_eq!(events.len(), 2 * expected.len(), "{printed}");
    for (event, (k, t)) in events.chunks(2).zip(&expected) {
        // Classical Runge-Kutta steps of 0.01.
        assert!(event[0] == *k && (event[1] - t).abs() < 1e-9, "{event:?} but should be {k} at {t}");
    }
    let spikes = |k: f64| expected.iter().filter(|event| event.0 == k).count() as f64;
    assert!((last[3] - spikes(1.0)).abs() < 1e-8 && (last[4] - spikes(2.0)).abs() < 1e-8, "{last:?}");
}

/// What the second file needs of packages, in a few lines: a method of Runge and Kutta with steps of 0.01 and a cubic
/// interpolant, which looks up the past in the same way; and a search from the best of random points, along the axes. It
/// checks the file, not the packages.
const PACKAGES: &str = "
module OrdinaryDiffEq
export ODEProblem, DDEProblem, Tsit5, MethodOfSteps, VectorContinuousCallback, terminate!, solve
struct Tsit5 end
MethodOfSteps(method) = method
struct ODEProblem; f; u0; t_end; p; end
ODEProblem(f, u0, times::Tuple, p) = ODEProblem(f, u0, times[2], p)
struct DDEProblem; f; u0; h; t_end; p; end
DDEProblem(f, u0, h, times::Tuple, p; constant_lags) = DDEProblem(f, u0, h, times[2], p)
struct Solution; t; u; du; end
function (s::Solution)(t; idxs = Colon())
    k = clamp(searchsortedlast(s.t, t), 1, length(s.t) - 1)
    step = s.t[k + 1] - s.t[k]
    w = (t - s.t[k])/step
    a, b, da, db = s.u[k], s.u[k + 1], step .* s.du[k], step .* s.du[k + 1]
    u = (1 + 2w)*(1 - w)^2 .* a .+ w*(1 - w)^2 .* da .+ w^2*(3 - 2w) .* b .- w^2*(1 - w) .* db
    return u[idxs]
end
function solve(problem, method; reltol, abstol)
    s = Solution([0.0], [problem.u0], Vector{Float64}[])
    past(p, t; idxs = Colon()) = t <= 0 ? problem.h(p, t; idxs = idxs) : s(t; idxs = idxs)
    field(problem::ODEProblem, u, t) = (du = similar(u); problem.f(du, u, problem.p, t); du)
    field(problem::DDEProblem, u, t) = (du = similar(u); problem.f(du, u, past, problem.p, t); du)
    push!(s.du, field(problem, problem.u0, 0.0))
    n = ceil(Int, problem.t_end/0.01)
    h = problem.t_end/n
    for i in 1:n
        t, u, k1 = s.t[end], s.u[end], s.du[end]
        k2 = field(problem, u .+ h/2 .* k1, t + h/2)
        k3 = field(problem, u .+ h/2 .* k2, t + h/2)
        k4 = field(problem, u .+ h .* k3, t + h)
        next = u .+ h/6 .* (k1 .+ 2 .* k2 .+ 2 .* k3 .+ k4)
        push!(s.t, i == n ? problem.t_end : i*h)
        push!(s.u, next)
        push!(s.du, field(problem, next, i*h))
    end
    return s
end
end
const DelayDiffEq = OrdinaryDiffEq
module BlackBoxOptim
export bboptimize, best_candidate, best_fitness
using Random
function bboptimize(loss; SearchRange, MaxTime)
    random = MersenneTwister(1)
    point() = [low + rand(random)*(high - low) for (low, high) in SearchRange]
    x = argmin_of(loss, [point() for _ in 1:40])
    steps = [(high - low)/10 for (low, high) in SearchRange]
    for _ in 1:60, i in eachindex(x)
        move(by) = [j == i ? clamp(x[j] + by, SearchRange[j]...) : x[j] for j in eachindex(x)]
        next = argmin_of(loss, [x, move(steps[i]), move(-steps[i])])
        steps[i] *= next == x ? 0.5 : 1.5
        x = next
    end
    return (x, loss(x))
end
argmin_of(loss, points) = points[argmin(map(loss, points))]
best_candidate(result) = result[1]
best_fitness(result) = result[2]
end
";

/// Runs the file as a script, but with the packages above.
fn fitted(system: &System, options: &JuliaOptions, data: &str) -> Option<Vec<f64>> {
    let julia = tool("julia")?;
    let folder = Folder::new();
    let files = system.emit_julia_with(options).unwrap();
    for file in &files.files {
        let mut text = file.text.clone();
        for package in ["OrdinaryDiffEq", "DelayDiffEq", "BlackBoxOptim"] {
            text = text.replace(&format!("using {package}"), &format!("using Main.{package}"));
        }
        folder.write(&file.name, &text);
    }
    folder.write("data.csv", data);
    let name = &files.files[1].name;
    assert!(name.ends_with("Fit.jl"), "{name}");
    folder.write("packages.jl", PACKAGES);
    let printed = folder.run(&julia, &["--startup-file=no", "-O1", "-L", "packages.jl", name, "data.csv"]);
    let number = |line: &str| line.rsplit([' ', '=']).next().and_then(|word| word.parse().ok());
    Some(printed.lines().filter_map(number).collect())
}

/// Data from a run of the library, as a table of the states by name.
fn data(system: &System, t_end: f64, columns: &[(&str, &str)]) -> String {
    let model = Circuit::from_system(system.clone()).unwrap();
    let run = model.simulate(0.0..t_end).method(Dop853).rtol(1e-10).interval(t_end / 40.0).run();
    let solution = run.unwrap();
    let values: Vec<Vec<f64>> = columns.iter().map(|(path, _)| solution.column(path).unwrap()).collect();
    let names: Vec<&str> = columns.iter().map(|(_, name)| *name).collect();
    let mut text = format!("t,{}\n", names.join(","));
    for (k, t) in solution.t.iter().enumerate() {
        text += &format!(
            "{t:?},{}\n",
            values.iter().map(|x| format!("{:?}", x[k])).collect::<Vec<_>>().join(",")
        );
    }
    text
}

/// Parameters that were changed are found again, of ordinary and of delay equations.
#[test]
fn parameters_are_fitted_to_data() {
    let truth = oscillators::VanDerPol { mu: 1.3, ..Default::default() }.system();
    let data_of = data(&truth, 12.0, &[("x", "x")]);
    let options = JuliaOptions { fit: vec!["mu".into()], ..Default::default() };
    if let Some(found) = fitted(&oscillators::VanDerPol::default().system(), &options, &data_of) {
        assert!(found[0] < 1e-8 && (found[1] - 1.3).abs() < 1e-4, "{found:?}");
    }
    let mut truth = fitting::Decay::default();
    (truth.k, truth.tau) = (1.4, 0.8);
    let data_of = data(&truth.system(), 8.0, &[("x", "x")]);
    let options = JuliaOptions { fit: vec!["k".into(), "tau".into()], ..Default::default() };
    if let Some(found) = fitted(&fitting::Decay::default().system(), &options, &data_of) {
        let k = found.iter().any(|x| (x - 1.4).abs() < 1e-3);
        assert!(found[0] < 1e-6 && k && found.iter().any(|x| (x - 0.8).abs() < 1e-3), "{found:?}");
    }
}

mod fitting {
    use pyrates::prelude::*;

    operator! {
        pub Decay {
            equations { d/dt x = -k*past(x, tau); }
            variables { x: output(1.0), k: 1.0, tau: 1.0 }
        }
    }
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let refused = |system: &System, fit: &[&str], message: &str| {
        let options =
            JuliaOptions { fit: fit.iter().map(ToString::to_string).collect(), ..Default::default() };
        let error = system.emit_julia_with(&options).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    };
    let model = oscillators::VanDerPol::default().system();
    refused(
        &model,
        &["nu"],
        "the option `fit` of the export to Julia must be the path or the name of a parameter",
    );
    refused(&model, &["mu", "mu"], "must be given each parameter once");
    refused(
        &happenings::Firing::default().system(),
        &["cells/lif/i"],
        "must be empty for a model with noise",
    );
}
