//! From templates and links to policies.
//!
//! - A template without slots is a static policy and is its own link. A template with slots is evaluated only through
//!   its links, each of which gives every one of its slots an entity, and no other slot.
//! - Policies, templates and links share one space of ids, in which each id is used once.
//! - A static policy cannot be linked.
//!
//! Source: language guide, templates; formal model, `Template.link?`. The rules on ids are those of the public crate's
//! policy sets; the formal model takes well-formed sets for granted.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::name::EntityUid;
use crate::policy::{EntityOrSlot, Link, Policy, PolicyId, Scope, Slot, Template};

/// Why templates and links do not make a policy set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LinkError {
    /// Two of the policies, templates and links have the same id.
    #[error("the policy id `{0}` is used twice; give each policy, template and link an id of its own")]
    DuplicateId(PolicyId),
    /// There is no such template.
    #[error("link `{link}`: there is no template `{template}`")]
    NoSuchTemplate {
        /// The id of the link.
        link: PolicyId,
        /// The id that no template has.
        template: PolicyId,
    },
    /// What should be linked has no slots.
    #[error("link `{link}`: `{template}` is a static policy, which cannot be linked")]
    StaticPolicy {
        /// The id of the link.
        link: PolicyId,
        /// The id of the static policy.
        template: PolicyId,
    },
    /// A slot of the template got no value.
    #[error("link `{link}`: no value for the slot {}", .slot.name())]
    MissingSlot {
        /// The id of the link.
        link: PolicyId,
        /// The slot without a value.
        slot: Slot,
    },
    /// A slot got a value that the template does not have.
    #[error("link `{link}`: the template has no slot {}", .slot.name())]
    ExtraSlot {
        /// The id of the link.
        link: PolicyId,
        /// The slot that is not there.
        slot: Slot,
    },
}

/// The policies that a request is evaluated against: the static ones in their order, then the linked ones in theirs.
pub fn link(templates: &[Template], links: &[Link]) -> Result<Vec<Policy>, LinkError> {
    let mut ids = BTreeSet::new();
    for id in templates.iter().map(|template| &template.id).chain(links.iter().map(|link| &link.id)) {
        if !ids.insert(id) {
            return Err(LinkError::DuplicateId(id.clone()));
        }
    }
    let static_ones = templates.iter().filter_map(static_policy).map(Ok);
    static_ones.chain(links.iter().map(|link| linked_policy(templates, link))).collect()
}

/// The policy that a template without slots is.
fn static_policy(template: &Template) -> Option<Policy> {
    policy(template, &template.id, &BTreeMap::new()).ok()
}

/// The policy that a link makes.
fn linked_policy(templates: &[Template], link: &Link) -> Result<Policy, LinkError> {
    let named = || (link.id.clone(), link.template.clone());
    let Some(template) = templates.iter().find(|template| template.id == link.template) else {
        let (link, template) = named();
        return Err(LinkError::NoSuchTemplate { link, template });
    };
    if template.is_static() {
        let (link, template) = named();
        return Err(LinkError::StaticPolicy { link, template });
    }
    let slots = template.slots();
    if let Some(slot) = link.slots.keys().find(|slot| !slots.contains(slot)) {
        return Err(LinkError::ExtraSlot { link: link.id.clone(), slot: *slot });
    }
    policy(template, &link.id, &link.slots).map_err(|slot| LinkError::MissingSlot { link: link.id.clone(), slot })
}

/// The template with its slots filled; the slot that has no value, if there is one.
fn policy(template: &Template, id: &PolicyId, values: &BTreeMap<Slot, EntityUid>) -> Result<Policy, Slot> {
    let fill = |scope, slot| fill(scope, values.get(&slot)).ok_or(slot);
    Ok(Policy {
        id: id.clone(),
        effect: template.effect,
        principal: fill(&template.principal, Slot::Principal)?,
        action: template.action.clone(),
        resource: fill(&template.resource, Slot::Resource)?,
        conditions: template.conditions.clone(),
    })
}

