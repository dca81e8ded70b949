//! What a schema demands of entities and requests.
//!
//! In: a schema and ids, values, entities or requests as they are. Out: nothing, or a [`Problem`] with its kind, the way
//! to it and words; callers say what it is part of. The JSON readers ask here about ids, parents, required attributes
//! and actions, and check the types of values themselves while they read, since how a value is read depends on its type.
//! (Formal model, `instanceOfSchema` and `instanceOfRequestType`; what parents are not listed is not known there either.)

use std::sync::Arc;

use crate::entities::{Entities, EntityRef};
use crate::entity_uid::{EntityType, EntityUid};
use crate::ext::ExtensionType;
use crate::request::Request;
use crate::schema::{ActionEntry, Attribute, EntityTypeEntry, RecordType, Schema, Type, TypeId};
use crate::value::{Record, Value};
use crate::violation::{EntityViolation, PathStep, Problem, RequestPlace, RequestViolation, ViolationKind};

/// Nothing, or what is wrong.
type Verdict = Result<(), Box<Problem>>;

/// An id must be among the ids of its type if that is enumerated; an action must be declared.
pub(crate) fn uid(schema: &Schema, uid: &EntityUid) -> Verdict {
    if uid.is_action() {
        return declared_action(schema, uid).map(|_| ());
    }
    let enumerated = schema.entity_type(uid.ty().as_str()).and_then(EntityTypeEntry::enumerated);
    match enumerated {
        Some(ids) if ids.binary_search_by(|id| (**id).cmp(uid.id())).is_err() => {
            let found = format!("`{uid}` is not among the entities that its enumerated type has");
            Err(Problem::new(ViolationKind::UnlistedId, found, &one_of(ids)))
        }
        _ => Ok(()),
    }
}

/// An action must be declared. What is declared of it.
pub(crate) fn declared_action<'s>(schema: &'s Schema, action: &EntityUid) -> Result<&'s ActionEntry, Box<Problem>> {
    schema.action(action).ok_or_else(|| {
        let found = format!("the schema declares no action `{action}`");
        Problem::new(ViolationKind::UndeclaredAction, found, "a declared action")
    })
}

/// The ids of an enumerated type, or the first of many.
fn one_of(ids: &[Arc<str>]) -> String {
    let shown: Vec<String> = ids.iter().take(5).map(|id| format!("\"{}\"", id.escape_debug())).collect();
    let rest = if ids.len() > shown.len() { ", …" } else { "" };
    format!("one of the ids {}{rest}", shown.join(", "))
}

/// The type of an entity must be declared, and its id be as that demands. What is declared of the type.
pub(crate) fn declared<'s>(schema: &'s Schema, entity: &EntityUid) -> Result<&'s EntityTypeEntry, Box<Problem>> {
    let Some(entry) = schema.entity_type(entity.ty().as_str()) else {
        let found = format!("the schema declares no entity type `{}`", entity.ty());
        return Err(Problem::new(ViolationKind::UndeclaredType, found, "a declared entity type"));
    };
    uid(schema, entity).map(|()| entry)
}

/// A parent must be of a type that is declared as an ancestor of the entity's type, and its id must exist.
pub(crate) fn parent(schema: &Schema, entry: &EntityTypeEntry, child: &EntityUid, parent: &EntityUid) -> Verdict {
    uid(schema, parent)?;
    if entry.ancestors().binary_search(parent.ty()).is_ok() {
        return Ok(());
    }
    let found = format!("entities of type `{}` cannot be in entities of type `{}`", child.ty(), parent.ty());
    let allowed: Vec<String> = entry.ancestors().iter().take(5).map(|ty| format!("`{ty}`")).collect();
    let expected = match allowed.len() {
        0 => "no parents".to_owned(),
        _ => format!("a parent of type {}", allowed.join(" or ")),
    };
    Err(Problem::new(ViolationKind::ParentType, found, &expected))
}

/// Every required attribute must be present.
pub(crate) fn required(attributes: &[Attribute], read: &Record) -> Verdict {
    match attributes.iter().find(|attribute| attribute.required && read.get(&attribute.name).is_none()) {
        None => Ok(()),
        Some(attribute) => {
            let found = format!("the required attribute `{}` is missing", attribute.name);
            let problem =
                Problem::new(ViolationKind::MissingAttribute, found, "every attribute that the schema requires");
            Err(problem.below(PathStep::Attribute(attribute.name.clone())))
        }
    }
}

