//! Entity types: names, parent types (cycles of types are allowed), attributes, tags, enumerations.

use crosscheck_reference_model::types::{CedarType, ExtType, RecordType};

use super::{attributes, in_namespace};
use crate::choices::Choices;
use crate::pools::identifiers;
use crate::probes;
use crate::settings::{Feature, Hierarchy, Settings};
use crate::world::{Shape, TypePlan, World, reachable};

/// Basenames of entity types.
const NAMES: [&str; 10] = ["User", "Group", "Document", "Folder", "Team", "Account", "Photo", "Org", "Device", "Role"];

/// The ids of enumerated types.
const ENUM_IDS: [&str; 7] = ["red", "green", "blue", "low", "high", "", "on call"];

/// Plans the entity types and common types of `world`, whose namespaces are there.
pub(super) fn plan(choices: &mut Choices<'_>, settings: &Settings, world: &mut World) {
    name_types(choices, settings, world);
    plan_parents(choices, settings, world);
    attributes::draw_common_types(choices, settings, world);
    for index in 0..world.types.len() {
        if matches!(world.types[index].shape, Shape::Enum(_)) {
            continue;
        }
        let attrs = attributes::draw_record(choices, settings, world, settings.attributes, 2);
        let tags = (settings.has(Feature::Tags) && choices.chance(2, 3))
            .then(|| attributes::common_or_drawn(choices, settings, world, 1, 3));
        world.types[index].shape = Shape::Standard { attrs, tags };
    }
    attributes::add_those_drawn_for(choices, settings, world);
    if settings.schema && settings.probes > 0 {
        add_everything(world);
    }
}

/// Adds a type that has attributes of every kind, for probes to read, and an enumerated one that these refer to.
fn add_everything(world: &mut World) {
    let name = |basename| in_namespace(world.namespaces[0].as_ref(), basename);
    let (palette, everything) = (name(probes::PALETTE), name(probes::EVERYTHING));
    let attrs = probes::attributes(&palette);
    let tags = Some(CedarType::Record(probes::detail(&palette)));
    let swatch = Shape::Standard { attrs: RecordType::new(), tags: Some(CedarType::Entity(palette.clone())) };
    let shapes = [
        (palette, Shape::Enum(probes::COLORS.map(str::to_owned).to_vec())),
        (everything, Shape::Standard { attrs, tags }),
        (name(probes::SWATCH), swatch),
    ];
    let plan = |(name, shape)| TypePlan { namespace: 0, name, parents: Vec::new(), ancestors: Vec::new(), shape };
    world.types.extend(shapes.map(plan));
}

fn name_types(choices: &mut Choices<'_>, settings: &Settings, world: &mut World) {
    let twin = twin_namespace(choices, settings, world);
    let wanted = settings.entity_types.max(1) - usize::from(twin.is_some());
    let basenames: Vec<String> = choices.some_of(&NAMES, wanted, wanted).into_iter().map(str::to_owned).collect();
    for place in 0..wanted {
        let basename = basenames.get(place).cloned().unwrap_or_else(|| format!("Type{place}"));
        // A type with a twin is in the first namespace.
        let namespace = if place == 0 && twin.is_some() { 0 } else { choices.below(world.namespaces.len()) };
        let other = match world.types.last() {
            Some(last) if choices.chance(1, 10) => near_name(choices, world, &last.name.basename.clone()),
            _ if settings.has(Feature::OddNames) && choices.chance(1, 4) => odd_name(choices, world),
            _ => None,
        };
        add_type(choices, settings, world, namespace, &other.unwrap_or(basename));
    }
    if let Some(namespace) = twin {
        let basename = world.types[0].name.basename.clone();
        add_type(choices, settings, world, namespace, &basename);
    }
    let is_enum = |plan: &TypePlan| matches!(plan.shape, Shape::Enum(_));
    if settings.has(Feature::Enums) && world.types.len() > 2 && !world.types.iter().any(is_enum) {
        // What is drawn for a case should be in it, where there are types enough to spare one.
        let last = world.types.len() - 1;
        world.types[last].shape = enumeration(choices);
    }
}

/// The namespace in which the first type's basename is another type, if there is to be one. A name outside any namespace
/// must not be shadowed, so both are in one.
fn twin_namespace(choices: &mut Choices<'_>, settings: &Settings, world: &World) -> Option<usize> {
    let named = world.namespaces.iter().filter(|name| name.is_some()).count();
    (named > 1 && settings.entity_types > 1 && choices.chance(1, 2)).then_some(1)
}

/// A name that is `basename` but for a letter, or its case, if it is not taken.
fn near_name(choices: &mut Choices<'_>, world: &World, basename: &str) -> Option<String> {
    let near = match choices.below(5) {
        0 => format!("{basename}s"),
        1 => format!("{basename}_"),
        2 => basename.to_lowercase(),
        3 => basename.chars().take(basename.len().saturating_sub(1)).collect(),
        _ => format!("_{basename}"),
    };
    let taken = NAMES.contains(&near.as_str()) || world.types.iter().any(|plan| plan.name.basename == near);
    let hides = ExtType::ALL.iter().any(|ext| ext.name() == near);
    (identifiers::is_bare(&near) && !taken && !hides).then_some(near)
}

/// A name that means something elsewhere or nearly does, if it is not taken. Names of extension types are left out:
/// they would hide the types that attributes are declared with.
fn odd_name(choices: &mut Choices<'_>, world: &World) -> Option<String> {
    let name = *choices.pick(identifiers::TYPES);
    let hides = ExtType::ALL.iter().any(|ext| ext.name() == name);
    let taken = NAMES.contains(&name) || world.types.iter().any(|plan| plan.name.basename == name);
    (!hides && !taken).then(|| name.to_owned())
}

fn add_type(choices: &mut Choices<'_>, settings: &Settings, world: &mut World, namespace: usize, basename: &str) {
    let name = in_namespace(world.namespaces[namespace].as_ref(), basename);
    // The first type is never enumerated, so that there is always one whose entities have attributes and parents.
    let shape = if settings.has(Feature::Enums) && !world.types.is_empty() && choices.chance(1, 4) {
        enumeration(choices)
    } else {
        Shape::Standard { attrs: RecordType::new(), tags: None }
    };
    world.types.push(TypePlan { namespace, name, parents: Vec::new(), ancestors: Vec::new(), shape });
}

fn enumeration(choices: &mut Choices<'_>) -> Shape {
    Shape::Enum(choices.some_of(&ENUM_IDS, 1, 3).into_iter().map(ToOwned::to_owned).collect())
}

/// Parent types: often the type itself, and any others; so graphs of types have cycles, graphs of entities never.
fn plan_parents(choices: &mut Choices<'_>, settings: &Settings, world: &mut World) {
    let count = world.types.len();
    for index in 0..count {
        if matches!(world.types[index].shape, Shape::Enum(_)) {
            continue;
        }
        let mut parents = Vec::new();
        if choices.chance(2, 5) || (index == 0 && (settings.chain || settings.hierarchy != Hierarchy::Free)) {
            parents.push(index);
        }
        for other in 0..count {
            if other != index && parents.len() < 3 && choices.chance(1, 3) {
                parents.push(other);
            }
        }
        world.types[index].parents = parents;
    }
    let direct: Vec<Vec<usize>> = world.types.iter().map(|plan| plan.parents.clone()).collect();
    for (plan, ancestors) in world.types.iter_mut().zip(reachable(&direct)) {
        plan.ancestors = ancestors;
    }
}
