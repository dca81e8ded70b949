//! What the authorizer answers: the decision, the policies that determined it, and the policies that erred.
//!
//! A policy errs alone: it counts as not satisfied, and the decision is made by the others. The seven kinds of error
//! are part of the contract; the texts of messages are for people. How an answer is found is in `authorizer`.

use crate::policy::PolicyId;
use std::fmt;

/// Whether a request is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// At least one `permit` is satisfied, and no `forbid`.
    Allow,
    /// Anything else.
    Deny,
}

/// The kinds of error that evaluation can end in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// An attribute or tag of an entity that does not exist.
    EntityMissing,
    /// An attribute that the record or entity does not have.
    AttributeMissing,
    /// A tag that the entity does not have.
    TagMissing,
    /// An operand of the wrong type.
    Type,
    /// An integer outside 64 bits.
    Overflow,
    /// An extension function that refuses its arguments.
    Extension,
    /// An extension function called with the wrong number of arguments.
    Arity,
}

impl ErrorKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::EntityMissing,
        Self::AttributeMissing,
        Self::TagMissing,
        Self::Type,
        Self::Overflow,
        Self::Extension,
        Self::Arity,
    ];

    /// The name of the kind, as the subject protocol writes it.
    #[must_use]
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

impl fmt::Display for ErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// That a policy could not be evaluated, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("while evaluating `{policy}`: {message}")]
pub struct AuthorizationError {
    policy: PolicyId,
    kind: ErrorKind,
    message: String,
}

impl AuthorizationError {
    pub(crate) fn new(policy: PolicyId, kind: ErrorKind, message: String) -> Self {
        Self { policy, kind, message }
    }

    /// The policy that erred.
    #[must_use]
    pub fn policy_id(&self) -> &PolicyId {
        &self.policy
    }

    /// The kind of error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What happened, for people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Why a decision is what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    reason: Vec<PolicyId>,
    errors: Vec<AuthorizationError>,
}

impl Diagnostics {
    /// The policies that determined the decision, sorted by id: the satisfied `forbid`s if there are any, else the
    /// satisfied `permit`s.
    #[must_use]
    pub fn reason(&self) -> &[PolicyId] {
        &self.reason
    }

    /// The policies that erred, sorted by id.
    #[must_use]
    pub fn errors(&self) -> &[AuthorizationError] {
        &self.errors
    }
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    decision: Decision,
    diagnostics: Diagnostics,
}

impl Response {
    pub(crate) fn new(decision: Decision, reason: Vec<PolicyId>, errors: Vec<AuthorizationError>) -> Self {
        Self { decision, diagnostics: Diagnostics { reason, errors } }
    }

    /// Whether the request is allowed.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.decision
    }

    /// Which policies determined it, and which erred.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }
}
