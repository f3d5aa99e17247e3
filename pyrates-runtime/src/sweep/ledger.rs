//! Rows as they come in, in memory and in a journal.

use std::path::PathBuf;

use crate::model::Model;

use super::error::SweepError;
use super::journal::Journal;
use super::plan::Members;
use super::table::Row;

/// All rows so far.
#[derive(Default)]
pub(super) struct Ledger {
    journal: Option<Journal>,
    pub(super) rows: Vec<Row>,
}

impl Ledger {
    /// A ledger with the rows that its journal already has, if it keeps one.
    pub(super) fn open<M: Model>(
        journal: Option<PathBuf>,
        members: &Members<M>,
        names: &[String],
    ) -> Result<Ledger, SweepError> {
        let mut rows = Vec::new();
        let journal = journal.map(|path| Journal::open(path, members, names, &mut rows)).transpose()?;
        Ok(Ledger { journal, rows })
    }

    /// The numbers of the members that are done.
    pub(super) fn members(&self) -> Vec<usize> {
        self.rows.iter().map(|row| row.member).collect()
    }

    /// Adds a row.
    pub(super) fn enter(&mut self, row: Row) -> Result<(), SweepError> {
        if let Some(journal) = &mut self.journal {
            journal.append(&row)?;
        }
        self.rows.push(row);
        Ok(())
    }
}
