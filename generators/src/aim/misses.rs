//! Requests that miss a policy by one thing, beside one that satisfies it.
//!
//! Where the thing is in an entity, the request gets a copy of that entity in which it is otherwise, so that nothing else
//! of the case changes.

use crosscheck_reference_model::expr::{BinaryOp, Expr};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::Policy;

use super::candidates::{Words, candidates, is_restricted};
use super::scene::{Ask, Place, Root, Scene};
use crate::choices::Choices;
use crate::mutate::sites;
use crate::world::TypeIndex;

/// What is otherwise.
#[derive(Debug, Clone)]
enum Thing {
    Principal,
    Resource,
    Action,
    /// A parent of the principal or, if not, of the resource.
    Edge(bool),
    /// A place that a condition reads.
    Place(Box<Expr>),
}

/// Up to `most` requests that do not satisfy the policy and differ from `hit` by one thing, each with that thing in words.
pub(super) fn misses(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    policy: &Policy,
    hit: &Ask,
    words: &Words,
    most: usize,
) -> Vec<(Ask, String)> {
    let mut things = vec![Thing::Principal, Thing::Resource, Thing::Action, Thing::Edge(true), Thing::Edge(false)];
    let roots = policy.conditions.iter().map(|condition| &condition.body);
    let reads = sites::nodes(roots).into_iter();
    things.extend(reads.filter(|expr| reads_data(expr)).map(|expr| Thing::Place(Box::new(expr.clone()))));
    choices.shuffle(&mut things);
    let mut found = Vec::new();
    for thing in things {
        if found.len() == most {
            break;
        }
        let before = scene.entities.clone();
        match miss(choices, scene, policy, hit, words, &thing) {
            Some(missed) => found.push(missed),
            None => scene.reset(before),
        }
    }
    found
}

fn reads_data(expr: &Expr) -> bool {
    matches!(expr, Expr::GetAttr(..) | Expr::HasAttr(..) | Expr::Binary(BinaryOp::GetTag | BinaryOp::HasTag, ..))
}

fn miss(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    policy: &Policy,
    hit: &Ask,
    words: &Words,
    thing: &Thing,
) -> Option<(Ask, String)> {
    let plan = &scene.stock.world.actions[hit.action];
    match thing {
        Thing::Principal => {
            let others = others(choices, scene, &plan.principals, &hit.request.principal);
            element(scene, policy, hit, others, |ask, uid| ask.request.principal = uid, "its principal")
        }
        Thing::Resource => {
            let others = others(choices, scene, &plan.resources, &hit.request.resource);
            element(scene, policy, hit, others, |ask, uid| ask.request.resource = uid, "its resource")
        }
        Thing::Action => action(choices, scene, policy, hit),
        Thing::Edge(of_principal) => edge(choices, scene, policy, hit, *of_principal),
        Thing::Place(read) => place(choices, scene, policy, hit, words, read),
    }
}

/// The other entities of these types, in some order.
fn others(choices: &mut Choices<'_>, scene: &Scene<'_>, types: &[TypeIndex], uid: &EntityUid) -> Vec<EntityUid> {
    let population = scene.stock.population;
    let all = types.iter().flat_map(|ty| population.all_of(*ty));
    let mut others: Vec<EntityUid> = all.filter(|other| *other != uid).cloned().collect();
    choices.shuffle(&mut others);
    others
}

/// The first of `others` in whose place the request misses.
fn element(
    scene: &mut Scene<'_>,
    policy: &Policy,
    hit: &Ask,
    others: Vec<EntityUid>,
    put: fn(&mut Ask, EntityUid),
    words: &str,
) -> Option<(Ask, String)> {
    others.into_iter().take(6).find_map(|uid| {
        let mut ask = hit.clone();
        put(&mut ask, uid);
        (!scene.satisfies(&ask, policy)).then(|| (ask, words.to_owned()))
    })
}

