//! The entity store: entities by id, with their attributes, tags, parents and closed ancestors.
//!
//! In: a JSON document, read by `entities_json`, or entities one by one. Out: [`Entities`]. Every id that is listed or
//! named as a parent has an index, listed entities first, and ancestors are sorted lists of indices; a parent that is
//! not listed stays an ancestor, but nothing is known above it. How values are compared or evaluated is not here.

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::entity_uid::EntityUid;
use crate::error::SourceError;
use crate::schema::Schema;
use crate::value::Record;
use crate::violation::EntityViolation;

/// An entity on its way into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub uid: EntityUid,
    /// Its attributes.
    pub attributes: Record,
    /// Its tags.
    pub tags: Record,
    /// The entities it is directly in; they need not exist.
    pub parents: Vec<EntityUid>,
}

/// The entity store.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    uids: Vec<EntityUid>,
    index: FxHashMap<EntityUid, u32>,
    data: Vec<Data>,
    parents: Links,
    ancestors: Links,
}

/// What is known of a listed entity beside its place in the hierarchy.
#[derive(Debug, Clone)]
struct Data {
    attributes: Record,
    tags: Record,
}

/// A list of indices for each listed entity, all in one vector.
#[derive(Debug, Clone, Default)]
struct Links {
    ranges: Vec<(usize, usize)>,
    targets: Vec<u32>,
}

impl Links {
    fn of(&self, index: u32) -> &[u32] {
        match self.ranges.get(index as usize) {
            Some((start, end)) => &self.targets[*start..*end],
            None => &[],
        }
    }
}

/// Why a document of entities was refused; each with the place in the document, and what does not conform with its
/// entity and kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntitiesError {
    /// It cannot be read as entities, whatever the schema says.
    #[error("{0}")]
    Malformed(SourceError),
    /// An id is listed twice.
    #[error("{0}")]
    Duplicate(SourceError),
    /// An entity is an ancestor of itself.
    #[error("{0}")]
    Cycle(SourceError),
    /// It is not what the schema declares.
    #[error("the entities do not conform to the schema: {0}")]
    NotConforming(Box<EntityViolation>),
}

/// Why entities make no store: the position in the list of the entity at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HierarchyError {
    /// Its id was listed before.
    #[error("entity {0} is listed twice")]
    Duplicate(usize),
    /// It is its own ancestor.
    #[error("entity {0} is an ancestor of itself")]
    Cycle(usize),
}

/// A listed entity.
#[derive(Debug, Clone, Copy)]
pub struct EntityRef<'e> {
    entities: &'e Entities,
    index: u32,
}

impl Entities {
    /// The empty store.
    pub fn empty() -> Entities {
        Entities::default()
    }

    /// The store of these entities.
    ///
    /// # Errors
    /// [`HierarchyError`] if an id is listed twice or an entity would be its own ancestor.
    pub fn from_entities(listed: Vec<Entity>) -> Result<Entities, HierarchyError> {
        let mut store = Entities::default();
        for (at, entity) in listed.iter().enumerate() {
            if store.index.insert(entity.uid.clone(), at as u32).is_some() {
                return Err(HierarchyError::Duplicate(at));
            }
            store.uids.push(entity.uid.clone());
        }
        for entity in listed {
            let start = store.parents.targets.len();
            for parent in entity.parents {
                let next = store.uids.len() as u32;
                let index = *store.index.entry(parent).or_insert_with_key(|parent| {
                    store.uids.push(parent.clone());
                    next
                });
                store.parents.targets.push(index);
            }
            store.parents.ranges.push((start, store.parents.targets.len()));
            store.data.push(Data { attributes: entity.attributes, tags: entity.tags });
        }
        store.ancestors = close(&store.parents, store.uids.len()).map_err(HierarchyError::Cycle)?;
        Ok(store)
    }

    /// The same store with the actions of a schema in it, and the groups they are in. An action that is listed too
    /// is replaced by what the schema says of it. The schema's actions are in no other entities than its own actions,
    /// so no cycle can arise.
    #[must_use]
    pub fn with_schema_actions(self, schema: &Schema) -> Entities {
        if schema.actions().len() == 0 {
            return self;
        }
        let kept = self.iter().filter(|entity| schema.action(entity.uid()).is_none()).map(EntityRef::to_entity);
        let all: Vec<Entity> = kept.chain(schema.action_entities()).collect();
        Entities::from_entities(all).unwrap_or(self)
    }

