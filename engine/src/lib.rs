//! An engine for the Cedar authorization language, version 4.5: text in, decision out.
//!
//! Documents are read by [`PolicySet::parse`], [`Schema::parse`], [`Schema::from_json`], [`Entities::from_json`] and
//! [`Context::from_json`]; each refuses what is wrong with a located error, and none panics, loops or exhausts the stack
//! on any input.
//! [`Authorizer::new`] compiles policies and entities once, and [`Authorizer::is_authorized`] answers any number of
//! requests, from any number of threads. [`Validator`]
//! checks policies against a schema before they are used.
//!
//! ```
//! use crosscheck_engine::{Authorizer, Context, Decision, Entities, EntityUid, PolicyIds, PolicySet, Request};
//!
//! let policies = PolicySet::parse(
//!     r#"permit(principal in Group::"staff", action == Action::"enter", resource) unless { context.alarm };"#,
//!     PolicyIds::Positional,
//! )?;
//! let entities = Entities::from_json(
//!     r#"[{"uid": {"type": "User", "id": "ann"}, "attrs": {}, "parents": [{"type": "Group", "id": "staff"}]}]"#,
//!     None,
//! )?;
//! let authorizer = Authorizer::new(&policies, &entities);
//! let request = Request::new(
//!     EntityUid::new("User", "ann")?,
//!     EntityUid::new("Action", "enter")?,
//!     EntityUid::new("Door", "front")?,
//!     Context::from_json(r#"{"alarm": false}"#, None)?,
//! );
//! let response = authorizer.is_authorized(&request);
//! assert_eq!(response.decision(), Decision::Allow);
//! assert_eq!(response.diagnostics().reason()[0].as_str(), "policy0");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod authorizer;
mod code;
mod compile;
mod conformance;
#[cfg(test)]
mod conformance_tests;
pub mod context;
mod datum;
pub mod entities;
mod entities_json;
#[cfg(test)]
mod entities_tests;
pub mod entity_uid;
pub mod error;
mod evaluate;
pub mod ext;
mod extension_call;
mod fault;
mod json;
mod json_scan;
mod json_value;
#[cfg(test)]
mod json_value_tests;
mod lex;
mod like;
mod parse;
pub mod policy;
pub mod policy_json;
pub mod policy_set;
pub mod request;
pub mod response;
pub mod schema;
mod scope;
mod store;
mod symbols;
mod syntax;
mod unescape;
pub mod validator;
pub mod value;
pub mod violation;

pub use authorizer::Authorizer;
pub use context::{Context, ContextError};
pub use entities::{Entities, EntitiesError, Entity};
pub use entity_uid::{EntityType, EntityUid, EntityUidError};
pub use error::{SourceError, Span};
pub use policy::{Policy, PolicyId, Template};
pub use policy_json::TooLarge;
pub use policy_set::{PolicyIds, PolicySet, PolicySetError};
pub use request::Request;
pub use response::{AuthorizationError, Decision, Diagnostics, ErrorKind, Response};
pub use schema::{Schema, SchemaError, SchemaErrorKind};
pub use syntax::{Effect, SlotId};
pub use validator::{ExpressionType, TypeShape, TypedAttribute, TypedCondition, TypedExpression};
pub use validator::{
    ValidationError, ValidationErrorKind, ValidationMode, ValidationResult, ValidationWarning, ValidationWarningKind,
    Validator,
};
pub use value::{Record, Set, Value};
pub use violation::{EntityPlace, EntityViolation, PathStep, RequestPlace, RequestViolation, ValuePath, ViolationKind};

/// The example of the project's README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
