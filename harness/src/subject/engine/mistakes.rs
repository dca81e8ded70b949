//! Where the engine finds the first mistake in each document that it cannot read.
//!
//! A document is read once more for that: few are refused, and those that are read should pay nothing.

use std::collections::BTreeMap;

use crosscheck_engine::{
    Context, ContextError, Entities, EntitiesError, PolicyIds, PolicySet, SchemaError, SourceError,
};
use crosscheck_generators::CaseText;
use crosscheck_generators::text::is_json_schema;

use crate::compare::{Document, Mistake, Written};
use crate::outcome::{Outcome, RequestOutcome};

/// The mistakes in the documents that `outcome` says could not be read; `schema` is what is wrong with the schema.
pub(super) fn of(case: &CaseText, outcome: &Outcome, schema: Option<&SchemaError>) -> BTreeMap<Document, Mistake> {
    let mut found = BTreeMap::new();
    let mut note = |document, text: &str, error: &SourceError, written| {
        found.insert(document, Mistake::at(text, error.span().start as usize, written));
    };
    if !outcome.policies.is_ok()
        && let Err(error) = PolicySet::parse(&case.policies, PolicyIds::Positional)
    {
        note(Document::Policies, &case.policies, &error, Written::Cedar);
    }
    if let (Some(error), Some(text)) = (schema, &case.schema) {
        let written = if is_json_schema(text) { Written::Json } else { Written::Cedar };
        note(Document::Schema, text, error.place(), written);
    }
    if !outcome.entities.is_ok()
        && let Err(EntitiesError::Malformed(error)) = Entities::from_json(&case.entities, None)
    {
        note(Document::Entities, &case.entities, &error, Written::Json);
    }
    for (index, request) in outcome.requests.iter().enumerate() {
        let Some(text) = case.requests.get(index).map(|request| &request.context) else { continue };
        if matches!(request, RequestOutcome::Error(_))
            && let Err(ContextError::Malformed(error)) = Context::from_json(text, None)
        {
            note(Document::Request(index), text, &error, Written::Json);
        }
    }
    found
}
