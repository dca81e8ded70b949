//! What is said of entities and requests that are not as a schema declares them.
//!
//! In: a kind, a place within the entity or the request, and words; from a document also the place in its text. Out:
//! [`EntityViolation`] and [`RequestViolation`]. The rules themselves are in `conformance` and in the JSON readers.

use std::fmt;
use std::sync::Arc;

use crate::entity_uid::EntityUid;
use crate::error::SourceError;

/// In what way an entity or a request is not as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViolationKind {
    /// The schema declares no such entity type.
    UndeclaredType,
    /// The type of the entity is enumerated and the id is not on its list.
    UnlistedId,
    /// The schema declares no such action.
    UndeclaredAction,
    /// A listed action has attributes, tags, or other ancestors than the schema declares. Only of entities.
    ActionMismatch,
    /// A required attribute is absent.
    MissingAttribute,
    /// An attribute is there that is not declared.
    UnexpectedAttribute,
    /// An entity has tags that may have none. Only of entities.
    UnexpectedTags,
    /// A value has another type than declared.
    TypeMismatch,
    /// An entity is in one of a type that it cannot be in. Only of entities.
    ParentType,
    /// The action does not apply to principals of this type. Only of requests.
    PrincipalType,
    /// The action does not apply to resources of this type. Only of requests.
    ResourceType,
}

impl ViolationKind {
    /// Its name, for reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UndeclaredType => "undeclared-type",
            Self::UnlistedId => "unlisted-id",
            Self::UndeclaredAction => "undeclared-action",
            Self::ActionMismatch => "action-mismatch",
            Self::MissingAttribute => "missing-attribute",
            Self::UnexpectedAttribute => "unexpected-attribute",
            Self::UnexpectedTags => "unexpected-tags",
            Self::TypeMismatch => "type-mismatch",
            Self::ParentType => "parent-type",
            Self::PrincipalType => "principal-type",
            Self::ResourceType => "resource-type",
        }
    }
}

impl fmt::Display for ViolationKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathStep {
    /// To the attribute of an entity or a record.
    Attribute(Arc<str>),
    /// To the tag of an entity.
    Tag(Arc<str>),
    /// To an element of a set: its position in the document, or among the sorted elements of a value.
    Element(usize),
}

impl fmt::Display for PathStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => write!(formatter, "[\"{}\"]", name.escape_debug()),
            Self::Tag(key) => write!(formatter, "tags[\"{}\"]", key.escape_debug()),
            Self::Element(position) => write!(formatter, "[{position}]"),
        }
    }
}

/// The way from an entity or a context to a part of its data; `Display` writes it like `["address"]["city"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValuePath(Vec<PathStep>);

impl ValuePath {
    /// Its steps, the outermost first; none if the whole is meant.
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.0
    }
}

impl fmt::Display for ValuePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| step.fmt(formatter))
    }
}

/// Which part of an entity is not as declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityPlace {
    /// Its type, its id, or all that is said of an action.
    Entity,
    /// An attribute, a tag, or a part of their values.
    Value(ValuePath),
    /// This parent.
    Parent(EntityUid),
}

impl fmt::Display for EntityPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entity => formatter.write_str("the entity itself"),
            Self::Value(path) => path.fmt(formatter),
            Self::Parent(parent) => write!(formatter, "its parent `{parent}`"),
        }
    }
}

/// Which part of a request is not as declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestPlace {
    /// The principal.
    Principal,
    /// The action.
    Action,
    /// The resource.
    Resource,
    /// The context, if the path is empty, or a part of it.
    Context(ValuePath),
}

impl fmt::Display for RequestPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal => formatter.write_str("principal"),
            Self::Action => formatter.write_str("action"),
            Self::Resource => formatter.write_str("resource"),
            Self::Context(path) => write!(formatter, "context{path}"),
        }
    }
}

/// What is wrong, in words, and where in a document if it was read from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    Located(SourceError),
    Bare { found: String, expected: Option<String> },
}

impl Words {
    fn found(&self) -> &str {
        match self {
            Self::Located(error) => error.found(),
            Self::Bare { found, .. } => found,
        }
    }

    fn expected(&self) -> Option<&str> {
        match self {
            Self::Located(error) => error.expected(),
            Self::Bare { expected, .. } => expected.as_deref(),
        }
    }

    fn source(&self) -> Option<&SourceError> {
        match self {
            Self::Located(error) => Some(error),
            Self::Bare { .. } => None,
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Located(error) => write!(formatter, ", at {error}"),
            Self::Bare { found, expected: None } => write!(formatter, ": {found}"),
            Self::Bare { found, expected: Some(expected) } => write!(formatter, ": {found}; expected {expected}"),
        }
    }
}

/// An entity that is not as the schema declares it. `Display` gives the whole report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityViolation {
    pub(crate) uid: EntityUid,
    pub(crate) kind: ViolationKind,
    pub(crate) place: EntityPlace,
    pub(crate) words: Words,
}

