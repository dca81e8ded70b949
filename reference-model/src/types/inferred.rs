//! The types that expressions are found to have.
//!
//! Every declared type is one of them. Permissive validation also makes the three that no schema can declare: the type
//! without values ([`Type::Never`], of the elements of `[]`), an entity of one of several types, and a record that may
//! have further fields (`open`). What strict validation accepts has declared types only, with booleans known better.
//!
//! How types relate is the business of `lattice`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::name::EntityType;
use crate::parse::is_identifier;
use crate::types::{BoolType, CedarType, ExtType, Field, RecordType};

/// What is known of a record's field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InferredField {
    /// The type of its value.
    pub ty: Type,
    /// Whether every record of the type has it.
    pub required: bool,
}

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// No value at all: what the empty set's elements are.
    Never,
    /// A boolean, or only `true`, or only `false`.
    Bool(BoolType),
    /// `Long`
    Long,
    /// `String`
    String,
    /// An entity of one of these types, of which there is at least one.
    Entity(BTreeSet<EntityType>),
    /// A set of such elements.
    Set(Box<Type>),
    /// A record with these fields.
    Record {
        /// The fields that are known.
        fields: BTreeMap<String, InferredField>,
        /// Whether there may be others.
        open: bool,
    },
    /// An extension type.
    Ext(ExtType),
}

impl Type {
    /// `Bool`, of which nothing more is known.
    pub const BOOL: Self = Self::Bool(BoolType::Any);

    /// An entity of just this type.
    pub fn entity(ty: &EntityType) -> Self {
        Self::Entity(BTreeSet::from([ty.clone()]))
    }

    /// The set of such elements.
    pub fn set_of(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// The type of a record that is declared so.
    pub fn record(declared: &RecordType) -> Self {
        let field = |(name, field): (&String, &Field)| (name.clone(), InferredField::from(field));
        Self::Record { fields: declared.iter().map(field).collect(), open: false }
    }

    /// The same type in the language of schemas; `None` for what only permissive validation makes.
    pub fn declared(&self) -> Option<CedarType> {
        Some(match self {
            Self::Never => return None,
            Self::Bool(b) => CedarType::Bool(*b),
            Self::Long => CedarType::Long,
            Self::String => CedarType::String,
            Self::Entity(types) if types.len() == 1 => CedarType::Entity(types.first()?.clone()),
            Self::Entity(_) => return None,
            Self::Set(element) => CedarType::Set(Box::new(element.declared()?)),
            Self::Record { open: true, .. } => return None,
            Self::Record { fields, open: false } => {
                let field = |(name, field): (&String, &InferredField)| {
                    Some((name.clone(), Field { ty: field.ty.declared()?, required: field.required }))
                };
                CedarType::Record(fields.iter().map(field).collect::<Option<_>>()?)
            }
            Self::Ext(ext) => CedarType::Ext(*ext),
        })
    }
}

impl From<&CedarType> for Type {
    fn from(declared: &CedarType) -> Self {
        match declared {
            CedarType::Bool(b) => Self::Bool(*b),
            CedarType::Long => Self::Long,
            CedarType::String => Self::String,
            CedarType::Entity(ty) => Self::entity(ty),
            CedarType::Set(element) => Self::set_of(Self::from(element.as_ref())),
            CedarType::Record(fields) => Self::record(fields),
            CedarType::Ext(ext) => Self::Ext(*ext),
        }
    }
}

impl From<&Field> for InferredField {
    fn from(declared: &Field) -> Self {
        Self { ty: Type::from(&declared.ty), required: declared.required }
    }
}

impl fmt::Display for Type {
    /// As in schemas; `True` and `False` for booleans that are known, `A | B` for an entity of either type, `…` at the
    /// end of a record that may have further fields.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("Never"),
            Self::Bool(BoolType::Any) => f.write_str("Bool"),
            Self::Bool(BoolType::True) => f.write_str("True"),
            Self::Bool(BoolType::False) => f.write_str("False"),
            Self::Long => f.write_str("Long"),
            Self::String => f.write_str("String"),
            Self::Entity(types) => {
                let names: Vec<String> = types.iter().map(ToString::to_string).collect();
                f.write_str(&names.join(" | "))
            }
            Self::Set(element) => write!(f, "Set<{element}>"),
            Self::Record { fields, open } => {
                let field = |(name, field): (&String, &InferredField)| {
                    let mark = if field.required { "" } else { "?" };
                    let name = if is_identifier(name) { name.clone() } else { format!("{name:?}") };
                    format!("{name}{mark}: {}", field.ty)
                };
                let mut shown: Vec<String> = fields.iter().map(field).collect();
                shown.extend(open.then(|| "…".to_owned()));
                write!(f, "{{{}}}", shown.join(", "))
            }
            Self::Ext(ext) => f.write_str(ext.name()),
        }
    }
}
