//! Wrong scopes: names that the schema does not declare, and constraints that nothing can meet; and wrong values in links.

use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::policy::{ActionScope, Effect, EntityOrSlot, Scope, Slot, Template};

use super::super::planted::{Place, Refused::Always};
use super::{Row, Way};
use crate::case::Case;
use crate::choices::Choices;
use crate::world::{Shape, TypeIndex, World};

/// The declared names, and what can be wrong with them.
#[derive(Clone, Copy)]
pub(in crate::violations) struct Names<'w> {
    pub(in crate::violations) world: &'w World,
}

impl<'w> Names<'w> {
    pub(in crate::violations) fn of(world: &'w World) -> Self {
        Self { world }
    }

    fn enums(&self) -> Vec<&'w Name> {
        let types = self.world.types.iter();
        types.filter(|plan| matches!(plan.shape, Shape::Enum(_))).map(|plan| &plan.name).collect()
    }

    pub(in crate::violations) fn has_enum(&self) -> bool {
        !self.enums().is_empty()
    }

    /// An id that an enumerated type does not list; there is such a type.
    pub(in crate::violations) fn unlisted(&self, choices: &mut Choices<'_>) -> EntityUid {
        EntityUid::new((*choices.pick(&self.enums())).clone(), "nowhere")
    }

    /// The types that no action has among its principals (or its resources), itself or as what they may be in.
    fn never(&self, principal: bool, or_above: bool) -> Vec<TypeIndex> {
        let applies = |ty: TypeIndex| {
            self.world.actions.iter().any(|action| {
                let types = if principal { &action.principals } else { &action.resources };
                types.iter().any(|below| *below == ty || (or_above && self.world.may_be_in(*below, ty)))
            })
        };
        (0..self.world.types.len()).filter(|ty| !applies(*ty)).collect()
    }

    /// The actions that are only groups, and have no member that applies to anything.
    fn idle_groups(&self) -> Vec<&'w EntityUid> {
        let actions = &self.world.actions;
        let is_idle = |index: usize| {
            !actions.iter().enumerate().any(|(member, action)| {
                !action.principals.is_empty() && (member == index || action.ancestors.contains(&index))
            })
        };
        (0..actions.len()).filter(|index| is_idle(*index)).map(|index| &actions[index].uid).collect()
    }

    /// The mere groups, which no request has for its action.
    fn groups(&self) -> Vec<&'w EntityUid> {
        self.world.actions.iter().filter(|action| action.principals.is_empty()).map(|action| &action.uid).collect()
    }

    /// An action and a type that some other action applies to, but this one does not.
    fn mismatches(&self, principal: bool) -> Vec<(&'w EntityUid, TypeIndex)> {
        let applicable: Vec<usize> = self.world.applicable().collect();
        let types_of = |action: usize| {
            let action = &self.world.actions[action];
            if principal { &action.principals } else { &action.resources }
        };
        let mut found = Vec::new();
        for action in &applicable {
            for ty in applicable.iter().flat_map(|other| types_of(*other)) {
                if !types_of(*action).contains(ty) {
                    found.push((&self.world.actions[*action].uid, *ty));
                }
            }
        }
        found
    }
}

type Change = fn(&mut Choices<'_>, &Names<'_>, &mut Template) -> &'static str;

