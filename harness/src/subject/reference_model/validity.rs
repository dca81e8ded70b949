//! What the reference model says of a case by its schema, in our terms.

use std::collections::BTreeMap;

use crosscheck_generators::CaseText;
use crosscheck_generators::text::RequestText;
use crosscheck_reference_model::conformance::{self, ConformanceError};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::schema::{Schema, SchemaError};
use crosscheck_reference_model::types::Mode;
use crosscheck_reference_model::validate::{self, ValidationError};

use super::{World, Written, read_uid, types};
use crate::outcome::{Place, Validity, Violation, Violations, uid_text};
use crate::subject::listed;

/// What the model says, with the documents and requests of the case as it read them.
pub(super) fn of(case: &CaseText, world: &World, read: &[Result<Request, String>]) -> Validity {
    let mut validity = Validity::untold(case.requests.len());
    let schema = match &world.schema {
        Some(Ok(schema)) => schema,
        Some(Err(error)) => {
            validity.schema = Some(of_schema(error));
            return validity;
        }
        None => return validity,
    };
    if let Some(Written { templates, links }) = &world.written {
        let of_links = |mode| validate::links(templates, links, schema, mode);
        let told = |errors: Vec<ValidationError>, mode| Some(violations(errors.into_iter().chain(of_links(mode))));
        validity.policies = templates.len() + links.len();
        validity.strict = told(validate::validate(templates, schema, Mode::Strict), Mode::Strict);
        if let Some(invalid) = &validity.strict {
            validity.types = Some(types::of(templates, schema, invalid));
        }
        validity.permissive = told(validate::validate(templates, schema, Mode::Permissive), Mode::Permissive);
        validity.level = told(validate::levels(templates, schema, case.level), Mode::Strict);
    }
    if world.entities.is_ok() {
        validity.listed = listed(&case.entities);
        validity.entities = conformance::document(&case.entities, schema).ok().as_ref().map(of_entities);
    }
    let requests = case.requests.iter().zip(read);
    validity.requests =
        requests.map(|(text, read)| if read.is_ok() { of_request(text, schema) } else { None }).collect();
    validity
}

fn of_schema(error: &SchemaError) -> Violation {
    let place = error.position.map(|position| Place::Line { line: position.line, column: position.column });
    Violation { kind: Some(error.kind()), place, words: error.reason.to_string() }
}

fn of_entities(errors: &BTreeMap<EntityUid, ConformanceError>) -> Violations {
    let violation = |error: &ConformanceError| vec![of_conformance(error, error.place().path.clone())];
    errors.iter().map(|(uid, error)| (uid_text(&uid.ty.to_string(), &uid.eid), violation(error))).collect()
}

/// What is wrong with a request; `None` if it cannot be read.
fn of_request(text: &RequestText, schema: &Schema) -> Option<Vec<Violation>> {
    let (principal, resource) = (read_uid(&text.principal).ok()?, read_uid(&text.resource).ok()?);
    let action = read_uid(&text.action).ok()?;
    let found = conformance::request_document(&principal, &action, &resource, &text.context, schema).ok()?;
    let place = |error: &ConformanceError| error.place().to_string();
    Some(found.iter().map(|error| of_conformance(error, place(error))).collect())
}

fn of_conformance(error: &ConformanceError, path: String) -> Violation {
    Violation { kind: Some(error.kind()), place: Some(Place::Path(path)), words: error.violation.to_string() }
}

fn violations(errors: impl Iterator<Item = ValidationError>) -> Violations {
    let mut found: Violations = BTreeMap::new();
    for error in errors {
        let words = words(&error);
        let place = error.at.map_or(Place::Part(error.part), Place::Expr);
        let violation = Violation { kind: Some(error.kind.name()), place: Some(place), words };
        found.entry(error.policy).or_default().push(violation);
    }
    found
}

/// Everything but the place.
fn words(error: &ValidationError) -> String {
    let mut words = error.kind.to_string();
    if let Some(environment) = &error.environment {
        let validate::RequestType { principal, action, resource } = environment;
        words.push_str(&format!(" (for {action} by {principal} on {resource})"));
    }
    words
}
