//! One declaration of the schema.

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    AppliesTo, AttributeSyntax, Declaration, EntityShape, Located, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};

use super::{Hand, Row};
use crate::case::Case;

pub(super) const ROWS: &[Row] = &[
    Row {
        weight: 3,
        name: "swap required and optional",
        places: |survey| survey.schema().attributes,
        change: |hand, place| {
            let Some(schema) = &mut hand.case.schema else { return false };
            let Some(attribute) = { attributes(schema) }.into_iter().nth(place) else { return false };
            attribute.required = !attribute.required;
            true
        },
    },
    Row {
        weight: 3,
        name: "change the type of an attribute",
        places: |survey| survey.schema().attributes,
        change: |hand, place| {
            let Some(schema) = &mut hand.case.schema else { return false };
            let mut all: Vec<TypeSyntax> = attributes(schema).into_iter().map(|it| it.ty.clone()).collect();
            all.extend(["Bool", "Long", "String"].map(|name| TypeSyntax::Name(Name::unqualified(name).into())));
            let sets: Vec<TypeSyntax> = all.iter().map(|ty| TypeSyntax::Set(Box::new(ty.clone()))).collect();
            let from = if hand.choices.chance(1, 4) { sets } else { all };
            let Some(attribute) = { attributes(schema) }.into_iter().nth(place) else { return false };
            let others: Vec<TypeSyntax> = from.into_iter().filter(|ty| *ty != attribute.ty).collect();
            let Some(other) = hand.choices.pick_any(&others) else { return false };
            attribute.ty.clone_from(other);
            true
        },
    },
    Row {
        weight: 2,
        name: "drop a declared attribute",
        places: |survey| survey.schema().attributes,
        change: |hand, mut place| {
            let Some(schema) = &mut hand.case.schema else { return false };
            for record in records(schema) {
                if place < record.len() {
                    record.remove(place);
                    return true;
                }
                place -= record.len();
            }
            false
        },
    },
    Row {
        weight: 2,
        name: "drop a type from a list",
        places: |survey| survey.schema().droppable,
        change: |hand, mut place| {
            let Some(schema) = &mut hand.case.schema else { return false };
            for (list, _) in lists(schema).into_iter().filter(|(_, droppable)| *droppable) {
                if place < list.len() {
                    list.remove(place);
                    return true;
                }
                place -= list.len();
            }
            false
        },
    },
    Row { weight: 2, name: "add a type to a list", places: |survey| survey.schema().lists, change: add_type },
    Row {
        weight: 1,
        name: "change the ids of an enumerated type",
        places: |survey| survey.schema().enumerations,
        change: |hand, place| {
            let Some(schema) = &mut hand.case.schema else { return false };
            let Some(ids) = { enumerations(schema) }.into_iter().nth(place) else { return false };
            if ids.len() > 1 && hand.choices.chance(1, 2) {
                ids.remove(hand.choices.below(ids.len()));
                return true;
            }
            let mut id = ids.last().cloned().unwrap_or_default();
            while ids.contains(&id) {
                id.push('x');
            }
            ids.push(id);
            true
        },
    },
    Row {
        weight: 1,
        name: "give or take tags",
        places: |survey| survey.schema().standard,
        change: |hand, place| {
            let Some(schema) = &mut hand.case.schema else { return false };
            let Some(tags) = { tags(schema) }.into_iter().nth(place) else { return false };
            let string = || TypeSyntax::Name(Name::unqualified("String").into());
            *tags = if tags.is_some() { None } else { Some(string()) };
            true
        },
    },
];

/// How much of what there is in a schema.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    attributes: usize,
    /// Types in lists that may lose one.
    droppable: usize,
    lists: usize,
    enumerations: usize,
    /// Entity types that are not enumerated.
    standard: usize,
}

impl Counts {
    /// Counts what is in the schema of a case; nothing if it has none.
    pub(super) fn of(case: &Case) -> Self {
        let Some(mut schema) = case.schema.clone() else { return Self::default() };
        let droppable = |list: &NameList<'_>| if list.1 { list.0.len() } else { 0 };
        Self {
            attributes: attributes(&mut schema).len(),
            droppable: lists(&mut schema).iter().map(droppable).sum(),
            lists: lists(&mut schema).len(),
            enumerations: enumerations(&mut schema).len(),
            standard: tags(&mut schema).len(),
        }
    }
}

/// A list of entity types, and whether it may lose one.
type NameList<'s> = (&'s mut Vec<Located<Name>>, bool);

