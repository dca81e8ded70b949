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
//! All this looks at restricted expressions, before they are evaluated; a call is of its function's result type.
//!
//! Source: language guide, "Entities" and "Schema-based validation of requests"; formal model, `Validation.Validator`
//! and `RequestEntityValidator`; the public implementation for actions and enumerated ids.

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::Entity;
use crate::expr::{Expr, ExtFun};
use crate::name::EntityUid;
use crate::request::RequestSyntax;
use crate::schema::{EntityTypeEntry, Schema};
use crate::types::{BoolType, CedarType, ExtType, Field, RecordType};
use crate::value::Prim;

/// Why something does not conform to the schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConformanceError {
    /// The type of an entity, principal or resource is not declared.
    #[error("{0} is of a type that the schema does not declare")]
    UndeclaredType(EntityUid),
    /// The action is not declared.
    #[error("the schema does not declare the action {0}")]
    UndeclaredAction(EntityUid),
    /// The id is none of those that the enumerated type lists.
    #[error("{0} is not listed by its enumerated type")]
    UnlistedId(EntityUid),
    /// The action has attributes, tags or groups other than declared.
    #[error("the action {0} is not as the schema declares it")]
    ActionMismatch(EntityUid),
    /// A required attribute is missing; the path leads to it.
    #[error("the required attribute {0} is missing")]
    MissingAttribute(String),
    /// An attribute is not declared; the path leads to it.
    #[error("the attribute {0} is not declared")]
    UnexpectedAttribute(String),
    /// There are tags, but the type declares none.
    #[error("{0} has tags, but its type declares none")]
    UnexpectedTags(EntityUid),
    /// A value is not of its declared type; the path leads to it.
    #[error("{path} is not of its declared type {expected:?}")]
    TypeMismatch {
        /// Where the value stands.
        path: String,
        /// Its declared type.
        expected: CedarType,
    },
    /// An entity may not be in another of that type.
    #[error("{child} may not have {parent} for a parent")]
    ParentType {
        /// The entity.
        child: Box<EntityUid>,
        /// Its parent.
        parent: Box<EntityUid>,
    },
    /// The action does not apply to principals of this type.
    #[error("the action does not apply to the principal {0}")]
    PrincipalType(EntityUid),
    /// The action does not apply to resources of this type.
    #[error("the action does not apply to the resource {0}")]
    ResourceType(EntityUid),
}

/// Checks every entity of a list. Where an action's groups are listed too, their groups count as its own, so the
/// declared groups may be given in full or by the direct ones.
///
/// # Errors
/// The index of the first entity that does not conform, and why.
pub fn entities(listed: &[Entity], schema: &Schema) -> Result<(), (usize, ConformanceError)> {
    let parents: BTreeMap<&EntityUid, &[EntityUid]> = listed.iter().map(|e| (&e.uid, e.parents.as_slice())).collect();
    for (index, one) in listed.iter().enumerate() {
        let result =
            if is_action(&one.uid) { action(one, &reachable(&one.uid, &parents), schema) } else { entity(one, schema) };
        result.map_err(|error| (index, error))?;
    }
    Ok(())
}

/// Checks one entity by itself.
///
/// # Errors
/// Why it does not conform.
pub fn entity(entity: &Entity, schema: &Schema) -> Result<(), ConformanceError> {
    let uid = &entity.uid;
    if is_action(uid) {
        return action(entity, &entity.parents.iter().cloned().collect(), schema);
    }
    let entry = schema.entity_types.get(&uid.ty).ok_or_else(|| ConformanceError::UndeclaredType(uid.clone()))?;
    reference(uid, schema)?;
    let (no_attrs, no_ancestors) = (RecordType::new(), BTreeSet::new());
    let (attr_types, tag_type, ancestors) = match entry {
        EntityTypeEntry::Standard { ancestors, attrs, tags } => (attrs, tags.as_ref(), ancestors),
        EntityTypeEntry::Enum(_) => (&no_attrs, None, &no_ancestors),
    };
    fields(&entity.attrs.iter().collect(), attr_types, &uid.to_string())?;
    entity.attrs.values().try_for_each(|value| references(value, schema))?;
    for parent in &entity.parents {
        reference(parent, schema)?;
        if !ancestors.contains(&parent.ty) {
            let (child, parent) = (Box::new(uid.clone()), Box::new(parent.clone()));
            return Err(ConformanceError::ParentType { child, parent });
        }
    }
    match tag_type {
        None if entity.tags.is_empty() => Ok(()),
        None => Err(ConformanceError::UnexpectedTags(uid.clone())),
        Some(ty) => entity.tags.iter().try_for_each(|(key, value)| {
            has_type(value, ty, &format!("{uid}.getTag({key:?})"))?;
            references(value, schema)
        }),
    }
}

