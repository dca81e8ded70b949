//! The law *repeated*: the same case twice has the same outcome twice.
//!
//! Transformation: none; the subject runs the case again. Relation: everything that it says is the same, answers, errors,
//! and what it says of the case by its schema.
//!
//! Source: formal model: authorization and validation are functions; invariant of this project that no chance and no order
//! of hashing reaches an outcome.

use super::{Breach, Law, Witness};
use crate::outcome::Outcome;
use crate::subject::run_caught;

/// Whether the subject says the same once more.
pub(crate) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let again = run_caught(witness.subject, witness.case);
    let before = witness.outcome;
    if again == *before {
        return (1, Vec::new());
    }
    let how = if again.crashed != before.crashed {
        "crashed"
    } else if again.requests != before.requests {
        "answers"
    } else if again.validity != before.validity {
        "validity"
    } else {
        "documents"
    };
    // Which of several mistakes a document is refused for is a matter of words, and may follow the order of hashing.
    let refused = |outcome: &Outcome| (outcome.policies.is_ok(), outcome.entities.is_ok());
    if how == "documents" && refused(&again) == refused(before) {
        return (1, Vec::new());
    }
    let words = format!("the subject says something else when it is asked again: its {how} differ");
    (1, vec![Breach { law: Law::Repeated, how: how.to_owned(), request: None, words }])
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use crosscheck_generators::CaseText;

    use super::super::testing::{assert_caught, policies};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_says_now_this_and_now_that_is_caught() {
        let case = policies("permit(principal, action, resource);");
        let odd = AtomicBool::new(false);
        let moody = |text: &CaseText| {
            let policies = if odd.fetch_xor(true, Ordering::Relaxed) { String::new() } else { text.policies.clone() };
            CaseText { policies, ..text.clone() }
        };
        assert_caught(Law::Repeated, &case, &moody, &["answers"]);
    }
}
