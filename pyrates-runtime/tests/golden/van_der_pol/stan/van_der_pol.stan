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
// Fitted: mu.
// van_der_pol_data.json has all data but the observations:
//
//   n_times   how many observations there are
//   times     when they were made: increasing, and later than t0
//   observed  a row for each time; the columns are x, z
//
//   import json
//   from cmdstanpy import CmdStanModel
//   data = json.load(open("van_der_pol_data.json"))
//   data.update(n_times=len(times), times=times, observed=observed)
//   fit = CmdStanModel(stan_file="van_der_pol.stan").sample(data=data, inits="van_der_pol_inits.json")

functions {
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
}
data {
  // The observations.
  int<lower=1> n_times;
  real t0;
  array[n_times] real<lower=t0> times;
  array[n_times] vector[2] observed;
  // The state at t0, and parameters that are not fitted.
  vector[2] y0;
  // Values around which others are sought, and how far: the standard deviation of logarithms.
  real<lower=0> mu_prior;
  real<lower=0> prior_spread;
  // 1 leaves the observations out.
  int<lower=0, upper=1> prior_only;
  // For the solver.
  real<lower=0> rtol;
  real<lower=0> atol;
  int<lower=1> max_steps;
}
transformed data {
  // How much each column varies; 1 if it does not.
  vector[2] noise_scale = rep_vector(1.0, 2);
  for (k in 1:2) {
    real deviation = sd(observed[, k]);
    if (deviation > 0) noise_scale[k] = deviation;
  }
}
parameters {
  real<lower=0> mu;
  // The standard deviations of the noise of observations.
  vector<lower=0>[2] noise;
}
transformed parameters {
  array[n_times] vector[2] expected;
  {
    vector[2] start = y0;
    array[n_times] vector[2] states = ode_rk45_tol(van_der_pol_rhs, start, t0, times, rtol,
        atol, max_steps, mu);
    for (k in 1:n_times) {
      expected[k] = van_der_pol_observed(times[k], states[k], mu);
    }
  }
}
model {
  // Assumed: what is positive or negative in the model stays so, and its logarithm is normal; the
  // rest is normal. Both are centred on the values of the data.
  mu ~ lognormal(log(mu_prior), prior_spread);
  // Assumed: the noise is normal and independent, and about as large as what is observed, or less.
  noise ~ exponential(1 ./ noise_scale);
  if (prior_only == 0) {
    for (k in 1:n_times) observed[k] ~ normal(expected[k], noise);
  }
}
generated quantities {
  // Observations as they might have been, and the log likelihood of those that were made.
  array[n_times] vector[2] simulated;
  vector[n_times] log_lik;
  for (k in 1:n_times) {
    simulated[k] = to_vector(normal_rng(expected[k], noise));
    log_lik[k] = normal_lpdf(observed[k] | expected[k], noise);
  }
}
