//! Saved cases run again: each subject against what is recorded, and the subjects against each other.
//!
//! In come the locations of cases and the subjects, out comes one [`Replayed`] a case, in the order of the locations
//! whatever the number of workers. What is recorded takes part as one more subject, `recorded`, so that both
//! comparisons follow the same rules; of what is not recorded it answers what the subject did.

mod record;
mod report;

pub use report::ReplayReport;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crosscheck_generators::CaseText;
use crosscheck_generators::text::LinkText;
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::Slot;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::campaign::Subjects;
use crate::compare::{Comparison, Difference, Verdict, What, compare};
use crate::corpus::{CorpusError, Location, StoredCase, Validations, read};
use crate::examine::{Effort, Examined};
use crate::known::KnownDifferences;
use crate::minimize::{Sizes, case_of};
use crate::outcome::{Loaded, Outcome, RequestOutcome};
use crate::signature::Signature;
use crate::subject::{Capabilities, Subject, SubjectInfo, run_caught};

/// The name under which what is recorded takes part.
pub const RECORDED: &str = "recorded";

/// What became of one case.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// The case.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// How many requests it has.
    pub requests: usize,
    /// How many recorded answers and verdicts were checked, each subject's by itself.
    pub checked: u64,
    /// How many recorded verdicts of validity could not be checked, since a subject does not tell them.
    pub untold: u64,
    /// The requests that were not asked, since they name no principal, action or resource: what they are about.
    pub not_asked: Vec<String>,
    /// The documents that no subject could read, unless that is recorded or the case is skipped for it.
    pub unread: Vec<&'static str>,
    /// The recorded answers that were not checked because they need a link that the case does not hold: what the
    /// requests are about.
    pub unlinked: BTreeSet<String>,
    /// The comparison of the subjects with each other.
    pub comparison: Comparison,
    /// How it ended.
    pub ended: CaseEnd,
}

/// How a case ended.
#[derive(Debug, Clone)]
pub enum CaseEnd {
    /// Everything compared agreed.
    Agreed,
    /// It could not be replayed, or nothing in it could be compared, for this reason.
    Skipped(String),
    /// Something differs.
    Differs(Box<Mismatch>),
}

/// A case in which something differs.
#[derive(Debug, Clone)]
pub struct Mismatch {
    /// The case.
    pub case: StoredCase,
    /// All differences: those with the record first.
    pub differences: Vec<Difference>,
    /// What each subject made of the case, by name, in the order of the subjects.
    pub answers: Vec<(String, Outcome)>,
    /// Its bucket.
    pub signature: Signature,
    /// The id of the known difference that explains it.
    pub known: Option<String>,
    /// How large it is.
    pub sizes: Sizes,
}

/// Replays the cases at `locations` on the current pool of workers. What `validations` hold for a case comes before what
/// is recorded beside it.
///
/// # Errors
/// The first case, in their order, that cannot be read.
pub fn replay(
    locations: &[Location],
    subjects: &Subjects,
    known: &KnownDifferences,
    validations: &Validations,
) -> Result<Vec<Replayed>, CorpusError> {
    let one = |location: &Location| -> Result<Option<Replayed>, CorpusError> {
        let Some(mut case) = read(location)? else { return Ok(None) };
        if let Some(validation) = validations.get(&case.name) {
            case.validation = Some(validation.clone());
        }
        Ok(Some(replay_case(case, subjects, known)))
    };
    let results: Vec<Result<Option<Replayed>, CorpusError>> = locations.par_iter().map(one).collect();
    results.into_iter().filter_map(Result::transpose).collect()
}

/// Replays one case.
pub fn replay_case(case: StoredCase, subjects: &Subjects, known: &KnownDifferences) -> Replayed {
    let mut replayed = Replayed {
        path: case.path.clone(),
        name: case.name.clone(),
        requests: case.text.requests.len(),
        checked: 0,
        untold: 0,
        not_asked: case.not_asked.clone(),
        unread: Vec::new(),
        unlinked: BTreeSet::new(),
        comparison: compare(&[], false),
        ended: CaseEnd::Agreed,
    };
    let Examined { outcomes, comparison } = subjects.examine(&case.text, Effort::Whole);
    let mut differences = Vec::new();
    for ((info, outcome), subject) in subjects.infos().zip(&outcomes).zip(subjects.iter()) {
        let found = against_record(&case, info, outcome);
        let mut without_link = BTreeSet::new();
        for difference in found.differences {
            let answered = difference.request().filter(|_| !matches!(difference.what, What::Validity { .. }));
            match answered.filter(|index| needs_a_link(&case, *index, subject)) {
                Some(index) => {
                    without_link.insert(index);
                }
                None => differences.push(difference),
            }
        }
        replayed.checked += found.checked - (without_link.len() as u64).min(found.checked);
        replayed.untold += found.untold;
        replayed.unlinked.extend(without_link.into_iter().map(|index| case.requests[index].description.clone()));
    }
    differences.extend(comparison.differences().iter().cloned());
    let unread = unread(&case, &outcomes);
    replayed.ended = match (&comparison.verdict, differences.first()) {
        (_, Some(first)) => {
            let first = first.clone();
            let answers = subjects.infos().map(|info| info.name.clone()).zip(outcomes).collect();
            CaseEnd::Differs(Box::new(mismatch(case, &first, differences, answers, known)))
        }
        (Verdict::Skip(reason), None) if replayed.checked == 0 => CaseEnd::Skipped(reason.as_str().to_owned()),
        _ => {
            replayed.unread = unread;
            CaseEnd::Agreed
        }
    };
    replayed.comparison = comparison;
    replayed
}

