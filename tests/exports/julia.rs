use pyrates::emit::EmitError;
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
    for suite in models::suites() {
        let folder = Folder::new();
        let name = |file: &str| file.trim_end_matches(".jl").to_string();
        suite.write(&folder, &|system| system.emit_julia(), &name);
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
