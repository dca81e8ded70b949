//! The law *modes*: what is strictly valid is permissively valid; what is valid at a level is strictly valid.
//!
//! Source: language guide, "Policy validation" and "Level validation"; RFC 19, RFC 76.

use super::{Breach, Law, Witness};
use crate::outcome::Violations;

/// How many pairs of verdicts were held against each other, and the pairs that do not fit.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let validity = &witness.outcome.validity;
    let pairs = [
        ("strict", &validity.strict, "permissive", &validity.permissive),
        ("level", &validity.level, "strict", &validity.strict),
    ];
    let (mut applied, mut breaches) = (0, Vec::new());
    for (narrow, refused_by_narrow, wide, refused_by_wide) in pairs {
        let (Some(refused_by_narrow), Some(refused_by_wide)) = (refused_by_narrow, refused_by_wide) else { continue };
        applied += 1;
        let wrong = refused_by_wide.keys().find(|id| !refused_by_narrow.contains_key(*id));
        breaches.extend(wrong.map(|id| breach(narrow, wide, id, refused_by_wide)));
    }
    (applied, breaches)
}

fn breach(narrow: &str, wide: &str, id: &str, refused: &Violations) -> Breach {
    let first = refused.get(id).and_then(|violations| violations.first());
    let kind = first.and_then(|violation| violation.kind).unwrap_or("unknown");
    Breach {
        law: Law::Modes,
        how: format!("{narrow}/{wide} {kind}"),
        request: None,
        words: format!(
            "`{id}` is valid in mode {narrow}, but not in mode {wide}: {}",
            first.map_or("no reason is given", |violation| violation.words.as_str())
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{breaches, case};
    use super::*;
    use crate::outcome::Violation;

    #[test]
    fn narrower_modes_accept_no_more() {
        let schema = "entity User; action act appliesTo { principal: User, resource: User };";
        let case = case(schema, "permit(principal, action, resource);", "[]", "{}");
        let refused = || Some(Violations::from([("policy0".to_owned(), vec![Violation::in_words("no")])]));
        let wrong = breaches(Law::Modes, &case, |outcome| outcome.validity.permissive = refused());
        assert_eq!(wrong, ["strict/permissive unknown"]);
        let wrong = breaches(Law::Modes, &case, |outcome| outcome.validity.strict = refused());
        assert_eq!(wrong, ["level/strict unknown"]);
        let fine = breaches(Law::Modes, &case, |outcome| outcome.validity.level = refused());
        assert_eq!(fine, Vec::<String>::new());
    }
}
