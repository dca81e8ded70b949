//! The comparison of outcomes: outcomes in, a verdict and counts out. Pure.
//!
//! The first subject is the one under test; each other subject is compared with it. What is compared: whether policies,
//! schema, entities and requests could be read; where the first mistake is in those that could not; the trees of policies; decisions; determining policies; erroring policies; kinds of errors;
//! with a schema, which policies, entities and requests are valid. Texts of errors are not compared. What a subject lacks ([`Capabilities`](crate::subject::Capabilities)) is not compared
//! and counted as [`NotCompared`]. A crash is a difference by itself, whatever the others did.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::laws::{Breach, Law};
use crate::outcome::{Decision, ErrorKind, Loaded, Outcome, Violation};
use crate::subject::SubjectInfo;

mod pairs;
mod places;
mod tokens;
mod trees;
mod types;
mod validity;
mod words;

#[cfg(test)]
mod tests;

use pairs::Pairs;
pub use tokens::{Mistake, Written};
pub use validity::{Aspect, Judged, Verdicts, violations_of};

/// What the comparison of a case ends in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that was compared is the same.
    Agree,
    /// At least one difference; the most telling one first.
    Mismatch(Vec<Difference>),
    /// Subjects agreed as far as they got, but neither a decision nor the validity of a policy nor the place of a mistake
    /// could be compared.
    Skip(SkipReason),
}

/// Why a case has no compared decision, policy or mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NotCompared {
    /// One of the two does not answer requests.
    Authorize,
    /// The case has links, which one of the two does not honour.
    Links,
    /// One of the two does not tell the kinds of errors.
    ErrorKinds,
    /// One of the two does not tell where the mistake is in a document that both refuse.
    Places,
    /// One of the two does not tell what it has read.
    Trees,
    /// One of the two does not tell which policies are strictly valid.
    Validate,
    /// One of the two does not tell which policies are permissively valid.
    ValidatePermissive,
    /// One of the two does not tell which policies are valid at a level.
    ValidateLevel,
    /// One of the two does not tell which requests are valid.
    ValidateRequest,
    /// One of the two does not tell which entities conform.
    ValidateEntities,
    /// One of the two does not tell types.
    Types,
}

impl NotCompared {
    /// Its name in summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Links => "links",
            Self::ErrorKinds => "error-kinds",
            Self::Places => "places",
            Self::Trees => "trees",
            Self::Validate => "validate",
            Self::ValidatePermissive => "validate-permissive",
            Self::ValidateLevel => "validate-level",
            Self::ValidateRequest => "validate-request",
            Self::ValidateEntities => "validate-entities",
            Self::Types => "types",
        }
    }
}

/// What is compared of the reading of documents, beyond whether they can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Readings {
    /// The trees of policies and templates: one of each subject is one.
    Trees,
    /// The places of the first mistakes in documents that both refuse.
    Places,
}

