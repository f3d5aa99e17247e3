# The oscillator of van der Pol.
#
# Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
#
#   State   Name  Path in the model  Initial value  d/dt at t = 0
#   y[[1]]  x     oscillator/vdp/x   0.0            1.0
#   y[[2]]  z     oscillator/vdp/z   1.0            1.0
#
#   Parameter  Name  Path in the model  Value
#   number     mu    oscillator/vdp/mu  1.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   library(deSolve)
#   source("van_der_pol.R", chdir = TRUE)
#   out <- ode(van_der_pol_y0, seq(0, 100, 0.1), van_der_pol_rhs, van_der_pol_p0,
#     jactype = "fullusr", jacfunc = van_der_pol_jac)

van_der_pol_y0 <- c(x = 0.0, z = 1.0)
van_der_pol_p0 <- list(mu = 1.0)

# The derivative of the state.
van_der_pol_rhs <- function(t, y, p) {
  x <- y[[1]]
  z <- y[[2]]
  mu <- p$mu
  dy <- numeric(2)
  dy[[1]] <- z
  dy[[2]] <- mu*z*(1.0 - x^2) - x
  list(dy)
}

# J[i, j] is the derivative of dy[i] with respect to y[j].
van_der_pol_jac <- function(t, y, p) {
  x <- y[[1]]
  z <- y[[2]]
  mu <- p$mu
  J <- matrix(0, 2, 2)
  J[1, 2] <- 1.0
  J[2, 1] <- -mu*z*2.0*x - 1.0
  J[2, 2] <- mu*(1.0 - x^2)
  J
}
