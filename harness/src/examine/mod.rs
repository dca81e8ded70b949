//! One case through all subjects: what each makes of it, and everything that is wrong about that.
//!
//! In come a case and subjects, out come their outcomes and the comparison of them. Campaign, replay, the minimizer and
//! `explain` all come through here, so that what one of them finds the others find again.

use crosscheck_generators::CaseText;

use crate::compare::{Comparison, compare};
use crate::outcome::Outcome;
use crate::subject::{Subject, SubjectInfo, run_caught};

/// How much may be asked of the subjects beyond running the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// What is dear is done for some cases only; which ones depends on the case alone.
    Sampled,
    /// All of it: someone asks about this very case.
    Whole,
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What each subject made of it, in the order of the subjects.
    pub outcomes: Vec<Outcome>,
    /// What differs, and what was compared.
    pub comparison: Comparison,
}

/// Runs a case on the subjects, the one under test first, and compares.
pub fn examine(subjects: &[(&dyn Subject, &SubjectInfo)], case: &CaseText, _effort: Effort) -> Examined {
    let outcomes: Vec<Outcome> = subjects.iter().map(|(subject, _)| run_caught(*subject, case)).collect();
    let paired: Vec<(&SubjectInfo, &Outcome)> = subjects.iter().map(|(_, info)| *info).zip(&outcomes).collect();
    let comparison = compare(&paired, !case.links.is_empty());
    Examined { outcomes, comparison }
}
