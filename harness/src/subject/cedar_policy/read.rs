//! The documents of a case, read by the crate.
//!
//! Entities and contexts are read with the schema, where there is one, and without it where they do not conform; the
//! schema's actions are then put into the store by hand.

use std::collections::HashMap;
use std::str::FromStr;

use cedar_policy::{Context, Entities, EntityUid, PolicyId, PolicySet, Request, Schema, SlotId};
use crosscheck_generators::text::{CaseText, LinkText, RequestText, UidText, is_json_schema};

/// The documents of a case, as far as they could be read.
pub(super) struct World {
    pub(super) policies: Result<PolicySet, String>,
    pub(super) schema: Option<Result<Schema, String>>,
    pub(super) entities: Result<Entities, String>,
    /// Whether all of them conform to the schema, as far as the crate checks a whole document; `false` without a schema.
    pub(super) all_conform: bool,
}

impl World {
    pub(super) fn read(case: &CaseText) -> Self {
        let schema = case.schema.as_deref().map(read_schema);
        let conforming = schema
            .as_ref()
            .and_then(|schema| Entities::from_json_str(&case.entities, Some(schema.as_ref().ok()?)).ok());
        let all_conform = conforming.is_some();
        let readable = schema.as_ref().and_then(|schema| schema.as_ref().ok());
        let entities = conforming.map_or_else(|| read_anyway(&case.entities, readable), Ok);
        Self { policies: read_policies(case), schema, entities, all_conform }
    }

    pub(super) fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()?.as_ref().ok()
    }
}

fn read_schema(text: &str) -> Result<Schema, String> {
    if is_json_schema(text) {
        return Schema::from_json_str(text).map_err(|error| error.to_string());
    }
    match Schema::from_cedarschema_str(text) {
        Ok((schema, _warnings)) => Ok(schema),
        Err(error) => Err(error.to_string()),
    }
}

fn read_policies(case: &CaseText) -> Result<PolicySet, String> {
    let mut policies = PolicySet::from_str(&case.policies).map_err(|error| error.to_string())?;
    for LinkText { template, id, slots } in &case.links {
        let mut values = HashMap::new();
        for (slot, uid) in slots {
            let slot = match slot.as_str() {
                "?principal" => SlotId::principal(),
                "?resource" => SlotId::resource(),
                other => return Err(format!("no such slot: {other}")),
            };
            values.insert(slot, read_uid(uid)?);
        }
        policies
            .link(PolicyId::new(template), PolicyId::new(id), values)
            .map_err(|error| format!("link {id}: {error}"))?;
    }
    Ok(policies)
}

/// Entities that do not conform, with the schema's actions in the store all the same.
fn read_anyway(text: &str, schema: Option<&Schema>) -> Result<Entities, String> {
    let listed = Entities::from_json_str(text, None).map_err(|error| in_full(&error))?;
    let Some(schema) = schema else { return Ok(listed) };
    let actions = schema.action_entities().map_err(|error| in_full(&error))?;
    listed.upsert_entities(actions, None).map_err(|error| in_full(&error))
}

/// A request whose context is read with the schema if it conforms, else without.
pub(super) fn read_request(request: &RequestText, schema: Option<&Schema>) -> Result<Request, String> {
    let action = read_uid(&request.action)?;
    let with_schema = schema.and_then(|schema| Context::from_json_str(&request.context, Some((schema, &action))).ok());
    let context = match with_schema {
        Some(context) => context,
        None => Context::from_json_str(&request.context, None).map_err(|error| in_full(&error))?,
    };
    let (principal, resource) = (read_uid(&request.principal)?, read_uid(&request.resource)?);
    Request::new(principal, action, resource, context, None).map_err(|error| error.to_string())
}

pub(super) fn read_uid(uid: &UidText) -> Result<EntityUid, String> {
    let json = serde_json::json!({"type": uid.ty, "id": uid.id});
    EntityUid::from_json(json).map_err(|error| in_full(&error))
}

/// An error with its causes: the crate's outer texts say only which document was wrong.
pub(super) fn in_full(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    words
}
