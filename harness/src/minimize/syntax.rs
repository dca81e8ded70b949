//! From a case's text to its abstract syntax, by the reference model's readers.

use std::collections::BTreeMap;

use crosscheck_generators::text::{LinkText, RequestText, UidText, is_json_schema};
use crosscheck_generators::{Case, CaseText};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::policy::{Link, Slot};
use crosscheck_reference_model::request::RequestSyntax;
use crosscheck_reference_model::schema::Schema;
use crosscheck_reference_model::{json, schema};

/// The abstract syntax of `text`; `None` if any of its documents cannot be read. With a schema the documents are read
/// by it where they conform, so that implicit forms become explicit ones.
pub fn case_of(text: &CaseText) -> Option<Case> {
    let schema = match &text.schema {
        Some(schema) if is_json_schema(schema) => Some(json::schema(schema).ok()?),
        Some(schema) => Some(parse::schema(schema).ok()?),
        None => None,
    };
    let resolved = schema.as_ref().and_then(|schema| schema::resolve(schema).ok());
    let with_schema = resolved.as_ref().and_then(|resolved| json::entities(&text.entities, Some(resolved)).ok());
    Some(Case {
        policies: parse::policies(&text.policies, PolicyIds::Positional).ok()?,
        links: text.links.iter().map(link).collect::<Option<_>>()?,
        entities: with_schema.or_else(|| json::entities(&text.entities, None).ok())?,
        requests: text.requests.iter().map(|of| request(of, resolved.as_ref())).collect::<Option<_>>()?,
        schema,
        level: text.level,
        planted: text.planted.clone(),
    })
}

fn link(text: &LinkText) -> Option<Link> {
    let mut slots = BTreeMap::new();
    for (name, value) in &text.slots {
        let slot = [Slot::Principal, Slot::Resource].into_iter().find(|slot| slot.name() == name)?;
        slots.insert(slot, uid(value)?);
    }
    Some(Link { template: text.template.clone(), id: text.id.clone(), slots })
}

fn request(text: &RequestText, schema: Option<&Schema>) -> Option<RequestSyntax> {
    let action = uid(&text.action)?;
    let declared = schema.and_then(|schema| schema.actions.get(&action)).map(|action| &action.context);
    let with_schema = declared.and_then(|fields| json::context(&text.context, Some(fields)).ok());
    Some(RequestSyntax {
        principal: uid(&text.principal)?,
        resource: uid(&text.resource)?,
        context: with_schema.or_else(|| json::context(&text.context, None).ok())?,
        action,
    })
}

fn uid(text: &UidText) -> Option<EntityUid> {
    Some(EntityUid::new(parse::name(&text.ty)?, text.id.clone()))
}
