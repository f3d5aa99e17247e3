# Lotka-Volterra dynamics of two species.
#
# The predator grows with a delay.
#
# Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
#
#   State       Name        Path in the model  Initial value  d/dt at t = 0
#   predator_x  predator_x  predator/lv/x      0.5            -0.25
#   prey_x      prey_x      prey/lv/x          0.5            0.024999999999999967
#
#   Parameter                Name                     Path in the model              Value
#   predator_alpha           predator_alpha           predator/lv/alpha              -1.0
#   prey_alpha               prey_alpha               prey/lv/alpha                  0.7
#   predator_to_prey_weight  predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
#   prey_to_predator_weight  prey_to_predator_weight  edges/prey_to_predator/weight  1.0
#   prey_to_predator_delay   prey_to_predator_delay   edges/prey_to_predator/delay   0.5
#
#   Lag  Delay                   Value
#   1    prey_to_predator_delay  0.5
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values now and at all earlier times, and the parameters above.
#
#   include("PredatorPreyToolkit.jl")
#   using ModelingToolkit
#   model = mtkcompile(PredatorPreyToolkit.system)
#   using DelayDiffEq
#   solution = solve(DDEProblem(model, [], (0.0, 100.0)), MethodOfSteps(Tsit5()))

module PredatorPreyToolkit

using ModelingToolkit
using ModelingToolkit: t_nounits, D_nounits

const t, D = t_nounits, D_nounits

@parameters begin
    predator_alpha = -1.0
    prey_alpha = 0.7
    predator_to_prey_weight = -1.3
    prey_to_predator_weight = 1.0
    prey_to_predator_delay = 0.5
end
@variables begin
    predator_x(..) = 0.5
    prey_x(..) = 0.5
end

equations = [
    D(predator_x(t)) ~ predator_x(t)*(predator_alpha +
        prey_to_predator_weight*prey_x(t - prey_to_predator_delay)),
    D(prey_x(t)) ~ prey_x(t)*(prey_alpha + predator_to_prey_weight*predator_x(t)),
]

@named system = System(equations, t)

end # module
