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
mod steps;

use crosscheck_reference_model::entities::Entity;
use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::{Outcome, Rule, Step};
use crosscheck_reference_model::policy::{ActionScope, Condition, ConditionKind, Effect, Scope, Template};
use crosscheck_reference_model::response::ErrorKind;

use crate::choices::Choices;
use crate::give_ups::{GiveUp, GiveUps};
use crate::policies::{self, Ground};
use crate::requests::Planned;

pub(crate) use data::equip;
use steps::Prober;

/// One probe in so many reads data of a wanted kind; by their share of the table they would be few.
const DATA: u32 = 8;

/// The most steps that one policy makes beside its first, each under another request.
const RUNGS: usize = 4;

/// Adds probes to the policies of a case.
pub(crate) fn add(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    entities: &[Entity],
    policies: &mut Vec<Template>,
    give_ups: &mut GiveUps,
) {
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
    let (aim, body) = rung(choices, ground, entities, kind, step)?;
    let mut template = policies::hitting(choices, &ground.stock, aim, effect);
    let body = if ground.stock.settings.schema {
        body
    } else {
        (template.principal, template.action, template.resource) = (Scope::Any, ActionScope::Any, Scope::Any);
        ladder(choices, ground, entities, kind, body)
    };
    template.conditions.push(Condition { kind, body });
    Some(template)
}

/// The request aimed at, and a body that makes `step` under it in a clause of this kind.
fn rung<'p>(
    choices: &mut Choices<'_>,
    ground: &Ground<'p>,
    entities: &[Entity],
    kind: ConditionKind,
    step: Step,
) -> Option<(&'p Planned, Expr)> {
    let step = match (step.rule, step.outcome) {
        (Rule::Policy(_), Outcome::Error(kind)) => erring(choices, kind)?,
        (Rule::Clause(_), _) => Step { rule: Rule::Clause(kind), ..step },
        _ => step,
    };
    let aims = data::aims(ground.planned, entities, &step);
    let aim = choices.pick_any(&aims).copied().unwrap_or_else(|| choices.pick(ground.planned));
    let body = Prober::new(choices, ground.stock, entities, aim).body(&step)?;
    Some((aim, body))
}

/// Further bodies before this one, each behind a test for the request that it is aimed at: so one policy makes several
/// steps, each under a request of its own. It is not for cases with a schema, where the first ill-typed part would hide
/// the others from the validator.
fn ladder(
    choices: &mut Choices<'_>,
    ground: &Ground<'_>,
    entities: &[Entity],
    kind: ConditionKind,
    last: Expr,
) -> Expr {
    (0..choices.size_in(1..=RUNGS)).fold(last, |rest, _| {
        let step = *choices.pick(&samples::STEPS);
        let Some((aim, body)) = rung(choices, ground, entities, kind, step) else { return rest };
        let is = |var, uid: &EntityUid| Expr::Var(var).binary(BinaryOp::Eq, Expr::entity(uid.clone()));
        let test = is(Var::Principal, &aim.request.principal).and(is(Var::Resource, &aim.request.resource));
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
