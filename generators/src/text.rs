//! A case as text: the form on disk and on the wire, and all that a subject ever sees of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::intents::Intent;
use crate::violations::Planted;

use crate::case::DEFAULT_LEVEL;

/// An entity id as JSON documents spell it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UidText {
    /// The type's name, `A::B`.
    #[serde(rename = "type")]
    pub ty: String,
    /// The id within that type.
    pub id: String,
}

/// A link of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkText {
    /// The template's id.
    pub template: String,
    /// The id of the policy that the link makes.
    pub id: String,
    /// The value of each slot, by the slot's name (`?principal`, `?resource`).
    pub slots: BTreeMap<String, UidText>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestText {
    /// Who asks.
    pub principal: UidText,
    /// What for.
    pub action: UidText,
    /// On what.
    pub resource: UidText,
    /// The context, a JSON object as text.
    pub context: String,
}

/// A case as every subject gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseText {
    /// Policies and templates, Cedar syntax.
    pub policies: String,
    /// Links of the templates.
    pub links: Vec<LinkText>,
    /// The schema, if there is one: in Cedar syntax, or in its JSON form if [`is_json_schema`] says so.
    pub schema: Option<String>,
    /// The entities, a JSON array as text.
    pub entities: String,
    /// The requests.
    pub requests: Vec<RequestText>,
    /// The level at which the policies are validated, beside strict and permissive validation.
    pub level: u32,
    /// The violation of the schema that was planted into the case, if one was. Subjects never see it: it is what they are
    /// held against.
    pub planted: Option<Planted>,
    /// What was edited after a document was printed, in words: see [`crate::hostile`]. Subjects never see it.
    pub edits: Vec<String>,
    /// What the case was built to show. Subjects never see it either.
    pub intents: Vec<Intent>,
}

impl Default for CaseText {
    fn default() -> Self {
        Self {
            policies: String::new(),
            links: Vec::new(),
            schema: None,
            entities: String::new(),
            requests: Vec::new(),
            level: DEFAULT_LEVEL,
            planted: None,
            edits: Vec::new(),
            intents: Vec::new(),
        }
    }
}

/// Whether the text of a schema is its JSON form: it begins with `{`, with which nothing in Cedar syntax does.
pub fn is_json_schema(text: &str) -> bool {
    text.trim_start().starts_with('{')
}
