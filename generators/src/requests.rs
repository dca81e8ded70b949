//! Requests: a few that fit the plan, and variations of them that differ by one thing.
//!
//! Most of them are made before the policies: each policy is then aimed at one of them, which satisfies it. What misses a
//! policy on purpose is made afterwards, by `near_misses`. No two requests of a case are equal.

use crosscheck_reference_model::expr::{Expr, ExtFun};
use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::value::Prim;

use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};
use crate::settings::Feature;
use crate::values::Stock;
use crate::world::{ActionIndex, ActionPlan};

/// A request and what the plan knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) request: RequestSyntax,
    pub(crate) action: ActionIndex,
}

/// What a variation changes.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// The whole request.
    All,
    /// The principal, for another of its type or of another type.
    Principal,
    /// The resource.
    Resource,
    /// The action.
    Action,
    /// The context as a whole.
    Context,
    /// One value of the context, by one step.
    ContextValue,
}

/// Each request after the first is drawn by this table.
const CHANGES: [(u32, Change); 6] = [
    (18, Change::All),
    (28, Change::Principal),
    (20, Change::Resource),
    (12, Change::Action),
    (12, Change::Context),
    (10, Change::ContextValue),
];

/// How many requests are planned before the policies, of so many in all; the others are made to miss the policies.
pub(crate) fn before_policies(all: usize) -> usize {
    all - all * 3 / 8
}

/// Adds requests to those that are planned, until there are `most`, all different.
pub(crate) fn plan(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    (planned, most): (&mut Vec<Planned>, usize),
    give_ups: &mut GiveUps,
) {
    for _ in planned.len()..most {
        let mut next = match choices.pick_any(planned).cloned() {
            None => fresh(choices, stock),
            Some(mut next) => {
                let weights = CHANGES.map(|(weight, change)| if possible(stock, change, &next) { weight } else { 0 });
                let (_, change) = CHANGES[choices.weighted_index(weights.iter().copied())];
                vary(choices, stock, planned, change, &mut next);
                next
            }
        };
        make_distinct(choices, stock, planned, &mut next, give_ups);
        if planned.iter().any(|other| other.request == next.request) {
            give_ups.count(GiveUp::RequestNotDistinct);
        } else {
            planned.push(next);
        }
    }
}

/// Whether `change` can make anything of `planned` that it is not yet.
fn possible(stock: &Stock<'_>, change: Change, planned: &Planned) -> bool {
    let plan = &stock.world.actions[planned.action];
    match change {
        Change::All | Change::Principal | Change::Resource => true,
        Change::Action => stock.world.applicable().nth(1).is_some(),
        Change::Context => !plan.context.is_empty(),
        Change::ContextValue => !planned.request.context.is_empty(),
    }
}

fn fresh(choices: &mut Choices<'_>, stock: &Stock<'_>) -> Planned {
    let applicable: Vec<ActionIndex> = stock.world.applicable().collect();
    let action = *choices.pick(&applicable);
    let plan = &stock.world.actions[action];
    let request = RequestSyntax {
        principal: some(choices, stock, &plan.principals),
        action: plan.uid.clone(),
        resource: some(choices, stock, &plan.resources),
        context: stock.fields(choices, &plan.context),
    };
    Planned { request, action }
}

/// Some entity of one of `types`.
fn some(choices: &mut Choices<'_>, stock: &Stock<'_>, types: &[usize]) -> EntityUid {
    let ty = *choices.pick(types);
    stock.population.any(choices, stock.settings, ty).clone()
}

/// Some entity of one of `types` that is not `uid` and makes a new request, if there is one.
fn another(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    types: &[usize],
    (uid, is_new): (&EntityUid, impl Fn(&EntityUid) -> bool),
) -> EntityUid {
    let others: Vec<&EntityUid> = types
        .iter()
        .flat_map(|ty| stock.population.all_of(*ty))
        .filter(|other| {
            *other != uid
                && is_new(other)
                && (stock.settings.has(Feature::Absent) || stock.population.member(other).is_some())
        })
        .collect();
    choices.pick_any(&others).map_or_else(|| uid.clone(), |other| (*other).clone())
}

