//! The law *policy-order*: the order of policies and links does not matter.
//!
//! Transformation: policies and links in reverse, the second half before the first, or every other one first. Relation:
//! the same decision; the same policies determine it, the same ones err with the same kinds, under the ids of their new
//! places.
//!
//! Source: formal model, `order_and_dup_independent` (`Thm.Authorization`).

use super::ground::{links, policies, renumber};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "policy-order",
    in_words: "the order of policies and links does not matter",
    source: "formal model, `order_and_dup_independent`",
    variants: |_| 3,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (policies, links) = (policies(ground.case), links(ground.case));
    if policies.len() + links.len() < 2 {
        return None;
    }
    let renumbered = renumber(ground.case, reordered(policies, number), reordered(links, number));
    let done = ["in reverse order", "with the second half before the first", "with every other one first"][number % 3];
    Some(ground.renumbered(format!("with the policies {done}"), &renumbered))
}

/// The items in the order of this variant.
pub(super) fn reordered<T>(mut items: Vec<T>, number: usize) -> Vec<T> {
    match number {
        0 => items.reverse(),
        1 => {
            let half = items.len() / 2;
            items.rotate_left(half);
        }
        _ => {
            let (odd, even): (Vec<_>, Vec<_>) = items.into_iter().enumerate().partition(|(index, _)| index % 2 == 1);
            items = odd.into_iter().chain(even).map(|(_, item)| item).collect();
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_overlooks_the_last_of_many_is_caught() {
        let case = policies(
            "permit(principal, action, resource); permit(principal, action, resource) when { false };
             forbid(principal, action, resource);",
        );
        assert_caught(Law::PolicyOrder, &case, &|text| without_policy(text, 2), &["decision"]);
    }
}
