//! Files with complex numbers for compilers.

use std::fmt::Write;

use pyrates::emit::{COptions, Complex, EmittedFiles};
use pyrates::prelude::*;

use super::{STEPS, T_END, stem, without_delays};
use crate::fortran::build;
use crate::models::{self, Suite};
use crate::tools::{Folder, f2py_python, tool};

/// Prints the vector field of one model at its points, and a line `end`.
const FORTRAN: &str = "
subroutine run_NUMBER()
  use NAME
  implicit none
  integer, parameter :: dp = kind(1.0d0)
  integer :: i, k
  double precision :: t, row(2*ny + 1)DECLARE
  STATES :: y(ny), dy(ny)LATE
  PARAMETERS :: p(np)
  open (10, file='mNUMBER/points.txt')
  do k = 1, POINTS
    call NAME_defaults(y, p)
    read (10, *) row
    t = row(1)
    do i = 1, ny
      y(i) = FROM(row(2*i), row(2*i + 1), dp)
    end do
    LAGS
    call NAME_rhs(t, y, Z p, dy)
    do i = 1, ny
      print '(2es25.16e3)', dble(dy(i)), aimag(cmplx(dy(i), kind=dp))
    end do
  end do
  close (10)
  print '(a)', 'end'
end subroutine
";

const FORTRAN_LAGS: &str = "call NAME_lags(p, lag)
    do i = 1, ny
      z(i,:) = cmplx(0.5d0 + 0.3d0*sin(t - lag + i), 0.4d0 + 0.2d0*cos(t - lag + i), dp)
    end do";

/// Prints the end of a run of classical Runge-Kutta steps.
const FORTRAN_RUN: &str = "
subroutine run_NUMBER()
  use NAME
  implicit none
  integer, parameter :: dp = kind(1.0d0)
  integer :: i, k
  double precision, parameter :: h = T_END/STEPS
  STATES :: y(ny), k1(ny), k2(ny), k3(ny), k4(ny)
  PARAMETERS :: p(np)
  call NAME_defaults(y, p)
  do k = 0, STEPS - 1
    call NAME_rhs(k*h, y, p, k1)
    call NAME_rhs((k + 0.5d0)*h, y + 0.5d0*h*k1, p, k2)
    call NAME_rhs((k + 0.5d0)*h, y + 0.5d0*h*k2, p, k3)
    call NAME_rhs((k + 1)*h, y + h*k3, p, k4)
    y = y + h/6*(k1 + 2*k2 + 2*k3 + k4)
  end do
  do i = 1, ny
    print '(2es25.16e3)', dble(y(i)), aimag(cmplx(y(i), kind=dp))
  end do
  print '(a)', 'end'
end subroutine
";

const FORTRAN_COMPLEX: &str = "complex(c_double_complex), intent(out) ::";

/// The routine of one model; arrays have the types that they have in its file.
fn fortran_routine(text: &str, number: usize, files: &EmittedFiles, delayed: bool, points: usize) -> String {
    let declared = |array: &str| {
        files
            .text()
            .lines()
            .any(|line| line.contains(FORTRAN_COMPLEX) && line.contains(&format!(" {array}(")))
    };
    let kind = |is_complex| if is_complex { "complex(dp)" } else { "double precision" };
    let from = if declared("y") { "cmplx" } else { "real_part" };
    let (declare, late, z) = if delayed { (", lag(nlag)", ", z(ny,nlag)", "z,") } else { ("", "", "") };
    text.replace("DECLARE", declare)
        .replace("LATE", late)
        .replace("LAGS", if delayed { FORTRAN_LAGS } else { "" })
        .replace("y, Z p", &format!("y, {z} p"))
        .replace("FROM", from)
        .replace("STATES ::", &format!("{} ::", kind(declared("y"))))
        .replace("PARAMETERS ::", &format!("{} ::", kind(declared("p"))))
        .replace("POINTS", &points.to_string())
        .replace("T_END/STEPS", &format!("{T_END:?}d0/{STEPS}"))
        .replace("STEPS", &STEPS.to_string())
        .replace("NUMBER", &number.to_string())
        .replace("NAME", &stem(&files.files[0].name))
}

