//! What a subject makes of a case: the neutral form in which answers of different implementations are compared.
//! [`validity`](Validity) is what it says of the case by its schema.
//!
//! Texts of errors are kept for people to read; nothing compares them. The kinds of evaluation errors are those of the
//! subject protocol.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::compare::{Document, Mistake};

mod validity;

pub use validity::{Place, PolicyTypes, Types, Validity, Violation, Violations, environment_text, uid_text};

/// The answer to one request, or the verdict of one policy set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// At least one permit was satisfied and no forbid.
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

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why the evaluation of a policy ended in an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// An entity that the store does not hold was asked for an attribute or a tag.
    EntityMissing,
    /// A record or an entity lacks the attribute.
    AttributeMissing,
    /// An entity lacks the tag.
    TagMissing,
    /// An operand has a type that the operator does not take.
    Type,
    /// The arithmetic of 64-bit integers left its range.
    Overflow,
    /// A function of an extension type failed: a malformed literal, arithmetic out of range.
    Extension,
    /// An extension function got the wrong number of arguments.
    Arity,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::EntityMissing,
        Self::AttributeMissing,
        Self::TagMissing,
        Self::Type,
        Self::Overflow,
        Self::Extension,
        Self::Arity,
    ];

    /// The kind as the subject protocol spells it.
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

    /// The kind that the subject protocol spells so.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a document could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Loaded {
    /// It could.
    #[default]
    Ok,
    /// It could not, with the subject's own words for people.
    Error(String),
}

impl Loaded {
    /// Whether it could be read.
    pub fn is_ok(&self) -> bool {
        matches!(self, Self::Ok)
    }

    /// The subject's words, if it could not be read.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Ok => None,
            Self::Error(text) => Some(text),
        }
    }
}

impl<T, E: fmt::Display> From<&Result<T, E>> for Loaded {
    fn from(result: &Result<T, E>) -> Self {
        match result {
            Ok(_) => Self::Ok,
            Err(error) => Self::Error(error.to_string()),
        }
    }
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Allow or deny.
    pub decision: Decision,
    /// Ids of the determining policies.
    pub reason: BTreeSet<String>,
    /// Ids of the policies whose evaluation ended in an error, with the kind if the subject tells it.
    pub errors: BTreeMap<String, Option<ErrorKind>>,
}

/// What became of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestOutcome {
    /// It was answered.
    Answer(Answer),
    /// The request itself (its context, an id) could not be read; the text is for people.
    Error(String),
    /// There was nothing to answer it with: policies or entities could not be read.
    Unavailable,
}

/// What a subject makes of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Policies and their links, as a whole.
    pub policies: Loaded,
    /// The schema; `None` if the case has none.
    pub schema: Option<Loaded>,
    /// The entities, after the fallback of reading them without the schema.
    pub entities: Loaded,
    /// One for each request, in their order.
    pub requests: Vec<RequestOutcome>,
    /// Each static policy and template as it was read, in Cedar's JSON format and there in the form of the formal model,
    /// by its id; `None` if the subject does not tell, or if one of them is too large to be written.
    pub trees: Option<BTreeMap<String, String>>,
    /// Where the first mistake is in each document that is not written as it must be, if the subject tells.
    pub mistakes: BTreeMap<Document, Mistake>,
    /// What is valid by the schema.
    pub validity: Validity,
    /// The message of a panic, if the subject panicked; then nothing else here means anything.
    pub crashed: Option<String>,
}

impl Outcome {
    /// The outcome of a subject that panicked.
    pub fn crashed(message: String) -> Self {
        Self { crashed: Some(message), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_spelled_as_the_protocol_has_them() {
        for kind in ErrorKind::ALL {
            assert_eq!(ErrorKind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(ErrorKind::from_name("typo"), None);
    }
}
