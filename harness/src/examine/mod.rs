//! One case through all subjects: what each makes of it, and everything that is wrong about that.
//!
//! In come a case and subjects, out come their outcomes and the comparison of them. Campaign, replay, the minimizer and
//! `explain` all come through here, so that what one of them finds the others find again.

use std::cell::OnceCell;

use crosscheck_generators::CaseText;

use crate::compare::{Comparison, compare};
use crate::laws::{self, Law, Witness};
use crate::outcome::Outcome;
use crate::subject::{Subject, SubjectInfo, run_caught};

/// How much may be asked of the subjects beyond running the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Nothing that is dear: someone asks very often.
    Plain,
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
pub fn examine(subjects: &[(&dyn Subject, &SubjectInfo)], case: &CaseText, effort: Effort) -> Examined {
    let outcomes: Vec<Outcome> = subjects.iter().map(|(subject, _)| run_caught(*subject, case)).collect();
    let paired: Vec<(&SubjectInfo, &Outcome)> = subjects.iter().map(|(_, info)| *info).zip(&outcomes).collect();
    let mut comparison = compare(&paired, !case.links.is_empty());
    hold_against_laws(&mut comparison, subjects, case, &outcomes, effort);
    Examined { outcomes, comparison }
}

/// Holds what each subject made of the case against the laws.
fn hold_against_laws(
    comparison: &mut Comparison,
    subjects: &[(&dyn Subject, &SubjectInfo)],
    case: &CaseText,
    outcomes: &[Outcome],
    effort: Effort,
) {
    let asks_again = match effort {
        Effort::Plain => false,
        Effort::Sampled => is_sampled(case),
        Effort::Whole => true,
    };
    let world = OnceCell::new();
    let mut found = Vec::new();
    for ((subject, info), outcome) in subjects.iter().zip(outcomes).filter(|(_, outcome)| outcome.crashed.is_none()) {
        let witness = Witness::new(case, *subject, outcome, &world);
        for law in Law::ALL.into_iter().filter(|law| asks_again || !law.asks_again()) {
            let (applied, breaches) = laws::check(law, &witness);
            found.push((law, info.name.as_str(), applied, breaches));
        }
    }
    // A subject that keeps the law shows, while the case gets smaller, that what was planted is still there.
    let keeper =
        found.iter().find(|(law, _, applied, breaches)| law.needs_keeper() && *applied > 0 && breaches.is_empty());
    let keeper = keeper.map(|(_, name, ..)| *name);
    for (law, name, applied, breaches) in found {
        let beside = keeper.filter(|_| law.needs_keeper()).unwrap_or(name);
        comparison.held_against(law, (name, beside), applied, breaches);
    }
}

/// Whether the case is one of those that dear laws are checked on: a function of its text (FNV-1a), so that every run
/// and every machine choose the same ones.
fn is_sampled(case: &CaseText) -> bool {
    let bytes = case.policies.bytes().chain(case.entities.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) % laws::SAMPLED == 0
}
