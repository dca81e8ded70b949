//! The law *intended*: what a case was built to show is what a subject says of it. A policy that was made to be satisfied by
//! a request is, one that is missed by one thing or errs on purpose does just that.
//!
//! The reference model said so of the tree when the case was made; a subject is asked about the text. So a breach by one
//! subject is a fault of its own, and one that all of them share is a fault of the printer, of the parsers, or of what
//! the model says of a tree that nobody reads. Whoever changes a case drops its intents, so that they never say more than
//! they know.
//!
//! Source: the generators' intents, `crosscheck_generators::intents`; language guide, authorization.

use crosscheck_generators::intents::{Intent, Meant};

use super::{Breach, Law, Witness};
use crate::outcome::{Answer, Decision, RequestOutcome};

/// How many intents the subject's answers could be held against, and those that they break.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let capabilities = witness.subject.capabilities();
    let (mut applied, mut breaches) = (0, Vec::new());
    for intent in &witness.case.intents {
        let Some(RequestOutcome::Answer(answer)) = witness.outcome.requests.get(intent.request) else { continue };
        if !capabilities.templates && witness.case.links.iter().any(|link| link.id == intent.policy) {
            continue;
        }
        applied += 1;
        if !keeps(answer, intent) {
            let what = if intent.forbids { "forbid" } else { "permit" };
            breaches.push(Breach {
                law: Law::Intended,
                how: format!("{what} {}", intent.meant.sort()),
                request: Some(intent.request),
                words: format!(
                    "`{}` was made to be {} here, and is not: {}",
                    intent.policy,
                    intent.meant,
                    told(answer)
                ),
            });
        }
    }
    (applied, breaches)
}

fn keeps(answer: &Answer, intent: &Intent) -> bool {
    let determines = answer.reason.contains(&intent.policy);
    let error = answer.errors.get(&intent.policy);
    match &intent.meant {
        // A forbid that is satisfied is told always, a permit only if nothing forbids.
        Meant::Satisfied if intent.forbids => error.is_none() && determines && answer.decision == Decision::Deny,
        Meant::Satisfied => {
            let overridden = answer.decision == Decision::Deny && !answer.reason.is_empty() && !determines;
            error.is_none() && (overridden || determines && answer.decision == Decision::Allow)
        }
        Meant::Missed { .. } => error.is_none() && !determines,
        Meant::Errs { kind, .. } => {
            !determines && error.is_some_and(|told| told.is_none_or(|told| told.as_str() == kind))
        }
    }
}

fn told(answer: &Answer) -> String {
    let errors = answer.errors.iter().map(|(id, kind)| match kind {
        Some(kind) => format!("{id} ({kind})"),
        None => id.clone(),
    });
    let reason: Vec<&str> = answer.reason.iter().map(String::as_str).collect();
    format!(
        "{}, determined by [{}], with errors of [{}]",
        answer.decision,
        reason.join(", "),
        errors.collect::<Vec<_>>().join(", ")
    )
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::CaseText;
    use crosscheck_generators::intents::Miss;

    use super::super::testing::{breaches, case};
    use super::*;
    use crate::outcome::{ErrorKind, Outcome};

    /// A permit and a forbid that are satisfied, one that is missed and one that errs.
    fn built() -> CaseText {
        let schema = "entity User; action act appliesTo { principal: User, resource: User, context: { n: Long } };";
        let policies = r#"
            permit(principal, action, resource) when { context.n < 4 };
            permit(principal, action, resource) when { context.n < 3 };
            permit(principal, action, resource) when { context.n + 9223372036854775807 > 0 };
        "#;
        let intent = |policy: &str, meant| Intent { policy: policy.to_owned(), forbids: false, request: 0, meant };
        let missed = Meant::Missed { by: Miss::BoundaryAbove, other: None };
        let errs = Meant::Errs { kind: "overflow".to_owned(), by: None, other: None };
        let intents = vec![intent("policy0", Meant::Satisfied), intent("policy1", missed), intent("policy2", errs)];
        CaseText { intents, ..case(schema, policies, "[]", r#"{"n": 3}"#) }
    }

    fn answer(outcome: &mut Outcome) -> &mut Answer {
        match &mut outcome.requests[0] {
            RequestOutcome::Answer(answer) => answer,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn whoever_is_not_what_it_was_made_to_be_is_caught() {
        let held = |fault: &dyn Fn(&mut Answer)| {
            breaches(Law::Intended, &built(), |outcome: &mut Outcome| fault(answer(outcome)))
        };
        assert_eq!(held(&|_| {}), Vec::<String>::new());
        assert_eq!(held(&|it| it.reason.clear()), ["permit satisfied"]);
        assert_eq!(held(&|it| _ = it.reason.insert("policy1".to_owned())), ["permit missed"]);
        assert_eq!(held(&|it| _ = it.errors.insert("policy1".to_owned(), None)), ["permit missed"]);
        assert_eq!(held(&|it| it.errors.clear()), ["permit errs"]);
        let otherwise = |it: &mut Answer| it.errors.values_mut().for_each(|kind| *kind = Some(ErrorKind::Type));
        assert_eq!(held(&otherwise), ["permit errs"]);
        // A subject that tells no kinds is not asked for them; a permit that a forbid overrides is not told.
        assert_eq!(held(&|it| it.errors.values_mut().for_each(|kind| *kind = None)), Vec::<String>::new());
        let overridden = |it: &mut Answer| {
            it.decision = Decision::Deny;
            it.reason = ["policy9".to_owned()].into();
        };
        assert_eq!(held(&overridden), Vec::<String>::new());
    }

    #[test]
    fn a_forbid_that_is_satisfied_must_deny() {
        let mut case = built();
        case.policies = case.policies.replacen("permit", "forbid", 1);
        case.intents.truncate(1);
        case.intents[0].forbids = true;
        let allowed = |outcome: &mut Outcome| answer(outcome).decision = Decision::Allow;
        assert_eq!(breaches(Law::Intended, &case, allowed), ["forbid satisfied"]);
        let silent = |outcome: &mut Outcome| answer(outcome).reason.clear();
        assert_eq!(breaches(Law::Intended, &case, silent), ["forbid satisfied"]);
    }
}
