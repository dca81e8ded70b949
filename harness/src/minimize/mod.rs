//! The minimizer: a case that shows a difference in, the smallest one found that still shows it out.
//!
//! It works on the abstract syntax of any case, generated or not: passes propose simpler cases (`passes`), the
//! subjects run again on the text of each (`oracle`), and a proposal is kept if the coarse signature is the same and
//! the case is simpler in one fixed order (`sizes`). So it always ends, and the same input gives the same output. A
//! case whose text cannot be read, or whose difference is lost when its policies are printed again (it depends on their
//! spelling), is reduced as text (`text`). A proposal that shows another difference instead is returned as a slip.
//! A difference that follows from another one, as an error behind a wrong condition does, leads to that one (`root`).

mod alone;
mod declared_types;
mod descendants;
mod expressions;
mod level;
mod literals;
mod numbers;
mod oracle;
mod parts;
mod passes;
mod rename;
mod root;
mod schema;
mod scopes;
mod search;
mod sizes;
mod slots;
mod syntax;
mod text;
mod values;

use std::time::{Duration, Instant};

use crosscheck_generators::print::{self, Spelling};
use crosscheck_generators::{Case, CaseText};

use crate::laws::Law;
use crate::signature::Coarse;
use crate::subject::Subject;

pub(crate) use expressions::all;
pub use literals::of_value as literal_of;
pub use oracle::signatures;
pub(crate) use rename::{Kind as NameKind, each_name, each_type};
pub use search::PassCount;
pub use sizes::Sizes;
pub(crate) use sizes::nodes;
pub use syntax::case_of;

use search::Search;

/// How much minimizing one finding may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Cases that the subjects may run; the bound that is met first in practice, and the same on every machine.
    pub trials: u32,
    /// Time; only for subjects that are slow out of all proportion.
    pub time: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self { trials: 10_000, time: Duration::from_secs(60) }
    }
}

/// Another difference that was met on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Its signature.
    pub coarse: Coarse,
    /// The first case that showed it.
    pub text: CaseText,
}

/// What minimizing came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minimized {
    /// The case; it has the signature `coarse`, unless the case given did not have the one that was asked for.
    pub text: CaseText,
    /// The signature that was asked for, or that of the difference from which that one followed.
    pub coarse: Coarse,
    /// Its abstract syntax; `None` if its text cannot be read.
    pub case: Option<Case>,
    /// Whether the case given showed the difference at all when it was run again. If not, it comes back unchanged.
    pub reproduced: bool,
    /// Whether a bound of the budget was met before no pass could go on.
    pub exhausted: bool,
    /// The size of the case given.
    pub before: Sizes,
    /// The size of the case that comes back.
    pub after: Sizes,
    /// Cases that the subjects ran.
    pub trials: u32,
    /// What each pass did, in the order of the table of passes.
    pub passes: Vec<PassCount>,
    /// Other differences met on the way, in that order, one for each signature.
    pub slips: Vec<Slip>,
    /// How long it took.
    pub elapsed: Duration,
}

/// The stack that a case of the greatest legal depth needs when it is copied, printed and taken apart recursively.
const STACK_BYTES: usize = 64 << 20;

/// Makes `text` as small as `budget` allows while `subjects` still differ with the signature `target`. Only the subjects
/// that it names are run.
pub fn minimize(subjects: &[&dyn Subject], text: &CaseText, target: &Coarse, budget: Budget) -> Minimized {
    stacker::grow(STACK_BYTES, || minimize_here(subjects, text, target, budget))
}

fn minimize_here(subjects: &[&dyn Subject], original: &CaseText, target: &Coarse, budget: Budget) -> Minimized {
    let started = Instant::now();
    let before = Sizes::of(case_of(original).as_ref(), original);
    let mut search = Search::new(subjects, target, budget, started);
    let reproduced = search.starts_with(original);
    let mut text = original.clone();
    if reproduced && !target.law().is_some_and(Law::needs_whole) {
        // What it was built to show holds of no smaller case.
        text.intents.clear();
        text = reduce(&mut search, text);
    }
    text.edits.clone_from(&original.edits);
    let case = case_of(&text);
    Minimized {
        after: Sizes::of(case.as_ref(), &text),
        case,
        text,
        coarse: search.target().clone(),
        reproduced,
        exhausted: search.is_exhausted(),
        before,
        trials: search.trials(),
        passes: search.counts(),
        slips: search.into_slips(),
        elapsed: started.elapsed(),
    }
}

/// As syntax where the difference survives printing in one spelling throughout, the canonical one if that will do; else
/// as text, and then as syntax after all if the smaller text allows it.
fn reduce(search: &mut Search<'_>, mut text: CaseText) -> CaseText {
    for attempt in ["as given", "as reduced text"] {
        if let Some(case) = case_of(&text) {
            for spelling in Spelling::all() {
                let printed = print::spelled(&case, spelling);
                if printed == text || search.shows("reprint", &printed) {
                    return reduce_syntax(search, case, printed, spelling);
                }
            }
        }
        if attempt == "as given" {
            text = text::reduce(search, text);
        }
    }
    text
}

/// Reduces the case, and once more the part of it that the difference follows from, if there is one.
fn reduce_syntax(search: &mut Search<'_>, case: Case, text: CaseText, spelling: Spelling) -> CaseText {
    let text = passes::reduce(search, case, text, spelling);
    let root = case_of(&text).and_then(|case| root::of(search, &case, spelling));
    match root {
        None => text,
        Some((coarse, case, text)) => {
            search.follow(coarse);
            passes::reduce(search, case, text, spelling)
        }
    }
}

#[cfg(test)]
mod tests;
