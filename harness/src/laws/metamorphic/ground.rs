//! What the transformations start from: a case without its schema, with the answers that a subject gives to it.

use std::collections::BTreeMap;

use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::policy::{Link, Template};

use super::{Expected, Variant};
use crate::minimize::case_of;
use crate::outcome::{Answer, RequestOutcome};
use crate::subject::{Capabilities, World};

/// Conditions that are higher than this are left alone: rewriting makes them higher still, and at the language's limit of
/// nesting a rewritten one would be refused.
const HIGHEST: usize = 60;

/// A case without its schema, and the answers of one subject to it.
pub(crate) struct Ground<'a> {
    /// The case.
    pub(in crate::laws) case: &'a Case,
    /// What became of its requests.
    pub(in crate::laws) outcomes: &'a [RequestOutcome],
    /// What the subject can do.
    pub(in crate::laws) capabilities: Capabilities,
}

/// The case without its schema; the actions of the schema are listed among its entities. `None` if a document cannot be
/// read, or a condition is very high.
pub(crate) fn without_schema(text: &CaseText, world: &World) -> Option<Case> {
    let mut case = case_of(text)?;
    let mut bodies = case.policies.iter().flat_map(|policy| &policy.conditions).map(|condition| &condition.body);
    if bodies.any(|body| is_higher(body, HIGHEST)) {
        return None;
    }
    if let Some(schema) = world.schema() {
        case.entities = schema.with_actions(case.entities);
    }
    case.schema = None;
    case.planted = None;
    Some(case)
}

/// Whether the expression is higher than `most` nodes; it does not look any deeper.
fn is_higher(expr: &Expr, most: usize) -> bool {
    most == 0 || expr.operands().into_iter().any(|child| is_higher(child, most - 1))
}

impl Ground<'_> {
    /// The answer to a request, if it was answered.
    pub(super) fn answer(&self, request: usize) -> Option<&Answer> {
        match self.outcomes.get(request)? {
            RequestOutcome::Answer(answer) => Some(answer),
            RequestOutcome::Error(_) | RequestOutcome::Unavailable => None,
        }
    }

    /// What must be of each answer, in the order of the requests.
    pub(super) fn each(&self, expected: impl Fn(&Answer) -> Expected) -> Vec<(usize, Option<Expected>)> {
        (0..self.case.requests.len()).map(|request| (request, self.answer(request).map(&expected))).collect()
    }

    /// A case with the same policies and requests, to which all answers must be the same.
    pub(super) fn same(&self, done: impl Into<String>, case: &Case) -> Variant {
        Variant::new(done, case, self.each(|answer| Expected::Exactly(answer.clone())))
    }

    /// A case with other policies in which those with an old id must take part in the answers just as those do.
    pub(super) fn renumbered(&self, done: impl Into<String>, renumbered: &Renumbered) -> Variant {
        let expected = self.each(|answer| Expected::Exactly(renumbered.answer(answer)));
        Variant::new(done, &renumbered.case, expected)
    }
}

/// A case whose policies and links have got the ids of their new places.
pub(super) struct Renumbered {
    /// The case.
    pub(super) case: Case,
    /// The old id of each policy and link, by its new one.
    old: BTreeMap<String, String>,
}

/// A policy or link with the id that it stands for in the answers: several may stand for one, or one for none (`None`).
pub(super) type Origin<T> = (Option<String>, T);

/// The case with these policies and links in place of its own. Links name their template by the id that it carries in
/// `policies`, where each is used once.
pub(super) fn renumber(case: &Case, policies: Vec<Origin<Template>>, links: Vec<Origin<Link>>) -> Renumbered {
    let (mut old, mut new_ids, mut placed) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for (index, (origin, mut policy)) in policies.into_iter().enumerate() {
        let id = format!("policy{index}");
        old.extend(origin.map(|origin| (id.clone(), origin)));
        new_ids.insert(std::mem::replace(&mut policy.id, id.clone()), id);
        placed.push(policy);
    }
    let mut linked = Vec::new();
    for (index, (origin, mut link)) in links.into_iter().enumerate() {
        link.id = format!("link{index}");
        old.extend(origin.map(|origin| (link.id.clone(), origin)));
        if let Some(template) = new_ids.get(&link.template) {
            link.template.clone_from(template);
        }
        linked.push(link);
    }
    let case = Case {
        policies: placed,
        links: linked,
        schema: case.schema.clone(),
        entities: case.entities.clone(),
        requests: case.requests.clone(),
        level: case.level,
        planted: None,
        intents: Vec::new(),
    };
    Renumbered { case, old }
}

impl Renumbered {
    /// The new ids of what stands for an old one.
    pub(super) fn new_ids<'s>(&'s self, old: &'s str) -> impl Iterator<Item = &'s String> {
        self.old.iter().filter(move |(_, origin)| *origin == old).map(|(new, _)| new)
    }

    /// The answer with the new ids of what the old ones stand for.
    pub(super) fn answer(&self, answer: &Answer) -> Answer {
        let reason = self.old.iter().filter(|(_, origin)| answer.reason.contains(*origin)).map(|(new, _)| new.clone());
        let errors = self.old.iter().filter_map(|(new, origin)| Some((new.clone(), *answer.errors.get(origin)?)));
        Answer { decision: answer.decision, reason: reason.collect(), errors: errors.collect() }
    }
}

/// Each policy, standing for itself.
pub(super) fn policies(case: &Case) -> Vec<Origin<Template>> {
    case.policies.iter().map(|policy| (Some(policy.id.clone()), policy.clone())).collect()
}

/// Each link, standing for itself.
pub(super) fn links(case: &Case) -> Vec<Origin<Link>> {
    case.links.iter().map(|link| (Some(link.id.clone()), link.clone())).collect()
}

/// Policies and links once more, standing for the same ones; changed by `change`.
pub(super) fn copies(case: &Case, change: impl Fn(&mut Template)) -> (Vec<Origin<Template>>, Vec<Origin<Link>>) {
    // Only until it is numbered anew does a copy need an id, which no policy of a case has.
    let copy = |id: &str| format!("{id}\0copy");
    let policies = case.policies.iter().map(|policy| {
        let mut policy = policy.clone();
        let origin = policy.id.clone();
        policy.id = copy(&origin);
        change(&mut policy);
        (Some(origin), policy)
    });
    let links = case.links.iter().map(|link| {
        let template = copy(&link.template);
        (Some(link.id.clone()), Link { template, ..link.clone() })
    });
    (policies.collect(), links.collect())
}
