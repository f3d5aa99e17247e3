use std::fmt::Write;
use std::process::Command;

use pyrates::prelude::*;

use crate::models;
use crate::tools::{Folder, tool};

/// Prints the vector field of one model at its points, and a line `end`.
const DRIVER: &str = "
subroutine run_NUMBER()
  use NAME
  implicit none
  integer :: i, k
  double precision :: t, y(ny), p(np), dy(ny), row(ny + 1)DECLARE
  open (10, file='mNUMBER/points.txt')
  do k = 1, 20
    call NAME_defaults(y, p)
    read (10, *) row
    t = row(1)
    y = row(2:)
    LAGS
    call NAME_rhs(t, y, Z p, dy)
    print '(es24.16e3)', (dy(i), i = 1, ny)
  end do
  close (10)
  print '(a)', 'end'
end subroutine
";

const LAGS: &str = "call NAME_lags(p, lag)
    do i = 1, ny
      z(i,:) = 0.5d0 + 0.3d0*sin(t - lag + i)
    end do";

fn driver(number: usize, name: &str, delayed: bool) -> String {
    let (declare, z) = if delayed { (", lag(nlag), z(ny,nlag)", "z,") } else { ("", "") };
    DRIVER
        .replace("DECLARE", declare)
        .replace("LAGS", if delayed { LAGS } else { "" })
        .replace("y, Z p", &format!("y, {z} p"))
        .replace("NUMBER", &number.to_string())
        .replace("NAME", name)
}

#[test]
fn every_model_runs_in_fortran() {
    let Some(gfortran) = tool("gfortran") else { return };
    let folder = Folder::new();
    let name = |file: &str| file.trim_end_matches(".f90").to_string();
    let systems = models::write(&folder, &|system| system.emit_fortran(), &name);
    let list = std::fs::read_to_string(folder.0.join("models.txt")).unwrap();
    let mut main = String::from("program main\n");
    let mut text = String::new();
    let mut files: Vec<String> = Vec::new();
    for (k, line) in list.lines().enumerate() {
        let name = line.split_once(' ').unwrap().1;
        text += &driver(k, name, systems[k].has_delays());
        writeln!(main, "  call run_{k}()").unwrap();
        files.push(format!("m{k}/{name}.f90"));
    }
    folder.write("driver.f90", &(text + &main + "end program\n"));
    files.push("driver.f90".into());
    let checks = [
        "-std=f2008",
        "-Wall",
        "-Wextra",
        "-Wno-unused-dummy-argument",
        "-Wno-compare-reals",
        "-Werror",
        "-fimplicit-none",
    ];
    let checks =
        checks.iter().chain(&["-O0", "-fcheck=all", "-ffpe-trap=invalid,zero,overflow", "-o", "run"]);
    let status = Command::new(gfortran).args(checks).args(&files).current_dir(&folder.0).output().unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    models::check_all(&systems, &folder.run(&folder.0.join("run"), &[]));
}
