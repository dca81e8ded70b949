//! A schema as written: namespaces and declarations in source order, names not yet resolved.
//!
//! In: what the parser found. Out: nothing; this is bare data. Types live in one list and refer to each other by
//! index, a type's parts always before it, so that nothing that walks them needs to recurse.

use std::fmt;
use std::sync::Arc;

use super::Type;
use crate::error::Span;

/// Index of a type in [`SchemaSyntax::types`].
pub(super) type TypeIndex = u32;

/// A whole schema.
#[derive(Debug, Default)]
pub(super) struct SchemaSyntax {
    /// Names of the namespaces; the first is the empty one, which is always there.
    pub(super) namespaces: Vec<Option<Path>>,
    /// All types, parts before wholes.
    pub(super) types: Vec<TypeSyntax>,
    pub(super) entities: Vec<EntityDeclaration>,
    pub(super) actions: Vec<ActionDeclaration>,
    pub(super) common_types: Vec<CommonTypeDeclaration>,
}

/// Identifiers joined by `::`.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// The identifiers, joined without blanks.
    pub(super) name: Arc<str>,
    pub(super) span: Span,
}

/// A word or a string that names something.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) text: Arc<str>,
    pub(super) span: Span,
}

impl fmt::Display for Label {
    /// Writes a word as it is, and anything else as a string, so that a message stays readable whatever the name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_word(&self.text) {
            formatter.write_str(&self.text)
        } else {
            write!(formatter, "\"{}\"", self.text.escape_debug())
        }
    }
}

/// A type.
#[derive(Debug)]
pub(super) enum TypeSyntax {
    /// A name, written in this namespace.
    Name { path: Path, namespace: usize, sort: Sort },
    /// A built-in type that no declaration can take the name of; only JSON has such.
    BuiltIn(Type),
    /// `Set<…>`
    Set(TypeIndex),
    /// `{ … }`, in source order.
    Record(Vec<AttributeSyntax>),
}

/// What the name of a type may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Any type.
    Any,
    /// A common or built-in type only.
    Common,
    /// An entity type only.
    Entity,
}

/// A type that must be a record, and where it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordSyntax {
    pub(super) ty: TypeIndex,
    pub(super) span: Span,
}

/// An attribute of a record type.
#[derive(Debug)]
pub(super) struct AttributeSyntax {
    pub(super) name: Label,
    pub(super) ty: TypeIndex,
    pub(super) required: bool,
}

/// `entity …;`, one for each name declared by it.
#[derive(Debug)]
pub(super) struct EntityDeclaration {
    pub(super) namespace: usize,
    pub(super) name: Label,
    /// What it is; names declared together share it.
    pub(super) shape: Arc<EntityShape>,
}

/// The part of an entity declaration after its names.
#[derive(Debug)]
pub(super) enum EntityShape {
    Standard {
        parents: Vec<Path>,
        /// `None` stands for the empty record.
        attributes: Option<RecordSyntax>,
        tags: Option<TypeIndex>,
    },
    /// The ids; that there is one at least is checked when names are resolved.
    Enum(Vec<Label>),
}

/// `action …;`, one for each name declared by it.
#[derive(Debug)]
pub(super) struct ActionDeclaration {
    pub(super) namespace: usize,
    pub(super) name: Label,
    pub(super) groups: Arc<Vec<ActionReference>>,
    /// `None` for a mere group.
    pub(super) applies_to: Option<Arc<AppliesTo>>,
}

/// A group that an action is in.
#[derive(Debug)]
pub(super) struct ActionReference {
    /// The type, if written.
    pub(super) ty: Option<Path>,
    pub(super) id: Label,
    /// All of it in Cedar syntax, the id in JSON.
    pub(super) span: Span,
}

/// `appliesTo { … }`. Only JSON can leave the lists empty.
#[derive(Debug)]
pub(super) struct AppliesTo {
    pub(super) principals: Vec<Path>,
    pub(super) resources: Vec<Path>,
    /// `None` stands for the empty record.
    pub(super) context: Option<RecordSyntax>,
}

/// `type … = …;`
#[derive(Debug)]
pub(super) struct CommonTypeDeclaration {
    pub(super) namespace: usize,
    pub(super) name: Label,
    /// The first and the last of its types; the last is what the name stands for.
    pub(super) first: TypeIndex,
    pub(super) body: TypeIndex,
}

/// Whether no common type can be called so, in either form of schemas.
pub(super) fn is_reserved_type_name(name: &str) -> bool {
    matches!(name, "Bool" | "Boolean" | "Entity" | "Extension" | "Long" | "Record" | "Set" | "String" | "__cedar")
}

/// Whether a text is a word, reserved or not.
pub(super) fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte == b'_' || byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}
