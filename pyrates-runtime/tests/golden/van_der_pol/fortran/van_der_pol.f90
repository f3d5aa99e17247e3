! The oscillator of van der Pol.
!
! Model VanDerPol, exported by PyRates for Rust 0.1.0, hash 134ab624c7482f8f.
!
!   State  Name  Path in the model  Initial value  d/dt at t = 0
!   y(1)   x     oscillator/vdp/x   0.0            1.0
!   y(2)   z     oscillator/vdp/z   1.0            1.0
!
!   Parameter  Name  Path in the model  Value
!   p(1)       mu    oscillator/vdp/mu  1.0
!
! To check this file: the last column of the states is the right-hand side at t = 0, for
! the initial values and the parameters above.
!
!   call van_der_pol_defaults(y, p)      initial state and parameters
!   call van_der_pol_rhs(t, y, p, dy)    the right-hand side
!   call van_der_pol_jac(t, y, p, dfdy)  dfdy(i,j) = d dy(i) / d y(j)

module van_der_pol
  implicit none
  private
  integer, parameter, public :: ny = 2, np = 1
  public :: van_der_pol_defaults, van_der_pol_rhs, van_der_pol_jac

contains

  pure subroutine van_der_pol_defaults(y, p)
    double precision, intent(out) :: y(2), p(1)
    y(1) = 0.0d0
    y(2) = 1.0d0
    p(1) = 1.0d0
  end subroutine van_der_pol_defaults

  pure subroutine van_der_pol_rhs(t, y, p, dy)
    double precision, intent(in) :: t, y(2), p(1)
    double precision, intent(out) :: dy(2)
    double precision :: x, z, mu

    x = y(1)
    z = y(2)
    mu = p(1)
    dy(1) = z
    dy(2) = mu*z*(1.0d0 - x**2) - x
  end subroutine van_der_pol_rhs

  pure subroutine van_der_pol_jac(t, y, p, dfdy)
    double precision, intent(in) :: t, y(2), p(1)
    double precision, intent(out) :: dfdy(2,2)
    double precision :: x, z, mu

    x = y(1)
    z = y(2)
    mu = p(1)
    dfdy = 0.0d0
    dfdy(1,2) = 1.0d0
    dfdy(2,1) = -mu*z*2.0d0*x - 1.0d0
    dfdy(2,2) = mu*(1.0d0 - x**2)
  end subroutine van_der_pol_jac

end module van_der_pol
