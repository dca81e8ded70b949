//! Requests: as a document holds them ([`RequestSyntax`]), and as the evaluator sees them ([`Request`]).
//!
//! Source: language guide, authorization, request creation; formal model, `Request`.

use std::collections::BTreeMap;

use crate::expr::Expr;
use crate::name::EntityUid;
use crate::restricted::{self, RestrictedError};
use crate::value::Record;

/// A request whose context is still made of restricted expressions (see [`Expr`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSyntax {
    /// Who asks.
    pub principal: EntityUid,
    /// What for.
    pub action: EntityUid,
    /// On what.
    pub resource: EntityUid,
    /// Further facts, by name.
    pub context: BTreeMap<String, Expr>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: EntityUid,
    /// What for.
    pub action: EntityUid,
    /// On what.
    pub resource: EntityUid,
    /// Further facts, by name.
    pub context: Record,
}

impl Request {
    /// The request with its context evaluated; an error if the context has no value.
    pub fn from_syntax(syntax: &RequestSyntax) -> Result<Self, RestrictedError> {
        Ok(Self {
            principal: syntax.principal.clone(),
            action: syntax.action.clone(),
            resource: syntax.resource.clone(),
            context: restricted::record(syntax.context.iter())?,
        })
    }
}
