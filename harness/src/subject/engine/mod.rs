//! The engine as a subject: everything through the public API that a stranger would use.

use std::collections::BTreeMap;

use crosscheck_engine::{
    Authorizer, Context, Decision as Decided, Entities, EntitiesError, EntityUid, ErrorKind as Kind, PolicyId,
    PolicyIds, PolicySet, Request, Response, Schema, SchemaError, SlotId, Validator,
};
use crosscheck_generators::CaseText;
use crosscheck_generators::text::{LinkText, RequestText, UidText, is_json_schema};

mod mistakes;
mod types;
mod validity;

use super::{Capabilities, SchemaForms, Subject};
use crate::outcome::{Answer, Decision, ErrorKind, Loaded, Outcome, RequestOutcome, Validity, Violation};

/// The engine.
#[derive(Debug, Default)]
pub struct Engine;

impl Engine {
    /// The subject.
    pub fn new() -> Self {
        Self
    }
}

impl Subject for Engine {
    fn name(&self) -> &'static str {
        "engine"
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::ALL
    }

    fn schema_forms(&self, cedar: &str, json: &str) -> Option<SchemaForms> {
        Some(SchemaForms::of(Schema::parse(cedar), Schema::from_json(json)))
    }

    fn run(&self, case: &CaseText) -> Outcome {
        // The validator owns the schema; everyone else borrows it from there.
        let validator = case.schema.as_deref().map(|text| read_schema(text).map(Validator::new));
        let known = validator.as_ref().and_then(|validator| validator.as_ref().ok());
        let usable = known.map(Validator::schema);
        let policies = read_policies(case);
        let entities = read_entities(&case.entities, usable);
        let read: Vec<ReadRequest> = case.requests.iter().map(|request| read_request(request, usable)).collect();
        let requests = match (&policies, &entities) {
            (Ok(policies), Ok(entities)) => {
                let authorizer = Authorizer::new(policies, entities);
                read.iter().map(|request| answer(&authorizer, &request.request)).collect()
            }
            _ => vec![RequestOutcome::Unavailable; case.requests.len()],
        };
        let mut validity = match &validator {
            Some(Ok(validator)) => validity::of(case, validator, &policies, &entities),
            Some(Err(error)) => Validity { schema: Some(validity::of_schema(error)), ..Validity::default() },
            None => Validity::default(),
        };
        validity.requests = read.into_iter().map(|request| request.violations).collect();
        let mut outcome = Outcome {
            policies: Loaded::from(&policies),
            schema: validator.as_ref().map(Loaded::from),
            entities: Loaded::from(&entities),
            requests,
            trees: policies.as_ref().ok().and_then(trees),
            validity,
            ..Outcome::default()
        };
        outcome.mistakes = mistakes::of(case, &outcome, validator.as_ref().and_then(|read| read.as_ref().err()));
        outcome
    }
}

fn read_schema(text: &str) -> Result<Schema, SchemaError> {
    if is_json_schema(text) { Schema::from_json(text) } else { Schema::parse(text) }
}

fn read_policies(case: &CaseText) -> Result<PolicySet, String> {
    let mut policies = PolicySet::parse(&case.policies, PolicyIds::Positional).map_err(|error| error.to_string())?;
    for link in &case.links {
        read_link(&mut policies, link)?;
    }
    Ok(policies)
}

/// The tree of each static policy and template, by its id.
fn trees(policies: &PolicySet) -> Option<BTreeMap<String, String>> {
    let fixed = policies.policies().filter(|policy| policy.template_id().is_none());
    let fixed = fixed.map(|policy| (policy.id(), policy.to_json()));
    let templates = policies.templates().map(|template| (template.id(), template.to_json()));
    fixed.chain(templates).map(|(id, tree)| Some((id.to_string(), tree.ok()?))).collect()
}