const fn scope(name: &'static str, kind: &'static str, possible: fn(&Names<'_>) -> bool, change: Change) -> Row {
    Row { weight: 4, name, kind, refused: Always, way: Way::Scope(possible, change) }
}

fn has_enum(names: &Names<'_>) -> bool {
    names.has_enum()
}

/// A scope for which few worlds have what it takes.
const fn rare(name: &'static str, kind: &'static str, possible: fn(&Names<'_>) -> bool, change: Change) -> Row {
    Row { weight: 16, ..scope(name, kind, possible, change) }
}

fn always(_: &Names<'_>) -> bool {
    true
}

const UNKNOWN_TYPE: &str = "unknown-entity-type";
const UNKNOWN_ACTION: &str = "unknown-action";
const IMPOSSIBLE: &str = "impossible-scope";

#[rustfmt::skip]
pub(super) const ROWS: [Row; 18] = [
    scope("unknown-type-in-scope-eq", UNKNOWN_TYPE, always, |c, n, t| { let uid = unknown_entity(c, n); set(c, t, Scope::Eq(uid)) }),
    scope("unknown-type-in-scope-in", UNKNOWN_TYPE, always, |c, n, t| { let uid = unknown_entity(c, n); set(c, t, Scope::In(uid)) }),
    scope("unknown-type-in-scope-is", UNKNOWN_TYPE, always, |c, n, t| { let ty = unknown_type(c, n); set(c, t, Scope::Is(ty)) }),
    scope("unknown-type-in-scope-is-in", UNKNOWN_TYPE, always, |c, n, t| {
        let ty = c.pick(&n.world.types).name.clone();
        let uid = unknown_entity(c, n);
        set(c, t, Scope::IsIn(ty, uid))
    }),
    scope("unknown-action-in-scope-eq", UNKNOWN_ACTION, always, |c, n, t| act(t, ActionScope::Eq(unknown_action(c, n)))),
    scope("unknown-action-in-scope-in", UNKNOWN_ACTION, always, |c, n, t| act(t, ActionScope::In(unknown_action(c, n)))),
    scope("unknown-action-in-scope-list", UNKNOWN_ACTION, always, |c, n, t| {
        let mut list = vec![unknown_action(c, n)];
        list.push(c.pick(&n.world.actions).uid.clone());
        c.shuffle(&mut list);
        act(t, ActionScope::InAny(list))
    }),
    scope("unlisted-in-scope-eq", "unlisted-id", has_enum, |c, n, t| { let uid = n.unlisted(c); set(c, t, Scope::Eq(EntityOrSlot::Entity(uid))) }),
    scope("unlisted-in-scope-in", "unlisted-id", has_enum, |c, n, t| { let uid = n.unlisted(c); set(c, t, Scope::In(EntityOrSlot::Entity(uid))) }),
    scope("impossible-principal-is", IMPOSSIBLE, |n| !n.never(true, false).is_empty(), |c, n, t| {
        let ty = n.world.types[*c.pick(&n.never(true, false))].name.clone();
        alone(t, |t| t.principal = Scope::Is(ty))
    }),
    scope("impossible-principal-eq", IMPOSSIBLE, |n| !n.never(true, false).is_empty(), |c, n, t| {
        let uid = some_of(n, *c.pick(&n.never(true, false)));
        alone(t, |t| t.principal = Scope::Eq(uid))
    }),
    scope("impossible-resource-is", IMPOSSIBLE, |n| !n.never(false, false).is_empty(), |c, n, t| {
        let ty = n.world.types[*c.pick(&n.never(false, false))].name.clone();
        alone(t, |t| t.resource = Scope::Is(ty))
    }),
    rare("impossible-resource-in", IMPOSSIBLE, |n| !n.never(false, true).is_empty(), |c, n, t| {
        let uid = some_of(n, *c.pick(&n.never(false, true)));
        alone(t, |t| t.resource = Scope::In(uid))
    }),
    scope("impossible-action-of-group", IMPOSSIBLE, |n| !n.groups().is_empty(), |c, n, t| {
        let uid = (*c.pick(&n.groups())).clone();
        alone(t, |t| t.action = ActionScope::Eq(uid))
    }),
    rare("impossible-action-in-group", IMPOSSIBLE, |n| !n.idle_groups().is_empty(), |c, n, t| {
        let uid = (*c.pick(&n.idle_groups())).clone();
        alone(t, |t| t.action = ActionScope::In(uid))
    }),
    scope("impossible-action-for-type", IMPOSSIBLE, |n| !n.mismatches(true).is_empty(), |c, n, t| {
        let (uid, ty) = *c.pick(&n.mismatches(true));
        let (uid, ty) = (uid.clone(), n.world.types[ty].name.clone());
        alone(t, |t| { t.action = ActionScope::Eq(uid); t.principal = Scope::Is(ty); })
    }),
    Row { weight: 8, name: "unknown-type-in-link", kind: UNKNOWN_TYPE, refused: Always, way: Way::Link(always, |c, n| EntityUid::new(unknown_type(c, n), "x")) },
    Row { weight: 16, name: "unlisted-in-link", kind: "unlisted-id", refused: Always, way: Way::Link(has_enum, |c, n| n.unlisted(c)) },
];

/// A name that no type has, in a declared namespace or outside any.
pub(super) fn unknown_type(choices: &mut Choices<'_>, names: &Names<'_>) -> Name {
    let declared = choices.pick(&names.world.types);
    Name { namespace: declared.name.namespace.clone(), basename: "Nowhere".to_owned() }
}

fn unknown_entity(choices: &mut Choices<'_>, names: &Names<'_>) -> EntityOrSlot {
    EntityOrSlot::Entity(EntityUid::new(unknown_type(choices, names), "x"))
}

/// An action that is not declared: of another id, or of a namespace that is none.
pub(super) fn unknown_action(choices: &mut Choices<'_>, names: &Names<'_>) -> EntityUid {
    let declared = &choices.pick(&names.world.actions).uid;
    if choices.chance(1, 4) {
        let ty = Name { namespace: vec!["Nowhere".to_owned()], basename: declared.ty.basename.clone() };
        return EntityUid::new(ty, declared.eid.clone());
    }
    EntityUid::new(declared.ty.clone(), "nowhere")
}

/// An entity of this type that is allowed, be it enumerated or not.
fn some_of(names: &Names<'_>, ty: TypeIndex) -> EntityOrSlot {
    let plan = &names.world.types[ty];
    let id = match &plan.shape {
        Shape::Enum(ids) => ids.first().cloned().unwrap_or_default(),
        Shape::Standard { .. } => "nobody".to_owned(),
    };
    EntityOrSlot::Entity(EntityUid::new(plan.name.clone(), id))
}

/// Constrains principal or resource, in place of what was there.
fn set(choices: &mut Choices<'_>, template: &mut Template, scope: Scope<EntityOrSlot>) -> &'static str {
    if choices.chance(1, 2) {
        template.principal = scope;
        return "principal";
    }
    template.resource = scope;
    "resource"
}

fn act(template: &mut Template, scope: ActionScope) -> &'static str {
    template.action = scope;
    "action"
}

/// A scope with nothing but these constraints.
fn alone(template: &mut Template, constrain: impl FnOnce(&mut Template)) -> &'static str {
    template.principal = Scope::Any;
    template.action = ActionScope::Any;
    template.resource = Scope::Any;
    constrain(template);
    "scope"
}

/// Changes the scope of a static policy, or adds a policy with such a scope.
pub(super) fn plant(choices: &mut Choices<'_>, names: &Names<'_>, case: &mut Case, change: Change) -> Place {
    let hosts: Vec<usize> = (0..case.policies.len()).filter(|index| case.policies[*index].is_static()).collect();
    let host = match choices.pick_any(&hosts) {
        Some(host) if choices.chance(2, 3) => *host,
        _ => {
            let id = format!("policy{}", case.policies.len());
            case.policies.push(blank(id, if choices.chance(1, 3) { Effect::Forbid } else { Effect::Permit }));
            case.policies.len() - 1
        }
    };
    let part = change(choices, names, &mut case.policies[host]).to_owned();
    Place::Part { policy: case.policies[host].id.clone(), part }
}

/// A policy for every request.
pub(super) fn blank(id: String, effect: Effect) -> Template {
    Template {
        id,
        annotations: std::collections::BTreeMap::new(),
        effect,
        principal: Scope::Any,
        action: ActionScope::Any,
        resource: Scope::Any,
        conditions: Vec::new(),
    }
}

/// Gives a slot of a link another value.
pub(super) fn plant_link(
    choices: &mut Choices<'_>,
    names: &Names<'_>,
    case: &mut Case,
    value: fn(&mut Choices<'_>, &Names<'_>) -> EntityUid,
) -> Place {
    let index = choices.below(case.links.len());
    let value = value(choices, names);
    let link = &mut case.links[index];
    let slots: Vec<Slot> = link.slots.keys().copied().collect();
    let slot = *choices.pick(&slots);
    link.slots.insert(slot, value);
    let part = if slot == Slot::Principal { "principal" } else { "resource" };
    Place::Part { policy: link.id.clone(), part: part.to_owned() }
}
