//! Policies: each aimed at one request, with a scope that this request mostly hits, and conditions that are true, false or
//! an error for it on purpose; some as templates with several links.

use std::collections::BTreeMap;

use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::policy::{
    ActionScope, Condition, ConditionKind, Effect, EntityOrSlot, Link, Scope, Slot, Template,
};
use crosscheck_reference_model::response::ErrorKind;

use crate::choices::Choices;
use crate::conditions::{Admitted, Reads, View, Writer};
use crate::give_ups::GiveUps;
use crate::judge::{Judge, Store};
use crate::links;
use crate::pools;
use crate::requests::Planned;
use crate::settings::Feature;
use crate::values::Stock;
use crate::violations;
use crate::world::{ActionIndex, ActionPlan, TypeIndex};

/// The forms of a scope for `principal` and `resource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Any,
    Eq,
    In,
    Is,
    IsIn,
}

/// Scopes of permits: wide ones, so that several policies speak of one request.
const PERMIT_SCOPES: [(u32, Form); 5] =
    [(32, Form::Any), (14, Form::Eq), (22, Form::In), (18, Form::Is), (14, Form::IsIn)];

/// Scopes of forbids: narrower, since one satisfied forbid decides the request.
const FORBID_SCOPES: [(u32, Form); 5] =
    [(20, Form::Any), (22, Form::Eq), (22, Form::In), (18, Form::Is), (18, Form::IsIn)];

/// How many clauses a policy has.
const CLAUSES: [(u32, usize); 4] = [(14, 0), (58, 1), (20, 2), (8, 3)];

/// In how many of 100 policies the request aimed at hits the scope. What misses a scope are mostly other requests.
const HIT: u32 = 98;

/// In how many of 100 policies that are hit, the conditions are satisfied as well.
const SATISFIED_PERMIT: u32 = 97;
const SATISFIED_FORBID: u32 = 94;

/// In how many of 100 policies the effect is `forbid`.
const FORBID: u32 = 27;

/// In how many of 100 cases the first policy permits the request that it is aimed at.
const SURE: u32 = 60;

/// What a static policy or a link was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Aimed {
    /// The index of the policy or template.
    pub(crate) template: usize,
    /// The index of the link, if it is one.
    pub(crate) link: Option<usize>,
    /// The index of the planned request.
    pub(crate) request: usize,
    /// Whether it is meant to be satisfied by it.
    pub(crate) satisfied: bool,
    /// The error in which it is meant to end, if it is.
    pub(crate) mistake: Option<ErrorKind>,
    /// Whether it is a probe, which is satisfied or errs as the rule that it probes has it.
    pub(crate) is_probe: bool,
}

impl Aimed {
    /// A policy made for a rule of the language; any request may show that.
    pub(crate) fn probe(template: usize) -> Self {
        Self { template, link: None, request: 0, satisfied: false, mistake: None, is_probe: true }
    }
}

/// What policies are made from.
pub(crate) struct Ground<'w> {
    pub(crate) stock: Stock<'w>,
    pub(crate) planned: &'w [Planned],
    pub(crate) reads: &'w Reads<'w>,
    pub(crate) store: &'w Store,
}

/// The policies, templates and links of a case, and what each policy and link was aimed at.
pub(crate) fn policies(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    give_ups: &mut GiveUps,
) -> (Vec<Template>, Vec<Link>, Vec<Aimed>) {
    let mut templates = Vec::with_capacity(ground.stock.settings.policies);
    let (mut links, mut aims) = (Vec::new(), Vec::new());
    for index in 0..ground.stock.settings.policies {
        choices.next_part();
        let request = choices.below(ground.planned.len());
        let aim = &ground.planned[request];
        // A case of forbids and misses alone says nothing but deny.
        let sure = index == 0 && choices.percent(SURE);
        let (mut template, slots, hit) = scope(choices, ground, aim, sure);
        template.id = format!("policy{index}");
        let (conditions, meant) = conditions(choices, ground, aim, &template, sure, give_ups);
        template.conditions = conditions;
        let (satisfied, mistake) = if hit { meant } else { (false, None) };
        let aimed = Aimed { template: index, link: None, request, satisfied, mistake, is_probe: false };
        if slots.is_empty() {
            aims.push(aimed);
        } else {
            links::link(choices, ground, &template, (&slots, aimed), &mut links, &mut aims);
        }
        templates.push(template);
    }
    (templates, links, aims)
}

