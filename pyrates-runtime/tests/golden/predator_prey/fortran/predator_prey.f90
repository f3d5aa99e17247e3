! Lotka-Volterra dynamics of two species.
!
! The predator grows with a delay.
!
! Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash c6ff5ff9d5b710a5.
!
!   State  Name        Path in the model  Initial value  d/dt at t = 0
!   y(1)   predator_x  predator/lv/x      0.5            -0.25
!   y(2)   prey_x      prey/lv/x          0.5            0.024999999999999967
!
!   Parameter  Name                     Path in the model              Value
!   p(1)       predator_alpha           predator/lv/alpha              -1.0
!   p(2)       prey_alpha               prey/lv/alpha                  0.7
!   p(3)       predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
!   p(4)       prey_to_predator_weight  edges/prey_to_predator/weight  1.0
!   p(5)       prey_to_predator_delay   edges/prey_to_predator/delay   0.5
!
!   Lag     Delay                   Value
!   lag(1)  prey_to_predator_delay  0.5
!
! To check this file: the last column of the states is the right-hand side at t = 0, for
! the initial values now and at all earlier times, and the parameters above.
!
!   call predator_prey_defaults(y, p)         initial state and parameters
!   call predator_prey_lags(p, lag)           the delays
!   call predator_prey_history(t, y)          the state at t <= 0
!   call predator_prey_rhs(t, y, z, p, dy)    the right-hand side
!   call predator_prey_jac(t, y, z, p, dfdy)  dfdy(i,j) = d dy(i) / d y(j)
!   z(i,k)                                    y(i) at time t - lag(k)

module predator_prey
  implicit none
  private
  integer, parameter, public :: ny = 2, np = 5, nlag = 1
  public :: predator_prey_defaults, predator_prey_lags, predator_prey_history, &
      predator_prey_rhs, predator_prey_jac

contains

  pure subroutine predator_prey_defaults(y, p)
    double precision, intent(out) :: y(2), p(5)
    y(1) = 0.5d0
    y(2) = 0.5d0
    p(1) = -1.0d0
    p(2) = 0.7d0
    p(3) = -1.3d0
    p(4) = 1.0d0
    p(5) = 0.5d0
  end subroutine predator_prey_defaults

  pure subroutine predator_prey_lags(p, lag)
    double precision, intent(in) :: p(5)
    double precision, intent(out) :: lag(1)
    double precision :: prey_to_predator_delay

    prey_to_predator_delay = p(5)
    lag(1) = prey_to_predator_delay
  end subroutine predator_prey_lags

  pure subroutine predator_prey_history(t, y)
    double precision, intent(in) :: t
    double precision, intent(out) :: y(2)
    y(1) = 0.5d0
    y(2) = 0.5d0
  end subroutine predator_prey_history

  pure subroutine predator_prey_rhs(t, y, z, p, dy)
    double precision, intent(in) :: t, y(2), z(2,1), p(5)
    double precision, intent(out) :: dy(2)
    double precision :: predator_x, prey_x, prey_x_delayed, predator_alpha, prey_alpha, &
        predator_to_prey_weight, prey_to_predator_weight

    predator_x = y(1)
    prey_x = y(2)
    prey_x_delayed = z(2,1)
    predator_alpha = p(1)
    prey_alpha = p(2)
    predator_to_prey_weight = p(3)
    prey_to_predator_weight = p(4)
    dy(1) = predator_x*(predator_alpha + prey_to_predator_weight*prey_x_delayed)
    dy(2) = prey_x*(prey_alpha + predator_to_prey_weight*predator_x)
  end subroutine predator_prey_rhs

  pure subroutine predator_prey_jac(t, y, z, p, dfdy)
    double precision, intent(in) :: t, y(2), z(2,1), p(5)
    double precision, intent(out) :: dfdy(2,2)
    double precision :: predator_x, prey_x, prey_x_delayed, predator_alpha, prey_alpha, &
        predator_to_prey_weight, prey_to_predator_weight

    predator_x = y(1)
    prey_x = y(2)
    prey_x_delayed = z(2,1)
    predator_alpha = p(1)
    prey_alpha = p(2)
    predator_to_prey_weight = p(3)
    prey_to_predator_weight = p(4)
    dfdy = 0.0d0
    dfdy(1,1) = predator_alpha + prey_to_predator_weight*prey_x_delayed
    dfdy(2,1) = prey_x*predator_to_prey_weight
    dfdy(2,2) = prey_alpha + predator_to_prey_weight*predator_x
  end subroutine predator_prey_jac

end module predator_prey
