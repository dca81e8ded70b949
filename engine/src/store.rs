//! The entity store as the evaluator sees it: entities by number, with sorted ancestors.
//!
//! In comes [`Entities`], whose ancestors are closed already; out comes an immutable store over a heap. An entity has
//! the same number in both. An id that no document lists has no data: it has no attributes, tags or ancestors.

use crate::datum::{EntityId, Heap, RecordId};
use crate::entities::Entities;

/// What is known of an entity.
#[derive(Clone, Copy, Debug)]
struct Data {
    attributes: RecordId,
    tags: RecordId,
    /// Where its ancestors end in `Store::ancestors`; they start where those of the entity before it end.
    ancestors_end: u32,
}

/// The entities, by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    data: Vec<Data>,
    ancestors: Vec<EntityId>,
}

impl Store {
    /// The store of these entities. The heap must still be empty, so that the numbers agree.
    pub(crate) fn new(entities: &Entities, heap: &mut Heap<'_>) -> Self {
        for uid in entities.uids() {
            heap.intern_entity(uid);
        }
        let mut store = Self { data: Vec::with_capacity(entities.len()), ancestors: Vec::new() };
        for entity in entities.iter() {
            store.ancestors.extend(entity.ancestor_indices().iter().map(|index| EntityId(*index)));
            store.data.push(Data {
                attributes: heap.intern_attributes(entity.attributes()),
                tags: heap.intern_attributes(entity.tags()),
                ancestors_end: store.ancestors.len() as u32,
            });
        }
        store
    }

    /// The attributes of an entity, if it exists.
    pub(crate) fn attributes(&self, entity: EntityId) -> Option<RecordId> {
        self.data.get(entity.0 as usize).map(|data| data.attributes)
    }

    /// The tags of an entity, if it exists.
    pub(crate) fn tags(&self, entity: EntityId) -> Option<RecordId> {
        self.data.get(entity.0 as usize).map(|data| data.tags)
    }

    /// The entities that this one is in, itself left out, sorted.
    pub(crate) fn ancestors(&self, entity: EntityId) -> &[EntityId] {
        let number = entity.0 as usize;
        let Some(data) = self.data.get(number) else { return &[] };
        let start = number.checked_sub(1).map_or(0, |before| self.data[before].ancestors_end as usize);
        &self.ancestors[start..data.ancestors_end as usize]
    }

    /// Whether one entity is in another; each is in itself, whether it exists or not.
    pub(crate) fn is_in(&self, entity: EntityId, group: EntityId) -> bool {
        entity == group || self.ancestors(entity).binary_search(&group).is_ok()
    }
}
