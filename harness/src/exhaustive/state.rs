//! What an exhaustive run has done, on disk: in the folder for new cases, one file for each universe, size and shard.
//!
//! The file is written beside its place, flushed, and renamed, so that it is whole at any time. It names what it is of
//! (universe, size, shard, subjects, this very build), for only with the same of all these does going on mean anything;
//! and it holds a checksum, so that a changed file is not taken for a run.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crosscheck_generators::exhaustive::checksum;
use crosscheck_reference_model::observe::Coverage;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Exhaustive;
use crate::buckets::Buckets;
use crate::campaign::Totals;
use crate::corpus::SubjectVersion;
use crate::exit::Failure;
use crate::statistics::Statistics;
use crate::subject::SubjectInfo;

/// The version of the file's form.
const VERSION: u32 = 1;

/// What a state is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The universe's name.
    pub universe: String,
    /// The greatest number of operators.
    pub size: usize,
    /// The shard, as `1/4`.
    pub shard: String,
    /// The subjects, in their order.
    pub subjects: Vec<SubjectVersion>,
    /// A checksum of the program: two builds of one version need not behave alike.
    pub build: String,
}

impl Identity {
    /// Of a run over `source`.
    pub fn of<'i>(source: &Exhaustive, subjects: impl Iterator<Item = &'i SubjectInfo>) -> Self {
        let program = std::env::current_exe().and_then(fs::read).unwrap_or_default();
        let shard = source.shard();
        Self {
            universe: source.universe(),
            size: source.enumeration().counts().size(),
            shard: format!("{}/{}", shard.number, shard.of),
            subjects: subjects
                .map(|info| SubjectVersion { name: info.name.clone(), version: info.version.clone() })
                .collect(),
            build: format!("{:016x}", checksum(&program)),
        }
    }

    /// The name of its file within the folder for new cases: no `.json`, for it is no case.
    pub fn path(&self, folder: &Path) -> PathBuf {
        folder.join(format!("exhaustive-{}-{}-{}.state", self.universe, self.size, self.shard.replace('/', "of")))
    }

    /// In what this differs from another identity, for people; the first of all that differs.
    fn differs_from(&self, other: &Self) -> Option<String> {
        let names = |identity: &Self| {
            let each = identity.subjects.iter().map(|subject| format!("{} {}", subject.name, subject.version));
            each.collect::<Vec<_>>().join(", ")
        };
        if self.universe != other.universe || self.size != other.size || self.shard != other.shard {
            let of = |identity: &Self| {
                format!("{} up to size {}, shard {}", identity.universe, identity.size, identity.shard)
            };
            Some(format!("is of universe {}, and not of {}", of(other), of(self)))
        } else if self.subjects != other.subjects {
            Some(format!("is of a run of {}, and not of {}", names(other), names(self)))
        } else if self.build != other.build {
            Some(format!("was written by another build of crosscheck ({}, and this is {})", other.build, self.build))
        } else {
            None
        }
    }
}

/// What a run has done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What it is of.
    pub identity: Identity,
    /// Whether nothing is left to do.
    pub complete: bool,
    statistics: Statistics,
    elapsed: Duration,
    panicked: Vec<u64>,
    /// For each declared rule, in their order, `1` if it was exercised and `0` if not; nothing if nobody counted.
    rules: Option<String>,
    /// What was found.
    pub buckets: Buckets,
}

/// The file: the checksum is that of the text of `state`.
#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    checksum: String,
    state: Box<RawValue>,
}

impl State {
    /// Of a run that has counted `totals` and found `buckets`.
    pub fn new(identity: Identity, complete: bool, totals: &Totals, buckets: &Buckets) -> Self {
        Self {
            identity,
            complete,
            statistics: totals.statistics.clone(),
            elapsed: totals.elapsed,
            panicked: totals.panicked.clone(),
            rules: totals.coverage.as_ref().map(rules),
            buckets: buckets.clone(),
        }
    }

    /// What the run had counted.
    pub fn totals(&self) -> Totals {
        Totals {
            statistics: self.statistics.clone(),
            coverage: self.rules.as_deref().map(Coverage::from_marks),
            panicked: self.panicked.clone(),
            elapsed: self.elapsed,
        }
    }

