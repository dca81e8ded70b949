//! Why an expression has no type: which sub-expression, what was wrong with it, which types were expected and found.
//!
//! A kind's [`name`](TypeErrorKind::name) is for machines; its text and its [`hint`](TypeErrorKind::hint) are for people.

use std::fmt;

use crate::expr::{BinaryOp, Expr, ExtFun, UnaryOp};
use crate::name::{EntityType, EntityUid};
use crate::typecheck::suggest::quoted;
use crate::types::{NoBound, Type};

/// A sub-expression that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct TypeError {
    /// The sub-expression.
    pub at: Box<Expr>,
    /// What is wrong with it.
    pub kind: Box<TypeErrorKind>,
}

impl TypeError {
    pub(crate) fn new(at: &Expr, kind: TypeErrorKind) -> Self {
        Self { at: Box::new(at.clone()), kind: Box::new(kind) }
    }
}

/// What an operand should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Of this type.
    Type(Type),
    /// Any entity.
    Entity,
    /// Any record.
    Record,
    /// Any set.
    Set,
    /// Any set of entities.
    EntitySet,
}

/// Where types must have an upper bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BoundOf {
    /// The branches of an `if`.
    Branches,
    /// The elements of a set.
    Elements,
    /// The operands of `==`.
    Equality,
    /// The elements of a set and what is looked for in it.
    Contains,
    /// The elements of two sets.
    ContainsAllOrAny,
    /// The tags of the types that an entity may have.
    Tags,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypeErrorKind {
    /// An operand is not of a type that its operator takes.
    #[error("expected {}, found {found}", either(expected))]
    UnexpectedType {
        /// Any of these would do.
        expected: Vec<Expected>,
        /// What it is.
        found: Type,
        /// What people often mean by it.
        hint: Option<&'static str>,
    },
    /// Types that must have an upper bound have none.
    #[error("{place} must be of one type, found {}", types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and "))]
    IncompatibleTypes {
        /// Whose types.
        place: BoundOf,
        /// The types, in source order.
        types: Vec<Type>,
        /// Why they have no bound.
        why: NoBound,
    },
    /// No value of the type has the attribute, or not each of the types it may have.
    #[error("no attribute {attr:?} in {ty}")]
    AttributeNotFound {
        /// The type that lacks it.
        ty: Type,
        /// The attribute.
        attr: String,
        /// The most similar attribute that it has.
        suggestion: Option<String>,
    },
    /// The attribute is optional and nothing says that it is there.
    #[error("the attribute {attr:?} of {ty} is optional and may not be there")]
    OptionalAttribute {
        /// The type that may lack it.
        ty: Type,
        /// The attribute.
        attr: String,
    },
    /// Nothing says that the tag is there.
    #[error("the tag of {ty} may not be there")]
    UncheckedTag {
        /// The type of the entity.
        ty: Type,
    },
    /// No entity of the type has tags.
    #[error("{ty} has no tags")]
    NoTags {
        /// The type of the entity.
        ty: Type,
    },
    /// The schema does not declare the type.
    #[error("the schema declares no entity type {ty}")]
    UnknownEntityType {
        /// The type.
        ty: EntityType,
        /// The most similar one that is declared.
        suggestion: Option<String>,
    },
    /// The schema does not declare the action.
    #[error("the schema declares no action {action}")]
    UnknownAction {
        /// The action.
        action: EntityUid,
        /// The most similar one that is declared.
        suggestion: Option<String>,
    },
    /// The enumerated type does not list the id.
    #[error("{uid} is not listed by its enumerated type")]
    UnlistedId {
        /// The entity.
        uid: EntityUid,
        /// The most similar id that is listed.
        suggestion: Option<String>,
    },
    /// An extension function has too few or too many arguments; a method's receiver counts.
    #[error("{} takes {}, found {found}", function.name(), counted(function.arity()))]
    WrongArity {
        /// The function.
        function: ExtFun,
        /// How many arguments there are.
        found: usize,
    },
    /// Strictly, a constructor takes a literal only.
    #[error("{} takes a string literal only", function.name())]
    NonLiteralConstructor {
        /// The constructor.
        function: ExtFun,
    },
    /// The string is none that the constructor understands.
    #[error("{text:?} is no {}", function.name())]
    MalformedLiteral {
        /// The constructor.
        function: ExtFun,
        /// The string.
        text: String,
    },
    /// Strictly, there is no empty set literal, for the type of its elements is unknown.
    #[error("the type of an empty set is unknown")]
    EmptySet,
}

