//! Subjects: implementations of Cedar under test, behind one small trait.
//!
//! Each adaptor is one file in one order (construct, run, convert, smoke test). A panic inside a subject is caught in
//! [`run_caught`] and becomes an outcome of that subject.

use crosscheck_generators::CaseText;

use crate::outcome::Outcome;

mod panics;

pub use panics::{quiet_panics, run_caught};

/// What a subject can do; what it lacks is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// It answers requests.
    pub authorize: bool,
    /// It honours links of templates.
    pub templates: bool,
    /// It tells the kinds of evaluation errors.
    pub error_kinds: bool,
}

impl Capabilities {
    /// All of them.
    pub const ALL: Self = Self { authorize: true, templates: true, error_kinds: true };
}

/// An implementation of Cedar.
pub trait Subject: Send + Sync {
    /// Its name on the command line and in reports.
    fn name(&self) -> &str;

    /// The version of the implementation.
    fn version(&self) -> String;

    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Reads the case's documents and answers its requests. It may panic: callers go through [`run_caught`].
    fn run(&self, case: &CaseText) -> Outcome;
}

/// What comparisons and reports need to know of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it can do.
    pub capabilities: Capabilities,
}

impl SubjectInfo {
    /// What `subject` says of itself.
    pub fn of(subject: &dyn Subject) -> Self {
        Self { name: subject.name().to_owned(), version: subject.version(), capabilities: subject.capabilities() }
    }
}
