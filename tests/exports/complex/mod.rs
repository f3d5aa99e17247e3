//! Files with complex numbers: vector fields of all complex models, and ends of runs, which must be those of the
//! library. All values are read and printed as two numbers, the real and the imaginary part.

/// Fortran and C.
mod compiled;
/// PyTorch, JAX and TensorFlow.
mod tensors;

use pyrates::Circuit;
use pyrates::emit::{Complex, JuliaOptions, MatlabOptions, NumpyOptions};
use pyrates::ir::system::System;
use pyrates::prelude::*;

use crate::models::{self, Suite};
use crate::octave::visit;
use crate::tools::{Folder, python, tool};

/// Where runs end; steps of [`STEPS`] have errors of 1e-10 and less there.
const T_END: f64 = 0.5;
/// The steps of classical Runge-Kutta runs.
const STEPS: usize = 500;

/// The models that are ordinary differential equations.
fn without_delays() -> Suite {
    models::complex().filtered(|system| !system.has_delays())
}

/// The name of a file without its ending.
fn stem(file: &str) -> String {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_string()
}

const NUMPY: &str = "
import importlib, sys
import numpy as np
from scipy.integrate import solve_ivp

def show(values):
    for value in values:
        print(value.real, value.imag)

for line in open('models.txt').read().splitlines():
    folder, name = line.split()
    sys.path.insert(0, folder)
    m = importlib.import_module(name)
    of_type = (lambda y: y) if np.iscomplexobj(m.Y0) else np.real
    if 'ends' in sys.argv:
        if hasattr(m, 'lags'):
            end = m.solve(0.5, [0.5], rtol=1e-10, atol=1e-13)[1][:, -1]
        else:
            solution = solve_ivp(m.rhs, (0.0, 0.5), m.Y0, args=(m.P0,), method='DOP853', rtol=1e-12, atol=1e-14)
            end = solution.y[:, -1]
        show(end)
    else:
        for row in np.loadtxt(folder + '/points.txt'):
            t, y = row[0], of_type(row[1::2] + 1j*row[2::2])
            if hasattr(m, 'lags'):
                angle = t - m.lags()[None, :] + np.arange(1, len(y) + 1)[:, None]
                show(m.rhs(t, y, 0.5 + 0.3*np.sin(angle) + 1j*(0.4 + 0.2*np.cos(angle))))
            else:
                show(m.rhs(t, y))
                # Columns of states.
                if not hasattr(m, 'STATE_SLICES'):
                    assert np.allclose(m.rhs(t, np.stack([0.5*y, y], 1))[:, 1], m.rhs(t, y), rtol=1e-14)
    print('end')
    sys.path.pop(0)
    del sys.modules[name]
";

#[test]
fn numpy() {
    let Some(python) = python() else { return };
    let folder = Folder::new();
    folder.write("driver.py", NUMPY);
    let suite = models::complex();
    suite.write(&folder, &|system| system.emit_numpy(), &stem);
    suite.check(&folder.run(&python, &["-W", "error", "driver.py"]));
    let suite = suite.filtered(|system| system.state_paths().len() < 100);
    suite.write(&folder, &|system| system.emit_numpy(), &stem);
    suite.check_ends(T_END, &folder.run(&python, &["driver.py", "ends"]));
}

const JULIA: &str = "
using DelimitedFiles
show_all(values) = foreach(z -> println(real(z), ' ', imag(z)), values)
value(i, t) = 0.5 + 0.3 * sin(t + i) + im*(0.4 + 0.2 * cos(t + i))
function field(M, u, p, t)
    du = similar(u)
    M.f!(du, u, p, t)
    @assert du == M.f(u, p, t)
    return du
