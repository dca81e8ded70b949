//! Violations in requests and their contexts.

use crosscheck_reference_model::name::{EntityUid, Name};

use super::data::{self, Hand, Row};
use super::planted::{Document, Place};
use super::values::{Depth, Fault, NOWHERE};
use crate::world::{ActionPlan, Shape, TypeIndex, World};

type Plant = fn(&mut Hand<'_, '_>) -> Option<Place>;

const fn request(weight: u32, name: &'static str, kind: &'static str, plant: Plant) -> Row {
    Row { weight, name, document: Document::Request, kind, plant }
}

const fn context(weight: u32, name: &'static str, fault: Fault, plant: Plant) -> Row {
    Row { weight, name, document: Document::Context, kind: fault.kind(), plant }
}

#[rustfmt::skip]
pub(super) const ROWS: [Row; 20] = [
    request(3, "principal-of-wrong-type",      "principal-type",    |h| of_wrong_type(h, Part::Principal)),
    request(3, "resource-of-wrong-type",       "resource-type",     |h| of_wrong_type(h, Part::Resource)),
    request(2, "principal-of-undeclared-type", "undeclared-type",   |h| of_undeclared_type(h, Part::Principal)),
    request(2, "resource-of-undeclared-type",  "undeclared-type",   |h| of_undeclared_type(h, Part::Resource)),
    request(6, "principal-unlisted",           "unlisted-id",       |h| unlisted(h, Part::Principal)),
    request(6, "resource-unlisted",            "unlisted-id",       |h| unlisted(h, Part::Resource)),
    request(3, "request-of-undeclared-action", "undeclared-action", undeclared_action),
    request(4, "request-of-mere-group",        "principal-type",    mere_group),
    context(3, "context-key-missing",           Fault::Missing,    |h| in_context(h, Fault::Missing, Depth::Top)),
    context(4, "context-field-missing",         Fault::Missing,    |h| in_context(h, Fault::Missing, Depth::Nested)),
    context(250, "context-missing-in-set",        Fault::Missing,    |h| in_context(h, Fault::Missing, Depth::Element)),
    context(2, "context-key-unexpected",        Fault::Unexpected, |h| in_context(h, Fault::Unexpected, Depth::Top)),
    context(4, "context-field-unexpected",      Fault::Unexpected, |h| in_context(h, Fault::Unexpected, Depth::Nested)),
    context(250, "context-unexpected-in-set",     Fault::Unexpected, |h| in_context(h, Fault::Unexpected, Depth::Element)),
    context(3, "context-key-of-wrong-type",     Fault::Mismatch,   |h| in_context(h, Fault::Mismatch, Depth::Top)),
    context(4, "context-field-of-wrong-type",   Fault::Mismatch,   |h| in_context(h, Fault::Mismatch, Depth::Nested)),
    context(4, "context-element-of-wrong-type", Fault::Mismatch,   |h| in_context(h, Fault::Mismatch, Depth::Element)),
    context(8, "context-key-unlisted",          Fault::Unlisted,   |h| in_context(h, Fault::Unlisted, Depth::Top)),
    context(250, "context-field-unlisted",        Fault::Unlisted,   |h| in_context(h, Fault::Unlisted, Depth::Nested)),
    context(250, "context-element-unlisted",      Fault::Unlisted,   |h| in_context(h, Fault::Unlisted, Depth::Element)),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Principal,
    Resource,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Resource => "resource",
        }
    }

    fn types(self, action: &ActionPlan) -> &[TypeIndex] {
        match self {
            Self::Principal => &action.principals,
            Self::Resource => &action.resources,
        }
    }
}

fn at(index: usize, part: &str) -> Option<Place> {
    Some(Place::Request { index, part: part.to_owned(), path: String::new() })
}

/// The declared action of a request.
fn action_of<'w>(world: &'w World, uid: &EntityUid) -> Option<&'w ActionPlan> {
    world.actions.iter().find(|action| action.uid == *uid)
}

