//! Data of cases with probes and a schema: a type that has everything, entities and contexts that do not conform in one
//! way each, and actions that are listed although the schema brings them.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::types::{BoolType, CedarType, ExtType, Field, RecordType};

use super::steps::MISSING;
use crate::choices::Choices;
use crate::requests::Planned;
use crate::values::Stock;
use crate::world::Shape;

/// The basename of the type that has everything, and of the enumerated one that it refers to.
pub(crate) const EVERYTHING: &str = "Everything";
pub(crate) const PALETTE: &str = "Palette";

/// The basename of a type whose tags are of the enumerated one.
pub(crate) const SWATCH: &str = "Swatch";

/// The ids of the enumerated type.
pub(crate) const COLORS: [&str; 2] = ["cyan", "pink"];

/// How many entities do not conform, at most.
const SPOILED: usize = 4;

/// Where in an entity something is wrong.
const PLACES: [&[&str]; 4] = [&[], &["detail"], &["tag"], &["tag", "detail"]];

/// The attributes of the type that has everything: one of each kind, and one that is optional.
pub(crate) fn attributes(palette: &EntityType) -> RecordType {
    let required = |name: &str, ty| (name.to_owned(), Field { ty, required: true });
    let mut fields: RecordType = ExtType::ALL.map(|ext| required(ext.name(), CedarType::Ext(ext))).into();
    fields.extend([
        required("on", CedarType::Bool(BoolType::Any)),
        required("size", CedarType::Long),
        required("title", CedarType::String),
        required("color", CedarType::Entity(palette.clone())),
        required("parts", CedarType::Set(Box::new(CedarType::Long))),
        required("detail", CedarType::Record(detail(palette))),
    ]);
    fields.insert("maybe".to_owned(), Field { ty: CedarType::Long, required: false });
    fields
}

/// A record that refers to an enumerated type.
pub(crate) fn detail(palette: &EntityType) -> RecordType {
    let field = |ty, required| Field { ty, required };
    [
        ("size".to_owned(), field(CedarType::Long, true)),
        ("color".to_owned(), field(CedarType::Entity(palette.clone()), true)),
        ("note".to_owned(), field(CedarType::String, false)),
    ]
    .into()
}

/// Adds entities that do not conform, spoils a context, and lists the actions as they are declared.
pub(crate) fn spoil(choices: &mut Choices<'_>, stock: &Stock<'_>, entities: &mut Vec<Entity>, planned: &mut [Planned]) {
    let world = stock.world;
    if choices.chance(1, 2) {
        entities.extend(world.actions.iter().map(|action| Entity {
            uid: action.uid.clone(),
            attrs: BTreeMap::new(),
            tags: BTreeMap::new(),
            parents: action.ancestors.iter().map(|group| world.actions[*group].uid.clone()).collect(),
        }));
    }
    let Some(everything) = world.types.iter().find(|plan| plan.name.basename == EVERYTHING) else { return };
    let Some(palette) = world.types.iter().find(|plan| plan.name.basename == PALETTE) else { return };
    let unlisted = Expr::entity(EntityUid::new(palette.name.clone(), MISSING));
    let Shape::Standard { attrs, tags: Some(tag) } = &everything.shape else { return };
    for number in 0..choices.size_in(1..=SPOILED) {
        let uid = EntityUid::new(everything.name.clone(), format!("spoiled{number}"));
        let mut entity =
            Entity { uid, attrs: stock.fields(choices, attrs), tags: BTreeMap::new(), parents: Vec::new() };
        match *choices.pick(&PLACES) {
            [] => spoil_fields(choices, &unlisted, &mut entity.attrs),
            ["detail"] => {
                if let Some(record) = entity.attrs.get_mut("detail") {
                    spoil_record(choices, &unlisted, record);
                }
            }
            place => {
                let mut value = stock.value(choices, tag);
                if place.len() > 1 {
                    spoil_record(choices, &unlisted, &mut value);
                } else {
                    value = if choices.chance(1, 2) { Expr::long(1) } else { unlisted.clone() };
                }
                entity.tags.insert("tag".to_owned(), value);
            }
        }
        entities.push(entity);
    }
    spoil_enumerated(choices, stock, &palette.name, entities, planned);
    // One request is spoiled in one way, and the last is kept for a rare spelling of its context.
    if let Some(first) = planned.first_mut()
        && choices.chance(1, 2)
    {
        let mut record = stock.value(choices, &CedarType::Record(detail(&palette.name)));
        if choices.chance(1, 4) {
            first.request.context.insert("color".to_owned(), unlisted);
        } else {
            spoil_record(choices, &unlisted, &mut record);
            first.request.context.insert("detail".to_owned(), record);
        }
    }
}

/// Lets an entity, a tag, a principal or a resource be one that the enumerated type does not list.
fn spoil_enumerated(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    palette: &EntityType,
    entities: &mut Vec<Entity>,
    planned: &mut [Planned],
) {
    let unlisted = EntityUid::new(palette.clone(), MISSING);
    let bare = |uid, tags| Entity { uid, attrs: BTreeMap::new(), tags, parents: Vec::new() };
    match (choices.below(4), planned.get_mut(1)) {
        (0, _) => entities.push(bare(unlisted, BTreeMap::new())),
        (1, _) => {
            let swatch = stock.world.types.iter().find(|plan| plan.name.basename == SWATCH);
            entities.extend(swatch.map(|swatch| {
                let tags = BTreeMap::from([("tag".to_owned(), Expr::entity(unlisted))]);
                bare(EntityUid::new(swatch.name.clone(), "spoiled"), tags)
            }));
        }
        (2, Some(second)) => second.request.principal = unlisted,
        (_, Some(second)) => second.request.resource = unlisted,
        _ => {}
    }
}

fn spoil_record(choices: &mut Choices<'_>, unlisted: &Expr, record: &mut Expr) {
    let Expr::Record(fields) = record else { return };
    let mut by_name: BTreeMap<String, Expr> = std::mem::take(fields).into_iter().collect();
    spoil_fields(choices, unlisted, &mut by_name);
    fields.extend(by_name);
}

/// Makes one field wrong: it is missing, undeclared, of another type, or refers to an id that is not listed.
fn spoil_fields(choices: &mut Choices<'_>, unlisted: &Expr, fields: &mut BTreeMap<String, Expr>) {
    match choices.below(4) {
        0 => drop(fields.remove("size")),
        1 => drop(fields.insert(MISSING.to_owned(), Expr::long(0))),
        2 => drop(fields.insert("color".to_owned(), unlisted.clone())),
        _ => {
            let names: Vec<String> = fields.keys().cloned().collect();
            if let Some(name) = choices.pick_any(&names) {
                let is_long = *name == "size" || *name == "maybe";
                fields.insert(name.clone(), if is_long { Expr::string("1") } else { Expr::long(1) });
            }
        }
    }
}
