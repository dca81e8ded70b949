//! Why a text is no schema: the sort of mistake, and where it stands.
//!
//! One error, the first that is met: the text is read from its start, then what is declared is gone through, then what
//! the declarations refer to, each in source order. So a text with one mistake has one place to name; with several, which
//! of them is named is not part of the language.

use std::fmt;

use super::{MAX_TYPE_NODES, Position};
use crate::json::{JsonError, JsonErrorKind};
use crate::name::{EntityUid, Name};
use crate::parse::{MAX_HEIGHT, ParseError, ParseErrorKind};

/// Why a text or a tree is no schema, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// What is wrong.
    pub reason: Box<SchemaErrorReason>,
    /// Where the offending name or token starts; `None` in trees that were not read from a text.
    pub position: Option<Position>,
}

/// What is wrong with a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaErrorReason {
    /// The text is not Cedar's syntax of schemas.
    #[error("{0}")]
    Text(ParseError),
    /// The text is not JSON, or not the JSON of schemas.
    #[error("{0}")]
    Json(JsonError),
    /// A namespace is declared twice.
    #[error("{} is declared twice", shown(.0.as_ref()))]
    DuplicateNamespace(Option<Name>),
    /// A common type or entity type is declared twice.
    #[error("the type {0} is declared twice")]
    DuplicateType(Name),
    /// An action is declared twice.
    #[error("the action {0} is declared twice")]
    DuplicateAction(EntityUid),
    /// An attribute is declared twice in a record of the JSON form.
    #[error("the attribute {0:?} is declared twice")]
    DuplicateAttribute(String),
    /// An annotation stands twice at one thing in the JSON form.
    #[error("the annotation {0:?} is there already")]
    DuplicateAnnotation(String),
    /// A type in a namespace has the name of one outside any namespace.
    #[error("the type {shadowing} shadows the type {shadowed} of the empty namespace")]
    TypeShadowing {
        /// The one in a namespace.
        shadowing: Name,
        /// The one outside.
        shadowed: Name,
    },
    /// An action in a namespace has the id of one outside any namespace.
    #[error("the action {shadowing} shadows the action {shadowed} of the empty namespace")]
    ActionShadowing {
        /// The one in a namespace.
        shadowing: EntityUid,
        /// The one outside.
        shadowed: EntityUid,
    },
    /// The name may not be declared, by a common type or by an entity type or at all.
    #[error("the name {0} is reserved")]
    ReservedName(Name),
    /// No type of the sort that must stand here is declared by this name.
    #[error("the type {name} is not declared (seen from {})", shown(.namespace.as_ref()))]
    UndeclaredType {
        /// The name as written.
        name: Name,
        /// Where it is written, `None` outside any namespace.
        namespace: Option<Name>,
    },
    /// No such action is declared.
    #[error("the action {}{id:?} is not declared", typed(.ty.as_ref()))]
    UndeclaredAction {
        /// Its type as written, if any.
        ty: Option<Name>,
        /// Its id.
        id: String,
    },
    /// A common type is declared in terms of itself. The one named is the first, in source order, of which that is true.
    #[error("the common type {0} is declared in terms of itself")]
    CommonTypeCycle(Name),
    /// An action is in itself, over whatever groups. The one named is the first, in source order, of which that is true.
    #[error("the action {0} is in itself")]
    ActionCycle(EntityUid),
    /// The context of an action is no record.
    #[error("the context of the action {0} is no record")]
    ContextNotRecord(EntityUid),
    /// The shape of an entity type is no record.
    #[error("the shape of the entity type {0} is no record")]
    ShapeNotRecord(Name),
    /// An enumerated entity type lists no id.
    #[error("the enumerated entity type {0} lists no id")]
    EmptyEnum(Name),
    /// A type is nested more deeply than [`MAX_HEIGHT`] when its common types are written out.
    #[error("a type is nested more deeply than {MAX_HEIGHT} levels")]
    TooDeep,
    /// All types together have more nodes than [`MAX_TYPE_NODES`] when their common types are written out.
    #[error("the types have more than {MAX_TYPE_NODES} parts")]
    TooLarge,
}

impl SchemaError {
    /// The sort of mistake, as comparisons name it.
    ///
    /// A reserved word where a name must stand is a `reserved-name` in either form. A text that cannot be read for any
    /// other reason is `syntax`, but for an attribute or annotation that is repeated and for nesting beyond the limit.
    pub fn kind(&self) -> &'static str {
        use SchemaErrorReason as Reason;
        match &*self.reason {
            Reason::Text(error) => match error.kind {
                ParseErrorKind::Reserved => "reserved-name",
                ParseErrorKind::DuplicateAttribute => "duplicate-attribute",
                ParseErrorKind::DuplicateAnnotation => "duplicate-annotation",
                ParseErrorKind::TooDeep => "too-deep",
                _ => "syntax",
            },
            Reason::Json(error) => match error.kind {
                JsonErrorKind::TooDeep => "too-deep",
                _ => "syntax",
            },
            Reason::DuplicateNamespace(_) => "duplicate-namespace",
            Reason::DuplicateType(_) => "duplicate-type",
            Reason::DuplicateAction(_) => "duplicate-action",
            Reason::DuplicateAttribute(_) => "duplicate-attribute",
            Reason::DuplicateAnnotation(_) => "duplicate-annotation",
            Reason::TypeShadowing { .. } => "type-shadowing",
            Reason::ActionShadowing { .. } => "action-shadowing",
            Reason::ReservedName(_) => "reserved-name",
            Reason::UndeclaredType { .. } => "undeclared-type",
            Reason::UndeclaredAction { .. } => "undeclared-action",
            Reason::CommonTypeCycle(_) => "common-type-cycle",
            Reason::ActionCycle(_) => "action-cycle",
            Reason::ContextNotRecord(_) => "context-not-record",
            Reason::ShapeNotRecord(_) => "shape-not-record",
            Reason::EmptyEnum(_) => "empty-enum",
            Reason::TooDeep => "too-deep",
            Reason::TooLarge => "too-large",
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&*self.reason, self.position) {
            // They say for themselves where they are.
            (SchemaErrorReason::Text(_) | SchemaErrorReason::Json(_), _) | (_, None) => self.reason.fmt(f),
            (reason, Some(position)) => write!(f, "{position}: {reason}"),
        }
    }
}

impl std::error::Error for SchemaError {}

impl From<ParseError> for SchemaError {
    fn from(error: ParseError) -> Self {
        let position = Some(Position { line: error.line, column: error.column });
        Self { reason: Box::new(SchemaErrorReason::Text(error)), position }
    }
}

impl From<JsonError> for SchemaError {
    fn from(error: JsonError) -> Self {
        let position = Some(Position { line: error.line, column: error.column });
        Self { reason: Box::new(SchemaErrorReason::Json(error)), position }
    }
}

fn shown(name: Option<&Name>) -> String {
    name.map_or_else(|| "the empty namespace".to_owned(), |name| format!("the namespace {name}"))
}

fn typed(ty: Option<&Name>) -> String {
    ty.map_or_else(String::new, |ty| format!("{ty}::"))
}
