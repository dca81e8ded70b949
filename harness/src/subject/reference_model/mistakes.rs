//! Where the reference model finds the first mistake in each document that is not written as it must be.
//!
//! Of JSON only what is no JSON at all has a place here, and of schemas what cannot be read: which of several mistakes in
//! what a document says is told first is not part of the language.

use std::collections::BTreeMap;

use crosscheck_generators::CaseText;
use crosscheck_reference_model::json::{self, JsonError, JsonErrorKind};
use crosscheck_reference_model::parse::{self, PolicyIds};
use crosscheck_reference_model::schema::{SchemaError, SchemaErrorReason};

use crate::compare::{Document, Mistake, Written};
use crate::outcome::{Outcome, RequestOutcome};

/// The mistakes in the documents that `outcome` says could not be read; `schema` is what is wrong with the schema.
pub(super) fn of(case: &CaseText, outcome: &Outcome, schema: Option<&SchemaError>) -> BTreeMap<Document, Mistake> {
    let mut found = BTreeMap::new();
    if !outcome.policies.is_ok()
        && let Err(error) = parse::policies(&case.policies, PolicyIds::Positional)
    {
        let mistake = Mistake::at_line(&case.policies, error.line, error.column, Written::Cedar);
        found.insert(Document::Policies, mistake);
    }
    if let (Some(error), Some(text)) = (schema, &case.schema) {
        let mistake = match &*error.reason {
            SchemaErrorReason::Text(error) => Some(Mistake::at_line(text, error.line, error.column, Written::Cedar)),
            SchemaErrorReason::Json(error) => in_json(text, error),
            _ => None,
        };
        found.extend(mistake.map(|mistake| (Document::Schema, mistake)));
    }
    if !outcome.entities.is_ok()
        && let Err(error) = json::entities(&case.entities, None)
    {
        found.extend(in_json(&case.entities, &error).map(|mistake| (Document::Entities, mistake)));
    }
    for (index, request) in outcome.requests.iter().enumerate() {
        let Some(text) = case.requests.get(index).map(|request| &request.context) else { continue };
        if matches!(request, RequestOutcome::Error(_))
            && let Err(error) = json::context(text, None)
        {
            found.extend(in_json(text, &error).map(|mistake| (Document::Request(index), mistake)));
        }
    }
    found
}

fn in_json(text: &str, error: &JsonError) -> Option<Mistake> {
    let is_no_json = matches!(error.kind, JsonErrorKind::Document | JsonErrorKind::TooDeep);
    is_no_json.then(|| Mistake::at_line(text, error.line, error.column, Written::Json))
}
