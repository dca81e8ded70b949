//! Attributes and tags of entities, and the fields of records in data.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::Expr;

use super::{Row, Survey, sites, sorts};
use crate::case::Case;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 4,
        name: "drop an attribute",
        places: |survey| survey.case.entities.iter().map(|entity| entity.attrs.len()).sum(),
        change: |hand, place| {
            let all =
                hand.case.entities.iter().flat_map(|entity| entity.attrs.keys().map(move |key| (&entity.uid, key)));
            let Some((uid, key)) = { all }.nth(place).map(|(uid, key)| (uid.clone(), key.clone())) else {
                return false;
            };
            hand.case.entities.iter_mut().filter(|entity| entity.uid == uid).for_each(|entity| {
                entity.attrs.remove(&key);
            });
            true
        },
    },
    Row {
        weight: 4,
        name: "give an attribute that others have",
        places: |survey| survey.case.entities.iter().filter(|entity| lacks(survey.case, entity).is_some()).count(),
        change: |hand, place| {
            let all = hand.case.entities.iter().enumerate();
            let found = { all }.filter_map(|(index, entity)| Some((index, lacks(hand.case, entity)?))).nth(place);
            let Some((index, key, value)) = found.map(|(index, (key, value))| (index, key.clone(), value.clone()))
            else {
                return false;
            };
            hand.case.entities[index].attrs.insert(key, value);
            true
        },
    },
    Row {
        weight: 3,
        name: "drop a tag",
        places: |survey| survey.case.entities.iter().map(|entity| entity.tags.len()).sum(),
        change: |hand, mut place| {
            for entity in &mut hand.case.entities {
                if let Some(key) = entity.tags.keys().nth(place).cloned() {
                    entity.tags.remove(&key);
                    return true;
                }
                place -= entity.tags.len();
            }
            false
        },
    },
    Row {
        weight: 3,
        name: "copy a tag to another entity",
        places: |survey| {
            survey.case.entities.iter().filter(|entity| foreign_tags(survey.case, entity).next().is_some()).count()
        },
        change: |hand, place| {
            let takers = hand.case.entities.iter().enumerate();
            let mut takers = takers.filter(|(_, entity)| foreign_tags(hand.case, entity).next().is_some());
            let Some((index, entity)) = takers.nth(place) else { return false };
            let tags: Vec<(&String, &Expr)> = foreign_tags(hand.case, entity).collect();
            let (key, value) = *hand.choices.pick(&tags);
            let (key, value) = (key.clone(), value.clone());
            hand.case.entities[index].tags.insert(key, value);
            true
        },
    },
    Row {
        weight: 4,
        name: "change a stored value for another of the case",
        places: |survey| {
            let sorts = sorts::with_choice(survey.stored.iter().copied());
            survey.stored.iter().filter(|expr| sorts.contains(&sorts::of(expr))).count()
        },
        change: |hand, place| {
            let survey = Survey::of(hand.case, hand.donor);
            let all: Vec<Expr> = survey.stored.iter().map(|expr| (*expr).clone()).collect();
            let sorts = sorts::with_choice(all.iter());
            let fits = |expr: &Expr| sorts.contains(&sorts::of(expr));
            let Some(expr) = sites::at(sites::stored_mut(hand.case), fits, place) else { return false };
            let others: Vec<&Expr> =
                all.iter().filter(|other| sorts::of(other) == sorts::of(expr) && *other != expr).collect();
            let Some(other) = hand.choices.pick_any(&others) else { return false };
            *expr = (*other).clone();
            true
        },
    },
    Row {
        weight: 2,
        name: "change the elements of a stored set or record",
        places: |survey| survey.stored.iter().filter(|expr| has_elements(expr)).count(),
        change: |hand, place| {
            let Some(expr) = sites::at(sites::stored_mut(hand.case), has_elements, place) else { return false };
            match expr {
                Expr::Set(elements) => drop(elements.remove(hand.choices.below(elements.len()))),
                Expr::Record(fields) => drop(fields.remove(hand.choices.below(fields.len()))),
                _ => return false,
            }
            true
        },
    },
];

fn has_elements(expr: &Expr) -> bool {
    match expr {
        Expr::Set(elements) => !elements.is_empty(),
        Expr::Record(fields) => !fields.is_empty(),
        _ => false,
    }
}

/// The tags of other entities that this one does not have, or has with another value.
fn foreign_tags<'c>(case: &'c Case, entity: &'c Entity) -> impl Iterator<Item = (&'c String, &'c Expr)> {
    let all = case.entities.iter().flat_map(|other| &other.tags);
    all.filter(|(key, value)| entity.tags.get(*key) != Some(value))
}

/// An attribute that some entity of the same type has and this one has not.
fn lacks<'c>(case: &'c Case, entity: &Entity) -> Option<(&'c String, &'c Expr)> {
    let like = case.entities.iter().filter(|other| other.uid.ty == entity.uid.ty);
    let attrs: fn(&'c Entity) -> &'c BTreeMap<String, Expr> = |other| &other.attrs;
    like.flat_map(attrs).find(|(key, _)| !entity.attrs.contains_key(*key))
}
