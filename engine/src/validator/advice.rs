//! What may have been meant: hints for operands of the wrong type.
//!
//! In comes what the operand is; out comes a phrase, if there is a likely slip. The slips are those that people make
//! who know other languages.

use super::types::Shape;

const SINGLE: &str = "an entity holds no elements: to ask whether an entity is in another, write `entity in group`";

pub(super) fn instead_of_is_empty(found: &Shape) -> Option<&'static str> {
    matches!(found, Shape::Text).then_some("to test for the empty string, compare it: `text == \"\"`")
}

pub(super) fn instead_of_plus(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Text => Some("strings cannot be concatenated"),
        _ => instead_of_arithmetic(found),
    }
}

pub(super) fn instead_of_arithmetic(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Set(_) => Some("sets have no such operation; compare them with `containsAll` and `containsAny`"),
        Shape::Extension(_) => Some("use the methods of the extension type, such as `offset` and `durationSince`"),
        _ => None,
    }
}

pub(super) fn instead_of_comparison(found: &Shape) -> Option<&'static str> {
    use crate::ext::ExtensionType;
    match found {
        Shape::Extension(ExtensionType::Decimal) => Some("compare decimals with `lessThan` and its like"),
        _ => None,
    }
}

pub(super) fn instead_of_contains(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Entity(_) | Shape::Union(_) => Some(SINGLE),
        Shape::Record { .. } => Some("to ask whether a record has an attribute, use `has`"),
        Shape::Text => Some("to look for text within a string, use `like`"),
        _ => None,
    }
}

pub(super) fn instead_of_contains_all(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Set(_) => None,
        _ => Some("to ask for a single element, use `contains`"),
    }
}

pub(super) fn instead_of_in(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Set(_) => Some("to ask whether a set has an element, write `set.contains(element)`"),
        Shape::Text => Some("to look for text within a string, use `like`"),
        Shape::Long | Shape::Bool | Shape::True | Shape::False => {
            Some("to ask whether a set has an element, write `set.contains(element)`")
        }
        _ => None,
    }
}

pub(super) fn instead_of_has(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Set(_) => Some("to ask whether a set has an element, use `contains`"),
        Shape::Text => Some("to look for text within a string, use `like`"),
        _ => None,
    }
}

pub(super) fn instead_of_like(found: &Shape) -> Option<&'static str> {
    match found {
        Shape::Entity(_) | Shape::Union(_) => Some("to ask for the type of an entity, use `is`"),
        _ => None,
    }
}

pub(super) fn instead_of_is(_: &Shape) -> Option<&'static str> {
    Some("`is` asks for the type of an entity; other types cannot be asked for")
}
