//! The comparison of outcomes: outcomes in, a verdict and counts out. Pure.
//!
//! The first subject is the one under test; each other subject is compared with it. What is compared: whether policies,
//! schema, entities and requests could be read; decisions; determining policies; erroring policies; kinds of errors.
//! Texts of errors are not compared. What a subject lacks ([`Capabilities`](crate::subject::Capabilities)) is not compared
//! and counted as [`NotCompared`]. A crash is a difference by itself, whatever the others did.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome};
use crate::subject::SubjectInfo;

/// What the comparison of a case ends in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that was compared is the same.
    Agree,
    /// At least one difference; the most telling one first.
    Mismatch(Vec<Difference>),
    /// Subjects agreed as far as they got, but no decision could be compared.
    Skip(SkipReason),
}

/// Why a case has no compared decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// Fewer than two subjects ran it.
    NothingToCompareWith,
    /// No subject could read the policies.
    PoliciesRejected,
    /// No subject could read the entities.
    EntitiesRejected,
    /// No subject could read any of the requests.
    RequestsRejected,
    /// The case has no request.
    NoRequest,
    /// The case has links, and only one subject honours them.
    LinksNotSupported,
}

impl SkipReason {
    /// Its name in summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NothingToCompareWith => "nothing-to-compare-with",
            Self::PoliciesRejected => "policies-rejected-by-all",
            Self::EntitiesRejected => "entities-rejected-by-all",
            Self::RequestsRejected => "requests-rejected-by-all",
            Self::NoRequest => "no-request",
            Self::LinksNotSupported => "links-not-supported",
        }
    }
}

/// A part of the answers that a pair of subjects could not be compared in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotCompared {
    /// One of the two does not answer requests.
    Authorize,
    /// The case has links, which one of the two does not honour.
    Links,
    /// One of the two does not tell the kinds of errors.
    ErrorKinds,
}

impl NotCompared {
    /// Its name in summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Links => "links",
            Self::ErrorKinds => "error-kinds",
        }
    }
}

/// The place in a case where two subjects part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    /// The policies and their links.
    Policies,
    /// The schema.
    Schema,
    /// The entities.
    Entities,
    /// The request of this index: its ids and context.
    Request(usize),
}

/// What differs; `left` is the first subject's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A subject panicked; the message is for people.
    Crashed {
        /// The message and place of the panic.
        message: String,
    },
    /// One subject could read a document, the other could not.
    Loaded {
        /// Which document.
        document: Document,
        /// Whether the left one could read it.
        left_ok: bool,
        /// The other one's words.
        error: String,
    },
    /// The decisions differ.
    Decision {
        /// The request's index.
        request: usize,
        /// The left subject's decision.
        left: Decision,
        /// The right subject's decision.
        right: Decision,
    },
    /// The decisions are the same, the determining policies are not.
    Determining {
        /// The request's index.
        request: usize,
        /// Ids that only the left subject gave.
        only_left: BTreeSet<String>,
        /// Ids that only the right subject gave.
        only_right: BTreeSet<String>,
    },
    /// A policy's evaluation ended in an error for one subject only, or in errors of different kinds.
    Error {
        /// The request's index.
        request: usize,
        /// The policy's id.
        policy: String,
        /// The left subject's error, with its kind if it tells it.
        left: Option<Option<ErrorKind>>,
        /// The right subject's error, with its kind if it tells it.
        right: Option<Option<ErrorKind>>,
    },
}

/// One difference between two subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The first of all subjects; of a crash, the subject that crashed.
    pub left: String,
    /// The subject compared with it; of a crash, the subject that crashed, again.
    pub right: String,
    /// What differs.
    pub what: What,
}

impl Difference {
    /// The index of the request in which they differ, if it is about one.
    pub fn request(&self) -> Option<usize> {
        match &self.what {
            What::Crashed { .. } => None,
            What::Loaded { document: Document::Request(index), .. } => Some(*index),
            What::Loaded { .. } => None,
            What::Decision { request, .. } | What::Determining { request, .. } | What::Error { request, .. } => {
                Some(*request)
            }
        }
    }

    /// The most telling difference of a case comes first: an error names one policy and one rule, a decision only the
    /// sum of all policies.
    fn rank(&self) -> u8 {
        match &self.what {
            What::Crashed { .. } => 0,
            What::Loaded { .. } => 1,
            What::Error { .. } => 2,
            What::Decision { .. } => 3,
            What::Determining { .. } => 4,
        }
    }
}