end
function fields(M, folder)
    h(p, t; idxs = nothing) = idxs === nothing ? value.(1:length(M.u0), t) : value.(idxs, t)
    for row in eachrow(readdlm(joinpath(folder, \"points.txt\")))
        t, u = row[1], row[2:2:end] .+ im .* row[3:2:end]
        u = eltype(M.u0) <: Complex ? u : real(u)
        if isdefined(M, :lags)
            du = similar(u)
            M.f!(du, u, h, M.p, t)
            @assert du == M.f(u, h, M.p, t)
        else
            du = field(M, u, M.p, t)
            flat = vcat(map(vec, map(x -> x isa Number ? [x] : x, collect(values(M.p))))...)
            @assert du == M.f(u, M.params(flat), t)
        end
        show_all(du)
    end
    println(\"end\")
end
function finish(M, n, t_end)
    u, h = copy(M.u0), t_end/n
    for k in 0:n - 1
        f(c, u) = field(M, u, M.p, (k + c)*h)
        k1 = f(0, u); k2 = f(0.5, u .+ h/2 .* k1); k3 = f(0.5, u .+ h/2 .* k2); k4 = f(1, u .+ h .* k3)
        u = u .+ h/6 .* (k1 .+ 2 .* k2 .+ 2 .* k3 .+ k4)
    end
    show_all(u)
    println(\"end\")
end
for line in eachline(\"models.txt\")
    folder, name = split(line)
    M = include(joinpath(folder, name * \".jl\"))
    isempty(ARGS) ? Base.invokelatest(fields, M, folder) : Base.invokelatest(finish, M, parse(Int, ARGS[1]), 0.5)
end
";

#[test]
fn julia() {
    let Some(julia) = tool("julia") else { return };
    let folder = Folder::new();
    folder.write("driver.jl", JULIA);
    let run = |arguments: &[&str]| {
        folder.run(&julia, &[&["--startup-file=no", "-O0", "driver.jl"], arguments].concat())
    };
    let suite = models::complex();
    suite.write(&folder, &|system| system.emit_julia(), &stem);
    suite.check(&run(&[]));
    let suite = without_delays().filtered(|system| system.state_paths().len() < 100);
    suite.write(&folder, &|system| system.emit_julia(), &stem);
    suite.check_ends_within(1e-9, T_END, &run(&[&STEPS.to_string()]));
}

const OCTAVE: &str = "
  f = str2func(name);
  for j = 1:size(rows, 1)
    y = (rows(j,2:2:end) + 1i*rows(j,3:2:end)).';
    dydt = f(rows(j,1), y, f('p0'));
    printf('%.17g %.17g\\n', [real(dydt) imag(dydt)].');
  end
  printf('end\\n');";

/// The end of a run by ode45.
const OCTAVE_ENDS: &str = "
  f = str2func(name);
  options = odeset('RelTol', 1e-10, 'AbsTol', 1e-12);
  [t, y] = ode45(@(t, y) f(t, y, f('p0')), [0 0.5], f('y0'), options);
  y = y(end,:).';
  printf('%.17g %.17g\\n', [real(y) imag(y)].');
  printf('end\\n');";

#[test]
fn octave() {
    let Some(octave) = tool("octave-cli") else { return };
    let folder = Folder::new();
    let suite = without_delays();
    suite.write(&folder, &|system| system.emit_matlab(), &stem);
    folder.write("driver.m", &visit(OCTAVE));
    suite.check(&folder.run(&octave, &["-qf", "driver.m"]));
    folder.write("driver.m", &visit(OCTAVE_ENDS));
    suite.check_ends(T_END, &folder.run(&octave, &["-qf", "driver.m"]));
}

/// The last state of a run in fixed steps.
const OCTAVE_STEPS: &str = "
  [t, y] = feval(name, 1, 0.01);
  y = y(:,end);
  printf('%.17g %.17g\\n', [real(y) imag(y)].');
  printf('end\\n');";

/// Runs with delays in complex numbers are those in real and imaginary parts.
#[test]
fn octave_in_fixed_steps() {
    let Some(octave) = tool("octave-cli") else { return };
    let suite = models::complex().filtered(System::has_delays);
    let run = |complex: Complex| {
        let folder = Folder::new();
        let options = MatlabOptions { adaptive: false, complex, ..Default::default() };
        suite.write(&folder, &|system| system.emit_matlab_with(&options), &stem);
        folder.write("driver.m", &visit(OCTAVE_STEPS));
        folder.run(&octave, &["-qf", "driver.m"])
    };
    let (native, parts) = (run(Complex::Native), run(Complex::Parts));
    suite.check_alike(&native, &parts);
}

/// What a language cannot do with complex numbers is refused; in parts it is taken.
#[test]
fn refusals() {
    let refused = |error: String, words: &[&str]| {
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    };
    let late = crate::common::models::ComplexCircuit::default().system();
    let error = late.emit_matlab().unwrap_err().to_string();
    refused(error, &["MATLAB", "dde23", "Complex::Parts", "adaptive: false"]);
    let parts = MatlabOptions { complex: Complex::Parts, ..Default::default() };
    assert!(late.emit_matlab_with(&parts).is_ok());
    for (system, word) in
        [(noisy::Noisy::default().system(), "noise"), (noisy::Reset::default().system(), "events")]
    {
        let error = system.emit_julia().unwrap_err().to_string();
        refused(error, &["Julia", word, "Complex::Parts"]);
        let parts = JuliaOptions { complex: Complex::Parts, ..Default::default() };
        assert!(system.emit_julia_with(&parts).is_ok());
    }
    let rotor = crate::rotors::Rotor::default().system();
    let options = JuliaOptions { fit: vec!["mu".into()], ..Default::default() };
    refused(rotor.emit_julia_with(&options).unwrap_err().to_string(), &["`fit`", "Complex::Parts"]);
}

/// Both kinds of files are the same for models without complex numbers.
#[test]
fn real_models_need_no_option() {
    let system = pyrates::models::jansen_rit::JansenRit::default().system();
    let parts = NumpyOptions { complex: Complex::Parts, ..Default::default() };
    assert_eq!(system.emit_numpy().unwrap(), system.emit_numpy_with(&parts).unwrap());
    assert!(Circuit::from_system(system).is_ok());
}

mod noisy {
    use pyrates::prelude::*;

    operator! {
        pub Noisy {
            equations { d/dt z = 1i*z + noise(0.1); }
            variables { z: output(1 + 0i) }
        }
    }
    operator! {
        pub Reset {
            equations { d/dt z = (0.1 + 1i)*z; }
            variables { z: output(1 + 0i) }
            events { far: on abs(z) > 2 { z = z/2; } }
        }
    }
}
