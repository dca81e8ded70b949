//! Names of types and ids of entities: the nouns that every other file speaks of.
//!
//! A [`Name`] is what the grammar calls `Path`; an [`EntityUid`] is a path and a string, written `Path::"eid"`.
//! Whether a string may stand as an identifier is decided by the parser, not here.

use std::fmt;

/// A path of identifiers, `A::B::c`: the name of an entity type, a common type or a namespace.
///
/// Source: language guide, grammar, `Path`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The identifiers before the last one, outermost first; empty for a name outside any namespace.
    pub namespace: Vec<String>,
    /// The last identifier.
    pub basename: String,
}

/// The type of an entity.
pub type EntityType = Name;

impl Name {
    /// A name outside any namespace.
    pub fn unqualified(basename: impl Into<String>) -> Self {
        Self { namespace: Vec::new(), basename: basename.into() }
    }

    /// The name whose identifiers are `parts`, outermost first; `None` if there are none.
    pub fn from_parts(mut parts: Vec<String>) -> Option<Self> {
        let basename = parts.pop()?;
        Some(Self { namespace: parts, basename })
    }

    /// Whether `__cedar`, in which only the language itself may declare names, is a part of it.
    pub fn is_reserved(&self) -> bool {
        self.namespace.iter().chain([&self.basename]).any(|part| part == "__cedar")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.namespace {
            write!(f, "{part}::")?;
        }
        f.write_str(&self.basename)
    }
}

/// The unique id of an entity: its type and a string, which may be any string at all.
///
/// Source: language guide, grammar, `Entity`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityUid {
    /// The entity's type.
    pub ty: EntityType,
    /// The id within that type.
    pub eid: String,
}

impl EntityUid {
    /// The entity `ty::"eid"`.
    pub fn new(ty: EntityType, eid: impl Into<String>) -> Self {
        Self { ty, eid: eid.into() }
    }
}

impl fmt::Display for EntityUid {
    /// For people: the id is shown with Rust's escapes, which are close to Cedar's but not the printer's choice.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{:?}", self.ty, self.eid)
    }
}
