! The oscillator of Stuart and Landau, a complex number.
!
! Model Rotor, exported by PyRates for Rust 0.1.0, hash 105bc686c99bfbf4.
!
!   State  Name  Path in the model  Initial value  d/dt at t = 0
!   y(1)   z     z                  1.0 + 0.5i     -1.95 + 1.525i
!
!   Parameter  Name   Path in the model  Value
!   p(1)       mu     mu                 0.3
!   p(2)       omega  omega              2.0
!
! To check this file: the last column of the states is the right-hand side at t = 0, for
! the initial values and the parameters above.
!
!   call rotor_defaults(y, p)    initial state and parameters
!   call rotor_rhs(t, y, p, dy)  the right-hand side

module rotor
  use, intrinsic :: iso_c_binding, only: c_double_complex
  implicit none
  private
  integer, parameter, public :: ny = 1, np = 2
  public :: rotor_defaults, rotor_rhs

contains

  pure subroutine rotor_defaults(y, p)
    double precision, intent(out) :: p(2)
    complex(c_double_complex), intent(out) :: y(1)
    y(1) = (1.0d0, 0.5d0)
    p(1) = 0.3d0
    p(2) = 2.0d0
  end subroutine rotor_defaults

  pure subroutine rotor_rhs(t, y, p, dy)
    double precision, intent(in) :: t, p(2)
    complex(c_double_complex), intent(in) :: y(1)
    complex(c_double_complex), intent(out) :: dy(1)
    double precision :: mu, omega
    complex(c_double_complex) :: z

    z = y(1)
    mu = p(1)
    omega = p(2)
    dy(1) = (mu + (0.0d0, 1.0d0)*omega)*z - z**2*conjg(z)
  end subroutine rotor_rhs

end module rotor
