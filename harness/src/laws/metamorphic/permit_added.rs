//! The law *permit-added*: one more `permit` leaves every Allow an Allow.
//!
//! Transformation: a permit of everything, in front of or behind all others; or each `forbid` once more as a `permit`,
//! which holds when that one does. Relation: an Allow stays one, and the satisfied permit joins what determines it; a Deny
//! stays one if some `forbid` determines it; a Deny that nothing determines becomes an Allow by the new policy alone. The
//! permits made of forbids are satisfied only where a forbid is, so that they change nothing. Errors stay.
//!
//! Source: formal model, `unchanged_allow_when_add_permit`, `forbid_trumps_permit`, `unchanged_erroring_when_add_policy`
//! (`Thm.Authorization`).

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::policy::{ActionScope, Effect, Scope, Template};

use super::ground::{Renumbered, copies, links, policies, renumber};
use super::{Expected, Ground, Property, Variant};
use crate::outcome::{Answer, Decision};

pub(super) const PROPERTY: Property = Property {
    name: "permit-added",
    in_words: "one more permit leaves every Allow an Allow, and every Deny that a forbid determines a Deny",
    source: "formal model, `unchanged_allow_when_add_permit`, `forbid_trumps_permit`",
    variants: |_| 3,
    transform,
};

/// The id that a satisfied new policy goes by until it is numbered.
pub(super) const ADDED: &str = "\0added";

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    if number == 2 {
        return twins(ground, Effect::Forbid, "with a permit beside each forbid", |renumbered, answer| {
            Expected::Exactly(renumbered.answer(answer))
        });
    }
    let renumbered = with_added(ground, Effect::Permit, number);
    let expected = ground.each(|before| {
        let mut answer = renumbered.answer(before);
        if before.decision == Decision::Allow || before.reason.is_empty() {
            answer.decision = Decision::Allow;
            answer.reason.extend(renumbered.new_ids(ADDED).cloned());
        }
        Expected::Exactly(answer)
    });
    Some(Variant::new("with a permit of everything", &renumbered.case, expected))
}

/// The case with a policy on everything, in front (0) or behind.
pub(super) fn with_added(ground: &Ground<'_>, effect: Effect, number: usize) -> Renumbered {
    let added = Template {
        id: ADDED.to_owned(),
        annotations: BTreeMap::new(),
        effect,
        principal: Scope::Any,
        action: ActionScope::Any,
        resource: Scope::Any,
        conditions: Vec::new(),
    };
    let mut all = policies(ground.case);
    let at = if number == 0 { 0 } else { all.len() };
    all.insert(at, (Some(ADDED.to_owned()), added));
    renumber(ground.case, all, links(ground.case))
}

/// The case with a policy of the opposite effect beside each of this effect; `None` if there is none.
pub(super) fn twins(
    ground: &Ground<'_>,
    effect: Effect,
    done: &str,
    expected: impl Fn(&Renumbered, &Answer) -> Expected,
) -> Option<Variant> {
    let of_effect: BTreeSet<&str> =
        ground.case.policies.iter().filter(|policy| policy.effect == effect).map(|policy| policy.id.as_str()).collect();
    if of_effect.is_empty() {
        return None;
    }
    let (more, more_links) = copies(ground.case, |policy| {
        policy.effect = match effect {
            Effect::Permit => Effect::Forbid,
            Effect::Forbid => Effect::Permit,
        };
    });
    let (mut all, mut all_links) = (policies(ground.case), links(ground.case));
    for (twin, policy) in more.into_iter().zip(&ground.case.policies) {
        if of_effect.contains(policy.id.as_str()) {
            all.push(twin);
        }
    }
    for (twin, link) in more_links.into_iter().zip(&ground.case.links) {
        if of_effect.contains(link.template.as_str()) {
            all_links.push((Some(TWIN.to_owned() + &link.id), twin.1));
        }
    }
    // The twins stand for ids of their own: whether they err is known from the first ones, whether they determine is not.
    for (origin, _) in &mut all[ground.case.policies.len()..] {
        *origin = origin.take().map(|id| TWIN.to_owned() + &id);
    }
    let renumbered = renumber(ground.case, all, all_links);
    let answers = ground.each(|answer| {
        let twin_errors = answer.errors.iter().map(|(id, kind)| (TWIN.to_owned() + id, *kind));
        let errors = answer.errors.clone().into_iter().chain(twin_errors).collect();
        expected(&renumbered, &Answer { errors, ..answer.clone() })
    });
    Some(Variant::new(done, &renumbered.case, answers))
}

/// What the id of a twin begins with.
pub(super) const TWIN: &str = "\0twin";

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_takes_the_first_of_two_effects_is_caught() {
        let case = policies("permit(principal, action, resource) when { false }; forbid(principal, action, resource);");
        assert_caught(Law::PermitAdded, &case, &|text| without_policy(text, 2), &["decision"]);
        let case = policies("permit(principal, action, resource);");
        assert_caught(Law::PermitAdded, &case, &|text| without_policy(text, 1), &["determining"]);
    }
}
