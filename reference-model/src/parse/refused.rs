//! Why a text was refused, as coverage names it.

use super::error::ParseErrorKind as Kind;
use crate::observe::{Production, read};

/// Notes why policies were refused.
pub(super) fn policies(kind: Kind) {
    read(match kind {
        Kind::Token => Production::PolicyToken,
        Kind::Syntax => Production::PolicySyntax,
        Kind::Reserved => Production::PolicyReserved,
        Kind::Escape => Production::PolicyEscape,
        Kind::IntegerRange => Production::PolicyIntegerRange,
        Kind::Function => Production::PolicyFunction,
        Kind::Slot => Production::PolicySlot,
        Kind::ActionType => Production::PolicyActionType,
        Kind::Duplicate => Production::PolicyDuplicate,
        Kind::DuplicateAnnotation => Production::PolicyDuplicateAnnotation,
        Kind::UnaryLimit => Production::PolicyUnaryLimit,
        Kind::TooDeep => Production::PolicyTooDeep,
        // No policy has attributes to declare, and copies beyond the limit take a million nodes.
        Kind::DuplicateAttribute | Kind::TooLarge => return,
    });
}

/// Notes why a schema was refused.
pub(super) fn schema(kind: Kind) {
    read(match kind {
        Kind::Token => Production::SchemaToken,
        Kind::Syntax => Production::SchemaSyntaxRefused,
        Kind::Reserved => Production::SchemaReserved,
        Kind::Escape => Production::SchemaEscape,
        Kind::DuplicateAnnotation => Production::SchemaDuplicateAnnotation,
        Kind::DuplicateAttribute => Production::SchemaDuplicateAttribute,
        // The others are about expressions, or about types of a thousand levels.
        _ => return,
    });
}
