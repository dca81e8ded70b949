//! Saves the state of an exhaustive run after every few chunks, so that whatever ends it costs moments only.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::state::{Identity, State};
use crate::campaign::{Finding, Totals, Watcher};
use crate::exit::Failure;
use crate::triage::Triage;

/// The time between two savings, unless there is news.
const PAUSE: Duration = Duration::from_secs(2);

/// Tells triage of each chunk, and then saves what is done.
pub struct Checkpoints<'a> {
    /// What becomes of findings.
    pub triage: Triage<'a>,
    /// Whose state is saved.
    pub identity: Identity,
    /// The state's file.
    pub path: PathBuf,
    /// How many cases the run has.
    pub cases: u64,
    /// When it was saved last.
    pub saved: Instant,
}

impl Checkpoints<'_> {
    /// Saves what is done.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&mut self, totals: &Totals) -> Result<(), Failure> {
        let complete = totals.statistics.cases >= self.cases;
        State::new(self.identity.clone(), complete, totals, &self.triage.buckets).save(&self.path)?;
        self.saved = Instant::now();
        Ok(())
    }
}

impl Watcher for Checkpoints<'_> {
    type Error = Failure;

    fn chunk(&mut self, findings: Vec<Finding>, totals: &Totals) -> Result<bool, Failure> {
        let news = self.triage.chunk(findings, totals)?;
        if news || self.saved.elapsed() >= PAUSE {
            self.save(totals)?;
        }
        Ok(news)
    }
}
