//! Intents: what a case was built to show, policy by policy and request by request.
//!
//! Generators aim each policy at a request and make other requests from that one by one change, so they know what comes
//! out: the policy is satisfied, errs in a known way, or is missed by just the thing that was changed. That is recorded
//! with the case, in neutral terms, and never shown to a subject; a subject is held against it. Nothing is recorded that
//! the reference model did not say of the tree; so a breach means that text, parser or evaluation lost it on the way.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one policy or link was meant to make of one request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Intent {
    /// The id of the static policy or the link.
    pub policy: String,
    /// Whether it is a forbid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forbids: bool,
    /// The index of the request.
    pub request: usize,
    /// What is meant.
    #[serde(flatten)]
    pub meant: Meant,
}

/// What a policy is meant to make of a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "meant")]
pub enum Meant {
    /// It is satisfied.
    Satisfied,
    /// It is not satisfied, and does not err.
    Missed {
        /// The one thing that it misses.
        by: Miss,
        /// The request that differs by nothing else, and satisfies it; none where the conditions are false by themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<usize>,
    },
    /// It errs.
    Errs {
        /// The kind of the error, as reports spell it.
        kind: String,
        /// The one thing that makes it err, if a request differs by nothing else and satisfies it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Miss>,
        /// That request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<usize>,
    },
}

/// The one thing by which a request misses a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// The principal is another one, and the scope does not hold.
    ScopePrincipal,
    /// The action is another one, and the scope does not hold.
    ScopeAction,
    /// The resource is another one, and the scope does not hold.
    ScopeResource,
    /// One edge of the hierarchy is not there (or is there where it must not be), which begins at the principal or resource.
    FirstEdge,
    /// The same of an edge that begins at a parent.
    SecondEdge,
    /// The same of an edge that begins farther up.
    FartherEdge,
    /// An attribute or a key of the context has another value.
    AttributeValue,
    /// An attribute or a key of the context is there or not.
    AttributePresence,
    /// A tag has another value.
    TagValue,
    /// A tag is there or not.
    TagPresence,
    /// A value is beyond the one that it is compared with, by at most one step, and greater than before.
    BoundaryAbove,
    /// The same, and less than before.
    BoundaryBelow,
    /// A condition is false on purpose, whatever the scope says.
    Condition,
    /// The policy shows a rule of the language that comes out false.
    Probe,
}

impl Miss {
    /// Every sort, in the order of their declaration.
    pub const ALL: [Self; 14] = [
        Self::ScopePrincipal,
        Self::ScopeAction,
        Self::ScopeResource,
        Self::FirstEdge,
        Self::SecondEdge,
        Self::FartherEdge,
        Self::AttributeValue,
        Self::AttributePresence,
        Self::TagValue,
        Self::TagPresence,
        Self::BoundaryAbove,
        Self::BoundaryBelow,
        Self::Condition,
        Self::Probe,
    ];

    /// The name that it is counted under.
    pub fn counted_as(self) -> &'static str {
        match self {
            Self::ScopePrincipal => "miss by scope, principal",
            Self::ScopeAction => "miss by scope, action",
            Self::ScopeResource => "miss by scope, resource",
            Self::FirstEdge => "miss by first edge",
            Self::SecondEdge => "miss by second edge",
            Self::FartherEdge => "miss by farther edge",
            Self::AttributeValue => "miss by attribute, value",
            Self::AttributePresence => "miss by attribute, presence",
            Self::TagValue => "miss by tag, value",
            Self::TagPresence => "miss by tag, presence",
            Self::BoundaryAbove => "miss by boundary, above",
            Self::BoundaryBelow => "miss by boundary, below",
            Self::Condition => "miss by condition",
            Self::Probe => "miss by probe",
        }
    }
}

impl Meant {
    /// What is meant in a word.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::Missed { .. } => "missed",
            Self::Errs { .. } => "errs",
        }
    }

    /// The one thing that is wrong, if just one is.
    pub fn miss(&self) -> Option<Miss> {
        match self {
            Self::Satisfied => None,
            Self::Missed { by, .. } => Some(*by),
            Self::Errs { by, .. } => *by,
        }
    }
}

impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Satisfied => f.write_str("satisfied"),
            Self::Missed { by, .. } => write!(f, "missed ({})", by.counted_as().trim_start_matches("miss ")),
            Self::Errs { kind, .. } => write!(f, "an error of kind {kind}"),
        }
    }
}
