// The oscillator of van der Pol.
//
// Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
//
//   State  Name  Path in the model  Initial value  d/dt at t = 0
//   Real   x     oscillator/vdp/x   0.0            1.0
//   Real   z     oscillator/vdp/z   1.0            1.0
//
//   Parameter  Name  Path in the model  Value
//   Real       mu    oscillator/vdp/mu  1.0
//
// To check this file: the last column of the states is the right-hand side at t = 0, for
// the initial values and the parameters above.
//
//   loadFile("VanDerPol.mo"); simulate(VanDerPol);

within ;
model VanDerPol "The oscillator of van der Pol."
  parameter Real mu = 1.0 "oscillator/vdp/mu";
  Real x(start = 0.0, fixed = true) "oscillator/vdp/x";
  Real z(start = 1.0, fixed = true) "oscillator/vdp/z";
equation
  der(x) = z;
  der(z) = mu*z*(1.0 - x^2) - x;
  annotation(
    experiment(StopTime = 100.0, Tolerance = 1e-8),
    Documentation(info = "<html>
    <p>The oscillator of van der Pol.</p>
    <p>Exported by PyRates for Rust; the comment at the top of the file says which name means what.</p>
    </html>"));
end VanDerPol;
