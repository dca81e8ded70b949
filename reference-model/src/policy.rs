//! Abstract syntax of policies, templates and links.
//!
//! A policy set's text holds templates and static policies alike; a static policy is a [`Template`] without slots
//! (the same view the language's own definition takes). [`crate::template`] turns both into [`Policy`].

use std::collections::BTreeMap;

use crate::expr::Expr;
use crate::name::{EntityType, EntityUid};

/// The id of a policy, template or link; one space of ids for all three.
pub type PolicyId = String;

/// What a satisfied policy does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// `permit`
    Permit,
    /// `forbid`
    Forbid,
}

/// A hole in a template's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// `?principal`
    Principal,
    /// `?resource`
    Resource,
}

impl Slot {
    /// The slot as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Principal => "?principal",
            Self::Resource => "?resource",
        }
    }
}

/// Where a scope of a template names an entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityOrSlot {
    /// An entity.
    Entity(EntityUid),
    /// The slot of this scope's own variable: `?principal` stands only in the principal's scope, `?resource` only in
    /// the resource's.
    Slot,
}

/// The constraint on `principal` or `resource`; `E` is [`EntityOrSlot`] in a template, [`EntityUid`] in a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope<E> {
    /// No constraint.
    Any,
    /// `== E`
    Eq(E),
    /// `in E`
    In(E),
    /// `is T`
    Is(EntityType),
    /// `is T in E`
    IsIn(EntityType, E),
}

/// The constraint on `action`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionScope {
    /// No constraint.
    Any,
    /// `== A`
    Eq(EntityUid),
    /// `in A`
    In(EntityUid),
    /// `in [A, B, …]`, possibly empty.
    InAny(Vec<EntityUid>),
}

/// Whether a clause must hold or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConditionKind {
    /// `when`
    When,
    /// `unless`
    Unless,
}

/// One `when` or `unless` clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// `when` or `unless`.
    pub kind: ConditionKind,
    /// The expression between the braces.
    pub body: Expr,
}

/// A template, or a static policy if it has no slot, as the text holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its id.
    pub id: PolicyId,
    /// Annotations by key; one without a value has the empty string.
    pub annotations: BTreeMap<String, String>,
    /// `permit` or `forbid`.
    pub effect: Effect,
    /// The constraint on `principal`.
    pub principal: Scope<EntityOrSlot>,
    /// The constraint on `action`.
    pub action: ActionScope,
    /// The constraint on `resource`.
    pub resource: Scope<EntityOrSlot>,
    /// The clauses, in source order.
    pub conditions: Vec<Condition>,
}

/// A template-linked policy: values for the slots of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The id of the template.
    pub template: PolicyId,
    /// The id of the policy that the link makes.
    pub id: PolicyId,
    /// The value of each slot.
    pub slots: BTreeMap<Slot, EntityUid>,
}

/// A policy without slots, ready to be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// `permit` or `forbid`.
    pub effect: Effect,
    /// The constraint on `principal`.
    pub principal: Scope<EntityUid>,
    /// The constraint on `action`.
    pub action: ActionScope,
    /// The constraint on `resource`.
    pub resource: Scope<EntityUid>,
    /// The clauses, in source order.
    pub conditions: Vec<Condition>,
}

impl Template {
    /// The slots it has, in the order principal, resource.
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        if self.principal.has_slot() {
            slots.push(Slot::Principal);
        }
        if self.resource.has_slot() {
            slots.push(Slot::Resource);
        }
        slots
    }

    /// Whether it has no slot, and so is a policy by itself.
    pub fn is_static(&self) -> bool {
        !self.principal.has_slot() && !self.resource.has_slot()
    }
}

impl Scope<EntityOrSlot> {
    /// Whether the slot stands in this scope.
    pub fn has_slot(&self) -> bool {
        matches!(self, Self::Eq(EntityOrSlot::Slot) | Self::In(EntityOrSlot::Slot) | Self::IsIn(_, EntityOrSlot::Slot))
    }
}
