//! Entities: the population with attributes and tags, and the actions where no schema brings them.

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;

use crate::choices::Choices;
use crate::population::Member;
use crate::values::Stock;
use crate::world::Shape;

/// The entities of the case, in the order in which the document lists them.
pub(crate) fn entities(choices: &mut Choices<'_>, stock: &Stock<'_>) -> Vec<Entity> {
    let mut listed: Vec<Entity> =
        stock.population.members.iter().map(|member| entity(choices, stock, member)).collect();
    if !stock.settings.schema {
        let actions = actions(stock);
        // Now and then an action is missing from the store.
        listed.extend(actions.into_iter().filter(|_| !choices.chance(1, 12)));
    }
    // Documents list children before parents as often as the other way round.
    choices.shuffle(&mut listed);
    listed
}

fn entity(choices: &mut Choices<'_>, stock: &Stock<'_>, member: &Member) -> Entity {
    let mut entity = Entity {
        uid: member.uid.clone(),
        attrs: BTreeMap::new(),
        tags: BTreeMap::new(),
        parents: member.parents.clone(),
    };
    if let Shape::Standard { attrs, tags } = &stock.world.types[member.ty].shape {
        entity.attrs = stock.fields(choices, attrs);
        if let Some(ty) = tags {
            for key in &stock.lexicon.tag_keys {
                if choices.percent(55) {
                    entity.tags.insert(key.clone(), stock.loosely(choices, ty));
                }
            }
        }
    }
    entity
}

/// The actions and their groups as entities.
pub(crate) fn actions(stock: &Stock<'_>) -> Vec<Entity> {
    let actions = &stock.world.actions;
    let groups = |groups: &[usize]| groups.iter().map(|group| actions[*group].uid.clone()).collect();
    actions
        .iter()
        .map(|action| Entity {
            uid: action.uid.clone(),
            attrs: BTreeMap::new(),
            tags: BTreeMap::new(),
            parents: groups(&action.groups),
        })
        .collect()
}
