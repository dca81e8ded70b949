//! Links: the templates of a case filled in for the requests that they are to be satisfied by.

use std::collections::BTreeMap;

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{EntityOrSlot, Link, Scope, Slot, Template};

use crate::choices::Choices;
use crate::near_misses;
use crate::policies::{Aimed, Ground, container, other};
use crate::requests::Planned;

/// How many links a template has.
const LINKS: [(u32, usize); 5] = [(10, 0), (35, 1), (30, 2), (17, 3), (8, 5)];

/// Links `template`: first for the request aimed at, then for others of those planned which the link would be satisfied by,
/// or with other values.
pub(crate) fn link(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    template: &Template,
    (slots, aimed): (&BTreeMap<Slot, EntityUid>, Aimed),
    links: &mut Vec<Link>,
    aims: &mut Vec<Aimed>,
) {
    let stock = ground.stock;
    for nth in 0..*choices.weighted(&LINKS) {
        let new = |slots| Link { template: template.id.clone(), id: format!("link{}", links.len()), slots };
        let aimed = Aimed { link: Some(links.len()), ..aimed };
        let (made, aimed) = if nth == 0 || aimed.mistake.is_some() {
            (new(slots.clone()), aimed)
        } else {
            let request = choices.below(ground.planned.len());
            let other_aim = Aimed { request, satisfied: true, ..aimed };
            let of_other = new(slots_for(choices, ground, template, &ground.planned[request]));
            if choices.chance(1, 12) {
                let elsewhere = slots.iter().map(|(slot, value)| (*slot, other(choices, &stock, value)));
                (new(elsewhere.collect()), Aimed { satisfied: false, ..aimed })
            } else if near_misses::satisfies(&ground.planned[request].request, template, &of_other, ground.store) {
                (of_other, other_aim)
            } else {
                (new(slots_for(choices, ground, template, &ground.planned[aimed.request])), aimed)
            }
        };
        links.push(made);
        aims.push(aimed);
    }
}

/// Values of the slots of a template that the request hits.
fn slots_for(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    template: &Template,
    aim: &Planned,
) -> BTreeMap<Slot, EntityUid> {
    let mut slots = BTreeMap::new();
    let places = [
        (Slot::Principal, &template.principal, &aim.request.principal),
        (Slot::Resource, &template.resource, &aim.request.resource),
    ];
    for (slot, scope, uid) in places {
        match scope {
            Scope::Eq(EntityOrSlot::Slot) => _ = slots.insert(slot, uid.clone()),
            Scope::In(EntityOrSlot::Slot) | Scope::IsIn(_, EntityOrSlot::Slot) => {
                _ = slots.insert(slot, container(choices, &ground.stock, uid, true));
            }
            _ => {}
        }
    }
    slots
}