/// The constraint with this value for its slot; `None` if it needs one and there is none.
fn fill(scope: &Scope<EntityOrSlot>, value: Option<&EntityUid>) -> Option<Scope<EntityUid>> {
    let entity = |e: &EntityOrSlot| match e {
        EntityOrSlot::Entity(uid) => Some(uid.clone()),
        EntityOrSlot::Slot => value.cloned(),
    };
    Some(match scope {
        Scope::Any => Scope::Any,
        Scope::Eq(e) => Scope::Eq(entity(e)?),
        Scope::In(e) => Scope::In(entity(e)?),
        Scope::Is(ty) => Scope::Is(ty.clone()),
        Scope::IsIn(ty, e) => Scope::IsIn(ty.clone(), entity(e)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;
    use crate::parse::{self, PolicyIds};

    const POLICIES: &str = r#"
        permit(principal, action, resource);
        permit(principal == ?principal, action, resource is Doc in ?resource);
        forbid(principal in ?principal, action, resource);
    "#;

    fn entity(eid: &str) -> EntityUid {
        EntityUid::new(Name::unqualified("T"), eid)
    }

    fn a_link(template: &str, id: &str, slots: &[(Slot, &str)]) -> Link {
        let slots = slots.iter().map(|(slot, eid)| (*slot, entity(eid))).collect();
        Link { template: template.into(), id: id.into(), slots }
    }

    fn linked(links: &[Link]) -> Result<Vec<Policy>, LinkError> {
        link(&parse::policies(POLICIES, PolicyIds::Positional).unwrap(), links)
    }

    #[test]
    fn templates_are_evaluated_through_their_links_only() {
        let policies = linked(&[
            a_link("policy2", "l2", &[(Slot::Principal, "p")]),
            a_link("policy1", "l0", &[(Slot::Principal, "a"), (Slot::Resource, "b")]),
            a_link("policy1", "l1", &[(Slot::Principal, "c"), (Slot::Resource, "c")]),
        ]);
        let scopes: Vec<_> = policies.unwrap().into_iter().map(|p| (p.id, p.principal, p.resource)).collect();
        let is_in = |eid| Scope::IsIn(Name::unqualified("Doc"), entity(eid));
        let expected = [
            ("policy0", Scope::Any, Scope::Any),
            ("l2", Scope::In(entity("p")), Scope::Any),
            ("l0", Scope::Eq(entity("a")), is_in("b")),
            ("l1", Scope::Eq(entity("c")), is_in("c")),
        ];
        assert_eq!(scopes, expected.map(|(id, principal, resource)| (id.to_owned(), principal, resource)));
    }

    #[test]
    fn wrong_links() {
        use Slot::{Principal, Resource};
        let check = |links: &[Link], expected: &str| {
            let found = linked(links).map_err(|error| error.to_string());
            assert_eq!(found, Err(expected.to_owned()));
        };
        let duplicate = |id: &str| {
            format!("the policy id `{id}` is used twice; give each policy, template and link an id of its own")
        };
        let good = |id: &str| a_link("policy2", id, &[(Principal, "p")]);
        check(&[a_link("nope", "l", &[])], "link `l`: there is no template `nope`");
        check(&[good("l"), a_link("l", "m", &[])], "link `m`: there is no template `l`");
        check(&[a_link("policy0", "l", &[])], "link `l`: `policy0` is a static policy, which cannot be linked");
        check(&[a_link("policy2", "l", &[])], "link `l`: no value for the slot ?principal");
        check(&[a_link("policy1", "l", &[(Principal, "p")])], "link `l`: no value for the slot ?resource");
        let extra = a_link("policy2", "l", &[(Principal, "p"), (Resource, "r")]);
        check(&[extra], "link `l`: the template has no slot ?resource");
        check(&[good("l"), good("l")], &duplicate("l"));
        check(&[good("policy0")], &duplicate("policy0"));
        check(&[good("policy1")], &duplicate("policy1"));
        check(&[good("policy2")], &duplicate("policy2"));
    }
}