/// The first two of three arguments are parts of a number.
const REAL_PART: &str = "
pure function real_part(re, im, kind_of) result(x)
  double precision, intent(in) :: re, im
  integer, intent(in) :: kind_of
  double precision :: x
  x = re + 0*im*kind_of
end function
";

/// Compiles all models with a routine for each, and returns what the program prints.
fn fortran(suite: &Suite, routine: &str) -> Option<String> {
    let gfortran = tool("gfortran")?;
    let folder = Folder::new();
    suite.write(&folder, &|system| system.emit_fortran(), &stem);
    let mut text = format!("module drivers\ncontains\n{REAL_PART}");
    let mut main = String::from("end module\nprogram main\n  use drivers\n");
    let mut files: Vec<String> = Vec::new();
    for (k, system) in suite.systems.iter().enumerate() {
        let emitted = system.emit_fortran().unwrap();
        let of_model = fortran_routine(routine, k, &emitted, system.has_delays(), suite.points);
        text += &of_model;
        writeln!(main, "  call run_{k}()").unwrap();
        files.push(format!("m{k}/{}", emitted.files[0].name));
    }
    folder.write("driver.f90", &(text + &main + "end program\n"));
    files.push("driver.f90".into());
    let flags =
        ["-std=f2008", "-Wall", "-Wextra", "-Wno-unused-dummy-argument", "-Wno-compare-reals", "-Werror"];
    let more = [
        "-fimplicit-none",
        "-fmax-stack-var-size=200000",
        "-O0",
        "-fcheck=all",
        "-ffpe-trap=invalid,zero,overflow",
        "-o",
        "run",
    ];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    folder.run(&gfortran, &[&flags[..], &more, &files].concat());
    Some(folder.run(&folder.0.join("run"), &[]))
}

#[test]
fn in_fortran() {
    let suite = models::complex();
    if let Some(printed) = fortran(&suite, FORTRAN) {
        suite.check(&printed);
    }
    let suite = without_delays();
    if let Some(printed) = fortran(&suite, FORTRAN_RUN) {
        suite.check_ends_within(1e-9, T_END, &printed);
    }
}

/// Prints the vector field of each model at its points, with modules that f2py has built.
const F2PY: &str = "
for folder, name in models:
    module = getattr(built, name)
    of = lambda what: getattr(module, f'{name}_{what}')
    y0, p = of('defaults')()
    for row in np.loadtxt(folder + '/points.txt'):
        t, y = row[0], row[1::2] + 1j*row[2::2]
        y = y if np.iscomplexobj(y0) else y.real
        if hasattr(module, name + '_lags'):
            angle = t - of('lags')(p)[None, :] + np.arange(1, len(y) + 1)[:, None]
            z = 0.5 + 0.3*np.sin(angle) + 1j*(0.4 + 0.2*np.cos(angle))
            dy = of('rhs')(t, y, np.asfortranarray(z), p)
        else:
            dy = of('rhs')(t, y, p)
        for value in dy:
            print(value.real, value.imag)
    print('end')
";

#[test]
fn in_fortran_from_python() {
    let Some((_, python)) = tool("gfortran").zip(f2py_python()) else { return };
    let folder = Folder::new();
    let suite = models::complex();
    suite.write(&folder, &|system| system.emit_fortran(), &stem);
    folder.write("driver.py", &format!("{}{F2PY}", build()));
    suite.check(&folder.run(&python, &["driver.py"]));
}

