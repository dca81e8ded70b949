//! The Cedar language, version 4.5, as plain Rust that a reader can check against the language guide.
//!
//! One noun of the language a file, types first and total functions after: `BTreeMap` and `BTreeSet`, no interning,
//! no cache, no fast path. What the program under test does wrong is an error *value*; a panic here is a bug of ours.
//!
//! This crate also owns the project's abstract syntax (names, expressions, policies, entities, requests, schemas):
//! the generators build it, the minimizer reduces it. It knows nothing of the engine and shares no code with it.

pub mod authorize;
pub mod conformance;
pub mod entities;
pub mod evaluate;
pub mod expr;
pub mod ext;
pub mod json;
pub mod levels;
pub mod like;
pub mod name;
pub mod observe;
mod operand;
mod operators;
pub mod parse;
pub mod policy;
pub mod request;
pub mod response;
pub mod restricted;
pub mod schema;
mod stack;
pub mod template;
pub mod typecheck;
pub mod types;
pub mod validate;
pub mod value;
