//! The program as a child process, with a limit of time, and ended when it is interrupted.

use std::fs::File;
use std::ops::ControlFlow;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::folder::Folder;
use super::progress::Watch;
use super::{AutoModel, ContinuationError};

/// How often a run is looked at; short ones more often.
const LONGEST_NAP: Duration = Duration::from_millis(50);

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    ByItself,
    TimedOut,
    Interrupted,
    /// It made steps for ever without a point, as it does where values are NaN.
    Stuck,
}

/// A child that does not outlive this value.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // A child that has ended cannot be killed, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the program in a folder that has its constants, until it ends, or is ended.
pub(super) fn run(model: &AutoModel, folder: &Folder, watch: &mut Watch) -> Result<Ended, ContinuationError> {
    let open = |name: &str| {
        let path = folder.path.join(name);
        File::open(&path).map_err(ContinuationError::io(path))
    };
    let create = |name: &str| {
        let path = folder.path.join(name);
        File::create(&path).map_err(ContinuationError::io(path))
    };
    let program = model.program();
    let child = Command::new(&program)
        .current_dir(&folder.path)
        // Threads of Auto-07p wait for each other actively, which is slow where others work too.
        .env("OMP_NUM_THREADS", "1")
        .stdin(Stdio::from(open("c.run")?))
        .stdout(Stdio::from(create("output.txt")?))
        .stderr(Stdio::from(create("errors.txt")?))
        .spawn()
        .map_err(ContinuationError::io(&program))?;
    let mut child = Kept(child);
    let mut nap = Duration::from_millis(1);
    loop {
        let ended = child.0.try_wait().map_err(ContinuationError::io(&program))?;
        if ended.is_some() {
            return Ok(Ended::ByItself);
        }
        if watch.is_over() {
            return Ok(Ended::TimedOut);
        }
        if let ControlFlow::Break(()) = watch.look(&folder.path.join("b.run")) {
            return Ok(Ended::Interrupted);
        }
        if watch.is_stuck(&folder.path.join("d.run")) {
            return Ok(Ended::Stuck);
        }
        sleep(nap);
        nap = (nap * 2).min(LONGEST_NAP);
    }
}
