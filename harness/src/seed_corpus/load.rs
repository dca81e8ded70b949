//! A seed corpus from disk: every case that the reference model can read, and by name and number what it cannot.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crosscheck_generators::read;

use super::{SeedCase, SeedCorpus};
use crate::corpus::{self, StoredCase};
use crate::exit::Failure;

/// What was not taken, by reason.
pub type Skipped = BTreeMap<&'static str, u64>;

/// A case's own file is missing or broken.
const BROKEN: &str = "case-broken";

/// A case asks nothing, so that there is nothing to compare.
const NO_REQUESTS: &str = "no-requests";

impl SeedCorpus {
    /// Reads every case in these folders, cases and archives.
    ///
    /// # Errors
    /// A path that is not there or is no corpus; a corpus of which no case can be taken.
    pub fn load(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut corpus = Self::default();
        for location in corpus::locate(paths).map_err(Failure::bad_input)? {
            match corpus::read(&location) {
                Ok(Some(stored)) => corpus.take(stored),
                // Some other JSON file, which does not even try to be a case.
                Ok(None) => {}
                Err(_broken) => corpus.skip(BROKEN),
            }
        }
        if corpus.cases.is_empty() {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            let skipped = corpus.skipped_in_words().unwrap_or_else(|| "there are none".to_owned());
            return Err(Failure::bad_input(format!(
                "{}: holds no case that can be changed ({skipped}); name a folder or .tar.gz of cases of the four-file format",
                names.join(", ")
            )));
        }
        Ok(corpus)
    }

    fn take(&mut self, stored: StoredCase) {
        if stored.text.requests.is_empty() {
            self.skip(NO_REQUESTS);
            return;
        }
        match read::case(&stored.text) {
            Ok(case) => {
                let path = stored.path.display().to_string();
                self.cases.push(SeedCase { path, text: stored.text, case });
            }
            Err(unreadable) => self.skip(unreadable.name()),
        }
    }

    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }

    /// What was skipped, for people: `3 policies-unreadable, 1 case-broken`; `None` if nothing was.
    pub fn skipped_in_words(&self) -> Option<String> {
        let words: Vec<String> = self.skipped.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}