fn read_link(policies: &mut PolicySet, link: &LinkText) -> Result<(), String> {
    let slots = link.slots.iter().map(|(name, uid)| {
        let slot = match name.as_str() {
            "?principal" => SlotId::Principal,
            "?resource" => SlotId::Resource,
            other => return Err(format!("no such slot: {other}")),
        };
        Ok((slot, read_uid(uid)?))
    });
    let slots = slots.collect::<Result<Vec<_>, String>>()?;
    policies
        .link(&PolicyId::new(&link.template), PolicyId::new(&link.id), &slots)
        .map_err(|error| format!("link {}: {error}", link.id))
}

fn read_uid(uid: &UidText) -> Result<EntityUid, String> {
    EntityUid::new(&uid.ty, &uid.id).map_err(|error| error.to_string())
}

/// Entities that do not conform are read again without the schema; its actions are in the store either way.
fn read_entities(text: &str, schema: Option<&Schema>) -> Result<Entities, EntitiesError> {
    match (Entities::from_json(text, schema), schema) {
        (Err(_), Some(schema)) => Ok(Entities::from_json(text, None)?.with_schema_actions(schema)),
        (read, _) => read,
    }
}

fn answer(authorizer: &Authorizer, request: &Result<Request, String>) -> RequestOutcome {
    match request {
        Ok(request) => RequestOutcome::Answer(convert(&authorizer.is_authorized(request))),
        Err(words) => RequestOutcome::Error(words.clone()),
    }
}

/// A request as it was read, and what is wrong with it by the schema if that can be told.
struct ReadRequest {
    request: Result<Request, String>,
    violations: Option<Vec<Violation>>,
}

/// A context that does not conform is read again without the schema.
fn read_request(text: &RequestText, schema: Option<&Schema>) -> ReadRequest {
    let unread = |words: String| ReadRequest { request: Err(words), violations: None };
    let uids = [&text.principal, &text.action, &text.resource].map(read_uid);
    let (principal, action, resource) = match uids {
        [Ok(principal), Ok(action), Ok(resource)] => (principal, action, resource),
        [Err(words), ..] | [_, Err(words), _] | [.., Err(words)] => return unread(words),
    };
    let conforming = schema.map(|schema| (schema, Context::from_json(&text.context, Some((schema, &action)))));
    let (violations, context) = match conforming {
        Some((schema, Ok(context))) => {
            let request = Request::new(principal, action, resource, context);
            let violations = request.validate(schema).err().iter().map(validity::of_request).collect();
            return ReadRequest { request: Ok(request), violations: Some(violations) };
        }
        Some((_, Err(error))) => (Some(vec![validity::of_context(&error)]), Context::from_json(&text.context, None)),
        None => (None, Context::from_json(&text.context, None)),
    };
    match context {
        Ok(context) => ReadRequest { request: Ok(Request::new(principal, action, resource, context)), violations },
        Err(error) => unread(error.to_string()),
    }
}

fn convert(response: &Response) -> Answer {
    let diagnostics = response.diagnostics();
    Answer {
        decision: match response.decision() {
            Decided::Allow => Decision::Allow,
            Decided::Deny => Decision::Deny,
        },
        reason: diagnostics.reason().iter().map(ToString::to_string).collect(),
        errors: diagnostics
            .errors()
            .iter()
            .map(|error| (error.policy_id().to_string(), Some(kind(error.kind()))))
            .collect(),
    }
}

fn kind(kind: Kind) -> ErrorKind {
    match kind {
        Kind::EntityMissing => ErrorKind::EntityMissing,
        Kind::AttributeMissing => ErrorKind::AttributeMissing,
        Kind::TagMissing => ErrorKind::TagMissing,
        Kind::Type => ErrorKind::Type,
        Kind::Overflow => ErrorKind::Overflow,
        Kind::Extension => ErrorKind::Extension,
        Kind::Arity => ErrorKind::Arity,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn smoke_test() {
        crate::subject::smoke::test(&super::Engine::new());
    }
}
