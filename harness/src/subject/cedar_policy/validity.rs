//! What the crate says of validity: policies in both modes and at the case's level, entities one by one, requests.
//!
//! Its kinds of errors are mapped to the neutral names where they tell one; they say how the crate puts it and are not
//! compared (`Capabilities::violation_kinds` is off): it goes on after a first error in its own way and has one error
//! for several kinds of another side.
//!
//! **Normalisation `impossible-scope`.** A scope that holds in no request environment makes the policy invalid in the
//! public validation data and in both sides here; the crate demoted that to a warning
//! (`ValidationWarning::InvalidActionApplication`) in a later version, but still finds it. The warning counts as the
//! error that it was, so that it is still compared *which* policies have an impossible scope; no other warning counts.

use std::collections::BTreeMap;

use cedar_policy::conformance_errors::EntitySchemaConformanceError as Nonconformance;
use cedar_policy::entities_errors::EntitiesError;
use cedar_policy::entities_json_errors::JsonDeserializationError as JsonError;
use cedar_policy::{
    Context, ContextJsonError, Entities, Entity, PolicySet, Request, RequestValidationError, Schema, ValidationError,
    ValidationMode, ValidationResult, ValidationWarning, Validator,
};
use crosscheck_generators::text::{CaseText, RequestText};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::read::{World, in_full, read_uid};
use crate::outcome::{Validity, Violation, Violations, uid_text};

/// The validity of everything in `case`; nothing without a readable schema.
pub(super) fn validity(case: &CaseText, world: &World) -> Validity {
    let Some(schema) = world.schema() else {
        return Validity::untold(case.requests.len());
    };
    let validator = Validator::new(schema.clone());
    let check = |check: &dyn Fn(&PolicySet) -> ValidationResult| {
        world.policies.as_ref().ok().map(|policies| violations(&check(policies)))
    };
    let judged = |policies: &PolicySet| policies.policies().count() + policies.templates().count();
    Validity {
        policies: world.policies.as_ref().map_or(0, judged),
        listed: serde_json::from_str::<Vec<IgnoredAny>>(&case.entities).map_or(0, |listed| listed.len()),
        strict: check(&|policies| validator.validate(policies, ValidationMode::Strict)),
        permissive: check(&|policies| validator.validate(policies, ValidationMode::Permissive)),
        level: check(&|policies| validator.validate_with_level(policies, ValidationMode::Strict, case.level)),
        entities: entities(&case.entities, world, schema),
        requests: case.requests.iter().map(|text| request(text, schema)).collect(),
        ..Validity::default()
    }
}

/// The invalid policies, templates and links, by id.
fn violations(result: &ValidationResult) -> Violations {
    let mut violations = Violations::new();
    for error in result.validation_errors() {
        let all = violations.entry(error.policy_id().to_string()).or_default();
        all.push(violation(policy_kind(error), error.to_string()));
    }
    for warning in result.validation_warnings() {
        if let ValidationWarning::InvalidActionApplication(_) = warning {
            let all = violations.entry(warning.policy_id().to_string()).or_default();
            all.push(violation(Some("impossible-scope"), warning.to_string()));
        }
    }
    // The crate collects them in hash sets.
    violations.values_mut().for_each(|all| all.sort_by(|left, right| left.words.cmp(&right.words)));
    violations
}

/// The entities that do not conform. A document that conforms as a whole needs no second look; else each entity is read
/// alone, with the schema.
fn entities(text: &str, world: &World, schema: &Schema) -> Option<Violations> {
    if world.all_conform {
        return Some(Violations::new());
    }
    world.entities.as_ref().ok()?;
    let listed: Vec<Box<RawValue>> = serde_json::from_str(text).ok()?;
    let listed_alone = Entities::from_json_str(text, None).ok()?;
    let actions = schema.action_entities().ok()?;
    let mut violations = BTreeMap::new();
    for raw in &listed {
        let uid = Entity::from_json_str(raw.get(), None).ok()?.uid();
        let found = match (actions.get(&uid), listed_alone.get(&uid)) {
            _ if uid.type_name().basename() != "Action" => {
                let read = Entity::from_json_str(raw.get(), Some(schema));
                read.err().map(|error| violation(entity_kind(&error), in_full(&error)))
            }
            // As the crate does it for a whole document: the ancestors are those among the listed entities.
            (Some(declared), Some(listed)) if declared.deep_eq(listed) => None,
            (Some(_), _) => Some(violation(Some("action-mismatch"), format!("{uid} is not as the schema declares it"))),
            (None, _) => Some(violation(Some("undeclared-action"), format!("{uid} is not declared in the schema"))),
        };
        if let Some(found) = found {
            let key = uid_text(&uid.type_name().to_string(), uid.id().unescaped());
            violations.entry(key).or_insert_with(Vec::new).push(found);
        }
    }
    Some(violations)
}