/// Another action that takes the same principal and resource.
fn action(choices: &mut Choices<'_>, scene: &mut Scene<'_>, policy: &Policy, hit: &Ask) -> Option<(Ask, String)> {
    let world = scene.stock.world;
    let has = |types: &[TypeIndex], uid: &EntityUid| types.iter().any(|ty| world.types[*ty].name == uid.ty);
    let mut actions: Vec<usize> = world
        .applicable()
        .filter(|index| {
            let plan = &world.actions[*index];
            *index != hit.action
                && has(&plan.principals, &hit.request.principal)
                && has(&plan.resources, &hit.request.resource)
        })
        .collect();
    choices.shuffle(&mut actions);
    actions.into_iter().take(6).find_map(|action| {
        let mut ask = Ask { action, ..hit.clone() };
        ask.request.action = world.actions[action].uid.clone();
        if world.actions[action].context != world.actions[hit.action].context {
            ask.request.context = scene.stock.fields(choices, &world.actions[action].context);
        }
        (!scene.satisfies(&ask, policy)).then(|| (ask, "its action".to_owned()))
    })
}

/// A copy of the principal or resource, and the request with it.
fn copied(choices: &mut Choices<'_>, scene: &mut Scene<'_>, hit: &Ask, of_principal: bool) -> Option<(EntityUid, Ask)> {
    let uid = if of_principal { &hit.request.principal } else { &hit.request.resource };
    let original = scene.entities.iter().find(|entity| entity.uid == *uid)?.clone();
    let copy = scene.fresh(choices, scene.stock.world.type_index(&uid.ty)?);
    let entity = scene.entity(choices, &copy)?;
    (entity.attrs, entity.tags, entity.parents) = (original.attrs, original.tags, original.parents);
    let mut ask = hit.clone();
    if of_principal {
        ask.request.principal = copy.clone();
    } else {
        ask.request.resource = copy.clone();
    }
    Some((copy, ask))
}

/// A copy of the principal or resource that lacks one parent.
fn edge(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    policy: &Policy,
    hit: &Ask,
    of_principal: bool,
) -> Option<(Ask, String)> {
    let (copy, ask) = copied(choices, scene, hit, of_principal)?;
    // The copy must do what the original does, or else it misses by being another entity.
    if !scene.satisfies(&ask, policy) {
        return None;
    }
    let parents = scene.entity(choices, &copy)?.parents.clone();
    (0..parents.len()).find_map(|dropped| {
        let entity = scene.entity(choices, &copy)?;
        entity.parents.clone_from(&parents);
        entity.parents.remove(dropped);
        let whose = if of_principal { "principal" } else { "resource" };
        (!scene.satisfies(&ask, policy)).then(|| (ask.clone(), format!("a parent of its {whose}")))
    })
}

/// One value that a condition reads, taken away or changed.
fn place(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    policy: &Policy,
    hit: &Ask,
    words: &Words,
    read: &Expr,
) -> Option<(Ask, String)> {
    let found = scene.place(hit, read)?;
    let by = found.words(hit);
    let (mut ask, place) = match &found.root {
        Root::Context(_) => (hit.clone(), found),
        Root::Attr(uid, name) => {
            let (copy, ask) = copied_for(choices, scene, hit, uid)?;
            (ask, Place { root: Root::Attr(copy, name.clone()), ..found })
        }
        Root::Tag(uid, key) => {
            let (copy, ask) = copied_for(choices, scene, hit, uid)?;
            (ask, Place { root: Root::Tag(copy, key.clone()), ..found })
        }
    };
    if !scene.satisfies(&ask, policy) {
        return None;
    }
    let mut tried: Vec<Option<Expr>> = Vec::new();
    tried.extend(place.optional.then_some(None));
    let values = candidates(choices, scene, &ask, read, &place.ty, words);
    tried.extend(values.into_iter().filter(is_restricted).map(Some));
    let start = choices.below(tried.len().min(3));
    (0..tried.len()).find_map(|offset| {
        let value = tried[(start + offset) % tried.len()].clone();
        let set = scene.set(choices, &mut ask, &place, value);
        (set && !scene.satisfies(&ask, policy)).then(|| (ask.clone(), by.clone()))
    })
}

/// A copy of `uid` if it is the principal or the resource; what is further away is not copied.
fn copied_for(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    hit: &Ask,
    uid: &EntityUid,
) -> Option<(EntityUid, Ask)> {
    if *uid == hit.request.principal {
        copied(choices, scene, hit, true)
    } else if *uid == hit.request.resource {
        copied(choices, scene, hit, false)
    } else {
        None
    }
}
