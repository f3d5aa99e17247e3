//! Runs on disk: a run in progress with all that it needs to go on to the last bit.

mod carry;
mod identity;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::fingerprint::fnv1a;
use crate::solve::{Plan, SolveErrorKind};

pub(crate) use carry::{Carry, Transfer};
pub(crate) use identity::Identity;

/// A run in progress: its state, its past, what it has recorded, and everything that its next steps depend on.
///
/// [`Simulation::checkpoints`](crate::Simulation::checkpoints) makes them and
/// [`Simulation::resume`](crate::Simulation::resume) goes on from one, in the same program or in another: the results
/// are those of a run that was never interrupted, bit by bit. A checkpoint has a form in serde in which numbers are
/// whole, so that every format keeps them exactly; [`write`](Checkpoint::write) and [`read`](Checkpoint::read) use
/// JSON. It takes as much room as the solution so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    identity: Identity,
    t: f64,
    words: Vec<u64>,
}

impl Checkpoint {
    /// A checkpoint of a run that reached time `t`, which hands its numbers to a transfer.
    pub(crate) fn new(plan: &Plan, t: f64, mut run: impl FnMut(&mut Transfer)) -> Checkpoint {
        let mut transfer = Transfer::out();
        run(&mut transfer);
        Checkpoint { identity: Identity::of(plan), t, words: transfer.into_words() }
    }

    /// Gives the numbers back to a run of a plan, which takes them from a transfer.
    pub(crate) fn restore(
        &self,
        plan: &Plan,
        mut run: impl FnMut(&mut Transfer),
    ) -> Result<(), SolveErrorKind> {
        self.identity.check(&Identity::of(plan))?;
        let mut transfer = Transfer::back(self.words.clone());
        run(&mut transfer);
        if transfer.is_complete() {
            Ok(())
        } else {
            Err(identity::misfit("numbers", "others", "fewer or more"))
        }
    }

    /// The time that the run had reached, in the model's unit of time.
    pub fn t(&self) -> f64 {
        self.t
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        self.identity.model()
    }

    /// Writes the checkpoint to a file as JSON. What was there before is replaced when the new file is complete, so
    /// that one that can be read is there at any time.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let mut file = BufWriter::new(File::create(&unfinished)?);
        serde_json::to_writer(&mut file, self)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&unfinished, path)
    }

    /// Reads a checkpoint from a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is no checkpoint, or a damaged one.
    pub fn read(path: impl AsRef<Path>) -> io::Result<Checkpoint> {
        Ok(serde_json::from_reader(BufReader::new(File::open(path)?))?)
    }

    /// A number that tells whether something was damaged.
    fn sum(&self) -> u64 {
        let words = self.words.iter().flat_map(|word| word.to_le_bytes());
        fnv1a(words.chain(self.t.to_bits().to_le_bytes()))
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a run of {} that has reached t = {}", self.model(), self.t)
    }
}

impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.identity.0, self.t.to_bits(), &self.words, self.sum()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Checkpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Checkpoint, D::Error> {
        let (fields, t, words, sum): (_, _, _, u64) = Deserialize::deserialize(deserializer)?;
        let checkpoint = Checkpoint { identity: Identity(fields), t: f64::from_bits(t), words };
        match checkpoint.sum() == sum {
            true => Ok(checkpoint),
            false => {
                Err(D::Error::custom("the checkpoint is damaged: its numbers are not those that were saved"))
            }
        }
    }
}
