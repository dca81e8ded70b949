//! What is recorded of a case, as the outcome of one more subject.
//!
//! In come a case and what a subject made of it; out comes the outcome that is recorded, in which everything that is not
//! recorded is what the subject said, and the number of things that are. So a comparison of the two finds just what is
//! not as recorded.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::expr::Expr;
use crosscheck_reference_model::value::Prim;
use crosscheck_reference_model::{json, parse};

use crate::corpus::format::{Decided, Reading};
use crate::corpus::validation::{self, Validation};
use crate::corpus::{Recorded, StoredCase};
use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome, Validity, Violation, Violations};

/// What is recorded, for one subject.
#[derive(Debug)]
pub(super) struct Expected {
    /// The outcome that would be right.
    pub(super) outcome: Outcome,
    /// How many recorded answers and verdicts it holds.
    pub(super) checked: u64,
    /// How many recorded verdicts of validity the subject does not tell.
    pub(super) untold: u64,
}

/// The outcome that is recorded.
pub(super) fn expected(case: &StoredCase, outcome: &Outcome) -> Expected {
    let mut expected = Expected { outcome: outcome.clone(), checked: 0, untold: 0 };
    let expect = &case.meta.expect;
    let answered = case.requests.iter().any(|request| request.recorded.is_some()).then_some(Reading::Ok);
    let right = &mut expected.outcome;
    set_reading(&mut right.policies, expect.policies.or(answered));
    set_reading(&mut right.entities, expect.entities.or(answered));
    if let Some(schema) = &mut right.schema {
        set_reading(schema, expect.schema);
    }
    let readings = [expect.policies, expect.schema, expect.entities].iter().flatten().count() as u64;
    let mut answers = 0;
    for (given, request) in right.requests.iter_mut().zip(&case.requests) {
        if let Some(recorded) = &request.recorded {
            answers += 1;
            *given = RequestOutcome::Answer(answer(recorded, given));
        }
    }
    expected.checked = readings + answers;
    // By a schema that is to be refused nothing is valid or not.
    if case.text.schema.is_some() && expect.schema != Some(Reading::Error) {
        expected.validity(case);
    }
    expected
}

fn set_reading(loaded: &mut Loaded, wanted: Option<Reading>) {
    match wanted {
        None => {}
        Some(Reading::Ok) => *loaded = Loaded::Ok,
        Some(Reading::Error) => *loaded = Loaded::Error("an error is recorded".to_owned()),
    }
}

