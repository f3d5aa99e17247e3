//! The programs in which exported code runs, and folders for them to run in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The folder that `.ci/install-tools` fills.
fn private_tools() -> Option<PathBuf> {
    let chosen = std::env::var_os("PYRATES_TOOLS").map(PathBuf::from);
    chosen.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/pyrates-tools")))
}

/// The program with this name, in the private folder or on the path. If it is missing, prints so and
/// returns nothing; fails instead if `PYRATES_REQUIRE_TOOLS` is 1.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = private_tools().map(|tools| tools.join("bin")).into_iter();
    let found =
        folders.chain(std::env::split_paths(&path)).map(|folder| folder.join(name)).find(|p| p.is_file());
    if found.is_none() {
        missing(name);
    }
    found
}

/// The folder of Auto-07p's library: in `AUTO_DIR`, or where Debian has it.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn auto() -> Option<PathBuf> {
    let chosen = std::env::var_os("AUTO_DIR").map(PathBuf::from);
    let folders = [chosen, Some(PathBuf::from("/usr/lib/auto-07p"))].into_iter().flatten();
    let found = folders.map(|folder| folder.join("lib")).find(|lib| lib.join("main.o").is_file());
    if found.is_none() {
        missing("Auto-07p");
    }
    found
}

/// Whether a C library is there, by one of its headers.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn header(path: &str, name: &str) -> bool {
    let more = std::env::var_os("CPATH").unwrap_or_default();
    let usual = ["/usr/include", "/usr/local/include"].map(PathBuf::from);
    let found = std::env::split_paths(&more).chain(usual).any(|folder| folder.join(path).is_file());
    if !found {
        missing(name);
    }
    found
}

/// A Python with NumPy and SciPy, and f2py's compilers: meson and ninja. They must be on the path of f2py.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn f2py_python() -> Option<PathBuf> {
    let import = "import numpy.f2py, mesonbuild, ninja";
    python_with("PYRATES_F2PY_PYTHON", "venv", import, "Python with NumPy, meson and ninja")
}

/// A Python with NumPy and SciPy: `PYRATES_PYTHON`, or the private one, or `python3`.
pub(crate) fn python() -> Option<PathBuf> {
    let chosen = std::env::var_os("PYRATES_PYTHON").map(PathBuf::from);
    let private = private_tools().map(|tools| tools.join("venv/bin/python"));
    let candidates = [chosen, private, Some(PathBuf::from("python3"))];
    let works = |python: &PathBuf| runs(python, &["-c", "import numpy, scipy"]);
    let found = candidates.into_iter().flatten().find(works);
    if found.is_none() {
        missing("Python with NumPy and SciPy");
    }
    found
}

/// A Python with PyRates 1.2.3: `PYRATES_PEER_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn peer_python() -> Option<PathBuf> {
    python_with("PYRATES_PEER_PYTHON", "pyrates-venv", "import pyrates", "Python with PyRates")
}

/// A Python with PyTorch and torchdiffeq: `PYRATES_TORCH_PYTHON`, or the private one.
#[allow(dead_code, reason = "only some of the tests that share this file need it")]
pub(crate) fn torch_python() -> Option<PathBuf> {
    python_with("PYRATES_TORCH_PYTHON", "torch-venv", "import torch, torchdiffeq", "Python with PyTorch")
}

/// A Python with JAX and Diffrax: `PYRATES_JAX_PYTHON`, or the private one.
#[allow(dead_code, reason = "only some of the tests that share this file need it")]
pub(crate) fn jax_python() -> Option<PathBuf> {
    python_with("PYRATES_JAX_PYTHON", "jax-venv", "import jax, diffrax", "Python with JAX")
}

/// A Python with TensorFlow: `PYRATES_TENSORFLOW_PYTHON`, or the private one.
#[allow(dead_code, reason = "only some of the tests that share this file need it")]
pub(crate) fn tensorflow_python() -> Option<PathBuf> {
    let import = "import tensorflow";
    python_with("PYRATES_TENSORFLOW_PYTHON", "tensorflow-venv", import, "Python with TensorFlow")
}

/// A Python with PyArrow and polars: `PYRATES_TABLES_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn tables_python() -> Option<PathBuf> {
    let import = "import numpy, polars, pyarrow.parquet";
    python_with("PYRATES_TABLES_PYTHON", "tables-venv", import, "Python with PyArrow and polars")
}

/// `Rscript` of an R with deSolve.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn rscript() -> Option<PathBuf> {
    let program = tool("Rscript")?;
    let found = Some(program).filter(|program| runs(program, &["--vanilla", "-e", "library(deSolve)"]));
    if found.is_none() {
        missing("R with deSolve");
    }
    found
}

fn runs(program: &Path, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// A Python with JiTCODE, JiTCDDE and JiTCSDE: `PYRATES_JITCODE_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn jitcode_python() -> Option<PathBuf> {
    let import = "import sympy, jitcode, jitcdde, jitcsde";
    python_with("PYRATES_JITCODE_PYTHON", "models-venv", import, "Python with JiTCODE")
}