/// The documents that no subject could read, without the record saying so.
fn unread(case: &StoredCase, outcomes: &[Outcome]) -> Vec<&'static str> {
    let expect = &case.meta.expect;
    let is_unread = |of: fn(&Outcome) -> Option<&Loaded>| {
        let mut read = outcomes.iter().filter_map(of).peekable();
        read.peek().is_some() && read.all(|loaded| !loaded.is_ok())
    };
    let documents = [
        ("policies", expect.policies, is_unread(|outcome| Some(&outcome.policies))),
        ("schema", expect.schema, is_unread(|outcome| outcome.schema.as_ref())),
        ("entities", expect.entities, is_unread(|outcome| Some(&outcome.entities))),
    ];
    let unrecorded = documents.into_iter().filter(|(_, recorded, is_unread)| recorded.is_none() && *is_unread);
    unrecorded.map(|(name, _, _)| name).collect()
}

fn mismatch(
    case: StoredCase,
    first: &Difference,
    differences: Vec<Difference>,
    answers: Vec<(String, Outcome)>,
    known: &KnownDifferences,
) -> Mismatch {
    let syntax = case_of(&case.text);
    let signature_of = |difference: &Difference| Signature::of(difference, syntax.as_ref(), &case.text);
    let signature = signature_of(first);
    let sizes = Sizes::of(syntax.as_ref(), &case.text);
    // A difference is known only if each of its pairs of subjects is: another one beside it must not hide behind it.
    let each: BTreeSet<Signature> = differences.iter().map(signature_of).collect();
    let explained: Option<Vec<String>> =
        each.iter().map(|signature| known.explains(signature, Some(&case.name))).collect();
    Mismatch { case, differences, answers, signature, known: explained.and_then(|ids| ids.into_iter().next()), sizes }
}

/// What of a subject's outcome is not as recorded.
#[derive(Default)]
struct AgainstRecord {
    differences: Vec<Difference>,
    checked: u64,
    untold: u64,
}

fn against_record(case: &StoredCase, info: &SubjectInfo, outcome: &Outcome) -> AgainstRecord {
    if outcome.crashed.is_some() {
        return AgainstRecord::default();
    }
    if !case.text.links.is_empty() && !info.capabilities.templates {
        return AgainstRecord::default();
    }
    let expected = record::expected(case, outcome);
    let record = SubjectInfo {
        name: RECORDED.to_owned(),
        version: String::new(),
        capabilities: Capabilities { templates: true, ..info.capabilities },
    };
    let compared = compare(&[(info, outcome), (&record, &expected.outcome)], !case.text.links.is_empty());
    let differences = compared.differences().to_vec();
    AgainstRecord { differences, checked: expected.checked, untold: expected.untold }
}

/// Whether `subject` answers the request as recorded once every template is linked for its principal and resource.
/// People's applications keep their links elsewhere, so such an answer cannot be checked; cases in the four-file form
/// have all their links in the meta file, and there it is a difference.
fn needs_a_link(case: &StoredCase, index: usize, subject: &dyn Subject) -> bool {
    let (Some(request), Some(recorded)) = (case.text.requests.get(index), &case.requests[index].recorded) else {
        return false;
    };
    let Ok(policies) = parse::policies(&case.text.policies, PolicyIds::Positional) else { return false };
    let value = |slot: Slot| match slot {
        Slot::Principal => request.principal.clone(),
        Slot::Resource => request.resource.clone(),
    };
    let links: Vec<LinkText> = policies
        .iter()
        .filter(|policy| !policy.is_static())
        .map(|template| LinkText {
            template: template.id.clone(),
            id: format!("link of {}", template.id),
            slots: template.slots().into_iter().map(|slot| (slot.name().to_owned(), value(slot))).collect(),
        })
        .collect();
    if !case.is_application || !case.text.links.is_empty() || links.is_empty() {
        return false;
    }
    let linked = CaseText { links, requests: vec![request.clone()], ..case.text.clone() };
    match run_caught(subject, &linked).requests.first() {
        Some(RequestOutcome::Answer(given)) => {
            given.decision == record::answer(recorded, &RequestOutcome::Unavailable).decision
        }
        _ => false,
    }
}
