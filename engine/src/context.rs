//! Contexts of requests.
//!
//! In: a record, or a JSON document and perhaps the schema and action that say what it should hold. Out: a
//! [`Context`]. The other parts of a request are not here.

use thiserror::Error;

use crate::conformance;
use crate::entity_uid::EntityUid;
use crate::error::SourceError;
use crate::json::Json;
use crate::json_value::{Fault, ValueReader};
use crate::schema::Schema;
use crate::value::{Record, Value};
use crate::violation::{RequestPlace, RequestViolation};

/// The context of a request: a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context(Record);

/// Why a document is no context.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContextError {
    /// It cannot be read as a record, whatever the schema says.
    #[error("{0}")]
    Malformed(SourceError),
    /// It is not what the schema declares for the action, or the schema does not declare the action.
    #[error("the context does not conform to the schema: {0}")]
    NotConforming(Box<RequestViolation>),
}

impl From<Fault> for ContextError {
    fn from(fault: Fault) -> ContextError {
        match fault {
            Fault::Malformed(error) => ContextError::Malformed(error),
            Fault::NotConforming(problem) => ContextError::NotConforming(Box::new(problem.in_context())),
        }
    }
}

impl Context {
    /// The empty context.
    pub fn empty() -> Context {
        Context::default()
    }

    /// The context that a record is.
    pub fn from_record(record: Record) -> Context {
        Context(record)
    }

    /// Reads a context. With a schema and an action it must be what the schema declares for that action, and may
    /// leave the escapes for entities and extension values out where the declared type makes them plain.
    ///
    /// # Errors
    /// [`ContextError`], with the place in the document.
    pub fn from_json(text: &str, declared: Option<(&Schema, &EntityUid)>) -> Result<Context, ContextError> {
        let json = Json::read(text).map_err(ContextError::Malformed)?;
        let mut reader = ValueReader::default();
        if let Some((schema, action)) = declared {
            let entry = conformance::declared_action(schema, action)
                .map_err(|problem| ContextError::NotConforming(Box::new(problem.in_request(RequestPlace::Action))))?;
            return Ok(Context(reader.record(json.root(), schema, entry.context())?));
        }
        match reader.value(json.root())? {
            Value::Record(record) => Ok(Context(record)),
            other => Err(ContextError::Malformed(
                json.root().error(format!("found a {}", other.kind())).expecting("a record"),
            )),
        }
    }

    /// Its attributes.
    pub fn record(&self) -> &Record {
        &self.0
    }
}
