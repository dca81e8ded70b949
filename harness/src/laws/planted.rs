//! The law *planted*: the violation that was planted into a case is found, is called by its kind, and is found at its
//! place; and nothing else of the case is refused.
//!
//! A case of the negative mode was valid before one violation of a known kind was planted into it, so what every
//! validator must say of it is known. A subject that tells no kinds or no places is held to its verdicts alone.
//!
//! Source: the table of violations, `crosscheck_generators::violations`.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::CaseText;
use crosscheck_generators::violations::{Document, Place as Expected, Planted, Refused};
use crosscheck_reference_model::parse;

use super::places::{is_at_token, is_same_place};
use super::{Breach, Law, Witness};
use crate::outcome::{Validity, Violation, Violations};

/// Whether something was planted, and what the subject says wrongly of it.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let Some(planted) = &witness.case.planted else { return (0, Vec::new()) };
    let validity = &told_by(witness);
    let verdict = match planted.document {
        Document::Schema => schema(witness, validity, planted),
        Document::Policy => policy(witness.case, validity, planted),
        Document::Entity => entity(validity, planted),
        Document::Request | Document::Context => request(validity, planted),
    };
    let Some(faults) = verdict else { return (0, Vec::new()) };
    let breach = |(how, words): (String, String)| Breach {
        law: Law::Planted,
        how: format!("{} {how}", planted.kind),
        request: None,
        words: format!("of the planted violation {} ({}): {words}", planted.name, planted.kind),
    };
    (1, faults.into_iter().map(breach).collect())
}

/// What the subject says, as far as it is to be held to it: kinds only if it tells kinds.
fn told_by(witness: &Witness<'_>) -> Validity {
    let mut validity = witness.outcome.validity.clone();
    if witness.subject.capabilities().violation_kinds {
        return validity;
    }
    let Validity { schema, strict, permissive, level, entities, requests, .. } = &mut validity;
    let of_policies = [strict, permissive, level, entities].into_iter().flatten().flat_map(BTreeMap::values_mut);
    let all = of_policies.chain(requests.iter_mut().flatten()).flatten().chain(schema);
    all.for_each(|violation| violation.kind = None);
    validity
}

/// What is wrong with a verdict: in a word, and in words.
type Faults = Vec<(String, String)>;

fn fault(how: &str, words: impl Into<String>) -> Faults {
    vec![(how.to_owned(), words.into())]
}

fn schema(witness: &Witness<'_>, validity: &Validity, planted: &Planted) -> Option<Faults> {
    let text = witness.case.schema.as_deref()?;
    if witness.outcome.schema.as_ref()?.is_ok() {
        return Some(fault("accepted", "the schema is accepted"));
    }
    let violation = validity.schema.as_ref()?;
    let Expected::Token { token, occurrence } = &planted.place else { return None };
    Some(reported(std::slice::from_ref(violation), planted, |place| is_at_token(place, text, token, *occurrence)))
}

fn policy(case: &CaseText, validity: &Validity, planted: &Planted) -> Option<Faults> {
    let (Expected::Expression { policy, .. } | Expected::Part { policy, .. }) = &planted.place else { return None };
    let refusing: &[(&str, &Option<Violations>)] = match planted.refused {
        Refused::Always => {
            &[("strict", &validity.strict), ("permissive", &validity.permissive), ("level", &validity.level)]
        }
        Refused::Strictly => &[("strict", &validity.strict), ("level", &validity.level)],
        Refused::AtLevel => &[("level", &validity.level)],
    };
    let mut faults = Vec::new();
    for (mode, invalid) in refusing {
        let Some(invalid) = invalid else { continue };
        let templates = parse::policies(&case.policies, parse::PolicyIds::Positional).unwrap_or_default();
        match invalid.get(policy) {
            None => faults.extend(fault(&format!("{mode} accepted"), format!("`{policy}` is called valid ({mode})"))),
            Some(found) => {
                faults.extend(reported(found, planted, |place| is_same_place(place, &planted.place, &templates, case)));
            }
        }
    }
    // At a level other policies of the case may be beyond it as well.
    let told = [("strict", &validity.strict), ("permissive", &validity.permissive)];
    for (mode, invalid) in told.into_iter().filter_map(|(mode, invalid)| Some((mode, invalid.as_ref()?))) {
        let refuses_it = refusing.iter().any(|(refusing, _)| *refusing == mode);
        let others = invalid.iter().filter(|(id, _)| !refuses_it || *id != policy);
        faults.extend(others.flat_map(|(id, why)| refused_as_well(&format!("{id} ({mode})"), why)));
    }
    (validity.strict.is_some() || validity.level.is_some()).then_some(faults)
}

fn entity(validity: &Validity, planted: &Planted) -> Option<Faults> {
    let Expected::Entity { uid, path } = &planted.place else { return None };
    let invalid = validity.entities.as_ref()?;
    let uid = crate::outcome::uid_text(&uid.ty, &uid.id);
    let mut faults = match invalid.get(&uid) {
        None => fault("accepted", format!("{uid} is said to conform")),
        Some(found) => reported(found, planted, |place| *place == crate::outcome::Place::Path(path.clone())),
    };
    let others = invalid.iter().filter(|(id, _)| **id != uid);
    faults.extend(others.flat_map(|(id, why)| refused_as_well(id, why)));
    Some(faults)
}

