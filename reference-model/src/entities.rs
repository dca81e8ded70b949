//! Entities: as a document lists them ([`Entity`]), and as the evaluator sees them ([`Entities`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::Expr;
use crate::name::EntityUid;
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
