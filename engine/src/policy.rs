//! Policies and templates, one by one.
//!
//! In comes a text, or an entry of a text's syntax; out comes a [`Policy`], which can be evaluated, or a [`Template`],
//! which becomes policies by linking: a link has exactly the slots of its template filled. Both keep the syntax of
//! their text alive and copy nothing of it. The rules on ids are in `policy_set`.

use crate::entity_uid::EntityUid;
use crate::parse::parse_policies;
use crate::policy_set::PolicySetError;
use crate::syntax::{Effect, SlotId, Syntax, TemplateSyntax};
use std::fmt;
use std::sync::Arc;

/// The id of a policy, a template or a link within its set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(Arc<str>);

impl PolicyId {
    /// The id that is this text; any text is one.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(Arc::from(id))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&str> for PolicyId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

/// A policy with holes: its scope has at least one slot.
#[derive(Clone, Debug)]
pub struct Template {
    id: PolicyId,
    body: Body,
}

/// A policy that can be evaluated: a static one, or a template with its slots filled.
#[derive(Clone, Debug)]
pub struct Policy {
    id: PolicyId,
    body: Body,
    template: Option<PolicyId>,
    principal: Option<EntityUid>,
    resource: Option<EntityUid>,
}

/// One entry of a text's syntax.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) syntax: Arc<Syntax>,
    pub(crate) at: u32,
}

impl Body {
    pub(crate) fn template(&self) -> &TemplateSyntax {
        &self.syntax.templates[self.at as usize]
    }

    pub(crate) fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.syntax.annotations[self.template().annotations.range()]
            .iter()
            .map(|(key, value)| (self.syntax.text(*key), value.map_or("", |value| self.syntax.text(value))))
    }

    pub(crate) fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations().find(|(found, _)| *found == key).map(|(_, value)| value)
    }

    fn has_slot(&self, slot: SlotId) -> bool {
        match slot {
            SlotId::Principal => self.template().principal.has_slot(),
            SlotId::Resource => self.template().resource.has_slot(),
        }
    }

    pub(crate) fn slots(&self) -> impl Iterator<Item = SlotId> {
        [SlotId::Principal, SlotId::Resource].into_iter().filter(|slot| self.has_slot(*slot))
    }
}

impl Template {
    /// Reads a text that holds one policy with at least one slot.
    ///
    /// # Errors
    /// `Syntax` or `NotOnePolicy` for the text, `NotATemplate` if it has no slot.
    pub fn parse(id: PolicyId, text: &str) -> Result<Self, PolicySetError> {
        let body = one_policy(text)?;
        let is_template = body.slots().next().is_some();
        if is_template { Ok(Self { id, body }) } else { Err(PolicySetError::NotATemplate(id)) }
    }

    /// The template that an entry of a syntax is.
    pub(crate) fn of_body(id: PolicyId, body: Body) -> Self {
        Self { id, body }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// What its links do when they are satisfied.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.body.template().effect
    }

    /// The slots of its scope.
    pub fn slots(&self) -> impl Iterator<Item = SlotId> {
        self.body.slots()
    }

    /// Keys and values of its annotations in source order; one without a value has the empty one.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.body.annotations()
    }

    /// The value of the annotation with this key.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.body.annotation(key)
    }

    pub(crate) fn body(&self) -> &Body {
        &self.body
    }

    /// The policy that this template is with its slots filled.
    pub(crate) fn link(&self, id: PolicyId, values: &[(SlotId, EntityUid)]) -> Result<Policy, PolicySetError> {
        let (mut principal, mut resource) = (None, None);
        for (slot, uid) in values {
            if !self.body.has_slot(*slot) {
                return Err(PolicySetError::SlotUnknown(*slot));
            }
            let value = match slot {
                SlotId::Principal => &mut principal,
                SlotId::Resource => &mut resource,
            };
            if value.replace(uid.clone()).is_some() {
                return Err(PolicySetError::SlotTwice(*slot));
            }
        }
        let filled = |slot| match slot {
            SlotId::Principal => principal.is_some(),
            SlotId::Resource => resource.is_some(),
        };
        if let Some(slot) = self.body.slots().find(|slot| !filled(*slot)) {
            return Err(PolicySetError::SlotMissing(slot));
        }
        Ok(Policy { id, body: self.body.clone(), template: Some(self.id.clone()), principal, resource })
    }
}

impl Policy {
    /// Reads a text that holds one policy without slots.
    ///
    /// # Errors
    /// `Syntax` or `NotOnePolicy` for the text, `SlotMissing` if it is a template.
    pub fn parse(id: PolicyId, text: &str) -> Result<Self, PolicySetError> {
        let body = one_policy(text)?;
        let slot = body.slots().next();
        slot.map_or_else(|| Ok(Self::fixed(id, body)), |slot| Err(PolicySetError::SlotMissing(slot)))
    }

    /// The static policy that an entry of a syntax is.
    pub(crate) fn fixed(id: PolicyId, body: Body) -> Self {
        Self { id, body, template: None, principal: None, resource: None }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &PolicyId {
        &self.id
    }

    /// What it does when it is satisfied.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.body.template().effect
    }

    /// The template it is a link of; none for a static policy.
    #[must_use]
    pub fn template_id(&self) -> Option<&PolicyId> {
        self.template.as_ref()
    }

    /// The entity that fills a slot.
    #[must_use]
    pub fn slot(&self, slot: SlotId) -> Option<&EntityUid> {
        match slot {
            SlotId::Principal => self.principal.as_ref(),
            SlotId::Resource => self.resource.as_ref(),
        }
    }

    /// Keys and values of its annotations in source order; one without a value has the empty one.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.body.annotations()
    }

    /// The value of the annotation with this key.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.body.annotation(key)
    }

    pub(crate) fn body(&self) -> &Body {
        &self.body
    }
}

fn one_policy(text: &str) -> Result<Body, PolicySetError> {
    let syntax = parse_policies(text)?;
    match syntax.templates.len() {
        1 => Ok(Body { syntax: Arc::new(syntax), at: 0 }),
        count => Err(PolicySetError::NotOnePolicy(count)),
    }
}
