//! Violations in entities.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::types::{Field, RecordType};

use super::data::{self, Hand, Row};
use super::planted::{Document, Place};
use super::policies::Names;
use super::values::{Depth, Fault, NOWHERE};
use crate::print;
use crate::world::{ActionPlan, Shape, TypeIndex, World};

type Plant = fn(&mut Hand<'_, '_>) -> Option<Place>;

const fn row(weight: u32, name: &'static str, kind: &'static str, plant: Plant) -> Row {
    Row { weight, name, document: Document::Entity, kind, plant }
}

const fn attribute(weight: u32, name: &'static str, fault: Fault, plant: Plant) -> Row {
    row(weight, name, fault.kind(), plant)
}

#[rustfmt::skip]
pub(super) const ROWS: [Row; 33] = [
    attribute(3, "attribute-missing",              Fault::Missing,    |h| in_attributes(h, Fault::Missing, Depth::Top)),
    attribute(4, "attribute-missing-in-record",    Fault::Missing,    |h| in_attributes(h, Fault::Missing, Depth::Nested)),
    attribute(250, "attribute-missing-in-set",       Fault::Missing,    |h| in_attributes(h, Fault::Missing, Depth::Element)),
    attribute(2, "attribute-unexpected",           Fault::Unexpected, |h| in_attributes(h, Fault::Unexpected, Depth::Top)),
    attribute(4, "attribute-unexpected-in-record", Fault::Unexpected, |h| in_attributes(h, Fault::Unexpected, Depth::Nested)),
    attribute(250, "attribute-unexpected-in-set",    Fault::Unexpected, |h| in_attributes(h, Fault::Unexpected, Depth::Element)),
    attribute(3, "attribute-of-wrong-type",        Fault::Mismatch,   |h| in_attributes(h, Fault::Mismatch, Depth::Top)),
    attribute(4, "field-of-wrong-type",            Fault::Mismatch,   |h| in_attributes(h, Fault::Mismatch, Depth::Nested)),
    attribute(4, "element-of-wrong-type",          Fault::Mismatch,   |h| in_attributes(h, Fault::Mismatch, Depth::Element)),
    attribute(50, "attribute-unlisted",             Fault::Unlisted,   |h| in_attributes(h, Fault::Unlisted, Depth::Top)),
    attribute(250, "field-unlisted",                 Fault::Unlisted,   |h| in_attributes(h, Fault::Unlisted, Depth::Nested)),
    attribute(250, "element-unlisted",               Fault::Unlisted,   |h| in_attributes(h, Fault::Unlisted, Depth::Element)),
    attribute(4, "tag-of-wrong-type",              Fault::Mismatch,   |h| in_tags(h, Fault::Mismatch, Depth::Top)),
    attribute(50, "field-of-tag-of-wrong-type",     Fault::Mismatch,   |h| in_tags(h, Fault::Mismatch, Depth::Nested)),
    attribute(50, "element-of-tag-of-wrong-type",   Fault::Mismatch,   |h| in_tags(h, Fault::Mismatch, Depth::Element)),
    attribute(50, "field-of-tag-missing",           Fault::Missing,    |h| in_tags(h, Fault::Missing, Depth::Nested)),
    attribute(50, "field-of-tag-unexpected",        Fault::Unexpected, |h| in_tags(h, Fault::Unexpected, Depth::Nested)),
    attribute(250, "tag-unlisted",                   Fault::Unlisted,   |h| in_tags(h, Fault::Unlisted, Depth::Top)),
    row(2, "entity-of-undeclared-type",    "undeclared-type",      of_undeclared_type),
    row(6, "entity-unlisted",              "unlisted-id",          unlisted),
    row(6, "attribute-of-enum",            "unexpected-attribute", attribute_of_enum),
    row(3, "tags-of-type-without",         "unexpected-tags",      tags_of_type_without),
    row(6, "tags-of-enum",                 "unexpected-tags",      tags_of_enum),
    row(4, "parent-of-wrong-type",         "parent-type",          parent_of_wrong_type),
    row(2, "parent-of-undeclared-type",    "parent-type",          parent_of_undeclared_type),
    row(6, "parent-of-enum",               "parent-type",          parent_of_enum),
    row(2, "parent-is-action",             "parent-type",          parent_is_action),
    row(2, "parent-undeclared-action",     "undeclared-action",    parent_undeclared_action),
    row(20, "parent-unlisted",              "unlisted-id",          parent_unlisted),
    row(2, "action-undeclared",            "undeclared-action",    action_undeclared),
    row(2, "action-with-attribute",        "action-mismatch",      |h| an_action(h, |entity, _| { entity.attrs.insert(NOWHERE.to_owned(), Expr::long(1)); })),
    row(2, "action-with-tag",              "action-mismatch",      |h| an_action(h, |entity, _| { entity.tags.insert(NOWHERE.to_owned(), Expr::long(1)); })),
    row(3, "action-in-another-group",      "action-mismatch",      action_in_another_group),
];

