// Lotka-Volterra dynamics of two species.
//
// The predator grows with a delay.
//
// Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
//
//   State  Name        Path in the model  Initial value  d/dt at t = 0
//   Real   predator_x  predator/lv/x      0.5            -0.25
//   Real   prey_x      prey/lv/x          0.5            0.024999999999999967
//
//   Parameter  Name                     Path in the model              Value
//   Real       predator_alpha           predator/lv/alpha              -1.0
//   Real       prey_alpha               prey/lv/alpha                  0.7
//   Real       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
//   Real       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
//   Real       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
//
//   Lag  Delay                   Value
//   1    prey_to_predator_delay  0.5
//
// To check this file: the last column of the states is the right-hand side at t = 0, for
// the initial values now and at all earlier times, and the parameters above.
//
//   loadFile("PredatorPrey.mo"); simulate(PredatorPrey);

within ;
model PredatorPrey "Lotka-Volterra dynamics of two species."
  parameter Real predator_alpha = -1.0 "predator/lv/alpha";
  parameter Real prey_alpha = 0.7 "prey/lv/alpha";
  parameter Real predator_to_prey_weight = -1.3 "edges/predator_to_prey/weight";
  parameter Real prey_to_predator_weight = 1.0 "edges/prey_to_predator/weight";
  parameter Real prey_to_predator_delay = 0.5 "edges/prey_to_predator/delay";
  Real predator_x(start = 0.5, fixed = true) "predator/lv/x";
  Real prey_x(start = 0.5, fixed = true) "prey/lv/x";
  Real prey_x_delayed "prey/lv/x, delayed";
equation
  prey_x_delayed = delay(prey_x, prey_to_predator_delay);
  der(predator_x) = predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed);
  der(prey_x) = prey_x*(prey_alpha + predator_to_prey_weight*predator_x);
  annotation(
    experiment(StopTime = 100.0, Tolerance = 1e-8),
    Documentation(info = "<html>
    <p>Lotka-Volterra dynamics of two species.</p>
    <p>The predator grows with a delay.</p>
    <p>Exported by PyRates for Rust; the comment at the top of the file says which name means what.</p>
    </html>"));
end PredatorPrey;
