//! A request: who wants to do what to what, and in what circumstances.
//!
//! Whether a schema allows such a request is not asked here.

use crate::context::Context;
use crate::entity_uid::EntityUid;

/// A request for authorization. The three entities need not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    principal: EntityUid,
    action: EntityUid,
    resource: EntityUid,
    context: Context,
}

impl Request {
    /// The request with these parts.
    #[must_use]
    pub fn new(principal: EntityUid, action: EntityUid, resource: EntityUid, context: Context) -> Self {
        Self { principal, action, resource, context }
    }

    /// Who acts.
    #[must_use]
    pub fn principal(&self) -> &EntityUid {
        &self.principal
    }

    /// What is done.
    #[must_use]
    pub fn action(&self) -> &EntityUid {
        &self.action
    }

    /// What it is done to.
    #[must_use]
    pub fn resource(&self) -> &EntityUid {
        &self.resource
    }

    /// The circumstances.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }
}
