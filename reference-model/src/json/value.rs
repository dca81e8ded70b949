//! Cedar values in JSON.
//!
//! | JSON | value |
//! |---|---|
//! | `true`, `1`, `"s"`, `[…]`, `{…}` | the boolean, integer, string, set, record |
//! | `{"__entity": {"type": "T", "id": "x"}}` and nothing beside it | the entity `T::"x"` |
//! | `{"__extn": {"fn": "f", "arg": v}}` and nothing beside it | `f(v)`; with `"args": [v, w]`, `f(v, w)` |
//! | `{"__expr": "…"}` | an error: an escape that old versions had |
//! | `null`, a fraction, an integer beyond 64 bits | an error |
//!
//! An object that only resembles an escape (`{"__entity": 1}`, or one with further keys) is a record. Further fields
//! *within* an escape are ignored.
//!
//! Where the declared type is known, some forms may be shorter. What has a value in none of them is read as where no type
//! is known; whether it is of the type is not decided here.
//!
//! | type | further forms |
//! |---|---|
//! | an entity | `{"type": "T", "id": "x"}` |
//! | an extension type | `{"fn": "f", "arg": v}`; `v` alone for the type's constructor on `v` |
//! | a set, a record | their parts are read by the types of the parts |
//!
//! Source: language guide, "Entity JSON syntax"; the public implementation.

use super::document::{Json, JsonKind, Source};
use super::{JsonError, JsonErrorKind};
use crate::conformance::{argument_types, constructor};
use crate::expr::{Expr, ExtFun};
use crate::name::EntityUid;
use crate::observe::{Production, read};
use crate::restricted;
use crate::types::{CedarType, ExtType};

/// Reads a value, as one of `ty` if that is known. The type only says how to read: what is no value of the type is read all
/// the same.
pub(super) fn value(source: &Source<'_>, json: &Json, ty: Option<&CedarType>) -> Result<Expr, JsonError> {
    match (ty, &json.kind) {
        (Some(CedarType::Entity(_)), _) => {
            if type_and_id(json).is_some() {
                read(Production::ImplicitEntity);
            }
            entity_uid(source, json).map_or_else(|_| untyped(source, json), |uid| Ok(Expr::entity(uid)))
        }
        (Some(CedarType::Ext(ext)), _) => match extension(source, json, *ext) {
            Ok(call) if restricted::value(&call).is_ok() => Ok(call),
            _ => untyped(source, json),
        },
        (Some(CedarType::Set(element)), JsonKind::Array(items)) => {
            Ok(Expr::Set(items.iter().map(|item| value(source, item, Some(element))).collect::<Result<_, _>>()?))
        }
        (Some(CedarType::Record(fields)), JsonKind::Object(members)) => {
            let field = |(key, member): &(String, Json)| {
                Ok((key.clone(), value(source, member, fields.get(key).map(|field| &field.ty))?))
            };
            Ok(Expr::Record(members.iter().map(field).collect::<Result<_, JsonError>>()?))
        }
        _ => untyped(source, json),
    }
}

fn untyped(source: &Source<'_>, json: &Json) -> Result<Expr, JsonError> {
    match &json.kind {
        JsonKind::Bool(_) => read(Production::JsonBool),
        JsonKind::Integer(_) => read(Production::JsonInteger),
        JsonKind::String(_) => read(Production::JsonString),
        JsonKind::Array(_) => read(Production::JsonArray),
        JsonKind::Object(_) | JsonKind::Null | JsonKind::OtherNumber => {}
    }
    match &json.kind {
        JsonKind::Bool(b) => Ok(Expr::bool(*b)),
        JsonKind::Integer(i) => Ok(Expr::long(*i)),
        JsonKind::String(s) => Ok(Expr::string(s.as_str())),
        JsonKind::Array(items) => {
            Ok(Expr::Set(items.iter().map(|item| untyped(source, item)).collect::<Result<_, _>>()?))
        }
        JsonKind::Object(members) => match members.as_slice() {
            [(key, inner)] if key == "__entity" && type_and_id(inner).is_some() => {
                read(Production::JsonEntity);
                Ok(Expr::entity(entity_uid(source, inner)?))
            }
            [(key, inner)] if key == "__extn" && function_and_arguments(inner).is_some() => call(source, inner),
            [(key, inner)] if key == "__expr" && matches!(inner.kind, JsonKind::String(_)) => {
                Err(removed_escape(source, json))
            }
            _ => {
                read(Production::JsonObject);
                let fields = members.iter().map(|(key, member)| Ok((key.clone(), untyped(source, member)?)));
                Ok(Expr::Record(fields.collect::<Result<_, JsonError>>()?))
            }
        },
        JsonKind::Null | JsonKind::OtherNumber => Err(source.malformed(json, "a Cedar value")),
    }
}