    /// How many entities are listed.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether none is listed.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Every id that is listed or named as a parent, by index; the first [`Entities::len`] are the listed ones.
    pub fn uids(&self) -> &[EntityUid] {
        &self.uids
    }

    /// The listed entities, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = EntityRef<'_>> {
        (0..self.data.len()).map(|index| EntityRef { entities: self, index: index as u32 })
    }

    /// The listed entity of an id.
    pub fn get(&self, uid: &EntityUid) -> Option<EntityRef<'_>> {
        let index = *self.index.get(uid)?;
        if (index as usize) < self.data.len() { Some(EntityRef { entities: self, index }) } else { None }
    }
}

impl<'e> EntityRef<'e> {
    /// Its id.
    pub fn uid(self) -> &'e EntityUid {
        &self.entities.uids[self.index as usize]
    }

    /// Its attributes.
    pub fn attributes(self) -> &'e Record {
        &self.entities.data[self.index as usize].attributes
    }

    /// Its tags.
    pub fn tags(self) -> &'e Record {
        &self.entities.data[self.index as usize].tags
    }

    /// Indices in [`Entities::uids`] of the entities it is directly in, as listed.
    pub fn parent_indices(self) -> &'e [u32] {
        self.entities.parents.of(self.index)
    }

    /// Indices in [`Entities::uids`] of every entity it is in, directly or not, sorted; itself is not among them.
    pub fn ancestor_indices(self) -> &'e [u32] {
        self.entities.ancestors.of(self.index)
    }

    /// Every entity it is in, directly or not; itself is not among them.
    pub fn ancestors(self) -> impl Iterator<Item = &'e EntityUid> {
        self.ancestor_indices().iter().map(move |index| &self.entities.uids[*index as usize])
    }

    fn to_entity(self) -> Entity {
        let parents = self.parent_indices().iter().map(|index| self.entities.uids[*index as usize].clone());
        Entity {
            uid: self.uid().clone(),
            attributes: self.attributes().clone(),
            tags: self.tags().clone(),
            parents: parents.collect(),
        }
    }
}

/// How far the walk has come with an entity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Not,
    Under,
    Done,
}

/// Closes the parent relation: the ancestors of each listed entity, or the position of one that would be its own.
///
/// A depth-first walk finishes each entity after its parents; its ancestors are then its parents and theirs. Each
/// list is merged by marking what is in it with the number of the entity that it is for.
fn close(parents: &Links, known: usize) -> Result<Links, usize> {
    let listed = parents.ranges.len();
    let mut ancestors = Links { ranges: vec![(0, 0); listed], targets: Vec::new() };
    let (mut state, mut marked_for) = (vec![Visit::Not; listed], vec![u32::MAX; known]);
    let mut path: Vec<(u32, usize)> = Vec::new();
    for start in 0..listed as u32 {
        if state[start as usize] == Visit::Not {
            state[start as usize] = Visit::Under;
            path.push((start, 0));
        }
        while let Some((index, next)) = path.last_mut() {
            let (index, own_parents) = (*index, parents.of(*index));
            let Some(parent) = own_parents.get(*next) else {
                gather(index, own_parents, &mut ancestors, &mut marked_for);
                state[index as usize] = Visit::Done;
                path.pop();
                continue;
            };
            *next += 1;
            // A parent that is not listed has no parents that anyone knows of.
            match state.get_mut(*parent as usize) {
                Some(Visit::Under) => return Err(*parent as usize),
                Some(visit @ Visit::Not) => {
                    *visit = Visit::Under;
                    path.push((*parent, 0));
                }
                Some(Visit::Done) | None => {}
            }
        }
    }
    Ok(ancestors)
}

/// Lists the ancestors of an entity whose parents have theirs.
fn gather(index: u32, parents: &[u32], ancestors: &mut Links, marked_for: &mut [u32]) {
    let start = ancestors.targets.len();
    for parent in parents {
        let (from, to) = ancestors.ranges.get(*parent as usize).copied().unwrap_or_default();
        for at in (from..to).map(Some).chain([None]) {
            let ancestor = at.map_or(*parent, |at| ancestors.targets[at]);
            if marked_for[ancestor as usize] != index {
                marked_for[ancestor as usize] = index;
                ancestors.targets.push(ancestor);
            }
        }
    }
    ancestors.targets[start..].sort_unstable();
    ancestors.ranges[index as usize] = (start, ancestors.targets.len());
}
