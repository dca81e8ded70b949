//! What a condition refers to, changed for something else of the case: an entity, a type, an attribute.

use crosscheck_reference_model::expr::{Expr, UnaryOp};
use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::value::Prim;

use super::{Hand, Row, names, sites};

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 5,
        name: "retarget an entity",
        places: |survey| if survey.entities.len() > 1 { survey.count(is_entity) } else { 0 },
        change: |hand, place| {
            let all: Vec<EntityUid> = names::entities(hand.case).into_iter().cloned().collect();
            let Some(Expr::Lit(Prim::Entity(uid))) = sites::at(sites::conditions_mut(hand.case), is_entity, place)
            else {
                return false;
            };
            let of_type: Vec<&EntityUid> = all.iter().filter(|other| other.ty == uid.ty && *other != uid).collect();
            let others: Vec<&EntityUid> = all.iter().filter(|other| *other != uid).collect();
            // Mostly one of the same type, so that it means something in the same place.
            let from = if of_type.is_empty() || hand.choices.chance(1, 6) { &others } else { &of_type };
            let Some(other) = hand.choices.pick_any(from) else { return false };
            *uid = (*other).clone();
            true
        },
    },
    Row {
        weight: 3,
        name: "retarget a type test",
        places: |survey| if survey.types.len() > 1 { survey.count(is_type_test) } else { 0 },
        change: |hand, place| {
            let all: Vec<EntityType> = names::types(hand.case).into_iter().cloned().collect();
            let Some(Expr::Unary(UnaryOp::Is(ty), _)) =
                sites::at(sites::conditions_mut(hand.case), is_type_test, place)
            else {
                return false;
            };
            let others: Vec<&EntityType> = all.iter().filter(|other| *other != ty).collect();
            let Some(other) = hand.choices.pick_any(&others) else { return false };
            *ty = (*other).clone();
            true
        },
    },
    Row {
        weight: 6,
        name: "retarget an attribute",
        places: |survey| if survey.attributes.len() > 1 { survey.count(is_access) } else { 0 },
        change: |hand, place| {
            let all: Vec<String> = names::attributes(hand.case).into_iter().map(str::to_owned).collect();
            let (Some(Expr::GetAttr(_, name)) | Some(Expr::HasAttr(_, name))) =
                sites::at(sites::conditions_mut(hand.case), is_access, place)
            else {
                return false;
            };
            let others: Vec<&String> = all.iter().filter(|other| *other != name).collect();
            let Some(other) = hand.choices.pick_any(&others) else { return false };
            (*other).clone_into(name);
            true
        },
    },
    Row {
        weight: 3,
        name: "read instead of asking, or ask instead of reading",
        places: |survey| survey.count(is_access),
        change: |hand, place| {
            let Some(expr) = sites::at(sites::conditions_mut(hand.case), is_access, place) else { return false };
            *expr = match std::mem::replace(expr, Expr::bool(false)) {
                Expr::GetAttr(owner, name) => Expr::HasAttr(owner, name),
                Expr::HasAttr(owner, name) => Expr::GetAttr(owner, name),
                other => other,
            };
            true
        },
    },
    Row {
        weight: 3,
        name: "rename a listed entity",
        places: |survey| if survey.entities.len() > 1 { survey.case.entities.len() } else { 0 },
        change: rename_listed,
    },
];

fn is_entity(expr: &Expr) -> bool {
    names::literal(expr).is_some_and(|uid| !names::is_action(uid))
}

fn is_type_test(expr: &Expr) -> bool {
    matches!(expr, Expr::Unary(UnaryOp::Is(_), _))
}

fn is_access(expr: &Expr) -> bool {
    matches!(expr, Expr::GetAttr(..) | Expr::HasAttr(..))
}

/// Gives a listed entity an id that nothing speaks of: what speaks of it now speaks of one that is absent.
fn rename_listed(hand: &mut Hand<'_, '_>, place: usize) -> bool {
    let taken: Vec<EntityUid> = names::uids(hand.case).into_iter().cloned().collect();
    let Some(entity) = hand.case.entities.get_mut(place) else { return false };
    let near = format!("{}{}", entity.uid.eid, hand.choices.pick(&["2", " ", "x"]));
    let renamed = EntityUid::new(entity.uid.ty.clone(), near);
    if taken.contains(&renamed) {
        return false;
    }
    entity.uid = renamed;
    true
}
