//! Sets of policies, templates and links, and the rules on their ids.
//!
//! In come texts and links; out comes a set whose ids are all distinct: those of static policies, of templates and of
//! links share one space, since diagnostics name policies by id alone. An operation that fails leaves the set as it
//! was. (Language guide, "Cedar policy templates"; de facto: the reference crate's policy set.) Policies from different
//! texts may live in one set; each keeps its text's syntax alive. Nothing is compiled here.

use crate::entity_uid::EntityUid;
use crate::error::SourceError;
use crate::parse::parse_policies;
use crate::policy::{Body, Policy, PolicyId, Template};
use crate::syntax::SlotId;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// Where the ids of the policies of a text come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PolicyIds {
    /// `policy0`, `policy1`, … in source order over policies and templates together.
    #[default]
    Positional,
    /// The value of the annotation `@id`; a policy without one has its positional id.
    FromAnnotation,
}

/// Why a policy set refuses an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicySetError {
    /// The text does not parse.
    #[error(transparent)]
    Syntax(#[from] SourceError),
    /// A policy, template or link with this id is in the set already.
    #[error("the id `{0}` is taken")]
    IdTaken(PolicyId),
    /// No template has this id.
    #[error("there is no template `{0}`")]
    NoSuchTemplate(PolicyId),
    /// What has this id is no template but a policy, which has no slots to fill.
    #[error("`{0}` is not a template: it has no slots")]
    NotATemplate(PolicyId),
    /// No static policy has this id.
    #[error("there is no static policy `{0}`")]
    NoSuchPolicy(PolicyId),
    /// No link has this id.
    #[error("there is no link `{0}`")]
    NoSuchLink(PolicyId),
    /// A slot of the template got no entity.
    #[error("the slot `{0}` is not filled")]
    SlotMissing(SlotId),
    /// An entity was given for a slot that the template does not have.
    #[error("the template has no slot `{0}`")]
    SlotUnknown(SlotId),
    /// A slot was given two entities.
    #[error("the slot `{0}` is filled twice")]
    SlotTwice(SlotId),
    /// The template cannot be removed while links of it exist.
    #[error("the template `{0}` still has links")]
    TemplateInUse(PolicyId),
    /// The text holds more or less than the one policy that was asked for.
    #[error("the text holds {0} policies, not one")]
    NotOnePolicy(usize),
}

/// A set of policies, templates and links.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    templates: BTreeMap<PolicyId, Template>,
    policies: BTreeMap<PolicyId, Policy>,
}

