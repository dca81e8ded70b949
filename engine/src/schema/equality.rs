//! When two schemas mean the same.
//!
//! In: two schemas, whose lists of types may have different orders and may share what the other writes out twice. Out:
//! whether they declare the same. The types of both are numbered together, parts before wholes, so that equal types get
//! equal numbers; then everything else is compared with those numbers for types. Nothing recurses, and the time is
//! linear in the lists of types even where types would be huge if they were written out.

use rustc_hash::FxHashMap;

use super::{ActionEntry, Attribute, EntityTypeEntry, RecordType, Schema, Shape, Type, TypeId};

impl PartialEq for Schema {
    /// Whether both declare the same entity types and actions, whatever names their common types have.
    fn eq(&self, other: &Schema) -> bool {
        let mut numbers = Numbers::default();
        let (ours, theirs) = (numbers.number(self), numbers.number(other));
        let entity_types = |schema: &Schema, numbers: &[TypeId]| -> Vec<_> {
            schema.entity_types.iter().map(|(ty, entry)| (ty.clone(), entity_type(entry, numbers))).collect()
        };
        let actions = |schema: &Schema, numbers: &[TypeId]| -> Vec<_> {
            schema.actions.iter().map(|(uid, entry)| (uid.clone(), action(entry, numbers))).collect()
        };
        entity_types(self, &ours) == entity_types(other, &theirs) && actions(self, &ours) == actions(other, &theirs)
    }
}

impl Eq for Schema {}

/// The numbers of the types met so far.
#[derive(Default)]
struct Numbers(FxHashMap<Type, TypeId>);

impl Numbers {
    /// The number of each type of a schema.
    fn number(&mut self, schema: &Schema) -> Vec<TypeId> {
        let mut numbers: Vec<TypeId> = Vec::with_capacity(schema.types.len());
        for ty in &schema.types {
            let numbered = match ty {
                Type::Set(element) => Type::Set(numbers[element.place()]),
                Type::Record(record) => Type::Record(renumbered(record, &numbers)),
                other => other.clone(),
            };
            let next = TypeId(self.0.len() as u32);
            numbers.push(*self.0.entry(numbered).or_insert(next));
        }
        numbers
    }
}

/// A record type with numbers for the types of its attributes.
fn renumbered(record: &RecordType, numbers: &[TypeId]) -> RecordType {
    let attribute = |it: &Attribute| Attribute { ty: numbers[it.ty.place()], ..it.clone() };
    RecordType(record.attributes().iter().map(attribute).collect())
}

fn entity_type(entry: &EntityTypeEntry, numbers: &[TypeId]) -> EntityTypeEntry {
    let shape = match &entry.shape {
        Shape::Standard { attributes, tags } => {
            Shape::Standard { attributes: renumbered(attributes, numbers), tags: tags.map(|ty| numbers[ty.place()]) }
        }
        Shape::Enum(ids) => Shape::Enum(ids.clone()),
    };
    EntityTypeEntry { shape, ..entry.clone() }
}

fn action(entry: &ActionEntry, numbers: &[TypeId]) -> ActionEntry {
    ActionEntry { context: renumbered(&entry.context, numbers), ..entry.clone() }
}
