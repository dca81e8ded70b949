//! What can be wrong with a corpus on disk: which file, what about it, and what to do.
//!
//! There is one type, since every caller does the same with it: print it, and end with exit code 65 (an input file) or
//! 70 (the harness could not write).

use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file of a corpus that cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {what}; {advice}", path.display())]
pub struct CorpusError {
    /// The file or folder; inside an archive, the archive and the path within, joined by a colon.
    pub path: PathBuf,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub advice: String,
}

impl CorpusError {
    pub(super) fn new(path: impl AsRef<Path>, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { path: path.as_ref().to_path_buf(), what: what.into(), advice: advice.into() }
    }

    pub(super) fn unreadable(path: impl AsRef<Path>, error: &std::io::Error) -> Self {
        Self::new(path, format!("cannot be read ({error})"), "check the path and its permissions")
    }

    pub(super) fn unwritable(path: impl AsRef<Path>, error: &std::io::Error) -> Self {
        Self::new(
            path,
            format!("cannot be written ({error})"),
            "free space, or name another folder with --corpus or --out",
        )
    }
}
