//! Schemas as written: the tree that both forms, Cedar syntax and JSON, are read into, names unresolved.
//!
//! Everything that resolving may find fault with is [`Located`], so that the error can say where it stands. What the
//! names mean is the business of `resolve`.

use std::collections::BTreeMap;

use super::located::{Located, TypeName};
use crate::name::Name;

/// Annotations by key; one without a value has the empty string.
pub type Annotations = BTreeMap<String, String>;

/// A schema as written, in source order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchemaSyntax {
    /// The namespaces; declarations outside any namespace are in one whose name is `None`.
    pub namespaces: Vec<NamespaceSyntax>,
}

/// A `namespace N { … }`, or a run of declarations outside any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamespaceSyntax {
    /// Its name, `None` outside any.
    pub name: Option<Located<Name>>,
    /// Its annotations.
    pub annotations: Annotations,
    /// What it declares, in source order.
    pub declarations: Vec<Declaration>,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declaration {
    /// `entity A, B …;`
    Entity(EntityDeclaration),
    /// `action a, b …;`
    Action(ActionDeclaration),
    /// `type T = …;`
    CommonType(CommonTypeDeclaration),
}

/// `entity A, B in [P] = { … } tags T;` or `entity A enum ["x"];`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityDeclaration {
    /// Its annotations.
    pub annotations: Annotations,
    /// The identifiers declared; at least one.
    pub names: Vec<Located<String>>,
    /// What each of them is.
    pub shape: EntityShape,
}

/// The right-hand side of an entity declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityShape {
    /// An ordinary entity type.
    Standard {
        /// The types its entities may be in.
        parents: Vec<Located<Name>>,
        /// Its attributes.
        attributes: Vec<AttributeSyntax>,
        /// The type of its tags, if it may have any.
        tags: Option<TypeSyntax>,
    },
    /// An ordinary entity type whose attributes are those of a common type. Only the JSON form can say so.
    Named {
        /// The types its entities may be in.
        parents: Vec<Located<Name>>,
        /// The common type, which must be a record.
        shape: TypeName,
        /// The type of its tags, if it may have any.
        tags: Option<TypeSyntax>,
    },
    /// An enumerated type: exactly these ids. None at all is an error of resolution.
    Enum(Vec<String>),
}

/// One attribute of a record type: `@a("b") name?: T`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeSyntax {
    /// Its annotations.
    pub annotations: Annotations,
    /// Its name, any string.
    pub name: String,
    /// The type of its value.
    pub ty: TypeSyntax,
    /// Whether it must be there (no `?`).
    pub required: bool,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeSyntax {
    /// A name. In Cedar syntax it may turn out to be a built-in, extension, common or entity type.
    Name(TypeName),
    /// `Set<T>`
    Set(Box<TypeSyntax>),
    /// `{ … }`
    Record(Vec<AttributeSyntax>),
}

/// `type T = …;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonTypeDeclaration {
    /// Its annotations.
    pub annotations: Annotations,
    /// The identifier declared.
    pub name: Located<String>,
    /// What it stands for.
    pub ty: TypeSyntax,
}

/// `action a, "b c" in [g] appliesTo { … };`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionDeclaration {
    /// Its annotations.
    pub annotations: Annotations,
    /// The ids declared, any strings; at least one.
    pub names: Vec<Located<String>>,
    /// The groups they are in.
    pub groups: Vec<Located<ActionRef>>,
    /// What they apply to; `None` for a mere group.
    pub applies_to: Option<AppliesTo>,
}

/// A reference to an action: `view`, `"view"` or `NS::Action::"view"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRef {
    /// The type as written, `None` if only the id was.
    pub ty: Option<Name>,
    /// The id.
    pub id: String,
}

/// `appliesTo { principal: …, resource: …, context: … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliesTo {
    /// Types of principals. At least one in Cedar syntax; none in the JSON form, where the action has no requests then.
    pub principals: Vec<Located<Name>>,
    /// Types of resources, as those of principals.
    pub resources: Vec<Located<Name>>,
    /// The type of the context: a record or the name of a common type that is one; `None` for the empty record.
    pub context: Option<TypeSyntax>,
}
