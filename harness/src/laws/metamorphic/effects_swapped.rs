//! The law *effects-swapped*: which policies are satisfied does not depend on their effects.
//!
//! Transformation: every `permit` a `forbid` and the other way round; or all of them permits; or all forbids. Relation:
//! what was allowed is denied by the same policies; of what forbids denied, the swap allows it by exactly them, or denies it
//! by others; with permits only it is allowed by at least them; what nothing determined is denied by nothing. Errors stay.
//!
//! Source: formal model, `determiningPolicies_of`, `allowed_iff_explicitly_permitted_and_not_denied`
//! (`Thm.Authorization`).

use crosscheck_reference_model::policy::Effect;

use super::{Expected, Ground, Property, Variant};
use crate::outcome::{Answer, Decision};

pub(super) const PROPERTY: Property = Property {
    name: "effects-swapped",
    in_words: "with other effects the same policies are satisfied, and the decision follows from them",
    source: "formal model, `determiningPolicies_of`, `allowed_iff_explicitly_permitted_and_not_denied`",
    variants: |_| 3,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let mut case = ground.case.clone();
    for policy in &mut case.policies {
        policy.effect = match (number, policy.effect) {
            (0, Effect::Forbid) | (1, _) => Effect::Permit,
            _ => Effect::Forbid,
        };
    }
    if case.policies == ground.case.policies {
        return None;
    }
    let expected = ground.each(|before| {
        let of = |decision| Answer { decision, ..before.clone() };
        match (before.decision, before.reason.is_empty(), number) {
            // A Deny that nothing determines has nothing satisfied: no forbid, and no permit either.
            (Decision::Deny, true, _) => Expected::Exactly(of(Decision::Deny)),
            (Decision::Deny, false, 0) => Expected::AllowedOrElse(of(Decision::Allow)),
            (Decision::Deny, false, 1) => Expected::AtLeast(of(Decision::Allow)),
            (Decision::Deny, false, _) => Expected::AtLeast(of(Decision::Deny)),
            (Decision::Allow, _, 1) => Expected::Exactly(of(Decision::Allow)),
            (Decision::Allow, _, _) => Expected::Exactly(of(Decision::Deny)),
        }
    });
    let done = ["with permits and forbids exchanged", "with permits only", "with forbids only"][number % 3];
    Some(Variant::new(done, &case, expected))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_for_which_forbids_match_otherwise_is_caught() {
        let case = policies("permit(principal == User::\"ann\", action, resource);");
        let careless = replaced("forbid(principal == User::\"ann\"", "forbid(principal == User::\"eve\"");
        assert_caught(Law::EffectsSwapped, &case, &careless, &["determining"]);
        let case = policies("forbid(principal == User::\"ann\", action, resource);");
        let careless = replaced("permit(principal == User::\"ann\"", "permit(principal == User::\"eve\"");
        assert_caught(Law::EffectsSwapped, &case, &careless, &["decision"]);
    }
}
