//! Types of attributes, tags and contexts, and the names of attributes.

use crosscheck_reference_model::types::{BoolType, CedarType, ExtType, Field, RecordType};

use crate::choices::Choices;
use crate::pools;
use crate::settings::{Feature, Settings};
use crate::world::{CommonType, Shape, TypePlan, World};

/// The kinds of types that an attribute may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pick {
    Bool,
    Long,
    String,
    Entity,
    Set,
    Record,
    Decimal,
    Ip,
    Datetime,
    Duration,
}

/// Weight, kind, and the feature it needs. Booleans come first since they end soonest.
const KINDS: [(u32, Pick, Option<Feature>); 10] = [
    (9, Pick::Bool, None),
    (18, Pick::Long, None),
    (18, Pick::String, None),
    (18, Pick::Entity, Some(Feature::References)),
    (18, Pick::Set, Some(Feature::Sets)),
    (14, Pick::Record, Some(Feature::Records)),
    // The rarer extension types weigh as much as the common ones where they are on: a case with them should use them.
    (16, Pick::Decimal, Some(Feature::Decimal)),
    (16, Pick::Ip, Some(Feature::Ip)),
    (12, Pick::Datetime, Some(Feature::Datetime)),
    (12, Pick::Duration, Some(Feature::Datetime)),
];

fn names(kind: &CedarType) -> &'static [&'static str] {
    match kind {
        CedarType::Bool(_) => &["active", "admin", "archived"],
        CedarType::Long => &["age", "level", "size", "count"],
        CedarType::String => &["name", "title", "email", "region"],
        CedarType::Entity(_) => &["owner", "manager", "parent", "team"],
        CedarType::Set(_) => &["labels", "roles", "members"],
        CedarType::Record(_) => &["address", "profile", "info"],
        CedarType::Ext(ExtType::Decimal) => &["score", "price", "rate"],
        CedarType::Ext(ExtType::IpAddr) => &["ip", "source", "network"],
        CedarType::Ext(ExtType::Datetime) => &["created", "due", "now"],
        CedarType::Ext(ExtType::Duration) => &["ttl", "timeout", "length"],
    }
}

/// A type in which records and sets nest at most `depth` deep.
pub(super) fn draw_type(choices: &mut Choices<'_>, settings: &Settings, world: &World, depth: usize) -> CedarType {
    let possible = |(weight, kind, feature): &(u32, Pick, Option<Feature>)| {
        let nests = matches!(kind, Pick::Set | Pick::Record);
        if feature.is_none_or(|feature| settings.has(feature)) && (depth > 0 || !nests) { *weight } else { 0 }
    };
    match KINDS[choices.weighted_index(KINDS.iter().map(possible))].1 {
        Pick::Bool => CedarType::Bool(BoolType::Any),
        Pick::Long => CedarType::Long,
        Pick::String => CedarType::String,
        Pick::Entity => {
            // There are fewer enumerated types than others, and an attribute is what they are for.
            let enums: Vec<&TypePlan> =
                world.types.iter().filter(|plan| matches!(plan.shape, Shape::Enum(_))).collect();
            let plan = match choices.pick_any(&enums) {
                Some(plan) if choices.chance(1, 3) => plan,
                _ => choices.pick(&world.types),
            };
            CedarType::Entity(plan.name.clone())
        }
        Pick::Set => CedarType::Set(Box::new(common_or_drawn(choices, settings, world, depth - 1, 4))),
        Pick::Record => CedarType::Record(draw_record(choices, settings, world, 3, depth - 1)),
        Pick::Decimal => CedarType::Ext(ExtType::Decimal),
        Pick::Ip => CedarType::Ext(ExtType::IpAddr),
        Pick::Datetime => CedarType::Ext(ExtType::Datetime),
        Pick::Duration => CedarType::Ext(ExtType::Duration),
    }
}

/// What one in `share` uses is the type of some common type, if there is any; another type otherwise.
pub(super) fn common_or_drawn(
    choices: &mut Choices<'_>,
    settings: &Settings,
    world: &World,
    depth: usize,
    share: u32,
) -> CedarType {
    match choices.pick_any(&world.common_types) {
        Some(common) if choices.chance(1, share) => common.ty.clone(),
        _ => draw_type(choices, settings, world, depth),
    }
}

/// A record type of up to `most` fields.
pub(super) fn draw_record(
    choices: &mut Choices<'_>,
    settings: &Settings,
    world: &World,
    most: usize,
    depth: usize,
) -> RecordType {
    let mut record = RecordType::new();
    for _ in 0..choices.size_in(0..=most) {
        let ty = common_or_drawn(choices, settings, world, depth, 4);
        let name = if settings.has(Feature::OddNames) && choices.chance(1, 5) {
            *choices.pick(pools::attribute_names())
        } else {
            *choices.pick(names(&ty))
        };
        let required = !(settings.has(Feature::Optional) && choices.chance(2, 5));
        // A name that is taken gets a number, so that wide records are wide.
        let name = if record.contains_key(name) { format!("{name}{}", record.len()) } else { name.to_owned() };
        record.insert(name, Field { ty, required });
    }
    record
}

/// Gives the first type an attribute of each kind that the case is to have and that no type has yet.
pub(super) fn add_those_drawn_for(choices: &mut Choices<'_>, settings: &Settings, world: &mut World) {
    let datetime = if choices.chance(1, 2) { ExtType::Datetime } else { ExtType::Duration };
    let wanted = [
        (settings.has(Feature::Decimal), CedarType::Ext(ExtType::Decimal)),
        (settings.has(Feature::Ip), CedarType::Ext(ExtType::IpAddr)),
        (settings.has(Feature::Datetime), CedarType::Ext(datetime)),
        (settings.has(Feature::Like), CedarType::String),
        (settings.has(Feature::Sets) && settings.large_set > 0, CedarType::Set(Box::new(CedarType::Long))),
    ];
    for (_, ty) in wanted.into_iter().filter(|(is_wanted, _)| *is_wanted) {
        let has = |plan: &TypePlan| match &plan.shape {
            Shape::Standard { attrs, .. } => attrs.values().any(|field| field.ty == ty),
            Shape::Enum(_) => false,
        };
        if settings.attributes == 0 || world.types.iter().any(has) {
            continue;
        }
        let required = !(settings.has(Feature::Optional) && choices.chance(2, 5));
        let name = *choices.pick(names(&ty));
        if let Shape::Standard { attrs, .. } = &mut world.types[0].shape {
            attrs.entry(name.to_owned()).or_insert(Field { ty, required });
        }
    }
}

/// The common types, from which [`draw_record`] takes now and then.
pub(super) fn draw_common_types(choices: &mut Choices<'_>, settings: &Settings, world: &mut World) {
    if !settings.has(Feature::CommonTypes) {
        return;
    }
    for name in choices.some_of(&["Level", "Address", "Tagged", "Meta", "Label"], 1, 4) {
        let namespace = choices.below(world.namespaces.len());
        let ty = match choices.pick_any(&world.common_types) {
            // Another name for what has one, which may itself be such a name.
            Some(common) if choices.chance(1, 4) => common.ty.clone(),
            Some(common) if settings.has(Feature::Sets) && choices.chance(1, 5) => {
                CedarType::Set(Box::new(common.ty.clone()))
            }
            // A context may be named by a common type that is a record.
            _ if settings.has(Feature::Records) && choices.chance(1, 3) => {
                CedarType::Record(draw_record(choices, settings, world, 3, 1))
            }
            _ => draw_type(choices, settings, world, 2),
        };
        world.common_types.push(CommonType { namespace, name: name.to_owned(), ty });
    }
}
