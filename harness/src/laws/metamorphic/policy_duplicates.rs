//! The law *policy-duplicates*: a policy that is there twice counts as one that is there once.
//!
//! Transformation: each policy, template and link once more, behind all others or at their head. Relation: the same
//! decision; each copy takes part in the answer, determining or erring, just as the policy that it is a copy of.
//!
//! Source: formal model, `order_and_dup_independent` (`Thm.Authorization`).

use super::ground::{copies, links, policies, renumber};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "policy-duplicates",
    in_words: "a policy under a second id changes no decision, and takes part in the answer just as the first",
    source: "formal model, `order_and_dup_independent`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (mut policies, mut links) = (policies(ground.case), links(ground.case));
    let (mut policies_again, mut links_again) = copies(ground.case, |_| {});
    if number == 0 {
        policies.append(&mut policies_again);
        links.append(&mut links_again);
    } else {
        policies.splice(0..0, policies_again);
        links.splice(0..0, links_again);
    }
    Some(ground.renumbered("with each policy twice", &renumber(ground.case, policies, links)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_tells_equal_policies_once_is_caught() {
        let case = policies("permit(principal, action, resource); permit(principal, action, resource) when { 1 < 2 };");
        assert_caught(Law::PolicyDuplicates, &case, &|text| without_policy(text, 2), &["determining"]);
    }
}
