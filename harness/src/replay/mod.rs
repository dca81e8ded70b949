//! Saved cases run again: each subject against what is recorded, and the subjects against each other.
//!
//! In come the locations of cases and the subjects, out comes one [`Replayed`] a case, in the order of the locations
//! whatever the number of workers. What is recorded takes part as one more subject, `recorded`, so that both
//! comparisons follow the same rules; of what is not recorded it answers what the subject did.

mod report;

pub use report::ReplayReport;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crosscheck_generators::CaseText;
use crosscheck_generators::text::LinkText;
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::Slot;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::campaign::Subjects;
use crate::compare::{Comparison, Difference, Verdict, compare};
use crate::corpus::format::{Decided, Reading};
use crate::corpus::{CorpusError, Location, Recorded, StoredCase, read};
use crate::examine::{Effort, Examined};
use crate::known::KnownDifferences;
use crate::minimize::{Sizes, case_of};
use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome};
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
    /// How many recorded answers were checked, each subject's by itself.
    pub checked: u64,
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

/// Replays the cases at `locations` on the current pool of workers.
///
/// # Errors
/// The first case, in their order, that cannot be read.
pub fn replay(
    locations: &[Location],
    subjects: &Subjects,
    known: &KnownDifferences,
) -> Result<Vec<Replayed>, CorpusError> {
    let results: Vec<Result<Option<Replayed>, CorpusError>> = locations
        .par_iter()
        .map(|location| Ok(read(location)?.map(|case| replay_case(case, subjects, known))))
        .collect();
    results.into_iter().filter_map(Result::transpose).collect()
}

/// Replays one case.
pub fn replay_case(case: StoredCase, subjects: &Subjects, known: &KnownDifferences) -> Replayed {
    let (path, name, requests) = (case.path.clone(), case.name.clone(), case.text.requests.len());
    if let Some(reason) = case.skip {
        let comparison = compare(&[], false);
        let ended = CaseEnd::Skipped(reason.to_owned());
        return Replayed { path, name, requests, checked: 0, unlinked: BTreeSet::new(), comparison, ended };
    }
    let Examined { outcomes, comparison } = subjects.examine(&case.text, Effort::Whole);
    let mut differences = Vec::new();
    let mut checked = 0;
    let mut unlinked = BTreeSet::new();
    for ((info, outcome), subject) in subjects.infos().zip(&outcomes).zip(subjects.iter()) {
        let (found, count) = against_record(&case, info, outcome);
        let mut without_link = BTreeSet::new();
        for difference in found {
            match difference.request().filter(|index| needs_a_link(&case, *index, subject)) {
                Some(index) => {
                    without_link.insert(index);
                }
                None => differences.push(difference),
            }
        }
        checked += count - (without_link.len() as u64).min(count);
        unlinked.extend(without_link.into_iter().map(|index| case.requests[index].description.clone()));
    }
    differences.extend(comparison.differences().iter().cloned());
    let ended = match (&comparison.verdict, differences.first()) {
        (_, Some(first)) => {
            let first = first.clone();
            let answers = subjects.infos().map(|info| info.name.clone()).zip(outcomes).collect();
            CaseEnd::Differs(Box::new(mismatch(case, &first, differences, answers, known)))
        }
        (Verdict::Skip(reason), None) if checked == 0 => CaseEnd::Skipped(reason.as_str().to_owned()),
        _ => CaseEnd::Agreed,
    };
    Replayed { path, name, requests, checked, unlinked, comparison, ended }
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

/// The differences of one subject from what is recorded, and how many recorded answers there were.
fn against_record(case: &StoredCase, info: &SubjectInfo, outcome: &Outcome) -> (Vec<Difference>, u64) {
    if outcome.crashed.is_some() {
        return (Vec::new(), 0);
    }
    if !case.text.links.is_empty() && !info.capabilities.templates {
        return (Vec::new(), 0);
    }
    let (expected, checked) = expected(case, outcome);
    let record = SubjectInfo {
        name: RECORDED.to_owned(),
        version: String::new(),
        capabilities: Capabilities { templates: true, ..info.capabilities },
    };
    let compared = compare(&[(info, outcome), (&record, &expected)], !case.text.links.is_empty());
    (compared.differences().to_vec(), checked)
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
    if case.should_validate.is_some() || !case.text.links.is_empty() || links.is_empty() {
        return false;
    }
    let linked = CaseText { links, requests: vec![request.clone()], ..case.text.clone() };
    match run_caught(subject, &linked).requests.first() {
        Some(RequestOutcome::Answer(given)) => {
            given.decision == answer(recorded, &RequestOutcome::Unavailable).decision
        }
        _ => false,
    }
}

/// The outcome that is recorded, and how many things are; where nothing is recorded it is the one given.
fn expected(case: &StoredCase, outcome: &Outcome) -> (Outcome, u64) {
    let mut expected = outcome.clone();
    let expect = &case.meta.expect;
    let answered = case.requests.iter().any(|request| request.recorded.is_some()).then_some(Reading::Ok);
    set_reading(&mut expected.policies, expect.policies.or(answered));
    set_reading(&mut expected.entities, expect.entities.or(answered));
    if let Some(schema) = &mut expected.schema {
        set_reading(schema, expect.schema);
    }
    let mut checked = [expect.policies, expect.schema, expect.entities].iter().flatten().count() as u64;
    for (given, request) in expected.requests.iter_mut().zip(&case.requests) {
        if let Some(recorded) = &request.recorded {
            checked += 1;
            *given = RequestOutcome::Answer(answer(recorded, given));
        }
    }
    (expected, checked)
}

fn set_reading(loaded: &mut Loaded, wanted: Option<Reading>) {
    match wanted {
        None => {}
        Some(Reading::Ok) => *loaded = Loaded::Ok,
        Some(Reading::Error) => *loaded = Loaded::Error("an error is recorded".to_owned()),
    }
}

fn answer(recorded: &Recorded, given: &RequestOutcome) -> Answer {
    let given = match given {
        RequestOutcome::Answer(answer) => Some(answer),
        RequestOutcome::Error(_) | RequestOutcome::Unavailable => None,
    };
    let kind = |id: &String| recorded.kinds.get(id).and_then(|kind| ErrorKind::from_name(kind));
    let errors: Option<BTreeMap<String, Option<ErrorKind>>> =
        recorded.errors.as_ref().map(|ids| ids.iter().map(|id| (id.clone(), kind(id))).collect());
    Answer {
        decision: match recorded.decision {
            Decided::Allow => Decision::Allow,
            Decided::Deny => Decision::Deny,
        },
        reason: recorded.reason.clone().or(given.map(|answer| answer.reason.clone())).unwrap_or_default(),
        errors: errors.or(given.map(|answer| answer.errors.clone())).unwrap_or_default(),
    }
}
