//! What was planted: the violation's name and kind, and where a validator must report it.
//!
//! It travels with the case, so that a saved case still says what is wrong with it. Everything here is text in neutral
//! terms (the shared vocabulary of violation kinds, canonical spelling of expressions), so that no reader needs the tree
//! that it was planted into.

use serde::{Deserialize, Serialize};

use crate::text::UidText;

/// The part of a case that is in violation of the schema, or of the rules of schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// The schema itself: nothing can be validated by it.
    Schema,
    /// One policy, template or link.
    Policy,
    /// One listed entity.
    Entity,
    /// The principal, action or resource of one request.
    Request,
    /// The context of one request.
    Context,
}

/// Which validation refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// Every one, permissive validation as well.
    Always,
    /// Strict validation, and that at a level; permissive validation finds nothing wrong with it.
    Strictly,
    /// Validation at the level of the case; it is strictly valid.
    AtLevel,
}

/// Which of several equal tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occurrence {
    /// The only one, or any of them.
    Any,
    /// The first in the text.
    First,
    /// The last in the text.
    Last,
}

/// Where the violation must be reported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// At a word of the schema's text, which is an identifier or, if the printer quotes it, a string literal.
    Token {
        /// The word; no other thing in the case is called so.
        token: String,
        /// Which of its occurrences.
        occurrence: Occurrence,
    },
    /// At a sub-expression of a policy.
    Expression {
        /// The id of the policy or template.
        policy: String,
        /// The sub-expression in canonical spelling: a report is right if what it names parses to the same tree.
        at: String,
    },
    /// At a part of a policy.
    Part {
        /// The id of the policy, template or link.
        policy: String,
        /// `scope` as a whole, or its `principal`, `action` or `resource`.
        part: String,
    },
    /// In an entity.
    Entity {
        /// The entity.
        uid: UidText,
        /// The way to the value: `["a"]["b"]`, `tags["k"]["b"]`, a parent's `T::"x"`; empty for the entity itself. Elements
        /// of sets have no path of their own.
        path: String,
    },
    /// In a request.
    Request {
        /// The request's index in the case.
        index: usize,
        /// `principal`, `action`, `resource`, or `context`.
        part: String,
        /// The way to the value in the context, as in an entity; empty for the part itself.
        path: String,
    },
}

/// A violation that was planted into a case that was valid.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Planted {
    /// Its name in the table of violations.
    pub name: String,
    /// The part of the case that it is in.
    pub document: Document,
    /// The kind that a validator must report, in the shared vocabulary: `optional-attribute`, `type-mismatch`.
    pub kind: String,
    /// Which validation refuses it. Only of policies there are several.
    pub refused: Refused,
    /// Where it must be reported.
    pub place: Place,
}
