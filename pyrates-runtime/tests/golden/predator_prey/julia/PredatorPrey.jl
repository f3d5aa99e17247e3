# Lotka-Volterra dynamics of two species.
#
# The predator grows with a delay.
#
# Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
#
#   State  Name        Path in the model  Initial value  d/dt at t = 0
#   u[1]   predator_x  predator/lv/x      0.5            -0.25
#   u[2]   prey_x      prey/lv/x          0.5            0.024999999999999967
#
#   Parameter  Name                     Path in the model              Value
#   p[1]       predator_alpha           predator/lv/alpha              -1.0
#   p[2]       prey_alpha               prey/lv/alpha                  0.7
#   p[3]       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
#   p[4]       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
#   p[5]       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
#
#   Lag      Delay                   Value
#   lags[1]  prey_to_predator_delay  0.5
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values now and at all earlier times, and the parameters above.
#
#   include("PredatorPrey.jl")
#   using .PredatorPrey: f!, u0, p, h, lags
#   using DelayDiffEq
#   problem = DDEProblem(f!, u0, h, (0.0, 100.0), p; constant_lags = lags(p))
#   solution = solve(problem, MethodOfSteps(Tsit5()))
#
# With DDEFunction(f!; jac = PredatorPrey.jac!) in place of f!, stiff solvers take the Jacobian.
#
#   using BifurcationKit, DDEBifurcationKit
#   problem = ConstantDDEBifProblem(PredatorPrey.f, lags, u0, p, (@optic _.predator_alpha))

module PredatorPrey

const states = (:predator_x, :prey_x)
const u0 = [0.5, 0.5]
const p = (
    predator_alpha = -1.0,
    prey_alpha = 0.7,
    predator_to_prey_weight = -1.3,
    prey_to_predator_weight = 1.0,
    prey_to_predator_delay = 0.5,
)

# Parameters from a vector, for optimisers.
params(vector::AbstractVector) = NamedTuple{keys(p)}(Tuple(vector))

# The number type of results, so that dual numbers pass through states and parameters.
element(u, p) = promote_type(eltype(u), map(eltype, Tuple(p))...)

function lags(p)
    prey_to_predator_delay = p.prey_to_predator_delay
    return [prey_to_predator_delay]
end

# The states at t <= 0.
h(p, t; idxs = nothing) = idxs === nothing ? copy(u0) : u0[idxs]
h(out, p, t; idxs = nothing) = (out .= h(p, t; idxs = idxs); out)

# The right-hand side; past holds the delayed states.
function rhs!(du, u, past, p, t)
    predator_x = u[1]
    prey_x = u[2]
    prey_x_delayed = past[1]
    predator_alpha = p.predator_alpha
    prey_alpha = p.prey_alpha
    predator_to_prey_weight = p.predator_to_prey_weight
    prey_to_predator_weight = p.prey_to_predator_weight
    du[1] = predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed)
    du[2] = prey_x*(prey_alpha + predator_to_prey_weight*predator_x)
    return nothing
end

# For DelayDiffEq.jl.
function f!(du, u, h, p, t)
    lag = lags(p)
    past = (h(p, t - lag[1]; idxs = 2),)
    return rhs!(du, u, past, p, t)
end

function f(u, h, p, t)
    du = similar(u, element(u, p))
    f!(du, u, h, p, t)
    return du
end

# For DDEBifurcationKit.jl: xd.u[k] is the state at t - lags(p)[k].
function f(u, xd, p)
    du = similar(u, element(u, p))
    rhs!(du, u, (xd.u[1][2],), p, 0.0)
    return du
end

# J[i, j] is the derivative of du[i] with respect to u[j].
function jac!(J, u, h, p, t)
    lag = lags(p)
    past = (h(p, t - lag[1]; idxs = 2),)
    predator_x = u[1]
    prey_x = u[2]
    prey_x_delayed = past[1]
    predator_alpha = p.predator_alpha
    prey_alpha = p.prey_alpha
    predator_to_prey_weight = p.predator_to_prey_weight
    prey_to_predator_weight = p.prey_to_predator_weight
    fill!(J, zero(eltype(J)))
    J[1, 1] = predator_alpha + prey_to_predator_weight*prey_x_delayed
    J[2, 1] = prey_x*predator_to_prey_weight
    J[2, 2] = prey_alpha + predator_to_prey_weight*predator_x
    return nothing
end

end # module
