//! Fortran modules, compiled by gfortran without a warning.

use pyrates_ir::system::System;
use pyrates_runtime::emit::{Emit, Form, FortranOptions};

use crate::check::{check_points, check_predator_prey, points_file};
use crate::contrast::contrast;
use crate::models;
use crate::tools::{Folder, tool};

/// Unused dummy arguments are part of the signature of a right-hand side.
const FLAGS: [&str; 8] = [
    "-std=f2008",
    "-Wall",
    "-Wno-unused-dummy-argument",
    "-Werror",
    "-fimplicit-none",
    "-fcheck=all",
    "-ffpe-trap=invalid,zero,overflow",
    "-O1",
];

fn run(system: &System, driver: &str) -> Option<String> {
    let gfortran = tool("gfortran")?;
    let folder = Folder::new();
    // Jacobians are in files that write units out.
    let options = FortranOptions { form: Form::Units, ..Default::default() };
    let files = system.emit_fortran_with(&options).unwrap();
    files.write_to(&folder.0).unwrap();
    folder.write("driver.f90", driver);
    folder.write("points.txt", &points_file(system));
    let mut arguments = FLAGS.to_vec();
    arguments.extend([files.files[0].name.as_str(), "driver.f90", "-o", "driver"]);
    folder.run(&gfortran, &arguments);
    Some(folder.run(&folder.0.join("driver"), &[]))
}

/// Prints the vector field and the Jacobian at all points.
fn points_driver(module: &str, delayed: bool) -> String {
    let z = if delayed { " z," } else { "" };
    let past = "call MODULE_lags(p, lag)
    do k = 1, nlag
      do j = 1, ny
        z(j,k) = 0.5d0 + 0.3d0*sin(t - lag(k) + j)
      end do
    end do";
    let declare = "integer :: k\n  double precision :: lag(nlag), z(ny,nlag)";
    let (past, declare) = if delayed { (past, declare) } else { ("", "") };
    format!(
        "program driver
  use MODULE
  implicit none
  double precision :: t, y(ny), p(np), dy(ny), dfdy(ny,ny), y0(ny)
  integer :: i, j
  {declare}
  call MODULE_defaults(y0, p)
  open(10, file='points.txt')
  do i = 1, 20
    read(10, *) t, y
    {past}
    call MODULE_rhs(t, y,{z} p, dy)
    call MODULE_jac(t, y,{z} p, dfdy)
    print '(es25.16e3)', dy, (dfdy(j,:), j = 1, ny)
  end do
end program driver
"
    )
    .replace("MODULE", module)
}

#[test]
fn vector_fields_and_jacobians_agree() {
    for (system, module, delayed) in [
        (models::predator_prey(), "predator_prey", true),
        (models::van_der_pol(), "van_der_pol", false),
        (models::hostile(), "hostile", false),
        (models::vectors(), "vectors", false),
        (contrast(), "contrast", false),
        (models::ring(), "ring", true),
    ] {
        if let Some(printed) = run(&system, &points_driver(module, delayed)) {
            check_points(&system, &printed);
        }
    }
}

/// Classical Runge-Kutta steps of a two-hundredth on a grid that divides the delay; the past of half steps
/// is a cubic Hermite interpolant. The error is of fourth order.
const STEPS: &str = "
program driver
  use predator_prey
  implicit none
  integer, parameter :: n = 2000, back = 100
  double precision, parameter :: h = 0.005d0
  double precision :: y(ny,0:n), d(ny,0:n), p(np), lag(nlag), k1(ny), k2(ny), k3(ny), k4(ny), t
  integer :: i
  call predator_prey_defaults(y(:,0), p)
  call predator_prey_lags(p, lag)
  if (abs(lag(1) - back*h) > 1d-12) stop 1
  do i = 0, n
    t = i*h
    if (mod(i, 20) == 0) print '(3es25.16e3)', t, y(:,i)
    call predator_prey_rhs(t, y(:,i), past(2*i), p, k1)
    d(:,i) = k1
    if (i == n) exit
    call predator_prey_rhs(t + h/2, y(:,i) + h/2*k1, past(2*i + 1), p, k2)
    call predator_prey_rhs(t + h/2, y(:,i) + h/2*k2, past(2*i + 1), p, k3)
    call predator_prey_rhs(t + h, y(:,i) + h*k3, past(2*i + 2), p, k4)
    y(:,i+1) = y(:,i) + h/6*(k1 + 2*k2 + 2*k3 + k4)
  end do
contains
  ! The state of the past at a number of half steps.
  function past(half) result(z)
    integer, intent(in) :: half
    double precision :: z(ny,nlag)
    integer :: k
    k = half/2 - back
    if (half <= 2*back) then
      call predator_prey_history(half*h/2 - lag(1), z(:,1))
    else if (mod(half, 2) == 0) then
      z(:,1) = y(:,k)
    else
      z(:,1) = 0.5d0*(y(:,k) + y(:,k+1)) + h/8*(d(:,k) - d(:,k+1))
    end if
  end function past
end program driver
";

#[test]
fn predator_prey_follows_the_reference() {
    if let Some(printed) = run(&models::predator_prey(), STEPS) {
        // Fourth order with h = 0.005 leaves errors near 1e-10.
        check_predator_prey(&printed, 1e-8);
    }
}
