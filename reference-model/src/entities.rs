//! Entities: as a document lists them ([`Entity`]), and as the evaluator sees them ([`Entities`]).
//!
//! The ancestors of an entity are its parents, their parents, and so on. Parents need not be in the store; one that is
//! not has no parents itself and does not end the walk over the others. No entity may be its own ancestor, and no id
//! may be listed twice.
//!
//! Source: language guide, entities syntax; formal model, `Entities`. That a cycle is an error is the public crate's
//! rule: the formal model starts from the ancestors.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::expr::Expr;
use crate::name::EntityUid;
use crate::restricted::{self, RestrictedError};
use crate::value::Record;

/// An entity as listed in a document: its attributes and tags are still restricted expressions (see [`Expr`]), its
/// parents are the direct ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub uid: EntityUid,
    /// Attributes by name.
    pub attrs: BTreeMap<String, Expr>,
    /// Tags by key.
    pub tags: BTreeMap<String, Expr>,
    /// Direct parents, in document order; they need not be in the store.
    pub parents: Vec<EntityUid>,
}

/// What the store knows of one entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityData {
    /// Attributes by name.
    pub attrs: Record,
    /// Tags by key.
    pub tags: Record,
    /// Every entity that can be reached over parents, itself excluded.
    pub ancestors: BTreeSet<EntityUid>,
}

/// The store: entities by id, with their ancestors closed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entities(pub BTreeMap<EntityUid, EntityData>);

/// Why listed entities do not make a store.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntitiesError {
    /// An id is listed twice.
    #[error("the entity {0} is listed twice")]
    Duplicate(EntityUid),
    /// An entity is its own ancestor.
    #[error("the entity {0} is its own ancestor")]
    Cycle(EntityUid),
    /// The attributes or the tags of an entity have no value.
    #[error("the {part} of the entity {uid} have no value: {error}")]
    NoValue {
        /// The entity.
        uid: EntityUid,
        /// `attributes` or `tags`.
        part: &'static str,
        /// Why not.
        error: RestrictedError,
    },
}

impl Entities {
    /// The store that a list of entities describes: attributes and tags evaluated, ancestors closed.
    pub fn from_listed(listed: &[Entity]) -> Result<Self, EntitiesError> {
        let mut parents = BTreeMap::new();
        for entity in listed {
            if parents.insert(&entity.uid, entity.parents.as_slice()).is_some() {
                return Err(EntitiesError::Duplicate(entity.uid.clone()));
            }
        }
        let data = |entity: &Entity| Ok((entity.uid.clone(), data(entity, &parents)?));
        listed.iter().map(data).collect::<Result<_, _>>().map(Self)
    }
}

/// What the store will know of one of the entities whose parents are given.
fn data(entity: &Entity, parents: &BTreeMap<&EntityUid, &[EntityUid]>) -> Result<EntityData, EntitiesError> {
    let evaluated = |part: &'static str, fields: &BTreeMap<String, Expr>| {
        let no_value = |error| EntitiesError::NoValue { uid: entity.uid.clone(), part, error };
        restricted::record(fields.iter()).map_err(no_value)
    };
    let ancestors = ancestors(&entity.uid, parents);
    if ancestors.contains(&entity.uid) {
        return Err(EntitiesError::Cycle(entity.uid.clone()));
    }
    Ok(EntityData {
        attrs: evaluated("attributes", &entity.attrs)?,
        tags: evaluated("tags", &entity.tags)?,
        ancestors: ancestors.into_iter().cloned().collect(),
    })
}

/// The smallest set that holds the parents of an entity and the parents of each of its own elements.
fn ancestors<'a>(uid: &EntityUid, parents: &BTreeMap<&'a EntityUid, &'a [EntityUid]>) -> BTreeSet<&'a EntityUid> {
    let parents_of = |uid: &EntityUid| parents.get(uid).copied().unwrap_or_default();
    let mut closed = BTreeSet::new();
    let mut open: Vec<&EntityUid> = parents_of(uid).iter().collect();
    while let Some(ancestor) = open.pop() {
        if closed.insert(ancestor) {
            open.extend(parents_of(ancestor));
        }
    }
    closed
}
