//! The smoke test that every adaptor passes: one small case that shows that each part of a case reaches the
//! implementation and each part of its answer comes back, the right way round.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::CaseText;
use crosscheck_generators::text::{LinkText, RequestText, UidText};

use super::Subject;
use crate::outcome::{Answer, Decision, ErrorKind, RequestOutcome};

fn uid(ty: &str, id: &str) -> UidText {
    UidText { ty: ty.to_owned(), id: id.to_owned() }
}

/// A case with these policies, a schema, ann in the team red, bob in none, and a request of each to view the plan.
pub(super) fn case(policies: &str) -> CaseText {
    let request = |who: &str, context: &str| RequestText {
        principal: uid("User", who),
        action: uid("Action", "view"),
        resource: uid("Doc", "plan"),
        context: context.to_owned(),
    };
    CaseText {
        policies: policies.to_owned(),
        links: Vec::new(),
        schema: Some(
            "entity Team; entity User in [Team] = {level: Long}; entity Doc; action read;
             action view in [read] appliesTo {principal: User, resource: Doc, context: {from: ipaddr}};"
                .to_owned(),
        ),
        entities: r#"[
            {"uid":{"type":"User","id":"ann"},"attrs":{"level":7},"parents":[{"type":"Team","id":"red"}]},
            {"uid":{"type":"User","id":"bob"},"attrs":{"level":9223372036854775807},"tags":{},"parents":[]}]"#
            .to_owned(),
        requests: vec![request("ann", r#"{"from":"10.0.0.1"}"#), request("bob", r#"{"from":7}"#)],
        ..CaseText::default()
    }
}

/// Runs the smoke test; panics where the subject is wrong.
pub(super) fn test(subject: &dyn Subject) {
    let mut text = case(
        r#"permit(principal in Team::"red", action in Action::"read", resource) when { context.from.isIpv4() };
           permit(principal == ?principal, action, resource);
           forbid(principal, action, resource) when { principal.level + 1 == 0 };
           permit(principal, action, resource) when { context.from.isIpv4() && false };"#,
    );
    let slots = BTreeMap::from([("?principal".to_owned(), uid("User", "bob"))]);
    text.links.push(LinkText { template: "policy1".to_owned(), id: "link0".to_owned(), slots });
    let outcome = subject.run(&text);
    assert!(outcome.policies.is_ok() && outcome.entities.is_ok(), "{outcome:?}");
    assert!(outcome.schema.as_ref().is_some_and(crate::outcome::Loaded::is_ok), "{outcome:?}");
    let answer = |reason: &str, errors: &[(&str, ErrorKind)]| {
        RequestOutcome::Answer(Answer {
            decision: Decision::Allow,
            reason: BTreeSet::from([reason.to_owned()]),
            errors: errors.iter().map(|(id, kind)| ((*id).to_owned(), Some(*kind))).collect(),
        })
    };
    let errors = [("policy2", ErrorKind::Overflow), ("policy3", ErrorKind::Type)];
    assert_eq!(outcome.requests, [answer("policy0", &[]), answer("link0", &errors)]);

    let broken = |change: &dyn Fn(&mut CaseText)| {
        let mut text = text.clone();
        change(&mut text);
        let outcome = subject.run(&text);
        let answered = outcome.requests.iter().map(|request| matches!(request, RequestOutcome::Answer(_))).collect();
        (outcome.policies.is_ok(), outcome.schema.is_some_and(|s| s.is_ok()), outcome.entities.is_ok(), answered)
    };
    let none: Vec<bool> = vec![false, false];
    assert_eq!(broken(&|text| text.policies.push(')')), (false, true, true, none.clone()));
    assert_eq!(broken(&|text| text.links[0].template = "policy0".to_owned()), (false, true, true, none.clone()));
    assert_eq!(broken(&|text| text.entities.push(']')), (true, true, false, none));
    assert_eq!(broken(&|text| text.schema = Some("entity".to_owned())), (true, false, true, vec![true, true]));
    assert_eq!(broken(&|text| text.requests[0].context.push(']')), (true, true, true, vec![false, true]));
    assert_eq!(broken(&|text| text.requests[1].principal.ty.push(' ')), (true, true, true, vec![true, false]));
}
