//! One case through all subjects: what each makes of it, and everything that is wrong about that.
//!
//! In come a case and subjects, out come their outcomes and the comparison of them. Campaign, replay, the minimizer and
//! `explain` all come through here, so that what one of them finds the others find again.

use crosscheck_generators::CaseText;

use crate::compare::{Comparison, compare};
use crate::laws::{self, Law, Rate, Readings, Turn, Witness};
use crate::outcome::Outcome;
use crate::subject::{Subject, SubjectInfo, run_caught};

/// How much may be asked of the subjects beyond running the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Nothing that is dear: someone asks very often.
    Plain,
    /// What is dear is done in part and for some cases only; which ones, and what, depends on the case alone.
    Sampled,
    /// Every law is asked, in one variant of its transformation.
    Each,
    /// All of it: someone asks about this very case.
    Whole,
    /// Of what is dear this law alone, all of it: someone asks very often about a breach of it.
    Only(Law),
}

impl Effort {
    /// The laws that a case is held against.
    fn laws(self, case: &CaseText, rate: Rate) -> Vec<(Law, Turn)> {
        let cheap = |law: &Law| !law.asks_again();
        match self {
            Self::Plain => laws::chosen(case, Rate(0)),
            Self::Sampled => laws::chosen(case, rate),
            Self::Each => laws::each(case),
            Self::Whole => Law::ALL.into_iter().map(|law| (law, Turn::Whole)).collect(),
            Self::Only(only) => {
                let asked = Law::ALL.into_iter().filter(|law| cheap(law) || *law == only);
                asked.map(|law| (law, Turn::Whole)).collect()
            }
        }
    }
}

/// What became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What each subject made of it, in the order of the subjects.
    pub outcomes: Vec<Outcome>,
    /// What differs, and what was compared.
    pub comparison: Comparison,
}

/// Runs a case on the subjects, the one under test first, and compares. Sampled laws are asked at the default rate.
pub fn examine(subjects: &[(&dyn Subject, &SubjectInfo)], case: &CaseText, effort: Effort) -> Examined {
    examine_at(subjects, case, effort, Rate::default())
}

/// The same with another rate of the laws that are asked of a sample of cases.
pub fn examine_at(subjects: &[(&dyn Subject, &SubjectInfo)], case: &CaseText, effort: Effort, rate: Rate) -> Examined {
    let outcomes: Vec<Outcome> = subjects.iter().map(|(subject, _)| run_caught(*subject, case)).collect();
    let paired: Vec<(&SubjectInfo, &Outcome)> = subjects.iter().map(|(_, info)| *info).zip(&outcomes).collect();
    let mut comparison = compare(&paired, !case.links.is_empty());
    hold_against(&effort.laws(case, rate), &mut comparison, subjects, case, &outcomes);
    Examined { outcomes, comparison }
}

/// Holds what each subject made of the case against the laws.
fn hold_against(
    asked: &[(Law, Turn)],
    comparison: &mut Comparison,
    subjects: &[(&dyn Subject, &SubjectInfo)],
    case: &CaseText,
    outcomes: &[Outcome],
) {
    let readings = Readings::default();
    let mut found = Vec::new();
    for ((subject, info), outcome) in subjects.iter().zip(outcomes).filter(|(_, outcome)| outcome.crashed.is_none()) {
        let witness = Witness::new(case, *subject, outcome, &readings);
        for (law, turn) in asked {
            let (applied, breaches) = laws::check(*law, &witness, *turn);
            found.push((*law, info.name.as_str(), applied, breaches));
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