/// What a comparison counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Compared pairs of answers: one request answered by two subjects is one.
    pub decisions: u64,
    /// Requests with at least one compared pair that the first subject allowed.
    pub allow: u64,
    /// Requests with at least one compared pair that the first subject denied.
    pub deny: u64,
    /// Requests with at least one compared pair that had an erroring policy in the first subject's answer.
    pub with_errors: u64,
    /// Requests that no pair of subjects could be compared in.
    pub not_answered: u64,
    /// How many pairs of outcomes were not compared in which part.
    pub not_compared: BTreeMap<NotCompared, u64>,
}

/// A verdict with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The verdict.
    pub verdict: Verdict,
    /// The counts.
    pub tally: Tally,
}

impl Comparison {
    /// The differences; empty unless the verdict is a mismatch.
    pub fn differences(&self) -> &[Difference] {
        match &self.verdict {
            Verdict::Mismatch(differences) => differences,
            Verdict::Agree | Verdict::Skip(_) => &[],
        }
    }
}

/// Compares what subjects made of one case; `has_links` says whether the case has links of templates.
pub fn compare(outcomes: &[(&SubjectInfo, &Outcome)], has_links: bool) -> Comparison {
    let mut pairs = Pairs { has_links, tally: Tally::default(), differences: Vec::new(), compared: Vec::new() };
    for (info, outcome) in outcomes {
        if let Some(message) = &outcome.crashed {
            pairs.differ(info, info, What::Crashed { message: message.clone() });
        }
    }
    if let Some((first, others)) = outcomes.split_first()
        && first.1.crashed.is_none()
    {
        pairs.compared = vec![false; first.1.requests.len()];
        for other in others.iter().filter(|(_, outcome)| outcome.crashed.is_none()) {
            pairs.pair(*first, *other);
        }
        pairs.count_answers(&first.1.requests);
    }
    let Pairs { tally, mut differences, .. } = pairs;
    differences.sort_by_key(Difference::rank);
    let verdict = if !differences.is_empty() {
        Verdict::Mismatch(differences)
    } else if tally.decisions > 0 {
        Verdict::Agree
    } else {
        Verdict::Skip(skip_reason(outcomes, has_links))
    };
    Comparison { verdict, tally }
}

/// Why nothing was compared although nothing differs.
fn skip_reason(outcomes: &[(&SubjectInfo, &Outcome)], has_links: bool) -> SkipReason {
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

/// The comparison as it goes on.
struct Pairs {
    has_links: bool,
    tally: Tally,
    differences: Vec<Difference>,
    /// Which requests were compared by at least one pair.
    compared: Vec<bool>,
}

impl Pairs {
    fn differ(&mut self, left: &SubjectInfo, right: &SubjectInfo, what: What) {
        self.differences.push(Difference { left: left.name.clone(), right: right.name.clone(), what });
    }

    fn leave_out(&mut self, part: NotCompared) {
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

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policies => f.write_str("the policies"),
            Self::Schema => f.write_str("the schema"),
            Self::Entities => f.write_str("the entities"),
            Self::Request(index) => write!(f, "request {index}"),
        }
    }
}

impl fmt::Display for Difference {
    /// The difference in one sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left, right, what } = self;
        match what {
            What::Crashed { message } => write!(f, "{left} crashed: {message}"),
            What::Loaded { document, left_ok, error } => {
                let (reads, rejects) = if *left_ok { (left, right) } else { (right, left) };
                write!(f, "{reads} reads {document}, {rejects} rejects {}", pronoun(*document))?;
                if error.is_empty() { Ok(()) } else { write!(f, ": {}", first_line(error)) }
            }
            What::Decision { request, left: ours, right: theirs } => {
                write!(f, "request {request}: {left} says {ours}, {right} says {theirs}")
            }
            What::Determining { request, only_left, only_right } => {
                write!(f, "request {request}: same decision, other determining policies:")?;
                write!(f, " only {left} has {}, only {right} has {}", list(only_left), list(only_right))
            }
            What::Error { request, policy, left: ours, right: theirs } => {
                write!(f, "request {request}, {policy}: {left} has {}, {right} has {}", error(*ours), error(*theirs))
            }
        }
    }
}

fn pronoun(document: Document) -> &'static str {
    match document {
        Document::Policies | Document::Entities => "them",
        Document::Schema | Document::Request(_) => "it",
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

fn list(ids: &BTreeSet<String>) -> String {
    if ids.is_empty() { "none".to_owned() } else { ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ") }
}

fn error(error: Option<Option<ErrorKind>>) -> String {
    match error {
        None => "no error".to_owned(),
        Some(None) => "an error".to_owned(),
        Some(Some(kind)) => format!("an error of kind {kind}"),
    }
}