/// Gives the request another principal or resource.
fn put(hand: &mut Hand<'_, '_>, index: usize, part: Part, uid: EntityUid) -> Option<Place> {
    let request = &mut hand.case.requests[index];
    match part {
        Part::Principal => request.principal = uid,
        Part::Resource => request.resource = uid,
    }
    at(index, part.name())
}

/// A request and a type that its action has not, but another may.
fn of_wrong_type(hand: &mut Hand<'_, '_>, part: Part) -> Option<Place> {
    let world = hand.stock.world;
    let mut found = Vec::new();
    for (index, request) in hand.case.requests.iter().enumerate() {
        let types = action_of(world, &request.action).map(|action| part.types(action)).unwrap_or_default();
        found.extend((0..world.types.len()).filter(|ty| !types.contains(ty)).map(|ty| (index, ty)));
    }
    let (index, ty) = *hand.choices.pick_any(&found)?;
    let uid = hand.stock.population.any(hand.choices, hand.stock.settings, ty).clone();
    put(hand, index, part, uid)
}

fn of_undeclared_type(hand: &mut Hand<'_, '_>, part: Part) -> Option<Place> {
    let index = hand.choices.below(hand.case.requests.len());
    let declared = &hand.choices.pick(&hand.stock.world.types).name;
    let ty = match hand.choices.below(3) {
        0 => Name { namespace: declared.namespace.clone(), basename: "Nowhere".to_owned() },
        1 => Name { namespace: vec!["Nowhere".to_owned()], basename: declared.basename.clone() },
        // An action is nobody's principal and no resource, and its type is none of the entity types.
        _ => {
            let action = hand.choices.pick(&hand.stock.world.actions).uid.clone();
            return put(hand, index, part, action);
        }
    };
    put(hand, index, part, EntityUid::new(ty, "x"))
}

fn unlisted(hand: &mut Hand<'_, '_>, part: Part) -> Option<Place> {
    let world = hand.stock.world;
    let mut found = Vec::new();
    for (index, request) in hand.case.requests.iter().enumerate() {
        let types = action_of(world, &request.action).map(|action| part.types(action)).unwrap_or_default();
        let enums = types.iter().filter(|ty| matches!(world.types[**ty].shape, Shape::Enum(_)));
        found.extend(enums.map(|ty| (index, *ty)));
    }
    let (index, ty) = *hand.choices.pick_any(&found)?;
    put(hand, index, part, EntityUid::new(world.types[ty].name.clone(), NOWHERE))
}

fn undeclared_action(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let index = hand.choices.below(hand.case.requests.len());
    let declared = &hand.choices.pick(&hand.stock.world.actions).uid;
    hand.case.requests[index].action = if hand.choices.chance(1, 3) {
        EntityUid::new(
            Name { namespace: vec!["Nowhere".to_owned()], basename: "Action".to_owned() },
            declared.eid.clone(),
        )
    } else {
        EntityUid::new(declared.ty.clone(), NOWHERE)
    };
    at(index, "action")
}

/// An action that applies to nothing.
fn mere_group(hand: &mut Hand<'_, '_>) -> Option<Place> {
    let groups: Vec<&EntityUid> =
        hand.stock.world.actions.iter().filter(|action| action.principals.is_empty()).map(|it| &it.uid).collect();
    let group = (*hand.choices.pick_any(&groups)?).clone();
    let index = hand.choices.below(hand.case.requests.len());
    hand.case.requests[index].action = group;
    hand.case.requests[index].context.clear();
    at(index, "principal")
}

fn in_context(hand: &mut Hand<'_, '_>, fault: Fault, depth: Depth) -> Option<Place> {
    let world = hand.stock.world;
    let mut all = Vec::new();
    for (index, request) in hand.case.requests.iter_mut().enumerate() {
        if let Some(action) = action_of(world, &request.action) {
            all.push((index, &mut request.context, &action.context));
        }
    }
    let (index, path) = data::spoil(hand.choices, &hand.stock, &mut all, fault, depth)?;
    Some(Place::Request { index, part: "context".to_owned(), path })
}