    /// The state of a run at `path`; `None` if there is none.
    ///
    /// # Errors
    /// The file cannot be read, is damaged, or is of another run than `identity`.
    pub fn load(path: &Path, identity: &Identity) -> Result<Option<Self>, Failure> {
        let wrong = |what: &str, advice: &str| Failure::bad_input(format!("{}: {what}; {advice}", path.display()));
        let anew = "remove it to begin anew, or name another folder with --corpus";
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(&format!("cannot be read ({error})"), anew)),
        };
        let damaged = |why: String| wrong(&format!("is no state of an exhaustive run, or is damaged ({why})"), anew);
        let file: File = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        if file.version != VERSION {
            return Err(wrong(&format!("has version {}, and this crosscheck reads {VERSION}", file.version), anew));
        }
        if file.checksum != format!("{:016x}", checksum(file.state.get().as_bytes())) {
            return Err(damaged("its checksum is wrong".to_owned()));
        }
        let state: Self = serde_json::from_str(file.state.get()).map_err(|error| damaged(error.to_string()))?;
        match identity.differs_from(&state.identity) {
            Some(what) => Err(wrong(&what, "run it as it was run before, or name another folder with --corpus")),
            None => Ok(Some(state)),
        }
    }

    /// Writes it to `path`, in one step.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        self.write(path).map_err(|error| {
            let shown = path.display();
            Failure::harness(format!(
                "{shown}: cannot be written ({error}); free space, or name another folder with --corpus"
            ))
        })
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        let state = serde_json::value::to_raw_value(self)?;
        let checksum = format!("{:016x}", checksum(state.get().as_bytes()));
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut partial = tempfile::Builder::new().prefix(".partial-").tempfile_in(folder)?;
        serde_json::to_writer(&mut partial, &File { version: VERSION, checksum, state })?;
        partial.write_all(b"\n")?;
        partial.as_file().sync_all()?;
        partial.persist(path).map(|_| ()).map_err(|error| error.error)
    }
}

fn rules(coverage: &Coverage) -> String {
    coverage.marks()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::campaign::{self, Ended, Finding, Plan, Subjects, Watcher};
    use crate::seed::{Seed, Shard};
    use crate::subject::{Canary, ReferenceModel};

    /// Remembers what it is told, and asks for the end after so many chunks.
    struct Impatient<'a> {
        chunks: usize,
        stop: &'a AtomicBool,
        found: Vec<(u64, String)>,
    }

    impl Watcher for Impatient<'_> {
        type Error = Failure;

        fn chunk(&mut self, findings: Vec<Finding>, _: &Totals) -> Result<bool, Failure> {
            self.chunks -= 1;
            self.stop.store(self.chunks == 0, Ordering::Relaxed);
            self.found.extend(findings.into_iter().map(|finding| (finding.case_seed, finding.text.policies)));
            Ok(false)
        }
    }

    fn subjects() -> Subjects {
        Subjects::new(vec![Box::new(Canary), Box::new(ReferenceModel::new())])
    }

    /// Goes on from `before` for so many chunks.
    fn go_on(before: Totals, source: &Exhaustive, chunks: usize) -> (Ended<Failure>, Totals, Vec<(u64, String)>) {
        let (stop, shard, cases) = (AtomicBool::new(false), source.shard(), Some(source.cases()));
        let plan = Plan { seed: Seed(0), shard, cases, time: None, stop_after_idle: None };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("workers");
        let mut watcher = Impatient { chunks, stop: &stop, found: Vec::new() };
        let (ended, totals) = campaign::go_on(before, &plan, source, &subjects(), &pool, &stop, &mut watcher);
        (ended, totals, watcher.found)
    }

    #[test]
    fn a_run_in_two_pieces_counts_and_finds_what_a_run_in_one_piece_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = Exhaustive::new(1, Shard { number: 2, of: 2 }).expect("few conditions");
        let identity = Identity::of(&source, subjects().infos());
        let (ended, whole, all) = go_on(Totals::default(), &source, usize::MAX);
        assert_eq!((ended, whole.statistics.mismatches), (Ended::Done, all.len() as u64));
        assert!(!all.is_empty() && all.iter().all(|(_, policies)| policies.matches("permit").count() == 1), "{all:?}");

        let (ended, first, mut found) = go_on(Totals::default(), &source, 1);
        assert_eq!((ended, first.statistics.cases), (Ended::Interrupted, 64), "a chunk is done to its end");
        let path = identity.path(folder.path());
        let state = State::new(identity.clone(), false, &first, &Buckets::default());
        state.save(&path).expect("saved");
        let loaded = State::load(&path, &identity).expect("readable").expect("there");
        assert_eq!(loaded, state);
        assert_eq!((&loaded.totals().statistics, &loaded.totals().coverage), (&first.statistics, &first.coverage));
        let (ended, both, rest) = go_on(loaded.totals(), &source, usize::MAX);
        found.extend(rest);
        assert_eq!((ended, &both.statistics, &both.coverage), (Ended::Done, &whole.statistics, &whole.coverage));
        assert!(both.elapsed > first.elapsed);
        assert_eq!(found, all);
    }

    #[test]
    fn another_universe_size_shard_subject_or_build_is_another_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.state");
        let source = Exhaustive::new(0, Shard::WHOLE).expect("few conditions");
        let identity = Identity::of(&source, subjects().infos());
        State::new(identity.clone(), false, &Totals::default(), &Buckets::default()).save(&path).expect("saved");
        let mut others = [(); 5].map(|()| identity.clone());
        others[0].universe = "other".to_owned();
        others[1].size = 1;
        others[2].shard = "1/2".to_owned();
        others[3].subjects[0].version = "9".to_owned();
        others[4].build = "other".to_owned();
        let expected = ["is of universe", "is of universe", "is of universe", "is of a run of canary", "another build"];
        for (other, words) in others.iter().zip(expected) {
            let failure = State::load(&path, other).expect_err("another run");
            assert!(failure.message.contains(words), "{words} in {failure}");
        }
        assert!(State::load(&path, &identity).is_ok_and(|state| state.is_some()));
    }
}
