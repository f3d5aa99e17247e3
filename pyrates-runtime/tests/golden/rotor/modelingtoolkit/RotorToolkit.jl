# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
#
#   State  Name  Path in the model  Initial value  d/dt at t = 0
#   re     re    z/re               1.0            -1.95
#   im_    im_   z/im               0.5            1.525
#
#   Parameter  Name   Path in the model  Value
#   mu         mu     mu                 0.3
#   omega      omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   include("RotorToolkit.jl")
#   using ModelingToolkit
#   model = mtkcompile(RotorToolkit.system)
#   using OrdinaryDiffEq
#   solution = solve(ODEProblem(model, [], (0.0, 100.0)), Tsit5())

module RotorToolkit

using ModelingToolkit
using ModelingToolkit: t_nounits, D_nounits

const t, D = t_nounits, D_nounits

@parameters begin
    mu = 0.3
    omega = 2.0
end
@variables begin
    re(t) = 1.0
    im_(t) = 0.5
    part1(t)
    part2(t)
end

equations = [
    D(re) ~ mu*re - omega*im_ - (part1*re + part2*im_),
    D(im_) ~ mu*im_ + omega*re - (-part1*im_ + part2*re),
    part1 ~ re^2 - im_^2,
    part2 ~ 2.0*re*im_,
]

@named system = System(equations, t)

end # module