/// A Python with Brian2: `PYRATES_BRIAN2_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn brian2_python() -> Option<PathBuf> {
    python_with("PYRATES_BRIAN2_PYTHON", "networks-venv", "import brian2", "Python with Brian2")
}

/// A Python with libSBML and libRoadRunner: `PYRATES_SBML_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn sbml_python() -> Option<PathBuf> {
    python_with(
        "PYRATES_SBML_PYTHON",
        "models-venv",
        "import libsbml, roadrunner",
        "Python with libSBML and libRoadRunner",
    )
}

/// A Python with The Virtual Brain: `PYRATES_TVB_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn tvb_python() -> Option<PathBuf> {
    let import = "import tvb.simulator.models.base";
    python_with("PYRATES_TVB_PYTHON", "models-venv", import, "Python with The Virtual Brain")
}

/// A Python with libCellML and SciPy: `PYRATES_CELLML_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn cellml_python() -> Option<PathBuf> {
    python_with("PYRATES_CELLML_PYTHON", "models-venv", "import libcellml, scipy", "Python with libCellML")
}

/// A Python with PyStan, whose packages bring Stan's compiler and headers: `PYRATES_STAN_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn stan_python() -> Option<PathBuf> {
    python_with("PYRATES_STAN_PYTHON", "analysis-venv", "import httpstan, stan", "Python with PyStan")
}

/// A Python with pygpc: `PYRATES_PYGPC_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn pygpc_python() -> Option<PathBuf> {
    python_with("PYRATES_PYGPC_PYTHON", "analysis-venv", "import pygpc, scipy", "Python with pygpc")
}

/// A Python with pymoca, CasADi and SciPy: `PYRATES_MODELICA_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn modelica_python() -> Option<PathBuf> {
    let import = "import pymoca.backends.casadi.generator, scipy";
    python_with("PYRATES_MODELICA_PYTHON", "equations-venv", import, "Python with pymoca and CasADi")
}

/// A Python with pydiffsol: `PYRATES_DIFFSL_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn diffsl_python() -> Option<PathBuf> {
    python_with("PYRATES_DIFFSL_PYTHON", "equations-venv", "import numpy, pydiffsol", "Python with pydiffsol")
}

/// A Python with PyLEMS, the archive of jNeuroML in the package pyNeuroML, and JPype, which finds Java:
/// `PYRATES_LEMS_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn lems_python() -> Option<PathBuf> {
    let import = "import lems.api, jpype, pyneuroml; jpype.getDefaultJVMPath()";
    python_with("PYRATES_LEMS_PYTHON", "lems-venv", import, "Python with PyLEMS, jNeuroML and Java")
}

/// A Python with NESTML and NEST, with a compiler and CMake for modules: `PYRATES_NEST_PYTHON`, or the private one.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn nest_python() -> Option<PathBuf> {
    let import = "import os, pynestml, nest, shutil, sys; assert os.path.exists(sys.prefix + '/nest/bin/nest-config'); \
                  assert shutil.which('cmake') and shutil.which('g++')";
    python_with("PYRATES_NEST_PYTHON", "nest-venv", import, "Python with NESTML and NEST")
}

/// A Python that imports some packages: from a variable of the environment, or in a private folder.
fn python_with(variable: &str, folder: &str, import: &str, name: &str) -> Option<PathBuf> {
    let chosen = std::env::var_os(variable).map(PathBuf::from);
    let private = private_tools().map(|tools| tools.join(folder).join("bin/python"));
    let works = |python: &PathBuf| runs(python, &["-c", import]);
    let found = [chosen, private].into_iter().flatten().find(works);
    if found.is_none() {
        missing(name);
    }
    found
}

/// Node.js and the folder of KaTeX, which reads formulas in LaTeX.
#[allow(dead_code, reason = "only one of the tests that share this file needs it")]
pub(crate) fn katex() -> Option<(PathBuf, PathBuf)> {
    let folder = private_tools().map(|tools| tools.join("katex/node_modules/katex"));
    let found = folder.filter(|folder| folder.is_dir());
    if found.is_none() {
        missing("KaTeX");
    }
    Some((tool("node")?, found?))
}

#[expect(clippy::print_stdout, reason = "whoever runs the tests should know what was not tested")]
fn missing(name: &str) {
    let required = std::env::var("PYRATES_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
    assert!(!required, "{name} is not installed; see .ci/install-tools");
    println!("skipped: {name} is not installed");
}

/// An empty folder that vanishes with the value.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("pyrates-emit-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    #[allow(dead_code, reason = "only some of the tests that share this file need it")]
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs a program in the folder and returns what it prints; it must succeed.
    pub(crate) fn run(&self, program: &Path, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("JAX_PLATFORMS", "cpu")
            .env("CUDA_VISIBLE_DEVICES", "-1")
            .env("TF_CPP_MIN_LOG_LEVEL", "3")
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{} {arguments:?}:\n{out}\n{err}", program.display());
        out.into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed does no harm in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
