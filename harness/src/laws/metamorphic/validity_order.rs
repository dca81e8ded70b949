//! The law *validity-order*: whether a policy is valid depends on it and the schema alone.
//!
//! Transformation: policies and links in reverse, or each twice. Relation: strictly, permissively and at the level of the
//! case, each is valid as before and for the same kinds of reasons, and so is its copy.
//!
//! Source: formal model, `validate` is a test of each policy; language guide, "Policy validation".

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::print;

use super::ground::{copies, links, policies, renumber};
use super::policy_order::reordered;
use super::{Breach, Law, Turn, Witness};
use crate::minimize::case_of;
use crate::outcome::{Outcome, Violations};
use crate::subject::run_caught;

/// How many policies were judged again, and what is judged otherwise.
pub(crate) fn check(witness: &Witness<'_>, turn: Turn) -> (u64, Vec<Breach>) {
    if witness.outcome.validity.strict.is_none() {
        return (0, Vec::new());
    }
    let Some(case) = case_of(witness.case) else { return (0, Vec::new()) };
    let (mut applied, mut breaches) = (0, Vec::new());
    for number in turn.of(2) {
        let (mut all, mut all_links) = (policies(&case), links(&case));
        if number == 0 {
            (all, all_links) = (reordered(all, 0), reordered(all_links, 0));
        } else {
            let (mut more, mut more_links) = copies(&case, |_| {});
            all.append(&mut more);
            all_links.append(&mut more_links);
        }
        let renumbered = renumber(&case, all, all_links);
        let found = run_caught(witness.subject, &print::plain(&renumbered.case));
        let done = if number == 0 { "in reverse order" } else { "each twice" };
        for (mode, before, after) in modes(witness.outcome, &found) {
            let ids = case.policies.iter().map(|policy| &policy.id).chain(case.links.iter().map(|link| &link.id));
            for id in ids {
                for new in renumbered.new_ids(id) {
                    applied += 1;
                    let (was, is) = (kinds(before, id), kinds(after, new));
                    if was != is {
                        breaches.push(breach(mode, &format!("with the policies {done} `{id}`"), &was, &is));
                    }
                }
            }
        }
    }
    (applied, breaches)
}

/// What is not valid in each mode, before and after, where the subject tells both.
pub(super) fn modes<'o>(
    before: &'o Outcome,
    after: &'o Outcome,
) -> impl Iterator<Item = (&'static str, &'o Violations, &'o Violations)> {
    let (before, after) = (&before.validity, &after.validity);
    let modes = [
        ("strict", &before.strict, &after.strict),
        ("permissive", &before.permissive, &after.permissive),
        ("level", &before.level, &after.level),
    ];
    modes.into_iter().filter_map(|(mode, before, after)| Some((mode, before.as_ref()?, after.as_ref()?)))
}

/// The kinds of what is wrong with it; nothing if it is valid.
pub(super) fn kinds(violations: &Violations, id: &str) -> BTreeSet<&'static str> {
    violations.get(id).into_iter().flatten().map(|violation| violation.kind.unwrap_or("some kind")).collect()
}

fn breach(mode: &str, what: &str, was: &BTreeSet<&str>, is: &BTreeSet<&str>) -> Breach {
    let said = |kinds: &BTreeSet<&str>| match kinds.iter().copied().collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => "valid".to_owned(),
        kinds => format!("not valid ({kinds})"),
    };
    Breach {
        law: Law::ValidityOrder,
        how: mode.to_owned(),
        request: None,
        words: format!("{what} is {} in mode {mode}; it was {}", said(is), said(was)),
    }
}

/// Violations by what is judged, for laws that change no ids.
pub(super) fn all_kinds(violations: &Violations) -> BTreeMap<&str, BTreeSet<&'static str>> {
    violations.keys().map(|id| (id.as_str(), kinds(violations, id))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, without_policy};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_stops_at_the_first_invalid_policy_is_caught() {
        let mut case = policies(
            "permit(principal, action, resource) when { principal.no }; permit(principal, action, resource) when { 1 };",
        );
        case.schema = Some("entity User; action act appliesTo { principal: User, resource: User };".to_owned());
        assert_caught(Law::ValidityOrder, &case, &|text| without_policy(text, 1), &["level", "permissive", "strict"]);
    }
}
