//! Whether entities, contexts and requests are what the schema says they are.
//!
//! - An entity's type is declared; if it is enumerated, its id is listed. It has every required attribute, no undeclared
//!   one, and each of its declared type; tags of the declared type, or none; parents of declared ancestor types.
//! - An action is declared and is exactly as declared: without attributes and tags, its groups the declared ones.
//! - A request's action is declared and applies to the principal's and resource's types; its context has the declared
//!   type.
//! - Every entity that a value refers to has a listed id if its type is enumerated, and is declared if it is an action.
//!   Other references may dangle.
//!
//! All this looks at restricted expressions, before they are evaluated; a call is of its function's result type. Of a
//! document, each entity is looked at by itself (and an action with what the document says of its groups). Values instead
//! are looked at in `instance`.
//!
//! Source: language guide, "Entities" and "Schema-based validation of requests"; formal model, `Validation.Validator`
//! and `RequestEntityValidator`; the public implementation for actions and enumerated ids.

mod error;
mod instance;

pub use error::{ConformanceError, Place, Subject, Violation};
pub use instance::{entity_is_instance, instance_of, request_is_instance};

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::Entity;
use crate::expr::{Expr, ExtFun};
use crate::json::{self, JsonError};
use crate::name::EntityUid;
use crate::observe::{Judgment, judged};
use crate::request::RequestSyntax;
use crate::schema::{EntityTypeEntry, Schema};
use crate::typecheck;
use crate::types::{BoolType, CedarType, ExtType, Field, RecordType};
use crate::value::{Kind, Prim};

/// The entities of a JSON document that do not conform, and the first reason why. The implicit forms of values are
/// resolved by the declared types; what has no such form is read as without a schema, and is then of another type.
///
/// Not looked at: whether the entities make a store (see `Entities::from_listed`).
///
/// # Errors
/// The document cannot be read, with the schema or without it.
pub fn document(text: &str, schema: &Schema) -> Result<BTreeMap<EntityUid, ConformanceError>, JsonError> {
    let listed = json::listed(text, Some(schema))?;
    let errors: BTreeMap<EntityUid, ConformanceError> =
        errors(&listed, schema).map(|(index, error)| (listed[index].uid.clone(), error)).collect();
    if !errors.is_empty() {
        json::listed(text, None)?;
    }
    Ok(errors)
}

/// Why a request whose context is a JSON document does not conform; `None` if it does.
///
/// # Errors
/// The context cannot be read, with the schema or without it.
pub fn request_document(
    principal: &EntityUid,
    action: &EntityUid,
    resource: &EntityUid,
    context: &str,
    schema: &Schema,
) -> Result<Option<ConformanceError>, JsonError> {
    let fields = json::context(context, schema.actions.get(action).map(|declared| &declared.context))?;
    let (principal, action, resource) = (principal.clone(), action.clone(), resource.clone());
    let error = request(&RequestSyntax { principal, action, resource, context: fields }, schema).err();
    if error.is_some() {
        json::context(context, None)?;
    }
    Ok(error)
}

/// Checks every entity of a list. Where an action's groups are listed too, their groups count as its own, so the
/// declared groups may be given in full or by the direct ones.
///
/// # Errors
/// The index of the first entity that does not conform, and why.
pub fn entities(listed: &[Entity], schema: &Schema) -> Result<(), (usize, ConformanceError)> {
    errors(listed, schema).next().map_or(Ok(()), Err)
}

/// The indices of all entities of a list that do not conform, and why not.
fn errors<'l>(listed: &'l [Entity], schema: &'l Schema) -> impl Iterator<Item = (usize, ConformanceError)> + 'l {
    let parents: BTreeMap<&EntityUid, &[EntityUid]> = listed.iter().map(|e| (&e.uid, e.parents.as_slice())).collect();
    listed.iter().enumerate().filter_map(move |(index, one)| {
        let result =
            if is_action(&one.uid) { action(one, &reachable(&one.uid, &parents), schema) } else { entity(one, schema) };
        result.err().map(|error| (index, error))
    })
}

