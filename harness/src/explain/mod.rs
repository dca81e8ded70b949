//! Where subjects part on a case, and why: request by request, policy by policy, down to the sub-expressions.
//!
//! In come a case and subjects, out comes an [`Explanation`]; [`report`] puts it into words and JSON. A subject tells
//! its verdict of a single policy by its answer to a case that has that policy alone, as a permit. What the
//! sub-expressions come to is what the reference model says ([`tree`]).

mod judged;
pub mod report;
pub mod tree;

use std::collections::BTreeMap;

use crosscheck_generators::{Case, CaseText, print};
use crosscheck_reference_model::policy::{Effect, Link, Template};

use crate::campaign::Subjects;
use crate::compare::{Difference, SkipReason, Verdict, What};
use crate::examine::{Effort, Examined};
use crate::minimize::case_of;
use crate::outcome::{Decision, ErrorKind, Outcome, RequestOutcome};
use crate::subject::World;
pub use judged::Exhibit;
use tree::Trace;

/// A subject's verdict of one policy under one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyVerdict {
    /// Scope and conditions hold.
    Satisfied,
    /// They do not.
    NotSatisfied,
    /// Its evaluation ended in an error, of this kind if the subject tells it.
    Errs(Option<ErrorKind>),
    /// The subject gave no answer.
    NoAnswer,
}

/// A policy of which subjects have different verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyExplained {
    /// Its id, or that of its link.
    pub id: String,
    /// Its text, a template's with its slots.
    pub text: String,
    /// Each subject's verdict, in the order of the subjects.
    pub verdicts: Vec<(String, PolicyVerdict)>,
    /// What the reference model makes of it, step by step; `None` if it cannot read the case.
    pub trace: Option<Trace>,
}

/// A request on which subjects differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestExplained {
    /// Its index in the case.
    pub index: usize,
    /// The policies whose verdicts differ. None, if subjects differ in what they make of the whole only.
    pub policies: Vec<PolicyExplained>,
}

/// Everything there is to say of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// All differences, the most telling one first; none if the subjects agree.
    pub differences: Vec<Difference>,
    /// What each subject made of the case, in the order of the subjects.
    pub outcomes: Vec<(String, Outcome)>,
    /// The requests on which they differ.
    pub requests: Vec<RequestExplained>,
    /// What the differences about validity are about.
    pub exhibits: Vec<Exhibit>,
    /// Why nothing could be compared although nothing differs, if so.
    pub skipped: Option<SkipReason>,
    /// Whether the reference model can read the case; if not, there is no more to say than who reads what.
    pub readable: bool,
}

/// The stack for cases that are as deep as the language allows.
const STACK_BYTES: usize = 64 << 20;

/// Explains what `subjects` make of `text`.
pub fn explain(subjects: &Subjects, text: &CaseText) -> Explanation {
    stacker::grow(STACK_BYTES, || explain_here(subjects, text))
}

fn explain_here(subjects: &Subjects, text: &CaseText) -> Explanation {
    let Examined { outcomes, comparison } = subjects.examine(text, Effort::Whole);
    let differences = comparison.differences().to_vec();
    let skipped = match comparison.verdict {
        Verdict::Skip(reason) => Some(reason),
        Verdict::Agree | Verdict::Mismatch(_) => None,
    };
    let names = subjects.infos().map(|info| info.name.clone());
    let case = case_of(text);
    let readable = case.is_some();
    // What is said of a request by the schema has no steps: its exhibit shows what there is to see.
    let is_answer = |difference: &&Difference| !matches!(difference.what, What::Validity { .. });
    let differing =
        |index: &usize| differences.iter().filter(is_answer).any(|difference| difference.request() == Some(*index));
    let indices: Vec<usize> = (0..text.requests.len()).filter(differing).collect();
    let requests = match &case {
        Some(case) if !indices.is_empty() => explain_requests(subjects, text, case, indices),
        _ => indices.into_iter().map(|index| RequestExplained { index, policies: Vec::new() }).collect(),
    };
    let exhibits = case.as_ref().map(|case| judged::exhibits(&differences, case, text)).unwrap_or_default();
    Explanation { outcomes: names.zip(outcomes).collect(), differences, requests, exhibits, skipped, readable }
}

