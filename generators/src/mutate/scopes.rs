//! Scopes: one form for another, one entity, type or action for another, a slot opened or filled.

use std::collections::BTreeMap;

use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Slot, Template};

use super::policies::{add_link, mend_links};
use super::{Hand, Row, Survey, names};

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 7,
        name: "change the form of a scope",
        places: |survey| if survey.entities.is_empty() { 0 } else { 2 * survey.case.policies.len() },
        change: |hand, place| {
            let entities: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
            let uid = hand.choices.pick(&entities).clone();
            let scope = scope_mut(&mut hand.case.policies, place);
            let forms = other_forms(scope, &uid);
            *scope = hand.choices.pick(&forms).clone();
            mend_links(hand.case);
            true
        },
    },
    Row {
        weight: 5,
        name: "retarget a scope",
        places: |survey| {
            let named = |scope: &Scope<EntityOrSlot>| !matches!(scope, Scope::Any) && !is_mere_slot(scope);
            let enough = survey.entities.len() > 1 && survey.types.len() > 1;
            if enough { scopes(survey).filter(|scope| named(scope)).count() } else { 0 }
        },
        change: retarget,
    },
    Row {
        weight: 5,
        name: "change the scope of the action",
        places: |survey| if survey.actions.is_empty() { 0 } else { survey.case.policies.len() },
        change: |hand, place| {
            let actions: Vec<EntityUid> = names::actions(hand.case).into_iter().cloned().collect();
            let [one, two] = [hand.choices.pick(&actions).clone(), hand.choices.pick(&actions).clone()];
            let own = names::in_action_scope(&hand.case.policies[place].action).to_vec();
            let own_first = own.first().cloned().unwrap_or_else(|| one.clone());
            let forms = [
                ActionScope::Any,
                ActionScope::Eq(own_first.clone()),
                ActionScope::Eq(one.clone()),
                ActionScope::In(own_first.clone()),
                ActionScope::In(one.clone()),
                ActionScope::InAny(vec![own_first, one]),
                ActionScope::InAny([own, vec![two]].concat()),
            ];
            let current = hand.case.policies[place].action.clone();
            let Some(form) = hand.other(forms, &current) else { return false };
            hand.case.policies[place].action = form;
            true
        },
    },
    Row {
        weight: 3,
        name: "open a slot",
        places: |survey| scopes(survey).filter(|scope| names::in_scope(scope).is_some()).count(),
        change: |hand, place| {
            let fitting = (0..2 * hand.case.policies.len())
                .filter(|place| names::in_scope(scope_mut(&mut hand.case.policies, *place)).is_some());
            let Some(place) = fitting.collect::<Vec<_>>().get(place).copied() else { return false };
            let was_static = hand.case.policies[place / 2].is_static();
            let scope = scope_mut(&mut hand.case.policies, place);
            let (Scope::Eq(target) | Scope::In(target) | Scope::IsIn(_, target)) = scope else { return false };
            let EntityOrSlot::Entity(uid) = std::mem::replace(target, EntityOrSlot::Slot) else { return false };
            let (slot, id) = (slot(place), hand.case.policies[place / 2].id.clone());
            if was_static {
                add_link(hand.case, id, BTreeMap::from([(slot, uid)]));
            } else {
                hand.case.links.iter_mut().filter(|link| link.template == id).for_each(|link| {
                    link.slots.insert(slot, uid.clone());
                });
            }
            true
        },
    },
    Row {
        weight: 2,
        name: "fill a slot",
        places: |survey| {
            let slots = scopes(survey).filter(|scope| scope.has_slot()).count();
            if survey.entities.is_empty() { 0 } else { slots }
        },
        change: |hand, place| {
            let entities: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
            let uid = hand.choices.pick(&entities).clone();
            let fitting =
                (0..2 * hand.case.policies.len()).filter(|place| scope_mut(&mut hand.case.policies, *place).has_slot());
            let Some(place) = fitting.collect::<Vec<_>>().get(place).copied() else { return false };
            let linked = hand.case.links.iter().find(|link| link.template == hand.case.policies[place / 2].id);
            let uid = linked.and_then(|link| link.slots.get(&slot(place))).cloned().unwrap_or(uid);
            let scope = scope_mut(&mut hand.case.policies, place);
            let (Scope::Eq(target) | Scope::In(target) | Scope::IsIn(_, target)) = scope else { return false };
            *target = EntityOrSlot::Entity(uid);
            mend_links(hand.case);
            true
        },
    },
];

/// The scopes of principals and resources, two of each policy.
fn scopes<'s>(survey: &'s Survey<'_>) -> impl Iterator<Item = &'s Scope<EntityOrSlot>> {
    survey.case.policies.iter().flat_map(|policy| [&policy.principal, &policy.resource])
}

/// The scope of this number, in the same order.
fn scope_mut(policies: &mut [Template], place: usize) -> &mut Scope<EntityOrSlot> {
    let policy = &mut policies[place / 2];
    if place.is_multiple_of(2) { &mut policy.principal } else { &mut policy.resource }
}

fn slot(place: usize) -> Slot {
    if place.is_multiple_of(2) { Slot::Principal } else { Slot::Resource }
}

fn is_mere_slot(scope: &Scope<EntityOrSlot>) -> bool {
    matches!(scope, Scope::Eq(EntityOrSlot::Slot) | Scope::In(EntityOrSlot::Slot))
}

/// The other forms of a scope, about the same entity and type if it names them, about `uid` otherwise.
fn other_forms(scope: &Scope<EntityOrSlot>, uid: &EntityUid) -> Vec<Scope<EntityOrSlot>> {
    let target = match scope {
        Scope::Eq(target) | Scope::In(target) | Scope::IsIn(_, target) => target.clone(),
        Scope::Any | Scope::Is(_) => EntityOrSlot::Entity(uid.clone()),
    };
    let ty = names::type_in_scope(scope).unwrap_or(&uid.ty).clone();
    let forms = [
        Scope::Any,
        Scope::Eq(target.clone()),
        Scope::In(target.clone()),
        Scope::Is(ty.clone()),
        Scope::IsIn(ty, target),
    ];
    forms.into_iter().filter(|form| form != scope).collect()
}

/// Another entity or type in the same form of scope.
fn retarget(hand: &mut Hand<'_, '_>, place: usize) -> bool {
    let entities: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
    let types: Vec<EntityType> = names::types(hand.case).into_iter().cloned().collect();
    let all = hand.case.policies.iter_mut().flat_map(|policy| [&mut policy.principal, &mut policy.resource]);
    let named = all.into_iter().filter(|scope| !matches!(scope, Scope::Any) && !is_mere_slot(scope));
    let Some(scope) = { named }.nth(place) else { return false };
    let mut choose_type = |ty: &mut EntityType| {
        let others: Vec<&EntityType> = types.iter().filter(|other| *other != ty).collect();
        hand.choices.pick_any(&others).map(|other| *ty = (*other).clone()).is_some()
    };
    match scope {
        Scope::Is(ty) | Scope::IsIn(ty, EntityOrSlot::Slot) => choose_type(ty),
        Scope::Eq(EntityOrSlot::Entity(uid))
        | Scope::In(EntityOrSlot::Entity(uid))
        | Scope::IsIn(_, EntityOrSlot::Entity(uid)) => {
            let others: Vec<&EntityUid> = entities.iter().filter(|other| *other != uid).collect();
            hand.choices.pick_any(&others).map(|other| *uid = (*other).clone()).is_some()
        }
        _ => false,
    }
}
