// The oscillator of van der Pol.
//
// Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
//
//   State  Name  Path in the model  Initial value  d/dt at t = 0
//   y[1]   x     oscillator/vdp/x   0.0            1.0
//   y[2]   z     oscillator/vdp/z   1.0            1.0
//
//   Parameter  Name  Path in the model  Value
//   real       mu    oscillator/vdp/mu  1.0
//
// To check this file: the last column of the states is the right-hand side at t = 0, for
// the initial values and the parameters above.
//
// For the block `functions` of a program of yours:
//
//   #include van_der_pol_functions.stan
//   ode_rk45(van_der_pol_rhs, y0, t0, times, mu)

// The derivative of the state.
vector van_der_pol_rhs(real t, vector y, real mu) {
  real x = y[1];
  real z = y[2];
  vector[2] dy;
  dy[1] = z;
  dy[2] = mu*z*(1.0 - x^2) - x;
  return dy;
}

// What is observed, in the order of the columns of the data.
vector van_der_pol_observed(real t, vector y, real mu) {
  vector[2] seen;
  seen[1] = y[1];
  seen[2] = y[2];
  return seen;
}
