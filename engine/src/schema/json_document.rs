//! What the parts of a JSON document must be for a schema: objects with certain keys, arrays, strings and names.
//!
//! In: a [`Node`]. Out: its parts, or a [`SchemaError`] that marks the token that is wrong. Keys that mean nothing are
//! refused rather than skipped, so that a misspelt one is noticed. Arrays in place of objects are refused: that some
//! readers take `["id", "type"]` for `{"id": …, "type": …}` is an accident of theirs, not a rule of the format. What
//! the parts mean for a schema is in `json` and `json_type`.

use std::sync::Arc;

use super::error::{SchemaError, SchemaErrorKind};
use super::parse::Parsed;
use super::syntax::{Label, Path, is_word};
use crate::entity_uid::is_reserved_word;
use crate::json::{Elements, Kind, Members, Node};

/// A key of an object and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'j> {
    pub(super) key: Node<'j>,
    pub(super) value: Node<'j>,
}

/// An error about a node that breaks the format.
pub(super) fn wrong(node: Node<'_>, found: impl Into<String>) -> SchemaError {
    error(SchemaErrorKind::Syntax, node, found)
}

/// An error about a node.
pub(super) fn error(kind: SchemaErrorKind, node: Node<'_>, found: impl Into<String>) -> SchemaError {
    SchemaError::of(kind, node.error(found))
}

/// The members of an object whose keys are of the writer's choice.
pub(super) fn object<'j>(node: Node<'j>, expected: &str) -> Parsed<Members<'j>> {
    node.as_object().ok_or_else(|| wrong(node, format!("found {}", node.kind())).expecting(expected))
}

/// The members of an object whose keys are fixed, in the order of the names given; no other may be there, and none
/// twice.
pub(super) fn fields<'j, const COUNT: usize>(
    node: Node<'j>,
    what: &str,
    names: [&str; COUNT],
) -> Parsed<[Option<Member<'j>>; COUNT]> {
    let mut found = [None; COUNT];
    for (key, value) in object(node, what)? {
        let text = key.as_str().unwrap_or_default();
        let Some(at) = names.iter().position(|name| *name == text) else {
            return Err(unknown_key(key, what, &names));
        };
        if found[at].replace(Member { key, value }).is_some() {
            return Err(wrong(key, format!("the key \"{text}\" comes twice")));
        }
    }
    Ok(found)
}

/// Says that a key means nothing where it stands.
pub(super) fn unknown_key(key: Node<'_>, what: &str, names: &[&str]) -> SchemaError {
    let text = key.as_str().unwrap_or_default();
    let known: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let error = wrong(key, format!("the key \"{}\" means nothing in {what}", text.escape_debug()));
    if known.is_empty() { error } else { error.expecting(known.join(", ")) }
}

/// The value of a field that must be there.
pub(super) fn needed<'j>(node: Node<'j>, field: Option<Member<'j>>, what: &str, name: &str) -> Parsed<Node<'j>> {
    field.map(|member| member.value).ok_or_else(|| wrong(node, format!("{what} needs the key \"{name}\"")))
}

/// The value of a field that may be left out, or be `null` to the same effect.
pub(super) fn optional(field: Option<Member<'_>>) -> Option<Node<'_>> {
    field.map(|member| member.value).filter(|value| !matches!(value.kind(), Kind::Null))
}

/// The elements of an array.
pub(super) fn array<'j>(node: Node<'j>, expected: &str) -> Parsed<Elements<'j>> {
    match node.kind() {
        Kind::Array(elements) => Ok(elements),
        other => Err(wrong(node, format!("found {other}")).expecting(expected)),
    }
}

/// A string.
pub(super) fn string<'j>(node: Node<'j>, expected: &str) -> Parsed<&'j str> {
    node.as_str().ok_or_else(|| wrong(node, format!("found {}", node.kind())).expecting(expected))
}

/// A string of the writer's choice.
pub(super) fn label(node: Node<'_>, expected: &str) -> Parsed<Label> {
    Ok(Label { text: Arc::from(string(node, expected)?), span: node.span() })
}

/// A truth value.
pub(super) fn truth(node: Node<'_>) -> Parsed<bool> {
    match node.kind() {
        Kind::Bool(truth) => Ok(truth),
        other => Err(wrong(node, format!("found {other}")).expecting("true or false")),
    }
}

/// A string that is one identifier.
pub(super) fn identifier(node: Node<'_>, expected: &str) -> Parsed<Label> {
    let label = label(node, expected)?;
    if is_identifier(&label.text) { Ok(label) } else { Err(no_name(node, expected)) }
}

/// A string that is identifiers joined by `::`, without blanks.
pub(super) fn path(node: Node<'_>, expected: &str) -> Parsed<Path> {
    let Label { text, span } = label(node, expected)?;
    if text.split("::").all(is_identifier) { Ok(Path { name: text, span }) } else { Err(no_name(node, expected)) }
}

fn no_name(node: Node<'_>, expected: &str) -> SchemaError {
    let text = node.as_str().unwrap_or_default();
    let reserved =
        text.split("::").all(is_word).then(|| text.split("::").find(|part| is_reserved_word(part))).flatten();
    let refusal = match reserved {
        Some(word) => error(SchemaErrorKind::ReservedName, node, format!("`{word}` is reserved")),
        None => wrong(node, format!("\"{}\" is no name", text.escape_debug())),
    };
    refusal.expecting(expected)
}

/// Refuses an object of annotations that is none: its keys must be words, its values strings or `null`.
pub(super) fn check_annotations(field: Option<Member<'_>>) -> Parsed<()> {
    let Some(Member { value, .. }) = field else { return Ok(()) };
    let mut keys = rustc_hash::FxHashSet::default();
    for (key, value) in object(value, "an object of annotations")? {
        let text = key.as_str().unwrap_or_default();
        if !is_word(text) {
            return Err(wrong(key, format!("\"{}\" is no word", text.escape_debug())).expecting("a word"));
        }
        if !keys.insert(text) {
            let found = format!("the annotation `{text}` comes twice");
            return Err(error(SchemaErrorKind::DuplicateAnnotation, key, found));
        }
        if !matches!(value.kind(), Kind::Null | Kind::String(_)) {
            return Err(wrong(value, format!("found {}", value.kind())).expecting("a string or null"));
        }
    }
    Ok(())
}

/// Whether a text is an identifier: a word that is not reserved.
fn is_identifier(text: &str) -> bool {
    is_word(text) && !is_reserved_word(text)
}