/// A template without conditions, what its slots are to be for the request aimed at, and whether that hits it.
fn scope(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    aim: &Planned,
    sure: bool,
) -> (Template, BTreeMap<Slot, EntityUid>, bool) {
    let stock = &ground.stock;
    let effect = if !sure && choices.percent(FORBID) { Effect::Forbid } else { Effect::Permit };
    let miss = if sure || choices.percent(HIT) { None } else { Some(choices.below(3)) };
    let action = &stock.world.actions[aim.action];
    let mut template = Template {
        id: String::new(),
        annotations: annotations(choices, stock),
        effect,
        principal: entity_scope(choices, stock, effect, (&aim.request.principal, &action.principals), miss != Some(0)),
        action: action_scope(choices, stock, aim, miss != Some(1)),
        resource: entity_scope(choices, stock, effect, (&aim.request.resource, &action.resources), miss != Some(2)),
        conditions: Vec::new(),
    };
    let mut slots = BTreeMap::new();
    if stock.settings.has(Feature::Templates) && choices.chance(2, 5) {
        if choices.chance(3, 4) {
            open_slot(&mut template.principal, Slot::Principal, &mut slots);
        }
        if choices.chance(1, 2) {
            open_slot(&mut template.resource, Slot::Resource, &mut slots);
        }
    }
    (template, slots, miss.is_none())
}

/// A template without conditions whose scope `aim` hits.
pub(crate) fn hitting(choices: &mut Choices<'_>, stock: &Stock<'_>, aim: &Planned, effect: Effect) -> Template {
    let action = &stock.world.actions[aim.action];
    Template {
        id: String::new(),
        annotations: BTreeMap::new(),
        effect,
        principal: entity_scope(choices, stock, effect, (&aim.request.principal, &action.principals), true),
        action: action_scope(choices, stock, aim, true),
        resource: entity_scope(choices, stock, effect, (&aim.request.resource, &action.resources), true),
        conditions: Vec::new(),
    }
}

/// Puts the slot where the scope names an entity, if it does.
fn open_slot(scope: &mut Scope<EntityOrSlot>, slot: Slot, slots: &mut BTreeMap<Slot, EntityUid>) {
    let (Scope::Eq(target) | Scope::In(target) | Scope::IsIn(_, target)) = scope else { return };
    if let EntityOrSlot::Entity(uid) = std::mem::replace(target, EntityOrSlot::Slot) {
        slots.insert(slot, uid);
    }
}

fn annotations(choices: &mut Choices<'_>, stock: &Stock<'_>) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    if stock.settings.has(Feature::Annotations) && choices.chance(1, 3) {
        for _ in 0..choices.size_in(1..=2) {
            let key = *choices.pick(pools::identifiers::ANNOTATION_KEYS);
            let value = if choices.chance(1, 4) { String::new() } else { choices.pick(&stock.lexicon.strings).clone() };
            annotations.insert(key.to_owned(), value);
        }
    }
    annotations
}

/// A scope that `uid` hits, or one of the same form that it misses if anything else is there to be named. A typed policy
/// names only `types`, so that its scope can hold.
fn entity_scope(
    choices: &mut Choices<'_>,
    stock: &Stock<'_>,
    effect: Effect,
    (uid, types): (&EntityUid, &[TypeIndex]),
    hit: bool,
) -> Scope<EntityOrSlot> {
    let table = if effect == Effect::Permit { &PERMIT_SCOPES } else { &FORBID_SCOPES };
    let form = *choices.weighted(table);
    let form = if !hit && form == Form::Any { Form::Eq } else { form };
    let ty = || uid.ty.clone();
    match form {
        Form::Any => Scope::Any,
        Form::Eq if hit => Scope::Eq(EntityOrSlot::Entity(uid.clone())),
        Form::Eq => Scope::Eq(EntityOrSlot::Entity(other(choices, stock, uid))),
        Form::In => Scope::In(EntityOrSlot::Entity(container(choices, stock, uid, hit))),
        Form::Is if hit => Scope::Is(ty()),
        Form::Is if stock.settings.permissively_typed() => {
            Scope::Is(stock.world.types[*choices.pick(types)].name.clone())
        }
        Form::Is => Scope::Is(choices.pick(&stock.world.types).name.clone()),
        Form::IsIn => Scope::IsIn(ty(), EntityOrSlot::Entity(container(choices, stock, uid, hit))),
    }
}

/// Another entity of the type of `uid`, if there is one.
pub(crate) fn other(choices: &mut Choices<'_>, stock: &Stock<'_>, uid: &EntityUid) -> EntityUid {
    let ty = stock.world.type_index(&uid.ty).unwrap_or(0);
    let mut other = stock.population.any(choices, stock.settings, ty);
    if other == uid {
        other = stock.population.absent(choices, ty).unwrap_or(other);
    }
    other.clone()
}

/// Something that `uid` is in, itself included; or, for a miss, something of a type that it might be in.
pub(crate) fn container(choices: &mut Choices<'_>, stock: &Stock<'_>, uid: &EntityUid, hit: bool) -> EntityUid {
    if hit {
        let ancestors = stock.population.member(uid).map(|member| member.ancestors.as_slice()).unwrap_or_default();
        let ancestor = if choices.chance(4, 5) { choices.pick_any(ancestors) } else { None };
        return ancestor.unwrap_or(uid).clone();
    }
    let ty = stock.world.type_index(&uid.ty).unwrap_or(0);
    let parent = choices.pick_any(&stock.world.types[ty].ancestors).copied().unwrap_or(ty);
    let parent = stock.population.any(choices, stock.settings, parent);
    if parent == uid { other(choices, stock, uid) } else { parent.clone() }
}

