# Lotka-Volterra dynamics of two species.
#
# The predator grows with a delay.
#
# Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
#
#   State   Name        Path in the model  Initial value  d/dt at t = 0
#   y[[1]]  predator_x  predator/lv/x      0.5            -0.25
#   y[[2]]  prey_x      prey/lv/x          0.5            0.024999999999999967
#
#   Parameter  Name                     Path in the model              Value
#   number     predator_alpha           predator/lv/alpha              -1.0
#   number     prey_alpha               prey/lv/alpha                  0.7
#   number     predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
#   number     prey_to_predator_weight  edges/prey_to_predator/weight  1.0
#   number     prey_to_predator_delay   edges/prey_to_predator/delay   0.5
#
#   Lag       Delay                   Value
#   lag[[1]]  prey_to_predator_delay  0.5
#
# To check this file: the last column of the states is the right-hand side at t = 0, for
# the initial values now and at all earlier times, and the parameters above.
#
#   library(deSolve)
#   source("predator_prey.R", chdir = TRUE)
#   out <- dede(predator_prey_y0, seq(0, 100, 0.1), predator_prey_rhs, predator_prey_p0,
#     jactype = "fullusr", jacfunc = predator_prey_jac)

predator_prey_y0 <- c(predator_x = 0.5, prey_x = 0.5)
predator_prey_p0 <- list(predator_alpha = -1.0, prey_alpha = 0.7,
    predator_to_prey_weight = -1.3, prey_to_predator_weight = 1.0, prey_to_predator_delay = 0.5)

# The delays.
predator_prey_lags <- function(p) {
  prey_to_predator_delay <- p$prey_to_predator_delay
  c(prey_to_predator_delay)
}

# The state at t <= 0.
predator_prey_history <- function(t) predator_prey_y0

# Some states a lag ago, by their numbers; dede keeps them.
predator_prey_past <- function(t, lag, i, y) {
  if (lag <= 0) return(y[i])
  if (t <= lag) return(predator_prey_history(t - lag)[i])
  deSolve::lagvalue(t - lag, i)
}

# The derivative of the state.
predator_prey_rhs <- function(t, y, p) {
  lag <- predator_prey_lags(p)
  predator_x <- y[[1]]
  prey_x <- y[[2]]
  prey_x_delayed <- predator_prey_past(t, lag[[1]], 2, y)[[1]]
  predator_alpha <- p$predator_alpha
  prey_alpha <- p$prey_alpha
  predator_to_prey_weight <- p$predator_to_prey_weight
  prey_to_predator_weight <- p$prey_to_predator_weight
  dy <- numeric(2)
  dy[[1]] <- predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed)
  dy[[2]] <- prey_x*(prey_alpha + predator_to_prey_weight*predator_x)
  list(dy)
}

# J[i, j] is the derivative of dy[i] with respect to y[j].
predator_prey_jac <- function(t, y, p) {
  lag <- predator_prey_lags(p)
  predator_x <- y[[1]]
  prey_x <- y[[2]]
  prey_x_delayed <- predator_prey_past(t, lag[[1]], 2, y)[[1]]
  predator_alpha <- p$predator_alpha
  prey_alpha <- p$prey_alpha
  predator_to_prey_weight <- p$predator_to_prey_weight
  prey_to_predator_weight <- p$prey_to_predator_weight
  J <- matrix(0, 2, 2)
  J[1, 1] <- predator_alpha + prey_to_predator_weight*prey_x_delayed
  J[2, 1] <- prey_x*predator_to_prey_weight
  J[2, 2] <- prey_alpha + predator_to_prey_weight*predator_x
  J
}