/// Changes one of the `planned` requests.
fn vary(choices: &mut Choices<'_>, stock: &Stock<'_>, planned: &[Planned], change: Change, next: &mut Planned) {
    let plan = &stock.world.actions[next.action];
    let request = &mut next.request;
    let others = |request: &RequestSyntax| {
        let alike = |other: &&RequestSyntax| other.action == request.action && other.context == request.context;
        planned.iter().map(|other| &other.request).filter(alike).collect::<Vec<_>>()
    };
    match change {
        Change::All => *next = fresh(choices, stock),
        Change::Principal => {
            let mut others = others(request);
            others.retain(|other| other.resource == request.resource);
            let is_new = |uid: &EntityUid| others.iter().all(|other| other.principal != *uid);
            request.principal = another(choices, stock, &plan.principals, (&request.principal, is_new));
        }
        Change::Resource => {
            let mut others = others(request);
            others.retain(|other| other.principal == request.principal);
            let is_new = |uid: &EntityUid| others.iter().all(|other| other.resource != *uid);
            request.resource = another(choices, stock, &plan.resources, (&request.resource, is_new));
        }
        Change::Action => vary_action(choices, stock, next),
        Change::Context => request.context = stock.fields(choices, &plan.context),
        Change::ContextValue => {
            let index = choices.below(request.context.len());
            if let Some(value) = request.context.values_mut().nth(index) {
                step(choices, stock, value);
            }
        }
    }
}

/// Another action that takes the same principal and resource, so that the rest of the request can stay as it is.
fn vary_action(choices: &mut Choices<'_>, stock: &Stock<'_>, planned: &mut Planned) {
    let request = &mut planned.request;
    let actions = &stock.world.actions;
    let takes = |types: &[usize], ty: &EntityType| types.iter().any(|index| stock.world.types[*index].name == *ty);
    let takes_both = |action: &ActionPlan| {
        takes(&action.principals, &request.principal.ty) && takes(&action.resources, &request.resource.ty)
    };
    let others: Vec<ActionIndex> =
        stock.world.applicable().filter(|index| *index != planned.action && takes_both(&actions[*index])).collect();
    let Some(other) = choices.pick_any(&others).copied() else { return };
    request.action = actions[other].uid.clone();
    if actions[other].context != actions[planned.action].context {
        request.context = stock.fields(choices, &actions[other].context);
    }
    planned.action = other;
}

/// Changes a value by one step: the neighbour of a number, the opposite of a boolean, another literal of the stock.
fn step(choices: &mut Choices<'_>, stock: &Stock<'_>, value: &mut Expr) {
    match value {
        Expr::Lit(Prim::Bool(b)) => *b = !*b,
        Expr::Lit(Prim::Long(i)) => *i = if choices.chance(1, 2) { i.saturating_add(1) } else { i.saturating_sub(1) },
        Expr::Lit(Prim::String(s)) => s.clone_from(choices.pick(&stock.lexicon.strings)),
        Expr::Lit(Prim::Entity(uid)) => {
            let ty = stock.world.type_index(&uid.ty).unwrap_or(0);
            *uid = stock.population.any(choices, stock.settings, ty).clone();
        }
        Expr::Set(elements) => {
            elements.pop();
        }
        Expr::Record(fields) => {
            let index = choices.below(fields.len());
            if let Some((_, field)) = fields.get_mut(index) {
                step(choices, stock, field);
            }
        }
        Expr::Call(function, arguments) => {
            let literals = match function {
                ExtFun::Decimal => &stock.lexicon.decimals,
                ExtFun::Ip => &stock.lexicon.ips,
                ExtFun::Datetime => &stock.lexicon.datetimes,
                _ => &stock.lexicon.durations,
            };
            *arguments = vec![Expr::string(choices.pick(literals).clone())];
        }
        _ => {}
    }
}

/// Makes `next` differ from `planned`, if it does not yet: by the first principal or resource of its types that no
/// request has, then by an id that nothing else uses.
fn make_distinct(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    planned: &[Planned],
    next: &mut Planned,
    give_ups: &mut GiveUps,
) {
    let taken = |request: &RequestSyntax| planned.iter().any(|other| other.request == *request);
    if !taken(&next.request) {
        return;
    }
    give_ups.count(GiveUp::RequestNotVaried);
    let plan = &stock.world.actions[next.action];
    let start = choices.below(stock.population.members.len());
    let members = stock.population.members.iter().cycle().skip(start).take(stock.population.members.len());
    for member in members {
        for is_principal in [true, false] {
            let mut other = next.request.clone();
            let (types, place) = if is_principal {
                (&plan.principals, &mut other.principal)
            } else {
                (&plan.resources, &mut other.resource)
            };
            if types.contains(&member.ty) {
                place.clone_from(&member.uid);
                if !taken(&other) {
                    next.request = other;
                    return;
                }
            }
        }
    }
    let standard = |types: &[usize]| types.iter().copied().find(|ty| stock.world.attrs(*ty).is_some());
    let id = format!("stranger{}", planned.len());
    if let Some(ty) = standard(&plan.principals) {
        next.request.principal = EntityUid::new(stock.world.types[ty].name.clone(), id);
    } else if let Some(ty) = standard(&plan.resources) {
        next.request.resource = EntityUid::new(stock.world.types[ty].name.clone(), id);
    } else if stock.settings.has(Feature::Absent) {
        vary(choices, stock, planned, Change::All, next);
    }
}
