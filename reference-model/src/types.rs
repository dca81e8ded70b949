//! The language of types: one for schemas, the validator, the generators and everyone else.
//!
//! A [`CedarType`] is what a schema declares. What the validator finds out about an expression is a [`Type`]: the same
//! language and three things more, which only permissive validation makes.
//!
//! Source: the formal model's `CedarType`.

mod inferred;
pub(crate) mod lattice;

pub use inferred::{InferredField, Type};
pub use lattice::{Mode, NoBound, is_subtype, least_upper_bound};

use std::collections::BTreeMap;

use crate::name::EntityType;

/// A boolean type; the singletons are what the validator knows of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoolType {
    /// `Bool`
    Any,
    /// Only `true`.
    True,
    /// Only `false`.
    False,
}

/// An extension type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtType {
    /// `ipaddr`
    IpAddr,
    /// `decimal`
    Decimal,
    /// `datetime`
    Datetime,
    /// `duration`
    Duration,
}

impl ExtType {
    /// Every extension type.
    pub const ALL: [Self; 4] = [Self::IpAddr, Self::Decimal, Self::Datetime, Self::Duration];

    /// Its name in schemas.
    pub fn name(self) -> &'static str {
        match self {
            Self::IpAddr => "ipaddr",
            Self::Decimal => "decimal",
            Self::Datetime => "datetime",
            Self::Duration => "duration",
        }
    }
}

/// The type of a record's field: what it holds, and whether it must be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// The type of its value.
    pub ty: CedarType,
    /// Whether every record of the type has it.
    pub required: bool,
}

/// The type of a record: its fields by name, and no others.
pub type RecordType = BTreeMap<String, Field>;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CedarType {
    /// `Bool`, or one of its singletons.
    Bool(BoolType),
    /// `Long`
    Long,
    /// `String`
    String,
    /// An entity of this type.
    Entity(EntityType),
    /// `Set<T>`
    Set(Box<CedarType>),
    /// A record.
    Record(RecordType),
    /// An extension type.
    Ext(ExtType),
}
