//! The law *declared-types*: a request that is valid, and entities that conform, hold values of the declared types.
//!
//! Conformance is judged on what is written; here the evaluated values are looked at, as the reference model evaluates
//! them, with a definition of its own. The action applies to the types of principal and resource; each attribute, tag and
//! value of the context is an instance of its type; enumerated types hold their ids only.
//!
//! Source: formal model, `instanceOfWellFormedEnvironment` and what it rests on; language guide, "Schema-based
//! validation of requests".

use crosscheck_reference_model::conformance::{document, entity_is_instance, request_is_instance};
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::schema::Schema;

use super::{Breach, Law, Witness};

/// How many requests and documents were looked into, and what is in them that should not be.
pub(super) fn check(witness: &Witness<'_>) -> (u64, Vec<Breach>) {
    let validity = &witness.outcome.validity;
    let Some(schema) = witness.world().schema() else { return (0, Vec::new()) };
    let (mut applied, mut breaches) = (0, Vec::new());
    for (index, (request, violations)) in witness.case.requests.iter().zip(&validity.requests).enumerate() {
        let (Some([]), Ok(request)) = (violations.as_deref(), witness.world().request(request)) else { continue };
        applied += 1;
        if !request_is_instance(&request, schema) {
            breaches.push(Breach {
                law: Law::DeclaredTypes,
                how: "request".to_owned(),
                request: Some(index),
                words: "the request is called valid, yet it holds something of another type than declared".to_owned(),
            });
        }
    }
    if let (Some(wrong), Ok(entities)) = (&validity.entities, &witness.world().entities)
        && wrong.is_empty()
        && document(&witness.case.entities, schema).is_ok_and(|wrong| wrong.is_empty())
    {
        applied += 1;
        breaches.extend(of_entities(entities, schema));
    }
    (applied, breaches)
}

fn of_entities(entities: &Entities, schema: &Schema) -> Option<Breach> {
    let mut wrong = entities.0.iter().filter(|(uid, data)| !entity_is_instance(uid, data, schema));
    let (uid, _) = wrong.next()?;
    Some(Breach {
        law: Law::DeclaredTypes,
        how: "entity".to_owned(),
        request: None,
        words: format!("{uid} is said to conform, yet it holds something of another type than declared"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{breaches, case};
    use super::*;
    use crate::outcome::{Violation, Violations};

    const SCHEMA: &str = r#"
        entity User { age: Long };
        action act appliesTo { principal: User, resource: User, context: { ip: ipaddr } };
    "#;
    const ANN: &str = r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {"age": 1}, "parents": []}]"#;

    #[test]
    fn a_request_that_is_wrongly_called_valid_is_caught() {
        for (context, wrong) in [
            (r#"{"ip": "127.0.0.1"}"#, false),
            (r#"{"ip": {"__extn": {"fn": "ip", "arg": "::1"}}}"#, false),
            (r#"{"ip": 1}"#, true),
            (r#"{"ip": "127.0.0.1", "more": 1}"#, true),
            ("{}", true),
        ] {
            let case = case(SCHEMA, "", ANN, context);
            let trusting = |outcome: &mut crate::outcome::Outcome| outcome.validity.requests = vec![Some(Vec::new())];
            let expected: &[&str] = if wrong { &["request"] } else { &[] };
            assert_eq!(breaches(Law::DeclaredTypes, &case, trusting), expected, "{context}");
        }
    }

    #[test]
    fn it_says_nothing_of_what_is_not_called_valid() {
        let case = case(SCHEMA, "", ANN, r#"{"ip": 1}"#);
        let refused = |outcome: &mut crate::outcome::Outcome| {
            outcome.validity.requests = vec![Some(vec![Violation::in_words("no")])];
            outcome.validity.entities = Some(Violations::from([("User::\"ann\"".to_owned(), Vec::new())]));
        };
        assert_eq!(breaches(Law::DeclaredTypes, &case, refused), Vec::<String>::new());
    }
}
