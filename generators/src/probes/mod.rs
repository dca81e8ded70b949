//! Probes: policies of which each makes one step of the table that [`observe::declared`] is.
//!
//! A step is drawn from the table, and a policy built around it: an expression that applies the step's rule to operands
//! of the step's kinds, with values that make it come out as wanted, in a clause that is reached under the request aimed
//! at. So the whole table is met within a few thousand cases from any seed, and which part of it is met does not depend
//! on what some generator likes to write. Most steps are errors, and an error ends the evaluation of its policy; so the
//! probes of a case are many small policies, and few cases have any ([`Settings::probes`]).
//!
//! [`observe::declared`]: crosscheck_reference_model::observe::declared
//! [`Settings::probes`]: crate::Settings::probes

mod data;
mod operands;
mod samples;
mod spoiled;
mod steps;
mod typing;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::{Outcome, Rule, Step};
use crosscheck_reference_model::policy::{ActionScope, Condition, ConditionKind, Effect, Link, Scope, Template};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::response::ErrorKind;

use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};
use crate::policies::{self, Ground};
use crate::requests::Planned;

pub(crate) use data::equip;
pub(crate) use spoiled::{COLORS, EVERYTHING, PALETTE, SWATCH, attributes, detail, spoil};
use steps::Prober;

/// One probe in so many reads data of a wanted kind; by their share of the table they would be few.
const DATA: u32 = 8;

/// With a schema, one probe in so many is about what types alone decide, and one in so many has an undeclared scope.
const TYPING: u32 = 5;
const UNDECLARED: u32 = 24;

/// One policy in so many makes one step only.
const ALONE: u32 = 5;

/// The most steps that one policy makes beside its first, each under another request.
const RUNGS: usize = 6;

/// Adds probes to the policies of a case.
pub(crate) fn add(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    entities: &[Entity],
    (policies, links): (&mut Vec<Template>, &mut Vec<Link>),
    give_ups: &mut GiveUps,
) {
    let settings = ground.stock.settings;
    if settings.probes > 0 && settings.schema && choices.chance(1, 2) {
        let id = format!("policy{}", policies.len());
        let (template, link) = typing::linked(choices, &ground.stock, id, links.len());
        policies.push(template);
        links.push(link);
    }
    for _ in 0..ground.stock.settings.probes {
        let steps = if choices.chance(1, DATA) { &*samples::DATA_STEPS } else { &*samples::STEPS };
        let step = *choices.pick(steps);
        match probe(choices, ground, entities, step) {
            Some(mut template) => {
                template.id = format!("policy{}", policies.len());
                policies.push(template);
            }
            None => give_ups.count(GiveUp::ProbeWithoutData),
        }
    }
}

/// A policy that makes `step`, if the case has the data that it needs.
fn probe(choices: &mut Choices<'_>, ground: &Ground<'_>, entities: &[Entity], step: Step) -> Option<Template> {
    let effect = match step.rule {
        Rule::Policy(effect) => effect,
        _ if choices.chance(1, 3) => Effect::Forbid,
        _ => Effect::Permit,
    };
    let kind = match step.rule {
        Rule::Clause(kind) => kind,
        _ if choices.chance(1, 4) => ConditionKind::Unless,
        _ => ConditionKind::When,
    };
    let (aim, body) = rung(choices, ground, entities, kind, step, None)?;
    let mut template = policies::hitting(choices, &ground.stock, aim, effect);
    let is_typed = ground.stock.settings.schema;
    if is_typed && choices.chance(1, UNDECLARED) {
        typing::undeclared(choices, &ground.stock, &mut template);
    }
    let body = if choices.chance(1, ALONE) {
        body
    } else {
        (template.principal, template.action, template.resource) = (Scope::Any, ActionScope::Any, Scope::Any);
        ladder(choices, ground, entities, kind, (aim, body))
    };
    template.conditions.push(Condition { kind, body });
    Some(template)
}

/// The request aimed at, a given one or any, and a body that makes `step` under it in a clause of this kind.
fn rung<'p>(
    choices: &mut Choices<'_>,
    ground: &Ground<'p>,
    entities: &[Entity],
    kind: ConditionKind,
    step: Step,
    aim: Option<&'p Planned>,
) -> Option<(&'p Planned, Expr)> {
    let step = match (step.rule, step.outcome) {
        (Rule::Policy(_), Outcome::Error(kind)) => erring(choices, kind)?,
        (Rule::Clause(_), _) => Step { rule: Rule::Clause(kind), ..step },
        _ => step,
    };
    let is_about_types = ground.stock.settings.schema && choices.chance(1, TYPING);
    let aim = aim.unwrap_or_else(|| {
        let aims = data::aims(ground.planned, entities, &step);
        choices.pick_any(&aims).copied().unwrap_or_else(|| choices.pick(ground.planned))
    });
    let mut prober = Prober::new(choices, ground.stock, entities, aim);
    let body = if is_about_types { Some(prober.typing()) } else { prober.body(&step) };
    Some((aim, body?))
}

/// Further bodies before this one, each behind a test for the request that it is aimed at: so one policy makes several
/// steps, each under a request of its own. With a schema the test is for the types of the request, and decided by them;
/// so the validator looks at each body in another environment, and none of them hides the others from it.
fn ladder<'p>(
    choices: &mut Choices<'_>,
    ground: &Ground<'p>,
    entities: &[Entity],
    kind: ConditionKind,
    last: (&'p Planned, Expr),
) -> Expr {
    let is_typed = ground.stock.settings.schema;
    let same = |a: &Planned, b: &Planned| {
        let (a, b) = (&a.request, &b.request);
        if is_typed {
            a.action == b.action && a.principal.ty == b.principal.ty && a.resource.ty == b.resource.ty
        } else {
            a.principal == b.principal && a.resource == b.resource
        }
    };
    let mut taken = vec![last.0];
    let start = choices.below(ground.planned.len());
    for planned in ground.planned.iter().cycle().skip(start).take(ground.planned.len()) {
        if !taken.iter().any(|other| same(other, planned)) {
            taken.push(planned);
        }
    }
    taken[1..].iter().take(RUNGS).fold(last.1, |rest, aim| {
        let step = *choices.pick(&samples::STEPS);
        let Some((_, body)) = rung(choices, ground, entities, kind, step, Some(aim)) else { return rest };
        let RequestSyntax { principal, action, resource, .. } = &aim.request;
        let is = |var, uid: &EntityUid| Expr::Var(var).binary(BinaryOp::Eq, Expr::entity(uid.clone()));
        let is_of = |var, uid: &EntityUid| Expr::Var(var).unary(UnaryOp::Is(uid.ty.clone()));
        let test = if is_typed {
            is(Var::Action, action).and(is_of(Var::Principal, principal)).and(is_of(Var::Resource, resource))
        } else {
            is(Var::Principal, principal).and(is(Var::Resource, resource))
        };
        Expr::If(Box::new(test), Box::new(body), Box::new(rest))
    })
}

/// A step of an expression that errs in this way.
fn erring(choices: &mut Choices<'_>, kind: ErrorKind) -> Option<Step> {
    let errs =
        |step: &&Step| step.outcome == Outcome::Error(kind) && !matches!(step.rule, Rule::Policy(_) | Rule::Clause(_));
    let steps: Vec<&Step> = samples::STEPS.iter().filter(errs).collect();
    choices.pick_any(&steps).map(|step| **step)
}