impl TypeErrorKind {
    /// The kind's name, for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Self::UnexpectedType { .. } => "unexpected-type",
            Self::IncompatibleTypes { .. } => "incompatible-types",
            Self::AttributeNotFound { .. } => "attribute-not-found",
            Self::OptionalAttribute { .. } => "optional-attribute",
            Self::UncheckedTag { .. } => "unchecked-tag",
            Self::NoTags { .. } => "no-tags",
            Self::UnknownEntityType { .. } => "unknown-entity-type",
            Self::UnknownAction { .. } => "unknown-action",
            Self::UnlistedId { .. } => "unlisted-id",
            Self::WrongArity { .. } => "wrong-arity",
            Self::NonLiteralConstructor { .. } => "non-literal-constructor",
            Self::MalformedLiteral { .. } => "malformed-literal",
            Self::EmptySet => "empty-set",
        }
    }

    /// The types that would have been right; none where it is not a matter of types.
    pub fn expected(&self) -> &[Expected] {
        match self {
            Self::UnexpectedType { expected, .. } => expected,
            _ => &[],
        }
    }

    /// The types that were found.
    pub fn found(&self) -> Vec<&Type> {
        match self {
            Self::UnexpectedType { found: ty, .. }
            | Self::AttributeNotFound { ty, .. }
            | Self::OptionalAttribute { ty, .. }
            | Self::UncheckedTag { ty }
            | Self::NoTags { ty } => vec![ty],
            Self::IncompatibleTypes { types, .. } => types.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnexpectedType { hint, .. } => hint.map(str::to_owned),
            Self::IncompatibleTypes { why, .. } => why_no_bound(*why).map(str::to_owned),
            Self::AttributeNotFound { suggestion, .. }
            | Self::UnknownEntityType { suggestion, .. }
            | Self::UnknownAction { suggestion, .. }
            | Self::UnlistedId { suggestion, .. } => suggestion.as_deref().map(quoted),
            Self::OptionalAttribute { attr, .. } => Some(format!("test for it with `has {attr}` first")),
            Self::UncheckedTag { .. } => Some("test for it with `hasTag` first".to_owned()),
            Self::NoTags { .. } => Some("declare `tags` in the schema".to_owned()),
            Self::WrongArity { .. } => None,
            Self::NonLiteralConstructor { .. } => {
                Some("let the entity or the context have an attribute of the extension type".to_owned())
            }
            Self::MalformedLiteral { .. } => None,
            Self::EmptySet => Some("use `isEmpty()` to test for an empty set".to_owned()),
        }
    }
}

fn why_no_bound(why: NoBound) -> Option<&'static str> {
    match why {
        NoBound::EntityTypes => Some("the entity types must be the same"),
        NoBound::Fields => Some("the records must have the same fields"),
        NoBound::Optionality => Some("a field must be required in both records or optional in both"),
        NoBound::EntityAndRecord => Some("an entity is never a record, even if it has the same attributes"),
        NoBound::Kinds => None,
    }
}

fn either(expected: &[Expected]) -> String {
    expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

fn counted(arguments: usize) -> String {
    if arguments == 1 { "1 argument".to_owned() } else { format!("{arguments} arguments") }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(ty) => ty.fmt(f),
            Self::Entity => f.write_str("an entity"),
            Self::Record => f.write_str("a record"),
            Self::Set => f.write_str("a set"),
            Self::EntitySet => f.write_str("a set of entities"),
        }
    }
}

impl fmt::Display for BoundOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Branches => "the branches",
            Self::Elements => "the elements",
            Self::Equality => "the operands of `==`",
            Self::Contains => "the elements and what is looked for",
            Self::ContainsAllOrAny => "the sets",
            Self::Tags => "the tags of the possible entity types",
        })
    }
}

/// What people often mean who write an operand of this type for this operator.
pub(crate) fn unary_hint(op: &UnaryOp, found: &Type) -> Option<&'static str> {
    match (op, found) {
        (UnaryOp::Like(_), Type::Entity(_)) => Some("`is` tests the type of an entity"),
        (UnaryOp::Is(_), _) => Some("`is` tests the types of entities only"),
        (UnaryOp::IsEmpty, Type::String) => Some("compare a string with `== \"\"`"),
        _ => None,
    }
}

/// What people often mean who write an operand of this type for this operator.
pub(crate) fn binary_hint(op: BinaryOp, found: &Type) -> Option<&'static str> {
    use BinaryOp::{Add, Contains, ContainsAll, ContainsAny, In, Mul, Sub};
    match (op, found) {
        (Add, Type::String) => Some("strings cannot be concatenated"),
        (Add | Sub | Mul, Type::Set(_)) => Some("sets have no arithmetic"),
        (In, Type::Set(_)) => Some("`contains` tests whether a set has an element"),
        (In | Contains | ContainsAll | ContainsAny, Type::String) => Some("`like` matches a string with a pattern"),
        (Contains | ContainsAll | ContainsAny, Type::Entity(_)) => Some("`in` tests the hierarchy of entities"),
        (Contains | ContainsAll | ContainsAny, Type::Record { .. }) => Some("`has` tests for a field of a record"),
        _ => None,
    }
}

/// What people often mean who look for an attribute of a value of this type.
pub(crate) fn attribute_hint(found: &Type) -> Option<&'static str> {
    match found {
        Type::Set(_) => Some("`contains` tests whether a set has an element"),
        Type::String => Some("`like` matches a string with a pattern"),
        _ => None,
    }
}
