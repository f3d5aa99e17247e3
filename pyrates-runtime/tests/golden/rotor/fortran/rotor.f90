! The oscillator of Stuart and Landau, a complex number.
!
! Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
!
!   State  Name  Path in the model  Initial value  d/dt at t = 0
!   y(1)   re    z/re               1.0            -1.95
!   y(2)   im    z/im               0.5            1.525
!
!   Parameter  Name   Path in the model  Value
!   p(1)       mu     mu                 0.3
!   p(2)       omega  omega              2.0
!
! To check this file: the last column of the states is the right-hand side at t = 0, for
! the initial values and the parameters above.
!
!   call rotor_defaults(y, p)      initial state and parameters
!   call rotor_rhs(t, y, p, dy)    the right-hand side
!   call rotor_jac(t, y, p, dfdy)  dfdy(i,j) = d dy(i) / d y(j)

module rotor
  implicit none
  private
  integer, parameter, public :: ny = 2, np = 2
  public :: rotor_defaults, rotor_rhs, rotor_jac

contains

  pure subroutine rotor_defaults(y, p)
    double precision, intent(out) :: y(2), p(2)
    y(1) = 1.0d0
    y(2) = 0.5d0
    p(1) = 0.3d0
    p(2) = 2.0d0
  end subroutine rotor_defaults

  pure subroutine rotor_rhs(t, y, p, dy)
    double precision, intent(in) :: t, y(2), p(2)
    double precision, intent(out) :: dy(2)
    double precision :: re, im, mu, omega, part1, part2

    re = y(1)
    im = y(2)
    mu = p(1)
    omega = p(2)
    part1 = re**2 - im**2
    part2 = 2.0d0*re*im
    dy(1) = mu*re - omega*im - (part1*re + part2*im)
    dy(2) = mu*im + omega*re - (-part1*im + part2*re)
  end subroutine rotor_rhs

  pure subroutine rotor_jac(t, y, p, dfdy)
    double precision, intent(in) :: t, y(2), p(2)
    double precision, intent(out) :: dfdy(2,2)
    double precision :: re, im, mu, omega, part1, part2

    re = y(1)
    im = y(2)
    mu = p(1)
    omega = p(2)
    part1 = re**2 - im**2
    part2 = 2.0d0*re*im
    dfdy = 0.0d0
    dfdy(1,1) = mu - (2.0d0*re*re + part1 + 2.0d0*im*im)
    dfdy(1,2) = -omega - (-2.0d0*im*re + 2.0d0*re*im + part2)
    dfdy(2,1) = omega - (-2.0d0*re*im + 2.0d0*im*re + part2)
    dfdy(2,2) = mu - (-(-2.0d0*im*im + part1) + 2.0d0*re*re)
  end subroutine rotor_jac

end module rotor
