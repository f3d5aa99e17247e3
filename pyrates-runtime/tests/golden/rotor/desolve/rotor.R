# The oscillator of Stuart and Landau, a complex number.
#
# Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
#
#   State   Name  Path in the model  Initial value  d/dt at t = 0
#   y[[1]]  re    z/re               1.0            -1.95
#   y[[2]]  im    z/im               0.5            1.525
#
#   Parameter  Name   Path in the model  Value
#   number     mu     mu                 0.3
#   number     omega  omega              2.0
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values and the parameters above.
#
#   library(deSolve)
#   source("rotor.R", chdir = TRUE)
#   out <- ode(rotor_y0, seq(0, 100, 0.1), rotor_rhs, rotor_p0,
#     jactype = "fullusr", jacfunc = rotor_jac)

rotor_y0 <- c(re = 1.0, im = 0.5)
rotor_p0 <- list(mu = 0.3, omega = 2.0)

# The derivative of the state.
rotor_rhs <- function(t, y, p) {
  re <- y[[1]]
  im <- y[[2]]
  mu <- p$mu
  omega <- p$omega
  part1 <- re^2 - im^2
  part2 <- 2.0*re*im
  dy <- numeric(2)
  dy[[1]] <- mu*re - omega*im - (part1*re + part2*im)
  dy[[2]] <- mu*im + omega*re - (-part1*im + part2*re)
  list(dy)
}

# J[i, j] is the derivative of dy[i] with respect to y[j].
rotor_jac <- function(t, y, p) {
  re <- y[[1]]
  im <- y[[2]]
  mu <- p$mu
  omega <- p$omega
  part1 <- re^2 - im^2
  part2 <- 2.0*re*im
  J <- matrix(0, 2, 2)
  J[1, 1] <- mu - (2.0*re*re + part1 + 2.0*im*im)
  J[1, 2] <- -omega - (-2.0*im*re + 2.0*re*im + part2)
  J[2, 1] <- omega - (-2.0*re*im + 2.0*im*re + part2)
  J[2, 2] <- mu - (-(-2.0*im*im + part1) + 2.0*re*re)
  J
}