fn request(validity: &Validity, planted: &Planted) -> Option<Faults> {
    let Expected::Request { index, part, path } = &planted.place else { return None };
    let found = validity.requests.get(*index)?.as_ref()?;
    let whole = format!("{part}{path}");
    let mut faults = match found.as_slice() {
        [] => fault("accepted", format!("request {index} is called valid")),
        found => reported(found, planted, |place| *place == crate::outcome::Place::Path(whole.clone())),
    };
    for (other, why) in validity.requests.iter().enumerate().filter(|(other, _)| other != index) {
        faults.extend(
            why.iter().filter(|why| !why.is_empty()).flat_map(|why| refused_as_well(&format!("request {other}"), why)),
        );
    }
    Some(faults)
}

fn in_words(place: &Expected) -> String {
    match place {
        Expected::Token { token, .. } => format!("the word `{token}`"),
        Expected::Expression { policy, at } => format!("`{at}` of {policy}"),
        Expected::Part { policy, part } => format!("the {part} of {policy}"),
        Expected::Entity { uid, path } => format!("{}::{:?}{path}", uid.ty, uid.id),
        Expected::Request { index, part, path } => format!("{part}{path} of request {index}"),
    }
}

/// Something refused that is as it was before the violation was planted.
fn refused_as_well(what: &str, why: &[Violation]) -> Faults {
    let why = why.first().map(ToString::to_string).unwrap_or_default();
    fault("more refused", format!("{what} is refused as well: {why}"))
}

/// Kind and place.
fn in_short(violation: &Violation) -> String {
    let place = violation.place.as_ref().map_or(String::new(), |place| format!(" at {place}"));
    format!("{}{place}", violation.kind.unwrap_or("a violation"))
}

/// Whether one of the violations is the planted one, as far as the subject tells kinds and places.
fn reported(found: &[Violation], planted: &Planted, is_there: impl Fn(&crate::outcome::Place) -> bool) -> Faults {
    let of_kind = |violation: &&Violation| violation.kind.is_none_or(|kind| kind == planted.kind);
    let in_place = |violation: &&Violation| violation.place.as_ref().is_none_or(&is_there);
    let told: BTreeSet<String> = found.iter().map(in_short).collect();
    let told = told.into_iter().collect::<Vec<_>>().join("; ");
    if found.iter().any(|violation| of_kind(&violation) && in_place(&violation)) {
        Vec::new()
    } else if found.iter().any(|violation| of_kind(&violation)) {
        fault("other place", format!("it is at {}, told is {told}", in_words(&planted.place)))
    } else {
        let kinds: BTreeSet<&str> = found.iter().filter_map(|violation| violation.kind).collect();
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(",");
        fault(&format!("called {kinds}"), format!("it is at {}, told is {told}", in_words(&planted.place)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{breaches, case};
    use super::*;
    use crate::outcome::{Outcome, Place};

    /// A case with an unguarded optional attribute, planted into its only policy.
    fn unguarded() -> CaseText {
        let schema = "entity User { name?: String }; action act appliesTo { principal: User, resource: User };";
        let policies = r#"permit(principal, action, resource) when { principal.name == "a" };"#;
        let planted = Planted {
            name: "unguarded".to_owned(),
            document: Document::Policy,
            kind: "optional-attribute".to_owned(),
            refused: Refused::Always,
            place: Expected::Expression { policy: "policy0".to_owned(), at: "principal.name".to_owned() },
        };
        CaseText { planted: Some(planted), ..case(schema, policies, "[]", "{}") }
    }

    fn strictly(outcome: &mut Outcome) -> &mut Violations {
        outcome.validity.strict.as_mut().expect("told")
    }

    #[test]
    fn silence_another_kind_another_place_and_more_than_that_are_caught() {
        let held = |fault: &dyn Fn(&mut Outcome)| breaches(Law::Planted, &unguarded(), fault);
        assert_eq!(held(&|_| {}), Vec::<String>::new());
        let silent = |outcome: &mut Outcome| strictly(outcome).clear();
        assert_eq!(held(&silent), ["optional-attribute strict accepted"]);
        let misnamed = |outcome: &mut Outcome| {
            strictly(outcome).values_mut().flatten().for_each(|violation| violation.kind = Some("no-tags"));
        };
        assert_eq!(held(&misnamed), ["optional-attribute called no-tags"]);
        let misplaced = |outcome: &mut Outcome| {
            let elsewhere = || Some(Place::Text("resource".to_owned()));
            strictly(outcome).values_mut().flatten().for_each(|violation| violation.place = elsewhere());
        };
        assert_eq!(held(&misplaced), ["optional-attribute other place"]);
        let zealous = |outcome: &mut Outcome| {
            strictly(outcome).insert("policy1".to_owned(), vec![Violation::in_words("no")]);
        };
        assert_eq!(held(&zealous), ["optional-attribute more refused"]);
    }
}
