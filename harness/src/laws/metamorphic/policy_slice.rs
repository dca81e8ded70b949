//! The law *policy-slice*: a policy that neither determines the answer nor errs may as well not be there.
//!
//! Transformation, for one request: only the policies that determine its answer or err are left; or only those that
//! determine it. Relation: the same decision by the same policies; the same errors in the first case, none in the second.
//!
//! Source: formal model, `isAuthorized_eq_for_sound_policy_slice` (`Thm.Authorization.Slicing`).

use std::collections::BTreeSet;

use super::ground::{links, policies, renumber};
use super::{Expected, Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "policy-slice",
    in_words: "without the policies that neither determine an answer nor err the answer is the same",
    source: "formal model, `isAuthorized_eq_for_sound_policy_slice`",
    variants: |requests| 2 * requests,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (request, with_errors) = (number / 2, number.is_multiple_of(2));
    let answer = ground.answer(request)?;
    let needed = |id: &str| answer.reason.contains(id) || (with_errors && answer.errors.contains_key(id));
    let mut links = links(ground.case);
    links.retain(|(_, link)| needed(&link.id));
    let linked: BTreeSet<String> = links.iter().map(|(_, link)| link.template.clone()).collect();
    let mut policies = policies(ground.case);
    policies.retain(|(_, policy)| needed(&policy.id) || linked.contains(&policy.id));
    if policies.len() == ground.case.policies.len() && links.len() == ground.case.links.len() {
        return None;
    }
    let mut renumbered = renumber(ground.case, policies, links);
    renumbered.case.requests = vec![ground.case.requests.get(request)?.clone()];
    let expected = Expected::Exactly(renumbered.answer(answer));
    let done = if with_errors { "with what determines the answer or errs" } else { "with what determines the answer" };
    Some(Variant::new(format!("{done} alone"), &renumbered.case, vec![(request, Some(expected))]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_overlooks_the_first_policy_is_caught() {
        let case = policies("permit(principal, action, resource) when { false }; permit(principal, action, resource);");
        assert_caught(Law::PolicySlice, &case, &|text| without_policy(text, 0), &["decision"]);
    }
}
