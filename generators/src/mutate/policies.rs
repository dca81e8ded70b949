//! Whole policies, clauses and links.

use std::collections::BTreeMap;

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{ConditionKind, Effect, Link, Slot, Template};

use super::{Hand, Row, names};
use crate::case::Case;

/// A case with more policies gets no more.
pub(super) const MOST: usize = 60;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 4,
        name: "swap an effect",
        places: |survey| survey.case.policies.len(),
        change: |hand, place| {
            let effect = &mut hand.case.policies[place].effect;
            *effect = if *effect == Effect::Permit { Effect::Forbid } else { Effect::Permit };
            true
        },
    },
    Row {
        weight: 4,
        name: "swap when and unless",
        places: |survey| survey.case.policies.iter().map(|policy| policy.conditions.len()).sum(),
        change: |hand, place| {
            let all = hand.case.policies.iter_mut().flat_map(|policy| &mut policy.conditions);
            let Some(condition) = all.into_iter().nth(place) else { return false };
            condition.kind =
                if condition.kind == ConditionKind::When { ConditionKind::Unless } else { ConditionKind::When };
            true
        },
    },
    Row {
        weight: 3,
        name: "drop a clause",
        places: |survey| survey.case.policies.iter().map(|policy| policy.conditions.len()).sum(),
        change: |hand, mut place| {
            for policy in &mut hand.case.policies {
                if place < policy.conditions.len() {
                    policy.conditions.remove(place);
                    return true;
                }
                place -= policy.conditions.len();
            }
            false
        },
    },
    Row {
        weight: 3,
        name: "copy a clause into another policy",
        places: |survey| {
            let clauses: usize = survey.case.policies.iter().map(|policy| policy.conditions.len()).sum();
            if survey.case.policies.len() > 1 { clauses } else { 0 }
        },
        change: |hand, place| {
            let clause = hand.case.policies.iter().flat_map(|policy| &policy.conditions).nth(place).cloned();
            let to = hand.choices.below(hand.case.policies.len());
            hand.case.policies[to].conditions.extend(clause);
            true
        },
    },
    Row {
        weight: 3,
        name: "drop a policy",
        places: |survey| if survey.case.policies.len() > 1 { survey.case.policies.len() } else { 0 },
        change: |hand, place| {
            hand.case.policies.remove(place);
            renumber(hand.case);
            true
        },
    },
    Row {
        weight: 3,
        name: "duplicate a policy",
        places: |survey| if survey.case.policies.len() < MOST { survey.case.policies.len() } else { 0 },
        change: |hand, place| {
            let copy = hand.case.policies[place].clone();
            let to = hand.choices.below(hand.case.policies.len() + 1);
            // The copy has no links: they stay with the one that stands first.
            hand.case.policies.insert(to.max(place + 1), copy);
            renumber(hand.case);
            true
        },
    },
    Row {
        weight: 5,
        name: "change a slot of a link",
        places: |survey| {
            let slots = survey.case.links.iter().map(|link| link.slots.len()).sum();
            if survey.entities.len() > 1 { slots } else { 0 }
        },
        change: |hand, place| {
            let all: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
            let slots = hand.case.links.iter_mut().flat_map(|link| link.slots.values_mut());
            let Some(value) = slots.into_iter().nth(place) else { return false };
            let others: Vec<&EntityUid> = all.iter().filter(|other| *other != value).collect();
            let Some(other) = hand.choices.pick_any(&others) else { return false };
            *value = (*other).clone();
            true
        },
    },
    Row {
        weight: 3,
        name: "drop a link",
        places: |survey| survey.case.links.len(),
        change: |hand, place| {
            hand.case.links.remove(place);
            true
        },
    },
    Row {
        weight: 4,
        name: "link a template",
        places: |survey| {
            let templates = survey.case.policies.iter().filter(|policy| !policy.is_static()).count();
            if survey.entities.is_empty() || survey.case.links.len() > MOST { 0 } else { templates }
        },
        change: link,
    },
];

fn link(hand: &mut Hand<'_, '_>, place: usize) -> bool {
    let all: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
    let templates: Vec<_> = hand.case.policies.iter().filter(|policy| !policy.is_static()).collect();
    let (template, slots) = (templates[place].id.clone(), templates[place].slots());
    let slots = slots.into_iter().map(|slot| (slot, hand.choices.pick(&all).clone())).collect();
    add_link(hand.case, template, slots);
    true
}

/// Links a template under an id that nothing else has.
pub(super) fn add_link(case: &mut Case, template: String, slots: BTreeMap<Slot, EntityUid>) {
    let id = |number: usize| format!("link{number}");
    let taken = |id: &String| case.links.iter().any(|link| link.id == *id);
    let free = (case.links.len()..).map(id).find(|id| !taken(id)).unwrap_or_default();
    case.links.push(Link { template, id: free, slots });
}

/// Gives the policies their positional ids again, after some were added or taken away, and lets links follow.
pub(super) fn renumber(case: &mut Case) {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (index, policy) in case.policies.iter_mut().enumerate() {
        let id = format!("policy{index}");
        let old = std::mem::replace(&mut policy.id, id.clone());
        ids.entry(old).or_insert(id);
    }
    case.links.retain_mut(|link| match ids.get(&link.template) {
        Some(id) => {
            link.template.clone_from(id);
            true
        }
        None => false,
    });
    mend_links(case);
}

/// Makes links fit their templates, after slots were opened or closed: a link that does not fit would only have the whole
/// case refused.
pub(super) fn mend_links(case: &mut Case) {
    let some_entity = names::entities(case).first().map(|uid| (*uid).clone());
    let Case { policies, links, .. } = case;
    links.retain_mut(|link| {
        let template = policies.iter().find(|policy| policy.id == link.template);
        let wanted = template.map(Template::slots).unwrap_or_default();
        link.slots.retain(|slot, _| wanted.contains(slot));
        for slot in &wanted {
            if let (false, Some(uid)) = (link.slots.contains_key(slot), &some_entity) {
                link.slots.insert(*slot, uid.clone());
            }
        }
        !wanted.is_empty() && link.slots.len() == wanted.len()
    });
}
