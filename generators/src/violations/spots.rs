//! Where types stand in a schema.

use crosscheck_reference_model::schema::{
    ActionDeclaration, AttributeSyntax, CommonTypeDeclaration, Declaration, EntityDeclaration, EntityShape,
    SchemaSyntax, TypeSyntax,
};

/// What a type is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// An attribute of an entity type, or a field of one.
    Attribute,
    /// A set's elements, wherever the set stands.
    Element,
    /// A common type.
    CommonType,
    /// A context.
    Context,
    /// The tags of an entity type.
    Tags,
}

/// Every type by name that is part of such a thing.
pub(super) fn type_spots(schema: &mut SchemaSyntax, within: Within) -> Vec<&mut TypeSyntax> {
    let mut found = Vec::new();
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        match declaration {
            Declaration::Entity(EntityDeclaration {
                shape: EntityShape::Standard { attributes, tags, .. }, ..
            }) => {
                in_record(attributes, Within::Attribute, within, &mut found);
                if let Some(ty) = tags {
                    in_type(ty, Within::Tags, within, &mut found);
                }
            }
            Declaration::CommonType(CommonTypeDeclaration { ty, .. }) => {
                in_type(ty, Within::CommonType, within, &mut found);
            }
            Declaration::Action(ActionDeclaration { applies_to: Some(applies_to), .. }) => {
                // A context that is a type's name is a place of another sort.
                if let Some(TypeSyntax::Record(attributes)) = &mut applies_to.context {
                    in_record(attributes, Within::Context, within, &mut found);
                }
            }
            _ => {}
        }
    }
    found
}

fn in_record<'s>(
    attributes: &'s mut [AttributeSyntax],
    here: Within,
    within: Within,
    found: &mut Vec<&'s mut TypeSyntax>,
) {
    for attribute in attributes {
        in_type(&mut attribute.ty, here, within, found);
    }
}

fn in_type<'s>(ty: &'s mut TypeSyntax, here: Within, within: Within, found: &mut Vec<&'s mut TypeSyntax>) {
    match ty {
        TypeSyntax::Name(_) if here == within => found.push(ty),
        TypeSyntax::Name(_) => {}
        TypeSyntax::Set(element) => {
            in_type(element, if within == Within::Element { Within::Element } else { here }, within, found);
        }
        TypeSyntax::Record(attributes) => in_record(attributes, here, within, found),
    }
}