/// An entity's id, with or without the escape.
pub(super) fn entity_uid(source: &Source<'_>, json: &Json) -> Result<EntityUid, JsonError> {
    if matches!(member(json, "__expr").map(|inner| &inner.kind), Some(JsonKind::String(_))) {
        return Err(removed_escape(source, json));
    }
    let escaped = member(json, "__entity").and_then(type_and_id);
    read(if escaped.is_some() { Production::UidEscaped } else { Production::UidBare });
    let Some((ty, id)) = escaped.or_else(|| type_and_id(json)) else {
        return Err(source.malformed(json, "an entity id, `{\"type\": \"…\", \"id\": \"…\"}`"));
    };
    match crate::parse::name(ty) {
        Some(name) => Ok(EntityUid::new(name, id)),
        None => {
            Err(source.error(json, JsonErrorKind::Malformed, "the name of an entity type", format!("the type {ty:?}")))
        }
    }
}

/// A value where one of an extension type is declared.
fn extension(source: &Source<'_>, json: &Json, ty: ExtType) -> Result<Expr, JsonError> {
    if matches!(member(json, "__expr").map(|inner| &inner.kind), Some(JsonKind::String(_))) {
        return Err(removed_escape(source, json));
    }
    let inner = member(json, "__extn").filter(|inner| function_and_arguments(inner).is_some()).unwrap_or(json);
    if std::ptr::eq(inner, json) {
        let is_call = function_and_arguments(json).is_some();
        read(if is_call { Production::ImplicitCall } else { Production::ImplicitArgument });
    }
    let Some((name, arguments)) = function_and_arguments(inner) else {
        return Ok(Expr::Call(constructor(ty), vec![untyped(source, json)?]));
    };
    let function = function(source, inner, name)?;
    let types = argument_types(function);
    if types.len() != arguments.len() {
        let expected = format!("{} argument(s) of `{name}`", types.len());
        return Err(source.error(inner, JsonErrorKind::Malformed, expected, arguments.len()));
    }
    let arguments = arguments.iter().zip(&types).map(|(argument, ty)| value(source, argument, Some(ty)));
    Ok(Expr::Call(function, arguments.collect::<Result<_, _>>()?))
}

/// `{"fn": …, "arg": …}` where no type is known.
fn call(source: &Source<'_>, json: &Json) -> Result<Expr, JsonError> {
    let Some((name, arguments)) = function_and_arguments(json) else {
        return Err(source.malformed(json, "a call, `{\"fn\": \"…\", \"arg\": …}`"));
    };
    let function = function(source, json, name)?;
    let arguments = arguments.iter().map(|argument| untyped(source, argument));
    Ok(Expr::Call(function, arguments.collect::<Result<_, _>>()?))
}

fn function(source: &Source<'_>, json: &Json, name: &str) -> Result<ExtFun, JsonError> {
    ExtFun::ALL.into_iter().find(|function| function.name() == name).ok_or_else(|| {
        source.error(json, JsonErrorKind::Malformed, "an extension function", format!("the function {name:?}"))
    })
}

/// The fields `type` and `id`, if both are strings.
fn type_and_id(json: &Json) -> Option<(&str, &str)> {
    match (&member(json, "type")?.kind, &member(json, "id")?.kind) {
        (JsonKind::String(ty), JsonKind::String(id)) => Some((ty, id)),
        _ => None,
    }
}

/// The fields `fn`, and `arg` or `args`.
fn function_and_arguments(json: &Json) -> Option<(&str, &[Json])> {
    let JsonKind::String(name) = &member(json, "fn")?.kind else { return None };
    if let Some(argument) = member(json, "arg") {
        read(Production::JsonCall);
        return Some((name, std::slice::from_ref(argument)));
    }
    match &member(json, "args")?.kind {
        JsonKind::Array(arguments) => {
            read(Production::JsonCallArguments);
            Some((name, arguments))
        }
        _ => None,
    }
}

fn member<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    let JsonKind::Object(members) = &json.kind else { return None };
    members.iter().find(|(key, _)| key == name).map(|(_, member)| member)
}

fn removed_escape(source: &Source<'_>, json: &Json) -> JsonError {
    source.error(json, JsonErrorKind::Malformed, "a Cedar value", "`__expr`, an escape that Cedar no longer has")
}