/// A listed action must be exactly what the schema declares: without attributes and tags, and in the same groups.
pub(crate) fn action(schema: &Schema, listed: EntityRef<'_>) -> Verdict {
    let action = listed.uid();
    let declared = declared_action(schema, action)?.ancestors();
    let mismatch = |found: String, expected: &str| Err(Problem::new(ViolationKind::ActionMismatch, found, expected));
    if !listed.attributes().attributes().is_empty() || !listed.tags().attributes().is_empty() {
        let found = format!("the action `{action}` has attributes or tags, which the schema cannot declare");
        return mismatch(found, "an action without attributes and tags");
    }
    let mut ancestors: Vec<&EntityUid> = listed.ancestors().collect();
    ancestors.sort();
    if ancestors.into_iter().ne(declared) {
        let found = format!("the action `{action}` is not in the groups that the schema declares for it");
        let groups: Vec<String> = declared.iter().map(|group| format!("`{group}`")).collect();
        let expected = if groups.is_empty() { "no parents".to_owned() } else { groups.join(", ") };
        return mismatch(found, &expected);
    }
    Ok(())
}

/// A value must have the declared type.
fn value(schema: &Schema, ty: TypeId, given: &Value) -> Verdict {
    match (schema.type_of(ty), given) {
        (Type::Bool, Value::Bool(_)) | (Type::Long, Value::Long(_)) | (Type::String, Value::String(_)) => Ok(()),
        (Type::Extension(ExtensionType::Decimal), Value::Decimal(_))
        | (Type::Extension(ExtensionType::IpAddr), Value::Ip(_))
        | (Type::Extension(ExtensionType::Datetime), Value::Datetime(_))
        | (Type::Extension(ExtensionType::Duration), Value::Duration(_)) => Ok(()),
        (Type::Entity(declared), Value::Entity(entity)) if entity.ty() == declared => uid(schema, entity),
        (Type::Set(element), Value::Set(set)) => {
            let check = |(at, given)| value(schema, *element, given).map_err(|p| p.below(PathStep::Element(at)));
            set.elements().iter().enumerate().try_for_each(check)
        }
        (Type::Record(declared), Value::Record(given)) => record(schema, declared, given),
        (Type::Entity(declared), Value::Entity(entity)) => {
            let expected = format!("an entity of type `{declared}`");
            Err(Problem::new(ViolationKind::TypeMismatch, format!("found `{entity}`"), &expected))
        }
        (declared, given) => {
            let found = format!("found a value of type {}", given.kind());
            Err(Problem::new(ViolationKind::TypeMismatch, found, &expectation(declared)))
        }
    }
}

/// A value of a type, as a phrase.
pub(crate) fn expectation(ty: &Type) -> String {
    match ty {
        Type::Bool => "a boolean".to_owned(),
        Type::Long => "a 64-bit integer".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Set(_) => "a set".to_owned(),
        Type::Record(_) => "a record".to_owned(),
        Type::Entity(entity) => format!("an entity of type `{entity}`"),
        Type::Extension(extension) => format!("a value of type `{}`", extension.name()),
    }
}

/// The attributes of a record must be declared and of their types, and none required missing.
fn record(schema: &Schema, declared: &RecordType, given: &Record) -> Verdict {
    attributes(schema, given, |name| declared.get(name))?;
    required(declared.attributes(), given)
}

fn attributes<'s>(schema: &'s Schema, given: &Record, declared: impl Fn(&str) -> Option<&'s Attribute>) -> Verdict {
    for (name, given) in given.attributes() {
        let checked = match declared(name) {
            Some(attribute) => value(schema, attribute.ty, given),
            None => Err(unexpected_attribute()),
        };
        checked.map_err(|problem| problem.below(PathStep::Attribute(name.clone())))?;
    }
    Ok(())
}

/// An attribute that is not declared.
pub(crate) fn unexpected_attribute() -> Box<Problem> {
    let found = "the schema declares no such attribute";
    Problem::new(ViolationKind::UnexpectedAttribute, found, "a declared attribute")
}

