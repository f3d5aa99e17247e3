# The oscillator of van der Pol.
#
# Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   x      x     oscillator/vdp/x   0.0            1.0
#   z      z     oscillator/vdp/z   1.0            1.0
#
#   Parameter  Name  Path in the model  Value
#   mu         mu    oscillator/vdp/mu  1.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   include("VanDerPolToolkit.jl")
#   using ModelingToolkit
#   model = mtkcompile(VanDerPolToolkit.system)
#   using OrdinaryDiffEq
#   solution = solve(ODEProblem(model, [], (0.0, 100.0)), Tsit5())

module VanDerPolToolkit

using ModelingToolkit
using ModelingToolkit: t_nounits, D_nounits

const t, D = t_nounits, D_nounits

@parameters begin
    mu = 1.0
end
@variables begin
    x(t) = 0.0
    z(t) = 1.0
end

equations = [
    D(x) ~ z,
    D(z) ~ mu*z*(1.0 - x^2) - x,
]

@named system = System(equations, t)

end # module