fn declarations(schema: &mut SchemaSyntax) -> impl Iterator<Item = &mut Declaration> {
    schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations)
}

/// The records of entity types, contexts and common types, as far as they are written out.
fn records(schema: &mut SchemaSyntax) -> Vec<&mut Vec<AttributeSyntax>> {
    let mut found = Vec::new();
    for declaration in declarations(schema) {
        match declaration {
            Declaration::Entity(entity) => match &mut entity.shape {
                EntityShape::Standard { attributes, .. } => found.push(attributes),
                EntityShape::Named { .. } | EntityShape::Enum(_) => {}
            },
            Declaration::Action(action) => {
                let context = action.applies_to.as_mut().and_then(|applies| applies.context.as_mut());
                found.extend(context.and_then(record));
            }
            Declaration::CommonType(common) => found.extend(record(&mut common.ty)),
        }
    }
    found
}

fn record(ty: &mut TypeSyntax) -> Option<&mut Vec<AttributeSyntax>> {
    match ty {
        TypeSyntax::Record(attributes) => Some(attributes),
        TypeSyntax::Name(_) | TypeSyntax::Set(_) => None,
    }
}

/// The attributes of these records.
fn attributes(schema: &mut SchemaSyntax) -> Vec<&mut AttributeSyntax> {
    records(schema).into_iter().flat_map(|record| record.iter_mut()).collect()
}

/// Parent types, and the types of principals and resources; the latter must not become empty.
fn lists(schema: &mut SchemaSyntax) -> Vec<NameList<'_>> {
    let mut found = Vec::new();
    for declaration in declarations(schema) {
        match declaration {
            Declaration::Entity(entity) => match &mut entity.shape {
                EntityShape::Standard { parents, .. } | EntityShape::Named { parents, .. } => {
                    found.push((parents, true));
                }
                EntityShape::Enum(_) => {}
            },
            Declaration::Action(action) => {
                if let Some(AppliesTo { principals, resources, .. }) = &mut action.applies_to {
                    let several = [principals.len() > 1, resources.len() > 1];
                    found.push((principals, several[0]));
                    found.push((resources, several[1]));
                }
            }
            Declaration::CommonType(_) => {}
        }
    }
    found
}

/// Adds an entity type of the same namespace to a list of parents, principals or resources that lacks it.
fn add_type(hand: &mut Hand<'_, '_>, place: usize) -> bool {
    let Some(schema) = &mut hand.case.schema else { return false };
    let types: Vec<Name> = schema.namespaces.iter().flat_map(declared).collect();
    let Some((list, _)) = { lists(schema) }.into_iter().nth(place) else { return false };
    let lacking: Vec<&Name> = types.iter().filter(|name| !list.iter().any(|other| other.value == **name)).collect();
    let Some(name) = hand.choices.pick_any(&lacking) else { return false };
    list.push((*name).clone().into());
    true
}

/// The full names of the entity types of a namespace.
fn declared(namespace: &NamespaceSyntax) -> impl Iterator<Item = Name> {
    let outer: Vec<String> = namespace
        .name
        .iter()
        .flat_map(|name| name.value.namespace.iter().chain([&name.value.basename]).cloned())
        .collect();
    let names = namespace.declarations.iter().flat_map(|declaration| match declaration {
        Declaration::Entity(entity) => entity.names.as_slice(),
        Declaration::Action(_) | Declaration::CommonType(_) => &[],
    });
    names.map(move |name| Name { namespace: outer.clone(), basename: name.value.clone() })
}

fn enumerations(schema: &mut SchemaSyntax) -> Vec<&mut Vec<String>> {
    let of = |declaration| match declaration {
        &mut Declaration::Entity(ref mut entity) => match &mut entity.shape {
            EntityShape::Enum(ids) => Some(ids),
            EntityShape::Standard { .. } | EntityShape::Named { .. } => None,
        },
        _ => None,
    };
    declarations(schema).filter_map(of).collect()
}

fn tags(schema: &mut SchemaSyntax) -> Vec<&mut Option<TypeSyntax>> {
    let of = |declaration| match declaration {
        &mut Declaration::Entity(ref mut entity) => match &mut entity.shape {
            EntityShape::Standard { tags, .. } | EntityShape::Named { tags, .. } => Some(tags),
            EntityShape::Enum(_) => None,
        },
        _ => None,
    };
    declarations(schema).filter_map(of).collect()
}
