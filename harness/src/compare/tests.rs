//! What is a difference and what is not; each thing that is forgiven is tested both ways.

use super::*;
use crate::outcome::{Answer, Loaded, RequestOutcome};
use crate::subject::Capabilities;

mod places;
mod trees;
mod types;
mod validity;

fn info(name: &str, capabilities: Capabilities) -> SubjectInfo {
    SubjectInfo { name: name.to_owned(), version: "1".to_owned(), capabilities }
}

/// `allow policy0,policy1 policy2:type`: decision, determining ids, erroring ids with kinds (`?` for an untold one).
fn answer(text: &str) -> RequestOutcome {
    let mut words = text.split(' ');
    let decision = if words.next() == Some("allow") { Decision::Allow } else { Decision::Deny };
    let list = |words: Option<&str>| -> Vec<String> {
        words.unwrap_or_default().split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let reason = list(words.next()).into_iter().collect();
    let error = |word: String| {
        let (id, kind) = word.split_once(':').expect("ID:KIND");
        (id.to_owned(), ErrorKind::from_name(kind))
    };
    RequestOutcome::Answer(Answer { decision, reason, errors: list(words.next()).into_iter().map(error).collect() })
}

fn outcome(requests: &[&str]) -> Outcome {
    Outcome {
        policies: Loaded::Ok,
        schema: None,
        entities: Loaded::Ok,
        requests: requests.iter().map(|text| answer(text)).collect(),
        trees: Some(BTreeMap::new()),
        ..Outcome::default()
    }
}

fn unread(policies: bool, entities: bool) -> Outcome {
    let loaded = |ok| if ok { Loaded::Ok } else { Loaded::Error("unexpected `;`".to_owned()) };
    Outcome {
        policies: loaded(policies),
        schema: None,
        entities: loaded(entities),
        requests: vec![RequestOutcome::Unavailable],
        ..Outcome::default()
    }
}

fn two(left: &Outcome, right: &Outcome) -> Comparison {
    compare(&[(&info("left", Capabilities::ALL), left), (&info("right", Capabilities::ALL), right)], false)
}

/// The sentences of all differences, one a line.
fn sentences(comparison: &Comparison) -> String {
    comparison.differences().iter().map(|difference| format!("{difference}\n")).collect()
}

#[test]
fn equal_answers_agree_and_are_counted() {
    let same = outcome(&["allow policy0", "deny", "deny policy1 policy2:type"]);
    let comparison = two(&same, &same);
    assert_eq!(comparison.verdict, Verdict::Agree);
    let Tally { decisions, allow, deny, with_errors, not_answered, .. } = comparison.tally;
    assert_eq!((decisions, allow, deny, with_errors, not_answered), (3, 1, 2, 1, 0));
}

#[test]
fn each_part_of_an_answer_is_compared() {
    let cases = [
        ("allow policy0", "deny", "request 0: left says allow, right says deny\n"),
        (
            "deny policy0",
            "deny policy0,policy1",
            "request 0: same decision, other determining policies: only left has none, only right has policy1\n",
        ),
        ("deny  policy0:type", "deny", "request 0, policy0: left has an error of kind type, right has no error\n"),
        (
            "deny  policy0:type",
            "deny  policy0:overflow",
            "request 0, policy0: left has an error of kind type, right has an error of kind overflow\n",
        ),
        // The answer comes first: the error may be what it led to.
        (
            "deny  policy0:type",
            "allow policy0",
            "request 0: left says deny, right says allow\n\
             request 0, policy0: left has an error of kind type, right has no error\n",
        ),
    ];
    for (left, right, expected) in cases {
        assert_eq!(sentences(&two(&outcome(&[left]), &outcome(&[right]))), expected, "{left} / {right}");
    }
}

#[test]
fn a_document_that_one_side_rejects_is_one_difference() {
    let ok = outcome(&["deny"]);
    let cases = [
        (unread(false, true), "left reads the policies, right rejects them: unexpected `;`\n"),
        (unread(true, false), "left reads the entities, right rejects them: unexpected `;`\n"),
    ];
    for (right, expected) in cases {
        assert_eq!(sentences(&two(&ok, &right)), expected);
    }
    let request = Outcome { requests: vec![RequestOutcome::Error("a set\nin words".to_owned())], ..outcome(&[]) };
    assert_eq!(sentences(&two(&request, &ok)), "right reads request 0, left rejects it: a set\n");
    let schemas = |schema| Outcome { schema: Some(schema), ..outcome(&["deny"]) };
    let comparison = two(&schemas(Loaded::Ok), &schemas(Loaded::Error(String::new())));
    assert_eq!(sentences(&comparison), "left reads the schema, right rejects it\n");
}

#[test]
fn what_all_reject_is_skipped_under_a_name() {
    let request = Outcome { requests: vec![RequestOutcome::Error("words".to_owned())], ..outcome(&[]) };
    let cases = [
        (unread(false, true), SkipReason::PoliciesRejected),
        (unread(false, false), SkipReason::PoliciesRejected),
        (unread(true, false), SkipReason::EntitiesRejected),
        (request, SkipReason::RequestsRejected),
        (outcome(&[]), SkipReason::NoRequest),
    ];
    for (both, reason) in cases {
        assert_eq!(two(&both, &both).verdict, Verdict::Skip(reason));
    }
    let alone = outcome(&["deny"]);
    let comparison = compare(&[(&info("alone", Capabilities::ALL), &alone)], false);
    assert_eq!(comparison.verdict, Verdict::Skip(SkipReason::NothingToCompareWith));
}

/// The normalisation *texts of errors*: other words for the same rejection are no difference.
#[test]
fn texts_of_errors_are_never_compared() {
    let words = |text: &str| Outcome { policies: Loaded::Error(text.to_owned()), ..unread(false, true) };
    assert_eq!(two(&words("one"), &words("other")).verdict, Verdict::Skip(SkipReason::PoliciesRejected));
    assert_eq!(two(&words("one"), &outcome(&["deny"])).differences().len(), 1);
}

/// The normalisation *untold kinds*.
#[test]
fn kinds_that_a_subject_does_not_tell_are_not_compared_but_errors_are() {
    let silent = Capabilities { error_kinds: false, ..Capabilities::ALL };
    let run = |left: &str, right: &str, capabilities| {
        let (left, right) = (outcome(&[left]), outcome(&[right]));
        compare(&[(&info("left", Capabilities::ALL), &left), (&info("right", capabilities), &right)], false)
    };
    let harmless = run("deny  policy0:type", "deny  policy0:?", silent);
    assert_eq!(harmless.verdict, Verdict::Agree);
    assert_eq!(harmless.tally.not_compared, [(NotCompared::ErrorKinds, 1)].into());
    assert_eq!(run("deny  policy0:type", "deny  policy0:?", Capabilities::ALL).verdict, Verdict::Agree);
    assert_eq!(run("deny  policy0:type", "deny  policy1:?", silent).differences().len(), 2);
    assert_eq!(run("deny  policy0:type", "deny  policy0:overflow", Capabilities::ALL).differences().len(), 1);
}

/// The normalisation *links not honoured*.
#[test]
fn a_case_with_links_is_not_compared_with_a_subject_that_has_none() {
    let plain = Capabilities { templates: false, ..Capabilities::ALL };
    let (left, right) = (outcome(&["allow link0"]), outcome(&["deny"]));
    let pairs = [(&info("left", Capabilities::ALL), &left), (&info("right", plain), &right)];
    let comparison = compare(&pairs, true);
    assert_eq!(comparison.verdict, Verdict::Skip(SkipReason::LinksNotSupported));
    assert_eq!(comparison.tally.not_compared, [(NotCompared::Links, 1)].into());
    assert_eq!(compare(&pairs, false).differences().len(), 1);
}

#[test]
fn a_crash_is_a_difference_whatever_the_others_did() {
    let (crashed, fine) = (Outcome::crashed("panicked at a.rs:1: oh".to_owned()), outcome(&["deny"]));
    for (left, right, name) in [(&crashed, &fine, "left"), (&fine, &crashed, "right")] {
        assert_eq!(sentences(&two(left, right)), format!("{name} crashed: panicked at a.rs:1: oh\n"));
    }
    assert_eq!(two(&crashed, &crashed).differences().len(), 2);
}

#[test]
fn with_three_subjects_each_is_compared_with_the_first() {
    let outcomes = ["allow policy0", "deny", "allow policy0"].map(|text| outcome(&[text]));
    let infos = ["a", "b", "c"].map(|name| info(name, Capabilities::ALL));
    let pairs: Vec<(&SubjectInfo, &Outcome)> = infos.iter().zip(&outcomes).collect();
    let comparison = compare(&pairs, false);
    assert_eq!(sentences(&comparison), "request 0: a says allow, b says deny\n");
    assert_eq!((comparison.tally.decisions, comparison.tally.allow), (2, 1));
}
