//! A seed corpus from disk: every case that the reference model can read, and by name and number what it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crosscheck_generators::read;

use super::{SeedCase, SeedCorpus, bare};
use crate::corpus::{self, StoredCase};
use crate::exit::Failure;

/// What was not taken, by reason.
pub type Skipped = BTreeMap<&'static str, u64>;

/// A case's own file is missing or broken.
const BROKEN: &str = "case-broken";

/// Whether a path is a file of policies that is part of no case.
fn is_bare(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "cedar")
        && path.is_file()
        && corpus::locate(std::slice::from_ref(&path.to_path_buf())).is_err()
}

impl SeedCorpus {
    /// Reads every case in these folders, cases and archives.
    ///
    /// # Errors
    /// A path that is not there or is no corpus; a corpus of which no case can be taken.
    pub fn load(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut corpus = Self::default();
        let mut taken = BTreeSet::new();
        let (bare, cases): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_bare(path));
        for location in corpus::locate(&cases).map_err(Failure::bad_input)? {
            match corpus::read(&location) {
                Ok(Some(stored)) => {
                    taken.insert(bare::whole(&stored.policies));
                    corpus.take(stored);
                }
                // Some other JSON file, which does not even try to be a case.
                Ok(None) => {}
                Err(_broken) => corpus.skip(BROKEN),
            }
        }
        for path in bare::files(&[bare, cases].concat(), &taken) {
            corpus.add(bare::text(&path).and_then(|text| bare::cases(&path.display().to_string(), &text)));
        }
        if corpus.cases.is_empty() {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            let skipped = corpus.skipped_in_words().unwrap_or_else(|| "there are none".to_owned());
            return Err(Failure::bad_input(format!(
                "{}: holds no case that can be changed ({skipped}); name a folder or .tar.gz of cases of the four-file format, or of policies",
                names.join(", ")
            )));
        }
        Ok(corpus)
    }

    fn take(&mut self, stored: StoredCase) {
        if stored.text.requests.is_empty() {
            self.add(bare::cases(&stored.path.display().to_string(), &stored.text));
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

    fn add(&mut self, cases: Result<Vec<SeedCase>, &'static str>) {
        match cases {
            Ok(cases) => self.cases.extend(cases),
            Err(reason) => self.skip(reason),
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
