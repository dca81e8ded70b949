//! Passes over the schema: all of it, declarations, and what they hold.
//!
//! A part that others refer to makes the schema unreadable when it goes; then the subjects agree to reject it, the
//! difference is lost, and the part stays.

use crosscheck_generators::Case;
use crosscheck_reference_model::schema::{
    ActionDeclaration, AttributeSyntax, Declaration, EntityDeclaration, EntityShape, SchemaSyntax, TypeSyntax,
};

use super::passes::Pick;

pub(super) fn whole(case: &mut Case, pick: &mut Pick) {
    if case.schema.is_some() && pick.take() {
        case.schema = None;
    }
}

pub(super) fn declarations(case: &mut Case, pick: &mut Pick) {
    let Some(schema) = &mut case.schema else { return };
    for namespace in &mut schema.namespaces {
        namespace.declarations.retain(|_| !pick.take());
    }
    drop_empty_namespaces(schema);
}

fn drop_empty_namespaces(schema: &mut SchemaSyntax) {
    schema.namespaces.retain(|namespace| !namespace.declarations.is_empty());
}

/// Names of declarations that declare several, annotations, attributes, parents, tags, ids, groups, contexts.
pub(super) fn parts(case: &mut Case, pick: &mut Pick) {
    let Some(schema) = &mut case.schema else { return };
    for namespace in &mut schema.namespaces {
        namespace.annotations.retain(|_, _| !pick.take());
        for declaration in &mut namespace.declarations {
            match declaration {
                Declaration::Entity(entity) => entity_parts(entity, pick),
                Declaration::Action(action) => action_parts(action, pick),
                Declaration::CommonType(common) => {
                    common.annotations.retain(|_, _| !pick.take());
                    type_parts(&mut common.ty, pick);
                }
            }
        }
    }
}

fn entity_parts(entity: &mut EntityDeclaration, pick: &mut Pick) {
    entity.annotations.retain(|_, _| !pick.take());
    all_but_one(&mut entity.names, pick);
    match &mut entity.shape {
        EntityShape::Standard { parents, attributes, tags } => {
            parents.retain(|_| !pick.take());
            attribute_parts(attributes, pick);
            if tags.is_some() && pick.take() {
                *tags = None;
            }
        }
        EntityShape::Named { parents, tags, .. } => {
            parents.retain(|_| !pick.take());
            if tags.is_some() && pick.take() {
                *tags = None;
            }
        }
        EntityShape::Enum(ids) => all_but_one(ids, pick),
    }
}

fn action_parts(action: &mut ActionDeclaration, pick: &mut Pick) {
    action.annotations.retain(|_, _| !pick.take());
    all_but_one(&mut action.names, pick);
    action.groups.retain(|_| !pick.take());
    let Some(applies_to) = &mut action.applies_to else { return };
    if pick.take() {
        action.applies_to = None;
        return;
    }
    all_but_one(&mut applies_to.principals, pick);
    all_but_one(&mut applies_to.resources, pick);
    if let Some(context) = &mut applies_to.context {
        type_parts(context, pick);
        if pick.take() {
            applies_to.context = None;
        }
    }
}

fn attribute_parts(attributes: &mut Vec<AttributeSyntax>, pick: &mut Pick) {
    attributes.retain_mut(|attribute| {
        if pick.take() {
            return false;
        }
        attribute.annotations.retain(|_, _| !pick.take());
        type_parts(&mut attribute.ty, pick);
        true
    });
}

fn type_parts(ty: &mut TypeSyntax, pick: &mut Pick) {
    match ty {
        TypeSyntax::Name(_) => {}
        TypeSyntax::Set(element) => type_parts(element, pick),
        TypeSyntax::Record(attributes) => attribute_parts(attributes, pick),
    }
}

/// For lists that may not be empty: the last one that is asked for stays.
fn all_but_one<T>(items: &mut Vec<T>, pick: &mut Pick) {
    let mut left = items.len();
    items.retain(|_| {
        let goes = pick.take() && left > 1;
        left -= usize::from(goes);
        !goes
    });
}
