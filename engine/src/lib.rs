//! An engine for the Cedar authorization language: text in, decision out.

pub mod entity_uid;
pub mod error;
pub mod ext;
mod lex;
pub mod schema;
mod json;
mod like;
mod unescape;
pub mod value;

pub use entity_uid::{EntityType, EntityUid, EntityUidError};
pub use error::{SourceError, Span};
pub use value::{Record, Set, Value};
