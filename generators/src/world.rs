//! The plan of a case: entity types, actions and constants, from which schema, entities, policies and requests are made.
//!
//! It is what a schema means (the reference model's types), kept for every case, also for those that are printed
//! without a schema, so that one generator serves both. Types and actions are spoken of by their index here.

use crosscheck_reference_model::name::{EntityType, EntityUid, Name};
use crosscheck_reference_model::types::{CedarType, RecordType};

/// An entity type by its index in [`World::types`].
pub(crate) type TypeIndex = usize;

/// An action by its index in [`World::actions`].
pub(crate) type ActionIndex = usize;

/// Everything that is declared.
#[derive(Debug, Default)]
pub(crate) struct World {
    /// The namespaces' names, `None` for none; types and actions have an index into it.
    pub(crate) namespaces: Vec<Option<Name>>,
    /// The entity types.
    pub(crate) types: Vec<TypePlan>,
    /// The actions; the groups of an action stand before it.
    pub(crate) actions: Vec<ActionPlan>,
    /// The common types.
    pub(crate) common_types: Vec<CommonType>,
}

/// An entity type.
#[derive(Debug, Clone)]
pub(crate) struct TypePlan {
    pub(crate) namespace: usize,
    pub(crate) name: EntityType,
    /// The types its entities may be in directly.
    pub(crate) parents: Vec<TypeIndex>,
    /// The types its entities may be in at all, sorted.
    pub(crate) ancestors: Vec<TypeIndex>,
    pub(crate) shape: Shape,
}

/// What the entities of a type are.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Standard { attrs: RecordType, tags: Option<CedarType> },
    Enum(Vec<String>),
}

/// An action.
#[derive(Debug, Clone)]
pub(crate) struct ActionPlan {
    pub(crate) namespace: usize,
    pub(crate) uid: EntityUid,
    /// The groups it is in directly.
    pub(crate) groups: Vec<ActionIndex>,
    /// The groups it is in at all, sorted.
    pub(crate) ancestors: Vec<ActionIndex>,
    /// Empty for a mere group.
    pub(crate) principals: Vec<TypeIndex>,
    /// Empty for a mere group.
    pub(crate) resources: Vec<TypeIndex>,
    pub(crate) context: RecordType,
}

/// A common type of the schema.
#[derive(Debug, Clone)]
pub(crate) struct CommonType {
    pub(crate) namespace: usize,
    pub(crate) name: String,
    pub(crate) ty: CedarType,
}

impl World {
    /// The index of the type `name`.
    pub(crate) fn type_index(&self, name: &EntityType) -> Option<TypeIndex> {
        self.types.iter().position(|plan| plan.name == *name)
    }

    /// The attributes of a type; an enumerated one has none.
    pub(crate) fn attrs(&self, ty: TypeIndex) -> Option<&RecordType> {
        match &self.types[ty].shape {
            Shape::Standard { attrs, .. } => Some(attrs),
            Shape::Enum(_) => None,
        }
    }

    /// The type of the tags of a type's entities, if they may have any.
    pub(crate) fn tags(&self, ty: TypeIndex) -> Option<&CedarType> {
        match &self.types[ty].shape {
            Shape::Standard { tags, .. } => tags.as_ref(),
            Shape::Enum(_) => None,
        }
    }

    /// Whether an entity of type `ty` may be one of `ancestor` or in one.
    pub(crate) fn may_be_in(&self, ty: TypeIndex, ancestor: TypeIndex) -> bool {
        ty == ancestor || self.types[ty].ancestors.contains(&ancestor)
    }

    /// The actions that apply to something.
    pub(crate) fn applicable(&self) -> impl Iterator<Item = ActionIndex> + '_ {
        (0..self.actions.len()).filter(|action| !self.actions[*action].principals.is_empty())
    }
}

/// What can be reached from each of `direct`, by steps over `direct`; sorted, and holding the start itself only if it
/// lies on a cycle.
pub(crate) fn reachable(direct: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let reach = |start: usize| {
        let mut seen = vec![false; direct.len()];
        let mut open: Vec<usize> = direct[start].clone();
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut seen[next], true) {
                open.extend(&direct[next]);
            }
        }
        (0..direct.len()).filter(|index| seen[*index]).collect()
    };
    (0..direct.len()).map(reach).collect()
}