/// Checks an action whose groups are `ancestors`.
fn action(entity: &Entity, ancestors: &BTreeSet<EntityUid>, schema: &Schema) -> Result<(), ConformanceError> {
    let uid = &entity.uid;
    let declared = schema.actions.get(uid).ok_or_else(|| ConformanceError::UndeclaredAction(uid.clone()))?;
    let is_bare = entity.attrs.is_empty() && entity.tags.is_empty();
    let is_same = is_bare && *ancestors == declared.ancestors;
    if is_same { Ok(()) } else { Err(ConformanceError::ActionMismatch(uid.clone())) }
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
    context.values().try_for_each(|value| references(value, schema))?;
    fields(&context.iter().collect(), ty, "context")
}

/// Checks a request: its action, principal, resource and context.
///
/// # Errors
/// Why it does not conform.
pub fn request(request: &RequestSyntax, schema: &Schema) -> Result<(), ConformanceError> {
    for uid in [&request.principal, &request.resource] {
        if !schema.entity_types.contains_key(&uid.ty) {
            return Err(ConformanceError::UndeclaredType(uid.clone()));
        }
        reference(uid, schema)?;
    }
    let action = schema
        .actions
        .get(&request.action)
        .ok_or_else(|| ConformanceError::UndeclaredAction(request.action.clone()))?;
    if !action.principals.contains(&request.principal.ty) {
        return Err(ConformanceError::PrincipalType(request.principal.clone()));
    }
    if !action.resources.contains(&request.resource.ty) {
        return Err(ConformanceError::ResourceType(request.resource.clone()));
    }
    context(&request.context, &action.context, schema)
}

/// Checks the fields of an entity, a context or a record against a record type.
fn fields(values: &BTreeMap<&String, &Expr>, types: &RecordType, path: &str) -> Result<(), ConformanceError> {
    for (key, Field { required, .. }) in types {
        if *required && !values.contains_key(key) {
            return Err(ConformanceError::MissingAttribute(format!("{path}[{key:?}]")));
        }
    }
    for (key, value) in values {
        let path = format!("{path}[{key:?}]");
        match types.get(*key) {
            Some(field) => has_type(value, &field.ty, &path)?,
            None => return Err(ConformanceError::UnexpectedAttribute(path)),
        }
    }
    Ok(())
}

/// Checks a restricted expression against a type.
fn has_type(value: &Expr, ty: &CedarType, path: &str) -> Result<(), ConformanceError> {
    let is_of_type = match (value, ty) {
        (Expr::Call(function, _), _) => result_type(*function) == *ty,
        (Expr::Set(items), CedarType::Set(element)) => {
            return items.iter().try_for_each(|item| has_type(item, element, path));
        }
        (Expr::Record(pairs), CedarType::Record(types)) => {
            return fields(&pairs.iter().map(|(key, value)| (key, value)).collect(), types, path);
        }
        (Expr::Lit(Prim::Bool(_)), CedarType::Bool(_))
        | (Expr::Lit(Prim::Long(_)), CedarType::Long)
        | (Expr::Lit(Prim::String(_)), CedarType::String) => true,
        (Expr::Lit(Prim::Entity(uid)), CedarType::Entity(ty)) => uid.ty == *ty,
        _ => false,
    };
    if is_of_type {
        Ok(())
    } else {
        Err(ConformanceError::TypeMismatch { path: path.to_owned(), expected: ty.clone() })
    }
}

/// Checks the entities that a restricted expression refers to.
fn references(value: &Expr, schema: &Schema) -> Result<(), ConformanceError> {
    match value {
        Expr::Lit(Prim::Entity(uid)) => reference(uid, schema),
        Expr::Set(items) | Expr::Call(_, items) => items.iter().try_for_each(|item| references(item, schema)),
        Expr::Record(pairs) => pairs.iter().try_for_each(|(_, value)| references(value, schema)),
        _ => Ok(()),
    }
}

/// Checks that an entity of an enumerated type is listed, and that an action is declared.
fn reference(uid: &EntityUid, schema: &Schema) -> Result<(), ConformanceError> {
    match schema.entity_types.get(&uid.ty) {
        Some(EntityTypeEntry::Enum(ids)) if !ids.contains(&uid.eid) => Err(ConformanceError::UnlistedId(uid.clone())),
        _ if is_action(uid) && !schema.actions.contains_key(uid) => {
            Err(ConformanceError::UndeclaredAction(uid.clone()))
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
