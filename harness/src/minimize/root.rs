//! From a difference that follows from another one to that other one.
//!
//! `0 <= 0 && 7` errs for who finds `0 <= 0` true: an error on one side only, which a wrong `<=` let the evaluation run
//! into. Two permits of which one holds for one subject only differ in what determined the answer. Once such a case is
//! as small as it gets, a part of it that differs in a decision, taken alone, is what everything else follows from; had
//! the case not needed that part, a literal would stand in its place.

use crosscheck_generators::print::{self, Spelling};
use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::policy::{Condition, ConditionKind, Effect};

use super::search::Search;
use super::{alone, descendants};
use crate::signature::Coarse;

const NAME: &str = "decide by a part";

/// The part of `case` that shows a difference of decisions by itself, with its text and signature, if the target is one
/// that may follow from another.
pub(super) fn of(search: &mut Search<'_>, case: &Case, spelling: Spelling) -> Option<(Coarse, Case, CaseText)> {
    if !search.target().may_follow() {
        return None;
    }
    for index in 0..case.policies.len() {
        for candidate in parts(case, index) {
            let text = print::spelled(&candidate, spelling);
            if let Some(coarse) = search.decides(NAME, &text) {
                return Some((coarse, candidate, text));
            }
        }
    }
    None
}

/// The policy of this index alone: as it is, as a permit, without conditions, and with each part of a condition as its
/// only one.
fn parts(case: &Case, index: usize) -> Vec<Case> {
    let Some(as_it_is) = alone::only(case, index) else { return Vec::new() };
    let with = |conditions: Vec<Condition>| {
        let mut case = as_it_is.clone();
        if let Some(policy) = case.policies.first_mut() {
            policy.effect = Effect::Permit;
            policy.conditions = conditions;
        }
        case
    };
    let conditions = case.policies.get(index).map(|policy| policy.conditions.clone()).unwrap_or_default();
    let mut found = vec![as_it_is.clone(), with(conditions.clone()), with(Vec::new())];
    for condition in conditions {
        let bodies = descendants::candidates(&condition.body).chain([condition.body.clone()]);
        let bodies: Vec<_> = bodies.chain([condition.body.clone().negated()]).collect();
        found.extend(bodies.into_iter().map(|body| with(vec![Condition { kind: ConditionKind::When, body }])));
    }
    found
}
