//! How a command ends: its exit code, or a failure with words for people.

use std::fmt::Display;
use std::process::ExitCode;

/// What the exit code of the process says; the numbers are a contract with scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Everything compared agreed.
    Agreed = 0,
    /// At least one new mismatch.
    Mismatch = 1,
    /// Finished but undecided: too much skipped, a subject unusable.
    Undecided = 2,
    /// Known differences only.
    KnownOnly = 3,
    /// The command line is wrong.
    Usage = 64,
    /// An input file is wrong.
    BadInput = 65,
    /// The harness itself failed: not deterministic, canary silent, nothing compared, disk full.
    Harness = 70,
    /// Interrupted; everything found is saved.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work: what was wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The exit code it ends with.
    pub exit: Exit,
    /// The words for people.
    pub message: String,
}

impl Failure {
    /// The command line is wrong.
    pub fn usage(message: impl Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    /// An input file is wrong.
    pub fn bad_input(message: impl Display) -> Self {
        Self { exit: Exit::BadInput, message: message.to_string() }
    }

    /// The harness itself could not do its work.
    pub fn harness(message: impl Display) -> Self {
        Self { exit: Exit::Harness, message: message.to_string() }
    }
}
