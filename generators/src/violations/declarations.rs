//! Declarations and types as violations of schemas need them: as small as can be.

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    ActionDeclaration, ActionRef, Annotations, AttributeSyntax, CommonTypeDeclaration, Declaration, EntityDeclaration,
    EntityShape, TypeSyntax,
};

use super::schemas::TYPE;

/// `Long`
pub(super) fn long() -> TypeSyntax {
    TypeSyntax::Name(Name::unqualified("Long").into())
}

/// A type by its name.
pub(super) fn named(name: &str) -> TypeSyntax {
    TypeSyntax::Name(Name::unqualified(name).into())
}

/// An optional attribute.
pub(super) fn attribute(name: &str, ty: TypeSyntax) -> AttributeSyntax {
    AttributeSyntax { annotations: Annotations::new(), name: name.to_owned(), ty, required: false }
}

/// An ordinary entity type without anything.
pub(super) fn entity(name: &str) -> Declaration {
    let shape = EntityShape::Standard { parents: Vec::new(), attributes: Vec::new(), tags: None };
    Declaration::Entity(EntityDeclaration { annotations: Annotations::new(), names: vec![name.into()], shape })
}

/// The planted entity type, with these ids.
pub(super) fn enumerated(ids: Vec<String>) -> Declaration {
    let shape = EntityShape::Enum(ids);
    Declaration::Entity(EntityDeclaration { annotations: Annotations::new(), names: vec![TYPE.into()], shape })
}

/// A common type.
pub(super) fn common(name: &str, ty: TypeSyntax) -> Declaration {
    Declaration::CommonType(CommonTypeDeclaration { annotations: Annotations::new(), name: name.into(), ty })
}

/// An action in these groups, which applies to nothing.
pub(super) fn action(id: &str, groups: Vec<&str>) -> Declaration {
    let groups = groups.into_iter().map(|id| ActionRef { ty: None, id: id.to_owned() }.into()).collect();
    let annotations = Annotations::new();
    Declaration::Action(ActionDeclaration { annotations, names: vec![id.into()], groups, applies_to: None })
}
