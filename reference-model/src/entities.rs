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
pub(crate) fn ancestors<'a>(
    uid: &EntityUid,
    parents: &BTreeMap<&'a EntityUid, &'a [EntityUid]>,
) -> BTreeSet<&'a EntityUid> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::ExtFun;
    use crate::name::Name;

    fn uid(eid: &str) -> EntityUid {
        EntityUid::new(Name::unqualified("T"), eid)
    }

    fn entity(eid: &str, parents: &[&str]) -> Entity {
        let parents = parents.iter().map(|parent| uid(parent)).collect();
        Entity { uid: uid(eid), attrs: BTreeMap::new(), tags: BTreeMap::new(), parents }
    }

    /// A list of entities and their parents: `a>b,c d>a` has a in b and c, and d in a.
    fn store(hierarchy: &str) -> Result<Entities, EntitiesError> {
        let entity = |item: &str| {
            let (eid, parents) = item.split_once('>').unwrap_or((item, ""));
            entity(eid, &parents.split(',').filter(|parent| !parent.is_empty()).collect::<Vec<_>>())
        };
        Entities::from_listed(&hierarchy.split_whitespace().map(entity).collect::<Vec<_>>())
    }

    #[test]
    fn ancestors_are_closed() {
        let check = |hierarchy: &str, eid: &str, expected: &[&str]| {
            let found = &store(hierarchy).unwrap().0[&uid(eid)].ancestors;
            assert_eq!(*found, expected.iter().map(|eid| uid(eid)).collect(), "{eid} in {hierarchy}");
        };
        check("a", "a", &[]);
        check("a>b", "a", &["b"]);
        check("a>b b>c c>d d", "a", &["b", "c", "d"]);
        check("d c>d b>c a>b", "a", &["b", "c", "d"]);
        check("a>b,c b>d c>d d", "a", &["b", "c", "d"]);
        check("a>b,x b>c", "a", &["b", "x", "c"]);
        check("a>x,b b>c", "a", &["b", "x", "c"]);
        check("a>b,b,b b", "a", &["b"]);
        check("a>b b", "b", &[]);
    }

    #[test]
    fn cycles_and_duplicates_are_errors() {
        let cycle = |eid| Err(EntitiesError::Cycle(uid(eid)));
        assert_eq!(store("a>a"), cycle("a"));
        assert_eq!(store("a>b b>a"), cycle("a"));
        assert_eq!(store("x>a a>b b>c c>a"), cycle("a"));
        assert_eq!(store("a a>b"), Err(EntitiesError::Duplicate(uid("a"))));
        assert_eq!(store("a b a"), Err(EntitiesError::Duplicate(uid("a"))));
    }

    #[test]
    fn attributes_and_tags_are_evaluated() {
        let call = |function, text: &str| Expr::Call(function, vec![Expr::string(text)]);
        let mut listed = entity("a", &[]);
        listed.attrs.insert("n".into(), Expr::Set(vec![Expr::long(2), Expr::long(1), Expr::long(2)]));
        listed.tags.insert("n".into(), Expr::Record(vec![("d".into(), call(ExtFun::Duration, "1s"))]));
        let data = Entities::from_listed(std::slice::from_ref(&listed)).unwrap().0.remove(&uid("a")).unwrap();
        assert_eq!(data.attrs["n"], restricted::value(&Expr::Set(vec![Expr::long(1), Expr::long(2)])).unwrap());
        assert_eq!(data.tags["n"].kind(), crate::value::Kind::Record);

        let message = |listed: Entity| Entities::from_listed(&[listed]).unwrap_err().to_string();
        let mut malformed = listed.clone();
        malformed.tags.insert("i".into(), call(ExtFun::Ip, "x"));
        assert_eq!(
            message(malformed),
            r#"the tags of the entity T::"a" have no value: its evaluation ends in an error of kind `extension`"#
        );
        listed.attrs.insert("v".into(), Expr::long(1).negated());
        let expected = "neither a literal nor a set, a record or a call of an extension function on such";
        assert!(message(listed).contains(expected));
    }
}
