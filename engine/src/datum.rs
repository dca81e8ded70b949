//! Values as the evaluator holds them: 16 bytes, `Copy`, equal exactly when their bytes are.
//!
//! Strings, entity ids, sets and records are numbers in a [`Heap`], which gives equal content one number. So equality,
//! set membership and attribute lookup compare integers, whatever the values hold, and nothing ever walks into a
//! nested value. A heap may lie over another that it extends without touching it: one for policies and entities, made
//! once, and over it one for each request. Owned values that callers see are in `value`.

use crate::entity_uid::EntityUid;
use crate::ext::{Datetime, Decimal, Duration, Ip};
use crate::symbols::{HashIndex, Symbol, Symbols, hash_of};
use crate::value::{Record, Value};
use std::hash::Hash;

/// The number of an entity id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EntityId(pub(crate) u32);

/// The number of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SetId(u32);

/// The number of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RecordId(u32);

/// The number of an IP range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct IpId(u32);

/// A value. The order is only for sorting: it is that of numbers given, not the language's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Datum {
    Bool(bool),
    Long(i64),
    Text(Symbol),
    Entity(EntityId),
    Set(SetId),
    Record(RecordId),
    Decimal(Decimal),
    Ip(IpId),
    Datetime(Datetime),
    Duration(Duration),
}

impl Datum {
    /// What kind of value it is, for messages.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Bool(_) => "a bool",
            Self::Long(_) => "a long",
            Self::Text(_) => "a string",
            Self::Entity(_) => "an entity",
            Self::Set(_) => "a set",
            Self::Record(_) => "a record",
            Self::Decimal(_) => "a decimal",
            Self::Ip(_) => "an ipaddr",
            Self::Datetime(_) => "a datetime",
            Self::Duration(_) => "a duration",
        }
    }
}

/// Distinct things of a fixed size, numbered.
#[derive(Clone, Debug)]
struct Numbered<T> {
    things: Vec<T>,
    index: HashIndex,
}

/// Distinct lists of things, numbered; all in one vector.
#[derive(Clone, Debug)]
struct Lists<T> {
    things: Vec<T>,
    ends: Vec<u32>,
    index: HashIndex,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { things: Vec::new(), index: HashIndex::default() }
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { things: Vec::new(), ends: Vec::new(), index: HashIndex::default() }
    }
}

impl<T: Copy + Eq + Hash> Numbered<T> {
    fn find(&self, hash: u64, thing: T) -> Option<u32> {
        self.index.find(hash, |number| self.things[number as usize] == thing)
    }

    fn add(&mut self, hash: u64, thing: T) -> u32 {
        let number = self.things.len() as u32;
        self.things.push(thing);
        let things = &self.things;
        self.index.insert(hash, number, |held| hash_of(&things[held as usize]));
        number
    }
}

impl<T: Copy + Eq + Hash> Lists<T> {
    fn get(&self, number: u32) -> &[T] {
        list(&self.things, &self.ends, number)
    }

    fn find(&self, hash: u64, wanted: &[T]) -> Option<u32> {
        self.index.find(hash, |number| self.get(number) == wanted)
    }

    fn add(&mut self, hash: u64, added: &[T]) -> u32 {
        let number = self.ends.len() as u32;
        self.things.extend_from_slice(added);
        self.ends.push(self.things.len() as u32);
        let (things, ends) = (&self.things, &self.ends);
        self.index.insert(hash, number, |held| hash_of(list(things, ends, held)));
        number
    }
}

fn list<'l, T>(things: &'l [T], ends: &[u32], number: u32) -> &'l [T] {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before] as usize);
    &things[start..ends[number] as usize]
}

/// How many things of each sort the heaps below have.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    symbols: u32,
    uids: u32,
    sets: u32,
    records: u32,
    ips: u32,
}

/// Where the content of values is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap<'b> {
    below: Option<&'b Heap<'b>>,
    first: Counts,
    symbols: Symbols,
    uids: Numbered<(Symbol, Symbol)>,
    sets: Lists<Datum>,
    records: Lists<(Symbol, Datum)>,
    ips: Numbered<Ip>,
}

impl<'b> Heap<'b> {
    /// An empty heap over another.
    pub(crate) fn over(below: &'b Heap<'b>) -> Self {
        let first = Counts {
            symbols: below.first.symbols + below.symbols.len() as u32,
            uids: below.uid_count() as u32,
            sets: below.first.sets + below.sets.ends.len() as u32,
            records: below.first.records + below.records.ends.len() as u32,
            ips: below.first.ips + below.ips.things.len() as u32,
        };
        Self { below: Some(below), first, ..Self::default() }
    }