impl Readings {
    /// Its name in summaries and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trees => "trees",
            Self::Places => "places",
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
    /// Both refuse a document, but find its first mistake in different tokens.
    Place {
        /// Which document.
        document: Document,
        /// Whether the left one's token comes first.
        left_first: bool,
        /// Line, column and token on either side, for people.
        places: [String; 2],
    },
    /// Both read a policy or template, but not the same one.
    Tree {
        /// Its id.
        policy: String,
        /// The nearest word of the JSON format before the place where the trees part.
        under: &'static str,
        /// What stands there on either side, without names and values.
        forms: [&'static str; 2],
        /// The left tree around that place, in JSON.
        left: String,
        /// The right one.
        right: String,
    },
    /// A policy, an entity or a request is valid for one subject only.
    Validity {
        /// In what it is judged.
        aspect: Aspect,
        /// What is judged.
        judged: Judged,
        /// Whether it is valid for the left one.
        left_valid: bool,
        /// What the other one has against it.
        violations: Vec<Violation>,
    },
    /// A sub-expression of a policy that both find strictly valid has different types.
    Types {
        /// The policy or template.
        policy: String,
        /// The environment, as in `Action::"view" by User on Photo`.
        environment: String,
        /// The simplest such sub-expression.
        expr: String,
        /// The types that the left one gives it; none if it does not look at it there.
        left: Vec<String>,
        /// The types that the right one gives it.
        right: Vec<String>,
    },
    /// What a subject says breaks a law, whatever the others say; it stands on both sides.
    Breach(Breach),
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
            What::Place { document: Document::Request(index), .. } => Some(*index),
            What::Validity { judged: Judged::Request(index), .. } => Some(*index),
            What::Loaded { .. }
            | What::Place { .. }
            | What::Tree { .. }
            | What::Validity { .. }
            | What::Types { .. } => None,
            What::Breach(breach) => breach.request,
            What::Decision { request, .. } | What::Determining { request, .. } | What::Error { request, .. } => {
                Some(*request)
            }
        }
    }

    /// The most telling difference of a case comes first. What was read otherwise answers otherwise. Two kinds of one error, or an answer, lead straight to the
    /// rule at fault; an error on one side only is often what a wrong answer let the evaluation run into.
    fn rank(&self) -> u8 {
        match &self.what {
            What::Crashed { .. } => 0,
            What::Loaded { .. } | What::Place { .. } => 1,
            What::Tree { .. } => 2,
            What::Error { left: Some(_), right: Some(_), .. } => 3,
            What::Decision { .. } => 4,
            What::Determining { .. } => 5,
            What::Error { .. } => 6,
            What::Validity { aspect, .. } => 7 + *aspect as u8,
            What::Types { .. } => 7 + Aspect::Types as u8,
            // Where subjects differ, that says more than a law that one of them breaks for it.
            What::Breach(breach) => 20 + breach.law as u8,
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
    /// What was compared of the reading of documents.
    pub readings: BTreeMap<Readings, u64>,
    /// Compared verdicts of validity, by aspect.
    pub verdicts: BTreeMap<Aspect, Verdicts>,
    /// How many answers were held against each law.
    pub laws: BTreeMap<Law, u64>,
    /// How many pairs of outcomes were not compared in which part.
    pub not_compared: BTreeMap<NotCompared, u64>,
}

impl Tally {
    /// Whether a case says something: decisions were compared, or else the validity of policies or the place of a mistake.
    fn says_something(&self) -> bool {
        let has_judged_policies = self.verdicts.get(&Aspect::Strict).is_some_and(|strict| strict.compared > 0);
        self.decisions > 0 || has_judged_policies || self.readings.contains_key(&Readings::Places)
    }
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
    /// Adds what a subject's outcome came to when it was held against a law; `beside` is the subject that it stands beside
    /// in a difference, itself if there is no other.
    pub fn held_against(&mut self, law: Law, (subject, beside): (&str, &str), applied: u64, breaches: Vec<Breach>) {
        if applied > 0 {
            *self.tally.laws.entry(law).or_default() += applied;
        }
        let found = breaches.into_iter().map(|breach| Difference {
            left: subject.to_owned(),
            right: beside.to_owned(),
            what: What::Breach(breach),
        });
        let mut found: Vec<Difference> = found.collect();
        match &mut self.verdict {
            Verdict::Mismatch(differences) => differences.append(&mut found),
            verdict if !found.is_empty() => *verdict = Verdict::Mismatch(found),
            Verdict::Agree | Verdict::Skip(_) => {}
        }
    }

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
    let mut pairs = Pairs::new(has_links);
    for (info, outcome) in outcomes {
        if let Some(message) = &outcome.crashed {
            pairs.differ(info, info, What::Crashed { message: message.clone() });
        }
    }
    if let Some((first, others)) = outcomes.split_first()
        && first.1.crashed.is_none()
    {
        let others = others.iter().copied().filter(|(_, outcome)| outcome.crashed.is_none());
        pairs.compare(*first, others);
    }
    let (tally, mut differences) = pairs.end();
    differences.sort_by_key(Difference::rank);
    let verdict = if !differences.is_empty() {
        Verdict::Mismatch(differences)
    } else if tally.says_something() {
        Verdict::Agree
    } else {
        Verdict::Skip(pairs::skip_reason(outcomes, has_links))
    };
    Comparison { verdict, tally }
}
