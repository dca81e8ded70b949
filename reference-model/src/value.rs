//! Values: what an expression evaluates to, and what attributes, tags and contexts hold.
//!
//! Equality of values is Cedar's `==`: sets ignore order and duplicates, records ignore order, values of different
//! kinds are never equal. The order derived here only makes sets and maps possible; it is not a rule of the language
//! (`<` is defined in `operators`).

use std::collections::{BTreeMap, BTreeSet};

use crate::ext::{Datetime, Decimal, Duration, IpNet};
use crate::name::EntityUid;

/// A primitive value, which is also what a literal denotes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prim {
    /// `true` or `false`.
    Bool(bool),
    /// A 64-bit signed integer; arithmetic outside its range is an error, never a wrap.
    Long(i64),
    /// A sequence of Unicode scalar values.
    String(String),
    /// A reference to an entity, whether or not the store holds it.
    Entity(EntityUid),
}

/// A value of an extension type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ext {
    /// A decimal with four digits after the point.
    Decimal(Decimal),
    /// An IPv4 or IPv6 address with its prefix length.
    Ip(IpNet),
    /// An instant, in milliseconds since the Unix epoch.
    Datetime(Datetime),
    /// A length of time, in milliseconds.
    Duration(Duration),
}

/// The fields of a record.
pub type Record = BTreeMap<String, Value>;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A boolean, integer, string or entity.
    Prim(Prim),
    /// A set: no order, no duplicates, elements of any kinds.
    Set(BTreeSet<Value>),
    /// A record.
    Record(Record),
    /// A value of an extension type.
    Ext(Ext),
}

/// The kind of a value, as rule coverage and type errors speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `Bool`
    Bool,
    /// `Long`
    Long,
    /// `String`
    String,
    /// An entity.
    Entity,
    /// `Set`
    Set,
    /// A record.
    Record,
    /// `decimal`
    Decimal,
    /// `ipaddr`
    Ip,
    /// `datetime`
    Datetime,
    /// `duration`
    Duration,
}

impl Kind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Self; 10] = [
        Self::Bool,
        Self::Long,
        Self::String,
        Self::Entity,
        Self::Set,
        Self::Record,
        Self::Decimal,
        Self::Ip,
        Self::Datetime,
        Self::Duration,
    ];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Long => "long",
            Self::String => "string",
            Self::Entity => "entity",
            Self::Set => "set",
            Self::Record => "record",
            Self::Decimal => "decimal",
            Self::Ip => "ipaddr",
            Self::Datetime => "datetime",
            Self::Duration => "duration",
        }
    }
}

impl Value {
    /// The kind of this value.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Prim(Prim::Bool(_)) => Kind::Bool,
            Self::Prim(Prim::Long(_)) => Kind::Long,
            Self::Prim(Prim::String(_)) => Kind::String,
            Self::Prim(Prim::Entity(_)) => Kind::Entity,
            Self::Set(_) => Kind::Set,
            Self::Record(_) => Kind::Record,
            Self::Ext(Ext::Decimal(_)) => Kind::Decimal,
            Self::Ext(Ext::Ip(_)) => Kind::Ip,
            Self::Ext(Ext::Datetime(_)) => Kind::Datetime,
            Self::Ext(Ext::Duration(_)) => Kind::Duration,
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Prim(Prim::Bool(b))
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Self {
        Self::Prim(Prim::Long(i))
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Prim(Prim::String(s))
    }
}

impl From<EntityUid> for Value {
    fn from(uid: EntityUid) -> Self {
        Self::Prim(Prim::Entity(uid))
    }
}

impl From<Ext> for Value {
    fn from(ext: Ext) -> Self {
        Self::Ext(ext)
    }
}
