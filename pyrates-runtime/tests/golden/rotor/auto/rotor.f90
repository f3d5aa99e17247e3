! The oscillator of Stuart and Landau, a complex number.
!
! Model Rotor, exported by PyRates for Rust 0.1.0, hash 41a77f437c9f3675.
!
!   State  Name  Path in the model  Initial value  d/dt at t = 0
!   u(1)   re    z/re               1.0            -1.95
!   u(2)   im    z/im               0.5            1.525
!
!   Parameter  Name   Path in the model  Value
!   par(1)     mu     mu                 0.3
!   par(2)     omega  omega              2.0
!
! To check this file: the last column of the states is the right-hand side at t = 0, for
! the initial values and the parameters above.
!
! Auto itself uses par(10) to par(14): par(11) is the period, par(14) the time. For homoclinic
! orbits it uses all entries from par(10) on that are not in the table.
!
!   gfortran -O2 -fopenmp rotor.f90 $AUTO_DIR/lib/*.o -o rotor.exe  once
!   OMP_NUM_THREADS=1 ./rotor.exe < c.ivp                           each c. file, after the one that its s= names
!   @r rotor                                                        c.ivp, by Auto's commands

subroutine func(ndim, u, icp, par, ijac, f, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: f(ndim)
  double precision, intent(inout) :: dfdu(ndim,ndim), dfdp(ndim,*)
  double precision :: re, im, mu, omega, part1, part2

  re = u(1)
  im = u(2)
  mu = par(1)
  omega = par(2)
  part1 = re**2 - im**2
  part2 = 2.0d0*re*im
  f(1) = mu*re - omega*im - (part1*re + part2*im)
  f(2) = mu*im + omega*re - (-part1*im + part2*re)
  if (ijac == 0) return

  ! dfdu(i,j) = d f(i) / d u(j)
  dfdu = 0.0d0
  dfdu(1,1) = mu - (2.0d0*re*re + part1 + 2.0d0*im*im)
  dfdu(1,2) = -omega - (-2.0d0*im*re + 2.0d0*re*im + part2)
  dfdu(2,1) = omega - (-2.0d0*re*im + 2.0d0*im*re + part2)
  dfdu(2,2) = mu - (-(-2.0d0*im*im + part1) + 2.0d0*re*re)
  if (ijac == 1) return

  ! dfdp(i,j) = d f(i) / d par(j)
  dfdp(:,1:2) = 0.0d0
  dfdp(1,1) = re
  dfdp(1,2) = -im
  dfdp(2,1) = im
  dfdp(2,2) = re
end subroutine func

subroutine stpnt(ndim, u, par, t)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(inout) :: u(ndim), par(*)
  double precision, intent(in) :: t

  par(1) = 0.3d0
  par(2) = 2.0d0
  par(14) = 0.0d0
  u(1) = 1.0d0
  u(2) = 0.5d0
end subroutine stpnt

! A model has no boundary conditions, integral conditions, objectives and measures; this is their place.
subroutine bcnd(ndim, par, icp, nbc, u0, u1, fb, ijac, dbc)
  implicit none
  integer, intent(in) :: ndim, icp(*), nbc, ijac
  double precision, intent(in) :: par(*), u0(ndim), u1(ndim)
  double precision, intent(out) :: fb(nbc)
  double precision, intent(inout) :: dbc(nbc,*)
  fb = 0.0d0
end subroutine bcnd

subroutine icnd(ndim, par, icp, nint, u, uold, udot, upold, fi, ijac, dint)
  implicit none
  integer, intent(in) :: ndim, icp(*), nint, ijac
  double precision, intent(in) :: par(*), u(ndim), uold(ndim), udot(ndim), upold(ndim)
  double precision, intent(out) :: fi(nint)
  double precision, intent(inout) :: dint(nint,*)
  fi = 0.0d0
end subroutine icnd

subroutine fopt(ndim, u, icp, par, ijac, fs, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: fs
  double precision, intent(inout) :: dfdu(ndim), dfdp(*)
  fs = 0.0d0
end subroutine fopt

subroutine pvls(ndim, u, par)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(in) :: u(ndim)
  double precision, intent(inout) :: par(*)
end subroutine pvls
