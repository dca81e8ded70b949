//! A schema as written: namespaces and declarations in source order, names not yet resolved.
//!
//! In: what the parser found. Out: nothing; this is bare data. Types live in one list and refer to each other by
//! index, a type's parts always before it, so that nothing that walks them needs to recurse.

use std::sync::Arc;

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

/// A type.
#[derive(Debug)]
pub(super) enum TypeSyntax {
    /// A name, written in this namespace.
    Name { path: Path, namespace: usize },
    /// `Set<…>`
    Set(TypeIndex),
    /// `{ … }`, in source order.
    Record(Vec<AttributeSyntax>),
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
        /// A record; `None` stands for the empty one.
        attributes: Option<TypeIndex>,
        tags: Option<TypeIndex>,
    },
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
}

/// `appliesTo { … }`
#[derive(Debug)]
pub(super) struct AppliesTo {
    pub(super) principals: Vec<Path>,
    pub(super) resources: Vec<Path>,
    /// `None` stands for the empty record.
    pub(super) context: Option<ContextSyntax>,
}

/// The type of a context.
#[derive(Debug)]
pub(super) enum ContextSyntax {
    /// A record written out.
    Record(TypeIndex),
    /// The name of a common type.
    Name(Path),
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
