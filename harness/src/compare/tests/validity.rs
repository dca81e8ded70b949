//! What is a difference of validity, what follows from another one, and what is not compared.

use super::*;
use crate::outcome::{Place, Validity, Violation, Violations};

/// `policy0:empty-set policy1`: ids with the kind of a violation, or with an untold one.
fn violations(text: &str) -> Violations {
    let one = |word: &str| {
        let (id, kind) = word.split_once(':').map_or((word, None), |(id, kind)| (id, Some(kind)));
        let kind = ["empty-set", "unexpected-type", "type-mismatch"].into_iter().find(|name| Some(*name) == kind);
        (id.to_owned(), vec![Violation { kind, place: None, words: "words".to_owned() }])
    };
    text.split_whitespace().map(one).collect()
}

fn judged(strict: &str, permissive: &str, level: &str, entities: &str, requests: &[bool]) -> Outcome {
    let request = |valid: &bool| Some(if *valid { Vec::new() } else { vec![Violation::in_words("no")] });
    let validity = Validity {
        policies: 3,
        listed: 2,
        strict: Some(violations(strict)),
        permissive: Some(violations(permissive)),
        level: Some(violations(level)),
        entities: Some(violations(entities)),
        requests: requests.iter().map(request).collect(),
        ..Validity::default()
    };
    Outcome { schema: Some(Loaded::Ok), validity, ..outcome(&[]) }
}

fn valid() -> Outcome {
    judged("", "", "", "", &[])
}

#[test]
fn verdicts_are_compared_one_by_one_and_counted() {
    let (left, right) = (judged("policy0", "", "policy0", "", &[true, false]), judged("", "", "", "", &[true, true]));
    let comparison = two(&left, &right);
    assert_eq!(
        sentences(&comparison),
        "policy0: right finds it strictly valid, left does not: words\n\
         request 1: right finds it valid, left does not: no\n"
    );
    let count = |aspect| comparison.tally.verdicts.get(&aspect).map(|verdicts| (verdicts.compared, verdicts.valid));
    assert_eq!(count(Aspect::Strict), Some((3, 2)));
    assert_eq!(count(Aspect::Permissive), Some((3, 3)));
    assert_eq!(count(Aspect::Entities), Some((2, 2)));
    assert_eq!(count(Aspect::Requests), Some((2, 1)));
    assert_eq!(count(Aspect::Types), None);
}

/// The normalisation *what follows*: a policy that is refused strictly is refused at the level, too.
#[test]
fn only_the_first_of_the_aspects_of_a_policy_is_a_difference() {
    let check = |left: &Outcome, expected: &[&str]| {
        let comparison = two(left, &valid());
        let found: Vec<String> = comparison.differences().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    };
    check(&judged("policy0", "policy0", "policy0", "", &[]), &["policy0: right finds it strictly valid"]);
    check(&judged("", "policy0", "", "", &[]), &["policy0: right finds it permissively valid"]);
    check(&judged("", "", "policy0", "", &[]), &["policy0: right finds it valid at the level"]);
    check(
        &judged("policy0", "policy0", "policy0 policy1", "", &[]),
        &["policy0: right finds it strictly valid", "policy1: right finds it valid at the level"],
    );
    // In the opposite direction it does not follow.
    let comparison = two(&judged("policy0", "", "policy0", "", &[]), &judged("", "policy0", "", "", &[]));
    assert_eq!(comparison.differences().len(), 2);
}

#[test]
fn kinds_and_places_are_told_and_not_compared() {
    let at = |kind, place| {
        let mut outcome = valid();
        let violation = Violation { kind, place, words: "other words".to_owned() };
        outcome.validity.strict = Some([("policy0".to_owned(), vec![violation])].into());
        outcome
    };
    let left = at(Some("empty-set"), Some(Place::Text("[]".to_owned())));
    let right = at(Some("unexpected-type"), None);
    assert_eq!(two(&left, &right).verdict, Verdict::Agree);
    assert_eq!(
        sentences(&two(&left, &valid())),
        "policy0: right finds it strictly valid, left does not: empty-set at `[]`: other words\n"
    );
}

/// The normalisation *untold validity*, and what one side could tell and does not.
#[test]
fn what_a_subject_does_not_tell_is_counted_as_not_compared() {
    let (left, right) = (judged("policy0", "", "", "", &[]), valid());
    let silent = Capabilities { validate: false, ..Capabilities::ALL };
    let infos = [info("left", Capabilities::ALL), info("right", silent)];
    let comparison = compare(&[(&infos[0], &left), (&infos[1], &right)], false);
    assert_eq!(comparison.differences(), []);
    assert_eq!(comparison.tally.not_compared, [(NotCompared::Validate, 1)].into());
    let mut mute = valid();
    mute.validity.strict = None;
    assert_eq!(two(&left, &mute).tally.not_compared, [(NotCompared::Validate, 1)].into());
    mute.validity.permissive = Some(violations("policy0"));
    assert_eq!(two(&left, &mute).differences().len(), 1, "the other aspects are compared");
    // Without a schema nobody says anything, and nothing is missing.
    assert_eq!(two(&outcome(&["deny"]), &outcome(&["deny"])).tally.not_compared, [].into());
}

#[test]
fn a_case_without_requests_is_compared_if_its_policies_are() {
    assert_eq!(two(&valid(), &valid()).verdict, Verdict::Agree);
    let mut unread = Outcome { policies: Loaded::Error("words".to_owned()), ..valid() };
    unread.validity.strict = None;
    assert_eq!(two(&unread, &unread).verdict, Verdict::Skip(SkipReason::PoliciesRejected));
}