/// Prints the vector field of one model at its points, and a line `end`.
const C: &str = "
#include \"m@K@/@ID@.h\"
static void run_@K@(void)
{
    @STATE@ y[@UP@_NY], dy[@UP@_NY];
    LAGS
    double t, re, im;
    FILE *file = fopen(\"m@K@/points.txt\", \"r\");
    while (fscanf(file, \"%lf\", &t) == 1) {
        for (int i = 0; i < @UP@_NY; ++i) {
            if (fscanf(file, \"%lf %lf\", &re, &im) != 2) exit(1);
            y[i] = re + im*I;
        }
        PAST
        if (@ID@_rhs(t, y, ZARGdy, @ID@_p0)) exit(2);
        show(dy, @UP@_NY);
    }
    fclose(file);
    printf(\"end\\n\");
}
";

const C_LAGS: &str = "double lag[@UP@_NLAG];
    @STATE@ z[@UP@_NLAG*@UP@_NY];
    @ID@_lags(@ID@_p0, lag);";

const C_PAST: &str = "for (int k = 0; k < @UP@_NLAG; ++k)
            for (int i = 0; i < @UP@_NY; ++i) {
                const double s = t - lag[k] + i + 1;
                z[k*@UP@_NY + i] = 0.5 + 0.3*sin(s) + (0.4 + 0.2*cos(s))*I;
            }";

/// Prints the end of a run of classical Runge-Kutta steps.
const C_RUN: &str = "
#include \"m@K@/@ID@.h\"
static void run_@K@(void)
{
    enum { N = @UP@_NY };
    const double h = T_END/STEPS;
    @STATE@ y[N], x[N], k[4][N];
    for (int i = 0; i < N; ++i) y[i] = @ID@_y0[i];
    for (int n = 0; n < STEPS; ++n) {
        for (int stage = 0; stage < 4; ++stage) {
            const double c = stage == 0 ? 0.0 : stage == 3 ? 1.0 : 0.5;
            for (int i = 0; i < N; ++i) x[i] = stage ? y[i] + c*h*k[stage - 1][i] : y[i];
            if (@ID@_rhs((n + c)*h, x, k[stage], @ID@_p0)) exit(2);
        }
        for (int i = 0; i < N; ++i) y[i] += h/6.0*(k[0][i] + 2.0*k[1][i] + 2.0*k[2][i] + k[3][i]);
    }
    show(y, N);
    printf(\"end\\n\");
}
";

const C_START: &str = "
#include <complex.h>
#include <stdio.h>
#include <stdlib.h>
#define show(z, n) for (int i = 0; i < n; ++i) printf(\"%.17g %.17g\\n\", creal((z)[i]), cimag((z)[i]))
";

/// Compiles all models with a routine for each, and returns what the program prints.
fn c99(suite: &Suite, routine: &str) -> Option<String> {
    let gcc = tool("gcc")?;
    let folder = Folder::new();
    let options = COptions { complex: Complex::Native, ..Default::default() };
    suite.write(&folder, &|system| system.emit_c_with(&options), &stem);
    let (mut text, mut main) = (String::from(C_START), String::new());
    for (k, system) in suite.systems.iter().enumerate() {
        let emitted = system.emit_c_with(&options).unwrap();
        let id = stem(&emitted.files[0].name);
        let is_complex = emitted.text().contains(&format!("static const double complex {id}_y0["));
        let delayed = |text| if system.has_delays() { text } else { "" };
        text += &routine
            .replace("LAGS", delayed(C_LAGS))
            .replace("PAST", delayed(C_PAST))
            .replace("ZARG", delayed("z, "))
            .replace("T_END/STEPS", &format!("{T_END:?}/{STEPS}"))
            .replace("STEPS", &STEPS.to_string())
            .replace("@STATE@", if is_complex { "double complex" } else { "double" })
            .replace("@K@", &k.to_string())
            .replace("@UP@", &id.to_uppercase())
            .replace("@ID@", &id);
        writeln!(main, "    run_{k}();").unwrap();
    }
    folder.write("driver.c", &format!("{text}\nint main(void)\n{{\n{main}    return 0;\n}}\n"));
    let flags = ["-std=c99", "-O1", "-pedantic", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable"];
    folder.run(&gcc, &[&flags[..], &["driver.c", "-o", "run", "-lm"]].concat());
    Some(folder.run(&folder.0.join("run"), &[]))
}

#[test]
fn in_c() {
    let suite = models::complex();
    if let Some(printed) = c99(&suite, C) {
        suite.check(&printed);
    }
    let suite = without_delays();
    if let Some(printed) = c99(&suite, C_RUN) {
        suite.check_ends_within(1e-9, T_END, &printed);
    }
}
