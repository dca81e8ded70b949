//! The plan that somebody else's schema stands for, so that everything else is generated as for a schema of ours.

use std::collections::BTreeMap;

use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::schema::{EntityTypeEntry, Schema};

use crate::world::{ActionPlan, Shape, TypePlan, World};

/// The plan that `schema` means. An action that applies to nothing is a mere group in it.
pub(crate) fn world(schema: &Schema) -> World {
    let mut world = World::default();
    let names = schema.entity_types.keys();
    let index: BTreeMap<&Name, usize> = names.enumerate().map(|(index, name)| (name, index)).collect();
    for (name, entry) in &schema.entity_types {
        let (ancestors, shape) = match entry {
            EntityTypeEntry::Standard { ancestors, attrs, tags } => {
                let shape = Shape::Standard { attrs: attrs.clone(), tags: tags.clone() };
                let mut ancestors: Vec<usize> = ancestors.iter().filter_map(|name| index.get(name).copied()).collect();
                ancestors.sort_unstable();
                (ancestors, shape)
            }
            EntityTypeEntry::Enum(ids) => (Vec::new(), Shape::Enum(ids.iter().cloned().collect())),
        };
        let namespace = namespace(&mut world, name);
        // Which of its ancestors are direct is of no consequence: an entity may be in any of them directly.
        world.types.push(TypePlan { namespace, name: name.clone(), parents: ancestors.clone(), ancestors, shape });
    }
    for uid in groups_first(schema) {
        let plan = action(&mut world, schema, uid, &index);
        world.actions.push(plan);
    }
    world
}

/// The index of the namespace that `name` is in.
fn namespace(world: &mut World, name: &Name) -> usize {
    let outer = Name::from_parts(name.namespace.clone());
    world.namespaces.iter().position(|other| *other == outer).unwrap_or_else(|| {
        world.namespaces.push(outer);
        world.namespaces.len() - 1
    })
}

/// The actions, each behind the groups that it is in: an action has more ancestors than any of them.
fn groups_first(schema: &Schema) -> Vec<&EntityUid> {
    let mut all: Vec<&EntityUid> = schema.actions.keys().collect();
    all.sort_by_key(|uid| schema.actions[*uid].ancestors.len());
    all
}

fn action(world: &mut World, schema: &Schema, uid: &EntityUid, types: &BTreeMap<&Name, usize>) -> ActionPlan {
    let entry = &schema.actions[uid];
    let mut groups: Vec<usize> =
        entry.ancestors.iter().filter_map(|group| world.actions.iter().position(|plan| plan.uid == *group)).collect();
    groups.sort_unstable();
    let known = |name: &Name| types.get(name).copied();
    let mut principals: Vec<usize> = entry.principals.iter().filter_map(known).collect();
    let mut resources: Vec<usize> = entry.resources.iter().filter_map(known).collect();
    if principals.is_empty() || resources.is_empty() {
        (principals, resources) = (Vec::new(), Vec::new());
    }
    ActionPlan {
        namespace: namespace(world, &uid.ty),
        uid: uid.clone(),
        ancestors: groups.clone(),
        groups,
        principals,
        resources,
        context: entry.context.clone(),
    }
}
