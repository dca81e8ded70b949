//! Views: what a condition may rely on, given the scope that stands before it.
//!
//! A scope admits some request environments (type of principal, action, type of resource). Where it admits several, a
//! condition may only read what all of them have; or it narrows them itself, by a test that comes first:
//! `principal is User && …`. This is what makes typed policies typed.

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};

use super::reads::{Read, Reads};
use crate::choices::Choices;
use crate::world::{ActionIndex, TypeIndex, World};

/// The environments that a scope admits.
#[derive(Debug, Clone)]
pub(crate) struct Admitted {
    pub(crate) actions: Vec<ActionIndex>,
    pub(crate) principals: Vec<TypeIndex>,
    pub(crate) resources: Vec<TypeIndex>,
}

/// What one clause may rely on.
#[derive(Debug)]
pub(crate) struct View<'w> {
    /// The type of `principal`, where it is known.
    pub(crate) principal: Option<TypeIndex>,
    /// The type of `resource`, where it is known.
    pub(crate) resource: Option<TypeIndex>,
    /// Everything that may be read.
    pub(crate) reads: Vec<(Var, &'w Read<'w>)>,
    /// The tests that narrow the environments to this view; they stand before everything else in the clause.
    pub(crate) narrowing: Vec<Expr>,
}

impl Admitted {
    /// What the scope of `template` admits.
    pub(crate) fn by(world: &World, template: &Template) -> Self {
        let is = |action: ActionIndex, uid: &EntityUid| {
            let plan = &world.actions[action];
            plan.uid == *uid || plan.ancestors.iter().any(|group| world.actions[*group].uid == *uid)
        };
        let actions: Vec<ActionIndex> = world
            .applicable()
            .filter(|action| match &template.action {
                ActionScope::Any => true,
                ActionScope::Eq(uid) => world.actions[*action].uid == *uid,
                ActionScope::In(uid) => is(*action, uid),
                ActionScope::InAny(uids) => uids.iter().any(|uid| is(*action, uid)),
            })
            .collect();
        let mut principals = Vec::new();
        let mut resources = Vec::new();
        for action in &actions {
            admit(world, &template.principal, &world.actions[*action].principals, &mut principals);
            admit(world, &template.resource, &world.actions[*action].resources, &mut resources);
        }
        Self { actions, principals, resources }
    }
}

/// Adds those of `types` that `scope` admits.
fn admit(world: &World, scope: &Scope<EntityOrSlot>, types: &[TypeIndex], admitted: &mut Vec<TypeIndex>) {
    let may_be_in = |ty: TypeIndex, target: &EntityOrSlot| match target {
        EntityOrSlot::Slot => true,
        EntityOrSlot::Entity(uid) => world.type_index(&uid.ty).is_some_and(|ancestor| world.may_be_in(ty, ancestor)),
    };
    for ty in types {
        let name = &world.types[*ty].name;
        let fits = match scope {
            Scope::Any | Scope::Eq(EntityOrSlot::Slot) => true,
            Scope::Eq(EntityOrSlot::Entity(uid)) => uid.ty == *name,
            Scope::In(target) => may_be_in(*ty, target),
            Scope::Is(is) => is == name,
            Scope::IsIn(is, target) => is == name && may_be_in(*ty, target),
        };
        if fits && !admitted.contains(ty) {
            admitted.push(*ty);
        }
    }
}

impl<'w> View<'w> {
    /// Draws the view of one clause: what every admitted environment has, after narrowing some variables to the types
    /// of the environment aimed at.
    pub(crate) fn draw(
        choices: &mut Choices<'_>,
        world: &'w World,
        reads: &'w Reads<'w>,
        admitted: &Admitted,
        aim: (TypeIndex, ActionIndex, TypeIndex),
    ) -> Self {
        let mut view = View { principal: None, resource: None, reads: Vec::new(), narrowing: Vec::new() };
        view.principal = view.entity_type(choices, world, Var::Principal, &admitted.principals, aim.0);
        view.resource = view.entity_type(choices, world, Var::Resource, &admitted.resources, aim.2);
        if let Some(ty) = view.principal {
            view.reads.extend(reads.by_type[ty].iter().map(|read| (Var::Principal, read)));
        }
        if let Some(ty) = view.resource {
            view.reads.extend(reads.by_type[ty].iter().map(|read| (Var::Resource, read)));
        }
        view.add_context(choices, world, reads, &admitted.actions, aim.1);
        view
    }

    /// The view of just this environment: whatever else the scope admits is excluded.
    pub(crate) fn exact(
        choices: &mut Choices<'_>,
        world: &'w World,
        reads: &'w Reads<'w>,
        admitted: &Admitted,
        (principal, action, resource): (TypeIndex, ActionIndex, TypeIndex),
    ) -> Self {
        let mut narrowing = Vec::new();
        for (var, types, ty) in
            [(Var::Principal, &admitted.principals, principal), (Var::Resource, &admitted.resources, resource)]
        {
            if types.len() > 1 || choices.chance(1, 8) {
                narrowing.push(Expr::Var(var).unary(UnaryOp::Is(world.types[ty].name.clone())));
            }
        }
        if admitted.actions.len() > 1 || choices.chance(1, 8) {
            let uid = Expr::entity(world.actions[action].uid.clone());
            narrowing.push(Expr::Var(Var::Action).binary(BinaryOp::Eq, uid));
        }
        choices.shuffle(&mut narrowing);
        let of_type = |var, ty: TypeIndex| reads.by_type[ty].iter().map(move |read| (var, read));
        let context = reads.by_action[action].iter().map(|read| (Var::Context, read));
        let reads = of_type(Var::Principal, principal).chain(of_type(Var::Resource, resource)).chain(context).collect();
        View { principal: Some(principal), resource: Some(resource), reads, narrowing }
    }

    fn entity_type(
        &mut self,
        choices: &mut Choices<'_>,
        world: &World,
        var: Var,
        admitted: &[TypeIndex],
        aim: TypeIndex,
    ) -> Option<TypeIndex> {
        match admitted {
            [] => None,
            [only] => Some(*only),
            _ if choices.chance(3, 5) => {
                let name = world.types[aim].name.clone();
                self.narrowing.push(Expr::Var(var).unary(UnaryOp::Is(name)));
                Some(aim)
            }
            _ => None,
        }
    }

    /// Adds the reads of the context that all admitted actions have; several actions are narrowed to one now and then.
    fn add_context(
        &mut self,
        choices: &mut Choices<'_>,
        world: &'w World,
        reads: &'w Reads<'w>,
        actions: &[ActionIndex],
        aim: ActionIndex,
    ) {
        let [first, others @ ..] = actions else { return };
        let mut others = others;
        let mut action = *first;
        let context = &world.actions[action].context;
        let differ = others.iter().any(|other| world.actions[*other].context != *context);
        if differ && choices.chance(1, 3) {
            // `in` and not `==`, which is no typed test between two types of actions.
            let is_group = world.actions.iter().any(|action| action.ancestors.contains(&aim));
            if !is_group {
                let uid = Expr::entity(world.actions[aim].uid.clone());
                self.narrowing.push(Expr::Var(Var::Action).binary(BinaryOp::In, uid));
                (action, others) = (aim, &[]);
            }
        }
        let context = &world.actions[action].context;
        self.reads.extend(reads.by_action[action].iter().map(|read| (Var::Context, read)).filter(|(_, read)| {
            let top = read.steps[0].attr;
            others.iter().all(|other| world.actions[*other].context.get(top) == context.get(top))
        }));
    }
}
