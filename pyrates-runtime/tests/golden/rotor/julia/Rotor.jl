# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 105bc686c99bfbf4.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   u[1]   z     z                  1.0 + 0.5i     -1.95 + 1.525i
#
#   Parameter  Name   Path in the model  Value
#   p[1]       mu     mu                 0.3
#   p[2]       omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   include("Rotor.jl")
#   using .Rotor: f!, u0, p
#   using OrdinaryDiffEq
#   problem = ODEProblem(f!, u0, (0.0, 100.0), p)
#   solution = solve(problem, Tsit5())

module Rotor

const states = (:z,)
const u0 = ComplexF64[1.0 + 0.5im]
const p = (
    mu = 0.3,
    omega = 2.0,
)

# Parameters from a vector, for optimisers.
params(vector::AbstractVector) = NamedTuple{keys(p)}(Tuple(vector))

# The number type of results, so that dual numbers pass through states and parameters.
element(u, p) = promote_type(eltype(u), map(x -> real(eltype(x)), Tuple(p))...)

function f!(du, u, p, t = 0.0)
    z = u[1]
    mu = p.mu
    omega = p.omega
    du[1] = (mu + 1.0im*omega)*z - z^2*conj(z)
    return nothing
end

function f(u, p, t = 0.0)
    du = similar(u, element(u, p))
    f!(du, u, p, t)
    return du
end

end # module
