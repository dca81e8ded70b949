//! The law *templates*: a link means what the template means with its slots filled in by hand.
//!
//! Transformation: a static policy for each link, and no template; or a template and a link for each static policy whose
//! scope names a principal or a resource. Relation: the same answers, the link taking part in them as the policy does.
//!
//! Source: language guide, "Policy templates"; formal model, `Template.link?` and `Scope` with slots.

use std::collections::BTreeMap;

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{EntityOrSlot, Link, Scope, Slot, Template};

use super::ground::{Origin, links, policies, renumber};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "templates",
    in_words: "a link means the same as its template with the slots filled in by hand",
    source: "language guide, \"Policy templates\"; formal model, `Template.link?`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    match number {
        0 if !ground.case.links.is_empty() => filled_in(ground),
        1 if ground.capabilities.templates => linked(ground),
        _ => None,
    }
}

/// Each link as a static policy.
fn filled_in(ground: &Ground<'_>) -> Option<Variant> {
    let mut all: Vec<Origin<Template>> = policies(ground.case);
    all.retain(|(_, policy)| policy.is_static());
    for link in &ground.case.links {
        let mut policy = ground.case.policies.iter().find(|policy| policy.id == link.template)?.clone();
        fill(&mut policy.principal, link.slots.get(&Slot::Principal));
        fill(&mut policy.resource, link.slots.get(&Slot::Resource));
        policy.id.clone_from(&link.id);
        all.push((Some(link.id.clone()), policy));
    }
    Some(ground.renumbered("with the slots of each link filled in", &renumber(ground.case, all, Vec::new())))
}

fn fill(scope: &mut Scope<EntityOrSlot>, value: Option<&EntityUid>) {
    if let (Scope::Eq(hole) | Scope::In(hole) | Scope::IsIn(_, hole), Some(uid)) = (scope, value)
        && *hole == EntityOrSlot::Slot
    {
        *hole = EntityOrSlot::Entity(uid.clone());
    }
}

/// Each static policy that names an entity in its scope as a template and a link.
fn linked(ground: &Ground<'_>) -> Option<Variant> {
    let (mut all, mut all_links) = (policies(ground.case), links(ground.case));
    for (origin, policy) in all.iter_mut().filter(|(_, policy)| policy.is_static()) {
        let taken =
            [(Slot::Principal, take_out(&mut policy.principal)), (Slot::Resource, take_out(&mut policy.resource))];
        let slots: BTreeMap<Slot, EntityUid> = taken.into_iter().filter_map(|(slot, uid)| Some((slot, uid?))).collect();
        if !slots.is_empty() {
            all_links.push((origin.take(), Link { template: policy.id.clone(), id: String::new(), slots }));
        }
    }
    (all_links.len() > ground.case.links.len())
        .then(|| ground.renumbered("with scopes filled by links", &renumber(ground.case, all, all_links)))
}

fn take_out(scope: &mut Scope<EntityOrSlot>) -> Option<EntityUid> {
    let (Scope::Eq(hole) | Scope::In(hole) | Scope::IsIn(_, hole)) = scope else { return None };
    match std::mem::replace(hole, EntityOrSlot::Slot) {
        EntityOrSlot::Entity(uid) => Some(uid),
        EntityOrSlot::Slot => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_fills_a_slot_otherwise_is_caught() {
        let case = policies("permit(principal in User::\"g\", action, resource);");
        let mut case = case;
        case.entities =
            r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {}, "parents": [{"type": "User", "id": "g"}]}]"#
                .to_owned();
        let by_equality = replaced("principal in ?principal", "principal == ?principal");
        assert_caught(Law::Templates, &case, &by_equality, &["decision"]);
    }
}
