//! The law *level-slice*: policies that are valid at a level give the same response over the slice of the entities at
//! that level.
//!
//! The slice of a request holds the entities that as many steps lead to, from the request's own ones over their
//! attributes and tags. The policies that are not valid at the level are left out; the request must be valid and the
//! entities conform. Then decision, determining policies and errors with their kinds are the same.
//!
//! Source: RFC 76; language guide, "Level validation"; formal model, soundness of level-based slicing
//! (`Thm.Validation.Slice`).

use crosscheck_generators::{Case, print};
use crosscheck_reference_model::levels::slice;

use super::{Breach, Law, Witness};
use crate::minimize::case_of;
use crate::outcome::{RequestOutcome, Violations};
use crate::subject::run_caught;

/// How many requests were answered again over their slice, and those whose answer was another one.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let validity = &witness.outcome.validity;
    let (Some(invalid), Some(nonconforming)) = (&validity.level, &validity.entities) else { return (0, Vec::new()) };
    let valid: Vec<usize> = validity.requests.iter().enumerate().filter(is_valid).map(|(index, _)| index).collect();
    if !nonconforming.is_empty() || valid.is_empty() {
        return (0, Vec::new());
    }
    let Some(case) = case_of(witness.case).and_then(|case| with_valid_policies(case, invalid)) else {
        return (0, Vec::new());
    };
    let whole = run_caught(witness.subject, &print::plain(&case));
    let (mut applied, mut breaches) = (0, Vec::new());
    for index in valid {
        let (Some(request), Some(RequestOutcome::Answer(expected))) =
            (case.requests.get(index), whole.requests.get(index))
        else {
            continue;
        };
        let entities = slice(&case.entities, request, case.level);
        let sliced = Case { entities, requests: vec![request.clone()], ..case.clone() };
        let found = run_caught(witness.subject, &print::plain(&sliced)).requests.into_iter().next();
        applied += 1;
        if found != Some(RequestOutcome::Answer(expected.clone())) {
            breaches.push(breach(index, case.level));
        }
    }
    (applied, breaches)
}

fn is_valid<T>((_, violations): &(usize, &Option<Vec<T>>)) -> bool {
    violations.as_ref().is_some_and(Vec::is_empty)
}

fn breach(request: usize, level: u32) -> Breach {
    Breach {
        law: Law::LevelSlice,
        how: "answer".to_owned(),
        request: Some(request),
        words: format!(
            "the policies that are called valid at level {level} are answered differently over the entities of that level"
        ),
    }
}

/// The case without what is not valid at its level; `None` if no policy is left.
fn with_valid_policies(case: Case, invalid: &Violations) -> Option<Case> {
    let Case { policies, links, .. } = &case;
    let mut kept = Vec::new();
    let mut kept_links = Vec::new();
    for policy in policies.iter().filter(|policy| !invalid.contains_key(&policy.id)) {
        // Ids are positions, so that a policy after one that is left out has another one.
        let id = format!("policy{}", kept.len());
        let of_it = links.iter().filter(|link| link.template == policy.id && !invalid.contains_key(&link.id));
        kept_links.extend(of_it.cloned().map(|mut link| {
            link.template.clone_from(&id);
            link
        }));
        let mut policy = policy.clone();
        policy.id = id;
        kept.push(policy);
    }
    (!kept.is_empty()).then_some(Case { policies: kept, links: kept_links, ..case })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{breaches, case};
    use super::*;

    const SCHEMA: &str = r#"
        entity Group;
        entity User in Group { boss?: User, old: Bool };
        action act appliesTo { principal: User, resource: User };
    "#;
    const ENTITIES: &str = r#"[
        {"uid": {"type": "User", "id": "ann"}, "attrs": {"old": true, "boss": {"type": "User", "id": "eve"}},
         "parents": [{"type": "Group", "id": "g"}]},
        {"uid": {"type": "User", "id": "eve"}, "attrs": {"old": true}, "parents": []},
        {"uid": {"type": "Group", "id": "g"}, "attrs": {}, "parents": []}
    ]"#;

    #[test]
    fn a_validator_that_lets_too_much_through_at_a_level_is_caught() {
        for (level, condition, wrong) in [
            (0, "principal == resource", false),
            (0, "principal.old", true),
            (0, r#"principal in Group::"g""#, true),
            (1, "principal.old", false),
            (1, r#"principal in Group::"g""#, false),
            (1, "principal has boss && principal.boss.old", true),
            (2, "principal has boss && principal.boss.old", false),
        ] {
            let policies = format!("permit(principal, action, resource) when {{ {condition} }};");
            let mut of_level = case(SCHEMA, &policies, ENTITIES, "{}");
            // What is valid at the level keeps the law of itself; what is not needs the fault to fall under it.
            of_level.policies.push_str(" permit(principal, action, resource);");
            of_level.level = level;
            let expected: &[&str] = if wrong { &["answer"] } else { &[] };
            // The always satisfied policy keeps the case from being empty; the first one's part in the answer is what tells.
            let trusting = |outcome: &mut crate::outcome::Outcome| outcome.validity.level = Some(Violations::new());
            assert_eq!(breaches(Law::LevelSlice, &of_level, trusting), expected, "{condition} at level {level}");
        }
    }
}
