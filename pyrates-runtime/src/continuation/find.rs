//! Where Auto-07p and its compiler are.

use std::env;
use std::path::{Path, PathBuf};

use super::ContinuationError;

/// Where Debian has Auto-07p.
const DEBIAN: &str = "/usr/lib/auto-07p";

/// An installed Auto-07p (Doedel et al., <https://github.com/auto-07p/auto-07p>) with its Fortran compiler. It is used
/// as a library of compiled Fortran; its scripts, and Python, are not needed.
///
/// ```no_run
/// use pyrates_runtime::continuation::Auto07p;
/// # fn main() -> Result<(), pyrates_runtime::Error> {
/// # pyrates_runtime::operator! {
/// #     pub Logistic { equations { d/dt x = r*x*(1 - x/k) - h; } variables { x: output(1.5), r: 0.5, k: 2.0, h: 0.1 } }
/// # }
/// let logistic = Auto07p::find()?.compile(&Logistic::default())?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auto07p {
    /// The folder `lib`.
    pub(super) library: PathBuf,
    pub(super) compiler: PathBuf,
    /// Where files are kept; in a temporary folder by default.
    pub(super) work: Option<PathBuf>,
    pub(super) nodes: usize,
}

impl Auto07p {
    /// Looks for Auto-07p in the folder that the environment variable `AUTO_DIR` names; or else where its commands are
    /// on the `PATH`, and where Debian installs it. The compiler is `gfortran` on the `PATH`.
    ///
    /// # Errors
    /// If one of them is missing.
    pub fn find() -> Result<Auto07p, ContinuationError> {
        match env::var_os("AUTO_DIR") {
            Some(folder) => Auto07p::at(PathBuf::from(folder)),
            None => Auto07p::among(places(env::var_os("PATH").as_deref())),
        }
    }

    /// The Auto-07p in a folder, which has a folder `lib` with object files.
    ///
    /// # Errors
    /// If it is not there, or if there is no `gfortran` on the `PATH`.
    pub fn at(folder: impl AsRef<Path>) -> Result<Auto07p, ContinuationError> {
        Auto07p::among(vec![folder.as_ref().to_path_buf()])
    }

    fn among(folders: Vec<PathBuf>) -> Result<Auto07p, ContinuationError> {
        let library =
            folders.iter().map(|folder| folder.join("lib")).find(|lib| lib.join("main.o").is_file());
        let Some(library) = library else {
            return Err(ContinuationError::MissingAuto { looked_in: folders });
        };
        let auto = Auto07p { library, compiler: PathBuf::new(), work: None, nodes: 8 };
        auto.compiler("gfortran")
    }

    /// Uses another Fortran compiler: a path, or a name on the `PATH`. It must understand the options of `gfortran`.
    ///
    /// # Errors
    /// If it is not there.
    pub fn compiler(mut self, compiler: impl AsRef<Path>) -> Result<Auto07p, ContinuationError> {
        let compiler = compiler.as_ref();
        let missing = || ContinuationError::MissingCompiler { compiler: compiler.to_path_buf() };
        self.compiler = program(compiler).ok_or_else(missing)?;
        Ok(self)
    }

    /// Works in a folder, which is made if it does not exist, and keeps all files there: the equations, and for each run
    /// the constants and the results. By default there is a temporary folder, which is removed with the compiled model.
    #[must_use]
    pub fn work_in(mut self, folder: impl Into<PathBuf>) -> Auto07p {
        self.work = Some(folder.into());
        self
    }

    /// The number of states by which each delayed state is described, 8 by default; more are more exact.
    #[must_use]
    pub fn nodes(mut self, nodes: usize) -> Auto07p {
        self.nodes = nodes;
        self
    }
}

/// The folders in which Auto-07p may be: beside its commands, and Debian's.
fn places(path: Option<&std::ffi::OsStr>) -> Vec<PathBuf> {
    let has_commands = |folder: &PathBuf| folder.join("@r").is_file();
    let folders: Vec<PathBuf> = path.map(|path| env::split_paths(path).collect()).unwrap_or_default();
    let beside =
        folders.into_iter().filter(has_commands).filter_map(|folder| Some(folder.parent()?.to_path_buf()));
    beside.chain([PathBuf::from(DEBIAN)]).collect()
}

/// A program by its path, or by its name on the `PATH`.
fn program(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return name.is_file().then(|| name.to_path_buf());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
}