/// Checks one entity by itself.
///
/// # Errors
/// Why it does not conform.
pub fn entity(entity: &Entity, schema: &Schema) -> Result<(), ConformanceError> {
    let uid = &entity.uid;
    let here = Place::whole(Subject::Entity(uid.clone()));
    if is_action(uid) {
        return action(entity, &entity.parents.iter().cloned().collect(), schema);
    }
    let entry = schema.entity_types.get(&uid.ty).ok_or_else(|| here.error(Violation::UndeclaredType(uid.clone())))?;
    reference(uid, schema, &here)?;
    let (no_attrs, no_ancestors) = (RecordType::new(), BTreeSet::new());
    let (attr_types, tag_type, ancestors) = match entry {
        EntityTypeEntry::Standard { ancestors, attrs, tags } => (attrs, tags.as_ref(), ancestors),
        EntityTypeEntry::Enum(_) => (&no_attrs, None, &no_ancestors),
    };
    fields(&entity.attrs.iter().collect(), attr_types, schema, &here)?;
    for parent in &entity.parents {
        let place = here.parent(parent);
        reference(parent, schema, &place)?;
        if !ancestors.contains(&parent.ty) {
            return Err(place.error(Violation::ParentType));
        }
    }
    entity.tags.iter().try_for_each(|(key, value)| {
        let place = here.tag(key);
        match tag_type {
            Some(ty) => conforms(value, ty, schema, &place),
            None => Err(place.error(Violation::UnexpectedTags)),
        }
    })?;
    let is_enumerated = matches!(entry, EntityTypeEntry::Enum(_));
    judged(|| Judgment::Conforms(if is_enumerated { "entity of an enumerated type" } else { "entity" }));
    Ok(())
}

/// Checks an action whose groups are `ancestors`.
fn action(entity: &Entity, ancestors: &BTreeSet<EntityUid>, schema: &Schema) -> Result<(), ConformanceError> {
    let uid = &entity.uid;
    let here = Place::whole(Subject::Entity(uid.clone()));
    let declared = schema.actions.get(uid).ok_or_else(|| here.error(Violation::UndeclaredAction(uid.clone())))?;
    let is_bare = entity.attrs.is_empty() && entity.tags.is_empty();
    let is_same = is_bare && *ancestors == declared.ancestors;
    if !is_same {
        return Err(here.error(Violation::ActionMismatch));
    }
    judged(|| Judgment::Conforms("action"));
    Ok(())
}

/// Every entity that is reached from `from` over the parents of listed entities.
fn reachable(from: &EntityUid, parents: &BTreeMap<&EntityUid, &[EntityUid]>) -> BTreeSet<EntityUid> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(uid) = open.pop() {
        for parent in parents.get(uid).copied().unwrap_or_default() {
            if reached.insert(parent.clone()) {
                open.push(parent);
            }
        }
    }
    reached
}

/// Checks a context against the type that its action declares.
///
/// # Errors
/// Why it does not conform.
pub fn context(context: &BTreeMap<String, Expr>, ty: &RecordType, schema: &Schema) -> Result<(), ConformanceError> {
    fields(&context.iter().collect(), ty, schema, &Place::whole(Subject::Context))
}

/// Checks a request: its action, principal, resource and context.
///
/// # Errors
/// Why it does not conform.
pub fn request(request: &RequestSyntax, schema: &Schema) -> Result<(), ConformanceError> {
    let [principal, action, resource] = [Subject::Principal, Subject::Action, Subject::Resource].map(Place::whole);
    for (uid, place) in [(&request.principal, &principal), (&request.resource, &resource)] {
        if !schema.entity_types.contains_key(&uid.ty) {
            return Err(place.error(Violation::UndeclaredType(uid.clone())));
        }
        reference(uid, schema, place)?;
    }
    let declared = schema
        .actions
        .get(&request.action)
        .ok_or_else(|| action.error(Violation::UndeclaredAction(request.action.clone())))?;
    if !declared.principals.contains(&request.principal.ty) {
        return Err(principal.error(Violation::PrincipalType(request.principal.clone())));
    }
    if !declared.resources.contains(&request.resource.ty) {
        return Err(resource.error(Violation::ResourceType(request.resource.clone())));
    }
    context(&request.context, &declared.context, schema)?;
    judged(|| Judgment::Conforms("request"));
    Ok(())
}

/// Checks the fields of an entity, a context or a record against a record type.
fn fields(
    values: &BTreeMap<&String, &Expr>,
    types: &RecordType,
    schema: &Schema,
    place: &Place,
) -> Result<(), ConformanceError> {
    for (key, Field { required, .. }) in types {
        if *required && !values.contains_key(key) {
            return Err(place.field(key).error(Violation::MissingAttribute));
        }
    }
    values.iter().try_for_each(|(key, value)| match types.get(*key) {
        Some(field) => conforms(value, &field.ty, schema, &place.field(key)),
        None => Err(place.field(key).error(Violation::UnexpectedAttribute)),
    })
}

