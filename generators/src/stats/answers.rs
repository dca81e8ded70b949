//! What the reference model answers to a case, counted: decisions and what they come from, policies that some request
//! satisfies, the steps of the evaluation, and what the case was built to show.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::authorize::{authorize, satisfied};
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::expr::BinaryOp;
use crosscheck_reference_model::observe::{NoObserver, Observer, Operands, Outcome, Rule, Step};
use crosscheck_reference_model::policy::Policy;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::response::{Decision, Response};
use crosscheck_reference_model::schema::resolve;
use crosscheck_reference_model::template::link;
use crosscheck_reference_model::value::Kind;

use super::measure::{Found, count, error};
use crate::case::Case;
use crate::intents::{Meant, Miss};

/// What comes out of decisions and evaluations that must occur.
pub(super) const OUTCOMES: [&str; 21] = [
    "decision allow by one permit",
    "decision allow by several permits",
    "decision deny by forbid alone",
    "decision deny by forbid over permit",
    "decision deny by nothing",
    "link satisfied",
    "attribute present",
    "attribute absent",
    "tag hit",
    "tag miss",
    "tag read",
    "operand bool",
    "operand long",
    "operand string",
    "operand entity",
    "operand set",
    "operand record",
    "operand decimal",
    "operand ipaddr",
    "operand datetime",
    "operand duration",
];

/// The name that operands of a kind are counted under.
fn operand(kind: Kind) -> &'static str {
    OUTCOMES[11 + kind as usize]
}

/// Counts what the model answers to a case; nothing if the case is an error as a whole.
pub(super) fn answers(case: &Case, found: &mut Found) {
    intents(case, found);
    let mut listed = case.entities.clone();
    if let Some(schema) = case.schema.as_ref().and_then(|syntax| resolve(syntax).ok()) {
        listed = schema.with_actions(listed);
    }
    let (Ok(policies), Ok(store)) = (link(&case.policies, &case.links), Entities::from_listed(&listed)) else { return };
    let requests: Vec<Request> =
        case.requests.iter().filter_map(|request| Request::from_syntax(request).ok()).collect();
    let mut steps = Steps(found);
    let responses: Vec<Response> =
        requests.iter().map(|request| authorize(request, &store, &policies, &mut steps)).collect();
    decisions(&responses, &policies, (&requests, &store), found);
    let on_purpose = |policy: &Policy| {
        let errs =
            |meant: &Meant| matches!(meant, Meant::Errs { other: None, .. } | Meant::Missed { by: Miss::Probe, .. });
        case.intents.iter().any(|intent| intent.policy == policy.id && errs(&intent.meant))
    };
    for policy in &policies {
        let is_link = case.links.iter().any(|link| link.id == policy.id);
        let by_any = || requests.iter().any(|request| satisfied(policy, request, &store, &mut NoObserver) == Ok(true));
        if by_any() {
            count(found, "policy or link that some request satisfies");
            if is_link {
                count(found, "link satisfied");
            }
        } else if on_purpose(policy) {
            count(found, "policy or link not satisfied on purpose");
        } else {
            count(found, "policy or link that no request satisfies");
        }
    }
}

/// Counts what the case was built to show.
fn intents(case: &Case, found: &mut Found) {
    let mut missed = BTreeSet::new();
    for intent in &case.intents {
        match &intent.meant {
            Meant::Satisfied => count(found, "intent satisfied"),
            Meant::Missed { .. } => count(found, "intent missed"),
            Meant::Errs { .. } => count(found, "intent errs"),
        }
        if let Some(miss) = intent.meant.miss() {
            count(found, miss.counted_as());
            if !matches!(miss, Miss::Condition | Miss::Probe) && missed.insert(&intent.policy) {
                count(found, "policy or link missed by one thing");
            }
        }
    }
}

/// Counts decisions and what they come from.
fn decisions(responses: &[Response], policies: &[Policy], asked: (&[Request], &Entities), found: &mut Found) {
    for (response, request) in responses.iter().zip(asked.0) {
        count(found, decision(response, policies, (request, asked.1)));
        count(found, if response.decision == Decision::Allow { "request allow" } else { "request deny" });
        if !response.erroring.is_empty() {
            count(found, "request erring");
        }
        for kind in response.erroring.values() {
            count(found, error(*kind));
        }
    }
    if let Some((first, others)) = responses.split_first()
        && others.iter().all(|other| other.decision == first.decision)
    {
        count(found, "case of one outcome");
    }
}

/// What a decision comes from. That a forbid overrode a permit the response does not say, so that is asked again.
fn decision(response: &Response, policies: &[Policy], (request, store): (&Request, &Entities)) -> &'static str {
    use crosscheck_reference_model::policy::Effect;
    let overrides = || {
        let mut permits = policies.iter().filter(|policy| policy.effect == Effect::Permit);
        permits.any(|policy| satisfied(policy, request, store, &mut NoObserver) == Ok(true))
    };
    match (response.decision, response.determining.len()) {
        (Decision::Allow, 0 | 1) => "decision allow by one permit",
        (Decision::Allow, _) => "decision allow by several permits",
        (Decision::Deny, 0) => "decision deny by nothing",
        (Decision::Deny, _) if overrides() => "decision deny by forbid over permit",
        (Decision::Deny, _) => "decision deny by forbid alone",
    }
}

/// Counts steps of evaluations.
struct Steps<'a>(&'a mut BTreeMap<&'static str, u64>);

impl Observer for Steps<'_> {
    fn step(&mut self, step: Step) {
        let is_true = step.outcome == Outcome::Bool(true);
        let name = match step.rule {
            Rule::HasAttr if is_true => Some("attribute present"),
            Rule::HasAttr if step.outcome == Outcome::Bool(false) => Some("attribute absent"),
            Rule::Binary(BinaryOp::HasTag) if is_true => Some("tag hit"),
            Rule::Binary(BinaryOp::HasTag) if step.outcome == Outcome::Bool(false) => Some("tag miss"),
            Rule::Binary(BinaryOp::GetTag) if !matches!(step.outcome, Outcome::Error(_)) => Some("tag read"),
            _ => None,
        };
        name.into_iter().for_each(|name| count(self.0, name));
        match step.operands {
            Operands::None => {}
            Operands::One(kind) => count(self.0, operand(kind)),
            Operands::Two(left, right) => {
                count(self.0, operand(left));
                count(self.0, operand(right));
            }
        }
    }
}
