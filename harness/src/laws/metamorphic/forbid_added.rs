//! The law *forbid-added*: one more `forbid` leaves every Deny a Deny.
//!
//! Transformation: a forbid of everything, in front of or behind all others; or each `permit` once more as a `forbid`,
//! which holds when that one does. Relation: everything is denied, by the satisfied forbid and those that determined a
//! Deny before; what a permit allowed is denied by exactly the forbids made of the permits that allowed it. Errors stay.
//!
//! Source: formal model, `unchanged_deny_when_add_forbid`, `forbid_trumps_permit`, `determiningPolicies_of`
//! (`Thm.Authorization`).

use std::collections::BTreeSet;

use crosscheck_reference_model::policy::Effect;

use super::permit_added::{ADDED, TWIN, twins, with_added};
use super::{Expected, Ground, Property, Variant};
use crate::outcome::{Answer, Decision};

pub(super) const PROPERTY: Property = Property {
    name: "forbid-added",
    in_words: "one more forbid leaves every Deny a Deny, and a satisfied one denies what was allowed",
    source: "formal model, `unchanged_deny_when_add_forbid`, `forbid_trumps_permit`",
    variants: |_| 3,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    if number == 2 {
        return twins(ground, Effect::Permit, "with a forbid beside each permit", |renumbered, before| {
            let denied = |reason: BTreeSet<String>| {
                renumbered.answer(&Answer { decision: Decision::Deny, reason, errors: before.errors.clone() })
            };
            if before.decision == Decision::Allow {
                Expected::Exactly(denied(before.reason.iter().map(|id| TWIN.to_owned() + id).collect()))
            } else if before.reason.is_empty() {
                Expected::Exactly(denied(BTreeSet::new()))
            } else {
                Expected::AtLeast(denied(before.reason.clone()))
            }
        });
    }
    let renumbered = with_added(ground, Effect::Forbid, number);
    let expected = ground.each(|before| {
        let mut answer = renumbered.answer(before);
        if before.decision == Decision::Allow {
            answer.reason.clear();
        }
        answer.decision = Decision::Deny;
        answer.reason.extend(renumbered.new_ids(ADDED).cloned());
        Expected::Exactly(answer)
    });
    Some(Variant::new("with a forbid of everything", &renumbered.case, expected))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_lets_a_permit_win_is_caught() {
        let case = policies("permit(principal, action, resource);");
        assert_caught(Law::ForbidAdded, &case, &|text| without_policy(text, 1), &["decision"]);
        let case = policies("permit(principal, action, resource) when { false }; forbid(principal, action, resource);");
        assert_caught(Law::ForbidAdded, &case, &|text| without_policy(text, 2), &["determining"]);
    }
}
