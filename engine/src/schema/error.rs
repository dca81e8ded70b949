//! Why a text is no schema: the sort of mistake, and its place.
//!
//! In: what the readers and the resolver of schemas find. Out: a [`SchemaError`], the same for both forms of schemas.
//! The sorts are few and have fixed names, so that what two implementations say of a schema can be compared; the words
//! for people are in the [`SourceError`].

use std::fmt;

use thiserror::Error;

use crate::error::{SourceError, Span};

/// Why a text is no schema, with the place of the name or token that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}")]
pub struct SchemaError {
    kind: SchemaErrorKind,
    place: SourceError,
}

/// The sort of mistake that makes a text no schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaErrorKind {
    /// The text breaks the grammar, or the JSON document has another structure than schemas have. Open records and
    /// attributes of actions, which only old forms of the JSON format have, are mistakes of this sort too.
    Syntax,
    /// A namespace is declared twice.
    DuplicateNamespace,
    /// Two entity types, or two common types, of one namespace have the same name.
    DuplicateType,
    /// Two actions of one namespace have the same name.
    DuplicateAction,
    /// Two attributes of one record have the same name.
    DuplicateAttribute,
    /// Two annotations of one thing have the same key.
    DuplicateAnnotation,
    /// A type in a namespace has the name of a type that is declared outside any namespace.
    TypeShadowing,
    /// An action in a namespace has the name of an action that is declared outside any namespace.
    ActionShadowing,
    /// The language keeps a name that is declared, such as `__cedar`, or a word that stands where a name must, such as
    /// `if`, for itself.
    ReservedName,
    /// A name stands for no declared or built-in type, or for none of the sort that is needed.
    UndeclaredType,
    /// An action is in a group that is not declared.
    UndeclaredAction,
    /// A common type contains itself.
    CommonTypeCycle,
    /// An action is in itself.
    ActionCycle,
    /// The context of an action is no record.
    ContextNotRecord,
    /// The shape of an entity type is no record. Only schemas in JSON can say so.
    ShapeNotRecord,
    /// An enumerated entity type has no ids.
    EmptyEnum,
    /// Types, or the arrays and objects of a document, are nested too deeply.
    TooDeep,
    /// The text is longer than 4 GiB.
    TooLarge,
}

impl SchemaErrorKind {
    /// Every kind.
    pub const ALL: [SchemaErrorKind; 18] = [
        SchemaErrorKind::Syntax,
        SchemaErrorKind::DuplicateNamespace,
        SchemaErrorKind::DuplicateType,
        SchemaErrorKind::DuplicateAction,
        SchemaErrorKind::DuplicateAttribute,
        SchemaErrorKind::DuplicateAnnotation,
        SchemaErrorKind::TypeShadowing,
        SchemaErrorKind::ActionShadowing,
        SchemaErrorKind::ReservedName,
        SchemaErrorKind::UndeclaredType,
        SchemaErrorKind::UndeclaredAction,
        SchemaErrorKind::CommonTypeCycle,
        SchemaErrorKind::ActionCycle,
        SchemaErrorKind::ContextNotRecord,
        SchemaErrorKind::ShapeNotRecord,
        SchemaErrorKind::EmptyEnum,
        SchemaErrorKind::TooDeep,
        SchemaErrorKind::TooLarge,
    ];

    /// Its name, in kebab-case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SchemaErrorKind::Syntax => "syntax",
            SchemaErrorKind::DuplicateNamespace => "duplicate-namespace",
            SchemaErrorKind::DuplicateType => "duplicate-type",
            SchemaErrorKind::DuplicateAction => "duplicate-action",
            SchemaErrorKind::DuplicateAttribute => "duplicate-attribute",
            SchemaErrorKind::DuplicateAnnotation => "duplicate-annotation",
            SchemaErrorKind::TypeShadowing => "type-shadowing",
            SchemaErrorKind::ActionShadowing => "action-shadowing",
            SchemaErrorKind::ReservedName => "reserved-name",
            SchemaErrorKind::UndeclaredType => "undeclared-type",
            SchemaErrorKind::UndeclaredAction => "undeclared-action",
            SchemaErrorKind::CommonTypeCycle => "common-type-cycle",
            SchemaErrorKind::ActionCycle => "action-cycle",
            SchemaErrorKind::ContextNotRecord => "context-not-record",
            SchemaErrorKind::ShapeNotRecord => "shape-not-record",
            SchemaErrorKind::EmptyEnum => "empty-enum",
            SchemaErrorKind::TooDeep => "too-deep",
            SchemaErrorKind::TooLarge => "too-large",
        }
    }
}

impl fmt::Display for SchemaErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl SchemaError {
    /// The error that says `found` (what is wrong) about the bytes `span` of `text`.
    pub(super) fn new(kind: SchemaErrorKind, text: &str, span: Span, found: impl Into<String>) -> SchemaError {
        SchemaError { kind, place: SourceError::new(text, span, found) }
    }

    /// An error that a reader of text found, and the sort of mistake that it is.
    pub(super) fn of(kind: SchemaErrorKind, place: SourceError) -> SchemaError {
        SchemaError { kind, place }
    }

    /// The same error, also saying what would have been right.
    #[must_use]
    pub(super) fn expecting(self, expected: impl Into<String>) -> SchemaError {
        SchemaError { place: self.place.expecting(expected), ..self }
    }

    /// The same error with the name of the file that the schema came from.
    #[must_use]
    pub fn in_file(self, file: impl Into<String>) -> SchemaError {
        SchemaError { place: self.place.in_file(file), ..self }
    }

    /// What sort of mistake it is.
    #[must_use]
    pub fn kind(&self) -> SchemaErrorKind {
        self.kind
    }

    /// Where it is, and what is wrong there, in words.
    #[must_use]
    pub fn place(&self) -> &SourceError {
        &self.place
    }
}

impl From<SourceError> for SchemaError {
    /// What the lexer and the reader of JSON refuse is a mistake of syntax.
    fn from(place: SourceError) -> SchemaError {
        SchemaError::of(SchemaErrorKind::Syntax, place)
    }
}
