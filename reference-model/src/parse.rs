//! From text to abstract syntax: policies and templates, single expressions, schemas in Cedar syntax.
//!
//! A plain recursive descent over a stream of tokens: a file for the tokens, one for string literals, and one for each
//! of the grammar's parts. Each function reads one production and stops behind it. What the language rejects after
//! parsing by shape alone (reserved words, unknown functions, slots outside their scope, duplicate keys) is rejected
//! here as well, so that what comes out is a program. Resolving the names of a schema is `schema::resolve`.
//!
//! Source: language guide, "Grammar specification for Cedar policy language" and "Cedar schema grammar". Where the
//! guide is silent, the public Rust implementation's behaviour is the rule; the places say so.

mod cursor;
mod error;
mod expression;
mod lexer;
mod literal;
mod policy;
mod primary;
mod refused;
mod schema;

pub(crate) use error::Locator;
pub use error::{ParseError, ParseErrorKind, locate};
pub use policy::PolicyIds;

use crate::expr::Expr;
use crate::name::Name;
use crate::policy::Template;
use crate::schema::SchemaSyntax;
use cursor::Cursor;

/// The greatest height of an expression, and of a type in a schema.
///
/// A literal, variable or entity has height 1; parentheses, each `!` and `-`, each operator, call, access, set, record
/// and `if` is one higher than its highest operand; in `e has a.b.c` each attribute after the first counts as one more.
pub const MAX_HEIGHT: u32 = 1000;

/// Reads a file of policies and templates.
///
/// # Errors
/// The first place, in source order, that is not Cedar; with [`PolicyIds::FromAnnotation`] also an id used twice.
pub fn policies(text: &str, ids: PolicyIds) -> Result<Vec<Template>, ParseError> {
    let read = Cursor::new(text).and_then(|mut cursor| cursor.policies(ids));
    read.inspect_err(|error| refused::policies(error.kind))
}

/// Reads one expression, which must be the whole text. Slots are not expressions.
///
/// # Errors
/// The first place that is not Cedar.
pub fn expression(text: &str) -> Result<Expr, ParseError> {
    let mut cursor = Cursor::new(text)?;
    let expr = cursor.expression()?;
    cursor.end("the end of the expression")?;
    Ok(expr)
}

/// Reads a schema in Cedar syntax, without resolving its names. [`crate::schema::read`] resolves them as well.
///
/// # Errors
/// The first place that is not a schema.
pub fn schema(text: &str) -> Result<SchemaSyntax, ParseError> {
    let read = Cursor::new(text).and_then(|mut cursor| cursor.schema());
    read.inspect_err(|error| refused::schema(error.kind))
}

/// Whether `word` may be the name of a type, namespace, attribute or function: the grammar's `IDENT`.
pub fn is_identifier(word: &str) -> bool {
    lexer::is_word(word) && !cursor::is_reserved(word)
}

/// Whether `word` has the letters of an identifier, be it reserved or not: the grammar's `ANYIDENT`.
pub(crate) fn is_word(word: &str) -> bool {
    lexer::is_word(word)
}

/// Reads a path of identifiers, `A::B`, from a string that must hold nothing else, as in JSON documents. `__cedar` may
/// stand in no part of it.
pub fn name(text: &str) -> Option<Name> {
    path(text).filter(|name| !name.is_reserved())
}

/// Reads a path of identifiers in which `__cedar` may stand, like the name of a built-in type.
pub(crate) fn path(text: &str) -> Option<Name> {
    let parts: Vec<&str> = text.split("::").collect();
    let sound = parts.iter().all(|part| is_identifier(part));
    sound.then(|| Name::from_parts(parts.into_iter().map(str::to_owned).collect()))?
}

#[cfg(test)]
mod tests;