/// A request that is not as the schema declares it. `Display` gives the whole report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestViolation {
    pub(crate) kind: ViolationKind,
    pub(crate) place: RequestPlace,
    pub(crate) words: Words,
}

impl EntityViolation {
    /// The entity.
    #[must_use]
    pub fn uid(&self) -> &EntityUid {
        &self.uid
    }

    /// In what way it is not as declared.
    #[must_use]
    pub fn kind(&self) -> ViolationKind {
        self.kind
    }

    /// Which part of it that is about.
    #[must_use]
    pub fn place(&self) -> &EntityPlace {
        &self.place
    }

    /// What was found, as a phrase.
    #[must_use]
    pub fn found(&self) -> &str {
        self.words.found()
    }

    /// What would have been right, as a phrase, where that can be said.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.words.expected()
    }

    /// The place in the document, if it was read from one.
    #[must_use]
    pub fn source(&self) -> Option<&SourceError> {
        self.words.source()
    }
}

impl RequestViolation {
    /// In what way the request is not as declared.
    #[must_use]
    pub fn kind(&self) -> ViolationKind {
        self.kind
    }

    /// Which part of it that is about.
    #[must_use]
    pub fn place(&self) -> &RequestPlace {
        &self.place
    }

    /// What was found, as a phrase.
    #[must_use]
    pub fn found(&self) -> &str {
        self.words.found()
    }

    /// What would have been right, as a phrase, where that can be said.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.words.expected()
    }

    /// The place in the document of the context, if it was read from one.
    #[must_use]
    pub fn source(&self) -> Option<&SourceError> {
        self.words.source()
    }
}

impl fmt::Display for EntityViolation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error[{}] in entity `{}`, {}{}", self.kind, self.uid, self.place, self.words)
    }
}

impl fmt::Display for RequestViolation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error[{}] in the request, {}{}", self.kind, self.place, self.words)
    }
}

impl std::error::Error for EntityViolation {}

impl std::error::Error for RequestViolation {}

/// What is not as declared in a value or in an id, on its way to the entity or request that it is part of.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) kind: ViolationKind,
    /// The way to it, the innermost step first: callers add theirs as they return.
    path: Vec<PathStep>,
    pub(crate) words: Words,
}

impl Problem {
    /// A problem with what it is about, told from no document.
    pub(crate) fn new(kind: ViolationKind, found: impl Into<String>, expected: &str) -> Box<Problem> {
        let words = Words::Bare { found: found.into(), expected: Some(expected.to_owned()) };
        Box::new(Problem { kind, path: Vec::new(), words })
    }

    /// A problem that was found at a place of a document.
    pub(crate) fn at(kind: ViolationKind, error: SourceError) -> Box<Problem> {
        Box::new(Problem { kind, path: Vec::new(), words: Words::Located(error) })
    }

    /// The same problem, told of a place of a document.
    pub(crate) fn located(mut self: Box<Self>, locate: impl FnOnce(&str) -> SourceError) -> Box<Self> {
        if let Words::Bare { found, expected } = &mut self.words {
            let error = locate(found);
            self.words = Words::Located(match expected.take() {
                Some(expected) => error.expecting(expected),
                None => error,
            });
        }
        self
    }

    /// The error in a document that it is.
    pub(crate) fn into_error(self, locate: impl FnOnce(&str) -> SourceError) -> SourceError {
        match self.words {
            Words::Located(error) => error,
            Words::Bare { found, .. } => locate(&found),
        }
    }

    /// The same problem, seen from the value that it is a step inside of.
    pub(crate) fn below(mut self: Box<Self>, step: PathStep) -> Box<Self> {
        self.path.push(step);
        self
    }

    fn path(&mut self) -> ValuePath {
        let mut steps = std::mem::take(&mut self.path);
        steps.reverse();
        ValuePath(steps)
    }

    /// As a violation of the entity whose attributes or tags it was found in.
    pub(crate) fn in_entity(mut self, uid: EntityUid) -> EntityViolation {
        let path = self.path();
        let place = if path.0.is_empty() { EntityPlace::Entity } else { EntityPlace::Value(path) };
        EntityViolation { uid, kind: self.kind, place, words: self.words }
    }

    /// As a violation of the entity that has a parent that it was found in.
    pub(crate) fn in_parent(self, uid: EntityUid, parent: EntityUid) -> EntityViolation {
        EntityViolation { uid, kind: self.kind, place: EntityPlace::Parent(parent), words: self.words }
    }

    /// As a violation of the request whose context it was found in.
    pub(crate) fn in_context(mut self) -> RequestViolation {
        let path = self.path();
        RequestViolation { kind: self.kind, place: RequestPlace::Context(path), words: self.words }
    }

    /// As a violation of the request with this part.
    pub(crate) fn in_request(self, place: RequestPlace) -> RequestViolation {
        RequestViolation { kind: self.kind, place, words: self.words }
    }
}
