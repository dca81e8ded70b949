//! What the authorizer answers, and why a policy erred.
//!
//! Source: language guide, authorization; formal model, `Response` and `Error`. One deviation: a call of an extension
//! function with the wrong number of arguments is a type error in the formal model; the public crate tells the two
//! apart, and so do we ([`ErrorKind::Arity`]).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::policy::PolicyId;

/// Whether the request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// Some permit is satisfied and no forbid is.
    Allow,
    /// Everything else.
    Deny,
}

impl Decision {
    /// `allow` or `deny`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Whether the request is allowed.
    pub decision: Decision,
    /// The satisfied permits of an Allow, the satisfied forbids of a Deny.
    pub determining: BTreeSet<PolicyId>,
    /// The policies whose evaluation erred, each with the kind of its error.
    pub erroring: BTreeMap<PolicyId, ErrorKind>,
}

/// Why an evaluation has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// The attributes or tags of an entity were read that the store does not hold.
    EntityMissing,
    /// The record or entity has no such attribute.
    AttributeMissing,
    /// The entity has no such tag.
    TagMissing,
    /// An operand has a type that the operator does not take.
    Type,
    /// The result of integer arithmetic is outside 64 bits.
    Overflow,
    /// A malformed literal of an extension type, or arithmetic on them outside 64 bits.
    Extension,
    /// An extension function was called with the wrong number of arguments.
    Arity,
}

impl ErrorKind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Self; 7] = [
        Self::EntityMissing,
        Self::AttributeMissing,
        Self::TagMissing,
        Self::Type,
        Self::Overflow,
        Self::Extension,
        Self::Arity,
    ];

    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EntityMissing => "entity-missing",
            Self::AttributeMissing => "attribute-missing",
            Self::TagMissing => "tag-missing",
            Self::Type => "type",
            Self::Overflow => "overflow",
            Self::Extension => "extension",
            Self::Arity => "arity",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
