//! Whether *values* are of the types that a schema declares.
//!
//! The conformance check looks at restricted expressions before they are evaluated, and trusts what the functions called
//! in them declare. Here the evaluated things are looked at, and nothing is shared with that check, so that each can be
//! held against the other: what conforms evaluates to an instance.
//!
//! - `true` and `false` are instances of `Bool` and of their singleton; an extension value, of its type.
//! - An entity is an instance of its type, if it is listed where that is enumerated, or declared where it is an action.
//! - The elements of a set are instances of the element type. A record has only declared fields, each an instance of its
//!   type, and all the required ones.
//! - A request is an instance if its action applies to the principal's and the resource's types, and these and the
//!   context are instances of the types that the action declares.
//! - An entity's data are an instance if its attributes and tags are, and each of its ancestors is one that the schema
//!   allows; an action's, if it has no attributes and tags, and just the declared groups.
//!
//! Source: formal model, `instanceOfType`, `instanceOfRequestType`, `instanceOfSchema`.

use crate::entities::EntityData;
use crate::name::{EntityType, EntityUid};
use crate::request::Request;
use crate::schema::{EntityTypeEntry, Schema};
use crate::types::{BoolType, CedarType, ExtType, RecordType};
use crate::value::{Ext, Prim, Record, Value};

/// Whether the value is one of this type.
#[rustfmt::skip]
pub fn instance_of(value: &Value, ty: &CedarType, schema: &Schema) -> bool {
    match (value, ty) {
        (Value::Prim(Prim::Bool(_)),     CedarType::Bool(BoolType::Any))     => true,
        (Value::Prim(Prim::Bool(b)),     CedarType::Bool(BoolType::True))    => *b,
        (Value::Prim(Prim::Bool(b)),     CedarType::Bool(BoolType::False))   => !*b,
        (Value::Prim(Prim::Long(_)),     CedarType::Long)                    => true,
        (Value::Prim(Prim::String(_)),   CedarType::String)                  => true,
        (Value::Prim(Prim::Entity(uid)), CedarType::Entity(ty))              => is_entity_of(uid, ty, schema),
        (Value::Set(elements),           CedarType::Set(ty))                 => elements.iter().all(|v| instance_of(v, ty, schema)),
        (Value::Record(fields),          CedarType::Record(types))           => is_record_of(fields, types, schema),
        (Value::Ext(Ext::Decimal(_)),    CedarType::Ext(ExtType::Decimal))   => true,
        (Value::Ext(Ext::Ip(_)),         CedarType::Ext(ExtType::IpAddr))    => true,
        (Value::Ext(Ext::Datetime(_)),   CedarType::Ext(ExtType::Datetime))  => true,
        (Value::Ext(Ext::Duration(_)),   CedarType::Ext(ExtType::Duration))  => true,
        _                                                                    => false,
    }
}

/// Whether the request is one that the schema allows for its action.
pub fn request_is_instance(request: &Request, schema: &Schema) -> bool {
    schema.actions.get(&request.action).is_some_and(|action| {
        action.principals.contains(&request.principal.ty)
            && action.resources.contains(&request.resource.ty)
            && is_entity_of(&request.principal, &request.principal.ty, schema)
            && is_entity_of(&request.resource, &request.resource.ty, schema)
            && is_record_of(&request.context, &action.context, schema)
    })
}

/// Whether what the store knows of an entity is as the schema says. The store's ancestors are closed.
pub fn entity_is_instance(uid: &EntityUid, data: &EntityData, schema: &Schema) -> bool {
    let is_bare = data.attrs.is_empty() && data.tags.is_empty();
    match (schema.entity_types.get(&uid.ty), schema.actions.get(uid)) {
        (Some(EntityTypeEntry::Standard { ancestors, attrs, tags }), _) => {
            is_record_of(&data.attrs, attrs, schema)
                && data.ancestors.iter().all(|a| ancestors.contains(&a.ty) && is_entity_of(a, &a.ty, schema))
                && match tags {
                    Some(ty) => data.tags.values().all(|value| instance_of(value, ty, schema)),
                    None => data.tags.is_empty(),
                }
        }
        (Some(EntityTypeEntry::Enum(ids)), _) => ids.contains(&uid.eid) && is_bare && data.ancestors.is_empty(),
        (None, Some(action)) => is_bare && data.ancestors == action.ancestors,
        (None, None) => false,
    }
}

/// Whether the entity is of that type, and one that the schema allows.
fn is_entity_of(uid: &EntityUid, ty: &EntityType, schema: &Schema) -> bool {
    let is_allowed = match schema.entity_types.get(&uid.ty) {
        Some(EntityTypeEntry::Standard { .. }) => true,
        Some(EntityTypeEntry::Enum(ids)) => ids.contains(&uid.eid),
        None => schema.actions.contains_key(uid),
    };
    uid.ty == *ty && is_allowed
}

fn is_record_of(fields: &Record, types: &RecordType, schema: &Schema) -> bool {
    let is_as_declared =
        |(name, value): (&String, &Value)| types.get(name).is_some_and(|field| instance_of(value, &field.ty, schema));
    fields.iter().all(is_as_declared) && types.iter().all(|(name, field)| !field.required || fields.contains_key(name))
}