    /// How many entity ids have a number.
    pub(crate) fn uid_count(&self) -> usize {
        self.first.uids as usize + self.uids.things.len()
    }

    /// The string of a symbol.
    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        match (symbol.0.checked_sub(self.first.symbols), self.below) {
            (None, Some(below)) => below.text(symbol),
            (own, _) => self.symbols.get(Symbol(own.unwrap_or_default())),
        }
    }

    /// Type and id of an entity.
    pub(crate) fn uid(&self, entity: EntityId) -> (Symbol, Symbol) {
        match (entity.0.checked_sub(self.first.uids), self.below) {
            (None, Some(below)) => below.uid(entity),
            (own, _) => self.uids.things[own.unwrap_or_default() as usize],
        }
    }

    /// The elements of a set, sorted.
    pub(crate) fn set(&self, set: SetId) -> &[Datum] {
        match (set.0.checked_sub(self.first.sets), self.below) {
            (None, Some(below)) => below.set(set),
            (own, _) => self.sets.get(own.unwrap_or_default()),
        }
    }

    /// The attributes of a record, sorted by symbol.
    pub(crate) fn record(&self, record: RecordId) -> &[(Symbol, Datum)] {
        match (record.0.checked_sub(self.first.records), self.below) {
            (None, Some(below)) => below.record(record),
            (own, _) => self.records.get(own.unwrap_or_default()),
        }
    }

    /// An attribute of a record.
    pub(crate) fn attribute(&self, record: RecordId, name: Symbol) -> Option<Datum> {
        /// Up to this length, looking at each is as fast as searching.
        const SHORT: usize = 8;
        let attributes = self.record(record);
        if attributes.len() <= SHORT {
            return attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        }
        attributes.binary_search_by_key(&name, |(key, _)| *key).ok().map(|at| attributes[at].1)
    }

    /// An IP range.
    pub(crate) fn ip(&self, ip: IpId) -> Ip {
        match (ip.0.checked_sub(self.first.ips), self.below) {
            (None, Some(below)) => below.ip(ip),
            (own, _) => self.ips.things[own.unwrap_or_default() as usize],
        }
    }

    fn find_text(&self, text: &str) -> Option<Symbol> {
        let below = self.below.and_then(|below| below.find_text(text));
        below.or_else(|| self.symbols.find(text).map(|own| Symbol(own.0 + self.first.symbols)))
    }

    /// The symbol of a string.
    pub(crate) fn intern_text(&mut self, text: &str) -> Symbol {
        if let Some(found) = self.below.and_then(|below| below.find_text(text)) {
            return found;
        }
        Symbol(self.symbols.intern(text).0 + self.first.symbols)
    }

    fn find_uid(&self, hash: u64, uid: (Symbol, Symbol)) -> Option<u32> {
        let below = self.below.and_then(|below| below.find_uid(hash, uid));
        below.or_else(|| self.uids.find(hash, uid).map(|own| own + self.first.uids))
    }

    /// The number of the entity of this type and id.
    pub(crate) fn intern_uid(&mut self, ty: Symbol, id: Symbol) -> EntityId {
        let uid = (ty, id);
        let hash = hash_of(&uid);
        EntityId(self.find_uid(hash, uid).unwrap_or_else(|| self.uids.add(hash, uid) + self.first.uids))
    }

    /// The number of an entity.
    pub(crate) fn intern_entity(&mut self, uid: &EntityUid) -> EntityId {
        let ty = self.intern_text(uid.ty().as_str());
        let id = self.intern_text(uid.id());
        self.intern_uid(ty, id)
    }

    fn find_set(&self, hash: u64, elements: &[Datum]) -> Option<u32> {
        let below = self.below.and_then(|below| below.find_set(hash, elements));
        below.or_else(|| self.sets.find(hash, elements).map(|own| own + self.first.sets))
    }

    /// The set of these elements, which get sorted and lose their duplicates on the way.
    pub(crate) fn intern_set(&mut self, elements: &mut Vec<Datum>) -> SetId {
        elements.sort_unstable();
        elements.dedup();
        let hash = hash_of(elements.as_slice());
        SetId(self.find_set(hash, elements).unwrap_or_else(|| self.sets.add(hash, elements) + self.first.sets))
    }

    fn find_record(&self, hash: u64, attributes: &[(Symbol, Datum)]) -> Option<u32> {
        let below = self.below.and_then(|below| below.find_record(hash, attributes));
        below.or_else(|| self.records.find(hash, attributes).map(|own| own + self.first.records))
    }

    /// The record of these attributes, no name twice; they get sorted on the way.
    pub(crate) fn intern_record(&mut self, attributes: &mut [(Symbol, Datum)]) -> RecordId {
        attributes.sort_unstable_by_key(|(name, _)| *name);
        let hash = hash_of(&*attributes);
        let found = self.find_record(hash, attributes);
        RecordId(found.unwrap_or_else(|| self.records.add(hash, attributes) + self.first.records))
    }

    fn find_ip(&self, hash: u64, ip: Ip) -> Option<u32> {
        let below = self.below.and_then(|below| below.find_ip(hash, ip));
        below.or_else(|| self.ips.find(hash, ip).map(|own| own + self.first.ips))
    }

    /// The number of an IP range.
    pub(crate) fn intern_ip(&mut self, ip: Ip) -> IpId {
        let hash = hash_of(&ip);
        IpId(self.find_ip(hash, ip).unwrap_or_else(|| self.ips.add(hash, ip) + self.first.ips))
    }

    /// An owned value. Recursive: the readers of values bound how deep they nest.
    pub(crate) fn intern_value(&mut self, value: &Value) -> Datum {
        match value {
            Value::Bool(truth) => Datum::Bool(*truth),
            Value::Long(number) => Datum::Long(*number),
            Value::String(text) => Datum::Text(self.intern_text(text)),
            Value::Entity(uid) => Datum::Entity(self.intern_entity(uid)),
            Value::Set(set) => {
                let mut elements = Vec::with_capacity(set.elements().len());
                for element in set.elements() {
                    elements.push(self.intern_value(element));
                }
                Datum::Set(self.intern_set(&mut elements))
            }
            Value::Record(record) => Datum::Record(self.intern_attributes(record)),
            Value::Decimal(decimal) => Datum::Decimal(*decimal),
            Value::Ip(ip) => Datum::Ip(self.intern_ip(*ip)),
            Value::Datetime(datetime) => Datum::Datetime(*datetime),
            Value::Duration(duration) => Datum::Duration(*duration),
        }
    }

    /// An owned record.
    pub(crate) fn intern_attributes(&mut self, record: &Record) -> RecordId {
        let mut attributes = Vec::with_capacity(record.attributes().len());
        for (name, value) in record.attributes() {
            let name = self.intern_text(name);
            attributes.push((name, self.intern_value(value)));
        }
        self.intern_record(&mut attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn sample() -> Value {
        let inner = Value::Set(crate::value::Set::new(vec![Value::Long(2), Value::string("a"), Value::Long(1)]));
        let ip = Value::Ip(Ip::parse("10.0.0.0/8").expect("an ip"));
        let uid = Value::Entity(EntityUid::new("A::B", "x").expect("a uid"));
        let record = vec![(Arc::from("z"), inner), (Arc::from("a"), ip), (Arc::from("m"), uid)];
        Value::Record(Record::new(record).expect("three names"))
    }

    #[test]
    fn equal_content_is_one_number_across_heaps() {
        let mut base = Heap::default();
        let first = base.intern_value(&sample());
        assert_eq!(base.intern_value(&sample()), first);
        let mut over = Heap::over(&base);
        assert_eq!(over.intern_value(&sample()), first);
        let set = Value::Set(crate::value::Set::new(vec![sample(), Value::string("new")]));
        let second = over.intern_value(&set);
        assert_eq!(over.intern_value(&set), second);
        let Datum::Set(id) = second else { panic!("a set") };
        assert_eq!(over.set(id).len(), 2);
        assert!(over.set(id).contains(&first));
        let fresh = over.intern_text("fresh");
        assert_eq!(over.text(fresh), "fresh");
        assert_eq!(over.find_text("z").map(|symbol| over.text(symbol)), Some("z"));
    }

    #[test]
    fn sets_forget_order_and_duplicates() {
        let mut heap = Heap::default();
        let one = heap.intern_set(&mut vec![Datum::Long(2), Datum::Bool(true), Datum::Long(2)]);
        let two = heap.intern_set(&mut vec![Datum::Bool(true), Datum::Long(2)]);
        assert_eq!(one, two);
        assert_eq!(heap.set(one).len(), 2);
        let empty = heap.intern_set(&mut Vec::new());
        assert_eq!(heap.set(empty), &[]);
    }

    #[test]
    fn data_stay_small() {
        assert_eq!(size_of::<Datum>(), 16);
    }
}