/// A tag where none may be.
pub(crate) fn unexpected_tags() -> Box<Problem> {
    Problem::new(ViolationKind::UnexpectedTags, "the schema declares no tags for this entity type", "no tags")
}

fn tags(schema: &Schema, entry: &EntityTypeEntry, given: &Record) -> Verdict {
    for (key, given) in given.attributes() {
        let checked = match entry.tags() {
            Some(ty) => value(schema, ty, given),
            None => Err(unexpected_tags()),
        };
        checked.map_err(|problem| problem.below(PathStep::Tag(key.clone())))?;
    }
    Ok(())
}

/// An entity must be as declared.
fn entity(schema: &Schema, entities: &Entities, listed: EntityRef<'_>) -> Result<(), Box<EntityViolation>> {
    let in_entity = |problem: Box<Problem>| Box::new(problem.in_entity(listed.uid().clone()));
    if listed.uid().is_action() {
        return action(schema, listed).map_err(in_entity);
    }
    let entry = declared(schema, listed.uid()).map_err(in_entity)?;
    attributes(schema, listed.attributes(), |name| entry.attribute(name)).map_err(in_entity)?;
    required(entry.attributes(), listed.attributes()).map_err(in_entity)?;
    tags(schema, entry, listed.tags()).map_err(in_entity)?;
    for index in listed.parent_indices() {
        let above = &entities.uids()[*index as usize];
        parent(schema, entry, listed.uid(), above)
            .map_err(|problem| Box::new(problem.in_parent(listed.uid().clone(), above.clone())))?;
    }
    Ok(())
}

impl Entities {
    /// Which of the listed entities are not as a schema declares them, in order: the first thing wrong with each.
    ///
    /// Its type, or the action, must be declared; its id listed if the type is enumerated; its attributes and tags
    /// have their declared types and none required be missing; the types of its parents be declared as ancestors of
    /// its type; and each entity referred to, of an enumerated type or an action, be declared. An action must be in
    /// exactly the declared groups, directly or not. What is not listed is not asked for.
    #[must_use]
    pub fn validate(&self, schema: &Schema) -> Vec<EntityViolation> {
        self.iter().filter_map(|listed| entity(schema, self, listed).err()).map(|violation| *violation).collect()
    }
}

impl Request {
    /// Whether the request is as a schema declares requests for its action: the action declared, principal and
    /// resource of types it applies to and listed if these are enumerated, and the context of its declared type, as
    /// are the entities that it refers to.
    ///
    /// # Errors
    /// The first thing that is not as declared.
    pub fn validate(&self, schema: &Schema) -> Result<(), RequestViolation> {
        let at = |place: RequestPlace| |problem: Box<Problem>| problem.in_request(place);
        declared(schema, self.principal()).map_err(at(RequestPlace::Principal))?;
        declared(schema, self.resource()).map_err(at(RequestPlace::Resource))?;
        let entry = declared_action(schema, self.action()).map_err(at(RequestPlace::Action))?;
        let applies = |types: &[EntityType], given: &EntityUid, kind, what| {
            if types.binary_search(given.ty()).is_ok() {
                return Ok(());
            }
            let found = format!("`{}` does not apply to a {what} of type `{}`", self.action(), given.ty());
            Err(Problem::new(kind, found, &one_of_types(types, what)))
        };
        applies(entry.principals(), self.principal(), ViolationKind::PrincipalType, "principal")
            .map_err(at(RequestPlace::Principal))?;
        applies(entry.resources(), self.resource(), ViolationKind::ResourceType, "resource")
            .map_err(at(RequestPlace::Resource))?;
        record(schema, entry.context(), self.context().record()).map_err(|problem| Problem::in_context(*problem))
    }
}

/// The types that an action applies to, as a phrase.
fn one_of_types(types: &[EntityType], what: &str) -> String {
    let shown: Vec<String> = types.iter().take(5).map(|ty| format!("`{ty}`")).collect();
    match shown.len() {
        0 => "another action: this one applies to nothing".to_owned(),
        _ => format!("a {what} of type {}{}", shown.join(" or "), if types.len() > 5 { " or …" } else { "" }),
    }
}
