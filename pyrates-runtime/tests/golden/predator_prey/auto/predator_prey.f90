! Lotka-Volterra dynamics of two species.
!
! The predator grows with a delay.
!
! Model PredatorPrey, exported by PyRates for Rust 0.1.0, hash 85bac0f8d5a275e1.
!
!   State  Name         Path in the model    Initial value  d/dt at t = 0
!   u(1)   predator_x   predator/lv/x        0.5            -0.25
!   u(2)   prey_x       prey/lv/x            0.5            0.024999999999999967
!   u(3)   x_delayed_1  prey/lv/x_delayed/1  0.5            0.0
!   u(4)   x_delayed_2  prey/lv/x_delayed/2  0.5            0.0
!   u(5)   x_delayed_3  prey/lv/x_delayed/3  0.5            0.0
!   u(6)   x_delayed_4  prey/lv/x_delayed/4  0.5            0.0
!   u(7)   x_delayed_5  prey/lv/x_delayed/5  0.5            0.0
!   u(8)   x_delayed_6  prey/lv/x_delayed/6  0.5            0.0
!   u(9)   x_delayed_7  prey/lv/x_delayed/7  0.5            0.0
!   u(10)  x_delayed_8  prey/lv/x_delayed/8  0.5            0.0
!
!   Parameter  Name                     Path in the model              Value
!   par(1)     predator_alpha           predator/lv/alpha              -1.0
!   par(2)     prey_alpha               prey/lv/alpha                  0.7
!   par(3)     predator_to_prey_weight  edges/predator_to_prey/weight  -1.3
!   par(4)     prey_to_predator_weight  edges/prey_to_predator/weight  1.0
!   par(5)     prey_to_predator_delay   edges/prey_to_predator/delay   0.5
!
! To check this file: the last column of the states is the right-hand side at t = 0, for
! the initial values and the parameters above.
!
! Auto itself uses par(10) to par(14): par(11) is the period, par(14) the time. For homoclinic
! orbits it uses all entries from par(10) on that are not in the table.
!
! The states from u(3) on are the past, as polynomials through 8 points and the present.
! The points k of a line lie these parts of the delay back; the last is the delayed state:
!   0.038060  0.146447  0.308658  0.500000  0.691342  0.853553  0.961940  1.000000
! More points (the option `nodes`) are more exact. A delay must not become zero.
!
!   gfortran -O2 -fopenmp predator_prey.f90 $AUTO_DIR/lib/*.o -o predator_prey.exe  once
!   OMP_NUM_THREADS=1 ./predator_prey.exe < c.ivp                                   each c. file, after the one that its s= names
!   @r predator_prey                                                                c.ivp, by Auto's commands

subroutine func(ndim, u, icp, par, ijac, f, dfdu, dfdp)
  implicit none
  integer, intent(in) :: ndim, icp(*), ijac
  double precision, intent(in) :: u(ndim), par(*)
  double precision, intent(out) :: f(ndim)
  double precision, intent(inout) :: dfdu(ndim,ndim), dfdp(ndim,*)
  double precision :: predator_x, prey_x, x_delayed_1, x_delayed_2, x_delayed_3, &
      x_delayed_4, x_delayed_5, x_delayed_6
  double precision :: x_delayed_7, x_delayed_8, predator_alpha, prey_alpha, &
      predator_to_prey_weight, prey_to_predator_weight, prey_to_predator_delay

  predator_x = u(1)
  prey_x = u(2)
  x_delayed_1 = u(3)
  x_delayed_2 = u(4)
  x_delayed_3 = u(5)
  x_delayed_4 = u(6)
  x_delayed_5 = u(7)
  x_delayed_6 = u(8)
  x_delayed_7 = u(9)
  x_delayed_8 = u(10)
  predator_alpha = par(1)
  prey_alpha = par(2)
  predator_to_prey_weight = par(3)
  prey_to_predator_weight = par(4)
  prey_to_predator_delay = par(5)
  f(1) = predator_x*(predator_alpha + prey_to_predator_weight*x_delayed_8)
  f(2) = prey_x*(prey_alpha + predator_to_prey_weight*predator_x)
  f(3) = (13.137071184544087d0*prey_x - 6.3086440597978966d0*x_delayed_1 - &
      9.226251859505508d0*x_delayed_2 + 3.6955181300451474d0*x_delayed_3 - &
      2.164784400584788d0*x_delayed_4 + 1.5307337294603593d0*x_delayed_5 - &
      1.226251859505506d0*x_delayed_6 + 1.082392200292394d0*x_delayed_7 - &
      0.5197830649482901d0*x_delayed_8)/prey_to_predator_delay
  f(4) = (-3.414213562373096d0*prey_x + 9.226251859505508d0*x_delayed_1 - &
      1.4142135623730958d0*x_delayed_2 - 6.1647844005847885d0*x_delayed_3 + &
      2.8284271247461903d0*x_delayed_4 - 1.8352155994152124d0*x_delayed_5 + &
      1.4142135623730951d0*x_delayed_6 - 1.226251859505506d0*x_delayed_7 + &
      0.585786437626905d0*x_delayed_8)/prey_to_predator_delay
  f(5) = (1.6199144044217753d0*prey_x - 3.6955181300451474d0*x_delayed_1 + &
      6.1647844005847885d0*x_delayed_2 - 0.44834152916796566d0*x_delayed_3 - &
      5.226251859505506d0*x_delayed_4 + 2.613125929752753d0*x_delayed_5 - &
      1.835215599415212d0*x_delayed_6 + 1.5307337294603591d0*x_delayed_7 - &
      0.7232313460858447d0*x_delayed_8)/prey_to_predator_delay
  f(6) = (-1.0000000000000002d0*prey_x + 2.164784400584788d0*x_delayed_1 - &
      2.8284271247461903d0*x_delayed_2 + 5.226251859505506d0*x_delayed_3 - &
      5.226251859505506d0*x_delayed_5 + 2.82842712474619d0*x_delayed_6 - &
      2.1647844005847876d0*x_delayed_7 + x_delayed_8)/prey_to_predator_delay
  f(7) = (0.7232313460858448d0*prey_x - 1.5307337294603593d0*x_delayed_1 + &
      1.8352155994152124d0*x_delayed_2 - 2.613125929752753d0*x_delayed_3 + &
      5.226251859505506d0*x_delayed_4 + 0.44834152916796355d0*x_delayed_5 - &
      6.164784400584786d0*x_delayed_6 + 3.695518130045146d0*x_delayed_7 - &
      1.6199144044217746d0*x_delayed_8)/prey_to_predator_delay
  f(8) = (-0.585786437626905d0*prey_x + 1.226251859505506d0*x_delayed_1 - &
      1.4142135623730951d0*x_delayed_2 + 1.835215599415212d0*x_delayed_3 - &
      2.82842712474619d0*x_delayed_4 + 6.164784400584786d0*x_delayed_5 + &
      1.4142135623730963d0*x_delayed_6 - 9.226251859505505d0*x_delayed_7 + &
      3.4142135623730945d0*x_delayed_8)/prey_to_predator_delay
  f(9) = (0.5197830649482901d0*prey_x - 1.082392200292394d0*x_delayed_1 + &
      1.226251859505506d0*x_delayed_2 - 1.5307337294603591d0*x_delayed_3 + &
      2.1647844005847876d0*x_delayed_4 - 3.695518130045146d0*x_delayed_5 + &
      9.226251859505505d0*x_delayed_6 + 6.308644059797898d0*x_delayed_7 - &
      13.137071184544087d0*x_delayed_8)/prey_to_predator_delay
  f(10) = (-prey_x + 2.0791322597931603d0*x_delayed_1 - 2.34314575050762d0*x_delayed_2 + &
      2.892925384343379d0*x_delayed_3 - 4.0d0*x_delayed_4 + 6.479657617687098d0*x_delayed_5 - &
      13.656854249492378d0*x_delayed_6 + 52.54828473817635d0*x_delayed_7 - &
      42.999999999999986d0*x_delayed_8)/prey_to_predator_delay
  if (ijac == 0) return

  ! dfdu(i,j) = d f(i) / d u(j)
  dfdu = 0.0d0
  dfdu(1,1) = predator_alpha + prey_to_predator_weight*x_delayed_8
  dfdu(1,10) = predator_x*prey_to_predator_weight
  dfdu(2,1) = prey_x*predator_to_prey_weight
  dfdu(2,2) = prey_alpha + predator_to_prey_weight*predator_x
  dfdu(3,2) = 13.137071184544087d0/prey_to_predator_delay
  dfdu(3,3) = -6.3086440597978966d0/prey_to_predator_delay
  dfdu(3,4) = -9.226251859505508d0/prey_to_predator_delay
  dfdu(3,5) = 3.6955181300451474d0/prey_to_predator_delay
  dfdu(3,6) = -2.164784400584788d0/prey_to_predator_delay
  dfdu(3,7) = 1.5307337294603593d0/prey_to_predator_delay
  dfdu(3,8) = -1.226251859505506d0/prey_to_predator_delay
  dfdu(3,9) = 1.082392200292394d0/prey_to_predator_delay
  dfdu(3,10) = -0.5197830649482901d0/prey_to_predator_delay
  dfdu(4,2) = -3.414213562373096d0/prey_to_predator_delay
  dfdu(4,3) = 9.226251859505508d0/prey_to_predator_delay
  dfdu(4,4) = -1.4142135623730958d0/prey_to_predator_delay
  dfdu(4,5) = -6.1647844005847885d0/prey_to_predator_delay
  dfdu(4,6) = 2.8284271247461903d0/prey_to_predator_delay
  dfdu(4,7) = -1.8352155994152124d0/prey_to_predator_delay
  dfdu(4,8) = 1.4142135623730951d0/prey_to_predator_delay
  dfdu(4,9) = -1.226251859505506d0/prey_to_predator_delay
  dfdu(4,10) = 0.585786437626905d0/prey_to_predator_delay
  dfdu(5,2) = 1.6199144044217753d0/prey_to_predator_delay
  dfdu(5,3) = -3.6955181300451474d0/prey_to_predator_delay
  dfdu(5,4) = 6.1647844005847885d0/prey_to_predator_delay
  dfdu(5,5) = -0.44834152916796566d0/prey_to_predator_delay
  dfdu(5,6) = -5.226251859505506d0/prey_to_predator_delay
  dfdu(5,7) = 2.613125929752753d0/prey_to_predator_delay
  dfdu(5,8) = -1.835215599415212d0/prey_to_predator_delay
  dfdu(5,9) = 1.5307337294603591d0/prey_to_predator_delay
  dfdu(5,10) = -0.7232313460858447d0/prey_to_predator_delay
  dfdu(6,2) = -1.0000000000000002d0/prey_to_predator_delay
  dfdu(6,3) = 2.164784400584788d0/prey_to_predator_delay
  dfdu(6,4) = -2.8284271247461903d0/prey_to_predator_delay
  dfdu(6,5) = 5.226251859505506d0/prey_to_predator_delay
  dfdu(6,7) = -5.226251859505506d0/prey_to_predator_delay
  dfdu(6,8) = 2.82842712474619d0/prey_to_predator_delay
  dfdu(6,9) = -2.1647844005847876d0/prey_to_predator_delay
  dfdu(6,10) = 1.0d0/prey_to_predator_delay
  dfdu(7,2) = 0.7232313460858448d0/prey_to_predator_delay
  dfdu(7,3) = -1.5307337294603593d0/prey_to_predator_delay
  dfdu(7,4) = 1.8352155994152124d0/prey_to_predator_delay
  dfdu(7,5) = -2.613125929752753d0/prey_to_predator_delay
  dfdu(7,6) = 5.226251859505506d0/prey_to_predator_delay
  dfdu(7,7) = 0.44834152916796355d0/prey_to_predator_delay
  dfdu(7,8) = -6.164784400584786d0/prey_to_predator_delay
  dfdu(7,9) = 3.695518130045146d0/prey_to_predator_delay
  dfdu(7,10) = -1.6199144044217746d0/prey_to_predator_delay
  dfdu(8,2) = -0.585786437626905d0/prey_to_predator_delay
  dfdu(8,3) = 1.226251859505506d0/prey_to_predator_delay
  dfdu(8,4) = -1.4142135623730951d0/prey_to_predator_delay
  dfdu(8,5) = 1.835215599415212d0/prey_to_predator_delay
  dfdu(8,6) = -2.82842712474619d0/prey_to_predator_delay
  dfdu(8,7) = 6.164784400584786d0/prey_to_predator_delay
  dfdu(8,8) = 1.4142135623730963d0/prey_to_predator_delay
  dfdu(8,9) = -9.226251859505505d0/prey_to_predator_delay
  dfdu(8,10) = 3.4142135623730945d0/prey_to_predator_delay
  dfdu(9,2) = 0.5197830649482901d0/prey_to_predator_delay
  dfdu(9,3) = -1.082392200292394d0/prey_to_predator_delay
  dfdu(9,4) = 1.226251859505506d0/prey_to_predator_delay
  dfdu(9,5) = -1.5307337294603591d0/prey_to_predator_delay
  dfdu(9,6) = 2.1647844005847876d0/prey_to_predator_delay
  dfdu(9,7) = -3.695518130045146d0/prey_to_predator_delay
  dfdu(9,8) = 9.226251859505505d0/prey_to_predator_delay
  dfdu(9,9) = 6.308644059797898d0/prey_to_predator_delay
  dfdu(9,10) = -13.137071184544087d0/prey_to_predator_delay
  dfdu(10,2) = -1.0d0/prey_to_predator_delay
  dfdu(10,3) = 2.0791322597931603d0/prey_to_predator_delay
  dfdu(10,4) = -2.34314575050762d0/prey_to_predator_delay
  dfdu(10,5) = 2.892925384343379d0/prey_to_predator_delay
  dfdu(10,6) = -4.0d0/prey_to_predator_delay
  dfdu(10,7) = 6.479657617687098d0/prey_to_predator_delay
  dfdu(10,8) = -13.656854249492378d0/prey_to_predator_delay
  dfdu(10,9) = 52.54828473817635d0/prey_to_predator_delay
  dfdu(10,10) = -42.999999999999986d0/prey_to_predator_delay
  if (ijac == 1) return

  ! dfdp(i,j) = d f(i) / d par(j)
  dfdp(:,1:5) = 0.0d0
  dfdp(1,1) = predator_x
  dfdp(1,4) = predator_x*x_delayed_8
  dfdp(2,2) = prey_x
  dfdp(2,3) = prey_x*predator_x
  dfdp(3,5) = -(13.137071184544087d0*prey_x - 6.3086440597978966d0*x_delayed_1 - &
      9.226251859505508d0*x_delayed_2 + 3.6955181300451474d0*x_delayed_3 - &
      2.164784400584788d0*x_delayed_4 + 1.5307337294603593d0*x_delayed_5 - &
      1.226251859505506d0*x_delayed_6 + 1.082392200292394d0*x_delayed_7 - &
      0.5197830649482901d0*x_delayed_8)/prey_to_predator_delay**2
  dfdp(4,5) = -(-3.414213562373096d0*prey_x + 9.226251859505508d0*x_delayed_1 - &
      1.4142135623730958d0*x_delayed_2 - 6.1647844005847885d0*x_delayed_3 + &
      2.8284271247461903d0*x_delayed_4 - 1.8352155994152124d0*x_delayed_5 + &
      1.4142135623730951d0*x_delayed_6 - 1.226251859505506d0*x_delayed_7 + &
      0.585786437626905d0*x_delayed_8)/prey_to_predator_delay**2
  dfdp(5,5) = -(1.6199144044217753d0*prey_x - 3.6955181300451474d0*x_delayed_1 + &
      6.1647844005847885d0*x_delayed_2 - 0.44834152916796566d0*x_delayed_3 - &
      5.226251859505506d0*x_delayed_4 + 2.613125929752753d0*x_delayed_5 - &
      1.835215599415212d0*x_delayed_6 + 1.5307337294603591d0*x_delayed_7 - &
      0.7232313460858447d0*x_delayed_8)/prey_to_predator_delay**2
  dfdp(6,5) = -(-1.0000000000000002d0*prey_x + 2.164784400584788d0*x_delayed_1 - &
      2.8284271247461903d0*x_delayed_2 + 5.226251859505506d0*x_delayed_3 - &
      5.226251859505506d0*x_delayed_5 + 2.82842712474619d0*x_delayed_6 - &
      2.1647844005847876d0*x_delayed_7 + x_delayed_8)/prey_to_predator_delay**2
  dfdp(7,5) = -(0.7232313460858448d0*prey_x - 1.5307337294603593d0*x_delayed_1 + &
      1.8352155994152124d0*x_delayed_2 - 2.613125929752753d0*x_delayed_3 + &
      5.226251859505506d0*x_delayed_4 + 0.44834152916796355d0*x_delayed_5 - &
      6.164784400584786d0*x_delayed_6 + 3.695518130045146d0*x_delayed_7 - &
      1.6199144044217746d0*x_delayed_8)/prey_to_predator_delay**2
  dfdp(8,5) = -(-0.585786437626905d0*prey_x + 1.226251859505506d0*x_delayed_1 - &
      1.4142135623730951d0*x_delayed_2 + 1.835215599415212d0*x_delayed_3 - &
      2.82842712474619d0*x_delayed_4 + 6.164784400584786d0*x_delayed_5 + &
      1.4142135623730963d0*x_delayed_6 - 9.226251859505505d0*x_delayed_7 + &
      3.4142135623730945d0*x_delayed_8)/prey_to_predator_delay**2
  dfdp(9,5) = -(0.5197830649482901d0*prey_x - 1.082392200292394d0*x_delayed_1 + &
      1.226251859505506d0*x_delayed_2 - 1.5307337294603591d0*x_delayed_3 + &
      2.1647844005847876d0*x_delayed_4 - 3.695518130045146d0*x_delayed_5 + &
      9.226251859505505d0*x_delayed_6 + 6.308644059797898d0*x_delayed_7 - &
      13.137071184544087d0*x_delayed_8)/prey_to_predator_delay**2
  dfdp(10,5) = -(-prey_x + 2.0791322597931603d0*x_delayed_1 - &
      2.34314575050762d0*x_delayed_2 + 2.892925384343379d0*x_delayed_3 - 4.0d0*x_delayed_4 + &
      6.479657617687098d0*x_delayed_5 - 13.656854249492378d0*x_delayed_6 + &
      52.54828473817635d0*x_delayed_7 - 42.999999999999986d0*x_delayed_8)/prey_to_predator_delay**2
end subroutine func

subroutine stpnt(ndim, u, par, t)
  implicit none
  integer, intent(in) :: ndim
  double precision, intent(inout) :: u(ndim), par(*)
  double precision, intent(in) :: t

  par(1) = -1.0d0
  par(2) = 0.7d0
  par(3) = -1.3d0
  par(4) = 1.0d0
  par(5) = 0.5d0
  par(14) = 0.0d0
  u(1) = 0.5d0
  u(2) = 0.5d0
  u(3) = 0.5d0
  u(4) = 0.5d0
  u(5) = 0.5d0
  u(6) = 0.5d0
  u(7) = 0.5d0
  u(8) = 0.5d0
  u(9) = 0.5d0
  u(10) = 0.5d0
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