/// What is wrong with a request; `None` if it cannot be read even without the schema.
fn request(text: &RequestText, schema: &Schema) -> Option<Vec<Violation>> {
    let (principal, action, resource) =
        (read_uid(&text.principal).ok()?, read_uid(&text.action).ok()?, read_uid(&text.resource).ok()?);
    let context = match Context::from_json_str(&text.context, Some((schema, &action))) {
        Ok(context) => context,
        Err(error) => {
            Context::from_json_str(&text.context, None).ok()?;
            return Some(vec![violation(context_kind(&error), in_full(&error))]);
        }
    };
    let read = Request::new(principal, action, resource, context, Some(schema));
    Some(read.err().map(|error| violation(request_kind(&error), in_full(&error))).into_iter().collect())
}

fn violation(kind: Option<&'static str>, words: String) -> Violation {
    Violation { kind, place: None, words }
}

fn policy_kind(error: &ValidationError) -> Option<&'static str> {
    match error {
        ValidationError::UnrecognizedEntityType(_) => Some("unknown-entity-type"),
        ValidationError::UnrecognizedActionId(_) => Some("unknown-action"),
        ValidationError::InvalidEnumEntity(_) => Some("unlisted-id"),
        ValidationError::UnexpectedType(_) => Some("unexpected-type"),
        ValidationError::IncompatibleTypes(_) => Some("incompatible-types"),
        ValidationError::UnsafeAttributeAccess(_) => Some("attribute-not-found"),
        ValidationError::UnsafeOptionalAttributeAccess(_) => Some("optional-attribute"),
        ValidationError::UnsafeTagAccess(_) => Some("unchecked-tag"),
        ValidationError::NoTagsAllowed(_) => Some("no-tags"),
        ValidationError::WrongNumberArguments(_) => Some("wrong-arity"),
        ValidationError::FunctionArgumentValidation(_) => Some("malformed-literal"),
        ValidationError::NonLitExtConstructor(_) => Some("non-literal-constructor"),
        ValidationError::EmptySetForbidden(_) => Some("empty-set"),
        ValidationError::EntityDerefLevelViolation(_) => Some("level-exceeded"),
        _ => None,
    }
}

fn entity_kind(error: &EntitiesError) -> Option<&'static str> {
    match error {
        EntitiesError::Deserialization(error) => json_kind(error),
        EntitiesError::InvalidEntity(error) => nonconformance_kind(error),
        _ => None,
    }
}

fn nonconformance_kind(error: &Nonconformance) -> Option<&'static str> {
    match error {
        Nonconformance::UnexpectedEntityType(_) => Some("undeclared-type"),
        Nonconformance::InvalidEnumEntity(_) => Some("unlisted-id"),
        Nonconformance::UndeclaredAction(_) => Some("undeclared-action"),
        Nonconformance::ActionDeclarationMismatch(_) => Some("action-mismatch"),
        Nonconformance::MissingRequiredEntityAttr(_) => Some("missing-attribute"),
        Nonconformance::UnexpectedEntityAttr(_) => Some("unexpected-attribute"),
        Nonconformance::UnexpectedEntityTag(_) => Some("unexpected-tags"),
        Nonconformance::TypeMismatch(_) => Some("type-mismatch"),
        Nonconformance::InvalidAncestorType(_) => Some("parent-type"),
        _ => None,
    }
}

/// Of what is read with a type in mind; inside records the crate tells a mismatch for more than one kind.
fn json_kind(error: &JsonError) -> Option<&'static str> {
    match error {
        JsonError::EntitySchemaConformance(error) => nonconformance_kind(error),
        JsonError::UnexpectedRecordAttr(_) => Some("unexpected-attribute"),
        JsonError::MissingRequiredRecordAttr(_) => Some("missing-attribute"),
        JsonError::TypeMismatch(_)
        | JsonError::ExpectedLiteralEntityRef(_)
        | JsonError::ExpectedExtnValue(_)
        | JsonError::MissingImpliedConstructor(_) => Some("type-mismatch"),
        _ => None,
    }
}

