//! Requests: as a document holds them ([`RequestSyntax`]), and as the evaluator sees them ([`Request`]).

use std::collections::BTreeMap;

use crate::expr::Expr;
use crate::name::EntityUid;
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
