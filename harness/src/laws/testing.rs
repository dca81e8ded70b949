//! For tests of laws: what a law says of a case, once as the reference model answers it and once as a subject with a
//! fault would.

use crosscheck_generators::CaseText;
use crosscheck_generators::text::{RequestText, UidText};

use super::{Law, Readings, Turn, Witness, check};
use crate::outcome::Outcome;
use crate::subject::{ReferenceModel, Subject};

/// A case with one request: `User::"ann"` does `Action::"act"` on `User::"bob"`.
pub(super) fn case(schema: &str, policies: &str, entities: &str, context: &str) -> CaseText {
    let uid = |ty: &str, id: &str| UidText { ty: ty.to_owned(), id: id.to_owned() };
    CaseText {
        policies: policies.to_owned(),
        schema: Some(schema.to_owned()),
        entities: entities.to_owned(),
        requests: vec![RequestText {
            principal: uid("User", "ann"),
            action: uid("Action", "act"),
            resource: uid("User", "bob"),
            context: context.to_owned(),
        }],
        ..CaseText::default()
    }
}

/// How the model's outcome breaks the law after `fault` was done to it; panics if it does not apply, or if the outcome
/// breaks it without the fault.
pub(super) fn breaches(law: Law, case: &CaseText, fault: impl Fn(&mut Outcome)) -> Vec<String> {
    let subject = ReferenceModel::new();
    let mut outcome = subject.run(case);
    let held =
        |outcome: &Outcome| check(law, &Witness::new(case, &subject, outcome, &Readings::default()), Turn::Whole);
    let (applied, none) = held(&outcome);
    assert!(applied > 0, "the law {law} does not apply: {outcome:?}");
    assert_eq!(none, [], "broken without a fault");
    fault(&mut outcome);
    held(&outcome).1.into_iter().map(|breach| breach.how).collect()
}
