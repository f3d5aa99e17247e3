//! Julia modules, run by Julia without packages.

use pyrates_ir::system::System;
use pyrates_runtime::emit::{Emit, Form, JuliaOptions};

use crate::check::{check_points, check_predator_prey, points_file};
use crate::contrast::contrast;
use crate::models;
use crate::tools::{Folder, tool};

fn run(system: &System, driver: &str) -> Option<String> {
    let julia = tool("julia")?;
    let folder = Folder::new();
    // Jacobians are in files that write units out.
    let options = JuliaOptions { form: Form::Units, ..Default::default() };
    system.emit_julia_with(&options).unwrap().write_to(&folder.0).unwrap();
    folder.write("driver.jl", driver);
    folder.write("points.txt", &points_file(system));
    Some(folder.run(&julia, &["--startup-file=no", "-O1", "driver.jl"]))
}

/// Prints the vector field and the Jacobian at all points, and checks that both forms of the field agree.
const ODE_POINTS: &str = "
include(\"MODEL.jl\")
using DelimitedFiles
M = MODEL
for row in eachrow(readdlm(\"points.txt\"))
    t, u = row[1], row[2:end]
    du = M.f(u, M.params(collect(values(M.p))), t)
    again = similar(u)
    M.f!(again, u, M.p, t)
    @assert again == du
    foreach(println, du)
    foreach(println, permutedims(M.jac(u, M.p, t)))
end
@assert length(M.states) == length(M.u0)
";

const DDE_POINTS: &str = "
include(\"MODEL.jl\")
using DelimitedFiles
M = MODEL
value(i, t) = 0.5 + 0.3 * sin(t + i)
h(p, t; idxs = nothing) = idxs === nothing ? value.(1:length(M.u0), t) : value(idxs, t)
for row in eachrow(readdlm(\"points.txt\"))
    t, u = row[1], row[2:end]
    du, J = similar(u), zeros(length(u), length(u))
    M.f!(du, u, h, M.p, t)
    @assert du == M.f(u, h, M.p, t)
    at_zero = similar(u)
    M.f!(at_zero, u, h, M.p, 0.0)
    @assert at_zero == M.f(u, (u = [h(M.p, -lag) for lag in M.lags(M.p)],), M.p)
    M.jac!(J, u, h, M.p, t)
    foreach(println, du)
    foreach(println, permutedims(J))
end
@assert M.h(M.p, -1.0) == M.u0 && M.h(M.p, -1.0; idxs = 2) == M.u0[2]
";

#[test]
fn vector_fields_and_jacobians_agree() {
    for (system, driver) in [
        (models::predator_prey(), DDE_POINTS),
        (models::van_der_pol(), ODE_POINTS),
        (models::hostile(), ODE_POINTS),
        (models::vectors(), ODE_POINTS),
        (contrast(), ODE_POINTS),
        (models::ring(), DDE_POINTS),
    ] {
        if let Some(printed) = run(&system, &driver.replace("MODEL", &system.name)) {
            check_points(&system, &printed);
        }
    }
}

/// A dual number just large enough for van der Pol, to see that derivatives pass through the vector field.
const DUALS: &str = "
include(\"VanDerPol.jl\")
struct Dual <: Real
    v::Float64
    d::Float64
end
Base.promote_rule(::Type{Dual}, ::Type{<:Real}) = Dual
Base.convert(::Type{Dual}, x::Real) = Dual(x, 0.0)
Base.convert(::Type{Dual}, x::Dual) = x
Base.:+(a::Dual, b::Dual) = Dual(a.v + b.v, a.d + b.d)
Base.:-(a::Dual, b::Dual) = Dual(a.v - b.v, a.d - b.d)
Base.:*(a::Dual, b::Dual) = Dual(a.v * b.v, a.d * b.v + a.v * b.d)
u = [0.3, -0.7]
J = VanDerPol.jac(u, VanDerPol.p)
for j in 1:2
    column = VanDerPol.f([Dual(u[i], i == j) for i in 1:2], VanDerPol.p)
    @assert maximum(abs.([x.d for x in column] .- J[:, j])) < 1e-14
end
byparameter = VanDerPol.f(u, (mu = Dual(1.0, 1.0),))
@assert abs(byparameter[2].d - u[2] * (1 - u[1]^2)) < 1e-14
";

#[test]
fn dual_numbers_pass_through() {
    run(&models::van_der_pol(), DUALS);
}

/// Classical Runge-Kutta steps on a grid that divides the delay, with the history call of DelayDiffEq.jl;
/// between grid points the past is a cubic Hermite interpolant.
const STEPS: &str = "
include(\"PredatorPrey.jl\")
M = PredatorPrey
const dt, n = 0.005, 2000
const ys, ds = [copy(M.u0)], Vector{Float64}[]
function h(p, s; idxs)
    s <= 1e-12 && return M.h(p, s; idxs = idxs)
    k = min(floor(Int, s / dt + 1e-9), length(ds) - 1)
    w = s / dt - k
    a, b = ys[k + 1][idxs], ys[k + 2][idxs]
    da, db = dt * ds[k + 1][idxs], dt * (k + 2 <= length(ds) ? ds[k + 2][idxs] : ds[k + 1][idxs])
    return (1 + 2w) * (1 - w)^2 * a + w * (1 - w)^2 * da + w^2 * (3 - 2w) * b - w^2 * (1 - w) * db
end
field(u, t) = (du = similar(u); M.f!(du, u, h, M.p, t); du)
for i in 0:n
    t, u = i * dt, ys[end]
    i % 20 == 0 && println(t, \" \", u[1], \" \", u[2])
    k1 = field(u, t)
    push!(ds, k1)
    k2 = field(u .+ dt / 2 .* k1, t + dt / 2)
    k3 = field(u .+ dt / 2 .* k2, t + dt / 2)
    k4 = field(u .+ dt .* k3, t + dt)
    push!(ys, u .+ dt / 6 .* (k1 .+ 2 .* k2 .+ 2 .* k3 .+ k4))
end
";

#[test]
fn predator_prey_follows_the_reference() {
    if let Some(printed) = run(&models::predator_prey(), STEPS) {
        // Fourth order with a step of 0.005 leaves errors near 1e-10.
        check_predator_prey(&printed, 1e-8);
    }
}