/// The actions that a scope may name which the request aimed at misses. If the policy is typed, there is a request of the
/// same types that it hits; and just one action means an action that has requests.
fn missed_actions(stock: &Stock<'_>, aim: &Planned, just_one: bool) -> Vec<ActionIndex> {
    let actions = &stock.world.actions;
    if !stock.settings.permissively_typed() {
        return (0..actions.len()).collect();
    }
    let takes = |types: &[TypeIndex], uid: &EntityUid| types.iter().any(|ty| stock.world.types[*ty].name == uid.ty);
    let takes_both = |action: &ActionPlan| {
        takes(&action.principals, &aim.request.principal) && takes(&action.resources, &aim.request.resource)
    };
    let is_above = |index: &ActionIndex| {
        actions.iter().any(|action| !just_one && takes_both(action) && action.ancestors.contains(index))
    };
    (0..actions.len()).filter(|index| takes_both(&actions[*index]) || is_above(index)).collect()
}

fn action_scope(choices: &mut Choices<'_>, stock: &Stock<'_>, aim: &Planned, hit: bool) -> ActionScope {
    let actions = &stock.world.actions;
    let action = aim.action;
    let any = |choices: &mut Choices<'_>| choices.pick(actions).uid.clone();
    let missed = |choices: &mut Choices<'_>, just_one: bool| {
        actions[*choices.pick(&missed_actions(stock, aim, just_one))].uid.clone()
    };
    let of = |choices: &mut Choices<'_>| {
        if !hit {
            return missed(choices, false);
        }
        match choices.pick_any(&actions[action].ancestors) {
            Some(group) if choices.chance(3, 5) => actions[*group].uid.clone(),
            _ => actions[action].uid.clone(),
        }
    };
    match *choices.weighted(&[(34, Form::Any), (26, Form::Eq), (22, Form::In), (18, Form::IsIn)]) {
        Form::Any | Form::Is => ActionScope::Any,
        Form::Eq if hit => ActionScope::Eq(actions[action].uid.clone()),
        Form::Eq => ActionScope::Eq(missed(choices, true)),
        Form::In => ActionScope::In(of(choices)),
        Form::IsIn => {
            // Strict validation allows no empty set, and is not exact about sets of two types.
            let typed = stock.settings.permissively_typed();
            if !typed && !hit && choices.chance(1, 6) {
                return ActionScope::InAny(Vec::new());
            }
            let first = of(choices);
            let mut list = vec![first.clone()];
            for _ in 0..choices.size_in(0..=2) {
                let other = any(choices);
                if !typed || other.ty == first.ty {
                    list.push(other);
                }
            }
            choices.shuffle(&mut list);
            ActionScope::InAny(list)
        }
    }
}

fn conditions(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    aim: &Planned,
    template: &Template,
    sure: bool,
    give_ups: &mut GiveUps,
) -> (Vec<Condition>, (bool, Option<ErrorKind>)) {
    let stock = ground.stock;
    let count = *choices.weighted(&CLAUSES);
    if count == 0 {
        return (Vec::new(), (true, None));
    }
    let percent = if template.effect == Effect::Permit { SATISFIED_PERMIT } else { SATISFIED_FORBID };
    let mistakes =
        if stock.settings.permissively_typed() { stock.settings.sound_mistakes } else { stock.settings.mistakes };
    let mistaken = (!sure && choices.percent(mistakes)).then(|| choices.below(count));
    let failing = if sure || choices.percent(percent) { None } else { Some(choices.below(count)) };
    // A clause that is false would hide the error of a later one.
    let failing = failing.filter(|_| mistaken.is_none());
    let mut mistake = None;
    let admitted = Admitted::by(stock.world, template);
    let index = |uid: &EntityUid| stock.world.type_index(&uid.ty).unwrap_or(0);
    let types = (index(&aim.request.principal), aim.action, index(&aim.request.resource));
    let judge = Judge::new(ground.store, &aim.request);
    let mut conditions = Vec::with_capacity(count);
    for clause in 0..count {
        let kind = if choices.chance(1, 3) { ConditionKind::Unless } else { ConditionKind::When };
        let satisfied = failing != Some(clause);
        let want = satisfied == (kind == ConditionKind::When);
        let view = View::draw(choices, stock.world, ground.reads, &admitted, types);
        let mut writer = Writer::new(choices, stock, &view, &aim.request, &judge, give_ups);
        let permissively = writer.choices.percent(stock.settings.permissive);
        let body = if mistaken == Some(clause) {
            let (body, kind) = writer.mistaken_clause(want);
            mistake = kind;
            body
        } else {
            writer.clause(want)
        };
        let body = if permissively {
            let body = violations::permissive(&mut writer, body);
            if mistaken == Some(clause) { body } else { writer.turned(body, want) }
        } else {
            body
        };
        let earlier = writer.take_earlier_clauses().into_iter();
        conditions.extend(earlier.map(|body| Condition { kind: ConditionKind::When, body }));
        conditions.push(Condition { kind, body });
    }
    (conditions, (failing.is_none() && mistake.is_none(), mistake))
}
