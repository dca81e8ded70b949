//! Data and requests for policies that somebody else wrote: for each policy a request that satisfies it, where one can be
//! made, and several that miss it by one thing.
//!
//! A request takes its types, action and ancestors from the policy's scope; the data that the conditions read are then
//! arranged so that they hold ([`satisfy`]), with entities of the policy's own, so that policies do not spoil each other's.
//! The reference model has the last word: a request that does not do what it was made for is left out, and counted.

mod candidates;
mod misses;
mod satisfy;
mod scene;

use std::collections::BTreeMap;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{ConditionKind, EntityOrSlot, Link, Policy, Scope, Slot, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::template;
use crosscheck_reference_model::value::Prim;

use crate::choices::Choices;
use crate::conditions::Admitted;
use crate::give_ups::{GiveUp, GiveUps};
use crate::lexicon::Lexicon;
use crate::requests::Planned;
use crate::values::Stock;
use crate::world::{ActionIndex, TypeIndex, World};
use candidates::Words;
use satisfy::Arranging;
use scene::{Ask, Scene};

/// No more policies than this get requests of their own in one case; the next case begins with another one.
const MOST_POLICIES: usize = 10;

/// No more environments are tried for one policy.
const MOST_ENVIRONMENTS: usize = 6;

/// How many requests miss a policy.
const MISSES: usize = 3;

/// How many requests of the case are aimed at nothing.
const UNAIMED: usize = 2;

/// The data and requests of a case.
pub(crate) struct Arranged {
    pub(crate) links: Vec<Link>,
    pub(crate) entities: Vec<Entity>,
    pub(crate) requests: Vec<RequestSyntax>,
    /// What each request is meant to do.
    pub(crate) intents: Vec<String>,
}

/// Adds the literals of `policies` to what data are drawn from.
pub(crate) fn add_words(lexicon: &mut Lexicon, policies: &[Template]) {
    let roots = policies.iter().flat_map(|policy| &policy.conditions).map(|condition| &condition.body);
    for literal in Words::below(roots).literals {
        match literal {
            Expr::Lit(Prim::Long(i)) => {
                lexicon.longs.extend([Some(i), i.checked_add(1), i.checked_sub(1)].into_iter().flatten());
            }
            Expr::Lit(Prim::String(text)) => {
                lexicon.strings.push(text.clone());
                lexicon.tag_keys.push(text);
            }
            _ => {}
        }
    }
    lexicon.tag_keys.sort();
    lexicon.tag_keys.dedup();
}

/// Arranges `listed` and makes requests for `policies`; `planned` are requests of the plan, some of which are kept.
pub(crate) fn aim(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    listed: Vec<Entity>,
    planned: Vec<Planned>,
    policies: &[Template],
    give_ups: &mut GiveUps,
) -> Arranged {
    let mut scene = Scene::new(*stock, listed);
    let mut arranged = Arranged { links: Vec::new(), entities: Vec::new(), requests: Vec::new(), intents: Vec::new() };
    let start = choices.below(policies.len());
    for offset in 0..policies.len() {
        let template = &policies[(start + offset) % policies.len()];
        let link = link(choices, stock, template, arranged.links.len());
        let Ok(linked) = template::link(std::slice::from_ref(template), link.as_slice()) else { continue };
        arranged.links.extend(link);
        let Some(policy) = linked.first().filter(|_| offset < MOST_POLICIES) else { continue };
        let words = Words::of(policy);
        let Some(hit) = hit(choices, &mut scene, template, policy, &words) else {
            give_ups.count(GiveUp::PolicyNotSatisfied);
            continue;
        };
        let misses = misses::misses(choices, &mut scene, policy, &hit, &words, MISSES);
        if misses.is_empty() {
            give_ups.count(GiveUp::PolicyNotMissed);
        }
        arranged.add(&hit, format!("satisfies {}", policy.id));
        for (miss, by) in misses {
            arranged.add(&miss, format!("misses {} by {by}", policy.id));
        }
    }
    arranged.links.sort_by(|a, b| a.template.cmp(&b.template));
    let wanted = stock.settings.requests.max(arranged.requests.len() + UNAIMED);
    for planned in planned {
        if arranged.requests.len() < wanted {
            arranged.add(&Ask { request: planned.request, action: planned.action }, "aimed at nothing".to_owned());
        }
    }
    arranged.entities = scene.entities;
    arranged
}

impl Arranged {
    /// Adds a request, unless it is there.
    fn add(&mut self, ask: &Ask, intent: String) {
        if !self.requests.contains(&ask.request) {
            self.requests.push(ask.request.clone());
            self.intents.push(intent);
        }
    }
}

/// A link of a template, for entities of types that its scope may hold for.
fn link(choices: &mut Choices<'_>, stock: &Stock<'_>, template: &Template, number: usize) -> Option<Link> {
    if template.is_static() {
        return None;
    }
    let world = stock.world;
    // Both slots for one environment, or no request could fill both.
    let (principal, _, resource) = choices.pick_any(&environments(world, template)).copied().unwrap_or((0, 0, 0));
    let mut slots = BTreeMap::new();
    for slot in template.slots() {
        let (scope, ty) = match slot {
            Slot::Principal => (&template.principal, principal),
            Slot::Resource => (&template.resource, resource),
        };
        let above = &world.types[ty].ancestors;
        let ty = match scope {
            Scope::In(EntityOrSlot::Slot) | Scope::IsIn(_, EntityOrSlot::Slot) if choices.chance(3, 4) => {
                choices.pick_any(above).copied().unwrap_or(ty)
            }
            _ => ty,
        };
        slots.insert(slot, stock.population.any(choices, stock.settings, ty).clone());
    }
    Some(Link { template: template.id.clone(), id: format!("link{number}"), slots })
}

/// A request that satisfies the policy, with the data arranged for it; the data are as before if there is none.
fn hit(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    template: &Template,
    policy: &Policy,
    words: &Words,
) -> Option<Ask> {
    let mut environments = environments(scene.stock.world, template);
    choices.shuffle(&mut environments);
    let before = scene.entities.clone();
    for (principal, action, resource) in environments.into_iter().take(MOST_ENVIRONMENTS) {
        // What a condition compares with may be the principal itself.
        let named = |ty: TypeIndex| {
            let uids = words.entities(&scene.stock.world.types[ty].name);
            [None].into_iter().chain(uids.into_iter().take(2).map(Some)).collect::<Vec<Option<EntityUid>>>()
        };
        let (principals, resources) = (named(principal), named(resource));
        for of_principal in &principals {
            for of_resource in &resources {
                let (p, r) = ((principal, of_principal.as_ref()), (resource, of_resource.as_ref()));
                if let Some(ask) = arrange(choices, scene, policy, words, (p, action, r)) {
                    return Some(ask);
                }
                scene.reset(before.clone());
            }
        }
    }
    None
}

/// The types and actions that the scope of a policy admits together.
fn environments(world: &World, template: &Template) -> Vec<(TypeIndex, ActionIndex, TypeIndex)> {
    let admitted = Admitted::by(world, template);
    let mut found = Vec::new();
    for action in &admitted.actions {
        let plan = &world.actions[*action];
        for principal in plan.principals.iter().filter(|ty| admitted.principals.contains(ty)) {
            let resources = plan.resources.iter().filter(|ty| admitted.resources.contains(ty));
            found.extend(resources.map(|resource| (*principal, *action, *resource)));
        }
    }
    found
}

/// An element of a request: its type, and the entity that it is to be if that is known.
type Element<'a> = (TypeIndex, Option<&'a EntityUid>);

