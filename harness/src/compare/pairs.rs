//! The comparison itself: pair by pair, document by document, request by request.

use std::collections::BTreeSet;

use super::{Difference, Document, NotCompared, SkipReason, Tally, What};
use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome};
use crate::subject::SubjectInfo;

/// The comparison as it goes on.
pub(super) struct Pairs {
    has_links: bool,
    pub(super) tally: Tally,
    differences: Vec<Difference>,
    /// Which requests were compared by at least one pair.
    compared: Vec<bool>,
}

impl Pairs {
    pub(super) fn new(has_links: bool) -> Self {
        Self { has_links, tally: Tally::default(), differences: Vec::new(), compared: Vec::new() }
    }

    /// Compares the first subject's outcome with each other one.
    pub(super) fn compare<'o>(
        &mut self,
        first: (&SubjectInfo, &Outcome),
        others: impl Iterator<Item = (&'o SubjectInfo, &'o Outcome)>,
    ) {
        self.compared = vec![false; first.1.requests.len()];
        for other in others {
            self.pair(first, other);
        }
        self.count_answers(&first.1.requests);
    }

    pub(super) fn end(self) -> (Tally, Vec<Difference>) {
        (self.tally, self.differences)
    }

    pub(super) fn differ(&mut self, left: &SubjectInfo, right: &SubjectInfo, what: What) {
        self.differences.push(Difference { left: left.name.clone(), right: right.name.clone(), what });
    }

    pub(super) fn leave_out(&mut self, part: NotCompared) {
        *self.tally.not_compared.entry(part).or_default() += 1;
    }

    fn pair(&mut self, left: (&SubjectInfo, &Outcome), right: (&SubjectInfo, &Outcome)) {
        let both = |has: fn(&SubjectInfo) -> bool| has(left.0) && has(right.0);
        if self.has_links && !both(|info| info.capabilities.templates) {
            return self.leave_out(NotCompared::Links);
        }
        let documents = [
            (Document::Policies, Some(&left.1.policies), Some(&right.1.policies)),
            (Document::Schema, left.1.schema.as_ref(), right.1.schema.as_ref()),
            (Document::Entities, Some(&left.1.entities), Some(&right.1.entities)),
        ];
        for (document, ours, theirs) in documents {
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                self.loaded(left.0, right.0, document, ours, theirs);
            }
        }
        self.places(left, right);
        self.trees(left, right);
        self.validity(left, right);
        if !both(|info| info.capabilities.authorize) {
            return self.leave_out(NotCompared::Authorize);
        }
        let kinds = both(|info| info.capabilities.error_kinds);
        if !kinds {
            self.leave_out(NotCompared::ErrorKinds);
        }
        for (index, (ours, theirs)) in left.1.requests.iter().zip(&right.1.requests).enumerate() {
            self.request(left.0, right.0, index, (ours, theirs), kinds);
        }
    }

    fn loaded(&mut self, left: &SubjectInfo, right: &SubjectInfo, document: Document, ours: &Loaded, theirs: &Loaded) {
        if ours.is_ok() != theirs.is_ok() {
            let error = ours.error().or(theirs.error()).unwrap_or_default().to_owned();
            self.differ(left, right, What::Loaded { document, left_ok: ours.is_ok(), error });
        }
    }

    fn request(
        &mut self,
        left: &SubjectInfo,
        right: &SubjectInfo,
        index: usize,
        (ours, theirs): (&RequestOutcome, &RequestOutcome),
        kinds: bool,
    ) {
        match (ours, theirs) {
            (RequestOutcome::Answer(ours), RequestOutcome::Answer(theirs)) => {
                self.tally.decisions += 1;
                self.compared[index] = true;
                if ours != theirs {
                    self.answers(left, right, index, (ours, theirs), kinds);
                }
            }
            (RequestOutcome::Answer(_), RequestOutcome::Error(error)) => {
                let what = What::Loaded { document: Document::Request(index), left_ok: true, error: error.clone() };
                self.differ(left, right, what);
            }
            (RequestOutcome::Error(error), RequestOutcome::Answer(_)) => {
                let what = What::Loaded { document: Document::Request(index), left_ok: false, error: error.clone() };
                self.differ(left, right, what);
            }
            // Neither answered, or one could not read policies or entities: that is a difference already.
            _ => {}
        }
    }

    fn answers(
        &mut self,
        left: &SubjectInfo,
        right: &SubjectInfo,
        request: usize,
        (ours, theirs): (&Answer, &Answer),
        kinds: bool,
    ) {
        let ids: BTreeSet<&String> = ours.errors.keys().chain(theirs.errors.keys()).collect();
        for policy in ids {
            let (one, other) = (ours.errors.get(policy).copied(), theirs.errors.get(policy).copied());
            if errors_differ(one, other, kinds) {
                self.differ(left, right, What::Error { request, policy: policy.clone(), left: one, right: other });
            }
        }
        if ours.decision != theirs.decision {
            self.differ(left, right, What::Decision { request, left: ours.decision, right: theirs.decision });
        } else if ours.reason != theirs.reason {
            let only_left = ours.reason.difference(&theirs.reason).cloned().collect();
            let only_right = theirs.reason.difference(&ours.reason).cloned().collect();
            self.differ(left, right, What::Determining { request, only_left, only_right });
        }
    }

    fn count_answers(&mut self, requests: &[RequestOutcome]) {
        for (outcome, compared) in requests.iter().zip(&self.compared) {
            match outcome {
                RequestOutcome::Answer(answer) if *compared => {
                    match answer.decision {
                        Decision::Allow => self.tally.allow += 1,
                        Decision::Deny => self.tally.deny += 1,
                    }
                    self.tally.with_errors += u64::from(!answer.errors.is_empty());
                }
                _ => self.tally.not_answered += 1,
            }
        }
    }
}

/// The normalisation *untold kinds*: a kind that one side does not tell is no difference; an error that one side does
/// not have is.
fn errors_differ(left: Option<Option<ErrorKind>>, right: Option<Option<ErrorKind>>, kinds: bool) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => kinds && left.is_some() && right.is_some() && left != right,
        (left, right) => left.is_some() != right.is_some(),
    }
}

/// Why nothing was compared although nothing differs.
pub(super) fn skip_reason(outcomes: &[(&SubjectInfo, &Outcome)], has_links: bool) -> SkipReason {
    let Some((_, first)) = outcomes.first() else { return SkipReason::NothingToCompareWith };
    let honour_links = outcomes.iter().filter(|(info, _)| info.capabilities.templates).count();
    if outcomes.len() < 2 {
        SkipReason::NothingToCompareWith
    } else if has_links && honour_links < 2 {
        SkipReason::LinksNotSupported
    } else if !first.policies.is_ok() {
        SkipReason::PoliciesRejected
    } else if !first.entities.is_ok() {
        SkipReason::EntitiesRejected
    } else if first.requests.is_empty() {
        SkipReason::NoRequest
    } else {
        SkipReason::RequestsRejected
    }
}
