//! An engine for the Cedar authorization language: text in, decision out.

mod conformance;
pub mod context;
pub mod entities;
mod entities_json;
mod json_value;
pub mod entity_uid;
pub mod error;
pub mod ext;
mod lex;
pub mod schema;
mod json;
mod like;
mod parse;
pub mod policy_set;
mod symbols;
mod syntax;
mod unescape;
pub mod value;

pub use context::{Context, ContextError};
pub use entities::{Entities, EntitiesError, Entity};
pub use schema::Schema;
pub use entity_uid::{EntityType, EntityUid, EntityUidError};
pub use error::{SourceError, Span};
pub use policy_set::{Policy, PolicyId, PolicyIds, PolicySet, PolicySetError, Template};
pub use syntax::{Effect, SlotId};
pub use value::{Record, Set, Value};