/// Arranges the data for a request of these types; `None` if it does not satisfy the policy.
fn arrange(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    policy: &Policy,
    words: &Words,
    (principal, action, resource): (Element<'_>, ActionIndex, Element<'_>),
) -> Option<Ask> {
    let plan = &scene.stock.world.actions[action];
    let context = scene.stock.fields(choices, &plan.context);
    let principal = in_scope(choices, scene, &policy.principal, principal);
    let resource = in_scope(choices, scene, &policy.resource, resource);
    let request = RequestSyntax { principal, action: plan.uid.clone(), resource, context };
    let mut ask = Ask { request, action };
    // A clause may spoil one before it; a second round mends what can be mended.
    for _ in 0..2 {
        for condition in &policy.conditions {
            let mut arranging = Arranging { choices, scene, ask: &mut ask, words };
            arranging.satisfy(&condition.body, condition.kind == ConditionKind::When, 0);
        }
        if scene.satisfies(&ask, policy) {
            return Some(ask);
        }
    }
    None
}

/// An entity that a scope holds for.
fn in_scope(
    choices: &mut Choices<'_>,
    scene: &mut Scene<'_>,
    scope: &Scope<EntityUid>,
    (ty, named): Element<'_>,
) -> EntityUid {
    let is_one = |uid: &EntityUid| scene.stock.world.types[ty].name == uid.ty;
    match scope {
        Scope::Eq(uid) if is_one(uid) => {
            let uid = uid.clone();
            scene.entity(choices, &uid);
            uid
        }
        Scope::In(above) | Scope::IsIn(_, above) => {
            let (above, is_one) = (above.clone(), is_one(above));
            let uid = named.cloned().unwrap_or_else(|| scene.fresh(choices, ty));
            if scene.add_edge(choices, &uid, &above) || !is_one { uid } else { above }
        }
        _ => named.cloned().unwrap_or_else(|| scene.fresh(choices, ty)),
    }
}

#[cfg(test)]
mod tests;