/// The answer that is recorded; of what is not recorded of it, it is the one given.
pub(super) fn answer(recorded: &Recorded, given: &RequestOutcome) -> Answer {
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

/// The verdicts on policies in one mode.
type ByPolicy = fn(&mut Validity) -> &mut Option<Violations>;

const STRICT: ByPolicy = |validity| &mut validity.strict;
const PERMISSIVE: ByPolicy = |validity| &mut validity.permissive;

impl Expected {
    fn validity(&mut self, case: &StoredCase) {
        if case.should_validate == Some(true) || case.validation.is_some() {
            // What has verdicts was read.
            self.outcome.policies = Loaded::Ok;
            self.outcome.schema = Some(Loaded::Ok);
        }
        let validation = case.validation.as_ref();
        let whole = validation.map(|validation| validation.all).unwrap_or_default();
        let whole = [(case.should_validate, STRICT), (whole.strict, STRICT), (whole.permissive, PERMISSIVE)];
        // A record that contradicts itself must show as a difference, whichever of its parts is right.
        whole.iter().filter(|(valid, _)| *valid == Some(true)).for_each(|(_, of)| self.all_valid(*of));
        self.policies(case, validation, |recorded| recorded.strict, STRICT);
        self.policies(case, validation, |recorded| recorded.permissive, PERMISSIVE);
        whole.iter().filter(|(valid, _)| *valid == Some(false)).for_each(|(_, of)| self.one_invalid(case, *of));
        if let Some(validation) = validation {
            self.entities(case, validation);
        }
        for (index, request) in case.requests.iter().enumerate() {
            let recorded = validation.and_then(|validation| validation.requests.get(request.position));
            let validates = request.validates.then_some(true);
            let wanted = recorded.into_iter().flat_map(|recorded| [recorded.strict, recorded.permissive]);
            // What is recorded as wrong comes last, so that a contradiction shows.
            for wanted in [validates].into_iter().chain(wanted).flatten() {
                self.request(index, wanted);
            }
        }
    }

    fn count(&mut self, is_told: bool) {
        if is_told {
            self.checked += 1;
        } else {
            self.untold += 1;
        }
    }

    /// What is recorded of each policy.
    fn policies(
        &mut self,
        case: &StoredCase,
        validation: Option<&Validation>,
        verdict: fn(&validation::ByMode) -> Option<bool>,
        of: ByPolicy,
    ) {
        let named = validation.iter().flat_map(|validation| &validation.policies);
        for (id, valid) in named.filter_map(|(id, recorded)| Some((id, verdict(recorded)?))) {
            let is_policy = is_policy(case, &self.outcome.validity, id);
            let violations = of(&mut self.outcome.validity).as_mut();
            let is_told = violations.is_some() && is_policy;
            if let Some(violations) = violations.filter(|_| is_told) {
                if valid {
                    violations.remove(id);
                } else {
                    violations.entry(id.clone()).or_insert_with(recorded_as_invalid);
                }
            }
            self.count(is_told);
        }
    }

    /// That all policies together are recorded as valid.
    fn all_valid(&mut self, of: ByPolicy) {
        let violations = of(&mut self.outcome.validity);
        let is_told = violations.is_some();
        violations.iter_mut().for_each(BTreeMap::clear);
        self.count(is_told);
    }

    /// That not all of them are.
    fn one_invalid(&mut self, case: &StoredCase, of: ByPolicy) {
        let is_one = !is_policy(case, &self.outcome.validity, "policy1");
        let violations = of(&mut self.outcome.validity);
        let is_told = violations.is_some();
        if let Some(violations) = violations.as_mut().filter(|violations| violations.is_empty()) {
            let id = if is_one { "policy0" } else { "one of the policies" };
            violations.insert(id.to_owned(), recorded_as_invalid());
        }
        self.count(is_told);
    }

    fn entities(&mut self, case: &StoredCase, validation: &Validation) {
        let listed: BTreeSet<String> = json::entities(&case.text.entities, None)
            .map(|entities| entities.iter().map(|entity| format!("{}::{}", entity.uid.ty, entity.uid.eid)).collect())
            .unwrap_or_default();
        for (uid, valid) in &validation.entities {
            let violations = self.outcome.validity.entities.as_mut().filter(|_| listed.contains(uid));
            let is_told = violations.is_some();
            if let Some(violations) = violations {
                if *valid {
                    violations.retain(|written, _| unquoted(written) != *uid);
                } else if !violations.keys().any(|written| unquoted(written) == *uid) {
                    violations.insert(uid.clone(), recorded_as_invalid());
                }
            }
            self.count(is_told);
        }
    }

    fn request(&mut self, index: usize, valid: bool) {
        let violations = self.outcome.validity.requests.get_mut(index).and_then(Option::as_mut);
        let is_told = violations.is_some();
        match violations {
            Some(violations) if valid => violations.clear(),
            Some(violations) if violations.is_empty() => *violations = recorded_as_invalid(),
            _ => {}
        }
        self.count(is_told);
    }
}

fn recorded_as_invalid() -> Vec<Violation> {
    vec![Violation::in_words("so it is recorded")]
}

/// Whether the case has a policy, template or link of this id.
fn is_policy(case: &StoredCase, validity: &Validity, id: &str) -> bool {
    let links = &case.text.links;
    let written = validity.policies.saturating_sub(links.len());
    let index = id.strip_prefix("policy").and_then(|number| number.parse::<usize>().ok());
    links.iter().any(|link| link.id == id) || index.is_some_and(|index| index < written)
}

/// An entity's type, `::` and id as the public data writes them, from how policies write them.
fn unquoted(written: &str) -> String {
    match parse::expression(written) {
        Ok(Expr::Lit(Prim::Entity(uid))) => format!("{}::{}", uid.ty, uid.eid),
        _ => written.to_owned(),
    }
}
