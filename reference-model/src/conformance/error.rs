//! What does not conform to the schema, and where.
//!
//! A violation's [`kind`](ConformanceError::kind) and [`Place`] are for machines; its text is for people. Not here: which
//! rule is broken when.

use std::fmt;

use crate::name::EntityUid;
use crate::observe::{Judgment, judged};
use crate::types::{CedarType, Type};

/// Something that does not conform to the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConformanceError {
    /// Where it is.
    pub place: Box<Place>,
    /// What is wrong there.
    pub violation: Violation,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// The type of an entity, principal or resource is not declared.
    #[error("the schema does not declare the type {}", .0.ty)]
    UndeclaredType(EntityUid),
    /// The action is not declared.
    #[error("the schema does not declare the action {0}")]
    UndeclaredAction(EntityUid),
    /// The id is none of those that the enumerated type lists.
    #[error("{0} is not listed by its enumerated type")]
    UnlistedId(EntityUid),
    /// The action has attributes, tags or groups other than declared.
    #[error(
        "the action is not as the schema declares it: without attributes and tags, and in just the declared groups"
    )]
    ActionMismatch,
    /// A required attribute is missing.
    #[error("a required attribute is missing")]
    MissingAttribute,
    /// An attribute is not declared.
    #[error("the schema does not declare this attribute")]
    UnexpectedAttribute,
    /// There are tags, but the type declares none.
    #[error("the schema declares no tags for the type of the entity")]
    UnexpectedTags,
    /// A value is not of its declared type.
    #[error("the value is not of its declared type {}", Type::from(expected))]
    TypeMismatch {
        /// Its declared type.
        expected: CedarType,
    },
    /// No entity of the type may have a parent of this type.
    #[error("the schema does not allow a parent of this type")]
    ParentType,
    /// The action does not apply to principals of this type.
    #[error("the action does not apply to principals of the type {}", .0.ty)]
    PrincipalType(EntityUid),
    /// The action does not apply to resources of this type.
    #[error("the action does not apply to resources of the type {}", .0.ty)]
    ResourceType(EntityUid),
}

/// Where something does not conform: in what, and where in that.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The entity, or the part of the request.
    pub of: Subject,
    /// The way from there; the empty string for the thing as a whole.
    ///
    /// - `["a"]["b"]`: the field `b` of the attribute (of the context's key) `a`, which may be missing;
    /// - `tags["k"]`: the tag of the key `k`, and further as an attribute;
    /// - `T::"x"`: the parent of that id.
    ///
    /// The elements of a set have no place of their own: theirs is the set's. Keys are written with Rust's escapes.
    pub path: String,
}

/// What conforms to a schema or does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// This entity.
    Entity(EntityUid),
    /// The principal of a request.
    Principal,
    /// The action of a request.
    Action,
    /// The resource of a request.
    Resource,
    /// The context of a request.
    Context,
}

impl ConformanceError {
    /// The kind's name, for machines.
    pub fn kind(&self) -> &'static str {
        match self.violation {
            Violation::UndeclaredType(_) => "undeclared-type",
            Violation::UndeclaredAction(_) => "undeclared-action",
            Violation::UnlistedId(_) => "unlisted-id",
            Violation::ActionMismatch => "action-mismatch",
            Violation::MissingAttribute => "missing-attribute",
            Violation::UnexpectedAttribute => "unexpected-attribute",
            Violation::UnexpectedTags => "unexpected-tags",
            Violation::TypeMismatch { .. } => "type-mismatch",
            Violation::ParentType => "parent-type",
            Violation::PrincipalType(_) => "principal-type",
            Violation::ResourceType(_) => "resource-type",
        }
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl fmt::Display for ConformanceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.violation)
    }
}

impl std::error::Error for ConformanceError {}

impl Place {
    /// The thing as a whole.
    pub(super) fn whole(of: Subject) -> Self {
        Self { of, path: String::new() }
    }

    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> Self {
        Self { of: self.of.clone(), path: format!("{}[{name:?}]", self.path) }
    }

    /// The tag of this key.
    pub(super) fn tag(&self, key: &str) -> Self {
        Self { of: self.of.clone(), path: format!("tags[{key:?}]") }
    }

    /// The parent of this id.
    pub(super) fn parent(&self, parent: &EntityUid) -> Self {
        Self { of: self.of.clone(), path: parent.to_string() }
    }

    /// The error that something is wrong here.
    pub(super) fn error(&self, violation: Violation) -> ConformanceError {
        let error = ConformanceError { place: Box::new(self.clone()), violation };
        judged(|| Judgment::Violation(self.of.name(), self.sort(), error.kind()));
        error
    }

    /// What sort of place it is, as coverage names it.
    fn sort(&self) -> &'static str {
        let fields = self.path.matches("[\"").count();
        match self.path.as_str() {
            "" => "as a whole",
            path if path.starts_with("tags") => {
                if fields > 1 {
                    "field of a tag"
                } else {
                    "tag"
                }
            }
            path if path.starts_with('[') => {
                if fields > 1 {
                    "field of an attribute"
                } else {
                    "attribute"
                }
            }
            _ => "parent",
        }
    }
}

impl fmt::Display for Place {
    /// `context["a"]`, `User::"ann"["a"]["b"]`, `User::"ann", tags["k"]`, `User::"ann", Group::"g"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.path.is_empty() || self.path.starts_with('[') { "" } else { ", " };
        write!(f, "{}{separator}{}", self.of, self.path)
    }
}

impl Subject {
    /// What it is, as coverage names it.
    fn name(&self) -> &'static str {
        match self {
            Self::Entity(_) => "entity",
            Self::Principal => "principal",
            Self::Action => "action",
            Self::Resource => "resource",
            Self::Context => "context",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entity(uid) => uid.fmt(f),
            Self::Principal => f.write_str("principal"),
            Self::Action => f.write_str("action"),
            Self::Resource => f.write_str("resource"),
            Self::Context => f.write_str("context"),
        }
    }
}
