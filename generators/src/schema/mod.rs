//! Schemas: plan the types and actions of a case, and write the plan as a schema.

mod actions;
mod attributes;
mod entity_types;
pub(crate) mod given;
mod syntax;

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::types::{CedarType, Field};

use crate::choices::Choices;
use crate::probes;
use crate::settings::{Feature, Settings};
use crate::world::World;

pub(crate) use syntax::syntax;

/// Namespaces; a case has at most two, and what is in none.
const NAMESPACES: [&[&str]; 5] = [&["App"], &["Acme", "Hr"], &["Shop"], &["A"], &["Org", "Sub", "Unit"]];

/// Plans everything that is declared: namespaces, types, common types, actions.
pub(crate) fn plan(choices: &mut Choices<'_>, settings: &Settings) -> World {
    let mut world = World { namespaces: namespaces(choices, settings), ..World::default() };
    entity_types::plan(choices, settings, &mut world);
    actions::plan(choices, settings, &mut world);
    if settings.schema && settings.probes > 0 {
        widen_contexts(&mut world);
    }
    world
}

/// Gives each context optional fields that refer to an enumerated type, for probes to spoil.
fn widen_contexts(world: &mut World) {
    let Some(palette) = world.types.iter().find(|plan| plan.name.basename == probes::PALETTE) else { return };
    let fields = [
        ("color", CedarType::Entity(palette.name.clone())),
        ("detail", CedarType::Record(probes::detail(&palette.name))),
    ];
    for action in world.actions.iter_mut().filter(|action| !action.principals.is_empty()) {
        let optional = |(name, ty): (&str, CedarType)| (name.to_owned(), Field { ty, required: false });
        action.context.extend(fields.clone().map(optional));
    }
}

fn namespaces(choices: &mut Choices<'_>, settings: &Settings) -> Vec<Option<Name>> {
    if !settings.has(Feature::Namespaces) {
        return vec![None];
    }
    let mut drawn: Vec<Option<Name>> = choices
        .some_of(&NAMESPACES, 1, 2)
        .into_iter()
        .map(|parts| Name::from_parts(parts.iter().map(|part| (*part).to_owned()).collect()))
        .collect();
    if choices.chance(1, 3) {
        drawn.push(None);
    }
    drawn
}

/// The name `basename` in a namespace.
fn in_namespace(namespace: Option<&Name>, basename: &str) -> Name {
    let mut name = Name::unqualified(basename);
    if let Some(outer) = namespace {
        name.namespace = outer.namespace.iter().chain([&outer.basename]).cloned().collect();
    }
    name
}
