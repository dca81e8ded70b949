//! What a schema demands of entities: the rules that are about ids, parents, sets of attributes, and actions.
//!
//! In: a schema and a piece of an entity that has been read. Out: nothing, or what is wrong, in words; the readers add
//! the place. That each value has its declared type is checked where values are read (`json_value`), since how a
//! value is read depends on its type.

use crate::entity_uid::EntityUid;
use crate::schema::{Attribute, EntityTypeEntry, Schema};
use crate::value::Record;

/// Nothing, or what is wrong.
type Verdict = Result<(), String>;

/// An id must be among the ids of its type if that is enumerated; an action must be declared.
pub(crate) fn uid(schema: &Schema, uid: &EntityUid) -> Verdict {
    if uid.is_action() {
        return match schema.action(uid) {
            Some(_) => Ok(()),
            None => Err(format!("the schema declares no action `{uid}`")),
        };
    }
    let enumerated = schema.entity_type(uid.ty().as_str()).and_then(EntityTypeEntry::enumerated);
    match enumerated {
        Some(ids) if ids.binary_search_by(|id| (**id).cmp(uid.id())).is_err() => {
            Err(format!("`{uid}` is not among the entities that its enumerated type has"))
        }
        _ => Ok(()),
    }
}

/// A parent must be of a type that is declared as an ancestor of the entity's type, and its id must exist.
pub(crate) fn parent(schema: &Schema, entry: &EntityTypeEntry, child: &EntityUid, parent: &EntityUid) -> Verdict {
    uid(schema, parent)?;
    match entry.ancestors().binary_search(parent.ty()) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("entities of type `{}` cannot be in entities of type `{}`", child.ty(), parent.ty())),
    }
}

/// Every required attribute must be present.
pub(crate) fn required(attributes: &[Attribute], read: &Record) -> Verdict {
    match attributes.iter().find(|attribute| attribute.required && read.get(&attribute.name).is_none()) {
        None => Ok(()),
        Some(attribute) => Err(format!("the required attribute `{}` is missing", attribute.name)),
    }
}

/// A listed action must be exactly what the schema declares: without attributes and tags, and in the same groups.
pub(crate) fn action<'a>(
    schema: &Schema,
    action: &EntityUid,
    is_bare: bool,
    ancestors: impl Iterator<Item = &'a EntityUid>,
) -> Verdict {
    let Some(entry) = schema.action(action) else {
        return Err(format!("the schema declares no action `{action}`"));
    };
    if !is_bare {
        return Err(format!("the action `{action}` has attributes or tags, which the schema cannot declare"));
    }
    let mut listed: Vec<&EntityUid> = ancestors.collect();
    listed.sort();
    if listed.into_iter().ne(entry.ancestors()) {
        return Err(format!("the action `{action}` is not in the groups that the schema declares for it"));
    }
    Ok(())
}
