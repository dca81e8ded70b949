//! Actions: groups and groups of groups, what they apply to, and the types of their contexts.

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::types::{CedarType, RecordType};

use super::{attributes, in_namespace};
use crate::choices::Choices;
use crate::settings::{Feature, Settings};
use crate::world::{ActionPlan, World, reachable};

/// Ids of actions.
const IDS: [&str; 8] = ["view", "edit", "delete", "share", "create", "list", "comment", "export"];

/// Ids of groups.
const GROUP_IDS: [&str; 4] = ["reader", "writer", "owner", "any"];

/// Ids that are no identifiers.
const ODD_IDS: [&str; 6] = ["", "view all", "if", "appliesTo", "\"", "é"];

/// Plans the actions of `world`, whose entity types are there.
pub(super) fn plan(choices: &mut Choices<'_>, settings: &Settings, world: &mut World) {
    if settings.has(Feature::Groups) {
        for id in choices.some_of(&GROUP_IDS, 1, 4) {
            let group = blank(choices, world, id);
            add(choices, settings, world, group);
        }
    }
    let wanted = settings.actions.max(1);
    let ids: Vec<String> = choices.some_of(&IDS, wanted, wanted).into_iter().map(str::to_owned).collect();
    for place in 0..wanted {
        let id = ids.get(place).cloned().unwrap_or_else(|| format!("action{place}"));
        let mut action = blank(choices, world, &id);
        if settings.has(Feature::OddNames) && choices.chance(1, 4) {
            rename(world, &mut action, choices.pick::<&str>(&ODD_IDS));
        }
        apply(choices, settings, world, &mut action);
        add(choices, settings, world, action);
    }
    let direct: Vec<Vec<usize>> = world.actions.iter().map(|action| action.groups.clone()).collect();
    for (action, ancestors) in world.actions.iter_mut().zip(reachable(&direct)) {
        action.ancestors = ancestors;
    }
}

fn blank(choices: &mut Choices<'_>, world: &World, id: &str) -> ActionPlan {
    let namespace = choices.below(world.namespaces.len());
    let uid = EntityUid::new(in_namespace(world.namespaces[namespace].as_ref(), "Action"), id);
    ActionPlan {
        namespace,
        uid,
        groups: Vec::new(),
        ancestors: Vec::new(),
        principals: Vec::new(),
        resources: Vec::new(),
        context: RecordType::new(),
    }
}

/// Gives `action` another id, unless it is taken. An action of a namespace must not shadow one outside any.
fn rename(world: &World, action: &mut ActionPlan, id: &str) {
    let outside = |namespace: usize| world.namespaces[namespace].is_none();
    let clashes = |other: &ActionPlan| {
        other.uid.eid == id
            && (other.namespace == action.namespace || outside(other.namespace) || outside(action.namespace))
    };
    if !world.actions.iter().any(clashes) {
        id.clone_into(&mut action.uid.eid);
    }
}

/// Says what `action` applies to. Now and then it shares all that with the action before it.
fn apply(choices: &mut Choices<'_>, settings: &Settings, world: &World, action: &mut ActionPlan) {
    let before = world.actions.iter().rev().find(|before| !before.principals.is_empty());
    if let Some(before) = before
        && choices.chance(1, 4)
    {
        action.principals.clone_from(&before.principals);
        action.resources.clone_from(&before.resources);
        action.context = before.context.clone();
        return;
    }
    let types: Vec<usize> = (0..world.types.len()).collect();
    action.principals = choices.some_of(&types, 1, 2);
    action.resources = choices.some_of(&types, 1, 3);
    let records = world.common_types.iter().filter_map(|common| match &common.ty {
        CedarType::Record(record) => Some(record),
        _ => None,
    });
    action.context = match choices.pick_any(&records.collect::<Vec<_>>()) {
        // A context may be named by its common type.
        Some(record) if choices.chance(1, 2) => (*record).clone(),
        _ => attributes::draw_record(choices, settings, world, settings.attributes, 2),
    };
}

/// Adds `action`, in some of the actions before it.
fn add(choices: &mut Choices<'_>, settings: &Settings, world: &mut World, mut action: ActionPlan) {
    let groups = if settings.has(Feature::Groups) { world.actions.len() } else { 0 };
    for group in 0..groups {
        let mere_group = world.actions[group].principals.is_empty();
        if if mere_group { choices.chance(1, 2) } else { choices.chance(1, 8) } {
            action.groups.push(group);
        }
    }
    world.actions.push(action);
}