/// Checks a restricted expression against a type, and the entities that it refers to.
fn conforms(value: &Expr, ty: &CedarType, schema: &Schema, place: &Place) -> Result<(), ConformanceError> {
    let note = |is: bool| judged(|| Judgment::OfType(kind(ty), is));
    let is_of_type = match (value, ty) {
        // No function takes entities, so there are none among the arguments.
        (Expr::Call(function, _), _) => result_type(*function) == *ty,
        (Expr::Set(items), CedarType::Set(element)) => {
            note(true);
            return items.iter().try_for_each(|item| conforms(item, element, schema, place));
        }
        (Expr::Record(pairs), CedarType::Record(types)) => {
            note(true);
            return fields(&pairs.iter().map(|(key, value)| (key, value)).collect(), types, schema, place);
        }
        (Expr::Lit(Prim::Entity(uid)), CedarType::Entity(ty)) if uid.ty == *ty => {
            note(true);
            return reference(uid, schema, place);
        }
        (Expr::Lit(Prim::Bool(_)), CedarType::Bool(_))
        | (Expr::Lit(Prim::Long(_)), CedarType::Long)
        | (Expr::Lit(Prim::String(_)), CedarType::String) => true,
        _ => false,
    };
    note(is_of_type);
    if is_of_type { Ok(()) } else { Err(place.error(Violation::TypeMismatch { expected: ty.clone() })) }
}

/// The kind of the values of a declared type.
fn kind(ty: &CedarType) -> Kind {
    match ty {
        CedarType::Bool(_) => Kind::Bool,
        CedarType::Long => Kind::Long,
        CedarType::String => Kind::String,
        CedarType::Entity(_) => Kind::Entity,
        CedarType::Set(_) => Kind::Set,
        CedarType::Record(_) => Kind::Record,
        CedarType::Ext(ext) => typecheck::extension(*ext),
    }
}

/// Checks that an entity of an enumerated type is listed, and that an action is declared.
fn reference(uid: &EntityUid, schema: &Schema, place: &Place) -> Result<(), ConformanceError> {
    match schema.entity_types.get(&uid.ty) {
        Some(EntityTypeEntry::Enum(ids)) if !ids.contains(&uid.eid) => {
            Err(place.error(Violation::UnlistedId(uid.clone())))
        }
        _ if is_action(uid) && !schema.actions.contains_key(uid) => {
            Err(place.error(Violation::UndeclaredAction(uid.clone())))
        }
        _ => Ok(()),
    }
}

/// Whether the entity is an action: its type is called `Action`, in whatever namespace.
fn is_action(uid: &EntityUid) -> bool {
    uid.ty.basename == "Action"
}

/// The constructor of an extension type.
pub(crate) fn constructor(ty: ExtType) -> ExtFun {
    match ty {
        ExtType::Decimal => ExtFun::Decimal,
        ExtType::IpAddr => ExtFun::Ip,
        ExtType::Datetime => ExtFun::Datetime,
        ExtType::Duration => ExtFun::Duration,
    }
}

/// The types of an extension function's arguments.
pub(crate) fn argument_types(function: ExtFun) -> Vec<CedarType> {
    use ExtFun as F;
    let (decimal, ip) = (CedarType::Ext(ExtType::Decimal), CedarType::Ext(ExtType::IpAddr));
    let (datetime, duration) = (CedarType::Ext(ExtType::Datetime), CedarType::Ext(ExtType::Duration));
    match function {
        F::Decimal | F::Ip | F::Datetime | F::Duration => vec![CedarType::String],
        F::LessThan | F::LessThanOrEqual | F::GreaterThan | F::GreaterThanOrEqual => vec![decimal.clone(), decimal],
        F::IsIpv4 | F::IsIpv6 | F::IsLoopback | F::IsMulticast => vec![ip],
        F::IsInRange => vec![ip.clone(), ip],
        F::Offset => vec![datetime, duration],
        F::DurationSince => vec![datetime.clone(), datetime],
        F::ToDate | F::ToTime => vec![datetime],
        F::ToMilliseconds | F::ToSeconds | F::ToMinutes | F::ToHours | F::ToDays => vec![duration],
    }
}

/// The type of an extension function's result.
pub(crate) fn result_type(function: ExtFun) -> CedarType {
    use ExtFun as F;
    match function {
        F::Decimal => CedarType::Ext(ExtType::Decimal),
        F::Ip => CedarType::Ext(ExtType::IpAddr),
        F::Datetime | F::Offset | F::ToDate => CedarType::Ext(ExtType::Datetime),
        F::Duration | F::DurationSince | F::ToTime => CedarType::Ext(ExtType::Duration),
        F::LessThan | F::LessThanOrEqual | F::GreaterThan | F::GreaterThanOrEqual => CedarType::Bool(BoolType::Any),
        F::IsIpv4 | F::IsIpv6 | F::IsLoopback | F::IsMulticast | F::IsInRange => CedarType::Bool(BoolType::Any),
        F::ToMilliseconds | F::ToSeconds | F::ToMinutes | F::ToHours | F::ToDays => CedarType::Long,
    }
}

#[cfg(test)]
mod tests;
