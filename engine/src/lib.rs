//! An engine for the Cedar authorization language: text in, decision out.

pub mod entity_uid;
pub mod ext;
pub mod value;

pub use entity_uid::{EntityType, EntityUid, EntityUidError};
pub use value::{Record, Set, Value};
