//! Entities and the edges of their hierarchy.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::name::EntityUid;

use super::{Hand, Row, Survey, names};
use crate::case::Case;

/// A store with more entities gets no more; edges are looked for among so many.
const MOST: usize = 200;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 6,
        name: "add an edge",
        places: |survey| {
            let few = survey.case.entities.iter().take(MOST);
            few.filter(|entity| could_be_parents(survey.case, entity).next().is_some()).count()
        },
        change: |hand, place| {
            let Some(index) = children(hand.case).nth(place) else { return false };
            let parents: Vec<EntityUid> = could_be_parents(hand.case, &hand.case.entities[index]).cloned().collect();
            let parent = pick_parent(hand, index, &parents);
            hand.case.entities[index].parents.push(parent);
            true
        },
    },
    Row {
        weight: 5,
        name: "drop an edge",
        places: edges,
        change: |hand, place| {
            let Some((index, parent)) = edge(hand.case, place) else { return false };
            hand.case.entities[index].parents.remove(parent);
            true
        },
    },
    Row {
        weight: 5,
        name: "redirect an edge",
        places: |survey| {
            let redirectable = |entity: &&Entity| could_be_parents(survey.case, entity).next().is_some();
            survey.case.entities.iter().take(MOST).filter(redirectable).map(|entity| entity.parents.len()).sum()
        },
        change: |hand, mut place| {
            let all: Vec<usize> = children(hand.case).collect();
            for index in all {
                let count = hand.case.entities[index].parents.len();
                if place < count {
                    let parents: Vec<EntityUid> =
                        could_be_parents(hand.case, &hand.case.entities[index]).cloned().collect();
                    let parent = pick_parent(hand, index, &parents);
                    hand.case.entities[index].parents[place] = parent;
                    return true;
                }
                place -= count;
            }
            false
        },
    },
    Row {
        weight: 3,
        name: "drop an entity",
        places: |survey| survey.case.entities.len(),
        change: |hand, place| {
            hand.case.entities.remove(place);
            true
        },
    },
    Row {
        weight: 3,
        name: "list an entity that is absent",
        places: |survey| if survey.case.entities.len() < MOST { absent(survey.case).len() } else { 0 },
        change: |hand, place| {
            let uid = absent(hand.case)[place].clone();
            let like = hand.case.entities.iter().find(|entity| entity.uid.ty == uid.ty);
            let (attrs, tags) = like.map(|entity| (entity.attrs.clone(), entity.tags.clone())).unwrap_or_default();
            hand.case.entities.push(Entity { uid, attrs, tags, parents: Vec::new() });
            true
        },
    },
];

fn edges(survey: &Survey<'_>) -> usize {
    survey.case.entities.iter().map(|entity| entity.parents.len()).sum()
}

/// The edge of this number: the index of the entity, and that of its parent.
fn edge(case: &Case, mut place: usize) -> Option<(usize, usize)> {
    for (index, entity) in case.entities.iter().enumerate() {
        if place < entity.parents.len() {
            return Some((index, place));
        }
        place -= entity.parents.len();
    }
    None
}

/// The entities that could have one more parent.
fn children(case: &Case) -> impl Iterator<Item = usize> + '_ {
    let few = case.entities.iter().enumerate().take(MOST);
    few.filter(|(_, entity)| could_be_parents(case, entity).next().is_some()).map(|(index, _)| index)
}

/// The listed entities that `child` is not in and that are not in `child`, so that there is no cycle. The parents of an
/// action are actions, and nobody else's are.
fn could_be_parents<'c>(case: &'c Case, child: &'c Entity) -> impl Iterator<Item = &'c EntityUid> {
    let parents: BTreeMap<&EntityUid, &[EntityUid]> =
        case.entities.iter().map(|entity| (&entity.uid, entity.parents.as_slice())).collect();
    let others = case.entities.iter().take(MOST).map(|entity| &entity.uid);
    others.filter(move |uid| {
        names::is_action(uid) == names::is_action(&child.uid)
            && !child.parents.contains(uid)
            && !reaches(&parents, uid, &child.uid)
    })
}

/// Whether `from` is `to` or in it.
fn reaches(parents: &BTreeMap<&EntityUid, &[EntityUid]>, from: &EntityUid, to: &EntityUid) -> bool {
    let mut open = vec![from];
    let mut seen = Vec::new();
    while let Some(uid) = open.pop() {
        if uid == to {
            return true;
        }
        if !seen.contains(&uid) {
            seen.push(uid);
            open.extend(parents.get(uid).copied().unwrap_or_default());
        }
    }
    false
}

/// Mostly a parent of a type that entities of this child's type have as a parent already.
fn pick_parent(hand: &mut Hand<'_, '_>, child: usize, parents: &[EntityUid]) -> EntityUid {
    let ty = &hand.case.entities[child].uid.ty;
    let like = hand.case.entities.iter().filter(|entity| entity.uid.ty == *ty);
    let usual: Vec<&EntityUid> = like.flat_map(|entity| &entity.parents).collect();
    let fitting: Vec<&EntityUid> =
        parents.iter().filter(|parent| usual.iter().any(|other| other.ty == parent.ty)).collect();
    if fitting.is_empty() || hand.choices.chance(1, 5) {
        return hand.choices.pick(parents).clone();
    }
    (*hand.choices.pick(&fitting)).clone()
}

/// The entities that are spoken of and not listed.
fn absent(case: &Case) -> Vec<&EntityUid> {
    let mut all = names::entities(case);
    all.retain(|uid| !case.entities.iter().any(|entity| entity.uid == **uid));
    all
}