impl PolicySet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a text of any number of policies and templates.
    ///
    /// # Errors
    /// The first mistake in the text, or the second of two policies with one id.
    pub fn parse(text: &str, ids: PolicyIds) -> Result<Self, SourceError> {
        let syntax = Arc::new(parse_policies(text)?);
        let mut set = Self::new();
        for at in 0..syntax.templates.len() {
            let body = Body { syntax: Arc::clone(&syntax), at: at as u32 };
            let annotated = if ids == PolicyIds::FromAnnotation { body.annotation("id") } else { None };
            let id = annotated.map_or_else(|| PolicyId::new(&format!("policy{at}")), PolicyId::new);
            let span = body.template().span;
            let added = if body.slots().next().is_some() {
                set.add_template(Template::of_body(id, body))
            } else {
                set.add(Policy::fixed(id, body))
            };
            added.map_err(|error| SourceError::new(text, span, error.to_string()).expecting("distinct ids"))?;
        }
        Ok(set)
    }

    /// Adds a policy.
    ///
    /// # Errors
    /// `IdTaken`. A link whose template is not in the set is `NoSuchTemplate`.
    pub fn add(&mut self, policy: Policy) -> Result<(), PolicySetError> {
        if let Some(template) = policy.template_id().filter(|id| !self.templates.contains_key(*id)) {
            return Err(PolicySetError::NoSuchTemplate(template.clone()));
        }
        if self.templates.contains_key(policy.id()) {
            return Err(PolicySetError::IdTaken(policy.id().clone()));
        }
        match self.policies.entry(policy.id().clone()) {
            Entry::Occupied(_) => Err(PolicySetError::IdTaken(policy.id().clone())),
            Entry::Vacant(place) => {
                place.insert(policy);
                Ok(())
            }
        }
    }

    /// Adds a template.
    ///
    /// # Errors
    /// `IdTaken`.
    pub fn add_template(&mut self, template: Template) -> Result<(), PolicySetError> {
        if self.is_taken(template.id()) {
            return Err(PolicySetError::IdTaken(template.id().clone()));
        }
        self.templates.insert(template.id().clone(), template);
        Ok(())
    }

    /// Adds the policy that a template is with its slots filled.
    ///
    /// # Errors
    /// If there is no such template, a slot is missing, unknown or filled twice, or the new id is taken.
    pub fn link(
        &mut self,
        template_id: &PolicyId,
        new_id: PolicyId,
        values: &[(SlotId, EntityUid)],
    ) -> Result<(), PolicySetError> {
        let Some(template) = self.templates.get(template_id) else {
            let id = template_id.clone();
            let exists = self.policies.contains_key(template_id);
            return Err(if exists { PolicySetError::NotATemplate(id) } else { PolicySetError::NoSuchTemplate(id) });
        };
        if self.is_taken(&new_id) {
            return Err(PolicySetError::IdTaken(new_id));
        }
        let policy = template.link(new_id.clone(), values)?;
        self.policies.insert(new_id, policy);
        Ok(())
    }

    /// Removes a link.
    ///
    /// # Errors
    /// `NoSuchLink`, also for a static policy.
    pub fn unlink(&mut self, id: &PolicyId) -> Result<Policy, PolicySetError> {
        match self.policies.get(id) {
            Some(policy) if policy.template_id().is_some() => {}
            _ => return Err(PolicySetError::NoSuchLink(id.clone())),
        }
        self.policies.remove(id).ok_or_else(|| PolicySetError::NoSuchLink(id.clone()))
    }

    /// Removes a static policy.
    ///
    /// # Errors
    /// `NoSuchPolicy`, also for a link.
    pub fn remove_static(&mut self, id: &PolicyId) -> Result<Policy, PolicySetError> {
        match self.policies.get(id) {
            Some(policy) if policy.template_id().is_none() => {}
            _ => return Err(PolicySetError::NoSuchPolicy(id.clone())),
        }
        self.policies.remove(id).ok_or_else(|| PolicySetError::NoSuchPolicy(id.clone()))
    }

    /// Removes a template that has no links.
    ///
    /// # Errors
    /// `NoSuchTemplate` or `TemplateInUse`.
    pub fn remove_template(&mut self, id: &PolicyId) -> Result<Template, PolicySetError> {
        if self.policies.values().any(|policy| policy.template_id() == Some(id)) {
            return Err(PolicySetError::TemplateInUse(id.clone()));
        }
        self.templates.remove(id).ok_or_else(|| PolicySetError::NoSuchTemplate(id.clone()))
    }

    /// The policy or link with this id.
    #[must_use]
    pub fn policy(&self, id: &PolicyId) -> Option<&Policy> {
        self.policies.get(id)
    }

    /// The template with this id.
    #[must_use]
    pub fn template(&self, id: &PolicyId) -> Option<&Template> {
        self.templates.get(id)
    }

    /// All static policies and links, sorted by id.
    pub fn policies(&self) -> impl ExactSizeIterator<Item = &Policy> {
        self.policies.values()
    }

    /// All templates, sorted by id.
    pub fn templates(&self) -> impl ExactSizeIterator<Item = &Template> {
        self.templates.values()
    }

    fn is_taken(&self, id: &PolicyId) -> bool {
        self.policies.contains_key(id) || self.templates.contains_key(id)
    }
}

#[cfg(test)]
mod tests;