fn at(uid: &EntityUid, path: String) -> Option<Place> {
    Some(Place::Entity { uid: print::uid(uid), path })
}

fn is_enum(world: &World, ty: TypeIndex) -> bool {
    matches!(world.types[ty].shape, Shape::Enum(_))
}

/// The attributes of some entity.
fn in_attributes(hand: &mut Hand<'_, '_>, fault: Fault, depth: Depth) -> Option<Place> {
    let world = hand.stock.world;
    let mut all = Vec::new();
    for (index, entity) in hand.case.entities.iter_mut().enumerate() {
        if let Some(types) = world.type_index(&entity.uid.ty).and_then(|ty| world.attrs(ty)) {
            all.push((index, &mut entity.attrs, types));
        }
    }
    let (index, path) = data::spoil(hand.choices, &hand.stock, &mut all, fault, depth)?;
    at(&hand.case.entities[index].uid, path)
}

/// The tags of some entity, each as if it were a required attribute.
fn in_tags(hand: &mut Hand<'_, '_>, fault: Fault, depth: Depth) -> Option<Place> {
    let world = hand.stock.world;
    let as_record = |entity: &Entity| -> Option<RecordType> {
        let ty = world.tags(world.type_index(&entity.uid.ty)?)?;
        let field = |key: &String| (key.clone(), Field { ty: ty.clone(), required: true });
        Some(entity.tags.keys().map(field).collect())
    };
    let types: Vec<Option<RecordType>> = hand.case.entities.iter().map(as_record).collect();
    let mut all = Vec::new();
    for (index, (entity, types)) in hand.case.entities.iter_mut().zip(&types).enumerate() {
        if let Some(types) = types {
            all.push((index, &mut entity.tags, types));
        }
    }
    let (index, path) = data::spoil(hand.choices, &hand.stock, &mut all, fault, depth)?;
    at(&hand.case.entities[index].uid, format!("tags{path}"))
}

fn bare(uid: EntityUid) -> Entity {
    Entity { uid, attrs: BTreeMap::new(), tags: BTreeMap::new(), parents: Vec::new() }
}

/// Lists one more entity, somewhere among the others.
fn add(hand: &mut Hand<'_, '_>, entity: Entity) -> Option<Place> {
    let place = at(&entity.uid, String::new());
    let index = hand.choices.below(hand.case.entities.len() + 1);
    hand.case.entities.insert(index, entity);
    place
}

fn of_undeclared_type(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let declared = &hand.choices.pick(&hand.stock.world.types).name;
    let ty = if hand.choices.chance(1, 2) {
        Name { namespace: declared.namespace.clone(), basename: "Nowhere".to_owned() }
    } else {
        Name { namespace: vec!["Nowhere".to_owned()], basename: declared.basename.clone() }
    };
    add(hand, bare(EntityUid::new(ty, "x")))
}

fn unlisted(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let names = Names::of(hand.stock.world);
    let uid = names.has_enum().then(|| names.unlisted(hand.choices))?;
    add(hand, bare(uid))
}

/// The position of some listed entity whose type `fits`.
fn some_entity(hand: &mut Hand<'_, '_>, fits: impl Fn(&World, TypeIndex) -> bool) -> Option<(usize, TypeIndex)> {
    let world = hand.stock.world;
    let found: Vec<(usize, TypeIndex)> = hand
        .case
        .entities
        .iter()
        .enumerate()
        .filter_map(|(index, entity)| Some((index, world.type_index(&entity.uid.ty)?)))
        .filter(|(_, ty)| fits(world, *ty))
        .collect();
    hand.choices.pick_any(&found).copied()
}

fn attribute_of_enum(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, _) = some_entity(hand, is_enum)?;
    let entity = &mut hand.case.entities[index];
    entity.attrs.insert(NOWHERE.to_owned(), Expr::long(1));
    at(&entity.uid, format!("[{NOWHERE:?}]"))
}

fn add_tag(hand: &mut Hand<'_, '_>, index: usize) -> Option<Place> {
    let key = hand.choices.pick(&hand.stock.lexicon.tag_keys).clone();
    let value = Expr::long(*hand.choices.pick(&hand.stock.lexicon.longs));
    let entity = &mut hand.case.entities[index];
    let path = format!("tags[{key:?}]");
    entity.tags.insert(key, value);
    at(&entity.uid, path)
}

fn tags_of_type_without(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, _) = some_entity(hand, |world, ty| !is_enum(world, ty) && world.tags(ty).is_none())?;
    add_tag(hand, index)
}