fn explain_requests(subjects: &Subjects, text: &CaseText, case: &Case, indices: Vec<usize>) -> Vec<RequestExplained> {
    let names: Vec<String> = subjects.infos().map(|info| info.name.clone()).collect();
    let world = World::read(text, None);
    let alone: Vec<_> =
        each_alone(case).into_iter().map(|(id, of)| (id, subjects.outcomes(&print::plain(&of)), of)).collect();
    let explained = indices.into_iter().map(|index| {
        let mut policies = Vec::new();
        for (id, outcomes, of) in &alone {
            let verdicts: Vec<_> =
                names.iter().cloned().zip(outcomes.iter().map(|outcome| verdict(outcome, index))).collect();
            if verdicts.iter().any(|(_, verdict)| differ(*verdict, verdicts[0].1)) {
                let template: Option<&Template> = of.policies.first();
                policies.push(PolicyExplained {
                    id: id.clone(),
                    text: template.map(|template| original(case, id, template)).unwrap_or_default(),
                    verdicts,
                    trace: tree::trace(&world, id, &text.requests[index]),
                });
            }
        }
        RequestExplained { index, policies }
    });
    explained.collect()
}

/// Kinds that one side does not tell are no difference.
fn differ(left: PolicyVerdict, right: PolicyVerdict) -> bool {
    match (left, right) {
        (PolicyVerdict::Errs(left), PolicyVerdict::Errs(right)) => left.is_some() && right.is_some() && left != right,
        (left, right) => left != right,
    }
}

/// The text of the policy with this id as it is in the case: with its own effect.
fn original(case: &Case, id: &str, alone: &Template) -> String {
    let template = case.links.iter().find(|link| link.id == id).map_or(id, |link| link.template.as_str());
    print::policy(case.policies.iter().find(|policy| policy.id == template).unwrap_or(alone))
}

/// For each policy of the case, static or linked, by its id: the case with it alone, as a permit.
fn each_alone(case: &Case) -> Vec<(String, Case)> {
    let alone = |template: &Template| {
        let permit = Template { id: "policy0".to_owned(), effect: Effect::Permit, ..template.clone() };
        Case { policies: vec![permit], links: Vec::new(), ..case.clone() }
    };
    let statics = case.policies.iter().filter(|policy| policy.is_static());
    let mut found: Vec<(String, Case)> = statics.map(|policy| (policy.id.clone(), alone(policy))).collect();
    for link in &case.links {
        if let Some(template) = case.policies.iter().find(|policy| policy.id == link.template) {
            let mut of = alone(template);
            of.links.push(Link { template: "policy0".to_owned(), ..link.clone() });
            found.push((link.id.clone(), of));
        }
    }
    found
}

fn verdict(outcome: &Outcome, index: usize) -> PolicyVerdict {
    match outcome.requests.get(index) {
        Some(RequestOutcome::Answer(answer)) if outcome.crashed.is_none() => match answer.errors.values().next() {
            Some(kind) => PolicyVerdict::Errs(*kind),
            None if answer.decision == Decision::Allow => PolicyVerdict::Satisfied,
            None => PolicyVerdict::NotSatisfied,
        },
        _ => PolicyVerdict::NoAnswer,
    }
}

/// The verdicts in words, by the subject's name.
fn verdict_words(verdicts: &[(String, PolicyVerdict)]) -> BTreeMap<&str, String> {
    verdicts.iter().map(|(name, verdict)| (name.as_str(), verdict.to_string())).collect()
}

impl std::fmt::Display for PolicyVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Satisfied => f.write_str("satisfied"),
            Self::NotSatisfied => f.write_str("not satisfied"),
            Self::Errs(Some(kind)) => write!(f, "errs ({kind})"),
            Self::Errs(None) => f.write_str("errs"),
            Self::NoAnswer => f.write_str("no answer"),
        }
    }
}
