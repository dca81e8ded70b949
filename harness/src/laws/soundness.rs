//! The law *soundness*: a valid policy, on entities and a request that conform to the schema, evaluates to a boolean or
//! fails in one of three ways: arithmetic overflows, an entity is missing, or a function of an extension type fails.
//!
//! It holds of strict and of permissive validation alike: permissive validation gives up the restrictions that make
//! types readable, not what keeps an operator from an operand that it does not take. A link is valid if its template
//! and what it puts into the slots are.
//!
//! Source: language guide, "Policy validation"; formal model, theorem of the soundness of the type checker
//! (`Validation.Thm`).

use super::{Breach, Law, Witness};
use crate::outcome::Violations;
use crate::outcome::{ErrorKind, Loaded, RequestOutcome};

/// The ways to fail that validation does not rule out.
const ALLOWED: [ErrorKind; 3] = [ErrorKind::Overflow, ErrorKind::EntityMissing, ErrorKind::Extension];

/// How many evaluations of valid policies could have failed in a wrong way, and those that did.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let outcome = witness.outcome;
    let conform = matches!(&outcome.validity.entities, Some(wrong) if wrong.is_empty());
    if !conform || outcome.entities != Loaded::Ok || outcome.policies != Loaded::Ok {
        return (0, Vec::new());
    }
    let (mut applied, mut breaches) = (0, Vec::new());
    for (index, (answered, violations)) in outcome.requests.iter().zip(&outcome.validity.requests).enumerate() {
        let (RequestOutcome::Answer(answer), Some([])) = (answered, violations.as_deref()) else { continue };
        applied += 1;
        for (id, kind) in &answer.errors {
            let Some(kind) = kind.filter(|kind| !ALLOWED.contains(kind)) else { continue };
            let Some(mode) = valid_in(witness, id) else { continue };
            breaches.push(Breach {
                law: Law::Soundness,
                how: format!("{mode} {kind}"),
                request: Some(index),
                words: format!("`{id}` is called {mode}ly valid, yet its evaluation ends in an error of kind {kind}"),
            });
        }
    }
    (applied, breaches)
}

/// The narrowest mode in which the subject calls the policy valid.
fn valid_in(witness: &Witness<'_>, id: &str) -> Option<&'static str> {
    let validity = &witness.outcome.validity;
    let modes = [("strict", &validity.strict), ("permissive", &validity.permissive)];
    let mut valid =
        modes.into_iter().filter(|(_, invalid)| invalid.as_ref().is_some_and(|it| is_valid(witness, it, id)));
    valid.next().map(|(mode, _)| mode)
}

/// Whether neither the policy nor the template that it is linked from is invalid.
fn is_valid(witness: &Witness<'_>, invalid: &Violations, id: &str) -> bool {
    let template = witness.case.links.iter().find(|link| link.id == id).map(|link| &link.template);
    !invalid.contains_key(id) && template.is_none_or(|template| !invalid.contains_key(template))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{breaches, case};
    use super::*;
    use crate::outcome::Outcome;

    const SCHEMA: &str =
        "entity User { age: Long, name?: String }; action act appliesTo { principal: User, resource: User };";

    fn errs(kind: ErrorKind) -> impl Fn(&mut Outcome) {
        move |outcome| {
            if let RequestOutcome::Answer(answer) = &mut outcome.requests[0] {
                answer.errors.insert("policy0".to_owned(), Some(kind));
            }
        }
    }

    #[test]
    fn only_three_errors_are_allowed() {
        let valid = case(SCHEMA, "permit(principal, action, resource) when { principal.age < 3 };", "[]", "{}");
        for (kind, expected) in [
            (ErrorKind::Type, vec!["strict type"]),
            (ErrorKind::AttributeMissing, vec!["strict attribute-missing"]),
            (ErrorKind::TagMissing, vec!["strict tag-missing"]),
            (ErrorKind::Arity, vec!["strict arity"]),
            (ErrorKind::Overflow, vec![]),
            (ErrorKind::EntityMissing, vec![]),
            (ErrorKind::Extension, vec![]),
        ] {
            assert_eq!(breaches(Law::Soundness, &valid, errs(kind)), expected);
        }
    }

    #[test]
    fn what_is_valid_permissively_alone_is_held_against_it_too() {
        let policies = "permit(principal, action, resource) when { [] == [1] };";
        let permissive = case(SCHEMA, policies, "[]", "{}");
        assert_eq!(breaches(Law::Soundness, &permissive, errs(ErrorKind::Type)), ["permissive type"]);
    }

    #[test]
    fn a_validator_that_forgets_a_guard_is_caught() {
        let policies = r#"permit(principal, action, resource) when { principal.name == "a" };"#;
        let ann = r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {"age": 1}, "parents": []}]"#;
        let careless = |outcome: &mut Outcome| {
            outcome.validity.strict = Some(Violations::new());
        };
        let unguarded = case(SCHEMA, policies, ann, "{}");
        assert_eq!(breaches(Law::Soundness, &unguarded, careless), ["strict attribute-missing"]);
    }

    #[test]
    fn it_says_nothing_of_a_request_that_is_not_valid() {
        let policies = r#"permit(principal, action, resource) when { context.a == 1 };"#;
        let invalid = case(SCHEMA, policies, "[]", r#"{"b": 1}"#);
        let outcome = crate::subject::Subject::run(&crate::subject::ReferenceModel::new(), &invalid);
        let subject = crate::subject::ReferenceModel::new();
        let readings = super::super::Readings::default();
        assert_eq!(check(&Witness::new(&invalid, &subject, &outcome, &readings)), (0, vec![]));
    }
}
