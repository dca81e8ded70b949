//! Requests: one element, one value of the context, one request more or less.

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::request::RequestSyntax;

use super::{Hand, Row, Survey, names};

/// A case with more requests gets no more.
const MOST: usize = 60;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 6,
        name: "change a principal",
        places: entities,
        change: |hand, place| retarget(hand, place, |request| &mut request.principal),
    },
    Row {
        weight: 5,
        name: "change a resource",
        places: entities,
        change: |hand, place| retarget(hand, place, |request| &mut request.resource),
    },
    Row {
        weight: 5,
        name: "change an action",
        places: |survey| if survey.actions.len() > 1 { survey.case.requests.len() } else { 0 },
        change: |hand, place| {
            let actions: Vec<EntityUid> = names::actions(hand.case).into_iter().cloned().collect();
            let current = hand.case.requests[place].action.clone();
            let Some(other) = hand.other(actions, &current) else { return false };
            hand.case.requests[place].action = other;
            true
        },
    },
    Row {
        weight: 3,
        name: "drop a value of a context",
        places: |survey| survey.case.requests.iter().map(|request| request.context.len()).sum(),
        change: |hand, mut place| {
            for request in &mut hand.case.requests {
                if let Some(key) = request.context.keys().nth(place).cloned() {
                    request.context.remove(&key);
                    return true;
                }
                place -= request.context.len();
            }
            false
        },
    },
    Row {
        weight: 3,
        name: "take the context of another request",
        places: |survey| {
            let contexts = || survey.case.requests.iter().map(|request| &request.context);
            let first = contexts().next();
            if contexts().any(|context| Some(context) != first) { survey.case.requests.len() } else { 0 }
        },
        change: |hand, place| {
            let all: Vec<_> = hand.case.requests.iter().map(|request| request.context.clone()).collect();
            let Some(other) = hand.other(all.iter().cloned(), &all[place]) else { return false };
            hand.case.requests[place].context = other;
            true
        },
    },
    Row {
        weight: 3,
        name: "add a request",
        places: |survey| {
            let requests = survey.case.requests.len();
            if requests < MOST && survey.entities.len() > 1 { requests } else { 0 }
        },
        change: |hand, place| {
            let copy = hand.case.requests[place].clone();
            hand.case.requests.push(copy);
            let last = hand.case.requests.len() - 1;
            if hand.choices.chance(1, 2) {
                retarget(hand, last, |request| &mut request.principal)
            } else {
                retarget(hand, last, |request| &mut request.resource)
            }
        },
    },
    Row {
        weight: 2,
        name: "drop a request",
        places: |survey| if survey.case.requests.len() > 1 { survey.case.requests.len() } else { 0 },
        change: |hand, place| {
            hand.case.requests.remove(place);
            true
        },
    },
];

fn entities(survey: &Survey<'_>) -> usize {
    if survey.entities.len() > 1 { survey.case.requests.len() } else { 0 }
}

/// Another entity in a place of a request, mostly one of the same type.
fn retarget(hand: &mut Hand<'_, '_>, index: usize, place: fn(&mut RequestSyntax) -> &mut EntityUid) -> bool {
    let entities: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
    let current = place(&mut hand.case.requests[index]).clone();
    let near = !hand.choices.chance(1, 5);
    let of_type = entities.iter().filter(|uid| near && uid.ty == current.ty).cloned();
    let chosen = hand.other(of_type.collect::<Vec<_>>(), &current).or_else(|| hand.other(entities, &current));
    let Some(other) = chosen else { return false };
    *place(&mut hand.case.requests[index]) = other;
    true
}