fn tags_of_enum(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, _) = some_entity(hand, is_enum)?;
    add_tag(hand, index)
}

/// Gives the entity one more parent, somewhere among the others.
fn add_parent(hand: &mut Hand<'_, '_>, index: usize, parent: EntityUid) -> Option<Place> {
    let parents = &mut hand.case.entities[index].parents;
    let path = parent.to_string();
    parents.insert(hand.choices.below(parents.len() + 1), parent);
    at(&hand.case.entities[index].uid, path)
}

/// An id of this type: a listed one, or one that no store holds.
fn some_id(hand: &mut Hand<'_, '_>, ty: TypeIndex) -> EntityUid {
    let plan = &hand.stock.world.types[ty];
    match &plan.shape {
        Shape::Enum(ids) => EntityUid::new(plan.name.clone(), hand.choices.pick(ids).clone()),
        // No entity of the case has such an id, so that there is no cycle.
        Shape::Standard { .. } => EntityUid::new(plan.name.clone(), NOWHERE),
    }
}

fn parent_of_wrong_type(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let others = |world: &World, ty: TypeIndex| -> Vec<TypeIndex> {
        (0..world.types.len()).filter(|other| !world.types[ty].ancestors.contains(other)).collect()
    };
    let (index, ty) = some_entity(hand, |world, ty| !is_enum(world, ty) && !others(world, ty).is_empty())?;
    let parent = *hand.choices.pick(&others(hand.stock.world, ty));
    let parent = some_id(hand, parent);
    add_parent(hand, index, parent)
}

fn parent_of_undeclared_type(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, ty) = some_entity(hand, |world, ty| !is_enum(world, ty))?;
    let namespace = hand.stock.world.types[ty].name.namespace.clone();
    add_parent(hand, index, EntityUid::new(Name { namespace, basename: "Nowhere".to_owned() }, "x"))
}

fn parent_of_enum(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, _) = some_entity(hand, is_enum)?;
    // The first type is an ordinary one.
    let parent = some_id(hand, 0);
    add_parent(hand, index, parent)
}

fn parent_is_action(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, _) = some_entity(hand, |world, ty| !is_enum(world, ty))?;
    let action = hand.choices.pick(&hand.stock.world.actions).uid.clone();
    add_parent(hand, index, action)
}

fn parent_undeclared_action(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let (index, _) = some_entity(hand, |world, ty| !is_enum(world, ty))?;
    let declared = hand.choices.pick(&hand.stock.world.actions).uid.ty.clone();
    add_parent(hand, index, EntityUid::new(declared, NOWHERE))
}

fn parent_unlisted(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let enums = |world: &World, ty: TypeIndex| -> Vec<TypeIndex> {
        world.types[ty].ancestors.iter().copied().filter(|ancestor| is_enum(world, *ancestor)).collect()
    };
    let (index, ty) = some_entity(hand, |world, ty| !enums(world, ty).is_empty())?;
    let parent = *hand.choices.pick(&enums(hand.stock.world, ty));
    add_parent(hand, index, EntityUid::new(hand.stock.world.types[parent].name.clone(), NOWHERE))
}

fn action_undeclared(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let declared = hand.choices.pick(&hand.stock.world.actions).uid.ty.clone();
    add(hand, bare(EntityUid::new(declared, NOWHERE)))
}

/// Lists an action as it is declared, but for a change.
fn an_action(hand: &mut Hand<'_, '_>, change: impl FnOnce(&mut Entity, &ActionPlan)) -> Option<Place> {
    let actions = &hand.stock.world.actions;
    let action = hand.choices.pick(actions);
    let mut entity = bare(action.uid.clone());
    entity.parents = action.ancestors.iter().map(|group| actions[*group].uid.clone()).collect();
    change(&mut entity, action);
    add(hand, entity)
}

fn action_in_another_group(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let actions = &hand.stock.world.actions;
    let others = |index: usize| -> Vec<usize> {
        // None that is in this one, for an action is not in itself, whatever a document says.
        let is_other = |other: &usize| {
            *other != index && !actions[index].ancestors.contains(other) && !actions[*other].ancestors.contains(&index)
        };
        (0..actions.len()).filter(is_other).collect()
    };
    let possible: Vec<usize> = (0..actions.len()).filter(|index| !others(*index).is_empty()).collect();
    let index = *hand.choices.pick_any(&possible)?;
    let other = *hand.choices.pick(&others(index));
    let mut entity = bare(actions[index].uid.clone());
    entity.parents = actions[index].ancestors.iter().map(|group| actions[*group].uid.clone()).collect();
    entity.parents.push(actions[other].uid.clone());
    add(hand, entity)
}
