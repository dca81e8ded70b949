//! What is recorded with a saved case: the reference model's answers.

use std::collections::BTreeMap;

use crate::corpus::Recorded;
use crate::corpus::format::Decided;
use crate::outcome::{Decision, Outcome, RequestOutcome};

/// What the reference model answered is what is recorded, until someone finds that it is the one that is wrong.
pub fn recorded(answers: &[(&str, &Outcome)], requests: usize) -> Vec<Option<Recorded>> {
    let model = answers.iter().find(|(name, _)| *name == "reference-model").map(|(_, outcome)| *outcome);
    let answer = |index| match model.and_then(|outcome| outcome.requests.get(index)) {
        Some(RequestOutcome::Answer(answer)) => Some(Recorded {
            decision: match answer.decision {
                Decision::Allow => Decided::Allow,
                Decision::Deny => Decided::Deny,
            },
            reason: Some(answer.reason.clone()),
            errors: Some(answer.errors.keys().cloned().collect()),
            kinds: answer
                .errors
                .iter()
                .filter_map(|(id, kind)| Some((id.clone(), (*kind)?.as_str().to_owned())))
                .collect::<BTreeMap<_, _>>(),
        }),
        _ => None,
    };
    (0..requests).map(answer).collect()
}

/// Whether all policies, templates and links are strictly valid: the reference model's word, or else that of the first
/// subject that tells it. Where nobody tells, as of a case without a schema, a replay does not ask.
pub fn is_strictly_valid(answers: &[(&str, &Outcome)]) -> bool {
    let (model, others): (Vec<_>, Vec<_>) = answers.iter().partition(|(name, _)| *name == "reference-model");
    let mut told = model.into_iter().chain(others).filter_map(|(_, outcome)| outcome.validity.strict.as_ref());
    told.next().is_some_and(BTreeMap::is_empty)
}
