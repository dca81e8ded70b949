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
