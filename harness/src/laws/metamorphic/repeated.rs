//! The law *repeated*: the same case twice has the same outcome twice.
//!
//! Transformation: none; the subject runs the case again. Relation: everything that it says is the same, answers, errors,
//! and what it says of the case by its schema.
//!
//! Source: formal model: authorization and validation are functions; invariant of this project that no chance and no order
//! of hashing reaches an outcome.

use super::{Breach, Law, Witness};
use crate::outcome::{Loaded, Outcome};
use crate::subject::run_caught;

/// Whether the subject says the same once more.
pub(crate) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let again = run_caught(witness.subject, witness.case);
    let breach = |how: &str| Breach {
        law: Law::Repeated,
        how: how.to_owned(),
        request: None,
        words: format!("the subject says something else when it is asked again: its {how} differ"),
    };
    (1, differs(witness.outcome, &again).map(breach).into_iter().collect())
}

/// What differs between two outcomes of one case, in a word.
fn differs(before: &Outcome, again: &Outcome) -> Option<&'static str> {
    if again.crashed != before.crashed {
        Some("crashed")
    } else if again.requests != before.requests {
        Some("answers")
    } else if again.validity != before.validity {
        Some("validity")
    } else {
        (without_words(again.clone()) != without_words(before.clone())).then_some("documents")
    }
}

/// The normalisation *words of a refusal*: which of several mistakes a document is refused for, and how that is said, may
/// follow the order of hashing, and texts are never compared.
fn without_words(mut outcome: Outcome) -> Outcome {
    for loaded in [&mut outcome.policies, &mut outcome.entities].into_iter().chain(&mut outcome.schema) {
        if let Loaded::Error(words) = loaded {
            words.clear();
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use crosscheck_generators::CaseText;

    use super::super::testing::{assert_caught, policies};
    use super::*;

    #[test]
    fn the_words_of_a_refusal_may_differ_and_nothing_else_of_a_document() {
        let refused = |words: &str| Loaded::Error(words.to_owned());
        let before = Outcome { entities: refused("a is in a circle"), ..Outcome::default() };
        let other_words = Outcome { entities: refused("b is in a circle"), ..before.clone() };
        let read = Outcome { entities: Loaded::Ok, ..before.clone() };
        let schema = Outcome { schema: Some(refused("")), ..before.clone() };
        let trees = Outcome { trees: Some([("policy0".to_owned(), "{}".to_owned())].into()), ..before.clone() };
        let (same, documents) = (None, Some("documents"));
        for (again, expected) in [(other_words, same), (read, documents), (schema, documents), (trees, documents)] {
            assert_eq!(differs(&before, &again), expected, "{again:?}");
        }
    }

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
