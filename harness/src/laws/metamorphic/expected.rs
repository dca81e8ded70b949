//! A transformed case and what its answers must be: exactly such an answer, or one of which a relation holds.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::{Case, CaseText, print};

use crate::outcome::{Answer, Decision, ErrorKind};

/// A transformed case.
pub(crate) struct Variant {
    /// What was done, as the start of a sentence.
    pub(super) done: String,
    /// The case as the subject gets it.
    pub(super) text: CaseText,
    /// For each of its requests: the request of the case that it stands for, and what the answer must be; `None` if the
    /// subject did not answer that one.
    pub(super) expected: Vec<(usize, Option<Expected>)>,
}

impl Variant {
    /// The case in its canonical spelling.
    pub(super) fn new(done: impl Into<String>, case: &Case, expected: Vec<(usize, Option<Expected>)>) -> Self {
        Self { done: done.into(), text: print::plain(case), expected }
    }
}

/// What an answer must be.
pub(crate) enum Expected {
    /// This very answer.
    Exactly(Answer),
    /// This answer, whichever kind the error of something that is not there has: an entity, an attribute or a tag.
    Absence(Answer),
    /// Of this decision and with these errors; all of these policies determine it, perhaps others as well.
    AtLeast(Answer),
    /// Either of two, for a swap of all effects: allowed by exactly these policies, or denied by others than these.
    AllowedOrElse(Answer),
}

impl Expected {
    /// In which part the answer is not as expected.
    pub(super) fn broken_by(&self, answer: &Answer) -> Option<&'static str> {
        match self {
            Self::Exactly(expected) => difference(expected, answer),
            Self::Absence(expected) => difference(&merged(expected), &merged(answer)),
            Self::AtLeast(expected) => {
                let fewer = Answer {
                    reason: answer.reason.intersection(&expected.reason).cloned().collect(),
                    ..answer.clone()
                };
                difference(expected, &fewer)
            }
            Self::AllowedOrElse(expected) if answer.decision == Decision::Allow => difference(expected, answer),
            // Denied, it must be by what was satisfied and did not determine the answer before.
            Self::AllowedOrElse(_) if answer.reason.is_empty() => Some("decision"),
            Self::AllowedOrElse(expected) if !answer.reason.is_disjoint(&expected.reason) => Some("determining"),
            Self::AllowedOrElse(expected) => {
                difference(expected, &Answer { errors: answer.errors.clone(), ..expected.clone() })
            }
        }
    }

    /// What must be, for people.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Exactly(answer) | Self::Absence(answer) => in_words(answer),
            Self::AtLeast(answer) => format!("{}, perhaps by others as well", in_words(answer)),
            Self::AllowedOrElse(answer) => format!("{}, or deny by other policies", in_words(answer)),
        }
    }
}

/// The first part in which two answers differ.
fn difference(expected: &Answer, found: &Answer) -> Option<&'static str> {
    if expected.decision != found.decision {
        Some("decision")
    } else if !expected.errors.keys().eq(found.errors.keys()) {
        Some("errors")
    } else if expected.reason != found.reason {
        Some("determining")
    } else if expected.errors != found.errors {
        Some("error-kind")
    } else {
        None
    }
}

/// The answer with one kind for everything that is not there.
fn merged(answer: &Answer) -> Answer {
    let merge = |kind: &Option<ErrorKind>| {
        kind.map(|kind| match kind {
            ErrorKind::EntityMissing | ErrorKind::TagMissing => ErrorKind::AttributeMissing,
            other => other,
        })
    };
    let errors = answer.errors.iter().map(|(id, kind)| (id.clone(), merge(kind))).collect();
    Answer { errors, ..answer.clone() }
}

/// An answer for people: `allow by policy0; policy2 errs (type)`.
pub(super) fn in_words(answer: &Answer) -> String {
    let list = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>().join(", ");
    let by = if answer.reason.is_empty() { String::new() } else { format!(" by {}", list(&answer.reason)) };
    let errs = |errors: &BTreeMap<String, Option<ErrorKind>>| {
        let each = errors.iter().map(|(id, kind)| format!("{id} errs ({})", kind.map_or("some kind", |k| k.as_str())));
        each.collect::<Vec<_>>().join(", ")
    };
    let errors = if answer.errors.is_empty() { String::new() } else { format!("; {}", errs(&answer.errors)) };
    format!("{}{by}{errors}", answer.decision)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(decision: Decision, reason: &[&str], errors: &[(&str, ErrorKind)]) -> Answer {
        Answer {
            decision,
            reason: reason.iter().map(ToString::to_string).collect(),
            errors: errors.iter().map(|(id, kind)| ((*id).to_owned(), Some(*kind))).collect(),
        }
    }

    #[test]
    fn each_relation_forgives_what_it_says_and_nothing_else() {
        use Decision::{Allow, Deny};
        use ErrorKind::{AttributeMissing, EntityMissing, Overflow};
        let allow = answer(Allow, &["a"], &[("e", EntityMissing)]);
        for (expected, found, broken) in [
            (Expected::Exactly(allow.clone()), allow.clone(), None),
            (Expected::Exactly(allow.clone()), answer(Deny, &["a"], &[("e", EntityMissing)]), Some("decision")),
            (Expected::Exactly(allow.clone()), answer(Allow, &["b"], &[("e", EntityMissing)]), Some("determining")),
            (Expected::Exactly(allow.clone()), answer(Allow, &["a"], &[]), Some("errors")),
            (Expected::Exactly(allow.clone()), answer(Allow, &["a"], &[("e", Overflow)]), Some("error-kind")),
            (Expected::Absence(allow.clone()), answer(Allow, &["a"], &[("e", AttributeMissing)]), None),
            (Expected::Absence(allow.clone()), answer(Allow, &["a"], &[("e", Overflow)]), Some("error-kind")),
            (Expected::AtLeast(allow.clone()), answer(Allow, &["a", "b"], &[("e", EntityMissing)]), None),
            (Expected::AtLeast(allow.clone()), answer(Allow, &["b"], &[("e", EntityMissing)]), Some("determining")),
            (Expected::AllowedOrElse(allow.clone()), allow.clone(), None),
            (Expected::AllowedOrElse(allow.clone()), answer(Deny, &["b"], &[("e", EntityMissing)]), None),
            (Expected::AllowedOrElse(allow.clone()), answer(Deny, &["b"], &[]), Some("errors")),
            (
                Expected::AllowedOrElse(allow.clone()),
                answer(Deny, &["a"], &[("e", EntityMissing)]),
                Some("determining"),
            ),
            (Expected::AllowedOrElse(allow.clone()), answer(Deny, &[], &[("e", EntityMissing)]), Some("decision")),
        ] {
            assert_eq!(expected.broken_by(&found), broken, "{} for {}", in_words(&found), expected.in_words());
        }
    }
}
