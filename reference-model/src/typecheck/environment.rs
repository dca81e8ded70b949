//! Request environments: what is known of a request before it is made.
//!
//! An action applies to some types of principals and some of resources; each combination is an environment, in which the
//! types of all four variables are known. A template is looked at with each type that its slots may have, too: in
//! `principal == ?principal` the slot is of the principal's type, in `principal in ?principal` of that type or of one of
//! its ancestors. With a slot of any other type the constraint is false and there is nothing to check.
//!
//! Source: formal model, `Schema.environments`, `TypeEnv`; RFC 19, "Template slots".

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{EntityType, EntityUid};
use crate::policy::{EntityOrSlot, Scope, Slot, Template};
use crate::schema::{ActionEntry, EntityTypeEntry, Schema};
use crate::types::{CedarType, Field, RecordType};

/// The types of a request's parts, and of a template's slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment<'s> {
    /// The schema that declares all this.
    pub schema: &'s Schema,
    /// The type of `principal`.
    pub principal: &'s EntityType,
    /// The action itself.
    pub action: &'s EntityUid,
    /// The type of `resource`.
    pub resource: &'s EntityType,
    /// The type of `context`.
    pub context: &'s RecordType,
    /// The types of a template's slots; none for a static policy.
    pub slots: BTreeMap<Slot, EntityType>,
}

/// Every environment that the schema allows, in the order of its actions.
pub fn environments(schema: &Schema) -> Vec<Environment<'_>> {
    schema.actions.iter().flat_map(|(action, entry)| environments_of(schema, action, entry)).collect()
}

fn environments_of<'s>(
    schema: &'s Schema,
    action: &'s EntityUid,
    entry: &'s ActionEntry,
) -> impl Iterator<Item = Environment<'s>> {
    entry.principals.iter().flat_map(move |principal| {
        entry.resources.iter().map(move |resource| {
            let (context, slots) = (&entry.context, BTreeMap::new());
            Environment { schema, principal, action, resource, context, slots }
        })
    })
}

impl<'s> Environment<'s> {
    /// This environment, with each combination of types that the template's slots may have in it.
    pub fn with_slots(&self, template: &Template) -> Vec<Self> {
        let principals = self.slot_types(&template.principal, self.principal);
        let resources = self.slot_types(&template.resource, self.resource);
        let mut all = Vec::new();
        for principal in &principals {
            for resource in &resources {
                let slots = [(Slot::Principal, principal), (Slot::Resource, resource)];
                let slots = slots.into_iter().filter_map(|(slot, ty)| Some((slot, ty.clone()?))).collect();
                all.push(Self { slots, ..self.clone() });
            }
        }
        all
    }

    /// The types that the slot of a scope may have if its variable is of this type; just `None` if there is no slot.
    fn slot_types(&self, scope: &Scope<EntityOrSlot>, variable: &EntityType) -> BTreeSet<Option<EntityType>> {
        match scope {
            Scope::Eq(EntityOrSlot::Slot) => BTreeSet::from([Some(variable.clone())]),
            Scope::In(EntityOrSlot::Slot) | Scope::IsIn(_, EntityOrSlot::Slot) => {
                let ancestors = match self.schema.entity_types.get(variable) {
                    Some(EntityTypeEntry::Standard { ancestors, .. }) => ancestors.clone(),
                    Some(EntityTypeEntry::Enum(_)) | None => BTreeSet::new(),
                };
                ancestors.into_iter().chain([variable.clone()]).map(Some).collect()
            }
            _ => BTreeSet::from([None]),
        }
    }

    /// The declared attribute of an entity type. Actions and enumerated types have none.
    pub(crate) fn attribute(&self, ty: &EntityType, attr: &str) -> Option<&'s Field> {
        match self.schema.entity_types.get(ty)? {
            EntityTypeEntry::Standard { attrs, .. } => attrs.get(attr),
            EntityTypeEntry::Enum(_) => None,
        }
    }

    /// The declared type of the tags of an entity type, if it has any.
    pub(crate) fn tags(&self, ty: &EntityType) -> Option<&'s CedarType> {
        match self.schema.entity_types.get(ty)? {
            EntityTypeEntry::Standard { tags, .. } => tags.as_ref(),
            EntityTypeEntry::Enum(_) => None,
        }
    }

    /// Whether this action is, or is in, that one.
    pub(crate) fn is_action_in(&self, action: &EntityUid, group: &EntityUid) -> bool {
        action == group || self.schema.actions.get(action).is_some_and(|entry| entry.ancestors.contains(group))
    }

    /// Whether an entity of the type `a` may be, or be in, one of the type `b`.
    pub(crate) fn may_be_in(&self, a: &EntityType, b: &EntityType) -> bool {
        match self.schema.entity_types.get(a) {
            _ if a == b => true,
            Some(EntityTypeEntry::Standard { ancestors, .. }) => ancestors.contains(b),
            Some(EntityTypeEntry::Enum(_)) => false,
            None => self
                .schema
                .actions
                .iter()
                .any(|(action, entry)| action.ty == *a && entry.ancestors.iter().any(|group| group.ty == *b)),
        }
    }
}