fn context_kind(error: &ContextJsonError) -> Option<&'static str> {
    match error {
        ContextJsonError::JsonDeserialization(error) => json_kind(error),
        ContextJsonError::MissingAction(_) => Some("undeclared-action"),
        ContextJsonError::ContextCreation(_) => None,
    }
}

fn request_kind(error: &RequestValidationError) -> Option<&'static str> {
    match error {
        RequestValidationError::UndeclaredAction(_) => Some("undeclared-action"),
        RequestValidationError::UndeclaredPrincipalType(_) | RequestValidationError::UndeclaredResourceType(_) => {
            Some("undeclared-type")
        }
        RequestValidationError::InvalidPrincipalType(_) => Some("principal-type"),
        RequestValidationError::InvalidResourceType(_) => Some("resource-type"),
        RequestValidationError::InvalidEnumEntity(_) => Some("unlisted-id"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::text::{LinkText, UidText};

    use super::*;

    const SCHEMA: &str = "
        entity Team; entity Color enum [\"red\"];
        entity User in [Team] = { age: Long, ip?: ipaddr } tags String;
        entity Doc = { owner: User };
        action read; action write;
        action view in [read] appliesTo { principal: User, resource: Doc, context: { from: ipaddr, color?: Color } };";

    fn outcome(case: &CaseText) -> Validity {
        let case = CaseText { schema: Some(SCHEMA.to_owned()), ..case.clone() };
        validity(&case, &World::read(&case))
    }

    fn kinds(violations: Option<&Violations>) -> Vec<(String, Vec<Option<&'static str>>)> {
        let all = violations.expect("told").iter();
        all.map(|(id, list)| (id.clone(), list.iter().map(|violation| violation.kind).collect())).collect()
    }

    fn policies(texts: &[&str], level: u32) -> Validity {
        outcome(&CaseText { policies: texts.join("\n"), level, entities: "[]".to_owned(), ..CaseText::default() })
    }

    #[test]
    fn policies_are_checked_in_both_modes_and_at_the_level() {
        let found = policies(
            &[
                "permit(principal, action, resource) when { principal.age == 1 };",
                "permit(principal, action, resource) when { principal.ip.isIpv4() };",
                "permit(principal, action, resource) when { principal.age == \"old\" || principal.age > 2 };",
                "permit(principal, action, resource) when { resource.owner.age == 1 };",
            ],
            1,
        );
        assert_eq!(
            kinds(found.strict.as_ref()),
            [
                ("policy1".to_owned(), vec![Some("optional-attribute")]),
                ("policy2".to_owned(), vec![Some("incompatible-types")]),
            ]
        );
        assert_eq!(kinds(found.permissive.as_ref()), [("policy1".to_owned(), vec![Some("optional-attribute")])]);
        let level = found.level.expect("told");
        assert_eq!(level.keys().collect::<Vec<_>>(), ["policy1", "policy2", "policy3"]);
        assert_eq!(level["policy3"][0].kind, Some("level-exceeded"));
    }

    #[test]
    fn an_impossible_scope_counts_as_an_error() {
        let found = policies(&["permit(principal is Doc, action, resource);"], 1);
        for told in [&found.strict, &found.permissive, &found.level] {
            assert_eq!(kinds(told.as_ref()), [("policy0".to_owned(), vec![Some("impossible-scope")])]);
        }
    }

    #[test]
    fn no_other_warning_counts_as_an_error() {
        let found = policies(
            &[
                "permit(principal is User, action, resource) when { false };",
                "permit(principal, action, resource) when { \"a\\u{202e}b\" == \"p\\u{0430}y\" };",
            ],
            1,
        );
        for told in [&found.strict, &found.permissive, &found.level] {
            assert_eq!(kinds(told.as_ref()), []);
        }
    }

    #[test]
    fn links_are_told_by_their_own_id() {
        let uid = |ty: &str| UidText { ty: ty.to_owned(), id: "x".to_owned() };
        let link = |id: &str, ty: &str| LinkText {
            template: "policy0".to_owned(),
            id: id.to_owned(),
            slots: BTreeMap::from([("?principal".to_owned(), uid(ty))]),
        };
        let found = outcome(&CaseText {
            policies: "permit(principal in ?principal, action, resource);".to_owned(),
            links: vec![link("good", "Team"), link("unknown", "Nobody"), link("never", "Doc")],
            entities: "[]".to_owned(),
            ..CaseText::default()
        });
        assert_eq!(
            kinds(found.strict.as_ref()),
            [
                ("never".to_owned(), vec![Some("impossible-scope")]),
                ("unknown".to_owned(), vec![Some("impossible-scope"), Some("unknown-entity-type")]),
            ]
        );
    }

    #[test]
    fn entities_are_told_one_by_one() {
        let check = |entity: &str, expected: Option<&'static str>| {
            let good = r#"{"uid":{"type":"User","id":"good"},"attrs":{"age":7,"ip":"::1"},"tags":{"a":"b"},
                           "parents":[{"type":"Team","id":"blue"}]}"#;
            let found = outcome(&CaseText { entities: format!("[{good},{entity}]"), ..CaseText::default() });
            let found = kinds(found.entities.as_ref());
            let kinds: Vec<_> = found.iter().flat_map(|(_, kinds)| kinds.clone()).collect();
            assert_eq!(kinds, expected.map(Some).into_iter().collect::<Vec<_>>(), "{entity}");
            assert!(found.iter().all(|(uid, _)| !uid.contains("good")), "{found:?}");
        };
        let user = |rest: &str| format!(r#"{{"uid":{{"type":"User","id":"x"}},{rest}}}"#);
        check(&user(r#""attrs":{"age":7},"parents":[]"#), None);
        check(&user(r#""attrs":{},"parents":[]"#), Some("missing-attribute"));
        check(&user(r#""attrs":{"age":7,"size":7},"parents":[]"#), Some("unexpected-attribute"));
        check(&user(r#""attrs":{"age":"7"},"parents":[]"#), Some("type-mismatch"));
        check(&user(r#""attrs":{"age":7},"parents":[],"tags":{"a":1}"#), Some("type-mismatch"));
        check(&user(r#""attrs":{"age":7},"parents":[{"type":"Doc","id":"d"}]"#), Some("parent-type"));
        let bare = |ty: &str, id: &str, parents: &str| {
            format!(r#"{{"uid":{{"type":"{ty}","id":"{id}"}},"attrs":{{}},"parents":[{parents}]}}"#)
        };
        check(&bare("Team", "x", ""), None);
        check(&bare("Nobody", "x", ""), Some("undeclared-type"));
        check(&bare("Color", "red", ""), None);
        check(&bare("Color", "blue", ""), Some("unlisted-id"));
        check(&bare("Action", "view", r#"{"type":"Action","id":"read"}"#), None);
        check(&bare("Action", "view", ""), Some("action-mismatch"));
        check(&bare("Action", "burn", ""), Some("undeclared-action"));
    }

    #[test]
    fn requests_are_checked_with_their_context() {
        let check =
            |principal: &str, action: &str, resource: &str, context: &str, expected: &[Option<&'static str>]| {
                let uid = |ty: &str, id: &str| UidText { ty: ty.to_owned(), id: id.to_owned() };
                let request = RequestText {
                    principal: uid(principal, "x"),
                    action: uid("Action", action),
                    resource: uid(resource, "x"),
                    context: context.to_owned(),
                };
                let found =
                    outcome(&CaseText { requests: vec![request], entities: "[]".to_owned(), ..CaseText::default() });
                let told = found.requests[0].as_ref().expect("told");
                let kinds: Vec<_> = told.iter().map(|violation| violation.kind).collect();
                assert_eq!(kinds, expected, "{principal} {action} {resource} {context}");
            };
        let context = r#"{"from":"::1"}"#;
        check("User", "view", "Doc", context, &[]);
        check("Nobody", "view", "Doc", context, &[Some("undeclared-type")]);
        check("Doc", "view", "Doc", context, &[Some("principal-type")]);
        check("User", "view", "User", context, &[Some("resource-type")]);
        check("User", "burn", "Doc", context, &[Some("undeclared-action")]);
        check("User", "view", "Doc", "{}", &[Some("missing-attribute")]);
        check("User", "view", "Doc", r#"{"from":"::1","to":1}"#, &[Some("unexpected-attribute")]);
        check("User", "view", "Doc", r#"{"from":1}"#, &[None]);
        check("User", "view", "Doc", r#"{"from":"::1","color":{"type":"Color","id":"blue"}}"#, &[Some("unlisted-id")]);
    }
}
