# The oscillator of van der Pol.
#
# Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   u[1]   x     oscillator/vdp/x   0.0            1.0
#   u[2]   z     oscillator/vdp/z   1.0            1.0
#
#   Parameter  Name  Path in the model  Value
#   p[1]       mu    oscillator/vdp/mu  1.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   include("VanDerPol.jl")
#   using .VanDerPol: f!, u0, p
#   using OrdinaryDiffEq
#   problem = ODEProblem(f!, u0, (0.0, 100.0), p)
#   solution = solve(problem, Tsit5())
#
# With ODEFunction(f!; jac = VanDerPol.jac!) in place of f!, stiff solvers take the Jacobian.
#
#   using BifurcationKit
#   problem = BifurcationProblem(VanDerPol.f, u0, p, (@optic _.mu); J = VanDerPol.jac)

module VanDerPol

const states = (:x, :z)
const u0 = [0.0, 1.0]
const p = (
    mu = 1.0,
)

# Parameters from a vector, for optimisers.
params(vector::AbstractVector) = NamedTuple{keys(p)}(Tuple(vector))

# The number type of results, so that dual numbers pass through states and parameters.
element(u, p) = promote_type(eltype(u), map(eltype, Tuple(p))...)

function f!(du, u, p, t = 0.0)
    x = u[1]
    z = u[2]
    mu = p.mu
    du[1] = z
    du[2] = mu*z*(1.0 - x^2) - x
    return nothing
end

function f(u, p, t = 0.0)
    du = similar(u, element(u, p))
    f!(du, u, p, t)
    return du
end

# J[i, j] is the derivative of du[i] with respect to u[j].
function jac!(J, u, p, t = 0.0)
    x = u[1]
    z = u[2]
    mu = p.mu
    fill!(J, zero(eltype(J)))
    J[1, 2] = 1.0
    J[2, 1] = -mu*z*2.0*x - 1.0
    J[2, 2] = mu*(1.0 - x^2)
    return nothing
end

function jac(u, p, t = 0.0)
    J = zeros(element(u, p), length(u), length(u))
    jac!(J, u, p, t)
    return J
end

end # module
