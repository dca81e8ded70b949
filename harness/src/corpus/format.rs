//! The JSON files of a case as they are on disk, and nothing else: `NAME.json`, which the public integration tests
//! define, and `NAME.meta.json`, which is ours.
//!
//! In public data a request may lack its principal, action or resource (unknown). A context is kept as the text that it
//! is, because how it is spelled may be what a finding is about.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::case::DEFAULT_LEVEL;
use crosscheck_generators::intents::Intent;
use crosscheck_generators::text::{LinkText, UidText};
use crosscheck_generators::violations::Planted;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The version of `NAME.meta.json` that is written, and the newest that can be read.
pub const META_VERSION: u32 = 1;

/// `NAME.json`
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CaseFile {
    pub(super) policies: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<String>,
    pub(super) entities: String,
    #[serde(default)]
    pub(super) should_validate: bool,
    pub(super) requests: Vec<RequestFile>,
}

/// One request of `NAME.json`; without a decision nothing is recorded of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestFile {
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) principal: Option<UidText>,
    #[serde(default)]
    pub(super) action: Option<UidText>,
    #[serde(default)]
    pub(super) resource: Option<UidText>,
    #[serde(default = "no_context")]
    pub(super) context: Box<RawValue>,
    /// As in the public format: a request must be valid unless the file says that it need not be.
    #[serde(default = "yes")]
    pub(super) validate_request: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decision: Option<Decided>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<BTreeSet<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) errors: Option<BTreeSet<String>>,
}

fn yes() -> bool {
    true
}

pub(super) fn no_context() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_default()
}

/// A decision as `NAME.json` spells it; the public data of different years differ in case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// `allow`
    #[serde(alias = "Allow")]
    Allow,
    /// `deny`
    #[serde(alias = "Deny")]
    Deny,
}

/// What a case says that every subject must answer to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The decision.
    pub decision: Decided,
    /// The determining policies; `None` where only the decision is recorded.
    pub reason: Option<BTreeSet<String>>,
    /// The erroring policies; `None` where only the decision is recorded.
    pub errors: Option<BTreeSet<String>>,
    /// The kinds of errors of some erroring policies, by the policy's id.
    pub kinds: BTreeMap<String, String>,
}

/// `NAME.meta.json`: where a case comes from, and what the four files have no room for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// The version of this file's format: [`META_VERSION`].
    pub schema: u32,
    /// Why the case is here, for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The bucket of the finding, as the run printed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The seed of the run that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// The index of the case within that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// The settings drawn for the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Value>,
    /// What the case was made from, if it was made from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The subjects that ran it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<SubjectVersion>,
    /// What each subject answered, by its name; for people.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Value>,
    /// Its sizes before and after minimization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sizes: Option<SizesBeforeAfter>,
    /// When it was found, as the run says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Links of the templates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkText>,
    /// What must be answered beyond what `NAME.json` can say.
    #[serde(default, skip_serializing_if = "Expect::is_empty")]
    pub expect: Expect,
    /// Contexts that are no JSON and so cannot stand in `NAME.json`, by the index of their request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contexts: BTreeMap<usize, String>,
    /// The level at which the policies are validated.
    #[serde(default = "default_level", skip_serializing_if = "is_default_level")]
    pub level: u32,
    /// The violation of the schema that was planted into the case, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planted: Option<Planted>,
    /// What was edited after a document was printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<String>,
    /// What the case was built to show, if it is as it was built.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intents: Vec<Intent>,
}

fn default_level() -> u32 {
    DEFAULT_LEVEL
}

fn is_default_level(level: &u32) -> bool {
    *level == DEFAULT_LEVEL
}

impl Default for Meta {
    fn default() -> Self {
        Self {
            schema: META_VERSION,
            note: None,
            signature: None,
            seed: None,
            index: None,
            settings: None,
            origin: None,
            subjects: Vec::new(),
            answers: BTreeMap::new(),
            sizes: None,
            found: None,
            links: Vec::new(),
            expect: Expect::default(),
            contexts: BTreeMap::new(),
            level: DEFAULT_LEVEL,
            planted: None,
            edits: Vec::new(),
            intents: Vec::new(),
        }
    }
}

/// What a case was made from: a host of a seed corpus and a donor, by their paths, and what was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The case that was changed.
    pub host: String,
    /// The case that parts were taken from, `generated` if it is of no corpus; `None` if nothing was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub donor: Option<String>,
    /// The names of the mutations, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mutations: Vec<String>,
}

/// A subject and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectVersion {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// How large a case was when it was found, and how large it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizesBeforeAfter {
    /// As found.
    pub before: crate::minimize::Sizes,
    /// As saved.
    pub after: crate::minimize::Sizes,
}

/// Whether a document can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// It can.
    Ok,
    /// It is an error.
    Error,
}

/// What every subject must answer beyond what `NAME.json` can say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Expect {
    /// Whether the policies and links can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policies: Option<Reading>,
    /// Whether the schema can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Reading>,
    /// Whether the entities can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entities: Option<Reading>,
    /// The kind of error of erroring policies, by the index of the request and the policy's id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<usize, BTreeMap<String, String>>,
}

impl Expect {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
